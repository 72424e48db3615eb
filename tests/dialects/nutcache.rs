//! Nutcache.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use super::recorded::send;
use super::{Client, token_of_another};
use crate::support::api::Reply;
use crate::support::server::{App, PASSWORD, TOKEN, spawn};
use customary::web::dialect::Dialect;

const MEMBERS: [&str; 19] = [
    "type",
    "id",
    "Organization",
    "name",
    "status",
    "links",
    "email",
    "contact",
    "address",
    "city",
    "zip_code",
    "phone",
    "mobile_phone",
    "country",
    "state",
    "legal_notice",
    "communication_culture_code",
    "Notes",
    "tax",
];

async fn get(client: &Client, path: &str) -> Reply {
    Reply::of(client.request(Method::GET, path)).await
}

async fn make(app: &App, customer: Value) -> i64 {
    let made = app.api().post("/api/v1/customers", &customer).await.assert_status(201);
    made.json()["number"].as_i64().unwrap()
}

fn nord() -> Value {
    json!({
        "kind": "corporate",
        "company": { "name": "Nord & Fils", "registrationNumber": "RC 7" },
        "emailAddress": "bureau@example.org",
        "phones": [
            { "type": "Mobile", "country": "CA", "numberLocal": "514-555-0101" },
            { "type": "Phone", "country": "CA", "numberLocal": "(514) 555-0199" },
        ],
        "addresses": [{ "address1": "1 rue Nord", "address2": "Bureau 2", "suburb": "Montréal", "postcode": "H2X 1Y4", "state": "QC", "country": "Canada" }],
        "people": [{ "firstName": "Lise", "lastName": "Nord", "isMain": true }],
        "locale": "fr-CA",
        "notes": "Appeler le matin",
    })
}

/// The links of a list, as `rel href`.
fn links(reply: &Value) -> Vec<String> {
    let links = reply["links"].as_array().unwrap().iter();
    links
        .map(|link| format!("{} {}", link["rel"].as_str().unwrap(), link["href"].as_str().unwrap()))
        .collect()
}

#[actix_web::test]
async fn one_customer_is_a_list_of_one_with_nineteen_members_at_every_address() {
    let app = spawn().await;
    let number = make(&app, nord()).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let first = get(&nutcache, &format!("/webapi/customers/{number}")).await.assert_status(200);
    assert_eq!(first.header("content-type"), Some("application/json; charset=utf-8"));
    for root in ["/api", "/compat/nutcache/webapi", "/compat/nutcache/api"] {
        let other = get(&nutcache, &format!("{root}/customers/{number}")).await.assert_status(200);
        assert_eq!(other.body, first.body, "{root}");
    }
    let envelope = first.json();
    assert_eq!(envelope.as_object().unwrap().len(), 1, "one key, and no links around it");
    let customer = &envelope["customers"][0];
    let mut places: Vec<usize> =
        MEMBERS.iter().map(|name| first.body.find(&format!("\"{name}\":")).unwrap()).collect();
    assert!(customer.as_object().unwrap().len() == MEMBERS.len());
    // "type" and others stand in the links, too, but not before their first place.
    places.retain(|at| *at < first.body.find("\"links\":").unwrap());
    assert!(places.is_sorted(), "members stand in the sample's order");
    let organization = customer["Organization"].as_i64().unwrap();
    for (member, expected) in [
        ("type", json!("customers")),
        ("id", json!(number)),
        ("name", json!("Nord & Fils")),
        ("status", json!(0)),
        ("email", json!("bureau@example.org")),
        ("contact", json!("Lise Nord")),
        ("address", json!("1 rue Nord\nBureau 2")),
        ("city", json!("Montréal")),
        ("zip_code", json!("H2X 1Y4")),
        ("phone", json!("+15145550199")),
        ("mobile_phone", json!("+15145550101")),
        ("country", json!(40)),
        ("state", json!("QC")),
        ("legal_notice", json!("RC 7")),
        ("communication_culture_code", json!("fr-CA")),
        ("Notes", json!("Appeler le matin")),
        ("tax", Value::Null),
        (
            "links",
            json!([
                { "href": format!("organizations/{organization}"), "rel": "organizations", "type": "GET" },
                { "href": "countries/40", "rel": "countries", "type": "GET" },
                { "href": format!("customers/{number}"), "rel": "self", "type": "GET" },
            ]),
        ),
    ] {
        assert_eq!(customer[member], expected, "{member}");
    }
    for wrong in ["999999", "seven"] {
        let reply = get(&nutcache, &format!("/webapi/customers/{wrong}")).await.assert_status(404);
        reply.assert_at("/errors/0/title", "Requested Resource not Found").assert_at("/errors/0/code", 404);
    }
}

