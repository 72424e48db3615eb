//! What a reader perceives of an element: its text, its name, what it is described by.

use scraper::{ElementRef, Html, Node, Selector};

/// What the selector finds, except in templates: nobody meets those before a script has filled them.
pub fn select<'a>(document: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let in_template = |element: &ElementRef| {
        element.ancestors().filter_map(ElementRef::wrap).any(|it| it.value().name() == "template")
    };
    document.select(&selector(css)).filter(|element| !in_template(element)).collect()
}

pub fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// The text of an element on one line, without what is hidden from everyone.
pub fn text(element: ElementRef) -> String {
    let mut raw = String::new();
    collect_text(element, &mut raw);
    normalized(&raw)
}

pub fn normalized(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect_text(element: ElementRef, into: &mut String) {
    let unseen = matches!(element.value().name(), "script" | "style" | "template" | "symbol" | "head");
    if unseen || element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") {
        return;
    }
    let apart = !is_inline(element.value().name());
    if apart {
        into.push(' ');
    }
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            into.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(child) {
            collect_text(inner, into);
        }
    }
    if apart {
        into.push(' ');
    }
}

/// Elements that do not part the words around them.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 17] = [
        "a", "abbr", "b", "bdi", "bdo", "code", "del", "em", "i", "ins", "kbd", "mark", "small", "span",
        "strong", "sub", "time",
    ];
    INLINE.contains(&name)
}

/// The accessible name: `aria-labelledby`, `aria-label`, the label of a control, or the text.
pub fn name(document: &Html, element: ElementRef) -> String {
    if let Some(ids) = element.attr("aria-labelledby") {
        return described(document, ids);
    }
    if let Some(label) = element.attr("aria-label") {
        return normalized(label);
    }
    match element.value().name() {
        "input" if matches!(element.attr("type"), Some("submit" | "button" | "reset")) => {
            normalized(element.attr("value").unwrap_or_default())
        }
        "input" | "select" | "textarea" => label(document, element),
        _ => text(element),
    }
}

fn label(document: &Html, control: ElementRef) -> String {
    let own = control
        .attr("id")
        .and_then(|id| select(document, "label").into_iter().find(|label| label.attr("for") == Some(id)));
    let around = || control.ancestors().filter_map(ElementRef::wrap).find(|it| it.value().name() == "label");
    own.or_else(around).map(text).unwrap_or_default()
}

/// The texts of the elements with these ids, in that order.
pub fn described(document: &Html, ids: &str) -> String {
    let texts: Vec<_> = ids.split_whitespace().filter_map(|id| by_id(document, id)).map(text).collect();
    texts.join(" ")
}

pub fn by_id<'a>(document: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    select(document, "[id]").into_iter().find(|element| element.attr("id") == Some(id))
}

/// The one whose name is `wanted`, else the first whose name begins with it: a count or a hint may follow.
pub fn named<T>(items: Vec<(String, T)>, wanted: &str) -> Result<T, Vec<String>> {
    let exact = items.iter().position(|(name, _)| name == wanted);
    let found = exact.or_else(|| items.iter().position(|(name, _)| name.starts_with(wanted)));
    let names = items.iter().map(|(name, _)| name.clone()).collect();
    found.and_then(|at| items.into_iter().nth(at)).map(|(_, item)| item).ok_or(names)
}
