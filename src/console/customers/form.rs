//! The form of a customer: what was typed becomes the draft's text, and goes back as it was typed, with what is wrong
//! beside each field.

use serde_json::Value;

use crate::console::attributes::shown;
use crate::console::countries::Countries;
use crate::console::customers::head::Offered;
use crate::console::customers::people;
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::language::Language;
use crate::console::tags::chip;
use crate::console::views::attributes::TypedRow;
use crate::console::views::customers::{AddressRow, AttributeRow, CustomerForm, PhoneRow};
use crate::console::views::tags::{Picker, TagChip};
use crate::domain::attribute::Definition;
use crate::domain::customer::attribute_text;
use crate::domain::draft::{RawAddress, RawCustomer, RawPerson, RawPhone};
use crate::domain::issues::Issues;
use crate::domain::tag::Tag;
use crate::domain::values::{PhoneType, text};
use crate::web::forms::{Form, Row, RowButton};

/// The member of a draft's text that a field fills.
type Member = fn(&mut RawCustomer) -> &mut Option<String>;

/// The text fields of the form, by name and by the member of the draft that each fills.
const TEXTS: [(&str, Member); 17] = [
    ("kind", |raw| &mut raw.kind),
    ("status", |raw| &mut raw.status),
    ("first_name", |raw| &mut raw.given_name),
    ("last_name", |raw| &mut raw.family_name),
    ("display_name", |raw| &mut raw.display_name),
    ("email_address", |raw| &mut raw.email_address),
    ("father_name", |raw| &mut raw.father_name),
    ("company_name", |raw| &mut raw.company_name),
    ("business_line", |raw| &mut raw.business_line),
    ("manager", |raw| &mut raw.manager),
    ("acronym", |raw| &mut raw.acronym),
    ("headcount", |raw| &mut raw.headcount),
    ("website", |raw| &mut raw.website),
    ("tax_number", |raw| &mut raw.tax_number),
    ("registration_number", |raw| &mut raw.registration_number),
    ("locale", |raw| &mut raw.locale),
    ("notes", |raw| &mut raw.notes),
];

/// Reads the form. A field that it does not have is not changed; a list is read when `lists` names it, so that one
/// without a row is empty.
#[must_use]
pub fn read(form: &Form) -> RawCustomer {
    let mut raw = RawCustomer::default();
    for (name, member) in TEXTS {
        *member(&mut raw) = form.get(name).map(|typed| text::trimmed(typed).to_owned());
    }
    let has = |list: &str| form.text("lists").split(' ').any(|named| named == list);
    raw.phones = has("phones").then(|| read_phones(form));
    raw.addresses = has("addresses").then(|| read_addresses(form));
    raw.people = has("people").then(|| people::read(form));
    raw.attributes = has("attributes").then(|| form.rows("attributes").iter().map(attribute).collect());
    raw.tags = has("tags").then(|| form.all("tags").map(str::to_owned).collect());
    raw.tag_titles = form.get("tag_titles").map(str::to_owned);
    raw
}

/// Whether the form is the full editor's, which sends the lists.
#[must_use]
pub fn is_full(form: &Form) -> bool {
    form.get("lists").is_some()
}

/// Adds or removes the row whose button was pressed.
pub fn change_rows(raw: &mut RawCustomer, button: &RowButton) {
    match button {
        RowButton::Add(list) => match list.as_str() {
            "phones" => raw.phones.get_or_insert_default().push(RawPhone::default()),
            "addresses" => raw.addresses.get_or_insert_default().push(RawAddress::default()),
            "people" => raw.people.get_or_insert_default().push(RawPerson::default()),
            "attributes" => raw.attributes.get_or_insert_default().push((String::new(), Value::Null)),
            _ => {}
        },
        RowButton::Remove(list, at) => match list.as_str() {
            "phones" => remove(raw.phones.as_mut(), *at),
            "addresses" => remove(raw.addresses.as_mut(), *at),
            "people" => remove(raw.people.as_mut(), *at),
            "attributes" => remove(raw.attributes.as_mut(), *at),
            _ => {}
        },
    }
}

fn remove<T>(rows: Option<&mut Vec<T>>, at: usize) {
    if let Some(rows) = rows.filter(|rows| at < rows.len()) {
        rows.remove(at);
    }
}

fn typed(row: &Row, field: &str) -> String {
    text::trimmed(row.text(field)).to_owned()
}

/// The phones of a form.
#[must_use]
pub fn read_phones(form: &Form) -> Vec<RawPhone> {
    form.rows("phones").iter().map(phone).collect()
}

