//! What a run of the tests can be told from outside.

/// The PostgreSQL database to run on; none means SQLite.
pub fn database_url() -> Option<String> {
    variable("TEST_DATABASE_URL")
}

/// How often the crash tests kill the server.
pub fn kills() -> usize {
    variable("CUSTOMARY_SOAK_KILLS")
        .map_or(5, |number| number.parse().expect("CUSTOMARY_SOAK_KILLS is a number"))
}

/// How many edits the history of a customer is made of.
pub fn edits() -> usize {
    variable("CUSTOMARY_SOAK_EDITS")
        .map_or(60, |number| number.parse().expect("CUSTOMARY_SOAK_EDITS is a number"))
}

/// How many customers are exported and imported again, in each format.
pub fn customers() -> usize {
    variable("CUSTOMARY_SOAK_CUSTOMERS")
        .map_or(500, |number| number.parse().expect("CUSTOMARY_SOAK_CUSTOMERS is a number"))
}

/// The office program that opens exported tables, where there is one.
pub fn office() -> Option<String> {
    variable("CUSTOMARY_SOAK_OFFICE")
}

/// How large the upload is that is cut again and again, where it is said.
pub fn upload_bytes() -> Option<u64> {
    let bytes = variable("CUSTOMARY_SOAK_UPLOAD_BYTES")?;
    Some(bytes.parse().expect("CUSTOMARY_SOAK_UPLOAD_BYTES is a number"))
}

#[expect(clippy::disallowed_methods, reason = "the settings of the tests are read here only")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
