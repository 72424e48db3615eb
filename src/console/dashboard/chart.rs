//! The chart of the dashboard, as the numbers of an SVG: bars for weeks, lines for round numbers.

use crate::console::frame::Frame;
use crate::console::views::dashboard::{Bar, Chart, Grid};
use crate::domain::time::Time;

/// Weeks that are shown.
pub const WEEKS: usize = 12;

/// Where the bars stand.
const BASE: u64 = 180;
/// The height of the highest.
const HEIGHT: u64 = 152;
/// From one bar to the next.
const STEP: usize = 54;
/// Where the first begins.
const MARGIN: usize = 10;
/// The width of a bar.
const WIDTH: usize = 34;
/// Lines above the one that the bars stand on, at most.
const MOST_LINES: u64 = 4;

/// The first moments of the weeks, the oldest first.
#[must_use]
pub fn starts(frame: &Frame) -> Vec<Time> {
    frame.dates().weeks(WEEKS).into_iter().map(Time::from_micros).collect()
}

/// The chart of so many new customers in each of these weeks.
#[must_use]
pub fn chart(frame: &Frame, starts: &[Time], customers: &[i64]) -> Chart {
    let weeks: Vec<u64> = customers.iter().map(|customers| u64::try_from(*customers).unwrap_or(0)).collect();
    let highest = weeks.iter().copied().max().unwrap_or(0).max(1);
    let number = |customers: u64| frame.language.number(customers);
    let dates = frame.dates();
    let bar = |(place, (start, customers)): (usize, (&Time, &u64))| {
        let height = tall(*customers, highest);
        let day = dates.day(start.micros());
        let x = MARGIN + place * STEP;
        Bar {
            x,
            middle: x + WIDTH / 2,
            y: BASE - height,
            height,
            says: frame.language.count_with("dashboard-in-week", *customers, &[("day", &day)]),
            // Every other week has room for its name.
            label: if place.is_multiple_of(2) { day } else { String::new() },
            is_last: place + 1 == weeks.len(),
            value: number(*customers),
        }
    };
    let bars = starts.iter().zip(&weeks).enumerate().map(bar).collect();
    let step = step(highest);
    let grid = (0..=highest / step).map(|line| {
        let y = BASE - tall(line * step, highest);
        Grid { y, text_y: y + 4, label: number(line * step) }
    });
    let (first, last) = (weeks.first().copied().unwrap_or(0), weeks.last().copied().unwrap_or(0));
    let ends = [("first", number(first)), ("last", number(last))];
    Chart {
        title: frame
            .language
            .say_with("dashboard-chart", &[(ends[0].0, &ends[0].1), (ends[1].0, &ends[1].1)]),
        bars,
        grid: grid.collect(),
    }
}

/// The height of so many where `highest` are the most.
fn tall(customers: u64, highest: u64) -> u64 {
    customers * HEIGHT / highest
}

/// From one line to the next: one, two or five with noughts.
fn step(highest: u64) -> u64 {
    let steps = (0..19).flat_map(|noughts| [1, 2, 5].map(|digit| digit * 10_u64.pow(noughts)));
    let mut steps = steps.filter(|step| highest / step <= MOST_LINES);
    steps.next().unwrap_or(highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_few_and_round() {
        for (highest, expected) in [
            (1, 1),
            (4, 1),
            (5, 2),
            (9, 2),
            (10, 5),
            (341, 100),
            (1_000_000, 500_000),
            (u64::MAX / HEIGHT, 50_000_000_000_000_000),
        ] {
            assert_eq!(step(highest), expected, "{highest}");
        }
    }

    #[test]
    fn no_bar_is_higher_than_there_is_room() {
        assert_eq!((tall(0, 7), tall(7, 7), tall(3, 7)), (0, HEIGHT, 65));
    }
}
