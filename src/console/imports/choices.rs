//! What a person chooses on the page of the mapping: where each column goes, the rules, and what the mapping is called.

use std::collections::BTreeMap;

use crate::console::imports::targets;
use crate::domain::attribute::AttributeKind;
use crate::domain::import::{EmptyCells, Import, Mapping, OnMatch, Options, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::CountryCode;
use crate::import::intake;
use crate::web::forms::Form;

/// Longest name of a mapping.
const MOST_NAME_CHARACTERS: usize = 60;

/// What a person chose, and what of it makes no sense.
pub struct Choices {
    /// Where each column goes.
    pub mapping: Mapping,
    /// The kinds of attributes that columns define.
    pub kinds: BTreeMap<usize, AttributeKind>,
    /// The rules.
    pub options: Options,
    /// Whether they are remembered for files with these columns.
    pub is_remembered: bool,
    /// What the mapping is to be called.
    pub name: Option<String>,
    /// What makes no sense, by field.
    pub issues: Issues,
}

impl Choices {
    /// What was chosen so far.
    #[must_use]
    pub fn of(import: &Import) -> Self {
        Self {
            mapping: import.mapping.clone(),
            kinds: BTreeMap::new(),
            options: import.options.clone(),
            is_remembered: true,
            name: None,
            issues: Issues::new(),
        }
    }

    /// What a form says of a file of so many columns.
    #[must_use]
    pub fn read(form: &Form, import: &Import, columns: usize) -> Self {
        let mut issues = Issues::new();
        let unknown = || Issue::new("parameter-unknown");
        let mut targets = import.mapping.0.clone();
        let mut kinds = BTreeMap::new();
        targets.resize(columns, Target::Ignore);
        for (at, target) in targets.iter_mut().enumerate() {
            let name = format!("columns.{at}.field");
            let Some(word) = form.get(&name) else { continue };
            if let Some((kind, key)) = targets::defined_by(word) {
                kinds.insert(at, kind);
                *target = Target::Attribute(key.to_owned());
            } else {
                let parsed = word.parse().map_err(|_| unknown());
                *target = issues.keep(&name, parsed).unwrap_or_default();
            }
        }
        let mapping = Mapping(targets);
        let mut options = Options { apply: false, ..import.options.clone() };
        if let Some(country) = form.get("default_country") {
            options.default_country = match country {
                "" => None,
                code => issues.keep("default_country", CountryCode::parse(code)),
            };
        }
        if let Some(key) = form.get("match") {
            let key = issues.keep("match", key.parse().map_err(|_| unknown()));
            options.match_by = key.unwrap_or_default();
        }
        options.on_match = match form.get("on_match") {
            Some("skip") => OnMatch::Skip,
            Some("create") => OnMatch::Create,
            Some(_) => OnMatch::Update,
            None => options.on_match,
        };
        options.empty = match form.get("empty") {
            Some("clear") => EmptyCells::Clear,
            Some(_) => EmptyCells::Keep,
            None => options.empty,
        };
        if issues.is_empty() {
            issues = intake::ensure_sensible(&mapping, &options).err().unwrap_or_default();
        }
        let name = form.text("mapping_name").trim();
        if name.chars().count() > MOST_NAME_CHARACTERS {
            issues.add("mapping_name", Issue::new("text-too-long").with("max", MOST_NAME_CHARACTERS));
        }
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        // What has a name is to be kept.
        let is_remembered = form.get("remember").is_some() || name.is_some();
        Self { mapping, kinds, options, is_remembered, name, issues }
    }
}
