//! Panels beside the day: plan list, settings of the day, calendars.

mod calendars;
mod panel;
mod plan_list;
mod row;
mod settings;

pub use panel::panel_ui;
