//! Two people at one customer.

use super::{add_ada, version_of};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_stale_save_that_clashes_with_nothing_is_merged() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open_customer(&ada).await;
    other.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let saved = one.save_customer(&opened, &[("First Name", "Augusta")]).await.assert_redirect(&ada.url());
    let page = one.follow(&saved).await.assert_shows("merged with what was saved in between");
    assert_eq!(version_of(&page), "3");
    assert_eq!(page.field("First Name").value, "Augusta");
    assert_eq!(page.field("Last Name").value, "King");
}

/// Both sides rename; the display name, which neither typed, must not be what they are asked about.
#[actix_web::test]
async fn a_derived_display_name_is_no_clash() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = one.create_customer_with(&[("First Name", "Ada"), ("Last Name", "Byrne")]).await;
    let opened = one.open_customer(&ada).await;
    other.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let saved = one.save_customer(&opened, &[("First Name", "Augusta")]).await.assert_redirect(&ada.url());
    one.follow(&saved).await.assert_heading("Augusta King");
}

#[actix_web::test]
async fn a_clash_shows_both_values_and_mine_can_be_kept() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open_customer(&ada).await;
    other.edit_customer(&ada, &[("Last Name", "King"), ("First Name", "Augusta")]).await.assert_status(303);
    let typed = [("Last Name", "Lovelace"), ("Email Address", "ada@example.net")];
    let page = one.save_customer(&opened, &typed).await.assert_status(409);
    let page = page.assert_heading("Someone saved before you").assert_shows("King").assert_shows("Lovelace");
    let page = page.assert_shows("Was: Byrne").assert_shows("version 2");
    // Nothing is stored yet, on either side.
    assert_eq!(version_of(&one.open_customer(&ada).await), "2");

    let form = page.form("Save").tick("Use your value");
    let saved = one.submit(&page, form).await.assert_redirect(&ada.url());
    let page = one.follow(&saved).await;
    assert_eq!(version_of(&page), "3");
    for (label, value) in
        [("First Name", "Augusta"), ("Last Name", "Lovelace"), ("Email Address", "ada@example.net")]
    {
        assert_eq!(page.field(label).value, value, "{label}");
    }
}

#[actix_web::test]
async fn theirs_can_be_kept_and_the_rest_of_mine_is_saved() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open_customer(&ada).await;
    other.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let typed = [("Last Name", "Lovelace"), ("First Name", "Augusta")];
    let page = one.save_customer(&opened, &typed).await.assert_status(409);
    let saved =
        one.submit(&page, page.form("Save").tick("Keep their value")).await.assert_redirect(&ada.url());
    let page = one.follow(&saved).await;
    assert_eq!(
        (page.field("Last Name").value, page.field("First Name").value),
        ("King".into(), "Augusta".into())
    );
}

#[actix_web::test]
async fn back_to_editing_loses_nothing_that_was_typed() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open(&format!("{}/edit", ada.url())).await;
    other.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let typed = [("Last Name", "Lovelace"), ("Notes", "Two\nlines"), ("Email Address", "ada@example.net")];
    let page = one.save_customer(&opened, &typed).await.assert_status(409);
    let page = one.submit(&page, page.form("Back to editing")).await.assert_status(200);
    for (label, value) in typed {
        assert_eq!(page.field(label).value.replace("\r\n", "\n"), value, "{label}");
    }
}

#[actix_web::test]
async fn a_third_save_in_between_is_shown_again() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open_customer(&ada).await;
    other.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let page = one.save_customer(&opened, &[("Last Name", "Lovelace")]).await.assert_status(409);
    other.edit_customer(&ada, &[("Last Name", "Noel")]).await.assert_status(303);
    let page = one.submit(&page, page.form("Save").tick("Use your value")).await.assert_status(409);
    let page = page.assert_shows("Noel").assert_shows("Lovelace");
    let saved = one.submit(&page, page.form("Save")).await.assert_redirect(&ada.url());
    assert_eq!(one.follow(&saved).await.field("Last Name").value, "Lovelace");
}

#[actix_web::test]
async fn a_customer_deleted_meanwhile_keeps_what_was_typed() {
    let app = spawn().await;
    let (one, other) = (app.sign_in().await, app.sign_in_with_role("editor").await);
    let ada = add_ada(&one).await;
    let opened = one.open_customer(&ada).await;
    other.delete_customer(&ada).await.assert_status(303);
    let page = one.save_customer(&opened, &[("Last Name", "Lovelace")]).await.assert_status(422);
    assert_eq!(page.field("Last Name").value, "Lovelace");
    page.assert_shows("This customer was put into Trash");
}
