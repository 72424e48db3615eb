//! A first guess at what each column means: what was chosen the last time, then its name, then a name like it, then
//! the look of its values. What nothing fits becomes an attribute of its own name, and is said to be one.

use super::shapes::{self, Shape};
use super::words::{self, Meaning, squash};
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
    let mut mapping = Draft::new(columns, &names);
    mapping.take(|column, name| of_definition(column, name, defined));
    mapping.take(|_, name| name.exact());
    mapping.take(|_, name| name.numbered());
    mapping.take(|_, name| name.close());
    mapping.take(|column, _| by_values(column));
    mapping.finish()
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

/// A column's meaning with the place it names, if it names one.
type Guess = (Meaning, Option<usize>);

/// Meanings as they are handed out: a field goes to one column only, phones and addresses get their places.
struct Draft<'a> {
    columns: &'a [Column],
    names: &'a [Name],
    targets: Vec<Option<Target>>,
    /// What the first phone and the first address are called: 1 by people, 0 by programs.
    first_phone: usize,
    first_address: usize,
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
            first_phone: first("phone"),
            first_address: first("address"),
        }
    }

    fn take(&mut self, guess: impl Fn(&Column, &Name) -> Option<Guess>) {
        for at in 0..self.columns.len() {
            if self.targets[at].is_none() {
                let guess = guess(&self.columns[at], &self.names[at]);
                self.targets[at] = guess.and_then(|guess| self.place(at, guess));
            }
        }
    }

    /// The target of a guess, if no other column has it.
    fn place(&self, column: usize, (meaning, number): Guess) -> Option<Target> {
        let target = match meaning {
            Meaning::Field(target) => target,
            Meaning::Phone(PhonePart::NumberLocal) if number.is_none() && self.holds_several(column) => {
                Target::Phones
            }
            Meaning::Phone(part) => {
                let place = match number {
                    Some(number) => number.checked_sub(self.first_phone)?,
                    None if part.is_number() => self.free_place(|at| Target::Phone(at, part))?,
                    None => self.nearest_phone(column),
                };
                Target::Phone(place, part)
            }
            Meaning::Address(part) => {
                let place = match number {
                    Some(number) => number.checked_sub(self.first_address)?,
                    None => self.free_place(|at| Target::Address(at, part))?,
                };
                Target::Address(place, part)
            }
        };
        let is_in_bounds =
            !matches!(target, Target::Phone(at, _) | Target::Address(at, _) if at >= MOST_ROWS);
        (is_in_bounds && self.is_free(&target)).then_some(target)
    }

    fn is_free(&self, target: &Target) -> bool {
        let mut claims: Vec<Target> = self.targets.iter().flatten().cloned().collect();
        claims.push(target.clone());
        Mapping(claims).clash().is_none()
    }

    fn free_place(&self, target: impl Fn(usize) -> Target) -> Option<usize> {
        (0..MOST_ROWS).find(|at| self.is_free(&target(*at)))
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
    let label = || defined.iter().find(|definition| squash(&definition.label) == name.whole);
    let definition = key.or_else(label).filter(|_| !name.whole.is_empty())?;
    Some((Meaning::Field(Target::Attribute(definition.key.clone())), None))
}

fn by_values(column: &Column) -> Option<Guess> {
    let meaning = match shapes::of(&column.samples)? {
        Shape::Email => Meaning::Field(Target::Email),
        Shape::Phone => Meaning::Phone(PhonePart::NumberLocal),
        Shape::SeveralPhones => Meaning::Field(Target::Phones),
        Shape::Uuid => Meaning::Field(Target::CustomerId),
        Shape::Country => Meaning::Address(AddressPart::Country),
        Shape::Website => Meaning::Field(Target::Website),
    };
    Some((meaning, None))
}

/// A column's name, taken apart.
#[derive(Debug)]
struct Name {
    written: String,
    /// All of it, squashed.
    whole: String,
    /// The first number in it, with what stands before and behind it.
    number: Option<usize>,
    before: String,
    behind: String,
}

impl Name {
    fn of(written: &str) -> Self {
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

    /// A field by its own name, or by one that people use for it.
    fn exact(&self) -> Option<Guess> {
        if let Some(target) = self.prefixed() {
            return Some((Meaning::Field(target), None));
        }
        // Phones and addresses have their places from all the columns there are.
        let titled = titles::of_title(&self.written);
        if let Some(target) =
            titled.filter(|target| !matches!(target, Target::Phone(..) | Target::Address(..)))
        {
            return Some((Meaning::Field(target), None));
        }
        let single = Target::singles().find(|target| squash(&target.to_string()) == self.whole);
        let meaning = single.filter(|target| *target != Target::Ignore).map(Meaning::Field);
        meaning.or_else(|| words::meaning(&self.whole).cloned()).map(|meaning| (meaning, None))
    }

    /// `attribute:tier`, `attributes.tier`, `reference:arrowsphere/billingId`.
    fn prefixed(&self) -> Option<Target> {
        let attribute = self.written.strip_prefix("attributes.").map(|key| format!("attribute:{key}"));
        let name = attribute.as_deref().unwrap_or(&self.written);
        let is_open = name.starts_with("attribute:") || name.starts_with("reference:");
        name.parse().ok().filter(|_| is_open)
    }

    /// "Phone 2", "phones.0.numberLocal", "Address 1 - City"; "Address 2" is a line of the first address.
    fn numbered(&self) -> Option<Guess> {
        let number = self.number.filter(|number| *number <= MOST_ROWS)?;
        let is_address = ["address", "addresses", "adresse", "anschrift", "street", "adres", "addressline"]
            .contains(&self.before.as_str());
        if is_address && self.behind.is_empty() {
            let line = match number {
                1 => AddressPart::Address1,
                2 => AddressPart::Address2,
                _ => return None,
            };
            return Some((Meaning::Address(line), None));
        }
        let part = format!("{}{}", self.before, self.behind);
        // "addresses.0.address1": the part has a number of its own, which belongs to its name.
        let meaning = words::meaning(&self.behind)
            .filter(|meaning| self.is_list_of(meaning))
            .or_else(|| self.part_by_its_own_name())
            .or_else(|| words::meaning(&part))?;
        match meaning {
            Meaning::Field(target) if number != 1 || *target != Target::Email => None,
            meaning => {
                Some((meaning.clone(), Some(number).filter(|_| !matches!(meaning, Meaning::Field(_)))))
            }
        }
    }

    fn is_list_of(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Phone(_) => self.before.starts_with("phone"),
            Meaning::Address(_) => self.before.starts_with("address"),
            Meaning::Field(_) => false,
        }
    }

    fn part_by_its_own_name(&self) -> Option<&'static Meaning> {
        let canonical = match (self.before.as_str(), self.behind.as_str()) {
            ("phones", "numberlocal") => "phone",
            ("phones", "mobile") => "mobile",
            ("phones", "country") => "phonecountry",
            ("phones", "type") => "phonetype",
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

    fn close(&self) -> Option<Guess> {
        let has_number = self.number.is_some();
        words::closest(&self.whole).filter(|_| !has_number).map(|meaning| (meaning.clone(), None))
    }
}
