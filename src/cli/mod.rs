//! The command line: the window, and the few commands that need none.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};

use crate::app::{Clock, date_order, demo_workspace, local_zone, open_window, read_calendar};
use crate::exchange::{Reading, ics, understand_all};
use crate::model::{CalendarId, Moment, PlanningDay, Workspace, day_of};
use crate::store::{LocalDisk, Place, Reason, default_folder, load, save};

mod add;
mod plan;
mod report;
mod storage;

/// Puts the right small step into each free gap of your day.
#[derive(Debug, Parser)]
#[command(name = "gapwise", version, about)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Open an example workspace, made for today in a temporary folder
    #[arg(long)]
    demo: bool,
    /// Let the clock run this many times as fast as the real one, from --now on
    #[arg(long, value_name = "N", requires = "now", value_parser = speed)]
    clock_speed: Option<f64>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args, Debug)]
struct Common {
    /// The folder of the workspace; the default one of this machine if not given
    #[arg(short, long, value_name = "DIR", global = true)]
    workspace: Option<PathBuf>,
    /// Take this local time as now, like 2026-11-23T09:40
    #[arg(long, value_name = "TIME", global = true, value_parser = parse_local)]
    now: Option<NaiveDateTime>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a day's events, blocks and gaps, and what the planner suggests for each gap
    Plan {
        /// The day; today if not given
        #[arg(long, value_name = "DATE")]
        date: Option<NaiveDate>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a task from a line of text: "Draft intro 25m #thesis fri 14:00 !!"; several lines make several tasks
    Add {
        /// The line; what it may say stands in the help of the app
        text: String,
        /// Say what is understood, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Print what is understood as JSON
        #[arg(long)]
        json: bool,
    },
    /// Import calendars (.ics); importing the same file again updates its events
    Import {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Say what would happen, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write a report: a day's plan, or the review of a day, week, month or quarter
    Report {
        /// What it is about
        #[arg(value_enum, default_value_t = report::About::Day)]
        about: report::About,
        /// A day in it; today if not given
        #[arg(long, value_name = "DATE")]
        date: Option<NaiveDate>,
        /// As one self-contained HTML page instead of Markdown
        #[arg(long)]
        html: bool,
        /// Leave out what has a private tag
        #[arg(long)]
        without_private: bool,
        /// Write to this file instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check the files of a workspace; say what is wrong, with file, line and column, and end with 1 if anything is
    Check,
    /// List backups, or bring one back
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
        from: chrono::DateTime<chrono::Utc>,
        /// A date, or an instant
        #[arg(long, value_parser = ics::parse_instant)]
        to: chrono::DateTime<chrono::Utc>,
        /// Print JSON lines, the only form there is
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// List the backups, newest first
    List,
    /// Bring back a backup; what is there now is backed up first
    Restore {
        /// Its name, as the list shows it
        name: String,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

fn parse_local(text: &str) -> Result<NaiveDateTime, String> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let parsed = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    parsed.ok_or_else(|| "write it like 2026-11-23T09:40".to_owned())
}

/// What a command ends with: nothing, or words for standard error.
type Outcome = Result<(), String>;

/// Runs the program with the arguments of the process: 0, 1 for a failure, 2 for wrong usage.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match carry_out(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("gapwise: {why}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: &Arguments) -> Outcome {
    let here = local_zone();
    let clock = clock(arguments);
    let now = clock.now(here);
    match &arguments.command {
        None => window(arguments, clock, now, here),
        Some(Command::Plan { date, json }) => {
            let workspace = read(&place(&arguments.common)?.folder);
            let starts = workspace.settings.day_start;
            let day = date.map_or_else(|| day_of(now.local, starts), |date| PlanningDay { date, starts });
            print(&plan::plan_text(&workspace, day, now, here, *json))
        }
        Some(Command::Report { about, date, html, without_private, output }) => {
            let workspace = read(&place(&arguments.common)?.folder);
            let text = report::text(&workspace, *about, *date, *html, *without_private, now, here);
            match output {
                Some(file) => crate::store::write_atomically(&LocalDisk, file, text.as_bytes())
                    .map(|_| ())
                    .map_err(|error| format!("{} cannot be written: {error}", file.display())),
                None => print(&text),
            }
        }
        Some(Command::Add { text, dry_run, json }) => add(&arguments.common, text, (*dry_run, *json), (now, here)),
        Some(Command::Import { files, dry_run }) => import(&place(&arguments.common)?, files, *dry_run, now),
        Some(Command::Check) => storage::check(&place(&arguments.common)?),
        Some(Command::Backup { command: BackupCommand::List }) => storage::list_backups(&place(&arguments.common)?),
        Some(Command::Backup { command: BackupCommand::Restore { name, dry_run } }) => {
            storage::restore_backup(&place(&arguments.common)?, name, *dry_run, now)
        }
        Some(Command::Events { file, from, to, json: _ }) => events(file, *from, *to),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| (0.0..=1e6).contains(speed));
    speed.ok_or_else(|| "a number from 0 to 1000000 is needed".to_owned())
}

fn clock(arguments: &Arguments) -> Clock {
    match (arguments.common.now, arguments.clock_speed) {
        (None, _) => Clock::System,
        (Some(at), None) => Clock::frozen(at),
        (Some(at), Some(speed)) => Clock::Set { at, since: std::time::Instant::now(), speed },
    }
}

fn place(common: &Common) -> Result<Place, String> {
    let folder = common.workspace.clone().or_else(default_folder);
    let folder = folder.ok_or_else(|| "this machine names no folder for data; name one with --workspace".to_owned())?;
    Ok(Place::of(&folder))
}

/// What can be read of a workspace; what cannot is said.
fn read(folder: &Path) -> Workspace {
    let loaded = load(folder);
    for fault in &loaded.faults {
        eprintln!("gapwise: {}", fault.error);
    }
    for note in loaded.notes {
        eprintln!("gapwise: {note}");
    }
    loaded.workspace
}

fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| error.to_string()),
    }
}

