//! Where passwords are hashed: in a pool of its own, as many at once as there are cores.

use std::sync::Arc;

use crate::domain::password::{self, Cost, Password};
use crate::web::errors::Failure;
use crate::web::pool::Pool;

/// The pool.
#[derive(Clone)]
pub struct Passwords {
    cost: Cost,
    pool: Pool,
    /// What is checked when there is no account, so that the answer takes as long.
    dummy: Arc<str>,
}

impl Passwords {
    /// A pool that hashes `at_once` passwords at once, at this cost.
    #[must_use]
    pub fn new(at_once: usize, cost: Cost) -> Self {
        Self {
            cost,
            pool: Pool::new(at_once),
            dummy: password::hash(crate::domain::secret::Secret::generate().expose(), cost).into(),
        }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, Failure> {
        let cost = self.cost;
        self.pool.run(move || password::hash(password.expose(), cost)).await
    }

    /// Hashes a new password with the salt of another of the same address, if there is one.
    ///
    /// # Errors
    /// As [`Self::hash`].
    pub async fn hash_beside(&self, password: Password, other: Option<String>) -> Result<String, Failure> {
        let cost = self.cost;
        let hash = move || {
            let beside = other.and_then(|other| password::hash_beside(password.expose(), &other, cost));
            beside.unwrap_or_else(|| password::hash(password.expose(), cost))
        };
        self.pool.run(hash).await
    }

    /// Whether the password is the one that was hashed. Without a hash it is not, after the same work.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let matches = self.check_each(password, hash.into_iter().collect()).await?;
        Ok(matches.contains(&true))
    }

    /// Which of these hashes are the password's. Hashes of one salt are as much work as one, or none.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait.
    pub async fn check_each(&self, password: String, hashes: Vec<String>) -> Result<Vec<bool>, Failure> {
        let known = hashes.len();
        let hashes = if known == 0 { vec![self.dummy.to_string()] } else { hashes };
        // No accepted password is longer, and hashing reads all of it.
        let is_plausible = password.chars().count() <= password::MOST_CHARS;
        let password = if is_plausible { password } else { String::new() };
        let matches = self.pool.run(move || password::matches(&password, &hashes)).await?;
        Ok(matches.into_iter().take(known).map(|is_match| is_match && is_plausible).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a2_a_full_queue_answers_at_once() {
        let pool = Passwords::new(1, Cost::FLOOR);
        let attempts = (0..60).map(|_| pool.check("wrong password".into(), None));
        let answers = futures_util::future::join_all(attempts).await;
        let refused = answers.iter().filter(|answer| matches!(answer, Err(Failure::Busy))).count();
        assert_eq!(refused, 60 - 41);
        assert!(answers.iter().all(|answer| !matches!(answer, Ok(true))));
        assert!(pool.check("again".into(), None).await.is_ok(), "the queue empties");
    }

    #[actix_web::test]
    async fn a3_no_account_takes_as_long_as_a_wrong_password() {
        let pool = Passwords::new(1, Cost::FLOOR);
        let kept = pool.hash(Password::parse("correct horse battery", &[]).unwrap()).await.unwrap();
        let time = async |hash: Option<String>| {
            let begun = std::time::Instant::now();
            for _ in 0..3 {
                assert!(!pool.check("wrong horse battery".into(), hash.clone()).await.unwrap());
            }
            begun.elapsed().as_secs_f64()
        };
        let (wrong, nobody) = (time(Some(kept)).await, time(None).await);
        assert!((0.33..3.0).contains(&(nobody / wrong)), "{nobody} and {wrong} seconds");
    }

    #[actix_web::test]
    async fn a1_only_the_password_that_was_set_is_right() {
        let pool = Passwords::new(2, Cost::FLOOR);
        let kept = pool.hash(Password::parse("correct horse battery", &[]).unwrap()).await.unwrap();
        assert!(pool.check("correct horse battery".into(), Some(kept.clone())).await.unwrap());
        assert!(!pool.check("correct horse batterY".into(), Some(kept.clone())).await.unwrap());
        assert!(!pool.check("x".repeat(1000), Some(kept)).await.unwrap());
    }
}
