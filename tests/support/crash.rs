//! kill -9 at a random moment while writers are at work, a restart, and a look at what is there. What was acknowledged must
//! be there; what was not answered must be there wholly or not at all.

use std::time::Duration;

use futures_util::future::{join, join_all};

use super::server::App;
use super::settings;

/// Writers keep going this long, at most, before the server is killed.
const LONGEST_MILLIS: u64 = 700;

/// A start after a crash takes at most this long (J2).
const LONGEST_START: Duration = Duration::from_secs(5);

/// One write that a writer makes, with a name that no other has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub round: usize,
    pub writer: usize,
    pub number: usize,
}

impl Attempt {
    /// For use inside what is written, to recognise it by.
    pub fn name(self) -> String {
        format!("round{}writer{}write{}", self.round, self.writer, self.number)
    }
}

/// All that was written, over all rounds so far.
#[derive(Debug)]
pub struct Record<T> {
    /// Answered with success, and what the answer said.
    pub acknowledged: Vec<(Attempt, T)>,
    /// Sent; the server died before it had answered.
    pub unanswered: Vec<Attempt>,
}

/// The server was gone before it had answered.
pub struct Unanswered;

/// Writes, kills, restarts and verifies as many rounds as the settings say.
///
/// `write` makes one write and answers what was acknowledged; a refusal that is not a crash is its own to panic about.
/// `verify` is called after every restart with everything recorded so far.
pub async fn survive<T>(
    app: &mut App,
    writers: usize,
    write: impl AsyncFn(&App, Attempt) -> Result<T, Unanswered>,
    verify: impl AsyncFn(&App, &Record<T>),
) {
    let mut record = Record { acknowledged: Vec::new(), unanswered: Vec::new() };
    for round in 1..=settings::kills() {
        let lived = write_until_killed(app, writers, round, &write, &mut record).await;
        let start = app.restart().await;
        println!(
            "round {round}: killed after {lived:?}, ready again after {start:?}; {} acknowledged, {} unanswered so far",
            record.acknowledged.len(),
            record.unanswered.len()
        );
        assert!(start <= LONGEST_START, "the start after a crash took {start:?}");
        app.database().assert_intact();
        verify(app, &record).await;
    }
    // A harness that never catches a write in flight proves nothing about half-written ones.
    assert!(!record.acknowledged.is_empty(), "no write was acknowledged");
    assert!(!record.unanswered.is_empty(), "no write was in flight when the server was killed");
}

async fn write_until_killed<T>(
    app: &mut App,
    writers: usize,
    round: usize,
    write: &impl AsyncFn(&App, Attempt) -> Result<T, Unanswered>,
    record: &mut Record<T>,
) -> Duration {
    let life = Duration::from_millis(u64::from(random_byte()) * LONGEST_MILLIS / 255);
    let pid = app.pid();
    let door = &*app;
    let work = join_all((0..writers).map(|writer| write_on(door, round, writer, write)));
    let death = async {
        tokio::time::sleep(life).await;
        kill_from_outside(pid);
    };
    let (records, ()) = join(work, death).await;
    for (acknowledged, unanswered) in records {
        record.acknowledged.extend(acknowledged);
        record.unanswered.push(unanswered);
    }
    app.kill(); // takes the dead process off the table
    life
}

/// One writer: write after write until one is not answered.
async fn write_on<T>(
    app: &App,
    round: usize,
    writer: usize,
    write: &impl AsyncFn(&App, Attempt) -> Result<T, Unanswered>,
) -> (Vec<(Attempt, T)>, Attempt) {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let attempt = Attempt { round, writer, number };
        match write(app, attempt).await {
            Ok(answer) => acknowledged.push((attempt, answer)),
            Err(Unanswered) => return (acknowledged, attempt),
        }
    }
    unreachable!("the numbers do not end")
}

fn kill_from_outside(pid: u32) {
    let killed = std::process::Command::new("kill").arg("-KILL").arg(pid.to_string()).status().unwrap();
    assert!(killed.success());
}

fn random_byte() -> u8 {
    let mut byte = [0];
    getrandom::fill(&mut byte).unwrap();
    byte[0]
}
