//! What the pages of imports show, from the file to the result.

use askama::Template;

use super::customers::{Tab, Upload};
use super::ledger::{Figures, TakenBack};
use super::{Crumb, State};
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The first step, above the earlier imports.
#[derive(Debug, Default, Template)]
#[template(path = "imports/new.html")]
pub struct NewImportPage {
    /// The frame.
    pub shell: Shell,
    /// The steps.
    pub steps: Vec<Step>,
    /// Why a file was refused.
    pub problem: Option<String>,
    /// The limits.
    pub upload: Upload,
    /// Where a template file can be downloaded.
    pub template: String,
    /// The import whose settings the next file gets: its id, its file's name.
    pub like: Option<(String, String)>,
    /// Earlier imports, newest first.
    pub earlier: Vec<ImportRow>,
    /// To older ones.
    pub older: Option<String>,
}

/// A step of an import.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// It is behind us.
    pub is_done: bool,
    /// It is where we are.
    pub is_current: bool,
    /// Back to it, where that is possible.
    pub href: Option<String>,
}

/// An earlier import.
#[derive(Clone, Debug, Default)]
pub struct ImportRow {
    /// The file's name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// "1,558 rows · 1,522 saved".
    pub summary: String,
    /// Who brought it.
    pub by: String,
    /// "18 Nov, 09:02".
    pub when: String,
    /// Done, undone, failed.
    pub state: State,
    /// Until when it can be undone; nothing when it cannot.
    pub undo_until: String,
    /// The file as it was brought, as long as it is kept.
    pub file: Option<String>,
}

/// The head of an import's pages.
#[derive(Clone, Debug, Default)]
pub struct ImportHead {
    /// The import's page, without a slash at its end.
    pub url: String,
    /// The file's name.
    pub name: String,
    /// Facts under the title.
    pub meta: Vec<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Which column goes where. The form goes to `{url}/mapping` with `then` = `read` or `check`.
#[derive(Debug, Default, Template)]
#[template(path = "imports/mapping.html")]
pub struct MappingPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// What is worth a second look in the file.
    pub notes: Vec<String>,
    /// How the file is read: encoding, separator, sheet, header.
    pub reading: Vec<Setting>,
    /// The reading is what has to be changed.
    pub is_reading_open: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// Where a column can go, in groups.
    pub targets: Vec<Group>,
    /// The rules: default country, same customer, when it exists.
    pub rules: Vec<Setting>,
    /// The headers of the preview.
    pub preview_heads: Vec<String>,
    /// The first rows as they would be saved.
    pub preview: Vec<PreviewRow>,
    /// "Check all 1,558 rows".
    pub verb: String,
    /// The mapping is remembered for files with these headers.
    pub remember: bool,
    /// What it is called, where it is given a name.
    pub mapping_name: Field,
    /// Saved mappings and earlier imports whose settings can be used.
    pub settings: Vec<Choice>,
}

/// A select of the mapping page.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The field.
    pub field: Field,
    /// Its label.
    pub label: String,
    /// Its choices.
    pub choices: Vec<Choice>,
}

/// Choices under one heading.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The heading.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A column of the file.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// Some values.
    pub examples: Vec<String>,
    /// Where it goes: `columns.0.field`.
    pub field: Field,
    /// Choices that only this column has.
    pub own: Vec<Choice>,
    /// Matched, needs a country.
    pub state: State,
}

/// A row as it would be saved.
#[derive(Clone, Debug, Default)]
pub struct PreviewRow {
    /// Its number in the file.
    pub number: String,
    /// One for each header.
    pub cells: Vec<Cell>,
    /// Create, update, fix.
    pub result: State,
}

/// A value of the preview.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// The value.
    pub text: String,
    /// It is not acceptable.
    pub is_wrong: bool,
}

