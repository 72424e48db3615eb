//! The list of customers.

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;

use crate::console::attributes::shown;
use crate::console::avatar::Avatar;
use crate::console::customers::controls::{announce, heads, kept, pager, sorts};
use crate::console::customers::query::{CONDITIONS, ListState, Sent};
use crate::console::customers::views as saved;
use crate::console::customers::{export, filters};
use crate::console::dates::Dates;
use crate::console::field::Field;
use crate::console::frame::Frame;
use crate::console::language::Around;
use crate::console::links;
use crate::console::provisions::shown as programs;
use crate::console::shell::{Search, Section};
use crate::console::tags::titles::Titles;
use crate::console::uploads;
use crate::console::views::State;
use crate::console::views::customers::{Heads, ListPage, Row, Upload};
use crate::domain::attribute::{Definition, Definitions};
use crate::domain::customer::{Attributes, CustomerId, Kind, Status};
use crate::domain::listing::{Count, Filter, Page};
use crate::domain::operator::Right;
use crate::domain::tag::Tag;
use crate::domain::values::phone;
use crate::domain::view::View;
use crate::store::attention::{self, Attention};
use crate::store::counts::{self, Counts};
use crate::store::listing::{self, List, Listed};
use crate::store::{attributes, tags, views};
use crate::web::fragment::Fragment;
use crate::web::{Failure, Site};

/// Tags of a row; the others are counted.
const TAGS_SHOWN: usize = 2;

/// `GET /customers`
pub async fn list(
    frame: Frame,
    site: actix_web::web::Data<Site>,
    fragment: Fragment,
    sent: Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let silent_before = frame.silent_before();
    let (organization, zone, sent) =
        (frame.organization(), frame.time_zone().to_owned(), Sent::of(sent.into_inner()));
    let (now, has_views) = (frame.db.now(), frame.has_views());
    let is_walk = sent.is_unconditional();
    let read = move |conn: &mut _| {
        let defined = attributes::list(conn, organization)?;
        let state = ListState::read(&sent, &zone, silent_before, &defined);
        let query = &state.query;
        let list = if state.is_readable() {
            listing::list(conn, organization, query)?
        } else {
            List { page: Page::empty(), hits: Some(Count::Exact(0)), sort: query.sort }
        };
        let is_shown = defined.listed().next().is_some();
        let items = &list.page.items;
        let values = if is_shown { listing::attributes(conn, organization, items)? } else { HashMap::new() };
        let shown = list.page.items.iter().flat_map(|listed| listed.tags.iter().copied());
        let named = shown.chain(query.filter.tags.iter().copied()).collect();
        let ids: Vec<CustomerId> = list.page.items.iter().map(|listed| listed.id).collect();
        let tags = tags::list(conn, organization)?;
        Ok(Read {
            views: if has_views { views::list(conn, organization)? } else { Vec::new() },
            counts: counts::of(conn, organization)?,
            titles: Titles::beside(conn, organization, &tags, &named)?,
            tags,
            attention: attention::of(conn, organization, &ids, now, silent_before)?,
            defined,
            values,
            state,
            list,
        })
    };
    let read = if is_walk { frame.db.read_page(read).await? } else { frame.db.read(read).await? };
    let page = page(&frame, &site, read);
    let status = if page.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    if fragment.is_whole_page() { frame.page(status, &page) } else { frame.part(&page.as_list()) }
}

/// What the page is made of.
struct Read {
    list: List,
    counts: Counts,
    views: Vec<View>,
    titles: Titles,
    tags: Vec<Tag>,
    attention: Attention,
    defined: Definitions,
    values: HashMap<CustomerId, Attributes>,
    state: ListState,
}

