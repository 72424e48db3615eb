//! How a valid number is shown, and in which digits it is searched for. All of it follows from its E.164 form, so
//! that form is what is stored.

use std::fmt::Write as _;

use phonenumber::Metadata;
use phonenumber::metadata::Format as FormatRule;

use super::pattern::{Pattern, template};
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
    plan::split_code(e164.strip_prefix('+')?)
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
    pattern: Pattern,
    template: String,
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
        Self::new(rule, template(rule.format()))
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
        Self::new(rule, template(&format))
    }

    fn new(rule: &'static FormatRule, template: String) -> Self {
        Self {
            leading_digits: rule
                .leading_digits()
                .last()
                .map(|leading| Pattern::of_beginning(leading.as_str())),
            pattern: Pattern::of_whole(rule.pattern().as_str()),
            template,
        }
    }

    /// Writes a number if this format is for it.
    fn write(&self, national: &str, shown: &mut String) -> bool {
        if self.leading_digits.as_ref().is_some_and(|leading| !leading.is_match(national)) {
            return false;
        }
        let found = self.pattern.captures(national);
        if let Some(groups) = &found {
            groups.expand(&self.template, shown);
        }
        found.is_some()
    }
}
