//! The rules that hold for every text, whatever it means: no characters that cannot be shown, and not too long.
//! Otherwise a text is kept as it was given; folding is for search and comparison only.

use crate::domain::issues::Issue;

/// The longest text of one line, in characters.
pub const LINE_MAX_CHARS: usize = 500;

/// The longest note, in characters.
pub const NOTE_MAX_CHARS: usize = 20_000;

/// A text of one line, kept as given; the empty text is no value.
///
/// # Errors
/// Control characters, line ends, and more than `max_chars` characters.
pub fn text(raw: &str, max_chars: usize) -> Result<Option<String>, Issue> {
    check_line(raw, max_chars)?;
    Ok(kept(raw))
}

/// A note: like [`text()`], but with line ends and tabs, and up to [`NOTE_MAX_CHARS`].
///
/// # Errors
/// Other control characters, and more characters than that.
pub fn note(raw: &str) -> Result<Option<String>, Issue> {
    check_length(raw, NOTE_MAX_CHARS)?;
    let is_allowed = |character: char| !character.is_control() || character == '\t' || is_line_end(character);
    if raw.chars().all(is_allowed) { Ok(kept(raw)) } else { Err(Issue::new("text-control-character")) }
}

/// The text without the blanks around it, for the doors whose texts people type or paste: forms and import cells.
/// A byte order mark and the zero-width space count as blanks here; both come along unseen.
pub fn trimmed(raw: &str) -> &str {
    raw.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{FEFF}' | '\u{200B}')
    })
}

/// What [`text()`] checks, for values that are a line of text and more.
pub(super) fn check_line(raw: &str, max_chars: usize) -> Result<(), Issue> {
    check_length(raw, max_chars)?;
    if raw.contains(is_line_end) {
        return Err(Issue::new("text-line-break"));
    }
    if raw.contains(char::is_control) {
        return Err(Issue::new("text-control-character"));
    }
    Ok(())
}

fn check_length(raw: &str, max_chars: usize) -> Result<(), Issue> {
    // A text never has more characters than bytes.
    if raw.len() > max_chars && raw.chars().count() > max_chars {
        return Err(Issue::new("text-too-long").with("max", max_chars));
    }
    Ok(())
}

fn kept(raw: &str) -> Option<String> {
    (!raw.is_empty()).then(|| raw.to_owned())
}

/// The characters that end a line; not form feed and vertical tab, which nobody types.
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_as_it_is_or_refused() {
        let long = "é".repeat(LINE_MAX_CHARS);
        let too_long = "é".repeat(LINE_MAX_CHARS + 1);
        for (raw, expected) in [
            ("", Ok(None)),
            (" Art  Restaurant ", Ok(Some(" Art  Restaurant "))),
            ("کافی\u{200C}شاپ", Ok(Some("کافی\u{200C}شاپ"))),
            (&long, Ok(Some(long.as_str()))),
            (&too_long, Err("text-too-long")),
            ("a\0b", Err("text-control-character")),
            ("a\u{7f}", Err("text-control-character")),
            ("a\u{9b}", Err("text-control-character")),
            ("a\tb", Err("text-control-character")),
            ("a\nb", Err("text-line-break")),
            ("a\u{2028}b", Err("text-line-break")),
        ] {
            let found = text(raw, LINE_MAX_CHARS);
            let found = found.as_ref().map(Option::as_deref).map_err(Issue::code);
            assert_eq!(found, expected, "{raw:?}");
        }
    }

    #[test]
    fn a_note_has_lines_and_tabs() {
        assert_eq!(note("a\r\n\tb\n"), Ok(Some("a\r\n\tb\n".to_owned())));
        assert_eq!(note("a\0").map_err(|issue| issue.code()), Err("text-control-character"));
        assert_eq!(note("a\u{b}").map_err(|issue| issue.code()), Err("text-control-character"));
        assert_eq!(note(&"a".repeat(NOTE_MAX_CHARS + 1)).map_err(|issue| issue.code()), Err("text-too-long"));
    }

    #[test]
    fn trimming_takes_unseen_blanks_too() {
        assert_eq!(trimmed("\u{FEFF} \u{A0}Gary Shook\t\u{200B}\r\n"), "Gary Shook");
        assert_eq!(trimmed("\u{3000}"), "");
    }
}
