//! A form field as a template shows it: what was typed, and what is wrong with it.

use crate::console::language::Language;
use crate::domain::issues::Issues;

/// One field: its name in the form, the text in it, and its issue, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The name in the form, such as `phones.0.number_local`; the input's id too.
    pub name: String,
    /// The text exactly as it was typed or stored.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Field {
    /// A field with a value and nothing wrong.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), error: None }
    }

    /// The same field with what is wrong with it.
    #[must_use]
    pub fn wrong(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }
}

/// One choice of a select, a set of radio cards or a set of checkboxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// One line of consequence, for choice cards.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The same choice with one line of consequence.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// One line of the summary above a form: a link to the field and the same words as beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field.
    pub field: String,
    /// What is wrong, with the field's label where the sentence needs it.
    pub text: String,
}

impl Problem {
    /// Every issue, in the reader's words.
    #[must_use]
    pub fn list(issues: &Issues, language: Language) -> Vec<Self> {
        let problem =
            |(field, issue): (&str, _)| Self { field: field.to_owned(), text: language.issue(issue) };
        issues.iter().map(problem).collect()
    }
}
