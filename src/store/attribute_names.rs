//! The names of attributes, which customers' rows carry as numbers: a hundred thousand customers have the same few, and
//! written out they were a tenth of the database. A number is never given to another name.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::domain::customer::Attributes;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::schema::attribute_names as table;

/// An organization's names that have a number; any further ones are written out in the rows. All of them are read for
/// every customer that is shown, so they must stay few.
const MOST_NUMBERED: usize = 200;

/// What a row without attributes holds.
pub(in crate::store) const NO_ATTRIBUTES: &str = "[]";

/// The names of an organization that have a number.
#[derive(Debug, Default)]
pub(in crate::store) struct Names {
    names: HashMap<i64, (String, String)>,
    numbers: HashMap<(String, String), i64>,
}

/// A member of a row's array: every other one is a name, followed by its value.
#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    Number(i64),
    Whole(&'a str, &'a str),
    Value(&'a Value),
}

impl Names {
    /// The names that these rows' texts may speak of.
    pub(in crate::store) fn read<'a>(
        conn: &mut Conn,
        organization: OrganizationId,
        texts: impl IntoIterator<Item = &'a String>,
    ) -> Result<Self, StoreError> {
        if texts.into_iter().all(|text| text == NO_ATTRIBUTES) {
            return Ok(Self::default());
        }
        Self::load(conn, organization)
    }

    /// The names of these attributes, the new ones among them numbered.
    pub(in crate::store) fn numbering<'a>(
        conn: &mut Conn,
        organization: OrganizationId,
        all: impl IntoIterator<Item = &'a Attributes>,
    ) -> Result<Self, StoreError> {
        let used = |attributes: &'a Attributes| {
            let spaces = attributes.0.iter();
            spaces.flat_map(|(space, own)| own.keys().map(move |key| (space.as_str(), key.as_str())))
        };
        let wanted: BTreeSet<(&str, &str)> = all.into_iter().flat_map(used).collect();
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let known = Self::load(conn, organization)?;
        let is_new = |name: &&(&str, &str)| !known.numbers.contains_key(&owned(**name));
        let free = MOST_NUMBERED.saturating_sub(known.names.len());
        // In their order, so that no two transactions wait for each other.
        let new: Vec<(&str, &str)> = wanted.iter().filter(is_new).take(free).copied().collect();
        if new.is_empty() {
            return Ok(known);
        }
        let next = known.names.keys().max().copied().unwrap_or_default() + 1;
        for ((namespace, key), number) in new.into_iter().zip(next..) {
            let row = (
                table::organization_id.eq(organization.0),
                table::number.eq(number),
                table::namespace.eq(namespace),
                table::key.eq(key),
            );
            // Another server may have numbered the name, or given the number, a moment ago: then what it did holds.
            let insert = diesel::insert_into(table::table).values(row);
            match conn {
                Conn::Sqlite(conn) => insert.execute(conn)?,
                Conn::Postgres(conn) => insert.on_conflict_do_nothing().execute(conn)?,
            };
        }
        Self::load(conn, organization)
    }

    /// All of them.
    pub(in crate::store) fn load(conn: &mut Conn, organization: OrganizationId) -> Result<Self, StoreError> {
        let rows: Vec<(i64, String, String)> = table::table
            .filter(table::organization_id.eq(organization.0))
            .select((table::number, table::namespace, table::key))
            .load(conn)?;
        let mut all = Self::default();
        for (number, namespace, key) in rows {
            all.numbers.insert((namespace.clone(), key.clone()), number);
            all.names.insert(number, (namespace, key));
        }
        Ok(all)
    }

    /// The keys of the user's own.
    pub(in crate::store) fn own_keys(self) -> BTreeSet<String> {
        let own = self.names.into_values().filter(|(namespace, _)| namespace.is_empty());
        own.map(|(_, key)| key).collect()
    }

    /// Attributes as a row's text: `[1,"gold",2,"2013-07-23",["vendor","tier"],true]`.
    pub(in crate::store) fn text(&self, attributes: &Attributes) -> Result<String, StoreError> {
        let mut items = Vec::new();
        for (namespace, own) in &attributes.0 {
            for (key, value) in own {
                let number = self.numbers.get(&owned((namespace, key)));
                items.push(number.map_or(Item::Whole(namespace, key), |number| Item::Number(*number)));
                items.push(Item::Value(value));
            }
        }
        json(&items)
    }

    /// The attributes of a row's text.
    pub(in crate::store) fn attributes(&self, text: &str) -> Result<Attributes, StoreError> {
        let mut attributes = Attributes::default();
        let mut items = from_json::<Vec<Value>>(text)?.into_iter();
        while let (Some(name), Some(value)) = (items.next(), items.next()) {
            let (namespace, key) = self.name(name)?.into_owned();
            attributes.0.entry(namespace).or_default().insert(key, value);
        }
        Ok(attributes)
    }

    fn name(&self, kept: Value) -> Result<Cow<'_, (String, String)>, StoreError> {
        match kept.as_i64() {
            Some(number) => self.names.get(&number).map(Cow::Borrowed),
            None => serde_json::from_value(kept).ok().map(Cow::Owned),
        }
        .ok_or_else(|| StoreError::unavailable("an attribute of no name"))
    }
}

fn owned((namespace, key): (&str, &str)) -> (String, String) {
    (namespace.to_owned(), key.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            "[a-zا-ی\"]{0,6}".prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(json!([1, ["", "a"]])),
            Just(json!({ "1": null })),
        ]
    }

    proptest! {
        #[test]
        fn attributes_read_back_as_they_were_whichever_names_have_a_number(
            spaces in prop::collection::btree_map(
                "(|vendor|x-[a-z])", prop::collection::btree_map("[a-c1-3 ]{0,2}", value(), 1..5), 0..3),
            numbered in prop::collection::btree_set(("(|vendor)", "[a-c1-3 ]{0,2}"), 0..9),
        ) {
            let attributes = Attributes(spaces);
            let numbers: HashMap<_, _> = numbered.into_iter().zip(1..).collect();
            let names = numbers.iter().map(|(name, number)| (*number, name.clone())).collect();
            let names = Names { names, numbers };
            let text = names.text(&attributes).unwrap();
            prop_assert_eq!(names.attributes(&text).unwrap(), attributes);
        }
    }

    #[test]
    fn the_usual_attributes_are_short() {
        let name = (String::new(), "Account Tier".to_owned());
        let names = Names { names: HashMap::from([(1, name.clone())]), numbers: HashMap::from([(name, 1)]) };
        let mut attributes = Attributes::default();
        assert_eq!(names.text(&attributes).unwrap(), NO_ATTRIBUTES);
        attributes.replace_own([("Account Tier".to_owned(), json!("gold"))].into());
        assert_eq!(names.text(&attributes).unwrap(), r#"[1,"gold"]"#);
    }
}
