//! The phone library alone: what part of an import is its doing.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::customers::{MOBILE, PHONE};

/// Parses and validates both numbers of every row, once each, on one thread.
pub fn measure(file: &Path) -> Result<()> {
    let mut numbers = Vec::new();
    for row in csv::Reader::from_path(file)?.records() {
        let row = row?;
        numbers.extend([PHONE, MOBILE].map(|column| row[column].to_owned()));
    }
    let start = Instant::now();
    let valid = numbers
        .iter()
        .filter(|number| phonenumber::parse(None, number).is_ok_and(|parsed| parsed.is_valid()))
        .count();
    let seconds = start.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({ "numbers": numbers.len(), "valid": valid, "seconds": seconds }));
    Ok(())
}
