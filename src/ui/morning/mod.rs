//! The morning: a sheet with the work that is left, how full the day may be, and the day itself.

mod page;
mod rows;
mod sentence;

pub use page::morning_ui;
pub use rows::{THIRD_TIME, third_time_ui};
