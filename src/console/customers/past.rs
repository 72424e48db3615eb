//! A customer's past: the versions, two of them compared, and one restored, whole or in one field.

use std::collections::{BTreeSet, HashMap};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use crate::console::avatar::Avatar;
use crate::console::customers::conflict::pieces;
use crate::console::customers::editor::{saved, sign};
use crate::console::customers::form::label;
use crate::console::customers::head;
use crate::console::customers::list::{kind_label, status_label};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::titles::Titles;
use crate::console::timeline::field_names;
use crate::console::views::Crumb;
use crate::console::views::customers::Line;
use crate::console::views::history::{self as views, ComparePage, HistoryPage};
use crate::domain::customer::{Cause, CustomerId, Document, Kind, Stamp, Status, Version};
use crate::domain::diff::{self, Difference, Field, Part, Scalar};
use crate::domain::import::ImportId;
use crate::domain::operator::{ActorId, Right};
use crate::store::customers::Updated;
use crate::store::imports::{self, names::Brought};
use crate::store::versions::{self, Restored};
use crate::store::{StoreError, actors};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;

/// Events and versions of a page.
const LIMIT: usize = 50;

/// Where a page of the past begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /customers/{id}/history`
pub async fn history(
    frame: Frame,
    id: Path<CustomerId>,
    Query(Before { before }): Query<Before>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let (opened, kept, names, imports) = frame
        .db
        .read(move |conn| {
            let opened = head::open(conn, organization, id)?;
            // One more than is shown, for what the last one changed.
            let kept = versions::list(conn, organization, id, before.map(Version), LIMIT + 1)?;
            let names = actors::names(conn, organization, kept.iter().filter_map(|(.., stamp)| stamp.by))?;
            let imports = kept.iter().filter_map(|(.., stamp)| import_of(stamp.cause)).map(|(id, _)| id);
            let imports = imports::names::of_ids(conn, organization, imports)?;
            Ok((opened, kept, names, imports))
        })
        .await?;
    let older = kept
        .get(LIMIT - 1)
        .filter(|_| kept.len() > LIMIT)
        .map(|(last, ..)| format!("{}?before={last}", links::history(id)));
    let shown = kept.iter().take(LIMIT).enumerate();
    let versions = shown.map(|(at, (version, document, stamp))| {
        let former = kept.get(at + 1).map(|(_, document, _)| document);
        let by = head::who(&frame, &names, stamp.by);
        views::Version {
            number: version.to_string(),
            is_current: *version == opened.customer.version,
            changed: changed(&frame, former, document, stamp),
            avatar: Avatar::new(&by, stamp.by.map(|ActorId(id)| id).unwrap_or_default().as_bytes(), false),
            by,
            through: through(&frame, &imports, stamp),
            when: frame.dates().moment(stamp.at.micros()),
            is_from: at == 1,
            is_to: at == 0,
        }
    });
    let page = HistoryPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        head: head::head(&frame, &opened),
        versions: versions.collect(),
        older,
    };
    frame.page(StatusCode::OK, &page)
}

fn changed(frame: &Frame, former: Option<&Document>, document: &Document, stamp: &Stamp) -> String {
    if let Cause::Restore { version } = stamp.cause {
        return frame.language.say_with("history-restored", &[("version", &frame.number(version.0))]);
    }
    let Some(former) = former else { return frame.language.say("history-created") };
    let fields = diff::changed_fields(former, document);
    field_names(frame, &fields)
}

/// The import that a version is owed to, or the undo of which, and its row.
const fn import_of(cause: Cause) -> Option<(ImportId, i64)> {
    match cause {
        Cause::Import { import, row }
        | Cause::ImportUndone { import, row }
        | Cause::ImportRedone { import, row } => Some((ImportId(import), row)),
        _ => None,
    }
}

/// The door that a version came through, and where it leads.
fn through(frame: &Frame, imports: &HashMap<ImportId, Brought>, stamp: &Stamp) -> Crumb {
    let id = match stamp.cause {
        Cause::Hand | Cause::Restore { .. } | Cause::Merge | Cause::Undo => "history-console",
        Cause::Token => "history-api",
        Cause::Dialect => "history-dialect",
        Cause::Portal => "history-portal",
        Cause::Import { .. } => "history-import",
        Cause::ImportUndone { .. } => "history-import-undone",
        Cause::ImportRedone { .. } => "history-import-redone",
        Cause::Operation { .. } => "history-operation",
    };
    let Some((import, row)) = import_of(stamp.cause) else {
        return Crumb::new("", frame.language.say(id));
    };
    let file = imports.get(&import).map(|brought| brought.file.clone()).unwrap_or_default();
    let said = frame.language.say_with(id, &[("name", &file), ("row", &frame.number(row))]);
    Crumb::new(links::import(import.0), said)
}

/// The two versions to compare.
#[derive(Debug, Deserialize)]
pub struct Pair {
    from: i64,
    to: i64,
}

