//! What an empty store is begun with, and the link that lets its first administrator in.

use anyhow::{Context as _, anyhow, ensure};

use crate::config::Config;
use crate::domain::account::{OperatorDraft, TokenDraft};
use crate::domain::operator::Role;
use crate::domain::password::{self, Password};
use crate::domain::secret::SecretHash;
use crate::store::founding::{self, Founding};
use crate::store::{Db, operators, organizations};
use crate::web::{Site, welcome};

/// Fewest characters of a given token: 160 bits, were each a random byte.
const TOKEN_CHARS: usize = 20;

/// Begins an empty store with what the settings say; any other store is left alone.
pub(super) fn begin(db: &Db, config: &Config) -> anyhow::Result<()> {
    let given = &config.bootstrap;
    if given.admin.is_none() && given.token.is_none() {
        return Ok(());
    }
    if !db.read_here(organizations::list)?.is_empty() {
        return Ok(());
    }
    let organization = match &given.admin {
        Some((email, _)) => name_by(email),
        None => "My organization".to_owned(),
    };
    let admin = given.admin.as_ref().map(|(email, password)| admin(email, password, &organization, config));
    let founding = Founding {
        admin: admin.transpose()?,
        token: given.token.as_deref().map(token).transpose().context("CUSTOMARY_BOOTSTRAP_API_TOKEN")?,
        organization,
    };
    let now = db.now();
    if db.write_here(move |conn| founding::begin(conn, &founding, now))? {
        tracing::info!("the store was empty and is begun as the settings say");
    }
    Ok(())
}

/// An organization is named by the host of its first e-mail address, until someone gives it a better name.
#[must_use]
pub fn name_by(email: &str) -> String {
    email.rsplit('@').next().unwrap_or_default().trim().to_lowercase()
}

fn admin(
    email: &str,
    password: &str,
    organization: &str,
    config: &Config,
) -> anyhow::Result<(OperatorDraft, String)> {
    let draft = OperatorDraft::parse(email, "", Role::Admin.as_str())
        .map_err(|issues| anyhow!("CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL: {}", issues.english()))?;
    let password = Password::parse(password, &[organization])
        .map_err(|issue| anyhow!("CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD: {}", issue.english()))?;
    Ok((draft, password::hash(password.expose(), config.password_cost)))
}

fn token(secret: &str) -> anyhow::Result<(TokenDraft, SecretHash)> {
    let is_plain = secret.bytes().all(|byte| byte.is_ascii_graphic());
    ensure!(
        secret.len() >= TOKEN_CHARS && is_plain,
        "a token has at least {TOKEN_CHARS} letters, without blanks"
    );
    let draft = TokenDraft { name: "First token".into(), role: Role::Admin, lasts: None };
    Ok((draft, SecretHash::of(secret)))
}

/// The address of a new link that makes the first administrator, as long as there is no operator.
pub(super) fn administrator_link(db: &Db, site: &Site) -> anyhow::Result<Option<String>> {
    if db.read_here(operators::is_any)? {
        return Ok(None);
    }
    let now = db.now();
    let path = db.write_here(move |conn| welcome::link_for_first_run(conn, now))?;
    Ok(Some(site.url(&path)))
}
