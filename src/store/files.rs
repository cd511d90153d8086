//! Loading and saving a workspace folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use imbl::ordmap::DiffItem;

use super::commit;
use super::disk::{Disk, LocalDisk, Stamp};
use super::format::{LoadError, Month, Part};
use super::mend::mend;
use super::rescue::rescue;
use crate::model::Workspace;

/// Why a workspace could not be written. What was on disk before is still there.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{} cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} cannot be put into words: {source}", path.display())]
    Format { path: PathBuf, source: ron::Error },
    /// What is on disk must not be replaced: it is not known in full.
    #[error("{0}. It was not written over")]
    Refused(String),
}

/// A workspace as it was read.
#[derive(Debug, Default)]
pub struct Loaded {
    pub workspace: Workspace,
    /// What was mended on the way, for the person.
    pub notes: Vec<String>,
    /// The files that could not be read, or not all of them.
    pub faults: Vec<Fault>,
    /// Whether the next save has to write all files: one is of an older format, or something was mended.
    pub rewrite: bool,
}

/// A file that could not be read, or not all of it.
#[derive(Debug)]
pub struct Fault {
    pub error: LoadError,
    /// Records that could be read all the same.
    pub rescued: usize,
}

impl Loaded {
    /// Why the folder must not be written to: a file holds what this version cannot read, though it may be sound.
    pub fn must_not_write(&self) -> Option<&LoadError> {
        self.faults.iter().map(|fault| &fault.error).find(|error| !error.is_damage())
    }

    /// The files that are damaged.
    pub fn damaged(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(|fault| fault.error.is_damage())
    }

    /// The workspace, if every file could be read whole.
    ///
    /// # Errors
    /// The first file that could not.
    pub fn whole(self) -> Result<Self, LoadError> {
        match self.faults.into_iter().next() {
            Some(fault) => Err(fault.error),
            None => Ok(Self { faults: Vec::new(), ..self }),
        }
    }
}

/// Reads the workspace in `folder`, as much of it as can be read; one bad file does not hide the others. A file or folder
/// that is not there counts as empty. Where files do not fit together, for instance after an edit by hand, they are made to, and
/// the notes say so. No file is touched.
pub fn load(folder: &Path) -> Loaded {
    load_from(&LocalDisk, folder)
}

/// [`load`] from any disk.
pub fn load_from(disk: &dyn Disk, folder: &Path) -> Loaded {
    let mut loaded = read_all(disk, folder);
    loaded.notes.extend(missing(disk, folder));
    finish(folder, loaded)
}