/// `GET /customers/{id}/history/compare`
pub async fn compare(
    frame: Frame,
    id: Path<CustomerId>,
    Query(pair): Query<Pair>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let (from, to) = (Version(pair.from.min(pair.to)), Version(pair.from.max(pair.to)));
    let (opened, before, after, names, titles) = frame
        .db
        .read(move |conn| {
            let opened = head::open(conn, organization, id)?;
            let before = versions::document(conn, organization, id, from)?;
            let after = versions::document(conn, organization, id, to)?;
            let by = [before.1.by, after.1.by].into_iter().flatten();
            let names = actors::names(conn, organization, by)?;
            let titles = Titles::of(conn, organization, [&before.0, &after.0])?;
            Ok((opened, before, after, names, titles))
        })
        .await?;
    let differences = diff::differences(&before.0, &after.0);
    let changed: BTreeSet<&Field> = differences.iter().map(|difference| &difference.field).collect();
    let same: Vec<Line> = diff::parts(&after.0)
        .into_iter()
        .filter(|(field, _)| !changed.contains(field))
        .map(|(field, part)| {
            let (label, is_code) = field_label(&frame, &field);
            Line { label, value: titles.text(&frame, &field, Some(&part)), is_code }
        })
        .collect();
    let signed = |stamp: &Stamp| {
        let when = frame.dates().moment(stamp.at.micros());
        format!("{}, {when}", head::who(&frame, &names, stamp.by))
    };
    let beside = |from: i64, to: i64| {
        let exists = from >= 1 && to <= opened.customer.version.0;
        exists.then(|| links::compare(id, Version(from), Version(to)))
    };
    let page = ComparePage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        url: links::customer(id),
        name: opened.customer.document.display_name.clone(),
        from: from.to_string(),
        to: to.to_string(),
        version: opened.customer.version.to_string(),
        is_live: opened.customer.deleted_at.is_none(),
        meta: vec![
            frame.language.count("compare-fields", differences.len() as u64),
            frame
                .language
                .say_with("compare-who", &[("first", &signed(&before.1)), ("second", &signed(&after.1))]),
        ],
        changes: differences.iter().map(|difference| change(&frame, &titles, difference)).collect(),
        show_unchanged: frame.language.count("compare-unchanged", same.len() as u64),
        unchanged: same,
        older: beside(from.0 - 1, to.0 - 1),
        newer: beside(from.0 + 1, to.0 + 1),
    };
    frame.page(StatusCode::OK, &page)
}

/// What became of a field.
#[must_use]
pub fn change(frame: &Frame, titles: &Titles, difference: &Difference) -> views::Change {
    let field = &difference.field;
    let text = |part: &Option<Part>| titles.text(frame, field, part.as_ref());
    let (label, is_key) = field_label(frame, field);
    let (before, after) = pieces(&text(&difference.before), &text(&difference.after));
    views::Change { field: field.to_string(), label, is_key, before, after }
}

/// The value of a part as its reader says it: codes in words.
#[must_use]
pub fn part_text(frame: &Frame, field: &Field, part: &Part) -> String {
    let text = part.text();
    let label = match field {
        Field::Scalar(Scalar::Kind) => Kind::parse(&text).map(kind_label),
        Field::Scalar(Scalar::Status) => Status::parse(&text).map(status_label),
        // Two pictures are told apart by the end of their ids, which is random.
        Field::Avatar => {
            let code = &text[text.len().saturating_sub(4)..];
            return frame.language.say_with("avatar-named", &[("code", code)]);
        }
        _ => None,
    };
    label.map_or(text, |label| frame.language.say(label))
}

/// What a part of a document is called, and whether that is a key.
#[must_use]
pub fn field_label(frame: &Frame, field: &Field) -> (String, bool) {
    match field {
        Field::Attribute(namespace, key) if namespace.is_empty() => (key.clone(), true),
        Field::Attribute(namespace, key) => (format!("{namespace}/{key}"), true),
        Field::Reference(reference) => (format!("{}/{}", reference.system, reference.name), true),
        Field::Tag(_) => (frame.language.say("tag-title"), false),
        other => (label(frame.language, &other.name()), false),
    }
}

/// `POST /customers/{id}/versions/{version}/restore`, with `field` for one field only. `version` in the form is the
/// current one, so that nothing is restored over a change that its reader has not seen.
pub async fn restore(
    frame: Frame,
    path: Path<(CustomerId, i64)>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let (id, from) = path.into_inner();
    let read = Version(form.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let field = form.get("field").map(str::parse::<Field>).transpose();
    let field = field.map_err(|_| Failure::Malformed("field"))?;
    let cause = Cause::Restore { version: Version(from) };
    let by = sign(&frame, cause);
    let restored = frame
        .db
        .write(&frame.actor, Right::EditCustomers, move |conn| {
            versions::restore(conn, &by, id, read, Version(from), field)
        })
        .await;
    let to = links::customer(id);
    match restored {
        Ok(restored) => Ok(frame.done(&to, &told(&restored, cause))),
        Err(StoreError::Stale) => {
            Ok(frame.done(&links::history(id), &Flash::toned(Tone::Warn, "history-stale")))
        }
        Err(other) => Err(other.into()),
    }
}

/// What came of a restore, and which tags and attributes it could not bring back.
fn told(restored: &Restored, cause: Cause) -> Flash {
    let flash = match &restored.updated {
        Updated::Changed(customer) => saved(customer, cause),
        Updated::Unchanged(_) => Flash::ok("customer-unchanged"),
    };
    if restored.skipped.is_empty() {
        return flash;
    }
    let message = format!("{}-in-part", flash.message);
    Flash { tone: Tone::Warn, message, ..flash }.with("skipped", restored.skipped.join(", "))
}
