//! One address, several accounts: of customers, and of organizations, that do not know of each other.

use super::{CHOSEN, accept, contact, invite, sign_in};
use crate::console::customers::people::add_firm;
use crate::console::post;
use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::{App, spawn, spawn_with};

const OTHER: &str = "another fine sentence";
const ANA: &str = "ana@ferme.example";

/// A firm of this name whose Ana has accepted with this password.
async fn accepted(app: &App, name: &str, password: &str) -> Customer {
    let firm = add_firm(app, name).await;
    let path = invite(&app.sign_in().await, &firm, "Ana Roy", "view").await;
    accept(&app.visitor(), &path, password).await.assert_redirect("/portal/login");
    firm
}

async fn assert_sees(ana: &Console, name: &str) {
    ana.open("/portal").await.assert_heading(name);
}

#[actix_web::test]
async fn a_password_that_fits_one_of_several_accounts_opens_that_one() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", OTHER).await;
    for (password, name) in [(CHOSEN, "Ferme du Lac"), (OTHER, "Moulin")] {
        let ana = app.visitor();
        sign_in(&ana, ANA, password).await.assert_redirect("/portal");
        assert_sees(&ana, name).await;
    }
    sign_in(&app.visitor(), ANA, "neither of the two").await.assert_status(422);
}

const FERME: &str = "Ferme du Lac Kept by example.test";
const MOULIN: &str = "Moulin Kept by example.test";

/// Signs in where the password fits several accounts, and answers the page on which they are offered.
async fn offered(ana: &Console) -> Page {
    sign_in(ana, ANA, CHOSEN).await.assert_redirect("/portal/choose");
    ana.open("/portal/choose").await.assert_heading("Whose details?")
}

#[actix_web::test]
async fn a_password_that_fits_several_accounts_leads_to_a_choice() {
    let app = spawn().await;
    let firm = accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", CHOSEN).await;
    accepted(&app, "Elsewhere", OTHER).await;
    let ana = app.visitor();
    let page = offered(&ana).await;
    assert!(page.has_button(MOULIN) && !page.shows("Elsewhere"), "{page}");
    ana.get("/portal").await.assert_redirect("/portal/login");
    let moulin = ana.submit(&page, page.form(MOULIN)).await.assert_redirect("/portal");
    assert_sees(&ana, "Moulin").await;
    assert!(ana.follow(&moulin).await.shows("Moulin"));

    // What was offered is void once the password is another, and was never for those who made it up.
    let late = app.visitor();
    let page = offered(&late).await;
    let admin = app.sign_in().await;
    let card = admin.open(&firm.url()).await;
    admin.submit(&card, card.form("Revoke")).await.assert_status(303);
    late.submit(&page, page.form(FERME)).await.assert_status(422).assert_shows("Sign in again");
    for made_up in ["00000000-0000-7000-8000-000000000000", "eyJvcmdhbml6YXRpb24iOjF9.AAAA", ""] {
        let answer = post(&late, &page, "/portal/choose", &[("account", made_up)]).await;
        assert!(answer.status.is_client_error(), "{made_up}: {answer}");
    }
    late.get("/portal").await.assert_redirect("/portal/login");
    sign_in(&late, ANA, CHOSEN).await.assert_redirect("/portal");
    assert_sees(&late, "Moulin").await;
}

/// A choice was sealed into its page, and opened an account again for five minutes, also after a sign-out and elsewhere.
#[actix_web::test]
async fn a_choice_is_made_once_and_where_the_password_was_typed() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", CHOSEN).await;
    let (ana, elsewhere) = (app.visitor(), app.visitor());
    let page = offered(&ana).await;
    let own = elsewhere.open("/portal/login").await;
    let id = page.form(MOULIN).fields().into_iter().find(|(name, _)| name == "account").unwrap().1;
    post(&elsewhere, &own, "/portal/choose", &[("account", &id)]).await.assert_status(422);
    elsewhere.get("/portal/choose").await.assert_redirect("/portal/login");

    ana.submit(&page, page.form(MOULIN)).await.assert_redirect("/portal");
    let portal = ana.open("/portal").await;
    ana.submit(&portal, portal.form("Sign out")).await.assert_redirect("/portal/login");
    for button in [MOULIN, FERME] {
        ana.submit(&page, page.form(button)).await.assert_status(422).assert_shows("Sign in again");
    }
    ana.get("/portal/choose").await.assert_redirect("/portal/login");
    ana.get("/portal").await.assert_redirect("/portal/login");
}

#[actix_web::test]
async fn a_choice_waits_for_five_minutes() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", CHOSEN).await;
    let ana = app.visitor();
    let page = offered(&ana).await;
    app.database().execute("UPDATE contact_sessions SET expires_at = expires_at - 300000000");
    ana.submit(&page, page.form(MOULIN)).await.assert_status(422).assert_shows("Sign in again");
    ana.get("/portal/choose").await.assert_redirect("/portal/login");
}

