//! The program. Its code is the library.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    gapwise::cli::run()
}
