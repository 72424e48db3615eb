//! Lists whose conditions are all common ones: a walk along the order's index meets enough customers soon.

use diesel::prelude::*;

use crate::domain::listing::{Count, Cursor, ListQuery};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::listing::condition::{KeyRow, Sieve};
use crate::store::listing::window::{Window, ordered};
use crate::store::listing::{List, MOST_SORTED, MOST_WALKED, keys, live, rows, rows_of, valued};
use crate::store::schema::customer_tags;
use crate::store::uid::Id;

/// Walks the order's index and keeps what meets the conditions, which are all common ones.
pub(super) fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
) -> Result<List, StoreError> {
    let mut window = Window::of(query, query.sort);
    let started_at = window.clone();
    let sieve = Sieve::of(organization, &query.filter);
    let (mut seqs, mut walked, mut slice) = (Vec::new(), 0, 256);
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let step = step(conn, organization, query, &window, slice)?;
        walked += step.looked_at;
        window.from = step.last.or(window.from);
        seqs.extend(sieve.sift(conn, step.keys)?.into_iter().map(|key| key.seq));
        if step.looked_at < slice {
            break;
        }
        slice = (slice * 2).min(8_192);
    }
    let is_partial = walked >= MOST_WALKED && seqs.len() <= query.limit;
    seqs.truncate(query.limit + 1);
    let found = rows(conn, organization, &seqs)?;
    let mut page = started_at.page(found, query.limit, is_partial);
    if is_partial {
        page.next = window.from;
    }
    Ok(List { page, hits: Some(Count::MoreThan(rows_of(MOST_SORTED))), sort: query.sort })
}

/// A stretch of a walk.
struct Step {
    keys: Vec<KeyRow>,
    /// The place of the last row that was looked at.
    last: Option<Cursor>,
    looked_at: usize,
}

/// The next stretch of a walk. By change number, tags and values of attributes have an index of their own, in which
/// every row is a hit; in any other order they are looked for among all customers.
fn step(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    window: &Window,
    limit: usize,
) -> Result<Step, StoreError> {
    let by_change = match &query.filter {
        _ if !window.is_by_change() => None,
        filter if !filter.tags.is_empty() => Some(tagged(conn, organization, &filter.tags, window, limit)?),
        filter => match valued::one(&filter.attributes) {
            Some((asked, value)) => {
                Some(valued::in_order(conn, organization, asked, value, window, rows_of(limit))?)
            }
            None => None,
        },
    };
    if let Some(seqs) = by_change {
        let mut keys = keys(conn, organization, &seqs)?;
        keys.sort_by(|one, other| window.compare(one, other));
        // Of a customer that changes in this moment the row is there, but not the customer.
        let last = seqs.last().map(|seq| Cursor { key: None, seq: *seq });
        return Ok(Step { keys, last, looked_at: seqs.len() });
    }
    let keys = ordered(live(organization), window).limit(rows_of(limit)).select(KeyRow::as_select());
    let keys: Vec<KeyRow> = keys.load(conn)?;
    let last = keys.last().map(|key| key.cursor(query.sort));
    Ok(Step { last, looked_at: keys.len(), keys })
}

/// Change numbers of live customers that carry one of the tags, in the window's order, which is by change number.
pub(super) fn tagged(
    conn: &mut Conn,
    organization: OrganizationId,
    tags: &[TagId],
    window: &Window,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut seqs: Vec<i64> = Vec::new();
    for tag in tags {
        let rows = customer_tags::table
            .filter(customer_tags::organization_id.eq(organization.0))
            .filter(customer_tags::tag_id.eq(Id(tag.0)))
            .filter(customer_tags::is_live.eq(true))
            .select(customer_tags::seq)
            .limit(rows_of(limit));
        let (from, is_oldest_first) = (window.seq_before(), window.is_oldest_first());
        let found: Vec<i64> = if is_oldest_first {
            rows.filter(customer_tags::seq.gt(from)).order(customer_tags::seq.asc()).load(conn)?
        } else {
            rows.filter(customer_tags::seq.lt(from)).order(customer_tags::seq.desc()).load(conn)?
        };
        seqs.extend(found);
    }
    seqs.sort_unstable();
    seqs.dedup();
    if !window.is_oldest_first() {
        seqs.reverse();
    }
    seqs.truncate(limit);
    Ok(seqs)
}
