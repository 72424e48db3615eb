//! The import through the store's door: files as people have them, and what is in the store and the ledger after.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use customary::domain::import::{
    ChangeCounts, Counts, EmptyCells, Import, ImportFile, LATER_ROWS, Mode, OnMatch, Options, Outcome, State,
};
use customary::domain::operator::Actor;
use customary::files::Files;
use customary::import::corrections::{self, Typed};
use customary::import::intake::{self, ReadingChoice};
use customary::import::read::{self, ReadError};
use customary::import::rejects::{Rejects, Table};
use customary::import::run::Job;
use customary::store::imports::ledger::{self, Ledger};
use customary::store::imports::{self, causes, work};
use customary::store::{customers, organizations};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Store, store};

pub(super) struct Importing {
    pub(super) store: Store,
    files: Files,
    _folder: TempDir,
}

impl Importing {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let files = Files::open(folder.path()).unwrap();
        Self { store: store(), files, _folder: folder }
    }

    pub(super) fn bring(&self, name: &str, content: &[u8], choose: impl FnOnce(&mut Options)) -> Import {
        self.try_bring(name, content, choose).unwrap()
    }

    /// The same of a file that may be refused.
    pub(super) fn try_bring(
        &self,
        name: &str,
        content: &[u8],
        choose: impl FnOnce(&mut Options),
    ) -> Result<Import, ReadError> {
        let kept = self.files.keep_here(content).unwrap();
        let path = self.files.path_here(kept.hash).unwrap();
        let inspection = intake::look(&path, name, &ReadingChoice::default())?;
        let file = ImportFile { name: name.into(), sha256: kept.hash.0, length: kept.bytes, is_kept: true };
        let organization = self.store.read(|conn| organizations::find(conn, self.store.organization));
        let mut new = self.store.read(|conn| intake::suggest(conn, &organization, file.clone(), &inspection));
        choose(&mut new.options);
        let actor = Actor::command_line(self.store.organization);
        Ok(self.store.write(move |conn| imports::insert(conn, &actor, &new, super::NOW)).unwrap())
    }

    /// The numbers of the rows of an import's file, as far as it can be read.
    pub(super) fn row_numbers(&self, import: &Import) -> Vec<i64> {
        let path = self.files.path_here(customary::files::FileHash(import.file.sha256)).unwrap();
        let mut rows = read::open(&path, &serde_json::from_str(&import.reading).unwrap()).unwrap();
        let (mut row, mut numbers) = (read::Row::default(), Vec::new());
        while rows.read(&mut row).is_ok_and(|is_there| is_there) {
            numbers.push(i64::try_from(row.number()).unwrap());
        }
        numbers
    }

    pub(super) fn run(&self, import: &Import) -> Import {
        let owner = Uuid::now_v7();
        let id = import.id;
        let organization = self.store.organization;
        let lease = Some((owner, Duration::from_secs(20)));
        let asked = import.clone();
        self.store
            .write(move |conn| match asked.state {
                State::Uploaded => imports::ask_check(conn, &asked, lease),
                _ => imports::ask_apply(conn, &asked, lease),
            })
            .unwrap();
        self.work_on(self.store.read(|conn| imports::find(conn, organization, id)), owner)
    }

    /// Does what an import waits for, whose lease this owner holds.
    pub(super) fn work_on(&self, import: Import, owner: Uuid) -> Import {
        let (organization, id) = (import.organization, import.id);
        let is_ending = Arc::new(AtomicBool::new(false));
        Job::new(&self.store.db, &self.files, import, owner, &is_ending).unwrap().run().unwrap();
        self.store.read(|conn| imports::find(conn, organization, id))
    }

    /// Brings rows of an import again with what was typed, and has them written.
    pub(super) fn correct(&self, import: &Import, typed: &Typed) -> Import {
        let by = Actor::command_line(self.store.organization);
        corrections::bring(&self.store.db, &self.files, &by, import, typed).unwrap();
        let owner = Uuid::now_v7();
        let corrections = self.store.write(move |conn| work::claim(conn, owner, &[])).unwrap().unwrap();
        self.work_on(corrections, owner)
    }

    pub(super) fn import(&self, name: &str, content: &str, choose: impl FnOnce(&mut Options)) -> Import {
        let import = self.bring(name, content.as_bytes(), |options| {
            options.apply = true;
            choose(options);
        });
        self.run(&import)
    }

    pub(super) fn rejects(&self, import: &Import) -> String {
        let path = self.files.path_here(customary::files::FileHash(import.file.sha256)).unwrap();
        let mut rejects = Rejects::open(&self.store.db, import, &path, Table::Csv).unwrap();
        let mut file = Vec::new();
        while let Some(piece) = rejects.piece().unwrap() {
            file.extend(piece);
        }
        String::from_utf8(file).unwrap()
    }

    pub(super) fn lines(&self, import: &Import) -> Vec<customary::domain::import::Line> {
        let ledger = ledger::Ledger { organization: self.store.organization, import: import.number };
        self.store.read(|conn| ledger::between(conn, ledger, 0, i64::MAX))
    }
}

