//! One address, several accounts: of customers, and of organizations, that do not know of each other.

use super::{CHOSEN, accept, contact, invite, sign_in};
use crate::console::customers::people::add_firm;
use crate::console::post;
use crate::support::console::{Console, Customer};
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

#[actix_web::test]
async fn a_password_that_fits_several_accounts_leads_to_a_choice() {
    let app = spawn().await;
    let firm = accepted(&app, "Ferme du Lac", CHOSEN).await;
    accepted(&app, "Moulin", CHOSEN).await;
    accepted(&app, "Elsewhere", OTHER).await;
    let ana = app.visitor();
    let page = sign_in(&ana, ANA, CHOSEN).await.assert_status(200).assert_heading("Whose details?");
    assert!(page.has_button("Moulin Kept by example.test") && !page.shows("Elsewhere"), "{page}");
    ana.get("/portal").await.assert_redirect("/portal/login");
    let moulin = ana.submit(&page, page.form("Moulin Kept by example.test")).await.assert_redirect("/portal");
    assert_sees(&ana, "Moulin").await;
    assert!(ana.follow(&moulin).await.shows("Moulin"));

    // What was offered is void once the password is another, and was never for those who made it up.
    let late = app.visitor();
    let page = sign_in(&late, ANA, CHOSEN).await.assert_status(200);
    let admin = app.sign_in().await;
    let card = admin.open(&firm.url()).await;
    admin.submit(&card, card.form("Revoke")).await.assert_status(303);
    let refused = late.submit(&page, page.form("Ferme du Lac Kept by example.test")).await.assert_status(422);
    refused.assert_shows("Sign in again");
    let made_up = [("account", "eyJvcmdhbml6YXRpb24iOjF9.AAAA")];
    post(&late, &page, "/portal/login/choose", &made_up).await.assert_status(422);
    sign_in(&late, ANA, CHOSEN).await.assert_redirect("/portal");
    assert_sees(&late, "Moulin").await;
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

/// Whoever has an account under somebody's address could clear the count of their guesses at the other's.
#[actix_web::test]
async fn a4_an_account_of_ones_own_clears_no_failures_of_anothers() {
    let app = spawn_with(&[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "1000")]).await;
    contact(&app, "view").await;
    accepted(&app, "Moulin", OTHER).await;
    let failures = || app.database().count("SELECT count(*) FROM sign_in_failures");
    for _ in 0..3 {
        sign_in(&app.visitor(), ANA, "not the password").await.assert_status(422);
    }
    let before = failures();
    assert!(before >= 3, "{before}");
    let mallory = app.visitor();
    sign_in(&mallory, ANA, OTHER).await.assert_redirect("/portal");
    let page = mallory.open("/portal").await;
    let form = page.form("Save password").fill("Current password", OTHER).fill("New password", OTHER);
    mallory.submit(&page, form).await.assert_redirect("/portal/login");
    assert_eq!(failures(), before);
}
