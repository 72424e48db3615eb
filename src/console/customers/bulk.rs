//! What is done to a selection of the list's page: delete, tag, untag, and the undo of each.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::console::customers::bulk_tag::{self, Way};
use crate::console::customers::editor::sign;
use crate::console::customers::head;
use crate::console::field::Field;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::customers::{ConfirmPage, Typed};
use crate::domain::customer::{Cause, CustomerId};
use crate::domain::issues::Issue;
use crate::domain::operator::Right;
use crate::store::{Conn, StoreError, counts, customers, listing, tags};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;

/// Most customers of a selection: the largest page.
const MOST: usize = 100;
/// Above this, the number is to be typed before they are deleted.
const MOST_UNTYPED: usize = 50;

/// `POST /customers/bulk`: asks first, then acts. `do` is `delete` or `restore`, `tag` or `untag`.
pub async fn act(frame: Frame, form: Form) -> Result<HttpResponse, Failure> {
    let ids = selected(&form)?;
    if ids.is_empty() {
        return Ok(frame.done(links::CUSTOMERS, &Flash::toned(Tone::Warn, "bulk-none")));
    }
    match form.text("do") {
        "delete" if !is_confirmed(&form, ids.len()) => confirm(&frame, &form, ids).await,
        "delete" => delete(&frame, ids).await,
        "restore" => restore(&frame, ids).await,
        "tag" => bulk_tag::act(&frame, &form, ids, Way::Add).await,
        "untag" => bulk_tag::act(&frame, &form, ids, Way::Remove).await,
        _ => Err(Failure::Malformed("action")),
    }
}

/// The ids of the checkboxes, or those of an undo, which carries them in fewer letters.
fn selected(form: &Form) -> Result<Vec<CustomerId>, Failure> {
    let malformed = || Failure::Malformed("selection");
    let ids: Vec<CustomerId> = match form.get("ids") {
        Some(packed) => {
            let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|_| malformed())?;
            let ids = bytes.chunks(16).map(|id| Uuid::from_slice(id).map(CustomerId));
            ids.collect::<Result<_, _>>().map_err(|_| malformed())?
        }
        None => form.all("id").map(str::parse).collect::<Result<_, _>>().map_err(|_| malformed())?,
    };
    if ids.len() > MOST { Err(malformed()) } else { Ok(ids) }
}

pub(super) fn pack(ids: &[CustomerId]) -> String {
    let bytes: Vec<u8> = ids.iter().flat_map(|id| id.0.into_bytes()).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

fn is_confirmed(form: &Form, count: usize) -> bool {
    form.get("confirmed").is_some()
        && (count <= MOST_UNTYPED || form.text("count").trim() == count.to_string())
}

async fn confirm(frame: &Frame, form: &Form, ids: Vec<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, asked) = (frame.organization(), ids.clone());
    let read = move |conn: &mut _| {
        Ok((listing::of_ids(conn, organization, &asked)?, counts::of(conn, organization)?))
    };
    let (found, counts) = frame.db.read(read).await?;
    let count = found.len() as u64;
    let title = frame.language.count("bulk-delete-title", count);
    let wrong = form.get("confirmed").map(|_| frame.issue(&Issue::new("count-wrong")));
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let typed = (ids.len() > MOST_UNTYPED).then(|| Typed {
        field: Field::new("count", form.text("count")).wrong(wrong),
        label: frame.language.say_with("bulk-type-number", &[("count", &ids.len().to_string())]),
    });
    let ids: Vec<CustomerId> = found.iter().map(|listed| listed.id).collect();
    let kept = [("do", "delete".to_owned()), ("ids", pack(&ids)), ("confirmed", "yes".to_owned())];
    let page = ConfirmPage {
        shell: frame.shell(Section::Customers, counts.live),
        crumbs: vec![Crumb::new(links::CUSTOMERS, frame.language.say("customers-title"))],
        title,
        text: frame
            .language
            .say_with("bulk-delete-text", &[("day", &head::trash_ends(frame, frame.db.now()))]),
        names: found.into_iter().map(|listed| listed.display_name).collect(),
        action: "/customers/bulk".into(),
        kept: kept.map(|(name, value)| (name.to_owned(), value)).into(),
        typed,
        choice: None,
        verb: frame.language.say("customer-delete"),
        is_danger: true,
        cancel: links::CUSTOMERS.into(),
    };
    frame.page(status, &page)
}

/// One transaction: all of them, or none. One that somebody else has deleted meanwhile is passed over.
async fn delete(frame: &Frame, ids: Vec<CustomerId>) -> Result<HttpResponse, Failure> {
    let by = sign(frame, Cause::Hand);
    let at = by.at;
    let trash = move |conn: &mut _| {
        let mut done = Vec::new();
        for id in ids {
            match customers::trash(conn, &by, id) {
                Ok(customer) => done.push(customer.id),
                Err(StoreError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    };
    let done = frame.db.write(&frame.actor, Right::EditCustomers, trash).await?;
    let flash = Flash::ok("bulk-deleted")
        .with("count", frame.language.count("customers-count", done.len() as u64))
        .with("day", head::trash_ends(frame, at))
        .undo("/customers/bulk", [("do", "restore".to_owned()), ("ids", pack(&done))]);
    Ok(frame.done(links::CUSTOMERS, &flash))
}

async fn restore(frame: &Frame, ids: Vec<CustomerId>) -> Result<HttpResponse, Failure> {
    let by = sign(frame, Cause::Undo);
    let restore = move |conn: &mut Conn| {
        tags::keep(conn, by.actor.organization)?;
        let mut done = 0;
        for id in ids {
            match customers::restore(conn, &by, id) {
                Ok(_) => done += 1,
                Err(StoreError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    };
    let done: u64 = frame.db.write(&frame.actor, Right::EditCustomers, restore).await?;
    let flash = Flash::ok("bulk-restored").with("count", frame.language.count("customers-count", done));
    Ok(frame.done(links::CUSTOMERS, &flash))
}
