//! Where a browser may be sent after signing in: to a path of this site and nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A longer one is not worth coming back to.
const LIMIT_BYTES: usize = 2048;

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path, when it is one of this site: it begins with one `/`, followed by neither `/` nor `\`, and holds no control
/// characters, also after decoding once.
#[must_use]
pub fn safe(path: &str) -> Option<&str> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let is_safe = |path: &str| {
        let mut letters = path.chars();
        letters.next() == Some('/')
            && !matches!(letters.next(), Some('/' | '\\'))
            && !path.chars().any(char::is_control)
    };
    (path.len() <= LIMIT_BYTES && path.is_ascii() && is_safe(path) && is_safe(&decoded)).then_some(path)
}

/// The sign-in page that leads back to this path.
#[must_use]
pub fn sign_in(path: &str) -> String {
    with_next("/login", path)
}

/// The page at `page` that leads back to this path.
#[must_use]
pub fn with_next(page: &str, path: &str) -> String {
    match safe(path) {
        Some("/") | None => page.to_owned(),
        Some(path) => format!("{page}?next={}", utf8_percent_encode(path, KEPT)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a17_only_paths_of_this_site() {
        for (path, is_safe) in [
            ("/", true),
            ("/customers?q=a%20b&sort=-name", true),
            ("/customers/x/edit", true),
            ("", false),
            ("customers", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/%2fevil.example", false),
            ("/%5cevil.example", false),
            ("/%2Fevil.example", false),
            ("https://evil.example", false),
            ("/\tevil", false),
            ("/x%0d%0aSet-Cookie:a=b", false),
            ("/x\r\nSet-Cookie: a=b", false),
            ("%2f%2fevil.example", false),
            ("/ä", false),
        ] {
            assert_eq!(safe(path).is_some(), is_safe, "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn a17_no_text_leads_elsewhere(path in ".*") {
            let link = sign_in(&path);
            prop_assert!(link == "/login" || link.starts_with("/login?next=%2F") || link.starts_with("/login?next=/"));
            prop_assert!(!link.chars().any(char::is_control));
        }
    }
}
