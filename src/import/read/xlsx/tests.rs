//! Workbooks as Excel's own kind of writer makes them, and as nobody should.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook};

use crate::import::read::testing::{cells, file, guessed, package, rows, survive};
use crate::import::read::{Format, ReadError, Reading, Row, RowProblem, inspect, open, sniff};

fn reading(header: bool) -> Reading {
    Reading { header, ..Reading::of(Format::Xlsx) }
}

fn saved(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

/// A workbook of one sheet whose XML is given.
fn sheet(data: &str) -> Vec<u8> {
    workbook(data, "")
}

fn workbook(data: &str, strings: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    package(&parts(&sheet, strings))
}

fn parts<'a>(sheet: &'a str, strings: &'a str) -> Vec<(&'static str, &'a [u8])> {
    vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", if strings.is_empty() { b"<sst/>" } else { strings.as_bytes() }),
    ]
}

fn read(bytes: &[u8], header: bool) -> Result<Vec<Row>, ReadError> {
    rows(file(bytes).path(), &reading(header))
}

fn refusal(bytes: &[u8]) -> String {
    let file = file(bytes);
    let inspected = sniff(file.path(), "a.xlsx").and_then(|reading| inspect(file.path(), &reading));
    let error = inspected.and_then(|inspection| rows(file.path(), &inspection.reading)).unwrap_err();
    format!("{}: {error}", error.code())
}

#[test]
fn values_are_read_as_a_person_would_write_them() {
    let bytes = saved(|workbook| {
        let day = Style::new().set_num_format("dd/mm/yyyy");
        let time = Style::new().set_num_format("yyyy-mm-dd hh:mm");
        let code = Style::new().set_num_format("00000");
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["Name", "Phone", "Day", "Time", "Active", "Price", "Sum", "Zip"]).unwrap();
        sheet.write(1, 0, "Zoë & <Co>\nLtd").unwrap();
        sheet.write(1, 1, 491_512_345_678_f64).unwrap();
        let moment = ExcelDateTime::from_ymd(2026, 11, 20).unwrap();
        sheet.write_with_format(1, 2, &moment, &day).unwrap();
        sheet.write_with_format(1, 3, moment.and_hms(13, 40, 0).unwrap(), &time).unwrap();
        sheet.write(1, 4, true).unwrap();
        sheet.write(1, 5, 19.99).unwrap();
        sheet.write(1, 6, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_with_format(1, 7, 1067, &code).unwrap();
    });
    let rows = guessed(&bytes, "a.xlsx").unwrap();
    let expected = [
        "Zoë & <Co>\nLtd",
        "491512345678",
        "2026-11-20",
        "2026-11-20T13:40:00",
        "true",
        "19.99",
        "2",
        "01067",
    ];
    assert_eq!(rows, [(2, expected.map(str::to_owned).to_vec())]);
}

#[test]
fn the_first_visible_sheet_with_cells_is_read_unless_another_is_chosen() {
    let bytes = saved(|workbook| {
        workbook.add_worksheet().set_name("Empty").unwrap();
        workbook.add_worksheet().set_name("Secret").unwrap().set_hidden(true).write(0, 0, "s").unwrap();
        workbook.add_worksheet().set_name("People").unwrap().write_column(0, 0, ["Name", "Ada"]).unwrap();
        workbook.add_worksheet().set_name("More").unwrap().write_column(0, 0, ["Name", "Bob"]).unwrap();
    });
    let file = file(&bytes);
    let reading = sniff(file.path(), "a.xlsx").unwrap();
    assert_eq!(reading.sheet.as_deref(), Some("People"));
    let inspection = inspect(file.path(), &reading).unwrap();
    assert_eq!(inspection.sheets, ["Empty", "People", "More", "Secret"]);
    let chosen = |name: &str| Reading { sheet: Some(name.to_owned()), ..reading.clone() };
    assert_eq!(cells(&rows(file.path(), &chosen("More")).unwrap()[0]), ["Bob"]);
    assert_eq!(rows(file.path(), &chosen("None")).unwrap_err().code(), "no-such-sheet");
}

