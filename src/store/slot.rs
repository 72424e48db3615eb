//! Where work on another thread leaves its answer. Threads and channels know nothing of the answer's type then: what they
//! are made of would be in the program again for each of some hundred types.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A place for one answer, shared by who makes it and who waits for it.
pub(super) struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    pub(super) fn put(&self, answer: T) {
        *self.lock() = Some(answer);
    }

    /// The answer, once it is there.
    pub(super) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
