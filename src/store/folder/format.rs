//! The RON files of a workspace: the records in each file, and their text.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use imbl::OrdMap;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::migrate;
use crate::model::{
    Block, BlockId, Broken, Calendar, ClosedTask, Event, EventId, Goal, Project, Review, Session, Settings, Task,
    TaskId, Template, Workspace,
};

/// The version of the file format that this program writes. It reads this one and all older ones.
///
/// - Version 2 added fields to sessions, tasks, events and settings. All have defaults.
/// - Version 3 added [`Task::missed`]; `migrate` moves the count there from the notes.
/// - Version 4 changed the length of tasks with steps; `migrate` clears estimates without effect.
/// - Version 5 added [`Task::reopened`], which is 0 in older files.
///
/// The first save after reading an older version writes this one, after a backup.
pub const FORMAT_VERSION: u32 = 5;

/// The first line of every file.
const HEADER: &str = "// Written by Gapwise. Edit it as you like while the app is closed; comments are not kept.\n";

/// The reason why a file of a workspace could not be read in full. Nothing has changed on disk.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} cannot be read: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    /// The file is not RON, or holds values of the wrong type.
    #[error("{}, line {line}, column {column}: {message}", path.display())]
    Syntax { path: PathBuf, line: usize, column: usize, message: String },
    /// The file is well formed but holds a field or variant unknown to this version.
    #[error("{}, line {line}, column {column}: {message}; a newer version of Gapwise may have written it", path.display())]
    Unknown { path: PathBuf, line: usize, column: usize, message: String },
    #[error("{} was written by a newer version of Gapwise (format {found}, this one knows {FORMAT_VERSION})", path.display())]
    Newer { path: PathBuf, found: u32 },
    /// Every file is readable, but they contradict each other.
    #[error("{}: {broken}", path.display())]
    Broken { path: PathBuf, broken: Broken },
}

impl LoadError {
    /// Returns whether the file is damaged. Files that this version or user cannot read may be intact, so they are never
    /// overwritten.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Syntax { .. })
    }

    /// Returns the error for a file whose bytes are not UTF-8 after `before`.
    pub fn not_text(path: &Path, before: &[u8]) -> Self {
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
        Self::Syntax { path: path.into(), line, column, message: "these bytes are not UTF-8 text".into() }
    }

    /// Returns the file or folder concerned.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Syntax { path, .. }
            | Self::Unknown { path, .. }
            | Self::Newer { path, .. }
            | Self::Broken { path, .. } => path,
        }
    }
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

/// A month of the log, which names its file: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32, u32);

impl Month {
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year(), date.month())
    }

    pub fn file_name(self) -> String {
        format!("{:04}-{:02}.ron", self.0, self.1)
    }

    /// Returns the month of a file name such as `2026-11.ron`.
    pub fn of_file(name: &str) -> Option<Self> {
        let (year, month) = name.strip_suffix(".ron")?.split_once('-')?;
        let month = Self(year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?);
        (month.file_name() == name).then_some(month)
    }
}

/// A file of a workspace folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkspaceFile {
    Log(Month),
    Main,
    Tasks,
    Calendar,
    Plan,
}

impl WorkspaceFile {
    /// Returns the file at the relative path `name`, with `/` as the separator.
    pub fn named(name: &str) -> Option<Self> {
        let fixed = [Self::Main, Self::Tasks, Self::Calendar, Self::Plan];
        let log = || name.strip_prefix("log/").and_then(Month::of_file).map(Self::Log);
        fixed.into_iter().find(|part| part.path() == Path::new(name)).or_else(log)
    }

    /// Returns the file at a path within the workspace folder.
    pub fn at(path: &Path) -> Option<Self> {
        Self::named(&path.to_string_lossy().replace('\\', "/"))
    }

    /// Returns whether this is the log of the month of a date.
    pub fn is_log_of(self, date: NaiveDate) -> bool {
        self == Self::Log(Month::of(date))
    }

    /// Returns the path within the workspace folder.
    pub fn path(self) -> PathBuf {
        match self {
            Self::Main => "workspace.ron".into(),
            Self::Tasks => "tasks.ron".into(),
            Self::Calendar => "calendar.ron".into(),
            Self::Plan => "plan.ron".into(),
            Self::Log(month) => Path::new("log").join(month.file_name()),
        }
    }

