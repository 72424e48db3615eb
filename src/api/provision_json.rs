//! A provision as the native API speaks it, both ways. Attributes come as an object of text or as a list of names and
//! values, and go out as an object; a lease is told to the worker that has it and to nobody else.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::api::pointers::{escaped, pointer};
use crate::domain::issues::{Issue, Issues};
use crate::domain::provision::{
    Attributes, Claim, Lease, Program, Provision, Report, Start, Step, attribute_list,
};
use crate::domain::time::Time;
use crate::store::StoreError;
use crate::web::Failure;

/// A provision on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProvisionJson<'a> {
    id: Uuid,
    customer_id: Uuid,
    program: &'a str,
    status: &'static str,
    message: &'a str,
    attributes: &'a Attributes,
    migration: bool,
    is_stuck: bool,
    run: i64,
    version: i64,
    worker_id: Option<Uuid>,
    created_at: Option<String>,
    started_at: Option<String>,
    updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lease: Option<LeaseJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<StepJson<'a>>>,
}

/// A worker's right to a provision.
#[derive(Debug, Serialize)]
pub struct LeaseJson {
    id: Uuid,
    until: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StepJson<'a> {
    number: i64,
    step: &'static str,
    message: &'a str,
    actor_id: Option<Uuid>,
    at: Option<String>,
}

impl<'a> ProvisionJson<'a> {
    /// The provision; what was last heard of before `silent_before` is stuck.
    #[must_use]
    pub fn of(provision: &'a Provision, silent_before: Time) -> Self {
        Self {
            id: provision.id.0,
            customer_id: provision.customer.0,
            program: provision.program.as_str(),
            status: provision.state.as_str(),
            message: &provision.message,
            attributes: &provision.attributes,
            migration: provision.is_migration,
            is_stuck: provision.is_stuck(silent_before),
            run: provision.run,
            version: provision.version,
            worker_id: provision.worker.map(|worker| worker.0),
            created_at: provision.created_at.rfc3339(),
            started_at: provision.started_at.rfc3339(),
            updated_at: provision.reported_at.rfc3339(),
            lease: None,
            steps: None,
        }
    }

    /// With its steps.
    #[must_use]
    pub fn with_steps(self, steps: &'a [Step]) -> Self {
        let step = |step: &'a Step| StepJson {
            number: step.number,
            step: step.moved.as_str(),
            message: &step.message,
            actor_id: step.actor.map(|actor| actor.0),
            at: step.at.rfc3339(),
        };
        Self { steps: Some(steps.iter().map(step).collect()), ..self }
    }

    /// For the worker that has it.
    #[must_use]
    pub fn with_lease(self, lease: Option<Lease>) -> Self {
        Self { lease: lease.map(LeaseJson::of), ..self }
    }
}

impl LeaseJson {
    /// The lease.
    #[must_use]
    pub fn of(lease: Lease) -> Self {
        Self { id: lease.id, until: lease.until.rfc3339() }
    }
}

/// What came in, and where in it something is wrong.
pub struct Incoming<'a> {
    members: &'a Map<String, Value>,
    issues: Issues,
}

impl<'a> Incoming<'a> {
    /// The members of a body.
    ///
    /// # Errors
    /// When it is no object.
    pub fn of(body: &'a Value) -> Result<Self, Failure> {
        let members = body.as_object().ok_or_else(|| Issues::of("", Issue::new("json-not-an-object")))?;
        Ok(Self { members, issues: Issues::new() })
    }

    /// A program to be started.
    ///
    /// # Errors
    /// Every member that is not acceptable.
    pub fn start(mut self) -> Result<Start, Failure> {
        let program = self.text("program").unwrap_or_default();
        let migration = self.member("migration", "true or false", Value::as_bool);
        let attributes = self.attributes();
        let given = |(name, value): (&str, Option<&str>)| Some((name.to_owned(), value?.to_owned()));
        let attributes: Vec<(String, String)> = attributes.into_iter().filter_map(given).collect();
        let parsed =
            Start::parse(program, &attributes).map_err(|issues| self.issues.extend_under("", issues));
        let Ok(start) = parsed else { return Err(self.failure()) };
        self.done(Start { is_migration: migration.unwrap_or(false), ..start })
    }

    /// A worker asks for the next.
    ///
    /// # Errors
    /// As [`Incoming::start`].
    pub fn claim(mut self) -> Result<Claim, Failure> {
        let program = self.text("program").map(Program::parse).transpose();
        let program = self.issues.keep("program", program).flatten();
        let lease = self.lease_seconds();
        self.done(Claim { program, lease })
    }

