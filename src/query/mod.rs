//! Finding tasks: the filter language of the matrix, and the fuzzy search over everything.
//!
//! Architecture invariant: pure functions of the model and of a day that is passed in.

mod filter;
mod search;

pub use filter::{FORMS, Facts, Filter};
pub use search::{Hit, Index};
