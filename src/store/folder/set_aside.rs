//! The folder `set-aside` of a workspace: damaged files, merged copies and unfinished texts, kept for a while.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::thinning::thinned_by;
use crate::store::disk::{Disk, names_or_log, remove_or_log};

const FOLDER: &str = "set-aside";

/// Moves a file of the workspace into its folder `set-aside` under `name`. Returns the new path.
///
/// # Errors
/// Those of the file system.
pub fn set_aside(disk: &dyn Disk, folder: &Path, file: &Path, name: &str) -> io::Result<PathBuf> {
    let aside = folder.join(FOLDER);
    disk.make_folder(&aside)?;
    let taken: BTreeSet<String> = disk.names(&aside)?.into_iter().collect();
    let numbered = (2..).map(|count| format!("{count} {name}"));
    let name = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let to = aside.join(name.unwrap_or_default());
    disk.rename(file, &to)?;
    Ok(to)
}

/// Removes files from `set-aside` by the rule for backups.
pub fn thin_set_aside(disk: &dyn Disk, folder: &Path, now: DateTime<Utc>) {
    let aside = folder.join(FOLDER);
    let changed = |name: String| {
        let modified = disk.stamp(&aside.join(&name)).ok()?.modified?;
        Some((DateTime::<Utc>::from(modified), name))
    };
    let mut files: Vec<_> = names_or_log(disk, &aside).into_iter().filter_map(changed).collect();
    files.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let (_, drop) = thinned_by(files, now, |(at, _)| *at);
    drop.iter().for_each(|(_, name)| remove_or_log(disk, &aside.join(name)));
}
