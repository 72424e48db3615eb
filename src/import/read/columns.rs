//! What the columns of a file are called: by its header, made distinct, or by their letters.

use std::collections::HashSet;

use super::row::Row;

/// A longer name is cut: it is a sentence, not a name.
const NAME_CHARACTERS: usize = 200;

/// Names for the columns of a file with a header.
pub(super) fn from_header(header: &Row) -> Vec<String> {
    distinct(header.iter().enumerate().map(|(index, cell)| {
        let name = tidy(cell);
        if name.is_empty() { by_letter(index) } else { name }
    }))
}

/// Names for the columns of a file without one.
pub(super) fn by_letters(count: usize) -> Vec<String> {
    (0..count).map(by_letter).collect()
}

/// Whether a first row names the columns: a row that holds values is no header.
pub(super) fn is_header(first: &Row) -> bool {
    !first.iter().any(is_value)
}

/// What a column is called; one beyond the last has its letter.
pub(super) fn name(columns: &[String], index: usize) -> String {
    columns.get(index).cloned().unwrap_or_else(|| by_letter(index))
}

/// How many columns of a header have no name of their own.
pub(super) fn unnamed(columns: &[String]) -> usize {
    columns.iter().enumerate().filter(|(index, name)| **name == by_letter(*index)).count()
}

/// How many columns of a header have the name of another and a number.
pub(super) fn repeated(columns: &[String]) -> usize {
    let is_repeated = |name: &&String| {
        let base = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
        base.is_some_and(|(base, count)| {
            count.parse::<u32>().is_ok() && columns.iter().any(|other| other == base)
        })
    };
    columns.iter().filter(is_repeated).count()
}

fn by_letter(index: usize) -> String {
    format!("Column {}", letters(index))
}

/// A column as a spreadsheet shows it: A to Z, then AA.
fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("a remainder of 26 is below 26");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn tidy(cell: &str) -> String {
    let words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(NAME_CHARACTERS).collect()
}

/// The second "Email" becomes "Email (2)".
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.collect();
    let most = names.len() + 1;
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut seen = HashSet::new();
    names
        .into_iter()
        .map(|name| {
            if seen.insert(name.clone()) {
                return name;
            }
            let free =
                (2..=most).map(|count| format!("{name} ({count})")).find(|next| taken.insert(next.clone()));
            free.unwrap_or(name)
        })
        .collect()
}

/// Whether a cell is a value of its own kind: a number, a phone number, a date or an e-mail address.
fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let is_number = digits > 0 && cell.chars().all(|character| "0123456789+-.,:/() ".contains(character));
    is_number || cell.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        cells.iter().enumerate().for_each(|(index, cell)| row.set_with(index, |text| text.push_str(cell)));
        row
    }

    #[test]
    fn names_are_distinct_and_never_empty() {
        for (header, expected) in [
            (vec!["Email", "Email", "Email"], vec!["Email", "Email (2)", "Email (3)"]),
            (vec!["a", "a (2)", "a"], vec!["a", "a (2)", "a (3)"]),
            (vec!["Name", "", " "], vec!["Name", "Column B", "Column C"]),
            (vec!["", "Column A"], vec!["Column A", "Column A (2)"]),
            (vec![" First\nname "], vec!["First name"]),
        ] {
            assert_eq!(from_header(&row(&header)), expected, "{header:?}");
        }
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (index, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(letters(index), expected);
        }
    }

    #[test]
    fn a_first_row_with_values_is_no_header() {
        for (cells, expected) in [
            (vec!["First name", "E-mail", "Phone 1"], true),
            (vec!["Ada", "ada@example.com"], false),
            (vec!["Ada", "+44 20 7946 0000"], false),
            (vec!["Ada", "2026-11-20"], false),
            (vec!["Name", ""], true),
        ] {
            assert_eq!(is_header(&row(&cells)), expected, "{cells:?}");
        }
    }
}
