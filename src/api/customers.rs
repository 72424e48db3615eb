//! `/api/v1/customers`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_MATCH};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::api::customer_input::CustomerInput;
use crate::api::customer_json::CustomerJson;
use crate::api::tag_json::Carried;
use crate::domain::attribute::{Asked as Condition, MOST_ASKED, Typed};
use crate::domain::customer::{Cause, Customer, CustomerId, Kind, Signature, Status, Version};
use crate::domain::issues::{Issue, Issues};
use crate::domain::listing::{Count, Cursor, Filter, ListQuery, MOST_TAGS_ASKED, Position, Sort};
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::OrganizationId;
use crate::domain::provision;
use crate::domain::tag::TagTitle;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;
use crate::store::idempotency::Answer;
use crate::store::{Conn, Db, StoreError, attributes, counts, customers, drafts, listing, tags};
use crate::web::json::Body;
use crate::web::once::{self, etag};
use crate::web::{Failure, Site};

/// Rows of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// Most rows of a page.
const MOST: usize = 200;
/// Largest offset; beyond, a cursor is needed.
const MOST_OFFSET: usize = 10_000;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ListParameters {
    search: String,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
    offset: Option<String>,
    count: Option<String>,
    kind: Option<String>,
    status: Option<String>,
    country: Option<String>,
    has_email: Option<String>,
    provisioning: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListJson<'a> {
    items: Vec<CustomerJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count_is_exact: Option<bool>,
    next: Option<String>,
}

/// `GET /api/v1/customers`
pub async fn list(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    Query(parameters): Query<ListParameters>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let asked = Asked::read(&parameters, &pairs, site.silent_before(db.now()))?;
    let (organization, offset, is_counted) = (actor.organization, asked.offset, asked.is_counted);
    let (list, found, carried, counts) = db
        .read(move |conn| {
            let query = asked.resolved(conn, organization)?;
            let mut list = listing::list(conn, organization, &query)?;
            list.page.items.drain(..offset.min(list.page.items.len()));
            let ids = list.page.items.iter().map(|listed| listed.id);
            let found: Vec<Customer> =
                ids.map(|id| customers::find(conn, organization, id)).collect::<Result<_, _>>()?;
            let carried = Carried::read(conn, organization, &found)?;
            Ok((list, found, carried, counts::of(conn, organization)?))
        })
        .await?;
    let count = is_counted.then(|| list.hits.unwrap_or(Count::Exact(counts.live)));
    let json = ListJson {
        items: found.iter().map(|customer| CustomerJson::of(customer, &carried)).collect(),
        count: count.map(|count| match count {
            Count::Exact(count) | Count::MoreThan(count) => count,
        }),
        count_is_exact: count.map(|count| matches!(count, Count::Exact(_))),
        next: list.page.next.map(|cursor| cursor.encode()),
    };
    Ok(HttpResponse::Ok().json(json))
}

pub(super) struct Asked {
    query: ListQuery,
    offset: usize,
    is_counted: bool,
    tag_titles: Vec<TagTitle>,
    /// What is asked of attributes, by their keys; what they are is read with the list.
    typed: Vec<(String, Typed)>,
}

