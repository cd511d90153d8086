//! The arguments of the program.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};
use clap::{Args, Parser, Subcommand};

use super::dates::{DateText, WorkEnd, local_time};
use super::export::ExportFormat;
use super::import::TaskKind;
use super::report::{About, Rows};
use super::words;
use crate::app::{Clock, Errand};
use crate::exchange::ics;

/// Puts the right small step into each free gap of your day.
#[derive(Debug, Parser)]
#[command(name = "gapwise", version, about)]
pub struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    /// Open an example workspace, made for today in a temporary folder
    #[arg(long)]
    pub(super) demo: bool,
    /// Run the clock N times as fast as the real one, from --now on
    #[arg(long, value_name = "N", requires = "now", value_parser = speed)]
    clock_speed: Option<f64>,
    /// Calendar files to import in the window, and links such as gapwise://add?text=Call%20Ann
    #[arg(value_name = "FILE|LINK", value_parser = Errand::parse)]
    pub(super) errands: Vec<Errand>,
    #[command(subcommand)]
    pub(super) command: Option<CliCommand>,
}

impl Arguments {
    /// Returns the clock that the arguments ask for.
    pub(super) fn clock(&self) -> Clock {
        match (self.common.now, self.clock_speed) {
            (None, _) => Clock::System,
            (Some(at), None) => Clock::frozen(at),
            (Some(at), Some(speed)) => Clock::Set { at, since: std::time::Instant::now(), speed },
        }
    }
}

/// The arguments that every command takes.
#[derive(Args, Debug)]
pub(super) struct Common {
    /// Folder of the workspace; without it, the default folder of this machine
    #[arg(short, long, value_name = "DIR", global = true)]
    pub workspace: Option<PathBuf>,
    /// Use this local time as the current time, like 2026-11-23T09:40
    #[arg(long, value_name = "TIME", global = true, value_parser = local_time)]
    now: Option<NaiveDateTime>,
}

