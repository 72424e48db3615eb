//! From what was typed to what may be stored: `RawCustomer` is text from any door, `CustomerDraft` the valid changes
//! in it. Nobody checks a draft again. Absent means unchanged, empty means none.

mod contacts;
mod integrations;
mod people;
mod phones;
mod raw;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

pub use contacts::RawContact;
pub use integrations::Integrations;
pub use people::RawPerson;
pub use raw::{AvatarChange, RawAddress, RawCustomer, RawPhone};

use phones::PhoneDraft;
use reader::Reader;

use crate::domain::attribute::{self, Definitions};
use crate::domain::customer::{Address, Channel, ContactPoint, Document, Kind, Reference, Status};
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::{MOST_TAGS, TagId, TagTitle};
use crate::domain::values::{CountryCode, Email};

/// Most phones, and most addresses, of one customer.
pub const MOST_ROWS: usize = 100;
/// Most attributes of one customer.
pub const MOST_ATTRIBUTES: usize = 100;
/// Most bytes of one attribute's value.
pub const ATTRIBUTE_LIMIT_BYTES: usize = 1024;

/// What holds in the organization that a customer is of.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Phone numbers without a country are read as numbers of this one.
    pub country: Option<CountryCode>,
    /// The attributes that are defined.
    pub attributes: Definitions,
}

/// What a draft does to one field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Change<T> {
    fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
}

/// Valid changes to a customer, or a valid new one.
#[derive(Debug, Clone, Default)]
pub struct CustomerDraft {
    kind: Option<Kind>,
    status: Option<Status>,
    display_name: Change<String>,
    given_name: Change<String>,
    family_name: Change<String>,
    father_name: Change<String>,
    company_name: Change<String>,
    business_line: Change<String>,
    manager: Change<String>,
    acronym: Change<String>,
    headcount: Change<i64>,
    website: Change<String>,
    tax_number: Change<String>,
    registration_number: Change<String>,
    locale: Change<String>,
    notes: Change<String>,
    email: Change<Email>,
    more_emails: Option<Vec<Email>>,
    phones: Option<Vec<PhoneDraft>>,
    contacts: Option<Vec<contacts::ContactDraft>>,
    addresses: Option<Vec<(Option<Uuid>, Address)>>,
    people: Option<Vec<people::PersonDraft>>,
    attributes: Option<BTreeMap<String, Value>>,
    integrations: Integrations,
    references: Option<Vec<Reference>>,
    avatar: Option<AvatarChange>,
    tags: Option<BTreeSet<TagId>>,
    tag_titles: Vec<TagTitle>,
    named_tags: BTreeSet<TagId>,
}

impl CustomerDraft {
    /// Judges what came in, for a customer that is `former` or, without one, new.
    ///
    /// # Errors
    /// Every field that is not acceptable, by the field's name in a form.
    pub fn parse(raw: &RawCustomer, rules: &Rules, former: Option<&Document>) -> Result<Self, Issues> {
        let mut reader = Reader { issues: Issues::default(), default_country: rules.country };
        let were = former.map(|former| &former.attributes);
        let draft = Self {
            kind: reader.word("kind", raw.kind.as_deref(), Kind::parse, "kind-unknown"),
            status: reader.word("status", raw.status.as_deref(), Status::parse, "status-unknown"),
            display_name: reader.text("display_name", raw.display_name.as_deref()),
            given_name: reader.text("first_name", raw.given_name.as_deref()),
            family_name: reader.text("last_name", raw.family_name.as_deref()),
            father_name: reader.text("father_name", raw.father_name.as_deref()),
            company_name: reader.text("company_name", raw.company_name.as_deref()),
            business_line: reader.text("business_line", raw.business_line.as_deref()),
            manager: reader.text("manager", raw.manager.as_deref()),
            acronym: reader.text("acronym", raw.acronym.as_deref()),
            headcount: reader.whole_number("headcount", raw.headcount.as_deref()),
            website: reader.text("website", raw.website.as_deref()),
            tax_number: reader.text("tax_number", raw.tax_number.as_deref()),
            registration_number: reader.text("registration_number", raw.registration_number.as_deref()),
            locale: reader.locale("locale", raw.locale.as_deref()),
            notes: reader.notes("notes", raw.notes.as_deref()),
            email: reader.email("email_address", raw.email_address.as_deref()),
            more_emails: raw.more_emails.as_deref().map(|emails| reader.emails(emails)),
            phones: raw.phones.as_deref().map(|phones| reader.phones(phones)),
            contacts: raw.contacts.as_deref().map(|contacts| reader.contacts(contacts, former)),
            addresses: raw.addresses.as_deref().map(|addresses| reader.addresses(addresses)),
            people: raw.people.as_deref().map(|people| reader.people(people)),
            attributes: attribute::judge(
                &rules.attributes,
                raw.attributes.as_deref(),
                were,
                &mut reader.issues,
            ),
            integrations: reader.integrations(&raw.integrations),
            references: raw.references.as_deref().map(|list| reader.references("references", list)),
            avatar: raw.avatar,
            tags: raw.tags.as_deref().map(|tags| reader.tags(tags)),
            tag_titles: reader.tag_titles(raw.tag_titles.as_deref().unwrap_or_default()),
            named_tags: BTreeSet::new(),
        };
        if reader.issues.is_empty() { Ok(draft) } else { Err(reader.issues) }
    }

