//! Which PostgreSQL servers are spoken to, and as whom: what crosses a network is encrypted and the server proves its
//! name, and the program has no more power over the server than it needs. Asked before anything is read or written.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use percent_encoding::percent_decode_str;

use crate::store::connection::Conn;
use crate::store::error::StoreError;

/// The one mode in which the server proves that it is the one named: `verify-ca` takes any server of the same authority.
const VERIFIED: &str = "verify-full";

/// Refuses a server that a network lies before, unless its name is verified. The environment is asked for what libpq
/// takes from it when the URL is silent.
///
/// # Errors
/// A sentence that says what to add to the URL.
pub fn ensure_verified(url: &str, environment: impl Fn(&str) -> Option<String>) -> Result<(), String> {
    let server = Server::of(url, environment);
    if server.is_named_by_service {
        return Err("name the server in the URL: what a service file says of it cannot be judged".to_owned());
    }
    let Some(host) = server.hosts.iter().find(|host| !is_local(host)) else { return Ok(()) };
    if server.mode.as_deref() == Some(VERIFIED) {
        return Ok(());
    }
    Err(format!(
        "a network lies before the server {host}: add sslmode={VERIFIED} to the URL, and sslrootcert=FILE with the \
         certificate of the authority that signed the server's"
    ))
}

/// What libpq makes of a URL, as far as it matters here.
struct Server {
    hosts: Vec<String>,
    mode: Option<String>,
    is_named_by_service: bool,
}

impl Server {
    /// A later parameter wins over a former one, and all of them over the host that the URL begins with. An address
    /// wins over a name.
    fn of(url: &str, environment: impl Fn(&str) -> Option<String>) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = match rest.find(['@', '/']) {
            Some(end) if rest[end..].starts_with('@') => &rest[end + 1..],
            _ => rest,
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let hosts = place.split('/').next().unwrap_or_default();
        let hosts: Vec<String> = hosts.split(',').map(|host| decoded(without_port(host))).collect();
        let mut host = Some(hosts.join(",")).filter(|hosts| !hosts.is_empty());
        let mut address = None;
        let mut mode = None;
        let mut service = None;
        for parameter in query.split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = decoded(value);
            match decoded(name).as_str() {
                "host" => host = Some(value),
                "hostaddr" => address = Some(value),
                "service" => service = Some(value),
                "sslmode" => mode = Some(value),
                // Other drivers' word, which libpq understands.
                "ssl" if value == "true" => mode = Some("require".to_owned()),
                _ => {}
            }
        }
        let named = address.or_else(|| environment("PGHOSTADDR")).filter(|named| !named.is_empty());
        let named = named.or(host).or_else(|| environment("PGHOST")).unwrap_or_default();
        let service = service.or_else(|| environment("PGSERVICE"));
        Self {
            hosts: named.split(',').map(str::to_owned).collect(),
            mode,
            is_named_by_service: service.is_some(),
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A socket in the file system (none named means one, too), or this machine by its own addresses.
fn is_local(host: &str) -> bool {
    host.is_empty()
        || host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Bool)]
    is_superuser: bool,
}

/// Whether the connection has a superuser's power: it reads every database of the server, its files, and runs programs on
/// it. A role that was only put on can be put off again, so both are asked.
///
/// # Errors
/// When the server does not answer.
pub fn is_superuser(conn: &mut Conn) -> Result<bool, StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(false) };
    let query = "SELECT coalesce(bool_or(rolsuper), false) AS is_superuser FROM pg_roles \
                 WHERE rolname IN (session_user, current_user)";
    Ok(diesel::sql_query(query).get_result::<Role>(conn)?.is_superuser)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(url: &str) -> Result<(), String> {
        ensure_verified(url, |_| None)
    }

    #[test]
    fn h4_a_server_of_this_machine_needs_no_certificate() {
        for url in [
            "postgres:///crm",
            "postgres://",
            "postgres://app@/crm?host=%2Fvar%2Frun%2Fpostgresql",
            "postgres://%2Fvar%2Frun%2Fpostgresql/crm",
            "postgresql://app:p%40ss@localhost/crm",
            "postgres://LOCALHOST:5433/crm?sslmode=disable",
            "postgres://127.0.0.1,127.8.8.8:5433/crm",
            "postgres://[::1]:5432/crm",
            "postgres://[::ffff:127.0.0.1]/crm",
            "postgres://db.example.com/crm?hostaddr=127.0.0.1",
        ] {
            assert_eq!(judged(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn h4_a_server_behind_a_network_proves_its_name() {
        for (url, host) in [
            ("postgres://db.example.com/crm", "db.example.com"),
            ("postgres://app:secret@db.example.com:5432/crm", "db.example.com"),
            ("postgres://10.0.0.5/crm?sslmode=prefer", "10.0.0.5"),
            ("postgres://db/crm?sslmode=require", "db"),
            ("postgres://db/crm?sslmode=verify-ca&sslrootcert=ca.crt", "db"),
            ("postgres://db/crm?sslmode=VERIFY-FULL", "db"),
            ("postgres://db/crm?sslmode=verify-full&sslmode=disable", "db"),
            ("postgres://db/crm?sslmode=verify-full&ssl=true", "db"),
            ("postgres://localhost,db2/crm", "db2"),
            ("postgres://localhost:5432?x@db3/crm", "db3"),
            ("postgres://localhost/crm?host=db", "db"),
            ("postgres://localhost/crm?host=db1,localhost", "db1"),
            ("postgres://localhost/crm?hostaddr=10.0.0.5", "10.0.0.5"),
            ("postgres://localhost/crm?%68ost=db", "db"),
            ("postgres://[2001:db8::1]/crm", "2001:db8::1"),
            ("postgres://localhost.example.com/crm", "localhost.example.com"),
        ] {
            let said = judged(url).expect_err(url);
            assert!(said.contains(&format!("the server {host}:")), "{url}: {said}");
            assert!(said.contains("add sslmode=verify-full") && !said.contains("secret"), "{url}: {said}");
        }
        for url in [
            "postgres://db.example.com/crm?sslmode=verify-full&sslrootcert=/etc/ssl/ca.crt",
            "postgres://db1,db2/crm?target_session_attrs=read-write&sslmode=verify%2Dfull",
        ] {
            assert_eq!(judged(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn h4_what_the_environment_names_counts_too() {
        let named = |variable: &'static str, value: &'static str| {
            move |asked: &str| (asked == variable).then(|| value.to_owned())
        };
        assert!(ensure_verified("postgres:///crm", named("PGHOST", "db.example.com")).is_err());
        assert!(ensure_verified("postgres://localhost/crm", named("PGHOST", "db.example.com")).is_ok());
        assert!(ensure_verified("postgres://localhost/crm", named("PGHOSTADDR", "10.0.0.5")).is_err());
        assert!(ensure_verified("postgres:///crm", named("PGSERVICE", "crm")).unwrap_err().contains("URL"));
        assert!(judged("postgres:///crm?service=crm").is_err());
    }
}
