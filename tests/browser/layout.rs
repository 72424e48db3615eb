//! Where things stand: nothing sticks out of a narrow page, and from right to left a page is the mirror of itself.

use serde_json::Value;

use super::sample::Sample;
use super::sign_in;
use crate::support::browser::{DESKTOP, Equipment, PHONE, Tab};
use crate::support::server::{App, spawn};

/// What a person would have to scroll sideways for, or cannot reach at all; one line each.
const BEYOND: &str = "(() => {
    const page = document.documentElement;
    const faults = page.scrollWidth > page.clientWidth ? [`scrolls to ${page.scrollWidth}`] : [];
    const scrolls = (it) => it && (/auto|scroll/.test(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
    for (const it of document.querySelectorAll('main :is(a, button, input, select, textarea, summary, h1, h2, th, td)')) {
        if (!it.checkVisibility() || scrolls(it) || it.closest('.vh, .go, .ell, dialog')) continue;
        const [own, around] = [it, it.parentElement.closest('.tb, .card, body')].map((box) => box.getBoundingClientRect());
        if (own.width && (own.left < around.left - 1 || own.right > around.right + 1)) {
            faults.push(`${own.left} to ${own.right}: ${it.outerHTML.slice(0, 100)}`);
        }
    }
    return faults.join('\\n');
})()";

/// Distances from the side where reading begins, and from the one where it ends: what a mirror keeps. Fields are as wide
/// as their grid, whatever the language; of buttons, whose words differ, only the side that they hang on.
const PLACES: &str = "(() => {
    const { dir } = document.documentElement;
    const page = document.body.getBoundingClientRect();
    const places = (selector, start, end) => [...document.querySelectorAll(selector)]
        .filter((it) => it.checkVisibility() && !it.matches('.vh, [type=hidden], [type=radio], [type=checkbox]'))
        .map((it) => {
            const { left, right } = it.getBoundingClientRect();
            const [from, to] = [left - page.left, page.right - right];
            const [first, last] = dir === 'rtl' ? [to, from] : [from, to];
            return [start && Math.round(first), end && Math.round(last)];
        });
    return {
        sidebar: places('.side', true, true),
        heads: places('main h1, .head .who', true, false),
        // On a phone they may stand below the title, and then they begin where it does.
        actions: places('.head > .acts', true, true).map((sides) => [Math.min(...sides)]),
        main_buttons: places('.save > .btn:first-of-type, .card > footer > .btn', true, false),
        ends: places('.save > .grow ~ :last-child', false, true),
        fields: places('main .f > :is(input, select, textarea), main td > select', true, true),
        tables: places('main :not(.scroll) > table', true, true),
    };
})()";

/// Phone numbers and ids in the text, each with whether its characters run from left to right.
const NUMBERS: &str = r"(() => {
    const walker = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT);
    const found = [];
    const at = (node, n) => {
        const range = document.createRange();
        range.setStart(node, n);
        range.setEnd(node, n + 1);
        return range.getBoundingClientRect();
    };
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const number = /\+\d[\d -]{6,}\d|[\da-f]{8}-[\da-f-]{27}/.exec(node.data);
        if (!number || !node.parentElement.checkVisibility()) continue;
        const [first, second, last] = [0, 1, number[0].length - 1].map((n) => at(node, number.index + n));
        if (first.width) found.push([number[0], first.left < second.left && (first.top !== last.top || first.left < last.left)]);
    }
    for (const it of document.querySelectorAll('main :is([type=tel], [type=email])')) {
        if (it.checkVisibility()) found.push([it.id, getComputedStyle(it).direction === 'ltr']);
    }
    return found;
})()";

#[actix_web::test]
async fn nothing_sticks_out_of_a_phone() {
    let app = spawn().await;
    let sample = Sample::make(&app).await;
    let tab = sign_in(&app, PHONE).await;
    assert_nothing_beyond(&app, &tab, &sample, "ltr").await;
}

