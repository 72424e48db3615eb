//! The columns of a table. The first slice tells them: all there is where it is the whole list, else what it shows and
//! one more column for the rest of each kind, so that a file can begin before its end is known.

use std::collections::BTreeSet;

use crate::domain::customer::{Customer, Reference};
use crate::domain::import::items::{ContactItem, extensions};
use crate::domain::import::{AddressPart, PersonPart, PhonePart, Target, titles};
use crate::domain::organization::OrganizationId;
use crate::store::{Conn, StoreError, attributes};

/// Most phones, addresses and people that have columns of their own.
const MOST_PHONES: usize = 6;
const MOST_ADDRESSES: usize = 3;
const MOST_PEOPLE: usize = 3;
/// Most attributes, and most kinds of references, that have: an import takes 500 columns in all.
const MOST_ATTRIBUTES: usize = 200;
const MOST_REFERENCES: usize = 40;

/// A column of a table.
pub(super) enum Column {
    /// A field that an import reads again.
    Field(Target),
    /// What is only told: the number.
    Number,
    /// When it was created.
    Created,
    /// When it was last changed.
    Updated,
    /// What is known of the ways to reach it, beyond addresses and numbers.
    Contacts,
    /// What integrations keep with it.
    Extensions,
}

/// The columns of one export.
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    /// Phones, addresses and people with columns of their own; cells of several hold those behind.
    pub(super) phones: usize,
    pub(super) addresses: usize,
    pub(super) people: usize,
    pub(super) attributes: BTreeSet<String>,
    pub(super) references: BTreeSet<(String, String)>,
}

