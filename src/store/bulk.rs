//! Many customers at once, for imports: looked up, read and written by the batch instead of one by one, with an arm
//! per engine where they differ. SQLite runs one prepared insert per row, which was faster than inserts of many rows;
//! PostgreSQL takes the rows by COPY, which was twice as fast as those.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Attributes, Customer, CustomerId, Document, Kind, Reference, Stamp, Version};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::store::attribute_names::Names;
use crate::store::attributes::values;
use crate::store::connection::{Conn, Sequence, draw};
use crate::store::counts::Counts;
use crate::store::customers::{CustomerRow, email_hash, kind_of, search_text, supersede};
use crate::store::error::StoreError;
use crate::store::insert::insert_all;
use crate::store::people::{self, PersonRow};
use crate::store::schema::{customer_references, customers};
use crate::store::tags::{self, carried};
use crate::store::uid::Id;
use crate::store::{counts, growth, lists, references, search};

/// Values bound in one statement; PostgreSQL takes 65,535, SQLite 32,766.
const MOST_BOUND: usize = 1000;

/// A live customer that a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: CustomerId,
    /// Its number, by which people know it.
    pub number: i64,
    /// Its version now.
    pub version: Version,
}

/// Runs a query that is written once on whichever engine there is.
macro_rules! load {
    ($conn:expr, $query:expr) => {
        match $conn {
            Conn::Sqlite(conn) => $query.load(conn),
            Conn::Postgres(conn) => $query.load(conn),
        }
    };
}

type FoundColumns = (Id, i64, i64);

fn found((id, number, version): FoundColumns) -> Found {
    Found { id: CustomerId(id.0), number, version: Version(version) }
}

/// The live customers whose main e-mail address folds to one of these keys.
///
/// # Errors
/// When the database does not answer.
pub fn by_email(
    conn: &mut Conn,
    organization: OrganizationId,
    keys: &[String],
) -> Result<HashMap<String, Vec<Found>>, StoreError> {
    let mut hits: HashMap<String, Vec<Found>> = HashMap::new();
    for keys in keys.chunks(MOST_BOUND) {
        let hashes: Vec<i64> = keys.iter().map(|key| email_hash(key)).collect();
        let live = customers::table
            .filter(customers::organization_id.eq(organization.0))
            .filter(customers::deleted_at.is_null())
            .filter(customers::email_hash.is_not_null())
            .filter(customers::email_hash.eq_any(hashes))
            .select((customers::contact_points, (customers::id, customers::number, customers::version)));
        let rows: Vec<(String, FoundColumns)> = load!(conn, live)?;
        for (points, columns) in rows {
            if let Some(key) = lists::main_email_key(&points)? {
                hits.entry(key).or_default().push(found(columns));
            }
        }
    }
    Ok(hits)
}

