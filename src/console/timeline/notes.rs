//! Notes: one written on the timeline, edited on a page of its own, pinned, deleted and taken back. Nothing typed is
//! lost: what is refused comes back as it was typed, and an edit that was made from older words is shown beside the
//! newer ones.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use uuid::Uuid;

use super::{Mentioned, of_customer};
use crate::console::customers::editor::sign;
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::timeline::{NotePage, Theirs};
use crate::domain::customer::{Cause, Customer, CustomerId, Signature, Version};
use crate::domain::event::{self, Event};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::domain::values::text::trimmed;
use crate::store::{Conn, StoreError, counts, customers, notes};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `POST /customers/{id}/notes`
pub async fn create(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let (id, typed) = (id.into_inner(), form.text("note"));
    let text = match event::note_text(trimmed(typed)) {
        Ok(text) => text,
        Err(issue) => return of_customer::again(&frame, id, typed, &Issues::of("note", issue)).await,
    };
    let by = sign(&frame, Cause::Hand);
    let insert = move |conn: &mut Conn| notes::insert(conn, &by, id, text, false);
    match frame.db.write(&frame.actor, Right::EditCustomers, insert).await {
        Ok(_) => Ok(frame.done(&links::timeline(id), &Flash::ok("timeline-note-added"))),
        Err(StoreError::NotFound) => gone(&frame, id, typed).await,
        Err(other) => Err(other.into()),
    }
}

/// `GET /customers/{id}/notes/{note}`: for who may edit it.
pub async fn edit(frame: Frame, path: Path<(CustomerId, Uuid)>) -> Result<HttpResponse, Failure> {
    let (id, note) = path.into_inner();
    let opened = open(&frame, id, note).await?;
    opened.ensure_changeable(&frame)?;
    let (text, revision) = opened.words();
    let field = Field::new("note", text);
    opened.page(&frame, StatusCode::OK, field, revision, &Issues::default(), false)
}

/// `POST /customers/{id}/notes/{note}`
pub async fn update(
    frame: Frame,
    path: Path<(CustomerId, Uuid)>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let (id, note) = path.into_inner();
    let read = Version(form.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let typed = form.text("note");
    let text = match event::note_text(trimmed(typed)) {
        Ok(text) => text,
        Err(issue) => {
            let opened = match open(&frame, id, note).await {
                Err(Failure::NotFound) => return gone(&frame, id, typed).await,
                opened => opened?,
            };
            opened.ensure_changeable(&frame)?;
            let field = Field::new("note", typed).wrong(Some(frame.issue(&issue)));
            let issues = Issues::of("note", issue);
            return opened.page(&frame, StatusCode::UNPROCESSABLE_ENTITY, field, read, &issues, false);
        }
    };
    let by = sign(&frame, Cause::Hand);
    let update = move |conn: &mut Conn| notes::update(conn, &by, id, note, read, text);
    match frame.db.write(&frame.actor, Right::EditCustomers, update).await {
        Ok(_) => Ok(frame.done(&links::timeline(id), &Flash::ok("timeline-note-saved"))),
        Err(StoreError::Stale) => {
            // Their words are shown; saving again is made from them.
            let opened = open(&frame, id, note).await?;
            let (_, revision) = opened.words();
            let field = Field::new("note", typed);
            opened.page(&frame, StatusCode::CONFLICT, field, revision, &Issues::default(), true)
        }
        Err(StoreError::NotFound) => gone(&frame, id, typed).await,
        Err(other) => Err(other.into()),
    }
}

/// The customer was put into the trash, or the note deleted, while somebody wrote: the timeline says so, and keeps what
/// was typed.
async fn gone(frame: &Frame, id: CustomerId, typed: &str) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let customer = frame.db.read(move |conn| customers::find(conn, organization, id)).await?;
    let why = if customer.deleted_at.is_some() { "customer-in-trash" } else { "note-deleted" };
    of_customer::again(frame, id, typed, &Issues::of("note", Issue::new(why))).await
}

