//! An organization with one of everything that has a page, and the addresses of those pages.

use serde_json::{Value, json};

use crate::api::imports::{bring, settled};
use crate::api::undo;
use crate::support::console::{Console, Customer};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::page::Page;
use crate::support::server::App;

/// Rows of every fate: a new customer of each direction, one without a phone country, one to fix.
const CSV: &str = "given_name,surname,Company / trading as,E-mail,tel,tier,legacy\n\
                   ندا,یاری,کافی شاپ رادیو,neda@radiocafe.example,+98 912 555 6666,Gold,\n\
                   Gary,Shook,,garycshook@dayrep.example,418-555-0137,Silver,7\n\
                   Marc,Brun,Brun & Fils,marc.brun@,,gold,\n";

/// What there is.
pub struct Sample {
    /// With everything, in its third version.
    pub customer: Customer,
    /// A note about it.
    note: String,
    /// In the trash.
    pub trashed: Customer,
    /// Waits for its columns to be mapped.
    pub mapping: String,
    /// At its end, with a row that was not taken.
    pub done: String,
    /// Of a tag: to change it, to end it, those who carry it, and work on many customers.
    tags: [String; 5],
    /// What is defined, one of it, the ways to change and to end it, and who is found by it.
    attributes: [String; 5],
    /// Programs of the customer: the form that starts one, one on its way, one that failed.
    programs: [String; 3],
    /// A view of the list: those whom it lists, its name, its end.
    views: [String; 3],
    /// The other imports: judged, being judged, being written.
    imports: [String; 3],
    /// One that was undone but for a customer that somebody changed since.
    undone: String,
}

impl Sample {
    pub async fn make(app: &App) -> Self {
        let console = app.sign_in().await;
        let (customer, trashed) = customers(app, &console).await;
        let text = json!({ "text": "از هلن پرسیدم؛ سه‌شنبه‌ها. Tuesday mornings only." });
        let events = format!("/api/v1{}/events", customer.url());
        let note = app.api().post(&events, &text).await.assert_status(201).json()["id"].clone();
        let note = format!("{}/notes/{}", customer.url(), note.as_str().unwrap());
        let pinned = json!({ "text": "Pays by invoice", "pinned": true });
        app.api().post(&events, &pinned).await.assert_status(201);
        let done = import(app, "done.csv", &json!({})).await;
        let undone = undone(app).await;
        let checked = import(app, "checked.csv", &json!({ "apply": false })).await;
        let uploaded = async |name| console.bring(name, CSV).await.location().to_owned();
        let mapping = uploaded("mapping.csv").await;
        let imports = [checked, uploaded("checking.csv").await, uploaded("running.csv").await];
        // As if a server that went away a moment ago had been at work: nobody else takes these for an hour.
        let held = "row_total = 1558, lease_until = created_at + 3600000000";
        app.database().execute(&format!(
            "update imports set state = 'checking', {held} where file_name = 'checking.csv';
             update imports set state = 'running', {held}, started_at = created_at - 20000000, rows_done = 962,
             created = 741, updated = 197, skipped = 15, rejected = 9 where file_name = 'running.csv';"
        ));
        let attributes = attributes(app, &console).await;
        let tags = tags(app).await;
        let programs = programs(app, &customer).await;
        let views = views(&console).await;
        Self { customer, note, trashed, mapping, done, tags, attributes, programs, views, imports, undone }
    }

