//! The form that starts a program: its name, and what the worker needs to know as keys and values.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use crate::console::customers::form as customer_form;
use crate::console::field::Field;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::provisions::sign;
use crate::console::shell::Section;
use crate::console::views::customers::AttributeRow;
use crate::console::views::provisions::StartPage;
use crate::domain::customer::CustomerId;
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::domain::provision::{ProvisionId, Start};
use crate::domain::values::text;
use crate::store::{Conn, StoreError, counts, customers, provisions};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::{Form, RowButton};

/// What was typed.
#[derive(Debug, Default)]
struct Typed {
    program: String,
    attributes: Vec<(String, String)>,
}

/// Which program the form is filled with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Again {
    again: Option<ProvisionId>,
}

/// `GET /customers/{id}/provisions/new`
pub async fn new(
    frame: Frame,
    id: Path<CustomerId>,
    Query(Again { again }): Query<Again>,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let typed = match again {
        None => Typed { attributes: vec![Default::default()], ..Typed::default() },
        Some(again) => {
            let former = frame.db.read(move |conn| provisions::find(conn, organization, again)).await?;
            Typed {
                program: former.program.as_str().to_owned(),
                attributes: former.attributes.into_iter().collect(),
            }
        }
    };
    answer(&frame, id.into_inner(), &typed, &Issues::new(), StatusCode::OK).await
}

/// `POST /customers/{id}/provisions`
pub async fn create(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let mut typed = read(&form);
    if let Some(button) = form.row_button() {
        change_rows(&mut typed, &button);
        return answer(&frame, id, &typed, &Issues::new(), StatusCode::OK).await;
    }
    typed.attributes.retain(|(name, value)| !(name.is_empty() && value.is_empty()));
    let start = match Start::parse(&typed.program, &typed.attributes) {
        Ok(start) => start,
        Err(issues) => return answer(&frame, id, &typed, &issues, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let by = sign(&frame);
    let write = move |conn: &mut Conn| provisions::start(conn, &by, id, &start);
    match frame.db.write(&frame.actor, Right::EditCustomers, write).await {
        Ok(provision) => {
            let flash = Flash::ok("provision-asked").with("program", provision.program.as_str());
            Ok(frame.done(&links::provision(id, provision.id), &flash))
        }
        Err(StoreError::Refused(issue)) => {
            answer(&frame, id, &typed, &Issues::of("program", issue), StatusCode::CONFLICT).await
        }
        Err(StoreError::Invalid(issues)) => {
            answer(&frame, id, &typed, &issues, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

fn read(form: &Form) -> Typed {
    let typed = |text: &str| text::trimmed(text).to_owned();
    let rows = form.rows("attributes");
    Typed {
        program: typed(form.text("program")),
        attributes: rows.iter().map(|row| (typed(row.text("key")), typed(row.text("value")))).collect(),
    }
}

/// Adds or removes the row whose button was pressed.
fn change_rows(typed: &mut Typed, button: &RowButton) {
    match button {
        RowButton::Add(_) => typed.attributes.push(Default::default()),
        RowButton::Remove(_, at) if *at < typed.attributes.len() => drop(typed.attributes.remove(*at)),
        RowButton::Remove(..) => {}
    }
}

async fn answer(
    frame: &Frame,
    id: CustomerId,
    typed: &Typed,
    issues: &Issues,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let customer = customers::find(conn, organization, id)?;
        Ok((customer, provisions::programs(conn, organization)?, counts::of(conn, organization)?))
    };
    let (customer, programs, counts) = frame.db.read(read).await?;
    if customer.deleted_at.is_some() {
        return Ok(frame.go(&links::customer(id)));
    }
    let wrong = |name: &str| issues.get(name).first().map(|issue| frame.issue(issue));
    let field = |name: String, value: &str| Field::new(name.clone(), value).wrong(wrong(&name));
    let rows = typed.attributes.iter().enumerate();
    let page = StartPage {
        shell: frame.shell(Section::Customers, counts.live),
        customer: customer.document.display_name.clone(),
        customer_url: links::customer(id),
        action: links::provisions(id),
        problems: customer_form::problems(frame, issues),
        program: field("program".into(), &typed.program),
        programs: programs.into_iter().collect(),
        attributes: rows
            .map(|(at, (name, value))| AttributeRow {
                prefix: format!("attributes.{at}"),
                key: field(format!("attributes.{at}.key"), name),
                value: field(format!("attributes.{at}.value"), value),
                is_json: false,
            })
            .collect(),
    };
    frame.page(status, &page)
}
