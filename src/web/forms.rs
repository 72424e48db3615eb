//! Forms, as browsers send them: names and values in order. Rows that can be added and removed are numbered:
//! `phones.0.country`, and their buttons are `add=phones` and `remove=phones.0`.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use percent_encoding::percent_decode;

use crate::web::errors::Failure;

/// Largest form, in bytes.
pub const LIMIT_BYTES: u64 = 1024 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 10_000;
/// Most rows of one kind that are read: one more than are accepted, so that it shows.
const MOST_ROWS: usize = 101;

/// A form as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

/// One of a form's numbered rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the form.
    pub at: usize,
    fields: Vec<(String, String)>,
}

/// The button by which a form with rows was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowButton {
    /// Add a row of this kind.
    Add(String),
    /// Remove the row of this kind and number.
    Remove(String, usize),
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when it is not UTF-8, or has too many fields.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        let mut fields = Vec::new();
        for pair in pairs {
            if fields.len() == MOST_FIELDS {
                return Err(Failure::Malformed("form"));
            }
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Self { fields })
    }

    /// A form of these fields.
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { fields: fields.into_iter().collect() }
    }

    /// Its fields, in order.
    #[must_use]
    pub fn into_fields(self) -> Vec<(String, String)> {
        self.fields
    }

    /// The value of a field, if it was sent; of several, the first.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Every value of a field: checkboxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether any field of this kind of rows was sent.
    #[must_use]
    pub fn has_rows(&self, kind: &str) -> bool {
        self.fields.iter().any(|(name, _)| numbered(name, kind).is_some())
    }

    /// The rows of a kind, by their numbers. Numbers may have gaps.
    #[must_use]
    pub fn rows(&self, kind: &str) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (name, value) in &self.fields {
            let Some((at, field)) = numbered(name, kind) else { continue };
            let field = (field.to_owned(), value.clone());
            match rows.binary_search_by_key(&at, |row| row.at) {
                Ok(found) => rows[found].fields.push(field),
                Err(_) if rows.len() == MOST_ROWS => {}
                Err(place) => rows.insert(place, Row { at, fields: vec![field] }),
            }
        }
        rows
    }

    /// The button that adds or removes a row, when the form was sent by one.
    #[must_use]
    pub fn row_button(&self) -> Option<RowButton> {
        if let Some(kind) = self.get("add") {
            return Some(RowButton::Add(kind.to_owned()));
        }
        let (kind, at) = self.get("remove")?.rsplit_once('.')?;
        Some(RowButton::Remove(kind.to_owned(), at.parse().ok()?))
    }
}

impl Row {
    /// The value of a field, if it was sent.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == field).map(|(_, value)| value.as_str())
    }

    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.get(field).unwrap_or_default()
    }

    /// Whether nothing but blanks stands in these fields.
    #[must_use]
    pub fn is_blank(&self, fields: &[&str]) -> bool {
        fields.iter().all(|field| self.text(field).trim().is_empty())
    }
}

/// `phones.0.country` as 0 and `country`, for the kind `phones`.
fn numbered<'a>(name: &'a str, kind: &str) -> Option<(usize, &'a str)> {
    let (at, field) = name.strip_prefix(kind)?.strip_prefix('.')?.split_once('.')?;
    let is_number = (1..=4).contains(&at.len()) && at.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| at.parse().ok()).flatten().map(|at| (at, field))
}

fn decode(bytes: &[u8]) -> Result<String, Failure> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8().map_err(|_| Failure::Malformed("form"))?;
    Ok(decoded.into_owned())
}

impl FromRequest for Form {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    /// The form that the route's guard has read and whose token it has checked.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let form = request.extensions().get::<Rc<Self>>().map(|form| Self::clone(form));
        ready(form.ok_or(Failure::UnsupportedMediaType))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_read_back_as_they_were_typed() {
        let form = Form::parse(b"name=J%C3%BCrgen+%26+Co&note=a%0D%0Ab&empty=&bare&name=second").unwrap();
        assert_eq!(form.get("name"), Some("Jürgen & Co"));
        assert_eq!(form.all("name").collect::<Vec<_>>(), ["Jürgen & Co", "second"]);
        assert_eq!(form.text("note"), "a\r\nb");
        assert_eq!((form.get("empty"), form.get("bare"), form.get("absent")), (Some(""), Some(""), None));
    }

    #[test]
    fn rows_are_read_by_number_with_gaps_and_in_any_order() {
        let body =
            b"phones.2.type=mobile&phones.0.number_local=1&phones.0.type=phone&phones.x.type=a&phone.1.b=c\
              &phonesy.1.b=c&phones.12345.a=b";
        let form = Form::parse(body).unwrap();
        let rows = form.rows("phones");
        assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [0, 2]);
        assert_eq!((rows[0].text("number_local"), rows[0].text("type")), ("1", "phone"));
        assert_eq!(rows[1].get("number_local"), None);
        assert!(form.has_rows("phones") && !form.has_rows("addresses"));
    }

    #[test]
    fn d1_no_more_rows_are_read_than_show_that_there_are_too_many() {
        let body = (0..5000).fold(String::new(), |body, at| body + &format!("phones.{at}.type=a&"));
        assert_eq!(Form::parse(body.as_bytes()).unwrap().rows("phones").len(), MOST_ROWS);
    }

    #[test]
    fn buttons_of_rows() {
        for (body, button) in [
            ("add=phones", Some(RowButton::Add("phones".into()))),
            ("remove=phones.3", Some(RowButton::Remove("phones".into(), 3))),
            ("remove=phones", None),
            ("remove=phones.x", None),
            ("save=1", None),
        ] {
            assert_eq!(Form::parse(body.as_bytes()).unwrap().row_button(), button, "{body}");
        }
    }

    #[test]
    fn d4_only_utf_8_is_read() {
        assert!(Form::parse(b"name=%ff").is_err());
        assert!(Form::parse(b"%c3=x").is_err());
    }

    proptest! {
        #[test]
        fn d5_no_body_panics(body: Vec<u8>, kind in "[a-z.]{0,4}") {
            if let Ok(form) = Form::parse(&body) {
                let _ = form.rows(&kind);
                let _ = form.row_button();
            }
        }

        #[test]
        fn what_is_sent_reads_back(name in ".{0,20}", value in ".{0,50}") {
            let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
            let body = format!("{}={}", encode(&name), encode(&value));
            let form = Form::parse(body.as_bytes()).unwrap();
            prop_assert_eq!(form.get(&name), Some(value.as_str()));
        }
    }
}
