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
