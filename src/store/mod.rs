//! Where a workspace lives on disk: a folder of RON files, and the history of changes while the app runs.
//!
//! Architecture invariant: this is the lowest layer that touches files. It knows no window; a worker wakes whoever waits
//! for it by a callback.

mod files;
mod format;
mod history;
mod preferences;
mod worker;

pub use files::{Loaded, SaveError, default_folder, load, save, write_atomically};
pub use format::{FORMAT_VERSION, LoadError};
pub use history::History;
pub use preferences::{Preferences, ThemeChoice};
pub use worker::{SaveState, Saver};