/// What the check found. The form goes to `{url}/apply`.
#[derive(Debug, Default, Template)]
#[template(path = "imports/check.html")]
pub struct CheckPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// "Will create 1,204, update 318, skip 22."
    pub sentence: String,
    /// The numbers.
    pub figures: Figures,
    /// The fields that would change, as ways to the rows: "Email Address 312".
    pub changes: Vec<Tab>,
    /// "312 would change the Email Address."
    pub would: String,
    /// "Import 1,522 rows"; nothing when no row can be.
    pub verb: Option<String>,
    /// What is to be fixed, grouped.
    pub groups: Vec<ProblemGroup>,
    /// Where the rejected rows can be downloaded.
    pub rejects: Option<Rejects>,
}

/// The rejected rows as a file.
#[derive(Clone, Debug, Default)]
pub struct Rejects {
    /// Where it is.
    pub href: String,
    /// The same as a workbook.
    pub workbook: String,
    /// "Download 14 rows".
    pub label: String,
}

/// Rows with the same problem.
#[derive(Clone, Debug, Default)]
pub struct ProblemGroup {
    /// "Email Address is not valid".
    pub title: String,
    /// "8 rows".
    pub count: String,
    /// "column “E-mail”".
    pub column: String,
    /// The header of the value.
    pub label: String,
    /// The first rows.
    pub rows: Vec<ProblemRow>,
    /// "4 more in this group", or nothing.
    pub more: String,
    /// How its values can be put right in place.
    pub fix: Option<Fix>,
}

/// Where values of a column are put right. The form goes to `action` with `column`, and a value for each row.
#[derive(Clone, Debug, Default)]
pub struct Fix {
    /// Where it goes.
    pub action: String,
    /// The column's place in the file.
    pub column: String,
    /// The value that all of the rows shown have: one can take its place everywhere.
    pub same: Option<String>,
}

/// A row that was not taken.
#[derive(Clone, Debug, Default)]
pub struct ProblemRow {
    /// Its number in the file.
    pub number: String,
    /// The same as the name of its value in a form.
    pub name: String,
    /// Who it is about, when that can be read.
    pub customer: String,
    /// The value that is wrong.
    pub value: String,
    /// It is all of the value, and can be typed over: what is longer is put right in the file.
    pub is_whole: bool,
    /// Why.
    pub why: String,
}

/// Checking, importing, undoing: as it goes on. `as_progress()` renders what is polled (`X-Fragment: progress`).
#[derive(Debug, Default, Template)]
#[template(path = "imports/progress.html", blocks = ["progress"])]
pub struct ProgressPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// "Importing spring-contacts.xlsx".
    pub title: String,
    /// Where Stop goes; nothing while it cannot be stopped.
    pub stop: Option<String>,
    /// Rows done.
    pub done: u64,
    /// Rows in all; nothing while they are not counted.
    pub total: Option<u64>,
    /// "962 of 1,558 rows".
    pub rows: String,
    /// "62%, about 20 seconds left".
    pub left: String,
    /// The numbers so far.
    pub figures: Figures,
    /// The first problems.
    pub problems: Vec<ProblemRow>,
    /// It has ended: where to go.
    pub then: Option<String>,
}

/// What became of an import.
#[derive(Debug, Default, Template)]
#[template(path = "imports/result.html")]
pub struct ResultPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// "1,522 customers saved, 14 rows need a fix".
    pub title: String,
    /// What ended it, when that was not its end: failed, stopped.
    pub notice: Option<(State, String)>,
    /// The numbers.
    pub figures: Figures,
    /// What is to be fixed, grouped.
    pub groups: Vec<ProblemGroup>,
    /// Where the rejected rows can be downloaded.
    pub rejects: Option<Rejects>,
    /// Where the customers of this import are listed.
    pub customers: Option<String>,
    /// Where Undo is confirmed, or that it is taken back.
    pub undo: Option<Crumb>,
    /// What came of the last undo.
    pub taken_back: Option<TakenBack>,
    /// Until when, and what Undo keeps.
    pub undo_text: String,
    /// Where the next file gets the same settings.
    pub again: Option<String>,
    /// The file as it was brought, as long as it is kept.
    pub file: Option<String>,
    /// The mapping as a file, as the command line takes it.
    pub mapping: Option<String>,
}
