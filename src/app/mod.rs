//! The app: reads the clock once a frame, drains the workers, draws the views, and carries out the intents.

mod clock;
mod commands;
mod day;
mod demo;
mod derived;
mod folder;
mod gapwise;
mod intents;
mod log;
mod look_back;
mod plan;
mod remind;
mod searching;
mod timer;
mod window;
mod worker;

pub use clock::{Clock, date_order, local_zone};
pub use demo::demo_workspace;
pub use folder::files::read_calendar;
pub use gapwise::Gapwise;
pub use log::start_log;
pub use window::native::open_window;
