//! The states of a record, and which step leads from which to which. Nothing else decides it.

use serde::{Deserialize, Serialize};

use crate::domain::time::Time;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for a worker.
    Pending,
    /// A worker is at it.
    InProgress,
    /// It is set up.
    Fulfilled,
    /// It could not be set up.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::InProgress, Self::Fulfilled, Self::Failed, Self::Cancelled];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Fulfilled => "fulfilled",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether there is something to wait for: it may be cancelled, and not be started again.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Pending | Self::InProgress)
    }

    /// Whether it may be tried again as it was.
    #[must_use]
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled)
    }
}

/// What is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// It is asked for, for the first time or anew.
    Start,
    /// What failed or was cancelled is asked for again, as it was.
    Retry,
    /// A worker takes it. One whose worker has not been heard of for too long is taken by another.
    Claim,
    /// The worker says how far it is.
    Report,
    /// The worker is done.
    Fulfil,
    /// The worker gives up.
    Fail,
    /// Somebody calls it off.
    Cancel,
}

impl Move {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Start, Self::Retry, Self::Claim, Self::Report, Self::Fulfil, Self::Fail, Self::Cancel];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Retry => "retry",
            Self::Claim => "claim",
            Self::Report => "report",
            Self::Fulfil => "fulfil",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
        }
    }

    /// The move a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moved| moved.as_str() == word)
    }

    /// The state it leads to from `state`, nothing being that of a program that was never started; `None` where it is
    /// not allowed.
    #[must_use]
    pub const fn from(self, state: Option<State>) -> Option<State> {
        match (self, state) {
            (Self::Start, None) => Some(State::Pending),
            (Self::Start, Some(state)) if !state.is_running() => Some(State::Pending),
            (Self::Retry, Some(state)) if state.may_retry() => Some(State::Pending),
            (Self::Claim, Some(State::Pending | State::InProgress))
            | (Self::Report, Some(State::InProgress)) => Some(State::InProgress),
            (Self::Fulfil, Some(State::InProgress)) => Some(State::Fulfilled),
            (Self::Fail, Some(State::InProgress)) => Some(State::Failed),
            (Self::Cancel, Some(state)) if state.is_running() => Some(State::Cancelled),
            _ => None,
        }
    }

    /// Whether the timeline of the customer tells of it. What a worker says on its way is told by the record alone.
    #[must_use]
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::Report)
    }
}

/// Which records are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Those in this state.
    In(State),
    /// Those in progress of which nothing was heard since this moment.
    Stuck(Time),
}

impl Asked {
    /// The word for those that are stuck; the others are asked for by their state's.
    pub const STUCK: &'static str = "stuck";

    /// What a word asks for, where those are stuck of which nothing was heard since `before`.
    #[must_use]
    pub fn parse(word: &str, before: Time) -> Option<Self> {
        if word == Self::STUCK { Some(Self::Stuck(before)) } else { State::parse(word).map(Self::In) }
    }

    /// The word for it in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In(state) => state.as_str(),
            Self::Stuck(_) => Self::STUCK,
        }
    }

    /// The state of what is asked for.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::In(state) => state,
            Self::Stuck(_) => State::InProgress,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        for moved in Move::ALL {
            assert_eq!(Move::parse(moved.as_str()), Some(moved));
            assert_eq!(serde_json::to_value(moved).unwrap(), moved.as_str());
        }
        let before = Time::from_micros(5);
        assert_eq!(Asked::parse("stuck", before), Some(Asked::Stuck(before)));
        assert_eq!(Asked::parse("failed", before), Some(Asked::In(State::Failed)));
        assert_eq!(Asked::parse("Failed", before), None);
    }

    proptest! {
        /// Whatever is tried in whatever order: only a worker's moves end a run well or badly, each run is asked for
        /// and claimed before, and what is over stays so until it is asked for again.
        #[test]
        fn no_row_of_moves_leads_where_it_must_not(tried in prop::collection::vec(prop::sample::select(&Move::ALL[..]), 0..40)) {
            let (mut state, mut is_claimed) = (None, false);
            for moved in tried {
                let Some(next) = moved.from(state) else {
                    // Whatever state there is, some move leads on from it.
                    prop_assert!(Move::ALL.iter().any(|other| other.from(state).is_some()));
                    continue;
                };
                match next {
                    State::Pending => {
                        prop_assert!(matches!(moved, Move::Start | Move::Retry));
                        prop_assert!(!state.is_some_and(State::is_running), "one that runs was begun again");
                        is_claimed = false;
                    }
                    State::InProgress if moved == Move::Claim => is_claimed = true,
                    State::InProgress | State::Fulfilled | State::Failed => prop_assert!(is_claimed),
                    State::Cancelled => prop_assert_eq!(moved, Move::Cancel),
                }
                if let Some(former) = state.filter(|former| !former.is_running()) {
                    prop_assert_eq!(next, State::Pending, "{:?} went on without being asked for", former);
                }
                state = Some(next);
            }
        }
    }
}
