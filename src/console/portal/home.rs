//! A contact's customer: seen, and corrected where the policy lets.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;

use super::form;
use crate::console::customers::form::label;
use crate::console::field::{Field, Problem};
use crate::console::frame;
use crate::console::language::Language;
use crate::console::views::customers::Line;
use crate::console::views::portal::{Passwords, PortalPage};
use crate::console::visitor::Visitor;
use crate::domain::customer::{Cause, Customer, Document, Signature, Version};
use crate::domain::diff::{self, Conflict, Merge};
use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
use crate::domain::issues::Issues;
use crate::domain::operator::{Actor, Right};
use crate::store::customers::{self, Updated};
use crate::store::versions;
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::portal::{self, SignedContact};

/// What the form of the portal holds beside the customer as it is stored.
#[derive(Default)]
struct Typed {
    raw: Option<RawCustomer>,
    issues: Issues,
    clashes: Vec<Conflict>,
    version: Option<Version>,
    is_overtaken: bool,
}

/// How often a save is merged anew with what others wrote meanwhile.
const MOST_MERGES: usize = 5;

/// `GET /portal`
pub async fn show(visitor: Visitor, signed: SignedContact) -> Result<HttpResponse, Failure> {
    let customer = own(&visitor, &signed).await?;
    answer(&visitor, &signed, StatusCode::OK, &customer, Typed::default(), &Issues::default()).await
}

/// `POST /portal`
pub async fn save(
    visitor: Visitor,
    signed: SignedContact,
    actor: Actor,
    sent: Form,
) -> Result<HttpResponse, Failure> {
    let read = Version(sent.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let mut customer = own(&visitor, &signed).await?;
    let mut raw = form::read(&sent, customer.document.kind);
    if let Some(button) = sent.row_button() {
        form::change_rows(&mut raw, &button);
        let typed = Typed { raw: Some(raw), version: Some(read), ..Typed::default() };
        return answer(&visitor, &signed, StatusCode::OK, &customer, typed, &Issues::default()).await;
    }
    let was = base(&visitor, &customer, read).await?;
    // A contact types no attributes.
    let rules = Rules { country: signed.organization.country, ..Rules::default() };
    let judged = CustomerDraft::parse(&raw, &rules, Some(&was)).and_then(|draft| draft.onto(Some(&was)));
    let mine = match judged {
        Ok(mine) => mine,
        Err(issues) => {
            let typed = Typed { raw: Some(raw), issues, version: Some(read), ..Typed::default() };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return answer(&visitor, &signed, status, &customer, typed, &Issues::default()).await;
        }
    };
    for _ in 0..MOST_MERGES {
        let merge = diff::merge(&was, &customer.document, &mine);
        if !merge.conflicts.is_empty() {
            return clash(&visitor, &signed, &customer, merge).await;
        }
        match write(&visitor, &actor, &customer, merge.document).await {
            // Somebody saved between our reading and our writing.
            Err(Failure::Stale) => customer = own(&visitor, &signed).await?,
            written => return written,
        }
    }
    let typed = Typed { raw: Some(raw), version: Some(read), is_overtaken: true, ..Typed::default() };
    answer(&visitor, &signed, StatusCode::CONFLICT, &customer, typed, &Issues::default()).await
}

async fn write(
    visitor: &Visitor,
    actor: &Actor,
    customer: &Customer,
    document: Document,
) -> Result<HttpResponse, Failure> {
    let (id, version) = (customer.id, customer.version);
    let by = Signature { actor: actor.clone(), at: visitor.db.now(), cause: Cause::Portal };
    let update = move |conn: &mut _| customers::update(conn, &by, id, version, document);
    let message = match visitor.db.write(actor, Right::EditPortal, update).await? {
        Updated::Changed(_) => "portal-saved",
        Updated::Unchanged(_) => "customer-unchanged",
    };
    Ok(done(visitor, &Flash::ok(message)))
}

/// What was typed, made from the version that is stored now, beside what it would overwrite: saved again it does.
async fn clash(
    visitor: &Visitor,
    signed: &SignedContact,
    customer: &Customer,
    merge: Merge,
) -> Result<HttpResponse, Failure> {
    let mut document = merge.document;
    for conflict in &merge.conflicts {
        document = diff::with_part(document, &conflict.field, conflict.mine.clone());
    }
    let typed = Typed {
        raw: Some(RawCustomer::from_document(&document)),
        clashes: merge.conflicts,
        version: Some(customer.version),
        ..Typed::default()
    };
    answer(visitor, signed, StatusCode::CONFLICT, customer, typed, &Issues::default()).await
}

/// `POST /portal/password`
pub async fn set_password(
    visitor: Visitor,
    signed: SignedContact,
    actor: Actor,
    sent: Form,
) -> Result<HttpResponse, Failure> {
    let (request, site, db) = (&visitor.request, &visitor.site, &visitor.db);
    let mut issues = Issues::default();
    let names = [signed.organization.name.as_str()];
    let password = crate::domain::password::Password::parse(sent.text("password"), &names);
    let password = issues.keep("password", password);
    if !portal::check_again(request, site, db, &signed, sent.text("current")).await? {
        issues.add("current", crate::domain::issues::Issue::new("password-wrong"));
    }
    let (Some(password), true) = (password, issues.is_empty()) else {
        let customer = own(&visitor, &signed).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&visitor, &signed, status, &customer, Typed::default(), &issues).await;
    };
    portal::set_password(site, db, &signed, actor, password).await?;
    let flash = Flash::ok("welcome-done").cookie(site);
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, portal::SIGN_IN)).cookie(flash).finish())
}

