//! What a row says of a customer's phones, addresses and people. Lists have positions: the first phone column is the
//! first phone's, and the others stay. A cell that holds several is all of those behind the numbered ones.

use super::{Mapper, cell, is_as_stored, separated, whole, words};
use crate::domain::customer::Document;
use crate::domain::draft::{RawAddress, RawPerson, RawPhone};
use crate::domain::import::items::PhoneItem;
use crate::domain::import::{AddressPart, PersonPart, PhonePart, Target};
use crate::import::read::Row;

/// A list is asked for only where something in it is another: what is stored was read by the rules of its time, and is
/// not judged again by those of the file.
impl Mapper {
    pub(super) fn phones(&self, row: &Row, base: Option<&Document>) -> Option<Vec<RawPhone>> {
        if self.phones.is_empty() && self.phone_lists.is_empty() {
            return None;
        }
        let stored: Vec<RawPhone> = base
            .map(|document| document.phones().map(|(key, phone)| RawPhone::from_phone(key, phone)).collect())
            .unwrap_or_default();
        let mut phones = stored.clone();
        for (column, at, part) in &self.phones {
            let cell = cell(row, *column);
            let first = if part.is_number() { separated::first(cell) } else { cell };
            let is_stored = |text| is_as_stored(base, &Target::Phone(*at, *part), text);
            if !is_stored(cell) && !is_stored(first) {
                self.put_phone_part(&mut phones, *at, *part, first);
            }
        }
        let numbered = places(self.phones.iter().map(|(_, at, _)| *at));
        let listed = self.phone_lists.iter().flat_map(|column| separated::phones(cell(row, *column)));
        let behind = self.phones.iter().filter(|(.., part)| part.is_number());
        let behind = behind.map(|(column, at, part)| (cell(row, *column), Target::Phone(*at, *part)));
        let behind = behind.filter(|(cell, target)| !is_as_stored(base, target, cell));
        let behind = behind.flat_map(|(cell, _)| separated::behind_first(cell));
        let listed: Vec<PhoneItem<'_>> = behind.map(PhoneItem::number).chain(listed).collect();
        if !listed.is_empty() || self.clears && !self.phone_lists.is_empty() {
            phones.truncate(numbered);
        }
        let mut former: Vec<RawPhone> = stored.iter().skip(numbered).cloned().collect();
        for item in listed {
            let known = former.iter().position(|phone| item.is_of(phone)).map(|at| former.remove(at));
            let mut phone = known.unwrap_or_default();
            item.put(&mut phone);
            phones.push(phone);
        }
        (phones != stored && (base.is_some() || phones.iter().any(has_number))).then_some(phones)
    }

