//! The text of the command line, apart from the help of its arguments.

use std::fmt::Display;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use crate::app::locale_words;
use crate::calendar::words::{counted, weekday_day_from};
use crate::model::{Due, Minutes, Span, StepId, TaskId, Workspace};
use crate::planner::odds::DueOdds;
use crate::planner::{Proposal, SmallRun, small_things};

pub(super) const TIME_FORM: &str = "write it like 2026-11-23T09:40";
pub(super) const END_FORM: &str = "write now, a time like 17:30, or 2026-11-23T17:30";
pub(super) const DATE_FORM: &str = "write it like 2026-11-23, tomorrow or next fri, with a year from 1 to 9999";
pub(super) const SPEED_RANGE: &str = "use a number from 0 to 1000000";
pub(super) const NO_DEFAULT_FOLDER: &str = "no default folder on this machine; name one with --workspace";
pub(super) const NO_DISPLAY: &str = "there is no display";
pub(super) const NO_WINDOW_FOR_FILES: &str =
    "there is no display to open files and links in; use `gapwise import` or `gapwise add`";
pub(super) const NOTHING_TO_ADD: &str = "nothing to add";
pub(super) const REVERSED_RANGE: &str = "--to must be later than --from";
pub(super) const REVERSED_DAYS: &str = "--to must not be before --from";
pub(super) const YEAR_RANGE: &str = "use a year from 1 to 9999";
pub(super) const INBOX: &str = "Inbox";
pub(super) const BREAK: &str = "Break";
pub(super) const RUNS: &str = " (running)";
pub(super) const NO_TIMER: &str = "no timer is running";
pub(super) const NOTHING_PLANNED: &str =
    "nothing is planned for the rest of today; name a task, as `gapwise list` shows them";
pub(super) const NOTHING_NEXT: &str = "Nothing fits into the rest of today.\n";
pub(super) const NOTHING_TO_CHANGE: &str = "nothing to change; write it like \"fri 14:00 45m #thesis\"";
pub(super) const NO_PROBLEMS: &str = "No problems found.\n";
pub(super) const NO_BACKUPS: &str = "No backups yet.\n";
pub(super) const DRY_RUN: &str = "Dry run: nothing was changed.\n";
pub(super) const RESTORED: &str = "Restored.\n";

/// Returns a task that the plan does not finish in time.
pub(super) fn late(title: &str, due: &str) -> String {
    format!("  At risk: {title}, due {due}. Not all of it is planned before.\n")
}

/// Returns the count of left-out tasks that are not named; empty for none.
pub(super) fn more_left_out(count: usize) -> String {
    if count == 0 { String::new() } else { format!("  and {count} more that are important or due\n") }
}

pub(super) fn cannot_read(file: &Path, error: impl Display) -> String {
    format!("{} cannot be read: {error}", file.display())
}

pub(super) fn cannot_write(file: &Path, error: impl Display) -> String {
    format!("{} cannot be written: {error}", file.display())
}

pub(super) fn damaged(error: impl Display) -> String {
    format!("{error}. Nothing was changed; run `gapwise check` for details")
}

pub(super) fn conflict(record: &str, field: &str, other: &str) -> String {
    format!("changed in two places: {record}, {field}; the other value was {other}")
}

/// Precedes the plan of the day where no window can be opened.
pub(super) fn plan_instead(why: impl Display) -> String {
    format!("{why}; here is the plan of the day as text")
}

pub(super) fn no_window(error: impl Display) -> String {
    format!("the window cannot be opened ({error})")
}

pub(super) fn added(title: &str) -> String {
    format!("Added: {title}\n")
}

/// Returns the meaning of words that stay in the title.
pub(super) fn other_reading(meaning: &str) -> String {
    format!("not read as {meaning}")
}

pub(super) fn imported(summary: &str, dry_run: bool) -> String {
    format!("{}{summary}\n", if dry_run { "Dry run: " } else { "" })
}

/// Returns nothing: tasks have no occurrences to list.
pub(super) fn tasks_not_listed(tasks: usize) -> String {
    format!("{} (VTODO) not listed; gapwise import brings tasks in", counted(tasks, "task", "tasks"))
}

pub(super) fn not_exported(field: &str, tasks: usize) -> String {
    format!("not in this format: {field} ({})", counted(tasks, "task", "tasks"))
}

pub(super) fn skipped(line: Option<usize>, reason: impl Display) -> String {
    line.map_or_else(|| format!("skipped {reason}"), |line| format!("skipped line {line}: {reason}"))
}

pub(super) fn no_folder(folder: &Path) -> String {
    format!("{}: folder not found", folder.display())
}

pub(super) fn stray_file(path: &Path) -> String {
    format!("{} is not a file of the workspace and is ignored", path.display())
}

pub(super) fn rescuable(records: usize) -> String {
    format!(" ({} can be rescued)", counted(records, "record", "records"))
}

/// Returns the problems that `check` found, as an error.
pub(super) fn problems(found: &[String]) -> String {
    match found {
        [one] => one.clone(),
        all => format!("{} found:\n{}", counted(all.len(), "problem", "problems"), all.join("\n")),
    }
}

pub(super) fn counts(workspace: &Workspace) -> String {
    format!(
        "{} open and {}, {}, {}, {}\n",
        workspace.tasks.len(),
        counted(workspace.closed.len(), "closed task", "closed tasks"),
        counted(workspace.events.len(), "event", "events"),
        counted(workspace.blocks.len(), "block", "blocks"),
        counted(workspace.sessions.len(), "session", "sessions")
    )
}

