//! The command line: opens the window, and runs the commands that need none.

mod add;
mod arguments;
mod backup;
mod check;
mod dates;
mod edit;
mod events;
mod export;
mod follow;
mod free;
mod ids;
mod import;
mod list;
mod log;
mod now;
mod open;
mod output;
mod plan;
mod report;
mod run;
mod window;
mod words;
mod work;

pub use arguments::Arguments;
pub use run::run;
