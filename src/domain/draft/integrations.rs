//! The attributes of integrations: what other systems keep with a customer, each in a namespace of its own. They are set
//! and taken away one by one, because no door sees all of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{MOST_ATTRIBUTES, Reader};
use crate::domain::attribute::{KEY_MAX_CHARS, any_value, is_empty};
use crate::domain::customer::Attributes;
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::text;

/// Values by namespace and key; null and an empty text take one away, and what is not named stays.
pub type Integrations = BTreeMap<String, BTreeMap<String, Value>>;

impl Reader {
    /// What is acceptable of them. Issues are noted under `attributes.NAMESPACE/KEY`.
    pub(super) fn integrations(&mut self, raw: &Integrations) -> Integrations {
        let mut read = Integrations::new();
        for (namespace, values) in raw.iter().filter(|(namespace, _)| !namespace.is_empty()) {
            for (key, value) in values {
                let field = field(namespace, key);
                let named = text::text(key, KEY_MAX_CHARS)
                    .and_then(|key| key.ok_or_else(|| Issue::new("attribute-key-missing")));
                let valid = self.judged(&field, any_value(value));
                if let (Some(key), Some(())) = (self.judged(&field, named), valid) {
                    read.entry(namespace.clone()).or_default().insert(key, value.clone());
                }
            }
        }
        read
    }
}

/// Makes these changes.
///
/// # Errors
/// When a namespace would have too many.
pub(super) fn put(attributes: &mut Attributes, changes: Integrations) -> Result<(), Issues> {
    for (namespace, changes) in changes {
        let mut kept = attributes.0.remove(&namespace).unwrap_or_default();
        for (key, value) in changes {
            if is_empty(&value) {
                kept.remove(&key);
            } else {
                kept.insert(key, value);
            }
        }
        if kept.len() > MOST_ATTRIBUTES {
            let issue = Issue::new("too-many-rows").with("max", MOST_ATTRIBUTES);
            return Err(Issues::of(field(&namespace, ""), issue));
        }
        if !kept.is_empty() {
            attributes.0.insert(namespace, kept);
        }
    }
    Ok(())
}

fn field(namespace: &str, key: &str) -> String {
    format!("attributes.{namespace}/{key}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::customer::Document;
    use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};

    fn with(values: Value) -> RawCustomer {
        RawCustomer {
            integrations: serde_json::from_value(values).unwrap(),
            display_name: Some("Acme".into()),
            ..RawCustomer::default()
        }
    }

    fn made(raw: &RawCustomer, former: Option<&Document>) -> Result<Document, Issues> {
        CustomerDraft::parse(raw, &Rules::default(), former)?.onto(former)
    }

    #[test]
    fn they_are_set_and_taken_away_one_by_one() {
        let first = with(json!({ "vendor": { "tenantId": "t", "migration": true }, "x-a": { "b": [1] } }));
        let document = made(&first, None).unwrap();
        assert_eq!(serde_json::to_value(&document.attributes).unwrap(), json!(first.integrations));
        let change = with(json!({ "vendor": { "tenantId": "", "domainName": "d" }, "x-a": { "b": null } }));
        let document = made(&change, Some(&document)).unwrap();
        let left = json!({ "vendor": { "domainName": "d", "migration": true } });
        assert_eq!(serde_json::to_value(&document.attributes).unwrap(), left);
    }

    #[test]
    fn what_is_not_acceptable_is_told_by_its_name() {
        let long = "x".repeat(1025);
        let issues = made(&with(json!({ "vendor": { "a": long, "b": "\u{0}", "c": "fine" } })), None);
        let issues = issues.unwrap_err();
        let found: Vec<_> = issues.iter().map(|(field, issue)| (field, issue.code())).collect();
        let expected =
            [("attributes.vendor/a", "text-too-long"), ("attributes.vendor/b", "text-control-character")];
        assert_eq!(found, expected);
        let many: BTreeMap<String, u8> = (0..101).map(|at| (format!("k{at}"), 1)).collect();
        let issues = made(&with(json!({ "vendor": many })), None).unwrap_err();
        assert_eq!(issues.get("attributes.vendor/")[0].code(), "too-many-rows");
    }

    #[test]
    fn the_users_own_are_not_reached_this_way() {
        let document = made(&with(json!({ "": { "tier": "gold" } })), None).unwrap();
        assert!(document.attributes.is_empty());
    }
}