    /// The titles whose tags it asks for, before [`CustomerDraft::tagged`] has told their ids.
    #[must_use]
    pub fn tag_titles(&self) -> &[TagTitle] {
        &self.tag_titles
    }

    /// The draft with the tags of these ids, which its titles have.
    #[must_use]
    pub fn tagged(mut self, of_titles: BTreeSet<TagId>) -> Self {
        self.tag_titles.clear();
        self.named_tags = of_titles;
        self
    }

    /// The document that these changes make of `former`, or of nothing.
    ///
    /// # Errors
    /// When nothing is left that a display name could be made of, and when there would be too many tags, or titles
    /// that nobody told the ids of.
    pub fn onto(self, former: Option<&Document>) -> Result<Document, Issues> {
        let mut document = former.cloned().unwrap_or_default();
        let follows_names =
            former.is_some_and(|former| Some(&former.display_name) == former.derived_name().as_ref());
        if let Some(kind) = self.kind {
            document.kind = kind;
        }
        if let Some(status) = self.status {
            document.status = status;
        }
        self.given_name.apply(&mut document.given_name);
        self.family_name.apply(&mut document.family_name);
        self.father_name.apply(&mut document.father_name);
        self.company_name.apply(&mut document.company.name);
        self.business_line.apply(&mut document.company.business_line);
        self.manager.apply(&mut document.company.manager);
        self.acronym.apply(&mut document.company.acronym);
        self.headcount.apply(&mut document.company.headcount);
        self.website.apply(&mut document.company.website);
        self.tax_number.apply(&mut document.tax_number);
        self.registration_number.apply(&mut document.registration_number);
        self.locale.apply(&mut document.locale);
        self.notes.apply(&mut document.notes);
        put_email(&mut document.contact_points, self.email);
        if let Some(emails) = self.more_emails {
            put_more_emails(&mut document.contact_points, emails);
        }
        if let Some(phones) = self.phones {
            put_phones(&mut document.contact_points, phones);
        }
        if let Some(contacts) = self.contacts {
            contacts::put(&mut document.contact_points, contacts);
        }
        if let Some(addresses) = self.addresses {
            put_addresses(&mut document.addresses, addresses);
        }
        if let Some(people) = self.people {
            people::put(&mut document, people);
        }
        if let Some(own) = self.attributes {
            document.attributes.replace_own(own);
        }
        integrations::put(&mut document.attributes, self.integrations)?;
        if let Some(mut references) = self.references {
            references.sort();
            references.dedup();
            document.references = references;
        }
        if let Some(avatar) = self.avatar {
            document.avatar = avatar.given();
        }
        if let Some(tags) = self.tags {
            document.tags = tags;
        }
        document.tags.extend(self.named_tags);
        if !self.tag_titles.is_empty() {
            return Err(Issues::of("tag_titles", Issue::new("tag-unknown")));
        }
        if document.tags.len() > MOST_TAGS {
            return Err(Issues::of("tags", Issue::new("too-many-rows").with("max", MOST_TAGS)));
        }
        document.display_name = match self.display_name {
            Change::Set(name) if !(follows_names && name == document.display_name) => name,
            Change::Keep if !follows_names && former.is_some() => document.display_name,
            Change::Keep | Change::Clear | Change::Set(_) => document
                .derived_name()
                .ok_or_else(|| Issues::of("display_name", Issue::new("name-missing")))?,
        };
        Ok(document)
    }
}

