//! Dates as the reader says them: "12 min ago", "Yesterday", "18 Nov", in their zone, digits and calendar.
//! Made once for a page, with the page's one "now", so that fifty rows agree with each other.

use std::cell::RefCell;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::language::Language;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// Writes times (microseconds since the Unix epoch, UTC) for one reader and one moment.
#[derive(Debug)]
pub struct Dates {
    language: Language,
    zone: TimeZone,
    now: i64,
    today: Date,
    short_months: Vec<String>,
    /// Ages that the page has said: the rows of a list have few.
    said: RefCell<Vec<(Age, String)>>,
}

/// An age as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    None,
    Minutes(u64),
    Hours(u64),
    Yesterday,
    Since(Date),
}

impl Dates {
    /// For a reader's language and IANA zone at `now`; a zone that is not known is UTC.
    #[must_use]
    pub fn new(language: Language, zone: &str, now: i64) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let today = local(&zone, now).date();
        let short_months =
            (1..=12).map(|month| language.say(&format!("{}-short-{month}", months(language)))).collect();
        Self { language, zone, now, today, short_months, said: RefCell::default() }
    }

    /// How long ago, as short as it can be said: "12 min ago", "1 h ago", "Yesterday", "18 Nov", "6 Jul 2017".
    #[must_use]
    pub fn ago(&self, time: i64) -> String {
        let age = self.age(time);
        let mut said = self.said.borrow_mut();
        if let Some((_, words)) = said.iter().find(|(known, _)| *known == age) {
            return words.clone();
        }
        let words = self.words(age, "time-just-now", "time-yesterday");
        said.push((age, words.clone()));
        words
    }

    /// The same within a sentence: "Updated just now", "Updated yesterday".
    #[must_use]
    pub fn ago_within(&self, time: i64) -> String {
        self.words(self.age(time), "time-just-now-within", "time-yesterday-within")
    }

    fn words(&self, age: Age, just_now: &str, yesterday: &str) -> String {
        match age {
            Age::None => self.language.say(just_now),
            Age::Minutes(minutes) => self.language.count("time-minutes-ago", minutes),
            Age::Hours(hours) => self.language.count("time-hours-ago", hours),
            Age::Yesterday => self.language.say(yesterday),
            Age::Since(date) => self.date(date),
        }
    }

    fn age(&self, time: i64) -> Age {
        let age = self.now - time;
        if age < MINUTE {
            return Age::None;
        }
        if age < HOUR {
            return Age::Minutes((age / MINUTE).unsigned_abs());
        }
        let date = self.local(time).date();
        match self.days_before_today(date) {
            0 => Age::Hours((age / HOUR).unsigned_abs()),
            1 => Age::Yesterday,
            _ => Age::Since(date),
        }
    }

    /// The day: "18 Nov", "6 Jul 2017"; the year only when it is another one.
    #[must_use]
    pub fn day(&self, time: i64) -> String {
        self.date(self.local(time).date())
    }

    /// The day with its month in full, for sentences: "20 December", "6 July 2017".
    #[must_use]
    pub fn long_day(&self, time: i64) -> String {
        let day = self.calendar(self.local(time).date());
        let month = self.long_month(&day);
        if day.is_this_year {
            self.join("time-day", &day, &month, "")
        } else {
            self.join("time-day-year", &day, &month, "")
        }
    }

    /// The day and the minute, with the year only when it is another one: "20 Nov, 13:40".
    #[must_use]
    pub fn moment(&self, time: i64) -> String {
        let local = self.local(time);
        self.language
            .say_with("time-moment", &[("day", &self.date(local.date())), ("time", &self.clock(local))])
    }

    /// The whole date and the minute: "20 Nov 2025, 14:12".
    #[must_use]
    pub fn full(&self, time: i64) -> String {
        let local = self.local(time);
        let day = self.calendar(local.date());
        let date = self.join("time-day-year", &day, &self.short_months[day.month - 1], "");
        self.language.say_with("time-moment", &[("day", &date), ("time", &self.clock(local))])
    }

    /// The minute alone: "14:12".
    #[must_use]
    pub fn time(&self, time: i64) -> String {
        self.clock(self.local(time))
    }

    /// The heading of a day's events: "Today", "Yesterday", "Tuesday 18 November", "Thursday 6 July 2017".
    #[must_use]
    pub fn heading(&self, time: i64) -> String {
        let date = self.local(time).date();
        match self.days_before_today(date) {
            0 => self.language.say("time-today"),
            1 => self.language.say("time-yesterday"),
            _ => {
                let day = self.calendar(date);
                let weekday = self.weekday(date);
                let id = if day.is_this_year { "time-heading" } else { "time-heading-year" };
                self.join(id, &day, &self.long_month(&day), &weekday)
            }
        }
    }

    /// This day: "Thursday 20 November 2025".
    #[must_use]
    pub fn today(&self) -> String {
        let (day, weekday) = (self.calendar(self.today), self.weekday(self.today));
        self.join("time-heading-year", &day, &self.long_month(&day), &weekday)
    }

    /// The first moments of this week and of those before it, the oldest first. A week begins on Monday, in the Persian
    /// calendar on Saturday.
    #[must_use]
    pub fn weeks(&self, count: usize) -> Vec<i64> {
        let since_monday = self.today.weekday().to_monday_zero_offset();
        let gone = if self.language.is_persian_calendar() { (since_monday + 2) % 7 } else { since_monday };
        let starts = (0..i64::try_from(count).unwrap_or_default()).rev().map(|ago| {
            let first = self.today.saturating_sub((7 * ago + i64::from(gone)).days());
            first.to_zoned(self.zone.clone()).map_or(0, |at| at.timestamp().as_microsecond())
        });
        starts.collect()
    }

    /// The day a time falls on for the reader, to group by.
    #[must_use]
    pub fn date_of(&self, time: i64) -> Date {
        self.local(time).date()
    }

    /// The machine form, for `<time datetime>`.
    #[must_use]
    pub fn machine(&self, time: i64) -> String {
        timestamp(time).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn local(&self, time: i64) -> DateTime {
        local(&self.zone, time)
    }

    fn days_before_today(&self, date: Date) -> i32 {
        (self.today - date).get_days()
    }

    /// A day that is known as such, as [`Dates::day`] writes it.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let day = self.calendar(date);
        let id = if day.is_this_year { "time-day" } else { "time-day-year" };
        self.join(id, &day, &self.short_months[day.month - 1], "")
    }

    fn weekday(&self, date: Date) -> String {
        self.language.say(&format!("time-weekday-{}", date.weekday().to_monday_one_offset()))
    }

    fn long_month(&self, day: &Day) -> String {
        self.language.say(&format!("{}-{}", months(self.language), day.month))
    }

    fn join(&self, id: &str, day: &Day, month: &str, weekday: &str) -> String {
        let (number, year) = (self.language.digits(day.number, 1), self.language.digits(day.year, 4));
        self.language
            .say_with(id, &[("weekday", weekday), ("day", &number), ("month", month), ("year", &year)])
    }

    fn clock(&self, local: DateTime) -> String {
        let part = |n: i8| self.language.digits(i32::from(n), 2);
        format!("{}:{}", part(local.hour()), part(local.minute()))
    }

    fn calendar(&self, date: Date) -> Day {
        let read = if self.language.is_persian_calendar() { persian } else { gregorian };
        let mut day = read(date);
        day.is_this_year = day.year == read(self.today).year;
        day
    }
}

