//! The hashes so far of files that come in over several requests. They only save reading a whole file once more: after a
//! restart, or where another server took the earlier parts, it is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Most that are remembered: some uploads are never finished.
const MOST: usize = 1_000;

#[derive(Debug, Clone, Default)]
pub(super) struct Hashes(Arc<Mutex<HashMap<Uuid, SoFar>>>);

#[derive(Debug)]
struct SoFar {
    bytes: u64,
    hash: Sha256,
}

impl Hashes {
    /// The hash of the file's first `bytes` bytes, if it is known.
    pub(super) fn take(&self, id: Uuid, bytes: u64) -> Option<Sha256> {
        let so_far = self.lock().remove(&id).filter(|so_far| so_far.bytes == bytes);
        so_far.map(|so_far| so_far.hash).or_else(|| (bytes == 0).then(Sha256::new))
    }

    /// Remembers it.
    pub(super) fn put(&self, id: Uuid, bytes: u64, hash: Sha256) {
        let mut all = self.lock();
        if all.len() < MOST {
            all.insert(id, SoFar { bytes, hash });
        }
    }

    /// Forgets it.
    pub(super) fn remove(&self, id: Uuid) {
        self.lock().remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, SoFar>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
