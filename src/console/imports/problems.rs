//! Rows that need a fix, grouped by what to fix, with the first rows of each group. Kinds of problems of one family —
//! all that can be wrong with an e-mail address — share a group, since they are put right in the same place.

use crate::console::frame::Frame;
use crate::console::imports::{fix, words};
use crate::console::links;
use crate::console::views::imports::{Fix, ProblemGroup, ProblemRow};
use crate::domain::import::{Import, Line, Outcome, Problem, Target};
use crate::domain::operator::Right;
use crate::import::read::Reading;
use crate::import::suggestion::suggestion;
use crate::store::imports::causes;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Conn, StoreError};

/// Groups that are shown; their rows are all in the download.
const MOST_GROUPS: usize = 20;
/// Rows that are shown of a group.
const ROWS: u8 = 5;

/// Rows with the same to fix.
pub struct Group {
    family: String,
    column: String,
    outcome: Outcome,
    rows: i64,
    lines: Vec<Line>,
}

/// The ledger of an import.
#[must_use]
pub const fn ledger_of(import: &Import) -> Ledger {
    Ledger { organization: import.organization, import: import.number }
}

/// The groups, those with the most rows first.
///
/// # Errors
/// When the database does not answer.
pub fn find(conn: &mut Conn, ledger: Ledger) -> Result<Vec<Group>, StoreError> {
    let mut groups: Vec<Group> = Vec::new();
    let causes = causes::list(conn, ledger)?;
    for count in causes.into_iter().filter(|count| count.outcome != Outcome::Updated) {
        let (family, column) = (family(&count.cause.code), count.cause.column);
        let same = |group: &Group| {
            group.family == family && group.column == column && group.outcome == count.outcome
        };
        let at = match groups.iter().position(same) {
            Some(at) => at,
            None if groups.len() == MOST_GROUPS => continue,
            None => {
                let (family, outcome) = (family.to_owned(), count.outcome);
                groups.push(Group { family, column, outcome, rows: 0, lines: Vec::new() });
                groups.len() - 1
            }
        };
        let group = &mut groups[at];
        group.rows += count.rows;
        group.lines.extend(ledger::of_cause(conn, ledger, count.number, 0, i64::from(ROWS))?);
    }
    for group in &mut groups {
        group.lines.sort_by_key(|line| line.rows.first);
        group.lines.truncate(usize::from(ROWS));
    }
    groups.sort_by_key(|group| std::cmp::Reverse((group.outcome, group.rows)));
    Ok(groups)
}

fn family(code: &str) -> &str {
    let families = ["email", "phone"];
    let is_of = |family: &&&str| code.strip_prefix(**family).is_some_and(|rest| rest.starts_with('-'));
    families.iter().find(is_of).copied().unwrap_or(code)
}

/// The groups as a page shows them.
#[must_use]
pub fn show(frame: &Frame, import: &Import, groups: &[Group]) -> Vec<ProblemGroup> {
    groups.iter().map(|group| show_group(frame, import, group)).collect()
}

fn show_group(frame: &Frame, import: &Import, group: &Group) -> ProblemGroup {
    let field = field(frame, import, &group.column, &group.family);
    let first = group.lines.iter().find_map(problem_of);
    let rest = group.rows - i64::try_from(group.lines.len()).unwrap_or(0);
    let column = match group.column.as_str() {
        "" => String::new(),
        column => frame.language.say_with("import-group-column", &[("name", column)]),
    };
    ProblemGroup {
        title: words::cause(frame, &group.family, &field, first),
        count: frame.language.count("import-rows", group.rows.unsigned_abs()),
        column,
        label: field,
        fix: fix_of(frame, import, group),
        rows: group.lines.iter().map(|line| row(frame, line)).collect(),
        more: if rest > 0 {
            frame.language.count("import-group-more", rest.unsigned_abs())
        } else {
            String::new()
        },
    }
}

/// Where the values of a group are put right, if they can be.
fn fix_of(frame: &Frame, import: &Import, group: &Group) -> Option<Fix> {
    let is_open = import.takes_corrections() && group.outcome == Outcome::Rejected;
    if !is_open || frame.actor.may(Right::ImportCustomers).is_err() {
        return None;
    }
    let reading: Reading = serde_json::from_str(&import.reading).ok()?;
    let column = reading.columns.iter().position(|name| *name == group.column)?;
    let value = |line: &Line| problem_of(line)?.whole_value().map(str::to_owned);
    let values: Vec<Option<String>> = group.lines.iter().map(value).collect();
    let first = values.iter().flatten().next()?;
    let is_same = values.len() > 1 && values.iter().all(|value| value.as_ref() == Some(first));
    Some(Fix {
        action: format!("{}/fix", links::import(import.id.0)),
        column: column.to_string(),
        same: is_same.then(|| first.clone()),
    })
}

/// What the column is mapped to, or the column itself.
fn field(frame: &Frame, import: &Import, column: &str, family: &str) -> String {
    let columns =
        serde_json::from_str(&import.reading).map(|reading: Reading| reading.columns).unwrap_or_default();
    let at = columns.iter().position(|name| name == column);
    match at.and_then(|at| import.mapping.0.get(at)) {
        Some(Target::Ignore) | None if column.is_empty() => match family {
            "email" => words::target(frame, &Target::Email),
            "phone" => frame.language.say("field-phone"),
            _ => frame.language.say("import-value"),
        },
        Some(Target::Ignore) | None => column.to_owned(),
        Some(target) => words::target(frame, target),
    }
}

/// The gravest problem of a line; none once the rows' values were removed.
fn problem_of(line: &Line) -> Option<&Problem> {
    line.note.as_ref().and_then(|note| note.problems.first())
}

/// A row with its first problem.
#[must_use]
pub fn row(frame: &Frame, line: &Line) -> ProblemRow {
    let problem = problem_of(line);
    ProblemRow {
        number: frame.number(line.rows.first),
        name: format!("{}{}", fix::ROW, line.rows.first),
        customer: line.note.as_ref().map(|note| note.label.clone()).unwrap_or_default(),
        value: problem.map(Problem::shown_value).unwrap_or_default(),
        is_whole: problem.is_some_and(|problem| problem.whole_value().is_some()),
        why: problem.map(|problem| why(frame, problem)).unwrap_or_default(),
    }
}

/// What is wrong, and what may have been meant.
fn why(frame: &Frame, problem: &Problem) -> String {
    let said = words::problem(frame, problem);
    match suggestion(problem) {
        Some(meant) => frame.language.say_with("import-perhaps", &[("why", &said), ("meant", &meant)]),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_one_family_share_a_group() {
        for (code, expected) in [
            ("email-two-ats", "email"),
            ("phone-too-short", "phone"),
            ("emails", "emails"),
            ("row-ragged", "row-ragged"),
        ] {
            assert_eq!(family(code), expected, "{code}");
        }
    }
}
