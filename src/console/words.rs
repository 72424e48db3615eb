//! The console's words are complete: each key that a template or a handler asks for exists in English.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The literal after each of `calls`, such as `say("`.
fn asked<'t>(text: &'t str, calls: &'t [&str]) -> impl Iterator<Item = &'t str> {
    calls.iter().flat_map(|call| text.split(call).skip(1)).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_key_that_is_asked_for_exists_in_english() {
    let calls = [
        "say(\"",
        "say_with(\"",
        "shell.with(\"",
        "count(\"",
        "count_with(\"",
        "count_all(\"",
        "Told::of(\"",
        "label: \"nav",
    ];
    let known: BTreeSet<String> = texts("locales/en")
        .iter()
        .flat_map(|(_, text)| {
            text.lines()
                .filter(|line| line.starts_with(char::is_alphabetic))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect();
    for folder in ["templates", "src/console"] {
        for (path, text) in texts(folder) {
            for key in asked(&text, &calls).filter(|_| !path.ends_with("words.rs")) {
                let key = if key.starts_with('-') { format!("nav{key}") } else { key.to_owned() };
                assert!(known.contains(&key), "{}: no key {key:?} in locales/en", path.display());
            }
        }
    }
}

/// A key that is there twice ends the first page that is shown: the texts of a language are read as one.
#[test]
fn no_key_is_there_twice() {
    for language in ["locales/en", "locales/fa"] {
        let mut seen = BTreeSet::new();
        for (path, text) in texts(language) {
            let lines = text.lines().filter(|line| line.starts_with(char::is_alphabetic));
            for key in lines.filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned())) {
                assert!(seen.insert(key.clone()), "{}: {key} is there twice", path.display());
            }
        }
    }
}

#[test]
fn no_other_language_has_a_key_that_english_lacks() {
    let keys = |folder: &str| -> BTreeSet<String> {
        texts(folder)
            .iter()
            .flat_map(|(_, text)| {
                text.lines()
                    .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                    .filter(|key| !key.starts_with([' ', '#']))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let unknown: Vec<_> = keys("locales/fa").difference(&keys("locales/en")).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn templates_hold_no_script_style_or_unescaped_text() {
    for (path, text) in texts("templates") {
        for banned in [
            "<style",
            " style=",
            "javascript:",
            "|safe",
            "| safe",
            "onclick=",
            "onsubmit=",
            "onchange=",
            "data:image",
        ] {
            assert!(!text.contains(banned), "{}: {banned}", path.display());
        }
        let inline = text.split("<script").skip(1).any(|rest| !rest.starts_with(" type=\"module\" src="));
        assert!(!inline, "{}: inline script", path.display());
    }
}