/// The one customer that this contact reaches: it follows from the session alone.
async fn own(visitor: &Visitor, signed: &SignedContact) -> Result<Customer, Failure> {
    let (organization, id) = (signed.contact.organization, signed.contact.customer);
    Ok(visitor.db.read(move |conn| customers::find(conn, organization, id)).await?)
}

async fn base(visitor: &Visitor, customer: &Customer, read: Version) -> Result<Document, Failure> {
    let (organization, id) = (customer.organization, customer.id);
    Ok(visitor.db.read(move |conn| versions::document(conn, organization, id, read)).await?.0)
}

fn done(visitor: &Visitor, flash: &Flash) -> HttpResponse {
    let told = flash.cookie(&visitor.site);
    HttpResponse::SeeOther().insert_header((LOCATION, portal::HOME)).cookie(told).finish()
}

async fn answer(
    visitor: &Visitor,
    signed: &SignedContact,
    status: StatusCode,
    customer: &Customer,
    typed: Typed,
    of_password: &Issues,
) -> Result<HttpResponse, Failure> {
    let language = visitor.language;
    let accounts = portal::offers(&visitor.request, &visitor.site, &visitor.db).await?;
    let document = &customer.document;
    let raw = typed.raw.unwrap_or_else(|| RawCustomer::from_document(document));
    let version = typed.version.unwrap_or(customer.version).to_string();
    let may_edit = signed.contact.policy.may_edit();
    let password = |name: &str| {
        let error = of_password.get(name).first().map(|issue| language.issue(issue));
        Field::new(name, "").wrong(error)
    };
    let page = PortalPage {
        shell: visitor.shell(),
        organization: signed.organization.name.clone(),
        name: document.display_name.clone(),
        contact: signed.contact.name.clone(),
        has_others: accounts.len() > 1,
        problems: problems(language, &typed.issues),
        clashes: typed.clashes.iter().map(|conflict| theirs(language, conflict)).collect(),
        is_overtaken: typed.is_overtaken,
        form: may_edit.then(|| form::show(language, document.kind, &raw, &typed.issues, &version)),
        lines: form::lines(language, document),
        passwords: Passwords {
            is_open: !of_password.is_empty(),
            current: password("current"),
            new: password("password"),
        },
    };
    frame::html(status, &page)
}

fn theirs(language: Language, conflict: &Conflict) -> Line {
    let value = conflict.theirs.as_ref().map(diff::Part::text).unwrap_or_default();
    Line { label: label(language, &conflict.field.name()), value, is_code: false }
}

fn problems(language: Language, issues: &Issues) -> Vec<Problem> {
    let problem = |(field, issue): (&str, &crate::domain::issues::Issue)| Problem {
        field: field.to_owned(),
        text: language.say_with(
            "form-problem",
            &[("field", &label(language, field)), ("problem", &language.issue(issue))],
        ),
    };
    issues.iter().map(problem).collect()
}
