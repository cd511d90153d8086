//! The settings: one searchable dialog for everything that can be set.

mod appearance;
mod calendars;
mod catalog;
mod data;
mod day;
mod dialog;
mod energy;
mod fields;
mod keyboard;
mod list;
mod page;
mod planner;
mod ranges;
mod reminders;
mod reset;
mod row;
mod timer;

pub use catalog::Setting;
pub use dialog::settings_ui;
