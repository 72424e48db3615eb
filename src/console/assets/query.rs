//! The state of the list of files, which is all in its address.

use serde::Deserialize;

use crate::console::links;
use crate::domain::asset::{Category, Permission};
use crate::store::assets::{AssetQuery, AssetSort, Place};

/// The query of the list's address as it was sent. What cannot be read is passed over: an old link still opens a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    q: String,
    kind: String,
    access: String,
    after: String,
    before: String,
    sort: String,
}

/// Reads the address.
#[must_use]
pub fn read(sent: &Sent) -> AssetQuery {
    let place = match (sent.after.parse(), sent.before.parse()) {
        (Ok(number), _) => Place::After(number),
        (_, Ok(number)) => Place::Before(number),
        _ => Place::First,
    };
    AssetQuery {
        search: sent.q.trim().to_owned(),
        category: Category::parse(&sent.kind),
        permission: Permission::parse(&sent.access),
        customer: None,
        without: None,
        sort: AssetSort::parse(&sent.sort).unwrap_or_default(),
        place,
    }
}

/// The names and values of a query, without where it stands.
#[must_use]
pub fn pairs(query: &AssetQuery) -> [(&'static str, String); 4] {
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    [
        ("q", query.search.clone()),
        ("kind", word(query.category.map(Category::as_str))),
        ("access", word(query.permission.map(Permission::as_str))),
        ("sort", query.sort.as_str().to_owned()),
    ]
}

/// The pairs of these names that say something: what a form that sets the others carries on.
#[must_use]
pub fn kept(query: &AssetQuery, names: &[&str]) -> Vec<(String, String)> {
    let said = pairs(query).into_iter().filter(|(name, value)| names.contains(name) && !value.is_empty());
    said.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The address of a query.
#[must_use]
pub fn link(query: &AssetQuery) -> String {
    let pairs = pairs(query);
    let (after, before) = match query.place {
        Place::First => (String::new(), String::new()),
        Place::After(number) => (number.to_string(), String::new()),
        Place::Before(number) => (String::new(), number.to_string()),
    };
    let place = [("after", after.as_str()), ("before", before.as_str())];
    links::with_query(links::ASSETS, pairs.iter().map(|(name, value)| (*name, value.as_str())).chain(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_written_as_it_was_read() {
        let sent = |q: &str, kind: &str, access: &str, after: &str, before: &str| Sent {
            sort: if kind == "table" { "-size" } else { "newest" }.into(),
            q: q.into(),
            kind: kind.into(),
            access: access.into(),
            after: after.into(),
            before: before.into(),
        };
        for (sent, address) in [
            (sent("", "", "", "", ""), "/assets"),
            (sent(" a b ", "image", "public", "7", ""), "/assets?q=a%20b&kind=image&access=public&after=7"),
            (sent("", "table", "", "", "9"), "/assets?kind=table&sort=-size&before=9"),
            (sent("", "x", "secret", "y", "z"), "/assets"),
        ] {
            assert_eq!(link(&read(&sent)), address);
        }
    }
}
