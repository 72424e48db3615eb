//! `GET /api/v1/customers/export`: the list as it is filtered and sorted, as a file.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::{Data, Query, block};

use crate::api::customers::{Asked, ListParameters};
use crate::domain::issues::{Issue, Issues};
use crate::domain::listing::ListQuery;
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::export::{Chosen, Export, ExportError, Format, WriteError};
use crate::store::{Conn, Db, StoreError};
use crate::web::{Failure, Site, download};

/// Parameters of a page, which a file is not.
const OF_PAGES: [&str; 4] = ["limit", "cursor", "offset", "count"];
/// When a caller that began too many had better come again.
const COME_AGAIN: Duration = Duration::from_mins(15);

/// `GET /api/v1/customers/export`
pub async fn export(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    method: Method,
    Query(parameters): Query<ListParameters>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let mut issues = Issues::new();
    let format = pairs.iter().find(|(name, _)| name == "format").map(|(_, word)| word.parse());
    let format = format.transpose().map_err(|_| Issue::new("parameter-unknown"));
    let format: Format = issues.keep("format", format).flatten().unwrap_or_default();
    let columns = pairs.iter().find(|(name, _)| name == "columns").map(|(_, word)| word.parse());
    let columns = columns.transpose().map_err(|_| Issue::new("parameter-unknown"));
    let columns: Chosen = issues.keep("columns", columns).flatten().unwrap_or_default();
    if columns == Chosen::Listed && !format.is_table() {
        issues.add("columns", Issue::new("parameter-unknown"));
    }
    for (name, _) in pairs.iter().filter(|(name, _)| OF_PAGES.contains(&name.as_str())) {
        issues.add(name.as_str(), Issue::new("parameter-unknown"));
    }
    if !issues.is_empty() {
        return Err(issues.into());
    }
    let asked = Asked::read(&parameters, &pairs, site.silent_before(db.now()))?;
    if method == Method::HEAD {
        return Ok(download::announced(format.content_type(), &format.file_name()));
    }
    let organization = actor.organization;
    let query = db.read(move |conn| asked.resolved(conn, organization)).await?;
    let most = site.limits.exports_per_hour;
    let begun = block(move || Export::begin(&db, &actor, query, format, most)).await;
    let export = begun.map_err(Failure::fault)?.map_err(refused)?.with_columns(columns);
    Ok(download::made(format.content_type(), &format.file_name(), export, Export::piece))
}

fn refused(error: ExportError) -> Failure {
    match error {
        ExportError::TooMany(_) => Failure::TooMany(COME_AGAIN),
        ExportError::Store(error) => error.into(),
        ExportError::Write(WriteError::TooLong) => Issues::of("format", Issue::new("export-too-long")).into(),
        ExportError::Write(error) => Failure::fault(error),
    }
}

/// The list that the parameters of a call ask for, as they stand in its address; a text without any is searched for.
///
/// # Errors
/// [`StoreError::Invalid`]: what is asked wrongly.
pub fn query_of(
    conn: &mut Conn,
    organization: OrganizationId,
    text: &str,
    silent_before: Time,
) -> Result<ListQuery, StoreError> {
    let unreadable = || StoreError::Invalid(Issues::of("query", Issue::new("parameter-unknown")));
    if !text.contains('=') {
        let mut query = ListQuery::default();
        text.trim().clone_into(&mut query.filter.search);
        return Ok(query);
    }
    let parameters: Query<ListParameters> = Query::from_query(text).map_err(|_| unreadable())?;
    let pairs: Query<Vec<(String, String)>> = Query::from_query(text).map_err(|_| unreadable())?;
    match Asked::read(&parameters, &pairs, silent_before) {
        Ok(asked) => asked.resolved(conn, organization),
        Err(Failure::Invalid(issues)) => Err(StoreError::Invalid(issues)),
        Err(_) => Err(unreadable()),
    }
}