    /// Every page of a signed-in administrator that an address leads to.
    pub fn pages(&self) -> Vec<String> {
        let (url, trashed) = (self.customer.url(), self.trashed.url());
        let of = |path: &str| format!("{url}{path}");
        let fixed = [
            "/",
            "/activity",
            "/activity?show=notes",
            "/customers",
            "/customers?q=harbour&kind=corporate&limit=10",
            "/customers?q=nobody",
            "/customers?provisioning=failed",
            "/customers/new",
            "/imports",
            "/imports/new#file",
            "/tags",
            "/trash",
            "/settings/operators",
            "/settings/tokens",
            "/account",
            "/account/again?next=/account",
            "/help/keys",
            "/customers/not-an-id",
        ];
        let own = [
            url.clone(),
            of("/edit"),
            of("/timeline"),
            of("/timeline?show=changes"),
            self.note.clone(),
            of("/history"),
            of("/history/compare?from=1&to=3"),
            of("/delete"),
            of("/avatar"),
            format!("{trashed}/purge"),
            trashed,
            self.mapping.clone(),
            self.done.clone(),
            format!("{}/undo", self.done),
            format!("{}/rows?outcome=rejected", self.done),
            format!("{}/rows?outcome=updated", self.imports[0]),
            format!("/imports/new?like={}", self.done.rsplit('/').next().unwrap()),
            self.undone.clone(),
            format!("{}/kept", self.undone),
        ];
        fixed
            .into_iter()
            .map(str::to_owned)
            .chain(own)
            .chain(self.tags.clone())
            .chain(self.attributes.clone())
            .chain(self.programs.clone())
            .chain(self.views.clone())
            .chain(self.imports.clone())
            .collect()
    }
}

/// Defines one attribute of each type, and looks at what another type would make of a value.
async fn attributes(app: &App, console: &Console) -> [String; 5] {
    let settings = "/settings/attributes";
    for (label, key, kind) in [
        ("Loyalty tier", "loyaltyTier", "Choice"),
        ("Customer since", "since", "Date"),
        ("Number of staff", "size", "Number"),
        ("Newsletter", "newsletter", "Yes or no"),
        ("Shop", "shop", "Web address"),
        ("Door code", "door", "Text"),
    ] {
        let page = console.open(settings).await;
        let form = page.form("Define an attribute").fill("Name", label).fill("Key", key).fill("Type", kind);
        let form = form.fill("Values to choose from", "Gold\nSilver");
        let form = form.tick("Filter: the list can be narrowed to a value");
        let form = if kind == "Choice" {
            form.tick("In the list: a column among the customers, for the first three")
        } else {
            form
        };
        console.submit(&page, form).await.assert_status(303);
    }
    eventually("the filters are ready", PATIENCE, async || {
        (!console.open(settings).await.shows("Preparing")).then_some(())
    })
    .await;
    let url = console.open(settings).await.link("Edit Loyalty tier").href;
    let page = console.open(&url).await;
    let change = page.form("See what would change").fill("Key", "tier").fill("Type", "Number");
    let operation = console.submit(&page, change).await.assert_status(303).location().to_owned();
    eventually("it was looked at", PATIENCE, async || {
        console.open(&operation).await.has_button("Make this change").then_some(())
    })
    .await;
    let id = url.rsplit('/').next().unwrap().to_owned();
    let found = format!("/customers?attribute.{id}=Gold");
    app.api().get("/api/v1/customers?attribute.loyaltyTier=gold").await.assert_status(200);
    [settings.to_owned(), format!("{url}/delete"), url, operation, found]
}

async fn tags(app: &App) -> [String; 5] {
    let all = app.api().get("/api/v1/tags").await.assert_status(200).json();
    let id = |at: usize| all["items"][at]["id"].as_str().unwrap().to_owned();
    let (tag, into) = (id(0), id(1));
    // As if a server that went away a moment ago had been at work on the first of them.
    app.database().execute(
        "insert into operations (id, organization_id, actor_kind, kind, subject_id, state, total, done, last_seq,
         until_seq, began_seq, lease_until, created_at) select id, organization_id, 'operator', 'rename-tag', id, 'running', 3000,
         1200, 0, 0, 0, created_at + 3600000000, created_at from tags where title = 'Partner'",
    );
    [
        format!("/tags/{tag}"),
        format!("/tags/{tag}/delete"),
        format!("/tags/{tag}/merge?into={into}"),
        format!("/customers?tag={into}"),
        format!("/operations/{tag}"),
    ]
}

/// Keeps a query under a long name.
async fn views(console: &Console) -> [String; 3] {
    let page = console.open("/customers?email=no&status=active").await;
    let form = page.form("Save view").fill("View name", "Nobody can write to these: ask for an e-");
    let listed = console.submit(&page, form).await.assert_status(303).location().to_owned();
    let name = console.open(&listed).await.link("Change view").href;
    [listed, format!("{name}/delete"), name]
}

