//! A workspace on disk: a folder of RON files that other programs may change too, its backups, the undo history, and the
//! preferences of this machine.
//!
//! Architecture invariant: the lowest layer that touches files. It knows no window; worker threads wake the window by a
//! callback.

mod disk;
mod folder;
mod history;
mod preferences;
mod sync;

pub use disk::{
    Disk, LocalDisk, Lock, MAX_FILE_BYTES, Place, Stamp, content_hash, default_folder, read_chosen, write_atomically,
    write_chosen,
};
pub use folder::{
    Backup, BackupReason, Backups, FORMAT_VERSION, Fault, LoadError, Loaded, SaveError, load, load_from, preview, save,
    save_to,
};
pub use history::{History, apply_with};
pub use preferences::{Hint, Preferences, ThemeChoice};
pub use sync::{Conflict, Keeper, Merged, Newer, Opened, Outside, SaveState, Saver, merge, stray_files};
