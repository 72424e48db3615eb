//! Who may call what: every row of every dialect, with every kind of caller.

use customary::domain::operator::Role;
use customary::routes;
use customary::web::Endpoint;
use customary::web::dialect::Dialect;
use customary::web::endpoint::{Access, Door};
use reqwest::Method;

use super::{Client, token_of_role};
use crate::support::api::Reply;
use crate::support::server::{spawn, spawn_with};

/// One whose token is not good is counted as one who is not known.
const MANY_REQUESTS: &[(&str, &str)] =
    &[("CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", "10000"), ("CUSTOMARY_UNKNOWN_REQUESTS_PER_MINUTE", "10000")];

fn rows() -> Vec<(Dialect, Endpoint)> {
    let dialect = |row: &Endpoint| match row.rule.door {
        Door::Dialect(dialect) => Some(dialect),
        _ => None,
    };
    routes::table().into_iter().filter_map(|row| Some((dialect(&row)?, row))).collect()
}

fn path_of(row: &Endpoint) -> String {
    let segment = |segment: &str| {
        if segment.starts_with('{') { uuid::Uuid::now_v7().to_string() } else { segment.to_owned() }
    };
    row.path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

async fn ask(client: &Client, row: &Endpoint) -> Reply {
    let method: Method = row.method.as_str().parse().unwrap();
    Reply::of(client.request(method, &path_of(row))).await
}

fn is_refused(reply: &Reply) -> bool {
    reply.status == 403 && reply.body.contains("The right ")
}

#[test]
fn c8_every_dialect_has_rows() {
    let dialects: std::collections::HashSet<_> = rows().into_iter().map(|(dialect, _)| dialect).collect();
    assert!(dialects.contains(&Dialect::Echonio) && dialects.contains(&Dialect::Nutcache), "{dialects:?}");
}

#[actix_web::test]
async fn c8_each_role_gets_what_the_table_says_in_every_dialect() {
    let app = spawn().await;
    for role in Role::ALL {
        let token = token_of_role(&app, role.as_str());
        for (dialect, row) in rows() {
            let Access::Needs(right) = row.rule.access else { continue };
            let reply = ask(&Client::of(dialect, &app, &token), &row).await;
            assert_eq!(is_refused(&reply), !role.may(right), "{role} {row:?}: {reply}");
            assert_ne!(reply.status, 401, "{role} {row:?}: {reply}");
        }
    }
}

#[actix_web::test]
async fn c8_nobody_calls_a_dialect_without_a_token_that_is_good() {
    let app = spawn_with(MANY_REQUESTS).await;
    let (revoked, expired) = (token_of_role(&app, "admin"), token_of_role(&app, "viewer"));
    app.database().execute("UPDATE tokens SET revoked_at = 1 WHERE name LIKE 'admin %'");
    app.database().execute("UPDATE tokens SET expires_at = 1 WHERE name LIKE 'viewer %'");
    let stranger = "cst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (dialect, row) in rows() {
        let Access::Needs(_) = row.rule.access else { continue };
        ask(&Client::sending(&app, &[]), &row).await.assert_status(401);
        for token in [stranger, &revoked, &expired] {
            ask(&Client::of(dialect, &app, token), &row).await.assert_status(401);
        }
    }
}

#[actix_web::test]
async fn b4_no_cookie_opens_a_dialect() {
    let app = spawn_with(MANY_REQUESTS).await;
    let admin = app.sign_in().await;
    for (_, row) in rows() {
        let Access::Needs(_) = row.rule.access else { continue };
        let path = path_of(&row);
        let request = admin.request(row.method.as_str().parse().unwrap(), &path);
        let page = admin.try_send(&path, request).await.unwrap();
        assert_eq!(page.status.as_u16(), 401, "{row:?}");
    }
}
