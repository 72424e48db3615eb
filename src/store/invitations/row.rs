//! An invitation as a row of columns.

use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::invitation::{Invitation, InvitationId, Policy};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::domain::values::Email;
use crate::store::error::StoreError;
use crate::store::schema::invitations as table;
use crate::store::uid::Id;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
pub(super) struct InvitationRow {
    organization_id: i64,
    id: Id,
    customer_id: Id,
    person_id: Id,
    name: String,
    email: String,
    policy: String,
    generation: i64,
    secret: Vec<u8>,
    created_by: Option<Id>,
    created_at: i64,
    updated_at: i64,
    expires_at: i64,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
}

impl InvitationRow {
    pub(super) fn of(invitation: &Invitation, by: Option<ActorId>) -> Self {
        Self {
            organization_id: invitation.organization.0,
            id: Id(invitation.id.0),
            customer_id: Id(invitation.customer.0),
            person_id: Id(invitation.person),
            name: invitation.name.clone(),
            email: invitation.email.as_str().to_owned(),
            policy: invitation.policy.as_str().to_owned(),
            generation: invitation.generation,
            secret: invitation.secret.0.to_vec(),
            created_by: by.map(|by| Id(by.0)),
            created_at: invitation.created_at.micros(),
            updated_at: invitation.updated_at.micros(),
            expires_at: invitation.expires_at.micros(),
            accepted_at: invitation.accepted_at.map(Time::micros),
            ended_at: invitation.ended_at.map(Time::micros),
        }
    }

    pub(super) fn into_invitation(self) -> Result<Invitation, StoreError> {
        let wrong = |what: &'static str| move |_| StoreError::unavailable(what);
        let secret =
            self.secret.try_into().map_err(|_| StoreError::unavailable("a hash of another length"))?;
        Ok(Invitation {
            id: InvitationId(self.id.0),
            organization: OrganizationId(self.organization_id),
            customer: CustomerId(self.customer_id.0),
            person: self.person_id.0,
            name: self.name,
            email: Email::parse(&self.email).map_err(wrong("an invitation to no address"))?,
            policy: Policy::parse(&self.policy).map_err(wrong("an invitation without a policy"))?,
            generation: self.generation,
            secret: SecretHash(secret),
            created_at: Time::from_micros(self.created_at),
            updated_at: Time::from_micros(self.updated_at),
            expires_at: Time::from_micros(self.expires_at),
            accepted_at: self.accepted_at.map(Time::from_micros),
            ended_at: self.ended_at.map(Time::from_micros),
        })
    }
}
