//! The house's floors: a room may import from the floors below it, never from above or beside.
//! Reads the source as text, because the compiler has no opinion on which way modules of one crate look at each other.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::source;

/// Rooms by floor. The top one puts the program together and sees everything, itself included.
const FLOORS: [&[&str]; 5] = [
    &["domain"],
    &["store", "files", "workbook"],
    &["web", "import", "export", "mail"],
    &["console", "api", "dialects"],
    &["main", "lib", "cli", "app", "routes", "config"],
];

/// Crates that belong to some rooms alone: (crate, whose rooms, why).
const KEPT_CRATES: [(&str, &[&str], &str); 4] = [
    ("diesel", &["store"], "the database is the store's business"),
    ("diesel_migrations", &["store"], "the database is the store's business"),
    (
        "actix_web",
        &["web", "import", "export", "console", "api", "dialects", "main", "cli", "app", "routes"],
        "the domain, the store and the settings know nothing of HTTP",
    ),
    ("askama", &["web", "console", "app"], "pages are the console's business"),
];

#[test]
fn rooms_import_only_from_the_floors_below() {
    let mut faults = Vec::new();
    for file in source::files("src", "rs") {
        let room = room_of(&file.path);
        let Some(floor) = floor_of(&room) else {
            faults.push(format!("{}: `{room}` is on no floor; give it one in tests/floors.rs", file.path));
            continue;
        };
        for (line, imported) in imported_rooms(&file.text) {
            if imported == room || floor + 1 == FLOORS.len() {
                continue;
            }
            match floor_of(&imported) {
                Some(below) if below < floor => {}
                Some(_) => faults.push(format!(
                    "{}:{line}: `{room}` is on floor {}, and `{imported}` is not below it",
                    file.path,
                    floor + 1
                )),
                // A name re-exported at the crate's root: where it really lives cannot be seen from here.
                None => faults.push(format!(
                    "{}:{line}: `crate::{imported}` is no room; import from the room it lives in",
                    file.path
                )),
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for file in source::files("src", "rs") {
        let room = room_of(&file.path);
        let text = source::without_comments(&file.text);
        for (name, rooms, why) in KEPT_CRATES {
            if !rooms.contains(&room.as_str()) && source::mentions_path(&text, name) {
                faults.push(format!("{}: uses `{name}`: {why}", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    for (text, expected) in [
        ("use crate::domain::customer;", &["domain"][..]),
        ("pub(crate) use crate::store;", &["store"]),
        ("use crate::{domain::{Email, Phone}, store::Db};", &["domain", "store"]),
        ("use crate::{\n    domain,\n    web::csrf,\n};", &["domain", "web"]),
        ("let x = crate::files::put(&blob);", &["files"]),
        ("use super::row; // see crate::console", &[]),
        ("/// As in [`crate::app`].\nfn f() {}", &[]),
        ("let url = \"https://crate::store\"; let y = crate::domain::Y;", &["domain"]),
        ("$crate::links::customer(id)", &["links"]),
        ("use mycrate::store;", &[]),
    ] {
        let found: BTreeSet<_> = imported_rooms(text).into_iter().map(|(_, room)| room).collect();
        assert_eq!(found, expected.iter().map(ToString::to_string).collect(), "{text}");
    }
}

/// The room a file belongs to: the first name under `src`, be it a folder or a file.
fn room_of(path: &str) -> String {
    let inside = Path::new(path).strip_prefix("src").expect("only files of src are asked about");
    let first = inside.iter().next().expect("a file has a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Every room named after `crate::`, with the number of its line.
fn imported_rooms(text: &str) -> Vec<(usize, String)> {
    let text = source::without_comments(text);
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => rooms.extend(first_names(group).map(|room| (line, room))),
            None => rooms.push((line, source::identifier(rest).to_owned())),
        }
    }
    rooms.retain(|(_, room)| !room.is_empty());
    rooms
}

/// The first name of each member of a `{ ... }` import, whose opening brace is already read.
fn first_names(group: &str) -> impl Iterator<Item = String> {
    let mut depth = 1;
    let members = group.split_inclusive(['{', '}', ',']).scan(true, move |at_member, piece| {
        let name = (*at_member && depth == 1).then(|| source::identifier(piece.trim_start()).to_owned());
        match piece.chars().last() {
            Some('{') => depth += 1,
            Some('}') => depth -= 1,
            _ => {}
        }
        *at_member = depth == 1;
        (depth > 0 || name.is_some()).then_some(name)
    });
    members.flatten().collect::<Vec<_>>().into_iter()
}
