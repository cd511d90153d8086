//! The preferences of this machine: the theme, pane sizes, recent folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::disk::{LocalDisk, if_there, write_atomically};
use super::folder::{from_text, to_text};
use crate::model::Quadrant;

/// The preferences of this machine, kept outside the workspace, which may be synced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: ThemeChoice,
    /// Recent workspace folders, newest first.
    pub recent: Vec<PathBuf>,
    /// Text size in percent, 80 to 200.
    pub text_scale: u32,
    /// Share of the width for the matrix beside the day, 0 to 1.
    pub matrix_share: f32,
    /// Width of the inspector in points.
    pub inspector_width: f32,
    /// Height of an hour on the timeline, in points.
    pub hour_height: f32,
    /// Width and height of the window in points.
    pub window: Option<(f32, f32)>,
    /// The last day on which the morning screen was shown.
    pub greeted: Option<chrono::NaiveDate>,
    /// Changed shortcuts, such as "Ctrl+Shift+J", by the name of the command.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Hints already shown; each is shown once.
    pub hints: BTreeSet<Hint>,
    /// Collapsed quadrants.
    pub collapsed: BTreeSet<Quadrant>,
    /// Calendar files that this machine follows, with the hash of the content read last. A workspace that is synced
    /// cannot make a machine read a file that its user did not choose.
    pub followed: BTreeMap<PathBuf, Option<Uuid>>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            recent: Vec::new(),
            text_scale: 100,
            matrix_share: 0.66,
            inspector_width: 312.0,
            hour_height: 96.0,
            window: None,
            greeted: None,
            keys: BTreeMap::new(),
            hints: BTreeSet::new(),
            collapsed: BTreeSet::new(),
            followed: BTreeMap::new(),
        }
    }
}

/// The choice of theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::Display)]
pub enum ThemeChoice {
    /// Follows the desktop.
    #[default]
    System,
    Light,
    Dark,
}

/// A hint, shown once when it first applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::EnumIter)]
pub enum Hint {
    /// At the first drag.
    Drag,
    /// At the first gap with a suggestion.
    Gap,
    /// At the first overrun of the timer.
    Overrun,
}

impl Preferences {
    /// Maximum number of recent folders.
    const MOST_RECENT: usize = 8;

    /// Changes the size of all text by some percent, within 80 and 200.
    pub fn scale_text(&mut self, percent: i32) {
        self.text_scale = self.text_scale.saturating_add_signed(percent).clamp(80, 200);
    }

    /// Returns the preferences file of this machine; `None` without a home folder.
    pub fn file() -> Option<PathBuf> {
        Some(directories::ProjectDirs::from("", "", "gapwise")?.config_dir().join("preferences.ron"))
    }

    /// Reads preferences. Returns the defaults if the file is missing or unreadable; an unreadable file is kept under
    /// another name, because the next save replaces it.
    pub fn load(file: &Path) -> Self {
        let read = if_there(std::fs::read_to_string(file)).map_err(|error| error.to_string());
        let parsed = read.and_then(|text| {
            let text = text.map(|text| from_text(&text, file).map_err(|error| error.to_string()));
            text.unwrap_or_else(|| Ok(Self::default()))
        });
        parsed.unwrap_or_else(|error| {
            tracing::warn!(error, "the preferences cannot be read");
            if let Err(error) = std::fs::rename(file, file.with_extension("damaged.ron")) {
                tracing::warn!(%error, "the unreadable preferences are not kept");
            }
            Self::default()
        })
    }

    /// Follows a calendar file on this machine, or stops.
    pub fn follow(&mut self, file: &Path, on: bool) {
        if on {
            self.followed.entry(file.into()).or_default();
        } else {
            self.followed.remove(file);
        }
    }

    /// Writes the preferences to `file`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        let text = to_text(self).map_err(std::io::Error::other)?;
        write_atomically(&LocalDisk, file, text.as_bytes()).map(|_| ())
    }

    /// Moves `folder` to the top of the recent folders.
    pub fn remember(&mut self, folder: &Path) {
        self.recent.retain(|other| other != folder);
        self.recent.insert(0, folder.into());
        self.recent.truncate(Self::MOST_RECENT);
    }
}
