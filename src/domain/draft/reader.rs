//! How each field of a draft is read: judged by its rule, its issue kept at its name, and the others gone on with.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Change, MOST_ROWS, PhoneDraft, RawAddress, RawPhone};
use crate::domain::customer::{Address, Phone, Reference};
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::{TagId, TagTitle};
use crate::domain::values::{CountryCode, Email, Locale, PhoneType, phone, text};

/// A value was refused, and its issue noted.
pub(super) struct Refused;

pub(super) struct Reader {
    pub(super) issues: Issues,
    pub(super) default_country: Option<CountryCode>,
}

impl Reader {
    /// Puts the issue of a refused value at the field and goes on without the value.
    pub(super) fn judged<T>(&mut self, field: &str, judged: Result<T, Issue>) -> Option<T> {
        judged.map_err(|issue| self.issues.add(field, issue)).ok()
    }

    pub(super) fn text(&mut self, field: &str, sent: Option<&str>) -> Change<String> {
        self.limited(field, sent, |text| text::text(text, text::LINE_MAX_CHARS))
    }

    pub(super) fn notes(&mut self, field: &str, sent: Option<&str>) -> Change<String> {
        self.limited(field, sent, text::note)
    }

    pub(super) fn limited<T>(
        &mut self,
        field: &str,
        sent: Option<&str>,
        parse: impl FnOnce(&str) -> Result<Option<T>, Issue>,
    ) -> Change<T> {
        let Some(text) = sent else { return Change::Keep };
        match self.judged(field, parse(text)) {
            None => Change::Keep,
            Some(None) => Change::Clear,
            Some(Some(value)) => Change::Set(value),
        }
    }

    pub(super) fn word<T>(
        &mut self,
        field: &str,
        sent: Option<&str>,
        parse: impl FnOnce(&str) -> Option<T>,
        code: &'static str,
    ) -> Option<T> {
        let word = sent.filter(|word| !word.is_empty())?;
        self.judged(field, parse(word).ok_or_else(|| Issue::new(code)))
    }

    pub(super) fn whole_number(&mut self, field: &str, sent: Option<&str>) -> Change<i64> {
        self.limited(field, sent, |text| match text {
            "" => Ok(None),
            digits => digits
                .parse()
                .ok()
                .filter(|count| (0..=100_000_000).contains(count))
                .map(Some)
                .ok_or_else(|| Issue::new("number-invalid")),
        })
    }

    pub(super) fn locale(&mut self, field: &str, sent: Option<&str>) -> Change<String> {
        self.limited(field, sent, |text| match text {
            "" => Ok(None),
            tag => Locale::parse(tag).map(|locale| Some(locale.as_str().to_owned())),
        })
    }

    pub(super) fn email(&mut self, field: &str, sent: Option<&str>) -> Change<Email> {
        self.limited(field, sent, |text| match text {
            "" => Ok(None),
            address => Email::parse(address).map(Some),
        })
    }

    pub(super) fn emails(&mut self, raw: &[String]) -> Vec<Email> {
        self.at_most(raw.len(), "emails", MOST_ROWS);
        let numbered = raw.iter().take(MOST_ROWS).enumerate();
        numbered.filter_map(|(at, raw)| self.judged(&format!("emails.{at}"), Email::parse(raw))).collect()
    }

    pub(super) fn phones(&mut self, raw: &[RawPhone]) -> Vec<PhoneDraft> {
        self.at_most(raw.len(), "phones", MOST_ROWS);
        let numbered = raw.iter().take(MOST_ROWS).enumerate();
        numbered.filter_map(|(at, raw)| self.phone(&format!("phones.{at}"), raw)).collect()
    }

