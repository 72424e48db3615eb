//! Settings that are used again: a mapping under a name, the same as for an earlier import, a mapping as a file; and the
//! list that says who brought what and until when it can be undone.

use serde_json::{Value, json};

use crate::api::imports::{imported, settled};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::spawn;

async fn mapping_of(console: &Console, name: &str, content: &str) -> Page {
    let sent = console.bring(name, content).await.assert_status(303);
    console.follow(&sent).await.assert_heading("Map columns")
}

#[actix_web::test]
async fn a_mapping_with_a_name_is_offered_for_other_files() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let first = mapping_of(&console, "one.csv", "Name,rank\nAda,1\n").await;
    let form =
        first.form("Check 1 row").fill("Field for rank", "notes").fill("When the customer exists", "skip");
    let form = form.fill("Name of this mapping", "From the old system");
    console.submit(&first, form).await.assert_status(303);
    // Other columns, so that it is not what is suggested.
    let second = mapping_of(&console, "two.csv", "Name,rank,tier\nBo,2,gold\n").await;
    assert_ne!(second.field("Field for rank").value, "notes");
    let form = second.form("Use").fill("Use the settings of", "name:From the old system");
    let second = console.follow(&console.submit(&second, form).await.assert_status(303)).await;
    assert_eq!(second.field("Field for rank").value, "notes");
    assert_eq!(second.field("Field for tier").value, "attribute:tier");
    assert_eq!(second.field("When the customer exists").value, "skip");
    let long = second.form("Check 1 row").fill("Name of this mapping", &"x".repeat(61));
    let refused = console.submit(&second, long).await.assert_status(422);
    refused.assert_shows("Name of this mapping");
    let nothing = second.form("Use").fill("Use the settings of", "");
    console.submit(&second, nothing).await.assert_status(303);
}

#[actix_web::test]
async fn the_same_settings_are_used_again() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let options = json!({ "mapping": { "rank": "notes", "Name": "company_name" }, "onMatch": "skip" });
    let import = imported(&app.api(), "one.csv", "Name,rank\nAda,1\n", &options).await;
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    let result = console.open(&path).await;
    let again = console.open(&result.link("Same settings again").href).await;
    let again = again.assert_shows("The file gets the settings of one.csv.");
    let form = again.form("Submit").attach("Drag and drop", "two.csv", "rank,City,Name\n2,Perth,Bo\n");
    let sent = console.submit(&again, form).await.assert_status(303);
    let map = console.follow(&sent).await.assert_heading("Map columns");
    assert_eq!(map.field("Field for rank").value, "notes");
    assert_eq!(map.field("Field for Name").value, "company_name");
    assert_eq!(map.field("When the customer exists").value, "skip");
    // An import that is not there leaves everything as it was guessed.
    console
        .open("/imports/new?like=01a1ffeb-03af-70e1-a6ae-2370d856aa75")
        .await
        .assert_hides("gets the settings");
}

#[actix_web::test]
async fn a_mapping_as_a_file_is_what_the_command_line_takes() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let options = json!({ "mapping": { "rank": "notes", "tel": "ignore" } });
    let import = imported(&app.api(), "one.csv", "Name,rank,tel\nAda,1,2\n", &options).await;
    let result = console.open(&format!("/imports/{}", import["id"].as_str().unwrap())).await;
    let file = console.open(&result.link("Mapping as a file").href).await;
    let mapping: Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(mapping, json!({ "Name": "display_name", "rank": "notes", "tel": "ignore" }));
    let folder = tempfile::TempDir::new().unwrap();
    let (mapping, customers) = (folder.path().join("mapping.json"), folder.path().join("two.csv"));
    std::fs::write(&mapping, &file.body).unwrap();
    std::fs::write(&customers, "Name,rank,tel\nBo,second,x\n").unwrap();
    let (mapping, customers) = (mapping.display().to_string(), customers.display().to_string());
    app.command(&["import", &customers, "--mapping", &mapping]).assert_code(0);
    let found = app.api().get("/api/v1/customers?search=bo").await.json();
    assert_eq!(found["items"][0]["notes"], "second", "{found:#}");
}

#[actix_web::test]
async fn the_list_says_until_when_and_the_template_has_what_is_defined() {
    let app = spawn().await;
    let console = app.sign_in().await;
    imported(&app.api(), "one.csv", "Name\nAda\n", &json!({})).await;
    let list = console.open("/imports").await.assert_shows("Undo until").assert_shows("1 saved");
    let kept = console.open(&list.link("File as brought one.csv").href).await;
    assert_eq!(kept.body, "Name\nAda\n");
    let page = console.open("/settings/attributes").await;
    let form = page.form("Define an attribute").fill("Name", "Loyalty tier");
    console.submit(&page, form).await.assert_status(303);
    let template = console.open("/imports/template.csv").await;
    assert_eq!(template.body.lines().next().unwrap().split(',').count(), 14, "{template}");
    let map = mapping_of(&console, "customers.csv", &template.body).await.assert_hides("New attribute");
    let sent = console.submit(&map, map.form("Check 1 row")).await.assert_status(303);
    settled(&app.api(), &format!("/api/v1{}", sent.location())).await;
    console.follow(&sent).await.assert_heading("Will create 1, update 0, skip 0.");
}
