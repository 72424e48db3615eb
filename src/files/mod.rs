//! Files, kept by the SHA-256 of their content: written under a temporary name, flushed, renamed, the folder flushed.
//! What they are called and whose they are is the store's to know.

mod filling;
mod hashes;
mod local;
mod partial;
pub mod picture;

use std::fmt;
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

pub use filling::{Filling, Sink};
pub use local::Incoming;
pub use partial::Partial;

use hashes::Hashes;
use local::{Folder, remove};
use picture::{Edge, PictureError};

/// What a file is kept under: the SHA-256 of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// Reads the 64 hexadecimal digits that it is written as.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// What came of keeping a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// What it is kept under.
    pub hash: FileHash,
    /// Its length.
    pub bytes: u64,
}

/// Why a file was not kept or not found.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is none of this hash.
    #[error("no such file")]
    NotFound,
    /// The disk is full, or a quota of it is used up.
    #[error("no room is left")]
    Full,
    /// Another request writes to it.
    #[error("the file is being written")]
    Busy,
    /// The disk or the bucket does not answer as it should.
    #[error("file storage failure")]
    Unavailable(#[source] std::io::Error),
}

impl From<std::io::Error> for FilesError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full,
            _ => Self::Unavailable(error),
        }
    }
}

/// Where files are kept, shared by every thread of a process.
#[derive(Debug, Clone)]
pub struct Files {
    backend: Backend,
    incoming: Folder,
    partials: Folder,
    hashes: Hashes,
    thumbnails: Folder,
}

/// A folder of this machine; a bucket is another arm.
#[derive(Debug, Clone)]
enum Backend {
    Local(Folder),
}

