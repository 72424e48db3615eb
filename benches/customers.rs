//! Customers made from a seed. Row n depends on the seed and on n alone, so the file of 10,000 is the beginning of the file of
//! a million, and a query that finds something in one finds it in the other.

use std::fmt::Write;

use phonenumber::country;
use phonenumber::metadata::{DATABASE, Descriptor};

use crate::names::{COUNTRIES, Country};

/// The columns of the file.
pub const HEADER: [&str; 17] = [
    "First Name",
    "Last Name",
    "Display Name",
    "Company",
    "Email Address",
    "Phone",
    "Mobile",
    "Address 1",
    "Address 2",
    "Suburb",
    "PostCode",
    "State",
    "Country",
    "Account Tier",
    "Customer Since",
    "Account Manager",
    "Notes",
];

pub type Row = [String; HEADER.len()];

/// Places in a row that the queries are made from.
pub const FIRST_NAME: usize = 0;
pub const LAST_NAME: usize = 1;
const DISPLAY_NAME: usize = 2;
pub const COMPANY: usize = 3;
pub const EMAIL: usize = 4;
pub const PHONE: usize = 5;
pub const MOBILE: usize = 6;

pub struct Generator {
    seed: u64,
    /// One row in so many has a fault; 0 for none.
    bad_every: u64,
    ranges: Vec<Ranges>,
}

/// Where a country's valid numbers of two kinds are.
struct Ranges {
    fixed_line: Range,
    mobile: Range,
}

/// National numbers that are all valid: a beginning, and how many digits after it are free.
struct Range {
    calling_code: u16,
    beginning: String,
    free_digits: u32,
}

impl Generator {
    pub fn new(seed: u64, bad_every: u64) -> Self {
        Self { seed, bad_every, ranges: COUNTRIES.iter().map(Ranges::of).collect() }
    }

    pub fn row(&self, number: u64) -> Row {
        let mut random = Random::of(self.seed, number);
        let at = random.skewed(COUNTRIES.len());
        let (place, ranges) = (&COUNTRIES[at], &self.ranges[at]);
        let names = place.names;
        let given = names.given[random.skewed(names.given.len())];
        let family = names.family[random.skewed(names.family.len())];
        let coined = coined_word(&mut random);
        let company = company(&mut random, place, family, &coined);
        let display_name = match (company.is_empty(), names.family_first) {
            (false, _) => company.clone(),
            (true, false) => format!("{given} {family}"),
            (true, true) => format!("{family}{given}"),
        };
        let (city, post_code) = place.cities[random.below(place.cities.len())];
        let mut row: Row = Default::default();
        given.clone_into(&mut row[FIRST_NAME]);
        family.clone_into(&mut row[LAST_NAME]);
        row[DISPLAY_NAME] = display_name;
        row[COMPANY] = company;
        row[EMAIL] = email(&mut random, &coined, number);
        row[PHONE] = ranges.fixed_line.grouped(&mut random);
        row[MOBILE] = ranges.mobile.compact(&mut random);
        row[7] = format!("{} {}", place.street, 1 + random.below(240));
        row[8] = if random.below(5) == 0 { format!("{}. OG", 1 + random.below(9)) } else { String::new() };
        city.clone_into(&mut row[9]);
        row[10] = format!("{post_code}{:03}", random.below(1000));
        place.code.clone_into(&mut row[12]);
        ["bronze", "silver", "gold", "platinum"][random.skewed(4)].clone_into(&mut row[13]);
        row[14] =
            format!("{}-{:02}-{:02}", 2009 + random.below(17), 1 + random.below(12), 1 + random.below(28));
        row[15] = format!("Manager {}", 1 + random.below(40));
        if random.below(8) == 0 {
            format!("Delivers to {city}; asks for {}", coined_word(&mut random)).clone_into(&mut row[16]);
        }
        if self.bad_every > 0 && number % self.bad_every == self.bad_every / 2 {
            spoil(&mut row, number / self.bad_every);
        }
        row
    }
}

/// Makes one fault that no import may let through, each kind in its turn.
fn spoil(row: &mut Row, turn: u64) {
    let (column, fault) = match turn % 4 {
        0 => (EMAIL, row[EMAIL].replace('@', " at ")),
        1 => (PHONE, "see notes".to_owned()),
        2 => (DISPLAY_NAME, "x".repeat(501)),
        _ => (MOBILE, "4.9E+11".to_owned()),
    };
    row[column] = fault;
}

/// Three customers in five are firms: after their owner, or after a coined word.
fn company(random: &mut Random, place: &Country, family: &str, coined: &str) -> String {
    let trade = place.names.trades[random.skewed(place.names.trades.len())];
    match random.below(5) {
        0 | 1 => String::new(),
        2 if place.names.family_first => format!("{}{family}{trade}", place.cities[0].0),
        2 => format!("{family} {trade}"),
        _ => format!("{coined} {trade}"),
    }
}