/// The addresses of a form.
#[must_use]
pub fn read_addresses(form: &Form) -> Vec<RawAddress> {
    form.rows("addresses").iter().map(address).collect()
}

fn phone(row: &Row) -> RawPhone {
    RawPhone {
        key: typed(row, "key"),
        phone_type: typed(row, "type"),
        country: typed(row, "country"),
        number_local: typed(row, "number_local"),
        number_international: typed(row, "number_international"),
    }
}

fn address(row: &Row) -> RawAddress {
    RawAddress {
        key: typed(row, "key"),
        address1: typed(row, "address1"),
        address2: typed(row, "address2"),
        suburb: typed(row, "suburb"),
        postcode: typed(row, "postcode"),
        state: typed(row, "state"),
        country: typed(row, "country"),
    }
}

/// The value as text, except where it is the JSON that the form itself showed for a value that is not one.
fn attribute(row: &Row) -> (String, Value) {
    let value = typed(row, "value");
    let was_json = row.get("json").is_some();
    let value = match serde_json::from_str(&value) {
        Ok(json) if was_json => json,
        _ => Value::String(value),
    };
    (typed(row, "key"), value)
}

/// The form that shows this, with what is wrong beside each field. Every attribute that is defined has its
/// row, before those that are free.
#[must_use]
pub fn show(frame: &Frame, raw: &RawCustomer, issues: &Issues, offered: &Offered) -> CustomerForm {
    let field =
        |name: String, value: &str| Field::new(name.clone(), value).wrong(error(frame, issues, &name));
    let mut raw = raw.clone();
    let mut texts = TEXTS.map(|(name, member)| {
        let value = member(&mut raw).take().unwrap_or_default();
        Some(field(name.to_owned(), &value))
    });
    let mut take = |name: &str| {
        let at = TEXTS.iter().position(|(known, _)| *known == name);
        at.and_then(|at| texts[at].take()).unwrap_or_default()
    };
    let mut kind = take("kind");
    if kind.value.is_empty() {
        "personal".clone_into(&mut kind.value);
    }
    let mut status = take("status");
    if status.value.is_empty() {
        "active".clone_into(&mut status.value);
    }
    let phones = raw.phones.unwrap_or_default();
    let addresses = raw.addresses.unwrap_or_default();
    let people = raw.people.unwrap_or_default();
    let attributes = raw.attributes.unwrap_or_default();
    let (typed, free): (Vec<_>, Vec<_>) = attributes
        .iter()
        .enumerate()
        .partition(|(_, (key, _))| !key.is_empty() && offered.defined.of_key(key).is_some());
    CustomerForm {
        kind,
        status,
        first_name: take("first_name"),
        last_name: take("last_name"),
        display_name: take("display_name"),
        email_address: take("email_address"),
        father_name: take("father_name"),
        company_name: take("company_name"),
        business_line: take("business_line"),
        manager: take("manager"),
        acronym: take("acronym"),
        headcount: take("headcount"),
        website: take("website"),
        tax_number: take("tax_number"),
        registration_number: take("registration_number"),
        locale: take("locale"),
        notes: take("notes"),
        phones: phones.iter().enumerate().map(|(at, phone)| phone_row(&field, at, phone)).collect(),
        addresses: addresses
            .iter()
            .enumerate()
            .map(|(at, address)| address_row(&field, at, address))
            .collect(),
        people: people.iter().enumerate().map(|(at, person)| people::row(&field, at, person)).collect(),
        typed: offered
            .defined
            .iter()
            .flat_map(|definition| {
                let rows = typed.iter().filter(|(_, (key, _))| *key == definition.key);
                rows.map(|(at, (_, value))| typed_row(frame, &field, *at, definition, value))
                    .collect::<Vec<_>>()
            })
            .collect(),
        attributes: free.iter().map(|(at, (key, value))| attribute_row(&field, *at, key, value)).collect(),
        next_attribute: attributes.len(),
        tags: Picker {
            tags: offered.tags.iter().map(|tag| tick(tag, raw.tags.as_deref().unwrap_or_default())).collect(),
            field: field("tags".to_owned(), ""),
            titles: field("tag_titles".to_owned(), raw.tag_titles.as_deref().unwrap_or_default()),
        },
        countries: Countries::all(),
        phone_types: phone_types(frame.language),
    }
}

fn tick(tag: &Tag, ticked: &[String]) -> TagChip {
    let chip = chip(tag);
    TagChip { is_on: ticked.contains(&chip.id), ..chip }
}

