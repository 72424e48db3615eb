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
const MOST: usize = 3;
/// Things asked for: one more tells that there are more.
const ASKED: i64 = 4;

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

    /// What there is, the most urgent first; of what there is more of than is shown, the way to all of it.
    #[must_use]
    pub fn needs(&self, frame: &Frame) -> Vec<Need> {
        [self.provisions.needs(frame), self.invitations.needs(frame), self.rejected.needs(frame)].concat()
    }

    /// How many that are: "7", or "7+" when there are more.
    #[must_use]
    pub fn count(&self, frame: &Frame) -> String {
        let Provisions { failed, stuck, .. } = &self.provisions;
        let found = [failed.len(), stuck.len(), self.invitations.0.len(), self.rejected.0.len()];
        let shown: usize = found.iter().map(|found| (*found).min(MOST)).sum();
        let shown = frame.language.number(shown as u64);
        if found.iter().any(|found| *found > MOST) {
            return frame.language.say_with("dashboard-at-least", &[("number", &shown)]);
        }
        shown
    }
}

/// The first of what was found, and, when there is more, the way to `all` of it.
fn first<T>(found: &[T], need: impl Fn(&T) -> Need, all: Need) -> Vec<Need> {
    let more = (found.len() > MOST).then_some(all);
    found.iter().take(MOST).map(need).chain(more).collect()
}

/// The way to everything that needs a person for one reason.
fn all(frame: &Frame, icon: &'static str, tone: &'static str, href: String, title: &str) -> Need {
    Need { icon, tone, href, title: frame.language.say(title), detail: String::new() }
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
        let failed = provisions::failed(conn, organization, ASKED)?;
        let stuck = provisions::stuck(conn, organization, silent_before, ASKED)?;
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
        let failed = |failed: &Provision| {
            let because =
                if failed.message.is_empty() { "dashboard-failed" } else { "dashboard-failed-because" };
            need(failed, "t-bad", because)
        };
        let stuck = |stuck: &Provision| need(stuck, "t-warn", "dashboard-stuck");
        let listed = |asked| links::with_query(links::CUSTOMERS, [("provisioning", asked)]);
        let all_failed = all(frame, "alert", "t-bad", listed("failed"), "dashboard-all-failed");
        let all_stuck = all(frame, "alert", "t-warn", listed("stuck"), "dashboard-all-stuck");
        [first(&self.failed, failed, all_failed), first(&self.stuck, stuck, all_stuck)].concat()
    }
}

/// Invitations that end soon.
#[derive(Debug, Default)]
struct Invitations(Vec<Expiring>);

impl Invitations {
    fn read(conn: &mut Conn, organization: OrganizationId, now: Time) -> Result<Self, StoreError> {
        invitations::expiring_soon(conn, organization, now, ASKED).map(Self)
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
        let soon = links::with_query(links::CUSTOMERS, [("invitation", "soon")]);
        first(&self.0, need, all(frame, "mail", "t-warn", soon, "dashboard-all-soon"))
    }
}

/// Rows of imports that were not taken.
#[derive(Debug, Default)]
struct RejectedRows(Vec<Import>);

impl RejectedRows {
    /// After a week they are not news any more.
    const TOLD: Duration = Duration::from_hours(24 * 7);

    fn read(conn: &mut Conn, organization: OrganizationId, now: Time) -> Result<Self, StoreError> {
        now::with_rejected_rows(conn, organization, now.minus(Self::TOLD), ASKED).map(Self)
    }

    fn needs(&self, frame: &Frame) -> Vec<Need> {
        let need = |import: &Import| Need {
            icon: "table",
            tone: "t-warn",
            href: links::import(import.id.0),
            title: frame.language.count("dashboard-rows-to-fix", rejected(import)),
            detail: import.file.name.clone(),
        };
        first(
            &self.0,
            need,
            all(frame, "table", "t-warn", links::IMPORTS.to_owned(), "dashboard-all-imports"),
        )
    }
}

fn rejected(import: &Import) -> u64 {
    import.checkpoint.counts.rejected.unsigned_abs()
}
