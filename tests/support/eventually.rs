//! Waiting for what another process does: ask again until it is so, or until a deadline. The one place that sleeps.

use std::time::{Duration, Instant};

/// How long anything is waited for that has no reason to be slow. A deadline costs time only when something fails, and a
/// busy machine is slow without a reason.
pub const PATIENCE: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(20);

/// The first answer `probe` gives within `deadline`; panics with `what` was waited for when there is none.
pub async fn eventually<T>(
    what: impl std::fmt::Display,
    deadline: Duration,
    mut probe: impl AsyncFnMut() -> Option<T>,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = probe().await {
            return answer;
        }
        assert!(start.elapsed() < deadline, "{what}: not within {deadline:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
