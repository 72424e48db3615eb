//! Work that takes a whole core for a while, off the request's thread: as much at once as is said, with a queue that is
//! never longer than a few seconds. When it is full the answer is 503, and the rest of the server goes on.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::web::errors::Failure;

/// Pieces of work that may wait for each that runs: at 50 ms each, about two seconds.
const WAITING_PER_RUNNING: usize = 40;

/// The pool.
#[derive(Clone)]
pub struct Pool {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Pool {
    /// A pool that does so much at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            admitted: Arc::new(Semaphore::new(at_once * (1 + WAITING_PER_RUNNING))),
        }
    }

    /// Does the work when it is its turn.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too much waits.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let _place = self.admitted.try_acquire().map_err(|_| Failure::Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(Failure::fault)?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Failure::fault)
    }
}
