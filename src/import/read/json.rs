//! JSON as rows: an array of objects, an object with one array, or one object per line.
//! Each element is cut out of the stream, bounded, and flattened: `{"phones":[{"key":"x"}]}` is the
//! column `phones.0.key`. Only one element is in memory at a time.

mod elements;
mod flatten;

use std::path::Path;

use super::COLUMNS;
use super::encoding::Encoding;
use super::error::ReadError;
use super::reading::{Format, Reading};
use super::row::Row;
use super::text::TextFile;
use elements::{Lines, List};
use flatten::{Columns, flatten};

/// The elements of a JSON file.
pub(super) struct JsonRows {
    elements: Elements,
    element: Vec<u8>,
    columns: Columns,
    number: u64,
}

enum Elements {
    List(List),
    Lines(Lines),
}

impl JsonRows {
    pub(super) fn open(path: &Path, reading: &Reading) -> Result<Self, ReadError> {
        let text = TextFile::open(path, reading.encoding.unwrap_or(Encoding::Utf8))?;
        let elements = match reading.format {
            Format::Ndjson => Elements::Lines(Lines::new(text)),
            _ => Elements::List(List::new(text)),
        };
        let columns = Columns::new(&reading.columns);
        Ok(Self { elements, element: Vec::new(), columns, number: 0 })
    }

    pub(super) fn columns(&self) -> &[String] {
        self.columns.names()
    }

    pub(super) const fn progress(&self) -> (u64, u64) {
        let text = self.text();
        (text.position(), text.length())
    }

