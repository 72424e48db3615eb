//! The form of the portal: the part of a customer that is its own to tell. Notes, tags, attributes and contacts are the
//! organization's, and are neither shown nor read.

use crate::console::countries::Countries;
use crate::console::customers::form::{
    address_row, label, phone_row, phone_types, read_addresses, read_phones,
};
use crate::console::field::Field;
use crate::console::language::Language;
use crate::console::views::customers::Line;
use crate::console::views::portal::PortalForm;
use crate::domain::customer::{Document, Kind};
use crate::domain::diff;
use crate::domain::draft::{RawAddress, RawCustomer, RawPhone};
use crate::domain::issues::Issues;
use crate::domain::values::text;
use crate::web::forms::{Form, RowButton};

type Member = fn(&mut RawCustomer) -> &mut Option<String>;

/// What both kinds of customers tell.
const OF_ALL: [(&str, Member); 2] =
    [("first_name", |raw| &mut raw.given_name), ("last_name", |raw| &mut raw.family_name)];
/// What a firm tells.
const OF_FIRM: [(&str, Member); 5] = [
    ("company_name", |raw| &mut raw.company_name),
    ("business_line", |raw| &mut raw.business_line),
    ("website", |raw| &mut raw.website),
    ("tax_number", |raw| &mut raw.tax_number),
    ("registration_number", |raw| &mut raw.registration_number),
];

fn fields(kind: Kind) -> impl Iterator<Item = (&'static str, Member)> {
    let of_firm = OF_FIRM.into_iter().filter(move |_| kind == Kind::Corporate);
    of_firm.chain(OF_ALL)
}

/// Reads the form of a customer of this kind; whatever else was sent is passed over.
pub(super) fn read(form: &Form, kind: Kind) -> RawCustomer {
    let mut raw = RawCustomer::default();
    let typed = |name: &str| form.get(name).map(|typed| text::trimmed(typed).to_owned());
    for (name, member) in fields(kind) {
        *member(&mut raw) = typed(name);
    }
    raw.email_address = typed("email_address");
    raw.phones = Some(read_phones(form));
    raw.addresses = Some(read_addresses(form));
    raw
}

/// Adds or removes the row whose button was pressed.
pub(super) fn change_rows(raw: &mut RawCustomer, button: &RowButton) {
    match button {
        RowButton::Add(list) if list == "phones" => {
            raw.phones.get_or_insert_default().push(RawPhone::default());
        }
        RowButton::Add(list) if list == "addresses" => {
            raw.addresses.get_or_insert_default().push(RawAddress::default());
        }
        RowButton::Remove(list, at) if list == "phones" => {
            raw.phones = raw.phones.take().map(|rows| without(rows, *at));
        }
        RowButton::Remove(list, at) if list == "addresses" => {
            raw.addresses = raw.addresses.take().map(|rows| without(rows, *at));
        }
        RowButton::Add(_) | RowButton::Remove(..) => {}
    }
}

fn without<T>(rows: Vec<T>, gone: usize) -> Vec<T> {
    rows.into_iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, row)| row).collect()
}

/// The form that shows this, with what is wrong beside each field.
pub(super) fn show(
    language: Language,
    kind: Kind,
    raw: &RawCustomer,
    issues: &Issues,
    version: &str,
) -> PortalForm {
    let field = |name: String, value: &str| {
        let error = issues.get(&name).first().map(|issue| language.issue(issue));
        Field::new(name, value).wrong(error)
    };
    let mut raw = raw.clone();
    let texts = fields(kind).map(|(name, member)| {
        let value = member(&mut raw).take().unwrap_or_default();
        (field(name.to_owned(), &value), label(language, name))
    });
    let texts = texts.collect();
    let (phones, addresses) = (raw.phones.unwrap_or_default(), raw.addresses.unwrap_or_default());
    PortalForm {
        version: version.to_owned(),
        texts,
        email_address: field("email_address".into(), raw.email_address.as_deref().unwrap_or_default()),
        phones: phones.iter().enumerate().map(|(at, phone)| phone_row(&field, at, phone)).collect(),
        addresses: addresses.iter().enumerate().map(|(at, row)| address_row(&field, at, row)).collect(),
        countries: Countries::all(),
        phone_types: phone_types(language),
    }
}

/// Whether a part of a document is a customer's own to see.
pub(super) fn is_shown(field: &diff::Field) -> bool {
    match field {
        diff::Field::Email | diff::Field::ContactPoint(_) | diff::Field::Address(_) => true,
        diff::Field::Scalar(scalar) => {
            OF_ALL.iter().chain(&OF_FIRM).any(|(name, _)| *name == scalar.as_str())
        }
        _ => false,
    }
}

/// The details, for whoever may only see them.
pub(super) fn lines(language: Language, document: &Document) -> Vec<Line> {
    let shown = diff::parts(document).into_iter().filter(|(field, _)| is_shown(field));
    let line = |(field, part): (diff::Field, diff::Part)| Line {
        label: label(language, &field.name()),
        value: part.text(),
        is_code: false,
    };
    shown.map(line).collect()
}
