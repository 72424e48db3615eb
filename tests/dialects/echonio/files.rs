//! Files brought and fetched, tokens, and the picture of a customer.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{admin, get, path_of, post, put, radio};
use crate::dialects::{Client, token_of_another};
use crate::support::api::Reply;
use crate::support::server::{TOKEN, spawn};
use customary::web::dialect::Dialect;

/// A picture of one point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82";

async fn upload(client: &Client, name: &'static str, content: &'static [u8]) -> Reply {
    let form = Form::new().part("document", Part::bytes(content).file_name(name)).text("title", "A file");
    Reply::of(client.request(Method::POST, "/v1/files").multipart(form)).await
}

#[actix_web::test]
async fn a_file_comes_in_a_form_or_as_the_body_and_goes_as_it_came() {
    let app = spawn().await;
    let echonio = admin(&app);
    let csv = b"name,title\nRadio,Bar\n";
    let first = upload(&echonio, "firms.csv", csv).await.assert_status(201).json();
    assert_eq!((&first["fileName"], &first["size"]), (&json!("firms.csv"), &json!(csv.len())));
    let mut names: Vec<&String> = first.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        ["contentType", "createdAt", "creatorOperatorId", "fileName", "id", "organizationId", "size"]
    );
    let request = echonio
        .request(Method::POST, "/v1/files?fileName=people.json")
        .header("content-type", "application/json");
    let second = Reply::of(request.body("[]")).await.assert_status(201).json();
    assert_eq!(second["fileName"], "people.json");
    let path = format!("/v1/files/{}", first["id"].as_str().unwrap());
    let file = get(&echonio, &path).await.assert_status(200);
    assert_eq!(file.body.as_bytes(), csv);
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename=\"firms.csv\""));
    app.api()
        .get(&format!("/api/v1/assets/{}", first["id"].as_str().unwrap()))
        .await
        .assert_at("/title", "A file");
    get(&Client::of(Dialect::Echonio, &app, &token_of_another(&app)), &path).await.assert_status(404);
    get(&echonio, "/v1/files/0191e7a1-0000-7000-8000-000000000000").await.assert_status(404);
    let none =
        Reply::of(echonio.request(Method::POST, "/v1/files").multipart(Form::new().text("title", "x"))).await;
    none.assert_status(400);
    let other = echonio.request(Method::POST, "/v1/files").header("content-type", "image/png").body(PNG);
    Reply::of(other).await.assert_status(415);
}

#[actix_web::test]
async fn d1_a_file_has_a_largest_size() {
    let app = crate::support::server::spawn_with(&[("CUSTOMARY_UPLOAD_LIMIT_BYTES", "1048576")]).await;
    let request = admin(&app).request(Method::POST, "/v1/files").header("content-type", "text/csv");
    // Of a body that is not read to its end the rest may still be on its way when the connection is closed.
    if let Ok(reply) = Reply::try_of(request.body(vec![b'x'; 1_500_000])).await {
        reply.assert_status(413).assert_at("/error", "TOO_LARGE");
    }
    assert_eq!(app.database().count("SELECT count(*) FROM assets"), 0);
}

#[actix_web::test]
async fn a_customer_has_an_uploaded_file_as_its_picture() {
    let app = spawn().await;
    let echonio = admin(&app);
    let picture = upload(&echonio, "logo.png", PNG).await.assert_status(201).json()["id"].clone();
    let text = upload(&echonio, "a.csv", b"a,b\n1,2\n").await.assert_status(201).json()["id"].clone();
    let mut fields = radio().to_vec();
    fields.push(("avatarUploadedFileId", picture.clone()));
    let made = post(&echonio, "/v1/customers", &fields).await.assert_status(201).json();
    assert_eq!(made["avatarUploadedFileId"], picture);
    let path = path_of(&made);
    put(&echonio, &path, &[("avatarUploadedFileId", picture)]).await.assert_status(200);
    for wrong in [text, json!("0191e7a1-0000-7000-8000-000000000000")] {
        put(&echonio, &path, &[("avatarUploadedFileId", wrong)]).await.assert_status(400);
    }
    let id = made["id"].as_str().unwrap();
    app.api().get(&format!("/api/v1/customers/{id}")).await.assert_at("/version", "1");
    let cleared =
        put(&echonio, &path, &[("avatarUploadedFileId", json!(""))]).await.assert_status(200).json();
    assert_eq!(cleared["avatarUploadedFileId"], Value::Null);
}

#[actix_web::test]
async fn a_token_is_given_for_a_token_and_no_password_is_looked_at() {
    let app = spawn().await;
    let nobody = Client::sending(&app, &[]);
    let ask = async |password: &str| {
        let fields = [
            ("grantType", json!("password")),
            ("clientId", json!("x")),
            ("username", json!("admin@example.test")),
            ("password", json!(password)),
        ];
        post(&nobody, "/v1/token", &fields).await
    };
    let given = ask(TOKEN).await.assert_status(200).json();
    assert_eq!(given, json!({ "token": TOKEN, "refreshToken": TOKEN, "expiresIn": 3600 }));
    ask(crate::support::server::PASSWORD).await.assert_status(401).assert_at("/error", "UNAUTHORIZED");
    post(&nobody, "/v1/refresh/token", &[("refreshToken", json!(TOKEN))])
        .await
        .assert_status(200)
        .assert_at("/token", TOKEN);
    post(&nobody, "/v1/refresh/token", &[]).await.assert_status(401);
    for header in [format!("bearer   {TOKEN}"), format!("BEARER {TOKEN}"), TOKEN.to_owned()] {
        get(&Client::sending(&app, &[("authorization", &header)]), "/v1/customers").await.assert_status(200);
    }
    get(&Client::sending(&app, &[("authorization", &format!("basic {TOKEN}"))]), "/v1/customers")
        .await
        .assert_status(401);
}
