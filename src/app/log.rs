//! Where log lines go: to the standard error, one line an event.

use std::io::{self, Write};

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

/// Starts logging, and has panics logged: where, not with what.
///
/// # Errors
/// When the filter cannot be understood.
pub fn start_logging(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).context("CUSTOMARY_LOG")?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(|| OneLine(io::stderr()))
        .try_init()
        .map_err(anyhow::Error::from_boxed)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: this is a defect");
    }));
    Ok(())
}

/// Keeps an event on one line, whatever a text in it holds: the subscriber writes each in one piece.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let end = event.len() - usize::from(event.ends_with(b"\n"));
        let mut line: Vec<u8> =
            event[..end].iter().map(|byte| if byte.is_ascii_control() { b' ' } else { *byte }).collect();
        line.extend_from_slice(&event[end..]);
        self.0.write_all(&line)?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i3_an_event_is_one_line() {
        let mut written = Vec::new();
        OneLine(&mut written).write_all(b"a\nb\x1b[31m\r\n").unwrap();
        assert_eq!(written, b"a b [31m \n");
    }
}
