//! The state of the list, which is all in its address: read from it, and written into every link that changes one
//! thing of it.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::console::customers::sought::{self, PARTS, Part, Sought, part_of};
use crate::console::links;
use crate::domain::attribute::{AttributeId, Definitions};
use crate::domain::customer::{Kind, Status};
use crate::domain::issues::Issue;
use crate::domain::listing::{Cursor, Filter, Invited, ListQuery, MOST_TAGS_ASKED, Position, Sort};
use crate::domain::provision::Asked;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;

/// Rows of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// The numbers of rows offered.
pub const LIMITS: [usize; 3] = [10, 50, 100];
/// `before` with this word is the last page.
const END: &str = "end";

/// The names of all that narrows the list but the search, as [`ListState::kept`] takes them.
pub const CONDITIONS: [&str; 10] = [
    "tag",
    "attribute",
    "unfit",
    "kind",
    "status",
    "country",
    "email",
    "invitation",
    "provisioning",
    "since",
];

/// The query of the list's address as it was sent. What is chosen from a list and is none of its choices is passed over:
/// an old link still opens a list. What was typed and cannot be read is kept, and nothing is listed by it.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    tags: Vec<String>,
    /// What is asked of attributes, by the part and the id of the definition.
    attributes: Vec<(Part, AttributeId, String)>,
    q: String,
    kind: String,
    status: String,
    country: String,
    email: String,
    invitation: String,
    provisioning: String,
    since: String,
    sort: String,
    after: String,
    before: String,
    at: String,
    limit: String,
}

impl Sent {
    /// Takes what the list knows out of an address's names and values.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in pairs {
            if let Some((part, id)) = part_of(&name) {
                sent.attributes.push((part, id, value));
                continue;
            }
            let field = match name.as_str() {
                "tag" => {
                    sent.tags.push(value);
                    continue;
                }
                "q" => &mut sent.q,
                "kind" => &mut sent.kind,
                "status" => &mut sent.status,
                "country" => &mut sent.country,
                "email" => &mut sent.email,
                "invitation" => &mut sent.invitation,
                "provisioning" => &mut sent.provisioning,
                "since" => &mut sent.since,
                "sort" => &mut sent.sort,
                "after" => &mut sent.after,
                "before" => &mut sent.before,
                "at" => &mut sent.at,
                "limit" => &mut sent.limit,
                _ => continue,
            };
            *field = value;
        }
        sent
    }

    /// Whether it asks for a page of all customers.
    #[must_use]
    pub fn is_unconditional(&self) -> bool {
        let conditions = [
            &self.q,
            &self.kind,
            &self.status,
            &self.country,
            &self.email,
            &self.invitation,
            &self.provisioning,
            &self.since,
        ];
        self.tags.is_empty() && self.attributes.is_empty() && conditions.iter().all(|it| it.is_empty())
    }
}

/// The state of the list.
#[derive(Debug, Clone)]
pub struct ListState {
    /// What is listed.
    pub query: ListQuery,
    /// The day of `since`, as it was sent.
    pub since: String,
    /// What is asked of attributes.
    pub sought: Vec<Sought>,
    /// The number of the page's first row in the list, where it is known.
    pub at: Option<usize>,
    is_sorted: bool,
}

impl ListState {
    /// Reads the address. `zone` is the one whose days the reader counts in; what was not heard of since `silent_before`
    /// is stuck; `defined` are the attributes there are.
    #[must_use]
    pub fn read(sent: &Sent, zone: &str, silent_before: Time, defined: &Definitions) -> Self {
        let (sought, attributes) = sought::read(&sent.attributes, defined);
        let since = sent.since.trim().to_owned();
        let filter = Filter {
            search: sent.q.trim().to_owned(),
            kind: Kind::parse(&sent.kind),
            status: Status::parse(&sent.status),
            country: CountryCode::parse(&sent.country).ok(),
            has_email: match sent.email.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            invited: Invited::parse(&sent.invitation),
            changed_since: day(&since).and_then(|day| start_of(day, zone)),
            tags: tags(&sent.tags),
            attributes,
            provisioning: Asked::parse(&sent.provisioning, silent_before),
        };
        let position = match (Cursor::decode(&sent.after), sent.before.as_str()) {
            (Some(cursor), _) => Position::After(cursor),
            (None, END) => Position::Last,
            (None, before) => Cursor::decode(before).map_or(Position::First, Position::Before),
        };
        let limit = sent.limit.parse().ok().filter(|limit| LIMITS.contains(limit)).unwrap_or(LIMIT);
        let sort = Sort::parse(&sent.sort);
        let at = match position {
            Position::First => Some(1),
            Position::After(_) | Position::Before(_) => sent.at.parse().ok(),
            Position::Last => None,
        };
        let query = ListQuery { filter, sort: sort.unwrap_or_default(), position, limit };
        Self { query, since, sought, at, is_sorted: sort.is_some() }
    }

