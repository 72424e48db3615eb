//! The first rows as they would be saved, in the columns that tell customers apart.

use crate::console::frame::Frame;
use crate::console::views::State as Badge;
use crate::console::views::imports::{Cell, PreviewRow};
use crate::domain::customer::Document;
use crate::domain::import::{Import, LineNote, Outcome, PhonePart, Target};
use crate::import::mapping::cell;
use crate::import::run::Planned;

const SHOWN: [Target; 5] = [
    Target::FirstName,
    Target::LastName,
    Target::DisplayName,
    Target::Email,
    Target::Phone(0, PhonePart::NumberLocal),
];

pub(super) fn heads(frame: &Frame) -> Vec<String> {
    ["field-first-name", "field-last-name", "field-display-name", "field-email-address", "field-phone"]
        .map(|id| frame.language.say(id))
        .to_vec()
}

pub(super) fn rows(
    frame: &Frame,
    import: &Import,
    columns: &[String],
    planned: &[Planned],
) -> Vec<PreviewRow> {
    planned.iter().map(|planned| row(frame, import, columns, planned)).collect()
}

fn row(frame: &Frame, import: &Import, columns: &[String], planned: &Planned) -> PreviewRow {
    let cells = match &planned.document {
        Some(document) => {
            SHOWN.iter().map(|target| Cell { text: of_document(document, target), is_wrong: false }).collect()
        }
        None => SHOWN.iter().map(|target| as_typed(import, columns, planned, target)).collect(),
    };
    PreviewRow {
        number: frame.number(planned.line.rows.first),
        cells,
        result: result(frame, planned.line.outcome),
    }
}

fn of_document(document: &Document, target: &Target) -> String {
    let text = match target {
        Target::FirstName => document.given_name.clone(),
        Target::LastName => document.family_name.clone(),
        Target::DisplayName => Some(document.display_name.clone()),
        Target::Email => document.email().map(ToString::to_string),
        _ => document
            .phones()
            .next()
            .map(|(_, phone)| phone.e164.clone().unwrap_or_else(|| phone.value.clone())),
    };
    text.unwrap_or_default()
}

fn as_typed(import: &Import, columns: &[String], planned: &Planned, target: &Target) -> Cell {
    let Some(column) = import.mapping.column_of(target) else { return Cell::default() };
    let name = columns.get(column);
    let problems = planned.line.note.iter().flat_map(|LineNote { problems, .. }| problems);
    let is_wrong =
        problems.into_iter().any(|problem| problem.column.is_some() && problem.column.as_ref() == name);
    Cell { text: cell(&planned.row, column).to_owned(), is_wrong }
}

fn result(frame: &Frame, outcome: Outcome) -> Badge {
    let (tone, id) = match outcome {
        Outcome::Created => ("ok", "import-create"),
        Outcome::Updated => ("info", "import-update"),
        Outcome::Unchanged => ("", "import-unchanged"),
        Outcome::Skipped => ("", "import-skipped"),
        Outcome::Rejected => ("bad", "import-fix"),
        Outcome::Blank => ("", "import-blank"),
    };
    Badge { tone, label: frame.language.say(id) }
}
