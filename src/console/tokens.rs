//! The keys of other programs, for their administrator.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use uuid::Uuid;

use crate::console::again::{Fresh, Stale};
use crate::console::dates::Dates;
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::operators::{role_label, roles};
use crate::console::shell::Section;
use crate::console::views::State;
use crate::console::views::settings::{TokenRow, TokensPage};
use crate::domain::account::{TOKEN_PREFIX, Token, TokenDraft};
use crate::domain::issues::Issues;
use crate::domain::operator::{ActorId, Right, Role};
use crate::domain::secret::Secret;
use crate::domain::time::Time;
use crate::store::{Conn, actors, tokens};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// The lifetimes that are offered, in days; the empty one has no end.
const LIFETIMES_DAYS: [u64; 4] = [30, 90, 180, 365];
/// The fields of the form, which the page also takes from its address after the password was asked for.
const FIELDS: [&str; 3] = ["name", "role", "expires_days"];

/// The list.
///
/// # Errors
/// When the store does not answer.
pub async fn list(frame: Frame, typed: Query<Vec<(String, String)>>) -> Result<HttpResponse, Failure> {
    let form = Form::of(typed.into_inner());
    answer(&frame, StatusCode::OK, &form, &Issues::default(), None).await
}

/// Makes a token and shows it, this once.
///
/// # Errors
/// When the store does not answer.
pub async fn create(frame: Frame, form: Form, fresh: Fresh) -> Result<HttpResponse, Failure> {
    let Fresh::Yes = fresh else {
        let typed = FIELDS.map(|name| (name, form.text(name)));
        return Ok(Stale::lead(&frame, &links::with_query(links::TOKENS, typed)));
    };
    let days = form.text("expires_days");
    let draft = match TokenDraft::parse(form.text("name"), form.text("role"), days) {
        Ok(draft) => draft,
        Err(issues) => return answer(&frame, StatusCode::UNPROCESSABLE_ENTITY, &form, &issues, None).await,
    };
    let secret = Secret::prefixed(TOKEN_PREFIX);
    let (actor, hash, now) = (frame.actor.clone(), secret.hash(), frame.db.now());
    let add = move |conn: &mut Conn| tokens::insert(conn, &actor, &draft, hash, now);
    frame.db.write(&frame.actor, Right::ManageTokens, add).await?;
    answer(&frame, StatusCode::OK, &Form::default(), &Issues::default(), Some(&secret)).await
}

/// Revokes a token.
///
/// # Errors
/// [`Failure::NotFound`] when the organization has none of this id that still works.
pub async fn revoke(frame: Frame, id: Path<Uuid>) -> Result<HttpResponse, Failure> {
    let (actor, id, now) = (frame.actor.clone(), ActorId(id.into_inner()), frame.db.now());
    let revoke = move |conn: &mut Conn| tokens::revoke(conn, &actor, id, now);
    frame.db.write(&frame.actor, Right::ManageTokens, revoke).await?;
    Ok(frame.done(links::TOKENS, &Flash::ok("tokens-revoked-now")))
}

async fn answer(
    frame: &Frame,
    status: StatusCode,
    form: &Form,
    issues: &Issues,
    secret: Option<&Secret>,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let tokens = tokens::list(conn, organization)?;
        let makers = actors::names(conn, organization, tokens.iter().filter_map(|token| token.created_by))?;
        Ok((tokens, makers))
    };
    let (tokens, makers) = frame.db.read(read).await?;
    let customers = frame.customers().await?;
    let typed = |name: &str| {
        let error = issues.get(name).first().map(|issue| frame.issue(issue));
        Field::new(name, form.text(name)).wrong(error)
    };
    let (dates, now) = (frame.dates(), frame.db.now());
    let page = TokensPage {
        shell: frame.shell(Section::Tokens, customers),
        total: frame.language.number(tokens.len() as u64),
        rows: tokens.iter().map(|token| row(frame, &dates, now, &makers, token)).collect(),
        roles: roles(frame.language, frame.actor.role),
        lifetimes: lifetimes(frame),
        is_making: !issues.is_empty() || form.get("name").is_some(),
        problems: Problem::list(issues, frame.language),
        name: typed("name"),
        role: if form.get("role").is_some() {
            typed("role")
        } else {
            Field::new("role", Role::Editor.as_str())
        },
        expires: if form.get("expires_days").is_some() {
            typed("expires_days")
        } else {
            Field::new("expires_days", LIFETIMES_DAYS[3].to_string())
        },
        secret: secret.map(|secret| secret.expose().to_owned()),
    };
    frame.page(status, &page)
}

fn lifetimes(frame: &Frame) -> Vec<Choice> {
    let in_days = |days: u64| Choice::new(days.to_string(), frame.language.count("tokens-days", days));
    let never = Choice::new("", frame.language.say("tokens-never"));
    LIFETIMES_DAYS.into_iter().map(in_days).chain([never]).collect()
}

fn row(frame: &Frame, dates: &Dates, now: Time, makers: &actors::Names, token: &Token) -> TokenRow {
    let say = |id: &str| frame.language.say(id);
    let is_expired = token.expires_at.is_some_and(|ends| ends <= now);
    let state = match (token.revoked_at, is_expired) {
        (Some(_), _) => State { tone: "", label: say("tokens-revoked") },
        (None, true) => State { tone: "warn", label: say("tokens-expired") },
        (None, false) => State { tone: "", label: say("tokens-active") },
    };
    let maker = token.created_by.and_then(|id| makers.get(&id));
    let made = dates.day(token.created_at.micros());
    TokenRow {
        url: format!("{}/{}", links::TOKENS, token.id.0),
        name: token.name.clone(),
        hint: format!("{TOKEN_PREFIX}…"),
        role: role_label(frame.language, token.role),
        made: match maker {
            Some(name) => frame.language.say_with("tokens-made-by", &[("day", &made), ("name", name)]),
            None => made,
        },
        used: token.used_at.map(|used| dates.ago(used.micros())).unwrap_or_default(),
        expires: token.expires_at.map_or_else(|| say("tokens-never"), |ends| dates.day(ends.micros())),
        is_active: token.revoked_at.is_none() && !is_expired,
        state,
    }
}
