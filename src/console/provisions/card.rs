//! The card on a customer's page: each program with its latest steps, what needs a person first.

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::provisions::shown;
use crate::console::views::provisions::Card;
use crate::domain::customer::Customer;
use crate::domain::operator::Right;
use crate::domain::provision::Trouble;
use crate::store::{Conn, actors, provisions};
use crate::web::Failure;

/// Programs that the card shows with their steps; of the others it names the state.
const IN_FULL: usize = 3;
/// Steps of a program on the card; its page shows all.
const STEPS: i64 = 4;

/// The card of a customer.
///
/// # Errors
/// When the store does not answer.
pub async fn of(frame: &Frame, customer: &Customer) -> Result<Card, Failure> {
    let (organization, id, before) = (customer.organization, customer.id, frame.silent_before());
    let read = move |conn: &mut Conn| {
        let mut programs = provisions::of_customer(conn, organization, id)?;
        programs.sort_by_key(|it| std::cmp::Reverse((Trouble::of(it.state, it.reported_at, before), it.seq)));
        let mut steps = Vec::new();
        for program in programs.iter().take(IN_FULL) {
            steps.push(provisions::steps(conn, organization, program.id, STEPS)?);
        }
        let actors = steps.iter().flatten().filter_map(|step| step.actor);
        let names = actors::names(conn, organization, actors)?;
        Ok((programs, steps, names))
    };
    let (programs, steps, names) = frame.db.read(read).await?;
    let may_edit = customer.deleted_at.is_none() && frame.actor.may(Right::EditCustomers).is_ok();
    let steps = steps.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    Ok(Card {
        start: may_edit.then(|| links::new_provision(id, None)),
        programs: programs
            .iter()
            .zip(steps)
            .map(|(program, steps)| shown::program(frame, program, steps, &names))
            .collect(),
    })
}
