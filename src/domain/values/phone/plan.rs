//! The numbering plans of the world, from libphonenumber's metadata as the `phonenumber` crate carries it.
//!
//! The rules are libphonenumber's own (`PhoneNumberUtil.java`: `maybeExtractCountryCode`,
//! `maybeStripNationalPrefixAndCarrierCode`, `testNumberLength`, `isValidNumber`). The crate's own parser is not used:
//! its patterns share one lock and a cache of a hundred, so that numbers of mixed countries are checked some 300 times
//! a second; it also takes off national prefixes whatever length is left, and matches only the beginning of numbers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::{LazyLock, OnceLock};

use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor, Descriptors};

use super::CountryCode;
use super::pattern::{Kind, Lengths, Pattern, Template};
use super::shown::Formats;

/// The digits of a national number. E.164 has at most 15 with the calling code, but some plans go beyond it.
const NATIONAL_DIGITS: RangeInclusive<usize> = 2..=17;

/// A valid number.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// The plan it is of.
    pub plan: &'static Plan,
    /// Its digits without calling code and prefixes.
    pub national: String,
}

/// Why digits are no valid number, and by which plan.
#[derive(Debug, Clone, Copy)]
pub(super) enum Misfit {
    /// No country has the calling code.
    UnknownCode,
    /// Fewer digits than any number of the plan.
    TooShort(&'static Plan),
    /// More digits than any number of the plan.
    TooLong(&'static Plan),
    /// A number of digits that occurs, but not these.
    NotInPlan(&'static Plan),
}

/// The numbers of one country, or of one calling code that is no country's.
#[derive(Debug)]
pub(super) struct Plan {
    /// The country; none for numbers of the whole world, as `+800` has them.
    pub country: Option<CountryCode>,
    /// The digits that its international numbers begin with.
    pub calling_code: u16,
    code_digits: String,
    general: Kind,
    kinds: Vec<Kind>,
    lengths: Lengths,
    local_lengths: Lengths,
    international_prefix: Option<Pattern>,
    /// What is dialled before a national number within the country, if anything.
    pub national_prefix: Option<&'static str>,
    prefix_for_parsing: Option<Pattern>,
    transform: Option<Template>,
    leading_digits: Option<Pattern>,
    metadata: &'static Metadata,
    formats: OnceLock<Formats>,
}

/// The valid number that digits are which begin with a calling code.
pub(super) fn international(digits: &str) -> Result<Number, Misfit> {
    let (plan, rest) = split_code(digits).ok_or(Misfit::UnknownCode)?;
    plan.number(rest)
}

/// The plan of the calling code that digits begin with — the largest country's where several share it — and the
/// digits after the code. No calling code begins with another.
pub(super) fn split_code(digits: &str) -> Option<(&'static Plan, &str)> {
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        PLANS
            .of_code(code.parse().ok()?)
            .first()
            .filter(|plan| plan.code_digits == code)
            .map(|plan| (plan, rest))
    })
}

impl Plan {
    /// The plan of a country; there is none for a few that nobody lives in.
    pub fn of(country: CountryCode) -> Option<&'static Self> {
        PLANS.of_country(country)
    }

