//! Inviting, sending again, taking back; the states of an invitation.

use super::{CHOSEN, accept, contact, invite, link_in_outbox, sign_in};
use crate::console::customers::people::add_firm;
use crate::console::post;
use crate::support::server::spawn;

const PAST: &str = "UPDATE invitations SET expires_at = 1";

#[actix_web::test]
async fn a_contact_is_invited_accepts_and_signs_in() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let page = admin.open(&firm.url()).await;
    assert_eq!(page.link("Invite contact").href, format!("{}/invite", firm.url()));
    let path = invite(&admin, &firm, "Ana Roy", "edit").await;
    let page = admin.open(&firm.url()).await.assert_shows("Invited contacts").assert_shows("Pending");
    assert!(page.shows("Sees and edits"));
    let list = admin.open("/customers").await;
    assert!(list.rows().iter().flatten().any(|cell| cell == "Invited"), "{list}");

    let ana = app.visitor();
    let page = ana.open(&path).await.assert_shows("ana@ferme.example").assert_shows("Ferme du Lac");
    let form = page.form("Save password").fill("Password", "password1234");
    ana.submit(&page, form).await.assert_status(422).assert_error_beside("Password", "others do not use");
    accept(&ana, &path, CHOSEN).await.assert_redirect("/portal/login");
    sign_in(&ana, "ana@ferme.example", "not the password").await.assert_status(422);
    sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_redirect("/portal");
    ana.open("/portal").await.assert_heading("Ferme du Lac");

    admin.open(&firm.url()).await.assert_shows("Active");
    let told = admin.open(&format!("{}/timeline", firm.url())).await;
    told.assert_shows("invited Ana Roy").assert_shows("Ana Roy accepted the invitation");
    let list = admin.open("/customers").await;
    assert!(!list.rows().iter().flatten().any(|cell| cell == "Invited"), "{list}");
    let audited =
        "SELECT count(*) FROM audit WHERE record = 'invitations' AND action IN ('invite', 'accept')";
    assert_eq!(app.database().count(audited), 2);
}

#[actix_web::test]
async fn a12_a_code_is_used_once_also_by_two_at_once() {
    let app = spawn().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let path = invite(&app.sign_in().await, &firm, "Ana Roy", "view").await;
    let (one, other) = (app.visitor(), app.visitor());
    let (first, second) = (one.open(&path).await, other.open(&path).await);
    let fields = [("password", CHOSEN)];
    let (one, other) =
        futures_util::future::join(post(&one, &first, &path, &fields), post(&other, &second, &path, &fields))
            .await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    let page = app.visitor().get(&path).await.assert_status(404).assert_heading("This invitation is over");
    assert_eq!(
        (page.link("Sign in").href, page.link("Customary").href),
        ("/portal/login".into(), "/portal".into())
    );
    assert_eq!(app.visitor().get("/invitations/never-was").await.headings(), page.headings());
    let code = path.rsplit('/').next().unwrap();
    let stored = format!("SELECT count(*) FROM invitations WHERE CAST(secret AS TEXT) LIKE '%{code}%'");
    if !app.database().is_postgres() {
        assert_eq!(app.database().count(&stored), 0, "only its hash is kept");
    }
}

#[actix_web::test]
async fn a12_a_code_ends_with_its_time_with_a_newer_one_and_when_it_is_taken_back() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let first = invite(&admin, &firm, "Ana Roy", "view").await;
    app.database().execute(PAST);
    app.visitor().get(&first).await.assert_status(404);
    let page = admin.open(&firm.url()).await.assert_shows("Expired");
    let again = admin.submit(&page, page.form("Send again")).await.assert_redirect(&firm.url());
    admin.follow(&again).await.assert_shows("Pending");
    let second = link_in_outbox(&admin).await;
    assert_ne!(first, second);
    app.visitor().get(&first).await.assert_status(404);
    app.visitor().get(&second).await.assert_status(200);

    // A newer invitation of the same contact ends the one before.
    let third = invite(&admin, &firm, "Ana Roy", "edit").await;
    app.visitor().get(&second).await.assert_status(404);
    let page = admin.open(&firm.url()).await;
    let revoked = admin.submit(&page, page.form("Revoke")).await.assert_redirect(&firm.url());
    admin.follow(&revoked).await.assert_shows("Revoked");
    app.visitor().get(&third).await.assert_status(404);
    assert_eq!(app.database().count("SELECT count(*) FROM outbox"), 0);
}

