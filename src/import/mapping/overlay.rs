//! From the cells of a row to what a form would have sent: alone for a new customer, laid over the stored document for
//! one that exists. A cell that holds what an export writes for the stored document asks for nothing.

mod lists;
mod separated;
mod whole;
mod words;

use serde_json::Value;

use crate::domain::customer::{Document, Reference, attribute_text};
use crate::domain::draft::RawCustomer;
use crate::domain::import::{AddressPart, EmptyCells, Mapping, PersonPart, PhonePart, Target, cells};
use crate::domain::issues::{Issue, Issues};
use crate::import::read::Row;

pub(super) use separated::{first, phone_numbers};
pub(super) use words::plain_word;

/// A mapping, ready for many rows.
#[derive(Debug, Clone)]
pub struct Mapper {
    singles: Vec<(usize, Target)>,
    phones: Vec<(usize, usize, PhonePart)>,
    phone_lists: Vec<usize>,
    email: Option<usize>,
    email_lists: Vec<usize>,
    addresses: Vec<(usize, usize, AddressPart)>,
    address_lists: Vec<usize>,
    people: Vec<(usize, usize, PersonPart)>,
    people_lists: Vec<usize>,
    attributes: Vec<(usize, String)>,
    attribute_lists: Vec<usize>,
    references: Vec<(usize, String, String)>,
    reference_lists: Vec<usize>,
    tags: Vec<usize>,
    /// The column whose cells are whole customers.
    whole: Option<usize>,
    /// Columns whose values are numbers by which people know something, or may be.
    numbers: Vec<(usize, Target)>,
    names_kind: bool,
    clears: bool,
}

impl Mapper {
    /// Prepares a mapping.
    #[must_use]
    pub fn new(mapping: &Mapping, empty: EmptyCells) -> Self {
        let mut mapper = Self {
            singles: Vec::new(),
            phones: Vec::new(),
            phone_lists: Vec::new(),
            email: mapping.column_of(&Target::Email),
            email_lists: Vec::new(),
            addresses: Vec::new(),
            address_lists: Vec::new(),
            people: Vec::new(),
            people_lists: Vec::new(),
            attributes: Vec::new(),
            attribute_lists: Vec::new(),
            references: Vec::new(),
            reference_lists: Vec::new(),
            tags: Vec::new(),
            whole: mapping.column_of(&Target::Customer),
            numbers: Vec::new(),
            names_kind: mapping.0.contains(&Target::Kind),
            clears: empty == EmptyCells::Clear,
        };
        for (column, target) in mapping.0.iter().enumerate() {
            if is_number(target) {
                mapper.numbers.push((column, target.clone()));
            }
            match target {
                Target::Ignore | Target::CustomerId | Target::Customer => {}
                Target::Phone(at, part) => mapper.phones.push((column, *at, *part)),
                Target::Phones => mapper.phone_lists.push(column),
                Target::Emails => mapper.email_lists.push(column),
                Target::Address(at, part) => mapper.addresses.push((column, *at, *part)),
                Target::Addresses => mapper.address_lists.push(column),
                Target::Person(at, part) => mapper.people.push((column, *at, *part)),
                Target::People => mapper.people_lists.push(column),
                Target::Tags => mapper.tags.push(column),
                Target::Attribute(key) => mapper.attributes.push((column, key.clone())),
                Target::Attributes => mapper.attribute_lists.push(column),
                Target::Reference { system, name } => {
                    mapper.references.push((column, system.clone(), name.clone()));
                }
                Target::References => mapper.reference_lists.push(column),
                single => mapper.singles.push((column, single.clone())),
            }
        }
        // A local number is read before the international one that only stands in for it.
        mapper.phones.sort_by_key(|(_, at, part)| (*at, *part == PhonePart::NumberInternational));
        mapper
    }

