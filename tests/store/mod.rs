//! The store through its own door: one database of each test, either engine.

mod accounts;
mod assets;
mod attributes;
mod crash;
mod customers;
mod export_office;
mod export_rights;
mod exports;
mod figures;
mod history;
mod import_buckets;
mod import_crash;
mod imports;
mod invitations;
mod lists;
mod migrations;
mod notes;
mod provisions;
mod tags;
mod undo;
mod undo_beside;
mod undo_crash;

use customary::domain::asset::Quota;
use customary::domain::customer::{Cause, Customer, Document, Signature};
use customary::domain::draft::{CustomerDraft, RawCustomer, Rules};
use customary::domain::listing::{Count, ListQuery, Position};
use customary::domain::operator::Actor;
use customary::domain::organization::OrganizationId;
use customary::domain::time::{Clock, Time};
use customary::store::{
    Conn, Db, StoreError, connection, listing, migrations as store_migrations, organizations,
};
use tempfile::TempDir;

use crate::support::database::Database;

/// A migrated, empty store with one organization.
pub struct Store {
    pub db: Db,
    pub organization: OrganizationId,
    // Dropped last: the files under the database, and its schema.
    database: Database,
    _folder: TempDir,
}

/// The moment every test begins at: 20 November 2026.
pub const NOW: Time = Time::from_micros(1_795_132_800_000_000);

/// Room for every file.
pub const UNLIMITED: Quota = Quota { files: u64::MAX, bytes: u64::MAX };

pub fn store() -> Store {
    let folder = TempDir::new().unwrap();
    let database = Database::create(folder.path());
    let url = connection::Database::parse(&database.url()).unwrap();
    store_migrations::run(&mut url.open().unwrap()).unwrap();
    let db = Db::open(&url, 4, Clock::of(|| NOW)).unwrap();
    let organization = add_organization(&db, "Harbour & Vine");
    Store { db, organization, database, _folder: folder }
}

pub fn add_organization(db: &Db, name: &str) -> OrganizationId {
    let name = name.to_owned();
    db.write_here(move |conn| organizations::insert(conn, &name, NOW)).unwrap().id
}

impl Store {
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.db.write_here(change)
    }

    pub fn read<T>(&self, query: impl FnOnce(&mut Conn) -> Result<T, StoreError>) -> T {
        self.db.read_here(query).unwrap()
    }

    pub fn add(&self, raw: RawCustomer) -> Customer {
        let (by, document) = (self.by_hand(), document(raw));
        self.write(move |conn| customary::store::customers::insert(conn, &by, document)).unwrap()
    }

    pub fn add_named(&self, name: &str) -> Customer {
        self.add(RawCustomer { display_name: Some(name.into()), ..RawCustomer::default() })
    }

    /// The signature of a change by hand in this store's organization.
    pub fn by_hand(&self) -> Signature {
        by_hand(self.organization)
    }

    /// Runs a statement beside the store.
    pub fn execute(&self, statement: &str) {
        self.database.execute(statement);
    }

    /// What a query counts.
    pub fn count(&self, query: &str) -> i64 {
        self.database.count(query)
    }

    /// The names on all pages of a list, of which no page knows how many there are.
    pub fn names_of_many(&self, mut query: ListQuery) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            let list = self.read(|conn| listing::list(conn, self.organization, &query));
            assert!(matches!(list.hits, Some(Count::MoreThan(_))), "{:?}", list.hits);
            names.extend(list.page.items.into_iter().map(|listed| listed.display_name));
            let Some(next) = list.page.next else { return names };
            query.position = Position::After(next);
        }
    }

    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }
}

pub fn document(raw: RawCustomer) -> Document {
    CustomerDraft::parse(&raw, &Rules::default(), None).unwrap().onto(None).unwrap()
}

pub fn by_hand(organization: OrganizationId) -> Signature {
    Signature { actor: Actor::command_line(organization), at: NOW, cause: Cause::Hand }
}
