//! Every page with something on it, rendered and read as a browser would: labels, ids, references, what the policy
//! forbids. A template that stops being accessible fails here, without a server.

use askama::Template;
use scraper::{ElementRef, Html, Selector};

use super::avatar::Avatar;
use super::dates::Dates;
use super::field::{Choice, Field, Problem};
use super::language::Language;
use super::shell::{Flash, Preferences, Reader, Rights, Section, Shell};
use super::views::customers::{
    AddressLine, AddressRow, AttributeRow, ConfirmPage, Contact, CustomerForm, CustomerHead, CustomerPage,
    Editing, FilterChip, FormPage, Head, Heads, Line, ListPage, PhoneLine, PhoneRow, Provision, Row, Tab,
    TagChoice, TrashPage, TrashRow, Typed, Upload,
};
use super::views::gate::{AgainPage, FirstRunPage, LoginPage};
use super::views::history::{
    Change, Clash, ComparePage, ConflictPage, Day, Event, HistoryPage, Mark, Merged, Piece, TimelinePage,
    Version,
};
use super::views::imports::{
    Cell, CheckPage, Column, Figure, Figures, Group, ImportHead, ImportRow, MappingPage, NewImportPage,
    PreviewRow, ProblemGroup, ProblemRow, ProgressPage, Rejects, ResultPage, Setting, Step, UploadFilePage,
};
use super::views::settings::{OperatorRow, OperatorsPage, TokenRow, TokensPage};
use super::views::{Crumb, ErrorPage, KeysPage, Pager, State, TagChip};

fn text(text: &str) -> String {
    text.to_owned()
}

fn shell(section: Section) -> Shell {
    Shell {
        csrf: text("token"),
        operator: Some(Reader::new("Neda Yari", b"neda")),
        rights: Rights { edit: true, administer: true },
        section,
        customers: text("12,486"),
        here: text("/customers"),
        ..Shell::default()
    }
}

fn state(tone: &'static str, label: &str) -> State {
    State { tone, label: text(label) }
}

fn tag(id: &str, name: &str) -> TagChip {
    TagChip { id: text(id), name: text(name), hue: super::avatar::hue(id.as_bytes()) }
}

fn tabs(labels: &[&str]) -> Vec<Tab> {
    let tab = |(n, label): (usize, &&str)| Tab {
        label: text(label),
        count: text("7"),
        href: format!("/customers?view={n}"),
        is_current: n == 0,
    };
    labels.iter().enumerate().map(tab).collect()
}

fn row(name: &str, email: &str, is_company: bool, state: State) -> Row {
    Row {
        id: text(email),
        url: format!("/customers/{email}"),
        name: text(name),
        avatar: Avatar::new(name, email.as_bytes(), is_company),
        person: text("Helen Cron"),
        email: text(email),
        phone: text("+1 760-615-7972"),
        tags: vec![tag("1", "Restaurant"), tag("2", "Premium")],
        more_tags: text("+1"),
        state,
        updated: text("12 min ago"),
    }
}

fn pager() -> Pager {
    Pager {
        range: text("51–100 of 12,486"),
        size: text("50"),
        sizes: ["10", "50", "100"].map(|size| Choice::new(size, size)).to_vec(),
        first: Some(text("/customers")),
        previous: Some(text("/customers?before=b")),
        next: Some(text("/customers?after=a")),
        last: None,
    }
}

fn upload() -> Upload {
    Upload { limit_bytes: 2 << 30, limit: text("2 GB") }
}

