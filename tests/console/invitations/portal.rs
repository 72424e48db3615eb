//! The portal: a contact's own customer, and nothing else.

use customary::domain::operator::Right;
use customary::routes;
use customary::web::endpoint::{Access, Door};
use serde_json::json;

use super::{CHOSEN, accept, contact, invite, sign_in};
use crate::console::access::{ask_console, ask_with, is_not_allowed};
use crate::console::customers::people::add_firm;
use crate::support::server::{spawn, spawn_with};

const MANY_REQUESTS: &[(&str, &str)] = &[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "1000")];

#[actix_web::test]
async fn c8_a_contact_reaches_the_portal_and_nothing_else() {
    let app = spawn_with(MANY_REQUESTS).await;
    let (ana, _) = contact(&app, "view").await;
    for row in routes::table() {
        let Access::Needs(right) = row.rule.access else { continue };
        if row.path == "/portal/logout" {
            continue;
        }
        let (status, location, body) = ask_console(&ana, &row).await;
        match row.rule.door {
            Door::Portal => {
                let may = right == Right::UsePortal;
                assert!(!location.starts_with("/portal/login"), "{row:?}");
                assert_eq!(is_not_allowed(status, &body), !may, "{row:?}: {status}\n{body}");
            }
            Door::Console => assert!(status == 303 && location.starts_with("/login"), "{row:?}: {status}"),
            Door::Api | Door::Dialect(_) => assert_eq!(status, 401, "{row:?}"),
            Door::Open => {}
        }
    }
    // Nor does the value of its cookie open the console under the console's name.
    let admin = app.sign_in().await;
    for row in routes::table().into_iter().filter(|row| row.rule.door == Door::Portal) {
        let Access::Needs(_) = row.rule.access else { continue };
        let (status, location, _) = ask_console(&admin, &row).await;
        assert!(status == 303 && location == "/portal/login", "{row:?}: {status} {location}");
    }
    let cookie = app.database().count("SELECT count(*) FROM contact_sessions");
    assert_eq!(cookie, 1);
    assert_eq!(ask_with(&app, "/customers", "customary=made-up").await, 303);
    assert_eq!(ask_with(&app, "/portal", "customary-portal=made-up").await, 303);
}

#[actix_web::test]
async fn a_contact_sees_what_is_theirs_and_nothing_internal() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "view").await;
    let body = json!({
        "notes": "pays late", "attributes": { "tier": "gold" }, "tags": ["Difficult"],
        "company": { "name": "Ferme du Lac", "website": "ferme.example", "manager": "Somebody" },
        "phones": [{ "type": "Phone", "country": "FR", "numberLocal": "04 74 00 00 01" }],
        "references": [{ "system": "erp", "name": "id", "value": "secret-7" }],
    });
    app.api().put(&format!("/api/v1{}", firm.url()), &body).await.assert_status(200);
    let page = ana.open("/portal").await.assert_shows("ferme.example").assert_shows("+33474000001");
    for hidden in ["pays late", "gold", "Difficult", "secret-7", "Marc Brun", "Somebody"] {
        assert!(!page.body.contains(hidden), "{hidden}\n{page}");
    }
    assert!(!page.shows("Add phone"), "the policy lets them see");
}

#[actix_web::test]
async fn a_contact_corrects_their_own_details() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "edit").await;
    let page = ana.open("/portal").await;
    let page = ana.submit(&page, page.form("Add phone")).await.assert_status(200);
    let form = page.form("Save").fill("Website", "www.ferme.example").fill("Local number", "call me");
    let page = ana.submit(&page, form).await.assert_status(422);
    page.error_beside("Local number");
    assert_eq!(page.field("Website").value, "www.ferme.example");
    let form = page
        .form("Save")
        .fill("Local number", "04 74 00 00 01")
        .forge("phones.0.country", "FR")
        .forge("notes", "forged")
        .forge("display_name", "Forged")
        .forge("tag_titles", "Forged");
    let saved = ana.submit(&page, form).await.assert_redirect("/portal");
    ana.follow(&saved).await.assert_shows("your details are up to date");
    let stored = app.api().get(&format!("/api/v1{}", firm.url())).await;
    let stored = stored.assert_at("/company/website", "www.ferme.example").assert_at("/notes", json!(null));
    let stored = stored.assert_at("/displayName", "Ferme du Lac").assert_at("/tags", json!([]));
    stored.assert_at("/phones/0/numberInternational", "+33474000001").assert_at("/people/0/firstName", "Ana");
    let admin = app.sign_in().await;
    let history = admin.open(&format!("{}/history", firm.url())).await;
    history.assert_shows("Portal").assert_shows("Ana Roy");
    let timeline = admin.open(&format!("{}/timeline", firm.url())).await;
    timeline.assert_shows("Ana Roy changed");
    let by = admin.open("/activity").await.field("By").choices;
    let (ana, _) = by.iter().find(|(_, name)| name == "Ana Roy").expect("contacts are to choose from");
    admin.open(&format!("/activity?by={ana}")).await.assert_shows("accepted the invitation");
}

