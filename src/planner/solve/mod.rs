//! The solver of a planning problem over several gaps.

mod choose;
mod columns;
mod descent;
mod draft;
pub mod focus;
pub mod instance;
mod outlook;
pub mod progress;
pub mod refill;
mod relax;
mod shape;
pub mod solver;
pub mod table;
mod window;
