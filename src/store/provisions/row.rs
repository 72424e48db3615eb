//! The row of a record, on its way to and from the table.

use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::provision::{Lease, Move, Program, Provision, ProvisionId, State, Step};
use crate::domain::time::Time;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::schema::{provision_steps, provisions};
use crate::store::uid::Id;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = provisions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct ProvisionRow {
    id: Id,
    organization_id: i64,
    customer_id: Id,
    program: String,
    state: String,
    message: String,
    attributes: String,
    is_migration: bool,
    is_live: bool,
    run: i64,
    version: i64,
    seq: i64,
    worker: Option<Id>,
    lease: Option<Id>,
    lease_until: Option<i64>,
    created_at: i64,
    started_at: i64,
    reported_at: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = provision_steps, treat_none_as_default_value = false)]
pub(super) struct StepRow {
    organization_id: i64,
    provision_id: Id,
    number: i64,
    moved: String,
    message: String,
    actor_id: Option<Id>,
    created_at: i64,
}

impl ProvisionRow {
    pub(super) fn of(provision: &Provision) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id(provision.id.0),
            organization_id: provision.organization.0,
            customer_id: Id(provision.customer.0),
            program: provision.program.as_str().to_owned(),
            state: provision.state.as_str().to_owned(),
            message: provision.message.clone(),
            attributes: json(&provision.attributes)?,
            is_migration: provision.is_migration,
            is_live: provision.is_live,
            run: provision.run,
            version: provision.version,
            seq: provision.seq,
            worker: provision.worker.map(|worker| Id(worker.0)),
            lease: provision.lease.map(|lease| Id(lease.id)),
            lease_until: provision.lease.map(|lease| lease.until.micros()),
            created_at: provision.created_at.micros(),
            started_at: provision.started_at.micros(),
            reported_at: provision.reported_at.micros(),
        })
    }

    pub(super) fn into_provision(self) -> Result<Provision, StoreError> {
        let lease = self.lease.zip(self.lease_until);
        Ok(Provision {
            id: ProvisionId(self.id.0),
            organization: OrganizationId(self.organization_id),
            customer: CustomerId(self.customer_id.0),
            program: Program::parse(&self.program)
                .map_err(|_| StoreError::unavailable("a program without a name"))?,
            state: State::parse(&self.state)
                .ok_or_else(|| StoreError::unavailable("a provision of unknown state"))?,
            message: self.message,
            attributes: from_json(&self.attributes)?,
            is_migration: self.is_migration,
            is_live: self.is_live,
            run: self.run,
            version: self.version,
            seq: self.seq,
            worker: self.worker.map(|worker| ActorId(worker.0)),
            lease: lease.map(|(id, until)| Lease { id: id.0, until: Time::from_micros(until) }),
            created_at: Time::from_micros(self.created_at),
            started_at: Time::from_micros(self.started_at),
            reported_at: Time::from_micros(self.reported_at),
        })
    }
}

impl StepRow {
    pub(super) fn of(provision: &Provision, moved: Move, message: &str, actor: Option<ActorId>) -> Self {
        Self {
            organization_id: provision.organization.0,
            provision_id: Id(provision.id.0),
            number: provision.version,
            moved: moved.as_str().to_owned(),
            message: message.to_owned(),
            actor_id: actor.map(|actor| Id(actor.0)),
            created_at: provision.reported_at.micros(),
        }
    }

    pub(super) fn into_step(self) -> Result<Step, StoreError> {
        Ok(Step {
            number: self.number,
            moved: Move::parse(&self.moved)
                .ok_or_else(|| StoreError::unavailable("a step of unknown kind"))?,
            message: self.message,
            at: Time::from_micros(self.created_at),
            actor: self.actor_id.map(|actor| ActorId(actor.0)),
        })
    }
}
