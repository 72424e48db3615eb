//! Passwords: which are accepted, how they are kept, how one is checked. Hashing takes tens of milliseconds and 19 MiB
//! on purpose; `web::passwords` decides where and how often at once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};

use crate::domain::issues::Issue;
use crate::domain::secret::are_same;

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

/// Hashes a new password with the salt and the cost of another hash, so that one computation tells which of the two a
/// password has. None when the other is no hash, or cost less than a new one is to.
#[must_use]
pub fn hash_beside(password: &str, other: &str, cost: Cost) -> Option<String> {
    let params = Params::try_from(&PasswordHash::new(other).ok()?).ok()?;
    let is_enough = params.m_cost() >= cost.memory_mib * 1024 && params.t_cost() >= cost.passes;
    if is_enough { hash_again(password, other) } else { None }
}

/// Hashes a password as another hash was made.
fn hash_again(password: &str, other: &str) -> Option<String> {
    let other = PasswordHash::new(other).ok()?;
    let params = Params::try_from(&other).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(password.as_bytes(), other.salt.as_ref()?).ok()?;
    Some(hash.to_string())
}

/// Which of these hashes are this password's, each with its own cost. Those with one salt take one computation.
#[must_use]
pub fn matches(password: &str, hashes: &[String]) -> Vec<bool> {
    let mut computed: HashMap<&str, Option<String>> = HashMap::new();
    let mut matches = Vec::with_capacity(hashes.len());
    for hash in hashes {
        let salted = hash.rsplit_once('$').map_or(hash.as_str(), |(salted, _)| salted);
        let mine = computed.entry(salted).or_insert_with(|| hash_again(password, hash));
        matches.push(mine.as_ref().is_some_and(|mine| are_same(mine.as_bytes(), hash.as_bytes())));
    }
    matches
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
        for (password, hash, expected) in [
            ("correct horse battery", kept.as_str(), true),
            ("Correct horse battery", &kept, false),
            ("correct horse battery ", &kept, false),
            ("correct horse battery", "not a hash", false),
        ] {
            assert_eq!(matches(password, &[hash.to_owned()]), [expected], "{password}");
        }
    }

    #[test]
    fn a_hash_beside_another_has_its_salt_and_is_its_own_passwords() {
        let one = hash("correct horse battery", Cost::FLOOR);
        let other = hash_beside("wrong lantern copper", &one, Cost::FLOOR).unwrap();
        let salt = |hash: &str| hash.rsplit_once('$').unwrap().0.to_owned();
        assert_eq!(salt(&one), salt(&other));
        let apart = hash("correct horse battery", Cost::FLOOR);
        assert_ne!(salt(&one), salt(&apart));
        let all = [one, other, apart];
        assert_eq!(matches("correct horse battery", &all), [true, false, true]);
        assert_eq!(matches("wrong lantern copper", &all), [false, true, false]);
        assert_eq!(hash_beside("wrong lantern copper", "not a hash", Cost::FLOOR), None);
        let raised = Cost { passes: Cost::FLOOR.passes + 1, ..Cost::FLOOR };
        assert_eq!(
            hash_beside("wrong lantern copper", &all[0], raised),
            None,
            "a new one costs what is asked by now"
        );
    }
}
