//! Every page as a machine can check it: no violation that axe-core finds, no complaint of the browser, in the light
//! on a desktop and in the dark on a phone.

use serde_json::json;

use super::sign_in;
use crate::support::axe;
use crate::support::browser::{DESKTOP, Equipment, PHONE, Tab};
use crate::support::console::Customer;
use crate::support::page::Page;
use crate::support::server::{App, spawn};

#[actix_web::test]
async fn every_page_on_a_desktop_in_the_light() {
    every_page(DESKTOP).await;
}

#[actix_web::test]
async fn every_page_on_a_phone_in_the_dark() {
    // High enough that the bar with Save, which stays in sight, lies over nothing.
    every_page(Equipment { height: 4_000, ..PHONE.in_the_dark() }).await;
}

async fn every_page(equipment: Equipment) {
    let app = spawn().await;
    let visitor = Tab::open(equipment).await;
    let mut faults = Faults(String::new());
    visitor.goto(&app.url("/login")).await;
    faults.look(&visitor, "/login").await;

    let tab = sign_in(&app, equipment).await;
    for path in ["/customers", "/trash"] {
        faults.visit(&app, &tab, path).await;
    }
    let (customer, trashed) = fill(&app).await;
    let url = customer.url();
    let (tag, into) = tags(&app).await;
    for path in [
        "/customers",
        "/customers?q=harbour&kind=corporate&limit=10",
        "/customers?q=nobody",
        "/customers/new",
        &url,
        &format!("{url}/edit"),
        &format!("{url}/timeline"),
        &format!("{url}/history"),
        &format!("{url}/history/compare?from=1&to=3"),
        &format!("{url}/delete"),
        &trashed.url(),
        "/trash",
        &format!("{}/purge", trashed.url()),
        "/tags",
        &tag,
        &format!("{tag}/delete"),
        &format!("{tag}/merge?into={into}"),
        &format!("/customers?tag={into}"),
        "/settings/operators",
        "/settings/tokens",
        "/account",
        "/account/again?next=/account",
        "/help/keys",
        "/customers/not-an-id",
    ] {
        faults.visit(&app, &tab, path).await;
    }
    faults.answers(&app, &tab, &customer).await;
    assert!(faults.0.is_empty(), "{}", faults.0);
}

/// What was found, page by page: one run shows all of it.
struct Faults(String);

impl Faults {
    async fn visit(&mut self, app: &App, tab: &Tab, path: &str) {
        tab.goto(&app.url(path)).await;
        self.look(tab, path).await;
    }

    async fn look(&mut self, tab: &Tab, what: &str) {
        let violations = axe::violations(tab).await;
        // A page that answers with a failure is reported by the browser, too; that is not the page's fault. What is
        // verbose or informal is advice.
        let complaints = tab.take_complaints().into_iter().filter(|text| {
            !text.contains("status of 4") && !text.starts_with("Verbose") && !text.starts_with("Info")
        });
        let found: Vec<_> =
            (!violations.is_empty()).then_some(violations).into_iter().chain(complaints).collect();
        if !found.is_empty() {
            self.0 += &[what, &found.join("\n"), ""].join("\n");
        }
    }

    /// The pages that only a form leads to.
    async fn answers(&mut self, app: &App, tab: &Tab, customer: &Customer) {
        self.visit(app, tab, "/customers/new").await;
        tab.fill("Email Address Optional", "nobody@nowhere").await;
        tab.click("button", "Submit").await;
        tab.wait_for_text("thing to fix").await;
        self.look(tab, "a refused form").await;
        tab.evaluate("document.getElementById('email_address').value = 'ada@example.org'").await;
        tab.click("button", "Submit").await;
        tab.wait_for_text("This may already exist.").await;
        self.look(tab, "a possible duplicate").await;
        tab.evaluate("for (const form of document.forms) delete form.dataset.guard").await;

        self.visit(app, tab, &customer.url()).await;
        app.api()
            .put(&format!("/api/v1{}", customer.url()), &json!({ "lastName": "Noel" }))
            .await
            .assert_status(200);
        tab.fill("Last Name", "Lovelace").await;
        tab.click("button", "Save").await;
        tab.wait_for_text("Someone saved before you").await;
        self.look(tab, "a conflict").await;

        tab.goto(&app.url("/customers")).await;
        tab.evaluate("document.querySelector('tbody [type=checkbox]').click()").await;
        tab.wait_for_text("1 selected").await;
        self.look(tab, "a selection").await;
        tab.click("button", "Delete").await;
        tab.wait_for_text("Delete 1 customer?").await;
        self.look(tab, "the question of a selection").await;

        tab.goto(&app.url("/customers")).await;
        tab.evaluate("document.querySelector('tbody [type=checkbox]').click()").await;
        tab.wait_for_text("1 selected").await;
        tab.click("button", "Add tag").await;
        tab.wait_for_text("Add a tag to 1 customer").await;
        self.look(tab, "the question which tag").await;
        tab.click("button", "Add tag").await;
        tab.wait_for("[aria-invalid]").await;
        self.look(tab, "a tag that was not chosen").await;

        tab.goto(&app.url(&customer.url())).await;
        tab.evaluate("for (const it of document.querySelectorAll('details')) it.open = true").await;
        self.look(tab, "an open picker").await;
    }
}

/// The page of one tag, and the id of another.
async fn tags(app: &App) -> (String, String) {
    let all = app.api().get("/api/v1/tags").await.assert_status(200).json();
    let id = |at: usize| all["items"][at]["id"].as_str().unwrap().to_owned();
    (format!("/tags/{}", id(0)), id(1))
}

/// A customer with everything and three versions, and one in the trash.
async fn fill(app: &App) -> (Customer, Customer) {
    let full = json!({
        "kind": "corporate", "firstName": "Ada", "lastName": "Byrne", "displayName": "Harbour & Vine",
        "emailAddress": "ada@example.org", "notes": "Calls back.", "locale": "en-AU",
        "company": { "name": "Harbour & Vine Pty", "website": "https://hv.example", "headcount": 12 },
        "phones": [{ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" }],
        "addresses": [{ "address1": "1 Quay St", "suburb": "Haymarket", "postcode": "2000", "country": "AU" }],
        "attributes": { "loyaltyTier": "gold" }, "tags": ["VIP", "Premium", "Partner"],
    });
    let console = app.sign_in().await;
    let make = async |body| {
        let made = app.api().post("/api/v1/customers", &body).await.assert_status(201).json();
        Customer { id: made["customerId"].as_str().unwrap().to_owned() }
    };
    let (customer, trashed) = (make(full).await, make(json!({ "displayName": "Gone" })).await);
    make(json!({ "displayName": "آدا بیرن", "firstName": "آدا" })).await;
    for name in ["King", "Byron"] {
        let _: Page = console.edit_customer(&customer, &[("Last Name", name)]).await.assert_status(303);
    }
    console.delete_customer(&trashed).await.assert_status(303);
    (customer, trashed)
}
