//! Problems of files and rows in the reader's words. A code that no language file knows yet is said in English.

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::imports::{ProblemGroup, ProblemRow, Rejects};
use crate::domain::import::{CauseCount, Import, Line, Outcome, Problem};
use crate::domain::issues::Issue;
use crate::store::imports::Refused;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Conn, StoreError};

/// Kinds of problems on a page.
const GROUPS: usize = 50;
/// Rows of a kind.
const ROWS: i64 = 10;

/// A problem as a sentence.
pub(super) fn sentence(frame: &Frame, problem: &Problem) -> String {
    let args: Vec<(&str, &str)> =
        problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let said = frame.language.try_say_args(&format!("issue-{}", problem.code), &args);
    said.unwrap_or_else(|| problem.message.clone())
}

pub(super) fn of_refusal(refused: Refused) -> Problem {
    let issue = match refused {
        Refused::TooManyWaiting => {
            Issue::new("imports-waiting").with("max", crate::domain::import::MOST_WAITING)
        }
        Refused::TooManyStarts => {
            Issue::new("imports-started").with("max", crate::domain::import::MOST_STARTS_PER_HOUR)
        }
    };
    Problem::of_row(&issue)
}

/// A kind of problem with its first rows, as the store has them.
pub(super) struct Group {
    count: CauseCount,
    lines: Vec<Line>,
}

/// The kinds of problems of an import, the most frequent first.
pub(super) fn groups(conn: &mut Conn, import: &Import) -> Result<Vec<Group>, StoreError> {
    let ledger = Ledger { organization: import.organization, import: import.number };
    let causes = ledger::causes(conn, ledger)?.into_iter().take(GROUPS);
    causes
        .map(|count| {
            let lines = ledger::of_cause(conn, ledger, count.number, 0, ROWS)?;
            Ok(Group { count, lines })
        })
        .collect()
}

impl Group {
    pub(super) fn shown(&self, frame: &Frame) -> ProblemGroup {
        let language = frame.language;
        let rows: Vec<ProblemRow> = self.lines.iter().map(|line| row(frame, line)).collect();
        let problem = self.lines.first().and_then(|line| line.note.as_ref()?.problems.first());
        let left = self.count.rows - i64::try_from(rows.len()).unwrap_or(0);
        let column = &self.count.cause.column;
        ProblemGroup {
            title: problem
                .map_or_else(|| language.say("import-values-gone"), |problem| sentence(frame, problem)),
            count: language.count("import-rows", self.count.rows.unsigned_abs()),
            column: if column.is_empty() {
                String::new()
            } else {
                language.say_with("import-group-column", &[("name", column)])
            },
            label: if column.is_empty() { language.say("import-value") } else { column.clone() },
            rows,
            more: if left > 0 {
                language.count("import-group-more", left.unsigned_abs())
            } else {
                String::new()
            },
        }
    }
}

/// The first rows that were not taken, in the order of the file.
pub(super) fn first_rows(conn: &mut Conn, import: &Import) -> Result<Vec<Line>, StoreError> {
    let ledger = Ledger { organization: import.organization, import: import.number };
    ledger::of_outcome(conn, ledger, Outcome::Rejected, 0, ROWS)
}

pub(super) fn row(frame: &Frame, line: &Line) -> ProblemRow {
    let note = line.note.as_ref();
    let problem = note.and_then(|note| note.problems.first());
    ProblemRow {
        number: frame.number(line.rows.first),
        customer: note.map(|note| note.label.clone()).unwrap_or_default(),
        value: problem.and_then(|problem| problem.value.clone()).unwrap_or_default(),
        why: problem.map(|problem| sentence(frame, problem)).unwrap_or_default(),
    }
}

/// The link to the rejected rows, while their file is kept.
pub(super) fn rejects(frame: &Frame, import: &Import) -> Option<Rejects> {
    let rejected = import.checkpoint.counts.rejected;
    (rejected > 0 && import.file.is_kept).then(|| Rejects {
        href: links::import_errors(import.id.0),
        label: frame.language.count("import-download", rejected.unsigned_abs()),
    })
}