#[test]
fn blank_rows_between_are_counted_and_those_at_the_end_are_not() {
    let bytes = sheet(
        r#"<row r="2"><c r="A2" t="str"><v>Name</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>
           <row r="4"><c r="A4" s="0"/></row><row r="6"><c r="A6"><v>2</v></c></row><row r="9"><c r="A9"/></row>"#,
    );
    let rows = read(&bytes, true).unwrap();
    assert_eq!(format!("{rows:?}"), r#"[3: ["1"], 4: [], 5: [], 6: ["2"]]"#);
}

#[test]
fn cells_far_apart_do_not_make_the_space_between() {
    let bytes = sheet(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="SF1048576"><v>2</v></c></row>"#,
    );
    let file = file(&bytes);
    let (mut row, mut count) = (Row::default(), 0);
    let mut rows = open(file.path(), &reading(true)).unwrap();
    while rows.read(&mut row).unwrap() {
        count += 1;
        assert!(row.number() == 1_048_576 || row.is_empty());
    }
    assert_eq!((count, row.get(499)), (1_048_575, "2"));
    let beyond = sheet(r#"<row r="7"><c r="XFD7"><v>1</v></c></row>"#);
    assert_eq!(
        refusal(&beyond),
        "too-many-columns: Row 7 has more than 500 columns. Remove the columns that are not needed."
    );
}

#[test]
fn a_cell_with_an_error_is_a_problem_of_its_row() {
    let bytes = sheet(
        r#"<row><c t="str"><v>Name</v></c></row><row><c t="e"><v>#SPILL!</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"#,
    );
    let rows = read(&bytes, true).unwrap();
    let error = RowProblem::CellError { column: "Name".into(), value: "#SPILL!".into() };
    assert_eq!(rows[0].problems(), [error]);
    assert_eq!(rows[1].problems(), [RowProblem::Ragged { expected: 1, found: 2 }]);
}

#[test]
fn text_is_read_without_its_looks() {
    let strings = "<sst uniqueCount=\"99999999999999\"><si><r><t>Zo</t></r><r><t>ë &amp; &#65;_x000D_</t></r>\
                   <rPh><t>no</t></rPh></si><si><t><![CDATA[<b>]]></t></si></sst>";
    let data =
        r#"<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t> x</t></is></c></row>"#;
    let rows = read(&workbook(data, strings), false).unwrap();
    assert_eq!(cells(&rows[0]), ["Zoë & A\r", "<b>", " x"]);
}

#[test]
fn a_hostile_workbook_is_refused() {
    let cell = r#"<row><c t="s"><v>0</v></c></row>"#;
    let bomb = "<row><c><v>1</v></c></row>".repeat(500_000);
    let long = format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(2 << 20));
    let pieces = format!(
        "<row><c t=\"inlineStr\"><is>{}</is></c></row>",
        "<t>xxxxxxxxxxxxxxxxxxxxxxxxx</t>".repeat(50_000)
    );
    let deep = "<a>".repeat(100);
    let doctype = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>"#;
    let entity = "<sst><si><t>&e;</t></si></sst>";
    let names: Vec<_> = (0..1000).map(|index| format!("x{index}")).collect();
    let more = names.iter().map(|name| (name.as_str(), b"".as_slice()));
    let many: Vec<_> = parts("", "").into_iter().chain(more).collect();
    for (bytes, expected) in [
        (sheet(&bomb), "workbook-too-large: The workbook is too large: it has more than 100 unpacked bytes"),
        (
            sheet(&long),
            "damaged-workbook: The workbook is damaged: xl/worksheets/sheet1.xml holds too long a text.",
        ),
        (
            sheet(&pieces),
            "damaged-workbook: The workbook is damaged: xl/worksheets/sheet1.xml holds too long a text.",
        ),
        (
            sheet(&deep),
            "damaged-workbook: The workbook is damaged: xl/worksheets/sheet1.xml is nested too deep.",
        ),
        (
            workbook(cell, doctype),
            "damaged-workbook: The workbook is damaged: xl/sharedStrings.xml declares a document type.",
        ),
        (
            workbook(cell, entity),
            "damaged-workbook: The workbook is damaged: xl/sharedStrings.xml uses an entity of its own.",
        ),
        (
            workbook(cell, "<sst/>"),
            "damaged-workbook: The workbook is damaged: xl/worksheets/sheet1.xml refers to a text",
        ),
        (sheet(r#"<row r="2"/><row r="1"/>"#), "no-rows"),
        (package(&many), "workbook-too-large: The workbook is too large: it has more than 1000 parts."),
        (
            sheet(cell)[..400].to_vec(),
            "damaged-workbook: The workbook is damaged: the package cannot be opened.",
        ),
    ] {
        let refusal = refusal(&bytes);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
}

/// The package with another size of each unpacked part in its list, and beside the parts.
fn claiming(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    for (mark, at) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let places = bytes.windows(4).enumerate().filter(|(_, four)| four == mark);
        for place in places.map(|(place, _)| place).collect::<Vec<_>>() {
            bytes[place + at..place + at + 4].copy_from_slice(&size.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn what_a_package_says_of_its_sizes_is_not_believed() {
    let small = sheet("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>");
    let bomb = sheet(&"<row><c><v>1</v></c></row>".repeat(500_000));
    // Where a part is said to be small, what comes of it is counted.
    assert!(refusal(&claiming(bomb, 1)).starts_with("workbook-too-large"));
    assert_eq!(read(&claiming(small.clone(), 1), true).unwrap().len(), 1);
    // Where it is said to be large, nothing of that size is made ready.
    assert!(refusal(&claiming(small, 0x7FFF_FFFF)).starts_with("workbook-too-large"));
}

#[test]
fn rows_out_of_order_and_altered_parts_are_refused() {
    let row = |number: u32| format!(r#"<row r="{number}"><c><v>1</v></c></row>"#);
    assert_eq!(read(&sheet(&(row(2) + &row(1))), false).unwrap_err().code(), "damaged-workbook");
    let mut bytes = Vec::new();
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row(1));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for (name, content) in parts(&sheet, "") {
        package.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut package, content).unwrap();
    }
    package.finish().unwrap();
    assert_eq!(cells(&read(&bytes, false).unwrap()[0]), ["1"]);
    let place = bytes.windows(4).position(|window| window == b"<v>1").unwrap();
    bytes[place + 3] = b'2';
    let error = read(&bytes, false).unwrap_err().to_string();
    assert!(error.contains("has been altered"), "{error}");
}

fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec("[a-z&<>\"_x0D é😀\n]{0,10}", 1..5), 1..6)
}

proptest! {
    #[test]
    fn what_is_written_reads_back(table in tables()) {
        let bytes = saved(|workbook| {
            let sheet = workbook.add_worksheet();
            for (row, cells) in (0..).zip(&table) {
                sheet.write_row(row, 0, cells).unwrap();
            }
        });
        let rows = match read(&bytes, false) {
            Err(ReadError::NoRows { .. }) => Vec::new(),
            rows => rows.unwrap(),
        };
        for row in &rows {
            let written = &table[usize::try_from(row.number()).unwrap() - 1];
            for (column, text) in written.iter().enumerate() {
                prop_assert_eq!(row.get(column), text);
            }
        }
        let filled = table.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count();
        prop_assert_eq!(rows.iter().filter(|row| !row.is_empty()).count(), filled);
    }

    #[test]
    fn no_sheet_panics(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<row>", "</row>", "<row r=\"7\">", "<c>", "</c>", "<c r=\"B2\" t=\"s\">", "<c t=\"e\" s=\"9\">", "<c r=\"ZZZZ\">",
            "<v>", "</v>", "1", "-1e999", "x", "<is>", "</is>", "<t>", "</t>", "&amp;", "&#xD800;", "&x;", "<f>", "<!--", "]]>", "</sheetData>",
        ]), 0..24),
    ) {
        let mut data = String::new();
        data.extend(pieces);
        survive(&sheet(&data), "a.xlsx", &reading(true));
        survive(&workbook("<row><c t=\"s\"><v>0</v></c></row>", &data), "a.xlsx", &reading(false));
    }

    #[test]
    fn no_altered_package_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = sheet("<row><c><v>1</v></c></row>");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        survive(&bytes, "a.xlsx", &reading(true));
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        survive(&[b"PK\x03\x04", bytes.as_slice()].concat(), "a.xlsx", &reading(true));
    }
}
