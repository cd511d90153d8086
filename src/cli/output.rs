//! Standard output and standard error of the commands.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};

/// The result of a command: nothing, or text for standard error.
pub(super) type Outcome = Result<(), String>;

/// The text without control characters, which could change the terminal: files and names may hold any.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// Writes to standard output. A reader that closed the pipe is no error.
pub(super) fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| error.to_string()),
    }
}

/// Writes a line to standard error, with the program's name before it.
pub(super) fn complain(text: impl Display) {
    eprintln!("gapwise: {}", harmless(&text.to_string()));
}