/// The live customers among these.
///
/// # Errors
/// When the database does not answer.
pub fn by_id(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Found>>, StoreError> {
    let mut hits: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for ids in ids.chunks(MOST_BOUND) {
        let live = customers::table
            .filter(customers::organization_id.eq(organization.0))
            .filter(customers::deleted_at.is_null())
            .filter(customers::id.eq_any(ids.iter().copied().map(Id)))
            .select((customers::id, customers::number, customers::version));
        let rows: Vec<FoundColumns> = load!(conn, live)?;
        for columns in rows {
            hits.entry(columns.0.0).or_default().push(found(columns));
        }
    }
    Ok(hits)
}

/// The live customers that another system calls by one of these values.
///
/// # Errors
/// When the database does not answer.
pub fn by_reference(
    conn: &mut Conn,
    organization: OrganizationId,
    system: &str,
    name: &str,
    values: &[String],
) -> Result<HashMap<String, Vec<Found>>, StoreError> {
    let mut hits: HashMap<String, Vec<Found>> = HashMap::new();
    for values in values.chunks(MOST_BOUND) {
        let on = customers::organization_id
            .eq(customer_references::organization_id)
            .and(customers::id.eq(customer_references::customer_id));
        let live = customer_references::table
            .inner_join(customers::table.on(on))
            .filter(customer_references::organization_id.eq(organization.0))
            .filter(customer_references::system.eq(system))
            .filter(customer_references::name.eq(name))
            .filter(customer_references::value.eq_any(values))
            .filter(customer_references::is_live.eq(true))
            .select((customer_references::value, (customers::id, customers::number, customers::version)));
        let rows: Vec<(String, FoundColumns)> = load!(conn, live)?;
        for (value, columns) in rows {
            hits.entry(value).or_default().push(found(columns));
        }
    }
    Ok(hits)
}

/// The customers of these numbers, live or in the trash; those that are no more are left out.
///
/// # Errors
/// When the database does not answer.
pub fn ids_of_numbers(
    conn: &mut Conn,
    organization: OrganizationId,
    numbers: &[i64],
) -> Result<HashMap<i64, CustomerId>, StoreError> {
    let mut ids = HashMap::with_capacity(numbers.len());
    for numbers in numbers.chunks(MOST_BOUND) {
        let of_numbers = customers::table
            .filter(customers::organization_id.eq(organization.0))
            .filter(customers::number.eq_any(numbers))
            .select((customers::number, customers::id));
        let rows: Vec<(i64, Id)> = of_numbers.load(conn)?;
        ids.extend(rows.into_iter().map(|(number, id)| (number, CustomerId(id.0))));
    }
    Ok(ids)
}

/// These customers with their documents, live or in the trash; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Customer>, StoreError> {
    let mut all = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(MOST_BOUND) {
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        let of_customers = customer_references::table
            .filter(customer_references::organization_id.eq(organization.0))
            .filter(customer_references::customer_id.eq_any(&ids))
            .select((
                customer_references::customer_id,
                customer_references::system,
                customer_references::name,
                customer_references::value,
            ));
        let rows: Vec<(Id, String, String, String)> = load!(conn, of_customers)?;
        let mut references: HashMap<Uuid, Vec<Reference>> = HashMap::new();
        for (id, system, name, value) in rows {
            references.entry(id.0).or_default().push(Reference { system, name, value });
        }
        let mut people = people::of_some(conn, organization, &ids)?;
        let documents = customers::table
            .filter(customers::organization_id.eq(organization.0))
            .filter(customers::id.eq_any(&ids))
            .select(CustomerRow::as_select());
        let rows: Vec<CustomerRow> = documents.load(conn)?;
        let names = Names::read(conn, organization, rows.iter().map(|row| &row.attributes))?;
        for row in rows {
            let mut own = references.remove(&row.id.0).unwrap_or_default();
            own.sort();
            let people = people.remove(&row.id.0).unwrap_or_default();
            let customer = row.into_customer(own, people, &names)?;
            all.insert(customer.id, customer);
        }
    }
    Ok(all)
}

/// A new customer, turned into what is written by the thread that read it, so that the writer only writes.
#[derive(Debug)]
pub struct Prepared {
    row: CustomerRow,
    words: String,
    attributes: Attributes,
    references: Vec<Reference>,
    tags: BTreeSet<TagId>,
    /// The document again, when it has people, whose numbers are yet to be drawn.
    with_people: Option<Box<Document>>,
}

impl Prepared {
    /// Prepares a customer of this document.
    ///
    /// # Errors
    /// When the document cannot be written as JSON.
    pub fn new(
        organization: OrganizationId,
        mut document: Document,
        stamp: Stamp,
    ) -> Result<Self, StoreError> {
        let words = search_text(&document);
        let id = CustomerId::new();
        lists::number_keys(id, &mut document);
        let mut customer = Customer {
            id,
            organization,
            number: 0,
            version: Version::FIRST,
            seq: 0,
            document,
            changed: stamp,
            created_by: stamp.by,
            created_at: stamp.at,
            deleted_at: None,
        };
        // Only the writer can number new names.
        let attributes = std::mem::take(&mut customer.document.attributes);
        let row = CustomerRow::of(&customer, &Names::default())?;
        let with_people = Some(&customer.document).filter(|document| !document.people.is_empty());
        let with_people = with_people.cloned().map(Box::new);
        let Document { references, tags, .. } = customer.document;
        Ok(Self { row, words, attributes, references, tags, with_people })
    }

    /// Its references.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Its tags.
    #[must_use]
    pub const fn tags(&self) -> &BTreeSet<TagId> {
        &self.tags
    }
}