#[actix_web::test]
async fn what_was_changed_meanwhile_is_merged_or_shown() {
    let app = spawn().await;
    let (ana, firm) = contact(&app, "edit").await;
    let page = ana.open("/portal").await;
    let path = format!("/api/v1{}", firm.url());
    let theirs =
        json!({ "notes": "new", "company": { "website": "theirs.example", "businessLine": "Milk" } });
    app.api().put(&path, &theirs).await.assert_status(200);
    let form = page.form("Save").fill("Tax number", "FR 1");
    ana.submit(&page, form).await.assert_redirect("/portal");
    let merged = app.api().get(&path).await.assert_at("/company/website", "theirs.example");
    merged.assert_at("/company/taxNumber", "FR 1").assert_at("/notes", "new");

    let page_before = page;
    let form = page_before.form("Save").fill("Website", "mine.example");
    let clash = ana.submit(&page_before, form).await.assert_status(409).assert_shows("theirs.example");
    assert_eq!(clash.field("Website").value, "mine.example");
    ana.submit(&clash, clash.form("Save")).await.assert_redirect("/portal");
    let stored = app.api().get(&path).await.assert_at("/company/website", "mine.example");
    stored.assert_at("/company/businessLine", "Milk");
}

#[actix_web::test]
async fn a9_whoever_is_let_in_no_more_is_out_at_once() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    for (what, button) in [("revoked", "Revoke"), ("removed", "Remove Ana Roy"), ("trashed", "Delete")] {
        let firm = add_firm(&app, what).await;
        let path = invite(&admin, &firm, "Ana Roy", "view").await;
        let ana = app.visitor();
        accept(&ana, &path, CHOSEN).await.assert_redirect("/portal/login");
        sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_redirect("/portal");
        ana.open("/portal").await.assert_heading(what);
        let page = admin.open(&firm.url()).await;
        admin.submit(&page, page.form(button)).await.assert_status(303);
        ana.get("/portal").await.assert_redirect("/portal/login");
        sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_status(422);
    }
}

#[actix_web::test]
async fn a9_another_password_ends_every_session() {
    let app = spawn().await;
    let (ana, _) = contact(&app, "view").await;
    let elsewhere = app.visitor();
    sign_in(&elsewhere, "ana@ferme.example", CHOSEN).await.assert_redirect("/portal");
    let page = ana.open("/portal").await;
    let form = page
        .form("Save password")
        .fill("Current password", "wrong")
        .fill("New password", "another fine sentence");
    ana.submit(&page, form)
        .await
        .assert_status(422)
        .assert_error_beside("Current password", "not your password");
    let form = page
        .form("Save password")
        .fill("Current password", CHOSEN)
        .fill("New password", "another fine sentence");
    ana.submit(&page, form).await.assert_redirect("/portal/login");
    elsewhere.get("/portal").await.assert_redirect("/portal/login");
    sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_status(422);
    sign_in(&ana, "ana@ferme.example", "another fine sentence").await.assert_redirect("/portal");
    let page = ana.open("/portal").await;
    ana.submit(&page, page.form("Sign out")).await.assert_redirect("/portal/login");
    ana.get("/portal").await.assert_redirect("/portal/login");
}

#[actix_web::test]
async fn a4_guessing_a_contacts_password_is_slowed_down() {
    let app = spawn_with(MANY_REQUESTS).await;
    let (ana, _) = contact(&app, "view").await;
    let page = ana.open("/portal").await;
    ana.submit(&page, page.form("Sign out")).await.assert_redirect("/portal/login");
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses
            .push(sign_in(&app.visitor(), "nobody@ferme.example", "not the password").await.status.as_u16());
    }
    assert!(statuses.iter().all(|status| *status == 422), "{statuses:?}");
    let audited = "SELECT count(*) FROM audit WHERE action = 'try_password' AND record = 'contact_accounts'";
    assert_eq!(app.database().count(audited), 7);
}
