//! `gapwise report`: writes a plan or a review as Markdown or HTML.

use std::path::Path;

use chrono::NaiveDate;

use super::dates::{DateText, date as date_of};
use super::open::read;
use super::output::{CliResult, print};
use super::words;
use crate::app::locale_words;
use crate::calendar::Tz;
use crate::model::{Moment, PlanningDay, has_plain_year};
use crate::review::report::{Document, ReportFormat, ReportScope, TrackedBy, tracked_csv};
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

/// The rows of a CSV of tracked time.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Rows {
    Session,
    Task,
    Project,
    Tag,
    Day,
}

/// Returns the format that the arguments ask for.
pub(super) fn format(html: bool, csv: Option<Rows>) -> ReportFormat {
    match csv {
        None if html => ReportFormat::Page,
        None => ReportFormat::Markdown,
        Some(Rows::Session) => ReportFormat::Csv(TrackedBy::Session),
        Some(Rows::Task) => ReportFormat::Csv(TrackedBy::Task),
        Some(Rows::Project) => ReportFormat::Csv(TrackedBy::Project),
        Some(Rows::Tag) => ReportFormat::Csv(TrackedBy::Tag),
        Some(Rows::Day) => ReportFormat::Csv(TrackedBy::Day),
    }
}

/// The subject and format of a report.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub about: About,
    /// A day in the period; `None` for today.
    pub date: Option<&'a DateText>,
    /// The first and last day of a CSV, if not those of the period.
    pub range: (Option<&'a DateText>, Option<&'a DateText>),
    pub format: ReportFormat,
    pub without_private: bool,
}

/// Writes the report to `output`, else to standard output.
pub(super) fn run(place: &Place, form: &Form, output: Option<&Path>, now: Moment, here: Tz) -> CliResult {
    let workspace = read(&place.folder)?;
    let Form { about, date, range, format, without_private } = *form;
    let starts = workspace.settings.day_start;
    let known = |text: Option<&DateText>| text.map(|_| date_of(text, &workspace, now, here)).transpose();
    let (date, range) = (date_of(date, &workspace, now, here)?, (known(range.0)?, known(range.1)?));
    let scope = match about {
        About::Plan => ReportScope::Plan(PlanningDay { date, starts }),
        About::Day => ReportScope::Day(PlanningDay { date, starts }),
        About::Week => ReportScope::Period(Period::week(date, locale_words())),
        About::Month => ReportScope::Period(Period::month(date)),
        About::Quarter => ReportScope::Period(Period::quarter(date, locale_words())),
    };
    let source = ReviewSource { workspace: &workspace, here, now: now.instant, without_private, words: locale_words() };
    let text = match format {
        ReportFormat::Markdown => Document::of(&source, scope).markdown(),
        ReportFormat::Page => Document::of(&source, scope).html(),
        ReportFormat::Csv(by) => tracked_csv(&source, days(scope, range)?, by),
    };
    match output {
        Some(file) => write_chosen(file, text.as_bytes()).map_err(|error| words::cannot_write(file, error)),
        None => print(&text),
    }
}

/// Returns the days of a CSV: the given ones, else those of the period.
fn days(scope: ReportScope, (from, to): (Option<NaiveDate>, Option<NaiveDate>)) -> Result<Period, String> {
    let period = scope.period();
    let from = from.unwrap_or(if to.is_some() { NaiveDate::default() } else { period.from });
    let to = to.map_or(period.to.max(from), |last| last.succ_opt().unwrap_or(last));
    if !(has_plain_year(from) && to.pred_opt().is_some_and(has_plain_year)) {
        return Err(words::YEAR_RANGE.into());
    }
    if to <= from { Err(words::REVERSED_DAYS.into()) } else { Ok(Period { from, to }) }
}
