//! What updates change: which fields, and whether a value comes, changes or goes. Updates that change the same are
//! counted together, so that a million of them are told in a sentence and found by a field.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::domain::customer::Document;
use crate::domain::diff;
use crate::domain::import::{Cause, CauseCount, Outcome};

/// The code under which updates that change the same are counted.
pub const CHANGES: &str = "changes";

/// Stands among the fields for later rows of one customer: what they change shows when the earlier ones are in.
pub const LATER_ROWS: &str = "later_rows";

/// What becomes of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// There was none.
    Added,
    /// It is another.
    Changed,
    /// There is none any more.
    Removed,
}

impl ChangeKind {
    /// Every kind, with its word in addresses and its mark in the ledger.
    pub const ALL: [(Self, &'static str, char); 3] =
        [(Self::Added, "added", '+'), (Self::Changed, "changed", '~'), (Self::Removed, "removed", '-')];

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map(|(kind, ..)| kind)
    }

    fn mark(self) -> char {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or('~', |(_, _, mark)| mark)
    }
}

/// What one update changes: names of fields as forms have them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldChanges(pub BTreeSet<(String, ChangeKind)>);

impl FieldChanges {
    /// What differs between two documents.
    #[must_use]
    pub fn of(before: &Document, after: &Document) -> Self {
        let kind = |difference: &diff::Difference| match (&difference.before, &difference.after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let differences = diff::differences(before, after);
        Self(differences.iter().map(|difference| (difference.field.name(), kind(difference))).collect())
    }

    /// What is known of a row before the earlier row of its customer is in.
    #[must_use]
    pub fn of_later_row() -> Self {
        Self([(LATER_ROWS.to_owned(), ChangeKind::Changed)].into())
    }

    /// The kind under which such updates are counted.
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause { code: CHANGES.to_owned(), column: self.to_string() }
    }
}

impl fmt::Display for FieldChanges {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (field, kind)) in self.0.iter().enumerate() {
            let line_end = if at == 0 { "" } else { "\n" };
            write!(out, "{line_end}{}{field}", kind.mark())?;
        }
        Ok(())
    }
}

/// The text is no list of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of changes")]
pub struct NoChanges;

impl FromStr for FieldChanges {
    type Err = NoChanges;

    fn from_str(text: &str) -> Result<Self, NoChanges> {
        let change = |line: &str| {
            let (kind, _, mark) = ChangeKind::ALL.into_iter().find(|(.., mark)| line.starts_with(*mark))?;
            Some((line[mark.len_utf8()..].to_owned(), kind))
        };
        text.lines().map(|line| change(line).ok_or(NoChanges)).collect::<Result<_, _>>().map(Self)
    }
}

/// Updates by what they change.
#[derive(Debug, Clone, Default)]
pub struct ChangeCounts(Vec<(i32, FieldChanges, i64)>);

impl ChangeCounts {
    /// Those among an import's causes.
    #[must_use]
    pub fn of(causes: &[CauseCount]) -> Self {
        let updates =
            causes.iter().filter(|count| count.outcome == Outcome::Updated && count.cause.code == CHANGES);
        let read = |count: &CauseCount| Some((count.number, count.cause.column.parse().ok()?, count.rows));
        Self(updates.filter_map(read).collect())
    }

    /// How many updates change each field, those that most change first.
    #[must_use]
    pub fn by_field(&self) -> Vec<(String, i64)> {
        let mut fields: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, changes, rows) in &self.0 {
            let names: BTreeSet<&str> = changes.0.iter().map(|(field, _)| field.as_str()).collect();
            names.into_iter().for_each(|field| *fields.entry(field).or_default() += rows);
        }
        let mut fields: Vec<(String, i64)> =
            fields.into_iter().map(|(field, rows)| (field.to_owned(), rows)).collect();
        fields.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        fields
    }

    /// How many updates change the field that most of them change, if there is one.
    #[must_use]
    pub fn foremost(&self) -> Option<(String, i64)> {
        self.by_field().into_iter().find(|(field, _)| field != LATER_ROWS)
    }

    /// How many updates do such a thing to this field, or to any.
    #[must_use]
    pub fn rows(&self, field: Option<&str>, kind: Option<ChangeKind>) -> i64 {
        self.matching(field, kind).map(|(_, _, rows)| rows).sum()
    }

    /// The numbers of the causes of such updates.
    #[must_use]
    pub fn numbers(&self, field: Option<&str>, kind: Option<ChangeKind>) -> Vec<i32> {
        self.matching(field, kind).map(|(number, ..)| *number).collect()
    }

    fn matching(
        &self,
        field: Option<&str>,
        kind: Option<ChangeKind>,
    ) -> impl Iterator<Item = &(i32, FieldChanges, i64)> {
        let is_meant = move |(name, known): &(String, ChangeKind)| {
            field.is_none_or(|field| field == name) && kind.is_none_or(|kind| kind == *known)
        };
        self.0.iter().filter(move |(_, changes, _)| changes.0.iter().any(is_meant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(number: i32, changes: &str, rows: i64) -> CauseCount {
        let cause = Cause { code: CHANGES.into(), column: changes.into() };
        CauseCount { number, cause, outcome: Outcome::Updated, rows }
    }

    #[test]
    fn changes_read_back() {
        let before =
            Document { notes: Some("a".into()), family_name: Some("Byrne".into()), ..Document::default() };
        let after =
            Document { notes: Some("b".into()), given_name: Some("Ada".into()), ..Document::default() };
        let changes = FieldChanges::of(&before, &after);
        assert_eq!(changes.to_string(), "+first_name\n-last_name\n~notes");
        assert_eq!(changes.to_string().parse(), Ok(changes));
        assert_eq!("notes".parse::<FieldChanges>(), Err(NoChanges));
    }

    #[test]
    fn updates_are_counted_by_field_and_kind() {
        let counts = [count(1, "~email_address\n+notes", 300), count(4, "+email_address", 12)];
        let rejected = CauseCount { outcome: Outcome::Rejected, ..count(5, "+notes", 7) };
        let counts = ChangeCounts::of(&[counts.to_vec(), vec![rejected]].concat());
        assert_eq!(counts.by_field(), [("email_address".to_owned(), 312), ("notes".to_owned(), 300)]);
        assert_eq!(counts.rows(Some("email_address"), Some(ChangeKind::Added)), 12);
        assert_eq!(counts.rows(None, Some(ChangeKind::Added)), 312);
        assert_eq!(counts.rows(None, Some(ChangeKind::Removed)), 0);
        assert_eq!(counts.numbers(Some("notes"), None), [1]);
    }
}
