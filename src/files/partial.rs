//! Files that come in over several requests: each is a file of its own that only grows, and how much of it is there is
//! its length. One request at a time writes to it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::local::{Folder, remove};
use super::{Files, FilesError, Incoming, blocking};
use crate::domain::time::Time;

/// How much is read at once to be hashed.
const CHUNK_BYTES: usize = 1 << 18;

/// A part of a file, held by one request.
#[derive(Debug)]
pub struct Partial {
    file: File,
    path: PathBuf,
    bytes: u64,
}

impl Files {
    /// Makes a file of which nothing is there yet, for threads that may wait.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin_partial_here(&self, id: Uuid) -> Result<(), FilesError> {
        let path = self.partials.named(&id.to_string());
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        Ok(())
    }

    /// Opens what is there of a file that was begun, and holds it.
    ///
    /// # Errors
    /// [`FilesError::Busy`] while another request holds it, [`FilesError::NotFound`] when it was not begun, or is gone.
    pub async fn partial(&self, id: Uuid) -> Result<Partial, FilesError> {
        let folder = self.partials.clone();
        blocking(move || Partial::open(&folder, id)).await
    }

    /// Makes a file that came in at once one that came in over several requests, and is whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn set_aside(&self, incoming: Incoming, id: Uuid) -> Result<(), FilesError> {
        let path = self.partials.named(&id.to_string());
        blocking(move || incoming.move_to(&path)).await
    }

    /// Removes what is there of a file, for threads that may wait.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn cancel_here(&self, id: Uuid) -> Result<(), FilesError> {
        remove(&self.partials.named(&id.to_string()))
    }

    /// Those that nobody has written to since `before`, for threads that may wait.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn partials_before_here(&self, before: Time) -> Result<Vec<Uuid>, FilesError> {
        let mut left = Vec::new();
        for (name, written_at) in self.partials.entries()? {
            left.extend(name.parse().ok().filter(|_: &Uuid| written_at < before));
        }
        Ok(left)
    }
}

impl Partial {
    fn open(folder: &Folder, id: Uuid) -> Result<Self, FilesError> {
        let path = folder.named(&id.to_string());
        // It is never made here: one that was removed a moment ago would come back, and stay for ever.
        let file = OpenOptions::new().read(true).append(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FilesError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let bytes = file.metadata()?.len();
        Ok(Self { file, path, bytes })
    }

    /// How much is there.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes more of it. What is there stays there whatever comes after.
    ///
    /// # Errors
    /// [`FilesError::Full`].
    pub async fn write(mut self, chunk: Vec<u8>) -> Result<Self, FilesError> {
        blocking(move || {
            self.file.write_all(&chunk)?;
            self.bytes += chunk.len() as u64;
            Ok(self)
        })
        .await
    }

    /// The whole file with its beginning, to be kept as one that came in at once. Dropped, it is gone.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn finish(mut self, head_bytes: usize) -> Result<(Incoming, Vec<u8>), FilesError> {
        blocking(move || {
            self.file.seek(SeekFrom::Start(0))?;
            let (mut hash, mut head, mut chunk) = (Sha256::new(), Vec::new(), vec![0; CHUNK_BYTES]);
            loop {
                let length = self.file.read(&mut chunk)?;
                if length == 0 {
                    break;
                }
                hash.update(&chunk[..length]);
                head.extend_from_slice(&chunk[..length.min(head_bytes.saturating_sub(head.len()))]);
            }
            Ok((Incoming::of(self.file, self.path, hash, self.bytes), head))
        })
        .await
    }
}
