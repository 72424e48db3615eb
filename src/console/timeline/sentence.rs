//! The sentence of an event. A new kind needs one arm in [`of`], and its words in a Fluent file: `timeline-…` on the page of the
//! customer; `activity-…` names the customer in the sentence, and where it is missing the name follows behind.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Mentioned, Place};
use crate::console::customers::form::label;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::timeline::Piece;
use crate::domain::asset::AssetId;
use crate::domain::customer::Version;
use crate::domain::event::{Event, EventKind, TagTold};
use crate::domain::import::{Fate, ImportId};
use crate::domain::provision::{self, Move};

/// Characters of private use stand in a text where its values come; no value is in the text while it is taken apart.
const MARKS: [&str; 4] = ["\u{e000}", "\u{e001}", "\u{e002}", "\u{e003}"];

/// A sentence without the words of any language: its key, its symbol, and what it mentions.
pub struct Told {
    /// The symbol in `icons.svg`.
    pub icon: &'static str,
    id: &'static str,
    values: Vec<(&'static str, Piece)>,
}

impl Told {
    fn of(id: &'static str, icon: &'static str) -> Self {
        Self { icon, id, values: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: Piece) -> Self {
        self.values.push((name, value));
        self
    }

    /// The sentence in the reader's language.
    pub fn say(self, frame: &Frame, mentioned: &Mentioned, place: Place, event: &Event) -> Vec<Piece> {
        let customer = event.customer.filter(|_| place == Place::Organization).map(|id| {
            let name = mentioned.customers.get(&id).cloned().unwrap_or_default();
            Piece::link(links::customer(id), name)
        });
        let own = self.id;
        let Some(customer) = customer else { return weave(&self.words(frame, own), self.values) };
        let told = self.with("customer", customer.clone());
        let naming = own.replacen("timeline", "activity", 1);
        if let Some(text) = frame.language.try_say_args(&naming, &told.marks()) {
            return weave(&text, told.values);
        }
        let mut sentence = weave(&told.words(frame, own), told.values);
        sentence.extend([Piece::words(" · "), customer]);
        sentence
    }

    fn words(&self, frame: &Frame, id: &str) -> String {
        frame.language.say_args(id, &self.marks())
    }

    fn marks(&self) -> Vec<(&'static str, &'static str)> {
        self.values.iter().zip(MARKS).map(|((name, _), mark)| (*name, mark)).collect()
    }
}

/// What is said of an event.
pub fn of(frame: &Frame, mentioned: &Mentioned, event: &Event) -> Told {
    let is_of_customer = event.customer.is_some();
    let file = |asset: &Uuid| file(frame, mentioned, AssetId(*asset));
    match &event.kind {
        EventKind::Created => Told::of("timeline-created", "plus"),
        EventKind::Updated { fields } => Told::of("timeline-changed", "edit")
            .with("fields", Piece::text(field_names(frame, fields)))
            .with("link", version(frame, event)),
        EventKind::VersionRestored { from, .. } => Told::of("timeline-restored-version", "undo")
            .with("version", Piece::text(frame.number(from.0)))
            .with("link", version(frame, event)),
        EventKind::TagAdded(told) => Told::of("timeline-tag-added", "tag").with("tag", tag(mentioned, told)),
        EventKind::TagRemoved(told) => {
            Told::of("timeline-tag-removed", "tag").with("tag", tag(mentioned, told))
        }
        EventKind::Trashed => Told::of("timeline-deleted", "trash"),
        EventKind::Restored => Told::of("timeline-restored", "undo"),
        EventKind::Note => Told::of("timeline-noted", "note"),
        EventKind::Imported { import, row, created: true } => Told::of("timeline-import-created", "import")
            .with("row", Piece::text(frame.number(*row)))
            .with("link", brought(mentioned, ImportId(*import))),
        EventKind::Imported { import, row, created: false } => Told::of("timeline-imported", "import")
            .with("row", Piece::text(frame.number(*row)))
            .with("link", brought(mentioned, ImportId(*import))),
        EventKind::ImportEnded { import } => Told::of("timeline-import-ended", "import")
            .with("count", Piece::text(saved(frame, mentioned, ImportId(*import))))
            .with("link", brought(mentioned, ImportId(*import))),
        EventKind::ImportUndone { import } => {
            Told::of("timeline-import-undone", "undo").with("link", brought(mentioned, ImportId(*import)))
        }
        EventKind::ImportRedone { import } => {
            Told::of("timeline-import-redone", "undo").with("link", brought(mentioned, ImportId(*import)))
        }
        EventKind::Undone { import, row, fate, is_redo } => Told::of(undone(*fate, *is_redo), "undo")
            .with("row", Piece::text(frame.number(*row)))
            .with("link", brought(mentioned, ImportId(*import))),
        EventKind::FileAdded { asset } if is_of_customer => {
            Told::of("timeline-file-added", "asset").with("link", file(asset))
        }
        EventKind::FileAdded { asset } => {
            Told::of("timeline-file-uploaded", "asset").with("link", file(asset))
        }
        EventKind::FileReplaced { asset } => {
            Told::of("timeline-file-replaced", "upload").with("link", file(asset))
        }
        EventKind::FileDetached { asset } => {
            Told::of("timeline-file-detached", "x").with("link", file(asset))
        }
        EventKind::FileTrashed { asset } => {
            Told::of("timeline-file-deleted", "trash").with("link", file(asset))
        }
        EventKind::FileRestored { asset } => {
            Told::of("timeline-file-restored", "undo").with("link", file(asset))
        }
        EventKind::Provision(told) => program(event, told),
        EventKind::Invited { name } => {
            Told::of("timeline-invited", "mail").with("name", Piece::text(name.clone()))
        }
        EventKind::InvitedAgain { name } => {
            Told::of("timeline-invited-again", "mail").with("name", Piece::text(name.clone()))
        }
        EventKind::InvitationRevoked { name } => {
            Told::of("timeline-invitation-revoked", "x").with("name", Piece::text(name.clone()))
        }
        EventKind::InvitationAccepted => Told::of("timeline-invitation-accepted", "check"),
    }
}

/// What the undo of an import, or of that, did to a customer.
const fn undone(fate: Fate, is_redo: bool) -> &'static str {
    match (fate, is_redo) {
        (Fate::Trashed, _) => "timeline-undone-trashed",
        (Fate::Restored, _) => "timeline-undone-restored",
        (_, false) => "timeline-undone-returned",
        (_, true) => "timeline-redone-returned",
    }
}

/// What happened to a program, with the way to it.
fn program(event: &Event, told: &provision::Told) -> Told {
    let sentence = match told.moved {
        Move::Start => Told::of("timeline-provision-start", "plus"),
        Move::Retry => Told::of("timeline-provision-retry", "undo"),
        Move::Claim | Move::Report => Told::of("timeline-provision-claim", "clock"),
        Move::Fulfil => Told::of("timeline-provision-fulfil", "check"),
        Move::Fail => Told::of("timeline-provision-fail", "alert"),
        Move::Cancel => Told::of("timeline-provision-cancel", "x"),
    };
    let name = told.program.clone();
    sentence.with(
        "link",
        match event.customer {
            Some(customer) => Piece::link(links::provision(customer, told.provision), name),
            None => Piece::text(name),
        },
    )
}

/// The version that an event made, compared with the one before.
fn version(frame: &Frame, event: &Event) -> Piece {
    let number = frame.number(event.version.0);
    let text = frame.language.say_with("timeline-version", &[("version", &number)]);
    match event.customer {
        Some(customer) => {
            Piece::link(links::compare(customer, Version(event.version.0 - 1), event.version), text)
        }
        None => Piece::text(text),
    }
}

fn brought(mentioned: &Mentioned, import: ImportId) -> Piece {
    let file = mentioned.imports.get(&import).map(|brought| brought.file.clone()).unwrap_or_default();
    Piece::link(links::import(import.0), file)
}

fn saved(frame: &Frame, mentioned: &Mentioned, import: ImportId) -> String {
    let saved = mentioned.imports.get(&import).map_or(0, |brought| brought.saved);
    frame.language.count("timeline-import-saved", saved.unsigned_abs())
}

/// A file by its title; of one that is no more, only that it was one.
fn file(frame: &Frame, mentioned: &Mentioned, asset: AssetId) -> Piece {
    match mentioned.assets.get(&asset) {
        Some(title) => Piece::link(links::asset(asset), title.clone()),
        None => Piece::text(frame.language.say("timeline-file")),
    }
}

/// A tag by the title that it had then, in its colour now.
fn tag(mentioned: &Mentioned, told: &TagTold) -> Piece {
    Piece { hue: mentioned.tags.hue(told.tag_id), ..Piece::text(told.title.clone()) }
}

/// Fields by their labels, each once: "Email Address, Phones, accountTier".
pub fn field_names<T: AsRef<str>>(frame: &Frame, fields: &[T]) -> String {
    let mut seen = BTreeSet::new();
    let labels = fields.iter().map(|field| match field.as_ref().strip_prefix("attributes.") {
        Some(key) => key.to_owned(),
        None => label(frame.language, field.as_ref()),
    });
    let labels: Vec<String> = labels.filter(|label| seen.insert(label.clone())).collect();
    labels.join(", ")
}

/// The words with the values in the places of their marks.
fn weave(text: &str, values: Vec<(&'static str, Piece)>) -> Vec<Piece> {
    let mut sentence = vec![Piece::words(text)];
    for ((_, value), mark) in values.into_iter().zip(MARKS) {
        let place = sentence.iter().position(|piece| piece.is_words && piece.text.contains(mark));
        let Some(place) = place else { continue };
        let words = sentence[place].text.clone();
        let (before, after) = words.split_once(mark).unwrap_or_default();
        sentence.splice(place..=place, [Piece::words(before), value, Piece::words(after)]);
    }
    sentence.retain(|piece| !piece.text.is_empty());
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_where_the_words_have_their_marks() {
        let values = vec![("a", Piece::text("A\u{e001}")), ("b", Piece::link("/b", "B"))];
        let woven = weave("x \u{e001} y \u{e000}", values);
        let said: Vec<_> = woven.iter().map(|piece| (piece.text.as_str(), piece.href.as_str())).collect();
        assert_eq!(said, [("x ", ""), ("B", "/b"), (" y ", ""), ("A\u{e001}", "")]);
    }
}
