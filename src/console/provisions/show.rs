//! One program of a customer with all its steps; retry and cancel. While it runs the page's part is polled by scripts;
//! without them the page asks again by itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Path;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::provisions::{shown, sign};
use crate::console::shell::Section;
use crate::console::views::provisions::ProgramPage;
use crate::domain::customer::{CustomerId, Signature};
use crate::domain::operator::Right;
use crate::domain::provision::{Provision, ProvisionId, STEPS_KEPT};
use crate::store::{Conn, StoreError, actors, counts, customers, provisions};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;
use crate::web::fragment::Fragment;

/// How often a page without script asks again, in seconds.
const REFRESH_SECONDS: &str = "15";

type Ids = Path<(CustomerId, ProvisionId)>;

/// `GET /customers/{id}/provisions/{provision}`
pub async fn show(frame: Frame, fragment: Fragment, ids: Ids) -> Result<HttpResponse, Failure> {
    let (organization, (customer, id)) = (frame.organization(), ids.into_inner());
    let read = move |conn: &mut Conn| {
        let provision = of_customer(provisions::find(conn, organization, id)?, customer)?;
        let customer = customers::find(conn, organization, customer)?;
        let steps = provisions::steps(conn, organization, id, STEPS_KEPT)?;
        let names = actors::names(conn, organization, steps.iter().filter_map(|step| step.actor))?;
        Ok((provision, customer, steps, names, counts::of(conn, organization)?))
    };
    let (provision, customer, steps, names, counts) = frame.db.read(read).await?;
    let is_running = provision.state.is_running();
    let url = links::provision(customer.id, id);
    let started = frame.language.say_with(
        "provision-started",
        &[
            ("when", &frame.dates().moment(provision.started_at.micros())),
            ("run", &frame.number(provision.run)),
        ],
    );
    let page = ProgramPage {
        shell: frame.shell(Section::Customers, counts.live),
        customer: customer.document.display_name.clone(),
        customer_url: links::customer(customer.id),
        program: shown::program(&frame, &provision, &steps, &names),
        started,
        is_migration: provision.is_migration,
        is_running,
        then: (!is_running).then(|| url.clone()),
    };
    if !fragment.is_whole_page() {
        return frame.part(&page.as_progress());
    }
    let mut answer = frame.page(StatusCode::OK, &page)?;
    if is_running {
        let refresh = HeaderName::from_static("refresh");
        answer.headers_mut().insert(refresh, HeaderValue::from_static(REFRESH_SECONDS));
    }
    Ok(answer)
}

/// `POST /customers/{id}/provisions/{provision}/retry`
pub async fn retry(frame: Frame, ids: Ids, form: Form) -> Result<HttpResponse, Failure> {
    change(&frame, ids.into_inner(), &form, provisions::retry, "provision-retried").await
}

/// `POST /customers/{id}/provisions/{provision}/cancel`
pub async fn cancel(frame: Frame, ids: Ids, form: Form) -> Result<HttpResponse, Failure> {
    change(&frame, ids.into_inner(), &form, provisions::cancel, "provision-called-off").await
}

type Change = fn(&mut Conn, &Signature, ProvisionId, Option<i64>) -> Result<Provision, StoreError>;

/// Makes the change if the program is still as it was shown, and leads back to where the button was pressed.
async fn change(
    frame: &Frame,
    (customer, id): (CustomerId, ProvisionId),
    form: &Form,
    change: Change,
    done: &str,
) -> Result<HttpResponse, Failure> {
    let read = form.text("version").parse().map_err(|_| Failure::Malformed("version"))?;
    let by = sign(frame);
    let write = move |conn: &mut Conn| {
        of_customer(provisions::find(conn, by.actor.organization, id)?, customer)?;
        change(conn, &by, id, Some(read))
    };
    let to = match form.text("from") {
        "customer" => links::customer(customer),
        _ => links::provision(customer, id),
    };
    match frame.db.write(&frame.actor, Right::EditCustomers, write).await {
        Ok(provision) => Ok(frame.done(&to, &Flash::ok(done).with("program", provision.program.as_str()))),
        Err(StoreError::Stale | StoreError::Refused(_)) => {
            Ok(frame.done(&to, &Flash::toned(Tone::Warn, "provision-went-on")))
        }
        Err(other) => Err(other.into()),
    }
}

/// The record, if it is this customer's.
fn of_customer(provision: Provision, customer: CustomerId) -> Result<Provision, StoreError> {
    if provision.customer == customer { Ok(provision) } else { Err(StoreError::NotFound) }
}