/// A program that is stuck and one that failed.
async fn programs(app: &App, customer: &Customer) -> [String; 3] {
    let api = app.api();
    let work = async |program: &str, mut says: Value| {
        let asked = json!({ "program": program, "attributes": { "domainName": "harbour.example" } });
        let path = format!("/api/v1{}/provisions", customer.url());
        let started = api.post(&path, &asked).await.assert_status(202).json();
        let taken = api.post("/api/v1/provisions/claim", &json!({})).await.assert_status(200).json();
        says["lease"] = taken["lease"]["id"].clone();
        let id = started["id"].as_str().unwrap();
        api.post(&format!("/api/v1/provisions/{id}/report"), &says).await.assert_status(200);
        format!("{}/provisions/{id}", customer.url())
    };
    let going = work("Mailboxes", json!({ "message": "Account created\nDomain verified" })).await;
    let failed = work("Ordering", json!({ "status": "failed", "message": "The domain is taken" })).await;
    app.database().execute(
        "update provisions set reported_at = reported_at - 14400000000, lease_until = reported_at + 36000000000
         where program = 'Mailboxes'",
    );
    [format!("{}/provisions/new", customer.url()), going, failed]
}

async fn customers(app: &App, console: &Console) -> (Customer, Customer) {
    let full = json!({
        "kind": "corporate", "firstName": "Ada", "lastName": "Byrne", "displayName": "Harbour & Vine",
        "emailAddress": "ada@example.org", "notes": "Calls back.", "locale": "en-AU",
        "company": { "name": "Harbour & Vine Pty", "website": "https://hv.example", "headcount": 12 },
        "phones": [{ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" }],
        "addresses": [{ "address1": "1 Quay St", "suburb": "Haymarket", "postcode": "2000", "country": "AU" }],
        "attributes": { "loyaltyTier": "gold" }, "tags": ["VIP", "Premium", "Partner"],
    });
    let make = async |body: Value| {
        let made = app.api().post("/api/v1/customers", &body).await.assert_status(201).json();
        Customer { id: made["customerId"].as_str().unwrap().to_owned() }
    };
    let (customer, trashed) = (make(full).await, make(json!({ "displayName": "Gone" })).await);
    make(json!({ "displayName": "آدا بیرن", "firstName": "آدا" })).await;
    let long = "Bundesverband der Deutschen Volksbanken und Raiffeisenbanken, Landesgeschäftsstelle Südwest";
    make(
        json!({ "displayName": long, "emailAddress": "a.very.long.mailbox.indeed@raiffeisenbanken.example" }),
    )
    .await;
    for name in ["King", "Byron"] {
        let _: Page = console.edit_customer(&customer, &[("Last Name", name)]).await.assert_status(303);
    }
    console.delete_customer(&trashed).await.assert_status(303);
    (customer, trashed)
}

/// An import of two new customers, of which one was changed before it was undone.
async fn undone(app: &App) -> String {
    let (api, csv) = (app.api(), "Name,Email\nNordlicht,info@nordlicht.example\nSüdlicht,a@b.example\n");
    let reply = bring(&api, "undone.csv", csv, &json!({})).await.assert_status(202);
    let location = reply.header("location").unwrap().to_owned();
    settled(&app.api(), &location).await;
    let found = app.api().get("/api/v1/customers?search=nordlicht").await.json();
    let customer = format!("/api/v1/customers/{}", found["items"][0]["customerId"].as_str().unwrap());
    app.api().patch(&customer, &json!({ "displayName": "Nordlicht Café" })).await.assert_status(200);
    undo::undo(&app.api(), &location).await;
    location.replace("/api/v1", "")
}

/// Brings the file through the API; answers where its page is.
async fn import(app: &App, name: &str, options: &Value) -> String {
    let brought = bring(&app.api(), name, CSV, options).await.assert_status(202);
    let import = settled(&app.api(), brought.header("location").unwrap()).await;
    format!("/imports/{}", import["id"].as_str().unwrap())
}
