//! Every way to reach a customer in one list, as other systems send it: each with the word that they have for its type.
//! Which kind it is follows from that word.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Change, MOST_ROWS, Reader};
use crate::domain::customer::{Channel, ContactPoint, Document, Phone};
use crate::domain::issues::Issue;
use crate::domain::values::{Email, PhoneType, phone, text};

/// Longest word for a type, in characters.
const TYPE_MAX_CHARS: usize = 60;

/// A way to reach the customer as it came in. What is `None` stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawContact {
    /// The key it was shown with; empty for a new one. One that the customer has not is a new one, too.
    pub key: String,
    /// The word for its type, such as `tel`, and its number or address.
    pub point: Option<(String, String)>,
    /// A name for it.
    pub label: Option<String>,
    /// Whose role it is.
    pub role: Option<String>,
    /// Who answers there.
    pub responder: Option<String>,
    /// Free text.
    pub note: Option<String>,
}

/// A valid contact, before it is laid over the one that there was.
#[derive(Debug, Clone)]
pub(super) struct ContactDraft {
    key: Option<Uuid>,
    point: Option<(String, Channel)>,
    label: Change<String>,
    role: Change<String>,
    responder: Change<String>,
    note: Change<String>,
}

impl Reader {
    /// Issues are noted under `contacts.N.type`, `.value`, `.label`, `.role`, `.responder` and `.note`.
    pub(super) fn contacts(&mut self, raw: &[RawContact], former: Option<&Document>) -> Vec<ContactDraft> {
        let points = former.map(|former| former.contact_points.as_slice()).unwrap_or_default();
        // Elsewhere e-mail addresses and phones are counted each for themselves: what there is can be sent back.
        let most = MOST_ROWS.max(points.len());
        self.at_most(raw.len(), "contacts", most);
        let numbered = raw.iter().take(most).enumerate();
        let mut taken = Vec::new();
        numbered
            .filter_map(|(at, raw)| {
                let key = raw
                    .key
                    .parse()
                    .ok()
                    .filter(|key| points.iter().any(|point| point.key == *key) && !taken.contains(key));
                taken.extend(key);
                self.contact(&format!("contacts.{at}"), raw, key)
            })
            .collect()
    }

    fn contact(&mut self, row: &str, raw: &RawContact, key: Option<Uuid>) -> Option<ContactDraft> {
        let point = raw.point.as_ref().map(|(word, value)| self.point(row, word, value));
        let mut part =
            |name: &str, sent: &Option<String>| self.text(&format!("{row}.{name}"), sent.as_deref());
        let (label, role) = (part("label", &raw.label), part("role", &raw.role));
        let responder = part("responder", &raw.responder);
        let note = self.notes(&format!("{row}.note"), raw.note.as_deref());
        if key.is_none() && point.is_none() {
            self.issues.add(format!("{row}.type"), Issue::new("contact-type-missing"));
        }
        // What was refused has its issue.
        let point = match point {
            Some(judged) => Some(judged?),
            None => None,
        };
        Some(ContactDraft { key, point, label, role, responder, note })
    }

    fn point(&mut self, row: &str, word: &str, value: &str) -> Option<(String, Channel)> {
        let missing = |code: &'static str| move |text: Option<String>| text.ok_or_else(|| Issue::new(code));
        let is_blank = |text: &str| text.trim().is_empty();
        let given = |text| if is_blank(text) { "" } else { text };
        let word = text::text(given(word), TYPE_MAX_CHARS).and_then(missing("contact-type-missing"));
        let word = self.judged(&format!("{row}.type"), word);
        let value_field = format!("{row}.value");
        if is_blank(value) {
            self.issues.add(value_field, Issue::new("contact-value-missing"));
            return None;
        }
        let word = word?;
        let channel = self.channel(&word, value);
        let channel = self.judged(&value_field, channel)?;
        Some((word, channel))
    }

    fn channel(&self, word: &str, value: &str) -> Result<Channel, Issue> {
        let phone = |phone_type| {
            let parsed = phone::parse(value, None, self.default_country)?;
            let value = value.to_owned();
            Ok(Channel::Phone(Phone { phone_type, value, country: parsed.country, e164: parsed.e164 }))
        };
        match word.trim().to_ascii_lowercase().as_str() {
            "tel" => phone(PhoneType::Landline),
            "mobile" => phone(PhoneType::Mobile),
            "email" => Ok(Channel::Email { value: Email::parse(value)? }),
            _ => {
                let value = text::text(value, text::LINE_MAX_CHARS)?;
                value.map(|value| Channel::Other { value }).ok_or_else(|| Issue::new("contact-value-missing"))
            }
        }
    }
}

