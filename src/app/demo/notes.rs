//! A few notes to look at, in both directions of writing, one of them pinned.

use crate::domain::customer::{Cause, Signature};
use crate::domain::listing::ListQuery;
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::store::{Db, StoreError, listing, notes};

/// The words, and whether they are pinned.
const NOTES: [(&str, bool); 4] = [
    ("Asked Helen: deliveries on Tuesday mornings only.", true),
    ("از هلن پرسیدم؛ سه‌شنبه‌ها تحویل صبح را ترجیح می‌دهد.", false),
    ("Wants the new price list before the end of the month.", false),
    ("Called, no answer.\nTry again on Monday.", false),
];

/// Writes them about the first customers of the list.
///
/// # Errors
/// When the store does not take it.
pub(super) fn fill(db: &Db, organization: &Organization) -> Result<(), StoreError> {
    let organization = organization.id;
    let query = ListQuery { limit: 2, ..ListQuery::default() };
    let customers = db.read_here(|conn| listing::list(conn, organization, &query))?.page.items;
    for ((text, is_pinned), customer) in NOTES.into_iter().zip(customers.into_iter().cycle()) {
        let by = Signature { actor: Actor::command_line(organization), at: db.now(), cause: Cause::Hand };
        db.write_here(move |conn| notes::insert(conn, &by, customer.id, text.to_owned(), is_pinned))?;
    }
    Ok(())
}