impl Columns {
    pub(super) fn of(
        conn: &mut Conn,
        organization: OrganizationId,
        first: &[Customer],
        is_whole: bool,
    ) -> Result<Self, StoreError> {
        let mut keys: Vec<String> =
            attributes::list(conn, organization)?.iter().map(|definition| definition.key.clone()).collect();
        let known = if is_whole { BTreeSet::new() } else { attributes::known_keys(conn, organization)? };
        let used = first.iter().flat_map(|customer| customer.document.attributes.own());
        let used: BTreeSet<String> = used.map(|(key, _)| key.to_owned()).chain(known).collect();
        keys.extend(used.into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
        Ok(Self::fitting(first, keys, is_whole))
    }

    /// The columns of the list.
    pub(super) fn listed(conn: &mut Conn, organization: OrganizationId) -> Result<Self, StoreError> {
        let defined = attributes::list(conn, organization)?;
        let own = defined.listed().map(|definition| Target::Attribute(definition.key.clone()));
        let own: Vec<Target> = own.filter(titles::reads_back).collect();
        let phone = [PhonePart::NumberLocal, PhonePart::Type, PhonePart::Country];
        let known = [Target::CustomerId, Target::Kind, Target::Status, Target::DisplayName];
        let named = [Target::FirstName, Target::LastName, Target::Email];
        let fields = known.into_iter().chain(named).chain(phone.map(|part| Target::Phone(0, part)));
        let fields = fields.chain([Target::Tags]).chain(own).map(Column::Field);
        Ok(Self {
            all: fields.chain([Column::Updated]).collect(),
            phones: 1,
            addresses: 0,
            people: 0,
            attributes: BTreeSet::new(),
            references: BTreeSet::new(),
        })
    }

    fn fitting(first: &[Customer], keys: Vec<String>, is_whole: bool) -> Self {
        let documents = || first.iter().map(|customer| &customer.document);
        let has_more_emails = documents().any(|document| document.emails().nth(1).is_some());
        let phones = documents().map(|document| document.phones().count()).max().unwrap_or(0);
        let addresses = documents().map(|document| document.addresses.len()).max().unwrap_or(0);
        let people = documents().map(|document| document.people.len()).max().unwrap_or(0);
        let is_column = |key: &String| titles::reads_back(&Target::Attribute(key.clone()));
        let key_count = keys.len();
        let keys: Vec<String> = keys.into_iter().filter(is_column).take(MOST_ATTRIBUTES).collect();
        let references = kinds(first);
        let mut columns = Self {
            all: Vec::new(),
            phones: phones.clamp(1, MOST_PHONES),
            addresses: addresses.clamp(1, MOST_ADDRESSES),
            people: people.min(MOST_PEOPLE),
            attributes: keys.iter().cloned().collect(),
            references,
        };
        columns.singles();
        columns.all.extend((!is_whole || has_more_emails).then_some(Column::Field(Target::Emails)));
        columns.parts(
            !is_whole || phones > MOST_PHONES,
            !is_whole || addresses > MOST_ADDRESSES,
            !is_whole || people > MOST_PEOPLE,
        );
        let are_all_keys = keys.len() == key_count;
        columns.open(keys, !is_whole || !are_all_keys);
        let has_other_references =
            documents().any(|document| columns.more_references(&document.references).next().is_some());
        if !is_whole || has_other_references {
            columns.all.push(Column::Field(Target::References));
        }
        let has_contacts = documents().any(|document| !ContactItem::all_of(document).is_empty());
        columns.all.extend((!is_whole || has_contacts).then_some(Column::Contacts));
        let has_extensions = documents().any(|document| !extensions(document).is_empty());
        columns.all.extend((!is_whole || has_extensions).then_some(Column::Extensions));
        columns.all.extend([Column::Number, Column::Created, Column::Updated]);
        columns
    }

    /// The references that have no column, or share one with a first of their kind.
    pub(super) fn more_references<'r>(
        &self,
        references: &'r [Reference],
    ) -> impl Iterator<Item = &'r Reference> {
        let is_kind =
            |one: &Reference, other: &Reference| one.system == other.system && one.name == other.name;
        references.iter().enumerate().filter_map(move |(at, reference)| {
            let is_first = !references[..at].iter().any(|earlier| is_kind(earlier, reference));
            let has_column = self.references.contains(&(reference.system.clone(), reference.name.clone()));
            (!has_column || !is_first).then_some(reference)
        })
    }

    fn singles(&mut self) {
        let singles = [
            Target::CustomerId,
            Target::Kind,
            Target::Status,
            Target::DisplayName,
            Target::FirstName,
            Target::LastName,
            Target::FatherName,
            Target::Email,
            Target::CompanyName,
            Target::BusinessLine,
            Target::Manager,
            Target::Acronym,
            Target::Headcount,
            Target::Website,
            Target::TaxNumber,
            Target::RegistrationNumber,
        ];
        self.all.extend(singles.map(Column::Field));
    }

    fn parts(&mut self, more_phones: bool, more_addresses: bool, more_people: bool) {
        for at in 0..self.phones {
            let parts = [PhonePart::NumberLocal, PhonePart::Type, PhonePart::Country];
            self.all.extend(parts.map(|part| Column::Field(Target::Phone(at, part))));
        }
        self.all.extend(more_phones.then_some(Column::Field(Target::Phones)));
        for at in 0..self.addresses {
            self.all.extend(AddressPart::ALL.map(|(part, _)| Column::Field(Target::Address(at, part))));
        }
        self.all.extend(more_addresses.then_some(Column::Field(Target::Addresses)));
        for at in 0..self.people {
            self.all.extend(PersonPart::ALL.map(|(part, _)| Column::Field(Target::Person(at, part))));
        }
        self.all.extend(more_people.then_some(Column::Field(Target::People)));
    }

    fn open(&mut self, keys: Vec<String>, more_attributes: bool) {
        self.all.extend([Target::Tags, Target::Locale, Target::Notes].map(Column::Field));
        self.all.extend(keys.into_iter().map(|key| Column::Field(Target::Attribute(key))));
        self.all.extend(more_attributes.then_some(Column::Field(Target::Attributes)));
        let references = self.references.iter().cloned();
        let references = references.map(|(system, name)| Column::Field(Target::Reference { system, name }));
        self.all.extend(references);
    }
}

/// The kinds of references that can have a column.
fn kinds(customers: &[Customer]) -> BTreeSet<(String, String)> {
    let references = customers.iter().flat_map(|customer| &customer.document.references);
    let kinds: BTreeSet<(String, String)> =
        references.map(|reference| (reference.system.clone(), reference.name.clone())).collect();
    let is_column = |(system, name): &(String, String)| {
        titles::reads_back(&Target::Reference { system: system.clone(), name: name.clone() })
    };
    kinds.into_iter().filter(is_column).take(MOST_REFERENCES).collect()
}

impl Column {
    /// Its title.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Field(target) => titles::title(target),
            Self::Number => titles::NUMBER.into(),
            Self::Created => titles::CREATED.into(),
            Self::Updated => titles::UPDATED.into(),
            Self::Contacts => titles::CONTACTS.into(),
            Self::Extensions => titles::EXTENSIONS.into(),
        }
    }
}
