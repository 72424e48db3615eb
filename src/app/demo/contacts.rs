//! Contacts of the sample firms, one of whom is invited.

use anyhow::Context as _;

use crate::domain::customer::{Cause, Kind, Signature};
use crate::domain::draft::{CustomerDraft, RawCustomer, RawPerson, Rules};
use crate::domain::invitation::Policy;
use crate::domain::listing::{Filter, ListQuery};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::Keys;
use crate::store::{Db, StoreError, customers, invitations, listing};

/// Given name, family name, what for.
const PEOPLE: [(&str, &str, &str); 2] = [("Helen", "Cron", "Management"), ("Marc", "Brun", "Technical")];
/// Firms that have contacts.
const FIRMS: usize = 5;

/// Adds them.
pub(super) fn fill(db: &Db, keys: &Keys, organization: OrganizationId) -> anyhow::Result<()> {
    let by = Signature { actor: Actor::command_line(organization), at: db.now(), cause: Cause::Hand };
    let keys = keys.derive("invitation");
    let filled = db.write_here(move |conn| {
        let filter = Filter { kind: Some(Kind::Corporate), ..Filter::default() };
        let query = ListQuery { filter, limit: FIRMS, ..ListQuery::default() };
        let firms = listing::list(conn, organization, &query)?.page.items;
        for (at, firm) in firms.iter().enumerate() {
            let people = PEOPLE.iter().enumerate().map(|(place, (first, last, kind))| RawPerson {
                first_name: (*first).into(),
                last_name: (*last).into(),
                email_address: format!("{}{at}@harbour.example", first.to_lowercase()),
                kind: (*kind).into(),
                is_main: place == 0,
                ..RawPerson::default()
            });
            let raw = RawCustomer { people: Some(people.collect()), ..RawCustomer::default() };
            let former = customers::find(conn, organization, firm.id)?;
            let draft = CustomerDraft::parse(&raw, &Rules::default(), Some(&former.document))
                .map_err(StoreError::Invalid)?;
            let document = draft.onto(Some(&former.document)).map_err(StoreError::Invalid)?;
            let firm = customers::update(conn, &by, firm.id, former.version, document)?.into_customer();
            let invited = firm.document.people.first().filter(|_| at == 0).map(|person| person.key);
            if let Some((person, policy)) = invited.zip(Policy::parse("edit").ok()) {
                invitations::insert(conn, &by, &keys, firm.id, person, policy)?;
            }
        }
        Ok(())
    });
    filled.context("the contacts of the sample firms")
}
