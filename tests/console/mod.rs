//! The console through its pages, as a person without scripts uses it.

mod access;
mod customers;

        .body
        .split_once("name=\"csrf_token\" value=\"")
        .unwrap_or_else(|| panic!("no form with a token\n{page}"));
        page.body.split("<tr>").skip(1).find(|row| row.contains(text)).unwrap_or_else(|| panic!("{page}"));
    before.rsplit('"').next().unwrap().to_owned()
    console.try_send(path, request.header("origin", console.base())).await.unwrap()
    let (_, rest) = page
    let (before, _) = row.split_once(&ends).unwrap_or_else(|| panic!("no {verb} for {text}\n{page}"));
    let ends = format!("/{verb}\"");
    let form: Vec<_> = fields.iter().copied().chain([("csrf_token", token.as_str())]).collect();
    let request = console.request(reqwest::Method::POST, path).form(&form);
    let rest = page.body.split_once(before).unwrap_or_else(|| panic!("no {before}\n{page}")).1;
    let row =
    let token = token_of(page);
    rest.split('"').next().unwrap().to_owned()
    rest.split_once(after).unwrap().0
#[track_caller]
/// Sends a form as this page would, to any address: for buttons that many rows have.
/// The address under which the row of this text stands, such as `/settings/operators/{id}`.
/// The token that the forms of this page carry.
/// What stands between two texts of a page's source.
async fn post(console: &Console, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
fn between<'a>(page: &'a Page, before: &str, after: &str) -> &'a str {
fn token_of(page: &Page) -> String {
fn url_of_row(page: &Page, text: &str, verb: &str) -> String {
mod doors;
mod imports;
mod operators;
mod sessions;
mod tokens;
mod welcome;
use crate::support::console::Console;
use crate::support::page::Page;
}
