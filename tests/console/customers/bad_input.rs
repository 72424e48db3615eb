//! What a broken or hostile client may send (requirements D of the security requirements): each is refused as the
//! caller's fault, and nothing of it is stored.

use std::fmt::Write as _;

use reqwest::Method;

use super::{add_ada, listed, version_of};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::spawn;

#[actix_web::test]
async fn d_text_that_cannot_be_shown_is_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let long = "x".repeat(10_000);
    for (label, text) in [
        ("First Name", "A\0da"),
        ("First Name", "A\u{7}da"),
        ("Display Name", "A\u{1b}[31mda"),
        ("Last Name", &long),
        ("Display Name", &long),
        ("Notes", "A\0da"),
        ("Notes", &"x".repeat(100_000)),
        ("Email Address", &format!("{long}@example.org")),
        ("Email Address", "ada@example.org\r\nBcc: all@example.org"),
        ("Headcount", "99999999999999999999"),
        ("Headcount", "-1"),
        ("Language", "not a tag"),
    ] {
        let mut fields = vec![("Website", "example.org"), (label, text)];
        if label != "Display Name" {
            fields.push(("Display Name", "Ada"));
        }
        let page = console.submit_customer(&fields).await;
        assert_eq!(page.status, 422, "{label} {:?}", text.chars().take(20).collect::<String>());
        page.error_beside(label);
    }
    assert!(listed(&console.open("/customers").await).is_empty());
}

#[actix_web::test]
async fn d_a_form_that_is_not_utf8_is_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let token = token(&console).await;
    for body in ["display_name=%ff", "display_name=%c3%28", "%ff=x", "display_name=%ed%a0%80"] {
        send(&console, "/customers", format!("csrf_token={token}&{body}")).await.assert_status(400);
    }
    assert!(listed(&console.open("/customers").await).is_empty());
}

#[actix_web::test]
async fn d_too_many_rows_are_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let token = token(&console).await;
    let mut rows = String::new();
    (0..101).for_each(|at| write!(rows, "&phones.{at}.number_local=%2B614123456{at:02}").unwrap());
    let body = format!("csrf_token={token}&lists=phones&display_name=Ada{rows}");
    send(&console, "/customers", body).await.assert_status(422).assert_shows("At most 100 of these");
    let many = "&x=1".repeat(10_001);
    send(&console, "/customers", format!("csrf_token={token}&display_name=Ada{many}"))
        .await
        .assert_status(400);
    let large = format!("csrf_token={token}&display_name={}", "x".repeat(1024 * 1024 + 1));
    send(&console, "/customers", large).await.assert_status(413);
    for odd in [
        "phones.99999999999999999999.type=x",
        "phones.-1.type=x",
        "phones..=x",
        "add=",
        "remove=phones",
        "add=x",
    ] {
        let page = send(&console, "/customers", format!("csrf_token={token}&lists=phones&{odd}")).await;
        assert!(!page.status.is_server_error() && page.status != 303, "{odd}\n{page}");
    }
    assert!(listed(&console.open("/customers").await).is_empty());
}

#[actix_web::test]
async fn d_ids_and_versions_that_do_not_exist_are_not_found() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    for id in [
        "x",
        "%00",
        "00000000-0000-0000-0000-000000000000",
        "5f0f6f0e-6f5e-4a7e-9a44-0a2f6f1a1c11",
        "..%2f..",
        "1",
    ] {
        for path in ["", "/edit", "/history", "/timeline", "/delete"] {
            let page = console.get(&format!("/customers/{id}{path}")).await;
            assert!(page.status.is_client_error(), "{id}{path}\n{page}");
        }
    }
    for pair in [
        "from=1&to=99",
        "from=0&to=1",
        "from=-1&to=1",
        "from=x&to=1",
        "from=1",
        "from=99999999999999999999&to=1",
    ] {
        let page = console.get(&format!("{}/history/compare?{pair}", ada.url())).await;
        assert!(page.status.is_client_error(), "{pair}\n{page}");
    }
    let page = console.open_customer(&ada).await;
    for version in ["99", "0", "-1", "x", "", "99999999999999999999"] {
        let form = page.form("Save").fill("Last Name", "King").forge("version", version);
        let answer = console.submit(&page, form).await;
        assert!(answer.status.is_client_error(), "{version}\n{answer}");
        let form = page.form("Save").sent_to(&format!("{}/versions/{version}/restore", ada.url()));
        let answer = console.submit(&page, form).await;
        assert!(answer.status.is_client_error(), "{version}\n{answer}");
    }
    let form =
        page.form("Save").forge("field", "nonsense").sent_to(&format!("{}/versions/1/restore", ada.url()));
    console.submit(&page, form).await.assert_status(400);
    let page = console.open_customer(&ada).await;
    assert_eq!((version_of(&page).as_str(), page.field("Last Name").value.as_str()), ("1", "Byrne"));
}

#[actix_web::test]
async fn d_a_selection_that_is_none_is_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_ada(&console).await;
    let token = token(&console).await;
    let ids = format!("&id={}", uuid::Uuid::now_v7()).repeat(101);
    for body in [
        "do=delete&id=x",
        "do=explode&ids=AAAA",
        "do=delete&ids=%00",
        &format!("do=delete{ids}"),
        "do=delete&ids=AAAA",
    ] {
        let page = send(&console, "/customers/bulk", format!("csrf_token={token}&{body}")).await;
        assert_eq!(page.status, 400, "{body}\n{page}");
    }
    assert_eq!(listed(&console.open("/customers").await), ["Countess Ada"]);
}

async fn token(console: &Console) -> String {
    let page = console.open("/customers/new").await;
    let fields = page.form("Submit").fields();
    let (_, token) = fields.into_iter().find(|(name, _)| name == "csrf_token").unwrap();
    token
}

/// A form in bytes that no browser would make.
async fn send(console: &Console, path: &str, body: String) -> Page {
    let request = console.request(Method::POST, path).header("origin", console.base());
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    console.try_send(path, request).await.unwrap()
}
