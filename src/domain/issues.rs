//! What is wrong with a text that someone gave us: a code with its arguments, kept by field name.
//! The console phrases a code in the reader's language; the API, the command line and import reports say it in English.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::de::Error as _;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One thing to fix, or — where a value carries it as its doubt — one thing to look at.
///
/// The console looks up the Fluent message `issue-` + [`code`](Self::code) and passes [`args`](Self::args).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issue {
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

/// The English sentence of every code; `{name}` stands for an argument.
const SENTENCES: &[(&str, &str)] = &[
    ("attribute-busy", "This attribute is being changed: wait until that is over"),
    ("attribute-choice-unknown", "Choose one of these: {choices}"),
    ("attribute-choices-missing", "Enter at least one value to choose from"),
    ("attribute-date-invalid", "Enter a day like 2026-11-21"),
    ("attribute-default-unfit", "The default value does not fit this type: remove it first"),
    ("attribute-gone", "This attribute is no longer defined: take this filter off"),
    ("attribute-key-missing", "Enter a key for this value"),
    ("attribute-key-twice", "This key is there twice"),
    ("attribute-key-taken", "There is an attribute with this key already"),
    ("attribute-kind-unknown", "Choose one of the types offered"),
    ("attribute-label-missing", "Enter a name"),
    ("attribute-missing", "{label} is required"),
    ("attribute-not-filterable", "Customers are not filtered by this attribute"),
    ("attribute-not-one-value", "Enter one value"),
    ("attribute-number-invalid", "Enter a number like 1250.50, without separators"),
    ("attribute-shape-fixed", "Change this in the console, which shows first what becomes of the values"),
    ("attribute-url-invalid", "Enter an address like https://example.com"),
    ("attribute-without-order", "Ask for a value, or for a number or day from and to"),
    ("attribute-yes-no-invalid", "Enter yes or no"),
    ("attributes-asked-many", "Filter by at most {max} attributes at once"),
    ("attributes-full", "An organization defines at most {max} attributes"),
    ("cell-not-json", "This cell takes several values as JSON, as an export writes them"),
    ("changed-since-check", "The customer changed after the check: check the file again"),
    ("column-unknown", "The file has no such column"),
    ("corrected-undone", "The import that these rows correct was undone: take that back first"),
    ("count-wrong", "Type the number of customers"),
    ("contact-type-missing", "Enter a type, such as tel, mobile or email"),
    ("contact-value-missing", "Enter a number or an address"),
    ("country-unknown", "Enter a country, such as Germany or DE"),
    ("cursor-and-offset", "Use a cursor or an offset, not both"),
    ("customer-id-invalid", "This is not the id of a customer"),
    (
        "customer-in-trash",
        "This customer was put into Trash while you were editing; restore it, then save again",
    ),
    ("customer-deleted", "This customer is deleted: reactivate it first"),
    ("days-out-of-range", "Enter a number of days from 1 to {max}"),
    ("email-comma-for-dot", "A comma instead of a dot"),
    ("email-host-without-dot", "The part after the @ needs a dot, like company.com"),
    ("email-invalid", "Enter an email address like name@company.com"),
    ("email-nothing-after-at", "Nothing after the @"),
    ("email-nothing-before-at", "Nothing before the @"),
    ("email-space", "A space inside the email address"),
    ("email-space-for-at", "A space instead of @"),
    ("email-taken", "Someone signs in with this address already"),
    ("email-too-long", "An email address has at most {max} characters"),
    ("email-two-ats", "More than one @"),
    ("email-without-at", "The @ is missing"),
    ("export-too-long", "A workbook cannot hold so many customers. CSV holds any number"),
    ("field-chosen-twice", "Two columns go to {field}"),
    ("file-is-no-such", "Its name ends in .{extension}, but that is not what is in it"),
    ("file-lost", "The file is no longer kept: import it again"),
    ("file-missing", "Send one file"),
    ("file-named-otherwise", "This is a {what} file, but its name ends in .{extension}"),
    ("file-refused", "{reason}"),
    ("invitation-accepted", "This invitation was accepted already"),
    ("file-unknown", "There is no such file"),
    ("json-member-twice", "{name} is there twice"),
    ("json-not-an-object", "Send a JSON object"),
    ("json-wrong-type", "Send {expected}"),
    ("key-invalid", "This key is not one that was given out"),
    ("kind-unknown", "Enter personal or corporate"),
    ("last-admin", "Keep at least one administrator"),
    ("link-day-wrong", "Choose a day from today to a year from now"),
    ("locale-unknown", "Enter a language tag like en-US"),
    ("idempotency-key-used", "This key came with another call before: take a new one for each call"),
    ("match-ambiguous", "More than one customer has this: {customers}"),
    ("match-column-missing", "Choose the column that customers are found by"),
    ("match-key-missing", "Enter what the customer is to be found by"),
    ("member-missing", "This is required"),
    ("name-missing", "Enter a name or an email address"),
    ("no-columns-mapped", "Choose a field for at least one column"),
    ("note-deleted", "This note was deleted while you were editing it; add what you wrote as a new one"),
    ("note-missing", "Write something"),
    (
        "number-exponent",
        "A spreadsheet has rounded this number: format its column as text, and export it again",
    ),
    ("number-invalid", "Enter a whole number"),
    ("number-out-of-range", "Enter a number from {min} to {max}"),
    ("options-wrong", "{reason}"),
    ("own-account", "Your own account is for another administrator to change"),
    ("parameter-unknown", "This value is not known here"),
    ("password-common", "Choose a password that others do not use"),
    ("password-contains-name", "Choose a password without your name or email address"),
    ("password-too-long", "Use at most {max} characters"),
    ("password-too-short", "Use at least {min} characters"),
    ("operator-disabled", "Enable this operator first"),
    ("organization-missing", "Enter the name of your organization"),
    ("permission-unknown", "Enter private or public"),
    ("password-wrong", "That is not your password"),
    ("person-missing", "Choose a contact"),
    ("person-without-email", "This contact has no email address"),
    ("picture-unreadable", "This file is not a picture that can be shown"),
    ("policy-missing", "Choose what they may do"),
    ("person-main-twice", "Choose one main contact"),
    ("phone-code-unknown", "No country has the code that this number begins with"),
    ("phone-exponent", "A spreadsheet shortened this number: format its column as text"),
    ("phone-needs-country", "Choose a country, or begin the number with + and the country’s code"),
    ("phone-no-digits", "Enter a phone number"),
    ("phone-not-in-country", "This is not a number of {country}"),
    ("phone-other-country", "This number is not of {country} but of {other}"),
    ("phone-too-long", "This number is too long for {country}"),
    ("phone-too-short", "This number is too short for {country}"),
    ("phone-type-unknown", "Enter Unknown, Phone or Mobile"),
    ("phone-unreadable", "Enter one phone number, in digits"),
    ("row-not-rejected", "This row is in already, or was never rejected"),
    ("row-of-other-import", "This row is of another import: bring it in a file of its own"),
    ("program-missing", "Enter the name of a program"),
    ("programs-full", "A customer has at most {max} programs"),
    ("provision-lease-lost", "Somebody else has this now, or it was cancelled; claim the next one"),
    ("provision-lease-missing", "Send the lease that claiming it gave"),
    ("provision-not-failed", "Only what failed or was cancelled can be tried again"),
    ("provision-over", "This is over already"),
    ("provision-running", "This program waits or is in progress already"),
    ("provision-status-unknown", "Enter in_progress, fulfilled or failed"),
    ("reference-in-file", "Row {row} has this already, and no two customers may"),
    ("reference-incomplete", "Enter system, name and value"),
    ("reference-taken", "Another customer has this already, and no two may"),
    ("right-missing", "Whoever asked for this may not import any more"),
    ("role-unknown", "Enter admin, editor or viewer"),
    ("status-unknown", "Enter active or inactive"),
    ("tag-color-unknown", "Choose one of the colours offered"),
    ("tag-merged-into-itself", "Choose another tag to merge into"),
    ("tag-missing", "Choose a tag"),
    ("tag-title-missing", "Enter a title"),
    ("tag-title-separator", "Leave out commas, semicolons and bars: they part titles in a list"),
    ("tag-title-taken", "There is a tag of this title already"),
    ("tag-unknown", "There is no such tag any more"),
    ("tags-full", "An organization has at most {max} tags"),
    ("text-control-character", "Remove the characters that cannot be shown"),
    ("text-line-break", "Write this on one line"),
    ("text-too-long", "Use at most {max} characters"),
    ("time-zone-unknown", "Enter a time zone like Europe/Berlin"),
    ("token-name-missing", "Enter a name"),
    ("too-many-rows", "At most {max} of these"),
    ("view-title-missing", "Enter a name for the view"),
    ("view-title-taken", "Another view has this name"),
    ("views-too-many", "There can be {max} views; delete one that nobody uses"),
];

