//! `gapwise report`: writes a plan or a review as Markdown or HTML.

use std::path::Path;

use chrono::NaiveDate;

use super::open::read;
use super::output::{Outcome, print};
use super::words;
use crate::calendar::Tz;
use crate::model::{Moment, PlanningDay, day_of};
use crate::review::report::{Document, ReportScope};
use crate::review::{Period, ReviewSource};
use crate::store::{Place, write_chosen};

/// The subject of a report.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum About {
    Plan,
    Day,
    Week,
    Month,
    Quarter,
}

/// The subject and format of a report.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub about: About,
    /// A day in the period; `None` for today.
    pub date: Option<NaiveDate>,
    /// HTML instead of Markdown.
    pub html: bool,
    pub without_private: bool,
}

/// Writes the report to `output`, else to standard output.
pub(super) fn run(place: &Place, form: &Form, output: Option<&Path>, now: Moment, here: Tz) -> Outcome {
    let workspace = read(&place.folder);
    let Form { about, date, html, without_private } = *form;
    let starts = workspace.settings.day_start;
    let date = date.unwrap_or_else(|| day_of(now.local, starts).date);
    let scope = match about {
        About::Plan => ReportScope::Plan(PlanningDay { date, starts }),
        About::Day => ReportScope::Day(PlanningDay { date, starts }),
        About::Week => ReportScope::Period(Period::week(date)),
        About::Month => ReportScope::Period(Period::month(date)),
        About::Quarter => ReportScope::Period(Period::quarter(date)),
    };
    let document =
        Document::of(&ReviewSource { workspace: &workspace, here, now: now.instant, without_private }, scope);
    let text = if html { document.html() } else { document.markdown() };
    match output {
        Some(file) => write_chosen(file, text.as_bytes()).map_err(|error| words::cannot_write(file, error)),
        None => print(&text),
    }
}
