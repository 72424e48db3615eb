//! The program: see `customary::cli` for its commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    customary::cli::main()
}
