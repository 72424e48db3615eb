//! Where in the JSON of a call something is wrong: issues are kept by the names that fields have in a form, a program is
//! told a JSON pointer (RFC 6901). In a problem document a name without a slash is a parameter, or a part of a form.

use serde_json::Value;

use crate::domain::issues::Issues;
use crate::store::{StoreError, idempotency};
use crate::web::Failure;

/// Fields of a form that the object has under `company`; a form calls the first of them `company_name`.
const OF_COMPANY: [&str; 8] = [
    "name",
    "business_line",
    "manager",
    "acronym",
    "headcount",
    "website",
    "tax_number",
    "registration_number",
];

/// `phones.0.number_local` and `phones.0.numberLocal` are both `/phones/0/numberLocal`; no name is the whole body.
pub(super) fn pointer(field: &str) -> String {
    if field.is_empty() {
        return String::new();
    }
    let steps: Vec<String> = field.split('.').map(|step| escaped(&camel(step))).collect();
    format!("/{}", steps.join("/"))
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}

/// One step of a pointer, in which `~` and `/` have a meaning.
pub(super) fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The pointers into one customer's body.
#[derive(Debug, Default, PartialEq)]
pub struct CustomerPointers {
    /// The names of the attributes in their order, when they came as an object; a list is pointed into by numbers.
    attributes: Option<Vec<String>>,
}

impl CustomerPointers {
    /// Those of a body whose `attributes` are these.
    #[must_use]
    pub fn of(attributes: Option<&Value>) -> Self {
        let object = attributes.and_then(Value::as_object);
        Self { attributes: object.map(|object| object.keys().cloned().collect()) }
    }

    /// The issues by JSON pointers.
    #[must_use]
    pub fn issues(&self, issues: Issues) -> Issues {
        issues.renamed(|field| self.pointer(field))
    }

    /// The failure of a call that brought this body.
    #[must_use]
    pub fn failure(&self, error: StoreError) -> Failure {
        match error {
            StoreError::Invalid(issues) => self.issues(issues).into(),
            other => other.into(),
        }
    }

    /// The pointer to a field.
    pub(super) fn pointer(&self, field: &str) -> String {
        if field == idempotency::HEADER {
            return field.to_owned();
        }
        if field == "tag_titles" {
            return "/tags".to_owned();
        }
        let of_company = if field == "company_name" { "name" } else { field };
        if field != "name" && OF_COMPANY.contains(&of_company) {
            return format!("/company{}", pointer(of_company));
        }
        self.attribute(field).unwrap_or_else(|| pointer(field))
    }

    /// `attributes.2.value` is `/attributes/loyaltyTier` in an object; `attributes.loyaltyTier` was not sent.
    fn attribute(&self, field: &str) -> Option<String> {
        let field = field.strip_prefix("attributes.")?;
        let row = field.strip_suffix(".key").or_else(|| field.strip_suffix(".value"));
        let name = match row.and_then(|at| at.parse::<usize>().ok()) {
            Some(at) => self.attributes.as_ref()?.get(at)?,
            None => field,
        };
        Some(format!("/attributes/{}", escaped(name)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_pointed_at_by_their_json_names() {
        let object = CustomerPointers::of(Some(&json!({ "a/b~c": 1, "tier": 2 })));
        let list = CustomerPointers::of(Some(&json!([{ "key": "tier", "value": 2 }])));
        for (field, in_object, in_list) in [
            ("", "", ""),
            ("email_address", "/emailAddress", "/emailAddress"),
            ("emailAddress", "/emailAddress", "/emailAddress"),
            ("phones.0.number_local", "/phones/0/numberLocal", "/phones/0/numberLocal"),
            ("phones.0.numberLocal", "/phones/0/numberLocal", "/phones/0/numberLocal"),
            ("addresses", "/addresses", "/addresses"),
            ("tag_titles", "/tags", "/tags"),
            ("Idempotency-Key", "Idempotency-Key", "Idempotency-Key"),
            ("company_name", "/company/name", "/company/name"),
            ("company.businessLine", "/company/businessLine", "/company/businessLine"),
            ("registration_number", "/company/registrationNumber", "/company/registrationNumber"),
            ("attributes.0.value", "/attributes/a~1b~0c", "/attributes/0/value"),
            ("attributes.1.key", "/attributes/tier", "/attributes/1/key"),
            ("attributes.first_order", "/attributes/first_order", "/attributes/first_order"),
            ("attributes", "/attributes", "/attributes"),
        ] {
            assert_eq!(object.pointer(field), in_object, "{field}");
            assert_eq!(list.pointer(field), in_list, "{field}");
        }
    }
}
