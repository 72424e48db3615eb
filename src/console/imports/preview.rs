//! The first rows of a file as they would be saved: the values of the customer that each would make, and what would
//! happen to it.

use actix_web::web::block;

use crate::console::frame::Frame;
use crate::console::imports::words;
use crate::console::views::State as Badge;
use crate::console::views::imports::{Cell, PreviewRow};
use crate::domain::customer::{Document, Phone, attribute_text};
use crate::domain::draft::{RawAddress, RawCustomer};
use crate::domain::import::{AddressPart, Import, Outcome, PhonePart, Problem, Target, cells};
use crate::domain::values::phone;
use crate::import::mapping::cell;
use crate::import::read::Inspection;
use crate::import::run::{self, Planned};
use crate::web::Failure;

/// Columns of the preview; more would not be read.
const MOST_COLUMNS: usize = 10;

/// The preview as a table.
#[derive(Default)]
pub struct Preview {
    /// The headers.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<PreviewRow>,
}

/// Makes the preview of an import with these choices.
///
/// # Errors
/// When the store does not answer.
pub async fn of(frame: &Frame, import: &Import, inspection: &Inspection) -> Result<Preview, Failure> {
    let columns = inspection.reading.columns.clone();
    let (db, planned, rows) = (frame.db.clone(), import.clone(), inspection.first_rows.clone());
    let plan =
        block(move || run::preview(&db, &planned, &columns, &rows)).await.map_err(Failure::fault)??;
    let shown = shown(import);
    Ok(Preview {
        heads: shown.iter().map(|(_, target)| words::target(frame, target)).collect(),
        rows: plan.iter().map(|planned| row(frame, planned, &shown, &inspection.reading.columns)).collect(),
    })
}

/// The columns of the preview: those that are imported, and the name that every customer gets.
fn shown(import: &Import) -> Vec<(Option<usize>, Target)> {
    let targets = import.mapping.0.iter().enumerate();
    let mapped = targets.filter(|(_, target)| !matches!(target, Target::Ignore));
    let mut shown: Vec<(Option<usize>, Target)> =
        mapped.map(|(column, target)| (Some(column), target.clone())).collect();
    if import.mapping.column_of(&Target::DisplayName).is_none() {
        shown.insert(0, (None, Target::DisplayName));
    }
    shown.truncate(MOST_COLUMNS);
    shown
}

fn row(
    frame: &Frame,
    planned: &Planned,
    shown: &[(Option<usize>, Target)],
    columns: &[String],
) -> PreviewRow {
    let problems = planned.line.note.as_ref().map_or(&[][..], |note| note.problems.as_slice());
    let raw = planned.document.as_ref().map(RawCustomer::from_document);
    let show = |(column, target): &(Option<usize>, Target)| {
        let name = column.and_then(|column| columns.get(column));
        let is_wrong = |problem: &Problem| problem.column.is_some() && problem.column.as_ref() == name;
        let typed = column.map(|column| cell(&planned.row, column)).unwrap_or_default();
        let saved = planned
            .document
            .as_ref()
            .zip(raw.as_ref())
            .and_then(|(document, raw)| saved(document, raw, target));
        Cell { text: saved.unwrap_or_else(|| typed.to_owned()), is_wrong: problems.iter().any(is_wrong) }
    };
    PreviewRow {
        number: frame.number(planned.line.rows.first),
        cells: shown.iter().map(show).collect(),
        result: result(frame, planned.line.outcome),
    }
}

fn result(frame: &Frame, outcome: Outcome) -> Badge {
    let (tone, label) = match outcome {
        Outcome::Created => ("ok", frame.language.say("import-create")),
        Outcome::Updated => ("info", frame.language.say("import-update")),
        Outcome::Unchanged => ("", frame.language.say("import-same")),
        Outcome::Skipped => ("", frame.language.say("import-skip")),
        Outcome::Rejected => ("bad", frame.language.say("import-fix")),
        Outcome::Blank => ("", frame.language.say("import-blank")),
    };
    Badge { tone, label }
}

/// What a customer would have at a target; nothing where only the cell itself can tell.
fn saved(document: &Document, raw: &RawCustomer, target: &Target) -> Option<String> {
    let text = |member: &Option<String>| Some(member.clone().unwrap_or_default());
    match target {
        Target::Ignore
        | Target::CustomerId
        | Target::Emails
        | Target::Addresses
        | Target::People
        | Target::Tags
        | Target::Attributes
        | Target::References
        | Target::Customer => None,
        Target::Kind => text(&raw.kind),
        Target::Status => text(&raw.status),
        Target::DisplayName => text(&raw.display_name),
        Target::FirstName => text(&raw.given_name),
        Target::LastName => text(&raw.family_name),
        Target::FatherName => text(&raw.father_name),
        Target::CompanyName => text(&raw.company_name),
        Target::BusinessLine => text(&raw.business_line),
        Target::Manager => text(&raw.manager),
        Target::Acronym => text(&raw.acronym),
        Target::Headcount => text(&raw.headcount),
        Target::Website => text(&raw.website),
        Target::TaxNumber => text(&raw.tax_number),
        Target::RegistrationNumber => text(&raw.registration_number),
        Target::Locale => text(&raw.locale),
        Target::Notes => text(&raw.notes),
        Target::Email => text(&raw.email_address),
        Target::Phone(at, part) => document.phones().nth(*at).map(|(_, phone)| phone_part(phone, *part)),
        Target::Phones => {
            let numbers: Vec<String> = document.phones().map(|(_, phone)| number(phone)).collect();
            Some(numbers.join(", "))
        }
        Target::Address(at, part) => raw
            .addresses
            .as_ref()
            .and_then(|all| all.get(*at))
            .map(|address| address_part(address, *part).to_owned()),
        Target::Person(..) => Some(cells::text(document, target).into_owned()),
        Target::Attribute(key) => {
            document.attributes.own().find(|(known, _)| known == key).map(|(_, value)| attribute_text(value))
        }
        Target::Reference { system, name } => {
            let known =
                document.references.iter().find(|known| known.system == *system && known.name == *name);
            known.map(|reference| reference.value.clone())
        }
    }
}

fn phone_part(phone: &Phone, part: PhonePart) -> String {
    match part {
        PhonePart::Country => phone.country.map(|country| country.to_string()).unwrap_or_default(),
        PhonePart::Type => phone.phone_type.as_str().to_owned(),
        PhonePart::NumberLocal | PhonePart::Mobile | PhonePart::NumberInternational => number(phone),
    }
}

fn number(phone: &Phone) -> String {
    phone.e164.as_deref().map_or_else(|| phone.value.clone(), phone::display)
}

fn address_part(address: &RawAddress, part: AddressPart) -> &str {
    match part {
        AddressPart::Address1 => &address.address1,
        AddressPart::Address2 => &address.address2,
        AddressPart::Suburb => &address.suburb,
        AddressPart::Postcode => &address.postcode,
        AddressPart::State => &address.state,
        AddressPart::Country => &address.country,
    }
}
