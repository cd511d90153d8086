//! Calendars with a watched file: they are read again at the start and when the file changes.

use std::path::{Path, PathBuf};

use super::watch::read;
use crate::app::gapwise::Gapwise;
use crate::exchange::reread_calendar;
use crate::model::{CalendarId, Moment};

impl Gapwise {
    /// Watches the files of the calendars that ask for it, and imports the ones that changed.
    pub(crate) fn watch_calendars(&mut self, now: Moment) {
        if self.folder.saver.is_none() {
            return;
        }
        let watched = self.workspace().calendars.values().filter(|calendar| calendar.watched);
        let files: Vec<PathBuf> = watched.filter_map(|it| it.source.as_ref()).map(PathBuf::from).collect();
        let wake = self.egui.clone();
        self.folder.watch.set_files(files, move || wake.request_repaint());
        for (file, bytes) in self.folder.watch.changed() {
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