#[actix_web::test]
async fn from_right_to_left_nothing_sticks_out_either() {
    let app = spawn().await;
    let sample = Sample::make(&app).await;
    for equipment in [DESKTOP, PHONE] {
        let tab = sign_in(&app, equipment).await;
        app.database().execute("update operators set locale = 'fa'");
        assert_nothing_beyond(&app, &tab, &sample, "rtl").await;
    }
}

async fn assert_nothing_beyond(app: &App, tab: &Tab, sample: &Sample, dir: &str) {
    let mut faults = Vec::new();
    for path in sample.pages() {
        tab.goto(&app.url(&path)).await;
        if tab.evaluate("document.documentElement.dir").await != dir {
            faults.push(format!("{path} is not {dir}"));
        }
        let beyond = tab.evaluate(BEYOND).await;
        if beyond != "" {
            faults.push(format!("{path}\n{}", beyond.as_str().unwrap()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[actix_web::test]
async fn from_right_to_left_a_page_is_its_own_mirror() {
    mirrored(DESKTOP).await;
}

#[actix_web::test]
async fn from_right_to_left_a_phone_shows_the_mirror_too() {
    mirrored(PHONE).await;
}

async fn mirrored(equipment: Equipment) {
    let app = spawn().await;
    let sample = Sample::make(&app).await;
    let tab = sign_in(&app, equipment).await;
    let url = sample.customer.url();
    let paths = [
        "/customers".to_owned(),
        url.clone(),
        format!("{url}/edit"),
        format!("{url}/history"),
        format!("{url}/history/compare?from=1&to=3"),
        sample.mapping.clone(),
        sample.done.clone(),
    ];
    let mut places = Vec::new();
    for path in &paths {
        tab.goto(&app.url(path)).await;
        places.push(tab.evaluate(PLACES).await);
    }
    app.database().execute("update operators set locale = 'fa'");
    for (path, from_the_left) in paths.iter().zip(places) {
        tab.goto(&app.url(path)).await;
        assert_eq!(tab.evaluate("document.documentElement.dir").await, "rtl", "{path}");
        assert_alike(path, &from_the_left, &tab.evaluate(PLACES).await);
        assert_numbers_run_left_to_right(&tab, path).await;
    }
    let side =
        "(() => { const nav = document.getElementById('nav'); if (!nav.checkVisibility()) nav.showPopover();
        return nav.getBoundingClientRect().right === document.body.getBoundingClientRect().right; })()";
    assert_eq!(tab.evaluate(side).await, true, "the sidebar is on the right");
}

/// Rounded twice, from two sides: a pixel is no difference.
#[track_caller]
fn assert_alike(path: &str, one: &Value, other: &Value) {
    let flat = |places: &Value| -> Vec<(String, i64)> {
        let kinds = places.as_object().unwrap().iter();
        let sides = kinds.flat_map(|(kind, places)| {
            let sides = places.as_array().unwrap().iter().flat_map(|place| place.as_array().unwrap());
            sides.filter_map(|side| Some((kind.clone(), side.as_i64()?)))
        });
        sides.collect()
    };
    let (one_flat, other_flat) = (flat(one), flat(other));
    let is_alike = one_flat.len() == other_flat.len()
        && one_flat.iter().zip(&other_flat).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= 1);
    assert!(is_alike && !one_flat.is_empty(), "{path}\nfrom the left  {one}\nfrom the right {other}");
}

async fn assert_numbers_run_left_to_right(tab: &Tab, path: &str) {
    let found = tab.evaluate(NUMBERS).await;
    let found = found.as_array().unwrap();
    let has_some = path.starts_with("/customers/") && !path.contains("/history");
    assert!(!has_some || !found.is_empty(), "no number on {path}");
    assert!(found.iter().all(|number| number[1] == true), "{path}\n{found:#?}");
}
