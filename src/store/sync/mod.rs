//! Keeps a folder and the open workspace equal: saving on a thread, changes by others, merging.

mod bases;
mod copies;
mod keeper;
mod merge;
mod moved;
mod opening;
mod outside;
mod worker;
mod writing;

pub use copies::stray_files;
pub use keeper::{Keeper, Outside};
pub use merge::{Conflict, Merged, Newer, merge};
pub use opening::Opened;
pub use worker::{SaveState, Saver};