fn list() -> ListPage {
    let head = |direction| Head { href: Some(text("/customers?sort=x")), direction };
    ListPage {
        shell: shell(Section::Customers),
        total: text("12,486"),
        announce: text("318 customers"),
        views: tabs(&["All", "Corporate", "Personal", "Needs attention"]),
        filters: vec![FilterChip {
            field: text("Tag"),
            condition: text("is Restaurant"),
            remove: text("/customers"),
        }],
        clear: Some(text("/customers")),
        filter: super::views::customers::FilterForm {
            kept: vec![(text("q"), text("art"))],
            kind: Field::new("kind", ""),
            kinds: vec![Choice::new("personal", "Personal")],
            tag: Field::new("tag", "1"),
            tags: vec![Choice::new("1", "Restaurant")],
        },
        sorts: tabs(&["Last updated", "Display Name"]),
        heads: Heads {
            display_name: head(""),
            person: Head::default(),
            email: head(""),
            updated: head("descending"),
        },
        rows: vec![
            row("Art Restaurant", "helen@art.example", true, state("", "Active")),
            row("کافی شاپ رادیو", "neda@radiocafe.example", true, state("info", "In progress")),
            row("Gary Shook", "garycshook@dayrep.example", false, state("", "Active")),
            row(
                "Bundesverband der Deutschen Volksbanken und Raiffeisenbanken, Landesgeschäftsstelle Süd",
                "a.vonhohenstein-schwarzenbach@landesverband-sued.example",
                true,
                state("bad", "Failed"),
            ),
        ],
        pager: pager(),
        kept: vec![(text("tag"), text("1"))],
        select_all: Some(text("Select all 12,486")),
        export: text("/customers/export.csv"),
        upload: Some(upload()),
        ..ListPage::default()
    }
}

fn head() -> CustomerHead {
    CustomerHead {
        url: text("/customers/61d9ebbf"),
        name: text("Art Restaurant"),
        avatar: Avatar::new("Art Restaurant", b"art", true),
        version: text("7"),
        updated: text("Updated 12 min ago by Neda Yari"),
        updated_full: text("20 Nov 2025, 14:12"),
        updated_machine: text("2025-11-20T14:12:00Z"),
        events: text("24"),
        versions: text("7"),
        delete_text: text("It moves to Trash for 30 days. You can restore it until 20 December."),
        deleted: None,
    }
}

fn line(label: &str, value: &str) -> Line {
    Line { label: text(label), value: text(value), is_code: false }
}

fn customer() -> CustomerPage {
    let mut shell = shell(Section::Customers);
    shell.flash = Some(Flash {
        kind: "ok",
        strong: text("Saved."),
        text: text("Art Restaurant is now version 7."),
        undo: Some(text("/customers/61d9ebbf/versions/6/restore")),
    });
    CustomerPage {
        shell,
        head: head(),
        problems: Vec::new(),
        first_name: Field::new("first_name", "Helen"),
        last_name: Field::new("last_name", "Cron"),
        display_name: Field::new("display_name", "Art Restaurant"),
        email_address: Field::new("email_address", "helen@art.example"),
        saves_as: text("Saves as version 8"),
        phones: vec![PhoneLine {
            number: text("+1 760-615-7972"),
            detail: text("Phone · US"),
            local: text("001760-615-7972"),
        }],
        addresses: vec![AddressLine {
            street: text("4 Goldfield Rd., Suite 1500"),
            place: text("West Chicago, CO 80111, United States"),
        }],
        attributes: vec![line("manager", "Helen Cron"), line("vatNumber", "US-83-1180442")],
        company: vec![line("Line of business", "Restaurant")],
        notes: text("Prefers mornings.\nCall first."),
        tags: vec![tag("1", "Restaurant"), tag("2", "Premium")],
        tag_titles: vec![text("VIP")],
        provisions: vec![Provision {
            program: text("Microsoft"),
            state: state("info", "In progress"),
            message: text("Services being set up"),
            updated: text("18 min ago"),
        }],
        contacts: vec![Contact {
            name: text("Marc Brun"),
            avatar: Avatar::new("Marc Brun", b"m", false),
            detail: text("Member, sent 2 days ago"),
            state: state("warn", "Pending"),
        }],
        record: vec![
            Line { is_code: true, ..line("Customer ID", "61d9ebbf-084f-4221-ad71-d45d4b1a6ff1") },
            line("Created", "6 Jul 2017 by Neda Yari"),
        ],
    }
}

fn problem(field: &str, what: &str) -> Problem {
    Problem { field: text(field), text: text(what) }
}

