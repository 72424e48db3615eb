//! What needs a person. Each source reads what is there, for the page to say it: a struct of its own, with a field in
//! [`Attention`].

use std::collections::HashMap;
use std::time::Duration;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::dashboard::Need;
use crate::domain::customer::CustomerId;
use crate::domain::import::Import;
use crate::domain::organization::OrganizationId;
use crate::domain::provision::Provision;
use crate::domain::time::Time;
use crate::store::imports::now;
use crate::store::invitations::{self, Expiring};
use crate::store::{Conn, StoreError, customers, provisions};

/// Things shown of one source.
const MOST: i64 = 3;

/// Everything that needs a person, source by source.
#[derive(Debug, Default)]
pub struct Attention {
    provisions: Provisions,
    invitations: Invitations,
    rejected: RejectedRows,
}

impl Attention {
    /// Asks every source.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read(
        conn: &mut Conn,
        organization: OrganizationId,
        now: Time,
        silent_before: Time,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            provisions: Provisions::read(conn, organization, silent_before)?,
            invitations: Invitations::read(conn, organization, now)?,
            rejected: RejectedRows::read(conn, organization, now)?,
        })
    }

    /// What there is, the most urgent first.
    #[must_use]
    pub fn needs(&self, frame: &Frame) -> Vec<Need> {
        [self.provisions.needs(frame), self.invitations.needs(frame), self.rejected.needs(frame)].concat()
    }
}

/// Programs that failed, and those of which nothing was heard for too long.
#[derive(Debug, Default)]
struct Provisions {
    failed: Vec<Provision>,
    stuck: Vec<Provision>,
    customers: HashMap<CustomerId, String>,
}

impl Provisions {
    fn read(conn: &mut Conn, organization: OrganizationId, silent_before: Time) -> Result<Self, StoreError> {
        let failed = provisions::failed(conn, organization, MOST)?;
        let stuck = provisions::stuck(conn, organization, silent_before, MOST)?;
        let ids = failed.iter().chain(&stuck).map(|provision| provision.customer);
        let customers = customers::names::of_ids(conn, organization, ids)?;
        Ok(Self { failed, stuck, customers })
    }

    fn needs(&self, frame: &Frame) -> Vec<Need> {
        let need = |provision: &Provision, tone, id: &str| {
            let name = self.customers.get(&provision.customer).cloned().unwrap_or_default();
            let said = [("program", provision.program.as_str()), ("message", provision.message.as_str())];
            Need {
                icon: "alert",
                tone,
                href: links::provision(provision.customer, provision.id),
                title: name,
                detail: frame.language.say_with(id, &said),
            }
        };
        let failed = self.failed.iter().map(|failed| {
            let because =
                if failed.message.is_empty() { "dashboard-failed" } else { "dashboard-failed-because" };
            need(failed, "t-bad", because)
        });
        let stuck = self.stuck.iter().map(|stuck| need(stuck, "t-warn", "dashboard-stuck"));
        failed.chain(stuck).collect()
    }
}

/// Invitations that end soon.
#[derive(Debug, Default)]
struct Invitations(Vec<Expiring>);

impl Invitations {
    fn read(conn: &mut Conn, organization: OrganizationId, now: Time) -> Result<Self, StoreError> {
        invitations::expiring_soon(conn, organization, now, MOST).map(Self)
    }

    fn needs(&self, frame: &Frame) -> Vec<Need> {
        let need = |expiring: &Expiring| Need {
            icon: "mail",
            tone: "t-warn",
            href: links::customer(expiring.customer),
            title: expiring.customer_name.clone(),
            detail: frame.language.say_with(
                "dashboard-invitation-ends",
                &[("name", &expiring.name), ("when", &frame.dates().moment(expiring.expires_at.micros()))],
            ),
        };
        self.0.iter().map(need).collect()
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