pub(super) fn counts(text: [i64; 6]) -> Counts {
    let mut counts = Counts::default();
    for (outcome, rows) in Outcome::ALL.into_iter().zip(text) {
        counts.add(outcome, rows);
    }
    counts
}

#[test]
fn a_file_is_checked_then_imported_and_imported_again_changes_nothing() {
    let importing = Importing::new();
    let csv = "given_name,surname,E-mail,tel,tier\nAda,Byrne,ada@example.org,+61412345678,gold\n,,,,\n\
               Marc,Brun,marc.brun@,,\nGary,Shook,gary@example.org,,silver\n";
    let import = importing.bring("spring.csv", csv.as_bytes(), |_| {});
    let checked = importing.run(&import);
    assert_eq!(checked.state, State::Checked);
    assert_eq!(checked.plan, Some(counts([2, 0, 0, 0, 1, 1])));
    let done = importing.run(&checked);
    assert_eq!(done.state, State::Completed, "{:?}", done.problem);
    assert_eq!(done.checkpoint.counts, counts([2, 0, 0, 0, 1, 1]));
    let again = importing.import("spring.csv", csv, |_| {});
    assert_eq!(again.checkpoint.counts, counts([0, 0, 2, 0, 1, 1]));
    let rejected = importing.rejects(&again);
    assert!(rejected.contains("\"marc.brun@\""), "{rejected}");
    assert!(rejected.contains("\"4\",\"E-mail\",\"Nothing after the @\",\"\""), "{rejected}");
}

#[test]
fn a_later_row_for_the_same_customer_meets_what_the_earlier_one_left() {
    let importing = Importing::new();
    let csv = "First name,Email,City\nAda,ada@example.org,Haymarket\nAda,ADA@example.org,Sydney\nAda,ADA@example.org,Sydney\n";
    let done = importing.import("twice.csv", csv, |_| {});
    assert_eq!(done.checkpoint.counts, counts([1, 1, 1, 0, 0, 0]));
    let lines = importing.lines(&done);
    let customer = lines[1].customer.unwrap();
    let ada = importing.store.read(|conn| customers::find(conn, importing.store.organization, customer));
    assert_eq!(ada.version.0, 2);
    assert_eq!(ada.document.addresses[0].locality.as_deref(), Some("Sydney"));
    let changed = ledger_counts(&importing, &done);
    assert_eq!(changed.by_field(), [("addresses".to_owned(), 1), ("email_address".to_owned(), 1)]);
    let again = importing.bring("thrice.csv", csv.replace("Sydney", "Perth").as_bytes(), |_| {});
    let checked = importing.run(&again);
    // The first row changes what is there; what the second changes shows when the first is in.
    let would = ledger_counts(&importing, &checked);
    assert_eq!(would.rows(Some(LATER_ROWS), None), 2);
    assert_eq!(would.rows(None, None), 3);
    assert_eq!(would.foremost(), Some(("addresses".to_owned(), 1)));
    let ledger = Ledger { organization: importing.store.organization, import: checked.number };
    let numbers = would.numbers(Some(LATER_ROWS), None);
    let lines = importing.store.read(|conn| ledger::of_causes(conn, ledger, &numbers, 0, 10));
    assert_eq!(lines.iter().map(|line| line.rows.first).collect::<Vec<_>>(), [3, 4]);
    let done = importing.run(&checked);
    assert_eq!(done.checkpoint.counts, counts([0, 2, 1, 0, 0, 0]));
    let did = ledger_counts(&importing, &done);
    assert_eq!(did.by_field(), [("addresses".to_owned(), 2), ("email_address".to_owned(), 2)]);
    let skipping = importing.import("twice.csv", csv, |options| options.on_match = OnMatch::Skip);
    assert_eq!(skipping.checkpoint.counts, counts([0, 0, 0, 3, 0, 0]));
}