    /// What a worker says.
    ///
    /// # Errors
    /// As [`Incoming::start`].
    pub fn report(mut self) -> Result<Report, Failure> {
        let lease = self.lease();
        let status = Report::parse_status(self.text("status"));
        let moved = self.issues.keep("status", status);
        let message = self.text("message").map(Report::parse_message).transpose();
        let message = self.issues.keep("message", message).flatten();
        let attributes = self.attributes();
        let attributes = attribute_list(&attributes, &mut self.issues);
        let lease_for = self.lease_seconds();
        let (Some(lease), Some(moved)) = (lease, moved) else { return Err(self.failure()) };
        self.done(Report { lease, moved, message, attributes, lease_for })
    }

    /// A worker says that it is there.
    ///
    /// # Errors
    /// As [`Incoming::start`].
    pub fn heartbeat(mut self) -> Result<(Uuid, Duration), Failure> {
        let (lease, lease_for) = (self.lease(), self.lease_seconds());
        let Some(lease) = lease else { return Err(self.failure()) };
        self.done((lease, lease_for))
    }

    fn done<T>(self, value: T) -> Result<T, Failure> {
        if self.issues.is_empty() { Ok(value) } else { Err(self.failure()) }
    }

    /// The failure, by where in the body it is.
    fn failure(self) -> Failure {
        let Self { members, issues } = self;
        failure(members, StoreError::Invalid(issues))
    }

    fn lease(&mut self) -> Option<Uuid> {
        let id = self.text("lease").and_then(|id| id.parse().ok());
        let lease = id.ok_or_else(|| Issue::new("provision-lease-missing"));
        self.issues.keep("lease", lease)
    }

    fn lease_seconds(&mut self) -> Duration {
        let seconds = self.member("leaseSeconds", "a number", Value::as_u64);
        self.issues.keep("leaseSeconds", Report::parse_lease(seconds)).unwrap_or_default()
    }

    fn text(&mut self, name: &str) -> Option<&'a str> {
        self.member(name, "text", Value::as_str)
    }

    /// A member, unless it is absent or null.
    fn member<T>(&mut self, name: &str, expected: &str, read: fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.members.get(name).filter(|value| !value.is_null())?;
        let wrong = || Issue::new("json-wrong-type").with("expected", expected);
        self.issues.keep(name, read(value).ok_or_else(wrong))
    }

    /// The attributes as names and values; null is no value.
    fn attributes(&mut self) -> Vec<(&'a str, Option<&'a str>)> {
        let wrong = |expected: &str| Issue::new("json-wrong-type").with("expected", expected);
        let mut read = Vec::new();
        match self.members.get("attributes") {
            None | Some(Value::Null) => {}
            Some(Value::Object(attributes)) => {
                for (at, (name, value)) in attributes.iter().enumerate() {
                    if !(value.is_string() || value.is_null()) {
                        self.issues.add(format!("attributes.{at}.value"), wrong("text"));
                    }
                    read.push((name.as_str(), value.as_str()));
                }
            }
            Some(Value::Array(attributes)) => {
                for (at, attribute) in attributes.iter().enumerate() {
                    let part = |part: &str| attribute.get(part);
                    if !part("name").is_some_and(Value::is_string) {
                        self.issues.add(format!("attributes.{at}.key"), wrong("text"));
                    }
                    if !part("value").is_none_or(|value| value.is_string() || value.is_null()) {
                        self.issues.add(format!("attributes.{at}.value"), wrong("text"));
                    }
                    let text = |name: &str| part(name).and_then(Value::as_str);
                    read.push((text("name").unwrap_or_default(), text("value")));
                }
            }
            Some(_) => self.issues.add("attributes", wrong("an object of text")),
        }
        read
    }
}

/// What went wrong, by where in the body it is.
pub fn failure(members: &Map<String, Value>, error: StoreError) -> Failure {
    let StoreError::Invalid(issues) = error else { return error.into() };
    let names: Option<Vec<&String>> =
        members.get("attributes").and_then(Value::as_object).map(|object| object.keys().collect());
    let renamed = issues.renamed(|field| {
        let Some((at, part)) = field.strip_prefix("attributes.").and_then(|rest| rest.split_once('.')) else {
            return pointer(field);
        };
        let name = names.as_ref().and_then(|names| names.get(at.parse::<usize>().ok()?));
        match name {
            Some(name) => format!("/attributes/{}", escaped(name)),
            None => format!("/attributes/{at}/{}", if part == "key" { "name" } else { part }),
        }
    });
    renamed.into()
}
