//! Signing in and out, and how long it lasts.

use std::time::Instant;

use super::{post, token_of};
use crate::support::console::Console;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::page::Page;
use crate::support::server::{ADMIN, App, PASSWORD, spawn, spawn_with};

const WRONG: &str = "wrong lantern copper 42";

async fn try_to_sign_in(app: &App, email: &str, password: &str) -> Page {
    app.visitor().sign_in(email, password).await
}

/// The value of a cookie that an answer sets.
fn set_cookie(page: &Page, name: &str) -> Option<String> {
    let cookies = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    cookies.filter_map(|cookie| cookie.strip_prefix(&format!("{name}="))).map(str::to_owned).next()
}

fn session_cookie(page: &Page) -> String {
    set_cookie(page, "customary").unwrap().split(';').next().unwrap().to_owned()
}

async fn with_cookie(app: &App, secret: &str, path: &str) -> Page {
    let console = app.visitor();
    let request = console.request(reqwest::Method::GET, path).header("cookie", format!("customary={secret}"));
    console.try_send(path, request).await.unwrap()
}

#[actix_web::test]
async fn whoever_signs_in_goes_where_they_wanted_to() {
    let app = spawn().await;
    let console = app.visitor();
    let led = console.get("/trash").await.assert_redirect("/login");
    let page = console.follow(&led).await.assert_heading("Sign in");
    let form = page.form("Sign in").fill("Email Address", ADMIN).fill("Password", PASSWORD);
    console.submit(&page, form).await.assert_redirect("/trash");
    console.get("/login").await.assert_redirect("/");
    console.open("/").await.assert_heading("Dashboard");
}

#[actix_web::test]
async fn a3_what_was_wrong_is_not_told() {
    let app = spawn().await;
    let input = format!("{PASSWORD}\n");
    for email in ["off@example.test", "on@example.test"] {
        let add = ["operator", "add", email, "--role", "viewer", "--password-stdin"];
        app.command_with_input(&add, &input).assert_code(0);
    }
    app.command(&["operator", "disable", "off@example.test"]).assert_code(0);
    let shown = async |email: &str, password: &str| {
        let page = try_to_sign_in(&app, email, password).await.assert_status(422);
        page.body.replace(email, "").replace(&token_of(&page), "")
    };
    let wrong = shown("on@example.test", WRONG).await;
    assert!(wrong.contains("That email and password do not match."), "{wrong}");
    assert_eq!(shown("nobody@example.test", WRONG).await, wrong);
    assert_eq!(shown("off@example.test", PASSWORD).await, wrong);
}

#[actix_web::test]
async fn a4_after_twenty_wrong_passwords_there_is_a_pause_that_does_not_keep_the_owner_out() {
    let app = spawn().await;
    let owner = app.sign_in().await;
    let begun = Instant::now();
    let wrong = (0..20).map(|_| try_to_sign_in(&app, ADMIN, WRONG));
    for page in futures_util::future::join_all(wrong).await {
        page.assert_status(422);
    }
    assert!(begun.elapsed().as_millis() >= 3000, "the twentieth try waits three seconds");

    let refused = try_to_sign_in(&app, ADMIN, PASSWORD).await.assert_status(429);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait} seconds");
    let page = refused.assert_shows("Too many tries").assert_hides("left");
    assert_eq!(page.field("Email Address").value, ADMIN);
    // A browser that signed in to this account before is counted by itself.
    let page = owner.open("/account").await;
    post(&owner, &page, "/logout", &[]).await.assert_redirect("/login");
    owner.sign_in(ADMIN, PASSWORD).await.assert_status(303);
    // Another account is tried from the same address.
    try_to_sign_in(&app, "nobody@example.test", WRONG).await.assert_status(429);

    app.database().execute("UPDATE sign_in_failures SET failed_at = failed_at - 900000000");
    try_to_sign_in(&app, ADMIN, PASSWORD).await.assert_status(303);
}

