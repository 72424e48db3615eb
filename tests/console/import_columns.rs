//! Columns of a file that become more than a field: attributes that are defined along the way, and what is said of those
//! that have no name.

use std::time::Duration;

use crate::support::eventually::eventually;
use crate::support::server::spawn;

const CSV: &str = "Name,Email,Points\nAda,ada@example.org,12\nBo,bo@example.org,many\n";

#[actix_web::test]
async fn an_attribute_is_defined_from_the_column_that_brings_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let map = console.follow(&console.bring("list.csv", CSV).await.assert_status(303)).await;
    let form = map.form("Check all 2 rows").fill("Field for Points", "define:number:Points");
    let sent = console.submit(&map, form).await.assert_status(303);
    let check = eventually("the check is done", Duration::from_mins(1), async || {
        let page = console.open(sent.location()).await;
        page.shows("1 row needs a fix").then_some(page)
    })
    .await;
    // It is a number from now on, so what is none is to be fixed.
    check.assert_shows("many");
    console.open("/settings/attributes").await.assert_shows("Points").assert_shows("Number");
    let again = console.follow(&console.bring("more.csv", CSV).await).await;
    assert_eq!(again.field("Field for Points").value, "attribute:Points");
    again.assert_hides("Define attribute: Points");
}

#[actix_web::test]
async fn c6_editors_define_no_attributes_on_the_way() {
    let app = spawn().await;
    let editor = app.sign_in_with_role("editor").await;
    let sent = editor.bring("list.csv", CSV).await.assert_status(303);
    let map = editor.follow(&sent).await.assert_shows("Attribute: Points");
    let map = map.assert_hides("Define attribute: Points");
    let mut fields = map.form("Check all 2 rows").fields();
    fields.retain(|(name, _)| name != "columns.2.field");
    fields.push(("columns.2.field".into(), "define:number:Points".into()));
    let path = format!("{}/mapping", sent.location());
    let request = editor.request(reqwest::Method::POST, &path).form(&fields).header("origin", app.base());
    editor.try_send(&path, request).await.unwrap().assert_status(403);
    editor.open("/settings/attributes").await.assert_hides("Points");
}

#[actix_web::test]
async fn a_header_over_merged_cells_names_its_first_column() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 1, "Name", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write(0, 2, "Email").unwrap();
    for (column, value) in (0..).zip(["Ada", "Byrne", "ada@example.org"]) {
        sheet.write(1, column, value).unwrap();
    }
    let app = spawn().await;
    let console = app.sign_in().await;
    let sent = console.bring("list.xlsx", workbook.save_to_buffer().unwrap()).await.assert_status(303);
    let map = console.follow(&sent).await.assert_shows("1 column has no name");
    assert_eq!(map.field("Field for Name").value, "display_name");
    assert_eq!(map.field("Field for Column B").value, "ignore");
}
