//! A file hangs on several customers: hung there from its own page or from theirs, and taken off.

use super::add;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_file_is_hung_on_several_customers_from_its_page() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = console.create_customer("Ada Byron").await;
    let bea = console.create_customer("Bea Kerr").await;
    let page = add(&console, "Terms", "terms.txt", b"text").await.assert_shows("No customer.");
    let choose = console.open(&page.link("Attach to a customer").href).await;
    let choose = choose.assert_heading("Attach Terms to a customer").assert_shows("Bea Kerr");
    let found = console.open(&format!("{}?q=ada", choose.path)).await.assert_hides("Bea Kerr");
    let sent = console.submit(&found, found.form("Attach Ada Byron")).await.assert_redirect(&page.path);
    console.follow(&sent).await.assert_shows("Attached.").assert_shows("Ada Byron");
    let choose = console.open(&choose.path).await.assert_hides("Ada Byron");
    console.submit(&choose, choose.form("Attach Bea Kerr")).await.assert_redirect(&page.path);
    for customer in [&ada, &bea] {
        console.open(&format!("{}/files", customer.url())).await.assert_shows("Terms");
        console.open(&format!("{}/timeline", customer.url())).await.assert_shows("attached Terms");
    }
    let list = console.open("/assets").await;
    assert_eq!(list.link("Ada Byron").href, format!("{}/files", ada.url()));
    assert_eq!(list.link("Bea Kerr").href, format!("{}/files", bea.url()));

    let opened = console.open(&page.path).await;
    let sent =
        console.submit(&opened, opened.form("Detach from Ada Byron")).await.assert_redirect(&page.path);
    console.follow(&sent).await.assert_shows("Bea Kerr");
    console.open(&format!("{}/files", ada.url())).await.assert_shows("No files yet");
    console.submit(&opened, opened.form("Detach from Ada Byron")).await.assert_status(404);
}

#[actix_web::test]
async fn a_file_of_the_library_is_hung_on_a_customer_from_its_files_tab() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = console.create_customer("Ada Byron").await;
    let page = add(&console, "Terms", "terms.txt", b"text").await;
    add(&console, "Logo", "logo.txt", b"logo").await;
    let files = format!("{}/files", ada.url());
    let tab = console.open(&files).await;
    let choose = console.open(&tab.link("Attach a file from the library").href).await.assert_shows("Logo");
    let found = console.open(&format!("{}?q=terms", choose.path)).await.assert_hides("Logo");
    let sent = console.submit(&found, found.form("Attach Terms")).await.assert_redirect(&files);
    let tab = console.follow(&sent).await.assert_shows("Terms").assert_shows("Files 1");
    console.open(&choose.path).await.assert_hides("Attach Terms");
    // What is pressed twice is done once.
    console.submit(&found, found.form("Attach Terms")).await.assert_redirect(&files);
    assert_eq!(app.database().count("SELECT count(*) FROM asset_customers"), 1);
    let sent = console.submit(&tab, tab.form("Detach Terms")).await.assert_redirect(&files);
    console.follow(&sent).await.assert_shows("No files yet");
    console.open(&page.path).await.assert_shows("No customer.");
}

#[actix_web::test]
async fn what_is_hung_already_takes_no_place_among_what_is_offered() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let shop = console.create_customer("The shop").await;
    let asset = add(&console, "Terms", "terms.txt", b"text").await.path;
    let mut ids = Vec::new();
    for number in 0..25 {
        let body = serde_json::json!({ "displayName": format!("Customer {number}") });
        let made = api.post("/api/v1/customers", &body).await.assert_status(201).json();
        ids.push(made["customerId"].clone());
        let file = format!("file{number}.txt");
        let made = console.upload("", &file, file.as_bytes()).await.assert_status(303);
        let body = serde_json::json!({ "customerIds": [shop.id] });
        api.patch(&format!("/api/v1{}", made.location()), &body).await.assert_status(200);
    }
    api.patch(&format!("/api/v1{asset}"), &serde_json::json!({ "customerIds": ids }))
        .await
        .assert_status(200);
    let customers = console.open(&format!("{asset}/attach")).await;
    assert!(customers.has_button("Attach The shop"), "the newest 25 hang on it already\n{customers}");
    let files = console.open(&format!("{}/files/attach", shop.url())).await;
    assert!(files.has_button("Attach Terms"), "the newest 25 are its own already\n{files}");
}

#[actix_web::test]
async fn what_hangs_on_others_too_stays_when_a_customer_goes_for_ever() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = console.create_customer("Ada Byron").await;
    let bea = console.create_customer("Bea Kerr").await;
    let page = add(&console, "Terms", "terms.txt", b"text").await;
    for name in ["Attach Ada Byron", "Attach Bea Kerr"] {
        let choose = console.open(&format!("{}/attach", page.path)).await;
        console.submit(&choose, choose.form(name)).await.assert_status(303);
    }
    for (customer, left) in [(&ada, 1), (&bea, 0)] {
        console.delete_customer(customer).await.assert_status(303);
        let confirm = console.open(&format!("{}/purge", customer.url())).await;
        console.submit(&confirm, confirm.form("Delete for ever")).await.assert_status(303);
        assert_eq!(app.database().count("SELECT count(*) FROM assets"), left);
        assert_eq!(app.database().count("SELECT count(*) FROM asset_customers"), left);
    }
}

#[actix_web::test]
async fn c3_a_file_is_hung_on_customers_of_its_organization_only_and_by_editors() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = console.create_customer("Ada Byron").await;
    let page = add(&console, "Terms", "terms.txt", b"text").await;
    let choose = console.open(&format!("{}/attach", page.path)).await;
    let stranger = uuid::Uuid::now_v7().to_string();
    let forged = choose.form("Attach Ada Byron").forge("customer_id", &stranger);
    console.submit(&choose, forged).await.assert_status(404);
    let viewer = app.sign_in_with_role("viewer").await;
    for path in [format!("{}/attach", page.path), format!("{}/files/attach", ada.url())] {
        viewer.get(&path).await.assert_status(403);
    }
    console.delete_customer(&ada).await.assert_status(303);
    console.submit(&choose, choose.form("Attach Ada Byron")).await.assert_status(404);
    console.get(&format!("{}/files/attach", ada.url())).await.assert_status(404);
    assert_eq!(app.database().count("SELECT count(*) FROM asset_customers"), 0);
}