#[actix_web::test]
async fn a4_asking_for_the_password_again_counts_too() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/account/again?next=/account").await;
    for _ in 0..6 {
        post(&console, &page, "/account/again", &[("password", WRONG)]).await.assert_status(422);
    }
    let begun = Instant::now();
    let checked = post(&console, &page, "/account/again", &[("password", PASSWORD)]).await;
    checked.assert_status(303);
    assert!(begun.elapsed().as_millis() >= 400, "the seventh try waits");
}

#[actix_web::test]
async fn a5_an_id_that_was_not_issued_is_not_adopted() {
    let app = spawn().await;
    let console = app.visitor();
    let page = console.open("/login").await;
    let visit = set_cookie(&page, "customary-visit").unwrap();
    let visit = visit.split(';').next().unwrap();
    let forged = "A".repeat(43);
    let form = [("csrf_token", &*token_of(&page)), ("email", ADMIN), ("password", PASSWORD)];
    let request = console.request(reqwest::Method::POST, "/login").form(&form);
    let request = request.header("cookie", format!("customary={forged}; customary-visit={visit}"));
    let signed_in = console.try_send("/login", request).await.unwrap().assert_status(303);
    assert_ne!(session_cookie(&signed_in), forged);
    with_cookie(&app, &forged, "/customers").await.assert_redirect("/login");
    with_cookie(&app, &session_cookie(&signed_in), "/customers").await.assert_status(200);
}

#[actix_web::test]
async fn a6_signing_in_again_ends_the_session_the_browser_had() {
    let app = spawn().await;
    let console = app.visitor();
    let first = session_cookie(&console.sign_in(ADMIN, PASSWORD).await);
    let page = console.open("/account").await;
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    let second = session_cookie(&post(&console, &page, "/login", &fields).await.assert_status(303));
    assert_ne!(first, second);
    with_cookie(&app, &first, "/customers").await.assert_redirect("/login");
    with_cookie(&app, &second, "/customers").await.assert_status(200);
}

#[actix_web::test]
async fn a6_typing_the_password_again_replaces_the_id() {
    let app = spawn().await;
    let console = app.visitor();
    let first = session_cookie(&console.sign_in(ADMIN, PASSWORD).await);
    let page = console.open("/account/again?next=/settings/tokens").await;
    let checked =
        post(&console, &page, "/account/again", &[("password", PASSWORD), ("next", "/account")]).await;
    let second = session_cookie(&checked.assert_redirect("/account"));
    with_cookie(&app, &first, "/customers").await.assert_redirect("/login");
    with_cookie(&app, &second, "/customers").await.assert_status(200);
}

#[actix_web::test]
async fn a7_cookies_are_bound_to_the_host_and_to_tls() {
    let app = spawn_with(&[("CUSTOMARY_BASE_URL", "https://crm.example.test")]).await;
    let console = app.visitor();
    let request = console.request(reqwest::Method::GET, "/login").header("host", "crm.example.test");
    let page = console.try_send("/login", request).await.unwrap().assert_status(200);
    let visit = set_cookie(&page, "__Host-customary-visit").unwrap();
    let form = [("csrf_token", &*token_of(&page)), ("email", ADMIN), ("password", PASSWORD)];
    let request = console.request(reqwest::Method::POST, "/login").form(&form);
    let request = request
        .header("host", "crm.example.test")
        .header("origin", "https://crm.example.test")
        .header("cookie", format!("__Host-customary-visit={}", visit.split(';').next().unwrap()));
    let signed_in = console.try_send("/login", request).await.unwrap().assert_status(303);
    for name in ["__Host-customary", "__Host-customary-device"] {
        let cookie = set_cookie(&signed_in, name).unwrap();
        for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookie.contains(part), "{name}: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{name}: {cookie}");
    }
    assert_eq!(signed_in.header("strict-transport-security"), Some("max-age=31536000"));
}

#[actix_web::test]
async fn a7_without_tls_the_program_says_so() {
    let app = spawn().await;
    assert!(app.log().contains("cookies are sent unencrypted"), "{}", app.log());
    let cookie = set_cookie(&app.visitor().sign_in(ADMIN, PASSWORD).await, "customary").unwrap();
    assert!(cookie.contains("; HttpOnly") && !cookie.contains("Secure"), "{cookie}");
}

