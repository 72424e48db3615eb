//! Failures in the words of this API: one short text for the kind, and one for everything that is wrong, because the
//! client makes one message of it.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::issues::Issues;
use crate::web::Failure;
use crate::web::trace::Reference;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorJson<'a> {
    status: u16,
    error: &'a str,
    messages: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
}

/// The answer that a failure is.
#[must_use]
pub fn tell(failure: &Failure, reference: Reference) -> HttpResponse<BoxBody> {
    let messages = match failure {
        Failure::Invalid(issues) => listed(issues),
        Failure::SignedOut(_) => "A valid key is needed, in the header apiKey.".to_owned(),
        Failure::Taken { what: "reference", .. } => {
            "Bad value for InternalReference: Another customer has this already.".to_owned()
        }
        other => other.english(),
    };
    refusal(status(failure), messages, Some(reference))
}

/// What this server does not have of the API.
#[must_use]
pub fn not_offered() -> HttpResponse<BoxBody> {
    refusal(StatusCode::NOT_IMPLEMENTED, "This server does not offer this call.".to_owned(), None)
}

fn refusal(status: StatusCode, messages: String, reference: Option<Reference>) -> HttpResponse<BoxBody> {
    HttpResponse::build(status).json(ErrorJson {
        status: status.as_u16(),
        error: status.canonical_reason().unwrap_or_default(),
        messages,
        correlation_id: reference.map(|reference| reference.to_string()),
    })
}

/// What cannot be read and what is not acceptable are one here.
fn status(failure: &Failure) -> StatusCode {
    match failure.status() {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        other => other,
    }
}

fn listed(issues: &Issues) -> String {
    let told = issues.iter().map(|(field, issue)| match field {
        "" => issue.english(),
        field => format!("Bad value for {field}: {}", issue.english()),
    });
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::issues::Issue;

    #[test]
    fn several_problems_are_one_text() {
        let mut issues = Issues::of("Zip", Issue::new("member-missing"));
        issues.add("CompanyName", Issue::new("member-missing"));
        assert_eq!(
            listed(&issues),
            "Bad value for CompanyName: This is required; Bad value for Zip: This is required"
        );
        assert_eq!(listed(&Issues::of("", Issue::new("json-not-an-object"))), "Send a JSON object");
    }
}
