//! What a row says, before anything is compared with the store: nothing, something unreadable, or a customer.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::merge::Merging;
use super::unread;
use crate::domain::customer::{Cause, Document};
use crate::domain::draft::Rules;
use crate::domain::import::{Import, MatchBy, Problem, Target, Unread};
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::{TagBook, TagId, TagTitle};
use crate::import::mapping::{self, Key, Mapper, cell};
use crate::import::read::{Arg, Args, Row, RowProblem};
use crate::store::{Db, StoreError, attributes, tags};

/// How the rows of one import are read: its mapping and rules, made ready.
pub(super) struct Judge {
    pub import: Import,
    pub mapper: Mapper,
    pub columns: Vec<String>,
    /// What the rows are corrections of.
    pub merging: Option<Merging>,
    key_column: Option<usize>,
    rules: Rules,
    tags: Mutex<TagBook>,
}

/// A row with what it says.
pub(super) struct Judged {
    pub row: Row,
    pub number: i64,
    pub says: Says,
}

#[expect(clippy::large_enum_variant, reason = "nearly every row is a customer")]
pub(super) enum Says {
    /// Nothing: an empty row.
    Nothing,
    /// It cannot be read.
    Unreadable(Vec<Problem>),
    /// A customer, to be found by the key, and what it is if it is a new one.
    Customer { key: Option<Key>, new: Result<Document, Issues> },
}

impl Judge {
    /// Makes ready what rows are judged by, the tags there are now included.
    pub(super) fn read(db: &Db, import: &Import, columns: &[String]) -> Result<Self, StoreError> {
        let organization = import.organization;
        let has_tags = import.mapping.0.contains(&Target::Tags);
        let known =
            if has_tags { db.read_here(|conn| tags::keys(conn, organization))? } else { BTreeMap::new() };
        let country = import.options.default_country;
        Ok(Self {
            rules: db.read_here(|conn| attributes::rules(conn, organization, country))?,
            tags: Mutex::new(TagBook::new(known)),
            mapper: Mapper::new(&import.mapping, import.options.empty),
            columns: columns.to_vec(),
            merging: Merging::read(db, import, columns)?,
            key_column: mapping::key_column(&import.mapping, &import.options.match_by),
            import: import.clone(),
        })
    }

    /// What a row says.
    pub(super) fn judge(&self, row: Row) -> Judged {
        let number = i64::try_from(row.number()).unwrap_or(i64::MAX);
        let says = if row.is_blank() { Says::Nothing } else { self.says(&row) };
        Judged { row, number, says }
    }

    fn says(&self, row: &Row) -> Says {
        let is_imported = |problem: &&RowProblem| problem.column().is_none_or(|name| self.imports(name));
        let unreadable: Vec<Problem> =
            row.problems().iter().filter(is_imported).map(problem_of_row).collect();
        if !unreadable.is_empty() {
            return Says::Unreadable(unreadable);
        }
        match self.key(row) {
            Ok(key) => Says::Customer { key, new: self.new_document(row) },
            Err(problem) => Says::Unreadable(vec![*problem]),
        }
    }

