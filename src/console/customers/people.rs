//! The people of a customer: their rows in its form, their card on its page, and what is done there.

use actix_web::HttpResponse;
use actix_web::web::Path;
use uuid::Uuid;

use crate::console::avatar::Avatar;
use crate::console::customers::editor::{saved, sign};
use crate::console::field::Field;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::people::{PeopleCard, PersonLine, PersonRow};
use crate::domain::customer::{Cause, Customer, CustomerId, Kind};
use crate::domain::draft::RawPerson;
use crate::domain::operator::Right;
use crate::domain::person::Person;
use crate::domain::values::{Email, phone, text};
use crate::store::customers::{self, Updated};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::{Form, Row};

/// Which row of the form is the main one's.
const MAIN: &str = "people_main";

/// Reads the rows.
#[must_use]
pub fn read(form: &Form) -> Vec<RawPerson> {
    let main = form.text(MAIN);
    form.rows("people").iter().map(|row| person(row, main == row.at.to_string())).collect()
}

fn person(row: &Row, is_main: bool) -> RawPerson {
    let typed = |field: &str| text::trimmed(row.text(field)).to_owned();
    RawPerson {
        key: typed("key"),
        first_name: typed("first_name"),
        last_name: typed("last_name"),
        display_name: typed("display_name"),
        email_address: typed("email_address"),
        phone: typed("phone"),
        kind: typed("type"),
        role: typed("role"),
        is_main,
        references: None,
    }
}

/// The row that shows this person.
#[must_use]
pub fn row(field: &impl Fn(String, &str) -> Field, at: usize, person: &RawPerson) -> PersonRow {
    let prefix = format!("people.{at}");
    PersonRow {
        index: at.to_string(),
        key: person.key.clone(),
        is_main: person.is_main,
        first_name: field(format!("{prefix}.first_name"), &person.first_name),
        last_name: field(format!("{prefix}.last_name"), &person.last_name),
        display_name: field(format!("{prefix}.display_name"), &person.display_name),
        email: field(format!("{prefix}.email_address"), &person.email_address),
        phone: field(format!("{prefix}.phone"), &person.phone),
        kind: field(format!("{prefix}.type"), &person.kind),
        role: field(format!("{prefix}.role"), &person.role),
        prefix,
    }
}

/// The card of a customer's people.
#[must_use]
pub fn card(customer: &Customer) -> PeopleCard {
    let document = &customer.document;
    let line = |person: &Person| {
        let number = person.e164.as_deref().map(phone::display).or_else(|| person.phone.clone());
        let facts = [person.role.clone(), person.kind.clone(), number];
        PersonLine {
            key: person.key.to_string(),
            name: person.display_name.clone(),
            avatar: Avatar::new(&person.display_name, person.key.as_bytes(), false),
            detail: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            email: person.email.as_ref().map(Email::as_str).unwrap_or_default().to_owned(),
            is_main: document.main_person == Some(person.key),
        }
    };
    PeopleCard {
        is_shown: document.kind == Kind::Corporate || !document.people.is_empty(),
        url: links::people_of(customer.id),
        people: document.people.iter().map(line).collect(),
    }
}

/// `POST /customers/{id}/people`: `main` makes a person the main one, `remove` takes it off the customer. Either is made
/// to the customer as it is: two people who do it at once do not clash.
pub async fn change(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let key = |name: &str| -> Result<Option<Uuid>, Failure> {
        form.get(name).map(|key| key.parse().map_err(|_| Failure::Malformed("person"))).transpose()
    };
    let (main, gone) = (key("main")?, key("remove")?);
    let by = sign(&frame, Cause::Hand);
    let change = move |conn: &mut _| {
        let customer = customers::find(conn, by.actor.organization, id)?;
        let mut document = customer.document.clone();
        if let Some(main) = main.filter(|main| document.person(*main).is_some()) {
            document.main_person = Some(main);
        }
        document.people.retain(|person| Some(person.key) != gone);
        if document.main_person == gone {
            document.main_person = None;
        }
        customers::update(conn, &by, id, customer.version, document)
    };
    let flash = match frame.db.write(&frame.actor, Right::EditCustomers, change).await? {
        Updated::Changed(customer) => saved(&customer, Cause::Hand),
        Updated::Unchanged(_) => Flash::ok("customer-unchanged"),
    };
    Ok(frame.done(&links::customer(id), &flash))
}
