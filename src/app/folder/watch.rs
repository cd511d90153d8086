//! Watching calendar files: they are read again at the start and when they change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, SystemTime};

use crate::app::gapwise::Gapwise;
use crate::exchange::reread_calendar;
use crate::model::{CalendarId, Moment};
use crate::store::read_chosen;

/// Time between two looks at the files' times.
const EVERY: Duration = Duration::from_secs(2);
/// Minimum age of a file's last write. A younger file may still be incomplete.
const SETTLED: Duration = Duration::from_millis(400);

/// The channels of the thread: files to watch, and the contents of changed ones.
type Thread = (Sender<Vec<PathBuf>>, Receiver<(PathBuf, Vec<u8>)>);

/// The watched files and their thread.
#[derive(Default)]
pub(crate) struct Watch {
    /// The list that the thread has.
    files: Vec<PathBuf>,
    thread: Option<Thread>,
}

impl Gapwise {
    /// Updates the watcher's list and imports the files that changed.
    pub(crate) fn watch_calendars(&mut self, now: Moment) {
        if self.saver.is_none() {
            return;
        }
        let watched = self.workspace().calendars.values().filter(|calendar| calendar.watched);
        let files: Vec<PathBuf> = watched.filter_map(|it| it.source.as_ref()).map(PathBuf::from).collect();
        if files != self.watch.files {
            let wake = self.egui.clone();
            let thread = self.watch.thread.get_or_insert_with(|| start(move || wake.request_repaint()));
            if thread.0.send(files.clone()).is_err() {
                tracing::warn!("the thread that watches calendar files has ended; the status bar shows their age");
            }
            self.watch.files = files;
        }
        let changed: Vec<_> = self.watch.thread.iter().flat_map(|(_, changed)| changed.try_iter()).collect();
        for (file, bytes) in changed {
            self.take_in(&file.display().to_string(), &bytes, now);
        }
    }

    /// Reads a calendar's file now.
    pub(crate) fn read_again(&mut self, id: CalendarId, now: Moment) {
        let Some(source) = self.workspace().calendars.get(&id).and_then(|it| it.source.clone()) else { return };
        match read(Path::new(&source)) {
            Ok(bytes) => self.take_in(&source, &bytes, now),
            Err(why) => self.toast(format!("{source} cannot be read: {why}. Its events are unchanged."), false),
        }
    }

    fn take_in(&mut self, source: &str, bytes: &[u8], now: Moment) {
        let (action, report) = reread_calendar(self.workspace(), source, bytes, now);
        match action {
            Some(action) => {
                let removed = report.removed.len();
                let words = format!(
                    "'{}' read again: {} new, {} changed, {removed} gone",
                    report.name, report.added, report.updated
                );
                if self.act(&action, now) {
                    self.toast(words, true);
                }
            }
            None if report.skipped.is_empty() => self.note_read(source, now),
            None => self.toast(format!("'{}' has parts that cannot be read. Nothing was changed.", report.name), false),
        }
    }

    /// Notes when a calendar was read without changes. The note is not stored and is no undo step.
    fn note_read(&mut self, source: &str, now: Moment) {
        let found = self.workspace().calendars.values().find(|it| it.source.as_deref() == Some(source)).map(|it| it.id);
        if let Some(calendar) = found {
            self.state.panels.read_at.insert(calendar, now.instant);
        }
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    read_chosen(file, crate::exchange::ics::MAX_FILE_BYTES as u64)
}

/// Starts the watcher. It compares file times, which also works on network folders, and sends the contents of changed files.
fn start(wake: impl Fn() + Send + 'static) -> Thread {
    let (tell, told) = channel::<Vec<PathBuf>>();
    let (report, changed) = channel();
    let look = move || {
        let mut seen: BTreeMap<PathBuf, SystemTime> = BTreeMap::new();
        let mut files: Vec<PathBuf> = Vec::new();
        loop {
            let wait = if files.is_empty() { Duration::from_secs(3600) } else { EVERY };
            match told.recv_timeout(wait) {
                Ok(new) => {
                    seen.retain(|file, _| new.contains(file));
                    files = new;
                }
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return,
            }
            for file in &files {
                let Ok(time) = std::fs::metadata(file).and_then(|meta| meta.modified()) else { continue };
                let settled = time.elapsed().map_or(true, |age| age >= SETTLED);
                if seen.get(file) == Some(&time) || !settled {
                    continue;
                }
                match read(file) {
                    Ok(bytes) => {
                        seen.insert(file.clone(), time);
                        if report.send((file.clone(), bytes)).is_err() {
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