    fn imports(&self, column: &str) -> bool {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.import.mapping.0.get(at)).is_some_and(|target| *target != Target::Ignore)
    }

    /// What of a row cannot be read.
    pub(super) fn unread(&self, row: &Row) -> Unread {
        unread::of(row, self.columns.len(), |name| self.imports(name))
    }

    /// What the row's customer is looked for by.
    pub(super) fn key(&self, row: &Row) -> Result<Option<Key>, Box<Problem>> {
        let Some(column) = self.key_column else { return Ok(None) };
        let text = cell(row, column);
        mapping::key_of(&self.import.options.match_by, text)
            .map_err(|issue| Box::new(Problem::of_cell(&issue, self.column_name(column), text)))
    }

    pub(super) fn new_document(&self, row: &Row) -> Result<Document, Issues> {
        self.document(row, None)
    }

    /// The document that the row makes of a stored one.
    pub(super) fn next_document(&self, row: &Row, base: &Document) -> Result<Document, Issues> {
        self.document(row, Some(base))
    }

    fn document(&self, row: &Row, base: Option<&Document>) -> Result<Document, Issues> {
        mapping::document(&self.mapper, row, base, &self.rules, &mut self.book())
    }

    /// The change number of the definitions that rows are judged by.
    pub(super) fn revision(&self) -> i64 {
        self.rules.attributes.revision
    }

    /// The titles in these rows whose tags have not been made.
    pub(super) fn missing_tags<'r>(&self, rows: impl Iterator<Item = &'r Row>) -> Vec<TagTitle> {
        let book = self.book();
        let mut missing: BTreeMap<String, TagTitle> = BTreeMap::new();
        for row in rows {
            let titles = TagTitle::parse_list(&self.mapper.tag_titles(row)).unwrap_or_default();
            for title in titles.into_iter().filter(|title| !book.is_made(title)) {
                // As it is written first.
                missing.entry(title.key()).or_insert(title);
            }
        }
        missing.into_values().collect()
    }

    /// Notes tags that were made.
    pub(super) fn learn(&self, made: BTreeMap<String, TagId>) {
        self.book().learn(made);
    }

    fn book(&self) -> MutexGuard<'_, TagBook> {
        // Nothing is half noted, whoever panicked.
        self.tags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Issues as problems of the row's cells.
    pub(super) fn problems(&self, issues: &Issues, row: &Row) -> Vec<Problem> {
        mapping::problems(issues, &self.import.mapping, &self.columns, row)
    }

    pub(super) fn label(&self, row: &Row) -> String {
        mapping::label(&self.import.mapping, row)
    }

    /// A problem with the cell that the row's customer is looked for by.
    pub(super) fn key_problem(&self, issue: &Issue, row: &Row) -> Problem {
        match self.key_column {
            Some(column) => Problem::of_cell(issue, self.column_name(column), cell(row, column)),
            None => Problem::of_row(issue),
        }
    }

    /// A problem with a reference of the row.
    pub(super) fn reference_problem(&self, issue: &Issue, system: &str, name: &str, row: &Row) -> Problem {
        let target = Target::Reference { system: system.into(), name: name.into() };
        match self.import.mapping.column_of(&target) {
            Some(column) => Problem::of_cell(issue, self.column_name(column), cell(row, column)),
            None => Problem::of_row(issue),
        }
    }

    /// What is said to have changed a customer: the import, and the row in its file.
    pub(super) fn cause(&self, row: &Row, number: i64) -> Cause {
        let corrected = self.merging.as_ref().and_then(|merging| Some((merging, merging.row_of(row)?)));
        match corrected {
            Some((merging, row)) => Cause::Import { import: merging.into.id.0, row },
            None => Cause::Import { import: self.import.id.0, row: number },
        }
    }

    /// The import that the rows are said to be of.
    pub(super) fn import_id(&self) -> uuid::Uuid {
        self.merging.as_ref().map_or(self.import.id.0, |merging| merging.into.id.0)
    }

    pub(super) fn match_by(&self) -> &MatchBy {
        &self.import.options.match_by
    }

    fn column_name(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", String::as_str)
    }
}

/// What a person is told of a row that cannot be read.
#[must_use]
pub fn problem_of_row(problem: &RowProblem) -> Problem {
    Problem {
        code: format!("row-{}", problem.code()),
        args: plain_args(problem.args()),
        message: problem.to_string(),
        column: problem.column().map(str::to_owned),
        value: match problem {
            RowProblem::CellError { value, .. } => Some(value.clone()),
            _ => None,
        },
        is_cut: matches!(problem, RowProblem::CellTooLong { .. }),
    }
}

pub(super) fn plain_args(args: Args) -> BTreeMap<String, String> {
    args.into_iter().map(|(name, arg)| (name.to_owned(), plain(arg))).collect()
}

/// A value of a sentence as text.
#[must_use]
pub fn plain(arg: Arg) -> String {
    match arg {
        Arg::Number(number) => number.to_string(),
        Arg::Text(text) => text,
    }
}
