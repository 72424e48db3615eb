//! The list, page by page, until there is no more.

use serde_json::{Value, json};

use super::{ferme, firm, sphere};
use crate::support::server::spawn;

fn names(body: &Value) -> Vec<String> {
    let customers = body["data"]["customers"].as_array().unwrap().iter();
    customers.map(|customer| customer["CompanyName"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn pages_joined_are_the_whole_list_in_the_order_of_creation() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let empty = sphere.read("").await.assert_status(200).json();
    let pagination = json!({ "per_page": 25, "current_page": 1, "total_page": 0, "total": 0, "next": null,
        "previous": null });
    assert_eq!(empty, json!({ "status": 200, "data": { "customers": [] }, "pagination": pagination }));

    let all = ["Delta", "Alfa", "Echo", "Bravo", "Charlie"];
    let mut paths = Vec::new();
    for name in all {
        paths.push(sphere.add(&firm(name)).await);
    }
    // A change moves nothing.
    sphere.change(&paths[1], &json!({ "City": "Rome" })).await.assert_status(200);
    let (mut path, mut seen) = ("?per_page=2".to_owned(), Vec::new());
    for current in 1.. {
        let page = sphere.read(&path).await.assert_status(200).json();
        seen.extend(names(&page));
        let pagination = &page["pagination"];
        assert_eq!(
            (&pagination["current_page"], &pagination["total_page"], &pagination["total"]),
            (&json!(current), &json!(3), &json!(5))
        );
        let Some(next) = pagination["next"].as_str() else { break };
        assert_eq!(next, format!("/customers?per_page=2&page={}", current + 1));
        path = next.strip_prefix("/customers").unwrap().to_owned();
    }
    assert_eq!(seen, all);
    let last = sphere.read("?page=3&per_page=2").await;
    last.assert_at("/pagination/previous", "/customers?per_page=2&page=2");
}

#[actix_web::test]
async fn odd_pages_are_answered() {
    let app = spawn().await;
    let sphere = sphere(&app);
    sphere.add(&firm("Acme")).await;
    for path in ["?page=9", "?page=99999999999999999999", "?page=9&per_page=100"] {
        let page = sphere.read(path).await.assert_status(200).assert_at("/pagination/total", 1);
        assert!(names(&page.json()).is_empty(), "{path}");
    }
    sphere.read("?per_page=5000").await.assert_at("/pagination/per_page", 100);
    // As the client sends what is not set, twice, or nobody knows.
    for path in ["?page=&per_page=&sort=", "?page=9&page=1", "?a[]=1&a[]=2&b=true&city=", "?%ff=1"] {
        assert_eq!(names(&sphere.read(path).await.assert_status(200).json()), ["Acme"], "{path}");
    }
    for path in ["?page=0", "?page=-1", "?page=two", "?per_page=0", "?per_page=1.5"] {
        let name = if path.contains("per_page") { "per_page" } else { "page" };
        sphere.read(path).await.assert_error(400, &format!("Bad value for {name}"));
    }
}

#[actix_web::test]
async fn a_list_is_narrowed_and_says_how_many_there_are() {
    let app = spawn().await;
    let sphere = sphere(&app);
    for name in ["Acme North", "Acme South", "Beta"] {
        sphere.add(&firm(name)).await;
    }
    sphere.add(&ferme()).await;
    for (query, expected) in [
        ("companyName=acme", 2),
        ("companyName=acme%20north", 1),
        ("email=ana@ferme.example", 1),
        ("email=nobody@ferme.example", 0),
        ("internalReference=none", 0),
        ("companyName=", 4),
    ] {
        let page = sphere.read(&format!("?{query}&per_page=1")).await.assert_status(200);
        let page = page.assert_at("/pagination/total", expected);
        assert_eq!(names(&page.json()).len(), usize::from(expected > 0), "{query}");
    }
    let page = sphere.read("?companyName=acme&per_page=1").await;
    page.assert_at("/pagination/next", "/customers?companyName=acme&per_page=1&page=2");
}
