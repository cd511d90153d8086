//! Reports on the command line.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{Moment, PlanningDay, Workspace, day_of};
use crate::review::Period;
use crate::review::report::{Document, Scope, Source};

/// What a report is about.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum About {
    Plan,
    Day,
    Week,
    Month,
    Quarter,
}

/// The report as Markdown or HTML.
pub(super) fn text(
    workspace: &Workspace,
    about: About,
    date: Option<NaiveDate>,
    html: bool,
    without_private: bool,
    now: Moment,
    here: Tz,
) -> String {
    let starts = workspace.settings.day_start;
    let date = date.unwrap_or_else(|| day_of(now.local, starts).date);
    let scope = match about {
        About::Plan => Scope::Plan(PlanningDay { date, starts }),
        About::Day => Scope::Day(PlanningDay { date, starts }),
        About::Week => Scope::Period(Period::week(date)),
        About::Month => Scope::Period(Period::month(date)),
        About::Quarter => Scope::Period(Period::quarter(date)),
    };
    let document = Document::of(&Source { workspace, here, now: now.instant, without_private }, scope);
    if html { document.html() } else { document.markdown() }
}
