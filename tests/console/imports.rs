//! An import as a person without scripts makes it: a file, its columns, the check, the result.

use std::time::Duration;

use crate::support::console::Console;
use crate::support::eventually::eventually;
use crate::support::page::Page;
use crate::support::server::spawn;

const PATIENCE: Duration = Duration::from_mins(1);

const CSV: &str = "given_name,surname,Company / trading as,E-mail,tel,tier,legacy\n\
                   ندا,یاری,کافی شاپ رادیو,neda@radiocafe.example,0912 555 6666,Gold,\n\
                   Gary,Shook,,garycshook@dayrep.example,418-555-0137,Silver,\n\
                   Marc,Brun,Brun & Fils,marc.brun@,,gold,\n";

async fn mapping_of(console: &Console, name: &str, content: impl Into<Vec<u8>>) -> Page {
    let sent = console.bring(name, content).await.assert_status(303);
    console.follow(&sent).await.assert_heading("Map columns")
}

/// The page once nothing moves any more.
async fn settled(console: &Console, path: &str) -> Page {
    eventually("the import is settled", PATIENCE, async || {
        let page = console.open(path).await;
        (!page.shows("You can leave this page")).then_some(page)
    })
    .await
}

#[actix_web::test]
async fn a_file_goes_from_upload_to_result() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let map = mapping_of(&console, "spring-contacts.csv", CSV).await;
    for (column, field) in [
        ("given_name", "first_name"),
        ("surname", "last_name"),
        ("Company / trading as", "display_name"),
        ("E-mail", "email_address"),
        ("tel", "phones.0.number_local"),
        ("tier", "attribute:tier"),
        ("legacy", "ignore"),
    ] {
        assert_eq!(map.field(&format!("Field for {column}")).value, field, "{column}");
    }
    let map = map.assert_shows("Needs a country").assert_shows("Left out").assert_shows("New attribute");
    let map = map.assert_shows("کافی شاپ رادیو").assert_shows("Fix").assert_shows("Create");
    let form = map.form("Check all 3 rows").fill("Country for phones without one", "IR");
    let sent = console.submit(&map, form).await.assert_status(303);
    let path = sent.location().to_owned();
    let check =
        settled(&console, &path).await.assert_heading("Will create 2, update 0, skip 0. 1 row needs a fix.");
    let check =
        check.assert_shows("Nothing after the @").assert_shows("marc.brun@").assert_shows("column “E-mail”");
    assert_eq!(console.open("/customers").await.rows().len(), 0);
    let sent = console.submit(&check, check.form("Import 2 rows")).await.assert_redirect(&path);
    let result =
        settled(&console, sent.location()).await.assert_heading("2 customers saved, 1 row needs a fix");
    let rejected = console.open(&result.link("Download 1 row").href).await;
    assert!(rejected.body.contains("\"4\",\"E-mail\",\"Nothing after the @\",\"\""), "{rejected}");
    let customers = console.open("/customers").await.assert_shows("کافی شاپ رادیو");
    let timeline = format!("{}/timeline", customers.link("Gary Shook").href);
    console.open(&timeline).await.assert_shows("Created by import spring-contacts.csv, row 3");
    console
        .open("/imports")
        .await
        .assert_shows("spring-contacts.csv")
        .assert_shows("2 saved")
        .assert_shows("Done");
}

#[actix_web::test]
async fn the_rejected_rows_can_be_put_right_and_imported() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let map = mapping_of(&console, "spring.csv", CSV).await;
    let sent = console.submit(&map, map.form("Check all 3 rows")).await;
    let check = settled(&console, sent.location()).await;
    let rejected = console.open(&check.link("Download 1 row").href).await.body;
    let map =
        mapping_of(&console, "fixed.csv", rejected.replace("marc.brun@", "marc.brun@fils.example")).await;
    let sent = console.submit(&map, map.form("Check 1 row")).await;
    settled(&console, sent.location()).await.assert_heading("Will create 1, update 0, skip 0.");
}

