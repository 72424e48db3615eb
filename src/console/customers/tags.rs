//! The tags on a customer's page: one taken off, or some added. Tags are a set, so two people who change it at once do
//! not clash: each change is made to the customer as it is.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::console::customers::editor::{open, saved, sign};
use crate::console::customers::overview;
use crate::console::frame::Frame;
use crate::console::links;
use crate::domain::customer::{Cause, CustomerId, Signature};
use crate::domain::draft::{CustomerDraft, RawCustomer};
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::domain::tag::{TagId, TagTitle};
use crate::store::customers::{self, Updated};
use crate::store::{Conn, StoreError, tags};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// What becomes of a customer's tags.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Those that it gets.
    pub add: Vec<TagId>,
    /// Those that it gets by title, known or not.
    pub titles: Vec<TagTitle>,
    /// Those that it loses.
    pub remove: Vec<TagId>,
}

impl Change {
    /// Reads the form: `tags` and `tag_titles` are added, `remove` is taken off.
    ///
    /// # Errors
    /// What is wrong with the titles.
    fn read(form: &Form) -> Result<Result<Self, Issues>, Failure> {
        let ids = |name: &str| -> Result<Vec<TagId>, Failure> {
            form.all(name).map(|id| id.parse().map_err(|_| Failure::Malformed("tag"))).collect()
        };
        let (add, remove) = (ids("tags")?, ids("remove")?);
        Ok(match TagTitle::parse_list(form.text("tag_titles")) {
            Ok(titles) => Ok(Self { add, titles, remove }),
            Err(issue) => Err(Issues::of("tag_titles", issue)),
        })
    }
}

/// `POST /customers/{id}/tags`
pub async fn change(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let change = match Change::read(&form)? {
        Ok(change) => change,
        Err(issues) => return refused(&frame, id, &form, &issues).await,
    };
    let by = sign(&frame, Cause::Hand);
    let apply = move |conn: &mut Conn| apply(conn, &by, id, &change);
    let page = links::customer(id);
    match frame.db.write(&frame.actor, Right::EditCustomers, apply).await {
        Ok(Updated::Changed(customer)) => Ok(frame.done(&page, &saved(&customer, Cause::Hand))),
        Ok(Updated::Unchanged(_)) => Ok(frame.done(&page, &Flash::ok("customer-unchanged"))),
        Err(StoreError::Invalid(issues)) => refused(&frame, id, &form, &issues).await,
        Err(other) => Err(other.into()),
    }
}

/// Changes the tags of a customer as it is now.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when a tag is no more or there would be too many.
pub fn apply(
    conn: &mut Conn,
    by: &Signature,
    id: CustomerId,
    change: &Change,
) -> Result<Updated, StoreError> {
    let organization = by.actor.organization;
    let customer = customers::find(conn, organization, id)?;
    let named = tags::named(conn, organization, &change.titles)?;
    let mut tags = customer.document.tags.clone();
    tags.extend(change.add.iter().chain(&named.ids));
    tags.retain(|tag| !change.remove.contains(tag));
    let raw =
        RawCustomer { tags: Some(tags.iter().map(ToString::to_string).collect()), ..RawCustomer::default() };
    let draft = CustomerDraft::parse(&raw, None).map_err(StoreError::Invalid)?;
    let mut document = draft.onto(Some(&customer.document)).map_err(StoreError::Invalid)?;
    tags::make(conn, by, &named.fresh, &mut document)?;
    customers::update(conn, by, id, customer.version, document)
}

/// The customer's page with what was ticked and typed.
async fn refused(
    frame: &Frame,
    id: CustomerId,
    form: &Form,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let opened = open(frame, id).await?;
    let mut raw = RawCustomer::from_document(&opened.customer.document);
    raw.tags.get_or_insert_default().extend(form.all("tags").map(str::to_owned));
    raw.tag_titles = Some(form.text("tag_titles").to_owned());
    overview::again(frame, &opened, &raw, issues, &opened.customer.version.to_string()).await
}
