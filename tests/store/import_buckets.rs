//! Files of any format and encoding, whole and damaged: whatever is in them, each row is in exactly one bucket of the
//! ledger, and the buckets add up to the rows.

use std::collections::BTreeMap;

use customary::domain::import::{Counts, State};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::imports::Importing;

/// What a row is like. Addresses are few, so that rows meet each other and what earlier files left.
#[derive(Debug, Clone)]
enum Kind {
    Cells { name: String, address: u8, notes: String },
    WrongAddress,
    Blank,
    TooFew,
    TooMany,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Text { delimiter: char, encoding: Encoding },
    Json,
    Ndjson,
    Workbook,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

/// What happens to the bytes, at this part of a thousand of them.
#[derive(Debug, Clone, Copy)]
enum Damage {
    None,
    CutOff(usize),
    Changed(usize, u8),
}

const HEADER: [&str; 3] = ["Name", "Email", "Notes"];

fn kinds() -> impl Strategy<Value = Vec<Kind>> {
    let text = "[a-zA-Zäßé '\",;\n=+0-9]{0,12}";
    let cells = (text, 0_u8..9, text).prop_map(|(name, address, notes)| Kind::Cells { name, address, notes });
    let kind = prop_oneof![
        8 => cells,
        1 => Just(Kind::WrongAddress),
        1 => Just(Kind::Blank),
        1 => Just(Kind::TooFew),
        1 => Just(Kind::TooMany),
    ];
    proptest::collection::vec(kind, 1..40)
}

fn form() -> impl Strategy<Value = Form> {
    let encoding = prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Utf8WithMark),
        Just(Encoding::Utf16),
        Just(Encoding::Windows1252)
    ];
    let text = (prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')], encoding)
        .prop_map(|(delimiter, encoding)| Form::Text { delimiter, encoding });
    prop_oneof![4 => text, 1 => Just(Form::Json), 1 => Just(Form::Ndjson), 1 => Just(Form::Workbook)]
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => Just(Damage::None),
        1 => (1_usize..1000).prop_map(Damage::CutOff),
        1 => (0_usize..1000, any::<u8>()).prop_map(|(at, byte)| Damage::Changed(at, byte)),
    ]
}

impl Kind {
    fn cells(&self) -> Vec<String> {
        match self {
            Self::Cells { name, address, notes } => {
                vec![format!("N{name}"), format!("customer{address}@example.org"), notes.clone()]
            }
            Self::WrongAddress => vec!["Wrong".into(), "wrong@".into(), String::new()],
            Self::Blank => vec![String::new(); 3],
            Self::TooFew => vec!["Few".into(), "few@example.org".into()],
            Self::TooMany => ["Many", "many@example.org", "", "more", "than"].map(str::to_owned).into(),
        }
    }
}

impl Form {
    const fn file_name(self) -> &'static str {
        match self {
            Self::Text { .. } => "rows.csv",
            Self::Json => "rows.json",
            Self::Ndjson => "rows.ndjson",
            Self::Workbook => "rows.xlsx",
        }
    }

    fn bytes(self, kinds: &[Kind]) -> Vec<u8> {
        match self {
            Self::Text { delimiter, encoding } => encoding.bytes(&text(delimiter, kinds)),
            Self::Json => json!(kinds.iter().map(object).collect::<Vec<_>>()).to_string().into_bytes(),
            Self::Ndjson => {
                let lines: Vec<String> = kinds.iter().map(|kind| object(kind).to_string()).collect();
                lines.join("\n").into_bytes()
            }
            Self::Workbook => workbook(kinds),
        }
    }
}

fn text(delimiter: char, kinds: &[Kind]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let row = |cells: Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string());
    let rows = std::iter::once(HEADER.map(str::to_owned).into()).chain(kinds.iter().map(Kind::cells));
    rows.map(|cells| row(cells) + "\r\n").collect()
}

fn object(kind: &Kind) -> serde_json::Value {
    let names = HEADER.into_iter().chain(["More", "Than"]);
    names.zip(kind.cells()).map(|(name, cell)| (name.to_owned(), json!(cell))).collect()
}

fn workbook(kinds: &[Kind]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = std::iter::once(HEADER.map(str::to_owned).into()).chain(kinds.iter().map(Kind::cells));
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

impl Encoding {
    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8WithMark => format!("\u{FEFF}{text}").into_bytes(),
            Self::Utf16 => format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            // All that is written here is one byte of it.
            Self::Windows1252 => {
                text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
            }
        }
    }
}

impl Damage {
    fn done_to(self, mut bytes: Vec<u8>) -> Vec<u8> {
        let length = bytes.len();
        match self {
            Self::None => {}
            Self::CutOff(at) => bytes.truncate(length * at / 1000),
            Self::Changed(at, byte) => bytes[length * at / 1000] = byte,
        }
        bytes
    }
}

#[test]
fn each_row_of_any_file_is_in_exactly_one_bucket() {
    let importing = Importing::new();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let run = runner.run(&(kinds(), form(), damage()), |(kinds, form, damage)| {
        let bytes = damage.done_to(form.bytes(&kinds));
        let brought = importing.try_bring(form.file_name(), &bytes, |options| options.apply = true);
        let Ok(import) = brought else {
            let is_empty = kinds.iter().all(|kind| matches!(kind, Kind::Blank));
            prop_assert!(is_empty || !matches!(damage, Damage::None), "refused: {:?}", brought.err());
            return Ok(());
        };
        let done = importing.run(&import);
        let mut buckets: BTreeMap<i64, usize> = BTreeMap::new();
        let mut counts = Counts::default();
        for line in importing.lines(&done) {
            counts.add(line.outcome, line.rows.count);
            (line.rows.first..=line.rows.last()).for_each(|row| *buckets.entry(row).or_default() += 1);
        }
        prop_assert_eq!(counts, done.checkpoint.counts, "the equation is that of the ledger");
        prop_assert!(buckets.values().all(|rows| *rows == 1), "a row is in two buckets: {:?}", buckets);
        if matches!(done.state, State::Completed) {
            prop_assert_eq!(buckets.into_keys().collect::<Vec<_>>(), importing.row_numbers(&done));
            prop_assert_eq!(done.row_total, Some(counts.rows()));
        } else {
            prop_assert!(done.problem.is_some(), "it says why it ended: {:?}", done.state);
        }
        if matches!(damage, Damage::None) {
            prop_assert_eq!(done.state, State::Completed);
            let is_wrong = |kind: &&Kind| matches!(kind, Kind::WrongAddress);
            let wrong = i64::try_from(kinds.iter().filter(is_wrong).count()).unwrap();
            prop_assert!(counts.rejected >= wrong, "{:?}", counts);
        }
        Ok(())
    });
    run.unwrap();
}
