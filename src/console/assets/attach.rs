//! What hangs on whom: a file is hung on a customer, from the one's page or from the other's, and taken off.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::details::crumbs;
use crate::console::customers::editor;
use crate::console::field::Field;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::assets::{AttachPage, Attachable};
use crate::domain::asset::{Asset, AssetId};
use crate::domain::customer::CustomerId;
use crate::domain::listing::{Filter, ListQuery, Position, Sort};
use crate::domain::operator::Right;
use crate::store::assets::{self, AssetQuery};
use crate::store::listing::Listed;
use crate::store::{Conn, counts, listing};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// How many are offered; whoever looks for another types more of its name.
const OFFERED: usize = 20;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    q: String,
}

/// `GET /assets/{id}/attach`: customers for a file.
pub async fn customers(
    frame: Frame,
    id: Path<AssetId>,
    Query(Sought { q }): Query<Sought>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let filter = Filter { search: q.trim().to_owned(), ..Filter::default() };
    let read = move |conn: &mut Conn| {
        let asset = assets::find(conn, organization, id)?;
        // Of those found, at most as many are left out as it hangs on.
        let limit = OFFERED + asset.customers.len();
        let query = ListQuery { filter, sort: Sort::default(), position: Position::First, limit };
        let mut found = listing::list(conn, organization, &query)?.page.items;
        found.retain(|listed| !asset.customers.contains(&listed.id));
        found.truncate(OFFERED);
        Ok((asset, found, counts::of(conn, organization)?.live))
    };
    let (asset, found, live) = frame.db.read(read).await?;
    if asset.deleted_at.is_some() {
        return Err(Failure::NotFound);
    }
    let choice = |listed: Listed| Attachable {
        label: listed.display_name,
        detail: listed.email.unwrap_or_default(),
        action: links::attach(id),
        customer: listed.id.to_string(),
    };
    let page = AttachPage {
        shell: frame.shell(Section::Assets, live),
        crumbs: crumbs(&frame, &asset),
        title: frame.language.say_with("attach-title-customer", &[("title", &asset.title)]),
        query: Field::new("q", &q),
        choices: found.into_iter().map(choice).collect(),
        then: "asset",
    };
    frame.page(StatusCode::OK, &page)
}

/// `GET /customers/{id}/files/attach`: files for a customer.
pub async fn files(
    frame: Frame,
    id: Path<CustomerId>,
    Query(Sought { q }): Query<Sought>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let opened = editor::open(&frame, id).await?;
    if opened.customer.deleted_at.is_some() {
        return Err(Failure::NotFound);
    }
    let query = AssetQuery { search: q.trim().to_owned(), without: Some(id), ..AssetQuery::default() };
    let found = frame.db.read(move |conn| assets::list(conn, organization, &query, OFFERED)).await?;
    let choice = |asset: Asset| Attachable {
        action: links::attach(asset.id),
        detail: asset.file.content.name,
        label: asset.title,
        customer: id.to_string(),
    };
    let name = &opened.customer.document.display_name;
    let page = AttachPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        crumbs: vec![
            Crumb::new(links::CUSTOMERS, frame.language.say("customers-title")),
            Crumb::new(links::files(id), name),
        ],
        title: frame.language.say_with("attach-title-file", &[("name", name)]),
        query: Field::new("q", &q),
        choices: found.items.into_iter().map(choice).collect(),
        then: "customer",
    };
    frame.page(StatusCode::OK, &page)
}

/// `POST /assets/{id}/attach`
pub async fn attach(frame: Frame, id: Path<AssetId>, form: Form) -> Result<HttpResponse, Failure> {
    let (id, customer) = (id.into_inner(), customer(&form)?);
    let (actor, at) = (frame.actor.clone(), frame.db.now());
    let attach = move |conn: &mut _| assets::attached::attach(conn, &actor, id, customer, at);
    let asset = frame.db.write(&frame.actor, Right::EditAssets, attach).await?;
    Ok(frame.done(&back(&form, id, customer), &Flash::ok("asset-attached-now").with("title", &asset.title)))
}

/// `POST /assets/{id}/detach`
pub async fn detach(frame: Frame, id: Path<AssetId>, form: Form) -> Result<HttpResponse, Failure> {
    let (id, customer) = (id.into_inner(), customer(&form)?);
    let (actor, at) = (frame.actor.clone(), frame.db.now());
    let detach = move |conn: &mut _| assets::attached::detach(conn, &actor, id, customer, at);
    let asset = frame.db.write(&frame.actor, Right::EditAssets, detach).await?;
    Ok(frame.done(&back(&form, id, customer), &Flash::ok("asset-detached").with("title", &asset.title)))
}

fn customer(form: &Form) -> Result<CustomerId, Failure> {
    form.text("customer_id").parse().map_err(|_| Failure::NotFound)
}

/// Where the button was pressed.
fn back(form: &Form, asset: AssetId, customer: CustomerId) -> String {
    if form.text("then") == "customer" { links::files(customer) } else { links::asset(asset) }
}
