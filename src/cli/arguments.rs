//! The arguments of the program.

use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use clap::{Args, Parser, Subcommand};

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
    pub(super) command: Option<Command>,
}

impl Arguments {
    /// The clock that the arguments ask for.
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
pub(super) enum Command {
    /// Show a day's events, blocks and gaps, and the suggestions for each gap
    Plan {
        /// The day; without it, today
        #[arg(long, value_name = "DATE", value_parser = day)]
        date: Option<NaiveDate>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a task from a line of text: "Draft intro 25m #thesis fri 14:00 !!"; several lines make several tasks
    Add {
        /// The line; the app's help lists the words it understands
        text: String,
        /// Show how the line is understood, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Print the understood task as JSON
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
    /// Write the open tasks for another program
    Export {
        /// The format
        #[arg(long = "as", value_enum, value_name = "FORMAT")]
        format: ExportFormat,
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
        #[arg(long, value_name = "DATE", value_parser = day)]
        date: Option<NaiveDate>,
        /// Write one self-contained HTML page instead of Markdown
        #[arg(long)]
        html: bool,
        /// Write the tracked time as CSV instead
        #[arg(long, conflicts_with = "html")]
        csv: bool,
        /// The first day of the CSV, instead of the period's
        #[arg(long, value_name = "DATE", requires = "csv")]
        from: Option<NaiveDate>,
        /// The last day of the CSV, included
        #[arg(long, value_name = "DATE", requires = "csv")]
        to: Option<NaiveDate>,
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

impl Command {
    /// The command's name, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plan { .. } => "plan",
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

/// Years of dates on the command line. Days before and after them are counted with, too.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9_999;

fn day(text: &str) -> Result<NaiveDate, String> {
    let parsed = text.parse().ok().filter(|date: &NaiveDate| YEARS.contains(&date.year()));
    parsed.ok_or_else(|| words::DATE_FORM.to_owned())
}

fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let parsed = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    parsed.filter(|at| YEARS.contains(&at.year())).ok_or_else(|| words::TIME_FORM.to_owned())
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| (0.0..=1e6).contains(speed));
    speed.ok_or_else(|| words::SPEED_RANGE.to_owned())
}
