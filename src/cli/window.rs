//! `gapwise` without a command: opens the window, or prints the plan of the day where there is no display.

use std::path::Path;

use super::arguments::Arguments;
use super::open;
use super::output::{CliResult, complain};
use super::{plan, words};
use crate::app::{Clock, demo_with_history, open_window};
use crate::calendar::Tz;
use crate::model::Moment;
use crate::store::{Place, load, save};

pub(super) fn run(arguments: &Arguments, clock: Clock, now: Moment, here: Tz) -> CliResult {
    let (place, _example) = if arguments.demo {
        let (place, dir) = example(arguments.common.workspace.as_deref(), now)?;
        (place, Some(dir))
    } else {
        (open::place(arguments.common.workspace.as_deref())?, None)
    };
    if !has_display() {
        if !arguments.errands.is_empty() {
            return Err(words::NO_WINDOW_FOR_FILES.to_owned());
        }
        complain(words::plan_instead(words::NO_DISPLAY));
        return plan::run(&place, None, false, now, here);
    }
    match open_window(place.clone(), clock, arguments.errands.clone()) {
        Ok(()) => Ok(()),
        Err(error @ eframe::Error::AppCreation(_)) => Err(error.to_string()),
        Err(error) => {
            tracing::warn!("the window cannot be opened: {error}");
            complain(words::plan_instead(words::no_window(error)));
            plan::run(&place, None, false, now, here)
        }
    }
}

/// Returns a place with the example workspace, and the temporary folder, which lives as long as the returned value.
fn example(folder: Option<&Path>, now: Moment) -> Result<(Place, tempfile::TempDir), String> {
    let dir = tempfile::Builder::new().prefix("gapwise-demo-").tempdir().map_err(|error| error.to_string())?;
    let folder = folder.map_or_else(|| dir.path().join("workspace"), Path::to_path_buf);
    let place = Place::with_state(&folder, Some(&dir.path().join("state")));
    let loaded = load(&folder).whole().map_err(|error| error.to_string())?;
    if loaded.workspace.is_empty() {
        save(&folder, &demo_with_history(now), None).map_err(|error| error.to_string())?;
    }
    Ok((place, dir))
}

/// Returns whether a window can be shown: on Unix, whether a display is named.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}
