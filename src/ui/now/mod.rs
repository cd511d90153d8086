//! The Now strip: the current or next activity, and the lines below it.

mod lines;
mod strip;
mod wrap_up;

pub use strip::now_strip_ui;
