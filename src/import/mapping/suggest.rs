//! A first guess at what each column means: what was chosen the last time, then its name, then a name like it, then
//! the look of its values. What nothing fits becomes an attribute of its own name, and is said to be one.

use super::fit::fits;
use super::names::{Guess, Name, Place};
use super::programs::{self, Program};
use super::secrets;
use super::shapes::{self, Shape};
use super::words::{Meaning, squash};
use crate::domain::attribute::Definitions;
use crate::domain::draft::MOST_ROWS;
use crate::domain::import::{AddressPart, Mapping, Options, PhonePart, Target, titles};
use crate::import::read::Column;

/// What a person is told beside a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchState {
    /// It goes to a field.
    Matched,
    /// Its phone numbers name no country, and nothing else does.
    NeedsCountry,
    /// It becomes an attribute that nobody has defined.
    NewAttribute,
    /// It is not imported.
    LeftOut,
    /// It is not imported, because it looks like passwords, keys or accounts of banks.
    Secret,
}

impl MatchState {
    /// The word sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::NeedsCountry => "needs-country",
            Self::NewAttribute => "new-attribute",
            Self::LeftOut => "left-out",
            Self::Secret => "secret",
        }
    }
}

/// What each column means, as far as it can be told.
#[must_use]
pub fn suggest(columns: &[Column], defined: &Definitions) -> Mapping {
    let written: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    if let Some(targets) = titles::ours(&written) {
        return Mapping(targets);
    }
    let names: Vec<Name> = columns.iter().map(|column| Name::of(&column.name)).collect();
    let squashed: Vec<&str> = names.iter().map(|name| name.whole.as_str()).collect();
    let program = programs::of(&squashed);
    let mut mapping = Draft::new(columns, &names);
    // A column that holds something comes before one of the same meaning that is empty.
    for is_filled in [true, false] {
        mapping.is_filled = is_filled;
        take_all(&mut mapping, program, defined);
    }
    mapping.finish()
}

fn take_all(mapping: &mut Draft<'_>, program: Option<&Program>, defined: &Definitions) {
    mapping.take(|column, name| of_definition(column, name, defined));
    mapping.take(|column, _| secrets::is_secret(column).then_some((Meaning::Nothing, Place::Free)));
    mapping.take(|_, name| {
        let target = program.and_then(|program| program.meaning(&name.written, &name.whole))?;
        Some((Meaning::Field(target), Place::Free))
    });
    mapping.take(|_, name| name.numbered());
    mapping.take(|_, name| name.exact());
    mapping.take(|_, name| name.prefixed(false));
    mapping.take(|_, name| name.prefixed(true));
    mapping.take(|_, name| name.close());
    mapping.take(by_values);
}

/// Where each column of a mapping stands, given the rules.
#[must_use]
pub fn states(
    columns: &[Column],
    mapping: &Mapping,
    options: &Options,
    defined: &Definitions,
) -> Vec<MatchState> {
    let has_country = |at: usize| {
        options.default_country.is_some()
            || mapping.column_of(&Target::Phone(at, PhonePart::Country)).is_some()
    };
    let is_local = |column: &Column| !column.samples.iter().all(|sample| shapes::is_international(sample));
    let state = |(column, target): (&Column, &Target)| match target {
        Target::Ignore if secrets::is_secret(column) => MatchState::Secret,
        Target::Ignore => MatchState::LeftOut,
        Target::Attribute(key) if defined.of_key(key).is_none() => MatchState::NewAttribute,
        Target::Phone(at, PhonePart::NumberLocal | PhonePart::Mobile)
            if is_local(column) && !has_country(*at) =>
        {
            MatchState::NeedsCountry
        }
        Target::Phones if is_local(column) && options.default_country.is_none() => MatchState::NeedsCountry,
        _ => MatchState::Matched,
    };
    columns.iter().zip(&mapping.0).map(state).collect()
}

