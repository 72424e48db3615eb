//! The keys a file had so far, so that a later row for the same customer is known as such. Eight bytes of each key are
//! kept: at five million rows that is some hundred megabytes, and one chance in a million that two keys are confused,
//! which the writing then notices and skips.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};

/// Keys with the row each came first in.
#[derive(Default)]
pub(super) struct Seen {
    hasher: RandomState,
    rows: HashMap<u64, u32, Plain>,
}

/// What is kept are hashes already.
type Plain = std::hash::BuildHasherDefault<AsIs>;

#[derive(Default)]
pub(super) struct AsIs(u64);

impl std::hash::Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Seen {
    /// The row a key came first in.
    pub(super) fn row_of(&self, key: &impl Hash) -> Option<i64> {
        self.rows.get(&self.hasher.hash_one(key)).map(|row| i64::from(*row))
    }

    /// Notes a key of this row; the first one stays.
    pub(super) fn note(&mut self, key: &impl Hash, row: i64) {
        // A file of five million rows has not four thousand million lines, each row being at most a mebibyte.
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        self.rows.entry(self.hasher.hash_one(key)).or_insert(row);
    }
}
