//! The thread that watches calendar files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use crate::exchange::ics::MAX_FILE_BYTES;
use crate::model::CalendarId;
use crate::store::read_chosen;

/// Time between two looks at the files' times.
const EVERY: Duration = Duration::from_secs(2);

/// Minimum age of a file's last write. A younger file may still be incomplete.
const SETTLED: Duration = Duration::from_millis(400);

/// Looks without a file before it counts as gone: programs replace a file in two steps.
const LOOKS_WITHOUT: u32 = 2;

/// The channels of the thread: files to watch, and the contents of changed ones.
type Thread = (Sender<Vec<PathBuf>>, Receiver<(PathBuf, FileNews)>);

/// The news of a watched file.
pub(crate) enum FileNews {
    /// The file is new or has changed.
    Contents(Vec<u8>),
    Gone,
}

/// The watched files and their thread.
#[derive(Default)]
pub(crate) struct Watch {
    /// The list that the thread has.
    files: Vec<PathBuf>,
    thread: Option<Thread>,
    /// Calendars whose "followed on another machine" notice was shown.
    pub told: BTreeSet<CalendarId>,
}

impl Watch {
    /// Watches these files from now on. The thread starts with the first one, and calls `wake` after each change.
    pub fn set_files(&mut self, files: Vec<PathBuf>, wake: impl Fn() + Send + 'static) {
        if files == self.files {
            return;
        }
        let thread = self.thread.get_or_insert_with(|| start(wake));
        if thread.0.send(files.clone()).is_err() {
            tracing::warn!("the thread that watches calendar files has ended; the status bar shows their age");
        }
        self.files = files;
    }

    /// Takes the contents of files that were read for the first time or have changed, and the files that are gone.
    pub fn changed(&self) -> Vec<(PathBuf, FileNews)> {
        self.thread.iter().flat_map(|(_, changed)| changed.try_iter()).collect()
    }
}

/// Reads a calendar file, within the limit of its size.
pub(crate) fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    read_chosen(file, MAX_FILE_BYTES as u64)
}

/// Starts the watcher. It compares file times, which also works on network folders, and sends the contents of changed
/// files.
fn start(wake: impl Fn() + Send + 'static) -> Thread {
    let (tell, told) = channel::<Vec<PathBuf>>();
    let (report, changed) = channel();
    let look = move || {
        let mut seen: BTreeMap<PathBuf, SystemTime> = BTreeMap::new();
        let mut files: Vec<PathBuf> = Vec::new();
        let mut missing: BTreeMap<PathBuf, u32> = BTreeMap::new();
        loop {
            let wait = if files.is_empty() { Duration::from_secs(3600) } else { EVERY };
            match told.recv_timeout(wait) {
                Ok(new) => {
                    seen.retain(|file, _| new.contains(file));
                    files = new;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            for file in &files {
                let Ok(time) = std::fs::metadata(file).and_then(|meta| meta.modified()) else {
                    seen.remove(file);
                    let looks = missing.entry(file.clone()).or_default();
                    *looks = looks.saturating_add(1);
                    if *looks == LOOKS_WITHOUT && report.send((file.clone(), FileNews::Gone)).is_ok() {
                        wake();
                    }
                    continue;
                };
                missing.remove(file);
                let settled = time.elapsed().map_or(true, |age| age >= SETTLED);
                if seen.get(file) == Some(&time) || !settled {
                    continue;
                }
                match read(file) {
                    Ok(bytes) => {
                        seen.insert(file.clone(), time);
                        if report.send((file.clone(), FileNews::Contents(bytes))).is_err() {
                            return;
                        }
                        wake();
                    }
                    Err(error) => tracing::debug!("a calendar file cannot be read yet: {error}"),
                }
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("watch".into()).spawn(look) {
        tracing::warn!("no thread to watch calendar files: {error}");
    }
    (tell, changed)
}