fn form(editing: Option<Editing>) -> FormPage {
    let is_new = editing.is_none();
    let mut phone = PhoneRow::at("0");
    phone.key = text("0f0c");
    phone.kind.value = text("Phone");
    phone.country.value = text("US");
    phone.local.value = text("001760-615-7972");
    let mut second = PhoneRow::at("1");
    second.local = second.local.wrong(Some(text("This number is too short for Ireland")));
    let mut attribute = AttributeRow::at("0");
    attribute.key.value = text("manager");
    FormPage {
        shell: shell(Section::Customers),
        action: text("/customers"),
        problems: if is_new {
            Vec::new()
        } else {
            vec![
                problem("email_address", "Enter an email address like name@company.com"),
                problem("phones.1.number_local", "Phone 2: this number is too short for Ireland"),
            ]
        },
        duplicates: vec![Crumb::new("/customers/1", "کافی شاپ رادیو")],
        form: CustomerForm {
            kind: Field::new("kind", "personal"),
            first_name: Field::new("first_name", "Helen"),
            last_name: Field::new("last_name", "Cron"),
            display_name: Field::new("display_name", "Art Restaurant"),
            email_address: Field::new("email_address", "helen@art")
                .wrong((!is_new).then(|| text("Enter an email address like name@company.com"))),
            company_name: Field::new("company.name", ""),
            business_line: Field::new("company.business_line", ""),
            manager: Field::new("company.manager", ""),
            website: Field::new("company.website", ""),
            notes: Field::new("notes", ""),
            phones: if is_new { Vec::new() } else { vec![phone, second] },
            addresses: if is_new { Vec::new() } else { vec![AddressRow::at("0")] },
            attributes: if is_new { Vec::new() } else { vec![attribute] },
            tags: vec![
                TagChoice { tag: tag("1", "Restaurant"), is_chosen: true },
                TagChoice { tag: tag("2", "VIP"), is_chosen: false },
            ],
            countries: vec![Choice::new("US", "United States (US)"), Choice::new("IE", "Ireland (IE)")],
            phone_types: ["Unknown", "Phone", "Mobile"].map(|kind| Choice::new(kind, kind)).to_vec(),
            attribute_keys: vec![text("accountTier")],
        },
        editing,
    }
}

fn words(marks: &[(&str, Mark)]) -> Vec<Piece> {
    marks.iter().map(|(words, mark)| Piece { text: text(words), mark: *mark }).collect()
}

fn timeline() -> TimelinePage {
    let event = Event {
        icon: "edit",
        actor: text("Neda Yari"),
        text: text("changed Email Address"),
        tag: Some(tag("2", "Premium")),
        link: Some(Crumb::new("/customers/1/history", "version 7")),
        quote: Some(text("سه‌شنبه‌ها تحویل صبح. Tuesday mornings only.")),
        time: text("14:12"),
        machine: text("2025-11-20T14:12:00Z"),
    };
    TimelinePage {
        shell: shell(Section::Customers),
        head: head(),
        note: Field::new("note", ""),
        filters: tabs(&["All", "Notes"]),
        days: vec![Day { heading: text("Today"), events: vec![event.clone(), event] }],
        older: Some(Crumb::new("?before=1", "Show 17 older events")),
        announce: text("2 events"),
    }
}

fn history() -> HistoryPage {
    let version = |number: u32| Version {
        number: number.to_string(),
        is_current: number == 7,
        changed: text("Email Address, accountTier"),
        by: text("Neda Yari"),
        avatar: Avatar::new("Neda Yari", b"neda", false),
        through: text("Console"),
        when: text("20 Nov 2025, 14:12"),
        is_from: number == 5,
        is_to: number == 7,
    };
    HistoryPage {
        shell: shell(Section::Customers),
        head: head(),
        versions: (1..=7).rev().map(version).collect(),
        older: Some(text("?before=1")),
    }
}

fn compare() -> ComparePage {
    ComparePage {
        shell: shell(Section::Customers),
        url: text("/customers/1"),
        name: text("Art Restaurant"),
        from: text("5"),
        to: text("7"),
        meta: vec![text("4 fields changed")],
        changes: vec![
            Change {
                label: text("Display Name"),
                is_key: false,
                before: words(&[("Art ", Mark::Same), ("Diner", Mark::Removed)]),
                after: words(&[("Art ", Mark::Same), ("Restaurant", Mark::Added)]),
            },
            Change {
                label: text("accountTier"),
                is_key: true,
                before: Vec::new(),
                after: words(&[("Gold", Mark::Added)]),
            },
        ],
        unchanged: vec![line("First Name", "Helen")],
        show_unchanged: text("Show 9 unchanged fields"),
        older: Some(text("?from=4&to=5")),
        newer: None,
    }
}

