//! One's own account: the look of the console, the password, the places one is signed in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use uuid::Uuid;

use crate::console::again::{Fresh, Stale};
use crate::console::browser;
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::operators::role_label;
use crate::console::shell::Section;
use crate::console::views::account::{AccountPage, SessionRow};
use crate::domain::account::SessionSummary;
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::domain::password::Password;
use crate::store::audit::{self, Outcome};
use crate::store::{Conn, StoreError, operators, sessions};
use crate::web::cookies;
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::who::Signed;
use crate::web::{Failure, next};

/// The settings that a form can change, with the values each may have; the first is the default.
const PREFERENCES: [(&str, &[&str]); 3] = [
    ("theme", &["system", "light", "dark"]),
    ("density", &["comfortable", "compact"]),
    ("keys", &["on", "off"]),
];

/// The page.
///
/// # Errors
/// When the store does not answer.
pub async fn show(frame: Frame, signed: Signed) -> Result<HttpResponse, Failure> {
    answer(&frame, &signed, StatusCode::OK, &Issues::default()).await
}

/// Keeps the settings that the form names, each in a cookie of this browser.
///
/// # Errors
/// None.
pub async fn prefer(frame: Frame, form: Form) -> Result<HttpResponse, Failure> {
    let back = next::safe(form.text("next")).unwrap_or(links::ACCOUNT);
    let mut response = frame.go(back);
    for (name, values) in PREFERENCES {
        let chosen = values.iter().position(|known| Some(*known) == form.get(name));
        let Some(chosen) = chosen else { continue };
        // The default needs no cookie: an empty one removes it.
        let value = if chosen == 0 { "" } else { values[chosen] };
        response.add_cookie(&cookies::preference(frame.site(), name, value)).map_err(Failure::fault)?;
    }
    Ok(response)
}

/// Sets another password. It ends every session, this one too.
///
/// # Errors
/// When the store does not answer, or too many passwords are being hashed.
pub async fn set_password(
    frame: Frame,
    signed: Signed,
    form: Form,
    fresh: Fresh,
) -> Result<HttpResponse, Failure> {
    let Fresh::Yes = fresh else { return Ok(Stale::lead(&frame, links::ACCOUNT)) };
    let password = match Password::parse(form.text("password"), &[&signed.organization.name]) {
        Ok(password) => password,
        Err(issue) => {
            let issues = Issues::of("password", issue);
            return answer(&frame, &signed, StatusCode::UNPROCESSABLE_ENTITY, &issues).await;
        }
    };
    let hash = frame.site().passwords.hash(password).await?;
    let (actor, id, now) = (frame.actor.clone(), signed.operator.id, frame.db.now());
    let set = move |conn: &mut Conn| operators::set_password(conn, &actor, id, &hash, now).map(drop);
    frame.db.write(&frame.actor, Right::OwnAccount, set).await?;
    Ok(frame.done("/login", &Flash::ok("welcome-done")))
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Failure::NotFound`] when there is none of this id.
pub async fn end_session(frame: Frame, signed: Signed, id: Path<Uuid>) -> Result<HttpResponse, Failure> {
    let (actor, operator, id, now) =
        (frame.actor.clone(), signed.operator.id, id.into_inner(), frame.db.now());
    let end = move |conn: &mut Conn| -> Result<(), StoreError> {
        sessions::end(conn, actor.organization, operator, id)?;
        audit::record(conn, &actor, "sign_out", "sessions", Some(id), Outcome::Done, now)
    };
    frame.db.write(&frame.actor, Right::OwnAccount, end).await?;
    Ok(frame.done(links::ACCOUNT, &Flash::ok("account-session-ended")))
}

async fn answer(
    frame: &Frame,
    signed: &Signed,
    status: StatusCode,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let (organization, operator, now) = (frame.organization(), signed.operator.id, frame.db.now());
    let listed = frame.db.read(move |conn| sessions::list(conn, organization, operator, now)).await?;
    let limits = frame.site().sessions;
    let alive = listed.iter().filter(|session| limits.is_alive(session.seen_at, session.expires_at, now));
    let dates = frame.dates();
    let row = |session: &SessionSummary| SessionRow {
        url: format!("{}/sessions/{}", links::ACCOUNT, session.id),
        browser: browser::name(frame.language, session.agent.as_deref().unwrap_or_default()),
        agent: session.agent.clone().unwrap_or_default(),
        address: session.address.clone().unwrap_or_default(),
        begun: dates.moment(session.created_at.micros()),
        seen: dates.ago(session.seen_at.micros()),
        is_this: session.id == signed.id,
    };
    let error = issues.get("password").first().map(|issue| frame.issue(issue));
    let page = AccountPage {
        shell: frame.shell(Section::None, frame.customers().await?),
        name: signed.operator.name.clone(),
        email: signed.operator.email.clone(),
        role: role_label(frame.language, signed.operator.role),
        organization: signed.organization.name.clone(),
        sessions: alive.map(row).collect(),
        problems: Problem::list(issues, frame.language),
        password: Field::new("password", "").wrong(error),
    };
    frame.page(status, &page)
}
