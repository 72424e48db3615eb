//! An import as the native API writes it: its state, what was chosen, and the ledger's counts by their names.

use serde::Serialize;

use crate::domain::import::{CauseCount, Counts, Import, Options, Outcome, Problem, Target};
use crate::domain::time::Time;
use crate::import::mapping;
use crate::import::read::Reading;

/// An import.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportJson {
    id: String,
    status: &'static str,
    file_name: String,
    file_bytes: u64,
    reading: Option<ReadingJson>,
    mapping: serde_json::Map<String, serde_json::Value>,
    options: Options,
    row_total: Option<i64>,
    rows: i64,
    #[serde(flatten)]
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<CauseJson>,
    created_at: Option<String>,
    checked_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
}

/// How the file is read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadingJson {
    format: &'static str,
    encoding: Option<&'static str>,
    delimiter: Option<&'static str>,
    header: bool,
    sheet: Option<String>,
}

/// What is to be fixed in some rows, and how many.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CauseJson {
    code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    column: String,
    outcome: Outcome,
    rows: i64,
}

impl ImportJson {
    /// An import with what is to be fixed in its rows.
    #[must_use]
    pub fn of(import: &Import, causes: &[CauseCount]) -> Self {
        let reading: Option<Reading> = serde_json::from_str(&import.reading).ok();
        let columns = reading.as_ref().map_or(&[][..], |reading| reading.columns.as_slice());
        let target = |(column, target): (String, Target)| (column, target.to_string().into());
        let time = |time: Option<Time>| time.and_then(Time::rfc3339);
        Self {
            id: import.id.to_string(),
            status: import.state.as_str(),
            file_name: import.file.name.clone(),
            file_bytes: import.file.length,
            mapping: mapping::by_name(&import.mapping, columns).into_iter().map(target).collect(),
            reading: reading.as_ref().map(ReadingJson::of),
            options: import.options.clone(),
            row_total: import.row_total,
            rows: import.rows_done(),
            counts: import.checkpoint.counts,
            plan: import.plan,
            problem: import.problem.clone(),
            causes: causes.iter().map(CauseJson::of).collect(),
            created_at: time(Some(import.created_at)),
            checked_at: time(import.checked_at),
            started_at: time(import.started_at),
            finished_at: time(import.finished_at),
        }
    }
}

impl ReadingJson {
    fn of(reading: &Reading) -> Self {
        Self {
            format: reading.format.code(),
            encoding: reading.encoding.map(crate::import::read::Encoding::name),
            delimiter: reading.delimiter.map(crate::import::read::Delimiter::code),
            header: reading.header,
            sheet: reading.sheet.clone(),
        }
    }
}

impl CauseJson {
    fn of(count: &CauseCount) -> Self {
        Self {
            code: count.cause.code.clone(),
            column: count.cause.column.clone(),
            outcome: count.outcome,
            rows: count.rows,
        }
    }
}