fn conflict() -> ConflictPage {
    ConflictPage {
        shell: shell(Section::Customers),
        url: text("/customers/1"),
        name: text("Art Restaurant"),
        what: text("Reza Moradi saved version 8 while you were editing version 7."),
        then: text("Nothing of yours is lost. 1 field changed on both sides: choose a value for it."),
        theirs: text("Saved by Reza Moradi, version 8"),
        version: text("8"),
        kept: vec![(text("first_name"), text("Helen"))],
        clashes: vec![Clash {
            field: text("email_address"),
            label: text("Email Address"),
            was: text("office@art.example"),
            theirs: words(&[("accounts@art.example", Mark::Same)]),
            mine: words(&[("helen@art.example", Mark::Same)]),
        }],
        merged: vec![Merged {
            label: text("Last Name"),
            is_key: false,
            result: words(&[("Cron", Mark::Removed), ("Cron-Bell", Mark::Added)]),
            from: text("You"),
        }],
    }
}

fn steps(current: usize) -> Vec<Step> {
    let step = |(n, label): (usize, &&str)| Step {
        label: text(label),
        is_done: n < current,
        is_current: n == current,
        href: (n == 1 && n < current).then(|| text("?step=map")),
    };
    ["Upload", "Map columns", "Check", "Import"].iter().enumerate().map(step).collect()
}

fn import_head(current: usize) -> ImportHead {
    ImportHead {
        url: text("/imports/1"),
        name: text("spring-contacts.xlsx"),
        meta: vec![text("spring-contacts.xlsx"), text("1,558 rows"), text("Sheet “Contacts”")],
        steps: steps(current),
    }
}

fn figures() -> Figures {
    let figure = |n: u64| Figure { text: Language::default().number(n), n };
    Figures {
        created: figure(1_204),
        updated: figure(318),
        unchanged: figure(20),
        skipped: figure(2),
        rejected: figure(14),
    }
}

fn problem_rows() -> Vec<ProblemRow> {
    vec![
        ProblemRow {
            number: text("5"),
            customer: text("Brun & Fils"),
            value: text("marc.brun@"),
            why: text("Nothing after the @"),
        },
        ProblemRow {
            number: text("88"),
            customer: text("پیتزا هنر"),
            value: text("farzam honarpizza.example"),
            why: text("A space instead of @"),
        },
    ]
}

fn groups() -> Vec<ProblemGroup> {
    let group = |title: &str| ProblemGroup {
        title: text(title),
        count: text("8 rows"),
        column: text("column “E-mail”"),
        label: text("Email Address"),
        rows: problem_rows(),
        more: text("4 more in this group"),
    };
    vec![group("Email Address is not valid"), group("Phone does not fit the country")]
}

fn setting(name: &str, label: &str) -> Setting {
    Setting {
        field: Field::new(name, "a"),
        label: text(label),
        choices: vec![Choice::new("a", "UTF-8"), Choice::new("b", "Windows-1252")],
    }
}

fn mapping() -> MappingPage {
    let column = |n: usize, name: &str, state: State| Column {
        name: text(name),
        examples: vec![text("ندا"), text("Gary")],
        field: Field::new(format!("columns.{n}.field"), "first_name"),
        state,
    };
    MappingPage {
        shell: shell(Section::Imports),
        head: import_head(1),
        problems: vec![problem("columns.1.field", "tel: choose a country")],
        reading: vec![setting("encoding", "Encoding"), setting("separator", "Separator")],
        columns: vec![
            column(0, "given_name", state("", "Matched")),
            column(1, "tel", state("warn", "Needs a country")),
        ],
        targets: vec![Group {
            label: text("Customer"),
            choices: vec![Choice::new("first_name", "First Name"), Choice::new("", "Do not import")],
        }],
        rules: vec![
            setting("default_country", "Country for phones without one"),
            setting("match", "A row is the same customer when it has the same"),
            setting("on_match", "When the customer exists"),
        ],
        preview_heads: vec![text("First Name"), text("Email Address")],
        preview: vec![PreviewRow {
            number: text("2"),
            cells: vec![
                Cell { text: text("ندا"), is_wrong: false },
                Cell { text: text("marc.brun@"), is_wrong: true },
            ],
            result: state("bad", "Fix"),
        }],
        verb: text("Check all 1,558 rows"),
        remember: true,
    }
}

