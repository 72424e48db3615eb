//! The ledger of an import as a person reads it: one equation, each number the way to exactly its rows, and what updates
//! would change before anything is written.

use serde_json::json;

use crate::api::imports::imported;
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::spawn;

const THERE: &str = "First name,Last name,Email,Notes\nAda,Byrne,ada@example.org,\nBo,Ek,bo@example.org,old\n\
                     Cy,Orr,cy@example.org,old\nDi,Poe,di@example.org,\n";
const FILE: &str = "First name,Last name,Email,Notes\nAda,Noel,ada@example.org,new\nBo,Ek,bo@example.org,new\n\
                    Cy,Orr,cy@example.org,old\n,,,\nEve,New,eve@example.org,\nFay,New,fay@,\nDi,Poe,di@example.org,new\n\
                    Di,Roe,di@example.org,\n";

/// The rows that a number leads to, as the page lists them: row, customer, what is said of it.
async fn rows_behind(console: &Console, page: &Page, number: &str, label: &str) -> Vec<Vec<String>> {
    let links = page.links().into_iter().filter(|link| link.href.contains("/rows?outcome="));
    let href = links.map(|link| link.href).find(|href| href.ends_with(&format!("outcome={label}")));
    let href = href.unwrap_or_else(|| panic!("no way to {label}\n{page}"));
    console.open(&href).await.assert_shows(number).rows()
}

#[actix_web::test]
async fn what_updates_would_change_is_shown_before_and_after_by_field_and_kind() {
    let app = spawn().await;
    let console = app.sign_in().await;
    imported(&app.api(), "there.csv", THERE, &json!({})).await;
    let import = imported(&app.api(), "file.csv", FILE, &json!({ "apply": false })).await;
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    let check = console.open(&path).await.assert_shows("3 would change Notes.");
    let by_notes = console.open(&check.link("Notes 3").href).await.assert_heading("Updated: 3 rows");
    let said = by_notes.rows();
    assert_eq!(said.len(), 3, "{by_notes}");
    assert!(said[0][2].contains("Byrne") && said[0][2].contains("Noel"), "{said:?}");
    assert!(said[1][2].contains("old") && said[1][2].contains("new"), "{said:?}");
    let added = console.open(&by_notes.link("Added 2").href).await.assert_heading("Updated: 2 rows");
    let numbers: Vec<String> = added.rows().into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, ["2", "8"]);
    let names = console.open(&format!("{path}/rows?outcome=updated&field=last_name")).await;
    assert_eq!(names.rows().len(), 1, "{names}");
    let all = console.open(&format!("{path}/rows?outcome=updated")).await.assert_heading("Updated: 4 rows");
    let all = all.assert_shows("The same customer as row 8");
    assert_eq!(all.rows().len(), 4);
    assert_eq!(rows_behind(&console, &check, "1 row", "created").await[0][..2], ["6", "Eve New"]);

    console.submit(&check, check.form("Import 5 rows")).await.assert_redirect(&path);
    crate::api::imports::settled(&app.api(), &format!("/api/v1{path}")).await;
    let done = console.open(&format!("{path}/rows?outcome=updated&field=notes")).await;
    assert_eq!(done.rows().len(), 3, "{done}");
    let ada = console.open(&done.link("Ada Noel").href).await;
    ada.assert_heading("Version 1 to version 2");
}

#[actix_web::test]
async fn the_equation_holds_and_each_number_opens_its_rows() {
    let app = spawn().await;
    let console = app.sign_in().await;
    imported(&app.api(), "there.csv", THERE, &json!({})).await;
    let import = imported(&app.api(), "file.csv", FILE, &json!({})).await;
    let result = console.open(&format!("/imports/{}", import["id"].as_str().unwrap())).await;
    let equation =
        "Rows in file 8 Created = 1 Updated + 4 Unchanged + 1 Skipped + 0 Not imported + 1 Empty + 1";
    let text = result.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(equation), "{text}");
    for (label, rows) in [
        ("created", &["6"][..]),
        ("updated", &["2", "3", "8", "9"]),
        ("unchanged", &["4"]),
        ("rejected", &["7"]),
        ("blank", &["5"]),
    ] {
        let found = rows_behind(&console, &result, "row", label).await;
        let numbers: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(numbers, rows, "{label}");
    }
    let rejected = rows_behind(&console, &result, "1 row", "rejected").await;
    assert_eq!(rejected[0], ["7", "Fay New", "Email: Nothing after the @"]);
    let eve = console.open("/customers").await.link("Eve New").href;
    let history = console.open(&format!("{eve}/history")).await;
    assert!(history.has_link("Import file.csv, row 6"), "{history}");
}

#[actix_web::test]
async fn many_rows_are_pages_and_a_row_that_changed_between_is_counted_no_more() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let rows = (0..120).map(|at| format!("Customer {at},c{at}@example.org"));
    let many = std::iter::once("Name,Email".to_owned()).chain(rows).collect::<Vec<_>>().join("\n");
    let created = imported(&app.api(), "many.csv", many, &json!({})).await;
    let mut next = format!("/imports/{}/rows?outcome=created", created["id"].as_str().unwrap());
    let mut rows = Vec::new();
    loop {
        let page = console.open(&next).await.assert_heading("Created: 120 rows");
        rows.extend(page.rows());
        if !page.has_link("Next rows") {
            break;
        }
        next = page.link("Next rows").href;
    }
    let expected: Vec<Vec<String>> =
        (0..120).map(|at| vec![(at + 2).to_string(), format!("Customer {at}"), String::new()]).collect();
    assert_eq!(rows, expected);
    // The address is anybody's to type.
    let behind =
        format!("/imports/{}/rows?outcome=created&after={}", created["id"].as_str().unwrap(), i64::MAX);
    assert!(console.open(&behind).await.assert_heading("Created: 120 rows").rows().is_empty());

    let file = "Name,Email\nA,c0@example.org\nB,c1@example.org\n";
    let import = imported(&app.api(), "two.csv", file, &json!({ "apply": false })).await;
    imported(&app.api(), "between.csv", "Name,Email\nC,c0@example.org\n", &json!({})).await;
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap());
    app.api().post(&format!("{path}/apply"), &json!({})).await.assert_status(202);
    crate::api::imports::settled(&app.api(), &path).await;
    let page = format!("{}/rows?outcome=updated&field=display_name", path.replace("/api/v1", ""));
    console.open(&page).await.assert_heading("Updated: 1 row").assert_shows("Display Name");
    let skipped = console.open(&page.replace("updated&field=display_name", "skipped")).await;
    skipped.assert_heading("Skipped: 1 row").assert_shows("The customer changed after the check");
}
