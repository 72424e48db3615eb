//! What the pages of attributes show, and the pieces of them that stand on the pages of customers.

use askama::Template;

use super::Crumb;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// All definitions, and the form for a new one.
#[derive(Debug, Default, Template)]
#[template(path = "attributes/list.html")]
pub struct AttributesPage {
    /// The frame.
    pub shell: Shell,
    /// How many.
    pub total: String,
    /// The definitions, in order.
    pub rows: Vec<DefinitionRow>,
    /// What goes on in the background, or waits for a decision.
    pub running: Vec<Crumb>,
    /// The reader may change them.
    pub may_change: bool,
    /// The form for a new one is open.
    pub is_making: bool,
    /// What is to be fixed in it.
    pub problems: Vec<Problem>,
    /// The form.
    pub form: DefinitionForm,
}

/// A definition in the list.
#[derive(Clone, Debug, Default)]
pub struct DefinitionRow {
    /// Its page, without a slash at its end.
    pub url: String,
    /// What people call it.
    pub label: String,
    /// Its key.
    pub key: String,
    /// "Choice".
    pub kind: String,
    /// "Required · In the list".
    pub marks: String,
    /// Nothing stands before it.
    pub is_first: bool,
    /// Nothing stands behind it.
    pub is_last: bool,
}

/// The fields of a definition.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct DefinitionForm {
    pub key: Field,
    pub label: Field,
    pub kind: Field,
    /// The types.
    pub kinds: Vec<Choice>,
    pub choices: Field,
    pub default: Field,
    /// The default is chosen from these, where its type has some.
    pub defaults: Vec<Choice>,
    pub required: bool,
    pub listed: bool,
    pub filterable: bool,
}

/// One definition, to be changed.
#[derive(Debug, Default, Template)]
#[template(path = "attributes/edit.html")]
pub struct AttributePage {
    /// The frame.
    pub shell: Shell,
    /// Its page, without a slash at its end.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Its key.
    pub key: String,
    /// "Choice".
    pub kind: String,
    /// Customers are yet to be looked through before the list can be filtered by it.
    pub is_filling: bool,
    /// The customers whose value does not fit, where the list is filtered by it.
    pub unfit: Option<String>,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// What does not touch customers.
    pub form: DefinitionForm,
    /// What does: key, type and choices.
    pub change: DefinitionForm,
}

/// The value of a defined attribute, in the editor of a customer.
#[derive(Clone, Debug, Default)]
pub struct TypedRow {
    /// `attributes.0.key`.
    pub key_name: String,
    /// The key.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// `attributes.0.value`.
    pub value: Field,
    /// The word of its type.
    pub kind: &'static str,
    /// What it is chosen from.
    pub choices: Vec<Choice>,
    /// What the input takes, where that is not plain.
    pub hint: String,
    /// `attributes.0.json`, where the value is JSON that is no text.
    pub json_name: Option<String>,
    /// It may be left empty.
    pub is_optional: bool,
}

/// An attribute on a customer's page.
#[derive(Clone, Debug, Default)]
pub struct AttributeLine {
    /// What it is called.
    pub label: String,
    /// It is called by its key, being free.
    pub is_free: bool,
    /// The value, as it is read.
    pub value: String,
    /// Where it leads, for addresses.
    pub href: Option<String>,
    /// Why it does not fit, where it does not.
    pub unfit: Option<String>,
}

/// What is asked of one attribute, in the filter of the list.
#[derive(Clone, Debug, Default)]
pub struct AttributeFilter {
    /// What it is called.
    pub label: String,
    /// `attribute.ID`.
    pub is: Field,
    /// What it is chosen from, where it has choices.
    pub choices: Vec<Choice>,
    /// `from.ID` and `to.ID` with their labels, where it has an order.
    pub range: Option<[(Field, String); 2]>,
    /// The type of the inputs.
    pub input: &'static str,
}

/// What another key or type would make of the customers, or has made.
#[derive(Clone, Debug, Default)]
pub struct ChangeFound {
    /// "The key becomes size, the type Number."
    pub what: String,
    /// What became of the values, each with how many.
    pub facts: Vec<(String, String)>,
    /// Some customers whose value does not fit.
    pub examples: Vec<ChangeExample>,
    /// All of them, where the list can be filtered so.
    pub all: Option<String>,
    /// What happens with those.
    pub note: String,
    /// It waits for a decision.
    pub is_asked: bool,
}

/// A customer whose value does not fit.
#[derive(Clone, Debug, Default)]
pub struct ChangeExample {
    /// The customer.
    pub customer: Crumb,
    /// The value as it is now.
    pub value: String,
}
