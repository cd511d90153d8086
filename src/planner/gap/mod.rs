//! The solver of a single gap.
//!
//! It answers "I have N minutes", the runner-up, and the value of a gap without a task.

mod bounds;
mod branch;
mod exact;
mod labels;
pub mod pack;
mod plan;
pub mod prices;
mod turns;

pub use branch::solve_gap;
pub use exact::GapSolver;
pub use plan::{GapCandidate, GapPiece, GapPlan, GapRules};
