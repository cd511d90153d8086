//! The settings of a workspace: planning rules, names and filters. Settings of the machine, such as the theme and the
//! window size, are in `store::Preferences`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::task::{Chunk, Energy, Quadrant};
use super::time::{Minutes, PlanningDay, Span};

/// The settings of a workspace. The defaults are the product's conventions.
///
/// ```
/// use chrono::NaiveDate;
/// use gapwise::model::Settings;
///
/// let settings = Settings::default();
/// let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
/// assert!(settings.hours_on(sunday).0.is_empty());
/// assert_eq!(settings.fullness_on(sunday).percent(), 80);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The start of a planning day.
    pub day_start: NaiveTime,
    /// The step of planning and dragging; it divides an hour. The planner uses 5 minutes.
    pub grid: Minutes,
    /// The length of work without an estimate.
    pub guess: Minutes,
    /// Monday first.
    pub working_hours: [DayHours; 7],
    /// Working hours of single dates.
    pub date_hours: BTreeMap<NaiveDate, DayHours>,
    /// Free time on every working day.
    pub lunch: Option<TimeRange>,
    /// Window for lunch on a day when an event takes its time.
    pub lunch_window: TimeRange,
    pub rhythm: Rhythm,
    /// Free time before an event.
    pub buffer_before: Minutes,
    /// Free time after an event.
    pub buffer: Minutes,
    /// Events in a row that require a break after them.
    pub events_before_break: Minutes,
    /// The length of that break.
    pub break_after_events: Minutes,
    /// The share of free time that the planner fills.
    pub fullness: Fullness,
    /// The fullness of single dates.
    pub date_fullness: BTreeMap<NaiveDate, Fullness>,
    /// Maximum number of micro-tasks in a day's plan.
    pub micro_tasks: u32,
    pub chunk: Chunk,
    /// A proposed block that starts within this time keeps its place.
    pub frozen: Minutes,
    /// Minimum minutes per week for important, not urgent work; 0 for none.
    pub schedule_floor: Minutes,
    pub energy: Vec<EnergyWindow>,
    /// Allowed planning times for single tags.
    pub tag_windows: Vec<TagWindow>,
    pub tags: BTreeMap<String, TagStyle>,
    pub quadrant_names: BTreeMap<Quadrant, String>,
    /// Accent of a quadrant as a number of the theme, if not the default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub quadrant_tones: BTreeMap<Quadrant, u8>,
    pub filters: Vec<SavedFilter>,
    pub timer: TimerMode,
    /// Ideas for breaks; each break suggests one.
    pub break_ideas: Vec<String>,
    pub reminders: Reminders,
}

impl Default for Settings {
    fn default() -> Self {
        let working = DayHours(vec![TimeRange::hm((9, 0), (17, 30))]);
        let off = DayHours(Vec::new());
        Self {
            day_start: hm(4, 0),
            grid: Minutes::new(5),
            guess: Minutes::new(25),
            working_hours: [0, 1, 2, 3, 4, 5, 6].map(|day| if day < 5 { working.clone() } else { off.clone() }),
            date_hours: BTreeMap::new(),
            lunch: Some(TimeRange::hm((12, 30), (13, 0))),
            lunch_window: TimeRange::hm((11, 30), (14, 0)),
            rhythm: Rhythm::default(),
            buffer_before: Minutes::ZERO,
            buffer: Minutes::new(5),
            events_before_break: Minutes::new(90),
            break_after_events: Minutes::new(10),
            fullness: Fullness::Normal,
            date_fullness: BTreeMap::new(),
            micro_tasks: 12,
            chunk: Chunk { min: Minutes::new(15), max: Minutes::new(50) },
            frozen: Minutes::new(30),
            schedule_floor: Minutes::ZERO,
            energy: vec![
                EnergyWindow { range: TimeRange::hm((9, 0), (12, 0)), level: Energy::High },
                EnergyWindow { range: TimeRange::hm((13, 0), (14, 30)), level: Energy::Low },
            ],
            tag_windows: Vec::new(),
            tags: BTreeMap::new(),
            quadrant_names: BTreeMap::new(),
            quadrant_tones: BTreeMap::new(),
            filters: Vec::new(),
            timer: TimerMode::default(),
            break_ideas: BREAK_IDEAS.map(str::to_owned).into(),
            reminders: Reminders::default(),
        }
    }
}

