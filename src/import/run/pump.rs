//! One thread reads the file and works its rows into batches, this one takes them: a few at a time, so that neither
//! runs ahead of the other. While nothing comes, the lease is renewed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{Ended, Job, RunError};
use crate::import::read::{self, ReadError, Row};

/// Batches that wait between the threads.
const WAITING: usize = 3;
/// How often a runner says that it is alive; its lease holds four times as long.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Rows of a batch, as many as the writer can take in one slice.
pub(super) struct BatchSize(AtomicUsize);

impl BatchSize {
    pub(super) const fn new(rows: usize) -> Self {
        Self(AtomicUsize::new(rows))
    }

    pub(super) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, rows: usize) {
        self.0.store(rows, Ordering::Relaxed);
    }
}

/// Reads the file behind its first `skip` rows, has `make` work up each batch on the reading thread and `take` use it
/// on this one, until the file ends or `take` says so.
pub(super) fn pump<T: Send>(
    job: &Job,
    skip: i64,
    size: &BatchSize,
    make: impl FnMut(Vec<Row>) -> Result<T, RunError> + Send,
    mut take: impl FnMut(T) -> Result<Option<Ended>, RunError>,
) -> Result<Ended, RunError> {
    std::thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(WAITING);
        let reader = scope.spawn(move || read_batches(job, skip, size, make, &sender));
        let ended = loop {
            let early = match batches.recv_timeout(HEARTBEAT) {
                Ok(batch) => take(batch)?,
                Err(RecvTimeoutError::Timeout) => job.beat()?,
                Err(RecvTimeoutError::Disconnected) => break Ended::Done,
            };
            if let Some(early) = early {
                break early;
            }
            if job.is_ending() {
                break Ended::ShutDown;
            }
        };
        // The reader notices that nobody listens, and ends.
        drop(batches);
        reader.join().map_err(|_| RunError::Reader)??;
        Ok(ended)
    })
}

fn read_batches<T>(
    job: &Job,
    skip: i64,
    size: &BatchSize,
    mut make: impl FnMut(Vec<Row>) -> Result<T, RunError>,
    batches: &SyncSender<T>,
) -> Result<(), RunError> {
    ensure_unchanged(&job.path, &job.import.file.sha256)?;
    let mut rows = read::open(&job.path, &job.reading)?;
    let mut skipped = Row::default();
    for _ in 0..skip {
        if !rows.read(&mut skipped)? {
            return Ok(());
        }
    }
    loop {
        let size = size.get();
        let mut batch = Vec::with_capacity(size);
        while batch.len() < size {
            let mut row = Row::default();
            if !rows.read(&mut row)? {
                break;
            }
            batch.push(row);
        }
        if batch.is_empty() || batches.send(make(batch)?).is_err() {
            return Ok(());
        }
    }
}

/// The plan names rows, not their values: it holds for these very bytes.
fn ensure_unchanged(path: &Path, expected: &[u8; 32]) -> Result<(), RunError> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => RunError::FileLost,
        _ => ReadError::Unreadable(error).into(),
    })?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 18];
    loop {
        match file.read(&mut chunk).map_err(ReadError::Unreadable)? {
            0 => break,
            length => hash.update(&chunk[..length]),
        }
    }
    let found: [u8; 32] = hash.finalize().into();
    if found == *expected { Ok(()) } else { Err(RunError::FileLost) }
}
