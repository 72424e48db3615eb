//! The one place that knows how the program is started and told things: its commands, its settings, its folders.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::api::Api;
use super::console::Console;
use super::database::Database;
use super::eventually::{PATIENCE, eventually};
use super::process::Process;

pub const ADMIN: &str = "admin@example.test";
pub const PASSWORD: &str = "orchard-lantern-copper-42";
/// Of the form the program itself makes, so that whatever recognises its tokens recognises this one.
pub const TOKEN: &str = "cst_0123456789abcdef0123456789abcdef0123456789abcdef";

/// A server of the product with a folder and a database of its own; both are gone when this is dropped.
pub struct App {
    // Fields are dropped in this order: the process first, what it stands on after it.
    process: Process,
    database: Database,
    folder: TempDir,
    base: String,
    settings: Vec<(String, String)>,
}

/// What a command said, and how it ended.
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A running server with one administrator and one token.
pub async fn spawn() -> App {
    spawn_with(&[]).await
}

/// The same, with more settings (variable, value).
pub async fn spawn_with(settings: &[(&str, &str)]) -> App {
    let folder = TempDir::new().unwrap();
    let database = Database::create(folder.path());
    let secret = folder.path().join("secret");
    write_private(&secret, &format!("{}{}", uuid::Uuid::now_v7().simple(), uuid::Uuid::now_v7().simple()));
    let mut all = vec![
        ("CUSTOMARY_LISTEN", "127.0.0.1:0".to_owned()),
        ("CUSTOMARY_DATA_DIR", folder.path().join("data").display().to_string()),
        ("CUSTOMARY_DATABASE_URL", database.url()),
        ("CUSTOMARY_SECRET_FILE", secret.display().to_string()),
        ("CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL", ADMIN.to_owned()),
        ("CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD.to_owned()),
        ("CUSTOMARY_BOOTSTRAP_API_TOKEN", TOKEN.to_owned()),
    ];
    all.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let settings: Vec<_> = all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let (process, base) = start(&settings, folder.path(), &["serve"]).await;
    App { process, database, folder, base, settings }
}

/// A running server of the sample store, which is a file of SQLite whatever the others are tried on.
pub async fn spawn_demo() -> App {
    let folder = TempDir::new().unwrap();
    let data_dir = folder.path().join("data");
    let settings: Vec<_> = [
        ("CUSTOMARY_LISTEN", "127.0.0.1:0".to_owned()),
        ("CUSTOMARY_DATA_DIR", data_dir.display().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let (process, base) = start(&settings, folder.path(), &["serve", "--demo"]).await;
    App { process, database: Database::of_file(&data_dir.join("demo/customary.db")), folder, base, settings }
}

impl App {
    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Everything the server has said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_path(self.folder.path())).unwrap_or_default()
    }

    /// A browser without scripts that has not signed in.
    pub fn visitor(&self) -> Console {
        Console::new(&self.base)
    }

    /// The administrator, signed in.
    pub async fn sign_in(&self) -> Console {
        self.sign_in_as(ADMIN, PASSWORD).await
    }

    pub async fn sign_in_as(&self, email: &str, password: &str) -> Console {
        let console = self.visitor();
        console.sign_in(email, password).await.assert_status(303);
        console
    }

    /// A new operator with that role, signed in.
    pub async fn sign_in_with_role(&self, role: &str) -> Console {
        let email = format!("{role}-{}@example.test", uuid::Uuid::now_v7().simple());
        self.command_with_input(&["operator", "add", &email, "--role", role, "--password-stdin"], PASSWORD)
            .assert_code(0);
        self.sign_in_as(&email, PASSWORD).await
    }

    /// The API with the token of the start, which is an administrator's.
    pub fn api(&self) -> Api {
        Api::new(&self.base, TOKEN)
    }

    /// The API with a new token of that role.
    pub fn api_with_role(&self, role: &str) -> Api {
        let name = format!("{role} {}", uuid::Uuid::now_v7().simple());
        let answer = self.command(&["token", "add", &name, "--role", role]).assert_code(0);
        Api::new(&self.base, answer.last_line())
    }

    /// Runs a command of the program on this store, while the server runs.
    pub fn command(&self, arguments: &[&str]) -> Answer {
        self.command_with_input(arguments, "")
    }

    pub fn command_with_input(&self, arguments: &[&str], input: &str) -> Answer {
        let mut command = program(&self.settings, self.folder.path());
        let mut child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no input may have closed it already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Answer {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// SIGTERM; answers how it ended.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.process.terminate().await
    }

    /// Starts it again after `kill` or `terminate`, on another port; answers how long it took until it was ready.
    pub async fn restart(&mut self) -> Duration {
        let start_of_it = Instant::now();
        (self.process, self.base) = start(&self.settings, self.folder.path(), &["serve"]).await;
        start_of_it.elapsed()
    }
}

impl Answer {
    #[track_caller]
    pub fn assert_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The last line it printed: where a command puts a secret that it shows once.
    pub fn last_line(&self) -> &str {
        self.stdout.trim_end().lines().next_back().unwrap_or_default()
    }
}

async fn start(settings: &[(String, String)], folder: &Path, arguments: &[&str]) -> (Process, String) {
    let mut process = Process::start(program(settings, folder).args(arguments), log_path(folder));
    let base = format!("http://127.0.0.1:{}", process.listening_port().await);
    let client = reqwest::Client::new();
    eventually("the server is ready", PATIENCE, async || {
        let answer = client.get(format!("{base}/readyz")).send().await.ok()?;
        answer.status().is_success().then_some(())
    })
    .await;
    (process, base)
}

/// The program, seeing of the environment only what it is given here.
fn program(settings: &[(String, String)], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
    command.env_clear().current_dir(folder).envs(settings.iter().cloned());
    command
}

fn log_path(folder: &Path) -> PathBuf {
    folder.join("server.log")
}

fn write_private(path: &Path, text: &str) {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::File::options().create_new(true).write(true).mode(0o600).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}
