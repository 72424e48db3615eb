//! An import as JSON: where it stands, the ledger's counts by their names, and what is wrong with rows.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::import::{Import, Line, Options, Outcome, Problem, Tally};
use crate::domain::operation::Operation;
use crate::domain::time::Time;
use crate::import::read::Reading;

/// An import.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportJson<'a> {
    id: String,
    status: &'static str,
    file_name: &'a str,
    file_length: u64,
    /// Rows of the file: an estimate until the check has counted them.
    rows: Option<i64>,
    rows_done: i64,
    created: i64,
    updated: i64,
    unchanged: i64,
    skipped: i64,
    rejected: i64,
    blank: i64,
    /// What the check found, by the same names.
    plan: Option<crate::domain::import::Counts>,
    options: &'a Options,
    /// Fields by the names of columns; those that are left out go to `ignore`.
    mapping: BTreeMap<String, String>,
    problem: Option<ProblemJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<Vec<RowProblemJson>>,
    /// Where the rejected rows can be had as a file.
    errors: Option<String>,
    created_at: Option<String>,
    checked_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    /// Until when it can be undone, or an undo be taken back.
    undo_until: Option<String>,
    /// What became of its customers when it was undone, or when that was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undo: Option<UndoJson>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UndoJson {
    operation: &'static str,
    status: &'static str,
    total: i64,
    done: i64,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Debug, Serialize)]
struct ProblemJson<'a> {
    code: &'a str,
    message: &'a str,
}

/// What is wrong with a row, or why it was skipped.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowProblemJson {
    row: i64,
    outcome: Outcome,
    #[serde(flatten)]
    problem: Problem,
}

impl<'a> ImportJson<'a> {
    /// The import, without its problems.
    #[must_use]
    pub fn of(import: &'a Import) -> Self {
        let counts = import.checkpoint.counts;
        let columns = serde_json::from_str::<Reading>(&import.reading)
            .map(|reading| reading.columns)
            .unwrap_or_default();
        let targets = import.mapping.0.iter().map(ToString::to_string);
        let at = |time: Option<Time>| time.and_then(Time::rfc3339);
        let has_errors = counts.rejected > 0 && import.file.is_kept;
        Self {
            id: import.id.to_string(),
            status: import.state.as_str(),
            file_name: &import.file.name,
            file_length: import.file.length,
            rows: import.row_total,
            rows_done: counts.rows(),
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            skipped: counts.skipped,
            rejected: counts.rejected,
            blank: counts.blank,
            plan: import.plan,
            options: &import.options,
            mapping: columns.into_iter().zip(targets).collect(),
            problem: import
                .problem
                .as_ref()
                .map(|problem| ProblemJson { code: &problem.code, message: &problem.message }),
            problems: None,
            errors: has_errors.then(|| format!("/api/v1/imports/{}/errors.csv", import.id)),
            created_at: at(Some(import.created_at)),
            checked_at: at(import.checked_at),
            started_at: at(import.started_at),
            finished_at: at(import.finished_at),
            undo_until: at(import.undo_until()),
            undo: None,
        }
    }

    /// The same with what came of its last undo.
    #[must_use]
    pub fn with_undo(self, undo: Option<Operation>) -> Self {
        let told = |undo: Operation| UndoJson {
            operation: undo.kind.as_str(),
            status: undo.state.as_str(),
            total: undo.total,
            done: undo.done,
            tally: undo.tally,
        };
        Self { undo: undo.map(told), ..self }
    }

    /// The same with what is wrong with these rows.
    #[must_use]
    pub fn with_problems(self, lines: Vec<Line>) -> Self {
        let of_line = |line: Line| {
            let (row, outcome) = (line.rows.first, line.outcome);
            let problems = line.note.map(|note| note.problems).unwrap_or_default();
            problems.into_iter().map(move |problem| RowProblemJson { row, outcome, problem })
        };
        Self { problems: Some(lines.into_iter().flat_map(of_line).collect()), ..self }
    }
}
