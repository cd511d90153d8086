//! The command line: opens the window, and runs the commands that need none.

mod add;
mod arguments;
mod backup;
mod check;
mod events;
mod export;
mod import;
mod open;
mod output;
mod plan;
mod report;
mod run;
mod window;
mod words;

pub use arguments::Arguments;
pub use run::run;
