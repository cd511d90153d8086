//! Panels beside the day: what is suggested and why, the rules of the day, the calendars.

mod calendars;
mod panel;
mod parts;
mod preview;
mod rules;

pub use panel::panel_ui;
