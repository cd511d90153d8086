//! Where a workspace lives on disk: a folder of RON files that others may change too, its backups, and the history of
//! changes while the app runs.
//!
//! Architecture invariant: this is the lowest layer that touches files. It knows no window; a worker wakes whoever waits
//! for it by a callback.

mod backup;
mod commit;
mod copies;
mod disk;
mod files;
mod format;
mod history;
mod keeper;
mod mend;
mod merge;
mod migrate;
mod outside;
mod place;
mod preferences;
mod rescue;
mod worker;

pub use backup::{Backup, Backups, Reason, preview};
pub use disk::{Disk, LocalDisk, MAX_FILE_BYTES, Stamp, read_chosen, write_atomically};
pub use files::{Fault, Loaded, SaveError, load, load_from, save, save_to};
pub use format::{FORMAT_VERSION, LoadError};
pub use history::History;
pub use keeper::{Keeper, Opened, Outside};
pub use merge::{Conflict, Merged, Newer, merge};
pub use place::{Lock, Place, default_folder};
pub use preferences::{Hint, Preferences, ThemeChoice};
pub use worker::{SaveState, Saver};
