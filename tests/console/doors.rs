//! What every answer has and every request meets, whichever page it is of.

use std::os::unix::fs::PermissionsExt as _;

use reqwest::Method;

use super::token_of;
use crate::support::console::Console;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::page::Page;
use crate::support::server::{ADMIN, PASSWORD, TOKEN, spawn, spawn_with};
use crate::support::settings;

async fn ask(console: &Console, path: &str, header: (&str, &str)) -> Page {
    let request = console.request(Method::GET, path).header(header.0, header.1);
    console.try_send(path, request).await.unwrap()
}

#[actix_web::test]
async fn g2_g3_every_answer_has_its_headers() {
    let app = spawn().await;
    let console = app.sign_in().await;
    for (path, status) in [
        ("/customers", 200),
        ("/login", 303),
        ("/no-such-page", 404),
        ("/logout", 405),
        ("/api/v1/customers", 401),
        ("/healthz", 200),
        ("/api/nothing", 404),
    ] {
        let page = console.get(path).await.assert_status(status);
        let header = |name: &str| page.header(name).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(page.header("strict-transport-security").is_none(), "{path}: there is no TLS");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        if header("content-type").starts_with("text/html") {
            assert_eq!(header("content-type"), "text/html; charset=utf-8", "{path}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"),
                "{policy}"
            );
        }
        assert!(page.header("server").is_none() && page.header("access-control-allow-origin").is_none());
    }
}

#[actix_web::test]
async fn g5_an_error_says_what_to_do_and_nothing_of_the_inside() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.get("/no-such-page").await.assert_status(404).assert_heading("There is nothing here");
    assert!(page.has_link("Back to customers"), "{page}");
    for inside in ["actix", "diesel", "src/", "SELECT", "panicked"] {
        assert!(!page.body.contains(inside), "{inside}: {page}");
    }
    app.api().get("/api/v1/nothing").await.assert_status(404).assert_at("/code", "not-found");
}

#[actix_web::test]
async fn d10_a_foreign_host_is_not_answered() {
    let app = spawn().await;
    for host in ["evil.example", "localhost.evil.example", ""] {
        let page = ask(&app.visitor(), "/login", ("host", host)).await;
        assert!([400, 421].contains(&page.status.as_u16()), "{host}: {page}");
    }
    ask(&app.visitor(), "/login", ("host", "localhost:1")).await.assert_status(200);
}

/// What the server answers to these bytes, whatever they are, until it closes the connection.
fn send_raw(base: &str, request: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[actix_web::test]
async fn d9_ambiguous_framing_is_refused_and_the_connection_closed() {
    let app = spawn().await;
    for headers in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: -5\r\n\r\nhello",
        "Transfer-Encoding: gzip\r\n\r\n",
    ] {
        let answer = send_raw(app.base(), &format!("POST /login HTTP/1.1\r\nHost: localhost\r\n{headers}"));
        assert!(answer.starts_with("HTTP/1.1 400 "), "{headers}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{headers}: {answer}");
    }
}

#[actix_web::test]
async fn d10_no_way_of_naming_another_host_is_answered() {
    let app = spawn().await;
    for (line, hosts) in [
        ("GET http://evil.example/login", "Host: localhost\r\n"),
        ("GET /login", "Host: localhost\r\nHost: evil.example\r\n"),
        ("GET /login", ""),
    ] {
        let answer = send_raw(app.base(), &format!("{line} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        let is_refused = answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 421 ");
        assert!(is_refused, "{line} {hosts}: {answer}");
    }
}

#[actix_web::test]
async fn d3_an_address_holds_at_most_its_share_of_connections() {
    let app = spawn_with(&[("CUSTOMARY_CONNECTIONS_PER_ADDRESS", "5")]).await;
    let address = app.base().strip_prefix("http://").unwrap().to_owned();
    let held: Vec<_> = (0..8).map(|_| std::net::TcpStream::connect(&address).unwrap()).collect();
    let is_served = |mut stream: &std::net::TcpStream| {
        use std::io::{Read as _, Write as _};
        stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
        let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        asked.is_ok() && matches!(stream.read(&mut [0; 512]), Ok(1..))
    };
    // The test's own client may still hold a connection or two from waiting for the start.
    let served = held.iter().filter(|stream| is_served(stream)).count();
    assert!((3..=5).contains(&served), "{served}");
    drop(held);
    eventually("the share is free again", PATIENCE, async || {
        let console = app.visitor();
        console.request(Method::GET, "/healthz").send().await.ok().map(drop)
    })
    .await;
}

#[actix_web::test]
async fn d1_what_is_too_much_is_refused_with_its_limit() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let long = format!("/customers?q={}", "x".repeat(9000));
    console.get(&long).await.assert_status(414).assert_shows("8 KiB");
    let page = ask(&console, "/customers", ("x-much", &"x".repeat(40_000))).await;
    assert_eq!(page.status, 431, "{page}");

    let token = token_of(&console.open("/account").await);
    let form = [("csrf_token", &*token), ("notes", &*"x".repeat(1_100_000))];
    let request = console.request(Method::POST, "/customers").form(&form);
    console.try_send("/customers", request).await.unwrap().assert_status(413).assert_shows("1 MiB");
}

