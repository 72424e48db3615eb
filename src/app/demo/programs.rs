//! Programs to look at: one set up, one on its way, one silent for hours, one that failed, one that waits.

use std::time::Duration;

use anyhow::{anyhow, bail};

use crate::domain::customer::{Cause, CustomerId, Signature};
use crate::domain::listing::ListQuery;
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::domain::provision::{Claim, LEASE, Move, Report, Start};
use crate::store::{Db, listing, provisions};

/// What the worker says, and how many minutes ago.
type Word = (Move, &'static str, u64);

/// A program, an attribute of it, how many minutes ago it was started, and what came of it.
type Sample = (&'static str, (&'static str, &'static str), u64, &'static [Word]);

const SAMPLES: [Sample; 5] = [
    (
        "Online ordering",
        ("domainName", "orders.harbour.example"),
        95,
        &[
            (Move::Report, "Account created", 90),
            (Move::Report, "Domain verified", 78),
            (Move::Report, "Services being set up", 18),
        ],
    ),
    (
        "Online ordering",
        ("domainName", "table.harbour.example"),
        2_900,
        &[
            (Move::Report, "Account created", 2_890),
            (Move::Fail, "The domain belongs to somebody else. Ask for it, or choose another one.", 2_880),
        ],
    ),
    (
        "Mailboxes",
        ("seats", "25"),
        460,
        &[(Move::Report, "Account created", 455), (Move::Report, "Waiting for the vendor.", 400)],
    ),
    (
        "Mailboxes",
        ("seats", "4"),
        4_400,
        &[(Move::Report, "Account created", 4_390), (Move::Fulfil, "4 mailboxes are ready.", 4_380)],
    ),
    ("Mailboxes", ("seats", "12"), 3, &[]),
];

/// Fills in the programs.
///
/// # Errors
/// When the store does not take them.
pub(super) fn fill(db: &Db, organization: &Organization) -> anyhow::Result<()> {
    let organization = organization.id;
    let query = ListQuery { limit: SAMPLES.len(), ..ListQuery::default() };
    let customers = db.read_here(|conn| listing::list(conn, organization, &query))?.page.items;
    for (customer, sample) in customers.into_iter().zip(SAMPLES) {
        add(db, &Actor::command_line(organization), customer.id, sample)?;
    }
    Ok(())
}

fn add(db: &Db, actor: &Actor, customer: CustomerId, sample: Sample) -> anyhow::Result<()> {
    let (program, (name, value), started, words) = sample;
    let now = db.now();
    let ago = |minutes: u64| Signature {
        actor: actor.clone(),
        at: now.minus(Duration::from_mins(minutes)),
        cause: Cause::Hand,
    };
    let start = Start::parse(program, &[(name.to_owned(), value.to_owned())]);
    let start = start.map_err(|issues| anyhow!(issues.english()))?;
    let by = ago(started);
    db.write_here(move |conn| provisions::start(conn, &by, customer, &start))?;
    if words.is_empty() {
        return Ok(());
    }
    let by = ago(started - 1);
    let claim = Claim { program: None, lease: LEASE };
    let Some(taken) = db.write_here(move |conn| provisions::claim(conn, &by, &claim))? else {
        bail!("a sample program was not taken");
    };
    let Some(lease) = taken.lease else { bail!("a sample program was taken without a lease") };
    for (moved, message, minutes) in words {
        let (by, id) = (ago(*minutes), taken.id);
        let report = Report {
            lease: lease.id,
            moved: *moved,
            message: Some((*message).to_owned()),
            attributes: Vec::new(),
            lease_for: LEASE,
        };
        db.write_here(move |conn| provisions::report(conn, &by, id, &report))?;
    }
    Ok(())
}