impl Files {
    /// Keeps files in a folder of this machine, which is made when it is not there. What an earlier run left behind
    /// half written is removed.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path) -> Result<Self, FilesError> {
        let files = Self::open_beside(folder)?;
        files.incoming.sweep()?;
        files.thumbnails.sweep()?;
        Ok(files)
    }

    /// As [`Files::open`], beside a server that may be taking files in: nothing is removed.
    ///
    /// # Errors
    /// As there.
    pub fn open_beside(folder: &Path) -> Result<Self, FilesError> {
        let incoming = Folder::open(&folder.join("incoming"))?;
        Ok(Self {
            backend: Backend::Local(Folder::open(&folder.join("kept"))?),
            incoming,
            partials: Folder::open(&folder.join("partials"))?,
            hashes: Hashes::default(),
            thumbnails: Folder::open(&folder.join("thumbnails"))?,
        })
    }

    /// Begins to take a file in. Until it is [kept](Files::keep) it is nothing: dropped, it is gone.
    ///
    /// # Errors
    /// When no file can be made.
    pub async fn begin(&self) -> Result<Incoming, FilesError> {
        let folder = self.incoming.clone();
        blocking(move || Incoming::create(&folder)).await
    }

    /// Keeps what was taken in. When a file of the same content is kept already, that one stays.
    ///
    /// # Errors
    /// When it cannot be flushed to the disk.
    pub async fn keep(&self, incoming: Incoming) -> Result<Kept, FilesError> {
        match &self.backend {
            Backend::Local(folder) => {
                let folder = folder.clone();
                blocking(move || incoming.keep_in(&folder)).await
            }
        }
    }

    /// Takes in and keeps all that `source` has, for threads that may wait.
    ///
    /// # Errors
    /// [`FilesError::Full`], and what reading the source fails with.
    pub fn keep_here(&self, mut source: impl std::io::Read) -> Result<Kept, FilesError> {
        let mut incoming = Incoming::create(&self.incoming)?;
        let mut chunk = vec![0; 1 << 18];
        loop {
            match source.read(&mut chunk)? {
                0 => break,
                length => incoming.write_here(&chunk[..length])?,
            }
        }
        match &self.backend {
            Backend::Local(folder) => incoming.keep_in(folder),
        }
    }

    /// The path of a kept file, to be read or served.
    ///
    /// # Errors
    /// [`FilesError::NotFound`].
    pub async fn path(&self, hash: FileHash) -> Result<PathBuf, FilesError> {
        match &self.backend {
            Backend::Local(folder) => {
                let path = folder.path_of(hash);
                blocking(move || if path.try_exists()? { Ok(path) } else { Err(FilesError::NotFound) }).await
            }
        }
    }

    /// The path of a kept file, for threads that may wait.
    ///
    /// # Errors
    /// [`FilesError::NotFound`].
    pub fn path_here(&self, hash: FileHash) -> Result<PathBuf, FilesError> {
        match &self.backend {
            Backend::Local(folder) => {
                let path = folder.path_of(hash);
                if path.try_exists()? { Ok(path) } else { Err(FilesError::NotFound) }
            }
        }
    }

    /// The path of a small copy of a kept picture, which is made when there is none yet. That takes a core and much
    /// memory: run it in a bounded pool.
    ///
    /// # Errors
    /// [`PictureError`].
    pub fn thumbnail_here(&self, hash: FileHash, edge: Edge) -> Result<PathBuf, PictureError> {
        let path = self.thumbnails.path_made_of(hash, edge.pixels());
        if path.try_exists()? {
            return Ok(path);
        }
        let unavailable = |error| PictureError::Unavailable(std::io::Error::other(error));
        let original = self.path_here(hash).map_err(unavailable)?;
        let copy = picture::shrink(&original, edge)?;
        self.thumbnails.keep_made(&path, &copy).map_err(unavailable)?;
        Ok(path)
    }

    /// Keeps the middle of a picture that was taken in, as a small square; nothing is left of the picture itself. That
    /// takes a core and much memory: run it in a bounded pool.
    ///
    /// # Errors
    /// [`PictureError`].
    pub fn keep_square_here(&self, picture: &Incoming) -> Result<Kept, PictureError> {
        let square = picture::square(picture.path())?;
        let unavailable = |error| PictureError::Unavailable(std::io::Error::other(error));
        self.keep_here(square.as_slice()).map_err(unavailable)
    }

    /// As [`Files::keep_square_here`], of a picture that is kept, and stays.
    ///
    /// # Errors
    /// As there.
    pub fn keep_square_of_here(&self, hash: FileHash) -> Result<Kept, PictureError> {
        let unavailable = |error| PictureError::Unavailable(std::io::Error::other(error));
        let square = picture::square(&self.path_here(hash).map_err(unavailable)?)?;
        self.keep_here(square.as_slice()).map_err(unavailable)
    }

    /// Deletes a kept file with its small copies; that it is not there is what was wanted. Nothing may point at it any
    /// more. For threads that may wait.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn delete_here(&self, hash: FileHash) -> Result<(), FilesError> {
        for edge in [Edge::Row, Edge::Page] {
            remove(&self.thumbnails.path_made_of(hash, edge.pixels()))?;
        }
        match &self.backend {
            Backend::Local(folder) => folder.delete(hash),
        }
    }

    /// As [`Files::delete_here`], on a thread that may wait.
    ///
    /// # Errors
    /// As there.
    pub async fn delete(&self, hash: FileHash) -> Result<(), FilesError> {
        let files = self.clone();
        blocking(move || files.delete_here(hash)).await
    }
}

