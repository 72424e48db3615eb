//! Saved views of the list: a query kept under a name, another name for it, its end.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::console::customers::controls::shown_count;
use crate::console::customers::query::{ListState, Sent};
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::customers::{ConfirmPage, Tab, ViewPage};
use crate::domain::attribute::Definitions;
use crate::domain::customer::Kind;
use crate::domain::issues::Issues;
use crate::domain::listing::Count;
use crate::domain::operator::Right;
use crate::domain::time::Time;
use crate::domain::view::{QUERY_MAX_CHARS, View, ViewId, ViewTitle};
use crate::store::counts::Counts;
use crate::store::{Conn, StoreError, attributes, views};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `POST /customers/views`
pub async fn create(frame: Frame, form: Form) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let defined = frame.db.read(move |conn| attributes::list(conn, organization)).await?;
    let query = state(form.text("query"), frame.time_zone(), frame.silent_before(), &defined).saved();
    if query.is_empty() || query.chars().count() > QUERY_MAX_CHARS {
        return Err(Failure::Malformed("query"));
    }
    let saved = match ViewTitle::parse(form.text("title")) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(title) => {
            let (by, at, query) = (frame.actor.clone(), frame.db.now(), query.clone());
            let insert = move |conn: &mut Conn| views::insert(conn, &by, &title, &query, at);
            frame.db.write(&frame.actor, Right::EditCustomers, insert).await
        }
    };
    match saved {
        Ok(view) => Ok(done(&frame, "view-saved", &view)),
        Err(StoreError::Invalid(issues)) => {
            let page = ViewPage {
                title: frame.language.say("view-save"),
                action: links::VIEWS.to_owned(),
                verb: frame.language.say("view-save"),
                query,
                ..ViewPage::default()
            };
            answer(&frame, page, form.text("title"), &issues).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /customers/views/{id}`
pub async fn edit(frame: Frame, id: Path<ViewId>) -> Result<HttpResponse, Failure> {
    let view = find(&frame, *id).await?;
    show(&frame, &view, &view.title, &Issues::default()).await
}

/// `POST /customers/views/{id}`: another name.
pub async fn save(frame: Frame, id: Path<ViewId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let view = find(&frame, id).await?;
    let renamed = match ViewTitle::parse(form.text("title")) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(title) => {
            let (by, at) = (frame.actor.clone(), frame.db.now());
            let rename = move |conn: &mut Conn| views::rename(conn, &by, id, &title, at);
            frame.db.write(&frame.actor, Right::EditCustomers, rename).await
        }
    };
    match renamed {
        Ok(view) => Ok(done(&frame, "view-renamed", &view)),
        Err(StoreError::Invalid(issues)) => show(&frame, &view, form.text("title"), &issues).await,
        Err(other) => Err(other.into()),
    }
}

/// `GET /customers/views/{id}/delete`
pub async fn confirm_delete(frame: Frame, id: Path<ViewId>) -> Result<HttpResponse, Failure> {
    let view = find(&frame, *id).await?;
    let url = links::view(view.id);
    let page = ConfirmPage {
        shell: frame.shell(Section::Customers, frame.customers().await?),
        crumbs: vec![customers(&frame), Crumb::new(&url, &view.title)],
        title: frame.language.say_with("view-delete-title", &[("view", &view.title)]),
        text: frame.language.say("view-delete-text"),
        action: format!("{url}/delete"),
        verb: frame.language.say("view-delete"),
        is_danger: true,
        cancel: url,
        ..ConfirmPage::default()
    };
    frame.page(StatusCode::OK, &page)
}

/// `POST /customers/views/{id}/delete`
pub async fn delete(frame: Frame, id: Path<ViewId>, _form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let view = find(&frame, id).await?;
    let (by, at) = (frame.actor.clone(), frame.db.now());
    let delete = move |conn: &mut Conn| views::delete(conn, &by, id, at);
    frame.db.write(&frame.actor, Right::EditCustomers, delete).await?;
    Ok(frame.done(links::CUSTOMERS, &Flash::ok("view-deleted").with("view", view.title)))
}

/// The state of the list that a query asks for.
#[must_use]
pub fn state(query: &str, zone: &str, silent_before: Time, defined: &Definitions) -> ListState {
    let sent = Form::parse(query.as_bytes()).unwrap_or_default();
    ListState::read(&Sent::of(sent.into_fields()), zone, silent_before, defined)
}

/// Where a view is listed.
#[must_use]
pub fn link(view: &View) -> String {
    format!("{}?{}", links::CUSTOMERS, view.query)
}

/// The kinds, then what is kept as views. Of the view that is open the count is known; others would have to be counted.
pub(super) fn tabs(
    frame: &Frame,
    state: &ListState,
    counts: Counts,
    views: &[View],
    open: Option<(ViewId, Count)>,
) -> Vec<Tab> {
    let current = state.query.filter.kind;
    let kinds = [
        (None, "customers-view-all"),
        (Some(Kind::Corporate), "customers-view-corporate"),
        (Some(Kind::Personal), "customers-view-personal"),
    ];
    let tab = |(kind, label): (Option<Kind>, &str)| Tab {
        label: frame.language.say(label),
        // Only the whole is kept as a count; the others would have to be counted.
        count: if kind.is_none() { frame.number(counts.live) } else { String::new() },
        href: state.filtered(|filter| filter.kind = kind).link(),
        is_current: kind == current && open.is_none(),
    };
    let kept = views.iter().map(|view| {
        let count = open.filter(|(id, _)| *id == view.id).map(|(_, count)| shown_count(frame, count));
        Tab {
            label: view.title.clone(),
            is_current: count.is_some(),
            count: count.unwrap_or_default(),
            href: link(view),
        }
    });
    kinds.into_iter().map(tab).chain(kept).collect()
}

async fn find(frame: &Frame, id: ViewId) -> Result<View, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| views::find(conn, organization, id)).await?)
}

fn done(frame: &Frame, message: &str, view: &View) -> HttpResponse {
    frame.done(&link(view), &Flash::ok(message).with("view", &view.title))
}

fn customers(frame: &Frame) -> Crumb {
    Crumb::new(links::CUSTOMERS, frame.language.say("customers-title"))
}

async fn show(frame: &Frame, view: &View, typed: &str, issues: &Issues) -> Result<HttpResponse, Failure> {
    let url = links::view(view.id);
    let page = ViewPage {
        title: view.title.clone(),
        listed: Some(link(view)),
        delete: Some(format!("{url}/delete")),
        action: url,
        verb: frame.language.say("form-save"),
        ..ViewPage::default()
    };
    answer(frame, page, typed, issues).await
}

async fn answer(
    frame: &Frame,
    page: ViewPage,
    typed: &str,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let wrong = issues.get("title").first().map(|issue| frame.issue(issue));
    let status = if issues.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ViewPage {
        shell: frame.shell(Section::Customers, frame.customers().await?),
        crumb: customers(frame),
        problems: Problem::list(issues, frame.language),
        name: Field::new("title", typed).wrong(wrong),
        ..page
    };
    frame.page(status, &page)
}
