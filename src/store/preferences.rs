//! What belongs to this machine rather than to a workspace: the theme, sizes of panes, recent folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::{LocalDisk, write_atomically};
use super::format::{from_text, to_text};
use crate::model::Quadrant;

/// Preferences of this machine. They are kept apart from the workspace, which may be synced to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: ThemeChoice,
    /// Newest first.
    pub recent: Vec<PathBuf>,
    /// In percent, 80 to 200.
    pub text_scale: u32,
    /// Share of the width that the matrix takes beside the day, 0 to 1.
    pub matrix_share: f32,
    /// In points.
    pub inspector_width: f32,
    /// Points an hour on the timeline.
    pub hour_height: f32,
    /// Width and height of the window, in points.
    pub window: Option<(f32, f32)>,
    /// The last day that began with a look at the morning screen.
    pub greeted: Option<chrono::NaiveDate>,
    /// Shortcuts that the person changed, by the command's name: "Ctrl+Shift+J".
    pub keys: BTreeMap<String, Vec<String>>,
    /// Hints that were given; each is given once.
    pub hints: BTreeSet<Hint>,
    /// Quadrants that are folded to their name.
    pub collapsed: BTreeSet<Quadrant>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            recent: Vec::new(),
            text_scale: 100,
            matrix_share: 0.6,
            inspector_width: 312.0,
            hour_height: 96.0,
            window: None,
            greeted: None,
            keys: BTreeMap::new(),
            hints: BTreeSet::new(),
            collapsed: BTreeSet::new(),
        }
    }
}

/// Which theme to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::Display)]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    Light,
    Dark,
}

/// Something that is said once, when it is first of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::EnumIter)]
pub enum Hint {
    /// Something is dragged.
    Drag,
    /// There is a gap, and something for it.
    Gap,
    /// What runs has run out of its time.
    Overrun,
}

impl Preferences {
    /// Most recent folders that are remembered.
    const MOST_RECENT: usize = 8;

    /// Where they are kept on this machine.
    pub fn file() -> Option<PathBuf> {
        Some(directories::ProjectDirs::from("", "", "gapwise")?.config_dir().join("preferences.ron"))
    }

    /// Reads them; the defaults where there are none or they cannot be read.
    pub fn load(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).ok();
        text.and_then(|text| from_text(&text, file).ok()).unwrap_or_default()
    }

    /// Writes them.
    ///
    /// # Errors
    /// As the file system reports them.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        let text = to_text(self).map_err(std::io::Error::other)?;
        write_atomically(&LocalDisk, file, text.as_bytes()).map(|_| ())
    }

    /// Puts `folder` on top of the recent ones.
    pub fn remember(&mut self, folder: &Path) {
        self.recent.retain(|other| other != folder);
        self.recent.insert(0, folder.into());
        self.recent.truncate(Self::MOST_RECENT);
    }
}
