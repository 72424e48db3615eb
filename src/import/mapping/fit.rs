//! Whether a column's values are of the kind that a field takes. Where a field takes a few words only, a column of other
//! words is something else of the same name: the "Status" of a subscription, the "Type" of an account.

use super::overlay::plain_word;
use crate::domain::customer::{Kind, Status};
use crate::domain::import::{AddressPart, PhonePart, Target};
use crate::domain::values::{CountryCode, Locale};

/// Whether all of these values could be of the target.
pub(super) fn fits(target: &Target, samples: &[String]) -> bool {
    let all = |takes: &dyn Fn(&str) -> bool| samples.iter().all(|sample| takes(sample));
    let word = |sample: &str| plain_word(target, sample.to_owned());
    match target {
        Target::Kind => all(&|sample| Kind::parse(&word(sample)).is_some()),
        Target::Status => all(&|sample| Status::parse(&word(sample)).is_some()),
        Target::Locale => all(&|sample| Locale::parse(&word(sample)).is_ok()),
        Target::Headcount => all(&|sample| sample.parse::<u32>().is_ok()),
        Target::CustomerId => all(&|sample| uuid::Uuid::try_parse(sample).is_ok()),
        Target::Attributes => all(&|sample| sample.starts_with('{')),
        Target::People | Target::References => all(&|sample| sample.starts_with('[')),
        Target::Phone(_, PhonePart::Country) => all(&|sample| CountryCode::resolve(sample).is_some()),
        // "State" is a word for a status, too.
        Target::Address(_, AddressPart::State) => {
            let is_status = |sample: &String| {
                ["active", "inactive", "enabled", "disabled", "invited", "declined", "open", "closed"]
                    .iter()
                    .any(|word| word.eq_ignore_ascii_case(sample))
            };
            samples.is_empty() || !samples.iter().all(is_status)
        }
        _ => true,
    }
}
