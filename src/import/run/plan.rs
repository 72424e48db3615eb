//! What is to become of rows: each compared with the rules, the store and the rows before it. A file is taken as its
//! rows one after the other, so a later row for the same customer meets what the earlier one made of it; nothing is
//! lost by that, because every version is kept.

use std::collections::{HashMap, HashSet};

use super::judge::{Judge, Judged, Says};
use super::seen::Seen;
use crate::domain::customer::{Customer, CustomerId, Document, Reference};
use crate::domain::import::{
    FieldChanges, Import, Line, LineNote, MatchBy, OnMatch, Outcome, Problem, RowSpan, Unread,
};
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::import::mapping::Key;
use crate::import::read::Row;
use crate::store::bulk::{self, Found};
use crate::store::{Conn, Db, StoreError, references};

/// A row with what is to become of it.
pub struct Planned {
    /// The row as it stands in the file.
    pub row: Row,
    /// What is to become of it; causes have no numbers yet.
    pub line: Line,
    /// The document it would make, if it makes one.
    pub document: Option<Document>,
    /// What it would change of a customer that is there.
    pub changes: Option<FieldChanges>,
}

/// Plans the first rows of a file as they would be saved, writing nothing.
///
/// # Errors
/// When the database does not answer.
pub fn preview(
    db: &Db,
    import: &Import,
    columns: &[String],
    rows: &[Row],
) -> Result<Vec<Planned>, StoreError> {
    let judge = Judge::read(db, import, columns)?;
    let judged = rows.iter().cloned().map(|row| judge.judge(row)).collect();
    db.read_here(|conn| Planner::new(&judge).plan(conn, judged))
}

/// Plans rows in the order of the file.
pub(super) struct Planner<'a> {
    judge: &'a Judge,
    keys: Seen,
    unique: Seen,
    /// Rows of the import that is corrected, once they were.
    corrected: HashSet<i64>,
}

/// What the store has for a batch of rows.
struct Stored {
    found: HashMap<Key, Vec<Found>>,
    customers: HashMap<CustomerId, Customer>,
    /// Rows that wait to be corrected, with what is said of them.
    rejected: HashMap<i64, LineNote>,
}

/// What is to become of a row, before it has a line.
enum Fate {
    Create(Document),
    Update {
        found: Option<Found>,
        document: Document,
        same_as: Option<i64>,
        changes: Option<FieldChanges>,
    },
    Unchanged(Found),
    Skip {
        found: Option<Found>,
    },
    /// It corrects no row that is still rejected: why.
    Settled(&'static str),
    Reject(Vec<Problem>),
    Blank,
}

impl<'a> Planner<'a> {
    pub(super) fn new(judge: &'a Judge) -> Self {
        Self { judge, keys: Seen::default(), unique: Seen::default(), corrected: HashSet::new() }
    }

    pub(super) fn plan(&mut self, conn: &mut Conn, rows: Vec<Judged>) -> Result<Vec<Planned>, StoreError> {
        let stored = self.stored(conn, &rows)?;
        rows.into_iter().map(|judged| self.plan_row(conn, judged, &stored)).collect()
    }

    fn stored(&self, conn: &mut Conn, rows: &[Judged]) -> Result<Stored, StoreError> {
        let options = &self.judge.import.options;
        let organization = self.judge.import.organization;
        let rejected = self.rejected(conn, rows)?;
        if options.when_found() == OnMatch::Create {
            return Ok(Stored { found: HashMap::new(), customers: HashMap::new(), rejected });
        }
        let keys: HashSet<&Key> = rows.iter().filter_map(key_of).collect();
        let found = look_up(conn, organization, &options.match_by, keys)?;
        let customers = match options.when_found() {
            OnMatch::Update => {
                let only = |found: &Vec<Found>| (found.len() == 1).then(|| found[0].id);
                let ids: Vec<CustomerId> = found.values().filter_map(only).collect();
                bulk::find(conn, organization, &ids)?
            }
            OnMatch::Skip | OnMatch::Create => HashMap::new(),
        };
        Ok(Stored { found, customers, rejected })
    }

    /// The rows that these correct and that are still rejected.
    fn rejected(&self, conn: &mut Conn, rows: &[Judged]) -> Result<HashMap<i64, LineNote>, StoreError> {
        let Some(merging) = &self.judge.merging else { return Ok(HashMap::new()) };
        let numbers: Vec<i64> = rows.iter().filter_map(|judged| merging.row_of(&judged.row)).collect();
        merging.rejected(conn, &numbers)
    }

