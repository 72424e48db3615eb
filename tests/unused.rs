//! What nothing uses any more: texts that no page says, pages that nothing renders, styles that nothing wears. The
//! compiler sees none of it.

use std::collections::BTreeSet;

use crate::support::source;

/// Texts whose keys are put together while the program runs: (beginning, why).
const COMPUTED: [(&str, &str); 23] = [
    ("issue-", "every issue by its code, which a test of the issues holds against their list"),
    ("error-", "every failure by its code, with its `-detail`"),
    ("cause-", "a group of an import's problems by its family"),
    ("note-", "what is worth a second look in a file, by its code"),
    ("format-", "a format by its code"),
    ("foreign-", "what a file is that is none of ours, by its code"),
    ("excess-", "what a workbook has too much of, by its code"),
    ("field-", "a field where it does not stand under its label"),
    ("phones-", "the parts of a row of a form, by their names"),
    ("addresses-", "the parts of a row of a form, by their names"),
    ("people-", "the parts of a row of a form, by their names"),
    ("attributes-", "the parts of a row of a form, by their names"),
    ("references-", "the parts of a row of a form, by their names"),
    ("activity-", "an event in the activity of the organization, by the key of its sentence on a timeline"),
    ("tag-color-", "the palette by its words"),
    ("bulk-tag-", "what is said when a selection is given a tag, by its step"),
    ("bulk-untag-", "what is said when a tag is taken off a selection, by its step"),
    ("-in-part", "what is told of a restore that could not bring back everything"),
    ("upload-", "the form of a file, whose words are handed to the page by who takes the file"),
    ("time-weekday-", "days of the week by number"),
    ("time-month-", "months by number"),
    ("time-persian-month-", "months by number"),
    ("-strong", "the part in bold of what is told once, after any key that is told"),
];

#[test]
fn every_text_is_said_somewhere() {
    let keys = keys("locales/en");
    let sources = texts("src", "rs") + &texts("templates", "html");
    let inside = texts("locales/en", "ftl");
    let is_computed = |key: &str| {
        COMPUTED
            .iter()
            .any(|(part, _)| key.starts_with(part) || (part.starts_with('-') && key.ends_with(part)))
    };
    let is_said = |key: &str| {
        sources.contains(&format!("\"{key}\""))
            || inside.contains(&format!("{{ {key} }}"))
            || is_computed(key)
    };
    let silent: Vec<_> = keys.iter().filter(|key| !is_said(key)).collect();
    assert!(keys.len() > 500 && silent.is_empty(), "of {} texts nothing says {silent:#?}", keys.len());
    let computed_in_vain: Vec<_> = COMPUTED
        .iter()
        .filter(|(part, _)| !keys.iter().any(|key| key.starts_with(part) || key.ends_with(part)))
        .collect();
    assert!(computed_in_vain.is_empty(), "no text has {computed_in_vain:?}");
}

#[test]
fn every_template_is_rendered_or_is_part_of_another() {
    let users = texts("src", "rs") + &texts("templates", "html");
    let files = source::files("templates", "html");
    let names = files.iter().map(|file| file.path.strip_prefix("templates/").unwrap());
    let idle: Vec<_> = names.filter(|name| !users.contains(&format!("\"{name}\""))).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_page_is_shown_by_someone() {
    let sources = source::files("src", "rs");
    let all: String = sources.iter().map(|file| source::without_comments(&file.text)).collect();
    let pages = sources.iter().flat_map(|file| file.text.split("#[template(").skip(1));
    let names = pages.filter_map(|rest| Some(source::identifier(rest.split_once("pub struct ")?.1)));
    // Once where it stands; whoever shows it names it again.
    let idle: Vec<_> = names.filter(|name| mentions(&all, name) < 2).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_style_is_worn() {
    let wearers = texts("templates", "html") + &texts("static", "js") + &texts("src/console", "rs");
    let classes: BTreeSet<String> =
        source::files("static", "css").iter().flat_map(|file| classes(&file.text)).collect();
    let unworn: Vec<_> = classes.iter().filter(|class| mentions(&wearers, class) == 0).collect();
    assert!(
        classes.len() > 100 && unworn.is_empty(),
        "of {} classes nothing wears {unworn:?}",
        classes.len()
    );
}

#[test]
fn classes_and_words_are_found() {
    let css = "/* .not{} */ .a.b2>.c-d:not(.e){margin:.5rem;mask:url(x.svg)}@media(x){.f{top:0}}";
    assert_eq!(classes(css), ["a", "b2", "c-d", "e", "f"].map(str::to_owned));
    for (text, times) in [("class=\"w w2\"", 1), ("w-2 w2w", 0), ("w w", 2)] {
        assert_eq!(mentions(text, "w"), times, "{text}");
    }
}

/// The keys of a language.
fn keys(folder: &str) -> BTreeSet<String> {
    let text = texts(folder, "ftl");
    let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect()
}

fn texts(folder: &str, extension: &str) -> String {
    source::files(folder, extension).iter().flat_map(|file| [file.text.as_str(), "\n"]).collect()
}

/// The classes that a sheet has rules for. What follows a dot and is no number is one, outside of comments and addresses.
fn classes(css: &str) -> Vec<String> {
    let uncommented = css.split("/*").enumerate().map(|(at, piece)| match at {
        0 => piece,
        _ => piece.split_once("*/").map_or("", |(_, after)| after),
    });
    let plain: String = uncommented.collect();
    let mut pieces = plain.split("url(");
    let mut own = pieces.next().unwrap_or_default().to_owned();
    own.extend(pieces.filter_map(|piece| piece.split_once(')')).map(|(_, after)| after));
    let dots = own.match_indices('.').map(|(at, _)| &own[at + 1..]);
    let named = dots.filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    named.map(|rest| rest[..rest.find(|c| !is_in_name(c)).unwrap_or(rest.len())].to_owned()).collect()
}

/// How often a word stands by itself in a text.
fn mentions(text: &str, word: &str) -> usize {
    let alone =
        |at: &usize| !text[..*at].ends_with(is_in_name) && !text[at + word.len()..].starts_with(is_in_name);
    text.match_indices(word).map(|(at, _)| at).filter(alone).count()
}

const fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}
