//! Read-only data of a frame that the views draw from.

mod board;
mod day;
mod frame;
mod reviewed;

pub use board::{Board, BoardView, CardRow, Column, Progress, Sort};
pub use day::{Capacity, DayView};
pub use frame::{ViewContext, ready, ready_today};
pub use reviewed::Reviewed;