    /// Returns the text of this file for `workspace`.
    pub fn text(self, workspace: &Workspace) -> Result<String, ron::Error> {
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

    /// Adds the records in `text` to `workspace`. `path` is for errors and notes.
    pub fn read(self, text: &str, path: &Path, workspace: &mut Workspace) -> Result<FileRead, LoadError> {
        let (mut misplaced, mut twins, mut apart) = (false, Vec::new(), Vec::new());
        let version = match self {
            Self::Main => {
                let file: MainFile = from_text(text, path)?;
                workspace.settings = Arc::new(file.settings);
                workspace.goals = file.goals.into_iter().map(|it| (it.id, it)).collect();
                workspace.projects = file.projects.into_iter().map(|it| (it.id, it)).collect();
                workspace.templates = file.templates.into_iter().map(|it| (it.id, it)).collect();
                workspace.tombstones = file.tombstones.into_iter().collect();
                file.version
            }
            Self::Tasks => {
                let mut file: TasksFile = from_text(text, path)?;
                file.tasks.iter_mut().for_each(|task| migrate::task(task, file.version));
                let anew = |it: &Task, name: &str| Task { id: TaskId::derived(name), ..it.clone() };
                workspace.tasks = by_id(file.tasks, |it| it.id, anew, |it| &it.title, &mut twins);
                file.version
            }
            Self::Calendar => {
                let file: CalendarFile = from_text(text, path)?;
                workspace.calendars = file.calendars.into_iter().map(|it| (it.id, it)).collect();
                let anew = |it: &Event, name: &str| Event { id: EventId::derived(name), ..it.clone() };
                workspace.events = by_id(file.events, |it| it.id, anew, |it| &it.title, &mut twins);
                file.version
            }
            Self::Plan => {
                let file: PlanFile = from_text(text, path)?;
                let anew = |it: &Block, name: &str| Block { id: BlockId::derived(name), ..it.clone() };
                workspace.blocks = by_id(file.blocks, |it| it.id, anew, |_| "block", &mut twins);
                file.version
            }
            Self::Log(month) => {
                let mut file: LogFile = from_text(text, path)?;
                file.closed.iter_mut().for_each(|closed| migrate::closed(closed, file.version));
                misplaced = !file.belongs_to(month);
                let elsewhere = |day: NaiveDate| Some(Month::of(day)).filter(|other| *other != month);
                for session in &file.sessions {
                    let other = workspace.sessions.get(&session.id).and_then(|other| elsewhere(other.log_day()));
                    apart.extend(other.map(|other| (session.id.uuid(), other)));
                }
                for closed in file.closed {
                    let id = closed.task.id;
                    let other = workspace.closed.get(&id);
                    apart.extend(other.and_then(|it| Some((id.uuid(), elsewhere(it.closed.date_naive())?))));
                    let other = other.filter(|other| **other != closed);
                    twins.extend(other.map(|_| closed.task.title.clone()));
                    let times = |it: &ClosedTask| (it.task.reopened, it.closed);
                    if other.is_none_or(|other| times(other) < times(&closed)) {
                        workspace.closed.insert(id, closed);
                    }
                }
                workspace.sessions.extend(file.sessions.into_iter().map(|it| (it.id, it)));
                workspace.reviews.extend(file.reviews.into_iter().map(|it| (it.date, it)));
                file.version
            }
        };
        if version > FORMAT_VERSION {
            return Err(LoadError::Newer { path: path.into(), found: version });
        }
        let note = |title: String| {
            format!(
                "{}: \"{title}\" is in the file twice with the same id; the second copy has a new id.",
                path.display()
            )
        };
        let rewrite = misplaced || version < FORMAT_VERSION;
        Ok(FileRead { rewrite, notes: twins.into_iter().map(note).collect(), apart })
    }
}

/// Findings about a file that was read.
pub struct FileRead {
    /// Whether to rewrite the file: it has an older format, or holds records of another month.
    pub rewrite: bool,
    /// Messages for the user, in sentences.
    pub notes: Vec<String>,
    /// Records that the log of another month holds, too.
    pub apart: Vec<(Uuid, Month)>,
}

/// Maps records by id. If two different records share an id, as after copying one by hand, the second gets a new id and
/// its title is added to `twins`.
fn by_id<K: Ord + Copy + Display, V: PartialEq>(
    records: Vec<Arc<V>>,
    id: impl Fn(&V) -> K,
    anew: impl Fn(&V, &str) -> V,
    title: impl Fn(&V) -> &str,
    twins: &mut Vec<String>,
) -> OrdMap<K, Arc<V>> {
    let mut all: OrdMap<K, Arc<V>> = OrdMap::new();
    for (at, record) in records.into_iter().enumerate() {
        let key = id(&record);
        match all.get(&key) {
            Some(other) if *other == record => {}
            Some(_) => {
                twins.push(title(&record).to_owned());
                let record = anew(&record, &format!("{key}/{at}"));
                all.insert(id(&record), Arc::new(record));
            }
            None => drop(all.insert(key, record)),
        }
    }
    all
}

impl LogFile {
    fn belongs_to(&self, month: Month) -> bool {
        self.closed.iter().all(|it| Month::of(it.closed.date_naive()) == month)
            && self.sessions.iter().all(|it| Month::of(it.log_day()) == month)
            && self.reviews.iter().all(|it| Month::of(it.date) == month)
    }
}

fn log_file(workspace: &Workspace, month: Month) -> LogFile {
    LogFile {
        version: FORMAT_VERSION,
        closed: workspace.closed.values().filter(|it| Month::of(it.closed.date_naive()) == month).cloned().collect(),
        sessions: workspace.sessions.values().filter(|it| Month::of(it.log_day()) == month).cloned().collect(),
        reviews: workspace.reviews.values().filter(|it| Month::of(it.date) == month).cloned().collect(),
    }
}

pub fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Returns RON text with each record on lines of its own, so that a change of one record is a small diff.
pub fn to_text<T: Serialize>(value: &T) -> Result<String, ron::Error> {
    let pretty = PrettyConfig::new().new_line("\n").indentor("  ").depth_limit(4);
    Ok(format!("{HEADER}{}\n", options().to_string_pretty(value, pretty)?))
}

/// Parses RON text. Errors name the line and column.
pub fn from_text<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T, LoadError> {
    if let Some(found) = version_of(text).filter(|found| *found > FORMAT_VERSION) {
        return Err(LoadError::Newer { path: path.into(), found });
    }
    let read = options().from_str(text).map_err(|error| {
        let (path, line, column) = (path.into(), error.span.start.line, error.span.start.col);
        let message = error.code.to_string();
        match error.code {
            // A name at the very end is not unknown but cut short.
            ron::Error::NoSuchStructField { .. } | ron::Error::NoSuchEnumVariant { .. }
                if !is_at_end(text, error.span.end.line, error.span.end.col) =>
            {
                LoadError::Unknown { path, line, column, message }
            }
            _ => LoadError::Syntax { path, line, column, message },
        }
    })?;
    match extreme_year::<T>(text) {
        Some((line, column)) => {
            let message = format!("the year is not between 0 and {LAST_YEAR}");
            Err(LoadError::Syntax { path: path.into(), line, column, message })
        }
        None => Ok(read),
    }
}

/// The last year of a date: four digits, and the longest duration of an imported event after it.
const LAST_YEAR: u32 = 10_099;

/// Returns the line and column of the first date in valid RON text whose year is not between 0 and [`LAST_YEAR`].
/// Calculations with such dates overflow.
pub fn extreme_year<T: DeserializeOwned>(text: &str) -> Option<(usize, usize)> {
    // Only years of four digits have no sign.
    let is_extreme = |at: &usize| {
        let (year, _) = text[at + 1..].split_once('-')?;
        Some(text[*at..].starts_with('-') || year.parse::<u32>().ok()? > LAST_YEAR)
    };
    let signed = text.match_indices("\"+").chain(text.match_indices("\"-")).map(|(at, _)| at + 1);
    let at: Vec<usize> = signed.filter(|at| is_extreme(at) == Some(true)).collect();
    if at.is_empty() {
        return None;
    }
    // Only the type tells a date from a title that looks like one: without its first character a date does not parse.
    let mut masked = text.as_bytes().to_vec();
    at.into_iter().for_each(|at| masked[at] = b'x');
    let error = options().from_str::<T>(std::str::from_utf8(&masked).ok()?).err()?;
    Some((error.span.start.line, error.span.start.col))
}

/// Returns whether nothing but space follows a line and column, both counted from 1.
fn is_at_end(text: &str, line: usize, column: usize) -> bool {
    let mut lines = text.lines().skip(line.saturating_sub(1));
    let rest = lines.next().map_or("", |it| it.get(it.len().min(column.saturating_sub(1))..).unwrap_or_default());
    // The parser may stop before the name or behind it.
    rest.trim().chars().all(|c| c.is_alphanumeric() || c == '_') && lines.all(|it| it.trim().is_empty())
}

/// Returns the format version in the first field of a file. The rest may be in a newer format, so it is not parsed.
fn version_of(text: &str) -> Option<u32> {
    let body = text.lines().filter(|line| !line.trim_start().starts_with("//")).take(4).collect::<String>();
    let after = body.trim_start_matches(|c: char| c == '(' || c.is_whitespace()).strip_prefix("version")?;
    let digits = after.trim_start().strip_prefix(':')?.trim_start();
    let number: u64 = digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}
