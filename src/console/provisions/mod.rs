//! Provisioning in the console: the card on a customer's page, one program with its steps, the form that starts one.

pub mod card;
pub mod show;
pub mod shown;
pub mod start;

use crate::console::frame::Frame;
use crate::domain::customer::{Cause, Signature};

/// The signature of whoever starts, retries or cancels a program.
fn sign(frame: &Frame) -> Signature {
    Signature { actor: frame.actor.clone(), at: frame.db.now(), cause: Cause::Hand }
}
