//! An invitation as the client reads and writes it.

use serde::Serialize;
use serde_json::Value;

use super::customer_json::names;
use super::ids;
use crate::domain::customer::Customer;
use crate::domain::invitation::{Invitation, Policy};
use crate::domain::issues::{Issue, Issues};
use crate::domain::person::Person;
use crate::domain::values::Email;

/// An invitation on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvitationJson<'a> {
    code: &'a str,
    created_at: Option<String>,
    updated_at: Option<String>,
    expired_at: Option<String>,
    company: CompanyJson,
    contact: InvitedJson<'a>,
    policy: &'a str,
}

#[derive(Debug, Serialize)]
struct CompanyJson {
    reference: String,
}

/// Who is invited. Its names go out in the spelling of the first document, too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitedJson<'a> {
    reference: String,
    first_name: &'a str,
    firstname: &'a str,
    last_name: &'a str,
    email: &'a str,
    username: Option<&'a str>,
    user_name: Option<&'a str>,
}

impl<'a> InvitationJson<'a> {
    /// An invitation of this customer's person, who signs in by this name.
    #[must_use]
    pub fn of(
        invitation: &'a Invitation,
        code: &'a str,
        customer: &Customer,
        person: &'a Person,
        username: Option<&'a str>,
    ) -> Self {
        let (first_name, last_name) = names(person);
        Self {
            code,
            created_at: invitation.created_at.rfc3339_millis(),
            updated_at: invitation.updated_at.rfc3339_millis(),
            expired_at: invitation.expires_at.rfc3339_millis(),
            company: CompanyJson { reference: ids::reference(customer.number) },
            contact: InvitedJson {
                reference: person.number.to_string(),
                first_name,
                firstname: first_name,
                last_name,
                email: person.email.as_ref().map(Email::as_str).unwrap_or_default(),
                username,
                user_name: username,
            },
            policy: invitation.policy.as_str(),
        }
    }
}

/// Who is to be invited, by number, and what they may do.
///
/// # Errors
/// What is missing or of a wrong type.
pub fn read(body: &Value) -> Result<(i64, Policy), Issues> {
    let mut issues = Issues::new();
    let missing = || Issue::new("member-missing");
    let number = match body.get("contactId") {
        None | Some(Value::Null) => Err(missing()),
        Some(Value::Number(number)) => ids::person_number(&number.to_string()).map_or(Ok(0), Ok),
        Some(Value::String(digits)) => Ok(ids::person_number(digits).unwrap_or_default()),
        Some(_) => Err(Issue::new("json-wrong-type").with("expected", "a number")),
    };
    let policy = match body.get("policy") {
        None | Some(Value::Null) => Err(missing()),
        Some(Value::String(word)) => Policy::parse(word),
        Some(_) => Err(Issue::new("json-wrong-type").with("expected", "text")),
    };
    match (issues.keep("contactId", number), issues.keep("policy", policy)) {
        (Some(number), Some(policy)) => Ok((number, policy)),
        _ => Err(issues),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_contact_is_named_by_a_number_or_its_digits() {
        for (body, expected) in [
            (json!({ "contactId": 501, "policy": "admin" }), Ok(501)),
            (json!({ "contactId": "501", "policy": "admin" }), Ok(501)),
            // Nobody has these: the answer is that there is no such contact.
            (json!({ "contactId": "x", "policy": "admin" }), Ok(0)),
            (json!({ "contactId": -1, "policy": "admin" }), Ok(0)),
            (json!({ "policy": "admin" }), Err(vec!["contactId"])),
            (json!({ "contactId": [], "policy": "" }), Err(vec!["contactId", "policy"])),
            (json!({ "contactId": 1, "policy": null }), Err(vec!["policy"])),
            (json!([]), Err(vec!["contactId", "policy"])),
        ] {
            let read = read(&body);
            let found = read.as_ref().map(|(number, _)| *number);
            let found = found.map_err(|issues| issues.iter().map(|(field, _)| field).collect::<Vec<_>>());
            assert_eq!(found, expected, "{body}");
        }
    }
}
