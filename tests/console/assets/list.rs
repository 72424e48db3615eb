//! The list: search, filters, pages by key.

use super::{add, add_public, png};
use crate::support::page::Page;
use crate::support::server::spawn;

fn titles(page: &Page) -> Vec<String> {
    page.rows().iter().map(|row| row[0].clone()).collect()
}

#[actix_web::test]
async fn the_list_is_searched_and_filtered() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.open("/assets").await.assert_shows("No files yet");
    add(&console, "Supply agreement", "agreement.pdf", b"%PDF-1.7").await;
    add_public(&console, "Émilie’s portrait", "portrait.png", &png(4, 4)).await;
    add(&console, "فهرست قیمت", "prices.csv", b"a,b\n1,2\n").await;
    for (query, expected) in [
        ("", &["فهرست قیمت", "Émilie’s portrait", "Supply agreement"][..]),
        ("?q=agree", &["Supply agreement"]),
        ("?q=emilie+portr", &["Émilie’s portrait"]),
        ("?q=قيمت", &["فهرست قیمت"]),
        ("?q=prices.csv", &["فهرست قیمت"]),
        ("?q=gree", &[]),
        ("?kind=image", &["Émilie’s portrait"]),
        ("?kind=table", &["فهرست قیمت"]),
        ("?access=public", &["Émilie’s portrait"]),
        ("?access=private&q=a", &[]),
        ("?kind=document&access=private", &["Supply agreement"]),
        ("?q=%25", &["فهرست قیمت", "Émilie’s portrait", "Supply agreement"]),
        ("?kind=nonsense&after=soon", &["فهرست قیمت", "Émilie’s portrait", "Supply agreement"]),
    ] {
        let page = console.open(&format!("/assets{query}")).await;
        assert_eq!(titles(&page), expected, "{query}");
    }
    let page = console.open("/assets?q=nothing").await.assert_shows("No files match");
    assert_eq!(page.field("Search assets").value, "nothing");
}

#[actix_web::test]
async fn pages_joined_are_the_whole_list() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let expected: Vec<String> = (1..=60).rev().map(|number| format!("File {number:02}")).collect();
    for name in expected.iter().rev() {
        console.upload(name, "a.txt", b"text").await.assert_status(303);
    }
    let first = console.open("/assets").await.assert_shows("60 files");
    let second = console.open(&first.link("Next").href).await;
    assert_eq!([titles(&first), titles(&second)].concat(), expected);
    let back = console.open(&second.link("Previous").href).await;
    assert_eq!(titles(&back), titles(&first));
    assert!(!back.has_link("Previous") && !second.has_link("Next"));
}

#[actix_web::test]
async fn the_list_is_sorted_by_title_size_and_change_page_by_page() {
    let app = spawn().await;
    let console = app.sign_in().await;
    for (title, length) in [("beta", 3), ("Alpha", 9), ("Émile", 1), ("delta", 3)] {
        add(&console, title, "a.txt", "x".repeat(length).as_bytes()).await;
    }
    let page = console.open("/assets").await;
    assert_eq!(titles(&page), ["delta", "Émile", "Alpha", "beta"]);
    let by_title = console.open(&page.link("Title").href).await;
    assert_eq!(titles(&by_title), ["Alpha", "beta", "delta", "Émile"]);
    let backwards = console.open(&by_title.link("Title").href).await;
    assert_eq!(titles(&backwards), ["Émile", "delta", "beta", "Alpha"]);
    let largest = console.open(&page.link("Size").href).await;
    assert_eq!(titles(&largest), ["Alpha", "delta", "beta", "Émile"], "of one size, the newest first");
    let smallest = console.open(&largest.link("Size").href).await;
    assert_eq!(titles(&smallest), ["Émile", "beta", "delta", "Alpha"]);
    let beta = console.open(&page.link("beta").href).await;
    console.submit(&beta, beta.form("Save").fill("Title", "beta 2")).await.assert_status(303);
    let changed = console.open(&page.link("Updated").href).await;
    assert_eq!(titles(&changed)[0], "beta 2");

    // Every order is walked through without a gap or a double, forwards and back.
    for _ in 0..57 {
        add(&console, "same", "b.txt", b"same").await;
    }
    for sort in ["", "title", "-title", "size", "-size", "changed", "-changed"] {
        let first = console.open(&format!("/assets?sort={sort}")).await;
        let second = console.open(&first.link("Next").href).await;
        assert_eq!((titles(&first).len(), titles(&second).len()), (50, 11), "{sort}");
        let back = console.open(&second.link("Previous").href).await;
        assert_eq!(titles(&back), titles(&first), "{sort}");
    }
}