/// What to say of the files that every workspace has, where some of them are there and others are not.
fn missing(disk: &dyn Disk, folder: &Path) -> Vec<String> {
    let fixed = [Part::Main, Part::Tasks, Part::Calendar, Part::Plan];
    let pending = commit::pending(disk, folder);
    let is_lost = |part: &Part| {
        let path = part.path();
        let found = disk.stamp(&folder.join(pending.get(&path).unwrap_or(&path)));
        found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let lost: Vec<_> = fixed.into_iter().filter(is_lost).collect();
    if lost.len() == fixed.len() {
        return Vec::new();
    }
    lost.iter().map(|part| format!("{} is missing; a backup may hold it.", part.path().display())).collect()
}

/// Reads every file, without making them fit together.
pub(super) fn read_all(disk: &dyn Disk, folder: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    let pending = commit::pending(disk, folder);
    let mut parts = parts(disk, folder, &mut loaded.faults);
    parts.extend(pending.keys().filter_map(|path| Part::named(&path.to_string_lossy())));
    parts.sort();
    parts.dedup();
    for part in parts {
        let path = part.path();
        read_part(disk, folder, part, pending.get(&path).unwrap_or(&path), &mut loaded);
    }
    loaded
}

/// Makes what was read fit together.
pub(super) fn finish(folder: &Path, mut loaded: Loaded) -> Loaded {
    let mended = mend(&mut loaded.workspace);
    loaded.rewrite |= !mended.is_empty() || !loaded.faults.is_empty();
    loaded.notes.extend(mended);
    if let Err(broken) = loaded.workspace.check() {
        loaded.faults.push(Fault { error: LoadError::Broken { path: folder.into(), broken }, rescued: 0 });
    }
    loaded
}

fn read_part(disk: &dyn Disk, folder: &Path, part: Part, path: &Path, loaded: &mut Loaded) {
    let path = folder.join(path);
    match disk.read(&path) {
        Ok(bytes) => read_bytes(part, &bytes, &path, loaded),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => loaded.faults.push(Fault { error: LoadError::Io { path, source }, rescued: 0 }),
    }
}

/// Takes in the bytes of a part, or what of them can be rescued.
pub(super) fn read_bytes(part: Part, bytes: &[u8], path: &Path, loaded: &mut Loaded) {
    let mut workspace = loaded.workspace.clone();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let read = match std::str::from_utf8(bytes) {
        Ok(text) => part.read(text, path, &mut workspace),
        Err(error) => Err(LoadError::not_text(path, &bytes[..error.valid_up_to()])),
    };
    match read {
        Ok(read) => {
            loaded.workspace = workspace;
            loaded.rewrite |= read.rewrite;
            loaded.notes.extend(read.notes);
        }
        Err(error) => {
            let rescued = rescue(part, &text, &mut loaded.workspace);
            loaded.faults.push(Fault { error, rescued });
        }
    }
}

/// The files that a workspace in `folder` can have: the fixed ones, and those of the log that are there.
pub(super) fn parts(disk: &dyn Disk, folder: &Path, faults: &mut Vec<Fault>) -> Vec<Part> {
    let mut parts = vec![Part::Main, Part::Tasks, Part::Calendar, Part::Plan];
    let log = folder.join("log");
    match disk.names(&log) {
        Ok(names) => {
            let months: BTreeSet<Month> = names.iter().filter_map(|name| Month::of_file(name)).collect();
            parts.extend(months.into_iter().map(Part::Log));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => faults.push(Fault { error: LoadError::Io { path: log, source }, rescued: 0 }),
    }
    parts
}

/// Writes what differs from `before`, the value that the folder holds; everything if that is not known.
///
/// All files are replaced in one step: at any moment, and after any stop, the folder holds the old workspace or the new one,
/// whole. When this returns, the new one survives the end of the program, and a loss of power as far as the disk keeps what
/// it was told to sync. Not guaranteed: anything about disks that lie about syncing, about network folders whose servers do
/// not keep the order of what they are told, and about other programs that write into the folder at the same moment.
///
/// # Errors
/// When something cannot be written. The folder then holds the old workspace or, where only the last steps failed, the new one.
pub fn save(folder: &Path, workspace: &Workspace, before: Option<&Workspace>) -> Result<(), SaveError> {
    save_to(&LocalDisk, folder, workspace, before)
}

/// [`save`] to any disk.
///
/// # Errors
/// As [`save`].
pub fn save_to(
    disk: &dyn Disk,
    folder: &Path,
    workspace: &Workspace,
    before: Option<&Workspace>,
) -> Result<(), SaveError> {
    let parts = before.map_or_else(|| all_parts(workspace), |before| changed_parts(workspace, before));
    let texts = texts(&parts, workspace, folder)?;
    write_parts(disk, folder, &texts).map(|_| ())
}

/// The texts of some files, in the order in which they are to be written: the log first.
pub(super) fn texts(
    parts: &BTreeSet<Part>,
    workspace: &Workspace,
    folder: &Path,
) -> Result<Vec<(Part, String)>, SaveError> {
    let text = |part: &Part| {
        let text = part.text(workspace);
        text.map(|text| (*part, text)).map_err(|source| SaveError::Format { path: folder.join(part.path()), source })
    };
    parts.iter().map(text).collect()
}

/// Replaces files, all or none. Returns what tells the new ones from others.
pub(super) fn write_parts(
    disk: &dyn Disk,
    folder: &Path,
    texts: &[(Part, String)],
) -> Result<BTreeMap<PathBuf, Stamp>, SaveError> {
    let files: Vec<_> = texts.iter().map(|(part, text)| (part.path(), text.clone())).collect();
    commit::replace_all(disk, folder, &files).map_err(|source| SaveError::Io { path: folder.into(), source })
}

/// Every file that `workspace` takes.
pub(super) fn all_parts(workspace: &Workspace) -> BTreeSet<Part> {
    let mut parts = changed_parts(workspace, &Workspace::default());
    parts.extend([Part::Main, Part::Tasks, Part::Calendar, Part::Plan]);
    parts
}

/// The files in which `now` and `old` differ.
pub(super) fn changed_parts(now: &Workspace, old: &Workspace) -> BTreeSet<Part> {
    let mut parts = BTreeSet::new();
    let mut log = |at: &DateTime<Utc>| {
        parts.insert(Part::Log(Month::of(at.date_naive())));
    };
    changes(&old.closed, &now.closed).for_each(|it| log(&it.closed));
    changes(&old.sessions, &now.sessions).for_each(|it| log(&it.start));
    parts.extend(changes(&old.reviews, &now.reviews).map(|it| Part::Log(Month::of(it.date))));
    let same_main = old.settings == now.settings
        && is_same(&old.goals, &now.goals)
        && is_same(&old.projects, &now.projects)
        && is_same(&old.templates, &now.templates)
        && is_same(&old.tombstones, &now.tombstones);
    let same_calendar = is_same(&old.calendars, &now.calendars) && is_same(&old.events, &now.events);
    let same = [
        (Part::Main, same_main),
        (Part::Tasks, is_same(&old.tasks, &now.tasks)),
        (Part::Calendar, same_calendar),
        (Part::Plan, is_same(&old.blocks, &now.blocks)),
    ];
    parts.extend(same.into_iter().filter(|(_, same)| !same).map(|(part, _)| part));
    parts
}

fn is_same<K: Ord, V: PartialEq>(old: &imbl::OrdMap<K, V>, new: &imbl::OrdMap<K, V>) -> bool {
    changes(old, new).next().is_none()
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
