//! Preferences, shortcuts and theme of this user on this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, KeyboardShortcut};
use strum::IntoEnumIterator as _;

use super::system_theme::SystemTheme;
use crate::model::Action;
use crate::store::{Hint, Preferences};
use crate::ui::Keymap;
use crate::ui::command::Command;

/// The preferences and their file.
pub(crate) struct Personal {
    pub prefs: Preferences,
    /// `None` in tests: nothing is saved.
    pub file: Option<PathBuf>,
    pub theme: SystemTheme,
    keymap: Arc<Keymap>,
}

impl Default for Personal {
    /// Returns the preferences of a user who has seen every hint.
    fn default() -> Self {
        let prefs = Preferences { hints: Hint::iter().collect(), ..Preferences::default() };
        Self { prefs, file: None, theme: SystemTheme::default(), keymap: Arc::default() }
    }
}

impl Personal {
    /// Puts theme and shortcuts in force for a frame.
    pub fn install(&self, ctx: &Context) {
        self.theme.show(ctx, self.prefs.theme);
        self.keymap.install(ctx);
    }

    pub fn use_preferences(&mut self, prefs: Preferences) {
        self.keymap = Arc::new(Keymap::read(&prefs.keys));
        self.prefs = prefs;
    }

    /// Remembers on this machine which calendar files the user follows.
    pub fn note_followed(&mut self, action: &Action) {
        match action {
            Action::EditCalendar(calendar) => {
                if let Some(source) = &calendar.source {
                    self.prefs.follow(Path::new(source), calendar.watched);
                    self.save();
                }
            }
            Action::All { actions, .. } => actions.iter().for_each(|action| self.note_followed(action)),
            _ => {}
        }
    }

    /// Changes the keys of a command.
    pub fn set_keys(&mut self, command: Command, keys: Vec<KeyboardShortcut>) {
        self.change_keys(|keymap| keymap.set(command, keys));
    }

    /// Gives a command, or all of them, their default keys.
    pub fn reset_keys(&mut self, command: Option<Command>) {
        self.change_keys(|keymap| keymap.reset(command));
    }

    fn change_keys(&mut self, change: impl FnOnce(&mut Keymap)) {
        change(Arc::make_mut(&mut self.keymap));
        self.prefs.keys = self.keymap.stored();
        self.save();
    }

    /// Returns the size of all text as a factor.
    pub fn zoom(&self) -> f32 {
        (self.prefs.text_scale as f32 / 100.0).clamp(0.8, 2.0)
    }

    /// Writes the preferences to their file.
    pub fn save(&self) {
        if let Some(file) = &self.file
            && let Err(error) = self.prefs.save(file)
        {
            tracing::warn!("preferences are not saved: {error}");
        }
    }
}
