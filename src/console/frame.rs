//! What every handler of the console needs of its request: who reads, in which language and time zone, and the frame
//! that the page stands in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;

use crate::console::dates::Dates;
use crate::console::language::Language;
use crate::console::shell::{self, Reader, Rights, Section, Shell};
use crate::console::visitor;
use crate::domain::issues::Issue;
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::{Db, counts};
use crate::web::csrf;
use crate::web::flash::Flash;
use crate::web::who::Signed;
use crate::web::{Failure, Site, fragment};

/// What a page of fifty rows takes, so that its text is not copied while it grows.
const ROOM_BYTES: usize = 80 << 10;

/// The request of someone who is signed in.
pub struct Frame {
    /// The store.
    pub db: Data<Db>,
    /// Who is asking.
    pub actor: Actor,
    /// The reader's language.
    pub language: Language,
    site: Data<Site>,
    signed: Signed,
    request: HttpRequest,
}

impl FromRequest for Frame {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::of(request, payload))
    }
}

impl Frame {
    fn of(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Failure> {
        let signed = Signed::from_request(request, payload).into_inner()?;
        let actor = Actor::from_request(request, payload).into_inner()?;
        let missing = || Failure::fault("no site is configured");
        let site = request.app_data::<Data<Site>>().ok_or_else(missing)?.clone();
        let db = request.app_data::<Data<Db>>().ok_or_else(missing)?.clone();
        let language = visitor::language(request);
        Ok(Self { db, actor, language, site, signed, request: request.clone() })
    }

    /// This server.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// What was last heard of before this moment is stuck.
    #[must_use]
    pub fn silent_before(&self) -> Time {
        self.site.silent_before(self.db.now())
    }

    /// The address of a path of this site, to be given to someone.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.site.url(path)
    }

    /// How many customers the organization has, for the sidebar.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn customers(&self) -> Result<i64, Failure> {
        let organization = self.organization();
        Ok(self.db.read(move |conn| counts::of(conn, organization)).await?.live)
    }

    /// The organization that everything on the page belongs to.
    #[must_use]
    pub fn organization(&self) -> OrganizationId {
        self.actor.organization
    }

    /// The country of phone numbers that come without one.
    #[must_use]
    pub fn default_country(&self) -> Option<crate::domain::values::CountryCode> {
        self.signed.organization.country
    }

    /// Whether the organization keeps views of its list.
    #[must_use]
    pub fn has_views(&self) -> bool {
        self.signed.organization.has_views
    }

    /// The IANA name of the zone whose days the reader counts in.
    #[must_use]
    pub fn time_zone(&self) -> &str {
        self.signed.operator.time_zone.as_deref().unwrap_or(&self.signed.organization.time_zone)
    }

    /// Dates as the reader writes them, seen from this moment.
    #[must_use]
    pub fn dates(&self) -> Dates {
        Dates::new(self.language, self.time_zone(), self.db.now().micros())
    }

    /// A number as the reader writes it.
    #[must_use]
    pub fn number(&self, count: i64) -> String {
        self.language.number(count.unsigned_abs())
    }

    /// An issue in the reader's words.
    #[must_use]
    pub fn issue(&self, issue: &Issue) -> String {
        self.language.issue(issue)
    }

    /// The frame of a page in this section.
    #[must_use]
    pub fn shell(&self, section: Section, customers: i64) -> Shell {
        let role = self.actor.role;
        let id = self.actor.id.map(|id| id.0).unwrap_or_default();
        Shell {
            language: self.language,
            csrf: csrf::token(&self.request, &self.site),
            operator: Some(Reader::new(&self.actor.name, id.as_bytes())),
            rights: Rights {
                edit: role.may(Right::EditCustomers),
                administer: role.may(Right::ManageOperators),
            },
            section,
            customers: self.number(customers),
            preferences: visitor::preferences(&self.request),
            flash: Flash::take(&self.request, &self.site).map(|flash| shown(&flash, self.language)),
            search: shell::Search::default(),
            here: self
                .request
                .uri()
                .path_and_query()
                .map_or_else(|| "/".into(), std::string::ToString::to_string),
            is_portal: false,
        }
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// When the template fails, which is a defect.
    pub fn page(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Failure> {
        html(status, page)
    }

    /// Answers with a part of a page, for scripts.
    ///
    /// # Errors
    /// When the template fails, which is a defect.
    pub fn part(&self, part: &impl Template) -> Result<HttpResponse, Failure> {
        html(StatusCode::OK, part)
    }

    /// Leads on after a change, telling what happened.
    #[must_use]
    pub fn done(&self, to: &str, flash: &Flash) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((LOCATION, to)).cookie(flash.cookie(&self.site)).finish()
    }

    /// Leads on.
    #[must_use]
    pub fn go(&self, to: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((LOCATION, to)).finish()
    }
}

/// A flash in the reader's words.
pub(in crate::console) fn shown(flash: &Flash, language: Language) -> shell::Flash {
    let args: Vec<(&str, &str)> =
        flash.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    shell::Flash {
        kind: flash.tone.as_str(),
        strong: language.try_say(&format!("{}-strong", flash.message)).unwrap_or_default(),
        text: language.say_args(&flash.message, &args),
        undo: flash.undo.clone(),
    }
}

/// Answers with a page, whoever reads it.
pub(in crate::console) fn html(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Failure> {
    let mut body = String::with_capacity(ROOM_BYTES);
    page.render_into(&mut body).map_err(Failure::fault)?;
    let mut response = HttpResponse::build(status).content_type(ContentType::html()).body(body);
    fragment::vary(&mut response);
    Ok(response)
}
