//! Work that has failed here, and waits to be tried again: whatever else waits goes first.

/// How many are remembered: a database that is away fails everything.
const MOST: usize = 200;

/// The numbers of what has failed, in the order in which it did.
#[derive(Debug, Default)]
pub(super) struct Failed(Vec<i64>);

impl Failed {
    /// All of them.
    pub(super) fn numbers(&self) -> Vec<i64> {
        self.0.clone()
    }

    /// Notes how work on one ended.
    pub(super) fn note<T, E>(&mut self, number: i64, ended: &Result<T, E>) {
        self.0.retain(|failed| *failed != number);
        if ended.is_err() {
            self.0.push(number);
        }
        let too_many = self.0.len().saturating_sub(MOST);
        self.0.drain(..too_many);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_to_fail_is_the_last_to_be_tried() {
        let mut failed = Failed::default();
        for (number, ended) in
            [(1, Err(())), (2, Err(())), (3, Ok(())), (1, Err(())), (4, Err(())), (4, Ok(()))]
        {
            failed.note(number, &ended);
        }
        assert_eq!(failed.numbers(), [2, 1]);
    }
}
