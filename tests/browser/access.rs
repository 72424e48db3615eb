//! Every page as a machine can check it: no violation that axe-core finds, no complaint of the browser, in the light
//! on a desktop and in the dark on a phone.

use serde_json::json;

use super::sample::Sample;
use super::sign_in;
use crate::console::customers::people::add_firm;
use crate::console::invitations::{self, CHOSEN};
use crate::support::axe;
use crate::support::browser::{DESKTOP, Equipment, PHONE, Tab};
use crate::support::console::Customer;
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
    for path in ["/", "/activity", "/customers", "/imports", "/trash", "/assets", "/trash/files"] {
        faults.visit(&app, &tab, path).await;
    }
    let sample = Sample::make(&app).await;
    let asset = fill_library(&app, &sample.customer).await;
    let library = [
        format!("{}/files", sample.customer.url()),
        "/assets".into(),
        "/assets?q=nothing&kind=image".into(),
        "/assets/new".into(),
        format!("{asset}/delete"),
        format!("{asset}/attach"),
        format!("{}/files/attach", sample.customer.url()),
        asset,
        "/trash/files".into(),
    ];
    for path in sample.pages().iter().chain(&library) {
        faults.visit(&app, &tab, path).await;
    }
    faults.answers(&app, &tab, &sample.customer).await;
    faults.invitation(&app, &tab).await;
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

    /// A firm with contacts, one of whom is invited and signs in to the portal.
    async fn invitation(&mut self, app: &App, tab: &Tab) {
        let admin = app.sign_in().await;
        let firm = add_firm(app, "Ferme du Lac").await;
        let path = invitations::invite(&admin, &firm, "Ana Roy", "edit").await;
        let (edit, invite) = (format!("{}/edit", firm.url()), format!("{}/invite", firm.url()));
        let over = "/invitations/over";
        for page in [&firm.url(), &edit, &invite, "/settings/outbox", &path, over, "/portal/login"] {
            self.visit(app, tab, page).await;
        }
        invitations::accept(&app.visitor(), &path, CHOSEN).await.assert_status(303);
        let other = add_firm(app, "Moulin").await;
        let path = invitations::invite(&admin, &other, "Ana Roy", "view").await;
        invitations::accept(&app.visitor(), &path, CHOSEN).await.assert_status(303);
        tab.goto(&app.url("/portal/login")).await;
        tab.fill("Email Address", "ana@ferme.example").await;
        tab.fill("Password", CHOSEN).await;
        tab.click("button", "Sign in").await;
        tab.wait_for_text("Whose details?").await;
        self.look(tab, "the choice of details").await;
        let long = "[...document.querySelectorAll('form bdi')].find(it => it.textContent == 'Moulin').textContent = 'Landesgeschäftsstelle der Volksbanken'";
        let is_within =
            "[...document.querySelectorAll('form button')].every(it => it.offsetWidth < it.form.offsetWidth)";
        assert_eq!(tab.evaluate(&format!("{long}; {is_within}")).await, true, "names of any length fit");
        tab.click("button", "Ferme du Lac Kept by example.test").await;
        tab.wait_for_text("Sign out").await;
        self.look(tab, "/portal").await;
        self.visit(app, tab, "/portal/choose").await;
        self.visit(app, tab, "/portal").await;
        tab.click("button", "Add phone").await;
        tab.wait_for_text("Local number").await;
        self.look(tab, "a row in the portal").await;
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

        tab.goto(&app.url("/customers?kind=corporate")).await;
        tab.evaluate("document.querySelector('details:has([name=query])').open = true").await;
        self.look(tab, "a view to be saved").await;

        tab.goto(&app.url(&customer.url())).await;
        tab.evaluate("document.querySelector('details.body').open = true; scrollTo(0, 0)").await;
        self.look(tab, "an open picker").await;
    }
}

/// A public picture on the customer with an earlier file and a link, and a file in the trash. Answers its page.
async fn fill_library(app: &App, customer: &Customer) -> String {
    let console = app.sign_in().await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let files = console.open(&format!("{}/files", customer.url())).await;
    let form = files.form("Submit").attach("Drag and drop", "shop.png", png.clone());
    console.submit(&files, form).await.assert_status(303);
    let path = console.open(&format!("{}/files", customer.url())).await.link("shop.png").href;
    let page = console.open(&path).await;
    console.submit(&page, page.form("Save").tick("Public")).await.assert_status(303);
    let page = console.open(&path).await;
    console.submit(&page, page.form("Make link")).await.assert_status(200);
    let form = page.form("Replace the file").attach("Drag and drop", "shop2.png", png);
    console.submit(&page, form).await.assert_status(303);
    console.upload("Private", "list.csv", b"a,b\n").await.assert_status(303);
    let trashed = console.upload("Gone", "gone.txt", b"gone").await.assert_status(303).location().to_owned();
    let confirm = console.open(&format!("{trashed}/delete")).await;
    console.submit(&confirm, confirm.form("Delete")).await.assert_status(303);
    path
}
