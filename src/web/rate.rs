//! How many requests a caller may make. Each server counts by itself; wrong passwords, which all must count, are in the
//! database.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::web::errors::Failure;

/// Callers that are remembered before those who have been quiet are forgotten.
const MANY: usize = 10_000;

/// Requests a minute that each kind of caller may make.
#[derive(Debug, Clone, Copy)]
pub struct Allowances {
    /// A session.
    pub session: NonZeroU32,
    /// A token.
    pub token: NonZeroU32,
    /// A form of someone who is not signed in: every one of them tries a password or a secret.
    pub sign_in: NonZeroU32,
    /// A page of someone who is not signed in.
    pub unknown: NonZeroU32,
}

impl Allowances {
    /// 1,200, 6,000, 60 and 600.
    pub const DEFAULT: Self = Self {
        session: NonZeroU32::new(1200).expect("not zero"),
        token: NonZeroU32::new(6000).expect("not zero"),
        sign_in: NonZeroU32::new(60).expect("not zero"),
        unknown: NonZeroU32::new(600).expect("not zero"),
    };
}

/// Whose request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A session.
    Session(Uuid),
    /// A token.
    Token(Uuid),
    /// Someone not signed in who sends a form.
    SignIn(IpAddr),
    /// Someone not signed in.
    Unknown(IpAddr),
}

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// Counts requests by caller.
pub struct Rates {
    sessions: Limiter<Uuid>,
    tokens: Limiter<Uuid>,
    sign_ins: Limiter<IpAddr>,
    unknown: Limiter<IpAddr>,
}

impl Rates {
    /// Starts counting.
    #[must_use]
    pub fn new(allowances: Allowances) -> Self {
        Self {
            sessions: limiter(allowances.session),
            tokens: limiter(allowances.token),
            sign_ins: limiter(allowances.sign_in),
            unknown: limiter(allowances.unknown),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Failure::TooMany`], with how long to wait.
    pub fn count(&self, caller: Caller) -> Result<(), Failure> {
        match caller {
            Caller::Session(id) => count(&self.sessions, &id),
            Caller::Token(id) => count(&self.tokens, &id),
            Caller::SignIn(address) => count(&self.sign_ins, &network_of(address)),
            Caller::Unknown(address) => count(&self.unknown, &network_of(address)),
        }
    }
}

fn limiter<K: Hash + Eq + Clone>(most: NonZeroU32) -> Limiter<K> {
    RateLimiter::dashmap(Quota::per_minute(most))
}

fn count<K: Hash + Eq + Clone>(limiter: &Limiter<K>, key: &K) -> Result<(), Failure> {
    if limiter.len() > MANY {
        limiter.retain_recent();
    }
    limiter
        .check_key(key)
        .map_err(|until| Failure::TooMany(until.wait_time_from(DefaultClock::default().now())))
}

/// One household or office has a /64 of IPv6 addresses to itself, and may send from each of them.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k2_each_caller_has_an_allowance_of_its_own() {
        let three = NonZeroU32::new(3).unwrap();
        let rates = Rates::new(Allowances { sign_in: three, ..Allowances::DEFAULT });
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 0..3 {
            rates.count(Caller::SignIn(one)).unwrap();
        }
        let refused = rates.count(Caller::SignIn(one)).unwrap_err();
        assert!((1..=20).contains(&refused.retry_seconds().unwrap()), "{refused:?}");
        rates.count(Caller::SignIn(other)).unwrap();
        rates.count(Caller::Unknown(one)).unwrap();
    }

    #[test]
    fn k2_a_network_of_ipv6_addresses_is_one_caller() {
        let one: IpAddr = "2001:db8:1:2::3".parse().unwrap();
        assert_eq!(network_of(one), network_of("2001:db8:1:2:ffff::".parse().unwrap()));
        assert_ne!(network_of(one), network_of("2001:db8:1:3::3".parse().unwrap()));
    }
}
