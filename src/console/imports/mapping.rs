//! Which column goes where, how the file is read, and the rules. What was chosen stays on the page until it makes
//! sense; then every row is checked.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::console::countries::Countries;
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::imports::choices::Choices;
use crate::console::imports::head::{self, At, Opened};
use crate::console::imports::settings::{self, Source};
use crate::console::imports::{preview, reading, show, targets, words};
use crate::console::shell::Section;
use crate::console::views::State as Badge;
use crate::console::views::imports::{Column, MappingPage, Setting};
use crate::domain::attribute::{AttributeKind, DefinitionDraft, Definitions, LABEL_MAX_CHARS, RawDefinition};
use crate::domain::customer::{Cause, Signature};
use crate::domain::import::{EmptyCells, Import, ImportId, Mapping, OnMatch, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::files::Files;
use crate::import::intake::{self, written};
use crate::import::mapping::{self, MatchState};
use crate::import::read::{self, Inspection, Reading};
use crate::import::runner::Waker;
use crate::store::imports::{self, mappings, merges};
use crate::store::{Conn, StoreError, attributes, operators, organizations};
use crate::web::Failure;
use crate::web::forms::Form;

/// Values of a column that are shown.
const EXAMPLES: usize = 3;

/// The page with what was chosen so far.
///
/// # Errors
/// When the file is gone, or the store does not answer.
pub async fn show(frame: &Frame, files: &Files, opened: Opened) -> Result<HttpResponse, Failure> {
    let inspection = reading::inspect(files, &opened.import, None).await?.map_err(Failure::fault)?;
    let choices = Choices::of(&opened.import);
    page(frame, opened, &inspection, choices, None).await
}

/// `POST /imports/{id}/mapping`: with `then=read`, only the reading is changed; else every row is checked next.
pub async fn save(
    frame: Frame,
    files: Data<Files>,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let opened = show::open(&frame, id).await?;
    if !opened.import.may_be_mapped() {
        return show::answer(&frame, id, None, Err(StoreError::Stale));
    }
    let columns = stored(&opened.import)?.columns;
    let choices = Choices::read(&form, &opened.import, columns.len());
    if let ("settings", Some(source)) = (form.text("then"), Source::parse(form.text("settings"))) {
        let import = opened.import;
        let apply = move |conn: &mut Conn| settings::apply(conn, &import, &source);
        let applied = frame.db.write(&frame.actor, Right::ImportCustomers, apply).await;
        return show::answer(&frame, id, None, applied);
    }
    if form.text("then") == "read" {
        return read_again(&frame, &files, opened, &form, choices).await;
    }
    if !choices.issues.is_empty() {
        let inspection = reading::inspect(&files, &opened.import, None).await?.map_err(Failure::fault)?;
        return page(&frame, opened, &inspection, choices, None).await;
    }
    let (import, at) = (opened.import, frame.db.now());
    let by = Signature { actor: frame.actor.clone(), at, cause: Cause::Hand };
    let check = move |conn: &mut Conn| {
        let Choices { mapping, kinds, options, is_remembered, name, .. } = &choices;
        define(conn, &by, mapping, kinds)?;
        imports::choose(conn, &import, &import.reading, mapping, options, import.row_total)?;
        if *is_remembered {
            let named = mapping::by_name(mapping, &columns);
            let hash = mapping::columns_hash(&columns);
            mappings::save(conn, import.organization, &hash, name.as_deref(), (&named, options), at)?;
        }
        imports::ask_check(conn, &import, None)
    };
    let asked = frame.db.write(&frame.actor, Right::ImportCustomers, check).await;
    show::answer(&frame, id, waker, asked)
}

/// Defines the attributes that columns go to and nobody has defined yet.
fn define(
    conn: &mut Conn,
    by: &Signature,
    mapping: &Mapping,
    kinds: &BTreeMap<usize, AttributeKind>,
) -> Result<(), StoreError> {
    if !kinds.is_empty() {
        operators::still_may(conn, &by.actor, Right::ManageAttributes)?;
    }
    for (column, kind) in kinds {
        if let Some(Target::Attribute(key)) = mapping.0.get(*column) {
            let label = key.chars().take(LABEL_MAX_CHARS).collect();
            let raw = RawDefinition {
                key: key.clone(),
                label,
                kind: kind.as_str().into(),
                ..RawDefinition::default()
            };
            let draft = DefinitionDraft::parse(&raw).map_err(StoreError::Invalid)?;
            attributes::insert(conn, by, &draft)?;
        }
    }
    Ok(())
}

/// Reads the file another way. Where that finds other columns, they are mapped anew.
async fn read_again(
    frame: &Frame,
    files: &Files,
    opened: Opened,
    form: &Form,
    choices: Choices,
) -> Result<HttpResponse, Failure> {
    let import = &opened.import;
    let inspection = match reading::inspect(files, import, Some(reading::choice(form))).await? {
        Ok(inspection) => inspection,
        Err(error) => {
            let why = words::read_error(frame, &error);
            let former = reading::inspect(files, import, None).await?.map_err(Failure::fault)?;
            return page(frame, opened, &former, choices, Some(why)).await;
        }
    };
    let id = import.id;
    let is_same = inspection.reading.columns == stored(import)?.columns;
    let import = import.clone();
    let change = move |conn: &mut Conn| {
        let organization = organizations::find(conn, import.organization)?;
        let new = intake::suggest(conn, &organization, import.file.clone(), &inspection)?;
        let mapping = if is_same { &choices.mapping } else { &new.mapping };
        imports::choose(
            conn,
            &import,
            &written(&inspection.reading)?,
            mapping,
            &choices.options,
            new.row_total,
        )?;
        merges::set(conn, &import, new.merges_into)
    };
    let changed = frame.db.write(&frame.actor, Right::ImportCustomers, change).await;
    show::answer(frame, id, None, changed)
}

fn stored(import: &Import) -> Result<Reading, Failure> {
    serde_json::from_str(&import.reading).map_err(Failure::fault)
}

async fn page(
    frame: &Frame,
    opened: Opened,
    inspection: &Inspection,
    choices: Choices,
    unreadable: Option<String>,
) -> Result<HttpResponse, Failure> {
    let Choices { mapping, kinds, options, is_remembered, name, issues } = choices;
    let Opened { import, customers, corrects, .. } = opened;
    let import = Import { mapping, options, ..import };
    let preview = preview::of(frame, &import, inspection).await?;
    let (organization, of) = (frame.organization(), import.clone());
    let read =
        move |conn: &mut Conn| Ok((attributes::list(conn, organization)?, settings::choices(conn, &of)?));
    let (defined, earlier) = frame.db.read(read).await?;
    let mapping_name = Field::new("mapping_name", name.unwrap_or_default());
    let is_wrong = unreadable.is_some() || !issues.is_empty();
    let rows = match inspection.rows {
        read::RowCount::Exact(rows) | read::RowCount::About(rows) => rows,
    };
    let page = MappingPage {
        shell: frame.shell(Section::Imports, customers),
        head: head::head(frame, &import, At::Map, reading::facts(frame, inspection)),
        problems: problems(frame, inspection, &issues, unreadable.as_deref()),
        notes: notes(frame, &import, corrects.as_ref(), inspection),
        reading: reading::settings(frame, inspection, unreadable.as_deref()),
        is_reading_open: unreadable.is_some(),
        columns: columns(frame, &import, inspection, (&issues, &kinds), &defined),
        targets: targets::groups(frame, &import.mapping, &defined),
        rules: rules(frame, &import, &issues),
        preview_heads: preview.heads,
        preview: preview.rows,
        verb: frame.language.count("import-check-verb", rows),
        remember: is_remembered,
        mapping_name: mapping_name.wrong(issues.get("mapping_name").first().map(|issue| said(frame, issue))),
        settings: settings::shown(frame, &earlier),
    };
    frame.page(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// What is worth a second look, and what becomes of tags, where a column goes to them.
fn notes(frame: &Frame, import: &Import, corrects: Option<&Import>, inspection: &Inspection) -> Vec<String> {
    let corrects = corrects
        .map(|corrects| frame.language.say_with("import-corrects", &[("name", corrects.file.name.as_str())]));
    let tags = import.mapping.0.contains(&Target::Tags).then(|| frame.language.say("import-tags-note"));
    let of_file = inspection.notes.iter().map(|note| words::note(frame, note));
    corrects.into_iter().chain(of_file).chain(tags).collect()
}

fn columns(
    frame: &Frame,
    import: &Import,
    inspection: &Inspection,
    (issues, kinds): (&Issues, &BTreeMap<usize, AttributeKind>),
    defined: &Definitions,
) -> Vec<Column> {
    let states = mapping::states(&inspection.columns, &import.mapping, &import.options, defined);
    let all = inspection.columns.iter().zip(&import.mapping.0).zip(states).enumerate();
    all.map(|(at, ((column, target), state))| {
        let name = format!("columns.{at}.field");
        let error = issues.get(&name).first().map(|issue| said(frame, issue));
        let chosen = match (kinds.get(&at), target) {
            (Some(kind), Target::Attribute(key)) => targets::defining(*kind, key),
            _ => target.to_string(),
        };
        Column {
            name: column.name.clone(),
            examples: column.samples.iter().take(EXAMPLES).cloned().collect(),
            field: Field::new(name, chosen).wrong(error),
            own: targets::own(frame, &column.name, target, defined),
            state: badge(frame, state),
        }
    })
    .collect()
}

fn badge(frame: &Frame, state: MatchState) -> Badge {
    let (tone, label) = match state {
        MatchState::Matched => ("", frame.language.say("import-matched")),
        MatchState::NeedsCountry => ("warn", frame.language.say("import-needs-country")),
        MatchState::NewAttribute => ("info", frame.language.say("import-new-attribute")),
        MatchState::LeftOut => ("", frame.language.say("import-unmatched")),
        MatchState::Secret => ("warn", frame.language.say("import-secret")),
    };
    Badge { tone, label }
}

fn rules(frame: &Frame, import: &Import, issues: &Issues) -> Vec<Setting> {
    let options = &import.options;
    let rule = |name: &str, value: String, label: String, choices: Vec<Choice>| Setting {
        field: Field::new(name, value).wrong(issues.get(name).first().map(|issue| said(frame, issue))),
        label,
        choices,
    };
    let none = Choice::new("", frame.language.say("import-country-none"));
    let country = options.default_country.map(|country| country.to_string()).unwrap_or_default();
    let mut keys = vec![
        Choice::new("email", words::target(frame, &Target::Email)),
        Choice::new("id", frame.language.say("customer-id")),
    ];
    keys.extend(import.mapping.0.iter().filter_map(|target| match target {
        Target::Reference { system, name } => {
            Some(Choice::new(format!("{system}/{name}"), words::target(frame, target)))
        }
        _ => None,
    }));
    let on_match = match options.on_match {
        OnMatch::Update => "update",
        OnMatch::Skip => "skip",
        OnMatch::Create => "create",
    };
    let when_exists = vec![
        Choice::new("update", frame.language.say("import-update-it")),
        Choice::new("skip", frame.language.say("import-skip-it")),
        Choice::new("create", frame.language.say("import-create-another")),
    ];
    let empty = match options.empty {
        EmptyCells::Keep => "keep",
        EmptyCells::Clear => "clear",
    };
    let empty_cells = vec![
        Choice::new("keep", frame.language.say("import-empty-keep")),
        Choice::new("clear", frame.language.say("import-empty-clear")),
    ];
    vec![
        rule(
            "default_country",
            country,
            frame.language.say("import-default-country"),
            std::iter::once(none).chain(Countries::all().choices.iter().cloned()).collect(),
        ),
        rule("match", options.match_by.to_string(), frame.language.say("import-same-customer"), keys),
        rule("on_match", on_match.into(), frame.language.say("import-when-exists"), when_exists),
        rule("empty", empty.into(), frame.language.say("import-empty-cells"), empty_cells),
    ]
}

/// The summary above the form: each with the name of its column or rule.
fn problems(
    frame: &Frame,
    inspection: &Inspection,
    issues: &Issues,
    unreadable: Option<&str>,
) -> Vec<Problem> {
    let unreadable = unreadable.map(|why| Problem {
        field: reading::settings(frame, inspection, None)
            .first()
            .map(|first| first.field.name.clone())
            .unwrap_or_default(),
        text: why.to_owned(),
    });
    let label = |field: &str| match field {
        "columns" => frame.language.say("import-map"),
        "match" => frame.language.say("import-same-customer"),
        "default_country" => frame.language.say("import-default-country"),
        "mapping_name" => frame.language.say("import-mapping-name"),
        column => {
            let at = column.split('.').nth(1).and_then(|at| at.parse::<usize>().ok());
            at.and_then(|at| inspection.columns.get(at))
                .map_or_else(String::new, |column| column.name.clone())
        }
    };
    let problem = |(field, issue): (&str, &Issue)| Problem {
        // What is wrong with all columns is put right at the first.
        field: if field == "columns" { "columns.0.field".into() } else { field.to_owned() },
        text: frame
            .language
            .say_with("form-problem", &[("field", &label(field)), ("problem", &said(frame, issue))]),
    };
    unreadable.into_iter().chain(issues.iter().map(problem)).collect()
}

/// An issue with its field as people call it.
fn said(frame: &Frame, issue: &Issue) -> String {
    let named =
        issue.args().iter().find(|(name, _)| *name == "field").and_then(|(_, word)| word.parse().ok());
    match (issue.code(), named) {
        ("field-chosen-twice", Some(target)) => {
            let field = words::target(frame, &target);
            frame.issue(&Issue::new("field-chosen-twice").with("field", field))
        }
        _ => frame.issue(issue),
    }
}