fn window(arguments: &Arguments, clock: Clock, now: Moment, here: Tz) -> Outcome {
    let (place, _example) = if arguments.demo {
        let dir = tempfile::Builder::new().prefix("gapwise-demo-").tempdir().map_err(|error| error.to_string())?;
        let folder = arguments.common.workspace.clone().unwrap_or_else(|| dir.path().join("workspace"));
        let place = Place::with_state(&folder, Some(&dir.path().join("state")));
        let loaded = load(&folder).whole().map_err(|error| error.to_string())?;
        if loaded.workspace.is_empty() {
            save(&folder, &demo_workspace(now), None).map_err(|error| error.to_string())?;
        }
        (place, Some(dir))
    } else {
        (place(&arguments.common)?, None)
    };
    let folder = place.folder.clone();
    if let Some(why) = no_display() {
        eprintln!("gapwise: {why}; here is the plan of the day as text");
        return text_plan(&folder, now, here);
    }
    match open_window(place, clock) {
        Err(
            error @ (eframe::Error::Winit(_)
            | eframe::Error::WinitEventLoop(_)
            | eframe::Error::NoGlutinConfigs(..)
            | eframe::Error::Glutin(_)),
        ) => {
            eprintln!("gapwise: no window can be opened ({error}); here is the plan of the day as text");
            text_plan(&folder, now, here)
        }
        other => other.map_err(|error| error.to_string()),
    }
}

fn text_plan(folder: &Path, now: Moment, here: Tz) -> Outcome {
    let workspace = read(folder);
    let day = day_of(now.local, workspace.settings.day_start);
    print(&plan::plan_text(&workspace, day, now, here, false))
}

/// Why there can be no window: on Unix without a desktop no display is named.
fn no_display() -> Option<&'static str> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let desktop =
        cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET");
    (!desktop).then_some("there is no display")
}

fn add(common: &Common, text: &str, (dry_run, json): (bool, bool), (now, here): (Moment, Tz)) -> Outcome {
    let place = place(common);
    let mut open = None;
    // A dry run needs no workspace: one that cannot be read, or none at all, is no reason to say nothing.
    let settings = if dry_run {
        place.map(|place| read(&place.folder).settings).unwrap_or_default()
    } else {
        let opened = open.insert(storage::OpenWorkspace::open(&place?)?);
        opened.workspace.settings.clone()
    };
    let reading = Reading::at(now, here, settings.day_start, date_order());
    let understood = understand_all(text, &reading);
    if understood.is_empty() {
        return Err("there is nothing to add".into());
    }
    if let Some(open) = &mut open
        && let Some(action) = add::add_action(&understood, &open.workspace, now)
    {
        open.change(&action, None, now)?;
    }
    if json {
        print(&add::as_json(&understood))
    } else if dry_run {
        print(&add::as_text(&understood))
    } else {
        print(&understood.iter().map(|one| format!("Added: {}\n", one.title)).collect::<String>())
    }
}

fn import(place: &Place, files: &[PathBuf], dry_run: bool, now: Moment) -> Outcome {
    let mut open = storage::OpenWorkspace::open(place)?;
    let mut failed = Vec::new();
    for file in files {
        match read_calendar(file, &open.workspace, now) {
            Ok((action, report)) => {
                if !dry_run {
                    open.change(&action, Some(Reason::Import), now)?;
                }
                let would = if dry_run { "Dry run: " } else { "" };
                print(&format!("{would}{}\n", report.summary()))?;
                if !report.details().is_empty() {
                    eprintln!("{}", report.details());
                }
            }
            Err(why) => failed.push(why),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn events(file: &Path, from: chrono::DateTime<chrono::Utc>, to: chrono::DateTime<chrono::Utc>) -> Outcome {
    if to <= from {
        return Err("--to must be later than --from".into());
    }
    let bytes = crate::store::read_chosen(file, ics::MAX_FILE_BYTES as u64);
    let bytes = bytes.map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let calendar = ics::read(&bytes, CalendarId::derived("file"));
    for skipped in &calendar.skipped {
        let line = skipped.line.map_or_else(String::new, |line| format!("line {line}: "));
        eprintln!("gapwise: skipped {line}{}", skipped.reason);
    }
    // Whole days and floating times are compared as if they were in UTC, so that the answer is the same everywhere.
    let lines = ics::events_json_lines(&calendar, from, to, Tz::UTC);
    print(&lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}