/// A day in the reader's calendar.
struct Day {
    year: i32,
    month: usize,
    number: i32,
    is_this_year: bool,
}

impl Day {
    fn new(year: i32, month: i32, number: i32) -> Self {
        Self { year, month: usize::try_from(month).unwrap_or(1), number, is_this_year: false }
    }
}

fn gregorian(date: Date) -> Day {
    Day::new(date.year().into(), date.month().into(), date.day().into())
}

/// The solar Hijri day, by the 33-year cycle of leap years, which agrees with the official calendar from 1300 to 1500
/// (1921 to 2121).
fn persian(date: Date) -> Day {
    // A day before the calendar's own first day: the cycle, carried back to it, has one leap year too many.
    const EPOCH: Date = Date::constant(622, 3, 21);
    let before = |year: i32| 365 * (year - 1) + (8 * year + 21) / 33;
    let days = (date - EPOCH).get_days();
    let guess = days / 366 + 1;
    let year = (guess..=guess + 9).take_while(|year| before(*year) <= days).last().unwrap_or(guess);
    let rest = days - before(year);
    let (month, first) = if rest < 186 {
        (rest / 31, rest / 31 * 31)
    } else {
        (6 + (rest - 186) / 30, 186 + (rest - 186) / 30 * 30)
    };
    Day::new(year, month + 1, rest - first + 1)
}

fn months(language: Language) -> &'static str {
    if language.is_persian_calendar() { "time-persian-month" } else { "time-month" }
}

