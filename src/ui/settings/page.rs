//! The parts that every setting reads and changes.

use crate::model::{Action, Settings, check_settings};
use crate::store::Preferences;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{SettingsDialog, Status};

/// The context and the state of the dialog, and the ways to change a setting.
pub(super) struct Page<'a, 'w> {
    pub ctx: &'a ViewContext<'w>,
    pub state: &'a mut SettingsDialog,
    pub status: &'a Status,
    pub prefs: &'a mut Preferences,
    pub out: &'a mut Out,
}

impl<'w> Page<'_, 'w> {
    /// Returns the settings of the workspace.
    pub fn settings(&self) -> &'w Settings {
        &self.ctx.workspace.settings
    }

    /// Changes the settings of the workspace in one undo step; `name` completes "Undo …". Settings that break a rule of the
    /// model stay as they are.
    pub fn set(&mut self, name: &str, change: impl FnOnce(&mut Settings)) {
        let mut new = self.settings().clone();
        change(&mut new);
        if new != *self.settings() && check_settings(&new).is_ok() {
            self.out.push(Intent::Act(Action::settings(name, new)));
        }
    }

    /// Changes the preferences of this machine, and keeps the ones before for Ctrl+Z.
    pub fn set_machine(&mut self, change: impl FnOnce(&mut Preferences)) {
        let before = self.prefs.clone();
        change(self.prefs);
        if before != *self.prefs {
            self.state.earlier.push((self.ctx.undo_steps, before));
        }
    }
}
