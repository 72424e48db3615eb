//! The members of a body, read as loosely as the clients write them. A member that says what the record shows anyway is
//! no change, so that sending a whole record back changes nothing, also what it cannot show.

use serde_json::{Map, Value};

use crate::domain::customer::attribute_text;
use crate::domain::issues::{Issue, Issues};

/// Members that are sent, beside those that the record shows, if there is one.
pub struct Reader<'a> {
    /// What is wrong so far, by member.
    pub issues: Issues,
    sent: &'a Map<String, Value>,
    shown: Option<&'a Map<String, Value>>,
    /// What stands before a member's name in an issue.
    place: &'static str,
}

/// What is asked of a member where a record is made, and that it may not become empty later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Optional,
    /// To be there; it may be empty.
    Present,
    /// To be there with something in it.
    Filled,
}

impl<'a> Reader<'a> {
    /// Members that make a record, or change one that shows these.
    #[must_use]
    pub const fn new(
        place: &'static str,
        sent: &'a Map<String, Value>,
        shown: Option<&'a Map<String, Value>>,
    ) -> Self {
        Self { issues: Issues::new(), sent, shown, place }
    }

    /// The member as it is sent, unless it says what is shown.
    #[must_use]
    pub fn changed(&self, name: &str) -> Option<&'a Value> {
        let sent = self.sent.get(name)?;
        let shown = self.shown.and_then(|shown| shown.get(name));
        (shown != Some(sent)).then_some(sent)
    }

    /// A text, or nothing where it does not change.
    pub fn text(&mut self, name: &str, need: Need) -> Option<String> {
        self.read(name, need, |value| value.as_str().map(str::to_owned), "text")
    }

    /// A text that may come as a number, too.
    pub fn loose_text(&mut self, name: &str, need: Need) -> Option<String> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        self.read(name, need, text, "text or a number")
    }

    /// The first of two spellings that says something new.
    pub fn either(&mut self, names: [&str; 2], need: Need) -> Option<String> {
        let [first, second] = names;
        if self.changed(first).is_some() || !self.sent.contains_key(second) {
            return self.text(first, need);
        }
        self.text(second, need)
    }

    /// Notes that a member is of a wrong type.
    pub fn wrong_type(&mut self, name: &str, expected: &'static str) {
        self.issues
            .add(format!("{}{name}", self.place), Issue::new("json-wrong-type").with("expected", expected));
    }

    fn read(
        &mut self,
        name: &str,
        need: Need,
        read: impl Fn(&Value) -> Option<String>,
        expected: &'static str,
    ) -> Option<String> {
        let sent = self.sent.get(name);
        let text = sent.filter(|value| !value.is_null()).map(read);
        if text == Some(None) {
            self.wrong_type(name, expected);
            return None;
        }
        let text = text.flatten();
        let said = text.as_deref().unwrap_or_default();
        if let Some(shown) = self.shown
            && (sent.is_none() || shows(shown.get(name), said))
        {
            return None;
        }
        let is_missing = match need {
            Need::Optional => false,
            Need::Present => text.is_none(),
            Need::Filled => said.is_empty(),
        };
        if is_missing {
            self.issues.add(format!("{}{name}", self.place), Issue::new("member-missing"));
            return None;
        }
        sent.map(|_| text.unwrap_or_default())
    }
}

/// Whether what is shown says this. What is not shown says nothing.
fn shows(shown: Option<&Value>, said: &str) -> bool {
    match shown {
        None | Some(Value::Null) => said.is_empty(),
        Some(shown) => attribute_text(shown) == said,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn members(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_a_member_says_is_read_or_refused() {
        let sent = members(json!({ "a": "x", "empty": "", "null": null, "number": 7, "list": [] }));
        for (name, need, expected) in [
            ("a", Need::Filled, Ok(Some("x"))),
            ("empty", Need::Optional, Ok(Some(""))),
            ("empty", Need::Present, Ok(Some(""))),
            ("empty", Need::Filled, Err("member-missing")),
            ("null", Need::Optional, Ok(Some(""))),
            ("null", Need::Present, Err("member-missing")),
            ("absent", Need::Optional, Ok(None)),
            ("absent", Need::Present, Err("member-missing")),
            ("number", Need::Optional, Err("json-wrong-type")),
            ("list", Need::Optional, Err("json-wrong-type")),
        ] {
            let mut reader = Reader::new("", &sent, None);
            let read = reader.text(name, need);
            let found =
                reader.issues.get(name).first().map_or(Ok(read.as_deref()), |issue| Err(issue.code()));
            assert_eq!(found, expected, "{name} {need:?}");
        }
        assert_eq!(Reader::new("", &sent, None).loose_text("number", Need::Filled).as_deref(), Some("7"));
    }

    #[test]
    fn what_is_shown_anyway_is_no_change() {
        let shown = members(json!({ "a": "x", "empty": "", "count": 7, "none": null }));
        let sent = members(json!({ "a": "x", "empty": null, "count": "7", "none": "", "new": "y" }));
        let mut reader = Reader::new("", &sent, Some(&shown));
        for name in ["a", "empty", "count", "none", "absent"] {
            assert_eq!(reader.text(name, Need::Filled), None, "{name}");
        }
        assert_eq!(reader.text("new", Need::Filled).as_deref(), Some("y"));
        assert!(reader.issues.is_empty(), "{:?}", reader.issues);
        let emptied = members(json!({ "a": "" }));
        let mut reader = Reader::new("Contact.", &emptied, Some(&shown));
        assert_eq!(reader.text("a", Need::Filled), None);
        assert_eq!(reader.issues.get("Contact.a")[0].code(), "member-missing");
    }

    #[test]
    fn of_two_spellings_the_one_counts_that_says_something_new() {
        let shown = members(json!({ "FirstName": "Ana", "Firstname": "Ana" }));
        for (sent, expected) in [
            (json!({ "FirstName": "Ana", "Firstname": "Eva" }), Some("Eva")),
            (json!({ "FirstName": "Eva", "Firstname": "Ana" }), Some("Eva")),
            (json!({ "FirstName": "Eva", "Firstname": "Ida" }), Some("Eva")),
            (json!({ "Firstname": "Eva" }), Some("Eva")),
            (json!({ "FirstName": "Ana", "Firstname": "Ana" }), None),
            (json!({}), None),
        ] {
            let sent = members(sent);
            let mut reader = Reader::new("", &sent, Some(&shown));
            let read = reader.either(["FirstName", "Firstname"], Need::Optional);
            assert_eq!(read.as_deref(), expected, "{sent:?}");
        }
    }
}