#[actix_web::test]
async fn a8_a_session_ends_when_it_is_idle_or_old() {
    let app = spawn().await;
    for aged in [
        "UPDATE sessions SET seen_at = seen_at - 1801000000",
        "UPDATE sessions SET expires_at = expires_at - 43200000000",
        // The clock was set back by an hour.
        "UPDATE sessions SET seen_at = seen_at + 3600000000",
    ] {
        let console = app.sign_in().await;
        console.open("/customers").await;
        app.database().execute(aged);
        let led = console.get("/customers").await.assert_redirect("/login");
        console.follow(&led).await.assert_shows("You were signed out.");
    }
}

#[actix_web::test]
async fn a8_a_request_keeps_a_session_alive() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let age = "UPDATE sessions SET seen_at = seen_at - 1200000000";
    app.database().execute(age);
    console.open("/account").await;
    // That it was seen is written beside the request: the page of the account tells when it is.
    eventually("the session was seen", PATIENCE, async || {
        console.open("/account").await.shows("Just now").then_some(())
    })
    .await;
    app.database().execute(age);
    console.open("/customers").await;
}

#[actix_web::test]
async fn a9_signing_out_ends_the_session_at_once() {
    let app = spawn().await;
    let console = app.visitor();
    let secret = session_cookie(&console.sign_in(ADMIN, PASSWORD).await);
    console.get("/logout").await.assert_status(405);
    let page = console.open("/customers").await;
    let gone = console.submit(&page, page.form("Sign out")).await.assert_redirect("/login");
    assert!(set_cookie(&gone, "customary").unwrap().contains("Max-Age=0"));
    with_cookie(&app, &secret, "/customers").await.assert_redirect("/login");
}

#[actix_web::test]
async fn a9_another_password_ends_every_session() {
    let app = spawn().await;
    let (here, there) = (app.sign_in().await, app.sign_in().await);
    let page = here.open("/account").await;
    let short = post(&here, &page, "/account/password", &[("password", "short")]).await;
    short.assert_status(422).assert_error_beside("New password", "at least 12 characters");
    let form = page.form("Set password").fill("New password", "orchard-lantern-silver-43");
    here.submit(&page, form).await.assert_redirect("/login");
    here.get("/customers").await.assert_redirect("/login");
    there.get("/customers").await.assert_redirect("/login");
    try_to_sign_in(&app, ADMIN, PASSWORD).await.assert_status(422);
    try_to_sign_in(&app, ADMIN, "orchard-lantern-silver-43").await.assert_status(303);
}

#[actix_web::test]
async fn a10_one_sees_ones_own_sessions_and_ends_them() {
    let app = spawn().await;
    let (here, there) = (app.sign_in().await, app.sign_in().await);
    let editor = app.sign_in_with_role("editor").await;
    let page = here.open("/account").await;
    assert_eq!(page.rows().len(), 2, "{page}");
    let other = super::url_of_row(&page, "Sign out", "end");
    let stranger = editor.open("/account").await;
    post(&editor, &stranger, &format!("{other}/end"), &[]).await.assert_status(404);
    there.open("/customers").await;
    post(&here, &page, &format!("{other}/end"), &[]).await.assert_redirect("/account");
    there.get("/customers").await.assert_redirect("/login");
    here.open("/account").await.assert_shows("That browser is signed out.");
}

