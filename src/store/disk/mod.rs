//! Files of this machine: reading, replacing in one step, and locking.

mod atomic;
mod file_system;
mod place;

pub use atomic::{TEMPORARY, remove_or_log, write_atomically};
pub use file_system::{Disk, LocalDisk, MAX_FILE_BYTES, Stamp, read_chosen};
pub use place::{Lock, Place, WriteLock, default_folder};