/// Makes these all contact points of a document. One that stays keeps its key and what is not changed of it.
pub(super) fn put(points: &mut Vec<ContactPoint>, drafts: Vec<ContactDraft>) {
    let mut former = std::mem::take(points);
    for draft in drafts {
        let at = draft.key.and_then(|key| former.iter().position(|point| point.key == key));
        let known = at.map(|at| former.remove(at));
        let mut point = match (known, draft.point) {
            (Some(known), None) => known,
            (Some(known), Some((word, channel))) => ContactPoint { channel, type_text: Some(word), ..known },
            (None, Some((word, channel))) => {
                ContactPoint { type_text: Some(word), ..ContactPoint::new(channel) }
            }
            // A draft without a point has the key of one that there was.
            (None, None) => continue,
        };
        draft.label.apply(&mut point.label);
        draft.role.apply(&mut point.role);
        draft.responder.apply(&mut point.responder);
        draft.note.apply(&mut point.note);
        points.push(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
    use crate::domain::issues::Issues;

    fn raw(word: &str, value: &str) -> RawContact {
        RawContact { point: Some((word.into(), value.into())), ..RawContact::default() }
    }

    fn made(contacts: Vec<RawContact>, former: Option<&Document>) -> Result<Document, Issues> {
        let raw = RawCustomer {
            display_name: Some("Radio".into()),
            contacts: Some(contacts),
            ..RawCustomer::default()
        };
        CustomerDraft::parse(&raw, &Rules::default(), former)?.onto(former)
    }

    #[test]
    fn the_word_for_the_type_says_which_kind_it_is() {
        let sent = vec![
            raw("tel", "+982123422342"),
            raw("Mobile", "001760-615-7972"),
            raw("email", "hi@radio.example"),
            raw("telegram", "@radio"),
        ];
        let document = made(sent, None).unwrap();
        let phones: Vec<_> = document.phones().map(|(_, phone)| phone.clone()).collect();
        assert_eq!(
            (phones[0].phone_type, phones[0].e164.as_deref()),
            (PhoneType::Landline, Some("+982123422342"))
        );
        assert_eq!((phones[1].phone_type, phones[1].value.as_str()), (PhoneType::Mobile, "001760-615-7972"));
        assert_eq!(document.email().unwrap().as_str(), "hi@radio.example");
        assert_eq!(document.contact_points[1].type_text.as_deref(), Some("Mobile"));
        assert_eq!(document.contact_points[3].channel, Channel::Other { value: "@radio".into() });
    }

    #[test]
    fn one_that_is_sent_back_keeps_what_is_not_said_of_it() {
        let first = RawContact { label: Some("main".into()), role: Some("CEO".into()), ..raw("tel", "110") };
        let document = made(vec![first, raw("email", "a@b.example")], None).unwrap();
        let key = document.contact_points[0].key;
        let back = RawContact { key: key.to_string(), role: Some(String::new()), ..RawContact::default() };
        let unknown = RawContact { key: Uuid::now_v7().to_string(), ..raw("fax", "111") };
        let after = made(
            vec![unknown, back.clone(), RawContact { key: back.key, ..raw("tel", "112") }],
            Some(&document),
        );
        let points = after.unwrap().contact_points;
        assert_eq!(points.len(), 3);
        assert_eq!(
            (points[1].key, points[1].label.as_deref(), points[1].role.as_deref()),
            (key, Some("main"), None)
        );
        assert!(points[0].key != key && points[2].key != key, "a key is of one");
    }

    #[test]
    fn d1_there_are_at_most_a_hundred_or_as_many_as_there_were() {
        let many = |count: usize| vec![raw("telegram", "@radio"); count];
        let mut document = made(many(100), None).unwrap();
        let issues = made(many(101), None).unwrap_err();
        assert_eq!(issues.get("contacts")[0].code(), "too-many-rows");
        document.contact_points.push(ContactPoint::new(Channel::Other { value: "one more".into() }));
        assert!(made(many(101), Some(&document)).is_ok() && made(many(102), Some(&document)).is_err());
    }

    #[test]
    fn each_has_a_type_and_a_value() {
        let long = "x".repeat(TYPE_MAX_CHARS + 1);
        let refused = made(
            vec![
                raw("", "1"),
                raw("tel", " "),
                raw("email", "no address"),
                RawContact::default(),
                raw(&long, "1"),
                raw("tel", "none"),
            ],
            None,
        );
        let issues = refused.unwrap_err();
        let found: Vec<_> = issues.iter().map(|(field, issue)| (field, issue.code())).collect();
        assert_eq!(
            found,
            [
                ("contacts.0.type", "contact-type-missing"),
                ("contacts.1.value", "contact-value-missing"),
                ("contacts.2.value", "email-invalid"),
                ("contacts.3.type", "contact-type-missing"),
                ("contacts.4.type", "text-too-long"),
                ("contacts.5.value", "phone-no-digits"),
            ]
        );
    }
}
