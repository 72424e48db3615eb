//! Tags in the console: their list, one tag, and how they are shown wherever customers are.

pub mod edit;
pub mod end;
pub mod list;
pub mod titles;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::tags::{Hue, TagChip};
use crate::domain::customer::{Cause, Signature};
use crate::domain::issues::Issues;
use crate::domain::tag::{Color, Tag};
use crate::store::tags::Changed;
use crate::web::flash::Flash;

/// The class of a colour: the hues of the style sheet in the order of the palette.
#[must_use]
pub const fn hue(color: Color) -> &'static str {
    match color {
        Color::Red => "h0",
        Color::Orange => "h1",
        Color::Yellow => "h2",
        Color::Green => "h3",
        Color::Teal => "h4",
        Color::Blue => "h5",
        Color::Violet => "h6",
        Color::Pink => "h7",
    }
}

/// A tag as it is shown.
#[must_use]
pub fn chip(tag: &Tag) -> TagChip {
    TagChip { id: tag.id.to_string(), title: tag.title.clone(), hue: hue(tag.color), is_on: false }
}

/// The palette to choose from, in the reader's words.
#[must_use]
pub fn palette(frame: &Frame) -> Vec<Hue> {
    let hue = |color: Color| Hue {
        value: color.as_str().to_owned(),
        label: frame.language.say(&format!("tag-color-{}", color.as_str())),
        class: hue(color),
    };
    Color::ALL.map(hue).into()
}

/// The signature of whoever changes a tag.
fn sign(frame: &Frame) -> Signature {
    Signature { actor: frame.actor.clone(), at: frame.db.now(), cause: Cause::Hand }
}

/// The words of the first issue of a field.
fn wrong(frame: &Frame, issues: &Issues, field: &str) -> Option<String> {
    issues.get(field).first().map(|issue| frame.issue(issue))
}

/// Tells what was done, and leads to the work that is left, where there is some.
fn done(frame: &Frame, message: &str, changed: &Changed) -> actix_web::HttpResponse {
    let flash = Flash::ok(message).with("tag", &changed.tag.title);
    match changed.operation {
        Some(operation) => frame.done(&links::operation(operation), &flash),
        None => frame.done(links::TAGS, &flash),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_colour_has_a_hue_of_its_own() {
        let hues: std::collections::BTreeSet<_> = Color::ALL.into_iter().map(hue).collect();
        assert_eq!(hues.len(), Color::ALL.len());
    }
}