fn email(random: &mut Random, coined: &str, number: u64) -> String {
    const PROVIDERS: [&str; 5] = ["mail", "post", "inbox", "letters", "web"];
    let local = coined.to_lowercase();
    if random.below(2) == 0 {
        return format!("{local}.{number}@{}.example", PROVIDERS[random.skewed(PROVIDERS.len())]);
    }
    // One firm's domain in about two hundred customers of a million.
    let domain = Random::of(7, random.next() % 5000);
    format!("{local}.{number}@{}.example", coined_word(&mut { domain }).to_lowercase())
}

/// A word that hardly any other customer has: one of ten million.
fn coined_word(random: &mut Random) -> String {
    const BEGINNINGS: [&str; 20] = [
        "Al", "Bra", "Cor", "Del", "Ever", "Fal", "Gran", "Hol", "Is", "Jo", "Kel", "Lum", "Mar", "Nor",
        "Or", "Pel", "Quin", "Ros", "Sil", "Tor",
    ];
    const MIDDLES: [&str; 40] = [
        "a", "ba", "ca", "da", "e", "fe", "ge", "he", "i", "ki", "li", "mi", "no", "o", "po", "ro", "su",
        "tu", "u", "vu", "lan", "men", "nin", "ron", "sun", "tas", "ves", "wil", "xan", "yor", "zel", "bri",
        "cla", "dro", "fri", "glo", "pla", "ster", "tri", "vor",
    ];
    const ENDS: [&str; 16] = [
        "berg", "dale", "field", "gate", "holm", "lind", "mont", "nex", "port", "quist", "ridge", "stein",
        "tech", "vale", "wick", "zon",
    ];
    let mut word = BEGINNINGS[random.below(BEGINNINGS.len())].to_owned();
    word.push_str(MIDDLES[random.below(MIDDLES.len())]);
    word.push_str(MIDDLES[random.below(MIDDLES.len())]);
    word.push_str(ENDS[random.below(ENDS.len())]);
    word
}

impl Ranges {
    fn of(country: &Country) -> Self {
        let metadata = DATABASE.by_id(country.code).expect("the library knows the country");
        let of_kind = |descriptor: Option<&Descriptor>| {
            let example = descriptor.and_then(|it| it.example()).expect("the library has an example");
            Range::around(country, metadata.country_code(), example)
        };
        Self {
            fixed_line: of_kind(metadata.descriptors().fixed_line()),
            mobile: of_kind(metadata.descriptors().mobile()),
        }
    }
}

impl Range {
    /// The widest range around an example in which every number tried is valid.
    fn around(country: &Country, calling_code: u16, example: &str) -> Self {
        let widest = u32::try_from(example.len() - 2).expect("a number is short").min(7);
        (0..=widest)
            .rev()
            .map(|free_digits| {
                let beginning = example[..example.len() - free_digits as usize].to_owned();
                Self { calling_code, beginning, free_digits }
            })
            .find(|range| range.is_valid_throughout(country))
            .expect("the example itself is valid")
    }

    fn is_valid_throughout(&self, country: &Country) -> bool {
        let mut random = Random::of(11, u64::from(self.free_digits));
        (0..400).all(|_| {
            let number = self.digits(&mut random);
            let code = country.code.parse::<country::Id>().ok();
            phonenumber::parse(code, format!("+{}{number}", self.calling_code))
                .is_ok_and(|parsed| parsed.is_valid())
        })
    }

    fn digits(&self, random: &mut Random) -> String {
        let mut digits = self.beginning.clone();
        for _ in 0..self.free_digits {
            write!(digits, "{}", random.below(10)).expect("a string takes all");
        }
        digits
    }

    /// A number as people write it.
    fn grouped(&self, random: &mut Random) -> String {
        let digits = self.digits(random);
        let (area, rest) = digits.split_at(digits.len().min(3));
        let (first, last) = rest.split_at(rest.len() / 2);
        format!("+{} {area} {first} {last}", self.calling_code)
    }

    /// A number as programs write it (E.164).
    fn compact(&self, random: &mut Random) -> String {
        format!("+{}{}", self.calling_code, self.digits(random))
    }
}

/// `SplitMix64`: good enough to make up customers, the same on every machine, and short.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// The stream is mixed before it is added: neighbouring streams would otherwise be one stream, a step apart.
    pub fn of(seed: u64, stream: u64) -> Self {
        Self(mixed(seed.wrapping_add(mixed(stream))))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit as u64;
        usize::try_from(self.next() % limit).expect("smaller than a length")
    }

    /// A position below the limit, low ones more often: the smaller of two draws.
    pub fn skewed(&mut self, limit: usize) -> usize {
        self.below(limit).min(self.below(limit))
    }
}

/// 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mixed(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(GOLDEN);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