impl Asked {
    /// A program is told what it asked wrongly, where a person's old link still opens a list.
    pub(super) fn read(
        parameters: &ListParameters,
        pairs: &[(String, String)],
        silent_before: Time,
    ) -> Result<Self, Failure> {
        let mut issues = Issues::new();
        let number = |text: &Option<String>, least: usize, most: usize| match text.as_deref() {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
                _ => Err(Issue::new("number-out-of-range").with("min", least).with("max", most)),
            },
        };
        let limit = issues.keep("limit", number(&parameters.limit, 1, MOST)).flatten().unwrap_or(LIMIT);
        let offset = issues.keep("offset", number(&parameters.offset, 0, MOST_OFFSET)).flatten().unwrap_or(0);
        let sort = known(&mut issues, "sort", parameters.sort.as_deref(), Sort::parse).unwrap_or_default();
        let cursor = known(&mut issues, "cursor", parameters.cursor.as_deref(), Cursor::decode);
        // Any of several: a tag by its id, or by its title.
        let (mut tags, mut tag_titles) = (Vec::new(), Vec::new());
        for (_, tag) in pairs.iter().filter(|(name, _)| name == "tag") {
            match tag.parse() {
                Ok(id) => tags.push(id),
                Err(_) => tag_titles.extend(issues.keep("tag", TagTitle::parse(tag))),
            }
        }
        let typed = typed(pairs);
        if typed.len() > MOST_ASKED {
            issues.add("attribute", Issue::new("too-many-rows").with("max", MOST_ASKED));
        }
        if tags.len() + tag_titles.len() > MOST_TAGS_ASKED {
            issues.add("tag", Issue::new("too-many-rows").with("max", MOST_TAGS_ASKED));
        }
        let filter = Filter {
            search: parameters.search.clone(),
            kind: known(&mut issues, "kind", parameters.kind.as_deref(), Kind::parse),
            status: known(&mut issues, "status", parameters.status.as_deref(), Status::parse),
            country: known(&mut issues, "country", parameters.country.as_deref(), |code| {
                CountryCode::parse(code).ok()
            }),
            has_email: known(&mut issues, "hasEmail", parameters.has_email.as_deref(), |word| {
                word.parse().ok()
            }),
            changed_since: None,
            invited: None,
            tags,
            attributes: Vec::new(),
            provisioning: known(&mut issues, "provisioning", parameters.provisioning.as_deref(), |word| {
                provision::Asked::parse(word, silent_before)
            }),
        };
        let is_counted = known(&mut issues, "count", parameters.count.as_deref(), |word| word.parse().ok());
        if cursor.is_some() && offset > 0 {
            issues.add("offset", Issue::new("cursor-and-offset"));
        }
        if !issues.is_empty() {
            return Err(issues.into());
        }
        let position = cursor.map_or(Position::First, Position::After);
        let query = ListQuery { filter, sort, position, limit: limit + offset };
        Ok(Self { query, offset, is_counted: is_counted.unwrap_or(false), tag_titles, typed })
    }

    /// The list that is asked for, with what tags and attributes are called now.
    pub(super) fn resolved(
        &self,
        conn: &mut Conn,
        organization: OrganizationId,
    ) -> Result<ListQuery, StoreError> {
        let mut query = self.query.clone();
        query.filter.tags.extend(tags::named(conn, organization, &self.tag_titles)?.ids);
        query.filter.attributes = conditions(conn, organization, &self.typed)?;
        Ok(query)
    }
}

/// What is asked of each attribute: `attribute.KEY`, `from.KEY`, `to.KEY`, `unfit.KEY`.
fn typed(pairs: &[(String, String)]) -> Vec<(String, Typed)> {
    let mut all: Vec<(String, Typed)> = Vec::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let Some((part, key)) = name.split_once('.') else { continue };
        let member: fn(&mut Typed) -> &mut String = match part {
            "attribute" => |typed| &mut typed.is,
            "from" => |typed| &mut typed.from,
            "to" => |typed| &mut typed.to,
            "unfit" => |typed| &mut typed.unfit,
            _ => continue,
        };
        let at = all.iter().position(|(known, _)| known == key).unwrap_or(all.len());
        if at == all.len() {
            all.push((key.to_owned(), Typed::default()));
        }
        *member(&mut all[at].1) = value.clone();
    }
    all
}

