//! Proves the browser tools on a small page of their own, so that a feature's test can be believed.

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::support::axe;
use crate::support::browser::{DESKTOP, PHONE, Tab};
use crate::support::eventually::{PATIENCE, eventually};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tools</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<script src="/page.js" defer></script></head><body><main><h1>Tools</h1>
<p id="equipment">no scripts here</p>
<form action="/" method="get"><label for="name">First Name</label><input id="name" name="name"><button>Save</button></form>
<p id="keys"></p></main></body></html>"#;

const SCRIPT: &str = "
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
equipment.textContent = `scripts, ${innerWidth} wide, ${dark ? 'dark' : 'light'}`;
addEventListener('keydown', event => { keys.textContent += `${event.key}(${event.code}) `; });
";

const POLICY: &str = "default-src 'none'; script-src 'self'; form-action 'self'";

/// Serves one page with its script on a free port; answers its address.
fn serve(page: &'static str, script: &'static str) -> String {
    let server = HttpServer::new(move || {
        let page = move || async move {
            let mut answer = HttpResponse::Ok();
            answer.content_type("text/html").insert_header(("content-security-policy", POLICY)).body(page)
        };
        let script = move || async move { HttpResponse::Ok().content_type("text/javascript").body(script) };
        App::new().route("/", web::get().to(page)).route("/page.js", web::get().to(script))
    });
    let server = server.workers(1).bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    address
}

#[actix_web::test]
async fn a_planted_fault_of_accessibility_is_found() {
    let tab = Tab::open(DESKTOP).await;
    tab.goto(&serve(PAGE, SCRIPT)).await;
    axe::assert_accessible(&tab).await;
    tab.evaluate("document.querySelector('label').remove()").await;
    let violations = axe::violations(&tab).await;
    assert!(violations.starts_with("label (critical): "), "{violations}");
    assert!(violations.contains("<input id=\"name\" name=\"name\">"), "{violations}");
}

#[actix_web::test]
async fn scripts_are_really_off() {
    let address = serve(PAGE, SCRIPT);
    let with = Tab::open(DESKTOP).await;
    with.goto(&address).await;
    with.wait_for_text("scripts, 1280 wide, light").await;
    let without = Tab::open(DESKTOP.without_scripts()).await;
    without.goto(&address).await;
    without.wait_for_text("no scripts here").await;
    without.fill("First Name", "Ada").await;
    without.click("button", "Save").await;
    without.wait_for_url("?name=Ada").await;
    without.wait_for_text("no scripts here").await;
}

#[actix_web::test]
async fn a_phone_in_the_dark_is_a_phone_in_the_dark() {
    let tab = Tab::open(PHONE.in_the_dark()).await;
    tab.goto(&serve(PAGE, SCRIPT)).await;
    tab.wait_for_text("scripts, 390 wide, dark").await;
    let picture = tab.picture("tools-phone").await;
    assert!(picture.is_file(), "{}", picture.display());
}

#[actix_web::test]
async fn fields_take_any_script_and_keys_are_heard() {
    let tab = Tab::open(DESKTOP).await;
    tab.goto(&serve(PAGE, SCRIPT)).await;
    tab.press("/").await;
    tab.press("?").await;
    tab.press("g").await;
    tab.press("Escape").await;
    tab.wait_for_text("/(Slash) ?(Slash) g(KeyG) Escape(Escape)").await;
    tab.fill("First Name", "wrong").await;
    tab.fill("First Name", "آدا 王").await;
    tab.press("Enter").await;
    tab.wait_for_url("?name=%D8%A2%D8%AF%D8%A7+%E7%8E%8B").await;
}

#[actix_web::test]
async fn what_the_content_policy_refuses_is_a_complaint() {
    let tab = Tab::open(DESKTOP).await;
    tab.goto(&serve("<!doctype html><title>x</title><p style='color: red'>x</p>", "")).await;
    tab.wait_for("p").await;
    eventually("a complaint", PATIENCE, async || {
        tab.complaints().iter().any(|text| text.contains("Content Security Policy")).then_some(())
    })
    .await;
}
