//! How a file is read, as a person sees and changes it: encoding, separator, sheet, header.

use std::path::Path;

use actix_web::web::block;

use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::views::imports::Setting;
use crate::domain::import::Import;
use crate::files::{FileHash, Files};
use crate::import::intake::{self, ReadingChoice};
use crate::import::read::{
    self, Column, Delimiter, Encoding, Format, Inspection, ReadError, Reading, Row, RowCount,
};
use crate::web::Failure;
use crate::web::forms::Form;

/// Rows of a JSON file that are looked at once its columns are known.
const ROWS_LOOKED_AT: usize = 1_000;
const FIRST_ROWS: usize = 10;
const SAMPLES: usize = 12;
const SAMPLE_CHARACTERS: usize = 200;

/// What there is to see of an import's file, read as the import says and as `choice` changes that.
///
/// # Errors
/// [`Failure::NotFound`] when the file is gone; what is wrong with it, read so.
pub async fn inspect(
    files: &Files,
    import: &Import,
    choice: Option<ReadingChoice>,
) -> Result<Result<Inspection, ReadError>, Failure> {
    let reading: Reading = serde_json::from_str(&import.reading).map_err(Failure::fault)?;
    let path = files.path(FileHash(import.file.sha256)).await?;
    let row_total = import.row_total;
    let look = move || match (choice, reading.format) {
        // To find its columns, JSON is read to its end; this is looked at again with every view of the page.
        (None, Format::Json | Format::Ndjson) => glance(&path, reading, row_total),
        (choice, _) => intake::look_again(&path, &reading, &choice.unwrap_or_default()),
    };
    block(look).await.map_err(Failure::fault)
}

/// The first rows of a file whose columns are known.
fn glance(path: &Path, reading: Reading, row_total: Option<i64>) -> Result<Inspection, ReadError> {
    let rows = read::open(path, &reading)?;
    let mut columns: Vec<Column> =
        reading.columns.iter().map(|name| Column { name: name.clone(), samples: Vec::new() }).collect();
    let mut first_rows = Vec::new();
    for row in rows.take(ROWS_LOOKED_AT) {
        let row: Row = row?;
        if row.is_blank() {
            continue;
        }
        for (column, cell) in columns.iter_mut().zip(row.iter()) {
            sample(&mut column.samples, cell);
        }
        if first_rows.len() < FIRST_ROWS {
            first_rows.push(row);
        }
    }
    let rows = RowCount::Exact(row_total.and_then(|total| u64::try_from(total).ok()).unwrap_or(0));
    Ok(Inspection { reading, columns, first_rows, rows, sheets: Vec::new(), notes: Vec::new() })
}

fn sample(samples: &mut Vec<String>, cell: &str) {
    let text: String = cell.trim().chars().take(SAMPLE_CHARACTERS).collect();
    if samples.len() < SAMPLES && !text.is_empty() && !samples.contains(&text) {
        samples.push(text);
    }
}

/// What the form says of the reading.
#[must_use]
pub fn choice(form: &Form) -> ReadingChoice {
    let encoding = |name: &str| Encoding::ALL.into_iter().find(|encoding| encoding.name() == name);
    ReadingChoice {
        format: None,
        encoding: form.get("encoding").and_then(encoding),
        delimiter: form.get("delimiter").and_then(|name| name.parse().ok()),
        header: form.get("header").map(|header| header == "yes"),
        sheet: form.get("sheet").map(str::to_owned),
    }
}

/// The selects, with what is chosen; only those that make sense for the format.
#[must_use]
pub fn settings(frame: &Frame, inspection: &Inspection, error: Option<&str>) -> Vec<Setting> {
    let reading = &inspection.reading;
    let mut settings = Vec::new();
    if let Some(encoding) = reading.encoding {
        let choices = Encoding::ALL.map(|encoding| Choice::new(encoding.name(), encoding.name())).into();
        settings.push(setting("encoding", encoding.name(), frame.language.say("import-encoding"), choices));
    }
    if let Some(delimiter) = reading.delimiter {
        let choices =
            Delimiter::ALL.map(|delimiter| Choice::new(delimiter.code(), separator(frame, delimiter)));
        let label = frame.language.say("import-separator");
        settings.push(setting("delimiter", delimiter.code(), label, choices.into()));
    }
    if let Some(sheet) = &reading.sheet {
        let choices = inspection.sheets.iter().map(|sheet| Choice::new(sheet, sheet)).collect();
        settings.push(setting("sheet", sheet, frame.language.say("import-sheet-label"), choices));
    }
    if matches!(reading.format, Format::Csv | Format::Xlsx) {
        let choices = vec![
            Choice::new("yes", frame.language.say("import-header-yes")),
            Choice::new("no", frame.language.say("import-header-no")),
        ];
        let chosen = if reading.header { "yes" } else { "no" };
        settings.push(setting("header", chosen, frame.language.say("import-header"), choices));
    }
    if let Some(first) = settings.first_mut() {
        first.field.error = error.map(str::to_owned);
    }
    settings
}

fn setting(name: &str, value: &str, label: String, choices: Vec<Choice>) -> Setting {
    Setting { field: Field::new(name, value), label, choices }
}

fn separator(frame: &Frame, delimiter: Delimiter) -> String {
    match delimiter {
        Delimiter::Comma => frame.language.say("import-separator-comma"),
        Delimiter::Semicolon => frame.language.say("import-separator-semicolon"),
        Delimiter::Tab => frame.language.say("import-separator-tab"),
        Delimiter::Bar => frame.language.say("import-separator-bar"),
    }
}

/// What was read, as facts under the title: "1,558 rows", "CSV", "UTF-8".
#[must_use]
pub fn facts(frame: &Frame, inspection: &Inspection) -> Vec<String> {
    let reading = &inspection.reading;
    let rows = match inspection.rows {
        RowCount::Exact(rows) => frame.language.count("import-rows", rows),
        RowCount::About(rows) => frame.language.count("import-rows-about", rows),
    };
    let format = match reading.format {
        Format::Xlsx => None,
        other => frame.language.try_say(&format!("format-{}", other.code())),
    };
    let sheet =
        reading.sheet.as_ref().map(|sheet| frame.language.say_with("import-sheet", &[("name", sheet)]));
    let encoding = reading.encoding.map(|encoding| encoding.name().to_owned());
    [Some(rows), sheet, format, encoding].into_iter().flatten().collect()
}
