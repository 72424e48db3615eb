//! How much is done in one transaction of long work: as much as fits into a slice that no save waits for noticeably.

use std::time::Duration;

/// What a slice may take.
const SLICE: Duration = Duration::from_millis(85);

/// As many rows as would have filled a slice, changing by half at the most, and never fewer or more than allowed.
pub(super) fn next_size(rows: usize, took: Duration, fewest: usize, most: usize) -> usize {
    let fitting = u128::try_from(rows).unwrap_or(0) * SLICE.as_micros() / took.as_micros().max(1);
    let fitting = usize::try_from(fitting).unwrap_or(most);
    fitting.clamp(rows / 2, rows + rows / 2).clamp(fewest, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_and_shrink_towards_a_slice() {
        for (rows, millis, expected) in
            [(500, 85, 500), (500, 10, 750), (500, 600, 250), (60, 6000, 50), (4000, 30, 4000), (500, 0, 750)]
        {
            let next = next_size(rows, Duration::from_millis(millis), 50, 4_000);
            assert_eq!(next, expected, "{rows} rows in {millis} ms");
        }
    }
}
