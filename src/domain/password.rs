//! Passwords: which are accepted, how they are kept, how one is checked. Hashing takes tens of milliseconds and 19 MiB
//! on purpose; `web::passwords` decides where and how often at once.

use std::collections::HashSet;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

use crate::domain::issues::Issue;

/// Fewest characters of a password (NIST SP 800-63B asks for 8, OWASP ASVS 5.0 for 8 and recommends 15).
pub const FEWEST_CHARS: usize = 12;
/// Most characters: enough for any sentence, and a bound on what is hashed.
pub const MOST_CHARS: usize = 128;

/// A name shorter than this may be part of a password: it would forbid too many.
const FEWEST_CHARS_OF_A_NAME: usize = 4;
const PRODUCT: &str = "customary";

static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password that is good enough to be set. It has no `Debug`, so that no log line can hold one.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Accepts 12 to 128 characters of any kind, exactly as typed, that are neither common nor contain the product's
    /// name or one of `names`: the organization's.
    ///
    /// # Errors
    /// What to change.
    pub fn parse(raw: &str, names: &[&str]) -> Result<Self, Issue> {
        let chars = raw.chars().count();
        if chars < FEWEST_CHARS {
            return Err(Issue::new("password-too-short").with("min", FEWEST_CHARS));
        }
        if chars > MOST_CHARS {
            return Err(Issue::new("password-too-long").with("max", MOST_CHARS));
        }
        let folded = raw.to_lowercase();
        if COMMON.contains(folded.as_str()) {
            return Err(Issue::new("password-common"));
        }
        let is_in = |name: &str| name.chars().count() >= FEWEST_CHARS_OF_A_NAME && folded.contains(name);
        if names.iter().map(|name| name.to_lowercase()).any(|name| is_in(&name)) || is_in(PRODUCT) {
            return Err(Issue::new("password-contains-name"));
        }
        Ok(Self(raw.to_owned()))
    }

    /// As typed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What hashing a password costs whoever does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in MiB. The floor is 19, as OWASP's cheat sheet says for two passes.
    pub memory_mib: u32,
    /// Passes over it. The floor is 2.
    pub passes: u32,
}

impl Cost {
    /// The least that is accepted, and the default.
    pub const FLOOR: Self = Self { memory_mib: 19, passes: 2 };
}

/// Hashes a password with Argon2id and a new salt, as a PHC string.
///
/// # Panics
/// When the cost is beyond what Argon2 takes: `config` bounds it.
#[must_use]
pub fn hash(password: &str, cost: Cost) -> String {
    argon2(cost)
        .hash_password(password.as_bytes())
        .expect("a password of bounded length and a cost within limits can be hashed")
        .to_string()
}

/// Whether the password is the one that was hashed. The cost is the hash's own.
#[must_use]
pub fn is_match(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn argon2(cost: Cost) -> Argon2<'static> {
    let params = Params::new(cost.memory_mib * 1024, cost.passes, 1, None)
        .expect("`config` keeps the cost within what Argon2 takes");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_which_passwords_are_accepted() {
        let long = "ä".repeat(MOST_CHARS);
        for (raw, refused) in [
            ("correct horse battery", None),
            ("            ", Some("password-common")),
            ("eleven char", Some("password-too-short")),
            ("twelve chars", None),
            ("گذرواژه‌ی خوب من", None),
            (&long, None),
            (&format!("{long}x"), Some("password-too-long")),
            ("Password1234", Some("password-common")),
            ("qwertyuiop123", Some("password-common")),
            ("my Customary login", Some("password-contains-name")),
            ("harbour & vine!!", Some("password-contains-name")),
            ("acquired habits", None),
        ] {
            let judged = Password::parse(raw, &["Harbour & Vine", "AC"]);
            assert_eq!(judged.err().map(|issue| issue.code()), refused, "{raw}");
        }
    }

    #[test]
    fn a1_the_list_is_long_folded_and_without_doubles() {
        let text = include_str!("common_passwords.txt");
        assert!(COMMON.len() >= 3000, "{}", COMMON.len());
        assert_eq!(COMMON.len(), text.lines().count());
        assert!(text.lines().all(|line| line == line.to_lowercase() && !line.is_empty()));
        let reachable = COMMON.iter().filter(|line| line.chars().count() >= FEWEST_CHARS).count();
        assert!(reachable >= 3000, "only {reachable} are long enough to be typed");
    }

    #[test]
    fn a1_hashes_are_argon2id_at_the_floor_or_above() {
        let kept = hash("correct horse battery", Cost::FLOOR);
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_match("correct horse battery", &kept));
        assert!(!is_match("Correct horse battery", &kept));
        assert!(!is_match("correct horse battery ", &kept));
        assert!(!is_match("correct horse battery", "not a hash"));
    }
}
