//! Finding tasks: the filter language of the matrix, and the fuzzy search over all tasks and events.
//!
//! Architecture invariant: pure functions of the model and of the day that is passed in.

mod filter;
mod search;

pub use filter::{FORMS, Facts, Filter};
pub use search::{Findable, Hit, Index};