    /// What becomes of a row of corrections, whatever it says: of one that corrects no row that is still rejected, and
    /// of one that comes back as it could not be read.
    fn settled(&mut self, row: &Row, stored: &Stored) -> Option<Fate> {
        let merging = self.judge.merging.as_ref()?;
        if merging.is_of_another(row) {
            return Some(Fate::Settled("row-of-other-import"));
        }
        let rejected = merging.row_of(row).and_then(|number| Some((number, stored.rejected.get(&number)?)));
        let Some((_, note)) = rejected.filter(|(number, _)| self.corrected.insert(*number)) else {
            return Some(Fate::Settled("row-not-rejected"));
        };
        merging.is_unmended(row, &note.unread).then(|| Fate::Reject(note.problems.clone()))
    }

    /// What of a row cannot be read: of a correction, what could not when it was rejected.
    fn unread(&self, row: &Row, stored: &Stored) -> Unread {
        let former = self.judge.merging.as_ref().and_then(|merging| merging.row_of(row));
        match former.and_then(|number| stored.rejected.get(&number)) {
            Some(note) => note.unread.clone(),
            None => self.judge.unread(row),
        }
    }

    fn plan_row(&mut self, conn: &mut Conn, judged: Judged, stored: &Stored) -> Result<Planned, StoreError> {
        let Judged { row, number, says } = judged;
        let settled = if matches!(says, Says::Nothing) { None } else { self.settled(&row, stored) };
        if let Some(fate) = settled {
            return Ok(self.planned(row, number, fate, stored));
        }
        let fate = match says {
            Says::Nothing => Fate::Blank,
            Says::Unreadable(problems) => Fate::Reject(problems),
            Says::Customer { key, new } => {
                let fate = self.fate(&row, key.as_ref(), new, stored);
                let fate = self.ensure_unique(conn, &row, number, fate, stored)?;
                if let (Some(key), Fate::Create(_) | Fate::Update { .. } | Fate::Unchanged(_)) = (&key, &fate)
                {
                    self.keys.note(key, number);
                }
                fate
            }
        };
        Ok(self.planned(row, number, fate, stored))
    }

    fn fate(&self, row: &Row, key: Option<&Key>, new: Result<Document, Issues>, stored: &Stored) -> Fate {
        let options = &self.judge.import.options;
        let when_found = options.when_found();
        let create = |new: Result<Document, Issues>| match new {
            Ok(document) => Fate::Create(document),
            Err(issues) => Fate::Reject(self.judge.problems(&issues, row)),
        };
        let Some(key) = key else {
            if options.creates() {
                return create(new);
            }
            return Fate::Reject(vec![self.judge.key_problem(&Issue::new("match-key-missing"), row)]);
        };
        if when_found == OnMatch::Create {
            return create(new);
        }
        let hits = stored.found.get(key).map_or(&[][..], Vec::as_slice);
        let earlier = self.keys.row_of(key);
        match (hits, earlier, when_found) {
            ([], None, _) if options.creates() => create(new),
            ([], None, _) => Fate::Skip { found: None },
            ([_, _, ..], ..) => Fate::Reject(vec![self.ambiguous(hits, row)]),
            (hits, Some(_), OnMatch::Skip) => Fate::Skip { found: hits.first().copied() },
            (hits, Some(same_as), _) => match new {
                // The earlier row's customer is not there yet, so what this one changes of it shows at the writing.
                Ok(document) => {
                    let found = hits.first().copied();
                    Fate::Update { found, document, same_as: Some(same_as), changes: None }
                }
                Err(issues) => Fate::Reject(self.judge.problems(&issues, row)),
            },
            ([found], None, OnMatch::Skip) => Fate::Skip { found: Some(*found) },
            ([found], None, _) => self.update(row, *found, stored),
        }
    }

    fn update(&self, row: &Row, found: Found, stored: &Stored) -> Fate {
        let Some(customer) =
            stored.customers.get(&found.id).filter(|customer| customer.version == found.version)
        else {
            // It changed between two queries: the writing will find that out.
            return Fate::Unchanged(found);
        };
        match self.judge.next_document(row, &customer.document) {
            Ok(document) if document == customer.document => Fate::Unchanged(found),
            Ok(document) => {
                let changes = Some(FieldChanges::of(&customer.document, &document));
                Fate::Update { found: Some(found), document, same_as: None, changes }
            }
            Err(issues) => Fate::Reject(self.judge.problems(&issues, row)),
        }
    }

    fn ambiguous(&self, hits: &[Found], row: &Row) -> Problem {
        let numbers: Vec<String> = hits.iter().take(3).map(|found| found.number.to_string()).collect();
        let issue = Issue::new("match-ambiguous").with("customers", numbers.join(", "));
        self.judge.key_problem(&issue, row)
    }

