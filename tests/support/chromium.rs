//! One Chromium for the whole run of the tests. It is started by the first test that asks, lives on a thread of its own,
//! and ends with the test program, however that ends.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

use chromiumoxide::Browser;
use chromiumoxide::handler::HandlerConfig;
use chromiumoxide::types::{Command as ProtocolCommand, Method, MethodId};
use futures_util::StreamExt;
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::Handle;

use super::eventually::eventually;

/// The browser, and the runtime on which its connection lives.
pub struct Chromium {
    pub browser: Browser,
    pub runtime: Handle,
}

const PROGRAM: &str = "/usr/bin/chromium";

const FLAGS: [&str; 14] = [
    "--headless=new",
    "--no-sandbox", // CI runs as root, and the only pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
];

/// A command of the protocol with whatever parameters.
#[derive(Debug)]
pub struct Raw {
    pub method: &'static str,
    pub parameters: Value,
}

impl Serialize for Raw {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl Method for Raw {
    fn identifier(&self) -> MethodId {
        self.method.into()
    }
}

impl ProtocolCommand for Raw {
    type Response = Value;
}

/// The browser of this run.
pub fn chromium() -> &'static Chromium {
    static CHROMIUM: OnceLock<Chromium> = OnceLock::new();
    CHROMIUM.get_or_init(|| {
        let (sender, receiver) = mpsc::channel();
        std::thread::Builder::new().name("chromium".to_owned()).spawn(move || live(&sender)).unwrap();
        receiver.recv().expect("Chromium starts")
    })
}

/// The life of the browser's thread: start, hand over the connection, then carry its messages for ever.
fn live(sender: &mpsc::Sender<Chromium>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = start().await;
        // Each test sets the size of its own page; and Chromium may send messages newer than the library knows.
        let config = HandlerConfig { viewport: None, ..HandlerConfig::default() };
        let (browser, mut handler) = Browser::connect_with_config(address, config).await.unwrap();
        sender.send(Chromium { browser, runtime: Handle::current() }).unwrap();
        while handler.next().await.is_some() {}
    });
}

/// Starts the program with a fresh profile; answers the address of its debugger.
async fn start() -> String {
    let profiles = Path::new(env!("CARGO_TARGET_TMPDIR")).join("chromium");
    sweep(&profiles);
    let profile = profiles.join(std::process::id().to_string());
    std::fs::create_dir_all(&profile).unwrap();
    let log = std::fs::File::create(profile.join("log")).unwrap();
    // A static is never dropped, so the kernel is asked to end the browser when this thread ends.
    let mut child = Command::new("setpriv")
        .args(["--pdeathsig", "KILL", PROGRAM])
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .envs(HashMap::from([("HOME", &profile)]))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("Chromium is installed (script/test installs it)");
    let port_file = profile.join("DevToolsActivePort");
    eventually("Chromium listens", Duration::from_mins(1), async || {
        if let Some(status) = child.try_wait().unwrap() {
            let said = std::fs::read_to_string(profile.join("log")).unwrap_or_default();
            panic!("Chromium ended with {status}:\n{said}");
        }
        let text = std::fs::read_to_string(&port_file).ok()?;
        let (port, path) = text.trim_end().split_once('\n')?;
        Some(format!("ws://127.0.0.1:{port}{path}"))
    })
    .await
}

/// Removes the profiles of runs that are over.
fn sweep(profiles: &Path) {
    let Ok(entries) = std::fs::read_dir(profiles) else { return };
    for profile in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let process: PathBuf = Path::new("/proc").join(profile.file_name().unwrap_or_default());
        if !process.exists() {
            // Another run may be sweeping the same one.
            let _ = std::fs::remove_dir_all(&profile);
        }
    }
}