fn progress() -> ProgressPage {
    ProgressPage {
        shell: shell(Section::Imports),
        head: import_head(3),
        title: text("Importing spring-contacts.xlsx"),
        stop: Some(text("/imports/1/stop")),
        done: 962,
        total: Some(1_558),
        rows: text("962 of 1,558 rows"),
        left: text("62%, about 20 seconds left"),
        figures: figures(),
        problems: problem_rows(),
        then: None,
    }
}

fn result() -> ResultPage {
    ResultPage {
        shell: shell(Section::Imports),
        head: import_head(3),
        title: text("1,522 customers saved, 14 rows need a fix"),
        notice: Some((state("warn", "Stopped."), text("What was imported until then stays."))),
        figures: figures(),
        groups: groups(),
        rejects: Some(Rejects { href: text("/imports/1/errors.csv"), label: text("Download 14 rows") }),
        customers: Some(text("/customers?import=1")),
        undo: Some(text("/imports/1/undo")),
        undo_text: text("Undo takes back what this import created and changed, until 27 November."),
    }
}

fn check() -> CheckPage {
    CheckPage {
        shell: shell(Section::Imports),
        head: import_head(2),
        sentence: text("Will create 1,204, update 318, skip 22."),
        figures: figures(),
        verb: Some(text("Import 1,522 rows")),
        groups: groups(),
        rejects: Some(Rejects { href: text("/imports/1/errors.csv"), label: text("Download 14 rows") }),
    }
}

fn new_import() -> NewImportPage {
    NewImportPage {
        shell: shell(Section::Imports),
        steps: steps(0),
        problem: Some(text("This file is empty.")),
        upload: upload(),
        template: text("/imports/template.csv"),
        earlier: vec![ImportRow {
            name: text("spring-contacts.xlsx"),
            url: text("/imports/1"),
            summary: text("1,558 rows · 1,522 saved"),
            by: text("Neda Yari"),
            when: text("18 Nov, 09:02"),
            state: state("", "Done"),
        }],
        older: Some(text("/imports?before=1")),
    }
}

fn upload_file() -> UploadFilePage {
    UploadFilePage {
        shell: shell(Section::Customers),
        action: text("/imports"),
        problems: vec![problem("file", "Choose a file.")],
        upload: upload(),
        file: Field::new("file", "").wrong(Some(text("Choose a file."))),
        title: Field::new("title", ""),
        description: Field::new("description", ""),
        access_permission: Field::new("access_permission", "Private"),
        permissions: vec![
            Choice::new("Private", "Private").hint("Only signed-in operators can open it"),
            Choice::new("Public", "Public").hint("Anyone with the link can open it"),
        ],
    }
}

fn operators() -> OperatorsPage {
    let row = |name: &str, is_you| OperatorRow {
        url: format!("/settings/operators/{}", name.len()),
        name: text(name),
        email: text("neda@harbourvine.example"),
        avatar: Avatar::new(name, name.as_bytes(), false),
        is_you,
        role: text("editor"),
        role_label: text("Editor"),
        state: state("", "Active"),
        is_disabled: false,
        seen: text("2 h ago"),
    };
    OperatorsPage {
        shell: shell(Section::Operators),
        total: text("2"),
        rows: vec![row("Neda Yari", true), row("رضا مرادی", false)],
        roles: vec![Choice::new("editor", "Editor"), Choice::new("viewer", "Viewer")],
        is_inviting: true,
        problems: vec![problem("email", "Enter an email address like name@company.com")],
        name: Field::new("name", ""),
        email: Field::new("email", "x").wrong(Some(text("Enter an email address like name@company.com"))),
        role: Field::new("role", "viewer"),
        link: Some(text("http://127.0.0.1:8080/join/3f2a")),
    }
}

fn tokens() -> TokensPage {
    TokensPage {
        shell: shell(Section::Tokens),
        total: text("1"),
        rows: vec![TokenRow {
            url: text("/settings/tokens/1"),
            name: text("billing"),
            hint: text("cst_…9f2a"),
            role: text("Editor"),
            made: text("18 Nov by Neda Yari"),
            used: text("2 h ago"),
            expires: text("20 Dec"),
            state: state("", "Active"),
            is_active: true,
        }],
        roles: vec![Choice::new("viewer", "Viewer")],
        lifetimes: vec![Choice::new("90", "in 90 days")],
        name: Field::new("name", ""),
        role: Field::new("role", "viewer"),
        expires: Field::new("expires_days", "90"),
        secret: Some(text("cst_0123456789")),
        ..TokensPage::default()
    }
}

