//! What part of an import the understanding of phone numbers is: ours, which reads the library's numbering plans, beside
//! the library as it comes, of which a few numbers tell enough: it makes its patterns anew for each.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use customary::domain::values::phone;

use crate::customers::{MOBILE, PHONE};

/// Numbers that the library is timed with.
const OF_LIBRARY: usize = 1_000;

/// Understands both numbers of every row, once each, on one thread.
pub fn measure(file: &Path) -> Result<()> {
    let mut numbers = Vec::new();
    for row in csv::Reader::from_path(file)?.records() {
        let row = row?;
        numbers.extend([PHONE, MOBILE].map(|column| row[column].to_owned()));
    }
    ensure!(!numbers.is_empty(), "{} has no numbers", file.display());
    let few = &numbers[..numbers.len().min(OF_LIBRARY)];
    let (ours, seconds) =
        timed(&numbers, |number| phone::parse(number, None, None).is_ok_and(|it| it.e164.is_some()));
    let (few_of_ours, _) =
        timed(few, |number| phone::parse(number, None, None).is_ok_and(|it| it.e164.is_some()));
    let (theirs, library) =
        timed(few, |number| phonenumber::parse(None, number).is_ok_and(|it| it.is_valid()));
    ensure!(few_of_ours == theirs, "{few_of_ours} of {} are valid, the library says {theirs}", few.len());
    println!(
        "{}",
        serde_json::json!({
            "numbers": numbers.len(),
            "valid": ours,
            "seconds": seconds,
            "library_seconds": library * numbers.len() as f64 / few.len() as f64,
        })
    );
    Ok(())
}

/// How many are valid, and the seconds that took to find out.
fn timed(numbers: &[String], is_valid: impl Fn(&str) -> bool) -> (usize, f64) {
    let start = Instant::now();
    let valid = numbers.iter().filter(|number| is_valid(number)).count();
    (valid, start.elapsed().as_secs_f64())
}
