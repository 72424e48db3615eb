//! Whom a new customer may be a duplicate of.

use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::folding::{self, Term};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::customers::email_hash;
use crate::store::error::StoreError;
use crate::store::listing::{Listed, live, rows};
use crate::store::schema::customers;
use crate::store::{lists, search};

/// Live customers that have this e-mail key or one of these international numbers, without `except`: what a new
/// customer may be a duplicate of. At most five.
///
/// # Errors
/// When the database does not answer.
pub fn duplicates(
    conn: &mut Conn,
    organization: OrganizationId,
    email_key: Option<&str>,
    e164: &[&str],
    except: Option<CustomerId>,
) -> Result<Vec<Listed>, StoreError> {
    let further = email_key.map(|key| Term::Word(folding::exact_token(key)));
    let numbers = e164.iter().map(|number| folding::whole_number(number));
    let terms: Vec<Term> = further.into_iter().chain(numbers).collect();
    let mut seqs = match email_key {
        Some(key) => of_email(conn, organization, key)?,
        None => Vec::new(),
    };
    if !terms.is_empty() {
        let any = search::Query::new(conn, organization, &[Term::AnyOf(terms)])?;
        seqs.extend(search::hits(conn, &any, search::Order::NewestFirst, None, 6)?);
    }
    let mut found = rows(conn, organization, &seqs)?;
    found.retain(|listed| Some(listed.id) != except);
    found.truncate(5);
    Ok(found)
}

/// The newest live customers whose main address has this key; its hash only leads to them.
fn of_email(conn: &mut Conn, organization: OrganizationId, key: &str) -> Result<Vec<i64>, StoreError> {
    let hits: Vec<(i64, String)> = live(organization)
        .filter(customers::email_hash.eq(email_hash(key)))
        .order(customers::seq.desc())
        .limit(6)
        .select((customers::seq, customers::contact_points))
        .load(conn)?;
    let mut seqs = Vec::with_capacity(hits.len());
    for (seq, points) in hits {
        if lists::main_email_key(&points)?.as_deref() == Some(key) {
            seqs.push(seq);
        }
    }
    Ok(seqs)
}