fn confirm() -> ConfirmPage {
    ConfirmPage {
        shell: shell(Section::Customers),
        crumbs: vec![Crumb::new("/customers", "Customers")],
        title: text("Delete 62 customers?"),
        text: text("They move to Trash for 30 days."),
        names: vec![text("Art Restaurant"), text("کافی شاپ رادیو")],
        action: text("/customers/bulk"),
        kept: vec![(text("id"), text("1"))],
        typed: Some(Typed {
            field: Field::new("number", ""),
            label: text("Type 62 to confirm"),
            suggestions: Vec::new(),
        }),
        verb: text("Delete"),
        is_danger: true,
        cancel: text("/customers"),
    }
}

fn trash() -> TrashPage {
    TrashPage {
        shell: shell(Section::Trash),
        total: text("1"),
        announce: text("1 customer"),
        rows: vec![TrashRow {
            url: text("/customers/1"),
            name: text("Art Restaurant"),
            avatar: Avatar::new("Art Restaurant", b"art", true),
            email: text("helen@art.example"),
            deleted: text("18 Nov"),
            by: text("Neda Yari"),
            left: text("27 days left"),
        }],
        pager: pager(),
        kept: Vec::new(),
    }
}

fn login() -> LoginPage {
    LoginPage {
        shell: Shell::default(),
        problem: Some(text("That email and password do not match.")),
        email: Field::new("email", "neda@harbourvine.example"),
        next: text("/customers"),
    }
}

fn first_run() -> FirstRunPage {
    FirstRunPage {
        shell: Shell::default(),
        title: text("Set up Customary"),
        text: text("This makes the first administrator."),
        action: text("/setup/1"),
        problems: vec![problem("password", "Use at least 12 characters")],
        organization: Some(Field::new("organization", "")),
        name: Some(Field::new("name", "")),
        email: Some(Field::new("email", "")),
        password: Field::new("password", "").wrong(Some(text("Use at least 12 characters"))),
        verb: text("Create administrator"),
    }
}

fn persian_list() -> ListPage {
    let mut page = list();
    page.shell.language = Language::of("fa").unwrap();
    page.shell.preferences = Preferences::read(Some("dark"), Some("compact"), None);
    let dates = Dates::new(page.shell.language, "Asia/Tehran", 1_763_647_920_000_000);
    for row in &mut page.rows {
        row.updated = dates.ago(1_763_600_000_000_000);
    }
    page
}

fn error() -> ErrorPage {
    ErrorPage {
        shell: Shell::default(),
        title: text("There is nothing here"),
        detail: text("The address may be mistyped."),
        reference: Some(text("7F3A-21")),
        back: Crumb::new("/customers", "Back to customers"),
    }
}

fn pages() -> Vec<(&'static str, String)> {
    let editing = Editing { url: text("/customers/1"), name: text("Art Restaurant"), version: text("7") };
    let mut deleted = customer();
    deleted.head.deleted = Some(text("This customer was deleted on 18 November by Reza Moradi."));
    let mut viewed = list();
    viewed.shell.rights = Rights::default();
    vec![
        ("list", list().render().unwrap()),
        ("list-rtl", persian_list().render().unwrap()),
        ("list-viewer", viewed.render().unwrap()),
        ("list-empty", ListPage { is_new: true, ..list() }.render().unwrap()),
        ("list-no-match", ListPage { rows: Vec::new(), ..list() }.render().unwrap()),
        ("page", customer().render().unwrap()),
        ("page-deleted", deleted.render().unwrap()),
        ("new", form(None).render().unwrap()),
        ("edit", form(Some(editing)).render().unwrap()),
        ("timeline", timeline().render().unwrap()),
        ("history", history().render().unwrap()),
        ("compare", compare().render().unwrap()),
        ("conflict", conflict().render().unwrap()),
        ("confirm", confirm().render().unwrap()),
        ("trash", trash().render().unwrap()),
        ("import-new", new_import().render().unwrap()),
        ("import-mapping", mapping().render().unwrap()),
        ("import-check", check().render().unwrap()),
        ("import-progress", progress().render().unwrap()),
        ("import-result", result().render().unwrap()),
        ("upload-file", upload_file().render().unwrap()),
        ("operators", operators().render().unwrap()),
        ("tokens", tokens().render().unwrap()),
        ("login", login().render().unwrap()),
        ("first-run", first_run().render().unwrap()),
        ("again", AgainPage::default().render().unwrap()),
        ("error", error().render().unwrap()),
        ("keys", KeysPage { shell: shell(Section::None) }.render().unwrap()),
    ]
}