#[derive(Debug, Subcommand)]
pub(super) enum CliCommand {
    /// Show a day's events, blocks and gaps, and the suggestions for each gap
    Plan {
        /// The day; without it, today
        #[arg(long, value_name = "DATE")]
        date: Option<DateText>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the present activity, its end, and what follows
    Now {
        /// Print JSON in the form of Waybar's custom modules: text, tooltip, class, percentage; with title, time,
        /// minutes, then
        #[arg(long)]
        json: bool,
        /// Go on, and print a line whenever it changes
        #[arg(long)]
        follow: bool,
    },
    /// Show the work to do now: the next planned block, or the plan's first suggestion
    Next {
        /// Print JSON: id, title, start, end, planned, why; null without any
        #[arg(long)]
        json: bool,
    },
    /// List the free gaps of a day
    Free {
        /// The day; without it, today
        #[arg(long, value_name = "DATE")]
        date: Option<DateText>,
        /// Print a JSON array of start, end, minutes
        #[arg(long)]
        json: bool,
    },
    /// List the open tasks by quadrant and due date
    List {
        /// Words that all must match, as in the matrix: #thesis "<15m" due:week ~low is:waiting text; -word for not so
        #[arg(allow_hyphen_values = true)]
        filter: Vec<String>,
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Show a task with its steps, planned blocks and notes
    Show {
        /// Its id, as `list` shows it
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Start the timer
    Start {
        /// A task, or a step such as 7f3.2; without it, the next planned block
        id: Option<String>,
    },
    /// Stop the timer; the work stays open
    Stop {
        /// End of the work: now, a time like 17:30, or 2026-11-23T17:30
        #[arg(long, value_name = "TIME")]
        at: Option<WorkEnd>,
    },
    /// Finish tasks or steps
    Done {
        /// Tasks, or steps such as 7f3.2; without any, the work of the running timer
        ids: Vec<String>,
    },
    /// Change a task with words of quick add: gapwise edit 7f3 fri 14:00 45m #thesis
    Edit {
        /// Its id, as `list` shows it
        id: String,
        /// The new values; words without a meaning are the new title
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// List tracked time
    Log {
        /// The first day; without it, today
        #[arg(long, value_name = "DATE")]
        from: Option<DateText>,
        /// The last day, included; without it, today
        #[arg(long, value_name = "DATE")]
        to: Option<DateText>,
        /// Print a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Add a task from a line of text: "Draft intro 25m #thesis fri 14:00 !!"; several lines make several tasks
    Add {
        /// The line; the app's help lists the words it understands; - for standard input
        text: String,
        /// Show the parsed task without adding it
        #[arg(long)]
        dry_run: bool,
        /// Print the parsed task as JSON
        #[arg(long)]
        json: bool,
    },
    /// Import calendars (.ics), or tasks of other programs; importing the same file again updates what it holds
    Import {
        /// The files; - for standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Read task files as this kind; without it, the content tells
        #[arg(long = "as", value_enum, value_name = "KIND")]
        kind: Option<TaskKind>,
        /// Show the result of the import, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the open tasks, or a calendar, for another program
    Export {
        /// The format
        #[arg(long = "as", value_enum, value_name = "FORMAT")]
        format: ExportFormat,
        /// The first day of planned blocks and tracked time in a calendar; without it, all
        #[arg(long, value_name = "DATE")]
        from: Option<DateText>,
        /// The last day of planned blocks and tracked time in a calendar, included
        #[arg(long, value_name = "DATE")]
        to: Option<DateText>,
        /// Go on, and write the file again whenever the workspace changes
        #[arg(long, requires = "output")]
        follow: bool,
        /// Write to this file instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write a report: a day's plan, or the review of a day, week, month or quarter
    Report {
        /// The subject of the report
        #[arg(value_enum, default_value_t = About::Day)]
        about: About,
        /// A day in the period; without it, today
        #[arg(long, value_name = "DATE")]
        date: Option<DateText>,
        /// Write one self-contained HTML page instead of Markdown
        #[arg(long)]
        html: bool,
        /// Write the tracked time as CSV instead
        #[arg(long, conflicts_with = "html")]
        csv: bool,
        /// The first day of the CSV, instead of the period's
        #[arg(long, value_name = "DATE", requires = "csv")]
        from: Option<DateText>,
        /// The last day of the CSV, included
        #[arg(long, value_name = "DATE", requires = "csv")]
        to: Option<DateText>,
        /// The rows of the CSV
        #[arg(long, value_enum, default_value_t = Rows::Session, requires = "csv")]
        by: Rows,
        /// Leave out everything with a private tag
        #[arg(long)]
        without_private: bool,
        /// Write to this file instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check the files of a workspace; list problems with file, line and column, and exit with 1 if there are any
    Check,
    /// List backups, or restore one
    Backup {
        #[command(subcommand)]
        command: BackupCommand,
    },
    /// List the occurrences of a calendar file that overlap [FROM, TO)
    Events {
        /// The file
        file: PathBuf,
        /// A date, or an instant like 2026-11-23T09:00:00+01:00
        #[arg(long, value_parser = ics::parse_instant)]
        from: DateTime<Utc>,
        /// A date, or an instant
        #[arg(long, value_parser = ics::parse_instant)]
        to: DateTime<Utc>,
        /// Print JSON lines, the only format
        #[arg(long)]
        json: bool,
    },
}

impl CliCommand {
    /// Returns the command's name, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plan { .. } => "plan",
            Self::Now { .. } => "now",
            Self::Next { .. } => "next",
            Self::Free { .. } => "free",
            Self::List { .. } => "list",
            Self::Show { .. } => "show",
            Self::Start { .. } => "start",
            Self::Stop { .. } => "stop",
            Self::Done { .. } => "done",
            Self::Edit { .. } => "edit",
            Self::Log { .. } => "log",
            Self::Add { .. } => "add",
            Self::Import { .. } => "import",
            Self::Export { .. } => "export",
            Self::Report { .. } => "report",
            Self::Check => "check",
            Self::Backup { command: BackupCommand::List } => "backup list",
            Self::Backup { command: BackupCommand::Restore { .. } } => "backup restore",
            Self::Events { .. } => "events",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum BackupCommand {
    /// List the backups, newest first
    List,
    /// Restore a backup; the current state is backed up first
    Restore {
        /// Its name, as the list shows it
        name: String,
        /// Show the changes, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| (0.0..=1e6).contains(speed));
    speed.ok_or_else(|| words::SPEED_RANGE.to_owned())
}
