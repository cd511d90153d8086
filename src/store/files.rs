//! Loading and saving a workspace folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::ordmap::DiffItem;

use super::format::{LoadError, Month, Part};
use crate::model::{Block, Task, Workspace};

/// Why a workspace could not be written. What was on disk before is still there.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{} cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} cannot be put into words: {source}", path.display())]
    Format { path: PathBuf, source: ron::Error },
}

/// The folder that is opened when no other is named.
pub fn default_folder() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "gapwise")?.data_dir().join("workspace"))
}

/// A workspace as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    pub workspace: Workspace,
    /// What was mended on the way, for the person.
    pub notes: Vec<String>,
}

/// Reads the workspace in `folder`. A file or folder that is not there counts as empty. Where a stop between two files
/// left them apart (see [`save`]), they are brought together again, and the notes say so.
///
/// # Errors
/// When a file cannot be read, is not valid, is from a newer version, or refers to what is not there. No file is touched.
pub fn load(folder: &Path) -> Result<Loaded, LoadError> {
    let mut workspace = Workspace::default();
    for part in [Part::Main, Part::Tasks, Part::Calendar, Part::Plan] {
        read_part(folder, part, &part.path(), &mut workspace)?;
    }
    for name in log_names(&folder.join("log"))? {
        let any_month = Part::Log(Month::of(chrono::NaiveDate::default()));
        read_part(folder, any_month, &Path::new("log").join(name), &mut workspace)?;
    }
    let notes = mend(&mut workspace);
    workspace.check().map_err(|broken| LoadError::Broken { path: folder.into(), broken })?;
    Ok(Loaded { workspace, notes })
}

/// Brings together what a stop between two files has left apart: a task that is open and closed stays open, a block
/// whose task or step is nowhere goes, and nobody waits for a task that is nowhere.
fn mend(workspace: &mut Workspace) -> Vec<String> {
    let mut notes = Vec::new();
    let twice: Vec<_> = workspace.tasks.keys().filter(|id| workspace.closed.contains_key(*id)).copied().collect();
    for id in twice {
        workspace.closed.remove(&id);
        notes.extend(
            workspace.tasks.get(&id).map(|task| format!("'{}' was open and closed; it is open again.", task.title)),
        );
    }
    let known = |block: &Block| {
        let task = workspace.any_task(block.task);
        task.is_some_and(|task| block.step.is_none_or(|step| task.step(step).is_some()))
    };
    let orphans: Vec<_> = workspace.blocks.values().filter(|block| !known(block)).map(|block| block.id).collect();
    for id in &orphans {
        workspace.blocks.remove(id);
    }
    if !orphans.is_empty() {
        notes.push(format!("{} blocks of tasks that no longer exist were taken off the days.", orphans.len()));
    }
    let lost = |task: &Task| task.after.iter().any(|id| workspace.any_task(*id).is_none());
    let waiting: Vec<_> = workspace.tasks.values().filter(|task| lost(task)).cloned().collect();
    for task in waiting {
        let mut task = Task::clone(&task);
        task.after.retain(|id| workspace.any_task(*id).is_some());
        notes.push(format!("'{}' waited for a task that no longer exists.", task.title));
        workspace.tasks.insert(task.id, Arc::new(task));
    }
    notes.extend(workspace.settle_timer());
    notes
}

fn read_part(folder: &Path, part: Part, path: &Path, workspace: &mut Workspace) -> Result<(), LoadError> {
    let path = folder.join(path);
    match fs::read_to_string(&path) {
        Ok(text) => part.read(&text, &path, workspace),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(LoadError::Io { path, source }),
    }
}

/// Names of the log's files, oldest first. What is not called like one is left alone.
fn log_names(folder: &Path) -> Result<BTreeSet<String>, LoadError> {
    let is_log = |name: &String| {
        let digits = |range| name.get(range).is_some_and(|text: &str| text.bytes().all(|b| b.is_ascii_digit()));
        name.len() == 11 && digits(0..4) && name.get(4..5) == Some("-") && digits(5..7) && name.ends_with(".ron")
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(source) => return Err(LoadError::Io { path: folder.into(), source }),
    };
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).filter(is_log).collect())
}

/// Writes what differs from `before`, the value that the folder holds; everything if that is not known.
///
/// Each file is replaced whole: its old text or its new one is there at any moment, never a part. Several files are not
/// replaced in one step; the log comes first, so that a task that moves into it is for a moment in both rather than in
/// neither.
///
/// # Errors
/// At the first file that cannot be written. The ones before it are new, the others as they were.
pub fn save(folder: &Path, workspace: &Workspace, before: Option<&Workspace>) -> Result<(), SaveError> {
    for part in changed_parts(workspace, before) {
        let path = folder.join(part.path());
        let text = part.text(workspace).map_err(|source| SaveError::Format { path: path.clone(), source })?;
        write_atomically(&path, text.as_bytes()).map_err(|source| SaveError::Io { path, source })?;
    }
    Ok(())
}

fn changed_parts(now: &Workspace, before: Option<&Workspace>) -> Vec<Part> {
    let empty = Workspace::default();
    let old = before.unwrap_or(&empty);
    let mut months = BTreeSet::new();
    let mut log = |at: &DateTime<Utc>| {
        months.insert(Month::of(at.date_naive()));
    };
    changes(&old.closed, &now.closed).for_each(|it| log(&it.closed));
    changes(&old.sessions, &now.sessions).for_each(|it| log(&it.start));
    months.extend(changes(&old.reviews, &now.reviews).map(|it| Month::of(it.date)));

    let all = before.is_none();
    let mut parts: Vec<Part> = months.into_iter().map(Part::Log).collect();
    let same_main = old.settings == now.settings
        && old.goals.ptr_eq(&now.goals)
        && old.projects.ptr_eq(&now.projects)
        && old.templates.ptr_eq(&now.templates)
        && old.tombstones.ptr_eq(&now.tombstones);
    let same_calendar = old.calendars.ptr_eq(&now.calendars) && old.events.ptr_eq(&now.events);
    let same = [
        (Part::Main, same_main),
        (Part::Tasks, old.tasks.ptr_eq(&now.tasks)),
        (Part::Calendar, same_calendar),
        (Part::Plan, old.blocks.ptr_eq(&now.blocks)),
    ];
    parts.extend(same.into_iter().filter(|(_, same)| all || !same).map(|(part, _)| part));
    parts
}

/// The records that are new, gone or different, in both forms.
fn changes<'a, K: Ord, V: PartialEq>(
    old: &'a imbl::OrdMap<K, V>,
    new: &'a imbl::OrdMap<K, V>,
) -> impl Iterator<Item = &'a V> {
    old.diff(new).flat_map(|change| match change {
        DiffItem::Add(_, value) | DiffItem::Remove(_, value) => vec![value],
        DiffItem::Update { old: (_, old), new: (_, new) } => vec![old, new],
    })
}

/// Makes a folder and those above it as needed; on Unix new ones can be read by their owner only. Elsewhere the folder's
/// place in the person's own profile has to do.
fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Replaces the file at `path` by `bytes`, or leaves it as it was; folders are made as needed.
///
/// The bytes go to a temporary file in the same folder (readable by its owner only), are synced, and the file is renamed
/// over the old one; on Unix the folder is synced too, so that after a return the new text survives a loss of power as
/// far as the disk keeps what it was told to sync. On Windows the rename is atomic but its own sync is left to the system.
///
/// # Errors
/// As the file system reports them.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder to write in"))?;
    make_private_folder(folder)?;
    let mut file = tempfile::Builder::new().prefix(".gapwise-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
