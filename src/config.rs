//! Every setting: its flag, its variable, its unit, its default. Flags win over the environment. Nothing else of the
//! program reads the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::store::Database;
use crate::web::hosts::Network;

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct StoreConfig {
    /// Folder of the database, the files and the secret
    #[arg(long, env = "CUSTOMARY_DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,
    /// <sqlite://PATH> or <postgres://…>; default: customary.db in the data directory
    #[arg(long, env = "CUSTOMARY_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// Folder of uploaded files; default: files in the data directory
    #[arg(long, env = "CUSTOMARY_FILES_URL", global = true)]
    pub files_url: Option<String>,
    /// File with the secret that keys are made of; required with PostgreSQL, else made in the data directory
    #[arg(long, env = "CUSTOMARY_SECRET_FILE", global = true)]
    pub secret_file: Option<PathBuf>,
}

impl StoreConfig {
    /// The database.
    ///
    /// # Errors
    /// When its URL is of no known kind.
    pub fn database(&self) -> Result<Database, &'static str> {
        match &self.database_url {
            Some(url) => Database::parse(url),
            None => Ok(Database::Sqlite(self.data_dir.join("customary.db"))),
        }
    }

    /// The folder of uploaded files.
    ///
    /// # Errors
    /// When it is named by a URL: only folders are supported so far.
    pub fn files_dir(&self) -> Result<PathBuf, &'static str> {
        match &self.files_url {
            Some(url) if url.contains("://") => {
                Err("CUSTOMARY_FILES_URL is a folder; buckets are not supported yet")
            }
            Some(folder) => Ok(folder.into()),
            None => Ok(self.data_dir.join("files")),
        }
    }
}

/// How it is served.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "CUSTOMARY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// What browsers reach it by, such as <https://customers.example.org>; https turns on Secure cookies and HSTS
    #[arg(long, env = "CUSTOMARY_BASE_URL")]
    pub base_url: Option<String>,
    /// Proxies whose word about a caller's address is believed, such as 10.0.0.0/8
    #[arg(long, env = "CUSTOMARY_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// E-mail address of the first administrator; used once, on an empty store
    #[arg(long, env = "CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL", requires = "bootstrap_admin_password")]
    pub bootstrap_admin_email: Option<String>,
    /// Their password
    #[arg(long, env = "CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD", hide_env_values = true)]
    pub bootstrap_admin_password: Option<String>,
    /// A token of an administrator; used once, on an empty store
    #[arg(long, env = "CUSTOMARY_BOOTSTRAP_API_TOKEN", hide_env_values = true)]
    pub bootstrap_api_token: Option<String>,
    /// Largest file that is taken, in bytes
    #[arg(long, env = "CUSTOMARY_UPLOAD_LIMIT_BYTES", default_value_t = 2 * 1024 * 1024 * 1024)]
    pub upload_limit_bytes: u64,
}
