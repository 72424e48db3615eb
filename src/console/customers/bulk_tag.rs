//! One tag for a selection: given to all of them, or taken off. Undo does the opposite to those alone that it changed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::customers::bulk::pack;
use crate::console::customers::editor::sign;
use crate::console::customers::tags::{Change, apply};
use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::customers::{ConfirmPage, TagChoice};
use crate::domain::customer::{Cause, CustomerId};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::domain::tag::{Tag, TagId, TagTitle};
use crate::store::customers::Updated;
use crate::store::{Conn, StoreError, counts, listing, tags};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Given.
    Add,
    /// Taken off.
    Remove,
}

impl Way {
    const fn verb(self) -> &'static str {
        match self {
            Self::Add => "tag",
            Self::Remove => "untag",
        }
    }

    const fn back(self) -> Self {
        match self {
            Self::Add => Self::Remove,
            Self::Remove => Self::Add,
        }
    }

    /// The key of a sentence that has one for each way.
    fn key(self, name: &str) -> String {
        format!("bulk-{}-{name}", self.verb())
    }
}

/// The tag that was chosen.
#[derive(Debug, Clone)]
enum Chosen {
    Known(TagId),
    New(TagTitle),
}

/// Asks for the tag first, then acts.
pub async fn act(
    frame: &Frame,
    form: &Form,
    ids: Vec<CustomerId>,
    way: Way,
) -> Result<HttpResponse, Failure> {
    if form.get("confirmed").is_none() {
        return ask(frame, form, ids, way, &Issues::new()).await;
    }
    match chosen(form, way) {
        Ok(chosen) => change(frame, form, ids, way, chosen).await,
        Err(issues) => ask(frame, form, ids, way, &issues).await,
    }
}

fn chosen(form: &Form, way: Way) -> Result<Chosen, Issues> {
    let title = if way == Way::Add { form.text("tag_title") } else { "" };
    if !title.trim().is_empty() {
        return TagTitle::parse(title).map(Chosen::New).map_err(|issue| Issues::of("tag_title", issue));
    }
    let tag = form.text("tag").parse().map(Chosen::Known);
    tag.map_err(|_| Issues::of("tag", Issue::new("tag-missing")))
}

async fn ask(
    frame: &Frame,
    form: &Form,
    ids: Vec<CustomerId>,
    way: Way,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let found = listing::of_ids(conn, organization, &ids)?;
        Ok((found, counts::of(conn, organization)?, tags::list(conn, organization)?))
    };
    let (found, counts, tags) = frame.db.read(read).await?;
    let ids: Vec<CustomerId> = found.iter().map(|listed| listed.id).collect();
    // Only what somebody of the selection carries can be taken off.
    let is_offered = |tag: &&Tag| way == Way::Add || found.iter().any(|listed| listed.tags.contains(&tag.id));
    let field = |name: &str| {
        let error = issues.get(name).first().map(|issue| frame.issue(issue));
        Field::new(name, form.text(name)).wrong(error)
    };
    let page = ConfirmPage {
        shell: frame.shell(Section::Customers, counts.live),
        crumbs: vec![Crumb::new(links::CUSTOMERS, frame.language.say("customers-title"))],
        title: frame.language.count(&way.key("title"), found.len() as u64),
        text: frame.language.say(&way.key("text")),
        choice: Some(TagChoice {
            tag: field("tag"),
            tags: tags
                .iter()
                .filter(is_offered)
                .map(|tag| Choice::new(tag.id.to_string(), &tag.title))
                .collect(),
            title: (way == Way::Add).then(|| field("tag_title")),
        }),
        names: found.into_iter().map(|listed| listed.display_name).collect(),
        action: "/customers/bulk".into(),
        kept: vec![
            ("do".to_owned(), way.verb().to_owned()),
            ("ids".to_owned(), pack(&ids)),
            ("confirmed".to_owned(), "yes".to_owned()),
        ],
        verb: frame.language.say(&way.key("verb")),
        cancel: links::CUSTOMERS.into(),
        ..ConfirmPage::default()
    };
    let status = if issues.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame.page(status, &page)
}

/// One transaction: all of them, or none. One that somebody has deleted meanwhile is passed over.
async fn change(
    frame: &Frame,
    form: &Form,
    ids: Vec<CustomerId>,
    way: Way,
    chosen: Chosen,
) -> Result<HttpResponse, Failure> {
    let by = sign(frame, Cause::Hand);
    let selection = ids.clone();
    let apply_all = move |conn: &mut Conn| {
        // Whoever makes a tag keeps the others out as well.
        if matches!(chosen, Chosen::Known(_)) {
            tags::keep(conn, by.actor.organization)?;
        }
        let mut done = Vec::new();
        let change = match (&chosen, way) {
            (Chosen::Known(tag), Way::Add) => Change { add: vec![*tag], ..Change::default() },
            (Chosen::Known(tag), Way::Remove) => Change { remove: vec![*tag], ..Change::default() },
            (Chosen::New(title), _) => Change { titles: vec![title.clone()], ..Change::default() },
        };
        for id in ids {
            match apply(conn, &by, id, &change) {
                Ok(Updated::Changed(customer)) => done.push(customer.id),
                Ok(Updated::Unchanged(_)) | Err(StoreError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        let tag = match chosen {
            Chosen::Known(tag) => Some(tag),
            Chosen::New(title) => tags::named(conn, by.actor.organization, &[title])?.ids.into_iter().next(),
        };
        let tag = tag.ok_or(StoreError::NotFound)?;
        Ok((done, tags::find(conn, by.actor.organization, tag)?))
    };
    let (done, tag) = match frame.db.write(&frame.actor, Right::EditCustomers, apply_all).await {
        Ok(done) => done,
        Err(StoreError::Invalid(_) | StoreError::NotFound) => {
            let issues = Issues::of("tag", Issue::new("tag-unknown"));
            return ask(frame, form, selection, way, &issues).await;
        }
        Err(other) => return Err(other.into()),
    };
    let flash = Flash::ok(way.key("done"))
        .with("count", frame.language.count("customers-count", done.len() as u64))
        .with("tag", &tag.title);
    let flash = if done.is_empty() {
        flash
    } else {
        let fields = [
            ("do", way.back().verb().to_owned()),
            ("ids", pack(&done)),
            ("tag", tag.id.to_string()),
            ("confirmed", "yes".to_owned()),
        ];
        flash.undo("/customers/bulk", fields)
    };
    Ok(frame.done(links::CUSTOMERS, &flash))
}
