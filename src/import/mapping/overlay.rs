//! From the cells of a row to what a form would have sent: alone for a new customer, laid over the stored document for
//! one that exists. Lists have positions: the first phone column is the first phone's, and the others stay.

use serde_json::Value;

use crate::domain::customer::{Document, Reference, attribute_text};
use crate::domain::draft::{RawAddress, RawCustomer, RawPhone};
use crate::domain::import::{AddressPart, EmptyCells, Mapping, PhonePart, Target};
use crate::domain::values::text::trimmed;
use crate::import::read::Row;

/// A mapping, ready for many rows.
#[derive(Debug, Clone)]
pub struct Mapper {
    singles: Vec<(usize, Target)>,
    phones: Vec<(usize, usize, PhonePart)>,
    phone_lists: Vec<usize>,
    addresses: Vec<(usize, usize, AddressPart)>,
    address_lists: Vec<usize>,
    attributes: Vec<(usize, String)>,
    references: Vec<(usize, String, String)>,
    tags: Vec<usize>,
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
            addresses: Vec::new(),
            address_lists: Vec::new(),
            attributes: Vec::new(),
            references: Vec::new(),
            tags: Vec::new(),
            names_kind: mapping.0.contains(&Target::Kind),
            clears: empty == EmptyCells::Clear,
        };
        for (column, target) in mapping.0.iter().enumerate() {
            match target {
                Target::Ignore | Target::CustomerId => {}
                Target::Phone(at, part) => mapper.phones.push((column, *at, *part)),
                Target::Phones => mapper.phone_lists.push(column),
                Target::Address(at, part) => mapper.addresses.push((column, *at, *part)),
                Target::Addresses => mapper.address_lists.push(column),
                Target::Tags => mapper.tags.push(column),
                Target::Attribute(key) => mapper.attributes.push((column, key.clone())),
                Target::Reference { system, name } => {
                    mapper.references.push((column, system.clone(), name.clone()));
                }
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
        let mut raw = RawCustomer::default();
        for (column, target) in &self.singles {
            let value = self.text(cell(row, *column), base.is_some());
            if let Some(field) = field_of(&mut raw, target) {
                *field = value.map(|value| plain_word(target, value));
            }
        }
        if base.is_none() && !self.names_kind && raw.company_name.is_some() {
            let is_person = raw.given_name.is_some() || raw.family_name.is_some();
            raw.kind = (!is_person).then(|| "corporate".to_owned());
        }
        raw.phones = self.phones(row, base);
        raw.addresses = self.addresses(row, base);
        raw.attributes = self.attributes(row, base);
        raw.references = self.references(row, base);
        raw.tag_titles = Some(self.tag_titles(row)).filter(|titles| !titles.is_empty());
        // Tags are added to those that a customer has; where empty cells clear, the cell is all of them.
        raw.tags = (self.clears && base.is_some() && !self.tags.is_empty()).then(Vec::new);
        raw
    }

    /// The titles of tags in a row, in one text.
    #[must_use]
    pub fn tag_titles(&self, row: &Row) -> String {
        let cells = self.tags.iter().map(|column| cell(row, *column)).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join("\n")
    }

    /// An empty cell is silent, or asks for no value; of a new customer there is none to remove.
    fn text(&self, cell: &str, has_base: bool) -> Option<String> {
        match cell {
            "" => (self.clears && has_base).then(String::new),
            text => Some(text.to_owned()),
        }
    }

    fn phones(&self, row: &Row, base: Option<&Document>) -> Option<Vec<RawPhone>> {
        if self.phones.is_empty() && self.phone_lists.is_empty() {
            return None;
        }
        let stored: Vec<RawPhone> = base
            .map(|document| document.phones().map(|(key, phone)| RawPhone::from_phone(key, phone)).collect())
            .unwrap_or_default();
        let mut phones = stored.clone();
        for (column, at, part) in &self.phones {
            self.put_phone_part(&mut phones, *at, *part, cell(row, *column));
        }
        let numbered = self.phones.iter().map(|(_, at, _)| at + 1).max().unwrap_or(0);
        let listed: Vec<&str> =
            self.phone_lists.iter().flat_map(|column| separated_phones(cell(row, *column))).collect();
        if !listed.is_empty() || self.clears && !self.phone_lists.is_empty() {
            phones.truncate(numbered);
        }
        for number in listed {
            let former = stored.iter().skip(numbered).find(|phone| is_number_of(phone, number));
            phones.push(
                former
                    .cloned()
                    .unwrap_or_else(|| RawPhone { number_local: number.into(), ..RawPhone::default() }),
            );
        }
        (base.is_some() || phones.iter().any(has_number)).then_some(phones)
    }

    fn put_phone_part(&self, phones: &mut Vec<RawPhone>, at: usize, part: PhonePart, cell: &str) {
        if cell.is_empty() && (!self.clears || phones.len() <= at) {
            return;
        }
        if phones.len() <= at {
            phones.resize_with(at + 1, RawPhone::default);
        }
        let phone = &mut phones[at];
        match part {
            PhonePart::NumberLocal | PhonePart::Mobile => {
                if !is_number_of(phone, cell) {
                    phone.number_local = cell.to_owned();
                    phone.number_international.clear();
                }
                if part == PhonePart::Mobile && !cell.is_empty() {
                    phone.phone_type = "Mobile".into();
                }
            }
            PhonePart::NumberInternational => {
                let stands_in = !self.has_local_number(at) && !is_number_of(phone, cell);
                if stands_in || phone.number_local.is_empty() {
                    phone.number_local.clear();
                    phone.number_international = cell.to_owned();
                }
            }
            PhonePart::Country => phone.country = cell.to_owned(),
            PhonePart::Type => phone.phone_type = phone_type(cell).to_owned(),
        }
    }

    fn has_local_number(&self, at: usize) -> bool {
        let is_local = |part: PhonePart| matches!(part, PhonePart::NumberLocal | PhonePart::Mobile);
        self.phones.iter().any(|(_, place, part)| *place == at && is_local(*part))
    }

    fn addresses(&self, row: &Row, base: Option<&Document>) -> Option<Vec<RawAddress>> {
        if self.addresses.is_empty() && self.address_lists.is_empty() {
            return None;
        }
        let stored: Vec<RawAddress> = base
            .map(|document| document.addresses.iter().map(RawAddress::from_address).collect())
            .unwrap_or_default();
        let mut addresses = stored.clone();
        for (column, at, part) in &self.addresses {
            let cell = cell(row, *column);
            if cell.is_empty() && (!self.clears || addresses.len() <= *at) {
                continue;
            }
            if addresses.len() <= *at {
                addresses.resize_with(at + 1, RawAddress::default);
            }
            *part_of_address(&mut addresses[*at], *part) = cell.to_owned();
        }
        let numbered = self.addresses.iter().map(|(_, at, _)| at + 1).max().unwrap_or(0);
        let listed: Vec<&str> =
            self.address_lists.iter().flat_map(|column| separated_addresses(cell(row, *column))).collect();
        if !listed.is_empty() || self.clears && !self.address_lists.is_empty() {
            addresses.truncate(numbered);
        }
        for text in listed {
            let former = stored.iter().skip(numbered).find(|address| address.address1 == text);
            addresses.push(
                former
                    .cloned()
                    .unwrap_or_else(|| RawAddress { address1: text.into(), ..RawAddress::default() }),
            );
        }
        let is_given = base.is_some() || addresses.iter().any(|address| *address != RawAddress::default());
        is_given.then_some(addresses)
    }

    fn attributes(&self, row: &Row, base: Option<&Document>) -> Option<Vec<(String, Value)>> {
        if self.attributes.is_empty() {
            return None;
        }
        let stored = base.into_iter().flat_map(|document| document.attributes.own());
        let mut own: Vec<(String, Value)> =
            stored.map(|(key, value)| (key.to_owned(), value.clone())).collect();
        for (column, key) in &self.attributes {
            let Some(text) = self.text(cell(row, *column), base.is_some()) else { continue };
            match own.iter_mut().find(|(known, _)| known == key) {
                // A number or a yes that reads the same is the same: a file has only texts.
                Some((_, value)) if attribute_text(value) == text => {}
                Some((_, value)) => *value = Value::String(text),
                None => own.push((key.clone(), Value::String(text))),
            }
        }
        (base.is_some() || !own.is_empty()).then_some(own)
    }

    fn references(&self, row: &Row, base: Option<&Document>) -> Option<Vec<Reference>> {
        if self.references.is_empty() {
            return None;
        }
        let mut references = base.map(|document| document.references.clone()).unwrap_or_default();
        for (column, system, name) in &self.references {
            let Some(value) = self.text(cell(row, *column), base.is_some()) else { continue };
            let is_same_id = |known: &Reference| known.system == *system && known.name == *name;
            if references.iter().any(|known| is_same_id(known) && known.value == value) {
                continue;
            }
            references.retain(|known| !is_same_id(known));
            if !value.is_empty() {
                references.push(Reference { system: system.clone(), name: name.clone(), value });
            }
        }
        (base.is_some() || !references.is_empty()).then_some(references)
    }
}