    fn put_phone_part(&self, phones: &mut Vec<RawPhone>, at: usize, part: PhonePart, cell: &str) {
        if cell.is_empty() && (!self.clears || phones.len() <= at) {
            return;
        }
        let phone = place(phones, at);
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
            PhonePart::Type => phone.phone_type = words::phone_type(cell).to_owned(),
        }
    }

    fn has_local_number(&self, at: usize) -> bool {
        let is_local = |part: PhonePart| matches!(part, PhonePart::NumberLocal | PhonePart::Mobile);
        self.phones.iter().any(|(_, place, part)| *place == at && is_local(*part))
    }

    pub(super) fn addresses(&self, row: &Row, base: Option<&Document>) -> Option<Vec<RawAddress>> {
        if self.addresses.is_empty() && self.address_lists.is_empty() {
            return None;
        }
        let stored: Vec<RawAddress> = base
            .map(|document| document.addresses.iter().map(RawAddress::from_address).collect())
            .unwrap_or_default();
        let mut addresses = stored.clone();
        for (column, at, part) in &self.addresses {
            let cell = cell(row, *column);
            let is_silent = cell.is_empty() && (!self.clears || addresses.len() <= *at);
            if is_silent || is_as_stored(base, &Target::Address(*at, *part), cell) {
                continue;
            }
            let address = place(&mut addresses, *at);
            let parts = Some(cell).filter(|_| *part == AddressPart::Address1);
            match parts.and_then(|cell| whole::address(cell, self.has_parts_of_address(*at))) {
                Some(parts) => parts.put(address),
                None => *part_of_address(address, *part) = cell.to_owned(),
            }
        }
        let numbered = places(self.addresses.iter().map(|(_, at, _)| *at));
        let listed: Vec<RawAddress> = self
            .address_lists
            .iter()
            .flat_map(|column| separated::addresses(cell(row, *column)))
            .map(|item| item.raw())
            .collect();
        if !listed.is_empty() || self.clears && !self.address_lists.is_empty() {
            addresses.truncate(numbered);
        }
        let mut former: Vec<RawAddress> = stored.iter().skip(numbered).cloned().collect();
        for address in listed {
            let is_it = |known: &RawAddress| RawAddress { key: String::new(), ..known.clone() } == address;
            let is_line = |known: &RawAddress| {
                RawAddress { address1: address.address1.clone(), ..RawAddress::default() } == address
                    && known.address1 == address.address1
            };
            let at = former.iter().position(is_it).or_else(|| former.iter().position(is_line));
            addresses.push(at.map_or(address, |at| former.remove(at)));
        }
        let is_given = base.is_some() || addresses.iter().any(|address| *address != RawAddress::default());
        (is_given && addresses != stored).then_some(addresses)
    }

    /// Whether the parts of this address have columns of their own.
    fn has_parts_of_address(&self, at: usize) -> bool {
        let is_part = |part| matches!(part, AddressPart::Suburb | AddressPart::Postcode);
        self.addresses.iter().any(|(_, place, part)| *place == at && is_part(*part))
    }

    pub(super) fn people(&self, row: &Row, base: Option<&Document>) -> Option<Vec<RawPerson>> {
        if self.people.is_empty() && self.people_lists.is_empty() {
            return None;
        }
        let of_document = |document: &Document| {
            document.people.iter().map(|person| RawPerson::from_person(person, document)).collect()
        };
        let stored: Vec<RawPerson> = base.map(of_document).unwrap_or_default();
        let mut people = stored.clone();
        for (column, at, part) in &self.people {
            let cell = cell(row, *column);
            let is_silent = cell.is_empty() && (!self.clears || people.len() <= *at);
            if !is_silent && !is_as_stored(base, &Target::Person(*at, *part), cell) {
                put_person_part(place(&mut people, *at), *part, cell);
            }
        }
        let numbered = places(self.people.iter().map(|(_, at, _)| *at));
        let listed = self.people_lists.iter().filter_map(|column| separated::people(cell(row, *column)));
        let listed: Vec<RawPerson> = listed.flatten().map(|item| item.raw()).collect();
        if !listed.is_empty() || self.clears && !self.people_lists.is_empty() {
            people.truncate(numbered);
        }
        let mut former: Vec<RawPerson> = stored.iter().skip(numbered).cloned().collect();
        for person in listed {
            let is_it = |known: &RawPerson| RawPerson { key: String::new(), ..known.clone() } == person;
            let at = former.iter().position(is_it);
            people.push(at.map_or(person, |at| former.remove(at)));
        }
        (people != stored).then_some(people)
    }
}

/// How many of a list have columns of their own.
fn places(numbers: impl Iterator<Item = usize>) -> usize {
    numbers.map(|at| at + 1).max().unwrap_or(0)
}

/// The one at this place, made where the list is shorter.
fn place<T: Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
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

fn put_person_part(person: &mut RawPerson, part: PersonPart, cell: &str) {
    let text = match part {
        PersonPart::FirstName => &mut person.first_name,
        PersonPart::LastName => &mut person.last_name,
        PersonPart::DisplayName => &mut person.display_name,
        PersonPart::EmailAddress => &mut person.email_address,
        PersonPart::Phone => &mut person.phone,
        PersonPart::Type => &mut person.kind,
        PersonPart::Role => &mut person.role,
        PersonPart::IsMain => {
            person.is_main = words::is_yes(cell);
            return;
        }
    };
    *text = cell.to_owned();
}
