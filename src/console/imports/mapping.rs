//! The step where a person says how the file is read, which column goes where, and by which rules.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{head, led_on, open, preview, problems, shell, targets};
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::views::State as Badge;
use crate::console::views::imports::{Column, MappingPage, Setting};
use crate::domain::import::{EmptyCells, Import, ImportId, Mapping, MatchBy, Mode, OnMatch, Options, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::domain::values::CountryCode;
use crate::files::{FileHash, Files};
use crate::import::intake::{self, ReadingChoice};
use crate::import::mapping::{self, MatchState};
use crate::import::read::{Delimiter, Encoding, Format, Inspection, ReadError, Reading};
use crate::import::run::{self, problem_of_file};
use crate::import::runner::Waker;
use crate::store::imports::{self, mappings};
use crate::store::organizations;
use crate::web::Failure;
use crate::web::forms::Form;

/// The step as it was left.
pub(super) async fn page(frame: &Frame, import: &Import) -> Result<HttpResponse, Failure> {
    let files = frame.files()?;
    let inspection = inspect(&files, import, ReadingChoice::default()).await?.map_err(Failure::fault)?;
    show(frame, import, &inspection, &Issues::new(), Vec::new(), StatusCode::OK).await
}

/// `POST /imports/{id}/mapping`: `then` is `read`, to see the file read otherwise, or `check`.
pub async fn choose(
    frame: Frame,
    files: Data<Files>,
    waker: Data<Waker>,
    id: Path<ImportId>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let mut import = open(&frame, id.into_inner()).await?;
    if !import.may_be_mapped() {
        return led_on(&frame, import.id, Err(crate::store::StoreError::Stale), &waker);
    }
    let before: Reading = serde_json::from_str(&import.reading).map_err(Failure::fault)?;
    let choice = reading_choice(&form);
    let inspection = match inspect(&files, &import, choice).await? {
        Ok(inspection) => inspection,
        Err(error) => return refused(&frame, &files, &import, &error).await,
    };
    let mut issues = Issues::new();
    import.options = options(&form, &import.options, &mut issues);
    let columns = &inspection.reading.columns;
    if *columns == before.columns {
        import.mapping = targets_of(&form, columns, &import.mapping, &mut issues);
    } else {
        // The columns are others now; what was chosen for the former ones means nothing.
        import.mapping = suggested(&frame, &import, &inspection).await?;
    }
    import.reading = intake::written(&inspection.reading)?;
    import.row_total = intake::row_total(&inspection);
    let is_check = form.text("then") == "check";
    if is_check && let Err(more) = intake::ensure_sensible(&import.mapping, &import.options) {
        issues.extend_under("", more);
    }
    if !issues.is_empty() {
        return show(&frame, &import, &inspection, &issues, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    save(&frame, &waker, import, columns.clone(), is_check, form.text("remember") == "yes").await
}

async fn save(
    frame: &Frame,
    waker: &Waker,
    import: Import,
    columns: Vec<String>,
    is_check: bool,
    remembers: bool,
) -> Result<HttpResponse, Failure> {
    let (id, at) = (import.id, frame.db.now());
    let saved = frame.db.write(&frame.actor, Right::ImportCustomers, move |conn| {
        imports::choose(conn, &import, &import.reading, &import.mapping, &import.options, import.row_total)?;
        if is_check {
            if remembers {
                let (hash, named) =
                    (mapping::columns_hash(&columns), mapping::by_name(&import.mapping, &columns));
                mappings::save(conn, import.organization, &hash, &named, &import.options, at)?;
            }
            imports::ask_check(conn, &import, None)?;
        }
        Ok(())
    });
    led_on(frame, id, saved.await, waker)
}

/// The file cannot be read as was asked for: it is shown as it was, and why.
async fn refused(
    frame: &Frame,
    files: &Files,
    import: &Import,
    error: &ReadError,
) -> Result<HttpResponse, Failure> {
    let text = problems::sentence(frame, &problem_of_file(error));
    let inspection = inspect(files, import, ReadingChoice::default()).await?.map_err(Failure::fault)?;
    let problem = Problem { field: "encoding".into(), text };
    show(frame, import, &inspection, &Issues::new(), vec![problem], StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn inspect(
    files: &Files,
    import: &Import,
    choice: ReadingChoice,
) -> Result<Result<Inspection, ReadError>, Failure> {
    let path = files.path(FileHash(import.file.sha256)).await?;
    let reading: Reading = serde_json::from_str(&import.reading).map_err(Failure::fault)?;
    actix_web::web::block(move || intake::look_again(&path, &reading, &choice)).await.map_err(Failure::fault)
}

async fn suggested(frame: &Frame, import: &Import, inspection: &Inspection) -> Result<Mapping, Failure> {
    let (organization, file, inspection) = (frame.organization(), import.file.clone(), inspection.clone());
    let new = frame.db.read(move |conn| {
        let organization = organizations::find(conn, organization)?;
        intake::suggest(conn, &organization, file, &inspection)
    });
    Ok(new.await?.mapping)
}

fn reading_choice(form: &Form) -> ReadingChoice {
    ReadingChoice {
        format: None,
        encoding: form.text("encoding").parse().ok(),
        delimiter: form.text("delimiter").parse().ok(),
        header: form.get("header").map(|header| header == "yes"),
        sheet: form.get("sheet").map(str::to_owned),
    }
}

fn options(form: &Form, before: &Options, issues: &mut Issues) -> Options {
    let default_country = match form.get("default_country") {
        None => before.default_country,
        Some("") => None,
        Some(code) => issues.keep("default_country", CountryCode::parse(code)),
    };
    Options {
        mode: word(form, "mode", &MODES).unwrap_or(before.mode),
        match_by: form.text("match").parse().unwrap_or_else(|_| before.match_by.clone()),
        on_match: word(form, "on_match", &ON_MATCH).unwrap_or(before.on_match),
        empty: word(form, "empty", &EMPTY).unwrap_or(before.empty),
        default_country,
        apply: false,
    }
}

fn word<T: Copy>(form: &Form, field: &str, words: &[(T, &str, &str)]) -> Option<T> {
    words.iter().find(|(_, word, _)| *word == form.text(field)).map(|(value, ..)| *value)
}

const MODES: [(Mode, &str, &str); 3] = [
    (Mode::Both, "both", "import-mode-both"),
    (Mode::Create, "create", "import-mode-create"),
    (Mode::Update, "update", "import-mode-update"),
];
const ON_MATCH: [(OnMatch, &str, &str); 3] = [
    (OnMatch::Update, "update", "import-update-it"),
    (OnMatch::Skip, "skip", "import-skip-it"),
    (OnMatch::Create, "create", "import-create-another"),
];
const EMPTY: [(EmptyCells, &str, &str); 2] =
    [(EmptyCells::Keep, "keep", "import-empty-keep"), (EmptyCells::Clear, "clear", "import-empty-clear")];

fn targets_of(form: &Form, columns: &[String], before: &Mapping, issues: &mut Issues) -> Mapping {
    let target = |(at, column): (usize, &String)| {
        let field = format!("columns.{at}.field");
        let former = before.0.get(at).cloned().unwrap_or_default();
        let Some(value) = form.get(&field) else { return former };
        targets::chosen(value, column).unwrap_or_else(|| {
            issues.add(field, Issue::new("parameter-unknown"));
            former
        })
    };
    Mapping(columns.iter().enumerate().map(target).collect())
}

async fn show(
    frame: &Frame,
    import: &Import,
    inspection: &Inspection,
    issues: &Issues,
    mut problems: Vec<Problem>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let columns = inspection.reading.columns.clone();
    let (db, shown, rows, names) =
        (frame.db.clone(), import.clone(), inspection.first_rows.clone(), columns.clone());
    let planned = actix_web::web::block(move || run::preview(&db, &shown, &names, &rows));
    let planned = planned.await.map_err(Failure::fault)??;
    problems.extend(Problem::list(issues, frame.language));
    let rows = import.row_total.unwrap_or_default();
    let page = MappingPage {
        head: head(frame, import, facts(frame, import, inspection)),
        problems,
        reading: reading(frame, inspection),
        columns: shown_columns(frame, import, inspection, issues),
        targets: targets::groups(frame, &import.mapping, &columns),
        rules: rules(frame, import, issues),
        preview_heads: preview::heads(frame),
        preview: preview::rows(frame, import, &columns, &planned),
        verb: frame.language.count("import-check-verb", rows.unsigned_abs()),
        remember: true,
        shell: shell(frame).await?,
    };
    frame.page(status, &page)
}

fn facts(frame: &Frame, import: &Import, inspection: &Inspection) -> Vec<String> {
    let language = frame.language;
    let mut facts = vec![import.file.name.clone()];
    facts.extend(import.row_total.map(|rows| language.count("import-rows", rows.unsigned_abs())));
    let sheet = inspection.reading.sheet.as_ref();
    facts.extend(sheet.map(|name| language.say_with("import-sheet", &[("name", name)])));
    facts.extend(inspection.notes.iter().map(|note| {
        let args: Vec<(&'static str, String)> =
            note.args().into_iter().map(|(name, arg)| (name, run::plain(arg))).collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        language
            .try_say_args(&format!("import-note-{}", note.code()), &args)
            .unwrap_or_else(|| note.to_string())
    }));
    facts
}

/// How the file is read: what its format leaves open.
fn reading(frame: &Frame, inspection: &Inspection) -> Vec<Setting> {
    let language = frame.language;
    let Reading { format, encoding, delimiter, header, sheet, .. } = &inspection.reading;
    let setting = |name: &str, label: &str, value: &str, choices: Vec<Choice>| Setting {
        field: Field::new(name, value),
        label: language.say(label),
        choices,
    };
    let mut settings = Vec::new();
    if let Some(encoding) = encoding {
        let choices = Encoding::ALL.map(|encoding| Choice::new(encoding.name(), encoding.name()));
        settings.push(setting("encoding", "import-encoding", encoding.name(), choices.to_vec()));
    }
    if let Some(delimiter) = delimiter {
        let label = |delimiter: Delimiter| language.say(&format!("import-delimiter-{}", delimiter.code()));
        let choices = Delimiter::ALL.map(|delimiter| Choice::new(delimiter.code(), label(delimiter)));
        settings.push(setting("delimiter", "import-separator", delimiter.code(), choices.to_vec()));
    }
    if let Some(sheet) = sheet {
        let choices = inspection.sheets.iter().map(|name| Choice::new(name, name)).collect();
        settings.push(setting("sheet", "import-sheet-label", sheet, choices));
    }
    if matches!(format, Format::Csv | Format::Xlsx) {
        let choices = vec![
            Choice::new("yes", language.say("import-header-yes")),
            Choice::new("no", language.say("import-header-no")),
        ];
        settings.push(setting("header", "import-header", if *header { "yes" } else { "no" }, choices));
    }
    settings
}

fn shown_columns(frame: &Frame, import: &Import, inspection: &Inspection, issues: &Issues) -> Vec<Column> {
    let states = mapping::states(&inspection.columns, &import.mapping, &import.options);
    let targets = import.mapping.0.iter().cloned().chain(std::iter::repeat(Target::Ignore));
    let column =
        |(at, ((column, target), state)): (usize, ((&crate::import::read::Column, Target), &MatchState))| {
            let name = format!("columns.{at}.field");
            let error = issues.get(&name).first().map(|issue| clash_or(frame, issue, &target));
            Column {
                name: column.name.clone(),
                examples: column.samples.clone(),
                field: Field::new(name, targets::value(&target, &column.name)).wrong(error),
                state: state_badge(frame, *state),
            }
        };
    inspection.columns.iter().zip(targets).zip(&states).enumerate().map(column).collect()
}

/// Two columns for one field: its name in the reader's words.
fn clash_or(frame: &Frame, issue: &Issue, target: &Target) -> String {
    if issue.code() == "field-chosen-twice" {
        return frame
            .language
            .say_with("issue-field-chosen-twice", &[("field", &targets::label(frame, target))]);
    }
    frame.issue(issue)
}

fn state_badge(frame: &Frame, state: MatchState) -> Badge {
    let (tone, id) = match state {
        MatchState::Matched => ("", "import-matched"),
        MatchState::NeedsCountry => ("warn", "import-needs-country"),
        MatchState::NewAttribute => ("", "import-new-attribute"),
        MatchState::LeftOut => ("", "import-left-out"),
    };
    Badge { tone, label: frame.language.say(id) }
}

fn rules(frame: &Frame, import: &Import, issues: &Issues) -> Vec<Setting> {
    let language = frame.language;
    let options = &import.options;
    let error = |field: &str| issues.get(field).first().map(|issue| frame.issue(issue));
    let mut countries = vec![Choice::new("", language.say("import-no-country"))];
    countries.extend(
        CountryCode::all()
            .iter()
            .map(|country| Choice::new(country.as_str(), format!("{} ({country})", country.name()))),
    );
    let country = options.default_country.map(|country| country.to_string()).unwrap_or_default();
    let mut keys = vec![
        Choice::new("email", language.say("field-email-address")),
        Choice::new("id", language.say("import-customer-id")),
    ];
    keys.extend(references(import).into_iter().map(|key| {
        let label = key.to_string();
        Choice::new(label.clone(), label)
    }));
    let words = |words: &[(&'static str, &'static str)]| {
        words.iter().map(|(word, id)| Choice::new(*word, language.say(id))).collect::<Vec<_>>()
    };
    let setting = |name: &str, label: &str, value: String, choices: Vec<Choice>| Setting {
        field: Field::new(name, value).wrong(error(name)),
        label: language.say(label),
        choices,
    };
    let chosen = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    let mode = MODES.iter().find(|(mode, ..)| *mode == options.mode).map(|(_, word, _)| *word);
    let on_match = ON_MATCH.iter().find(|(found, ..)| *found == options.on_match).map(|(_, word, _)| *word);
    let empty = EMPTY.iter().find(|(empty, ..)| *empty == options.empty).map(|(_, word, _)| *word);
    vec![
        setting("default_country", "import-default-country", country, countries),
        setting("match", "import-same-customer", options.match_by.to_string(), keys),
        setting(
            "on_match",
            "import-when-exists",
            chosen(on_match),
            words(&ON_MATCH.map(|(_, word, id)| (word, id))),
        ),
        setting("mode", "import-mode", chosen(mode), words(&MODES.map(|(_, word, id)| (word, id)))),
        setting("empty", "import-empty", chosen(empty), words(&EMPTY.map(|(_, word, id)| (word, id)))),
    ]
}

/// The references that columns go to, by which customers can be found, and the one that is chosen.
fn references(import: &Import) -> Vec<MatchBy> {
    let of_columns = import.mapping.0.iter().filter_map(|target| match target {
        Target::Reference { system, name } => {
            Some(MatchBy::Reference { system: system.clone(), name: name.clone() })
        }
        _ => None,
    });
    let mut keys: Vec<MatchBy> = of_columns.collect();
    let chosen = &import.options.match_by;
    if matches!(chosen, MatchBy::Reference { .. }) && !keys.contains(chosen) {
        keys.push(chosen.clone());
    }
    keys
}