const BREAK_IDEAS: [&str; 6] = [
    "Stand up and stretch",
    "Look at something far away for a minute",
    "Drink a glass of water",
    "Walk to a window and back",
    "Roll your shoulders, let your hands rest",
    "Breathe out slowly ten times",
];

impl Settings {
    /// Returns the working hours of `date`.
    pub fn hours_on(&self, date: NaiveDate) -> &DayHours {
        let weekday = &self.working_hours[date.weekday().num_days_from_monday() as usize];
        self.date_hours.get(&date).unwrap_or(weekday)
    }

    /// Returns the fullness of `date`.
    pub fn fullness_on(&self, date: NaiveDate) -> Fullness {
        self.date_fullness.get(&date).copied().unwrap_or(self.fullness)
    }

    /// Returns the energy of a time of day; medium outside all windows.
    pub fn energy_at(&self, time: NaiveTime) -> Energy {
        self.energy.iter().find(|window| window.range.contains(time)).map_or(Energy::Mid, |window| window.level)
    }
}

fn hm(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}

/// The working hours of a day: sorted ranges that do not overlap; empty on a day off.
///
/// ```
/// use gapwise::model::{DayHours, Settings, TimeRange};
///
/// let settings = Settings::default();
/// let longer = settings.working_hours[0].with(TimeRange::hm((17, 0), (18, 0)), settings.day_start);
/// assert_eq!(longer, DayHours(vec![TimeRange::hm((9, 0), (18, 0))]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayHours(pub Vec<TimeRange>);

impl DayHours {
    /// Returns these hours with `range` added, joined where they meet, in the order of a day that starts at `day_start`.
    pub fn with(&self, range: TimeRange, day_start: NaiveTime) -> Self {
        const DAY: i64 = 24 * 3600;
        let since_start = |time: NaiveTime| (time - day_start).num_seconds().rem_euclid(DAY);
        let seconds = |range: &TimeRange| {
            let (from, to) = (since_start(range.from), since_start(range.to));
            (from, if to > from { to } else { DAY })
        };
        let mut all: Vec<(i64, i64)> = self.0.iter().chain([&range]).map(seconds).collect();
        all.sort_unstable();
        all.dedup_by(|next, last| {
            let meets = next.0 <= last.1;
            last.1 = if meets { last.1.max(next.1) } else { last.1 };
            meets
        });
        let at = |seconds: i64| day_start + TimeDelta::seconds(seconds);
        Self(all.into_iter().map(|(from, to)| TimeRange { from: at(from), to: at(to) }).collect())
    }
}

/// A range of clock times. It ends on the next date if `to` is not after `from`.
///
/// ```
/// use gapwise::model::{Minutes, TimeRange};
///
/// let night = TimeRange::hm((22, 0), (6, 0));
/// assert_eq!(night.minutes(), Minutes::new(480));
/// assert!(night.contains("23:30:00".parse().unwrap()) && !night.contains("06:00:00".parse().unwrap()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl TimeRange {
    /// Returns a range from hours and minutes.
    pub fn hm(from: (u32, u32), to: (u32, u32)) -> Self {
        Self { from: hm(from.0, from.1), to: hm(to.0, to.1) }
    }

    /// Returns whether `time` lies inside; the end does not.
    pub fn contains(&self, time: NaiveTime) -> bool {
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }

    /// Returns its length, past midnight if the end is before the start.
    pub fn minutes(&self) -> Minutes {
        let minutes = self.to.signed_duration_since(self.from).num_minutes().rem_euclid(24 * 60);
        Minutes::new(u32::try_from(minutes).unwrap_or_default())
    }

    /// Returns its span on a planning day, past midnight if it ends on the next date.
    pub fn on(&self, day: PlanningDay) -> Span {
        let start = day.at(self.from);
        let end = if self.to > self.from { start.date() } else { start.date().succ_opt().unwrap_or(start.date()) };
        Span::new(start, end.and_time(self.to))
    }
}