#[actix_web::test]
async fn d2_the_limit_holds_without_a_length_and_compressed_bodies_are_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let chunk = || Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024]);
    let endless = futures_util::stream::iter((0..64).map(move |_| chunk()));
    let kind = "application/x-www-form-urlencoded";
    let request = console.request(Method::POST, "/customers").header("content-type", kind);
    let sent = request.body(reqwest::Body::wrap_stream(endless)).send().await;
    // The connection may be closed while the body is still on its way.
    if let Ok(answer) = sent {
        assert_eq!(answer.status(), 413);
    }
    let request = console.request(Method::POST, "/customers").header("content-encoding", "gzip").body("x");
    console.try_send("/customers", request).await.unwrap().assert_status(415);
}

#[actix_web::test]
async fn k2_a_caller_has_so_many_requests_a_minute() {
    let app = spawn_with(&[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "3")]).await;
    let console = app.visitor();
    for _ in 0..3 {
        console.request(Method::POST, "/login").send().await.unwrap();
    }
    let request = console.request(Method::POST, "/login");
    let page = console.try_send("/login", request).await.unwrap().assert_status(429);
    let wait: u64 = page.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    page.assert_heading("Too many requests");
    console.open("/login").await;
    app.api().get("/api/v1/customers").await.assert_status(200);
}

#[actix_web::test]
async fn d10_behind_a_named_proxy_each_client_is_counted_by_itself() {
    let settings =
        [("CUSTOMARY_UNKNOWN_REQUESTS_PER_MINUTE", "2"), ("CUSTOMARY_TRUSTED_PROXIES", "127.0.0.1")];
    let app = spawn_with(&settings).await;
    for (client, status) in [
        ("192.0.2.1", 200),
        ("192.0.2.1", 200),
        ("192.0.2.1", 429),
        ("192.0.2.2", 200),
        ("1.1.1.1, 192.0.2.1", 429),
    ] {
        ask(&app.visitor(), "/login", ("x-forwarded-for", client)).await.assert_status(status);
    }
}

#[actix_web::test]
async fn i2_the_log_holds_nothing_that_was_typed() {
    let app = spawn_with(&[("CUSTOMARY_LOG", "debug")]).await;
    let console = app.sign_in().await;
    app.visitor().sign_in("someone.private@example.test", "a very secret sentence").await;
    console.create_customer("Zaphod Beeblebrox").await;
    console.get("/customers?q=beeblebrox").await;
    console.get("/no-such-page?q=beeblebrox").await;
    app.api().get("/api/v1/customers?search=beeblebrox").await;
    let log = app.log();
    for typed in [ADMIN, PASSWORD, TOKEN, "someone.private", "very secret", "Zaphod", "eeblebrox"] {
        assert!(!log.contains(typed), "{typed} in the log:\n{log}");
    }
}

#[actix_web::test]
async fn h1_h3_the_secret_and_the_data_are_their_owners_alone() {
    if settings::database_url().is_some() {
        return; // PostgreSQL is given a secret: see below.
    }
    let app = spawn_with(&[("CUSTOMARY_SECRET_FILE", "")]).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&app.data_dir()), 0o700);
    assert_eq!(mode(&app.data_dir().join("secret")), 0o600);
    assert_eq!(mode(&app.data_dir().join("files/kept")), 0o700);
}

#[actix_web::test]
async fn h1_postgresql_needs_a_secret() {
    let app = spawn().await;
    let flags = ["migrate", "--database-url", "postgres://localhost/x", "--secret-file", ""];
    let answer = app.command(&flags).assert_code(1);
    assert!(answer.stderr.contains("CUSTOMARY_SECRET_FILE"), "{}", answer.stderr);
    let weak = app.data_dir().join("weak");
    std::fs::write(&weak, "too short").unwrap();
    std::fs::set_permissions(&weak, std::fs::Permissions::from_mode(0o600)).unwrap();
    let answer = app.command(&["migrate", "--secret-file", weak.to_str().unwrap()]).assert_code(1);
    assert!(answer.stderr.contains("weak"), "{}", answer.stderr);
}

#[actix_web::test]
async fn k1_asked_to_end_it_ends_well() {
    let mut app = spawn().await;
    app.sign_in().await.create_customer("Acme").await;
    assert!(app.terminate().await.success());
    app.database().assert_intact();
    app.restart().await;
    app.sign_in().await.open("/customers").await.assert_shows("Acme");
}

#[actix_web::test]
async fn commands_say_what_they_did() {
    let app = spawn().await;
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    app.command(&["organization", "add", "Elsewhere"]).assert_code(1);
    let token = app.command(&["token", "add", "Nightly", "--role", "viewer"]).assert_code(1);
    assert!(token.stderr.contains("--organization"), "{}", token.stderr);
    let token = app.command(&["token", "add", "Nightly", "--role", "viewer", "--organization", "Elsewhere"]);
    assert!(token.assert_code(0).last_line().starts_with("cst_"));
    let short = app.command_with_input(
        &[
            "operator",
            "add",
            "x@example.test",
            "--role",
            "viewer",
            "--organization",
            "Elsewhere",
            "--password-stdin",
        ],
        "short",
    );
    assert!(short.assert_code(1).stderr.contains("12 characters"));
    let listed = app.command(&["operator", "list"]).assert_code(0).stdout;
    assert!(listed.contains(&format!("{ADMIN}\tadmin\tactive")), "{listed}");
    app.command(&["migrate", "--check"]).assert_code(0);
}
