//! Whose turn it is to work on something that waits: a lease by the database's clock, held by one runner at a time and
//! asked for again in every transaction of the work. What is leased is a row with a number, a state and the two columns
//! of a lease; imports and operations are such rows, and `leased!` gives both the same functions.

use std::time::Duration;

use uuid::Uuid;

use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::{self, Conn};
use crate::store::error::StoreError;

/// How long a runner keeps what it works on without saying that it is alive.
pub const LEASE: Duration = Duration::from_secs(20);

/// Rows looked at for one that may be taken.
pub(in crate::store) const CANDIDATES: i64 = 200;

/// The right to work on something, as long as it is renewed.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Which.
    pub number: i64,
    /// Who works on it.
    pub owner: Uuid,
}

/// This moment by the database's clock, which all servers share.
///
/// # Errors
/// When the database does not answer.
pub(in crate::store) fn now(conn: &mut Conn) -> Result<Time, StoreError> {
    connection::database_time(conn).map(Time::from_micros)
}

/// Of the rows that wait, in their order, those of an organization of which none is worked on. One whose runner is gone
/// waits too, once its lease has run out. Those that have `failed` come last, the one that did so last behind all.
pub(in crate::store) fn next(
    waiting: &[(i64, i64, Option<i64>)],
    failed: &[i64],
    now: Time,
) -> Vec<(i64, i64)> {
    let is_held = |until: &Option<i64>| until.is_some_and(|until| until > now.micros());
    let is_busy =
        |organization: i64| waiting.iter().any(|(_, other, until)| *other == organization && is_held(until));
    let free = waiting.iter().filter(|(_, organization, until)| !is_held(until) && !is_busy(*organization));
    let mut free: Vec<(i64, i64)> = free.map(|(number, organization, _)| (*number, *organization)).collect();
    free.sort_by_key(|(number, _)| failed.iter().position(|failed| failed == number));
    free
}

/// The functions of a leased table. A macro, because a function over any table would have to name every column's type.
macro_rules! leased {
    ($table:ident, at_work: $at_work:expr) => {
        #[diesel::dsl::auto_type(no_type_alias)]
        fn row_of(lease: &$crate::store::leases::Lease) -> _ {
            let organization: i64 = lease.organization.0;
            let number: i64 = lease.number;
            let owner: $crate::store::uid::Id = $crate::store::uid::Id(lease.owner);
            $table::table
                .filter($table::organization_id.eq(organization))
                .filter($table::number.eq(number))
                .filter($table::lease_owner.eq(owner))
        }

        /// Takes what waits longest, of what has not failed if there is any, and answers its number.
        fn take(conn: &mut Conn, owner: Uuid, failed: &[i64]) -> Result<Option<i64>, StoreError> {
            let now = $crate::store::leases::now(conn)?;
            let until = now.plus($crate::store::leases::LEASE).micros();
            let waiting: Vec<(i64, i64, Option<i64>)> = $table::table
                .filter($table::state.eq_any($at_work))
                .order($table::number)
                .limit($crate::store::leases::CANDIDATES)
                .select(($table::number, $table::organization_id, $table::lease_until))
                .load(conn)?;
            for (number, organization) in $crate::store::leases::next(&waiting, failed, now) {
                let free = $table::table
                    .filter($table::organization_id.eq(organization))
                    .filter($table::number.eq(number))
                    .filter($table::lease_until.is_null().or($table::lease_until.le(now.micros())));
                let taken =
                    ($table::lease_owner.eq(Some(Id(owner))), $table::lease_until.eq(Some(until)));
                if diesel::update(free).set(taken).execute(conn)? == 1 {
                    return Ok(Some(number));
                }
            }
            Ok(None)
        }

        /// Keeps a lease that is held.
        fn extend(conn: &mut Conn, lease: &$crate::store::leases::Lease) -> Result<(), StoreError> {
            let until = $crate::store::leases::now(conn)?.plus($crate::store::leases::LEASE).micros();
            let kept = diesel::update(row_of(lease)).set($table::lease_until.eq(Some(until)));
            if kept.execute(conn)? == 0 { Err(StoreError::Stale) } else { Ok(()) }
        }

        /// Gives it back, for anyone to take at once.
        ///
        /// # Errors
        /// When the database does not answer.
        pub fn release(conn: &mut Conn, lease: &$crate::store::leases::Lease) -> Result<(), StoreError> {
            let change = ($table::lease_owner.eq(None::<Id>), $table::lease_until.eq(None::<i64>));
            diesel::update(row_of(lease)).set(change).execute(conn)?;
            Ok(())
        }
    };
}

pub(in crate::store) use leased;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_failed_waits_behind_what_has_not() {
        let now = Time::from_micros(100);
        let waiting = [(1, 7, None), (2, 7, Some(99)), (3, 8, Some(101)), (4, 8, None), (5, 9, None)];
        let numbers = |failed: &[i64]| -> Vec<i64> {
            next(&waiting, failed, now).into_iter().map(|(number, _)| number).collect()
        };
        assert_eq!(numbers(&[]), [1, 2, 5]);
        assert_eq!(numbers(&[1]), [2, 5, 1]);
        assert_eq!(numbers(&[5, 1]), [2, 5, 1]);
    }
}
