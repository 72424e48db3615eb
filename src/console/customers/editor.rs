//! Adding and editing. Nothing typed is ever lost: what is refused comes back as it was typed, and a save that was
//! made from an older version is merged or shown beside the newer one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::console::attributes::shown;
use crate::console::customers::head::{self, Offered, Opened};
use crate::console::customers::{conflict, form, overview};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::customers::{Editing, FormPage};
use crate::domain::customer::{Cause, Customer, CustomerId, Document, Signature, Version};
use crate::domain::draft::{CustomerDraft, RawCustomer};
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::domain::tag::NewTag;
use crate::store::counts;
use crate::store::customers::{self, Updated};
use crate::store::listing::{self, Listed};
use crate::store::{StoreError, attributes, tags, versions};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `GET /customers/new`
pub async fn new(frame: Frame) -> Result<HttpResponse, Failure> {
    let raw = RawCustomer::default();
    form_page(&frame, None, &raw, &Issues::default(), &[], StatusCode::OK).await
}

/// `POST /customers`
pub async fn create(frame: Frame, form: Form) -> Result<HttpResponse, Failure> {
    let mut raw = form::read(&form);
    if let Some(button) = form.row_button() {
        form::change_rows(&mut raw, &button);
        return form_page(&frame, None, &raw, &Issues::default(), &[], StatusCode::OK).await;
    }
    let Judged { document, fresh, revision } = match judge(&frame, &raw, None).await? {
        Ok(judged) => judged,
        Err(issues) => {
            return form_page(&frame, None, &raw, &issues, &[], StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let duplicates = duplicates(&frame, &document).await?;
    let seen = form.text("duplicates_seen");
    if duplicates.iter().any(|other| !seen.contains(&other.id.to_string())) {
        let none = Issues::default();
        return form_page(&frame, None, &raw, &none, &duplicates, StatusCode::CONFLICT).await;
    }
    let by = sign(&frame, Cause::Hand);
    let insert = move |conn: &mut _| {
        let mut document = document;
        tags::make(conn, &by, &fresh, &mut document)?;
        let customer = customers::insert(conn, &by, document)?;
        attributes::ensure_unchanged(conn, by.actor.organization, revision)?;
        Ok(customer)
    };
    let customer = match frame.db.write(&frame.actor, Right::EditCustomers, insert).await {
        Err(StoreError::Redefined) => return Box::pin(create(frame, form)).await,
        Err(StoreError::Invalid(issues)) => {
            return form_page(&frame, None, &raw, &issues, &[], StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        written => written?,
    };
    let flash = Flash::ok("customer-added").with("name", &customer.document.display_name);
    let to = if form.text("then") == "new" {
        links::NEW_CUSTOMER.to_owned()
    } else {
        links::customer(customer.id)
    };
    Ok(frame.done(&to, &flash))
}

/// `GET /customers/{id}/edit`
pub async fn edit(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    if opened.customer.deleted_at.is_some() {
        return Ok(frame.go(&links::customer(opened.customer.id)));
    }
    let raw = RawCustomer::from_document(&opened.customer.document);
    let editing = editing(&opened.customer, opened.customer.version);
    form_page(&frame, Some(editing), &raw, &Issues::default(), &[], StatusCode::OK).await
}

/// `POST /customers/{id}`: the four fields of its page, the full editor, and the choices of the conflict page.
pub async fn update(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let read = Version(form.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let mut raw = form::read(&form);
    let opened = open(&frame, id).await?;
    if opened.customer.deleted_at.is_some() {
        return gone(&frame, &opened, &form, &raw, read).await;
    }
    let button = form.row_button();
    if let Some(button) = &button {
        form::change_rows(&mut raw, button);
    }
    if button.is_some() || form.text("then") == "edit" {
        let editing = editing(&opened.customer, read);
        let full = conflict::whole(&frame, id, read, &raw).await?;
        return form_page(&frame, Some(editing), &full, &Issues::default(), &[], StatusCode::OK).await;
    }
    let was = base(&frame, id, read).await?;
    let mine = match judge(&frame, &raw, Some(&was)).await? {
        Ok(mine) => mine,
        Err(issues) => return refused(&frame, &opened, &form, &raw, &issues, read).await,
    };
    let answer = save(&frame, opened, Edit { form: &form, raw: &raw, read, was, mine }).await?;
    match answer {
        Some(answer) => Ok(answer),
        None => Box::pin(update(frame, Path::from(id), form)).await,
    }
}

/// An edit that is valid, with what it was made from.
pub struct Edit<'a> {
    /// As it was sent.
    pub form: &'a Form,
    /// What was typed.
    pub raw: &'a RawCustomer,
    /// The version it was made from.
    pub read: Version,
    /// That version.
    pub was: Document,
    /// What the edit makes of it.
    pub mine: Judged,
}

/// What was typed, as it can be written.
pub struct Judged {
    /// The document.
    pub document: Document,
    /// Tags that are to be made for it.
    pub fresh: Vec<NewTag>,
    /// The change number of the definitions that it was judged by.
    pub revision: i64,
}

/// Writes the edit, merged with what was saved since it was made; what clashes is shown to be decided. No answer:
/// attributes are defined otherwise by now, and the edit is to be judged again.
async fn save(frame: &Frame, opened: Opened, edit: Edit<'_>) -> Result<Option<HttpResponse>, Failure> {
    let current = &opened.customer;
    let Some((document, cause)) = conflict::resolve(current, &edit) else {
        return conflict::show(frame, &opened, &edit).await.map(Some);
    };
    let (by, id, version) = (sign(frame, cause), current.id, current.version);
    let (fresh, revision) = (edit.mine.fresh.clone(), edit.mine.revision);
    let update = move |conn: &mut _| {
        let mut document = document;
        tags::make(conn, &by, &fresh, &mut document)?;
        let updated = customers::update(conn, &by, id, version, document)?;
        attributes::ensure_unchanged(conn, by.actor.organization, revision)?;
        Ok(updated)
    };
    let answer = match frame.db.write(&frame.actor, Right::EditCustomers, update).await {
        Ok(Updated::Changed(customer)) => frame.done(&links::customer(id), &saved(&customer, cause)),
        Ok(Updated::Unchanged(_)) => frame.done(&links::customer(id), &Flash::ok("customer-unchanged")),
        Err(StoreError::Redefined) => return Ok(None),
        // Somebody saved between our reading and our writing: the same again, with what they saved.
        Err(StoreError::Stale) => {
            let opened = open(frame, id).await?;
            conflict::show(frame, &opened, &edit).await?
        }
        Err(StoreError::Invalid(issues)) => {
            refused(frame, &opened, edit.form, edit.raw, &issues, edit.read).await?
        }
        Err(other) => return Err(other.into()),
    };
    Ok(Some(answer))
}

/// That a version was made, with the way back to the one before.
#[must_use]
pub fn saved(customer: &Customer, cause: Cause) -> Flash {
    let message = if matches!(cause, Cause::Merge) { "customer-merged" } else { "customer-saved" };
    let former = Version(customer.version.0 - 1);
    let version = customer.version.to_string();
    Flash::ok(message)
        .with("name", &customer.document.display_name)
        .with("version", &version)
        .undo(links::restore_version(customer.id, former), [("version", version.clone())])
}

/// The signature of the person who is asking.
#[must_use]
pub fn sign(frame: &Frame, cause: Cause) -> Signature {
    Signature { actor: frame.actor.clone(), at: frame.db.now(), cause }
}

/// Opens the customer for a handler.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(frame: &Frame, id: CustomerId) -> Result<Opened, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| head::open(conn, organization, id)).await?)
}

/// The document of the version that a form was made from.
///
/// # Errors
/// [`Failure::NotFound`] when there never was one.
pub async fn base(frame: &Frame, id: CustomerId, read: Version) -> Result<Document, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| versions::document(conn, organization, id, read)).await?.0)
}

/// What was typed, judged; or what is wrong with it.
async fn judge(
    frame: &Frame,
    raw: &RawCustomer,
    was: Option<&Document>,
) -> Result<Result<Judged, Issues>, Failure> {
    let (organization, country) = (frame.organization(), frame.default_country());
    let rules = frame.db.read(move |conn| attributes::rules(conn, organization, country)).await?;
    let draft = match CustomerDraft::parse(raw, &rules, was) {
        Ok(draft) => draft,
        Err(issues) => return Ok(Err(issues)),
    };
    let titles = draft.tag_titles().to_owned();
    let named = frame.db.read(move |conn| tags::named(conn, organization, &titles)).await?;
    let (fresh, revision) = (named.fresh, rules.attributes.revision);
    Ok(draft.tagged(named.ids).onto(was).map(|document| Judged { document, fresh, revision }))
}

async fn duplicates(frame: &Frame, document: &Document) -> Result<Vec<Listed>, Failure> {
    let organization = frame.organization();
    let email = document.email().map(crate::domain::values::Email::key);
    let numbers: Vec<String> = document.phones().filter_map(|(_, phone)| phone.e164.clone()).collect();
    let found = frame.db.read(move |conn| {
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        listing::duplicates(conn, organization, email.as_deref(), &numbers, None)
    });
    Ok(found.await?)
}

/// The form again, as it was typed: the page that it stood on.
async fn refused(
    frame: &Frame,
    opened: &Opened,
    form: &Form,
    raw: &RawCustomer,
    issues: &Issues,
    read: Version,
) -> Result<HttpResponse, Failure> {
    if form::is_full(form) {
        let editing = editing(&opened.customer, read);
        return form_page(frame, Some(editing), raw, issues, &[], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    overview::again(frame, opened, raw, issues, &read.to_string()).await
}

/// The customer was put into the trash while it was edited: its page says so, and keeps what was typed.
async fn gone(
    frame: &Frame,
    opened: &Opened,
    form: &Form,
    raw: &RawCustomer,
    read: Version,
) -> Result<HttpResponse, Failure> {
    let issues = Issues::of("", crate::domain::issues::Issue::new("customer-in-trash"));
    refused(frame, opened, form, raw, &issues, read).await
}

fn editing(customer: &Customer, read: Version) -> Editing {
    Editing {
        url: links::customer(customer.id),
        name: customer.document.display_name.clone(),
        version: read.to_string(),
    }
}

async fn form_page(
    frame: &Frame,
    editing: Option<Editing>,
    raw: &RawCustomer,
    issues: &Issues,
    duplicates: &[Listed],
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut _| {
        let offered =
            Offered { tags: tags::list(conn, organization)?, defined: attributes::list(conn, organization)? };
        Ok((counts::of(conn, organization)?, offered))
    };
    let (counts, offered) = frame.db.read(read).await?;
    let mut raw = raw.clone();
    // What came back from a person has its rows; a page that is shown first gets one for every definition.
    shown::complete(&mut raw, &offered.defined, editing.is_none());
    let action = editing.as_ref().map_or_else(|| links::CUSTOMERS.to_owned(), |editing| editing.url.clone());
    let crumb = |other: &Listed| Crumb::new(links::customer(other.id), &other.display_name);
    let seen = duplicates.iter().map(|other| other.id.to_string()).collect::<Vec<_>>().join(" ");
    let form = form::show(frame, &raw, issues, &offered);
    let page = FormPage {
        shell: frame.shell(Section::Customers, counts.live),
        editing,
        action,
        problems: form::problems(frame, issues, &form.typed),
        duplicates: duplicates.iter().map(crumb).collect(),
        duplicates_seen: seen,
        form,
    };
    frame.page(status, &page)
}
