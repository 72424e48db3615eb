//! How much a request may bring, how slowly, and over how many connections.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;

use super::doors::ask;
use super::token_of;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{spawn, spawn_with};

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
async fn d3_an_address_holds_at_most_its_share_of_connections() {
    let app = spawn_with(&[("CUSTOMARY_CONNECTIONS_PER_ADDRESS", "5")]).await;
    let held: Vec<_> = (0..8).map(|_| connect(app.base())).collect();
    let is_served = |mut stream: &TcpStream| {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
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

/// What the framework answers by itself, before any of ours sees the request.
#[actix_web::test]
async fn d1_what_is_too_long_to_be_read_is_refused_by_the_framework() {
    let app = spawn().await;
    let get = |path: &str, headers: &str| {
        send_raw(app.base(), &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"))
    };
    let close = "Connection: close\r\n";
    let longest = format!("/login?q={}", "x".repeat(65_534 - 9));
    let many = |number: usize| close.to_owned() + &"X-Many: x\r\n".repeat(number - 2);
    let large = |bytes: usize| format!("{close}X-Much: {}\r\n", "x".repeat(bytes));
    for (path, headers, status) in [
        (longest.as_str(), close.to_owned(), 414),
        (&format!("{longest}x"), String::new(), 400),
        ("/login", many(96), 200),
        ("/login", many(97), 431),
        ("/login", large(100_000), 431),
    ] {
        let answer = get(path, &headers);
        let shown: String = answer.chars().take(200).collect();
        let sizes = (path.len(), headers.len());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{sizes:?}, not {status}: {shown}");
    }
    let answer = get("/login", &large(200_000));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[actix_web::test]
async fn d3_a_request_whose_head_does_not_end_is_cut() {
    let app = spawn_with(&[("CUSTOMARY_HEAD_SECONDS", "2")]).await;
    for head in ["", "GET /login HTTP/1.1\r\nHost: localh"] {
        let begun = Instant::now();
        let answer = send_raw(app.base(), head);
        assert!(answer.starts_with("HTTP/1.1 408 "), "{head}: {answer}");
        // The framework's clock ticks twice a second.
        assert!(begun.elapsed() >= Duration::from_secs(1), "{head}: {:?}", begun.elapsed());
    }
}

#[actix_web::test]
async fn d3_a_body_that_comes_too_slowly_is_cut() {
    let app = spawn_with(&[("CUSTOMARY_PACE_SECONDS", "1")]).await;
    let head = |path: &str, kind: &str| {
        let token = crate::support::server::TOKEN;
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {kind}\r\nContent-Length: 100000\r\n\r\n"
        )
    };
    let form = head("/login", "application/x-www-form-urlencoded");
    let json = head("/api/v1/customers", "application/json");
    let file = head("/api/v1/imports", "multipart/form-data; boundary=b");
    for (head, body) in [(&form, "email="), (&json, "{"), (&file, "--b\r\n"), (&json, "")] {
        let answer = send_raw(app.base(), &format!("{head}{body}"));
        assert!(answer.starts_with("HTTP/1.1 408 "), "{head}: {answer}");
    }
    // A drop now and then does not keep it open either.
    let mut dripping = connect(app.base());
    dripping.write_all(json.as_bytes()).unwrap();
    let begun = Instant::now();
    let mut answer = [0; 12];
    dripping.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    while dripping.read_exact(&mut answer).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it is still open");
        // It may be closed between the two.
        let _ = dripping.write_all(b" ");
    }
    assert_eq!(answer, *b"HTTP/1.1 408");
    app.api().get("/api/v1/customers?count=true").await.assert_at("/count", 0);
}

#[actix_web::test]
async fn d3_a_request_that_takes_too_long_is_cut() {
    let app = spawn_with(&[("CUSTOMARY_REQUEST_SECONDS", "1")]).await;
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    let answer = send_raw(app.base(), head);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("This took too long"), "{answer}");
}

fn connect(base: &str) -> TcpStream {
    TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap()
}

/// What the server answers to these bytes, whatever they are, until it closes the connection. What it closes before it
/// has read all may be reset, and an answer on the way lost.
pub fn send_raw(base: &str, request: &str) -> String {
    let mut stream = connect(base);
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut answer = Vec::new();
    match stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer)) {
        Err(error) if !matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => {
            panic!("{error} after {:?}", String::from_utf8_lossy(&answer))
        }
        _ => String::from_utf8(answer).unwrap(),
    }
}
