//! A person at the console with scripts switched off: pages, forms, cookies, and a method per gesture.

use reqwest::multipart::{Form as Multipart, Part};
use reqwest::redirect::Policy;

use super::form::Form;
use super::page::Page;

pub struct Console {
    base: String,
    client: reqwest::Client,
}

/// A customer that a gesture made.
#[derive(Clone, Debug)]
pub struct Customer {
    pub id: String,
}

impl Customer {
    pub fn url(&self) -> String {
        format!("/customers/{}", self.id)
    }
}

impl Console {
    /// Someone who has not signed in.
    pub fn new(base: &str) -> Self {
        let client = reqwest::Client::builder().cookie_store(true).redirect(Policy::none());
        Self { base: base.to_owned(), client: client.build().unwrap() }
    }

    /// Where it is: scheme, host and port.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub async fn get(&self, path: &str) -> Page {
        self.try_send(path, self.client.get(self.url(path))).await.unwrap()
    }

    /// Opens a page and asserts that there is one.
    pub async fn open(&self, path: &str) -> Page {
        self.get(path).await.assert_status(200)
    }

    /// Goes where the page redirects to.
    pub async fn follow(&self, page: &Page) -> Page {
        self.open(page.location()).await
    }

    /// Sends a form of that page.
    pub async fn submit(&self, page: &Page, form: Form) -> Page {
        self.try_submit(page, form).await.unwrap()
    }

    /// An error where the server went away before it had answered.
    pub async fn try_submit(&self, page: &Page, form: Form) -> reqwest::Result<Page> {
        let own = page.path.split('?').next().unwrap_or_default();
        let path = if form.action.is_empty() { own.to_owned() } else { form.action.clone() };
        let request = match (form.is_post, form.is_multipart) {
            (false, _) => self.client.get(self.url(&path)).query(&form.fields()),
            (true, false) => self.client.post(self.url(&path)).form(&form.fields()),
            (true, true) => self.client.post(self.url(&path)).multipart(multipart(&form)),
        };
        self.try_send(&path, request.header("origin", &self.base)).await
    }

    /// A request of any shape, for what no page offers.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub async fn try_send(&self, path: &str, request: reqwest::RequestBuilder) -> reqwest::Result<Page> {
        Page::of(path, request.send().await?).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        let page = self.open("/login").await;
        let form = page.form("Sign in").fill("Email Address", email).fill("Password", password);
        self.submit(&page, form).await
    }

    pub async fn create_customer(&self, display_name: &str) -> Customer {
        self.create_customer_with(&[("Display Name", display_name)]).await
    }

    /// Fills the fields of Add New by their labels, submits, and asserts that it was saved.
    pub async fn create_customer_with(&self, fields: &[(&str, &str)]) -> Customer {
        let saved = self.submit_customer(fields).await.assert_status(303);
        let path = saved.location().split('?').next().unwrap_or_default();
        let id = path.strip_prefix("/customers/").unwrap_or_else(|| panic!("no customer\n{saved}"));
        Customer { id: id.to_owned() }
    }

    /// The same without asserting anything.
    pub async fn submit_customer(&self, fields: &[(&str, &str)]) -> Page {
        let page = self.open("/customers/new").await;
        self.submit(&page, filled(page.form("Submit"), fields)).await
    }

    pub async fn open_customer(&self, customer: &Customer) -> Page {
        self.open(&customer.url()).await
    }

    /// Changes fields on the customer's page and presses Save.
    pub async fn edit_customer(&self, customer: &Customer, fields: &[(&str, &str)]) -> Page {
        let page = self.open_customer(customer).await;
        self.save_customer(&page, fields).await
    }

    /// The same on a page that was opened before, however long ago.
    pub async fn save_customer(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        self.submit(page, filled(page.form("Save"), fields)).await
    }

    /// Presses Delete and confirms it.
    pub async fn delete_customer(&self, customer: &Customer) -> Page {
        let page = self.open(&format!("{}/delete", customer.url())).await;
        self.submit(&page, page.form("Delete")).await
    }

    /// Brings a file of customers: where it redirects to, its columns are mapped.
    pub async fn bring(&self, file_name: &str, content: impl Into<Vec<u8>>) -> Page {
        let page = self.open("/imports/new").await;
        self.submit(&page, page.form("Submit").attach("Drag and drop", file_name, content)).await
    }

    /// Drops a file on the upload page of the asset library.
    pub async fn upload(&self, title: &str, file_name: &str, bytes: &[u8]) -> Page {
        let page = self.open("/assets/new").await;
        let form = page.form("Submit").fill("Title", title).attach("Drag and drop", file_name, bytes);
        self.submit(&page, form).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn filled(form: Form, fields: &[(&str, &str)]) -> Form {
    fields.iter().fold(form, |form, (label, value)| form.fill(label, value))
}

fn multipart(form: &Form) -> Multipart {
    let fields = form.fields().into_iter();
    let text = fields.fold(Multipart::new(), |all, (name, value)| all.text(name, value));
    form.attachments.iter().fold(text, |all, it| {
        all.part(it.field.clone(), Part::bytes(it.bytes.clone()).file_name(it.file_name.clone()))
    })
}
