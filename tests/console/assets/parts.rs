//! Uploads in parts (tus 1.0): a large file that was cut off goes on where it stopped.

use reqwest::{Body, Method, RequestBuilder, Response};

use super::super::token_of;
use super::{files_in, header};
use crate::support::console::Console;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{App, spawn};

const KIND: &str = "application/offset+octet-stream";

pub struct Script<'a> {
    console: &'a Console,
    pub token: String,
}

impl<'a> Script<'a> {
    pub async fn of(console: &'a Console) -> Self {
        let page = console.open("/assets/new").await;
        Self { console, token: token_of(&page) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.console.request(method, path).header("origin", self.console.base());
        request.header("x-csrf-token", &self.token).header("tus-resumable", "1.0.0")
    }

    pub async fn begin(&self, length: u64, name: &str) -> Response {
        use base64::Engine as _;
        let name = base64::engine::general_purpose::STANDARD.encode(name);
        let request = self.request(Method::POST, "/assets/uploads").header("upload-length", length);
        request.header("upload-metadata", format!("filename {name}")).send().await.unwrap()
    }

    async fn go_on(&self, path: &str, offset: u64, bytes: &'static [u8]) -> Response {
        self.send(path, offset, bytes.into()).await.unwrap()
    }

    /// Sends from `offset` on; an error when the connection breaks.
    pub async fn send(&self, path: &str, offset: u64, body: Body) -> reqwest::Result<Response> {
        let request = self.request(Method::PATCH, path).header("content-type", KIND);
        request.header("upload-offset", offset).body(body).send().await
    }

    /// How much is there; nothing while another request writes to it.
    pub async fn looked(&self, path: &str) -> Option<u64> {
        let looked = self.request(Method::HEAD, path).send().await.unwrap();
        (looked.status() == 200).then(|| header(&looked, "upload-offset").parse().unwrap())
    }

    pub async fn offset(&self, path: &str) -> String {
        let looked = self.request(Method::HEAD, path).send().await.unwrap();
        assert_eq!(looked.status(), 200);
        assert_eq!(header(&looked, "cache-control"), "no-store");
        header(&looked, "upload-offset").to_owned()
    }

    pub async fn submit(&self, upload: &str) -> Response {
        self.submit_as(upload, "Film").await
    }

    async fn submit_as(&self, upload: &str, title: &str) -> Response {
        self.submit_all(&[upload], title).await
    }

    async fn submit_all(&self, uploads: &[&str], title: &str) -> Response {
        let form = reqwest::multipart::Form::new()
            .text("csrf_token", self.token.clone())
            .text("title", title.to_owned());
        let id = |upload: &&str| upload.rsplit('/').next().unwrap().to_owned();
        let form = uploads.iter().map(id).fold(form, |form, id| form.text("uploaded", id));
        let request = self.request(Method::POST, "/assets").header("accept", "application/json");
        request.multipart(form).send().await.unwrap()
    }
}

#[actix_web::test]
async fn an_upload_that_was_cut_off_goes_on_after_the_server_started_again() {
    let mut app: App = spawn().await;
    let path = {
        let console = app.sign_in().await;
        let script = Script::of(&console).await;
        let begun = script.begin(10, "film «1».txt").await;
        assert_eq!(begun.status(), 201);
        assert!(header(&begun, "upload-expires").ends_with("GMT"));
        let path = header(&begun, "location").to_owned();
        assert_eq!(script.offset(&path).await, "0");
        let sent = script.go_on(&path, 0, b"01234").await;
        assert_eq!((sent.status().as_u16(), header(&sent, "upload-offset")), (204, "5"));
        assert_eq!(script.submit(&path).await.status(), 400, "half of it is no file");
        path
    };
    app.kill();
    app.restart().await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    assert_eq!(script.offset(&path).await, "5");
    assert_eq!(script.go_on(&path, 0, b"01234").await.status(), 409, "that is there already");
    assert_eq!(script.go_on(&path, 5, b"567890").await.status(), 413, "more than was said");
    assert_eq!(script.go_on(&path, 5, b"56789").await.status(), 204);
    let made = script.submit(&path).await;
    assert_eq!(made.status(), 201);
    let page =
        console.open(header(&made, "location")).await.assert_heading("Film").assert_shows("film «1».txt");
    let file = super::fetch(&console, &page.link("Download").href, &[]).await;
    assert_eq!(file.text().await.unwrap(), "0123456789");
    assert_eq!(files_in(&app, "partials"), 0);
    assert_eq!(script.submit(&path).await.status(), 404, "it is a file now, and no upload");
}

#[actix_web::test]
async fn of_several_uploads_none_is_taken_before_all_are_whole() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    let mut paths = Vec::new();
    for name in ["one.txt", "two.txt"] {
        paths.push(header(&script.begin(4, name).await, "location").to_owned());
    }
    assert_eq!(script.go_on(&paths[0], 0, b"1234").await.status(), 204);
    assert_eq!(script.go_on(&paths[1], 0, b"56").await.status(), 204);
    let both = [paths[0].as_str(), paths[1].as_str()];
    assert_eq!(script.submit_all(&both, "").await.status(), 400, "the second is not whole");
    assert_eq!(script.offset(&paths[0]).await, "4", "the first is there still");
    assert_eq!(script.go_on(&paths[1], 2, b"78").await.status(), 204);
    assert_eq!(script.submit_all(&both, "").await.status(), 303, "to the library, where both are");
    assert_eq!((files_in(&app, "partials"), files_in(&app, "kept")), (0, 2));
}

