//! Attributes in the console: their definitions in the settings, and how their values are shown, typed and asked for
//! wherever customers are.

pub mod change;
pub mod edit;
pub mod list;
pub mod shown;

use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::views::attributes::DefinitionForm;
use crate::domain::attribute::{AttributeKind, RawDefinition};
use crate::domain::customer::{Cause, Signature};
use crate::domain::issues::Issues;
use crate::web::forms::Form;

/// The signature of whoever changes a definition.
fn sign(frame: &Frame) -> Signature {
    Signature { actor: frame.actor.clone(), at: frame.db.now(), cause: Cause::Hand }
}

/// What a type is called.
#[must_use]
pub fn kind_label(frame: &Frame, kind: AttributeKind) -> String {
    frame.language.say(match kind {
        AttributeKind::Text => "attribute-kind-text",
        AttributeKind::Number => "attribute-kind-number",
        AttributeKind::Date => "attribute-kind-date",
        AttributeKind::YesNo => "attribute-kind-yes-no",
        AttributeKind::Choice => "attribute-kind-choice",
        AttributeKind::Url => "attribute-kind-url",
    })
}

/// Reads the form of a definition.
fn read(form: &Form) -> RawDefinition {
    let text = |name: &str| form.text(name).to_owned();
    RawDefinition {
        key: text("key"),
        label: text("label"),
        kind: text("kind"),
        choices: text("choices"),
        is_required: form.get("required").is_some(),
        default: text("default"),
        is_listed: form.get("listed").is_some(),
        is_filterable: form.get("filterable").is_some(),
    }
}

/// The form that shows this, with what is wrong beside each field.
fn form(frame: &Frame, raw: &RawDefinition, issues: &Issues) -> DefinitionForm {
    let field = |name: &str, value: &str| {
        Field::new(name, value).wrong(issues.get(name).first().map(|issue| frame.issue(issue)))
    };
    let kind = AttributeKind::parse(&raw.kind).unwrap_or_default();
    let typed = RawDefinition { choices: raw.choices.clone(), ..raw.clone() };
    let lines = typed.choices.lines().map(str::trim).filter(|line| !line.is_empty());
    DefinitionForm {
        key: field("key", &raw.key),
        label: field("label", &raw.label),
        kind: field("kind", kind.as_str()),
        kinds: AttributeKind::ALL.map(|kind| Choice::new(kind.as_str(), kind_label(frame, kind))).into(),
        choices: field("choices", &raw.choices),
        default: field("default", &raw.default),
        defaults: match kind {
            AttributeKind::Choice => lines.map(|line| Choice::new(line, line)).collect(),
            AttributeKind::YesNo => shown::yes_and_no(frame),
            _ => Vec::new(),
        },
        required: raw.is_required,
        listed: raw.is_listed,
        filterable: raw.is_filterable,
    }
}
