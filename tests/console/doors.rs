//! What every answer has and every request meets, whichever page it is of.

use std::os::unix::fs::PermissionsExt as _;

use reqwest::Method;

use super::limits::send_raw;
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{ADMIN, PASSWORD, TOKEN, spawn, spawn_with};
use crate::support::settings;

pub async fn ask(console: &Console, path: &str, header: (&str, &str)) -> Page {
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
async fn h4_a_network_before_the_database_needs_a_verified_server() {
    let app = spawn().await;
    let refused =
        app.command(&["migrate", "--database-url", "postgres://db.example.test/crm"]).assert_code(1);
    assert!(refused.stderr.contains("CUSTOMARY_DATABASE_URL"), "{}", refused.stderr);
    assert!(refused.stderr.contains("add sslmode=verify-full"), "{}", refused.stderr);
}

#[actix_web::test]
async fn h4_the_program_does_not_work_as_a_superuser() {
    let Some(server) = settings::database_url() else { return };
    let app = spawn().await;
    let superuser = server.replacen("//customary@", "//postgres@", 1);
    for command in ["migrate", "serve"] {
        let refused = app.command(&[command, "--database-url", &superuser]).assert_code(1);
        assert!(refused.stderr.contains("its role is a superuser"), "{}", refused.stderr);
        assert!(refused.stderr.contains("CUSTOMARY_DATABASE_URL"), "{}", refused.stderr);
    }
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