#[actix_web::test]
async fn an_invitation_to_an_address_that_was_wrong_ends_when_it_is_corrected() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let path = invite(&admin, &firm, "Ana Roy", "view").await;
    let page = admin.open(&format!("{}/edit", firm.url())).await;
    let form = page.form("Save").forge("people.0.email_address", "ana.roy@ferme.example");
    admin.submit(&page, form).await.assert_redirect(&firm.url());
    app.visitor().get(&path).await.assert_status(404);
}

#[actix_web::test]
async fn who_cannot_be_invited_is_said() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = admin.create_customer("Ferme du Lac").await;
    let path = format!("{}/invite", firm.url());
    admin.open(&path).await.assert_shows("Nobody here has an email address yet.");
    let firm = add_firm(&app, "Other").await;
    let path = format!("{}/invite", firm.url());
    let page = admin.open(&path).await;
    let form = page.form("Send invitation").forge("person", "nobody");
    admin.submit(&page, form).await.assert_status(422).assert_error_beside("Contact", "Choose a contact");
    let stranger = uuid::Uuid::now_v7().to_string();
    admin.submit(&page, page.form("Send invitation").forge("person", &stranger)).await.assert_status(404);
    let viewer = app.sign_in_with_role("viewer").await;
    viewer.get(&path).await.assert_status(403);
    viewer.get("/settings/outbox").await.assert_status(403);
    app.sign_in_with_role("editor").await.get("/settings/outbox").await.assert_status(403);
}

#[actix_web::test]
async fn customers_are_listed_by_their_invitations() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let (soon, later) = (add_firm(&app, "Soon").await, add_firm(&app, "Later").await);
    add_firm(&app, "Never").await;
    invite(&admin, &soon, "Ana Roy", "view").await;
    let now = "UPDATE invitations SET expires_at = expires_at - 518400000000"; // six of seven days
    app.database().execute(now);
    invite(&admin, &later, "Marc Brun", "view").await;
    for (query, expected) in [
        ("invitation=pending&sort=name", &["Later", "Soon"][..]),
        ("invitation=soon", &["Soon"]),
        ("invitation=pending&q=lat", &["Later"]),
        ("invitation=pending&kind=personal", &[]),
    ] {
        let page = admin.open(&format!("/customers?{query}")).await;
        assert_eq!(crate::console::customers::listed(&page), expected, "{query}");
    }
    admin.open("/customers?invitation=soon").await.assert_shows("Expires soon");
}

#[actix_web::test]
async fn i4_nothing_of_an_invitation_stays_when_its_customer_is_purged() {
    let app = spawn().await;
    let (_, firm) = contact(&app, "view").await;
    let admin = app.sign_in().await;
    let page = admin.open(&firm.url()).await;
    admin.submit(&page, page.form("Delete")).await.assert_status(303);
    let page = admin.open(&format!("{}/purge", firm.url())).await;
    admin.submit(&page, page.form("Delete for ever")).await.assert_status(303);
    for table in ["people", "invitations", "contact_accounts", "contact_sessions", "outbox"] {
        assert_eq!(app.database().count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}

/// The newest hits of a search were looked through for those who are invited, so an older customer was not found.
#[actix_web::test]
async fn who_is_invited_is_found_among_any_number_of_hits() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    invite(&admin, &firm, "Ana Roy", "view").await;
    let organization = app.database().count("SELECT max(id) FROM organizations");
    let numbers =
        "WITH RECURSIVE n(seq) AS (SELECT 1000000 UNION ALL SELECT seq + 1 FROM n WHERE seq < 1010100)";
    app.database().execute(&if app.database().is_postgres() {
        format!(
            "INSERT INTO customer_search (seq, organization_id, words) {numbers} \
             SELECT seq, {organization}, array_to_tsvector(ARRAY['ferme']) FROM n"
        )
    } else {
        format!(
            "INSERT INTO customer_search (rowid, words) {numbers} SELECT seq, '{organization:05}ferme' FROM n"
        )
    });
    for (query, expected) in [("ferme", 1), ("fer", 1), ("nobody", 0)] {
        let list = admin.open(&format!("/customers?q={query}&invitation=pending")).await;
        assert_eq!(list.rows().len(), expected, "{query}\n{list}");
    }
}
