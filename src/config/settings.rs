//! Every setting, with its variable, its unit, its default and its bounds. A flag wins over the environment.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, value_parser};

use crate::domain::password::Cost;
use crate::web::rate::Allowances;

/// The settings as they are given. Empty ones count as not given.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "CUSTOMARY_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: String,

    /// How browsers reach it, such as <https://crm.example.com>; without one, only this machine may
    #[arg(long, env = "CUSTOMARY_BASE_URL", default_value = "", hide_default_value = true, global = true)]
    pub base_url: String,

    /// Folder of the database, the files and the secret
    #[arg(long, env = "CUSTOMARY_DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,

    /// `sqlite://PATH` or `postgres://…`; customary.db in the data folder when not given
    #[arg(
        long,
        env = "CUSTOMARY_DATABASE_URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        global = true
    )]
    pub database_url: String,

    /// Connections to the database that read at once
    #[arg(long, env = "CUSTOMARY_DATABASE_CONNECTIONS", default_value_t = 16,
          value_parser = value_parser!(u32).range(1..=200), global = true)]
    pub database_connections: u32,

    /// Folder of the files; the folder `files` in the data folder when not given
    #[arg(long, env = "CUSTOMARY_FILES_URL", default_value = "", hide_default_value = true, global = true)]
    pub files_url: String,

    /// File with the server's secret of at least 32 random bytes; needed with PostgreSQL, made in the data folder with
    /// `SQLite`. A second line is the former secret, and the day (YYYY-MM-DD) until which it is accepted
    #[arg(long, env = "CUSTOMARY_SECRET_FILE", default_value = "", hide_default_value = true, global = true)]
    pub secret_file: String,

    /// E-mail address of the first administrator; used once, on an empty store
    #[arg(
        long,
        env = "CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub bootstrap_admin_email: String,

    /// Password of the first administrator; used once, on an empty store
    #[arg(
        long,
        env = "CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        global = true
    )]
    pub bootstrap_admin_password: String,

    /// A first API token, of an administrator's rights; used once, on an empty store
    #[arg(
        long,
        env = "CUSTOMARY_BOOTSTRAP_API_TOKEN",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        global = true
    )]
    pub bootstrap_api_token: String,

    /// Server that mail is sent by, such as `smtps://user:password@mail.example.com` or
    /// `smtp://mail.example.com:587?tls=required`; without one, mails stay in the outbox
    #[arg(
        long,
        env = "CUSTOMARY_SMTP_URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        global = true
    )]
    pub smtp_url: String,

    /// Who mail is from, such as `Harbour & Vine <crm@example.com>`
    #[arg(long, env = "CUSTOMARY_MAIL_FROM", default_value = "", hide_default_value = true, global = true)]
    pub mail_from: String,

    /// Proxies whose X-Forwarded-For is believed: addresses and networks, with commas between them
    #[arg(
        long,
        env = "CUSTOMARY_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub trusted_proxies: String,

    /// What is logged: error, warn, info, debug, trace, by module if wanted
    #[arg(
        long,
        env = "CUSTOMARY_LOG",
        default_value = "info,actix_server=warn,actix_http=off",
        global = true
    )]
    pub log: String,

    /// Minutes without a request after which a session ends
    #[arg(long, env = "CUSTOMARY_SESSION_IDLE_MINUTES", default_value_t = 30,
          value_parser = value_parser!(u64).range(1..=1440), global = true)]
    pub session_idle_minutes: u64,

    /// Hours after which a session ends
    #[arg(long, env = "CUSTOMARY_SESSION_HOURS", default_value_t = 12,
          value_parser = value_parser!(u64).range(1..=720), global = true)]
    pub session_hours: u64,

    /// Memory that hashing one password takes, in MiB
    #[arg(long, env = "CUSTOMARY_PASSWORD_MEMORY_MIB", default_value_t = Cost::FLOOR.memory_mib,
          value_parser = value_parser!(u32).range(i64::from(Cost::FLOOR.memory_mib)..=1024), global = true)]
    pub password_memory_mib: u32,

    /// Passes over that memory
    #[arg(long, env = "CUSTOMARY_PASSWORD_PASSES", default_value_t = Cost::FLOOR.passes,
          value_parser = value_parser!(u32).range(i64::from(Cost::FLOOR.passes)..=20), global = true)]
    pub password_passes: u32,

    /// Passwords that are hashed at once; as many as there are cores when 0
    #[arg(long, env = "CUSTOMARY_PASSWORD_WORKERS", default_value_t = 0,
          value_parser = value_parser!(u16).range(0..=256), global = true)]
    pub password_workers: u16,

    /// Largest file that is taken, in bytes
    #[arg(long, env = "CUSTOMARY_UPLOAD_LIMIT_BYTES", default_value_t = 2 << 30,
          value_parser = value_parser!(u64).range(1 << 20..=64 << 30), global = true)]
    pub upload_limit_bytes: u64,

    /// Exports that one person, or one token, begins in an hour
    #[arg(long, env = "CUSTOMARY_EXPORTS_PER_HOUR", default_value_t = 5,
          value_parser = value_parser!(u32).range(1..=10_000), global = true)]
    pub exports_per_hour: u32,

    /// Bytes that the files of an organization may take, earlier ones and those in the trash included
    #[arg(long, env = "CUSTOMARY_QUOTA_BYTES", default_value_t = 100 << 30,
          value_parser = value_parser!(u64).range(1 << 20..=1 << 50), global = true)]
    pub quota_bytes: u64,

    /// Files that an organization may keep, earlier ones and those in the trash included
    #[arg(long, env = "CUSTOMARY_QUOTA_FILES", default_value_t = 100_000,
          value_parser = value_parser!(u64).range(1..=1_000_000), global = true)]
    pub quota_files: u64,

    /// Hours without a report after which a program in progress counts as stuck
    #[arg(long, env = "CUSTOMARY_PROVISION_SILENT_HOURS", default_value_t = 3,
          value_parser = value_parser!(u64).range(1..=720), global = true)]
    pub provision_silent_hours: u64,

    /// Seconds that the head of a request may take
    #[arg(long, env = "CUSTOMARY_HEAD_SECONDS", default_value_t = 10,
          value_parser = value_parser!(u64).range(1..=60), global = true)]
    pub head_seconds: u64,

    /// Seconds that a request may take; one that brings or takes a file may take longer
    #[arg(long, env = "CUSTOMARY_REQUEST_SECONDS", default_value_t = 30,
          value_parser = value_parser!(u64).range(1..=300), global = true)]
    pub request_seconds: u64,

    /// Seconds after which a body that came slower than 1 KiB a second is cut
    #[arg(long, env = "CUSTOMARY_PACE_SECONDS", default_value_t = 30,
          value_parser = value_parser!(u64).range(1..=300), global = true)]
    pub pace_seconds: u64,

    /// Connections that are open at once
    #[arg(long, env = "CUSTOMARY_CONNECTIONS", default_value_t = 1000,
          value_parser = value_parser!(u32).range(10..=100_000), global = true)]
    pub connections: u32,

    /// Connections of one address that are open at once; trusted proxies are not counted
    #[arg(long, env = "CUSTOMARY_CONNECTIONS_PER_ADDRESS", default_value_t = 50,
          value_parser = value_parser!(u32).range(1..=100_000), global = true)]
    pub connections_per_address: u32,

    /// Requests a minute of one session
    #[arg(long, env = "CUSTOMARY_SESSION_REQUESTS_PER_MINUTE", default_value_t = Allowances::DEFAULT.session,
          global = true)]
    pub session_requests: NonZeroU32,

    /// Requests a minute of one token
    #[arg(long, env = "CUSTOMARY_TOKEN_REQUESTS_PER_MINUTE", default_value_t = Allowances::DEFAULT.token,
          global = true)]
    pub token_requests: NonZeroU32,

    /// Tries to sign in a minute from one address
    #[arg(long, env = "CUSTOMARY_SIGN_IN_REQUESTS_PER_MINUTE", default_value_t = Allowances::DEFAULT.sign_in,
          global = true)]
    pub sign_in_requests: NonZeroU32,

    /// Other requests a minute from one address, while nobody is signed in
    #[arg(long, env = "CUSTOMARY_UNKNOWN_REQUESTS_PER_MINUTE", default_value_t = Allowances::DEFAULT.unknown,
          global = true)]
    pub unknown_requests: NonZeroU32,

    /// Addresses of other systems' wire formats that are not served, with commas between them: /v1, /compat/echonio,
    /// /webapi, /api/customers, /compat/nutcache, /compat/arrowsphere, /compat/simplestore; or all
    #[arg(long, env = "CUSTOMARY_MOUNTS_OFF", default_value = "", hide_default_value = true, global = true)]
    pub mounts_off: String,

    /// Answer clients of Nutcache with `organization` and `notes`, as its later documentation has them, instead of
    /// `Organization` and `Notes`
    #[arg(long, env = "CUSTOMARY_NUTCACHE_LOWER_CASE", global = true)]
    pub nutcache_lower_case: bool,
}