    /// The country's name, or the calling code.
    pub fn name(&self) -> Cow<'static, str> {
        self.country.map_or_else(|| format!("+{}", self.calling_code).into(), |country| country.name().into())
    }

    /// How numbers with its calling code are shown; the main country of the code has the formats of all.
    pub fn formats(&self) -> &'static Formats {
        let main = self.main();
        main.formats.get_or_init(|| Formats::of(main.metadata))
    }

    /// The valid number that digits are when dialled within the country: national, or behind the prefix for
    /// international calls, or behind the country's calling code without any.
    pub fn national(&'static self, digits: &str) -> Result<Number, Misfit> {
        let abroad = self.international_prefix.as_ref().and_then(|prefix| prefix.end_of_match(digits));
        if let Some(rest) = abroad.map(|end| &digits[end..]).filter(|rest| !rest.starts_with('0')) {
            return international(rest);
        }
        match self.behind_own_code(digits) {
            Some(rest) => self.main().number(&rest),
            None => self.number(digits),
        }
    }

    /// The digits behind the plan's own calling code, if they are a number of the plan only so.
    fn behind_own_code<'a>(&self, digits: &'a str) -> Option<Cow<'a, str>> {
        let rest = self.without_prefix(digits.strip_prefix(&self.code_digits)?);
        let only_so = !self.general.has_pattern_of(digits) && self.general.has_pattern_of(&rest);
        (only_so || self.is_too_long(digits)).then_some(rest)
    }

    fn number(&'static self, digits: &str) -> Result<Number, Misfit> {
        let bare = self.without_prefix(digits);
        let is_possible = !self.local_lengths.contains(bare.len())
            && (self.lengths.contains(bare.len()) || self.is_too_long(&bare));
        let national = if is_possible { bare } else { Cow::Borrowed(digits) };
        let plan = NATIONAL_DIGITS.contains(&national.len()).then(|| self.plan_of(&national)).flatten();
        match plan {
            Some(plan) => Ok(Number { plan, national: national.into_owned() }),
            None => Err(self.misfit(&national)),
        }
    }

    /// The digits without a national prefix and the code of a carrier, unless only they with it look like a number.
    fn without_prefix<'a>(&self, digits: &'a str) -> Cow<'a, str> {
        let Some(found) = self.prefix_for_parsing.as_ref().and_then(|prefix| prefix.captures(digits)) else {
            return Cow::Borrowed(digits);
        };
        let rest = &digits[found.get_match().end()..];
        let bare = match &self.transform {
            Some(rule) if found.get(found.len() - 1).is_some() => {
                let mut transformed = String::with_capacity(digits.len() + 4);
                rule.write(|number| found.get(number).map_or("", |group| group.as_str()), &mut transformed);
                transformed.push_str(rest);
                Cow::Owned(transformed)
            }
            _ => Cow::Borrowed(rest),
        };
        if self.general.has_pattern_of(digits) && !self.general.has_pattern_of(&bare) {
            return Cow::Borrowed(digits);
        }
        bare
    }

    /// The plan, among those that share the calling code, which digits are a valid number of.
    fn plan_of(&self, national: &str) -> Option<&'static Self> {
        match PLANS.of_code(self.calling_code) {
            [only] => only.has(national).then_some(only),
            plans => {
                let claims = |plan: &&Self| match &plan.leading_digits {
                    Some(leading) => leading.is_match(national),
                    None => plan.has(national),
                };
                plans.iter().find(claims).filter(|plan| plan.leading_digits.is_none() || plan.has(national))
            }
        }
    }

    fn main(&self) -> &'static Self {
        &PLANS.of_code(self.calling_code)[0]
    }

    fn has(&self, national: &str) -> bool {
        self.lengths.contains(national.len())
            && self.general.has_pattern_of(national)
            && self.kinds.iter().any(|kind| kind.has(national))
    }

    fn is_too_long(&self, digits: &str) -> bool {
        self.lengths.end_below(digits.len())
    }

    fn misfit(&'static self, national: &str) -> Misfit {
        if self.lengths.begin_above(national.len()) {
            Misfit::TooShort(self)
        } else if self.is_too_long(national) {
            Misfit::TooLong(self)
        } else {
            Misfit::NotInPlan(self)
        }
    }

    fn from_metadata(metadata: &'static Metadata) -> Self {
        let kinds = || kinds(metadata.descriptors());
        let lengths = kinds().fold(Lengths::NONE, |all, kind| all.or(Lengths::of(kind.possible_length())));
        let local =
            kinds().fold(Lengths::NONE, |all, kind| all.or(Lengths::of(kind.possible_local_length())));
        let prefix = metadata.national_prefix();
        let for_parsing = metadata.national_prefix_for_parsing().map_or(prefix, |own| Some(own.as_str()));
        Self {
            country: country_of(metadata.id()),
            calling_code: metadata.country_code(),
            code_digits: metadata.country_code().to_string(),
            general: Kind::of(metadata.descriptors().general()),
            kinds: kinds().map(Kind::of).collect(),
            lengths,
            local_lengths: local.without(lengths),
            international_prefix: metadata
                .international_prefix()
                .map(|it| Pattern::of_beginning(it.as_str())),
            national_prefix: prefix,
            prefix_for_parsing: for_parsing.map(Pattern::of_beginning),
            transform: metadata.national_prefix_transform_rule().map(Template::read),
            leading_digits: metadata.leading_digits().map(|it| Pattern::of_beginning(it.as_str())),
            metadata,
            formats: OnceLock::new(),
        }
    }
}

/// The kinds of number that are called from anywhere, the common ones first; any of them makes a number valid.
pub(super) fn kinds(descriptors: &'static Descriptors) -> impl Iterator<Item = &'static Descriptor> {
    [
        descriptors.mobile(),
        descriptors.fixed_line(),
        descriptors.toll_free(),
        descriptors.premium_rate(),
        descriptors.shared_cost(),
        descriptors.voip(),
        descriptors.personal_number(),
        descriptors.pager(),
        descriptors.uan(),
        descriptors.voicemail(),
    ]
    .into_iter()
    .flatten()
}

/// Ascension and Tristan da Cunha have plans of their own but share the code of Saint Helena.
fn country_of(region: &str) -> Option<CountryCode> {
    let alpha2 = if matches!(region, "AC" | "TA") { "SH" } else { region };
    CountryCode::parse(alpha2).ok()
}

struct Plans {
    /// All plans, in groups that share a calling code, the main country of a code first.
    all: Vec<Plan>,
    /// Where the plans of each calling code are.
    by_code: Vec<Range<usize>>,
    /// Where the plan of each country is.
    by_country: HashMap<CountryCode, usize>,
}

static PLANS: LazyLock<Plans> = LazyLock::new(|| {
    let mut all = Vec::new();
    let by_code = (0..1000_u16)
        .map(|code| {
            let start = all.len();
            all.extend(DATABASE.by_code(&code).into_iter().flatten().map(Plan::from_metadata));
            start..all.len()
        })
        .collect();
    let own =
        |(at, plan): (usize, &Plan)| CountryCode::parse(plan.metadata.id()).ok().map(|country| (country, at));
    let by_country = all.iter().enumerate().filter_map(own).collect();
    Plans { all, by_code, by_country }
});

impl Plans {
    fn of_code(&'static self, code: u16) -> &'static [Plan] {
        self.by_code.get(usize::from(code)).map_or(&[], |plans| &self.all[plans.clone()])
    }

    fn of_country(&'static self, country: CountryCode) -> Option<&'static Plan> {
        self.by_country.get(&country).map(|at| &self.all[*at])
    }
}