/// Meanings as they are handed out: a field goes to one column only, phones and addresses get their places.
struct Draft<'a> {
    columns: &'a [Column],
    names: &'a [Name],
    targets: Vec<Option<Target>>,
    /// Whether columns are looked at that hold something, or those that do not.
    is_filled: bool,
    /// The places of addresses whose columns share a beginning.
    groups: Vec<(&'static str, usize)>,
    /// What the first of a list is called: 1 by people, 0 by programs.
    first_phone: usize,
    first_address: usize,
    first_person: usize,
}

impl<'a> Draft<'a> {
    fn new(columns: &'a [Column], names: &'a [Name]) -> Self {
        let first = |list: &str| {
            let is_first = |name: &Name| name.number == Some(0) && name.before.starts_with(list);
            usize::from(!names.iter().any(is_first))
        };
        Self {
            columns,
            names,
            targets: vec![None; columns.len()],
            is_filled: true,
            groups: Vec::new(),
            first_phone: first("phone"),
            first_address: first("address"),
            first_person: first("pe"),
        }
    }

    fn take(&mut self, guess: impl Fn(&Column, &Name) -> Option<Guess>) {
        for at in 0..self.columns.len() {
            if self.targets[at].is_none() && self.columns[at].samples.is_empty() != self.is_filled {
                let guess = guess(&self.columns[at], &self.names[at]);
                self.targets[at] = guess.and_then(|guess| self.place(at, guess));
            }
        }
    }

    /// The target of a guess, if no other column has it, and the column's values are of its kind.
    fn place(&mut self, column: usize, (meaning, place): Guess) -> Option<Target> {
        let target = match meaning {
            Meaning::Nothing => Target::Ignore,
            Meaning::Field(Target::Email) if !self.is_free(&Target::Email) => Target::Emails,
            Meaning::Field(target) => target,
            Meaning::Person(part) => match place {
                Place::Number(number) => Target::Person(number.checked_sub(self.first_person)?, part),
                Place::Free | Place::Group(_) => return None,
            },
            Meaning::Phone(PhonePart::NumberLocal) if self.holds_several(column) => Target::Phones,
            Meaning::Phone(part) => {
                let at = match place {
                    Place::Number(number) => number.checked_sub(self.first_phone)?,
                    _ if part.is_number() => self.free_phone(part)?,
                    _ => self.nearest_phone(column),
                };
                Target::Phone(at, part)
            }
            Meaning::Address(part) => {
                let at = match place {
                    Place::Number(number) => number.checked_sub(self.first_address)?,
                    Place::Group(group) => self.place_of(group),
                    Place::Free => 0,
                };
                let target = Target::Address(at, part);
                if part == AddressPart::Address1 && self.has_street_beside(column) {
                    // The whole of what other columns have in parts.
                    return Some(Target::Ignore);
                }
                if !self.is_free(&target) && self.names[column].whole.ends_with("code") {
                    // The code of what another column spells out.
                    return Some(Target::Ignore);
                }
                target
            }
        };
        let is_in_bounds = !matches!(target, Target::Phone(at, _) | Target::Address(at, _) | Target::Person(at, _)
            if at >= MOST_ROWS);
        (is_in_bounds && self.is_free(&target) && fits(&target, &self.columns[column].samples))
            .then_some(target)
    }

    fn is_free(&self, target: &Target) -> bool {
        let mut claims: Vec<Target> = self.targets.iter().flatten().cloned().collect();
        claims.push(target.clone());
        Mapping(claims).clash().is_none()
    }

    /// Whether a column such as "Home Address" has a "Home Street" beside it.
    fn has_street_beside(&self, column: usize) -> bool {
        let street = self.names[column].whole.strip_suffix("address").map(|start| format!("{start}street"));
        street.is_some_and(|street| self.names.iter().any(|name| name.whole == street))
    }

    fn free_phone(&self, part: PhonePart) -> Option<usize> {
        (0..MOST_ROWS).find(|at| self.is_free(&Target::Phone(*at, part)))
    }

