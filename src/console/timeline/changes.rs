//! What became of the fields of a version: looked up in the history when a timeline is looked at, and no more of it than
//! a line has room for.

use std::collections::BTreeMap;

use crate::console::customers::past;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::tags::titles::Titles;
use crate::console::views::Crumb;
use crate::console::views::history::{Change, Mark, Piece};
use crate::domain::customer::{CustomerId, Document, Version};
use crate::domain::diff::{self, Difference, Field};
use crate::domain::event::{Event, EventKind};
use crate::domain::import::Fate;
use crate::domain::organization::OrganizationId;
use crate::store::{Conn, StoreError, versions};

/// Fields shown of one event.
const MOST_FIELDS: usize = 3;
/// Characters shown of one value.
const MOST_CHARS: usize = 120;

/// The documents that some events led to, and those before them.
#[derive(Debug, Default)]
pub struct Documents(BTreeMap<Version, Document>);

impl Documents {
    /// Reads those of these lines.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read(
        conn: &mut Conn,
        organization: OrganizationId,
        customer: CustomerId,
        lines: &[Event],
    ) -> Result<Self, StoreError> {
        let changed = lines.iter().filter(|line| has_changes(&line.kind));
        let pairs = changed.flat_map(|line| [Version(line.version.0 - 1), line.version]);
        versions::documents(conn, organization, customer, pairs).map(Self)
    }

    /// What the event changed, and the way to the rest of it.
    #[must_use]
    pub fn changes(&self, frame: &Frame, event: &Event) -> (Vec<Change>, Option<Crumb>) {
        let former = Version(event.version.0 - 1);
        let both = self.0.get(&former).zip(self.0.get(&event.version)).zip(event.customer);
        let Some(((before, after), customer)) = both.filter(|_| has_changes(&event.kind)) else {
            return (Vec::new(), None);
        };
        let mut differences = diff::differences(before, after);
        // Tags have events of their own.
        differences.retain(|difference| !matches!(difference.field, Field::Tag(_)));
        let shown = differences.iter().take(MOST_FIELDS).map(|difference| change(frame, difference));
        let shown = shown.collect();
        let more = differences.len().saturating_sub(MOST_FIELDS);
        let all = (more > 0).then(|| {
            let label = frame.language.count("timeline-more-fields", more as u64);
            Crumb::new(links::compare(customer, former, event.version), label)
        });
        (shown, all)
    }
}

/// Whether an event made a version out of another.
const fn has_changes(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Updated { .. }
            | EventKind::VersionRestored { .. }
            | EventKind::Imported { created: false, .. }
            | EventKind::Undone { fate: Fate::Returned, .. }
    )
}

/// The values themselves rather than their words: a line is read at a glance.
fn change(frame: &Frame, difference: &Difference) -> Change {
    let titles = Titles::default();
    let value = |part: &Option<diff::Part>, mark| {
        let text = clipped(titles.text(frame, &difference.field, part.as_ref()));
        (!text.is_empty()).then_some(Piece { text, mark }).into_iter().collect()
    };
    let (label, is_key) = past::field_label(frame, &difference.field);
    Change {
        field: difference.field.to_string(),
        label,
        is_key,
        before: value(&difference.before, Mark::Removed),
        after: value(&difference.after, Mark::Added),
    }
}

fn clipped(text: String) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(clipped("é".repeat(MOST_CHARS)), "é".repeat(MOST_CHARS));
        assert_eq!(clipped("é".repeat(MOST_CHARS + 1)), "é".repeat(MOST_CHARS) + "…");
    }
}
