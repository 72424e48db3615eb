//! What the dashboard shows.

use askama::Template;

use super::customers::Tab;
use super::timeline::Line;
use crate::console::shell::Shell;

/// The dashboard.
#[derive(Debug, Default, Template)]
#[template(path = "dashboard/show.html")]
pub struct DashboardPage {
    /// The frame.
    pub shell: Shell,
    /// "Thursday 20 November 2025".
    pub today: String,
    /// There are no customers yet, and none are being brought in.
    pub is_new: bool,
    /// Numbers.
    pub figures: Vec<Figure>,
    /// New customers per week.
    pub chart: Chart,
    /// What needs a person.
    pub needs: Vec<Need>,
    /// How many these are.
    pub needs_count: String,
    /// Imports at work.
    pub running: Vec<Running>,
    /// Queries of the list that are kept.
    pub views: Vec<Tab>,
    /// What happened last.
    pub recent: Vec<Line>,
}

/// One number.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// Of what.
    pub label: String,
    /// The number.
    pub number: String,
    /// What it is beside something else, or nothing.
    pub detail: String,
}

/// Bars over weeks. All lengths are those of the drawing.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What it shows, in one sentence.
    pub title: String,
    /// One for each week, the oldest first.
    pub bars: Vec<Bar>,
    /// Lines of round numbers, the lowest first.
    pub grid: Vec<Grid>,
}

/// One week.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Where it begins.
    pub x: usize,
    /// Its middle.
    pub middle: usize,
    /// Its upper end.
    pub y: u64,
    /// Its height.
    pub height: u64,
    /// "212 in the week of 1 Sep".
    pub says: String,
    /// "1 Sep", or nothing.
    pub label: String,
    /// It is this week.
    pub is_last: bool,
    /// "212".
    pub value: String,
}

/// A line of a round number.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// How high.
    pub y: u64,
    /// How high its number stands.
    pub text_y: u64,
    /// The number.
    pub label: String,
}

/// Something that needs a person.
#[derive(Clone, Debug, Default)]
pub struct Need {
    /// Its symbol.
    pub icon: &'static str,
    /// `t-bad`, or `t-warn`.
    pub tone: &'static str,
    /// Where it is dealt with.
    pub href: String,
    /// What it is.
    pub title: String,
    /// Of what, or why.
    pub detail: String,
}

/// An import at work.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// Its page.
    pub href: String,
    /// Its file.
    pub name: String,
    /// "962 of 1,558".
    pub rows: String,
    /// Rows that are done.
    pub done: u64,
    /// Rows there are, where that is known.
    pub total: Option<u64>,
}
