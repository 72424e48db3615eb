//! How a valid number is shown, and in which digits it is searched for. All of it follows from its E.164 form, so
//! that form is what is stored.

use std::fmt::Write as _;

use phonenumber::Metadata;
use phonenumber::metadata::Format as FormatRule;

use super::pattern::{Pattern, Template};
use super::plan::{self, Plan};
use super::written::Written;

/// An E.164 number as it is shown to anyone: `+1 760-615-7972`. What is no such number is shown as it is.
pub fn display(e164: &str) -> String {
    let Some((plan, national)) = split(e164) else { return e164.to_owned() };
    let mut shown = String::with_capacity(e164.len() + 6);
    write!(shown, "+{} ", plan.calling_code).expect("a String takes every write");
    plan.formats().write_international(national, &mut shown);
    shown
}

/// An E.164 number as it is shown within its country: `(760) 615-7972`.
pub fn national_form(e164: &str) -> Option<String> {
    split(e164).map(|(plan, national)| within_country(plan, national))
}

/// A national number as it is shown within its country.
pub(super) fn within_country(plan: &Plan, national: &str) -> String {
    let mut shown = String::with_capacity(national.len() + 6);
    plan.formats().write_national(national, &mut shown);
    shown
}

/// The digits a number is looked for by, each once: as typed; where it is valid, also as dialled within its country,
/// without the prefix for that, and — last — with the calling code.
pub fn digit_forms(typed: &str, e164: Option<&str>) -> Vec<String> {
    let mut forms = vec![Written::read(typed).digits];
    let Some((plan, national)) = e164.and_then(split) else { return forms };
    let dialled = format!("{}{national}", plan.national_prefix.unwrap_or_default());
    let with_code = format!("{}{national}", plan.calling_code);
    for form in [dialled, national.to_owned()] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms.retain(|form| *form != with_code);
    forms.push(with_code);
    forms
}

fn split(e164: &str) -> Option<(&'static Plan, &str)> {
    let digits = e164.strip_prefix('+').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    plan::split_code(digits)
}

/// How the national numbers of a calling code are grouped.
#[derive(Debug)]
pub(super) struct Formats {
    international: Vec<Format>,
    national: Vec<Format>,
}

/// One grouping and the numbers it is for.
#[derive(Debug)]
struct Format {
    leading_digits: Option<Pattern>,
    groups: Groups,
    template: Template,
}

/// How the digits of a number are cut into groups.
#[derive(Debug)]
enum Groups {
    /// Into groups of fixed lengths, whatever the digits: nearly all formats do, and a page shows many numbers.
    Lengths(Vec<usize>),
    /// As a pattern has it.
    Pattern(Pattern),
}

impl Formats {
    /// The formats of the plan that the metadata describes.
    pub fn of(metadata: &'static Metadata) -> Self {
        let national_prefix = metadata.national_prefix().unwrap_or_default();
        let national =
            metadata.formats().iter().map(|rule| Format::national(rule, national_prefix)).collect();
        let international = match metadata.international_formats() {
            [] => metadata.formats(),
            own => own,
        };
        Self { international: international.iter().map(Format::international).collect(), national }
    }

    fn write_international(&self, national: &str, shown: &mut String) {
        write_with(&self.international, national, shown);
    }

    fn write_national(&self, national: &str, shown: &mut String) {
        write_with(&self.national, national, shown);
    }
}

fn write_with(formats: &[Format], national: &str, shown: &mut String) {
    if !formats.iter().any(|format| format.write(national, shown)) {
        shown.push_str(national);
    }
}

impl Format {
    fn international(rule: &'static FormatRule) -> Self {
        Self::new(rule, rule.format())
    }

    /// With the prefix that is dialled within the country, as the rule has it: `$NP` stands for it, `$FG` for the
    /// first group.
    fn national(rule: &'static FormatRule, national_prefix: &str) -> Self {
        let format = match (rule.national_prefix(), rule.format().find('$')) {
            (Some(prefixed), Some(at)) => {
                let (before, tail) = rule.format().split_at(at);
                let (first_group, after) = tail.split_at(2);
                let first = prefixed.replace("$NP", national_prefix).replace("$FG", first_group);
                format!("{before}{first}{after}")
            }
            _ => rule.format().to_owned(),
        };
        Self::new(rule, &format)
    }

    fn new(rule: &'static FormatRule, format: &str) -> Self {
        Self {
            leading_digits: rule
                .leading_digits()
                .last()
                .map(|leading| Pattern::of_beginning(leading.as_str())),
            groups: Groups::of(rule.pattern().as_str()),
            template: Template::read(format),
        }
    }

    /// Writes a number if this format is for it.
    fn write(&self, national: &str, shown: &mut String) -> bool {
        // Most formats are of another length; that is seen at once.
        if !self.groups.may_cut(national)
            || self.leading_digits.as_ref().is_some_and(|it| !it.is_match(national))
        {
            return false;
        }
        match &self.groups {
            Groups::Lengths(lengths) => {
                let group = |number: usize| {
                    let start = lengths.iter().take(number - 1).sum::<usize>();
                    &national[start..start + lengths[number - 1]]
                };
                self.template.write(group, shown);
                true
            }
            Groups::Pattern(pattern) => {
                let found = pattern.captures(national);
                if let Some(found) = &found {
                    let group = |number: usize| found.get(number).map_or("", |group| group.as_str());
                    self.template.write(group, shown);
                }
                found.is_some()
            }
        }
    }
}

impl Groups {
    fn of(pattern: &'static str) -> Self {
        fixed(pattern).map_or_else(|| Self::Pattern(Pattern::of_whole(pattern)), Self::Lengths)
    }

    /// Whether digits of this number can be cut so.
    fn may_cut(&self, national: &str) -> bool {
        match self {
            Self::Lengths(lengths) => lengths.iter().sum::<usize>() == national.len(),
            Self::Pattern(_) => true,
        }
    }
}

/// The lengths of the groups of `(\d{3})(\d\d)` and the like, if a pattern is nothing else.
fn fixed(pattern: &str) -> Option<Vec<usize>> {
    let mut lengths = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let (group, after) = rest.strip_prefix('(')?.split_once(')')?;
        let repeated = group.strip_prefix(r"\d{").and_then(|group| group.strip_suffix('}'));
        lengths.push(match repeated {
            Some(count) => count.parse().ok()?,
            None if group.replace(r"\d", "").is_empty() => group.len() / 2,
            None => return None,
        });
        rest = after;
    }
    Some(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_of_one_length_are_fixed() {
        for (pattern, lengths) in [
            (r"(\d{3})(\d\d)(\d)", Some(vec![3, 2, 1])),
            (r"(\d{3})(\d{4,6})", None),
            (r"(\d{3})1(\d)", None),
            (r"(1\d)(\d)", None),
            (r"(\d{3})(\d{3})?", None),
        ] {
            assert_eq!(fixed(pattern), lengths, "{pattern}");
        }
    }
}
