//! Opening and leaving a folder.

use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use super::open_folder::{OpenFolder, READ_ONLY};
use crate::app::demo::demo_with_history;
use crate::app::derived::values::Derived;
use crate::app::gapwise::Gapwise;
use crate::app::window::single_window::SingleWindow;
use crate::calendar::words::counted;
use crate::model::{Moment, Workspace};
use crate::store::{History, Keeper, LocalDisk, Lock, Opened, Place, save};
use crate::ui::{Dialog, OpenAs, Selection};

impl Gapwise {
    /// Opens the workspace in `folder`.
    pub(crate) fn open_folder(&mut self, folder: &Path) {
        self.open_place(Place::of(folder));
    }

    /// Opens the workspace at `place`. If another window has it open, a dialog asks how.
    pub fn open_place(&mut self, place: Place) {
        if self.folder.open.as_ref().is_some_and(|open| open.place == place) {
            self.state.dialog = None;
            return;
        }
        match place.lock_window() {
            Ok(Some(lock)) => self.open_as(place, OpenAs::Alone, Some(lock)),
            Ok(None) => self.state.dialog = Some(Dialog::AlreadyOpen { folder: place.folder.clone() }),
            Err(error) => {
                tracing::warn!("the folder is open without a lock; changes of two windows are merged: {error}");
                self.open_as(place, OpenAs::Alone, None);
            }
        }
    }

    /// Opens the workspace at `place` with the user's choice of access.
    pub(crate) fn open_as(&mut self, place: Place, how: OpenAs, lock: Option<Lock>) {
        if !self.close_folder() {
            return;
        }
        let look_only = how == OpenAs::ReadOnly;
        let Opened { keeper, loaded, set_aside, conflicts } =
            Keeper::open(Arc::new(LocalDisk), place.clone(), look_only, Utc::now());
        let blocked = loaded.must_not_write().map(ToString::to_string);
        let waits = !look_only && keeper.is_waiting();
        let read_only = match (look_only, &blocked) {
            (true, _) => Some("It is open in another window.".to_owned()),
            (false, Some(why)) => Some(why.clone()),
            (false, None) => None,
        };
        tracing::info!(
            read_only = read_only.is_some(),
            faults = loaded.faults.len(),
            conflicts = conflicts.len(),
            "opened a folder"
        );
        let in_step = keeper.is_in_step();
        // A keeper that waits for a read writes nothing before.
        self.folder.save_with(keeper, read_only.is_some() && !waits, &self.egui);
        self.show_workspace(loaded.workspace.clone());
        if !place.folder.starts_with(std::env::temp_dir()) {
            self.personal.prefs.remember(&place.folder);
        }
        let may_write = read_only.is_none();
        let single_window = lock.as_ref().and_then(|_| self.listen(&place));
        self.folder.open = Some(OpenFolder { place, read_only, waits, single_window, lock });
        if may_write && !in_step {
            self.save(None);
        }
        for note in &loaded.notes {
            self.toast(note.clone(), false);
        }
        for kept in self.folder.unsaved_copies() {
            self.toast(format!("The changes that could not be saved are in {}", kept.display()), false);
        }
        if let Some(why) = blocked {
            let text = if waits {
                format!(
                    "{why}.\n\nThe files on disk stay as they are, and nothing can be changed here until they can be read."
                )
            } else {
                format!("{why}.\n\nThe files on disk stay as they are, and nothing can be changed here.")
            };
            self.state.dialog = Some(Dialog::Problem { title: READ_ONLY.into(), text });
        } else if !set_aside.is_empty() {
            let read = |count| counted(count, "record could be read", "records could be read");
            let faults = loaded.damaged().map(|it| format!("{}. {}.", it.error, read(it.rescued)));
            let moved = set_aside.iter().map(|path| format!("The damaged file is kept as {}.", path.display()));
            let text: Vec<_> = faults.chain(moved).collect();
            let has_backups = !self.folder.backups().is_empty();
            self.state.dialog = Some(Dialog::Damaged { text: text.join("\n\n"), has_backups });
        } else {
            self.tell_conflicts(conflicts);
        }
    }

    /// Takes over later starts of the program on this folder. Without a socket they open windows of their own.
    fn listen(&self, place: &Place) -> Option<SingleWindow> {
        let wake = self.egui.clone();
        let single_window = SingleWindow::listen(place, move || wake.request_repaint());
        single_window.inspect_err(|error| tracing::warn!("later starts are not handed over: {error}")).ok()
    }

    /// Closes the open folder. Returns `false`, with the folder open, if its last change cannot be saved.
    fn close_folder(&mut self) -> bool {
        if let Some(why) = self.folder.save_problem()
            && self.folder.writable().is_some()
        {
            self.toast(format!("The open workspace is not saved yet: {why}"), false);
            return false;
        }
        let Some(mut saver) = self.folder.saver.take() else { return true };
        if let Err(why) = saver.finish() {
            tracing::error!("the last change is not saved: {why}");
            self.folder.saver = Some(saver);
            self.save(None);
            self.toast(format!("The open workspace is not saved yet: {why}"), false);
            return false;
        }
        self.folder.open = None;
        true
    }

    fn show_workspace(&mut self, workspace: Workspace) {
        self.history = History::new(workspace);
        self.folder.conflicts.clear();
        self.folder.told_conflicts.clear();
        self.derived = Derived::default();
        self.planning.passed.clear();
        self.day.show_today();
        self.state.selection = Selection::Nothing;
        self.state.dialog = None;
    }

    /// Saves the open workspace in another folder, which is then the open one.
    pub(crate) fn move_to(&mut self, folder: &Path) -> Result<(), String> {
        let place = Place::of(folder);
        let lock = place.lock_window().unwrap_or_else(|error| {
            tracing::warn!("the new folder is open without a lock: {error}");
            None
        });
        let Opened { mut keeper, .. } = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
        keeper.save(self.workspace(), None, None, Utc::now()).map_err(|error| error.to_string())?;
        self.folder.save_with(keeper, false, &self.egui);
        self.personal.prefs.remember(&place.folder);
        self.folder.open = None;
        let single_window = lock.as_ref().and_then(|_| self.listen(&place));
        self.folder.open = Some(OpenFolder { place, read_only: None, waits: false, single_window, lock });
        Ok(())
    }

    /// Opens the example, a workspace for today in a temporary folder.
    pub(crate) fn open_example(&mut self, now: Moment) {
        let made = tempfile::Builder::new().prefix("gapwise-example-").tempdir().map_err(|error| error.to_string());
        let saved = made.and_then(|dir| {
            save(&dir.path().join("workspace"), &demo_with_history(now), None).map_err(|error| error.to_string())?;
            Ok(dir)
        });
        match saved {
            Ok(dir) => {
                let place = Place::with_state(&dir.path().join("workspace"), Some(&dir.path().join("state")));
                self.folder.work.example = Some(dir);
                self.open_place(place);
            }
            Err(why) => self.toast(format!("The example could not be made: {why}"), false),
        }
    }
}