impl Issue {
    /// An issue whose sentence takes no argument.
    pub const fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    /// The same issue with one more argument of its sentence.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and borrowed texts are passed as they are")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The kebab-case name of what is wrong, such as `email-invalid`.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What the sentence mentions, by name.
    pub fn args(&self) -> &[(&'static str, String)] {
        &self.args
    }

    /// The issue as a short English sentence without a full stop.
    pub fn english(&self) -> String {
        let sentence = known(self.code).map_or(self.code, |(_, sentence)| sentence);
        let mut english = String::with_capacity(sentence.len() + 16);
        let mut rest = sentence;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            english.push_str(before);
            english.push_str(self.arg(name).unwrap_or(name));
            rest = after;
        }
        english.push_str(rest);
        english
    }

    fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// The code as the table has it, and its sentence.
fn known(code: &str) -> Option<(&'static str, &'static str)> {
    SENTENCES.iter().find(|(known, _)| *known == code).copied()
}

/// `{ "code", "args", "message" }`: what a program and what a person reads.
impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let args: BTreeMap<&str, &str> =
            self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut object = serializer.serialize_struct("Issue", 3)?;
        object.serialize_field("code", self.code)?;
        object.serialize_field("args", &args)?;
        object.serialize_field("message", &self.english())?;
        object.end()
    }
}