    /// The day of `since`, where it is one.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        day(&self.since)
    }

    /// What is wrong with the day that was sent.
    #[must_use]
    pub fn wrong_day(&self) -> Option<Issue> {
        (!self.since.is_empty() && self.day().is_none()).then(|| Issue::new("attribute-date-invalid"))
    }

    /// Whether every condition could be read. Else nobody is listed: all would be, as if they met it.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.wrong_day().is_none() && self.sought.iter().all(|sought| sought.wrong.is_none())
    }

    /// The address of this state.
    #[must_use]
    pub fn link(&self) -> String {
        let pairs = self.pairs();
        links::with_query(links::CUSTOMERS, pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
    }

    /// The state as names and values, without what is at its default.
    #[must_use]
    pub fn pairs(&self) -> Vec<(Cow<'static, str>, String)> {
        let (query, filter) = (&self.query, &self.query.filter);
        let has_email = filter.has_email.map(|has| if has { "yes" } else { "no" });
        let (after, before) = match &query.position {
            Position::First => (None, None),
            Position::After(cursor) => (Some(cursor.encode()), None),
            Position::Before(cursor) => (None, Some(cursor.encode())),
            Position::Last => (None, Some(END.to_owned())),
        };
        let is_inside = after.is_some() || matches!(query.position, Position::Before(_));
        let tags = filter.tags.iter().map(|tag| ("tag", Some(tag.to_string())));
        let search = ("q", Some(filter.search.clone()));
        let pairs = [
            ("kind", filter.kind.map(|kind| kind.as_str().to_owned())),
            ("status", filter.status.map(|status| status.as_str().to_owned())),
            ("country", filter.country.map(|country| country.as_str().to_owned())),
            ("email", has_email.map(str::to_owned)),
            ("invitation", filter.invited.map(|invited| invited.as_str().to_owned())),
            ("provisioning", filter.provisioning.map(|asked| asked.as_str().to_owned())),
            ("since", Some(self.since.clone())),
            ("sort", self.is_sorted.then(|| query.sort.as_str().to_owned())),
            ("limit", (query.limit != LIMIT).then(|| query.limit.to_string())),
            ("after", after),
            ("before", before),
            ("at", self.at.filter(|_| is_inside).map(|at| at.to_string())),
        ];
        let attributes = self.sought.iter().flat_map(|Sought { id, typed, .. }| {
            let parts = PARTS.into_iter().zip([&typed.is, &typed.from, &typed.to, &typed.unfit]);
            parts.map(move |(part, value)| (Cow::Owned(format!("{part}.{id}")), value.clone()))
        });
        let set = std::iter::once(search).chain(tags).chain(pairs);
        let set = set.filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
        set.chain(attributes).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What is kept of it as a view: its search, its filters and its order, as the address has them.
    #[must_use]
    pub fn saved(&self) -> String {
        let pairs = self.from_start().pairs();
        let kept = pairs.iter().filter(|(name, _)| name != "limit");
        let link = links::with_query("", kept.map(|(name, value)| (name.as_ref(), value.as_str())));
        link.trim_start_matches('?').to_owned()
    }

    /// The same list from its start.
    #[must_use]
    pub fn from_start(&self) -> Self {
        self.at_position(Position::First, Some(1))
    }

    /// The same list elsewhere.
    #[must_use]
    pub fn at_position(&self, position: Position, at: Option<usize>) -> Self {
        let mut state = self.clone();
        state.query.position = position;
        state.at = at;
        state
    }

    /// The same list in this order, from its start.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        let mut state = self.from_start();
        state.query.sort = sort;
        state.is_sorted = sort != Sort::default();
        state
    }

    /// The same list filtered otherwise, from its start.
    #[must_use]
    pub fn filtered(&self, change: impl FnOnce(&mut Filter)) -> Self {
        let mut state = self.from_start();
        change(&mut state.query.filter);
        state
    }

    /// The same search without any filter, from its start.
    #[must_use]
    pub fn everywhere(&self) -> Self {
        let search = self.query.filter.search.clone();
        let state = self.filtered(|filter| *filter = Filter { search, ..Filter::default() });
        Self { since: String::new(), sought: Vec::new(), ..state }
    }

    /// The same list of customers changed at any time, from its start.
    #[must_use]
    pub fn without_day(&self) -> Self {
        Self { since: String::new(), ..self.filtered(|filter| filter.changed_since = None) }
    }

    /// The same list with nothing asked of this attribute, from its start.
    #[must_use]
    pub fn without(&self, id: AttributeId, key: Option<&str>) -> Self {
        let mut state = self.from_start();
        state.sought.retain(|sought| sought.id != id);
        state.query.filter.attributes.retain(|asked| Some(asked.key.as_str()) != key);
        state
    }

    /// Only the pairs of these names: what a form that sets the others carries on. `attribute` is what was typed of
    /// attributes, `unfit` those whose value does not fit, which no form asks for.
    #[must_use]
    pub fn kept(&self, names: &[&str]) -> Vec<(String, String)> {
        let is_kept = |name: &str| {
            names.contains(
                &part_of(name).map_or(name, |(part, _)| if part == "unfit" { part } else { "attribute" }),
            )
        };
        let pairs = self.from_start().pairs().into_iter().filter(|(name, _)| is_kept(name));
        pairs.map(|(name, value)| (name.into_owned(), value)).collect()
    }
}

