//! Keeps a folder and the open workspace equal: saving on a thread, changes by others, merging.

mod copies;
mod keeper;
mod merge;
mod outside;
mod worker;

pub use copies::stray_files;
pub use keeper::{Keeper, Opened, Outside};
pub use merge::{Conflict, Merged, Newer, merge};
pub use worker::{SaveState, Saver};