/// Reads an issue back, as an import's ledger keeps it; only known codes and arguments are accepted.
impl<'de> Deserialize<'de> for Issue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            code: String,
            #[serde(default)]
            args: BTreeMap<String, String>,
        }

        let written = Written::deserialize(deserializer)?;
        let (code, sentence) = known(&written.code)
            .ok_or_else(|| D::Error::custom(format_args!("no such issue: {}", written.code)))?;
        let args = placeholders(sentence)
            .filter_map(|name| written.args.get(name).map(|value| (name, value.clone())))
            .collect();
        Ok(Self { code, args })
    }
}

fn placeholders(sentence: &'static str) -> impl Iterator<Item = &'static str> {
    sentence.split('{').skip(1).filter_map(|tail| tail.split_once('}')).map(|(name, _)| name)
}

/// Every issue of one record, by the field it belongs to; a field may have several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issues(BTreeMap<String, Vec<Issue>>);

impl Issues {
    /// No issues yet.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// One issue of one field.
    pub fn of(field: impl Into<String>, issue: Issue) -> Self {
        let mut issues = Self::new();
        issues.add(field, issue);
        issues
    }

    /// Notes an issue of a field.
    pub fn add(&mut self, field: impl Into<String>, issue: Issue) {
        self.0.entry(field.into()).or_default().push(issue);
    }

    /// The value, or nothing and its issue noted under the field.
    pub fn keep<T>(&mut self, field: &str, parsed: Result<T, Issue>) -> Option<T> {
        parsed.map_err(|issue| self.add(field, issue)).ok()
    }

    /// Whether nothing is to be fixed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of issues, of all fields together.
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The issues of one field, in the order they were found.
    pub fn get(&self, field: &str) -> &[Issue] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Every issue with its field, in the order of the fields' names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Issue)> {
        self.0.iter().flat_map(|(field, issues)| issues.iter().map(move |issue| (field.as_str(), issue)))
    }

    /// Takes over the issues of a part, its field names behind a prefix: `phones.0.` and `country`.
    pub fn extend_under(&mut self, prefix: &str, part: Self) {
        for (field, issues) in part.0 {
            self.0.entry(format!("{prefix}{field}")).or_default().extend(issues);
        }
    }

    /// The same issues under other names of their fields.
    #[must_use]
    pub fn renamed(self, rename: impl Fn(&str) -> String) -> Self {
        let mut renamed = Self::new();
        for (field, issues) in self.0 {
            renamed.0.entry(rename(&field)).or_default().extend(issues);
        }
        renamed
    }

    /// All issues in English on one line, for reports: `phones.0: …; email_address: …`. What concerns the whole has no name.
    pub fn english(&self) -> String {
        let mut line = String::new();
        for (field, issue) in self.iter() {
            let separator = if line.is_empty() { "" } else { "; " };
            let name = if field.is_empty() { String::new() } else { format!("{field}: ") };
            write!(line, "{separator}{name}{}", issue.english()).expect("a String takes every write");
        }
        line
    }
}

