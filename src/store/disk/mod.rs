//! Files of this machine: reading, replacing in one step, and locking.

mod atomic;
mod file_system;
mod place;

pub use atomic::{
    TEMPORARY, content_hash, if_there, names_or_log, remove_or_log, temporary_in, version_hash, write_atomically,
    write_chosen,
};
pub use file_system::{Disk, LocalDisk, MAX_FILE_BYTES, Stamp, read_chosen};
pub use place::{Lock, Place, WriteLock, default_folder};
