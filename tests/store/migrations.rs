//! The schemas of both engines are one, `down.sql` undoes `up.sql`, and a store is copied before it is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::database::Database;
use crate::support::server::spawn;
use crate::support::source;

/// Tables that one engine has for itself: (table, why).
const OF_ONE_ENGINE: [(&str, &str); 4] = [
    ("customer_search", "each engine searches its own way"),
    ("customer_words", "the words of SQLite's index"),
    ("sequences", "PostgreSQL has sequences"),
    ("__diesel_schema_migrations", "the migrations' own"),
];

/// A column as all three say it: its type, whether it may be null, its place in the primary key.
type Columns = BTreeMap<(String, usize, String), (String, bool, Option<usize>)>;

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine| -> Vec<String> {
        let folders = migrations(engine).into_iter();
        folders.map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn the_tables_are_those_that_the_program_knows() {
    let folder = TempDir::new().unwrap();
    let sqlite = Database::create_sqlite(folder.path());
    up(&sqlite, &migrations("sqlite"));
    let (known, found) = (known_columns(), columns(&sqlite));
    assert_same(&without_ids(&known), &without_ids(&found), "schema.rs", "SQLite");

    let database = Database::create(folder.path());
    if database.is_postgres() {
        up(&database, &migrations("postgres"));
        let on_postgres = columns(&database);
        assert_same(&known, &on_postgres, "schema.rs", "PostgreSQL");
        assert_same(&without_ids(&found), &without_ids(&on_postgres), "SQLite", "PostgreSQL");
    }
}

#[test]
fn every_migration_can_be_undone() {
    let folder = TempDir::new().unwrap();
    let database = Database::create(folder.path());
    let all = migrations(if database.is_postgres() { "postgres" } else { "sqlite" });
    for (at, migration) in all.iter().enumerate() {
        let before = database.schema();
        database.execute(&sql(migration, "up.sql"));
        assert_ne!(database.schema(), before, "{} does nothing", migration.display());
        database.execute(&sql(migration, "down.sql"));
        assert_eq!(database.schema(), before, "{}: down.sql leaves or takes too much", migration.display());
        up(&database, &all[at..=at]);
    }
    for migration in all.iter().rev() {
        database.execute(&sql(migration, "down.sql"));
    }
    assert!(database.schema().is_empty(), "{:?}", database.schema());
}

#[actix_web::test]
async fn j9_a_store_is_copied_before_its_schema_changes() {
    let mut app = spawn().await;
    app.sign_in().await.create_customer("Acme").await;
    app.terminate().await;
    let last = migrations(if app.database().is_postgres() { "postgres" } else { "sqlite" }).pop().unwrap();
    // As the release before the last migration would have left it.
    let is_last = "(SELECT max(version) FROM __diesel_schema_migrations)";
    let version = app.database().texts(&format!("SELECT CAST({is_last} AS TEXT)")).remove(0);
    app.database().execute(&sql(&last, "down.sql"));
    app.database().execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = {is_last}"));
    let former = app.database().schema();
    let schema = app.database().texts(&format!("SELECT CAST({is_last} AS TEXT)")).remove(0);

    app.command(&["migrate", "--check"]).assert_code(1);
    app.restart().await;
    app.sign_in().await.open("/customers").await.assert_shows("Acme");
    assert_eq!(app.database().texts(&format!("SELECT CAST({is_last} AS TEXT)")), [version]);
    let Some(file) = app.database().file() else { return };
    let copy = PathBuf::from(format!("{}.{schema}", file.display()));
    assert_eq!(copies(&file), [&*copy], "one copy, and only one");
    let copy_of_it = Database::of_file(&copy);
    copy_of_it.assert_intact();
    assert_eq!(copy_of_it.schema(), former);
    assert_eq!(copy_of_it.count("SELECT count(*) FROM customers WHERE display_name = 'Acme'"), 1);
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
}

#[actix_web::test]
async fn j9_a_new_store_is_not_copied_and_a_newer_one_is_refused() {
    let app = spawn().await;
    if let Some(file) = app.database().file() {
        assert_eq!(copies(&file), Vec::<PathBuf>::new());
    }
    app.database().execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')");
    let refused = app.command(&["migrate"]).assert_code(1);
    assert!(refused.stderr.contains("newer"), "{}", refused.stderr);
    assert!(app.command(&["serve"]).assert_code(1).stderr.contains("newer"));
}

/// Files beside a database that begin with its name, other than SQLite's own.
fn copies(file: &Path) -> Vec<PathBuf> {
    let beside = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let begins = format!("{}.", file.display());
    beside.filter(|path| path.display().to_string().starts_with(&begins)).collect()
}

fn migrations(engine: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut found: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn sql(migration: &Path, file: &str) -> String {
    let path = migration.join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn up(database: &Database, migrations: &[PathBuf]) {
    migrations.iter().for_each(|migration| database.execute(&sql(migration, "up.sql")));
}

/// The columns of the database; each of the lines it answers is `table|place|column|type|nullable|place in the key`.
fn columns(database: &Database) -> Columns {
    let query = if database.is_postgres() {
        // A column that was dropped leaves a gap in the positions.
        "SELECT concat_ws('|', c.table_name, \
           row_number() OVER (PARTITION BY c.table_name ORDER BY c.ordinal_position) - 1, \
           c.column_name, c.data_type, c.is_nullable = 'YES', coalesce(k.ordinal_position, 0)) \
         FROM information_schema.columns c \
         LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema \
           AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY' \
         LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = t.constraint_schema \
           AND k.constraint_name = t.constraint_name AND k.column_name = c.column_name \
         WHERE c.table_schema = current_schema()"
    } else {
        // An INTEGER that is the key by itself is the row's id, of 64 bits.
        "SELECT m.name || '|' || c.cid || '|' || c.name || '|' || \
           CASE WHEN c.type = 'INTEGER' AND c.pk > 0 AND \
             (SELECT count(*) FROM pragma_table_info(m.name) WHERE pk > 0) = 1 THEN 'BIGINT' ELSE c.type END || '|' || \
           CASE c.\"notnull\" WHEN 0 THEN 't' ELSE 'f' END || '|' || c.pk \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    };
    let is_shared = |line: &String| !OF_ONE_ENGINE.iter().any(|(table, _)| line.starts_with(table));
    let column_of = |line: String| {
        let [table, place, column, kind, nullable, key]: [String; 6] =
            line.split('|').map(str::to_owned).collect::<Vec<_>>().try_into().expect(&line);
        let key = Some(key.parse().unwrap()).filter(|place: &usize| *place > 0);
        ((table, place.parse().unwrap(), column), (kind_of(&kind), nullable == "t", key))
    };
    database.texts(query).into_iter().filter(is_shared).map(column_of).collect()
}

/// The name that `schema.rs` has for an engine's type.
fn kind_of(kind: &str) -> String {
    let known = match kind.to_lowercase().as_str() {
        "bigint" => "BigInt",
        "smallint" => "SmallInt",
        "integer" => "Integer",
        "text" => "Text",
        "boolean" => "Bool",
        "uuid" => "Uid",
        "blob" | "bytea" => "Binary",
        other => panic!("{other} is a type that the two engines do not share"),
    };
    known.to_owned()
}

/// The columns of `schema.rs`.
fn known_columns() -> Columns {
    let schema = source::files("src/store", "rs").into_iter().find(|file| file.path.ends_with("schema.rs"));
    let text = source::without_comments(&schema.unwrap().text);
    let mut known = Columns::new();
    for table in text.split("table! {").skip(1) {
        let (head, rest) = table.split_once('{').unwrap();
        let (name, keys) = head.trim().split_once(" (").unwrap();
        let keys: Vec<&str> = keys.trim_end_matches(')').split(", ").collect();
        let lines = rest.split_once('}').unwrap().0.lines().filter_map(|line| line.trim().split_once(" -> "));
        for (place, (column, kind)) in lines.enumerate() {
            let kind = kind.trim_end_matches(',');
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let key = keys.iter().position(|key| *key == column).map(|place| place + 1);
            let short = inner.unwrap_or(kind).rsplit("::").next().unwrap().to_owned();
            known.insert((name.to_owned(), place, column.to_owned()), (short, inner.is_some(), key));
        }
    }
    known
}

/// SQLite keeps ids as bytes.
fn without_ids(columns: &Columns) -> Columns {
    let plain = |kind: &str| if kind == "Uid" { "Binary".to_owned() } else { kind.to_owned() };
    columns.iter().map(|(name, (kind, null, key))| (name.clone(), (plain(kind), *null, *key))).collect()
}

#[track_caller]
fn assert_same(one: &Columns, other: &Columns, of_one: &str, of_other: &str) {
    assert!(one.len() > 100, "only {} columns of {of_one} were found", one.len());
    let tables = |columns: &Columns| columns.keys().map(|key| key.0.clone()).collect::<BTreeSet<_>>();
    assert_eq!(tables(one), tables(other), "tables of {of_one} and of {of_other}");
    for (column, kind) in one {
        assert_eq!(Some(kind), other.get(column), "{column:?} of {of_one} and of {of_other}");
    }
    assert_eq!(one.len(), other.len(), "{of_other} has more columns than {of_one}");
}
