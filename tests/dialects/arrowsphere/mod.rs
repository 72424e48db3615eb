//! ArrowSphere, as its own client calls it: the key in a header, a body on every call that is not a GET, and answers that
//! are taken apart without asking whether they are there.

mod beyond;
mod contacts;
mod customers;
mod doors;
mod invitations;
mod lists;
mod others;
mod provisions;
mod recorded;
mod trash;

use customary::web::dialect::Dialect;
use reqwest::Method;
use serde_json::{Value, json};

use super::Client;
use crate::support::api::Reply;
use crate::support::server::App;

const ROOT: &str = "/compat/arrowsphere";

/// The client, with the administrator's key.
pub fn sphere(app: &App) -> Client {
    Client::admin(Dialect::ArrowSphere, app)
}

impl Client {
    /// A call below `/customers`. As the real one does, it sends an empty object where there is nothing to say.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let is_get = method == Method::GET;
        let request = self.request(method, &format!("{ROOT}/customers{path}"));
        Reply::of(if is_get { request } else { request.json(body.unwrap_or(&json!({}))) }).await
    }

    pub async fn read(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None).await
    }

    pub async fn make(&self, path: &str, body: &Value) -> Reply {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn change(&self, path: &str, body: &Value) -> Reply {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    pub async fn remove(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, path, None).await
    }

    /// Makes a customer; answers its address below `/customers`.
    pub async fn add(&self, body: &Value) -> String {
        let made = self.make("", body).await.assert_status(201);
        format!("/{}", made.json()["data"]["reference"].as_str().unwrap())
    }

    /// The customer at this address, as it is read.
    pub async fn customer(&self, path: &str) -> Value {
        self.read(path).await.assert_status(200).json()["data"]["customers"][0].clone()
    }

    /// The reference of the only contact of a customer.
    pub async fn contact_of(&self, path: &str) -> String {
        let list = self.read(&format!("{path}/contacts")).await.assert_status(200).json();
        list["data"][0]["reference"].as_str().unwrap().to_owned()
    }
}

/// The body that the contract shows.
pub fn ferme() -> Value {
    json!({ "CompanyName": "Ferme du Lac", "AddressLine1": "1 rue du Port", "Zip": "01000", "City": "Bourg",
        "CountryCode": "FR", "ReceptionPhone": "+33 4 74 00 00 00",
        "Contact": { "FirstName": "Ana", "LastName": "Roy", "Email": "ana@ferme.example", "Phone": "",
            "Type": "Other", "Role": "primary" } })
}

/// The same under another name, without a contact.
pub fn firm(name: &str) -> Value {
    let mut body = ferme();
    body["CompanyName"] = json!(name);
    body.as_object_mut().unwrap().remove("Contact");
    body
}

impl Reply {
    /// Asserts an error as the client makes an exception of it: the status twice, and a message in one text.
    #[track_caller]
    pub fn assert_error(self, status: u16, message: &str) -> Self {
        let reply = self.assert_status(status).assert_at("/status", status);
        let json = reply.json();
        assert!(json["error"].as_str().is_some_and(|error| !error.is_empty()), "{reply}");
        let said = json["messages"].as_str().unwrap_or_else(|| panic!("no text: {reply}"));
        assert!(said.contains(message), "{message}\n{reply}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        reply
    }

    /// Asserts that there is nothing in it.
    #[track_caller]
    pub fn assert_empty(self, status: u16) -> Self {
        let reply = self.assert_status(status);
        assert!(reply.body.is_empty(), "{reply}");
        reply
    }
}
