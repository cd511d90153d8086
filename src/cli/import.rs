//! `gapwise import`: adds or updates the events of calendar files.

use std::path::PathBuf;

use super::open::OpenWorkspace;
use super::output::{Outcome, complain, print};
use super::words;
use crate::app::read_calendar;
use crate::model::Moment;
use crate::store::{Place, Reason};

pub(super) fn run(place: &Place, files: &[PathBuf], dry_run: bool, now: Moment) -> Outcome {
    let mut open = OpenWorkspace::open(place)?;
    let mut failed = Vec::new();
    for file in files {
        match read_calendar(file, &open.workspace, now) {
            Ok((action, report)) => {
                if !dry_run {
                    open.change(&action, Some(Reason::Import), now)?;
                }
                print(&words::imported(&report.summary(), dry_run))?;
                if !report.details().is_empty() {
                    complain(report.details());
                }
            }
            Err(why) => failed.push(why),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