/// A cell as a person typed it. An export puts `'` before a text that a spreadsheet would take for a formula; it is
/// taken off again.
#[must_use]
pub fn cell(row: &Row, column: usize) -> &str {
    let text = trimmed(row.get(column));
    match text.strip_prefix('\'') {
        Some(formula) if formula.starts_with(['=', '+', '-', '@', '\t', '\r']) => formula,
        _ => text,
    }
}

/// The phones of a cell that holds several. A blank around a slash parts them; without one it is inside a number.
pub(super) fn separated_phones(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([';', ',', '|', '\n', '،', '؛']).flat_map(|part| part.split(" / "));
    parts.map(trimmed).filter(|part| !part.is_empty())
}

/// The addresses of a cell that holds several; commas are inside them.
fn separated_addresses(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|', '\n', '؛']).map(trimmed).filter(|part| !part.is_empty())
}

fn has_number(phone: &RawPhone) -> bool {
    !phone.number_local.is_empty() || !phone.number_international.is_empty()
}

fn is_number_of(phone: &RawPhone, number: &str) -> bool {
    phone.number_local == number || !number.is_empty() && phone.number_international == number
}

fn part_of_address(address: &mut RawAddress, part: AddressPart) -> &mut String {
    match part {
        AddressPart::Address1 => &mut address.address1,
        AddressPart::Address2 => &mut address.address2,
        AddressPart::Suburb => &mut address.suburb,
        AddressPart::Postcode => &mut address.postcode,
        AddressPart::State => &mut address.state,
        AddressPart::Country => &mut address.country,
    }
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
        | Target::Phone(..)
        | Target::Phones
        | Target::Address(..)
        | Target::Addresses
        | Target::Tags
        | Target::Attribute(_)
        | Target::Reference { .. } => return None,
    })
}

