//! Which customers a list is of. Clients may ask by any member; what there is an index for is honoured, and the rest is
//! passed over, as parameters that nobody knows are.

use super::ids::SYSTEM;
use crate::domain::customer::Reference;
use crate::domain::listing::Sort;
use crate::domain::organization::OrganizationId;
use crate::store::listing::{self, Stretch};
use crate::store::{Conn, StoreError, customers, references};

/// The parameters that are words of a customer, wherever in it they stand.
const WORDS: [&str; 3] = ["companyName", "acronym", "email"];
/// The parameter that one customer at most answers to.
const INTERNAL_REFERENCE: &str = "internalReference";

/// What a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    words: String,
    internal_reference: Option<String>,
}

impl Filter {
    /// Reads the parameters that it knows.
    #[must_use]
    pub fn read(query: &[(String, String)]) -> Self {
        let sent = |name: &str| {
            let last = query.iter().rev().find(|(known, value)| known == name && !value.is_empty());
            last.map(|(_, value)| value.clone())
        };
        Self {
            words: WORDS.iter().filter_map(|name| sent(name)).collect::<Vec<_>>().join(" "),
            internal_reference: sent(INTERNAL_REFERENCE),
        }
    }

    /// The customers from `offset` on, at most `limit`, and how many there are of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn stretch(
        &self,
        conn: &mut Conn,
        organization: OrganizationId,
        offset: usize,
        limit: usize,
    ) -> Result<Stretch, StoreError> {
        match &self.internal_reference {
            None => listing::stretch(conn, organization, &self.words, Sort::CreatedAscending, offset, limit),
            Some(value) => holder(conn, organization, value, offset),
        }
    }
}

/// The one customer that has this reference, if there is one.
fn holder(
    conn: &mut Conn,
    organization: OrganizationId,
    value: &str,
    offset: usize,
) -> Result<Stretch, StoreError> {
    let reference =
        Reference { system: SYSTEM.to_owned(), name: INTERNAL_REFERENCE.to_owned(), value: value.to_owned() };
    let holder = references::holders(conn, organization, &reference)?.into_iter().next();
    let items = match holder.filter(|_| offset == 0) {
        None => Vec::new(),
        Some(id) => vec![customers::find(conn, organization, id)?],
    };
    Ok(Stretch { items, count: i64::from(holder.is_some()) })
}