#[actix_web::test]
async fn how_the_file_is_read_can_be_changed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let map = mapping_of(&console, "list.csv", "Ada;ada@example.org\nBo;bo@example.org\n").await;
    let map = map.assert_shows("The first row does not name the columns").assert_shows("Column A");
    assert_eq!(map.field("First row").value, "no");
    assert_eq!(map.field("Separator").value, "semicolon");
    assert_eq!(map.field("Field for Column B").value, "email_address");
    let form = map.form("Read again").fill("Separator", "comma");
    let again = console.follow(&console.submit(&map, form).await.assert_status(303)).await;
    let again = again.assert_shows("Ada;ada@example.org");
    let form = again.form("Read again").fill("Separator", "semicolon").fill("First row", "yes");
    let again = console.follow(&console.submit(&again, form).await).await;
    assert!(!again.shows("The first row does not name the columns"), "{again}");
    assert_eq!(again.field("Field for ada@example.org").value, "email_address");
}

#[actix_web::test]
async fn choices_that_contradict_each_other_come_back_with_a_reason() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let map = mapping_of(&console, "list.csv", "Name,Nick\nAda,A\n").await;
    let form = map.form("Check 1 row").fill("Field for Nick", "display_name");
    let refused = console.submit(&map, form).await.assert_status(422);
    refused.assert_error_beside("Field for Nick", "Two columns go to Display Name");
    let form = map.form("Check 1 row").fill("A row is the same customer when it has the same", "id");
    let refused = console.submit(&map, form).await.assert_status(422);
    refused.assert_shows("Choose the column that customers are found by");
}

#[actix_web::test]
async fn a_mapping_is_remembered_for_files_with_the_same_columns() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let first = mapping_of(&console, "one.csv", "Name,rank\nAda,1\n").await;
    console
        .submit(&first, first.form("Check 1 row").fill("Field for rank", "notes"))
        .await
        .assert_status(303);
    let second = mapping_of(&console, "two.csv", "rank,Name\n2,Bo\n").await;
    assert_eq!(second.field("Field for rank").value, "notes");
    assert_eq!(second.field("Field for Name").value, "display_name");
}

#[actix_web::test]
async fn a_wrong_file_is_refused_with_a_sentence() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let refused = console.bring("broken.csv", "name,email\nAda,\"open\n").await.assert_status(422);
    refused.assert_shows("broken.csv: A quote opened in row 2 is not closed.").assert_shows("No imports yet");
    let page = console.open("/imports/new").await;
    console.submit(&page, page.form("Submit")).await.assert_status(422).assert_shows("Choose a file");
}

#[actix_web::test]
async fn scripts_send_files_one_by_one_and_read_json() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let fields = console.open("/imports/new").await.form("Submit").fields();
    let token = fields.into_iter().find(|(name, _)| name == "csrf_token").unwrap().1;
    let send = async |name: &'static str, content: &'static str| {
        let file = reqwest::multipart::Part::bytes(content.as_bytes()).file_name(name);
        let form = reqwest::multipart::Form::new().text("csrf_token", token.clone()).part("file", file);
        let request = console.request(reqwest::Method::POST, "/imports").multipart(form);
        let request = request.header("accept", "application/json").header("origin", app.base());
        console.try_send("/imports", request).await.unwrap()
    };
    let brought = send("list.csv", "Name\nAda\n").await.assert_status(201);
    assert!(brought.body.contains("{\"location\":\"/imports/"), "{brought}");
    let refused = send("empty.csv", "").await.assert_status(422);
    assert!(refused.body.contains("The file is empty"), "{refused}");
}