fn page(frame: &Frame, site: &Site, read: Read) -> ListPage {
    let Read { list, counts, views, titles, tags, attention, defined, values, state } = read;
    let Attention { invited, troubles } = attention;
    let state = &state;
    let is_asking = !views.is_empty() || !state.query.filter.is_empty();
    let saved = if is_asking { state.saved() } else { String::new() };
    let view = views.iter().find(|view| view.query == saved);
    let may_save = frame.actor.may(Right::EditCustomers).is_ok();
    let mut shell = frame.shell(Section::Customers, counts.live);
    let filter = &state.query.filter;
    shell.search =
        Search { query: filter.search.clone(), kept: state.kept(&[&CONDITIONS[..], &["limit"]].concat()) };
    let total = list.hits.unwrap_or(Count::Exact(counts.live));
    let dates = frame.dates();
    let words = Words::of(frame, invited);
    let shown = |listed: Listed| {
        // What needs a person stands in the place of what is normal.
        let trouble = troubles.get(&listed.id).map(|trouble| programs::of_trouble(frame, *trouble));
        let attributes = cells(frame, &defined, values.get(&listed.id).unwrap_or(&Attributes::default()));
        Row { attributes, ..row(frame, listed, trouble, &titles, &dates, &words) }
    };
    let problem = filters::problem(frame, state, &defined);
    let is_filtered = !filter.is_empty() || problem.is_some();
    let is_sortable = filter.search.is_empty() || !matches!(total, Count::MoreThan(_));
    ListPage {
        total: frame.number(counts.live),
        is_new: counts.live == 0 && !is_filtered,
        announce: problem.clone().unwrap_or_else(|| announce(frame, total)),
        views: saved::tabs(frame, state, counts, &views, view.map(|view| (view.id, total))),
        view: view.filter(|_| may_save).map(|view| links::view(view.id)),
        saved: (may_save && view.is_none() && !filter.is_empty() && problem.is_none()).then_some(saved),
        view_title: Field::new("title", ""),
        filters: filters::chips(frame, state, &titles, &defined),
        clear: is_filtered.then(|| links::CUSTOMERS.to_owned()),
        everywhere: everywhere(state),
        problem,
        filter: filters::filter_form(frame, state, &tags, &defined),
        columns: defined.listed().map(|definition| definition.label.clone()).collect(),
        sorts: if is_sortable { sorts(frame, state) } else { Vec::new() },
        heads: if is_sortable { heads(state) } else { Heads::default() },
        exports: export::links(frame, state),
        pager: pager(frame, state, &list, total),
        rows: list.page.items.into_iter().map(shown).collect(),
        kept: kept(state),
        upload: frame.actor.may(Right::ImportCustomers).is_ok().then(|| upload(frame, site)),
        shell,
    }
}

/// The values of the attributes that are columns.
fn cells(frame: &Frame, defined: &Definitions, attributes: &Attributes) -> Vec<String> {
    let cell = |definition: &Definition| {
        let value = attributes.own_value(&definition.key);
        value.map(|value| shown::text(frame, definition, value)).unwrap_or_default()
    };
    defined.listed().map(cell).collect()
}

/// The words of a row, looked up once a page.
struct Words {
    select: Around,
    active: String,
    inactive: String,
    invited: String,
    /// The customers that it is said of.
    are_invited: HashSet<CustomerId>,
}

impl Words {
    fn of(frame: &Frame, are_invited: HashSet<CustomerId>) -> Self {
        Self {
            select: frame.language.around("customers-select", "name"),
            active: frame.language.say("customer-active"),
            inactive: frame.language.say("customer-inactive"),
            invited: frame.language.say("invited"),
            are_invited,
        }
    }
}

fn row(
    frame: &Frame,
    listed: Listed,
    trouble: Option<State>,
    titles: &Titles,
    dates: &Dates,
    words: &Words,
) -> Row {
    let mut tags = titles.chips(&listed.tags);
    let more = tags.split_off(tags.len().min(TAGS_SHOWN));
    let person = [listed.given_name, listed.family_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (tone, label) = match listed.status {
        _ if words.are_invited.contains(&listed.id) => ("info", words.invited.clone()),
        Status::Active => ("", words.active.clone()),
        Status::Inactive => ("", words.inactive.clone()),
    };
    Row {
        url: links::customer(listed.id),
        id: listed.id.to_string(),
        avatar: Avatar::of_customer(listed.id, &listed.display_name, listed.kind, listed.avatar),
        select: words.select.say(&listed.display_name),
        name: listed.display_name,
        person,
        email: listed.email.unwrap_or_default(),
        phone: listed.phone.map(shown_phone).unwrap_or_default(),
        more_tags: (!more.is_empty()).then(|| {
            let count = format!("+{}", frame.language.number(more.len() as u64));
            let titles: Vec<String> = more.into_iter().map(|tag| tag.title).collect();
            (count, titles.join(", "))
        }),
        tags,
        attributes: Vec::new(),
        state: trouble.unwrap_or(State { tone, label }),
        updated: dates.ago(listed.changed_at.micros()),
    }
}

/// A number in the spacing of its country, or as it was typed.
fn shown_phone(number: String) -> String {
    if number.starts_with('+') { phone::display(&number) } else { number }
}

/// The same search without the filters, where there are both.
fn everywhere(state: &ListState) -> Option<String> {
    let filter = &state.query.filter;
    let alone = Filter { search: filter.search.clone(), ..Filter::default() };
    let is_narrowed = !filter.search.is_empty() && *filter != alone;
    is_narrowed.then(|| state.everywhere().link())
}

/// What a kind is called.
#[must_use]
pub fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "customer-personal",
        Kind::Corporate => "customer-corporate",
    }
}

/// What a status is called.
#[must_use]
pub fn status_label(status: Status) -> &'static str {
    match status {
        Status::Active => "customer-active",
        Status::Inactive => "customer-inactive",
    }
}

/// What the page tells the browser about files that may be dropped on it.
fn upload(frame: &Frame, site: &Site) -> Upload {
    uploads::shown(frame, site.limits.upload_bytes)
}
