//! Tasks: their fields, their order, and the series of a recurring task.

mod field;
mod order;
mod parts;
mod series;
#[expect(clippy::module_inception, reason = "the file of the type `Task`")]
mod task;

pub use field::{TaskField, TaskFieldKind};
pub use order::Order;
pub use parts::{Chunk, Delegation, Due, DueKind, Energy, Quadrant, Repeat, Split, Step, Urgency};
pub use task::{MAX_TITLE_CHARS, Task, cut_title};
