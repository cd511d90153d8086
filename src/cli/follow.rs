//! Commands that go on: they act again when the workspace or the time changes.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::open::read;
use super::output::{CliResult, complain};
use crate::model::Workspace;
use crate::store::load;

/// Time between two looks at the clock and the files.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Calls `act` with the workspace; with `follow`, each second with the newest one, until it returns `false`.
pub(super) fn followed(
    folder: &Path,
    follow: bool,
    mut act: impl FnMut(&Workspace) -> Result<bool, String>,
) -> CliResult {
    let mut seen = stamps(folder);
    let mut workspace = read(folder)?;
    while act(&workspace)? && follow {
        std::thread::sleep(LOOK_EVERY);
        let now = stamps(folder);
        if now != seen {
            seen = now;
            match load(folder).whole() {
                Ok(loaded) => workspace = loaded.workspace,
                // A file may be half written; the next look sees the rest.
                Err(why) => complain(why),
            }
        }
    }
    Ok(())
}

/// Returns the sizes and times of the files, which differ after a change.
fn stamps(folder: &Path) -> Vec<(OsString, u64, Option<SystemTime>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: std::fs::DirEntry| {
        let meta = entry.metadata().ok()?;
        Some((entry.file_name(), meta.len(), meta.modified().ok()))
    };
    let mut files: Vec<_> = entries.filter_map(of).collect();
    files.sort();
    files
}
