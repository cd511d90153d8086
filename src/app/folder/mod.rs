//! The open folder: its workspace, its backups, and calendar files.

pub(super) mod backups;
pub(super) mod calendars;
pub(super) mod dialogs;
pub(super) mod export;
pub(super) mod import;
pub(super) mod open_folder;
pub(super) mod opening;
pub(super) mod outside;
pub(super) mod watch;
pub(super) mod work;
