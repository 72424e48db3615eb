//! What stands around the rows of the list: how many there are, the orders they may be in, and the ways on.

use crate::console::customers::query::{CONDITIONS, LIMITS, ListState};
use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::console::views::Pager;
use crate::console::views::customers::{Head, Heads, Tab};
use crate::domain::listing::{Count, Position, Sort};
use crate::store::listing::List;

pub(super) fn announce(frame: &Frame, total: Count) -> String {
    match total {
        Count::Exact(count) => frame.language.count("customers-count", count.unsigned_abs()),
        Count::MoreThan(count) => {
            frame.language.say_with("customers-count-more", &[("count", &frame.number(count))])
        }
    }
}

/// "318", or "10,000+".
#[must_use]
pub(in crate::console) fn shown_count(frame: &Frame, count: Count) -> String {
    match count {
        Count::Exact(count) => frame.number(count),
        Count::MoreThan(count) => format!("{}+", frame.number(count)),
    }
}

pub(super) fn sorts(frame: &Frame, state: &ListState) -> Vec<Tab> {
    let offered = [
        (Sort::Updated, "customers-sort-updated"),
        (Sort::Name, "customers-sort-name"),
        (Sort::Created, "customers-sort-created"),
        (Sort::CreatedAscending, "customers-sort-oldest"),
    ];
    let mut tabs: Vec<Tab> = offered
        .into_iter()
        .map(|(sort, label)| Tab {
            label: frame.language.say(label),
            count: String::new(),
            href: state.sorted_by(sort).link(),
            is_current: sort == state.query.sort,
        })
        .collect();
    if !tabs.iter().any(|tab| tab.is_current) {
        // The two that only headers offer stand for the column they sort.
        let column = usize::from(state.query.sort == Sort::NameDescending);
        tabs[column].is_current = true;
    }
    tabs
}

pub(super) fn heads(state: &ListState) -> Heads {
    let head = |ascending: Sort, descending: Sort, first: Sort| {
        let (direction, next) = match state.query.sort {
            sort if sort == ascending => ("ascending", descending),
            sort if sort == descending => ("descending", ascending),
            _ => ("", first),
        };
        Head { href: Some(state.sorted_by(next).link()), direction }
    };
    Heads {
        display_name: head(Sort::Name, Sort::NameDescending, Sort::Name),
        updated: head(Sort::UpdatedAscending, Sort::Updated, Sort::Updated),
    }
}

pub(super) fn pager(frame: &Frame, state: &ListState, list: &List, total: Count) -> Pager {
    let rows = list.page.items.len();
    let limit = state.query.limit;
    let all = match total {
        Count::Exact(count) => usize::try_from(count).ok(),
        Count::MoreThan(_) => None,
    };
    let at = match state.query.position {
        Position::Last => all.map(|all| (all + 1).saturating_sub(rows)),
        _ => state.at,
    };
    let moved = |position: Position, at: Option<usize>| state.at_position(position, at).link();
    let next = list.page.next.clone().map(|cursor| moved(Position::After(cursor), at.map(|at| at + rows)));
    let previous = list
        .page
        .previous
        .clone()
        .map(|cursor| moved(Position::Before(cursor), at.map(|at| at.saturating_sub(limit).max(1))));
    let number = |count: usize| frame.language.number(count as u64);
    let count = shown_count(frame, total);
    let range = match at {
        Some(at) if rows > 0 => frame.language.say_with(
            "customers-range",
            &[("first", &number(at)), ("last", &number(at + rows - 1)), ("total", &count)],
        ),
        _ => announce(frame, total),
    };
    Pager {
        range,
        size: limit.to_string(),
        sizes: LIMITS.map(|limit| Choice::new(limit.to_string(), number(limit))).into(),
        first: previous.as_ref().map(|_| state.from_start().link()),
        last: next.as_ref().map(|_| moved(Position::Last, None)),
        previous,
        next,
    }
}

/// What the form of the pager carries on.
pub(super) fn kept(state: &ListState) -> Vec<(String, String)> {
    state.kept(&[&CONDITIONS[..], &["q", "sort"]].concat())
}
