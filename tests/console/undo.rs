//! The undo of an import as a person without scripts meets it: the question, what came of it, and the customers that
//! were kept, each with its own choice.

use serde_json::json;

use crate::api::imports::imported;
use crate::api::undo::{dump, undo, undone};
use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::{App, spawn};

const FIRST: &str = "First name,Last name,Email,Notes\nAda,Byrne,ada@example.org,before\n\
                     Cy,Byrne,cy@example.org,before\n";
const SECOND: &str = "First name,Last name,Email,Notes\nAda,Noel,ada@example.org,after\n\
                      Bo,New,bo@example.org,\nCy,Noel,cy@example.org,after\n";

async fn customer(app: &App, name: &str) -> Customer {
    let found = app.api().get(&format!("/api/v1/customers?search={name}")).await.json();
    Customer { id: found["items"][0]["customerId"].as_str().unwrap().to_owned() }
}

/// The page of an import of which everybody but Cy was edited since, once it is undone.
async fn undone_page(app: &App, console: &Console) -> Page {
    imported(&app.api(), "first.csv", FIRST, &json!({})).await;
    let import = imported(&app.api(), "second.csv", SECOND, &json!({})).await;
    for name in ["ada", "bo"] {
        let customer = customer(app, name).await;
        console
            .edit_customer(&customer, &[("First Name", &format!("{name} the first"))])
            .await
            .assert_status(303);
    }
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    let result = console.open(&path).await.assert_shows("Customers edited since then are kept");
    let question = console.open(&result.link("Undo this import").href).await;
    let question =
        question.assert_heading("Undo the import of second.csv?").assert_shows("1 customers that it created");
    console.submit(&question, question.form("Undo the import")).await.assert_redirect(&path);
    undone(&app.api(), &format!("/api/v1{path}")).await;
    console.open(&path).await
}

#[actix_web::test]
async fn each_customer_that_was_edited_since_has_its_own_choice() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let result = undone_page(&app, &console).await.assert_shows("This import was undone");
    console.open("/imports").await.assert_shows("Undone");
    let kept = console.open(&result.link("2 customers were changed since and kept").href).await;
    let kept = kept.assert_shows("Row 2").assert_shows("ada the first").assert_shows("Row 3");
    let form = kept.form("Take back only what the import changed");
    let sent = console.submit(&kept, form).await.assert_status(303);
    let kept = console.follow(&sent).await.assert_shows("was changed as you decided").assert_hides("Row 2");
    let ada = app.api().get("/api/v1/customers?search=ada").await.json()["items"][0].clone();
    let is_now = [&ada["firstName"], &ada["lastName"], &ada["notes"]];
    assert_eq!(is_now, ["ada the first", "Byrne", "before"], "{ada:#}");
    console.submit(&kept, kept.form("Move to Trash")).await.assert_status(303);
    assert_eq!(dump(&app.api()).await.len(), 2);
    console.submit(&kept, kept.form("Move to Trash")).await.assert_status(303);
    let path = result.path.clone();
    console.open(&format!("{path}/kept")).await.assert_shows("Nothing was done").assert_hides("Row 3");
    // Taking the undo back brings these back as well.
    let question =
        console.open(&format!("{path}/undo")).await.assert_heading("Bring back what second.csv did?");
    console.submit(&question, question.form("Take the undo back")).await.assert_redirect(&path);
    undone(&app.api(), &format!("/api/v1{path}")).await;
    console.open(&path).await.assert_shows("The undo of this import was taken back");
    let all = dump(&app.api()).await;
    assert_eq!(all.len(), 3, "{all:#?}");
    assert!(
        all.values().any(|one| one["firstName"] == "ada the first" && one["lastName"] == "Noel"),
        "{all:#?}"
    );
}

#[actix_web::test]
async fn all_of_a_customer_can_be_returned_and_its_past_tells_of_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let result = undone_page(&app, &console).await;
    let kept = console.open(&format!("{}/kept", result.path)).await;
    console.submit(&kept, kept.form("Return to before the import")).await.assert_status(303);
    let ada = app.api().get("/api/v1/customers?search=ada").await.json()["items"][0].clone();
    assert_eq!([&ada["firstName"], &ada["lastName"]], ["Ada", "Byrne"], "{ada:#}");
    let cy = customer(&app, "cy").await;
    let history = console.open(&format!("{}/history", cy.url())).await;
    let history =
        history.assert_shows("Undo of import second.csv, row 4").assert_shows("Import second.csv, row 4");
    assert!(history.has_link("Import first.csv, row 3"), "{history}");
    let timeline = console.open(&format!("{}/timeline", cy.url())).await;
    timeline.assert_shows("undid what the import of second.csv changed in row 4");
    console.open("/activity").await.assert_shows("undid the import of second.csv");
}

#[actix_web::test]
async fn a_customer_that_changed_since_the_page_was_opened_is_not_touched() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let result = undone_page(&app, &console).await;
    let kept = console.open(&format!("{}/kept", result.path)).await;
    let ada = customer(&app, "ada").await;
    console.edit_customer(&ada, &[("Last Name", "Lovelace")]).await.assert_status(303);
    let sent = console.submit(&kept, kept.form("Return to before the import")).await.assert_status(303);
    console.follow(&sent).await.assert_shows("Nothing was done").assert_shows("Row 2");
    console.open_customer(&ada).await.assert_shows("Lovelace");
}

#[actix_web::test]
async fn an_undo_can_be_stopped_and_goes_on() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let import = imported(&app.api(), "new.csv", SECOND, &json!({})).await;
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    // Another server has the import's turn, so that nothing moves while the page is looked at.
    let held = "insert into operations (id, organization_id, actor_kind, kind, subject_id, state, total, done, last_seq,
                until_seq, began_seq, lease_owner, lease_until, created_at)
                select id, organization_id, actor_kind, 'undo-import', id, 'running', 0, 0, 0, 0, 0, id,
                created_at + 3600000000, created_at from imports";
    app.database().execute(held);
    let question = console.open(&format!("{path}/undo")).await;
    console.submit(&question, question.form("Undo the import")).await.assert_redirect(&path);
    let progress = console.open(&path).await.assert_heading("Undoing the import of new.csv");
    let stopped = console.submit(&progress, progress.form("Stop")).await.assert_redirect(&path);
    let page = console.follow(&stopped).await.assert_shows("Stopped at 0 of 3 customers");
    app.database().execute("delete from operations where lease_until is not null");
    assert_eq!(dump(&app.api()).await.len(), 3, "nothing was undone yet");
    console.submit(&page, page.form("Go on")).await.assert_redirect(&path);
    undone(&app.api(), &format!("/api/v1{path}")).await;
    assert_eq!(dump(&app.api()).await.len(), 0);
}

#[actix_web::test]
async fn work_that_fails_again_and_again_does_not_keep_other_work_waiting() {
    let app = spawn().await;
    let import = imported(&app.api(), "new.csv", SECOND, &json!({})).await;
    // The undo of an import that is not there, before everything else.
    let failing = "insert into operations (id, organization_id, actor_id, actor_kind, kind, subject_id, state, total, done,
                   last_seq, until_seq, began_seq, created_at)
                   select id, organization_id, actor_id, actor_kind, 'undo-import', actor_id, 'running', 0, 0, 0, 0, 0,
                   created_at from imports";
    app.database().execute(failing);
    undo(&app.api(), &format!("/api/v1/imports/{}", import["id"].as_str().unwrap())).await;
    assert_eq!(dump(&app.api()).await.len(), 0);
    assert_eq!(app.database().count("select count(*) from operations where state = 'running'"), 1);
}
