//! A file's page: what it is, what is written about it, its earlier files, the links that open it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::row::{self, Customers, permissions, room};
use crate::console::customers::head::{trash_ends, who};
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::uploads;
use crate::console::views::assets::{DetailsPage, FormerFile, LinkRow};
use crate::console::views::{Crumb, State};
use crate::domain::asset::{Asset, AssetFile, AssetId, AssetLink, Details, Permission, Usage};
use crate::domain::customer::Version;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::Secret;
use crate::store::actors::{self, Names};
use crate::store::assets;
use crate::store::{Conn, StoreError, counts, usage};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// How long a link is good for, unless something else is chosen.
const LINK_DAYS: u64 = 7;

/// A file with what its page shows beside it.
pub struct Opened {
    /// The file.
    pub asset: Asset,
    former: Vec<AssetFile>,
    links: Vec<AssetLink>,
    names: Names,
    customers: Customers,
    usage: Usage,
    live: i64,
}

/// Opens a file for a handler.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(frame: &Frame, id: AssetId) -> Result<Opened, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| read(conn, organization, id)).await?)
}

fn read(conn: &mut Conn, organization: OrganizationId, id: AssetId) -> Result<Opened, StoreError> {
    let asset = assets::find(conn, organization, id)?;
    let former = assets::files::list(conn, organization, id)?;
    let links = assets::links::list(conn, organization, id)?;
    let by_files = former.iter().chain([&asset.file]).filter_map(|file| file.added_by);
    let by_links = links.iter().filter_map(|link| link.created_by);
    let names = actors::names(conn, organization, by_files.chain(by_links).chain(asset.created_by))?;
    let customers = row::customers(conn, organization, std::slice::from_ref(&asset))?;
    let usage = usage::kept(conn, organization)?;
    Ok(Opened { asset, former, links, names, customers, usage, live: counts::of(conn, organization)?.live })
}

/// `GET /assets/{id}`
pub async fn show(frame: Frame, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    page(&frame, &opened, Shown::default(), StatusCode::OK)
}

