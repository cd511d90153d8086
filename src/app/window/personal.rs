//! Preferences, shortcuts and theme of this user on this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;
use strum::IntoEnumIterator as _;

use super::system_theme::SystemTheme;
use crate::model::Action;
use crate::store::{Hint, Preferences};
use crate::ui::Keymap;

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

    /// Puts changed preferences in force and saves them.
    pub fn take_up(&mut self) {
        self.keymap = Arc::new(Keymap::read(&self.prefs.keys));
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
