//! Values that are put right on the page of a result: of single rows, or one for every row that has the same wrong value.
//! The rows are brought again with them, and what becomes of them is merged into the import.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, block};

use crate::console::frame::Frame;
use crate::console::imports::problems::ledger_of;
use crate::console::imports::show::open;
use crate::console::imports::words;
use crate::console::links;
use crate::domain::import::{Import, ImportId, Line, Outcome, Problem};
use crate::files::Files;
use crate::import::corrections::{self, Typed};
use crate::import::intake::Refusal;
use crate::import::read::Reading;
use crate::import::runner::Waker;
use crate::store::imports::{causes, ledger};
use crate::store::{Conn, StoreError};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;

/// Rows of one cause that one value can be put into at once; of more, the file is the place to do it.
const MOST_ROWS: i64 = 10_000;
/// What the name of a row's value begins with.
pub const ROW: &str = "row.";

/// `POST /imports/{id}/fix`: `column`, and `row.5` with the value of row 5; or `value` and what to put `instead` of it.
pub async fn fix(
    frame: Frame,
    files: Data<Files>,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?.import;
    let column: usize = form.text("column").parse().map_err(|_| Failure::Malformed("column"))?;
    let reading: Reading = serde_json::from_str(&import.reading).map_err(Failure::fault)?;
    let name = reading.columns.get(column).ok_or(Failure::Malformed("column"))?.clone();
    let wrong = wrong(&frame, &import, name).await?;
    let page = links::import(import.id.0);
    let typed = match form.get("instead") {
        Some(instead) => everywhere(&wrong, column, form.text("value"), instead),
        None => row_by_row(&wrong, column, &form),
    };
    if typed.is_empty() {
        return Ok(frame.done(&page, &Flash::toned(Tone::Warn, "import-fix-nothing")));
    }
    let (db, files, actor) = (frame.db.clone(), files.get_ref().clone(), frame.actor.clone());
    let brought = block(move || corrections::bring(&db, &files, &actor, &import, &typed)).await;
    match brought.map_err(Failure::fault)? {
        Ok(corrections) => {
            if let Some(waker) = waker {
                waker.wake();
            }
            Ok(frame.go(&links::import(corrections.id.0)))
        }
        Err(Refusal::Store(StoreError::Stale)) => {
            Ok(frame.done(&page, &Flash::toned(Tone::Warn, "import-moved-on")))
        }
        Err(Refusal::Full(full)) => {
            let why = words::full(&frame, full);
            Ok(frame.done(&page, &Flash::toned(Tone::Warn, "import-fix-refused").with("why", why)))
        }
        Err(Refusal::File(error)) => Err(Failure::fault(error)),
        Err(Refusal::Files(error)) => Err(error.into()),
        Err(Refusal::Wishes(issues)) => Err(issues.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

/// The values of a column for which rows were rejected, by row.
async fn wrong(frame: &Frame, import: &Import, column: String) -> Result<BTreeMap<i64, String>, Failure> {
    let ledger = ledger_of(import);
    let read = move |conn: &mut Conn| {
        let causes = causes::list(conn, ledger)?.into_iter();
        let mut wrong = BTreeMap::new();
        for cause in causes.filter(|count| count.outcome == Outcome::Rejected && count.cause.column == column)
        {
            for line in ledger::of_cause(conn, ledger, cause.number, 0, MOST_ROWS)? {
                wrong.extend(value_of(&line).map(|value| (line.rows.first, value)));
            }
        }
        Ok(wrong)
    };
    Ok(frame.db.read(read).await?)
}

/// The value that is wrong, where the page has all of it.
fn value_of(line: &Line) -> Option<String> {
    let first = line.note.as_ref().and_then(|note| note.problems.first());
    first.and_then(Problem::whole_value).map(str::to_owned)
}

/// One value in every row that has this one.
fn everywhere(wrong: &BTreeMap<i64, String>, column: usize, value: &str, instead: &str) -> Typed {
    let rows = wrong.iter().filter(|(_, known)| known.as_str() == value && instead != value);
    rows.map(|(row, _)| (*row, BTreeMap::from([(column, instead.to_owned())]))).collect()
}

/// The values that were typed over others.
fn row_by_row(wrong: &BTreeMap<i64, String>, column: usize, form: &Form) -> Typed {
    let typed = form.fields().filter_map(|(name, value)| {
        let row: i64 = name.strip_prefix(ROW)?.parse().ok()?;
        let is_other = wrong.get(&row).is_some_and(|known| known != value);
        is_other.then(|| (row, BTreeMap::from([(column, value.to_owned())])))
    });
    typed.collect()
}