/// `POST /assets/{id}`
pub async fn save(frame: Frame, id: Path<AssetId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let read = Version(form.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let opened = open(&frame, id).await?;
    let (title, text) = (form.text("title"), form.text("description"));
    let name = &opened.asset.file.content.name;
    let details = match Details::parse(title, text, form.text("access_permission"), name) {
        Ok(details) => details,
        Err(issues) => {
            let shown = Shown { typed: Some(&form), issues, ..Shown::default() };
            return page(&frame, &opened, shown, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let (actor, at) = (frame.actor.clone(), frame.db.now());
    let update = move |conn: &mut _| assets::update(conn, &actor, id, read, &details, at);
    match frame.db.write(&frame.actor, Right::EditAssets, update).await {
        Ok(asset) => {
            let flash = Flash::ok("asset-saved").with("title", &asset.title);
            Ok(frame.done(&links::asset(id), &flash))
        }
        Err(StoreError::Stale) => {
            let opened = open(&frame, id).await?;
            let shown =
                Shown { typed: Some(&form), notice: Some(stale(&frame, &opened)), ..Shown::default() };
            page(&frame, &opened, shown, StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

/// That somebody saved in between, and what: Save again keeps what was typed.
#[must_use]
pub fn stale(frame: &Frame, opened: &Opened) -> String {
    let asset = &opened.asset;
    let version = frame.number(asset.version.0);
    let access = frame.language.say(match asset.permission() {
        Permission::Private => "upload-private",
        Permission::Public => "upload-public",
    });
    let args = [("version", version.as_str()), ("title", &asset.title), ("access", &access)];
    frame.language.say_with("asset-stale", &args)
}

/// What a page shows beside what is stored.
#[derive(Default)]
pub struct Shown<'a> {
    /// The form as it was typed, when it comes back.
    pub typed: Option<&'a Form>,
    /// What is wrong with it.
    pub issues: Issues,
    /// Something that is wrong with no field of it.
    pub notice: Option<String>,
    /// A new link, this once.
    pub secret: Option<Secret>,
}

/// The page.
///
/// # Errors
/// When the template fails.
pub fn page(
    frame: &Frame,
    opened: &Opened,
    shown: Shown<'_>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let asset = &opened.asset;
    let content = &asset.file.content;
    let issues = &shown.issues;
    let field = |name: &str, stored: &str| {
        let value = shown.typed.and_then(|form| form.get(name)).unwrap_or(stored);
        let error = issues.get(name).first().map(|issue: &Issue| frame.issue(issue));
        Field::new(name, value).wrong(error)
    };
    let dates = frame.dates();
    let is_live = asset.deleted_at.is_none();
    let may_edit = is_live && frame.actor.may(Right::EditAssets).is_ok();
    let next_week = frame.db.now().plus(std::time::Duration::from_hours(24 * LINK_DAYS));
    let page = DetailsPage {
        shell: frame.shell(Section::Assets, opened.live),
        problems: Problem::list(issues, frame.language),
        notice: shown.notice,
        row: row::row(frame, asset, &opened.customers, &opened.names),
        facts: facts(frame, opened),
        picture: row::picture(asset, "page"),
        file_name: content.name.clone(),
        version: asset.version.to_string(),
        title: field("title", &asset.title),
        description: field("description", asset.description.as_deref().unwrap_or_default()),
        access_permission: field("access_permission", asset.permission().as_str()),
        permissions: permissions(frame),
        may_edit,
        may_import: is_live
            && content.media.is_importable()
            && frame.actor.may(Right::ImportCustomers).is_ok(),
        public: asset
            .public_key
            .as_deref()
            .filter(|_| is_live)
            .map(|key| frame.url(&links::public_file(key))),
        upload: room(frame, opened.usage).filter(|_| may_edit).map(|room| uploads::shown(frame, room)),
        former: opened.former.iter().map(|file| former(frame, opened, file)).collect(),
        links: opened.links.iter().map(|link| link_row(frame, opened, link)).collect(),
        until: field("until", &dates.date_of(next_week.micros()).to_string()),
        uses: field("uses", ""),
        secret: shown.secret.map(|secret| frame.url(&links::shared_file(secret.expose()))),
        deleted: asset.deleted_at.map(|deleted_at| {
            let args =
                [("day", &*dates.day(deleted_at.micros())), ("until", &*trash_ends(frame, deleted_at))];
            frame.language.say_with("asset-deleted", &args)
        }),
        delete_text: frame
            .language
            .say_with("asset-delete-text", &[("day", &trash_ends(frame, frame.db.now()))]),
    };
    frame.page(status, &page)
}

/// "JPEG, 2,400 × 1,350", "684 KB", "Added 20 Nov by Tom Okafor".
fn facts(frame: &Frame, opened: &Opened) -> Vec<String> {
    let content = &opened.asset.file.content;
    let kind = content.media.label(&content.name);
    let kind = match content.size {
        Some((width, height)) => {
            let edge = |edge: u32| frame.language.number(edge.into());
            let args = [("kind", kind.as_str()), ("width", &edge(width)), ("height", &edge(height))];
            frame.language.say_with("asset-dimensions", &args)
        }
        None => kind,
    };
    let when = frame.dates().day(opened.asset.created_at.micros());
    let who = who(frame, &opened.names, opened.asset.created_by);
    let added = frame.language.say_with("asset-added-on", &[("when", &when), ("who", &who)]);
    let size = frame.language.bytes(content.length);
    [kind, size, added].into_iter().filter(|fact| !fact.is_empty()).collect()
}

fn former(frame: &Frame, opened: &Opened, file: &AssetFile) -> FormerFile {
    let when = frame.dates().day(file.added_at.micros());
    let who = who(frame, &opened.names, file.added_by);
    FormerFile {
        url: links::former_file(opened.asset.id, file.version),
        name: file.content.name.clone(),
        number: frame.number(file.version),
        size: frame.language.bytes(file.content.length),
        added: frame.language.say_with("asset-added-by", &[("when", &when), ("who", &who)]),
    }
}

fn link_row(frame: &Frame, opened: &Opened, link: &AssetLink) -> LinkRow {
    let is_good = link.is_good(frame.db.now());
    let uses = frame.number(link.uses);
    let used = match link.terms.most_uses {
        Some(most) => {
            frame.language.say_with("asset-link-used-of", &[("uses", &uses), ("most", &frame.number(most))])
        }
        None => frame.language.count("asset-link-used", link.uses.unsigned_abs()),
    };
    let state = if link.revoked_at.is_some() {
        "tokens-revoked"
    } else if is_good {
        "tokens-active"
    } else {
        "asset-link-over"
    };
    let made = frame.dates().day(link.created_at.micros());
    let maker = who(frame, &opened.names, link.created_by);
    LinkRow {
        revoke: format!("{}/links/{}/revoke", links::asset(opened.asset.id), link.id),
        made: frame.language.say_with("asset-added-by", &[("when", &made), ("who", &maker)]),
        // It ends with the day: the moment belongs to the next one.
        until: frame.dates().day(link.terms.expires_at.micros() - 1),
        used,
        is_good,
        state: State { tone: "", label: frame.language.say(state) },
    }
}

/// The way back to a file.
#[must_use]
pub fn crumbs(frame: &Frame, asset: &Asset) -> Vec<Crumb> {
    vec![
        Crumb::new(links::ASSETS, frame.language.say("assets-title")),
        Crumb::new(links::asset(asset.id), &asset.title),
    ]
}
