//! What an undo has to know of the customers of some rows: as they are, what they were before, and who changed them in
//! between.

use std::collections::{HashMap, HashSet};

use crate::domain::customer::{Cause, Customer, CustomerId, Document, Stamp, Version};
use crate::domain::import::{Fate, Line, Outcome, RowSpan, UndoLine};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::{
    bulk,
    versions::{self, Former},
};

/// A row whose customer an undo has to see to.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub row: i64,
    /// The number of the customer that the row created.
    pub number: Option<i64>,
    /// The customer that the row changed.
    pub id: Option<CustomerId>,
    /// The version to go back to; none where the customer was not there.
    pub base: Option<Version>,
    /// An undo put it into the trash.
    pub is_trashed: bool,
}

impl Step {
    /// The rows behind `after` of a line of the import's ledger.
    pub(super) fn of_line(line: &Line, after: i64, limit: usize) -> Vec<Self> {
        let number = line.customer_number.filter(|_| line.outcome == Outcome::Created);
        let first =
            Self { row: line.rows.first, number, id: line.customer, base: line.version, is_trashed: false };
        first.and_next(line.rows, after, limit)
    }

    /// The rows behind `after` of a line of an undo's ledger that changed something.
    pub(super) fn of_undo(line: &UndoLine, after: i64, limit: usize) -> Vec<Self> {
        let first = Self {
            row: line.rows.first,
            number: line.customer_number.filter(|_| line.customer.is_none()),
            id: line.customer,
            base: line.version,
            is_trashed: line.fate == Fate::Trashed,
        };
        first.and_next(line.rows, after, limit)
    }

    /// This one and those of the next rows, as far as they are behind `after`.
    fn and_next(self, rows: RowSpan, after: i64, limit: usize) -> Vec<Self> {
        let step = |row| Self { row, number: self.number.map(|number| number + row - rows.first), ..self };
        (rows.first.max(after + 1)..=rows.last()).take(limit).map(step).collect()
    }
}

/// The customers of some steps.
pub(super) struct Before {
    customers: HashMap<CustomerId, Customer>,
    by_number: HashMap<i64, CustomerId>,
    /// Who made the former versions, of customers that have any.
    stamps: HashMap<(CustomerId, Version), Stamp>,
    documents: Former,
}

impl Before {
    pub(super) fn read(
        conn: &mut Conn,
        organization: OrganizationId,
        steps: &[Step],
    ) -> Result<Self, StoreError> {
        let numbers: Vec<i64> = steps.iter().filter_map(|step| step.number).collect();
        let by_number = bulk::ids_of_numbers(conn, organization, &numbers)?;
        let ids: HashSet<CustomerId> =
            steps.iter().filter_map(|step| step.id).chain(by_number.values().copied()).collect();
        let ids: Vec<CustomerId> = ids.into_iter().collect();
        let customers = bulk::find(conn, organization, &ids)?;
        let mut bases: HashMap<CustomerId, Version> = HashMap::new();
        for step in steps {
            let id = step.id.or_else(|| by_number.get(&step.number?).copied());
            if let Some(id) = id {
                let base = step.base.unwrap_or(Version(0));
                bases.entry(id).and_modify(|least| *least = base.min(*least)).or_insert(base);
            }
        }
        // Between a version and the next there is no other.
        let base = |id: CustomerId| bases.get(&id).map_or(0, |base| base.0);
        let pairs: Vec<(CustomerId, Version)> =
            steps.iter().filter_map(|step| Some((step.id?, step.base?))).collect();
        let documents = versions::some(conn, organization, &pairs)?;
        let long = customers.values().filter(|customer| customer.version.0 > base(customer.id) + 1);
        // Which row an operation followed is told by the versions before it.
        let followed = documents.iter().filter(|(_, (_, stamp))| stamp.cause.is_operation());
        let long = long.map(|customer| customer.id).chain(followed.map(|((id, _), _)| *id));
        let long: Vec<CustomerId> = long.collect::<HashSet<_>>().into_iter().collect();
        Ok(Self { stamps: versions::stamps_of(conn, organization, &long)?, documents, customers, by_number })
    }

    pub(super) fn customer(&self, step: &Step) -> Option<&Customer> {
        let id = step.id.or_else(|| self.by_number.get(&step.number?).copied())?;
        self.customers.get(&id)
    }

    /// The document of a former version, and who made it.
    pub(super) fn document(&self, id: CustomerId, version: Version) -> Option<&(Document, Stamp)> {
        self.documents.get(&(id, version))
    }

    /// When the oldest of the documents was made.
    pub(super) fn earliest(&self) -> Option<Time> {
        self.documents.values().map(|(_, stamp)| stamp.at).min()
    }

    /// Whether all versions behind `base` up to the current one were made for such causes, or by operations: those change
    /// many customers alike, and what an undo brings back follows them.
    pub(super) fn is_untouched(
        &self,
        customer: &Customer,
        base: Option<Version>,
        is_ours: impl Fn(Cause) -> bool,
    ) -> bool {
        let first = base.map_or(1, |base| base.0 + 1);
        let is_fine = |cause: Cause| cause.is_operation() || is_ours(cause);
        let is_made_so = |version: i64| {
            let stamp = self.stamps.get(&(customer.id, Version(version)));
            stamp.is_some_and(|stamp| is_fine(stamp.cause))
        };
        (first..customer.version.0).all(is_made_so)
            && (customer.version.0 < first || is_fine(customer.changed.cause))
    }

    /// Whether such a cause made a former version, but for the operations that it followed since.
    pub(super) fn was_made(&self, id: CustomerId, version: Version, is_ours: impl Fn(Cause) -> bool) -> bool {
        let Some((_, stamp)) = self.document(id, version) else { return false };
        let earlier = (1..version.0).rev().filter_map(|version| self.stamps.get(&(id, Version(version))));
        let mut causes = std::iter::once(stamp).chain(earlier).map(|stamp| stamp.cause);
        causes.find(|cause| !cause.is_operation()).is_some_and(is_ours)
    }
}