/// The conditions on attributes, as the organization defines them now.
fn conditions(
    conn: &mut Conn,
    organization: OrganizationId,
    typed: &[(String, Typed)],
) -> Result<Vec<Condition>, StoreError> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let defined = attributes::list(conn, organization)?;
    let mut issues = Issues::new();
    let mut conditions = Vec::new();
    for (key, typed) in typed {
        let asked = match defined.of_key(key) {
            Some(definition) => definition.ask(typed),
            None => Err(Issue::new("attribute-not-filterable")),
        };
        conditions.extend(issues.keep(&format!("attribute.{key}"), asked).flatten());
    }
    if issues.is_empty() { Ok(conditions) } else { Err(StoreError::Invalid(issues)) }
}

pub(super) fn known<T>(
    issues: &mut Issues,
    name: &str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    issues.keep(name, parse(text?).ok_or_else(|| Issue::new("parameter-unknown")))
}

/// `GET /api/v1/customers/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        let customer = customers::find_live(conn, organization, id)?;
        shown(conn, customer)
    };
    let (customer, carried) = db.read(read).await?;
    Ok(answer(StatusCode::OK, &customer, &carried))
}

/// `POST /api/v1/customers`, once for each `Idempotency-Key`.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let CustomerInput { raw, pointers, .. } = CustomerInput::read(&body.json)?;
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let by = sign(&actor, db.now());
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let customer = drafts::create(conn, &by, &raw)?;
            let (customer, carried) = shown(conn, customer)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: Some(format!("/api/v1/customers/{}", customer.id)),
                body: once::text(&CustomerJson::of(&customer, &carried))?,
                about: Some(customer.id.0),
            })
        })
    };
    let written = db.write(&actor, Right::EditCustomers, insert).await;
    once::created(written.map_err(|error| pointers.failure(error))?)
}

/// `PUT` and `PATCH /api/v1/customers/{id}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let input = CustomerInput::read(&body.json)?;
    let precondition = if_match(&request)?;
    let (id, now, by) = (id.into_inner(), db.now(), actor.clone());
    let pointers = input.pointers;
    let update = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.organization, id)?;
        if precondition.is_some_and(|version| version != current.version) {
            return Ok(Err(Failure::PreconditionFailed));
        }
        if input.version.is_some_and(|version| version != current.version) {
            return Err(StoreError::Stale);
        }
        let by = sign(&by, now);
        let updated = drafts::change(conn, &by, &current, &input.raw)?;
        shown(conn, updated.into_customer()).map(Ok)
    };
    let written = db.write(&actor, Right::EditCustomers, update).await;
    let (customer, carried) = written.map_err(|error| pointers.failure(error))??;
    Ok(answer(StatusCode::OK, &customer, &carried))
}

/// `DELETE /api/v1/customers/{id}`: into the trash.
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let precondition = if_match(&request)?;
    let (id, now, by) = (id.into_inner(), db.now(), actor.clone());
    let trash = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.organization, id)?;
        if precondition.is_some_and(|version| version != current.version) {
            return Ok(Err(Failure::PreconditionFailed));
        }
        customers::trash(conn, &sign(&by, now), id).map(Ok)
    };
    db.write(&actor, Right::EditCustomers, trash).await??;
    Ok(HttpResponse::NoContent().finish())
}

/// A customer with what is shown of its tags.
pub(super) fn shown(conn: &mut Conn, customer: Customer) -> Result<(Customer, Carried), StoreError> {
    let carried = Carried::read(conn, customer.organization, [&customer])?;
    Ok((customer, carried))
}

/// The signature of a program's change.
pub(super) fn sign(actor: &Actor, at: Time) -> Signature {
    Signature { actor: actor.clone(), at, cause: Cause::Token }
}

pub(super) fn answer(status: StatusCode, customer: &Customer, carried: &Carried) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((ETAG, etag(customer.version))).json(CustomerJson::of(customer, carried))
}

/// The version that `If-Match` names; `*` names any.
pub(super) fn if_match(request: &HttpRequest) -> Result<Option<Version>, Failure> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let text = header.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix("W/").unwrap_or(text).trim_matches('"').parse();
    version.map(|version| Some(Version(version))).map_err(|_| Failure::Malformed("If-Match"))
}