fn select<'h>(page: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn all_text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn every_control_has_a_name() {
    for (name, html) in pages() {
        let page = Html::parse_document(&html);
        for control in select(&page, "input:not([type=hidden]), select, textarea") {
            let id = control.value().id().unwrap_or("-");
            let labelled = control.attr("aria-label").is_some_and(|label| !label.is_empty())
                || select(&page, "label[for]")
                    .iter()
                    .any(|label| label.attr("for") == Some(id) && !all_text(*label).is_empty())
                || control
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .any(|up| up.value().name() == "label" && !all_text(up).is_empty());
            assert!(labelled, "{name}: {}", control.html());
        }
        for button in select(&page, "button, a[href]:not([hidden]), summary") {
            let named = !all_text(button).is_empty()
                || button.attr("aria-label").is_some_and(|label| !label.is_empty());
            assert!(named, "{name}: {}", button.html());
        }
    }
}

#[test]
fn ids_are_unique_and_references_resolve() {
    for (name, html) in pages() {
        let page = Html::parse_document(&html);
        let mut ids: Vec<_> = select(&page, "[id]")
            .iter()
            .filter_map(|element| element.value().id().map(str::to_owned))
            .collect();
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1], "{name}: two elements with one id");
        }
        for (attribute, selector) in [
            ("aria-describedby", "[aria-describedby]"),
            ("aria-labelledby", "[aria-labelledby]"),
            ("form", "[form]"),
            ("for", "label[for]"),
            ("list", "input[list]"),
            ("data-into", "[data-into]"),
            ("data-dialog", "[data-dialog]"),
        ] {
            for element in select(&page, selector) {
                for id in element.attr(attribute).unwrap_or_default().split(' ') {
                    assert!(ids.iter().any(|known| known == id), "{name}: {attribute}={id}");
                }
            }
        }
        for link in select(&page, "a[href^='#']") {
            let id = link.attr("href").unwrap_or_default().trim_start_matches('#');
            assert!(ids.iter().any(|known| known == id) || id == "file", "{name}: no #{id}");
        }
    }
}

#[test]
fn every_page_has_one_heading_a_title_and_no_unknown_word() {
    for (name, html) in pages() {
        let page = Html::parse_document(&html);
        assert_eq!(select(&page, "h1").len(), 1, "{name}");
        let titles = select(&page, "title");
        assert!(titles.len() == 1 && !all_text(titles[0]).is_empty(), "{name}");
        assert!(
            !html.contains("Unknown localization"),
            "{name}: {:?}",
            html.split("Unknown localization").nth(1).map(|rest| rest.chars().take(40).collect::<String>())
        );
        for form in select(&page, "form[method=post]") {
            assert!(form.html().contains("name=\"csrf_token\""), "{name}: a form without its token");
        }
        for row in select(&page, "tr") {
            assert!(row.child_elements().count() > 1, "{name}: {}", row.html());
        }
    }
}

#[test]
fn symbols_that_pages_use_exist() {
    let icons = include_str!("../../static/icons.svg");
    for (name, html) in pages() {
        for used in html.split("icons.svg#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(icons.contains(&format!("id=\"{used}\"")), "{name}: no symbol {used}");
        }
    }
}

#[test]
fn a_fragment_is_the_same_block_as_in_the_page() {
    let (page, trash, progress, timeline) = (list(), trash(), progress(), timeline());
    for (whole, part) in [
        (page.render().unwrap(), page.as_list().render().unwrap()),
        (trash.render().unwrap(), trash.as_list().render().unwrap()),
        (progress.render().unwrap(), progress.as_progress().render().unwrap()),
        (timeline.render().unwrap(), timeline.as_timeline().render().unwrap()),
    ] {
        assert!(whole.contains(part.trim()), "{part}");
    }
}