    const fn text(&self) -> &TextFile {
        match &self.elements {
            Elements::List(list) => list.text(),
            Elements::Lines(lines) => lines.text(),
        }
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        self.element.clear();
        let is_element = match &mut self.elements {
            Elements::List(list) => list.next(&mut self.element)?,
            Elements::Lines(lines) => lines.next(&mut self.element)?,
        };
        if !is_element {
            return Ok(false);
        }
        self.number += 1;
        row.start(self.number);
        let Ok(element) = std::str::from_utf8(&self.element) else {
            return Err(ReadError::NotText { row: self.number, encoding: self.text().encoding() });
        };
        if element.trim_ascii().is_empty() {
            return Ok(true); // a blank line
        }
        if let Err(problem) = flatten(element, &mut self.columns, row) {
            row.problem(problem);
        }
        if self.columns.names().len() > COLUMNS {
            return Err(ReadError::TooManyColumns { row: self.number, limit: COLUMNS as u64 });
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::import::read::testing::{cells, file, rows, survive};
    use crate::import::read::{ROW_BYTES, RowProblem};

    fn read(text: &str, format: Format) -> Result<(Vec<String>, Vec<Row>), ReadError> {
        let file = file(text.as_bytes());
        let rows = crate::import::read::open(file.path(), &Reading::of(format))?;
        Ok((rows.columns().to_vec(), rows.collect::<Result<_, _>>()?))
    }

    #[test]
    fn members_become_columns_named_by_their_path() {
        let text = r#"[
            {"name":"Ada","phones":[{"numberLocal":"0123"},{"numberLocal":"9"}],"isActive":true,"balance":1.10},
            {"name":"Z\u00f6e \"Z\"","attributes":{"loyaltyTier":null},"id":12345678901234567890123}
        ]"#;
        let (columns, rows) = read(text, Format::Json).unwrap();
        let expected = ["name", "phones.0.numberLocal", "phones.1.numberLocal", "isActive", "balance"];
        assert_eq!(columns[..5], expected);
        assert_eq!(columns[5..], ["attributes.loyaltyTier", "id"]);
        assert_eq!(cells(&rows[0]), ["Ada", "0123", "9", "true", "1.10"]);
        assert_eq!(cells(&rows[1]), ["Zöe \"Z\"", "", "", "", "", "", "12345678901234567890123"]);
    }

    #[test]
    fn a_list_may_be_a_member_or_one_object_per_line() {
        for (text, format) in [
            (r#"[{"a":1},{"a":2}]"#, Format::Json),
            (r#" {"count":2,"errors":[],"items":[ {"a":1} , {"a":2} ],"next":{"a":[1]}} "#, Format::Json),
            ("{\"a\":1}\n{\"a\":2}", Format::Ndjson),
            ("\u{FEFF}{\"a\":1}\r\n{\"a\":2}\r\n", Format::Ndjson),
        ] {
            let (_, rows) = read(text, format).unwrap();
            assert_eq!(format!("{rows:?}"), r#"[1: ["1"], 2: ["2"]]"#, "{text}");
        }
        let (_, rows) = read("{\"a\":1}\n\n{\"a\":2}", Format::Ndjson).unwrap();
        assert!(rows[1].is_blank() && rows[2].number() == 3);
    }

    #[test]
    fn a_bad_element_leaves_the_others_alone() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(33), "}".repeat(33));
        for (element, code) in [
            ("7", "not-an-object"),
            ("[1]", "not-an-object"),
            (r#"{"a":1,"a":2}"#, "repeated-key"),
            (r#"{"b":{"c":1,"c":1}}"#, "repeated-key"),
            (r#"{"b.c":1,"b":{"c":1}}"#, "repeated-key"),
            (r#"{"attributes":{"b":{"c":1,"c":2}}}"#, "repeated-key"),
            (r#"{"references":[{"c":1,"c":2}]}"#, "repeated-key"),
            (r#"{"attributes":{"b":[1,]}}"#, "broken-json"),
            (&format!(r#"{{"attributes":{deep}}}"#), "too-deep"),
            (r#"{"a":01}"#, "broken-json"),
            (r#"{"a":1.}"#, "broken-json"),
            (r#"{"a":+1}"#, "broken-json"),
            (r#"{"a":tru}"#, "broken-json"),
            (r#"{"a" 1}"#, "broken-json"),
            (r#"{"a":1,}"#, "broken-json"),
            (r#"{"a":"\x"}"#, "broken-json"),
            ("{\"a\":\"\u{1}\"}", "broken-json"),
            (&format!(r#"{{"{}":1}}"#, "k".repeat(2000)), "key-too-long"),
            (&deep, "too-deep"),
        ] {
            for (text, format) in [
                (format!(r#"[{{"a":"x"}},{element},{{"a":"y"}}]"#), Format::Json),
                (format!("{{\"a\":\"x\"}}\n{element}\n{{\"a\":\"y\"}}"), Format::Ndjson),
            ] {
                let (_, rows) = read(&text, format).unwrap();
                assert_eq!(
                    rows[1].problems().iter().map(RowProblem::code).collect::<Vec<_>>(),
                    [code],
                    "{text}"
                );
                assert_eq!((rows.len(), rows[2].get(0)), (3, "y"), "{text}");
            }
        }
    }

    #[test]
    fn a_customer_of_many_people_and_attributes_fits_into_the_columns() {
        let people: Vec<Value> = (0..90)
            .map(|at| json!({ "firstName": format!("P{at}"), "lastName": "x", "role": null, "phone": "1", "type": "a" }))
            .collect();
        let attributes: Map<_, _> = (0..90).map(|at| (format!("k{at}"), json!(at))).collect();
        let many = json!({ "name": "many", "people": people, "attributes": attributes });
        let few = json!({ "name": "few", "people": people[..2], "attributes": { "k0": 1, "other": [true] } });
        for order in [[&many, &few], [&few, &many]] {
            let (columns, rows) = read(&json!(order).to_string(), Format::Json).unwrap();
            assert!(columns.len() <= COLUMNS, "{}", columns.len());
            for (row, written) in rows.iter().zip(order) {
                let cell = |name: &str| {
                    columns.iter().position(|column| column == name).map_or("", |at| row.get(at))
                };
                let spread =
                    (0..90).take_while(|at| !cell(&format!("people.{at}.firstName")).is_empty()).count();
                let rest: Vec<Value> = serde_json::from_str(cell("people.more")).unwrap_or_default();
                let all = written["people"].as_array().unwrap();
                assert_eq!(rest, all[spread..], "{}", written["name"]);
                let rest: Map<String, Value> = serde_json::from_str(cell("attributes")).unwrap_or_default();
                for (key, value) in written["attributes"].as_object().unwrap() {
                    let own: Option<Value> = serde_json::from_str(cell(&format!("attributes.{key}"))).ok();
                    assert_eq!(rest.get(key).or(own.as_ref()), Some(value), "{key}");
                }
            }
        }
    }

    #[test]
    fn what_breaks_the_file_names_its_element() {
        let wide: Map<_, _> = (0..501).map(|index| (format!("k{index}"), json!(1))).collect();
        let long = format!(r#"[{{"a":1}},{{"a":"{}"}}]"#, "x".repeat(ROW_BYTES));
        for (text, code) in [
            ("", "empty"),
            (r#""text""#, "no-list"),
            (r#"{"a":1}"#, "no-list"),
            (r#"{"a":[{}],"b":[{}]}"#, "two-lists"),
            (r#"[{"a":1}"#, "broken-json"),
            (r#"[{"a":1} {"a":2}]"#, "broken-json"),
            (r#"[{"a":1},]"#, "broken-json"),
            (r#"[{"a":1}]]"#, "broken-json"),
            (r#"[{"a":1"#, "broken-json"),
            (&json!([wide]).to_string(), "too-many-columns"),
            (&long, "row-too-long"),
        ] {
            assert_eq!(read(text, Format::Json).unwrap_err().code(), code, "{text:.40}");
        }
    }

    #[test]
    fn columns_that_were_found_stay() {
        let file = file(br#"[{"a":1,"b":2}]"#);
        let reading = Reading { columns: vec!["b".into()], ..Reading::of(Format::Json) };
        let rows = rows(file.path(), &reading).unwrap();
        assert_eq!(rows[0].problems(), [RowProblem::UnknownKey { key: "a".into() }]);
    }

    fn documents() -> impl Strategy<Value = Vec<Map<String, Value>>> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z\"\\\\\n\t,\\]}é😀]{0,8}".prop_map(Value::from),
        ];
        let value = leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                proptest::collection::btree_map("[a-d\"]{1,2}", inner, 0..3)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        });
        let object = proptest::collection::btree_map("[a-d\"{é]{1,2}", value, 0..4);
        proptest::collection::vec(object.prop_map(|members| members.into_iter().collect()), 1..6)
    }

    /// What flattening means, said another way.
    fn flat(value: &Value, path: &str, cells: &mut Vec<(String, String)>) {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| flat(value, &below(key), cells)),
            Value::Array(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(index, value)| flat(value, &below(&index.to_string()), cells));
            }
            Value::Null => cells.push((path.to_owned(), String::new())),
            Value::String(text) => cells.push((path.to_owned(), text.clone())),
            other => cells.push((path.to_owned(), other.to_string())),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(documents in documents()) {
            let lines = documents.iter().map(|document| serde_json::to_string(document).unwrap());
            let lines = lines.collect::<Vec<_>>().join("\n");
            let pretty = serde_json::to_string_pretty(&documents).unwrap();
            for (text, format) in [(pretty, Format::Json), (lines, Format::Ndjson)] {
                let (columns, rows) = read(&text, format).unwrap();
                prop_assert_eq!(rows.len(), documents.len());
                for (row, document) in rows.iter().zip(&documents) {
                    prop_assert!(row.problems().is_empty(), "{:?}", row);
                    let mut expected = Vec::new();
                    flat(&Value::Object(document.clone()), "", &mut expected);
                    for (path, text) in expected {
                        let place = columns.iter().position(|column| *column == path).unwrap();
                        prop_assert_eq!(row.get(place), text);
                    }
                }
            }
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}:,\"\\\\au0.eE+ \n-]{0,48}") {
            for (start, format) in [("[{", Format::Json), ("{\"a\":[", Format::Json), ("{", Format::Ndjson)] {
                survive(format!("{start}{text}").as_bytes(), "a.json", &Reading::of(format));
            }
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            survive(&bytes, "a.json", &Reading::of(Format::Json));
            survive(&bytes, "a.ndjson", &Reading::of(Format::Ndjson));
        }
    }
}
