//! A large upload whose connection breaks again and again: it goes on where it stopped, and what is kept at the end is
//! what was sent. `CUSTOMARY_SOAK_UPLOAD_BYTES` says how large; the server's memory does not grow with it.

use std::io::{Error, ErrorKind};
use std::time::Instant;

use futures_util::stream;
use reqwest::Body;
use sha2::{Digest as _, Sha256};

use super::parts::Script;
use super::{fetch, files_in, header};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{App, spawn};
use crate::support::settings;

const CUTS: u64 = 10;
const SMALL_BYTES: u64 = 24 << 20;
const CHUNK_BYTES: usize = 1 << 20;
/// Most memory of the server, in KiB: far less than the file that the full run sends.
const MOST_MEMORY_KB: u64 = 400 << 10;

/// The bytes from `from` on, as many as fit: no two blocks of 32 are alike.
fn fill(from: u64, bytes: &mut [u8]) {
    let mut at = 0;
    while at < bytes.len() {
        let (block, inside) = ((from + at as u64) / 32, ((from + at as u64) % 32) as usize);
        let mixed = [1, 2, 3, 4].map(|lane: u64| {
            let mixed = (block * 4 + lane).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ (mixed >> 29)).to_le_bytes()
        });
        let length = (32 - inside).min(bytes.len() - at);
        bytes[at..at + length].copy_from_slice(&mixed.as_flattened()[inside..inside + length]);
        at += length;
    }
}

/// The bytes from `offset` to `until`, and then, where more were to come, an end that nobody expects.
fn broken(offset: u64, until: u64, length: u64) -> Body {
    let pieces = stream::unfold(offset, move |at| async move {
        if at >= until {
            return (until < length).then(|| (Err(Error::from(ErrorKind::ConnectionReset)), u64::MAX));
        }
        let mut piece = vec![0; CHUNK_BYTES.min(usize::try_from(until - at).unwrap())];
        fill(at, &mut piece);
        let next = at + piece.len() as u64;
        Some((Ok(piece), next))
    });
    Body::wrap_stream(pieces)
}

fn peak_memory_kb(app: &App) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[actix_web::test]
async fn an_upload_that_is_cut_ten_times_ends_with_the_right_hash() {
    let length = settings::upload_bytes().unwrap_or(SMALL_BYTES);
    let app = spawn().await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    let path = header(&script.begin(length, "film.bin").await, "location").to_owned();
    let began = Instant::now();
    let mut offset = 0;
    for cut in 1..=CUTS {
        let until = length / (CUTS + 1) * cut;
        let answer = script.send(&path, offset, broken(offset, until, length)).await;
        assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status() != 204), "it was cut");
        // What the connection still held when it broke need not have arrived; the request that was cut holds the file until
        // the server has seen that nobody sends any more.
        let arrived = eventually("the upload is free", PATIENCE, async || script.looked(&path).await).await;
        assert!((offset..=until).contains(&arrived), "{arrived} of {until}");
        offset = arrived;
    }
    // As clients do: whatever is in the way of the last part (a cut request of which bytes still come in), ask and go on.
    eventually("the upload is whole", PATIENCE, async || {
        let from = script.looked(&path).await?;
        let answer = script.send(&path, from, broken(from, length, length)).await.ok()?;
        (answer.status() == 204 && header(&answer, "upload-offset").parse() == Ok(length)).then_some(())
    })
    .await;
    let made = script.submit(&path).await;
    assert_eq!(made.status(), 201);
    let seconds = began.elapsed().as_secs_f64();
    let peak = peak_memory_kb(&app);

    let mut expected = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    for from in (0..length).step_by(CHUNK_BYTES) {
        let piece = &mut chunk[..CHUNK_BYTES.min(usize::try_from(length - from).unwrap())];
        fill(from, piece);
        expected.update(piece);
    }
    let mut sent = fetch(&console, &format!("{}/file", header(&made, "location")), &[]).await;
    let mut hash = Sha256::new();
    while let Some(piece) = sent.chunk().await.unwrap() {
        hash.update(&piece);
    }
    assert_eq!(hash.finalize(), expected.finalize());
    assert_eq!((files_in(&app, "partials"), files_in(&app, "kept")), (0, 1));
    assert!(peak < MOST_MEMORY_KB, "{peak} KiB");
    println!("{length} bytes, cut {CUTS} times: {seconds:.1} s, the server's peak memory {} MiB", peak >> 10);
}
