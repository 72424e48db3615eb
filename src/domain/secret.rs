//! Secrets: drawn from the system's generator, shown or sent once, kept as their SHA-256, compared in constant time.
//! Keys are derived from the server's one secret, one for each purpose.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Bytes of a hash, a key and a secret.
pub const HASH_BYTES: usize = 32;

/// Draws random bytes.
///
/// # Panics
/// When the system has no generator: nothing that follows would be safe.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's generator answers, or nothing here is safe");
    bytes
}

/// Whether two texts are the same, in a time that does not tell where they differ.
#[must_use]
pub fn are_same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// 256 random bits as text. It has no `Debug`, so that no log line can hold one.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<HASH_BYTES>()))
    }

    /// A new one that begins with these letters, by which scanners of leaked secrets recognise it.
    #[must_use]
    pub fn prefixed(prefix: &str) -> Self {
        Self(format!("{prefix}{}", Self::generate().0))
    }

    /// One of these bytes, which are a key's work.
    #[must_use]
    pub fn of_bytes(bytes: [u8; HASH_BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text, to be sent or shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

/// The SHA-256 of a secret: what the database has of it, and what it is looked up by. Looking up a hash leaks nothing
/// of the secret by its timing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretHash(pub [u8; HASH_BYTES]);

impl SecretHash {
    /// Of a secret as it was sent.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// A key for one purpose.
#[derive(Clone)]
pub struct Key([u8; HASH_BYTES]);

impl Key {
    /// The server's key, from the text of its secret file.
    #[must_use]
    pub fn of_secret(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// The key for this purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        Self(self.sign(&[purpose.as_bytes()]))
    }

    /// The HMAC of these parts. Each is preceded by its length, so that no two lists of parts read alike.
    ///
    /// # Panics
    /// Never: HMAC takes keys of every length.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; HASH_BYTES] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether this is the HMAC of these parts.
    #[must_use]
    pub fn has_signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        are_same(&self.sign(parts), signature)
    }
}

/// The keys of one purpose: what it signs with, and the former one that it still accepts.
#[derive(Clone)]
pub struct Keys {
    current: Key,
    former: Option<Key>,
}

impl Keys {
    /// The server's keys.
    #[must_use]
    pub const fn new(current: Key, former: Option<Key>) -> Self {
        Self { current, former }
    }

    /// The keys for this purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        Self {
            current: self.current.derive(purpose),
            former: self.former.as_ref().map(|former| former.derive(purpose)),
        }
    }

    /// The HMAC of these parts.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; HASH_BYTES] {
        self.current.sign(parts)
    }

    /// The HMACs of these parts by each key, the current one's first.
    pub fn sign_each(&self, parts: &[&[u8]]) -> impl Iterator<Item = [u8; HASH_BYTES]> + use<> {
        let former = self.former.as_ref().map(|former| former.sign(parts));
        std::iter::once(self.current.sign(parts)).chain(former)
    }

    /// Whether this is the HMAC of these parts, by the current key or the former.
    #[must_use]
    pub fn have_signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let by_former = self.former.as_ref().is_some_and(|former| former.has_signed(parts, signature));
        self.current.has_signed(parts, signature) || by_former
    }

    /// A text with its signature, for a cookie: whoever has it can read it and not change it.
    #[must_use]
    pub fn seal(&self, content: &[u8]) -> String {
        let signature = URL_SAFE_NO_PAD.encode(self.sign(&[content]));
        format!("{}.{signature}", URL_SAFE_NO_PAD.encode(content))
    }

    /// The content of a sealed text; `None` when it is not of our making.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<Vec<u8>> {
        let (content, signature) = sealed.split_once('.')?;
        let content = URL_SAFE_NO_PAD.decode(content).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.have_signed(&[&content], &signature).then_some(content)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(secret: &[u8]) -> Keys {
        Keys::new(Key::of_secret(secret), None)
    }

    #[test]
    fn secrets_are_long_and_never_alike() {
        let (one, other) = (Secret::prefixed("cst_"), Secret::prefixed("cst_"));
        assert_ne!(one.expose(), other.expose());
        assert_eq!(one.expose().len(), "cst_".len() + 43, "256 bits in base64");
        assert_eq!(one.hash(), SecretHash::of(one.expose()));
    }

    #[test]
    fn h2_each_purpose_has_a_key_of_its_own() {
        let keys = keys(b"secret");
        assert_ne!(keys.derive("csrf").sign(&[b"x"]), keys.derive("flash").sign(&[b"x"]));
        assert_eq!(keys.derive("flash").open(&keys.derive("csrf").seal(b"x")), None);
    }

    #[test]
    fn h2_the_former_key_is_accepted_and_not_signed_with() {
        let rotated = Keys::new(Key::of_secret(b"new"), Some(Key::of_secret(b"old")));
        assert_eq!(rotated.open(&keys(b"old").seal(b"x")).as_deref(), Some(&b"x"[..]));
        assert_eq!(keys(b"old").open(&rotated.seal(b"x")), None);
    }

    #[test]
    fn parts_do_not_run_together() {
        let key = Key::of_secret(b"secret");
        assert_ne!(key.sign(&[b"ab", b"c"]), key.sign(&[b"a", b"bc"]));
    }

    proptest! {
        #[test]
        fn what_is_sealed_reads_back(content: Vec<u8>) {
            let keys = keys(b"secret");
            prop_assert_eq!(keys.open(&keys.seal(&content)), Some(content));
        }

        #[test]
        fn no_text_panics_and_none_opens(text in ".*") {
            prop_assert_eq!(keys(b"secret").open(&text), None);
        }
    }
}