    /// The address of the columns with this beginning: the first that no other has.
    fn place_of(&mut self, group: &'static str) -> usize {
        if let Some((_, at)) = self.groups.iter().find(|(known, _)| *known == group) {
            return *at;
        }
        let is_taken = |at: usize| {
            let has_column = |target: &Target| matches!(target, Target::Address(place, _) if *place == at);
            self.targets.iter().flatten().any(has_column) || self.groups.iter().any(|(_, place)| *place == at)
        };
        let at = (0..MOST_ROWS).find(|at| !is_taken(*at)).unwrap_or(MOST_ROWS);
        self.groups.push((group, at));
        at
    }

    /// A country or type without a number of its own belongs to the phone before it.
    fn nearest_phone(&self, column: usize) -> usize {
        let before = self.targets[..column].iter().rev().flatten();
        let phones = before.filter_map(|target| match target {
            Target::Phone(at, part) if part.is_number() => Some(*at),
            _ => None,
        });
        phones.into_iter().next().unwrap_or(0)
    }

    fn holds_several(&self, column: usize) -> bool {
        self.columns[column].samples.iter().any(|sample| shapes::phones_in(sample) > 1)
    }

    fn finish(self) -> Mapping {
        let is_lettered = |name: &str| {
            name.strip_prefix("Column ").is_some_and(|letters| {
                !letters.is_empty() && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            })
        };
        let left = |column: &Column| {
            let is_empty = column.samples.is_empty();
            let key: String = column.name.chars().take(100).collect();
            if is_empty || is_lettered(&column.name) { Target::Ignore } else { Target::Attribute(key) }
        };
        let mut keys = std::collections::HashSet::new();
        let targets = self.targets.into_iter().zip(self.columns);
        let whole = targets.map(|(target, column)| target.unwrap_or_else(|| left(column)));
        let distinct = whole.map(|target| match target {
            Target::Attribute(key) if !keys.insert(key.clone()) => Target::Ignore,
            other => other,
        });
        Mapping(distinct.collect())
    }
}

/// What the organization has defined, by its key or by what it is called.
fn of_definition(column: &Column, name: &Name, defined: &Definitions) -> Option<Guess> {
    let key = defined.of_key(column.name.trim());
    let is_called = |text: &str| squash(text) == name.whole;
    let alike = || defined.iter().find(|definition| is_called(&definition.key));
    let label = || defined.iter().find(|definition| is_called(&definition.label));
    let definition = key.or_else(alike).or_else(label).filter(|_| !name.whole.is_empty())?;
    Some((Meaning::Field(Target::Attribute(definition.key.clone())), Place::Free))
}

fn by_values(column: &Column, name: &Name) -> Option<Guess> {
    let meaning = match shapes::of(&column.samples)? {
        _ if name.is_of_someone_else() => return None,
        Shape::Email => Meaning::Field(Target::Email),
        Shape::Phone => Meaning::Phone(PhonePart::NumberLocal),
        Shape::SeveralPhones => Meaning::Field(Target::Phones),
        Shape::Uuid => Meaning::Field(Target::CustomerId),
        Shape::Country => Meaning::Address(AddressPart::Country),
        Shape::Website => Meaning::Field(Target::Website),
    };
    Some((meaning, Place::Free))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attribute::{AttributeId, AttributeKind, Definition};

    /// A column called like a key in other letters became a new attribute beside the one that was defined.
    #[test]
    fn a_column_goes_to_the_attribute_of_its_name_however_that_is_written() {
        let definition = Definition {
            id: AttributeId(uuid::Uuid::now_v7()),
            key: "loyalty_tier".into(),
            label: "Rank of the customer".into(),
            kind: AttributeKind::Text,
            choices: Vec::new(),
            is_required: false,
            default: None,
            is_listed: false,
            index: None,
            position: 0,
        };
        let defined = Definitions::new(vec![definition], 1);
        for (name, key) in [
            ("loyalty_tier", "loyalty_tier"),
            ("Loyalty Tier", "loyalty_tier"),
            ("rank of the Customer", "loyalty_tier"),
            ("Rank", "Rank"),
        ] {
            let columns = [Column { name: name.into(), samples: vec!["Gold".into()] }];
            let mapping = suggest(&columns, &defined);
            assert_eq!(mapping.0, [Target::Attribute(key.into())], "{name}");
        }
    }
}