/// Replaces the value of the first e-mail, removes that one point, or puts a new one first.
fn put_email(points: &mut Vec<ContactPoint>, change: Change<Email>) {
    let first = points.iter().position(|point| matches!(point.channel, Channel::Email { .. }));
    match (change, first) {
        (Change::Keep, _) | (Change::Clear, None) => {}
        (Change::Clear, Some(at)) => {
            points.remove(at);
        }
        (Change::Set(value), Some(at)) => points[at].channel = Channel::Email { value },
        (Change::Set(value), None) => points.insert(0, ContactPoint::new(Channel::Email { value })),
    }
}

/// Makes these the e-mail addresses behind the main one, which is none of them. One that stays keeps its key.
fn put_more_emails(points: &mut Vec<ContactPoint>, emails: Vec<Email>) {
    let address = |point: &ContactPoint| match &point.channel {
        Channel::Email { value } => Some(value.clone()),
        Channel::Phone(_) | Channel::Other { .. } => None,
    };
    let main = points.iter().find_map(address);
    let mut fresh: Vec<Email> = Vec::new();
    for email in emails {
        if main.iter().chain(&fresh).all(|known| known.key() != email.key()) {
            fresh.push(email);
        }
    }
    let former: Vec<Email> = points.iter().filter_map(address).skip(1).collect();
    if former == fresh {
        return;
    }
    let mut is_main = true;
    let (mut former, mut after): (Vec<_>, Vec<_>) =
        points.drain(..).partition(|point| address(point).is_some() && !std::mem::take(&mut is_main));
    let at = after.iter().position(|point| address(point).is_some()).map_or(0, |at| at + 1);
    let points_of = fresh.into_iter().map(|email| {
        let known = former.iter().position(|point| address(point).as_ref() == Some(&email));
        known.map_or_else(|| ContactPoint::new(Channel::Email { value: email }), |at| former.remove(at))
    });
    let points_of: Vec<ContactPoint> = points_of.collect();
    after.splice(at..at, points_of);
    *points = after;
}

/// Puts these phones where the former ones stood. A phone without a key takes that of an equal former one, so that
/// writing back what was read changes nothing, and what only other contracts show of a point stays.
fn put_phones(points: &mut Vec<ContactPoint>, phones: Vec<PhoneDraft>) {
    let is_phone = |point: &ContactPoint| matches!(point.channel, Channel::Phone(_));
    let mut former: Vec<ContactPoint> = points.iter().filter(|point| is_phone(point)).cloned().collect();
    let mut fresh = phones.into_iter().map(|phone| {
        let same = |point: &ContactPoint| match phone.key {
            Some(key) => point.key == key,
            None => matches!(&point.channel, Channel::Phone(old) if phone.is_same(old)),
        };
        match former.iter().position(same) {
            None => ContactPoint::new(Channel::Phone(phone.phone)),
            Some(at) => {
                let old = former.remove(at);
                let phone = match &old.channel {
                    Channel::Phone(was) => phone.onto(was),
                    Channel::Email { .. } | Channel::Other { .. } => phone.phone,
                };
                ContactPoint { channel: Channel::Phone(phone), ..old }
            }
        }
    });
    let mut after = Vec::with_capacity(points.len());
    for point in points.drain(..) {
        if is_phone(&point) { after.extend(fresh.next()) } else { after.push(point) }
    }
    after.extend(fresh);
    *points = after;
}

fn put_addresses(addresses: &mut Vec<Address>, fresh: Vec<(Option<Uuid>, Address)>) {
    let mut former = std::mem::take(addresses);
    for (key, address) in fresh {
        let same = |old: &Address| match key {
            Some(key) => old.key == key,
            None => Address { key: old.key, ..address.clone() } == *old,
        };
        let old = former.iter().position(same).map(|at| former.remove(at));
        // The same text names the same country, whatever is known of its names by now.
        let country = old.as_ref().filter(|old| old.country_text == address.country_text);
        let country = country.map_or(address.country, |old| old.country);
        addresses.push(Address { key: old.map_or(address.key, |old| old.key), country, ..address });
    }
}
