//! The open folder, its files and its backups.

pub(super) mod files;
pub(super) mod storage;
pub(super) mod watch;
