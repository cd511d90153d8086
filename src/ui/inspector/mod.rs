//! The inspector: every field of the selected item. Leaving a field makes one undo step.

mod belongs;
mod block;
mod breakdown;
mod chips;
mod event;
mod fields;
mod page;
mod repeat;
mod steps;
mod task;
mod task_repeat;

pub use breakdown::first_step;
pub use fields::date_field;
pub use page::inspector_ui;
