//! The members of JSON objects: read by their names in any casing, and none of them twice. The parser would take the
//! last one and say nothing of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::domain::issues::{Issue, Issues};

/// Most characters of a name that a message repeats.
const NAME_SHOWN_CHARS: usize = 100;

/// The members of an object by their names in lower case: the documents of the API disagree about casing.
pub struct Members<'a>(BTreeMap<String, &'a Value>);

impl<'a> Members<'a> {
    /// Those of the object at this place; what is there in two casings is noted.
    pub fn of(object: &'a Map<String, Value>, place: &str, issues: &mut Issues) -> Self {
        let mut members = BTreeMap::new();
        for (name, value) in object {
            if members.insert(name.to_ascii_lowercase(), value).is_some() {
                issues.add(place, twice(name));
            }
        }
        Self(members)
    }

    /// The value of the member with this name, written in lower case.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).copied()
    }
}

/// What is said of a member that is there twice.
pub fn twice(name: &str) -> Issue {
    Issue::new("json-member-twice").with("name", name.chars().take(NAME_SHOWN_CHARS).collect::<String>())
}

/// The first name that is twice in one object, however deep. What is no JSON is not judged.
pub fn first_twice(json: &[u8]) -> Option<String> {
    let mut twice = None;
    // It fails on the first, and on what is no JSON.
    let _ = Search { twice: &mut twice }.deserialize(&mut serde_json::Deserializer::from_slice(json));
    twice
}

struct Search<'a> {
    twice: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Search<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if names.contains(&name) {
                *self.twice = Some(name);
                return Err(A::Error::custom("a member twice"));
            }
            names.insert(name);
            members.next_value_seed(Search { twice: &mut *self.twice })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Search { twice: &mut *self.twice })?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_that_is_there_twice_is_found_at_any_depth() {
        for (json, expected) in [
            (r#"{"a":1,"a":2}"#, Some("a")),
            (r#"{"a":1,"\u0061":2}"#, Some("a")),
            (r#"[true,null,-1,1.5,"x",{"b":{"c":1,"c":1}}]"#, Some("c")),
            (r#"{"a":1,"A":2}"#, None),
            (r#"[{"a":1},{"a":2}]"#, None),
            (r#"{"a":1,"a"#, None),
            ("7", None),
        ] {
            assert_eq!(first_twice(json.as_bytes()).as_deref(), expected, "{json}");
        }
    }
}