    /// What the row says of a customer; `base` is the document it is laid over, none for a new one.
    #[must_use]
    pub fn raw(&self, row: &Row, base: Option<&Document>) -> RawCustomer {
        if let Some(whole) = self.whole(row) {
            return whole;
        }
        let mut raw = RawCustomer::default();
        for (column, target) in &self.singles {
            let cell = match target {
                Target::Email => separated::first(cell(row, *column)),
                _ => cell(row, *column),
            };
            let value = self.text(cell, base.is_some()).filter(|_| !is_as_stored(base, target, cell));
            if let Some(field) = field_of(&mut raw, target) {
                *field = value.map(|value| words::plain_word(target, value));
            }
        }
        if base.is_none() && !self.names_kind && raw.company_name.is_some() {
            let is_person = raw.given_name.is_some() || raw.family_name.is_some();
            raw.kind = (!is_person).then(|| "corporate".to_owned());
        }
        raw.more_emails = self.more_emails(row);
        raw.phones = self.phones(row, base);
        raw.addresses = self.addresses(row, base);
        raw.people = self.people(row, base);
        raw.attributes = self.attributes(row, base);
        raw.references = self.references(row, base);
        raw.tag_titles = Some(self.tag_titles(row)).filter(|titles| !titles.is_empty());
        // Tags are added to those that a customer has; where empty cells clear, the cell is all of them.
        raw.tags = (self.clears && base.is_some() && !self.tags.is_empty()).then(Vec::new);
        raw
    }

    /// What a row says that is a whole customer in one cell.
    fn whole(&self, row: &Row) -> Option<RawCustomer> {
        serde_json::from_str(row.get(self.whole?)).ok()
    }

    /// The titles of tags in a row, in one text.
    #[must_use]
    pub fn tag_titles(&self, row: &Row) -> String {
        if let Some(whole) = self.whole(row) {
            return whole.tag_titles.unwrap_or_default();
        }
        let cells = self.tags.iter().map(|column| cell(row, *column)).filter(|cell| !cell.is_empty());
        cells.map(separated::titles).collect::<Vec<_>>().join("\n")
    }

    /// What is wrong with cells that hold several values and cannot be read, and with numbers that a spreadsheet damaged.
    #[must_use]
    pub fn unreadable(&self, row: &Row, base: Option<&Document>) -> Issues {
        let mut issues = Issues::new();
        for (column, target) in &self.numbers {
            let cell = cell(row, *column);
            if words::is_damaged(cell) && !is_as_stored(base, target, cell) {
                issues.add(self.field_name(*column, target), Issue::new("number-exponent"));
            }
        }
        if self.whole.is_some() && self.whole(row).is_none() {
            issues.add("", Issue::new("cell-not-json"));
        }
        let mut judge = |field: &str, columns: &[usize], is_readable: fn(&str) -> bool| {
            if !columns.iter().all(|column| is_readable(cell(row, *column))) {
                issues.add(field, Issue::new("cell-not-json"));
            }
        };
        judge("people", &self.people_lists, |cell| separated::people(cell).is_some());
        judge("attributes", &self.attribute_lists, |cell| separated::attributes(cell).is_some());
        judge("references", &self.reference_lists, |cell| separated::references(cell).is_some());
        issues
    }

    /// The name that a draft's issue with this column has.
    fn field_name(&self, column: usize, target: &Target) -> String {
        match target {
            Target::Attribute(key) => format!("attributes.{key}"),
            Target::Reference { .. } => {
                let at = self.references.iter().position(|(known, ..)| *known == column);
                format!("references.{}", at.unwrap_or_default())
            }
            single => single.to_string(),
        }
    }

    /// An empty cell is silent, or asks for no value; of a new customer there is none to remove.
    fn text(&self, cell: &str, has_base: bool) -> Option<String> {
        match cell {
            "" => (self.clears && has_base).then(String::new),
            text => Some(text.to_owned()),
        }
    }

    /// The further e-mail addresses: those in cells that hold several, and those behind the first in the main one's.
    fn more_emails(&self, row: &Row) -> Option<Vec<String>> {
        let behind = self.email.iter().flat_map(|column| separated::behind_first(cell(row, *column)));
        let listed = self.email_lists.iter().flat_map(|column| separated::emails(cell(row, *column)));
        let emails: Vec<String> = behind.map(str::to_owned).chain(listed).collect();
        (!emails.is_empty() || self.clears && !self.email_lists.is_empty()).then_some(emails)
    }

