//! `gapwise export`: writes the workspace for another program.

use std::collections::BTreeMap;
use std::path::Path;

use super::dates::{DateText, date};
use super::follow::followed;
use super::output::{CliResult, complain, print};
use super::words;
use crate::app::Clock;
use crate::calendar::Tz;
use crate::exchange::{TaskExportFormat, export_tasks, ics};
use crate::model::{PlanningDay, Span, Workspace};
use crate::store::{Place, write_chosen};

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ExportFormat {
    /// iCalendar: own events, planned blocks, tasks with steps, tracked time
    Ics,
    #[value(name = "todo.txt")]
    TodoTxt,
    Taskwarrior,
    #[value(alias = "obsidian")]
    Markdown,
    Org,
    /// A row for each open task
    Csv,
    /// Every record of the workspace
    Json,
}

/// The arguments of an export.
pub(super) struct Export<'a> {
    pub format: ExportFormat,
    /// The first and last day of planned blocks and tracked time.
    pub range: (Option<&'a DateText>, Option<&'a DateText>),
    /// The file; `None` for standard output.
    pub output: Option<&'a Path>,
    /// Writes the file again whenever the workspace changes.
    pub follow: bool,
}

impl Export<'_> {
    /// Writes the export, and names the fields that the format has no place for.
    pub fn run(&self, place: &Place, clock: &Clock, here: Tz) -> CliResult {
        let mut written = None;
        followed(&place.folder, self.follow, |workspace| {
            // The time of writing is not a change.
            if written.as_ref().is_some_and(|old: &Workspace| old.is(workspace)) {
                return Ok(true);
            }
            let (text, lost) = self.text(workspace, clock, here)?;
            match self.output {
                Some(file) => {
                    write_chosen(file, text.as_bytes()).map_err(|error| words::cannot_write(file, error))?;
                }
                None => print(&text)?,
            }
            if written.is_none() {
                lost.iter().for_each(|(field, tasks)| complain(words::not_exported(field, *tasks)));
            }
            written = Some(workspace.clone());
            Ok(true)
        })
    }

    fn text(
        &self,
        workspace: &Workspace,
        clock: &Clock,
        here: Tz,
    ) -> Result<(String, BTreeMap<&'static str, usize>), String> {
        let format = match self.format {
            ExportFormat::Ics => {
                let now = clock.now(here);
                let export = ics::export_calendar(workspace, self.span(workspace, clock, here)?, now, here);
                return Ok((export.text, export.lost));
            }
            ExportFormat::TodoTxt => TaskExportFormat::TodoTxt,
            ExportFormat::Taskwarrior => TaskExportFormat::Taskwarrior,
            ExportFormat::Markdown => TaskExportFormat::Markdown,
            ExportFormat::Org => TaskExportFormat::Org,
            ExportFormat::Csv => TaskExportFormat::Csv,
            ExportFormat::Json => TaskExportFormat::Json,
        };
        let export = export_tasks(workspace, format, &|local| here.instant(local));
        Ok((export.text, export.lost))
    }

    /// Returns the time from the first to the last day; without both, everything.
    fn span(&self, workspace: &Workspace, clock: &Clock, here: Tz) -> Result<Option<Span>, String> {
        let (from, to) = self.range;
        let day = |text| date(text, workspace, clock.now(here), here);
        let span = |date| PlanningDay { date, starts: workspace.settings.day_start }.span();
        let start =
            from.map(|from| day(Some(from))).transpose()?.map_or(chrono::NaiveDateTime::MIN, |it| span(it).start);
        let end = to.map(|to| day(Some(to))).transpose()?.map_or(chrono::NaiveDateTime::MAX, |it| span(it).end);
        if end <= start {
            return Err(words::REVERSED_DAYS.into());
        }
        Ok((from.is_some() || to.is_some()).then(|| Span::new(start, end)))
    }
}
