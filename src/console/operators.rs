//! The people who can sign in, for their administrator. Each change here needs a password typed within the last ten
//! minutes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use uuid::Uuid;

use crate::console::again::{Fresh, Stale};
use crate::console::avatar::Avatar;
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::language::Language;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::State;
use crate::console::views::settings::{OperatorRow, OperatorsPage};
use crate::domain::account::{Operator, OperatorDraft, OperatorStatus};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, ActorId, Right, Role};
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::{Conn, StoreError, operators, sessions};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::{Failure, welcome};

/// The list.
///
/// # Errors
/// When the store does not answer.
pub async fn list(frame: Frame) -> Result<HttpResponse, Failure> {
    answer(&frame, StatusCode::OK, &Form::default(), &Issues::default(), None).await
}

/// Adds an operator and shows, this once, the link by which they choose a password.
///
/// # Errors
/// When the store does not answer.
pub async fn create(frame: Frame, form: Form, fresh: Fresh) -> Result<HttpResponse, Failure> {
    let Fresh::Yes = fresh else { return Ok(Stale::lead(&frame, links::OPERATORS)) };
    let draft = match OperatorDraft::parse(form.text("email"), form.text("name"), form.text("role")) {
        Ok(draft) => draft,
        Err(issues) => return again(&frame, &form, &issues).await,
    };
    let (actor, now) = (frame.actor.clone(), frame.db.now());
    let add = move |conn: &mut Conn| {
        let operator = operators::insert(conn, &actor, &draft, None, now)?;
        welcome::link_for(conn, &operator, now)
    };
    match frame.db.write(&frame.actor, Right::ManageOperators, add).await {
        Ok(path) => show_link(&frame, &path).await,
        Err(StoreError::Taken { .. }) => {
            again(&frame, &form, &Issues::of("email", Issue::new("email-taken"))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives an operator another role.
///
/// # Errors
/// [`Failure::NotFound`] when the organization has no such operator.
pub async fn set_role(
    frame: Frame,
    id: Path<Uuid>,
    form: Form,
    fresh: Fresh,
) -> Result<HttpResponse, Failure> {
    let Ok(role) = form.text("role").parse::<Role>() else {
        return Err(Issues::of("role", Issue::new("role-unknown")).into());
    };
    let change =
        move |conn: &mut Conn, actor: &Actor, id, now| operators::set_role(conn, actor, id, role, now);
    changed(&frame, &id, fresh, "operators-role-set", change).await
}

/// Switches an operator off.
///
/// # Errors
/// As [`set_role`].
pub async fn disable(frame: Frame, id: Path<Uuid>, fresh: Fresh) -> Result<HttpResponse, Failure> {
    changed(&frame, &id, fresh, "operators-disabled-now", operators::disable).await
}

/// Switches an operator on again.
///
/// # Errors
/// As [`set_role`].
pub async fn enable(frame: Frame, id: Path<Uuid>, fresh: Fresh) -> Result<HttpResponse, Failure> {
    changed(&frame, &id, fresh, "operators-enabled-now", operators::enable).await
}

/// Ends every session of an operator.
///
/// # Errors
/// As [`set_role`].
pub async fn sign_out(frame: Frame, id: Path<Uuid>, fresh: Fresh) -> Result<HttpResponse, Failure> {
    let end = |conn: &mut Conn, actor: &Actor, id: ActorId, now: Time| {
        let operator = operators::find(conn, actor.organization, id)?;
        sessions::end_all(conn, actor.organization, id)?;
        audit::record(conn, actor, "sign_out", "operators", Some(id.0), Outcome::Done, now)?;
        Ok(operator)
    };
    changed(&frame, &id, fresh, "operators-signed-out", end).await
}

/// Shows, this once, a link by which an operator chooses a new password.
///
/// # Errors
/// As [`set_role`].
pub async fn reset(frame: Frame, id: Path<Uuid>, fresh: Fresh) -> Result<HttpResponse, Failure> {
    let Fresh::Yes = fresh else { return Ok(Stale::lead(&frame, links::OPERATORS)) };
    let (actor, id, now) = (frame.actor.clone(), ActorId(id.into_inner()), frame.db.now());
    let reset = move |conn: &mut Conn| {
        let operator = operators::find(conn, actor.organization, id)?;
        if operator.status == OperatorStatus::Disabled {
            return Err(StoreError::Invalid(Issues::of("status", Issue::new("operator-disabled"))));
        }
        audit::record(conn, &actor, "reset", "operators", Some(id.0), Outcome::Done, now)?;
        welcome::link_for(conn, &operator, now)
    };
    match frame.db.write(&frame.actor, Right::ManageOperators, reset).await {
        Ok(path) => show_link(&frame, &path).await,
        Err(StoreError::Invalid(issues)) => Ok(refused(&frame, &issues)),
        Err(error) => Err(error.into()),
    }
}

/// Changes one operator and tells so above the list; what may not be is told there too.
async fn changed<F>(
    frame: &Frame,
    id: &Uuid,
    fresh: Fresh,
    message: &str,
    change: F,
) -> Result<HttpResponse, Failure>
where
    F: FnOnce(&mut Conn, &Actor, ActorId, Time) -> Result<Operator, StoreError> + Send + 'static,
{
    let Fresh::Yes = fresh else { return Ok(Stale::lead(frame, links::OPERATORS)) };
    let (actor, id, now) = (frame.actor.clone(), ActorId(*id), frame.db.now());
    let change = move |conn: &mut Conn| change(conn, &actor, id, now);
    match frame.db.write(&frame.actor, Right::ManageOperators, change).await {
        Ok(operator) => Ok(frame.done(links::OPERATORS, &Flash::ok(message).with("name", operator.name))),
        Err(StoreError::Invalid(issues)) => Ok(refused(frame, &issues)),
        Err(error) => Err(error.into()),
    }
}

fn refused(frame: &Frame, issues: &Issues) -> HttpResponse {
    let code = issues.iter().next().map_or("fault", |(_, issue)| issue.code());
    frame.done(links::OPERATORS, &Flash::toned(crate::web::flash::Tone::Bad, format!("issue-{code}")))
}

async fn again(frame: &Frame, form: &Form, issues: &Issues) -> Result<HttpResponse, Failure> {
    answer(frame, StatusCode::UNPROCESSABLE_ENTITY, form, issues, None).await
}

/// The one answer to a form that is a page itself: a redirect would have to carry the secret.
async fn show_link(frame: &Frame, path: &str) -> Result<HttpResponse, Failure> {
    let link = Some(frame.url(path));
    answer(frame, StatusCode::OK, &Form::default(), &Issues::default(), link).await
}

async fn answer(
    frame: &Frame,
    status: StatusCode,
    form: &Form,
    issues: &Issues,
    link: Option<String>,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let operators = frame.db.read(move |conn| operators::list(conn, organization)).await?;
    let customers = frame.customers().await?;
    let typed = |name: &str| {
        let error = issues.get(name).first().map(|issue| frame.issue(issue));
        Field::new(name, form.text(name)).wrong(error)
    };
    let dates = frame.dates();
    let page = OperatorsPage {
        shell: frame.shell(Section::Operators, customers),
        total: frame.language.number(operators.len() as u64),
        rows: operators.iter().map(|operator| row(frame, &dates, operator)).collect(),
        roles: roles(frame.language, Role::Admin),
        is_inviting: !issues.is_empty(),
        problems: Problem::list(issues, frame.language),
        name: typed("name"),
        email: typed("email"),
        role: typed("role"),
        link,
    };
    frame.page(status, &page)
}

fn row(frame: &Frame, dates: &crate::console::dates::Dates, operator: &Operator) -> OperatorRow {
    let say = |id: &str| frame.language.say(id);
    let state = match operator.status {
        OperatorStatus::Active => State { tone: "", label: say("operators-active") },
        OperatorStatus::Invited => State { tone: "warn", label: say("operators-invited") },
        OperatorStatus::Disabled => State { tone: "", label: say("operators-disabled") },
    };
    OperatorRow {
        url: format!("{}/{}", links::OPERATORS, operator.id.0),
        name: operator.name.clone(),
        email: operator.email.clone(),
        avatar: Avatar::new(&operator.name, operator.id.0.as_bytes(), false),
        is_you: frame.actor.id == Some(operator.id),
        role: operator.role.as_str().to_owned(),
        role_label: role_label(frame.language, operator.role),
        state,
        is_disabled: operator.status == OperatorStatus::Disabled,
        seen: operator.seen_at.map(|seen| dates.ago(seen.micros())).unwrap_or_default(),
    }
}

/// The roles up to this one, to choose from.
#[must_use]
pub fn roles(language: Language, most: Role) -> Vec<Choice> {
    let offered = Role::ALL.into_iter().rev().filter(|role| *role <= most);
    offered.map(|role| Choice::new(role.as_str(), role_label(language, role))).collect()
}

/// The name of a role.
#[must_use]
pub fn role_label(language: Language, role: Role) -> String {
    language.say(match role {
        Role::Admin => "role-admin",
        Role::Editor => "role-editor",
        Role::Viewer => "role-viewer",
    })
}