/// The word of ours for a kind or a status as other programs write them.
fn plain_word(target: &Target, typed: String) -> String {
    let words: &[(&str, &[&str])] = match target {
        Target::Kind => &[
            (
                "corporate",
                &[
                    "company",
                    "business",
                    "organization",
                    "organisation",
                    "firm",
                    "firma",
                    "corporation",
                    "b2b",
                ],
            ),
            ("personal", &["person", "individual", "private", "privat", "b2c"]),
        ],
        Target::Status => {
            &[("active", &["yes", "true", "1", "enabled"]), ("inactive", &["no", "false", "0", "disabled"])]
        }
        _ => return typed,
    };
    let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&typed));
    words.iter().find(|(_, names)| is_one_of(names)).map_or(typed, |(word, _)| (*word).to_owned())
}

/// The word of ours for a phone's type as other programs write it.
fn phone_type(typed: &str) -> &str {
    let word = typed.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| word.contains(mark));
    if has(&["mobil", "cell", "handy", "portable", "móvil", "movil", "موبایل", "همراه", "جوال"])
    {
        "Mobile"
    } else if has(&["home", "work", "office", "business", "main", "land", "fest", "fix", "tel", "ثابت"]) {
        "Phone"
    } else if has(&["other", "fax", "custom"]) {
        "Unknown"
    } else {
        typed
    }
}
