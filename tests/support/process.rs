//! The built program as a process: started, found listening, told to end, killed.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use super::eventually::{PATIENCE, eventually};

pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it; both of its outputs are appended to `log`.
    pub fn start(command: &mut Command, log: PathBuf) -> Self {
        let output = File::options().create(true).append(true).open(&log).unwrap();
        let errors = output.try_clone().unwrap();
        let child = command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn().unwrap();
        Self { child, log }
    }

    /// The port it listens on, taken from the kernel's tables rather than from what it prints.
    pub async fn listening_port(&mut self) -> u16 {
        let pid = self.child.id();
        let child = &mut self.child;
        let log = &self.log;
        eventually("the server listens", PATIENCE, async || {
            if let Some(status) = child.try_wait().unwrap() {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                panic!("the server ended with {status}:\n{said}");
            }
            listening_port(pid)
        })
        .await
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9: no handler runs, nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    pub async fn terminate(&mut self) -> ExitStatus {
        let asked = Command::new("kill").arg("-TERM").arg(self.id().to_string()).status().unwrap();
        assert!(asked.success());
        let child = &mut self.child;
        eventually("the server ends", PATIENCE, async || child.try_wait().unwrap()).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
        if std::thread::panicking() {
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            let last: Vec<_> = said.lines().rev().take(40).collect();
            eprintln!("the server's last lines:");
            last.iter().rev().for_each(|line| eprintln!("  {line}"));
        }
    }
}

/// The port of the first socket on which the process listens: a socket of its, in state `LISTEN` (0A).
fn listening_port(pid: u32) -> Option<u16> {
    let sockets: Vec<String> = std::fs::read_dir(format!("/proc/{pid}/fd"))
        .ok()?
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()))
        .collect();
    let table = std::fs::read_to_string(format!("/proc/{pid}/net/tcp")).ok()?;
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (local, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
        if *state != "0A" || !sockets.iter().any(|socket| socket == inode) {
            return None;
        }
        u16::from_str_radix(local.rsplit(':').next()?, 16).ok()
    })
}
