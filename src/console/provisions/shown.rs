//! How a program is shown wherever it is: its badge, its steps, its line on the timeline.

use crate::console::customers::head;
use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::State as Badge;
use crate::console::views::customers::Line;
use crate::console::views::provisions::{Program, StepLine};
use crate::domain::provision::{Asked, Move, Provision, State, Step, Trouble};
use crate::domain::time::Time;
use crate::store::actors::Names;

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The badge of a program.
#[must_use]
pub fn badge(frame: &Frame, provision: &Provision) -> Badge {
    let silent_before = frame.silent_before();
    if let Some(trouble) = Trouble::of(provision.state, provision.reported_at, silent_before) {
        return of_trouble(frame, trouble);
    }
    let tone = match provision.state {
        State::Pending => "warn",
        State::Fulfilled => "ok",
        State::InProgress | State::Failed | State::Cancelled => "",
    };
    Badge { tone, label: frame.language.say(asked(provision.state.as_str())) }
}

/// The badge of a customer that needs a look.
#[must_use]
pub fn of_trouble(frame: &Frame, trouble: Trouble) -> Badge {
    let (tone, asked_for) = match trouble {
        Trouble::Failed => ("bad", State::Failed.as_str()),
        Trouble::Stuck => ("warn", Asked::STUCK),
        Trouble::InProgress => ("info", State::InProgress.as_str()),
    };
    Badge { tone, label: frame.language.say(asked(asked_for)) }
}

/// What a state is called, or that it is stuck.
#[must_use]
pub fn asked(word: &str) -> &'static str {
    match word {
        Asked::STUCK => "provision-stuck",
        word => match State::parse(word) {
            Some(State::InProgress) => "provision-in-progress",
            Some(State::Fulfilled) => "provision-fulfilled",
            Some(State::Failed) => "provision-failed",
            Some(State::Cancelled) => "provision-cancelled",
            Some(State::Pending) | None => "provision-pending",
        },
    }
}

/// What the list of customers can be filtered by, what needs a person first.
#[must_use]
pub fn choices(frame: &Frame) -> Vec<Choice> {
    let offered = [
        State::Failed.as_str(),
        Asked::STUCK,
        State::InProgress.as_str(),
        State::Pending.as_str(),
        State::Fulfilled.as_str(),
        State::Cancelled.as_str(),
    ];
    offered.map(|word| Choice::new(word, frame.language.say(asked(word)))).into()
}

/// A program with these of its steps.
#[must_use]
pub fn program(frame: &Frame, provision: &Provision, steps: &[Step], names: &Names) -> Program {
    let url = links::provision(provision.customer, provision.id);
    let is_silent = provision.is_stuck(frame.silent_before());
    let last = steps.last().map(|step| step.number);
    Program {
        name: provision.program.as_str().to_owned(),
        badge: badge(frame, provision),
        steps: steps
            .iter()
            .map(|step| {
                step_line(frame, step, Some(step.number) == last && provision.state.is_running(), names)
            })
            .collect(),
        message: provision.message.clone(),
        silent: is_silent.then(|| silent(frame, provision.reported_at)),
        attributes: provision
            .attributes
            .iter()
            .map(|(name, value)| Line { label: name.clone(), value: value.clone(), is_code: false })
            .collect(),
        version: provision.version.to_string(),
        may_retry: provision.is_live && provision.state.may_retry(),
        may_cancel: provision.state.is_running(),
        again: (provision.is_live && provision.state == State::Fulfilled)
            .then(|| links::new_provision(provision.customer, Some(provision.id))),
        url,
    }
}

/// "No report for 3 hours".
fn silent(frame: &Frame, reported_at: Time) -> String {
    let hours = (frame.db.now().micros() - reported_at.micros()) / HOUR;
    frame.language.count("provision-silent", hours.unsigned_abs())
}

fn step_line(frame: &Frame, step: &Step, is_going_on: bool, names: &Names) -> StepLine {
    let who = || head::who(frame, names, step.actor);
    let by = |id: &str| frame.language.say_with(id, &[("who", &who())]);
    let (icon, text) = match step.moved {
        Move::Start => ("plus", by("provision-step-start")),
        Move::Retry => ("undo", by("provision-step-retry")),
        Move::Claim => ("check", by("provision-step-claim")),
        Move::Report => ("check", frame.language.say("provision-step-report")),
        Move::Fulfil => ("check", frame.language.say("provision-fulfilled")),
        Move::Fail => ("alert", frame.language.say("provision-failed")),
        Move::Cancel => ("x", by("provision-step-cancel")),
    };
    let dates = frame.dates();
    // What a worker reports on its way is the step; what it says at its end stands below its word for it.
    let is_the_step = step.moved == Move::Report && !step.message.is_empty();
    StepLine {
        icon: if is_going_on { "clock" } else { icon },
        text: if is_the_step { step.message.clone() } else { text },
        message: if is_the_step { String::new() } else { step.message.clone() },
        when: if is_going_on { dates.ago(step.at.micros()) } else { dates.moment(step.at.micros()) },
        machine: dates.machine(step.at.micros()),
    }
}