#[actix_web::test]
async fn uploads_in_parts_are_ones_own_and_speak_one_protocol() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    let begun = script.begin(4, "../../etc/passwd").await;
    let path = header(&begun, "location").to_owned();
    let offered = script.request(Method::OPTIONS, "/assets/uploads").send().await.unwrap();
    assert_eq!(header(&offered, "tus-version"), "1.0.0");
    assert_eq!(header(&offered, "tus-extension"), "creation,expiration,termination");

    let other = console.request(Method::HEAD, &path).header("tus-resumable", "0.2").send().await.unwrap();
    assert_eq!((other.status().as_u16(), header(&other, "tus-version")), (412, "1.0.0"));
    let untyped =
        script.request(Method::PATCH, &path).header("upload-offset", 0).header("content-type", "text/plain");
    assert_eq!(untyped.body("1234").send().await.unwrap().status(), 415);
    let forged = console.request(Method::PATCH, &path).header("tus-resumable", "1.0.0");
    let forged =
        forged.header("origin", console.base()).header("content-type", KIND).header("upload-offset", 0);
    assert_eq!(forged.body("1234").send().await.unwrap().status(), 415, "without its token");
    assert_eq!(script.begin(u64::MAX, "large").await.status(), 413);

    let colleague = app.sign_in_with_role("editor").await;
    let theirs = Script::of(&colleague).await;
    assert_eq!(theirs.go_on(&path, 0, b"1234").await.status(), 404);
    assert_eq!(theirs.submit(&path).await.status(), 404);
    assert_eq!(script.go_on(&path, 0, b"12").await.status(), 204);
    assert_eq!(files_in(&app, "partials"), 1);
    assert_eq!(script.request(Method::DELETE, &path).send().await.unwrap().status(), 204);
    assert_eq!(script.go_on(&path, 2, b"34").await.status(), 404);
    assert_eq!(files_in(&app, "partials"), 0);
}

#[actix_web::test]
async fn an_upload_that_nobody_goes_on_with_is_gone_after_a_day() {
    let mut app = spawn().await;
    let (left, kept) = {
        let console = app.sign_in().await;
        let script = Script::of(&console).await;
        let begin = async |name: &str| {
            let path = header(&script.begin(4, name).await, "location").to_owned();
            assert_eq!(script.go_on(&path, 0, b"12").await.status(), 204);
            path
        };
        let (left, kept) = (begin("left.txt").await, begin("kept.txt").await);
        app.database().execute("UPDATE uploads SET expires_at = 1 WHERE file_name = 'left.txt'");
        assert_eq!(script.go_on(&left, 2, b"34").await.status(), 404, "its day is over");
        (left, kept)
    };
    // The runner removes what is overdue when it starts, and every few minutes.
    app.terminate().await;
    app.restart().await;
    let path = app.data_dir().join("files/partials").join(left.rsplit('/').next().unwrap());
    eventually("its row is gone", PATIENCE, async || {
        (app.database().count("SELECT count(*) FROM uploads") == 1).then_some(())
    })
    .await;
    assert!(!path.exists(), "its file went first");

    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    assert_eq!(script.go_on(&kept, 2, b"34").await.status(), 204, "the other one goes on");
    assert_eq!(script.submit(&kept).await.status(), 201);
    assert_eq!((files_in(&app, "partials"), files_in(&app, "incoming")), (0, 0));
    assert_eq!(app.database().count("SELECT count(*) FROM uploads"), 0);
}

#[actix_web::test]
async fn e2_what_a_stop_left_of_an_upload_is_swept() {
    let mut app = spawn().await;
    let known = {
        let console = app.sign_in().await;
        let script = Script::of(&console).await;
        header(&script.begin(4, "known.txt").await, "location").rsplit('/').next().unwrap().to_owned()
    };
    // A stop after the row was removed leaves the file; one before the file was removed leaves the row.
    let partials = app.data_dir().join("files/partials");
    let (left, fresh) = (uuid::Uuid::now_v7().to_string(), uuid::Uuid::now_v7().to_string());
    for (name, is_old) in [(&left, true), (&fresh, false), (&known, true)] {
        let file = std::fs::File::options().create(true).append(true).open(partials.join(name)).unwrap();
        if is_old {
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        }
    }
    app.terminate().await;
    app.restart().await;
    eventually("the runner removes it", PATIENCE, async || (!partials.join(&left).exists()).then_some(()))
        .await;
    assert!(partials.join(&known).exists(), "it may be gone on with");
    assert!(partials.join(&fresh).exists(), "its row may be on its way");
}

#[actix_web::test]
async fn a_form_that_is_corrected_names_the_same_upload_again() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    let path = header(&script.begin(4, "film.txt").await, "location").to_owned();
    assert_eq!(script.go_on(&path, 0, b"1234").await.status(), 204);
    let refused = script.submit_as(&path, "bad\u{7}title").await;
    assert_eq!(refused.status(), 422);
    assert_eq!(refused.json::<serde_json::Value>().await.unwrap()["again"], true);
    assert_eq!(script.offset(&path).await, "4");
    assert_eq!(script.submit(&path).await.status(), 201);
    assert_eq!(app.database().count("SELECT count(*) FROM uploads"), 0);
}