#[actix_web::test]
async fn who_has_chosen_may_choose_another_without_the_password() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", CHOSEN).await;
    let ana = app.visitor();
    let page = offered(&ana).await;
    ana.submit(&page, page.form(MOULIN)).await.assert_redirect("/portal");
    app.database().execute("UPDATE contact_sessions SET expires_at = expires_at - 60000000");
    let ends = "SELECT expires_at FROM contact_sessions";
    let before = app.database().count(ends);
    let portal = ana.open("/portal").await.assert_shows("Other details");
    let page = ana.open("/portal/choose").await.assert_shows("Back to your details");
    assert!(!page.has_button(MOULIN), "{page}");
    ana.submit(&page, page.form(FERME)).await.assert_redirect("/portal");
    assert_sees(&ana, "Ferme du Lac").await;
    assert_eq!(app.database().count(ends), before, "one session, which lasts no longer for it");
    // The page of the session that was left is of no session any more.
    ana.submit(&portal, portal.form("Sign out")).await.assert_status(403);

    let alone = app.visitor();
    accepted(&app, "Elsewhere", OTHER).await;
    sign_in(&alone, ANA, OTHER).await.assert_redirect("/portal");
    assert!(!alone.open("/portal").await.shows("Other details"));
}

/// Accounts of one password had each their own hash when the cost was raised in between.
#[actix_web::test]
async fn accounts_of_different_hashes_are_offered_alike() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    let former = app.database().texts("SELECT password_hash FROM contact_accounts");
    app.database().execute("UPDATE contact_accounts SET email_key = 'elsewhere@ferme.example'");
    accepted(&app, "Moulin", CHOSEN).await;
    app.database().execute("UPDATE contact_accounts SET email_key = 'ana@ferme.example'");
    assert_eq!(app.database().count("SELECT count(DISTINCT password_hash) FROM contact_accounts"), 2);
    let ana = app.visitor();
    let page = offered(&ana).await;
    assert!(page.has_button(FERME) && page.has_button(MOULIN), "{page}");
    assert_eq!(app.database().texts("SELECT DISTINCT password_hash FROM contact_accounts"), former);
}

/// How long a sign-in takes would tell how many accounts an address has.
#[actix_web::test]
async fn a3_passwords_of_one_address_are_checked_by_one_computation() {
    let app = spawn().await;
    accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", OTHER).await;
    let settings_and_salt = "SELECT count(DISTINCT substr(password_hash, 1, 53)) FROM contact_accounts";
    let hashes = "SELECT count(DISTINCT password_hash) FROM contact_accounts";
    assert_eq!((app.database().count(settings_and_salt), app.database().count(hashes)), (1, 2));
    let ana = app.visitor();
    sign_in(&ana, ANA, OTHER).await.assert_redirect("/portal");
    let page = ana.open("/portal").await;
    let changed = "a third fine sentence";
    let form = page.form("Save password").fill("Current password", OTHER).fill("New password", changed);
    ana.submit(&page, form).await.assert_redirect("/portal/login");
    assert_eq!((app.database().count(settings_and_salt), app.database().count(hashes)), (1, 2));
    sign_in(&ana, ANA, changed).await.assert_redirect("/portal");
}

/// Whoever has an account under somebody's address could clear the count of their guesses at the other's, or guess by
/// setting their own password and looking whether it fits both.
#[actix_web::test]
async fn a4_an_account_of_ones_own_is_no_way_to_guess_anothers() {
    let app = spawn_with(&[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "1000")]).await;
    contact(&app, "view").await;
    accepted(&app, "Moulin", OTHER).await;
    let of = |subject: &str| {
        app.database()
            .count(&format!("SELECT count(*) FROM sign_in_failures WHERE subject LIKE '{subject}:%'"))
    };
    for _ in 0..3 {
        sign_in(&app.visitor(), ANA, "not the password").await.assert_status(422);
    }
    let before = (of("account"), of("address"));
    assert!(before.0 >= 3, "{before:?}");
    let mallory = app.visitor();
    sign_in(&mallory, ANA, OTHER).await.assert_redirect("/portal");
    assert_eq!((of("account"), of("address")), (before.0 + 1, before.1));
    let page = mallory.open("/portal").await;
    let form = page.form("Save password").fill("Current password", OTHER).fill("New password", OTHER);
    mallory.submit(&page, form).await.assert_redirect("/portal/login");
    assert_eq!((of("account"), of("address")), (before.0 + 1, before.1));
    // Where it fits every account of the address, nothing was guessed at.
    accepted(&app, "Elsewhere", CHOSEN).await;
    let of_twins = "SELECT password_hash FROM contact_accounts GROUP BY password_hash HAVING count(*) > 1";
    let alone = format!("DELETE FROM contact_accounts WHERE password_hash NOT IN ({of_twins})");
    app.database().execute(&alone);
    offered(&app.visitor()).await;
    assert_eq!((of("account"), of("address")), (0, before.1));
}
