//! Standard input, output and error of the commands.

use std::fmt::Display;
use std::io::{ErrorKind, Read as _, Write as _};

/// The result of a command: nothing, or text for standard error.
pub(super) type CliResult = Result<(), String>;

/// Returns the text without control characters, which could change the terminal: files and names may hold any.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// Writes to standard output. A reader that closed the pipe is no error.
pub(super) fn print(text: &str) -> CliResult {
    print_to_reader(text).map(drop)
}

/// Writes to standard output. Returns whether somebody still reads it.
pub(super) fn print_to_reader(text: &str) -> Result<bool, String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        other => other.map(|()| true).map_err(|error| error.to_string()),
    }
}

/// Writes a line to standard error, with the program's name before it.
pub(super) fn complain(text: impl Display) {
    eprintln!("gapwise: {}", harmless(&text.to_string()));
}

/// Reads standard input as UTF-8 text of at most `most` bytes.
pub(super) fn read_stdin(most: u64) -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin().lock().take(most).read_to_string(&mut text).map_err(|error| error.to_string())?;
    Ok(text)
}
