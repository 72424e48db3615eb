//! The project's own files as text, for the rules that are checked by reading them.

use std::path::{Path, PathBuf};

/// One file; its path is relative to the project.
pub struct File {
    pub path: String,
    pub text: String,
}

/// Every file below `folder` whose name ends in `.extension`, in order of path. No folder, no files.
pub fn files(folder: &str, extension: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Rust source with comments and the insides of strings blanked; line numbers stay.
pub fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest, &kept) {
            length
        } else if c == '"' {
            string(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else {
            kept.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        kept.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
        rest = &rest[skipped..];
    }
    kept
}

/// Length of the string literal at the start, quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of the raw string literal at the start, if there is one and `before` does not end inside a name.
fn raw_string(text: &str, before: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r')?.bytes().take_while(|byte| *byte == b'#').count();
    let inside_a_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    if (inside_a_name && !before.ends_with('b')) || text.as_bytes().get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let open = hashes + 2;
    Some(text[open..].find(&close).map_or(text.len(), |end| open + end + close.len()))
}

/// The identifier a text begins with; empty when it begins with something else.
pub fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// Whether a path beginning with `name` occurs: `name::` or `use name;`.
pub fn mentions_path(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let starts = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '.');
        starts && text[at + name.len()..].starts_with("::")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked() {
        for (text, expected) in [
            ("a // b\nc", "a \nc"),
            ("a /* b\n */ c", "a \n c"),
            ("f(\"x // y\") // z", "f() "),
            ("f(\"a\\\"b\", c)", "f(, c)"),
            ("r#\"crate::x \" y\"# + z", " + z"),
            ("var\"x\"", "var"),
            ("match c { '\"' => 1, '/' => 2 }", "match c {  => 1, '/' => 2 }"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
        ] {
            assert_eq!(without_comments(text), expected, "{text}");
        }
    }
}