fn local(zone: &TimeZone, time: i64) -> DateTime {
    zone.to_datetime(timestamp(time))
}

/// A time beyond what can be a date (year 9999) is shown as the epoch, rather than failing a page.
fn timestamp(time: i64) -> Timestamp {
    Timestamp::from_microsecond(time).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn berlin() -> Dates {
        Dates::new(Language::default(), "Europe/Berlin", at("2025-11-20T14:24:00Z"))
    }

    #[test]
    fn ages_are_said_as_shortly_as_they_can_be() {
        for (time, expected) in [
            ("2025-11-20T14:23:30Z", "Just now"),
            ("2025-11-20T15:00:00Z", "Just now"),
            ("2025-11-20T14:12:00Z", "12 min ago"),
            ("2025-11-20T13:24:00Z", "1 h ago"),
            ("2025-11-19T23:30:00Z", "14 h ago"),
            ("2025-11-19T22:30:00Z", "Yesterday"),
            ("2025-11-18T12:00:00Z", "18 Nov"),
            ("2017-07-06T05:34:00Z", "6 Jul 2017"),
        ] {
            assert_eq!(berlin().ago(at(time)), expected, "{time}");
        }
    }

    #[test]
    fn a_few_minutes_before_midnight_are_still_minutes() {
        let dates = Dates::new(Language::default(), "UTC", at("2025-11-20T00:10:00Z"));
        assert_eq!(dates.ago(at("2025-11-19T23:50:00Z")), "20 min ago");
    }

    #[test]
    fn within_a_sentence_nothing_begins_with_a_capital() {
        assert_eq!(berlin().ago_within(at("2025-11-20T14:23:30Z")), "just now");
        assert_eq!(berlin().ago_within(at("2025-11-19T22:30:00Z")), "yesterday");
    }

    #[test]
    fn moments_and_headings_are_in_the_readers_zone() {
        let dates = berlin();
        let (today, earlier) = (at("2025-11-20T13:12:05Z"), at("2017-07-06T05:34:00Z"));
        assert_eq!(dates.moment(today), "20 Nov, 14:12");
        assert_eq!(dates.moment(earlier), "6 Jul 2017, 07:34");
        assert_eq!(dates.full(today), "20 Nov 2025, 14:12");
        assert_eq!(dates.time(earlier), "07:34");
        assert_eq!(dates.long_day(at("2025-12-20T12:00:00Z")), "20 December");
        assert_eq!(dates.heading(today), "Today");
        assert_eq!(dates.heading(at("2025-11-18T12:00:00Z")), "Tuesday 18 November");
        assert_eq!(dates.heading(earlier), "Thursday 6 July 2017");
        assert_eq!(dates.machine(today), "2025-11-20T13:12:05Z");
    }

    #[test]
    fn weeks_begin_at_the_readers_midnight() {
        assert_eq!(berlin().weeks(2), [at("2025-11-09T23:00:00Z"), at("2025-11-16T23:00:00Z")]);
        let tehran = Dates::new(Language::of("fa").unwrap(), "Asia/Tehran", at("2025-11-20T12:00:00Z"));
        assert_eq!(tehran.weeks(1), [at("2025-11-14T20:30:00Z")], "Saturday");
        assert_eq!(berlin().today(), "Thursday 20 November 2025");
    }

    #[test]
    fn the_persian_calendar_and_digits_are_the_readers_in_persian() {
        let dates = Dates::new(Language::of("fa").unwrap(), "Asia/Tehran", at("2025-11-20T12:00:00Z"));
        assert_eq!(dates.day(at("2025-11-18T12:00:00Z")), "۲۷ آبان");
        for (date, expected) in [
            ((2025, 11, 20), (1404, 8, 29)),
            ((2024, 3, 20), (1403, 1, 1)),
            ((2025, 3, 20), (1403, 12, 30)),
            ((2025, 3, 21), (1404, 1, 1)),
            ((2017, 7, 6), (1396, 4, 15)),
            ((1979, 2, 11), (1357, 11, 22)),
        ] {
            let day = persian(Date::constant(date.0, date.1, date.2));
            assert_eq!((day.year, day.month, day.number), expected, "{date:?}");
        }
    }

    #[test]
    fn a_time_beyond_the_calendar_does_not_fail_a_page() {
        assert_eq!(berlin().day(i64::MAX), "1 Jan 1970");
        assert_eq!(Dates::new(Language::default(), "Nowhere/Land", 0).time(0), "00:00");
    }
}
