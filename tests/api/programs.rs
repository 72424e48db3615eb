//! Files of the programs that people come from, as those programs write them: every column goes where it belongs without
//! a hand, and what stands in the cells arrives.

use serde_json::{Value, json};

use super::imports::imported;
use crate::support::api::Api;
use crate::support::server::spawn;
use crate::support::source;

const FOLDER: &str = "tests/fixtures/programs";

/// A file of a program, with addresses that no other has.
fn file_of(program: &str) -> String {
    let text = std::fs::read_to_string(format!("{FOLDER}/{program}.csv")).unwrap();
    text.replace("@example.org", &format!("@{program}.example"))
        .replace("@quay.", &format!("@quay.{program}."))
}

async fn customer(api: &Api, program: &str, name: &str) -> Value {
    let path = format!("/api/v1/customers?search={name}%40{program}.example&count=true");
    let found = api.get(&path).await.assert_status(200).json();
    assert_eq!(found["count"], 1, "{name} of {program}: {found:#}");
    found["items"][0].clone()
}

#[actix_web::test]
async fn the_files_of_known_programs_map_by_themselves() {
    let app = spawn().await;
    // One token starts so many imports an hour, and no more.
    let (api, other) = (app.api(), app.api_with_role("editor"));
    let mut wrong = Vec::new();
    for expected in source::files(FOLDER, "json") {
        let program = expected.path.rsplit('/').next().unwrap().strip_suffix(".json").unwrap().to_owned();
        let expected: Value = serde_json::from_str(&expected.text).unwrap();
        let import = imported(&api, &format!("{program}.csv"), file_of(&program), &json!({})).await;
        assert_eq!(
            (&import["status"], &import["rejected"]),
            (&json!("completed"), &json!(0)),
            "{program}: {import:#}"
        );
        let again = imported(&other, &format!("{program}.csv"), file_of(&program), &json!({})).await;
        assert_eq!(
            (&again["created"], &again["updated"]),
            (&json!(0), &json!(0)),
            "{program} again: {again:#}"
        );
        let columns = expected.as_object().unwrap();
        let misses = columns.iter().filter(|(column, target)| import["mapping"][column.as_str()] != **target);
        let misses: Vec<String> = misses
            .map(|(column, target)| {
                format!("{program}: {column}: {} instead of {target}", import["mapping"][column.as_str()])
            })
            .collect();
        assert!(misses.len() * 20 <= columns.len(), "more than one in twenty: {misses:#?}");
        wrong.extend(misses);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn what_stands_in_the_cells_of_known_programs_arrives() {
    let app = spawn().await;
    let api = app.api();
    let local = |customer: &Value| -> Vec<String> {
        customer["phones"]
            .as_array()
            .unwrap()
            .iter()
            .map(|phone| phone["numberInternational"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    let emails = |customer: &Value| -> Vec<String> {
        let contacts =
            customer["contacts"].as_array().unwrap().iter().filter(|contact| contact["kind"] == "email");
        contacts.map(|contact| contact["value"].as_str().unwrap().to_owned()).collect()
    };
    let titles = |customer: &Value| -> Vec<String> {
        let tags = customer["tags"].as_array().unwrap().iter();
        let mut titles: Vec<String> = tags.map(|tag| tag["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    };
    for program in ["google", "outlook", "shopify", "mailchimp", "woocommerce", "odoo", "xero", "quickbooks"]
    {
        let import =
            imported(&api, &format!("{program}.csv"), file_of(program), &json!({ "defaultCountry": "US" }))
                .await;
        assert_eq!(
            (&import["created"], &import["rejected"]),
            (&json!(2), &json!(0)),
            "{program}: {import:#}"
        );
    }

    let ada = customer(&api, "google", "ada").await;
    assert_eq!(local(&ada), ["+61412345678", "+61293744002", "+61293744000"], "several in one cell");
    assert_eq!(emails(&ada), ["ada@google.example", "ada@quay.google.example", "byrne@work.example"]);
    assert_eq!(titles(&ada), ["Friends"], "no labels of the system");
    assert_eq!(
        (&ada["phones"][0]["type"], &ada["attributes"]["Birthday"]),
        (&json!("Mobile"), &json!("--02-29"))
    );
    assert_eq!(ada["notes"], "Met in Perth\nCall before ten");

    let ada = customer(&api, "outlook", "ada").await;
    assert_eq!(ada["addresses"][1]["address1"], "2 Dock Rd");
    assert_eq!(emails(&ada), ["ada@outlook.example", "ada@home.example", "ada@old.example"]);
    assert!(ada["attributes"].get("Birthday").is_none(), "a day that nobody entered: {ada:#}");

    let bo = customer(&api, "shopify", "bo").await;
    assert_eq!(bo["lastName"], "O'Shaughnessy");
    assert_eq!(bo["addresses"][0]["postcode"], "1234AB", "without the apostrophe that guards it");
    assert_eq!(local(&bo), ["+31612345678"]);
    assert_eq!(bo["references"], json!([{ "system": "shopify", "name": "id", "value": "6512345678902" }]));

    let ada = customer(&api, "mailchimp", "ada").await;
    let address = &ada["addresses"][0];
    let parts = ["address1", "suburb", "state", "postcode", "country"]
        .map(|part| address[part].as_str().unwrap_or(""));
    assert_eq!(parts, ["1 Main St", "Portland", "OR", "97201", "US"]);
    assert_eq!(titles(&ada), ["New York", "VIP"]);

    let ada = customer(&api, "woocommerce", "ada").await;
    assert!(!ada.to_string().contains("$P$") && !ada.to_string().contains("a:1:{"), "no secrets: {ada:#}");

    let bo = customer(&api, "odoo", "bo").await;
    assert_eq!((&bo["kind"], &bo["locale"]), (&json!("personal"), &json!("en-US")));

    let quay = api.get("/api/v1/customers?search=cy").await.json()["items"][0].clone();
    assert_eq!(quay["people"][0]["emailAddress"], "cy@quay.xero.example", "{quay:#}");
    assert!(!quay.to_string().contains("123456789"), "no account of a bank: {quay:#}");

    let bo = customer(&api, "quickbooks", "bo").await;
    assert_eq!(bo["addresses"][0]["suburb"], "Salem");
    let quay =
        api.get("/api/v1/customers?search=hello%40quay.quickbooks.example").await.json()["items"][0].clone();
    let types: Vec<&Value> = quay["phones"].as_array().unwrap().iter().map(|phone| &phone["type"]).collect();
    assert_eq!(types, ["Phone", "Mobile"], "{quay:#}");
}

#[actix_web::test]
async fn title_lines_and_totals_are_no_customers() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "list.csv", file_of("quickbooks"), &json!({})).await;
    let counts = ["created", "rejected", "blank", "rows"].map(|name| import[name].as_i64().unwrap());
    // The total, an empty row, and the day it was printed.
    assert_eq!(counts, [2, 0, 3, 5], "{import:#}");
}

#[actix_web::test]
async fn secrets_are_left_out_and_said_to_be() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let sent = console.bring("users.csv", file_of("woocommerce")).await.assert_status(303);
    let page = console.follow(&sent).await.assert_shows("Left out: a secret");
    for column in ["user_pass", "user_activation_key", "session_tokens"] {
        assert_eq!(page.field(&format!("Field for {column}")).value, "ignore", "{column}");
    }
}