#[actix_web::test]
async fn a11_delicate_steps_ask_for_the_password_again() {
    let app = spawn().await;
    let console = app.sign_in().await;
    app.database().execute("UPDATE sessions SET checked_at = checked_at - 601000000");
    let page = console.open("/settings/tokens").await;
    let form = page.form("Add token").fill("Name", "billing & co");
    let led = console.submit(&page, form).await.assert_redirect("/account/again");
    let again = console.follow(&led).await.assert_heading("Enter your password again");
    let wrong = console.submit(&again, again.form("Continue").fill("Password", WRONG)).await;
    let again = wrong.assert_status(422).assert_shows("That is not your password.");
    let back = console.submit(&again, again.form("Continue").fill("Password", PASSWORD)).await;
    let page = console.follow(&back.assert_redirect("/settings/tokens")).await;
    assert_eq!(page.field("Name").value, "billing & co", "what was typed is still there");
    console.submit(&page, page.form("Add token")).await.assert_shows("Copy it now.");

    app.database().execute("UPDATE sessions SET checked_at = checked_at - 601000000");
    let page = console.open("/settings/operators").await;
    for path in ["/settings/operators", "/account/password"] {
        let fields =
            [("email", "new@example.test"), ("role", "admin"), ("password", "orchard-lantern-silver-43")];
        post(&console, &page, path, &fields).await.assert_redirect("/account/again");
    }
    assert_eq!(
        console.open("/settings/operators").await.rows().iter().filter(|row| row.len() > 4).count(),
        1
    );
}

#[actix_web::test]
async fn a17_signing_in_leads_to_this_site_alone() {
    let app = spawn().await;
    for (next, path) in [
        ("/customers?q=ada", "/customers?q=ada"),
        ("//evil.example", "/"),
        ("/%2fevil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
    ] {
        let console = app.visitor();
        let page = console.open("/login").await;
        let fields = [("email", ADMIN), ("password", PASSWORD), ("next", next)];
        let led = post(&console, &page, "/login", &fields).await.assert_status(303);
        assert_eq!(led.location(), path, "{next}");
    }
}

#[actix_web::test]
async fn b1_a_form_without_its_own_token_changes_nothing() {
    let app = spawn().await;
    let (mine, other) = (app.sign_in().await, app.sign_in().await);
    let foreign = token_of(&other.open("/account").await);
    for token in ["", "x", foreign.as_str()] {
        let form = [("display_name", "Acme"), ("csrf_token", token)];
        let request = mine.request(reqwest::Method::POST, "/customers").form(&form);
        let page = mine.try_send("/customers", request).await.unwrap();
        page.assert_status(403).assert_shows("This form is too old");
    }
    mine.open("/customers").await.assert_hides("Acme");
    // Signing in has a token of its own, bound to the browser.
    let form = [("email", ADMIN), ("password", PASSWORD), ("csrf_token", foreign.as_str())];
    let visitor = app.visitor();
    let request = visitor.request(reqwest::Method::POST, "/login").form(&form);
    visitor.try_send("/login", request).await.unwrap().assert_status(403);
}

#[actix_web::test]
async fn b1_a_script_may_send_the_token_in_a_header() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let token = token_of(&console.open("/account").await);
    let send = async |console: &Console, token: &str| {
        let request = console.request(reqwest::Method::POST, "/account/preferences");
        let request = request.header("x-csrf-token", token).form(&[("theme", "dark")]);
        console.try_send("/account/preferences", request).await.unwrap()
    };
    send(&console, "x").await.assert_status(403);
    send(&console, &token).await.assert_status(303);
    console.open("/customers").await;
}

#[actix_web::test]
async fn b2_requests_of_other_sites_pages_are_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let token = token_of(&console.open("/account").await);
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        let form = [("display_name", "Acme"), ("csrf_token", &*token)];
        let request = console.request(reqwest::Method::POST, "/customers").form(&form).header(name, value);
        let page = console.try_send("/customers", request).await.unwrap();
        page.assert_status(403).assert_shows("This came from another site");
    }
    console.open("/customers").await.assert_hides("Acme");
}

#[actix_web::test]
async fn preferences_stay_in_the_browser() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers").await;
    let fields = [("theme", "dark"), ("density", "compact"), ("keys", "odd"), ("next", "/trash")];
    post(&console, &page, "/account/preferences", &fields).await.assert_redirect("/trash");
    let page = console.open("/customers").await;
    assert!(page.body.contains("data-theme=\"dark\" data-density=\"compact\" data-keys=\"\""), "{page}");
}