/// Runs what waits for the disk on a thread made for waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
) -> Result<T, FilesError> {
    let failed = |error| FilesError::Unavailable(std::io::Error::other(error));
    spawn_blocking(work).await.map_err(failed)?
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    async fn kept(files: &Files, content: &[u8]) -> Kept {
        files.keep(filled(files.begin().await.unwrap(), content).await).await.unwrap()
    }

    async fn filled<S: Sink>(sink: S, content: &[u8]) -> S {
        let mut filling = Filling::of(sink);
        for chunk in content.chunks(3) {
            filling.push(chunk).await.unwrap();
        }
        filling.finish().await.unwrap()
    }

    #[tokio::test]
    async fn a_file_that_comes_in_parts_goes_on_where_it_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let id = uuid::Uuid::now_v7();
        assert!(matches!(files.partial(id).await, Err(FilesError::NotFound)), "it has to begin first");
        files.begin_partial_here(id).unwrap();
        let first = files.partial(id).await.unwrap();
        assert!(matches!(files.partial(id).await, Err(FilesError::Busy)));
        drop(filled(first, b"hello ").await);
        // A server that starts again keeps what is there.
        let files = Files::open(folder.path()).unwrap();
        let rest = files.partial(id).await.unwrap();
        assert_eq!(rest.bytes(), 6);
        let (incoming, head) = filled(rest, b"world").await.finish(4).await.unwrap();
        assert_eq!(head, b"hell");
        assert_eq!(files.keep(incoming).await.unwrap(), kept(&files, b"hello world").await);
        assert_eq!(names(&folder.path().join("partials")), 0);
        files.begin_partial_here(id).unwrap();
        let late = files.partial(id).await.unwrap();
        files.cancel_here(id).unwrap();
        files.cancel_here(id).unwrap();
        drop(filled(late, b"x").await);
        assert!(matches!(files.partial(id).await, Err(FilesError::NotFound)), "what is gone stays gone");
        assert_eq!(names(&folder.path().join("partials")), 0);
    }

    /// Pieces go to the disk while the next are gathered, and the hash of what came in earlier is remembered.
    #[tokio::test]
    async fn a_large_file_that_comes_in_parts_has_the_hash_of_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let content: Vec<u8> = (0..1_500_000_u32).map(|at| (at % 251) as u8).collect();
        let whole = files.keep_here(content.as_slice()).unwrap();
        for cut in [0, 1, 262_144, 700_000, 1_500_000] {
            let id = uuid::Uuid::now_v7();
            files.begin_partial_here(id).unwrap();
            for part in [&content[..cut], &content[cut..]] {
                let mut filling = Filling::of(files.partial(id).await.unwrap());
                for chunk in part.chunks(40_000) {
                    filling.push(chunk).await.unwrap();
                }
                filling.finish().await.unwrap();
            }
            let (incoming, head) = files.partial(id).await.unwrap().finish(5).await.unwrap();
            assert_eq!(head, content[..5], "{cut}");
            assert_eq!(files.keep(incoming).await.unwrap(), whole, "{cut}");
        }
    }

    fn names(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[tokio::test]
    async fn a_file_reads_back_and_the_same_content_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let one = kept(&files, b"hello world").await;
        assert_eq!(one, kept(&files, b"hello world").await);
        assert_eq!(one.bytes, 11);
        let expected = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
        assert_eq!(one.hash.to_string(), expected);
        assert_eq!(FileHash::parse(expected), Some(one.hash));
        let path = files.path(one.hash).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"hello world");
        files.delete(one.hash).await.unwrap();
        files.delete(one.hash).await.unwrap();
        assert!(matches!(files.path(one.hash).await, Err(FilesError::NotFound)));
    }

    #[tokio::test]
    async fn e1_files_and_folders_are_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(&folder.path().join("files")).unwrap();
        let path = files.path(kept(&files, b"x").await.hash).await.unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(&folder.path().join("files/incoming")), 0o700);
    }

    #[tokio::test]
    async fn e2_an_aborted_upload_leaves_nothing_and_leftovers_are_swept_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let incoming = filled(files.begin().await.unwrap(), b"half").await;
        assert_eq!(names(&folder.path().join("incoming")), 1);
        drop(incoming);
        assert_eq!(names(&folder.path().join("incoming")), 0);
        for part in ["incoming", "thumbnails"] {
            std::fs::write(folder.path().join(part).join("left-over"), b"x").unwrap();
            Files::open(folder.path()).unwrap();
            assert_eq!(names(&folder.path().join(part)), 0, "{part}");
        }
    }

    #[test]
    fn only_hashes_are_read_as_hashes() {
        for text in ["", "b94d", "../../etc/passwd", &"g".repeat(64), &"é".repeat(32), &"+".repeat(64)] {
            assert_eq!(FileHash::parse(text), None, "{text}");
        }
    }
}
