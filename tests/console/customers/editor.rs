//! Adding and editing.

use super::{add_ada, listed, version_of};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_customer_is_added_by_the_four_labels() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers").await;
    let page = console.open(&page.link("Add New").href).await;
    let form = page
        .form("Submit")
        .fill("First Name", "Ada")
        .fill("Last Name", "Byrne")
        .fill("Display Name", "")
        .fill("Email Address", "ada@example.org");
    let saved = console.submit(&page, form).await.assert_status(303);
    let shown =
        console.follow(&saved).await.assert_heading("Ada Byrne").assert_shows("Ada Byrne is in the list.");
    assert_eq!(version_of(&shown), "1");
    for (label, value) in [
        ("First Name", "Ada"),
        ("Last Name", "Byrne"),
        ("Display Name", "Ada Byrne"),
        ("Email Address", "ada@example.org"),
    ] {
        assert_eq!(shown.field(label).value, value, "{label}");
    }
    assert_eq!(listed(&console.open("/customers").await), ["Ada Byrne"]);
}

#[actix_web::test]
async fn what_is_refused_comes_back_as_it_was_typed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let typed = [("First Name", "Ada"), ("Last Name", "Byrne"), ("Email Address", "ada@art")];
    let page = console.submit_customer(&typed).await.assert_status(422);
    for (label, value) in typed {
        assert_eq!(page.field(label).value, value, "{label}");
    }
    let error = page.error_beside("Email Address");
    assert!(page.title().starts_with("Error:"), "{}", page.title());
    let page = page.assert_shows("1 thing to fix");
    assert_eq!(page.link(&format!("Email Address: {error}")).href, "#email_address");
    assert!(listed(&console.open("/customers").await).is_empty());

    let form = page.form("Submit").fill("Email Address", "ada@art.example");
    console.submit(&page, form).await.assert_status(303);
}

#[actix_web::test]
async fn a_name_or_an_address_is_needed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.submit_customer(&[("First Name", "  ")]).await.assert_status(422);
    page.assert_error_beside("Display Name", "Enter a name or an email address");
    let customer = console.create_customer_with(&[("Email Address", "only@mail.example")]).await;
    console.open_customer(&customer).await.assert_heading("only@mail.example");
}

#[actix_web::test]
async fn submit_and_add_another_leads_to_an_empty_form() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers/new").await;
    let form = page.form("Submit and add another").fill("Display Name", "Harbour");
    let saved = console.submit(&page, form).await.assert_redirect("/customers/new");
    let next = console.follow(&saved).await.assert_shows("Harbour is in the list.");
    assert_eq!(next.field("Display Name").value, "");
}

#[actix_web::test]
async fn a_possible_duplicate_is_shown_and_may_be_added() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let typed = [("Display Name", "Her sister"), ("Email Address", "ADA@example.org")];
    let page =
        console.submit_customer(&typed).await.assert_status(409).assert_shows("This may already exist.");
    assert_eq!(page.link("Countess Ada").href, ada.url());
    assert_eq!(page.field("Display Name").value, "Her sister");
    console.submit(&page, page.form("Submit")).await.assert_status(303);
    assert_eq!(listed(&console.open("/customers").await), ["Her sister", "Countess Ada"]);
}

#[actix_web::test]
async fn a_phone_in_use_is_a_possible_duplicate_too() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let phone = serde_json::json!([{ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" }]);
    let body = serde_json::json!({ "displayName": "First", "phones": phone });
    app.api().post("/api/v1/customers", &body).await.assert_status(201);
    let new = console.open("/customers/new").await;
    let form = new.form("Submit").fill("Display Name", "Second");
    let form = form.forge("phones.0.number_international", "+61 412 345 678");
    let page = console.submit(&new, form).await.assert_status(409).assert_shows("This may already exist.");
    assert!(page.has_link("First"));
    console.submit(&page, page.form("Submit")).await.assert_status(303);
}

#[actix_web::test]
async fn save_on_the_page_makes_the_next_version() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let saved = console.edit_customer(&ada, &[("Last Name", "King")]).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await.assert_shows("Countess Ada is now version 2.");
    assert_eq!((version_of(&page).as_str(), page.field("Last Name").value.as_str()), ("2", "King"));

    let undone = console.submit(&page, page.form("Undo")).await.assert_redirect(&ada.url());
    let page = console.follow(&undone).await;
    assert_eq!((version_of(&page).as_str(), page.field("Last Name").value.as_str()), ("3", "Byrne"));
}

#[actix_web::test]
async fn a_save_that_changes_nothing_makes_no_version() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let saved = console.edit_customer(&ada, &[]).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await.assert_shows("Nothing was changed.");
    assert_eq!(version_of(&page), "1");
}

