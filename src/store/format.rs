//! The RON text of a workspace: which records stand in which file, and how they are read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{
    Block, Broken, Calendar, ClosedTask, Event, Goal, Project, Review, Session, Settings, Task, Template, Workspace,
};

/// The version of the file format that this program writes. It reads this one and no newer one.
pub const FORMAT_VERSION: u32 = 1;

/// First line of every file.
const HEADER: &str = "// Written by Gapwise. Edit it as you like while the app is closed; comments are not kept.\n";

/// Why a workspace could not be read. Nothing was changed on disk.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} cannot be read: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    /// The file is not RON, or not what it should hold.
    #[error("{}, line {line}, column {column}: {message}", path.display())]
    Syntax { path: PathBuf, line: usize, column: usize, message: String },
    #[error("{} was written by a newer version of Gapwise (format {found}, this one knows {FORMAT_VERSION})", path.display())]
    Newer { path: PathBuf, found: u32 },
    /// Each file reads well, but they do not fit together.
    #[error("{}: {broken}", path.display())]
    Broken { path: PathBuf, broken: Broken },
}

/// `workspace.ron`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MainFile {
    version: u32,
    settings: Settings,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    goals: Vec<Arc<Goal>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    projects: Vec<Arc<Project>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    templates: Vec<Arc<Template>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tombstones: BTreeMap<Uuid, DateTime<Utc>>,
}

/// `tasks.ron`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TasksFile {
    version: u32,
    tasks: Vec<Arc<Task>>,
}

/// `calendar.ron`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    version: u32,
    calendars: Vec<Arc<Calendar>>,
    events: Vec<Arc<Event>>,
}

/// `plan.ron`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    version: u32,
    blocks: Vec<Arc<Block>>,
}

/// `log/2026-11.ron`.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogFile {
    version: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<Arc<ClosedTask>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<Arc<Session>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<Arc<Review>>,
}

/// A month of the log, as its file is called: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month(i32, u32);

impl Month {
    pub(super) fn of(date: NaiveDate) -> Self {
        Self(date.year(), date.month())
    }

    pub(super) fn file_name(self) -> String {
        format!("{:04}-{:02}.ron", self.0, self.1)
    }
}

/// A file of a workspace folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Main,
    Tasks,
    Calendar,
    Plan,
    Log(Month),
}

impl Part {
    /// Its path within the folder.
    pub(super) fn path(self) -> PathBuf {
        match self {
            Self::Main => "workspace.ron".into(),
            Self::Tasks => "tasks.ron".into(),
            Self::Calendar => "calendar.ron".into(),
            Self::Plan => "plan.ron".into(),
            Self::Log(month) => Path::new("log").join(month.file_name()),
        }
    }

    /// Its text for `workspace`.
    pub(super) fn text(self, workspace: &Workspace) -> Result<String, ron::Error> {
        let version = FORMAT_VERSION;
        match self {
            Self::Main => to_text(&MainFile {
                version,
                settings: (*workspace.settings).clone(),
                goals: workspace.goals.values().cloned().collect(),
                projects: workspace.projects.values().cloned().collect(),
                templates: workspace.templates.values().cloned().collect(),
                tombstones: workspace.tombstones.iter().map(|(id, at)| (*id, *at)).collect(),
            }),
            Self::Tasks => to_text(&TasksFile { version, tasks: workspace.tasks.values().cloned().collect() }),
            Self::Calendar => to_text(&CalendarFile {
                version,
                calendars: workspace.calendars.values().cloned().collect(),
                events: workspace.events.values().cloned().collect(),
            }),
            Self::Plan => to_text(&PlanFile { version, blocks: workspace.blocks.values().cloned().collect() }),
            Self::Log(month) => to_text(&log_file(workspace, month)),
        }
    }

    /// Puts what `text` holds into `workspace`. `path` is for errors.
    pub(super) fn read(self, text: &str, path: &Path, workspace: &mut Workspace) -> Result<(), LoadError> {
        match self {
            Self::Main => {
                let file: MainFile = from_text(text, path)?;
                workspace.settings = Arc::new(file.settings);
                workspace.goals = file.goals.into_iter().map(|it| (it.id, it)).collect();
                workspace.projects = file.projects.into_iter().map(|it| (it.id, it)).collect();
                workspace.templates = file.templates.into_iter().map(|it| (it.id, it)).collect();
                workspace.tombstones = file.tombstones.into_iter().collect();
            }
            Self::Tasks => {
                let file: TasksFile = from_text(text, path)?;
                workspace.tasks = file.tasks.into_iter().map(|it| (it.id, it)).collect();
            }
            Self::Calendar => {
                let file: CalendarFile = from_text(text, path)?;
                workspace.calendars = file.calendars.into_iter().map(|it| (it.id, it)).collect();
                workspace.events = file.events.into_iter().map(|it| (it.id, it)).collect();
            }
            Self::Plan => {
                let file: PlanFile = from_text(text, path)?;
                workspace.blocks = file.blocks.into_iter().map(|it| (it.id, it)).collect();
            }
            Self::Log(_) => {
                let file: LogFile = from_text(text, path)?;
                workspace.closed.extend(file.closed.into_iter().map(|it| (it.task.id, it)));
                workspace.sessions.extend(file.sessions.into_iter().map(|it| (it.id, it)));
                workspace.reviews.extend(file.reviews.into_iter().map(|it| (it.date, it)));
            }
        }
        Ok(())
    }
}

fn log_file(workspace: &Workspace, month: Month) -> LogFile {
    LogFile {
        version: FORMAT_VERSION,
        closed: workspace.closed.values().filter(|it| Month::of(it.closed.date_naive()) == month).cloned().collect(),
        sessions: workspace.sessions.values().filter(|it| Month::of(it.start.date_naive()) == month).cloned().collect(),
        reviews: workspace.reviews.values().filter(|it| Month::of(it.date) == month).cloned().collect(),
    }
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// RON with a record a line or more, so that a change of one record is a small diff.
pub(super) fn to_text<T: Serialize>(value: &T) -> Result<String, ron::Error> {
    let pretty = PrettyConfig::new().new_line("\n").indentor("  ").depth_limit(4);
    Ok(format!("{HEADER}{}\n", options().to_string_pretty(value, pretty)?))
}

/// Reads RON, and says which line is wrong.
pub(super) fn from_text<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T, LoadError> {
    if let Some(found) = version_of(text).filter(|found| *found > FORMAT_VERSION) {
        return Err(LoadError::Newer { path: path.into(), found });
    }
    options().from_str(text).map_err(|error| LoadError::Syntax {
        path: path.into(),
        line: error.span.start.line,
        column: error.span.start.col,
        message: error.code.to_string(),
    })
}

/// The format version that a file names in its first field, read without the rest, which may be of a newer form.
fn version_of(text: &str) -> Option<u32> {
    let body = text.lines().filter(|line| !line.trim_start().starts_with("//")).take(4).collect::<String>();
    let after = body.trim_start_matches(|c: char| c == '(' || c.is_whitespace()).strip_prefix("version")?;
    let digits = after.trim_start().strip_prefix(':')?.trim_start();
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
