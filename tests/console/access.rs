//! Who may come in where. The router is made from the table of routes and from nothing else, and every row brings its
//! guard; so the table is the truth, and here every row of it meets every kind of caller.

use customary::domain::operator::{Right, Role};
use customary::routes;
use customary::web::Endpoint;
use customary::web::endpoint::{Access, Door};
use reqwest::Method;

use crate::support::api::{Api, Reply};
use crate::support::console::Console;
use crate::support::server::{App, PASSWORD, spawn, spawn_with};

/// One who is not signed in asks for each row of the table within a minute.
const MANY_REQUESTS: &[(&str, &str)] = &[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "1000")];

/// The path of a row with something in the place of its parameters.
fn path_of(row: &Endpoint) -> String {
    let segment = |segment: &str| match segment {
        "{id}" | "{avatar}" => uuid::Uuid::now_v7().to_string(),
        "{version}" | "{n}" => "1".to_owned(),
        segment if segment.starts_with('{') => "x".to_owned(),
        segment => segment.to_owned(),
    };
    row.path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn method_of(row: &Endpoint) -> Method {
    row.method.as_str().parse().unwrap()
}

fn rows(door: Door) -> Vec<Endpoint> {
    routes::table().into_iter().filter(|row| row.rule.door == door).collect()
}

/// Whether a refusal says that the caller may not: a form that is refused for lack of its token was let in.
pub fn is_not_allowed(status: u16, body: &str) -> bool {
    status == 403 && (body.contains("You are not allowed to do this") || body.contains("\"forbidden\""))
}

pub async fn ask_console(console: &Console, row: &Endpoint) -> (u16, String, String) {
    let path = path_of(row);
    let page = console.try_send(&path, console.request(method_of(row), &path)).await.unwrap();
    let location = page.header("location").unwrap_or_default().to_owned();
    (page.status.as_u16(), location, page.body)
}

/// The status of a page that is asked for with this cookie.
pub async fn ask_with(app: &App, path: &str, cookie: &str) -> u16 {
    let console = app.visitor();
    let request = console.request(Method::GET, path).header("cookie", cookie);
    console.try_send(path, request).await.unwrap().status.as_u16()
}

async fn ask_api(api: &Api, row: &Endpoint) -> Reply {
    let request = api.request(method_of(row), &path_of(row));
    Reply::of(if row.method == Method::GET.as_str() { request } else { request.json(&serde_json::json!(7)) })
        .await
}

#[test]
fn c8_every_row_is_in_one_door_and_none_is_there_twice() {
    let mut seen = std::collections::BTreeSet::new();
    for row in routes::table() {
        assert!(seen.insert(format!("{} {}", row.method, row.path)), "{row:?} twice");
        assert_eq!(Door::of(&row.path), row.rule.door, "{row:?}");
        let is_public = row.rule.access == Access::Public;
        assert!(row.rule.door != Door::Api || !is_public, "{row:?}: the API has no public address");
        assert!(
            row.rule.door == Door::Open
                || row.method != "GET"
                || !row.path.ends_with("/delete")
                || !is_public
        );
    }
    assert!(seen.len() > 40, "{}", seen.len());
}

#[actix_web::test]
async fn c8_the_program_prints_the_table_that_it_serves() {
    let app = spawn().await;
    let printed = app.command(&["routes"]).assert_code(0).stdout;
    for row in routes::table() {
        let line = format!("{} {} {}", row.method, row.path, row.rule.access);
        assert!(printed.lines().any(|printed| printed == line), "{line}");
    }
    assert_eq!(printed.lines().count(), routes::table().len());
}

#[actix_web::test]
async fn c8_each_role_gets_what_the_table_says_in_the_console() {
    let app = spawn().await;
    for role in Role::ALL {
        let console = app.sign_in_with_role(role.as_str()).await;
        for row in rows(Door::Console) {
            // Signing out would end the session that asks the next.
            if row.path == "/logout" {
                continue;
            }
            let (status, location, body) = ask_console(&console, &row).await;
            assert!(!location.starts_with("/login"), "{role} {row:?}: {status}");
            let may = match row.rule.access {
                Access::Public => true,
                Access::Needs(right) => role.may(right),
            };
            assert_eq!(is_not_allowed(status, &body), !may, "{role} {row:?}: {status}\n{body}");
        }
    }
}

#[actix_web::test]
async fn c8_each_role_gets_what_the_table_says_in_the_api() {
    let app = spawn().await;
    for role in Role::ALL {
        let api = app.api_with_role(role.as_str());
        for row in rows(Door::Api) {
            let Access::Needs(right) = row.rule.access else { continue };
            let reply = ask_api(&api, &row).await;
            let is_refused = is_not_allowed(reply.status.as_u16(), &reply.body);
            assert_eq!(is_refused, !role.may(right), "{role} {row:?}: {reply}");
            assert_ne!(reply.status, 401, "{role} {row:?}: {reply}");
        }
    }
}

async fn assert_nobody(console: &Console, who: &str) {
    for row in rows(Door::Console).into_iter().chain(rows(Door::Portal)) {
        let Access::Needs(_) = row.rule.access else { continue };
        let login = if row.rule.door == Door::Portal { "/portal/login" } else { "/login" };
        let (status, location, body) = ask_console(console, &row).await;
        assert!(status == 303 && location.starts_with(login), "{who} {row:?}: {status} {location}\n{body}");
        assert!(body.is_empty(), "{who} {row:?}: {body}");
    }
}

#[actix_web::test]
async fn c8_nobody_comes_in_without_signing_in() {
    let app = spawn_with(MANY_REQUESTS).await;
    assert_nobody(&app.visitor(), "a visitor").await;
    let nobody = Api::anonymous(app.base());
    let stranger = Api::new(app.base(), "cst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for row in rows(Door::Api) {
        ask_api(&nobody, &row).await.assert_status(401);
        ask_api(&stranger, &row).await.assert_status(401);
    }
}

#[actix_web::test]
async fn c6_only_an_active_operator_counts() {
    let app = spawn_with(MANY_REQUESTS).await;
    let disabled = signed_in(&app, "disabled@example.test").await;
    let invited = signed_in(&app, "invited@example.test").await;
    // Whatever ended them, their sessions are still there.
    for status in ["disabled", "invited"] {
        let statement =
            format!("UPDATE operators SET status = '{status}' WHERE email = '{status}@example.test'");
        app.database().execute(&statement);
    }
    assert_nobody(&disabled, "a disabled operator").await;
    assert_nobody(&invited, "an invited operator").await;
}

#[actix_web::test]
async fn c4_what_a_caller_sends_who_may_not_is_not_looked_at() {
    let app = spawn().await;
    let viewer = app.sign_in_with_role("viewer").await;
    let kind = "application/x-www-form-urlencoded";
    for body in [b"display_name=%ff".to_vec(), vec![b'x'; 1_100_000]] {
        let request = viewer.request(Method::POST, "/customers").header("content-type", kind).body(body);
        // Of a body that is not read the rest may still be on its way when the connection is closed.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), 403);
            assert!(answer.text().await.unwrap().contains("You are not allowed to do this"));
        }
    }
    let api = app.api_with_role("viewer");
    let request = api.request(Method::POST, "/api/v1/customers").header("content-type", "application/json");
    Reply::of(request.body("{ this is no JSON")).await.assert_status(403);
}