impl From<BTreeMap<String, Vec<Issue>>> for Issues {
    fn from(by_field: BTreeMap<String, Vec<Issue>>) -> Self {
        Self(by_field)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_code_in_use_has_an_english_sentence() {
        let mut used = Vec::new();
        codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
        assert!(used.len() >= 40, "found only {used:?}");
        used.retain(|code| known(code).is_none());
        assert!(used.is_empty(), "no sentence for {used:?}");
    }

    fn codes_in(folder: &Path, codes: &mut Vec<String>) {
        let opening = concat!("Issue::", "new(\"");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes_in(&path, codes);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let found = source.split(opening).skip(1).filter_map(|rest| rest.split('"').next());
                codes.extend(found.map(str::to_owned));
            }
        }
    }

    #[test]
    fn a_code_stands_once_and_its_sentence_is_short() {
        for (at, (code, sentence)) in SENTENCES.iter().enumerate() {
            assert!(SENTENCES[..at].iter().all(|(before, _)| before != code), "{code} twice");
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
            assert!(sentence.len() < 130 && !sentence.ends_with('.'), "{sentence}");
        }
    }

    #[test]
    fn a_sentence_names_its_arguments() {
        let issue = Issue::new("phone-too-short").with("country", "Ireland");
        assert_eq!(issue.english(), "This number is too short for Ireland");
    }

    #[test]
    fn issues_read_back_as_they_were_written() {
        let mut issues = Issues::new();
        issues.add("email_address", Issue::new("email-invalid"));
        issues.add("first_name", Issue::new("text-too-long").with("max", 500));
        issues.add("first_name", Issue::new("text-control-character"));
        let written = serde_json::to_string(&issues).unwrap();
        assert_eq!(serde_json::from_str::<Issues>(&written).unwrap(), issues);
        assert_eq!(issues.len(), 3);
        assert_eq!(issues.get("first_name").len(), 2);
        assert!(issues.get("last_name").is_empty());
        assert!(written.contains("Use at most 500 characters"), "{written}");
    }

    #[test]
    fn a_part_keeps_its_place_in_the_whole() {
        let mut part = Issues::new();
        part.add("country", Issue::new("country-unknown"));
        let mut whole = Issues::new();
        whole.extend_under("phones.0.", part);
        assert_eq!(whole.get("phones.0.country"), [Issue::new("country-unknown")]);
        assert_eq!(whole.english(), "phones.0.country: Enter a country, such as Germany or DE");
    }
}
