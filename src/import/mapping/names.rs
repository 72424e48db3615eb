//! What a column's name says, taken apart: a beginning that tells which of several, a number that tells which in order,
//! and the word for the field.

use super::prefixes;
use super::words::{self, Meaning, squash};
use crate::domain::draft::MOST_ROWS;
use crate::domain::import::{AddressPart, PersonPart, Target, titles};

/// Which phone, address or person a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It does not say.
    Free,
    /// The one of this number.
    Number(usize),
    /// The address of this beginning.
    Group(&'static str),
}

/// A column's meaning with the place it names.
pub(super) type Guess = (Meaning, Place);

/// Words of a name whose address or number is not the customer's.
const SOMEONE_ELSE: [&str; 18] = [
    "assistant",
    "asst",
    "owner",
    "assigned",
    "created",
    "modified",
    "updated",
    "manager",
    "salesperson",
    "agent",
    "spouse",
    "fax",
    "pager",
    "referred",
    "user",
    "language",
    "locale",
    "emergency",
];
/// Names of the lines of an address, before their number.
const LINES: [&str; 9] =
    ["address", "addresses", "adresse", "anschrift", "street", "adres", "addressline", "line", ""];
/// Lists whose labels tell nothing that is kept.
const LABELLED: [&str; 4] = ["email", "address", "website", "organization"];

/// A column's name, taken apart.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) written: String,
    /// All of it, squashed.
    pub(super) whole: String,
    /// The first number in it, with what stands before and behind it.
    pub(super) number: Option<usize>,
    pub(super) before: String,
    behind: String,
}