    fn attributes(&self, row: &Row, base: Option<&Document>) -> Option<Vec<(String, Value)>> {
        if self.attributes.is_empty() && self.attribute_lists.is_empty() {
            return None;
        }
        let stored = base.into_iter().flat_map(|document| document.attributes.own());
        let mut own: Vec<(String, Value)> =
            stored.map(|(key, value)| (key.to_owned(), value.clone())).collect();
        for (column, key) in &self.attributes {
            let cell = Some(cell(row, *column)).filter(|cell| !words::is_no_date(cell)).unwrap_or_default();
            let Some(text) = self.text(cell, base.is_some()) else { continue };
            match own.iter_mut().find(|(known, _)| known == key) {
                // A number or a yes that reads the same is the same: a file has only texts.
                Some((_, value)) if cells::is_same(&attribute_text(value), &text) => {}
                Some((_, value)) => *value = Value::String(text),
                None => own.push((key.clone(), Value::String(text))),
            }
        }
        let listed =
            self.attribute_lists.iter().filter_map(|column| separated::attributes(cell(row, *column)));
        for (key, value) in listed.flatten() {
            match own.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = value,
                None => own.push((key, value)),
            }
        }
        (base.is_some() || !own.is_empty()).then_some(own)
    }

    fn references(&self, row: &Row, base: Option<&Document>) -> Option<Vec<Reference>> {
        if self.references.is_empty() && self.reference_lists.is_empty() {
            return None;
        }
        let mut references = base.map(|document| document.references.clone()).unwrap_or_default();
        for (column, system, name) in &self.references {
            let Some(value) = self.text(cell(row, *column), base.is_some()) else { continue };
            let is_same_id = |known: &Reference| known.system == *system && known.name == *name;
            if references.iter().any(|known| is_same_id(known) && cells::is_same(&known.value, &value)) {
                continue;
            }
            references.retain(|known| !is_same_id(known));
            if !value.is_empty() {
                references.push(Reference { system: system.clone(), name: name.clone(), value });
            }
        }
        let listed =
            self.reference_lists.iter().filter_map(|column| separated::references(cell(row, *column)));
        references.extend(listed.flatten());
        (base.is_some() || !references.is_empty()).then_some(references)
    }
}

fn is_number(target: &Target) -> bool {
    matches!(
        target,
        Target::TaxNumber
            | Target::RegistrationNumber
            | Target::Address(_, AddressPart::Postcode)
            | Target::Attribute(_)
            | Target::Reference { .. }
    )
}

/// Whether a cell holds what an export would write there for the stored document.
fn is_as_stored(base: Option<&Document>, target: &Target, cell: &str) -> bool {
    base.is_some_and(|document| cells::is_same(&cells::text(document, target), cell))
}

/// A cell as a person typed it, without the guard that an export puts before what a spreadsheet takes for a formula.
#[must_use]
pub fn cell(row: &Row, column: usize) -> &str {
    cells::read(row.get(column))
}

fn field_of<'raw>(raw: &'raw mut RawCustomer, target: &Target) -> Option<&'raw mut Option<String>> {
    Some(match target {
        Target::Kind => &mut raw.kind,
        Target::Status => &mut raw.status,
        Target::DisplayName => &mut raw.display_name,
        Target::FirstName => &mut raw.given_name,
        Target::LastName => &mut raw.family_name,
        Target::FatherName => &mut raw.father_name,
        Target::CompanyName => &mut raw.company_name,
        Target::BusinessLine => &mut raw.business_line,
        Target::Manager => &mut raw.manager,
        Target::Acronym => &mut raw.acronym,
        Target::Headcount => &mut raw.headcount,
        Target::Website => &mut raw.website,
        Target::TaxNumber => &mut raw.tax_number,
        Target::RegistrationNumber => &mut raw.registration_number,
        Target::Locale => &mut raw.locale,
        Target::Notes => &mut raw.notes,
        Target::Email => &mut raw.email_address,
        Target::Ignore
        | Target::CustomerId
        | Target::Emails
        | Target::Phone(..)
        | Target::Phones
        | Target::Address(..)
        | Target::Addresses
        | Target::Person(..)
        | Target::People
        | Target::Tags
        | Target::Attribute(_)
        | Target::Attributes
        | Target::Reference { .. }
        | Target::References
        | Target::Customer => return None,
    })
}
