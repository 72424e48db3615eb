//! Work on many customers, in slices that let every save pass. Each slice moves the operation on in its own
//! transaction, so that a stop at any moment leaves it where any runner goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::domain::customer::{Cause, Signature};
use crate::domain::operation::Operation;
use crate::domain::operator::{Actor, ActorKind, Role};
use crate::import::failed::Failed;
use crate::import::slice::next_size;
use crate::store::leases::Lease;
use crate::store::{Conn, Db, StoreError, operations};

const FIRST_SLICE: usize = 50;
const FEWEST: usize = 5;
const MOST: usize = 1_000;
/// How often a slice may meet a change of the same moment before others are let at the database for a while.
const MOST_TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Works on the operation that waits longest until it is over or the program ends, and tells whether there was one.
///
/// # Errors
/// When the database does not answer: it waits, and any runner goes on with it.
pub(super) fn run_one(
    db: &Db,
    owner: Uuid,
    failed: &mut Failed,
    is_ending: &AtomicBool,
) -> Result<bool, StoreError> {
    let passed_over = failed.numbers();
    let claimed = db.write_slice(move |conn| operations::claim(conn, owner, &passed_over))?;
    let Some(operation) = claimed else { return Ok(false) };
    let id = operation.id;
    tracing::info!(operation = %id, kind = operation.kind.as_str(), "operation taken up");
    let lease = Lease { organization: operation.organization, number: operation.number, owner };
    let ended = run(db, &operation, lease, is_ending);
    failed.note(operation.number, &ended);
    // When it is over it is nobody's already, and this does nothing.
    db.write_slice(move |conn| operations::release(conn, &lease))?;
    tracing::info!(operation = %id, is_over = ended.is_ok(), "operation left");
    ended.map(|()| true)
}

fn run(db: &Db, operation: &Operation, lease: Lease, is_ending: &AtomicBool) -> Result<(), StoreError> {
    let (mut limit, mut tries) = (FIRST_SLICE, 0);
    while !is_ending.load(Ordering::Relaxed) {
        let by = sign(operation, db);
        let advance = move |conn: &mut Conn| {
            let begun = Instant::now();
            let is_over = operations::advance(conn, &lease, &by, limit)?;
            Ok((is_over, begun.elapsed()))
        };
        match db.write_slice(advance) {
            Ok((true, _)) => return Ok(()),
            Ok((false, took)) => (limit, tries) = (next_size(limit, took, FEWEST, MOST), 0),
            // Somebody stopped it.
            Err(StoreError::Stale) if !is_at_work(db, operation)? => return Ok(()),
            // Somebody saved one of these customers in this very moment; or the lease is lost, which the next try tells.
            Err(StoreError::Stale) if tries < MOST_TRIES => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

fn is_at_work(db: &Db, operation: &Operation) -> Result<bool, StoreError> {
    let (organization, id) = (operation.organization, operation.id);
    let now = db.read_here(move |conn| operations::find(conn, organization, id))?;
    Ok(now.state.is_at_work())
}

/// Whoever asked for it. The tag or the attribute was changed with their right, in the transaction that left this to be done; what is
/// left is owed, whatever they may do by now.
fn sign(operation: &Operation, db: &Db) -> Signature {
    let actor = Actor {
        id: operation.actor,
        kind: operation.actor_kind,
        role: Role::Editor,
        ..Actor::command_line(operation.organization)
    };
    let cause = if operation.actor_kind == ActorKind::Token { Cause::Token } else { Cause::Hand };
    Signature { actor, at: db.now(), cause }
}
