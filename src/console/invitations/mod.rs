//! Invitations: made, sent again and taken back on a customer's page; accepted by whoever has the code.

pub mod accept;
pub mod card;
pub mod invite;
pub mod outbox;
