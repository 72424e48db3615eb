//! The files of a customer: the Files tab of its page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::row::{self, Customers};
use crate::console::customers::head;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::assets::CustomerFilesPage;
use crate::domain::customer::CustomerId;
use crate::store::actors;
use crate::store::assets::{self, AssetQuery, Place};
use crate::web::Failure;

/// Files of a page.
const LIMIT: usize = 50;

/// Where a page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    after: Option<i64>,
}

/// `GET /customers/{id}/files`
pub async fn list(
    frame: Frame,
    id: Path<CustomerId>,
    Query(Before { after }): Query<Before>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let place = after.map_or(Place::First, Place::After);
    let query = AssetQuery { customer: Some(id), place, ..AssetQuery::default() };
    let read = move |conn: &mut _| {
        let opened = head::open(conn, organization, id)?;
        let found = assets::list(conn, organization, &query, LIMIT)?;
        let names = actors::names(conn, organization, found.items.iter().filter_map(|it| it.created_by))?;
        Ok((opened, found, names))
    };
    let (opened, found, names) = frame.db.read(read).await?;
    let of_all = Customers::new();
    let older = found.items.last().filter(|_| found.has_older);
    let page = CustomerFilesPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        head: head::head(&frame, &opened),
        rows: found.items.iter().map(|asset| row::row(&frame, asset, &of_all, &names)).collect(),
        older: older.map(|last| format!("{}?after={}", links::files(id), last.number)),
    };
    frame.page(StatusCode::OK, &page)
}
