//! Wrong passwords of the last quarter of an hour, counted in the database so that they count on every node. An
//! attempt is noted as a failure before the password is looked at and taken back when it was right: so a hundred
//! attempts at once are a hundred, not one.

use std::time::Duration;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::sign_in_failures;
use crate::store::uid::Id;

/// How long a failure counts, and so how long anyone can be kept out.
pub const WINDOW: Duration = Duration::from_mins(15);
/// Failures after which each further attempt waits.
pub const FREE: i64 = 5;
/// Failures after which there are no further attempts.
pub const MOST: i64 = 20;
/// By how much each attempt waits longer than the one before.
const DELAY_STEP: Duration = Duration::from_millis(200);

/// What failures are counted against.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Whoever tries to be this account, by its e-mail key.
    Account(&'a str),
    /// A browser in which someone has signed in to this account before. It is counted by itself, so that strangers
    /// who try passwords cannot keep the owner out.
    Device(SecretHash),
    /// Whoever comes from this network address.
    Address(&'a str),
}

impl Subject<'_> {
    /// As it is stored. What was typed into an e-mail field may be anything, even a password: only its hash is kept.
    fn key(self) -> String {
        use std::fmt::Write as _;
        let (kind, hash) = match self {
            Self::Account(email_key) => ("account", SecretHash::of(email_key)),
            Self::Device(hash) => ("device", hash),
            Self::Address(address) => return format!("address:{address}"),
        };
        hash.0.iter().fold(format!("{kind}:"), |mut key, byte| {
            // Writing into a String does not fail.
            let _ = write!(key, "{byte:02x}");
            key
        })
    }
}

/// Whether the password may be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// After this long. The ids are the failures noted in advance.
    After(Duration, Vec<Uuid>),
    /// Not before this long.
    NotFor(Duration),
}

/// Notes an attempt against all of these subjects, unless one of them has too many.
///
/// # Errors
/// When the database does not take it.
pub fn attempt(conn: &mut Conn, subjects: &[Subject<'_>], at: Time) -> Result<Attempt, StoreError> {
    take_turn(conn, Turn::SignIn)?;
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::failed_at.le(at.minus(WINDOW).micros())))
        .execute(conn)?;
    let mut most = 0;
    for subject in subjects {
        let (count, oldest) = count(conn, &subject.key())?;
        if count >= MOST {
            let ends = oldest.map_or(at, |oldest| oldest.plus(WINDOW));
            return Ok(Attempt::NotFor(ends.since(at).max(Duration::from_secs(1))));
        }
        most = most.max(count);
    }
    let noted = subjects.iter().map(|subject| note(conn, &subject.key(), at)).collect::<Result<_, _>>()?;
    let beyond = u32::try_from((most + 1 - FREE).max(0)).unwrap_or(u32::MAX);
    Ok(Attempt::After(DELAY_STEP * beyond, noted))
}

/// Takes an attempt back whose password was right, and with it all failures of these subjects: the account or the
/// device. Those of an address stay, or an attacker would clear them with an account of their own.
///
/// # Errors
/// When the database does not take it.
pub fn forgive(conn: &mut Conn, noted: &[Uuid], subjects: &[Subject<'_>]) -> Result<(), StoreError> {
    for id in noted {
        diesel::delete(sign_in_failures::table.find(Id(*id))).execute(conn)?;
    }
    for subject in subjects {
        if matches!(subject, Subject::Address(_)) {
            continue;
        }
        diesel::delete(sign_in_failures::table.filter(sign_in_failures::subject.eq(subject.key())))
            .execute(conn)?;
    }
    Ok(())
}

fn count(conn: &mut Conn, subject: &str) -> Result<(i64, Option<Time>), StoreError> {
    let (count, oldest): (i64, Option<i64>) = sign_in_failures::table
        .filter(sign_in_failures::subject.eq(subject))
        .select((diesel::dsl::count_star(), diesel::dsl::min(sign_in_failures::failed_at)))
        .first(conn)?;
    Ok((count, oldest.map(Time::from_micros)))
}

fn note(conn: &mut Conn, subject: &str, at: Time) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    diesel::insert_into(sign_in_failures::table)
        .values((
            sign_in_failures::id.eq(Id(id)),
            sign_in_failures::subject.eq(subject),
            sign_in_failures::failed_at.eq(at.micros()),
        ))
        .execute(conn)?;
    Ok(id)
}
