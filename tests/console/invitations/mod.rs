//! Invitations of contacts, the mails that bring them, and the portal they lead to.

mod accounts;
mod ended;
mod invite;
mod mail;
mod portal;

use super::customers::people::add_firm;
use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::App;

pub const CHOSEN: &str = "a fine sentence indeed";

/// Invites the contact of this name, and answers the path of the link in the outbox.
pub async fn invite(console: &Console, firm: &Customer, name: &str, policy: &str) -> String {
    let page = console.open(&format!("{}/invite", firm.url())).await;
    let person = page.field("Contact");
    let (key, _) = person.choices.iter().find(|(_, label)| label.starts_with(name)).unwrap();
    let form = page.form("Send invitation").forge("person", key).forge("policy", policy);
    console.submit(&page, form).await.assert_redirect(&firm.url());
    link_in_outbox(console).await
}

/// The path of the newest link in the outbox.
pub async fn link_in_outbox(console: &Console) -> String {
    path_of_link(&console.open("/settings/outbox").await.text())
}

pub fn path_of_link(text: &str) -> String {
    let after = text.split_once("/invitations/").unwrap_or_else(|| panic!("no link in {text}")).1;
    let code: String =
        after.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect();
    format!("/invitations/{code}")
}

pub async fn accept(console: &Console, path: &str, password: &str) -> Page {
    let page = console.get(path).await;
    if page.status != 200 {
        return page;
    }
    console.submit(&page, page.form("Save password").fill("Password", password)).await
}

/// A contact of a new firm who has accepted, and is signed in.
pub async fn contact(app: &App, policy: &str) -> (Console, Customer) {
    let admin = app.sign_in().await;
    let firm = add_firm(app, "Ferme du Lac").await;
    let path = invite(&admin, &firm, "Ana Roy", policy).await;
    let ana = app.visitor();
    accept(&ana, &path, CHOSEN).await.assert_redirect("/portal/login");
    sign_in(&ana, "ana@ferme.example", CHOSEN).await.assert_redirect("/portal");
    (ana, firm)
}

pub async fn sign_in(console: &Console, email: &str, password: &str) -> Page {
    let page = console.open("/portal/login").await;
    let form = page.form("Sign in").fill("Email Address", email).fill("Password", password);
    console.submit(&page, form).await
}
