//! The numbers of an import, as text and as widths.

use std::time::Duration;

use crate::console::frame::Frame;
use crate::console::views::imports::{Figure, Figures};
use crate::domain::import::{Counts, Import};

pub(super) fn figures(frame: &Frame, counts: &Counts) -> Figures {
    let figure = |rows: i64| Figure { text: frame.number(rows), n: rows.unsigned_abs() };
    Figures {
        created: figure(counts.created),
        updated: figure(counts.updated),
        unchanged: figure(counts.unchanged),
        skipped: figure(counts.skipped),
        rejected: figure(counts.rejected),
    }
}

/// "1,558 rows · 1,522 saved · 22 skipped · 14 not imported".
pub(super) fn summary(frame: &Frame, import: &Import) -> String {
    let language = frame.language;
    let mut facts = Vec::new();
    if let Some(rows) = import.row_total {
        facts.push(language.count("import-rows", rows.unsigned_abs()));
    }
    // Before rows are written, the counts are those of the check.
    if import.started_at.is_some() {
        let counts = &import.checkpoint.counts;
        let left_out = counts.unchanged + counts.skipped;
        for (rows, id) in [
            (counts.written(), "import-fact-saved"),
            (left_out, "import-fact-skipped"),
            (counts.rejected, "import-fact-rejected"),
        ] {
            if rows > 0 || id == "import-fact-saved" {
                facts.push(language.say_with(id, &[("count", &frame.number(rows))]));
            }
        }
    }
    facts.join(" · ")
}

/// "52 seconds", "3 minutes".
pub(super) fn duration(frame: &Frame, time: Duration) -> String {
    let seconds = time.as_secs().max(1);
    match seconds {
        0..90 => frame.language.count("time-seconds", seconds),
        90..5400 => frame.language.count("time-minutes", seconds.div_ceil(60)),
        _ => frame.language.count("time-hours", seconds.div_ceil(3600)),
    }
}
