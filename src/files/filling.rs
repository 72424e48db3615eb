//! Files that are written while more of them comes in: one piece goes to the disk on a thread that may wait, while the
//! next is gathered.

use std::future::{Future, pending, ready};
use std::mem::replace;
use std::pin::Pin;

use tokio::task::spawn_blocking;

use super::FilesError;

/// How much is gathered before it is written.
const PIECE_BYTES: usize = 256 * 1024;

/// What pieces are written to, on threads that may wait.
pub trait Sink: Send + Sized + 'static {
    /// How much was written to it.
    fn bytes(&self) -> u64;

    /// Writes more of it.
    ///
    /// # Errors
    /// [`FilesError::Full`].
    fn write_here(&mut self, piece: &[u8]) -> Result<(), FilesError>;
}

/// The file, as soon as a piece is written to it, and the piece's memory for the next.
type Written<S> = Pin<Box<dyn Future<Output = Result<(S, Vec<u8>), FilesError>>>>;

/// A file that is being filled.
pub struct Filling<S> {
    bytes: u64,
    gathered: Vec<u8>,
    written: Written<S>,
}

impl<S: Sink> Filling<S> {
    /// Goes on with a file.
    #[must_use]
    pub fn of(sink: S) -> Self {
        let bytes = sink.bytes();
        Self { bytes, gathered: Vec::new(), written: Box::pin(ready(Ok((sink, Vec::new())))) }
    }

    /// How much of it has come in.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes more of it in, and waits for the disk where that is behind by a whole piece.
    ///
    /// # Errors
    /// [`FilesError::Full`]; the piece may have come from an earlier call.
    pub async fn push(&mut self, chunk: &[u8]) -> Result<(), FilesError> {
        self.bytes += chunk.len() as u64;
        self.gathered.extend_from_slice(chunk);
        if self.gathered.len() >= PIECE_BYTES { self.hand_over().await } else { Ok(()) }
    }

    /// The file, with all that came in written to it.
    ///
    /// # Errors
    /// As [`Filling::push`].
    pub async fn finish(mut self) -> Result<S, FilesError> {
        if !self.gathered.is_empty() {
            self.hand_over().await?;
        }
        Ok(self.written.await?.0)
    }

    async fn hand_over(&mut self) -> Result<(), FilesError> {
        let (mut sink, spare) = replace(&mut self.written, Box::pin(pending())).await?;
        let mut piece = replace(&mut self.gathered, spare);
        let writing = spawn_blocking(move || {
            sink.write_here(&piece)?;
            piece.clear();
            Ok((sink, piece))
        });
        let failed = |error| FilesError::Unavailable(std::io::Error::other(error));
        self.written = Box::pin(async move { writing.await.map_err(failed)? });
        Ok(())
    }
}
