//! What is only true in a real browser.

mod access;
mod assets;
mod customers;
mod imports;
mod keys;
mod layout;
mod sample;
mod tags;
mod tools;

use crate::support::browser::{Equipment, Tab};
use crate::support::server::{ADMIN, App, PASSWORD};

/// The administrator before the list of customers.
pub async fn sign_in(app: &App, equipment: Equipment) -> Tab {
    let tab = Tab::open(equipment).await;
    tab.goto(&app.url("/login")).await;
    tab.fill("Email Address", ADMIN).await;
    tab.fill("Password", PASSWORD).await;
    tab.click("button", "Sign in").await;
    tab.wait_for_text("Dashboard").await;
    tab.goto(&app.url("/customers")).await;
    tab
}
