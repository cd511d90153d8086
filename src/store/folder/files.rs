//! Loading and saving a workspace folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use imbl::ordmap::DiffItem;
use uuid::Uuid;

use super::commit::{Replaced, pending_commit, replace_all};
use super::format::{LoadError, Month, WorkspaceFile};
use super::lineage::{lineage_of, opened_by_hand};
use super::mend::mend;
use super::rescue::rescue;
use crate::model::Workspace;
use crate::store::disk::{Disk, LocalDisk, Stamp, if_there};

/// The reason why a workspace could not be written. The files on disk are as before.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{} cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} cannot be written as RON: {source}", path.display())]
    Format { path: PathBuf, source: ron::Error },
    /// The files on disk must not be replaced, because they could not be read in full.
    #[error("{0}. It was not overwritten")]
    Refused(String),
}

impl From<LoadError> for SaveError {
    fn from(error: LoadError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A workspace read from disk.
#[derive(Debug, Default)]
pub struct Loaded {
    pub workspace: Workspace,
    /// Repairs made in memory, as sentences for the user.
    pub notes: Vec<String>,
    /// Files that could not be read in full.
    pub faults: Vec<Fault>,
    /// Whether the next save must write all files, because one has an older format or was damaged.
    pub rewrite: bool,
    /// The workspace as it stands on disk, before contradictions between files were repaired.
    pub unrepaired: Workspace,
    /// The hashes of each file and its earlier versions, newest first.
    pub lineages: BTreeMap<WorkspaceFile, Vec<Uuid>>,
    /// The versions that text editors opened, of the files that they saved last.
    pub by_hand: BTreeMap<WorkspaceFile, Uuid>,
    /// The files of each session or closed task that stands in several: it moved to another month, and not all files have
    /// arrived.
    pub apart: BTreeMap<Uuid, BTreeSet<WorkspaceFile>>,
}

/// A file that could not be read in full.
#[derive(Debug)]
pub struct Fault {
    pub error: LoadError,
    /// Number of records that could be read.
    pub rescued: usize,
}

impl Fault {
    /// Returns a file or folder of which nothing could be read.
    pub fn unread(error: LoadError) -> Self {
        Self { error, rescued: 0 }
    }
}

impl Loaded {
    /// Returns the reason not to write to the folder: a file that this version cannot read but that may be intact.
    pub fn must_not_write(&self) -> Option<&LoadError> {
        self.faults.iter().map(|fault| &fault.error).find(|error| !error.is_damage())
    }

    /// Returns the damaged files.
    pub fn damaged(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(|fault| fault.error.is_damage())
    }

    /// Returns the workspace, if every file could be read in full.
    ///
    /// # Errors
    /// The error of the first file that could not.
    pub fn whole(self) -> Result<Self, LoadError> {
        match self.faults.into_iter().next() {
            Some(fault) => Err(fault.error),
            None => Ok(Self { faults: Vec::new(), ..self }),
        }
    }
}

/// Reads the workspace in `folder` without changing any file. A bad file does not hide the others, and a missing file or
/// folder counts as empty. Contradictions between files, for instance after an edit by hand, are repaired in memory and
/// reported in the notes.
pub fn load(folder: &Path) -> Loaded {
    load_from(&LocalDisk, folder)
}

/// Returns [`load`] from any disk.
pub fn load_from(disk: &dyn Disk, folder: &Path) -> Loaded {
    let mut loaded = read_all(disk, folder);
    loaded.notes.extend(missing(disk, folder));
    fit_together(folder, loaded)
}

/// Notes about missing files, if only some of the files that every workspace has exist.
pub fn missing(disk: &dyn Disk, folder: &Path) -> Vec<String> {
    let fixed = [WorkspaceFile::Main, WorkspaceFile::Tasks, WorkspaceFile::Calendar, WorkspaceFile::Plan];
    // An unreadable commit is a fault, which says more.
    let pending = pending_commit(disk, folder).unwrap_or_default();
    let is_lost = |part: &WorkspaceFile| {
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

/// Reads every file, without repairing contradictions between them.
pub fn read_all(disk: &dyn Disk, folder: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    let pending = pending_commit(disk, folder).unwrap_or_else(|source| {
        let fault = LoadError::Io { path: folder.into(), source };
        loaded.faults.push(Fault::unread(fault));
        BTreeMap::new()
    });
    let mut parts = list_files(disk, folder, &mut loaded.faults);
    parts.extend(pending.keys().filter_map(|path| WorkspaceFile::named(&path.to_string_lossy())));
    parts.sort();
    parts.dedup();
    // Of a record in the logs of two months the one in the newer file counts, which is read last.
    let at = |part: &WorkspaceFile| pending.get(&part.path()).cloned().unwrap_or_else(|| part.path());
    let faults = &mut loaded.faults;
    let mut changed = |part: &WorkspaceFile| {
        let path = folder.join(at(part));
        let stamp = if_there(disk.stamp(&path)).unwrap_or_else(|source| {
            faults.push(Fault::unread(LoadError::Io { path, source }));
            None
        });
        stamp.and_then(|stamp| stamp.modified)
    };
    parts.sort_by_cached_key(|part| match part {
        WorkspaceFile::Log(_) => (0, changed(part)),
        _ => (1, None),
    });
    for part in parts {
        read_part(disk, folder, part, &at(&part), &mut loaded);
    }
    loaded
}

/// Repairs contradictions between the files that were read.
pub fn fit_together(folder: &Path, mut loaded: Loaded) -> Loaded {
    loaded.unrepaired = loaded.workspace.clone();
    loaded.notes.extend(mend(&mut loaded.workspace));
    loaded.rewrite |= !loaded.faults.is_empty();
    if let Err(broken) = loaded.workspace.check() {
        loaded.faults.push(Fault { error: LoadError::Broken { path: folder.into(), broken }, rescued: 0 });
    }
    loaded
}

fn read_part(disk: &dyn Disk, folder: &Path, part: WorkspaceFile, path: &Path, loaded: &mut Loaded) {
    let path = folder.join(path);
    match disk.read(&path) {
        Ok(bytes) => {
            loaded.lineages.insert(part, lineage_of(&bytes));
            loaded.by_hand.extend(opened_by_hand(&bytes).map(|opened| (part, opened)));
            read_bytes(part, &bytes, &path, loaded);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => loaded.faults.push(Fault::unread(LoadError::Io { path, source })),
    }
}

/// Adds the records in the bytes of a file, or those of them that can be rescued.
pub fn read_bytes(part: WorkspaceFile, bytes: &[u8], path: &Path, loaded: &mut Loaded) {
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
            for (id, month) in read.apart {
                loaded.apart.entry(id).or_default().extend([WorkspaceFile::Log(month), part]);
            }
        }
        Err(error) => {
            let rescued = rescue(part, &text, &mut loaded.workspace);
            loaded.faults.push(Fault { error, rescued });
        }
    }
}

/// Returns the files of the workspace in `folder`: the four fixed ones and the existing months of the log.
pub fn list_files(disk: &dyn Disk, folder: &Path, faults: &mut Vec<Fault>) -> Vec<WorkspaceFile> {
    let mut parts = vec![WorkspaceFile::Main, WorkspaceFile::Tasks, WorkspaceFile::Calendar, WorkspaceFile::Plan];
    let log = folder.join("log");
    match disk.names(&log) {
        Ok(names) => {
            let months: BTreeSet<Month> = names.iter().filter_map(|name| Month::of_file(name)).collect();
            parts.extend(months.into_iter().map(WorkspaceFile::Log));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => faults.push(Fault::unread(LoadError::Io { path: log, source })),
    }
    parts
}

/// Writes the files that differ from `before`, the value that the folder holds; all files if it is `None`.
///
/// All files are replaced in one step: at any moment, and after any stop, the folder holds the old workspace or the new
/// one in full. After a return, the new one survives the end of the program, and a loss of power if the disk honours
/// syncs. Not covered: disks that ignore syncs, network folders whose servers reorder operations, and other programs
/// that write into the folder at the same moment.
///
/// # Errors
/// When a file cannot be written. The folder then holds the old workspace or, if only the last steps failed, the new one.
pub fn save(folder: &Path, workspace: &Workspace, before: Option<&Workspace>) -> Result<(), SaveError> {
    save_to(&LocalDisk, folder, workspace, before)
}

/// Returns [`save`] to any disk.
///
/// # Errors
/// As [`save`].
pub fn save_to(
    disk: &dyn Disk,
    folder: &Path,
    workspace: &Workspace,
    before: Option<&Workspace>,
) -> Result<(), SaveError> {
    let parts = before.map_or_else(|| all_files(workspace), |before| changed_files(workspace, before));
    let texts = texts(&parts, workspace, folder)?;
    write_files(disk, folder, &texts, None).map(|_| ())
}

/// Returns the texts of some files, in the order of writing: the log first.
pub fn texts(
    parts: &BTreeSet<WorkspaceFile>,
    workspace: &Workspace,
    folder: &Path,
) -> Result<Vec<(WorkspaceFile, String)>, SaveError> {
    let text = |part: &WorkspaceFile| {
        let text = part.text(workspace);
        text.map(|text| (*part, text)).map_err(|source| SaveError::Format { path: folder.join(part.path()), source })
    };
    parts.iter().map(text).collect()
}

/// Replaces files, as [`replace_all`] does.
pub fn write_files(
    disk: &dyn Disk,
    folder: &Path,
    texts: &[(WorkspaceFile, String)],
    expected: Option<&BTreeMap<PathBuf, Stamp>>,
) -> Result<Replaced, SaveError> {
    let files: Vec<_> = texts.iter().map(|(part, text)| (part.path(), text.clone())).collect();
    replace_all(disk, folder, &files, expected).map_err(|source| SaveError::Io { path: folder.into(), source })
}

/// Returns all files of `workspace`.
pub fn all_files(workspace: &Workspace) -> BTreeSet<WorkspaceFile> {
    let mut parts = changed_files(workspace, &Workspace::default());
    parts.extend([WorkspaceFile::Main, WorkspaceFile::Tasks, WorkspaceFile::Calendar, WorkspaceFile::Plan]);
    parts
}

/// Returns the files in which `now` and `old` differ.
pub fn changed_files(now: &Workspace, old: &Workspace) -> BTreeSet<WorkspaceFile> {
    // Every field is listed, so that a new kind of record does not compile until it has a file.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones,
        settings,
    } = old;
    let mut parts = BTreeSet::new();
    let mut log = |day: NaiveDate| {
        parts.insert(WorkspaceFile::Log(Month::of(day)));
    };
    changes(closed, &now.closed).for_each(|it| log(it.closed.date_naive()));
    changes(sessions, &now.sessions).for_each(|it| log(it.log_day()));
    changes(reviews, &now.reviews).for_each(|it| log(it.date));
    let same_main = *settings == now.settings
        && is_same(goals, &now.goals)
        && is_same(projects, &now.projects)
        && is_same(templates, &now.templates)
        && is_same(tombstones, &now.tombstones);
    let same_calendar = is_same(calendars, &now.calendars) && is_same(events, &now.events);
    let same = [
        (WorkspaceFile::Main, same_main),
        (WorkspaceFile::Tasks, is_same(tasks, &now.tasks)),
        (WorkspaceFile::Calendar, same_calendar),
        (WorkspaceFile::Plan, is_same(blocks, &now.blocks)),
    ];
    parts.extend(same.into_iter().filter(|(_, same)| !same).map(|(part, _)| part));
    parts
}

fn is_same<K: Ord, V: PartialEq>(old: &imbl::OrdMap<K, V>, new: &imbl::OrdMap<K, V>) -> bool {
    changes(old, new).next().is_none()
}

/// Returns the records that were added, removed or changed, the latter in both versions.
fn changes<'a, K: Ord, V: PartialEq>(
    old: &'a imbl::OrdMap<K, V>,
    new: &'a imbl::OrdMap<K, V>,
) -> impl Iterator<Item = &'a V> {
    old.diff(new).flat_map(|change| match change {
        DiffItem::Add(_, value) | DiffItem::Remove(_, value) => vec![value],
        DiffItem::Update { old: (_, old), new: (_, new) } => vec![old, new],
    })
}