/// `POST /customers/{id}/notes/{note}/pin`; with `pinned=no` it goes back into its place.
pub async fn pin(frame: Frame, path: Path<(CustomerId, Uuid)>, form: Form) -> Result<HttpResponse, Failure> {
    let is_pinned = form.text("pinned") != "no";
    let message = if is_pinned { "timeline-note-pinned" } else { "timeline-note-unpinned" };
    let pin =
        move |conn: &mut Conn, by: &Signature, id, note| notes::pin(conn, by, id, note, is_pinned).map(drop);
    change(&frame, path.into_inner(), Flash::ok(message), pin).await
}

/// `POST /customers/{id}/notes/{note}/delete`
pub async fn delete(frame: Frame, path: Path<(CustomerId, Uuid)>) -> Result<HttpResponse, Failure> {
    let (id, note) = path.into_inner();
    let flash = Flash::ok("timeline-note-deleted").undo(format!("{}/restore", links::note(id, note)), []);
    change(&frame, (id, note), flash, notes::delete).await
}

/// `POST /customers/{id}/notes/{note}/restore`: what Undo sends.
pub async fn restore(frame: Frame, path: Path<(CustomerId, Uuid)>) -> Result<HttpResponse, Failure> {
    change(&frame, path.into_inner(), Flash::ok("timeline-note-restored"), notes::restore).await
}

async fn change(
    frame: &Frame,
    (id, note): (CustomerId, Uuid),
    told: Flash,
    change: impl FnOnce(&mut Conn, &Signature, CustomerId, Uuid) -> Result<(), StoreError> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let by = sign(frame, Cause::Hand);
    let change = move |conn: &mut Conn| change(conn, &by, id, note);
    frame.db.write(&frame.actor, Right::EditCustomers, change).await?;
    Ok(frame.done(&links::timeline(id), &told))
}

/// A note with what its page shows beside it.
struct Opened {
    customer: Customer,
    note: Event,
    mentioned: Mentioned,
    customers: i64,
}

async fn open(frame: &Frame, id: CustomerId, note: Uuid) -> Result<Opened, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let customer = customers::find(conn, organization, id)?;
        let note = notes::find(conn, organization, id, note)?;
        let mentioned = Mentioned::read(conn, organization, std::iter::once(&note))?;
        let customers = counts::of(conn, organization)?.live;
        Ok(Opened { customer, note, mentioned, customers })
    };
    Ok(frame.db.read(read).await?)
}

impl Opened {
    fn ensure_changeable(&self, frame: &Frame) -> Result<(), Failure> {
        if self.customer.deleted_at.is_some() {
            return Err(Failure::NotFound);
        }
        if self.note.may_be_changed_by(frame.actor.id, frame.actor.role) {
            Ok(())
        } else {
            Err(Failure::Forbidden(Right::ManageNotes))
        }
    }

    fn words(&self) -> (&str, Version) {
        self.note.note.as_ref().map_or(("", Version::FIRST), |note| (&note.text, note.revision))
    }

    fn page(
        &self,
        frame: &Frame,
        status: StatusCode,
        note: Field,
        revision: Version,
        issues: &Issues,
        is_stale: bool,
    ) -> Result<HttpResponse, Failure> {
        let (id, timeline) = (self.customer.id, links::timeline(self.customer.id));
        let page = NotePage {
            shell: frame.shell(Section::Customers, self.customers),
            crumbs: vec![
                Crumb::new(links::CUSTOMERS, frame.language.say("customers-title")),
                Crumb::new(links::customer(id), &self.customer.document.display_name),
                Crumb::new(&timeline, frame.language.say("customer-timeline")),
            ],
            action: links::note(id, self.note.id),
            back: timeline,
            version: revision.to_string(),
            problems: Problem::list(issues, frame.language),
            note,
            theirs: is_stale.then(|| self.theirs(frame)),
        };
        frame.page(status, &page)
    }

    fn theirs(&self, frame: &Frame) -> Theirs {
        let edited = self.note.note.as_ref().and_then(|note| note.edited);
        let (by, at) = edited.unwrap_or((self.note.actor, self.note.at));
        let (who, when) = (self.mentioned.who(frame, by), frame.dates().ago_within(at.micros()));
        let who = frame.language.say_with("timeline-note-stale", &[("who", &who), ("when", &when)]);
        Theirs { who, text: self.words().0.to_owned() }
    }
}
