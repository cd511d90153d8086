//! The panel beside the day: the plan list.

mod panel;
mod plan_list;

pub use panel::panel_ui;
