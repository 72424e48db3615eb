//! Every test that goes through a door of the program: one binary, because linking it once is most of what a test costs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod api;
mod browser;
mod cli;
mod console;
mod dialects;
mod floors;
mod rules;
mod store;
mod support;
mod unused;
