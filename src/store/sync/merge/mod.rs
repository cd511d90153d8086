//! The three-way merge of two versions of a workspace.

mod fields;
mod kinds;
mod records;
mod tasks;
mod three_way;
mod words;

pub use fields::Newer;
pub use records::Conflict;
pub use three_way::{Merged, merge, merge_unrepaired};
