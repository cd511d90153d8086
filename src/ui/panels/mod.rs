//! Panels beside the day: plan list, settings of the day, calendars.

mod calendars;
mod panel;
mod parts;
mod preview;
mod rules;

pub use panel::panel_ui;
