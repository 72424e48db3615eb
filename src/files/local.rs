//! A folder of this machine: one file per content, under two letters of its hash.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{FileHash, FilesError, Kept, Sink};
use crate::domain::time::Time;

/// A folder that its owner alone can enter.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, FilesError> {
        make(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Removes the files that stand in it by themselves: those under the letters of their hash stay.
    pub(super) fn sweep(&self) -> Result<(), FilesError> {
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// What stands in it, by its names, with when each was last written to.
    pub(super) fn entries(&self) -> Result<Vec<(String, Time)>, FilesError> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let written_at = match entry.metadata() {
                Ok(metadata) => metadata.modified()?,
                // It was removed meanwhile.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            let since_epoch = written_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            let micros = i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX);
            entries.push((entry.file_name().to_string_lossy().into_owned(), Time::from_micros(micros)));
        }
        Ok(entries)
    }

    pub(super) fn path_of(&self, hash: FileHash) -> PathBuf {
        let name = hash.to_string();
        self.0.join(&name[..2]).join(name)
    }

    /// The path of what is no content: a name that the program gave it.
    pub(super) fn named(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The path of something that is made from a content.
    pub(super) fn path_made_of(&self, hash: FileHash, what: u32) -> PathBuf {
        let name = hash.to_string();
        self.0.join(&name[..2]).join(format!("{name}-{what}"))
    }

    /// Keeps something that is made from a content, and can be made again: it is not flushed.
    pub(super) fn keep_made(&self, path: &Path, bytes: &[u8]) -> Result<(), FilesError> {
        make(path.parent().unwrap_or(&self.0))?;
        let temporary = Temporary(self.0.join(Uuid::now_v7().to_string()));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary.0)?;
        file.write_all(bytes)?;
        fs::rename(&temporary.0, path)?;
        Ok(())
    }

    pub(super) fn delete(&self, hash: FileHash) -> Result<(), FilesError> {
        remove(&self.path_of(hash))
    }
}

/// Removes a file; that it is not there is what was wanted.
pub(super) fn remove(path: &Path) -> Result<(), FilesError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn make(path: &Path) -> Result<(), FilesError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    // One that was there before may have been made with other rights.
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// A file that is being taken in. It has no name that anything knows, and is removed when it is dropped.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    temporary: Temporary,
    hash: Sha256,
    bytes: u64,
}

/// Removes the file it names when it is dropped.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is not there any more once it is kept.
        let _ = fs::remove_file(&self.0);
    }
}

impl Incoming {
    pub(super) fn create(folder: &Folder) -> Result<Self, FilesError> {
        let path = folder.0.join(Uuid::now_v7().to_string());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { file, temporary: Temporary(path), hash: Sha256::new(), bytes: 0 })
    }

    /// One that is on the disk already.
    pub(super) fn of(file: File, path: PathBuf, hash: Sha256, bytes: u64) -> Self {
        Self { file, temporary: Temporary(path), hash, bytes }
    }

    /// Where it is while it is taken in.
    pub(super) fn path(&self) -> &Path {
        &self.temporary.0
    }

    /// What it would be kept under as it is.
    #[must_use]
    pub fn hash(&self) -> FileHash {
        FileHash(self.hash.clone().finalize().into())
    }

    /// Gives it another temporary name, under which it stays; answers its length and its hash.
    pub(super) fn move_to(self, path: &Path) -> Result<(u64, Sha256), FilesError> {
        fs::rename(&self.temporary.0, path)?;
        Ok((self.bytes, self.hash))
    }

    /// Flushes it, gives it its name, and flushes the folder: what answers after this is on the disk.
    pub(super) fn keep_in(self, folder: &Folder) -> Result<Kept, FilesError> {
        let Self { file, temporary, hash, bytes } = self;
        let hash = FileHash(hash.finalize().into());
        let target = folder.path_of(hash);
        file.sync_all()?;
        if !target.try_exists()? {
            let parent = target.parent().unwrap_or(&folder.0);
            make(parent)?;
            fs::rename(&temporary.0, &target)?;
            File::open(parent)?.sync_all()?;
            File::open(&folder.0)?.sync_all()?;
        }
        Ok(Kept { hash, bytes })
    }
}

impl Sink for Incoming {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn write_here(&mut self, piece: &[u8]) -> Result<(), FilesError> {
        self.file.write_all(piece)?;
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }
}
