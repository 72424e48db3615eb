//! The state of the list, which is all in its address: read from it, and written into every link that changes one
//! thing of it.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::console::links;
use crate::domain::attribute::{self, AttributeId, Definition, Definitions, MOST_ASKED, Typed};
use crate::domain::customer::{Kind, Status};
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

/// The query of the list's address as it was sent. What cannot be read is passed over: an old link still opens a list.
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
}

/// A part of what is asked of an attribute, by its beginning in the address.
type Part = &'static str;

const PARTS: [Part; 3] = ["attribute", "from", "to"];

fn part_of(name: &str) -> Option<(Part, AttributeId)> {
    let (part, id) = name.split_once('.')?;
    let part = PARTS.into_iter().find(|known| *known == part)?;
    Some((part, id.parse().ok()?))
}

/// The state of the list.
#[derive(Debug, Clone)]
pub struct ListState {
    /// What is listed.
    pub query: ListQuery,
    /// The day of `since`, as it was sent.
    pub since: Option<Date>,
    /// What is asked of attributes, as it was sent.
    pub typed: Vec<(AttributeId, Typed)>,
    /// The number of the page's first row in the list, where it is known.
    pub at: Option<usize>,
    is_sorted: bool,
}

impl ListState {
    /// Reads the address. `zone` is the one whose days the reader counts in; what was not heard of since `silent_before`
    /// is stuck; `defined` are the attributes there are.
    #[must_use]
    pub fn read(sent: &Sent, zone: &str, silent_before: Time, defined: &Definitions) -> Self {
        let (typed, attributes) = asked(&sent.attributes, defined);
        let since: Option<Date> = sent.since.parse().ok();
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
            changed_since: since.and_then(|day| start_of(day, zone)),
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
        Self { query, since, typed, at, is_sorted: sort.is_some() }
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
            ("since", self.since.map(|day| day.to_string())),
            ("sort", self.is_sorted.then(|| query.sort.as_str().to_owned())),
            ("limit", (query.limit != LIMIT).then(|| query.limit.to_string())),
            ("after", after),
            ("before", before),
            ("at", self.at.filter(|_| is_inside).map(|at| at.to_string())),
        ];
        let attributes = self.typed.iter().flat_map(|(id, typed)| {
            let parts = PARTS.into_iter().zip([&typed.is, &typed.from, &typed.to]);
            parts.map(move |(part, value)| (Cow::Owned(format!("{part}.{id}")), value.clone()))
        });
        let set = std::iter::once(search).chain(tags).chain(pairs);
        let set = set.filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
        set.chain(attributes).filter(|(_, value)| !value.is_empty()).collect()
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
        if state.query.filter.changed_since.is_none() {
            state.since = None;
        }
        if state.query.filter.attributes.is_empty() {
            state.typed.clear();
        }
        state
    }

    /// The same list with nothing asked of this attribute, from its start.
    #[must_use]
    pub fn without(&self, definition: &Definition) -> Self {
        let mut state = self.from_start();
        state.typed.retain(|(id, _)| *id != definition.id);
        state.query.filter.attributes.retain(|asked| asked.key != definition.key);
        state
    }

    /// Only the pairs of these names: what a form that sets the others carries on.
    #[must_use]
    pub fn kept(&self, names: &[&str]) -> Vec<(String, String)> {
        let is_kept = |name: &str| names.contains(&part_of(name).map_or(name, |_| "attribute"));
        let pairs = self.from_start().pairs().into_iter().filter(|(name, _)| is_kept(name));
        pairs.map(|(name, value)| (name.into_owned(), value)).collect()
    }
}

/// What is asked of attributes that customers are filtered by, and the conditions that it means.
fn asked(
    sent: &[(Part, AttributeId, String)],
    defined: &Definitions,
) -> (Vec<(AttributeId, Typed)>, Vec<attribute::Asked>) {
    let (mut all, mut conditions) = (Vec::new(), Vec::new());
    for definition in defined.filterable().take_while(|_| !sent.is_empty()) {
        let part = |part: Part| {
            let sent = sent.iter().find(|(known, id, _)| *known == part && *id == definition.id);
            sent.map(|(.., value)| value.trim().to_owned()).unwrap_or_default()
        };
        let typed = Typed { is: part("attribute"), from: part("from"), to: part("to") };
        if let Ok(Some(condition)) = definition.ask(&typed)
            && all.len() < MOST_ASKED
        {
            all.push((definition.id, typed));
            conditions.push(condition);
        }
    }
    (all, conditions)
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
        assert_eq!(
            read("kind=x&sort=y&provisioning=z&limit=7&after=z&since=soon&country=Narnia").link(),
            "/customers"
        );
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        let since = read("since=2026-11-20").query.filter.changed_since;
        assert_eq!(since.and_then(Time::rfc3339).as_deref(), Some("2026-11-19T23:00:00Z"));
    }
}
