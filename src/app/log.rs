//! The log file: one a day in this machine's state folder. At the default level it holds no text of the workspace.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Environment variable with the level: error, warn, info, debug or trace.
const LEVEL: &str = "GAPWISE_LOG";
/// Number of daily files that are kept.
const KEPT: usize = 7;

/// Starts the log of this process. A second call has no effect.
///
/// # Errors
/// When the folder or its file cannot be made, or the machine names no folder for data.
pub fn start_log() -> Result<(), String> {
    let folder = log_folder().ok_or("this machine names no folder for data")?;
    let given = std::env::var(LEVEL).ok().filter(|text| !text.is_empty());
    let level = given.as_deref().map(LevelFilter::from_str);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let file = daily_file(&folder).map_err(|error| error.to_string())?;
    let level_or_default = level.as_ref().and_then(|level| level.as_ref().ok()).copied().unwrap_or(LevelFilter::INFO);
    // Libraries may log data of the user, so only the lines of this crate are kept.
    let own = filter_fn(|line| line.target().starts_with(env!("CARGO_CRATE_NAME")));
    let lines = tracing_subscriber::fmt::layer().with_writer(file).with_ansi(false);
    let started = tracing_subscriber::registry().with(lines.with_filter(own).with_filter(level_or_default)).try_init();
    if started.is_ok() && level.is_some_and(|level| level.is_err()) {
        tracing::warn!("{LEVEL} is not one of error, warn, info, debug, trace; using info");
    }
    Ok(())
}

/// Returns the folder of the log files.
fn log_folder() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "gapwise")?.data_local_dir().join("state").join("log"))
}

fn daily_file(folder: &Path) -> Result<RollingFileAppender, tracing_appender::rolling::InitError> {
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("gapwise")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(folder)
}
