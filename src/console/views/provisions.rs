//! What the pages of provisioning show: the card on a customer's page, one program, the form that starts one.

use askama::Template;

use super::State;
use super::customers::{AttributeRow, Line};
use crate::console::field::{Field, Problem};
use crate::console::shell::Shell;

/// The programs of a customer.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Where another is started, for who may.
    pub start: Option<String>,
    /// What needs a person first.
    pub programs: Vec<Program>,
}

/// A program of a customer.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Where it stands.
    pub badge: State,
    /// Its steps, as far as they are shown here, in their order.
    pub steps: Vec<StepLine>,
    /// The latest word on it, or nothing.
    pub message: String,
    /// "No report for 3 hours".
    pub silent: Option<String>,
    /// What it was started with, and what the worker added.
    pub attributes: Vec<Line>,
    /// What a change is made from.
    pub version: String,
    /// It can be tried again.
    pub may_retry: bool,
    /// It can be called off.
    pub may_cancel: bool,
    /// Where it is started once more.
    pub again: Option<String>,
}

impl Program {
    /// The latest word, where the last step shown does not say it.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        let is_said = self.steps.last().is_some_and(|step| step.text == self.message);
        Some(self.message.as_str()).filter(|message| !message.is_empty() && !is_said)
    }
}

/// One thing that happened.
#[derive(Clone, Debug, Default)]
pub struct StepLine {
    /// Its symbol.
    pub icon: &'static str,
    /// "Account created".
    pub text: String,
    /// What was said with it, or nothing.
    pub message: String,
    /// "20 Nov, 13:40".
    pub when: String,
    /// The machine form.
    pub machine: String,
}

/// One program with all its steps. `as_progress()` renders what is polled.
#[derive(Debug, Default, Template)]
#[template(path = "provisions/page.html", blocks = ["progress"])]
pub struct ProgramPage {
    /// The frame.
    pub shell: Shell,
    /// The customer's display name.
    pub customer: String,
    /// The customer's page.
    pub customer_url: String,
    /// The program.
    pub program: Program,
    /// "Started on 20 Nov, 13:40, for the first time".
    pub started: String,
    /// It takes over what the customer has elsewhere.
    pub is_migration: bool,
    /// It waits or is in progress.
    pub is_running: bool,
    /// Where a page leads that was polled until it was over.
    pub then: Option<String>,
}

/// The form that starts a program.
#[derive(Debug, Default, Template)]
#[template(path = "provisions/new.html")]
pub struct StartPage {
    /// The frame.
    pub shell: Shell,
    /// The customer's display name.
    pub customer: String,
    /// The customer's page.
    pub customer_url: String,
    /// Where the form goes.
    pub action: String,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// `program`.
    pub program: Field,
    /// Those that others have.
    pub programs: Vec<String>,
    /// `attributes.0.key`, `attributes.0.value`, …
    pub attributes: Vec<AttributeRow>,
}