    /// Refuses a row that brings a unique reference which another customer, or an earlier row, has.
    fn ensure_unique(
        &mut self,
        conn: &mut Conn,
        row: &Row,
        number: i64,
        fate: Fate,
        stored: &Stored,
    ) -> Result<Fate, StoreError> {
        let (document, own) = match &fate {
            Fate::Create(document) => (document, None),
            Fate::Update { document, found, .. } => (document, found.map(|found| found.id)),
            _ => return Ok(fate),
        };
        let former =
            own.and_then(|id| stored.customers.get(&id)).map(|customer| &customer.document.references);
        let is_new = |reference: &&Reference| former.is_none_or(|former| !former.contains(reference));
        let fresh: Vec<&Reference> =
            document.references.iter().filter(|reference| reference.is_unique()).filter(is_new).collect();
        for reference in &fresh {
            let organization = self.judge.import.organization;
            let holders = references::holders(conn, organization, reference)?;
            let is_taken = holders.iter().any(|holder| Some(*holder) != own);
            let earlier = self.unique.row_of(reference).filter(|_| !is_same_customer(&fate));
            let issue = match earlier {
                Some(earlier) => Issue::new("reference-in-file").with("row", earlier),
                None if is_taken => Issue::new("reference-taken"),
                None => continue,
            };
            let problem = self.judge.reference_problem(&issue, &reference.system, &reference.name, row);
            return Ok(Fate::Reject(vec![problem]));
        }
        for reference in fresh {
            self.unique.note(reference, number);
        }
        Ok(fate)
    }

    fn planned(&self, row: Row, number: i64, fate: Fate, stored: &Stored) -> Planned {
        let plain = |outcome| Line::plain(RowSpan::one(number), outcome);
        let of = |found: Option<Found>, outcome| Line {
            customer: found.map(|found| found.id),
            version: found.map(|found| found.version),
            ..plain(outcome)
        };
        let (line, document, changes) = match fate {
            Fate::Blank => (plain(Outcome::Blank), None, None),
            Fate::Create(document) => (plain(Outcome::Created), Some(document), None),
            Fate::Update { found, document, same_as, changes } => {
                (Line { same_as, ..of(found, Outcome::Updated) }, Some(document), changes)
            }
            Fate::Unchanged(found) => (of(Some(found), Outcome::Unchanged), None, None),
            Fate::Skip { found } => (of(found, Outcome::Skipped), None, None),
            Fate::Settled(why) => {
                let problems = vec![Problem::of_row(&Issue::new(why))];
                let note = LineNote { label: self.judge.label(&row), problems, ..LineNote::default() };
                (Line { note: Some(note), ..plain(Outcome::Skipped) }, None, None)
            }
            Fate::Reject(problems) => {
                let (label, unread) = (self.judge.label(&row), self.unread(&row, stored));
                let note = LineNote { label, problems, unread };
                (Line { note: Some(note), ..plain(Outcome::Rejected) }, None, None)
            }
        };
        Planned { row, line, document, changes }
    }
}

fn is_same_customer(fate: &Fate) -> bool {
    matches!(fate, Fate::Update { same_as: Some(_), .. })
}

fn key_of(judged: &Judged) -> Option<&Key> {
    match &judged.says {
        Says::Customer { key, .. } => key.as_ref(),
        Says::Nothing | Says::Unreadable(_) => None,
    }
}

/// The live customers that keys lead to.
pub(super) fn look_up<'k>(
    conn: &mut Conn,
    organization: OrganizationId,
    match_by: &MatchBy,
    keys: impl IntoIterator<Item = &'k Key>,
) -> Result<HashMap<Key, Vec<Found>>, StoreError> {
    let mut texts = Vec::new();
    let mut ids = Vec::new();
    for key in keys {
        match key {
            Key::Email(text) | Key::Reference(text) => texts.push(text.clone()),
            Key::Id(id) => ids.push(*id),
        }
    }
    Ok(match match_by {
        MatchBy::Email => bulk::by_email(conn, organization, &texts)?
            .into_iter()
            .map(|(text, found)| (Key::Email(text), found))
            .collect(),
        MatchBy::Id => bulk::by_id(conn, organization, &ids)?
            .into_iter()
            .map(|(id, found)| (Key::Id(id), found))
            .collect(),
        MatchBy::Reference { system, name } => bulk::by_reference(conn, organization, system, name, &texts)?
            .into_iter()
            .map(|(text, found)| (Key::Reference(text), found))
            .collect(),
    })
}