#[actix_web::test]
async fn what_has_no_value_is_null_and_an_inactive_customer_is_listed() {
    let app = spawn().await;
    let number = make(&app, json!({ "displayName": "Client inactif", "status": "inactive" })).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let list = get(&nutcache, "/webapi/customers").await.assert_status(200);
    assert!(list.body.starts_with("{\"links\":[],\"customers\":["), "{list}");
    let customer = list.json()["customers"][0].clone();
    assert_eq!((&customer["id"], &customer["status"]), (&json!(number), &json!(1)));
    let empty = MEMBERS.iter().filter(|name| customer[**name].is_null()).count();
    assert_eq!(empty, MEMBERS.len() - 6, "{customer}");
    assert_eq!(customer["links"].as_array().unwrap().len(), 2, "no country, no link to one");
}

#[actix_web::test]
async fn a_list_goes_by_pages_with_links_to_those_beside() {
    let app = spawn().await;
    for at in 0..11 {
        make(&app, json!({ "displayName": format!("No{at}") })).await;
    }
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let page = async |query: &str| {
        let json = get(&nutcache, &format!("/webapi/customers{query}")).await.assert_status(200).json();
        let names: Vec<String> = json["customers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|customer| customer["name"].as_str().unwrap().to_owned())
            .collect();
        (names, links(&json))
    };
    let (names, next) = page("").await;
    assert_eq!((names.len(), names[0].as_str(), names[9].as_str()), (10, "No0", "No9"));
    assert_eq!(next, ["navigation-next customers?limit=10&page=2"]);
    let (names, previous) = page("?limit=10&page=2").await;
    assert_eq!(
        (names, previous),
        (vec!["No10".to_owned()], vec!["navigation-previous customers?limit=10&page=1".to_owned()])
    );
    let (names, both) = page("?limit=2&page=2&includes=countries").await;
    assert_eq!(names, ["No2", "No3"]);
    assert_eq!(
        both,
        [
            "navigation-previous customers?limit=2&page=1&includes=countries",
            "navigation-next customers?limit=2&page=3&includes=countries",
        ]
    );
    assert_eq!(page("?limit=1000").await.0.len(), 11);
    assert_eq!(page("?page=99").await.0, Vec::<String>::new());
    for query in ["?limit=0", "?page=0", "?limit=x", "?page=-1"] {
        get(&nutcache, &format!("/webapi/customers{query}"))
            .await
            .assert_status(400)
            .assert_at("/errors/0/code", 400);
    }
}

#[actix_web::test]
async fn what_customers_lead_to_is_embedded_once_when_it_is_asked_for() {
    let app = spawn().await;
    let number = make(&app, nord()).await;
    make(&app, nord()).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let list =
        get(&nutcache, "/webapi/customers?include=countries,organizations").await.assert_status(200).json();
    assert_eq!(list["countries"].as_array().unwrap().len(), 1);
    let country = &list["countries"][0];
    assert_eq!(
        (&country["id"], &country["code"], &country["short_code"]),
        (&json!(40), &json!("CAN"), &json!("CA"))
    );
    let own = list["organizations"][0].clone();
    assert_eq!(own["id"], list["customers"][0]["Organization"]);
    let one = get(&nutcache, &format!("/api/customers/{number}?includes=taxes,countries")).await.json();
    assert_eq!((&one["taxes"], &one["countries"]), (&json!([]), &list["countries"]));
    get(&nutcache, "/webapi/customers?include=invoices").await.assert_status(400);
    let linked = get(&nutcache, "/webapi/countries/40").await.assert_status(200).json();
    assert_eq!(linked["countries"], list["countries"]);
    let path = format!("/webapi/organizations/{}", own["id"]);
    assert_eq!(get(&nutcache, &path).await.assert_status(200).json()["organizations"], json!([own]));
    let countries = get(&nutcache, "/webapi/countries?limit=2&page=20").await.assert_status(200).json();
    let ids: Vec<&Value> =
        countries["countries"].as_array().unwrap().iter().map(|country| &country["id"]).collect();
    assert_eq!(ids, [&json!(39), &json!(40)]);
    assert_eq!(links(&countries).len(), 2);
    get(&nutcache, "/webapi/countries/999").await.assert_status(404);
    get(&nutcache, "/webapi/taxes/1").await.assert_status(404);
}

#[actix_web::test]
async fn c3_the_headers_name_the_callers_organization_or_none() {
    let app = spawn().await;
    let number = make(&app, nord()).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let own = get(&nutcache, "/webapi/organizations").await.json()["organizations"][0]["guid"].clone();
    let own = own.as_str().unwrap();
    assert_eq!(own, own.to_uppercase());
    let other = Client::of(Dialect::Nutcache, &app, &token_of_another(&app));
    let foreign = get(&other, "/webapi/organizations").await.json()["organizations"][0]["guid"].clone();
    let ask = async |name: &str, value: &str| {
        let request = nutcache.request(Method::GET, "/webapi/customers").header(name, value);
        Reply::of(request).await.status.as_u16()
    };
    let lower = own.to_lowercase();
    for (name, value, status) in [
        ("OrganizationGuid", own, 200),
        ("OrganizationGuid", lower.as_str(), 200),
        ("CompanyGuid", own, 200),
        ("OrganizationGuid", foreign.as_str().unwrap(), 403),
        ("OrganizationGuid", "0191e7a1-0000-7000-8000-000000000000", 403),
        ("OrganizationGuid", "seven", 400),
        ("api-version", "3", 200),
        ("api-version", "2", 400),
    ] {
        assert_eq!(ask(name, value).await, status, "{name}: {value}");
    }
    get(&other, &format!("/webapi/customers/{number}")).await.assert_status(404);
}

#[actix_web::test]
async fn customers_are_read_and_not_written() {
    let app = spawn().await;
    let number = make(&app, nord()).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    for (method, path) in [
        (Method::POST, "/webapi/customers".to_owned()),
        (Method::PUT, format!("/webapi/customers/{number}")),
        (Method::DELETE, format!("/api/customers/{number}")),
    ] {
        let reply = Reply::of(nutcache.request(method.clone(), &path)).await.assert_status(405);
        assert!(reply.header("allow").unwrap().starts_with("GET"), "{method} {path}");
    }
}

#[actix_web::test]
async fn a_wrong_password_is_refused_and_a_token_is_given_for_a_token() {
    let app = spawn().await;
    let nut = |parts: String| format!("nut-basic {}", STANDARD.encode(parts));
    for (header, status) in [
        (nut(format!("key:user:{TOKEN}")), 200),
        (nut(format!("key:user:{PASSWORD}")), 401),
        (nut(format!("key:{TOKEN}")), 401),
        (format!("Nut-Basic {}", STANDARD.encode(format!("a:b:{TOKEN}"))), 200),
        (STANDARD.encode(format!("a:b:{TOKEN}")), 200),
        (format!("bearer {TOKEN}"), 200),
    ] {
        let client = Client::sending(&app, &[("authorization", &header)]);
        let reply = get(&client, "/webapi/customers").await.assert_status(status);
        if status == 401 {
            assert_eq!(reply.header("www-authenticate"), Some("nut-basic, Bearer"));
        }
    }
    let nobody = Client::sending(&app, &[]);
    let ask = async |password: &str| {
        let fields =
            [("grant_type", "password"), ("username", "u"), ("password", password), ("api_key", "k")];
        Reply::of(nobody.request(Method::POST, "/webapi/token").form(&fields)).await
    };
    let given = ask(TOKEN).await.assert_status(200).json();
    assert_eq!(given, json!({ "access_token": TOKEN, "token_type": "bearer", "expires_in": 1_209_599 }));
    ask(PASSWORD).await.assert_status(401);
}

#[actix_web::test]
async fn the_documented_request_is_answered() {
    let app = spawn().await;
    let number = make(&app, nord()).await;
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let guid = get(&nutcache, "/webapi/organizations").await.json()["organizations"][0]["guid"].clone();
    let head = format!(
        "GET /webapi/customers/{number}\nUser-Agent: Fiddler\nAuthorization: nut-basic {}\nOrganizationGuid: {}\napi-version: 3",
        STANDARD.encode(format!("FDCE1A6B:user@example.org:{TOKEN}")),
        guid.as_str().unwrap()
    );
    let one = send(&app, &head, "").await.assert_status(200).json();
    assert_eq!(one["customers"][0]["id"], json!(number));
    let list = send(&app, &head.replace(&format!("/{number}\n"), "\n"), "").await.assert_status(200).json();
    assert_eq!(list["customers"], one["customers"]);
}