impl Name {
    pub(super) fn of(written: &str) -> Self {
        let whole = squash(written);
        let digits =
            whole.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_digit()).map(|(at, _)| at);
        let (before, number, behind) = match digits {
            None => (whole.clone(), None, String::new()),
            Some(start) => {
                let tail = &whole[start..];
                let length = tail.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(tail.len());
                (whole[..start].to_owned(), tail[..length].parse().ok(), tail[length..].to_owned())
            }
        };
        Self { written: written.trim().to_owned(), whole, number, before, behind }
    }

    /// Whether its values are of somebody, or something, that is not the customer.
    pub(super) fn is_of_someone_else(&self) -> bool {
        SOMEONE_ELSE.iter().any(|word| self.whole.contains(word))
    }

    /// A field by its own name, or by one that people use for it.
    pub(super) fn exact(&self) -> Option<Guess> {
        if let Some(target) = self.open() {
            return Some((Meaning::Field(target), Place::Free));
        }
        // Phones and addresses have their places from all the columns there are.
        let titled = titles::of_title(&self.written);
        if let Some(target) =
            titled.filter(|target| !matches!(target, Target::Phone(..) | Target::Address(..)))
        {
            return Some((Meaning::Field(target), Place::Free));
        }
        let single = Target::singles().find(|target| squash(&target.to_string()) == self.whole);
        let meaning = single.filter(|target| *target != Target::Ignore).map(Meaning::Field);
        let another_phone = || {
            let phone = words::meaning(&self.before).filter(|meaning| matches!(meaning, Meaning::Phone(_)));
            phone.filter(|_| self.number.is_some() && self.behind.is_empty()).cloned()
        };
        let meaning = meaning.or_else(|| words::meaning(&self.whole).cloned()).or_else(another_phone);
        meaning.map(|meaning| (meaning, Place::Free))
    }

    /// `attribute:tier`, `attributes.tier`, `reference:arrowsphere/billingId`, `phones.more`.
    fn open(&self) -> Option<Target> {
        if let Some(list) = self.written.strip_suffix(".more") {
            return titles::of_rest(list);
        }
        let attribute = self.written.strip_prefix("attributes.").map(|key| format!("attribute:{key}"));
        let name = attribute.as_deref().unwrap_or(&self.written);
        let is_open = name.starts_with("attribute:") || name.starts_with("reference:");
        name.parse().ok().filter(|_| is_open)
    }

    /// "Phone 2", "phones.0.numberLocal", "Address 1 - City"; "Address 2" is a line of the first address.
    pub(super) fn numbered(&self) -> Option<Guess> {
        let number = self.number.filter(|number| *number <= MOST_ROWS)?;
        if let Some(guess) = self.line(number) {
            return Some(guess);
        }
        if let Some(part) = self.part_of_person() {
            return Some((Meaning::Person(part), Place::Number(number)));
        }
        if LABELLED.contains(&self.before.as_str()) && matches!(self.behind.as_str(), "label" | "type") {
            return Some((Meaning::Nothing, Place::Free));
        }
        if self.before == "address" && self.behind == "formatted" {
            // Its parts have columns of their own.
            return Some((Meaning::Nothing, Place::Free));
        }
        if self.before == "tags" && matches!(self.behind.as_str(), "" | "title" | "name") {
            return Some((Meaning::Field(Target::Tags), Place::Free));
        }
        let part = format!("{}{}", self.before, self.behind);
        // "addresses.0.address1": the part has a number of its own, which belongs to its name.
        let meaning = words::meaning(&self.behind)
            .filter(|meaning| self.is_list_of(meaning))
            .or_else(|| self.part_by_its_own_name())
            .or_else(|| words::meaning(&part))?;
        let place = match meaning {
            // "Home Phone 2" is no second phone of a list.
            Meaning::Phone(_) if !self.is_list_of(meaning) => return None,
            Meaning::Field(Target::Email) if number > 1 => {
                return Some((Meaning::Field(Target::Emails), Place::Free));
            }
            Meaning::Field(_) if number != 1 => return None,
            Meaning::Field(_) | Meaning::Nothing => Place::Free,
            Meaning::Phone(_) | Meaning::Address(_) | Meaning::Person(_) => Place::Number(number),
        };
        Some((meaning.clone(), place))
    }

    /// The first or second line of an address: "Street 2", "Business Street 2", `POAddressLine1`.
    fn line(&self, number: usize) -> Option<Guess> {
        if !self.behind.is_empty() {
            return None;
        }
        let line = match number {
            1 => AddressPart::Address1,
            2 => AddressPart::Address2,
            _ => return None,
        };
        if LINES.contains(&self.before.as_str()) && !self.before.is_empty() {
            return Some((Meaning::Address(line), Place::Free));
        }
        let (prefix, rest) = prefixes::split(&self.before)?;
        let is_line = LINES.contains(&rest) && (!rest.is_empty() || matches!(prefix, "billto" | "shipto"));
        let is_address = is_line || rest.is_empty() && prefix.ends_with("address");
        is_address.then_some((Meaning::Address(line), Place::Group(prefixes::group(prefix))))
    }

    fn part_of_person(&self) -> Option<PersonPart> {
        if !["person", "people", "contactperson"].contains(&self.before.as_str()) {
            return None;
        }
        let (_, part) = PERSON_PARTS.iter().find(|(name, _)| *name == self.behind)?;
        Some(*part)
    }

    fn is_list_of(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Phone(_) => ["phone", "tel", "mobil", "rufnummer", "تلفن"]
                .iter()
                .any(|list| self.before.starts_with(list)),
            Meaning::Address(_) => self.before.starts_with("address"),
            Meaning::Field(_) | Meaning::Person(_) | Meaning::Nothing => false,
        }
    }

    fn part_by_its_own_name(&self) -> Option<&'static Meaning> {
        let canonical = match (self.before.as_str(), self.behind.as_str()) {
            ("phones", "numberlocal") => "phone",
            ("phones", "mobile") => "mobile",
            ("phones" | "phone", "country") => "phonecountry",
            ("phones" | "phone", "type" | "label") => "phonetype",
            ("phones", "numberinternational") => "numberinternational",
            ("addresses" | "address", "address1" | "line1") => "street",
            ("addresses" | "address", "address2" | "line2") => "addressline2",
            ("addresses", "suburb") => "suburb",
            ("addresses", "postcode") => "postcode",
            ("addresses", "state") => "state",
            ("addresses", "country") => "country",
            _ => return None,
        };
        words::meaning(canonical)
    }

    /// "Mailing City", `billing_first_name`; or, where second ones are asked for, "Other Phone", `shipping_city`.
    pub(super) fn prefixed(&self, is_second: bool) -> Option<Guess> {
        let (prefix, rest) = prefixes::split(&self.whole)?;
        if prefixes::is_second(prefix) != is_second {
            return None;
        }
        let rest = if rest.is_empty() && prefix.ends_with("address") { "address" } else { rest };
        match words::meaning(rest)? {
            meaning @ Meaning::Address(_) => Some((meaning.clone(), Place::Group(prefixes::group(prefix)))),
            meaning @ (Meaning::Phone(_) | Meaning::Field(Target::Email)) => {
                Some((meaning.clone(), Place::Free))
            }
            meaning @ Meaning::Field(
                Target::FirstName
                | Target::LastName
                | Target::CompanyName
                | Target::TaxNumber
                | Target::Website,
            ) if prefixes::is_of_customer(prefix) => Some((meaning.clone(), Place::Free)),
            _ => None,
        }
    }

    /// By a slip of the hand.
    pub(super) fn close(&self) -> Option<Guess> {
        let is_id = self.whole.ends_with("id");
        let is_plain = self.number.is_none() && !is_id && !self.is_of_someone_else();
        words::closest(&self.whole).filter(|_| is_plain).map(|meaning| (meaning.clone(), Place::Free))
    }
}

const PERSON_PARTS: [(&str, PersonPart); 11] = [
    ("firstname", PersonPart::FirstName),
    ("lastname", PersonPart::LastName),
    ("displayname", PersonPart::DisplayName),
    ("name", PersonPart::DisplayName),
    ("email", PersonPart::EmailAddress),
    ("emailaddress", PersonPart::EmailAddress),
    ("phone", PersonPart::Phone),
    ("phonenumber", PersonPart::Phone),
    ("type", PersonPart::Type),
    ("role", PersonPart::Role),
    ("ismain", PersonPart::IsMain),
];
