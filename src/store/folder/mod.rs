//! A workspace folder: its file format, loading, saving in one step, repair and backups.

mod backup;
mod commit;
mod files;
mod format;
mod lineage;
mod mend;
mod migrate;
mod preview;
mod rescue;
mod set_aside;
mod thinning;

pub use backup::{Backup, BackupReason, Backups};
pub use commit::finish_commit;
pub use files::{
    Fault, Loaded, SaveError, all_files, changed_files, fit_together, list_files, load, load_from, missing, read_all,
    read_bytes, save, save_to, texts, write_files,
};
pub use format::{FORMAT_VERSION, LoadError, WorkspaceFile, from_text, to_text};
pub use lineage::{Versions, joined, lineage_of, opened_by_hand, with_lineage, with_list};
pub use mend::{is_still_open, mend};
pub use preview::preview;
pub use set_aside::{set_aside, thin_set_aside};
