//! The app: reads the clock once a frame, drains the workers, draws the views, and carries out their intents.
//!
//! [`Gapwise`] has one field for each part of the app. `frame` is one frame from top to bottom; `intents` says where
//! each intent is carried out (`ui::run` turns commands into them); `act` applies every change to the workspace. The folders
//! hold the rest.

mod act;
mod clock;
mod day;
mod demo;
mod derived;
mod folder;
mod frame;
mod gapwise;
mod input;
mod intents;
mod local_time;
mod log;
mod look_back;
mod messages;
mod plan;
mod remind;
mod searching;
mod timer;
mod window;
mod worker;
mod zones;

pub use clock::{Clock, date_order, local_zone, locale_words};
pub use day::adding::add_tasks;
pub use demo::{demo_with_history, demo_workspace};
pub use folder::import::read_import;
pub use gapwise::Gapwise;
pub use log::start_log;
pub use timer::finish::finish_action;
pub use timer::start::{start_action, work_length};
pub use window::errand::Errand;
pub use window::native::open_window;
pub use zones::{BUNDLED_ZONES, choose_zones, system_zones};
