//! What a program says beforehand about a file it brings: how it is read, which column goes where, by which rules. What
//! it does not say is guessed, as it would be for a person.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::import::{EmptyCells, MatchBy, Mode, OnMatch, Options, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::CountryCode;
use crate::import::intake::{self, ReadingChoice};
use crate::import::mapping;
use crate::import::read::{Delimiter, Encoding, Format, Inspection};
use crate::store::imports::NewImport;

/// The wishes, by the names they have in JSON.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Wishes {
    /// Whether rows may create, update, or both.
    pub mode: Option<Mode>,
    /// What makes a row the same customer.
    #[serde(rename = "match")]
    pub match_by: Option<MatchBy>,
    /// What to do when the customer exists.
    pub on_match: Option<OnMatch>,
    /// What an empty cell asks for.
    pub empty: Option<EmptyCells>,
    /// The country of phone numbers that come without one: a code or a name.
    pub default_country: Option<String>,
    /// Fields by the names of columns.
    pub mapping: BTreeMap<String, Target>,
    /// What the file is.
    pub format: Option<Format>,
    /// How its bytes become text.
    pub encoding: Option<Encoding>,
    /// What stands between cells.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Which sheet.
    pub sheet: Option<String>,
    /// Whether to go on to write once the check is done.
    pub apply: Option<bool>,
}

impl Wishes {
    /// What is said about the reading.
    #[must_use]
    pub fn reading(&self) -> ReadingChoice {
        ReadingChoice {
            format: self.format,
            encoding: self.encoding,
            delimiter: self.delimiter,
            header: self.header,
            sheet: self.sheet.clone(),
        }
    }

    /// Puts what was said in the place of what was guessed.
    ///
    /// # Errors
    /// Wishes that name no column or country, or from which nothing can come.
    pub fn apply_to(&self, new: &mut NewImport, inspection: &Inspection) -> Result<(), Issues> {
        let mut issues = Issues::new();
        let named: Vec<(String, Target)> =
            self.mapping.iter().map(|(column, target)| (column.clone(), target.clone())).collect();
        match mapping::from_names(&named, &inspection.reading.columns, &new.mapping) {
            Ok(mapping) => new.mapping = mapping,
            Err(column) => issues.add(format!("mapping.{column}"), Issue::new("column-unknown")),
        }
        let country = self.default_country.as_deref().map(|text| {
            let found = CountryCode::resolve(text).ok_or_else(|| Issue::new("country-unknown"));
            issues.keep("defaultCountry", found)
        });
        let guessed = new.options.clone();
        new.options = Options {
            mode: self.mode.unwrap_or(guessed.mode),
            match_by: self.match_by.clone().unwrap_or(guessed.match_by),
            on_match: self.on_match.unwrap_or(guessed.on_match),
            empty: self.empty.unwrap_or(guessed.empty),
            default_country: country.flatten().or(guessed.default_country),
            apply: self.apply.unwrap_or(true),
        };
        if issues.is_empty()
            && let Err(more) = intake::ensure_sensible(&new.mapping, &new.options)
        {
            issues.extend_under("", more);
        }
        if issues.is_empty() { Ok(()) } else { Err(issues) }
    }
}