#[actix_web::test]
async fn a_refused_edit_keeps_the_page_and_what_was_typed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let typed = [("Last Name", "King"), ("Email Address", "ada example.org")];
    let page = console.edit_customer(&ada, &typed).await.assert_status(422).assert_heading("Countess Ada");
    page.error_beside("Email Address");
    assert_eq!(page.field("Last Name").value, "King");
    let again = console.save_customer(&page, &[("Email Address", "ada@example.net")]).await;
    let page = console.follow(&again.assert_status(303)).await;
    assert_eq!((version_of(&page).as_str(), page.field("Last Name").value.as_str()), ("2", "King"));
}

#[actix_web::test]
async fn rows_are_added_and_removed_without_scripts() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers/new").await;
    let form = page.form("Add phone").fill("First Name", "Ada").fill("Email Address", "not yet an address");
    let page = console.submit(&page, form).await.assert_status(200);
    assert_eq!(page.field("First Name").value, "Ada");
    assert_eq!(page.field("Email Address").value, "not yet an address");

    let form = page.form("Add phone").fill("Local number", "0412 345 678").fill("Country", "AU");
    let page = console.submit(&page, form).await.assert_status(200);
    assert_eq!(page.field("Local number").value, "0412 345 678");
    assert!(page.has_button("Remove phone 2"));

    let form = page.form("Remove phone 2").forge("phones.1.number_local", "thrown away");
    let page = console.submit(&page, form).await.assert_status(200);
    assert!(page.has_button("Remove phone 1") && !page.has_button("Remove phone 2"));
    assert_eq!(page.field("Local number").value, "0412 345 678");

    let page = console.submit(&page, page.form("Add attribute")).await.assert_status(200);
    let form = page.form("Submit").fill("Email Address", "").fill("Key", "tier").fill("Value", "gold");
    let saved = console.submit(&page, form).await.assert_status(303);
    console.follow(&saved).await.assert_shows("+61 412 345 678").assert_shows("tier").assert_shows("gold");
}

#[actix_web::test]
async fn the_full_editor_keeps_phones_addresses_and_attributes() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let edit = format!("{}/edit", ada.url());
    let mut page = console.open(&edit).await.assert_heading("Edit Countess Ada");
    for button in ["Add phone", "Add address", "Add attribute"] {
        page = console.submit(&page, page.form(button)).await.assert_status(200);
    }
    let form = page
        .form("Save")
        .forge("phones.0.type", "Mobile")
        .forge("phones.0.country", "AU")
        .forge("phones.0.number_local", "0412 345 678")
        .fill("Address 1", "1 Quay St")
        .fill("Suburb", "Haymarket")
        .fill("PostCode", "2000")
        .fill("State", "NSW")
        .forge("addresses.0.country", "Australia")
        .fill("Key", "loyaltyTier")
        .fill("Value", "gold");
    let saved = console.submit(&page, form).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await;
    assert_eq!(version_of(&page), "2");
    page.assert_shows("+61 412 345 678")
        .assert_shows("1 Quay St")
        .assert_shows("Haymarket")
        .assert_shows("loyaltyTier");

    let path = format!("/api/v1/customers/{}", ada.id);
    let stored = app.api().get(&path).await.assert_status(200);
    let stored = stored
        .assert_at("/phones/0/type", "Mobile")
        .assert_at("/phones/0/numberInternational", "+61412345678");
    let stored = stored
        .assert_at("/phones/0/numberLocal", "0412 345 678")
        .assert_at("/addresses/0/country", "Australia");
    let before =
        stored.assert_at("/addresses/0/postcode", "2000").assert_at("/attributes/loyaltyTier", "gold").json();

    // Opened and saved again, everything keeps its key; a row that is removed is gone.
    let page = console.open(&edit).await;
    console.submit(&page, page.form("Save")).await.assert_redirect(&ada.url());
    let same = app.api().get(&path).await;
    assert_eq!(same.json(), before);
    let page = console.open(&edit).await;
    let page = console.submit(&page, page.form("Remove phone 1")).await.assert_status(200);
    console.submit(&page, page.form("Save")).await.assert_redirect(&ada.url());
    let after = app.api().get(&path).await.assert_at("/phones", serde_json::json!([]));
    after.assert_at("/addresses", before["addresses"].clone()).assert_at("/version", "3");
}

#[actix_web::test]
async fn a_wrong_row_is_named_in_the_summary_and_beside_its_field() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers/new").await;
    let page = console.submit(&page, page.form("Add phone").fill("Display Name", "Ada")).await;
    let form = page.form("Submit").fill("Country", "AU").fill("Local number", "call me");
    let page = console.submit(&page, form).await.assert_status(422);
    let error = page.error_beside("Local number");
    assert_eq!(page.link(&format!("Phone 1, Local number: {error}")).href, "#phones.0.number_local");
    assert_eq!(page.field("Local number").value, "call me");
}

#[actix_web::test]
async fn what_is_typed_is_shown_as_text() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let name = "<script>alert(1)</script> & \"Söhne\" {{7*7}}";
    let customer = console.create_customer(name).await;
    for path in [customer.url(), "/customers".to_owned(), format!("{}/timeline", customer.url())] {
        let page = console.open(&path).await.assert_shows(name);
        assert!(!page.body.contains("<script>alert"), "{path}");
    }
}