/// The rhythm of work and rest, for the planner and the timer.
///
/// ```
/// use gapwise::model::{Minutes, Rhythm};
///
/// assert_eq!(Rhythm::default().focus, Minutes::new(50));
/// assert_eq!(Rhythm::POMODORO.long_after, 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// Maximum work without a break.
    pub focus: Minutes,
    pub rest: Minutes,
    /// The break after every `long_after` stretches of focus; 0 stretches for never.
    pub long_rest: Minutes,
    pub long_after: u32,
}

impl Rhythm {
    /// The Pomodoro technique: 25 minutes of focus, 5 of rest, 15 after four stretches.
    pub const POMODORO: Self =
        Self { focus: Minutes::new(25), rest: Minutes::new(5), long_rest: Minutes::new(15), long_after: 4 };
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { focus: Minutes::new(50), rest: Minutes::new(5), long_rest: Minutes::new(5), long_after: 0 }
    }
}

/// The display of the timer.
///
/// ```
/// use gapwise::app::start_action;
/// use gapwise::model::{
///     Block, BlockId, BlockState, Minutes, Moment, Settings, TaskId, TimerAction, TimerMode, Workspace,
/// };
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let (id, task, minutes) = (BlockId::derived("b"), TaskId::derived("t"), Minutes::new(25));
/// let block = Block { id, task, step: None, start: now.local, minutes, state: BlockState::Planned };
/// let planned = |timer| {
///     let settings = Settings { timer, ..Settings::default() }.into();
///     let start = start_action(&Workspace { settings, ..Workspace::default() }, block.clone(), None, now);
///     if let TimerAction::Start { planned, .. } = start { planned } else { None }
/// };
/// assert_eq!(planned(TimerMode::Countdown), Some(Minutes::new(25)));
/// assert_eq!(planned(TimerMode::Rhythm), Some(Minutes::new(50)));
/// assert_eq!(planned(TimerMode::OpenEnded), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
pub enum TimerMode {
    /// Down from the length of the block or the estimate.
    #[default]
    Countdown,
    /// Down from the rest of the rhythm's focus.
    Rhythm,
    /// Up. The rhythm still suggests breaks.
    OpenEnded,
}

/// Reminders and their quiet times.
///
/// ```
/// use gapwise::model::{Minutes, Reminders, TimeRange};
///
/// let quiet_evenings = Reminders { quiet: Some(TimeRange::hm((20, 0), (8, 0))), ..Reminders::default() };
/// assert_eq!(quiet_evenings.before_events, Minutes::new(5));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reminders {
    /// A planned block starts.
    pub block_starts: bool,
    /// A focus or a break ends.
    pub timer_ends: bool,
    /// Minutes before an event; 0 for never.
    pub before_events: Minutes,
    /// Tasks due today, once at the start of work, and a task's due time, half an hour before it and at it.
    pub due_dates: bool,
    /// No reminders in this time.
    pub quiet: Option<TimeRange>,
    /// Also while the timer runs in the Focus view.
    pub in_focus: bool,
    /// Idle minutes before asking whether the time was work; 0 disables it.
    #[serde(skip_serializing_if = "is_default_idle")]
    pub idle_after: Minutes,
}

const DEFAULT_IDLE: Minutes = Minutes::new(10);

fn is_default_idle(minutes: &Minutes) -> bool {
    *minutes == DEFAULT_IDLE
}

impl Default for Reminders {
    fn default() -> Self {
        Self {
            block_starts: true,
            timer_ends: true,
            before_events: Minutes::new(5),
            due_dates: true,
            quiet: None,
            in_focus: false,
            idle_after: DEFAULT_IDLE,
        }
    }
}

/// The share of free time that a plan fills.
///
/// ```
/// use gapwise::model::Fullness;
///
/// assert_eq!(Fullness::default().percent(), 80);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Fullness {
    /// 50 percent.
    Light,
    /// 80 percent.
    #[default]
    Normal,
    /// 100 percent.
    Full,
}

