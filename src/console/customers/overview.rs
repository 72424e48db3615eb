//! A customer's page. It is the form of the everyday edit.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::console::attributes::shown;
use crate::console::customers::head::{self, Opened};
use crate::console::customers::{form, people};
use crate::console::frame::Frame;
use crate::console::invitations;
use crate::console::links;
use crate::console::provisions::card;
use crate::console::shell::Section;
use crate::console::views::customers::{AddressLine, CustomerPage, Line, PhoneLine};
use crate::console::views::tags::Picker;
use crate::domain::customer::{Address, Company, CustomerId, Document, Kind, Phone};
use crate::domain::draft::RawCustomer;
use crate::domain::issues::Issues;
use crate::domain::values::{Email, PhoneType, phone};
use crate::web::Failure;

/// `GET /customers/{id}`
pub async fn show(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let opened = frame.db.read(move |conn| head::open(conn, organization, id)).await?;
    let raw = RawCustomer::from_document(&opened.customer.document);
    answer(&frame, &opened, &raw, &Issues::default(), None).await
}

/// The page with the four fields as they were typed, when what was typed is refused.
///
/// # Errors
/// When the template fails, or the store does not answer.
pub async fn again(
    frame: &Frame,
    opened: &Opened,
    raw: &RawCustomer,
    issues: &Issues,
    version: &str,
) -> Result<HttpResponse, Failure> {
    answer(frame, opened, raw, issues, Some(version)).await
}

async fn answer(
    frame: &Frame,
    opened: &Opened,
    raw: &RawCustomer,
    issues: &Issues,
    version: Option<&str>,
) -> Result<HttpResponse, Failure> {
    let customer = &opened.customer;
    let document = &customer.document;
    let typed = form::show(frame, raw, issues, &opened.offered);
    let carried = &document.tags;
    let next = frame.number(customer.version.next().0);
    let page = CustomerPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        head: head::head(frame, opened),
        version: version.map_or_else(|| customer.version.to_string(), str::to_owned),
        problems: form::problems(frame, issues, &typed.typed),
        first_name: typed.first_name,
        last_name: typed.last_name,
        display_name: typed.display_name,
        email_address: typed.email_address,
        saves_as: frame.language.say_with("customer-saves-as", &[("version", &next)]),
        phones: document
            .phones()
            .map(|(_, phone)| phone_line(frame, phone))
            .chain(document.emails().skip(1).map(|email| email_line(frame, email)))
            .collect(),
        addresses: document.addresses.iter().map(address_line).collect(),
        people: people::card(customer),
        invitations: invitations::card::card(frame, opened),
        attributes: shown::lines(frame, &opened.offered.defined, &document.attributes),
        company: company(frame, document),
        notes: document.notes.clone().unwrap_or_default(),
        tags_url: links::tags_of(customer.id),
        tags: opened.titles.chips(carried),
        is_picking: !issues.get("tags").is_empty() || !issues.get("tag_titles").is_empty(),
        picker: Picker {
            tags: typed
                .tags
                .tags
                .into_iter()
                .filter(|tag| !carried.iter().any(|carried| carried.to_string() == tag.id))
                .collect(),
            ..typed.tags
        },
        programs: card::of(frame, customer).await?,
        record: record(frame, opened),
    };
    let status = if issues.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame.page(status, &page)
}

fn phone_line(frame: &Frame, phone: &Phone) -> PhoneLine {
    let kind = match phone.phone_type {
        PhoneType::Unknown => frame.language.say("phone-type-unknown"),
        PhoneType::Landline => frame.language.say("phone-type-phone"),
        PhoneType::Mobile => frame.language.say("phone-type-mobile"),
    };
    let number = phone.e164.as_deref().map_or_else(|| phone.value.clone(), phone::display);
    let country = phone.country.map(|country| country.to_string());
    PhoneLine {
        icon: "phone",
        detail: std::iter::once(kind).chain(country).collect::<Vec<_>>().join(" · "),
        local: if number == phone.value { String::new() } else { phone.value.clone() },
        number,
    }
}

/// An e-mail address behind the main one.
fn email_line(frame: &Frame, email: &Email) -> PhoneLine {
    PhoneLine {
        icon: "mail",
        number: email.as_str().to_owned(),
        detail: frame.language.say("field-email-address"),
        local: String::new(),
    }
}

fn address_line(address: &Address) -> AddressLine {
    let joined = |parts: &[Option<&str>]| {
        let parts = parts.iter().flatten().filter(|part| !part.is_empty());
        parts.copied().collect::<Vec<_>>().join(", ")
    };
    let state = [address.state.as_deref(), address.postcode.as_deref()];
    let state = state.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let country = address.country.map(crate::domain::values::CountryCode::name);
    AddressLine {
        street: joined(&[address.line1.as_deref(), address.line2.as_deref()]),
        place: joined(&[
            address.locality.as_deref(),
            Some(&state),
            country.or(address.country_text.as_deref()),
        ]),
    }
}

fn company(frame: &Frame, document: &Document) -> Vec<Line> {
    let Company { name, business_line, manager, acronym, headcount, website } = &document.company;
    let facts = [
        ("field-company-name", name.clone()),
        ("field-business-line", business_line.clone()),
        ("field-manager", manager.clone()),
        ("field-acronym", acronym.clone()),
        ("field-headcount", headcount.map(|count| frame.number(count))),
        ("field-website", website.clone()),
        ("field-tax-number", document.tax_number.clone()),
        ("field-registration-number", document.registration_number.clone()),
    ];
    lines(frame, facts)
}

/// Facts about the record itself.
#[must_use]
pub fn record(frame: &Frame, opened: &Opened) -> Vec<Line> {
    let customer = &opened.customer;
    let created = frame.language.say_with(
        "customer-created-by",
        &[
            ("when", &frame.dates().day(customer.created_at.micros())),
            ("who", &head::who(frame, &opened.names, customer.created_by)),
        ],
    );
    let kind = match customer.document.kind {
        Kind::Personal => "customer-personal",
        Kind::Corporate => "customer-corporate",
    };
    let status = match customer.document.status {
        crate::domain::customer::Status::Active => "customer-active",
        crate::domain::customer::Status::Inactive => "customer-inactive",
    };
    let id = Line { label: frame.language.say("customer-id"), value: customer.id.to_string(), is_code: true };
    let facts = [
        ("customer-number", Some(customer.number.to_string())),
        ("customer-created", Some(created)),
        ("customer-kind", Some(frame.language.say(kind))),
        ("field-status", Some(frame.language.say(status))),
        ("field-father-name", customer.document.father_name.clone()),
        ("field-locale", customer.document.locale.clone()),
    ];
    let references = customer.document.references.iter().map(|reference| Line {
        label: format!("{}/{}", reference.system, reference.name),
        value: reference.value.clone(),
        is_code: true,
    });
    std::iter::once(id).chain(lines(frame, facts)).chain(references).collect()
}

fn lines<const N: usize>(frame: &Frame, facts: [(&str, Option<String>); N]) -> Vec<Line> {
    let known = facts.into_iter().filter_map(|(label, value)| Some((label, value?)));
    known.map(|(label, value)| Line { label: frame.language.say(label), value, is_code: false }).collect()
}
