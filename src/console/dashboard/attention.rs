//! What needs a person. Each source reads what is there, for the page to say it: a struct of its own, with a field in
//! [`Attention`].

use std::time::Duration;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::dashboard::Need;
use crate::domain::import::Import;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::imports::now;
use crate::store::{Conn, StoreError};

/// Things shown of one source.
const MOST: i64 = 3;

/// Everything that needs a person, source by source.
#[derive(Debug, Default)]
pub struct Attention {
    rejected: RejectedRows,
}

impl Attention {
    /// Asks every source.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read(conn: &mut Conn, organization: OrganizationId, now: Time) -> Result<Self, StoreError> {
        Ok(Self { rejected: RejectedRows::read(conn, organization, now)? })
    }

    /// What there is, the most urgent first.
    #[must_use]
    pub fn needs(&self, frame: &Frame) -> Vec<Need> {
        [self.rejected.needs(frame)].concat()
    }
}

/// Rows of imports that were not taken.
#[derive(Debug, Default)]
struct RejectedRows(Vec<Import>);

impl RejectedRows {
    /// After a week they are not news any more.
    const TOLD: Duration = Duration::from_hours(24 * 7);

    fn read(conn: &mut Conn, organization: OrganizationId, now: Time) -> Result<Self, StoreError> {
        now::with_rejected_rows(conn, organization, now.minus(Self::TOLD), MOST).map(Self)
    }

    fn needs(&self, frame: &Frame) -> Vec<Need> {
        let need = |import: &Import| Need {
            icon: "table",
            tone: "t-warn",
            href: links::import(import.id.0),
            title: frame.language.count("dashboard-rows-to-fix", rejected(import)),
            detail: import.file.name.clone(),
        };
        self.0.iter().map(need).collect()
    }
}

fn rejected(import: &Import) -> u64 {
    import.checkpoint.counts.rejected.unsigned_abs()
}