    pub(super) fn phone(&mut self, row: &str, raw: &RawPhone) -> Option<PhoneDraft> {
        let (part, typed) = match (raw.number_local.as_str(), raw.number_international.as_str()) {
            ("", "") => return None,
            ("", international) => ("number_international", international),
            (local, _) => ("number_local", local),
        };
        let phone_type = match raw.phone_type.as_str() {
            "" => Some(PhoneType::Unknown),
            word => {
                let parsed = PhoneType::from_name(word).ok_or_else(|| Issue::new("phone-type-unknown"));
                self.judged(&format!("{row}.type"), parsed)
            }
        };
        let country = match raw.country.as_str() {
            "" => Some(None),
            text => {
                let resolved = CountryCode::resolve(text).ok_or_else(|| Issue::new("country-unknown"));
                self.judged(&format!("{row}.country"), resolved).map(Some)
            }
        };
        let key = self.key(row, &raw.key);
        let given = country?;
        let parsed = phone::parse(typed, given, self.default_country);
        let parsed = self.judged(&format!("{row}.{part}"), parsed)?;
        let phone = Phone {
            phone_type: phone_type?,
            value: typed.to_owned(),
            country: given.or(parsed.country),
            e164: parsed.e164,
        };
        Some(PhoneDraft { key: key.ok()?, phone, given })
    }

    pub(super) fn addresses(&mut self, raw: &[RawAddress]) -> Vec<(Option<Uuid>, Address)> {
        self.at_most(raw.len(), "addresses", MOST_ROWS);
        let numbered = raw.iter().take(MOST_ROWS).enumerate().filter(|(_, raw)| !raw.is_empty());
        numbered.filter_map(|(at, raw)| self.address(&format!("addresses.{at}"), raw)).collect()
    }

    pub(super) fn address(&mut self, row: &str, raw: &RawAddress) -> Option<(Option<Uuid>, Address)> {
        let mut part = |name: &str, text: &str| {
            let judged = text::text(text, text::LINE_MAX_CHARS);
            self.judged(&format!("{row}.{name}"), judged).flatten()
        };
        let country_text = part("country", &raw.country);
        let address = Address {
            key: Uuid::now_v7(),
            line1: part("address1", &raw.address1),
            line2: part("address2", &raw.address2),
            locality: part("suburb", &raw.suburb),
            postcode: part("postcode", &raw.postcode),
            state: part("state", &raw.state),
            country: country_text.as_deref().and_then(CountryCode::resolve),
            country_text,
        };
        Some((self.key(row, &raw.key).ok()?, address))
    }

    /// The key a row was shown with; a new row has none.
    pub(super) fn key(&mut self, row: &str, raw: &str) -> Result<Option<Uuid>, Refused> {
        if raw.is_empty() {
            return Ok(None);
        }
        let parsed = raw.parse().map_err(|_| Issue::new("key-invalid"));
        self.judged(&format!("{row}.key"), parsed).map(Some).ok_or(Refused)
    }

    pub(super) fn references(&mut self, field: &str, raw: &[Reference]) -> Vec<Reference> {
        self.at_most(raw.len(), field, MOST_ROWS);
        let numbered = raw.iter().take(MOST_ROWS).enumerate();
        let judged = numbered.filter_map(|(at, raw)| {
            let mut part = |name: &str, text: &str| {
                let judged = text::text(text, 200)
                    .and_then(|text| text.ok_or_else(|| Issue::new("reference-incomplete")));
                self.judged(&format!("{field}.{at}.{name}"), judged)
            };
            let (system, name) = (part("system", &raw.system), part("name", &raw.name));
            let value = part("value", &raw.value);
            Some(Reference { system: system?, name: name?, value: value? })
        });
        judged.collect()
    }

    pub(super) fn tags(&mut self, raw: &[String]) -> BTreeSet<TagId> {
        let parsed = raw.iter().map(|id| id.parse().map_err(|_| Issue::new("tag-unknown")));
        let parsed: Result<BTreeSet<TagId>, Issue> = parsed.collect();
        self.judged("tags", parsed).unwrap_or_default()
    }

    pub(super) fn tag_titles(&mut self, raw: &str) -> Vec<TagTitle> {
        self.judged("tag_titles", TagTitle::parse_list(raw)).unwrap_or_default()
    }

    pub(super) fn at_most(&mut self, count: usize, field: &str, most: usize) {
        if count > most {
            self.issues.add(field, Issue::new("too-many-rows").with("max", most));
        }
    }
}
