//! The floor under the list page: the same fifty rows by keyset, the same cells, and nothing else. No session, no rights, no
//! layout, no templates. What a page costs above this is what the product adds.

use std::fmt::Write;
use std::path::Path;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, Row, params};
use serde::Deserialize;

const PAGE: &str = "select rowid, display_name, first_name, last_name, email_address, phone, account_tier, customer_since \
    from customers where (display_name, rowid) > (?1, ?2) order by display_name, rowid limit 51";

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    name: String,
    #[serde(default)]
    id: i64,
}

pub fn serve(database: &Path, listen: &str) -> Result<()> {
    // So that a wrong path is an error now, not at every request.
    open(database)?;
    let database = database.to_owned();
    let server = HttpServer::new(move || {
        let connection = open(&database).expect("it was opened a moment ago");
        App::new()
            .app_data(web::Data::new(connection))
            .route("/customers", web::get().to(list))
            .route("/readyz", web::get().to(HttpResponse::Ok))
    });
    let server = server.bind(listen).with_context(|| format!("listening on {listen}"))?;
    actix_web::rt::System::new().block_on(server.run()).context("serving")
}

/// One connection a worker, used on that worker's own thread.
fn open(database: &Path) -> Result<Connection> {
    Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("opening {}", database.display()))
}

async fn list(connection: web::Data<Connection>, after: web::Query<After>) -> HttpResponse {
    match page(&connection, &after) {
        Ok(html) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn page(connection: &Connection, after: &After) -> Result<String> {
    let mut html = String::with_capacity(32 << 10);
    html.push_str("<!doctype html><title>Customers</title><table><tbody>");
    let mut statement = connection.prepare_cached(PAGE)?;
    let mut rows = statement.query(params![after.name, after.id])?;
    let mut last = None;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        number += 1;
        // The row too many only says that there is a next page.
        if number > 50 {
            break;
        }
        last = Some(write_row(&mut html, row)?);
    }
    html.push_str("</tbody></table>");
    if let Some((name, id)) = last.filter(|_| number > 50) {
        let name = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
        write!(html, "<a rel=\"next\" href=\"/customers?name={name}&amp;id={id}\">Next</a>")?;
    }
    Ok(html)
}

fn write_row(html: &mut String, row: &Row) -> Result<(String, i64)> {
    let id: i64 = row.get(0)?;
    let text = |column| row.get_ref(column).map(|value| value.as_str().unwrap_or_default());
    write!(html, "<tr><td><input type=\"checkbox\" name=\"id\" value=\"{id}\"></td>")?;
    write!(html, "<th scope=\"row\"><a href=\"/customers/{id}\"><bdi>")?;
    escape(html, text(1)?);
    html.push_str("</bdi></a></th><td><bdi>");
    escape(html, text(2)?);
    html.push(' ');
    escape(html, text(3)?);
    for column in 4..8 {
        html.push_str("</bdi></td><td><bdi>");
        escape(html, text(column)?);
    }
    html.push_str("</bdi></td></tr>");
    Ok((text(1)?.to_owned(), id))
}

fn escape(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}