/// Creates these customers as version 1 and answers their numbers, in order. No events are written: an import's
/// ledger is what tells of them.
///
/// # Errors
/// When a unique reference is in use, among others: ask [`references::holders`] before.
pub fn insert(
    conn: &mut Conn,
    organization: OrganizationId,
    mut prepared: Vec<Prepared>,
) -> Result<Vec<i64>, StoreError> {
    if prepared.is_empty() {
        return Ok(Vec::new());
    }
    let held: BTreeSet<TagId> = prepared.iter().flat_map(|customer| customer.tags.iter().copied()).collect();
    let held = carried::hold(conn, organization, &held)?;
    let kept = values::hold(conn, organization)?;
    // Drawn behind what is held: whoever changes that, and walks up to its own number, meets all that came before.
    let seqs = draw(conn, Sequence::Change, prepared.len())?;
    let numbers = draw(conn, Sequence::Customer, prepared.len())?;
    let names = Names::numbering(conn, organization, prepared.iter().map(|customer| &customer.attributes))?;
    for ((customer, seq), number) in prepared.iter_mut().zip(seqs).zip(&numbers) {
        customer.row.attributes = names.text(&customer.attributes)?;
        customer.row.seq = seq;
        customer.row.number = *number;
    }
    let live = i64::try_from(prepared.len()).map_err(StoreError::unavailable)?;
    let is_corporate = |customer: &&Prepared| kind_of(customer.row.kind) == Kind::Corporate;
    let corporate = i64::try_from(prepared.iter().filter(is_corporate).count());
    let corporate = corporate.map_err(StoreError::unavailable)?;
    let created: Vec<Time> =
        prepared.iter().map(|customer| Time::from_micros(customer.row.created_at)).collect();
    let (mut tagged, mut valued) = (Vec::new(), Vec::new());
    let mut rows = Vec::with_capacity(prepared.len());
    let mut words = Vec::with_capacity(prepared.len());
    let mut owned = Vec::new();
    let mut people = Vec::new();
    for customer in prepared {
        if let Some(mut document) = customer.with_people {
            people::settle(conn, &mut document)?;
            people.extend(PersonRow::all(organization, customer.row.id, &document, true)?);
        }
        words.push((customer.row.seq, held.with_tags(customer.words, &customer.tags)));
        tagged.extend(carried::rows_of(customer.row.seq, &customer.tags));
        valued.extend(kept.rows_of(customer.row.seq, &customer.attributes));
        owned.extend(customer.references.into_iter().map(|reference| (customer.row.id, reference)));
        rows.push(customer.row);
    }
    insert_all!(conn, customers::table, rows);
    references::insert_many(conn, organization, owned)?;
    people::insert_many(conn, people)?;
    tags::counts::add(conn, organization, tagged.iter().map(|(tag, _)| (*tag, 1)))?;
    carried::insert(conn, organization, true, tagged.into_iter())?;
    values::insert(conn, organization, true, valued)?;
    search::add_many(conn, organization, &words)?;
    counts::add(conn, organization, Counts { live, trashed: 0, corporate })?;
    growth::add(conn, organization, created.into_iter().map(|at| (at, 1)))?;
    Ok(numbers)
}

/// A customer that gets a new document.
#[derive(Debug)]
pub struct Revised {
    former: Customer,
    customer: Customer,
    words: String,
}

impl Revised {
    /// Prepares the next version of a customer.
    #[must_use]
    pub fn new(former: Customer, document: Document, stamp: Stamp) -> Self {
        let words = search_text(&document);
        let customer =
            Customer { version: former.version.next(), document, changed: stamp, ..former.clone() };
        Self { former, customer, words }
    }

    /// Whose it is.
    #[must_use]
    pub const fn id(&self) -> CustomerId {
        self.former.id
    }

    /// The version it was made from.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.former.version
    }

    /// The tags that the new document has and the former had not.
    pub fn new_tags(&self) -> impl Iterator<Item = &TagId> {
        self.customer.document.tags.difference(&self.former.document.tags)
    }

    /// The references that the new document has and the former had not.
    pub fn new_references(&self) -> impl Iterator<Item = &Reference> {
        let former = &self.former.document.references;
        self.customer.document.references.iter().filter(move |reference| !former.contains(reference))
    }
}

/// Makes these documents the next versions of their customers. No events are written.
///
/// # Errors
/// [`StoreError::Stale`] when a customer has another version by now, [`StoreError::Taken`] when a unique reference is
/// in use.
pub fn update(
    conn: &mut Conn,
    organization: OrganizationId,
    revised: Vec<Revised>,
) -> Result<(), StoreError> {
    let held = revised.iter().flat_map(|revised| &revised.customer.document.tags).copied();
    let held = carried::hold(conn, organization, &held.collect::<BTreeSet<TagId>>())?;
    let kept = values::hold(conn, organization)?;
    let names = revised.iter().map(|revised| &revised.customer.document.attributes);
    let names = Names::numbering(conn, organization, names)?;
    let seqs = draw(conn, Sequence::Change, revised.len())?;
    for (Revised { former, mut customer, words }, seq) in revised.into_iter().zip(seqs) {
        customer.seq = seq;
        people::settle(conn, &mut customer.document)?;
        let words = held.with_tags(words, &customer.document.tags);
        supersede(conn, &former, &customer, (&names, &kept), &words)?;
        // Only a company that becomes a person, or a person that becomes a company, is counted otherwise.
        counts::change(conn, Some(&former), Some(&customer))?;
    }
    Ok(())
}
