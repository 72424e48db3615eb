//! What the program stands on: a folder that is its owner's alone, and the secret in it.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};

use crate::config::Config;
use crate::domain::secret::{Key, Keys, Secret};
use crate::domain::time::{Clock, Time};

/// Fewest bytes of a secret: 256 bits.
const SECRET_BYTES: usize = 32;
/// Fewest different bytes in it: hexadecimal digits of random bytes have nearly always 12 and more.
const DIFFERENT_BYTES: usize = 8;

/// Makes the data folder, and makes it its owner's alone.
pub(super) fn prepare_folder(folder: &Path) -> anyhow::Result<()> {
    let named = || format!("CUSTOMARY_DATA_DIR: {}", folder.display());
    DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(named)?;
    fs::set_permissions(folder, Permissions::from_mode(0o700)).with_context(named)
}

/// Makes the database file its owner's alone before SQLite would make it anyone's. One that others can read is refused:
/// they may have.
pub(super) fn prepare_database_file(file: &Path) -> anyhow::Result<()> {
    let named = || format!("CUSTOMARY_DATABASE_URL: {}", file.display());
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(named)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => refuse_readable(file).with_context(named),
        Err(error) => Err(error).with_context(named),
    }
}

fn refuse_readable(file: &Path) -> anyhow::Result<()> {
    let for_others = fs::metadata(file)?.permissions().mode() % 0o10;
    ensure!(for_others == 0, "everyone on this machine can read it; run `chmod 600` on it");
    Ok(())
}

/// Reads the server's secret, or makes one, and derives its keys.
pub(super) fn read_keys(config: &Config, clock: &Clock) -> anyhow::Result<Keys> {
    let Some(file) = &config.secret_file else {
        let file = config.data_dir.join("secret");
        make_secret(&file).with_context(|| file.display().to_string())?;
        return read_secret(&file, clock.now()).with_context(|| file.display().to_string());
    };
    read_secret(file, clock.now()).with_context(|| format!("CUSTOMARY_SECRET_FILE: {}", file.display()))
}

fn make_secret(file: &Path) -> anyhow::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut made) => {
            writeln!(made, "{}", Secret::generate().expose())?;
            made.sync_all()?;
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn read_secret(file: &Path, now: Time) -> anyhow::Result<Keys> {
    refuse_readable(file)?;
    let text = fs::read_to_string(file)?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(current) = lines.next() else { bail!("the secret is missing: the file is empty") };
    let former = lines.next().map(|line| former_key(line, now)).transpose().context("its second line")?;
    Ok(Keys::new(key(current)?, former.flatten()))
}

/// A former secret and the last day on which it is accepted.
fn former_key(line: &str, now: Time) -> anyhow::Result<Option<Key>> {
    let (secret, until) =
        line.rsplit_once(char::is_whitespace).context("a former secret is followed by its last day")?;
    let until: jiff::civil::Date = until.parse().context("its last day is written like 2027-01-31")?;
    let ends = until.tomorrow()?.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp().as_microsecond();
    let key = key(secret.trim())?;
    Ok((now.micros() < ends).then_some(key))
}

fn key(secret: &str) -> anyhow::Result<Key> {
    let mut different = secret.as_bytes().to_vec();
    different.sort_unstable();
    different.dedup();
    ensure!(
        secret.len() >= SECRET_BYTES && different.len() >= DIFFERENT_BYTES,
        "the secret is weak: it takes at least 32 random bytes, such as `openssl rand -hex 32` writes"
    );
    Ok(Key::of_secret(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0b1c9b1a5f0e4d7c8a6b3f2e1d0c9b8a7f6e5d4c3b2a19080706050403020100";
    const FORMER: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

    fn read(text: &str, now: &str) -> anyhow::Result<Keys> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("secret");
        fs::write(&file, text)?;
        fs::set_permissions(&file, Permissions::from_mode(0o600))?;
        read_secret(&file, Time::from_micros(now.parse::<jiff::Timestamp>()?.as_microsecond()))
    }

    #[test]
    fn h1_a_missing_or_weak_secret_is_named() {
        for (text, said) in [
            ("", "missing"),
            ("\n", "missing"),
            ("secret", "weak"),
            (&"a".repeat(64), "weak"),
            (&format!("{SECRET}\nshort 2027-01-31"), "weak"),
            (&format!("{SECRET}\n{FORMER}"), "last day"),
        ] {
            let error = format!("{:#}", read(text, "2026-01-01T00:00:00Z").err().unwrap());
            assert!(error.contains(said), "{text:?}: {error}");
        }
    }

    #[test]
    fn h2_the_former_secret_is_accepted_until_its_last_day() {
        let sealed = read(FORMER, "2026-01-01T00:00:00Z").unwrap().seal(b"x");
        let text = format!("{SECRET}\n{FORMER} 2027-01-31\n");
        assert!(read(&text, "2027-01-31T23:59:59Z").unwrap().open(&sealed).is_some());
        assert!(read(&text, "2027-02-01T00:00:00Z").unwrap().open(&sealed).is_none());
    }

    #[test]
    fn h3_what_everyone_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("customary.db");
        prepare_database_file(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert!(prepare_database_file(&file).is_err());
    }

    #[test]
    fn h1_a_made_secret_is_strong_and_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        make_secret(&file).unwrap();
        make_secret(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(read_secret(&file, Time::from_micros(0)).is_ok());
    }
}