/// Landline, mobile or unknown, to choose from.
#[must_use]
pub fn phone_types(language: Language) -> Vec<Choice> {
    let label = |kind: PhoneType| match kind {
        PhoneType::Unknown => language.say("phone-type-unknown"),
        PhoneType::Landline => language.say("phone-type-phone"),
        PhoneType::Mobile => language.say("phone-type-mobile"),
    };
    PhoneType::ALL.map(|kind| Choice::new(kind.as_str(), label(kind))).into()
}

/// The row that shows this phone.
pub fn phone_row(field: &impl Fn(String, &str) -> Field, at: usize, phone: &RawPhone) -> PhoneRow {
    let prefix = format!("phones.{at}");
    PhoneRow {
        key: phone.key.clone(),
        kind: field(format!("{prefix}.type"), &phone.phone_type),
        country: field(format!("{prefix}.country"), &phone.country),
        local: field(format!("{prefix}.number_local"), &phone.number_local),
        international: field(format!("{prefix}.number_international"), &phone.number_international),
        prefix,
    }
}

/// The row that shows this address.
pub fn address_row(field: &impl Fn(String, &str) -> Field, at: usize, address: &RawAddress) -> AddressRow {
    let prefix = format!("addresses.{at}");
    AddressRow {
        key: address.key.clone(),
        address1: field(format!("{prefix}.address1"), &address.address1),
        address2: field(format!("{prefix}.address2"), &address.address2),
        suburb: field(format!("{prefix}.suburb"), &address.suburb),
        postcode: field(format!("{prefix}.postcode"), &address.postcode),
        state: field(format!("{prefix}.state"), &address.state),
        country: field(format!("{prefix}.country"), &address.country),
        prefix,
    }
}

fn typed_row(
    frame: &Frame,
    field: &impl Fn(String, &str) -> Field,
    at: usize,
    definition: &Definition,
    value: &Value,
) -> TypedRow {
    let text = if value.is_null() { String::new() } else { attribute_text(value) };
    let is_text = value.is_null() || value.is_string();
    let value = field(format!("attributes.{at}.value"), &text);
    TypedRow {
        json_name: (!is_text).then(|| format!("attributes.{at}.json")),
        ..shown::typed(frame, definition, format!("attributes.{at}.key"), value)
    }
}

fn attribute_row(
    field: &impl Fn(String, &str) -> Field,
    at: usize,
    key: &str,
    value: &Value,
) -> AttributeRow {
    let prefix = format!("attributes.{at}");
    let shown = if value.is_null() { String::new() } else { attribute_text(value) };
    AttributeRow {
        key: field(format!("{prefix}.key"), key),
        value: field(format!("{prefix}.value"), &shown),
        is_json: !value.is_null() && !value.is_string(),
        prefix,
    }
}

fn error(frame: &Frame, issues: &Issues, name: &str) -> Option<String> {
    issues.get(name).first().map(|issue| frame.issue(issue))
}

/// The lines of the summary above a form: a link to each field and the words beside it. `typed` are the rows of the
/// form that have names of their own.
#[must_use]
pub fn problems(frame: &Frame, issues: &Issues, typed: &[TypedRow]) -> Vec<Problem> {
    let name = |field: &str| typed.iter().find(|row| row.value.name == field).map(|row| row.label.clone());
    let problem = |(field, issue): (&str, &crate::domain::issues::Issue)| Problem {
        field: field.to_owned(),
        text: frame.language.say_with(
            "form-problem",
            &[
                ("field", &name(field).unwrap_or_else(|| label(frame.language, field))),
                ("problem", &frame.issue(issue)),
            ],
        ),
    };
    issues.iter().map(problem).collect()
}

/// What a field is called where it does not stand under its label: "Phone 2, Local number".
#[must_use]
pub fn label(language: Language, field: &str) -> String {
    let say = |id: String| language.try_say(&id);
    let mut parts = field.splitn(3, '.');
    let (name, row, part) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let kebab = name.replace('_', "-");
    let Some(row) = row else { return say(format!("field-{kebab}")).unwrap_or_else(|| name.to_owned()) };
    let n = row.parse::<u64>().map_or_else(|_| row.to_owned(), |at| language.number(at + 1));
    let row = language.say_with(&format!("{kebab}-row"), &[("n", &n)]);
    let part = part.and_then(|part| say(format!("{kebab}-{}", part.replace('_', "-"))));
    part.map_or_else(|| row.clone(), |part| format!("{row}, {part}"))
}