#[actix_web::test]
async fn i1_what_happens_to_accounts_is_audited_and_stays() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let viewer = app.sign_in_with_role("viewer").await;
    app.visitor().sign_in("nobody@example.test", "wrong lantern copper 42").await;
    viewer.get("/settings/operators").await.assert_status(403);
    let page = admin.open("/settings/tokens").await;
    admin.submit(&page, page.form("Add token").fill("Name", "billing")).await.assert_status(200);
    let page = viewer.open("/account").await;
    viewer.submit(&page, page.form("Sign out")).await.assert_status(303);
    let database = app.database();
    for (action, record, outcome, times) in [
        ("sign_in", "sessions", "done", 2),
        ("try_password", "operators", "failed", 1),
        ("manage-operators", "/settings/operators", "refused", 1),
        ("add", "tokens", "done", 2),
        ("sign_out", "sessions", "done", 1),
    ] {
        let found = database.count(&format!(
            "SELECT count(*) FROM audit WHERE action = '{action}' AND record = '{record}' AND outcome = '{outcome}' \
             AND created_at > 0"
        ));
        assert_eq!(found, times, "{action} {record} {outcome}");
    }
    let without_address =
        "SELECT count(*) FROM audit WHERE address IS NULL AND actor_kind IN ('operator', 'anonymous')";
    assert_eq!(database.count(without_address), 0);
    for statement in ["UPDATE audit SET outcome = 'done'", "DELETE FROM audit"] {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| database.execute(statement)));
        assert!(tried.is_err(), "{statement}");
    }
}

#[actix_web::test]
async fn c5_a_right_that_was_lost_on_the_way_is_asked_again_when_it_is_used() {
    use customary::domain::operator::{Actor, ActorId, ActorKind};
    use customary::domain::time::Clock;
    use customary::store::{Database, Db, StoreError, operators, organizations};

    let app = spawn().await;
    signed_in(&app, "late@example.test").await;
    let db = Db::open(&Database::parse(&app.database().url()).unwrap(), 2, Clock::system()).unwrap();
    let (late, organization) = db
        .read_here(|conn| {
            let organization = organizations::list(conn)?.remove(0).id;
            Ok((operators::by_email(conn, "late@example.test")?.unwrap().0, organization))
        })
        .unwrap();
    let actor = Actor {
        id: Some(ActorId(late.id.0)),
        kind: ActorKind::Operator,
        role: Role::Admin,
        ..Actor::command_line(organization)
    };
    app.command(&["operator", "disable", "late@example.test"]).assert_code(0);
    let refused = db.write(&actor, Right::EditCustomers, |_| Ok(())).await;
    assert!(matches!(refused, Err(StoreError::Forbidden(_))), "{refused:?}");
}

async fn signed_in(app: &App, email: &str) -> Console {
    let command = ["operator", "add", email, "--role", "admin", "--password-stdin"];
    app.command_with_input(&command, PASSWORD).assert_code(0);
    app.sign_in_as(email, PASSWORD).await
}
