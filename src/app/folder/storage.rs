//! The open workspace and its folder: opening it, keeping both in step, backups, and what is said when something is wrong.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Utc;

use crate::app::gapwise::Gapwise;
use crate::app::window::native::UNSAVED;
use crate::model::{Action, Moment, Workspace};
use crate::store::{
    Backup, Backups, Conflict, Disk as _, History, Keeper, LocalDisk, Lock, Newer, Opened, Outside, Place, Reason,
    SaveState, Saver, merge, preview,
};
use crate::ui::{BackupLine, Dialog, OpenAs, Selection};

/// Most lines of a list that a toast shows.
const TOAST_LINES: usize = 3;

/// The folder that is open.
#[derive(Debug)]
pub(crate) struct OpenFolder {
    pub place: Place,
    /// Why nothing may be changed, if so.
    pub read_only: Option<String>,
    /// Tells other windows that it is open.
    #[expect(dead_code, reason = "held while the folder is open")]
    lock: Option<Lock>,
}

impl Gapwise {
    /// Opens the workspace in `folder`.
    pub(crate) fn open_folder(&mut self, folder: &Path) {
        self.open_place(Place::of(folder));
    }

    /// Opens the workspace at `place`; where another window has it, asks how.
    pub fn open_place(&mut self, place: Place) {
        if self.open.as_ref().is_some_and(|open| open.place == place) {
            self.state.dialog = None;
            return;
        }
        match place.lock_window() {
            Ok(Some(lock)) => self.open_as(place, OpenAs::Alone, Some(lock)),
            Ok(None) => self.state.dialog = Some(Dialog::AlreadyOpen { folder: place.folder.clone() }),
            // A folder that cannot be locked is opened all the same: what is changed twice is merged.
            Err(_) => self.open_as(place, OpenAs::Alone, None),
        }
    }

    /// Opens a workspace as the person answered.
    pub(crate) fn open_as(&mut self, place: Place, how: OpenAs, lock: Option<Lock>) {
        if !self.close_folder() {
            return;
        }
        let look_only = how == OpenAs::ReadOnly;
        let Opened { keeper, loaded, set_aside, conflicts } =
            Keeper::open(Arc::new(LocalDisk), place.clone(), look_only, Utc::now());
        let blocked = loaded.must_not_write().map(ToString::to_string);
        let read_only = match (look_only, &blocked) {
            (true, _) => Some("It is open in another window.".to_owned()),
            (false, Some(why)) => Some(why.clone()),
            (false, None) => None,
        };
        let in_step = keeper.is_in_step();
        let wake = self.egui.clone();
        self.saver = Some(Saver::new(keeper, read_only.is_some(), move || wake.request_repaint()));
        self.show_workspace(loaded.workspace.clone());
        if !place.folder.starts_with(std::env::temp_dir()) {
            self.prefs.remember(&place.folder);
        }
        let may_write = read_only.is_none();
        self.open = Some(OpenFolder { place, read_only, lock });
        if may_write && !in_step {
            self.save(None);
        }
        for note in &loaded.notes {
            self.toast(note.clone(), false);
        }
        for kept in self.unsaved() {
            self.toast(format!("What could not be saved when it closed is in {}", kept.display()), false);
        }
        if let Some(why) = blocked {
            let text = format!("{why}.\n\nNothing is changed on disk, and nothing can be changed here.");
            self.state.dialog = Some(Dialog::Problem { title: "Open to look at only".into(), text });
        } else if !set_aside.is_empty() {
            let faults = loaded.damaged().map(|it| format!("{}. {} records could be read.", it.error, it.rescued));
            let moved = set_aside.iter().map(|path| format!("The damaged file is kept as {}.", path.display()));
            let text: Vec<_> = faults.chain(moved).collect();
            self.state.dialog =
                Some(Dialog::Damaged { text: text.join("\n\n"), has_backups: !self.backups().is_empty() });
        } else {
            self.tell_conflicts(conflicts);
        }
    }

    /// Copies of what could not be saved when the program ended.
    fn unsaved(&self) -> Vec<PathBuf> {
        let state = self.open.as_ref().map(|open| open.place.state.clone()).unwrap_or_default();
        let names = LocalDisk.names(&state).unwrap_or_default();
        names.into_iter().filter(|name| name.starts_with(UNSAVED)).map(|name| state.join(name)).collect()
    }

    /// Stops keeping the folder that is open; false if its last change could not be saved, which then stays open.
    fn close_folder(&mut self) -> bool {
        let Some(mut saver) = self.saver.take() else { return true };
        if let SaveState::Failed(why) = saver.state().clone()
            && self.open.as_ref().is_some_and(|open| open.read_only.is_none())
        {
            self.saver = Some(saver);
            self.toast(format!("The workspace that is open is not saved yet: {why}"), false);
            return false;
        }
        if let Err(why) = saver.finish() {
            tracing::error!("the folder was closed with unsaved changes: {why}");
            self.toast(format!("The last change to the closed workspace is not saved: {why}"), false);
        }
        self.open = None;
        true
    }

    fn show_workspace(&mut self, workspace: Workspace) {
        self.history = History::new(workspace);
        self.derived = crate::app::derived::values::Derived::default();
        self.passed.clear();
        self.chosen_day = None;
        self.state.selection = Selection::Nothing;
        self.state.dialog = None;
    }

