//! The list of files.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;

use super::query::{self, Sent};
use super::row::{self, room};
use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::{Search, Section};
use crate::console::uploads;
use crate::console::views::Pager;
use crate::console::views::assets::{Heads, ListPage};
use crate::console::views::customers::{FilterChip, Head, Tab};
use crate::domain::asset::{Category, Permission};
use crate::domain::operator::Right;
use crate::store::actors;
use crate::store::assets::{self, AssetPage, AssetQuery, AssetSort, Place};
use crate::store::{counts, usage};
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// Files of a page.
const LIMIT: usize = 50;

/// `GET /assets`
pub async fn list(frame: Frame, fragment: Fragment, sent: Query<Sent>) -> Result<HttpResponse, Failure> {
    let query = query::read(&sent);
    let (organization, asked) = (frame.organization(), query.clone());
    let read = move |conn: &mut _| {
        let found = assets::list(conn, organization, &asked, LIMIT)?;
        let names = actors::names(conn, organization, found.items.iter().filter_map(|it| it.created_by))?;
        let customers = row::customers(conn, organization, &found.items)?;
        let usage = usage::kept(conn, organization)?;
        Ok((found, names, customers, usage, counts::of(conn, organization)?))
    };
    let (found, names, customers, usage, counts) = frame.db.read(read).await?;
    let mut shell = frame.shell(Section::Assets, counts.live);
    shell.search =
        Search { query: query.search.clone(), kept: query::kept(&query, &["kind", "access", "sort"]) };
    let is_all = query == AssetQuery { place: query.place, sort: query.sort, ..AssetQuery::default() };
    let room = room(&frame, usage).filter(|_| frame.actor.may(Right::EditAssets).is_ok());
    let page = ListPage {
        announce: frame.language.count("assets-count", found.total.unsigned_abs()),
        is_new: is_all && found.total == 0,
        views: views(&frame, &query),
        filters: chips(&frame, &query),
        clear: (!is_all).then(|| links::ASSETS.to_owned()),
        kept: query::kept(&query, &["q", "access", "sort"]),
        kind: Field::new("kind", query.category.map(Category::as_str).unwrap_or_default()),
        kinds: Category::ALL
            .map(|category| Choice::new(category.as_str(), row::category(&frame, category)))
            .into(),
        rows: found.items.iter().map(|asset| row::row(&frame, asset, &customers, &names)).collect(),
        heads: heads(&query),
        pager: pager(&frame, &query, &found),
        upload: room.map(|limit_bytes| uploads::shown(&frame, limit_bytes)),
        shell,
    };
    if fragment.is_whole_page() { frame.page(StatusCode::OK, &page) } else { frame.part(&page.as_list()) }
}

fn from_start(query: &AssetQuery) -> AssetQuery {
    AssetQuery { place: Place::First, ..query.clone() }
}

fn views(frame: &Frame, query: &AssetQuery) -> Vec<Tab> {
    let offered = [
        (None, "customers-view-all"),
        (Some(Permission::Public), "upload-public"),
        (Some(Permission::Private), "upload-private"),
    ];
    let tab = |(permission, label): (Option<Permission>, &str)| Tab {
        label: frame.language.say(label),
        count: String::new(),
        href: query::link(&AssetQuery { permission, ..from_start(query) }),
        is_current: permission == query.permission,
    };
    offered.into_iter().map(tab).collect()
}

fn heads(query: &AssetQuery) -> Heads {
    let head = |ascending: AssetSort, descending: AssetSort, first: AssetSort| {
        let (direction, sort) = match query.sort {
            sort if sort == ascending => ("ascending", descending),
            sort if sort == descending => ("descending", ascending),
            _ => ("", first),
        };
        Head { href: Some(query::link(&AssetQuery { sort, ..from_start(query) })), direction }
    };
    Heads {
        title: head(AssetSort::Title, AssetSort::TitleDescending, AssetSort::Title),
        size: head(AssetSort::Smallest, AssetSort::Largest, AssetSort::Largest),
        updated: head(AssetSort::ChangedAscending, AssetSort::Changed, AssetSort::Changed),
    }
}

fn chips(frame: &Frame, query: &AssetQuery) -> Vec<FilterChip> {
    let chip = |field: &str, value: &str, without: AssetQuery| FilterChip {
        field: frame.language.say(field),
        condition: frame.language.say_with("customers-filter-is", &[("value", value)]),
        remove: query::link(&without),
    };
    let mut chips = Vec::new();
    if !query.search.is_empty() {
        let without = AssetQuery { search: String::new(), ..from_start(query) };
        chips.push(chip("customers-filter-search", &query.search, without));
    }
    if let Some(category) = query.category {
        let without = AssetQuery { category: None, ..from_start(query) };
        chips.push(chip("asset-kind", &row::category(frame, category), without));
    }
    chips
}

/// The foot of a page.
fn pager(frame: &Frame, query: &AssetQuery, found: &AssetPage) -> Pager {
    let moved = |place: Place| query::link(&AssetQuery { place, ..query.clone() });
    let (first, last) = (found.items.first(), found.items.last());
    Pager {
        range: frame.language.count("assets-count", found.total.unsigned_abs()),
        first: found.has_newer.then(|| moved(Place::First)),
        previous: first.filter(|_| found.has_newer).map(|asset| moved(Place::Before(asset.number))),
        next: last.filter(|_| found.has_older).map(|asset| moved(Place::After(asset.number))),
        ..Pager::default()
    }
}
