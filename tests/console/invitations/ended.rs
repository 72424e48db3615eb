//! What ends an invitation ends what it let in: the account, its sessions, the mail that waits.

use super::{CHOSEN, accept, contact, invite, link_in_outbox, sign_in};
use crate::console::customers::people::add_firm;
use crate::support::console::{Console, Customer};
use crate::support::server::{ADMIN, App, spawn};

async fn assert_is_out(ana: &Console) {
    ana.get("/portal").await.assert_redirect("/portal/login");
    sign_in(ana, "ana@ferme.example", CHOSEN).await.assert_status(422);
}

async fn write_ana(admin: &Console, firm: &Customer, email: &str) {
    let page = admin.open(&format!("{}/edit", firm.url())).await;
    let form = page.form("Save").forge("people.0.email_address", email);
    admin.submit(&page, form).await.assert_redirect(&firm.url());
}

fn unended(app: &App) -> i64 {
    app.database().count("SELECT count(*) FROM invitations WHERE ended_at IS NULL")
}

/// Revoking looked for the account of the newer invitation, and the account was of the one that was accepted.
#[actix_web::test]
async fn a9_revoking_a_newer_invitation_signs_out_who_accepted_the_one_before() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "edit").await;
    let admin = app.sign_in().await;
    let newer = invite(&admin, &firm, "Ana Roy", "view").await;
    ana.open("/portal").await.assert_heading("Ferme du Lac");
    let page = admin.open(&firm.url()).await.assert_shows("Pending");
    let revoked = admin.submit(&page, page.form("Revoke")).await.assert_redirect(&firm.url());
    admin.follow(&revoked).await.assert_shows("can no longer sign in").assert_shows("Revoked");
    assert_is_out(&ana).await;
    app.visitor().get(&newer).await.assert_status(404);
    assert_eq!(unended(&app), 0);
}

/// Only what was pending ended: whoever read the former address stayed signed in.
#[actix_web::test]
async fn a9_another_address_ends_the_account_of_the_former() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "edit").await;
    let admin = app.sign_in().await;
    write_ana(&admin, &firm, "Ana@Ferme.Example").await;
    ana.open("/portal").await.assert_heading("Ferme du Lac");
    write_ana(&admin, &firm, "somebody.else@ferme.example").await;
    assert_is_out(&ana).await;
    let page = admin.open(&firm.url()).await.assert_shows("Revoked");
    let form = admin.open(&page.link("Invite again Ana Roy").href).await;
    let chosen = form.field("Contact");
    assert!(
        chosen.choices.iter().any(|(key, label)| *key == chosen.value && label.starts_with("Ana Roy")),
        "{form}"
    );
    let path = invite(&admin, &firm, "Ana Roy", "edit").await;
    accept(&ana, &path, CHOSEN).await.assert_redirect("/portal/login");
    assert_is_out(&ana).await;
    sign_in(&ana, "somebody.else@ferme.example", CHOSEN).await.assert_redirect("/portal");
}

/// The invitation of whoever was removed stayed accepted.
#[actix_web::test]
async fn who_was_removed_and_is_back_is_not_let_in_again() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "edit").await;
    let admin = app.sign_in().await;
    let page = admin.open(&firm.url()).await;
    let removed = admin.submit(&page, page.form("Remove Ana Roy")).await.assert_status(303);
    let page = admin.follow(&removed).await;
    let undone = admin.submit(&page, page.form("Undo")).await.assert_status(303);
    admin.follow(&undone).await.assert_shows("Ana Roy").assert_shows("Revoked");
    assert_is_out(&ana).await;
}

/// An address signed in to one customer of a server: an account that nobody could use kept its owner out elsewhere.
#[actix_web::test]
async fn a_customer_in_the_trash_keeps_nobody_from_accepting_elsewhere() {
    let app = spawn().await;
    let (ana, former) = contact(&app, "edit").await;
    let admin = app.sign_in().await;
    admin.delete_customer(&former).await.assert_status(303);
    let firm = add_firm(&app, "Other").await;
    let path = invite(&admin, &firm, "Ana Roy", "view").await;
    accept(&ana, &path, CHOSEN).await.assert_redirect("/portal/login");
    sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_redirect("/portal");
    ana.open("/portal").await.assert_heading("Other");
}

/// An operator's address was refused, which told an organization about the operators of others.
#[actix_web::test]
async fn c3_an_operator_can_be_the_contact_of_a_customer() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    write_ana(&admin, &firm, ADMIN).await;
    let path = invite(&admin, &firm, "Ana Roy", "view").await;
    accept(&app.visitor(), &path, CHOSEN).await.assert_redirect("/portal/login");
    let both = app.visitor();
    sign_in(&both, ADMIN, CHOSEN).await.assert_redirect("/portal");
    let console = both.get("/customers").await.assert_status(303);
    assert!(console.location().starts_with("/login"), "an account of the portal opens nothing else");
}

#[actix_web::test]
async fn the_outbox_holds_no_link_to_a_customer_in_the_trash() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let path = invite(&admin, &firm, "Ana Roy", "view").await;
    admin.delete_customer(&firm).await.assert_status(303);
    let page = admin.open("/settings/outbox").await.assert_shows("In the trash");
    assert!(!page.text().contains("/invitations/"), "{page}");
    app.visitor().get(&path).await.assert_status(404);
    let page = admin.open_customer(&firm).await;
    admin.submit(&page, page.form("Restore")).await.assert_status(303);
    assert_eq!(link_in_outbox(&admin).await, path);
    app.visitor().get(&path).await.assert_status(200);
}
