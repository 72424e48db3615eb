//! From what came in by a program to a customer that is stored: judged by what holds in the organization, with the tags
//! made that it names. A person's form is judged before it is written, so that it can be shown again.

use crate::domain::customer::{Customer, Document, Signature};
use crate::domain::draft::{CustomerDraft, RawCustomer};
use crate::store::connection::Conn;
use crate::store::customers::{self, Updated};
use crate::store::error::StoreError;
use crate::store::{attributes, organizations, tags};

/// Creates a customer.
///
/// # Errors
/// [`StoreError::Invalid`] by the names of a form's fields, [`StoreError::Redefined`], and those of
/// [`customers::insert`].
pub fn create(conn: &mut Conn, by: &Signature, raw: &RawCustomer) -> Result<Customer, StoreError> {
    let (document, revision) = judge(conn, by, raw, None)?;
    let customer = customers::insert(conn, by, document)?;
    attributes::ensure_unchanged(conn, by.actor.organization, revision)?;
    Ok(customer)
}

/// Makes what came in the next version of a customer that was just read.
///
/// # Errors
/// As [`create`], and those of [`customers::update`].
pub fn change(
    conn: &mut Conn,
    by: &Signature,
    current: &Customer,
    raw: &RawCustomer,
) -> Result<Updated, StoreError> {
    let (document, revision) = judge(conn, by, raw, Some(&current.document))?;
    let updated = customers::update(conn, by, current.id, current.version, document)?;
    attributes::ensure_unchanged(conn, by.actor.organization, revision)?;
    Ok(updated)
}

/// What came in as a document, with the tags made that it brings, and the change number of the definitions that it was
/// judged by.
fn judge(
    conn: &mut Conn,
    by: &Signature,
    raw: &RawCustomer,
    former: Option<&Document>,
) -> Result<(Document, i64), StoreError> {
    let organization = organizations::find(conn, by.actor.organization)?;
    let rules = attributes::rules(conn, organization.id, organization.country)?;
    let draft = CustomerDraft::parse(raw, &rules, former).map_err(StoreError::Invalid)?;
    let named = tags::named(conn, by.actor.organization, draft.tag_titles())?;
    let mut document = draft.tagged(named.ids).onto(former).map_err(StoreError::Invalid)?;
    tags::make(conn, by, &named.fresh, &mut document)?;
    Ok((document, rules.attributes.revision))
}
