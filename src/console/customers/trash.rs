//! Delete, restore, delete for ever, and the trash.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use crate::console::avatar::Avatar;
use crate::console::customers::editor::{open, sign};
use crate::console::customers::head::{self, IN_TRASH, Opened};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::customers::{ConfirmPage, Tab, TrashPage, TrashRow};
use crate::console::views::{Crumb, Pager};
use crate::domain::customer::{Cause, CustomerId};
use crate::domain::operator::Right;
use crate::domain::time::Time;
use crate::store::listing::{self, Listed};
use crate::store::{counts, customers};
use crate::web::Failure;
use crate::web::flash::Flash;

/// Rows of a page.
const LIMIT: usize = 50;

/// `GET /customers/{id}/delete`: the dialog as a page.
pub async fn confirm(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let head = head::head(&frame, &opened);
    let title = frame.language.say_with("customer-delete-title", &[("name", &head.name)]);
    let verb = frame.language.say("customer-delete");
    question(&frame, &opened, title, head.delete_text, "delete", verb)
}

/// `POST /customers/{id}/delete`
pub async fn delete(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&frame, Cause::Hand), id.into_inner());
    let at = by.at;
    let trash = move |conn: &mut _| customers::trash(conn, &by, id);
    let customer = frame.db.write(&frame.actor, Right::EditCustomers, trash).await?;
    let flash = Flash::ok("customer-in-trash")
        .with("name", &customer.document.display_name)
        .with("day", head::trash_ends(&frame, at))
        .undo(links::restore(id), std::iter::empty::<(&str, String)>());
    Ok(frame.done(links::CUSTOMERS, &flash))
}

/// `POST /customers/{id}/restore`
pub async fn restore(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&frame, Cause::Undo), id.into_inner());
    let restore = move |conn: &mut _| customers::restore(conn, &by, id);
    let customer = frame.db.write(&frame.actor, Right::EditCustomers, restore).await?;
    let flash = Flash::ok("customer-restored").with("name", &customer.document.display_name);
    Ok(frame.done(&links::customer(id), &flash))
}

/// `GET /customers/{id}/purge`
pub async fn confirm_purge(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    if opened.customer.deleted_at.is_none() {
        return Err(Failure::NotFound);
    }
    let name = &opened.customer.document.display_name;
    let title = frame.language.say_with("customer-purge-title", &[("name", name)]);
    let verb = frame.language.say("trash-purge");
    question(&frame, &opened, title, frame.language.say("customer-purge-text"), "purge", verb)
}

/// `POST /customers/{id}/purge`
pub async fn purge(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&frame, Cause::Hand), id.into_inner());
    let purge = move |conn: &mut _| {
        let customer = customers::find(conn, by.actor.organization, id)?;
        customers::purge(conn, &by, id)?;
        Ok(customer.document.display_name)
    };
    let name = frame.db.write(&frame.actor, Right::PurgeCustomers, purge).await?;
    Ok(frame.done(links::TRASH, &Flash::ok("customer-purged").with("name", name)))
}

fn question(
    frame: &Frame,
    opened: &Opened,
    title: String,
    text: String,
    verb_in_url: &str,
    verb: String,
) -> Result<HttpResponse, Failure> {
    let url = links::customer(opened.customer.id);
    let name = &opened.customer.document.display_name;
    let page = ConfirmPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        crumbs: vec![
            Crumb::new(links::CUSTOMERS, frame.language.say("customers-title")),
            Crumb::new(&url, name),
        ],
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

/// Where a page of the trash begins: the moment of deletion and the number of the row before it, joined by a dot.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

impl After {
    /// The row before the page; none for the first page, and for an address that somebody made up.
    #[must_use]
    pub fn place(&self) -> Option<(Time, i64)> {
        let (at, number) = self.after.split_once('.')?;
        Some((Time::from_micros(at.parse().ok()?), number.parse().ok()?))
    }
}

/// `GET /trash`
pub async fn list(frame: Frame, after: Query<After>) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let from = after.place();
    let read = move |conn: &mut _| {
        let rows = listing::trash(conn, organization, from, LIMIT + 1)?;
        Ok((rows, counts::of(conn, organization)?))
    };
    let (mut rows, counts) = frame.db.read(read).await?;
    let has_more = rows.len() > LIMIT;
    rows.truncate(LIMIT);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let at = last.deleted_at.map(Time::micros).unwrap_or_default();
        format!("{}?after={at}.{}", links::TRASH, last.seq)
    });
    let total = frame.number(counts.trashed);
    let page = TrashPage {
        shell: frame.shell(Section::Trash, counts.live),
        announce: frame.language.count("customers-count", counts.trashed.unsigned_abs()),
        rows: rows.into_iter().map(|listed| row(&frame, listed)).collect(),
        pager: Pager {
            range: frame.language.count("customers-count", counts.trashed.unsigned_abs()),
            first: from.map(|_| links::TRASH.to_owned()),
            next,
            ..Pager::default()
        },
        total,
        tabs: tabs(&frame, false),
        is_of_files: false,
    };
    frame.page(StatusCode::OK, &page)
}

/// The two sides of the trash.
#[must_use]
pub fn tabs(frame: &Frame, is_of_files: bool) -> Vec<Tab> {
    let tab = |label: &str, href: &str, is_current| Tab {
        label: frame.language.say(label),
        count: String::new(),
        href: href.to_owned(),
        is_current,
    };
    vec![
        tab("nav-customers", links::TRASH, !is_of_files),
        tab("customer-files", links::TRASH_OF_ASSETS, is_of_files),
    ]
}

fn row(frame: &Frame, listed: Listed) -> TrashRow {
    let deleted_at = listed.deleted_at.unwrap_or(listed.changed_at);
    let left = deleted_at.plus(IN_TRASH).since(frame.db.now());
    let days = left.as_secs().div_ceil(24 * 60 * 60);
    TrashRow {
        url: links::customer(listed.id),
        avatar: Some(Avatar::of_customer(listed.id, &listed.display_name, listed.kind, listed.avatar)),
        icon: "",
        name: listed.display_name,
        detail: listed.email.unwrap_or_default(),
        deleted: frame.dates().day(deleted_at.micros()),
        left: frame.language.count("trash-days", days),
    }
}
