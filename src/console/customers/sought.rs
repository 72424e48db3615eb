//! What the list's address asks of attributes: the conditions that it means, or why it means none. A condition that was
//! typed is never passed over: everybody would be listed as if they met it.

use crate::domain::attribute::{
    self, AttributeId, Definition, Definitions, MOST_ASKED, MOST_DEFINITIONS, Typed,
};
use crate::domain::issues::Issue;

/// A part of what is asked of an attribute, by its beginning in the address.
pub type Part = &'static str;

pub(super) const PARTS: [Part; 4] = ["attribute", "from", "to", "unfit"];

/// The part and the attribute that a name of the address is about.
pub(super) fn part_of(name: &str) -> Option<(Part, AttributeId)> {
    let (part, id) = name.split_once('.')?;
    let part = PARTS.into_iter().find(|known| *known == part)?;
    Some((part, id.parse().ok()?))
}

/// What is asked of an attribute.
#[derive(Debug, Clone)]
pub struct Sought {
    /// Of which.
    pub id: AttributeId,
    /// As it was sent.
    pub typed: Typed,
    /// Why nobody can be listed by it, and the part that it is about.
    pub wrong: Option<(Part, Issue)>,
}

/// What is asked of attributes, in their order, and the conditions that it means.
pub(super) fn read(
    sent: &[(Part, AttributeId, String)],
    defined: &Definitions,
) -> (Vec<Sought>, Vec<attribute::Asked>) {
    let mut ids: Vec<AttributeId> = Vec::new();
    for id in defined.iter().map(|definition| definition.id).chain(sent.iter().map(|(_, id, _)| *id)) {
        if sent.iter().any(|(_, sent, _)| *sent == id) && !ids.contains(&id) && ids.len() <= MOST_DEFINITIONS
        {
            ids.push(id);
        }
    }
    let (mut all, mut conditions) = (Vec::new(), Vec::new());
    for id in ids {
        let part = |part: Part| {
            let sent = sent.iter().find(|(known, of, _)| *known == part && *of == id);
            sent.map(|(.., value)| value.trim().to_owned()).unwrap_or_default()
        };
        let typed = Typed { is: part("attribute"), from: part("from"), to: part("to"), unfit: part("unfit") };
        let wrong = match condition(&typed, defined.iter().find(|definition| definition.id == id)) {
            Ok(None) => continue,
            Ok(Some(_)) if conditions.len() == MOST_ASKED => {
                Some(("attribute", Issue::new("attributes-asked-many").with("max", MOST_ASKED)))
            }
            Ok(Some(condition)) => {
                conditions.push(condition);
                None
            }
            Err(wrong) => Some(wrong),
        };
        all.push(Sought { id, typed, wrong });
    }
    (all, conditions)
}

/// The condition that was typed, or what is wrong with which part of it.
fn condition(
    typed: &Typed,
    definition: Option<&Definition>,
) -> Result<Option<attribute::Asked>, (Part, Issue)> {
    if *typed == Typed::default() {
        return Ok(None);
    }
    let Some(definition) = definition else { return Err(("attribute", Issue::new("attribute-gone"))) };
    definition.ask(typed).map_err(|issue| {
        let from = Typed { from: typed.from.clone(), ..Typed::default() };
        let to = Typed { to: typed.to.clone(), ..Typed::default() };
        let part = match (definition.ask(&from), definition.ask(&to)) {
            _ if !typed.is.is_empty() => "attribute",
            (Err(_), _) => "from",
            (Ok(_), Err(_)) => "to",
            (Ok(_), Ok(_)) => "attribute",
        };
        (part, issue)
    })
}
