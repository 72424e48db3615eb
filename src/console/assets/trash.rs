//! Delete, restore, delete for ever, and the trash of files.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};

use super::details::{crumbs, open};
use super::row;
use crate::console::customers::head::{IN_TRASH, trash_ends};
use crate::console::customers::trash::{After, tabs};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Pager;
use crate::console::views::customers::{ConfirmPage, TrashPage, TrashRow};
use crate::domain::asset::{Asset, AssetId};
use crate::domain::operator::Right;
use crate::domain::time::Time;
use crate::store::{assets, counts};
use crate::web::Failure;
use crate::web::flash::Flash;

/// Rows of a page.
const LIMIT: usize = 50;

/// `GET /assets/{id}/delete`: the dialog as a page.
pub async fn confirm(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let asset = open(&frame, id.into_inner()).await?.asset;
    if asset.deleted_at.is_some() {
        return Err(Failure::NotFound);
    }
    let title = frame.language.say_with("customer-delete-title", &[("name", &asset.title)]);
    let day = trash_ends(&frame, frame.db.now());
    let text = frame.language.say_with("asset-delete-text", &[("day", &day)]);
    question(&frame, &asset, title, text, "delete", frame.language.say("customer-delete")).await
}

/// `POST /assets/{id}/delete`
pub async fn delete(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let (actor, id, at) = (frame.actor.clone(), id.into_inner(), frame.db.now());
    let trash = move |conn: &mut _| assets::trash(conn, &actor, id, at);
    let asset = frame.db.write(&frame.actor, Right::EditAssets, trash).await?;
    let restore = format!("{}/restore", links::asset(id));
    let flash = Flash::ok("asset-in-trash")
        .with("title", &asset.title)
        .with("day", trash_ends(&frame, at))
        .undo(restore, std::iter::empty::<(&str, String)>());
    let to = match asset.customers.as_slice() {
        [only] => links::files(*only),
        _ => links::ASSETS.to_owned(),
    };
    Ok(frame.done(&to, &flash))
}

/// `POST /assets/{id}/restore`
pub async fn restore(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let (actor, id, at) = (frame.actor.clone(), id.into_inner(), frame.db.now());
    let restore = move |conn: &mut _| assets::restore(conn, &actor, id, at);
    let asset = frame.db.write(&frame.actor, Right::EditAssets, restore).await?;
    Ok(frame.done(&links::asset(id), &Flash::ok("asset-restored").with("title", &asset.title)))
}

/// `GET /assets/{id}/purge`
pub async fn confirm_purge(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let asset = open(&frame, id.into_inner()).await?.asset;
    if asset.deleted_at.is_none() {
        return Err(Failure::NotFound);
    }
    let title = frame.language.say_with("customer-purge-title", &[("name", &asset.title)]);
    let text = frame.language.say("asset-purge-text");
    question(&frame, &asset, title, text, "purge", frame.language.say("trash-purge")).await
}

/// `POST /assets/{id}/purge`
pub async fn purge(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let (actor, id, at) = (frame.actor.clone(), id.into_inner(), frame.db.now());
    let purge = move |conn: &mut _| assets::purge(conn, &actor, id, at);
    let asset = frame.db.write(&frame.actor, Right::PurgeAssets, purge).await?;
    let flash = Flash::ok("customer-purged").with("name", &asset.title);
    Ok(frame.done(links::TRASH_OF_ASSETS, &flash))
}

async fn question(
    frame: &Frame,
    asset: &Asset,
    title: String,
    text: String,
    verb_in_url: &str,
    verb: String,
) -> Result<HttpResponse, Failure> {
    let url = links::asset(asset.id);
    let page = ConfirmPage {
        shell: frame.shell(Section::Assets, frame.customers().await?),
        crumbs: crumbs(frame, asset),
        title,
        text,
        action: format!("{url}/{verb_in_url}"),
        verb,
        is_danger: true,
        cancel: url,
        ..ConfirmPage::default()
    };
    frame.page(StatusCode::OK, &page)
}

/// `GET /trash/files`
pub async fn list(frame: Frame, after: Query<After>) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let from = after.place();
    let read = move |conn: &mut _| {
        let (rows, total) = assets::trash_list(conn, organization, from, LIMIT + 1)?;
        Ok((rows, total, counts::of(conn, organization)?))
    };
    let (mut rows, total, counts) = frame.db.read(read).await?;
    let has_more = rows.len() > LIMIT;
    rows.truncate(LIMIT);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let at = last.deleted_at.map(Time::micros).unwrap_or_default();
        format!("{}?after={at}.{}", links::TRASH_OF_ASSETS, last.number)
    });
    let range = frame.language.count("assets-count", total.unsigned_abs());
    let page = TrashPage {
        shell: frame.shell(Section::Trash, counts.live),
        tabs: tabs(&frame, true),
        announce: range.clone(),
        rows: rows.iter().map(|asset| trashed(&frame, asset)).collect(),
        pager: Pager {
            range,
            first: from.map(|_| links::TRASH_OF_ASSETS.to_owned()),
            next,
            ..Pager::default()
        },
        total: frame.number(total),
        is_of_files: true,
    };
    frame.page(StatusCode::OK, &page)
}

fn trashed(frame: &Frame, asset: &Asset) -> TrashRow {
    let deleted_at = asset.deleted_at.unwrap_or(asset.changed_at);
    let days = deleted_at.plus(IN_TRASH).since(frame.db.now()).as_secs().div_ceil(24 * 60 * 60);
    let content = &asset.file.content;
    TrashRow {
        url: links::asset(asset.id),
        avatar: None,
        icon: row::icon(content.media.category()),
        name: asset.title.clone(),
        detail: content.name.clone(),
        deleted: frame.dates().day(deleted_at.micros()),
        left: frame.language.count("trash-days", days),
    }
}