pub(super) fn no_backup(name: &str) -> String {
    format!("no backup is named {name}; `gapwise backup list` shows the names")
}

/// Returns "09:00–10:30" in the clock of the locale.
pub(super) fn times(span: Span) -> String {
    locale_words().times(span)
}

pub(super) fn free(minutes: Minutes) -> String {
    format!("free, {minutes}")
}

/// Returns the last line of a plan: how good it is, and how much of the free time it uses.
pub(super) fn plan_summary(proposal: &Proposal, free: Minutes) -> String {
    let quality = match proposal.shortfall_permille() {
        _ if proposal.suggestions.is_empty() => "Nothing to suggest".to_owned(),
        0 => "The best possible plan".to_owned(),
        permille => format!("Within {}.{} % of the best possible plan", permille / 10, permille % 10),
    };
    let suggestions = counted(proposal.suggestions.len(), "suggestion", "suggestions");
    format!("{quality}: {suggestions}, {} of {free} free.\n", proposal.work())
}

/// Returns "3 small things, 25 min".
pub(super) fn small_run(run: &SmallRun) -> String {
    format!("{}, {}", small_things(run.members.len()), run.minutes())
}

/// Returns "Due Wed 25 Nov, Report: 85 % likely to be on time".
pub(super) fn due_odds(odds: &DueOdds, title: &str, workspace: &Workspace, today: NaiveDate) -> String {
    let when =
        workspace.tasks.get(&odds.task).and_then(|task| task.due).map_or_else(String::new, |due| self::due(due, today));
    format!("Due {when}, {title}: {}.\n", odds.forecast.chance())
}

/// Returns "Draft intro (Report)": a step with its task, or a task.
pub(super) fn title(workspace: &Workspace, task: TaskId, step: Option<StepId>) -> String {
    let Some(task) = workspace.any_task(task) else { return String::new() };
    match step.and_then(|step| task.step(step)) {
        Some(step) => format!("{} ({})", step.title, task.title),
        None => task.title.clone(),
    }
}

/// Returns the title of planned work: of a delegated task it is the user's own part, "Hand over to Sam (Collect
/// sizes)".
pub(super) fn work_title(workspace: &Workspace, task: TaskId, step: Option<StepId>) -> String {
    let errand = workspace.tasks.get(&task).filter(|_| step.is_none()).and_then(|task| task.small_step());
    let title = title(workspace, task, step);
    errand.map_or_else(|| title.clone(), |errand| format!("{errand} ({title})"))
}

/// Returns "Fri 27 Nov 14:00", with the year if it is not that of today.
pub(super) fn due(due: Due, today: NaiveDate) -> String {
    locale_words().date_and_time(due.date, due.time, today)
}

/// Returns a time in the clock of the locale.
pub(super) fn clock(time: impl Timelike + Copy) -> String {
    locale_words().time(time)
}

/// Returns a local time for programs: "2026-11-23T09:40".
pub(super) fn machine_time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// Returns the start and end of a span for programs.
pub(super) fn machine_span(span: Span) -> (String, String) {
    (machine_time(span.start), machine_time(span.end))
}

/// Returns a planned block of a shown task.
pub(super) fn planned(span: Span, today: NaiveDate) -> String {
    format!("  Planned {} {}\n", weekday_day_from(span.start.date(), today), times(span))
}

pub(super) fn started(title: &str) -> String {
    format!("Started: {title}\n")
}

/// Returns the question about a timer that ran on unseen since a local time.
pub(super) fn unseen_timer(title: &str, since: NaiveDateTime) -> String {
    let since = machine_time(since);
    format!(
        "the timer of \"{title}\" ran on unseen since {since}; say when the work ended, as in \
         `gapwise stop --at {since}`, or `gapwise stop --at now`"
    )
}

/// Returns the error for an end outside the tracked work.
pub(super) fn end_outside(began: NaiveDateTime) -> String {
    format!("the work began at {} and cannot end before that, nor in the future", machine_time(began))
}

pub(super) fn stopped(title: &str) -> String {
    format!("Stopped: {title}\n")
}

pub(super) fn finished(title: &str) -> String {
    format!("Done: {title}\n")
}

/// Returns finished work that leaves a part of its task.
pub(super) fn finished_part(title: &str) -> String {
    format!("Done, this part: {title}. The rest stays open.\n")
}

/// Returns "Changed Report: due time, tags".
pub(super) fn changed(title: &str, fields: &[&str]) -> String {
    format!("Changed {title}: {}\n", fields.join(", "))
}

/// Returns the name of an edit in the undo menu.
pub(super) fn edit_name(title: &str) -> String {
    format!("edit \"{title}\"")
}

/// Returns the name of finished work in the undo menu.
pub(super) fn finish_name(titles: &[String]) -> String {
    match titles {
        [title] => format!("finish \"{title}\""),
        all => format!("finish {}", counted(all.len(), "task", "tasks")),
    }
}

pub(super) fn no_task(id: &str) -> String {
    format!("no task has the id \"{id}\"; `gapwise list` shows the ids")
}

pub(super) fn ambiguous_id(id: &str) -> String {
    format!("several ids begin with \"{id}\"; write more of it")
}

pub(super) fn no_step(id: &str) -> String {
    format!("\"{id}\" names no step; `gapwise show` lists the steps of a task")
}

pub(super) fn not_a_task(id: &str) -> String {
    format!("\"{id}\" is not an open task")
}

pub(super) fn is_done(id: &str) -> String {
    format!("\"{id}\" is done already")
}

pub(super) fn bad_filter(word: &str) -> String {
    format!("the filter does not know \"{word}\"")
}
