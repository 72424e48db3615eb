//! The number of a cell as text: digits without an exponent, days as ISO 8601.

use std::fmt::Write;

use jiff::civil::{Date, Time, date};
use jiff::{Span, ToSpan};

use super::styles::Shown;

const DAY_SECONDS: i32 = 24 * 60 * 60;

/// The day after the last one Excel knows, 9999-12-31.
const END_OF_DAYS: f64 = 2_958_466.0;

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1900, with a 29 February that never was.
    #[default]
    Windows,
    /// 1904.
    Mac,
}

/// Appends a number as a person would write it.
pub(super) fn write(cell: &mut String, number: &str, shown: Shown, epoch: Epoch) {
    let is_written = match shown {
        Shown::Plain => false,
        Shown::Padded(digits) => write_padded(cell, number, digits),
        Shown::Moment { has_date, has_time } => {
            number.parse().ok().and_then(|serial| moment(serial, has_date, has_time, epoch)).is_some_and(
                |text| {
                    cell.push_str(&text);
                    true
                },
            )
        }
        Shown::Duration => write_duration(cell, number),
    };
    if !is_written {
        write_plain(cell, number);
    }
}

fn write_plain(cell: &mut String, number: &str) {
    let digits = number.strip_prefix('-').unwrap_or(number);
    if digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return cell.push_str(number); // however many there are
    }
    match number.parse::<f64>() {
        // Rust writes a float without an exponent; beyond this it would be mostly zeros.
        Ok(value) if value.abs() < 1e21 => _ = write!(cell, "{}", as_shown(value)),
        _ => cell.push_str(number),
    }
}

/// A spreadsheet shows 15 digits: what is stored as 19.989999999999998 was typed as 19.99.
fn as_shown(value: f64) -> f64 {
    if value.fract() == 0.0 {
        return value + 0.0; // not "-0"
    }
    format!("{value:.14e}").parse().unwrap_or(value)
}

fn write_padded(cell: &mut String, number: &str, digits: usize) -> bool {
    let is_digits = number.bytes().all(|digit| digit.is_ascii_digit());
    is_digits && write!(cell, "{number:0>digits$}").is_ok()
}

fn write_duration(cell: &mut String, number: &str) -> bool {
    let Some(seconds) = number.parse().ok().and_then(seconds) else { return false };
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    write!(cell, "{}:{:02}:{seconds:02}", minutes / 60, minutes % 60).is_ok()
}

/// A serial day number as ISO 8601: a day, a time of day, or both where both are shown or meant.
fn moment(serial: f64, has_date: bool, has_time: bool, epoch: Epoch) -> Option<String> {
    let total = seconds(serial)?;
    let (days, rest) = (total / i64::from(DAY_SECONDS), total % i64::from(DAY_SECONDS));
    let time = Time::midnight() + rest.seconds();
    if days == 0 && has_time && !has_date {
        return Some(time.to_string());
    }
    let day = day(days, epoch)?;
    let is_day_only = rest == 0 && !(has_date && has_time);
    Some(if is_day_only { day.to_string() } else { day.to_datetime(time).to_string() })
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn seconds(serial: f64) -> Option<i64> {
    let is_in_range = (0.0..END_OF_DAYS).contains(&serial);
    is_in_range.then(|| (serial * f64::from(DAY_SECONDS)).round() as i64)
}

fn day(days: i64, epoch: Epoch) -> Option<Date> {
    let first = match epoch {
        Epoch::Mac => date(1904, 1, 1),
        // Excel takes 1900 for a leap year, so its days run one ahead from March on.
        Epoch::Windows if days < 60 => date(1899, 12, 31),
        Epoch::Windows => date(1899, 12, 30),
    };
    first.checked_add(Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: &str, shown: Shown, epoch: Epoch) -> String {
        let mut cell = String::new();
        write(&mut cell, number, shown, epoch);
        cell
    }

    #[test]
    fn numbers_are_written_in_digits() {
        for (number, expected) in [
            ("42", "42"),
            ("42.0", "42"),
            ("-0.0", "0"),
            ("4.9151234567E+11", "491512345670"),
            ("491512345678", "491512345678"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("19.989999999999998", "19.99"),
            ("0.30000000000000004", "0.3"),
            ("1E-3", "0.001"),
            ("1E+300", "1E+300"),
            ("NaN", "NaN"),
            ("", ""),
        ] {
            assert_eq!(text(number, Shown::Plain, Epoch::Windows), expected, "{number}");
        }
        assert_eq!(text("1234", Shown::Padded(5), Epoch::Windows), "01234");
        assert_eq!(text("-12", Shown::Padded(5), Epoch::Windows), "-12");
    }

    #[test]
    fn days_are_written_as_iso_8601() {
        let day = Shown::Moment { has_date: true, has_time: false };
        let time = Shown::Moment { has_date: false, has_time: true };
        let both = Shown::Moment { has_date: true, has_time: true };
        for (number, shown, expected) in [
            ("46346", day, "2026-11-20"),
            ("46346.569444444445", day, "2026-11-20T13:40:00"),
            ("46346.569444444445", both, "2026-11-20T13:40:00"),
            ("46346", both, "2026-11-20T00:00:00"),
            ("0.5694444444444444", time, "13:40:00"),
            ("46346", time, "2026-11-20"),
            ("1", day, "1900-01-01"),
            ("61", day, "1900-03-01"),
            ("2958465", day, "9999-12-31"),
            ("2958466", day, "2958466"),
            ("-1", day, "-1"),
            ("1.1041666666666667", Shown::Duration, "26:30:00"),
        ] {
            assert_eq!(text(number, shown, Epoch::Windows), expected, "{number} {shown:?}");
        }
        assert_eq!(text("44884", day, Epoch::Mac), "2026-11-20");
    }
}