    /// Hands the workspace to the save worker; with a reason, a backup of what is on disk comes first.
    pub(crate) fn save(&mut self, reason: Option<Reason>) {
        let workspace = self.history.workspace().clone();
        if self.saver.as_ref().is_some_and(Saver::has_stopped)
            && let Some(place) = self.open.as_ref().map(|open| open.place.clone())
        {
            // The worker has died of a mistake of the program; what it wrote is whole, and another one goes on.
            let keeper = Keeper::open(Arc::new(LocalDisk), place, false, Utc::now()).keeper;
            let wake = self.egui.clone();
            self.saver = Some(Saver::new(keeper, false, move || wake.request_repaint()));
        }
        if let Some(saver) = &mut self.saver {
            saver.save(workspace, reason);
        }
    }

    /// Takes in what others changed on disk.
    pub(crate) fn take_in_outside(&mut self) {
        while let Some(outside) = self.saver.as_mut().and_then(Saver::take_outside) {
            let Outside { ours, merged, mut conflicts, notes } = outside;
            let before = self.workspace().clone();
            let next = if before.is(&ours) {
                merged.clone()
            } else {
                let again = merge(Some(&ours), &before, &merged, Newer::Ours);
                conflicts.extend(again.conflicts);
                again.workspace
            };
            let in_step = next.is(&merged);
            let lines = preview(&before, &next);
            if !lines.is_empty() {
                self.history.take_in(next);
                let more = if lines.len() > TOAST_LINES { " …" } else { "" };
                let lines: Vec<_> = lines.into_iter().take(TOAST_LINES).collect();
                let text = format!("Changed outside: {}{more}", lines.join("; "));
                self.toast_for(text, Some(crate::ui::command::Command::TakeBackMerge));
            }
            if !in_step {
                self.save(None);
            }
            for note in notes {
                self.toast(note, false);
            }
            self.tell_conflicts(conflicts);
        }
    }

    fn tell_conflicts(&mut self, conflicts: Vec<Conflict>) {
        if conflicts.is_empty() {
            return;
        }
        if let Some(Dialog::Conflicts(open)) = &mut self.state.dialog {
            open.extend(conflicts);
        } else {
            self.state.dialog = Some(Dialog::Conflicts(conflicts));
        }
    }

    /// Takes the other side's record of a conflict.
    pub(crate) fn take_other(&mut self, at: usize, now: Moment) {
        let Some(Dialog::Conflicts(open)) = &mut self.state.dialog else { return };
        if at >= open.len() {
            return;
        }
        let conflict = open.remove(at);
        if open.is_empty() {
            self.state.dialog = None;
        }
        if let Some(action) = conflict.take_other {
            self.act(&action, now);
        }
    }

    fn backups(&self) -> Vec<Backup> {
        self.open.as_ref().map(|open| Backups { disk: &LocalDisk, place: &open.place }.list()).unwrap_or_default()
    }

    /// Shows the list of backups.
    pub(crate) fn show_backups(&mut self) {
        let line = |backup: Backup| {
            let taken = backup.taken.with_timezone(&self.here).format("%Y-%m-%d %H:%M");
            BackupLine { name: backup.name(), text: format!("{taken}, {}", backup.reason) }
        };
        let list = self.backups().into_iter().map(line).collect();
        self.state.dialog = Some(Dialog::Backups { list, chosen: None, preview: Vec::new() });
    }

    /// Says what bringing back a backup would change.
    pub(crate) fn preview_backup(&mut self, at: usize) {
        let workspace = self.backed_up(at);
        let lines = workspace.map(|(_, workspace)| preview(self.workspace(), &workspace));
        if let Some(Dialog::Backups { chosen, preview, .. }) = &mut self.state.dialog {
            *chosen = lines.is_some().then_some(at);
            *preview = match lines {
                Some(lines) if lines.is_empty() => vec!["It is the same as what is open.".into()],
                Some(lines) => lines,
                None => vec!["This backup cannot be read whole.".into()],
            };
        }
    }

    /// Brings back a backup, as a change that can be undone.
    pub(crate) fn restore_backup(&mut self, at: usize, now: Moment) {
        let Some((backup, workspace)) = self.backed_up(at) else { return };
        let taken = backup.taken.with_timezone(&self.here).format("%Y-%m-%d %H:%M").to_string();
        let action = Action::Become { name: format!("restore the backup of {taken}"), workspace: Box::new(workspace) };
        self.state.dialog = None;
        if self.act_after_backup(&action, Reason::Restore, now) {
            self.toast(format!("The backup of {taken} is restored."), true);
        }
    }

    /// A backup from the list that is shown, and the workspace that it holds, if that can be read whole.
    fn backed_up(&self, at: usize) -> Option<(Backup, Workspace)> {
        let Some(Dialog::Backups { list, .. }) = &self.state.dialog else { return None };
        let name = &list.get(at)?.name;
        let place = &self.open.as_ref()?.place;
        let backups = Backups { disk: &LocalDisk, place };
        let backup = backups.list().into_iter().find(|backup| backup.name() == *name)?;
        let loaded = backups.read(&backup).whole().ok()?;
        Some((backup, loaded.workspace))
    }

    /// Writes the open workspace into another folder and goes on there.
    pub(crate) fn move_to(&mut self, folder: &Path) -> Result<(), String> {
        let place = Place::of(folder);
        let lock = place.lock_window().ok().flatten();
        let Opened { mut keeper, .. } = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
        keeper.save(self.workspace(), None, None, Utc::now()).map_err(|error| error.to_string())?;
        let wake = self.egui.clone();
        self.saver = Some(Saver::new(keeper, false, move || wake.request_repaint()));
        self.prefs.remember(&place.folder);
        self.open = Some(OpenFolder { place, read_only: None, lock });
        Ok(())
    }

    /// The folder that is open.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.open.as_ref().map(|open| open.place.folder.clone())
    }
}
