//! What imports are told with: a problem of a file or a row, what is worth a second look, a column's target, a state —
//! each in the reader's language.

use crate::console::customers::form;
use crate::console::frame::Frame;
use crate::console::views::State as Badge;
use crate::domain::import::{Import, Problem, State, Target};
use crate::domain::import::{MOST_STARTS_PER_HOUR, MOST_WAITING};
use crate::import::read::{Arg, Note, ReadError};
use crate::import::run;
use crate::store::imports::Refused;

/// Arguments that are numbers, to be written with the reader's digits.
const NUMBERS: [&str; 9] = ["row", "limit", "found", "expected", "bytes", "byte", "max", "min", "count"];

/// A problem, without a full stop. What has no words here is said in English, as the ledger keeps it.
#[must_use]
pub fn problem(frame: &Frame, problem: &Problem) -> String {
    let has_header = problem.args.get("header").is_some_and(|header| header == "1");
    let key = match problem.code.as_str() {
        "file-no-rows" if has_header => "issue-file-no-rows-header".to_owned(),
        code => format!("issue-{code}"),
    };
    let args: Vec<(&str, String)> =
        problem.args.iter().map(|(name, value)| (name.as_str(), argument(frame, name, value))).collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    frame.language.try_say_args(&key, &args).unwrap_or_else(|| problem.message.clone())
}

fn argument(frame: &Frame, name: &str, value: &str) -> String {
    let said = |prefix: &str| frame.language.try_say(&format!("{prefix}-{value}"));
    let known = match name {
        "what" => said("foreign"),
        "unit" => said("excess"),
        "format" => said("format"),
        name if NUMBERS.contains(&name) => value.parse().ok().map(|number| frame.language.number(number)),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// What is wrong with a file, as a sentence.
#[must_use]
pub fn read_error(frame: &Frame, error: &ReadError) -> String {
    format!("{}.", problem(frame, &run::problem_of_file(error)))
}

/// Why no more imports may be started, as a sentence.
#[must_use]
pub fn full(frame: &Frame, full: Refused) -> String {
    let max = |number: i64| frame.number(number);
    match full {
        Refused::TooManyWaiting => {
            frame.language.say_with("import-too-many-waiting", &[("max", &max(MOST_WAITING))])
        }
        Refused::TooManyStarts => {
            frame.language.say_with("import-too-many-starts", &[("max", &max(MOST_STARTS_PER_HOUR))])
        }
    }
}

/// What is worth a second look in a file.
#[must_use]
pub fn note(frame: &Frame, note: &Note) -> String {
    let key = format!("note-{}", note.code());
    let args = note.args();
    let count = args.iter().find_map(|(name, arg)| match arg {
        Arg::Number(number) if *name == "count" => Some(*number),
        _ => None,
    });
    let shown: Vec<(&'static str, String)> = args
        .into_iter()
        .filter(|(name, _)| *name != "count")
        .map(|(name, arg)| match arg {
            Arg::Number(number) => (name, frame.language.number(number)),
            Arg::Text(text) => (name, text),
        })
        .collect();
    let shown: Vec<(&'static str, &str)> = shown.iter().map(|(name, text)| (*name, text.as_str())).collect();
    match count {
        Some(count) => frame.language.count_with(&key, count, &shown),
        None => frame.language.say_with(&key, &shown),
    }
}

/// What a target is called.
#[must_use]
pub fn target(frame: &Frame, target: &Target) -> String {
    match target {
        Target::Ignore => frame.language.say("import-do-not"),
        Target::CustomerId => frame.language.say("target-customer-id"),
        Target::Phones => frame.language.say("target-phones"),
        Target::Addresses => frame.language.say("target-addresses"),
        Target::Emails => frame.language.say("target-emails"),
        Target::People => frame.language.say("target-people"),
        Target::Attributes => frame.language.say("target-attributes"),
        Target::References => frame.language.say("target-references"),
        Target::Tags => frame.language.say("target-tags"),
        Target::Customer => frame.language.say("target-customer"),
        Target::Attribute(key) => frame.language.say_with("target-attribute", &[("key", key)]),
        Target::Reference { system, name } => {
            frame.language.say_with("target-reference", &[("name", &format!("{system}/{name}"))])
        }
        field => form::label(frame.language, &field.to_string()),
    }
}

/// Where an import stands, as a badge: coloured where a person is needed.
#[must_use]
pub fn state(frame: &Frame, import: &Import) -> Badge {
    let tone = match import.state {
        State::Uploaded | State::Checked if import.file.is_kept => "info",
        State::Checking | State::Queued | State::Running | State::Undoing => "info",
        State::Failed => "bad",
        _ => "",
    };
    let label = match import.state {
        State::Uploaded => frame.language.say("import-status-uploaded"),
        State::Checking => frame.language.say("import-status-checking"),
        State::Checked => frame.language.say("import-status-checked"),
        State::Queued => frame.language.say("import-status-queued"),
        State::Running => frame.language.say("import-status-running"),
        State::Completed => frame.language.say("import-status-completed"),
        State::Cancelled => frame.language.say("import-status-cancelled"),
        State::Failed => frame.language.say("import-status-failed"),
        State::Undoing => frame.language.say("import-status-undoing"),
        State::Undone => frame.language.say("import-status-undone"),
    };
    Badge { tone, label }
}

/// The heading of a group of problems: without one row's values. Kinds of one family share it.
#[must_use]
pub fn cause(frame: &Frame, family: &str, field: &str, first: Option<&Problem>) -> String {
    let title = frame.language.try_say_args(&format!("cause-{family}"), &[("field", field)]);
    let sentence = || match first {
        Some(first) => problem(frame, first),
        None => frame.language.try_say(&format!("issue-{family}")).unwrap_or_else(|| family.to_owned()),
    };
    title.unwrap_or_else(sentence)
}
