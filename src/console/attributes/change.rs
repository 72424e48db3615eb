//! Another key or type for an attribute, on the page of its work: what it would make of the customers, and the decision.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::console::attributes::{kind_label, sign};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::tags::edit::wake;
use crate::console::views::Crumb;
use crate::console::views::attributes::{ChangeExample, ChangeFound};
use crate::domain::attribute::{Change, Definition};
use crate::domain::customer::{Customer, Signature, attribute_text};
use crate::domain::operation::{Operation, OperationId, State};
use crate::domain::operator::Right;
use crate::import::runner::Waker;
use crate::store::{Conn, StoreError, attributes};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;

/// `POST /operations/{id}/apply`
pub async fn apply(
    frame: Frame,
    id: Path<OperationId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    decide(&frame, *id, waker, "attribute-change-begun", attributes::apply).await
}

/// `POST /operations/{id}/stop`: gives up what waits for a decision, stops what goes on.
pub async fn stop(
    frame: Frame,
    id: Path<OperationId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    decide(&frame, *id, waker, "attribute-change-stopped", attributes::stop).await
}

/// `POST /operations/{id}/continue`: goes on with what was stopped.
pub async fn go_on(
    frame: Frame,
    id: Path<OperationId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    decide(&frame, *id, waker, "attribute-change-begun", attributes::go_on).await
}

async fn decide(
    frame: &Frame,
    id: OperationId,
    waker: Option<Data<Waker>>,
    message: &str,
    decide: fn(&mut Conn, &Signature, OperationId) -> Result<(), StoreError>,
) -> Result<HttpResponse, Failure> {
    let by = sign(frame);
    let decided =
        frame.db.write(&frame.actor, Right::ManageAttributes, move |conn| decide(conn, &by, id)).await;
    let flash = match decided {
        Ok(()) => Flash::ok(message),
        // It is no longer what the page showed: the page says what it is now.
        Err(StoreError::Stale) => Flash::toned(Tone::Warn, "attribute-change-stale"),
        Err(StoreError::Invalid(issues)) => {
            let code = issues.iter().next().map_or("parameter-unknown", |(_, issue)| issue.code());
            Flash::toned(Tone::Bad, format!("issue-{code}"))
        }
        Err(other) => return Err(other.into()),
    };
    wake(waker);
    Ok(frame.done(&links::operation(id), &flash))
}

/// What was found, for the page of the work. `definition` is the attribute and `examples` are the customers that were
/// named, as they are now.
#[must_use]
pub fn found(
    frame: &Frame,
    operation: &Operation,
    definition: Option<&Definition>,
    examples: &[Customer],
) -> Option<ChangeFound> {
    let change = operation.change.as_ref().filter(|_| operation.state != State::Checking)?;
    let findings = &operation.findings;
    let facts = [
        ("attribute-fits", findings.fitting),
        ("attribute-unfit", findings.unfit),
        ("attribute-clashes", findings.clashing),
    ];
    let is_all_fitting = findings.unfit + findings.clashing == 0;
    let is_asked = operation.state == State::Checked;
    Some(ChangeFound {
        what: what(frame, change),
        facts: facts.map(|(label, count)| (frame.language.say(label), frame.number(count))).into(),
        examples: if is_asked {
            examples.iter().map(|one| example(&change.former_key, one)).collect()
        } else {
            let is_unfit = |one: &&Customer| definition.is_some_and(|definition| !fits(definition, one));
            examples.iter().filter(is_unfit).map(|one| example(&change.key, one)).collect()
        },
        all: definition
            .filter(|definition| operation.state == State::Completed && definition.ready_index().is_some())
            .filter(|_| findings.unfit > 0)
            .map(|definition| links::unfit(definition.id)),
        note: frame.language.say(if is_all_fitting {
            "attribute-change-fits"
        } else {
            "attribute-change-keeps"
        }),
        is_asked,
    })
}

fn what(frame: &Frame, change: &Change) -> String {
    let kind = kind_label(frame, change.kind);
    let names =
        [("former", change.former_key.as_str()), ("key", change.key.as_str()), ("kind", kind.as_str())];
    let is_renamed = change.key != change.former_key;
    frame.language.say_with(if is_renamed { "attribute-change-key" } else { "attribute-change-kind" }, &names)
}

/// Whether what a customer has by now is what the attribute takes.
fn fits(definition: &Definition, customer: &Customer) -> bool {
    let value = customer.document.attributes.own_value(&definition.key);
    value.is_none_or(|value| definition.read(value).is_ok())
}

fn example(key: &str, customer: &Customer) -> ChangeExample {
    let value = customer.document.attributes.own_value(key);
    ChangeExample {
        customer: Crumb::new(links::customer(customer.id), &customer.document.display_name),
        value: value.map(attribute_text).unwrap_or_default(),
    }
}