fn ledger_counts(importing: &Importing, import: &Import) -> ChangeCounts {
    let ledger = Ledger { organization: importing.store.organization, import: import.number };
    ChangeCounts::of(&importing.store.read(|conn| causes::list(conn, ledger)))
}

#[test]
fn what_updates_change_is_counted_however_differently_they_do() {
    let importing = Importing::new();
    // Each row changes another set of twelve attributes, and all of them the notes: 4,095 sets.
    let keys: Vec<String> = (0..12).map(|at| format!("attribute:k{at}")).collect();
    let file = |cell: &dyn Fn(usize, usize) -> String, note: &str| {
        let rows = (1..4_096).map(|row| {
            let cells: Vec<String> = (0..12).map(|key| cell(row, key)).collect();
            format!("c{row}@example.org,{note},{}", cells.join(","))
        });
        format!("Email,Notes,{}\n{}\n", keys.join(","), rows.collect::<Vec<_>>().join("\n"))
    };
    importing.import("first.csv", &file(&|_, _| "a".into(), "old"), |_| {});
    let other = |row: usize, key: usize| if row >> key & 1 == 1 { "b".into() } else { "a".into() };
    let checked = importing.bring("second.csv", file(&other, "new").as_bytes(), |_| {});
    let checked = importing.run(&checked);
    assert_eq!(checked.plan, Some(counts([0, 4_095, 0, 0, 0, 0])));
    let would = ledger_counts(&importing, &checked);
    assert_eq!(would.rows(Some("notes"), None), 4_095);
    assert_eq!(would.rows(Some("attributes.k3"), None), 2_048);
    let ledger = Ledger { organization: importing.store.organization, import: checked.number };
    let numbers = would.numbers(Some("attributes.k3"), None);
    let lines = importing.store.read(|conn| ledger::of_causes(conn, ledger, &numbers, 100, 20));
    let expected: Vec<i64> =
        (100..).filter(|row| (row - 1) >> 3 & 1 == 1).filter(|row| *row > 100).take(20).collect();
    assert_eq!(lines.iter().map(|line| line.rows.first).collect::<Vec<_>>(), expected);
}

#[test]
fn rules_decide_what_a_row_may_do() {
    let importing = Importing::new();
    let first = "Name,Email,Notes\nArt Restaurant,art@example.org,old\n";
    importing.import("first.csv", first, |_| {});
    let second = "Name,Email,Notes\nArt Restaurant,art@example.org,\nNordlicht,info@nordlicht.example,new\n";
    for (mode, on_match, empty, expected) in [
        (Mode::Update, OnMatch::Update, EmptyCells::Keep, [0, 0, 1, 1, 0, 0]),
        (Mode::Update, OnMatch::Update, EmptyCells::Clear, [0, 1, 0, 1, 0, 0]),
        (Mode::Create, OnMatch::Update, EmptyCells::Keep, [1, 0, 0, 1, 0, 0]),
        (Mode::Both, OnMatch::Create, EmptyCells::Keep, [2, 0, 0, 0, 0, 0]),
        // By now each address is two customers'.
        (Mode::Both, OnMatch::Update, EmptyCells::Keep, [0, 0, 0, 0, 2, 0]),
    ] {
        let done = importing.import("second.csv", second, |options| {
            (options.mode, options.on_match, options.empty) = (mode, on_match, empty);
        });
        assert_eq!(done.checkpoint.counts, counts(expected), "{mode:?} {on_match:?} {empty:?}");
    }
}

#[test]
fn what_changed_after_the_check_is_skipped_and_says_so() {
    let importing = Importing::new();
    importing.import("first.csv", "Name,Email\nArt Restaurant,art@example.org\n", |_| {});
    let csv = "Name,Email\nArt Bistro,art@example.org\nNew,new@example.org\nOther,other@example.org\n";
    let import = importing.bring("second.csv", csv.as_bytes(), |_| {});
    let checked = importing.run(&import);
    importing.import("between.csv", "Name,Email\nArt House,art@example.org\nNewer,new@example.org\n", |_| {});
    let done = importing.run(&checked);
    assert_eq!(done.checkpoint.counts, counts([1, 0, 0, 2, 0, 0]));
    let ledger = ledger::Ledger { organization: importing.store.organization, import: done.number };
    let causes = importing.store.read(|conn| causes::list(conn, ledger));
    assert_eq!(
        causes.iter().map(|count| (count.cause.code.as_str(), count.rows)).collect::<Vec<_>>(),
        [("changed-since-check", 2)]
    );
}
