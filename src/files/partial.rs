//! Files that come in over several requests: each is a file of its own that only grows, and how much of it is there is
//! its length. One request at a time writes to it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::hashes::Hashes;
use super::local::{Folder, remove};
use super::{Files, FilesError, Incoming, Sink, blocking};
use crate::domain::time::Time;

/// How much is read at once to be hashed.
const CHUNK_BYTES: usize = 1 << 18;

/// A part of a file, held by one request.
#[derive(Debug)]
pub struct Partial {
    id: Uuid,
    file: File,
    path: PathBuf,
    bytes: u64,
    /// Of all that is there, when it is known.
    hash: Option<Sha256>,
    hashes: Hashes,
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
        let (folder, hashes) = (self.partials.clone(), self.hashes.clone());
        blocking(move || Partial::open(&folder, hashes, id)).await
    }

    /// Makes a file that came in at once one that came in over several requests, and is whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn set_aside(&self, incoming: Incoming, id: Uuid) -> Result<(), FilesError> {
        let (path, hashes) = (self.partials.named(&id.to_string()), self.hashes.clone());
        blocking(move || {
            let (bytes, hash) = incoming.move_to(&path)?;
            hashes.put(id, bytes, hash);
            Ok(())
        })
        .await
    }

    /// Removes what is there of a file, for threads that may wait.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn cancel_here(&self, id: Uuid) -> Result<(), FilesError> {
        self.hashes.remove(id);
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
    fn open(folder: &Folder, hashes: Hashes, id: Uuid) -> Result<Self, FilesError> {
        let path = folder.named(&id.to_string());
        // It is never made here: one that was removed a moment ago would come back, and stay for ever.
        let file = OpenOptions::new().read(true).append(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FilesError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let bytes = file.metadata()?.len();
        let hash = hashes.take(id, bytes);
        Ok(Self { id, file, path, bytes, hash, hashes })
    }

    /// How much is there.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The whole file with its beginning, to be kept as one that came in at once. Dropped, it is gone.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn finish(mut self, head_bytes: usize) -> Result<(Incoming, Vec<u8>), FilesError> {
        blocking(move || {
            let mut head = Vec::new();
            self.file.seek(SeekFrom::Start(0))?;
            (&mut self.file).take(head_bytes as u64).read_to_end(&mut head)?;
            let hash = match self.hash.take() {
                Some(hash) => hash,
                None => hash_of(&mut self.file)?,
            };
            let file = self.file.try_clone()?;
            Ok((Incoming::of(file, self.path.clone(), hash, self.bytes), head))
        })
        .await
    }
}

impl Sink for Partial {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is there stays there whatever comes after.
    fn write_here(&mut self, piece: &[u8]) -> Result<(), FilesError> {
        // Whether a piece that fails is there in part is not known.
        let hash = self.hash.take();
        self.file.write_all(piece)?;
        self.bytes += piece.len() as u64;
        self.hash = hash.map(|hash| hash.chain_update(piece));
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(hash) = self.hash.take() {
            self.hashes.put(self.id, self.bytes, hash);
        }
    }
}

/// The hash of a file, read from its beginning.
fn hash_of(file: &mut File) -> Result<Sha256, FilesError> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut chunk) = (Sha256::new(), vec![0; CHUNK_BYTES]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hash),
            length => hash.update(&chunk[..length]),
        }
    }
}
