//! What the pages of an import's ledger show: its numbers, the rows behind each, and the customers that an undo kept.

use askama::Template;

use super::Crumb;
use super::customers::Tab;
use super::history::Change;
use super::imports::ImportHead;
use crate::console::shell::Shell;

/// What became of rows or customers in numbers: as text, and as widths of a bar.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// One for each kind.
    pub parts: Vec<Figure>,
}

/// A number of rows or customers.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// The class of its colour in the bar; nothing where it is not in it.
    pub key: &'static str,
    /// What it counts.
    pub label: String,
    /// What stands before it in an equation.
    pub sign: &'static str,
    /// As text.
    pub text: String,
    /// For the bar.
    pub n: u64,
    /// Where exactly these rows are listed.
    pub href: Option<String>,
}

impl Figures {
    /// The width of the whole bar.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.bar().iter().map(|(_, _, n)| n).sum()
    }

    /// The parts of the bar: colour, where it begins, how wide it is.
    #[must_use]
    pub fn bar(&self) -> Vec<(&'static str, u64, u64)> {
        let mut at = 0;
        let coloured = self.parts.iter().filter(|part| !part.key.is_empty() && part.n > 0);
        let place = |part: &Figure| {
            at += part.n;
            (part.key, at - part.n, part.n)
        };
        coloured.map(place).collect()
    }
}

/// The last time that an import was taken back, or that in turn.
#[derive(Clone, Debug, Default)]
pub struct TakenBack {
    /// "This import was undone".
    pub title: String,
    /// When, by whom, how long it took; or how far it came.
    pub facts: String,
    /// What became of its customers.
    pub figures: Figures,
    /// To those that were kept.
    pub kept: Option<Crumb>,
    /// Where one that was stopped goes on.
    pub go_on: Option<String>,
}

/// Customers that an undo kept. The form of each goes to `{url}/{row}`.
#[derive(Debug, Default, Template)]
#[template(path = "imports/kept.html")]
pub struct KeptPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// "20 customers were changed since and kept".
    pub title: String,
    /// The page itself.
    pub url: String,
    /// The customers.
    pub rows: Vec<KeptRow>,
    /// To the next ones.
    pub next: Option<String>,
}

/// A customer that was kept.
#[derive(Clone, Debug, Default)]
pub struct KeptRow {
    /// The row of the file, for the form.
    pub row: String,
    /// The same, to be read.
    pub number: String,
    /// Its name; nothing when it is no more.
    pub name: String,
    /// Its page.
    pub href: Option<String>,
    /// Its version, for the form.
    pub version: String,
    /// What the import did to it.
    pub what: String,
    /// Why it was kept, where that is no change of its fields.
    pub why: String,
    /// What was changed since.
    pub changes: Vec<Change>,
    /// What can be decided: word of the form, label.
    pub decisions: Vec<(&'static str, String)>,
}

/// The rows behind a number.
#[derive(Debug, Default, Template)]
#[template(path = "imports/rows.html")]
pub struct RowsPage {
    /// The frame.
    pub shell: Shell,
    /// File, steps.
    pub head: ImportHead,
    /// "Updated: 312 rows".
    pub title: String,
    /// Fields that updates change, to narrow them by.
    pub fields: Vec<Tab>,
    /// Kinds of changes, the same.
    pub kinds: Vec<Tab>,
    /// The rows.
    pub rows: Vec<LedgerRow>,
    /// To the next ones.
    pub next: Option<String>,
}

/// A row of the file with what became, or is to become, of it.
#[derive(Clone, Debug, Default)]
pub struct LedgerRow {
    /// Its number, or the first and the last.
    pub number: String,
    /// Its customer.
    pub name: String,
    /// What it changed, or the customer's page.
    pub href: Option<String>,
    /// Why, where its changes do not tell.
    pub why: String,
    /// What it changes.
    pub changes: Vec<Change>,
}
