//! The console through its pages, as a person without scripts uses it.

mod access;
mod assets;
mod attributes;
mod corrections;
pub mod customers;
mod dashboard;
mod doors;
mod exports;
mod import_columns;
mod imports;
pub mod invitations;
mod ledger;
mod limits;
mod mappings;
mod operators;
mod provisions;
mod rejects;
mod sessions;
mod tags;
mod timeline;
mod tokens;
mod undo;
mod welcome;

use crate::support::console::Console;
use crate::support::page::Page;

/// The token that the forms of this page carry.
#[track_caller]
fn token_of(page: &Page) -> String {
    let (_, rest) = page
        .body
        .split_once("name=\"csrf_token\" value=\"")
        .unwrap_or_else(|| panic!("no form with a token\n{page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a form as this page would, to any address: for buttons that many rows have.
async fn post(console: &Console, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
    let token = token_of(page);
    let form: Vec<_> = fields.iter().copied().chain([("csrf_token", token.as_str())]).collect();
    let request = console.request(reqwest::Method::POST, path).form(&form);
    console.try_send(path, request.header("origin", console.base())).await.unwrap()
}

/// The address under which the row of this text stands, such as `/settings/operators/{id}`.
#[track_caller]
fn url_of_row(page: &Page, text: &str, verb: &str) -> String {
    let row =
        page.body.split("<tr>").skip(1).find(|row| row.contains(text)).unwrap_or_else(|| panic!("{page}"));
    let ends = format!("/{verb}\"");
    let (before, _) = row.split_once(&ends).unwrap_or_else(|| panic!("no {verb} for {text}\n{page}"));
    before.rsplit('"').next().unwrap().to_owned()
}

/// What stands between two texts of a page's source.
#[track_caller]
fn between<'a>(page: &'a Page, before: &str, after: &str) -> &'a str {
    let rest = page.body.split_once(before).unwrap_or_else(|| panic!("no {before}\n{page}")).1;
    rest.split_once(after).unwrap().0
}