impl Fullness {
    /// Returns the share in percent of the time between breaks and buffers.
    pub fn percent(self) -> u32 {
        match self {
            Self::Light => 50,
            Self::Normal => 80,
            Self::Full => 100,
        }
    }
}

/// The energy level of a time of day.
///
/// ```
/// use gapwise::model::{Energy, EnergyWindow, Settings, TimeRange};
///
/// let energy = vec![EnergyWindow { range: TimeRange::hm((8, 0), (10, 0)), level: Energy::High }];
/// let settings = Settings { energy, ..Settings::default() };
/// assert_eq!(settings.energy_at("09:30:00".parse().unwrap()), Energy::High);
/// assert_eq!(settings.energy_at("10:00:00".parse().unwrap()), Energy::Mid);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyWindow {
    pub range: TimeRange,
    pub level: Energy,
}

/// The allowed planning times of a tag.
///
/// ```
/// use gapwise::model::{Settings, TagWindow, TimeRange, check_settings};
///
/// let evening = TagWindow { tag: "home".into(), ranges: vec![TimeRange::hm((18, 0), (21, 0))] };
/// assert!(check_settings(&Settings { tag_windows: vec![evening], ..Settings::default() }).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagWindow {
    pub tag: String,
    pub ranges: Vec<TimeRange>,
}

/// The display and privacy of a tag.
///
/// ```
/// # use chrono::TimeDelta;
/// # use gapwise::calendar::{Tz, words::Words};
/// use gapwise::model::{Minutes, Order, Session, SessionId, Settings, TagStyle, Task, TaskId, Workspace, day_of};
/// use gapwise::review::{DayReview, ReviewSource};
///
/// # let now: chrono::DateTime<chrono::Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
/// # let mut task = Task::new(TaskId::derived("t"), "See the doctor", Order::default(), now);
/// # let (session, start) = (SessionId::derived("s"), now - TimeDelta::hours(1));
/// # let session = Session { task: Some(task.id), end: Some(now), ..Session::new(session, start) };
/// task.tags.insert("health".into());
/// let tags = [("health".into(), TagStyle { private: true, ..TagStyle::default() })].into();
/// let mut workspace = Workspace { settings: Settings { tags, ..Settings::default() }.into(), ..Workspace::default() };
/// # workspace.tasks.insert(task.id, task.into());
/// # workspace.sessions.insert(session.id, session.into());
/// let total = |without_private| {
///     let (workspace, here, words) = (&workspace, Tz::UTC, Words::default());
///     let source = ReviewSource { workspace, here, now, without_private, words };
///     DayReview::of(&source, day_of(now.naive_utc(), workspace.settings.day_start)).total()
/// };
/// assert_eq!([false, true].map(total), [60, 0].map(Minutes::new));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TagStyle {
    /// A tone as a number of the theme.
    pub tone: Option<u8>,
    /// Reports omit it.
    pub private: bool,
}

/// A named filter.
///
/// ```
/// use gapwise::model::{SavedFilter, Settings, check_settings};
///
/// let short = SavedFilter { name: "Short".into(), text: "<30m #home".into() };
/// assert!(check_settings(&Settings { filters: vec![short], ..Settings::default() }).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFilter {
    pub name: String,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_that_meet_become_one_range() {
        let hours = DayHours(vec![TimeRange::hm((9, 0), (12, 0)), TimeRange::hm((13, 0), (17, 30))]);
        let day_start = hm(4, 0);
        let with = |from, to| hours.with(TimeRange::hm(from, to), day_start).0;
        assert_eq!(with((17, 0), (18, 0)), [TimeRange::hm((9, 0), (12, 0)), TimeRange::hm((13, 0), (18, 0))]);
        assert_eq!(with((11, 0), (13, 0)), [TimeRange::hm((9, 0), (17, 30))]);
        assert_eq!(with((14, 0), (15, 0)), hours.0);
        assert_eq!(with((22, 0), (1, 0))[2], TimeRange::hm((22, 0), (1, 0)), "past midnight, before the day ends");
        assert_eq!(with((23, 0), (4, 0))[2], TimeRange::hm((23, 0), (4, 0)));
    }
}