#[actix_web::test]
async fn c3_another_organizations_import_is_not_there() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let sent = console.bring("list.csv", "Name\nAda\n").await.assert_status(303);
    app.command(&["organization", "add", "Other"]).assert_code(0);
    let other = "other@example.test";
    let arguments =
        ["operator", "add", other, "--role", "admin", "--password-stdin", "--organization", "Other"];
    app.command_with_input(&arguments, crate::support::server::PASSWORD).assert_code(0);
    let stranger = app.sign_in_as(other, crate::support::server::PASSWORD).await;
    for path in ["", "/errors.csv", "/errors.xlsx", "/file"] {
        stranger.get(&format!("{}{path}", sent.location())).await.assert_status(404);
    }
}

#[actix_web::test]
async fn c6_viewers_see_imports_and_change_none() {
    let app = spawn().await;
    let (console, viewer) = (app.sign_in().await, app.sign_in_with_role("viewer").await);
    let sent = console.bring("list.csv", "Name\nAda\n").await.assert_status(303);
    viewer.open("/imports").await.assert_shows("list.csv");
    viewer.get("/imports/new").await.assert_status(403);
    let page = console.follow(&sent).await;
    let form = page.form("Check 1 row").sent_to(&format!("{}/mapping", sent.location()));
    viewer.submit(&page, form).await.assert_status(403);
}

#[actix_web::test]
async fn e5_the_file_as_it_was_brought_is_a_download_that_cannot_run() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let sent = console.bring("<b>.csv", "Name\n<script>\n").await.assert_status(303);
    let file = console.open(&format!("{}/file", sent.location())).await;
    assert_eq!(file.body, "Name\n<script>\n");
    assert_eq!(file.header("content-security-policy"), Some("sandbox; default-src 'none'"), "{file}");
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{file}");
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"), "{file}");
}

#[actix_web::test]
async fn an_import_at_work_is_looked_at_again_and_can_be_stopped() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let mut csv = "Name,E-mail\n".to_owned();
    (0..20_000).for_each(|at| csv.extend(["Customer,c", &at.to_string(), "@example.org\n"]));
    let map = mapping_of(&console, "many.csv", csv).await;
    let sent = console.submit(&map, map.form("Check all 20,000 rows")).await.assert_status(303);
    let progress = console.open(sent.location()).await.assert_heading("Checking many.csv");
    assert_eq!(progress.header("refresh"), Some("5"), "{progress}");
    let part = console.request(reqwest::Method::GET, sent.location()).header("x-fragment", "progress");
    let part = console.try_send(sent.location(), part).await.unwrap().assert_status(200);
    assert!(part.header("refresh").is_none() && !part.body.contains("<html"), "{part}");
    console.submit(&progress, progress.form("Stop")).await.assert_redirect(sent.location());
    let result = settled(&console, sent.location()).await.assert_heading("No customers saved");
    result.assert_shows("Stopped");
}

#[actix_web::test]
async fn several_files_at_once_are_an_import_each_and_the_refused_one_is_named() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/imports").await;
    let form = page.form("Submit").attach("Drag and drop", "one.csv", "Name\nAda\n");
    let form = form.attach("Drag and drop", "two.csv", "Name\nBo\n").attach(
        "Drag and drop",
        "scan.pdf",
        "%PDF-1.7 ",
    );
    let sent = console.submit(&page, form).await.assert_redirect("/imports");
    let list = console
        .follow(&sent)
        .await
        .assert_shows("2 files are uploaded")
        .assert_shows("scan.pdf: This file is a PDF");
    assert!(list.has_link("one.csv") && list.has_link("two.csv") && !list.has_link("scan.pdf"), "{list}");
}

#[actix_web::test]
async fn the_template_can_be_imported_as_it_is() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let template = console.open("/imports/template.csv").await.body;
    let map = mapping_of(&console, "customers.csv", template).await.assert_hides("New attribute");
    let sent = console.submit(&map, map.form("Check 1 row")).await;
    settled(&console, sent.location()).await.assert_heading("Will create 1, update 0, skip 0.");
}
