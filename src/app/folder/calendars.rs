//! Calendars with a watched file: they are read again at the start and when the file changes.

use std::path::{Component, Path, PathBuf};

use super::watch::{FileNews, read};
use crate::app::gapwise::Gapwise;
use crate::exchange::reread_calendar;
use crate::model::{Calendar, CalendarId, Moment};
use crate::store::content_hash;

impl Gapwise {
    /// Watches the files of the calendars that ask for it, and imports the ones that changed.
    pub(crate) fn watch_calendars(&mut self, now: Moment) {
        if self.folder.saver.is_none() {
            return;
        }
        let watched: Vec<_> = self.workspace().calendars.values().filter(|it| it.watched).cloned().collect();
        let mut files = Vec::new();
        for calendar in watched {
            let Some(file) = calendar.source.as_ref().map(PathBuf::from) else { continue };
            if self.follows(&file) {
                files.push(file);
            } else if self.folder.watch.told.insert(calendar.id) {
                let name = &calendar.name;
                let text = format!(
                    "\"{name}\" follows a file of another machine. Choose \"watch the file\" again to follow it here."
                );
                self.toast(text, false);
            }
        }
        let wake = self.egui.clone();
        self.folder.watch.set_files(files, move || wake.request_repaint());
        for (file, news) in self.folder.watch.changed() {
            let FileNews::Contents(bytes) = news else {
                self.tell_gone(&file);
                continue;
            };
            let (source, hash) = (file.display().to_string(), Some(content_hash(&bytes)));
            // This machine has read the same content before; another one may have read a newer file since.
            if self.personal.prefs.followed.get(&file).is_some_and(|read| *read == hash) {
                self.note_read(&source, now);
                continue;
            }
            self.take_in(&source, &bytes, now);
            if let Some(read) = self.personal.prefs.followed.get_mut(&file) {
                *read = hash;
                self.personal.save();
            }
        }
    }

    fn tell_gone(&mut self, file: &Path) {
        let path = file.display().to_string();
        let found = self.workspace().calendars.values().find(|it| it.source.as_deref() == Some(&*path));
        let Some(name) = found.map(|it| it.name.clone()) else { return };
        self.toast(
            format!("The file of \"{name}\" is gone: {path}. Its events stay; it is read again when it is back."),
            false,
        );
    }

    /// Returns whether this machine may follow a file: it lies in the workspace, or the user chose it here.
    fn follows(&self, file: &Path) -> bool {
        let climbs = file.components().any(|part| part == Component::ParentDir);
        let is_inside = !climbs && self.folder.path().is_some_and(|folder| file.starts_with(folder));
        is_inside || self.personal.prefs.followed.contains_key(file)
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
        let of_source = |it: &&std::sync::Arc<Calendar>| it.source.as_deref() == Some(source);
        let Some((id, name)) = self.workspace().calendars.values().find(of_source).map(|it| (it.id, it.name.clone()))
        else {
            return;
        };
        match reread_calendar(self.workspace(), id, source, bytes, now, self.time.here()) {
            Ok((Some(action), report)) => {
                if self.act(&action, now) {
                    self.toast(report.reread_summary(), true);
                }
            }
            Ok((None, report)) if report.skipped.is_empty() => self.note_read(source, now),
            Ok((None, report)) => {
                self.toast(format!("\"{}\" has parts that cannot be read. Nothing was changed.", report.name), false);
            }
            Err(why) => {
                self.toast(format!("\"{name}\" was not read again: {why}. Its events are unchanged."), false);
            }
        }
    }

    /// Notes when a calendar was read without changes. The note is not stored and is no undo step.
    fn note_read(&mut self, source: &str, now: Moment) {
        let found = self.workspace().calendars.values().find(|it| it.source.as_deref() == Some(source)).map(|it| it.id);
        if let Some(calendar) = found {
            self.state.status.read_at.insert(calendar, now.instant);
        }
    }
}
