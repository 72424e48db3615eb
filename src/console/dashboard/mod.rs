//! The start: how many customers there are and came, what needs somebody, what goes on and what happened. Nothing here
//! counts all customers: every figure is kept where it changes, and the hits of a view are counted as far as the list
//! counts them, so that a million cost what ten thousand cost.

mod attention;
mod chart;
mod views;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::timeline::{self, Mentioned, Place};
use crate::console::views::dashboard::{DashboardPage, Figure, Running};
use crate::domain::asset::Usage;
use crate::domain::event::Event;
use crate::domain::import::Import;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::counts::{self, Counts};
use crate::store::imports::now as imports;
use crate::store::{Conn, StoreError, events, growth, invitations, usage};
use crate::web::Failure;
use attention::Attention;
use views::Counted;

/// Lines of what happened last.
const RECENT: usize = 6;
/// Invitations that are counted: of more the page says that there are more.
const MOST_INVITATIONS: i64 = 1000;
/// Imports shown at work.
const MOST_RUNNING: i64 = 5;

/// What the page is made of.
struct Read {
    counts: Counts,
    weeks: Vec<i64>,
    library: Usage,
    invitations: usize,
    attention: Attention,
    running: Vec<Import>,
    recent: Vec<Event>,
    mentioned: Mentioned,
    views: Vec<Counted>,
}

/// `GET /`
pub async fn show(frame: Frame) -> Result<HttpResponse, Failure> {
    let (organization, now) = (frame.organization(), frame.db.now());
    let starts = chart::starts(&frame);
    let (asked, silent_before) = (starts.clone(), frame.silent_before());
    let (has_views, zone) = (frame.has_views(), frame.time_zone().to_owned());
    let read = move |conn: &mut Conn| {
        let attention = Attention::read(conn, organization, now, silent_before)?;
        let views =
            if has_views { views::read(conn, organization, &zone, silent_before)? } else { Vec::new() };
        read(conn, organization, &asked, now, attention, views)
    };
    let read = frame.db.read(read).await?;
    let line = |event| timeline::line(&frame, &read.mentioned, Place::Organization, event);
    let is_new = read.counts.live + read.counts.trashed == 0 && read.running.is_empty();
    let page = DashboardPage {
        shell: frame.shell(Section::Dashboard, read.counts.live),
        today: frame.dates().today(),
        is_new,
        figures: figures(&frame, &read),
        chart: chart::chart(&frame, &starts, &read.weeks),
        needs_count: read.attention.count(&frame),
        needs: read.attention.needs(&frame),
        running: read.running.iter().map(|import| running(&frame, import)).collect(),
        views: views::lines(&frame, &read.views),
        recent: read.recent.iter().map(line).collect(),
    };
    frame.page(StatusCode::OK, &page)
}

fn read(
    conn: &mut Conn,
    organization: OrganizationId,
    weeks: &[Time],
    now: Time,
    attention: Attention,
    views: Vec<Counted>,
) -> Result<Read, StoreError> {
    let recent = events::activity(conn, organization, None, None, None, RECENT)?;
    Ok(Read {
        counts: counts::of(conn, organization)?,
        weeks: growth::since(conn, organization, weeks)?,
        library: usage::of_library(conn, organization)?,
        invitations: invitations::count_pending(conn, organization, now, MOST_INVITATIONS + 1)?,
        attention,
        views,
        running: imports::at_work(conn, organization, MOST_RUNNING)?,
        mentioned: Mentioned::read(conn, organization, recent.iter())?,
        recent,
    })
}

fn figures(frame: &Frame, read: &Read) -> Vec<Figure> {
    let Counts { live, corporate, .. } = read.counts;
    let figure = |label: &str, number: i64, detail: String| Figure {
        label: frame.language.say(label),
        number: frame.number(number.max(0)),
        detail,
    };
    let (last, this) = match read.weeks.as_slice() {
        [.., last, this] => (*last, *this),
        _ => (0, 0),
    };
    let percent = (corporate.max(0) * 100 + live / 2).checked_div(live).unwrap_or(0);
    let percent = frame.language.say_with("dashboard-percent", &[("number", &frame.number(percent))]);
    let files = i64::try_from(read.library.files).unwrap_or(i64::MAX);
    vec![
        figure("dashboard-customers", live, String::new()),
        figure("dashboard-new", this, beside_last_week(frame, this - last)),
        figure("dashboard-corporate", corporate, percent),
        Figure {
            label: frame.language.say("dashboard-invitations"),
            number: open_invitations(frame, read.invitations),
            detail: String::new(),
        },
        figure("dashboard-assets", files, frame.language.bytes(read.library.bytes)),
    ]
}

/// "28", or "1,000+".
fn open_invitations(frame: &Frame, count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if count > MOST_INVITATIONS {
        let most = frame.number(MOST_INVITATIONS);
        return frame.language.say_with("dashboard-at-least", &[("number", &most)]);
    }
    frame.number(count)
}

fn beside_last_week(frame: &Frame, more: i64) -> String {
    match more {
        0 => frame.language.say("dashboard-as-last"),
        1.. => frame.language.count("dashboard-more", more.unsigned_abs()),
        _ => frame.language.count("dashboard-fewer", more.unsigned_abs()),
    }
}

fn running(frame: &Frame, import: &Import) -> Running {
    let done = import.rows_done();
    let total = import.row_total.map(|total| total.max(done)).filter(|total| *total > 0);
    let rows = match total {
        Some(total) => frame.language.say_with(
            "import-progress-rows",
            &[("done", &frame.number(done)), ("total", &frame.number(total))],
        ),
        None => frame.language.count("import-rows", done.unsigned_abs()),
    };
    Running {
        href: links::import(import.id.0),
        name: import.file.name.clone(),
        rows,
        done: done.unsigned_abs(),
        total: total.map(i64::unsigned_abs),
    }
}
