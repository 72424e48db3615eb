//! Lists of what a search finds, and of who is invited.

use std::collections::HashSet;

use crate::domain::folding::Term;
use crate::domain::invitation::SOON;
use crate::domain::listing::{Count, Cursor, Invited, ListQuery, Sort};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::{Conn, database_time};
use crate::store::error::StoreError;
use crate::store::listing::condition::Sieve;
use crate::store::listing::window::Window;
use crate::store::listing::{List, MOST_SORTED, MOST_WALKED, keys, rows, rows_of, sorted};
use crate::store::{invitations, search};

/// The hits of a search: sorted when they are few, else newest change first.
pub(super) fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    terms: &[Term],
) -> Result<List, StoreError> {
    let most = rows_of(MOST_SORTED);
    let search = search::Query::new(conn, organization, terms)?;
    let count = search::count(conn, &search, most + 1)?;
    let is_own_order = matches!(query.sort, Sort::Updated) && !query.filter.has_conditions();
    if count <= most && !is_own_order {
        let all = search::hits(conn, &search, search::Order::NewestFirst, None, most)?;
        let keys = keys(conn, organization, &all)?;
        return sorted(conn, organization, query, keys);
    }
    let hits = if count <= most { Count::Exact(count) } else { Count::MoreThan(most) };
    walk_hits(conn, organization, query, &search, hits)
}

/// Reads hits newest change first until a page is full of those that meet the conditions.
fn walk_hits(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    search: &search::Query,
    hits: Count,
) -> Result<List, StoreError> {
    let window = Window::of(query, Sort::Updated);
    let order = match window.sort {
        Sort::UpdatedAscending => search::Order::OldestFirst,
        _ => search::Order::NewestFirst,
    };
    let (mut seqs, mut walked, mut from) = (Vec::new(), 0, window.from.as_ref().map(|cursor| cursor.seq));
    let mut slice = query.limit + 1;
    let sieve = Sieve::of(organization, &query.filter);
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let found = search::hits(conn, search, order, from, rows_of(slice))?;
        let is_end = found.len() < slice;
        walked += found.len();
        from = found.last().copied().or(from);
        if query.filter.has_conditions() {
            let keys = keys(conn, organization, &found)?;
            let met: HashSet<i64> = sieve.sift(conn, keys)?.iter().map(|key| key.seq).collect();
            seqs.extend(found.into_iter().filter(|seq| met.contains(seq)));
        } else {
            seqs.extend(found);
        }
        if is_end {
            break;
        }
        slice = (slice * 2).min(2_048);
    }
    let is_partial = walked >= MOST_WALKED && seqs.len() <= query.limit;
    seqs.truncate(query.limit + 1);
    let found = rows(conn, organization, &seqs)?;
    let mut page = window.page(found, query.limit, is_partial);
    if is_partial {
        page.next = from.map(|seq| Cursor { key: None, seq });
    }
    Ok(List { page, hits: Some(hits), sort: Sort::Updated })
}

/// Those with an invitation are few: it ends within days. They are fetched, the soonest to end first, and sorted; a
/// search is asked which of them it finds.
pub(super) fn invited(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    invited: Invited,
    terms: &[Term],
) -> Result<List, StoreError> {
    let now = Time::from_micros(database_time(conn)?);
    let until = matches!(invited, Invited::ExpiresSoon).then(|| now.plus(SOON));
    let mut seqs = invitations::seqs(conn, organization, now, until, rows_of(MOST_SORTED + 1))?;
    let is_cut = seqs.len() > MOST_SORTED;
    seqs.truncate(MOST_SORTED);
    seqs.sort_unstable();
    seqs.dedup();
    if !terms.is_empty() {
        let search = search::Query::new(conn, organization, terms)?;
        seqs = search::among(conn, &search, &seqs)?;
    }
    let keys = keys(conn, organization, &seqs)?;
    let list = sorted(conn, organization, query, keys)?;
    let hits = match list.hits {
        Some(Count::Exact(found)) if is_cut => Some(Count::MoreThan(found)),
        hits => hits,
    };
    Ok(List { hits, ..list })
}