/// The tags that are named, each once.
fn tags(sent: &[String]) -> Vec<TagId> {
    let mut tags: Vec<TagId> = Vec::new();
    for tag in sent.iter().filter_map(|id| id.parse().ok()) {
        if !tags.contains(&tag) && tags.len() < MOST_TAGS_ASKED {
            tags.push(tag);
        }
    }
    tags
}

fn day(sent: &str) -> Option<Date> {
    sent.parse().ok()
}

fn start_of(day: Date, zone: &str) -> Option<Time> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = day.to_zoned(zone).ok()?;
    Some(Time::from_micros(start.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> ListState {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        ListState::read(&Sent::of(pairs), "Europe/Berlin", Time::from_micros(0), &Definitions::default())
    }

    #[test]
    fn a_state_is_written_as_it_was_read() {
        for query in [
            "",
            "?q=art",
            "?kind=corporate&status=inactive&country=DE&email=no&invitation=soon&since=2026-11-20&sort=-name&limit=10",
            "?sort=name&after=eyJzIjo1fQ&at=51",
            "?q=art&email=yes&provisioning=stuck",
            "?provisioning=in_progress&since=2026-11-20",
            "?q=art&tag=01936a3e-0000-7000-8000-000000000001&tag=01936a3e-0000-7000-8000-000000000002&kind=personal",
            "?before=end",
        ] {
            assert_eq!(read(query.trim_start_matches('?')).link(), format!("/customers{query}"));
        }
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        assert_eq!(read("kind=x&sort=y&provisioning=z&limit=7&after=z&country=Narnia").link(), "/customers");
    }

    #[test]
    fn what_was_typed_and_cannot_be_read_stays() {
        let gone = "attribute.01936a3e-0000-7000-8000-000000000001=x";
        for query in ["since=soon", gone] {
            let state = read(query);
            assert!(!state.is_readable(), "{query}");
            assert_eq!(state.link(), format!("/customers?{query}"));
            assert_eq!(state.filtered(|filter| filter.kind = None).link(), state.link());
            assert_eq!(state.everywhere().link(), "/customers");
        }
        assert!(read("since=2026-11-20").is_readable());
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        let since = read("since=2026-11-20").query.filter.changed_since;
        assert_eq!(since.and_then(Time::rfc3339).as_deref(), Some("2026-11-19T23:00:00Z"));
    }
}
