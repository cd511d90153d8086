//! A workspace folder: its file format, loading, saving in one step, repair and backups.

mod backup;
mod commit;
mod files;
mod format;
mod mend;
mod migrate;
mod preview;
mod rescue;

pub use backup::{Backup, Backups, Reason};
pub use commit::finish_commit;
pub use files::{
    Fault, Loaded, SaveError, all_files, changed_files, fit_together, list_files, load, load_from, read_all,
    read_bytes, save, save_to, texts, write_files,
};
pub use format::{FORMAT_VERSION, LoadError, WorkspaceFile, from_text, to_text};
pub use mend::mend;
pub use preview::preview;
