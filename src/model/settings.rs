//! What the person set: the rules that the planner keeps and how things are called. Machine things, such as the theme
//! and the size of the window, are not in here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::task::{Energy, Quadrant};
use super::time::{Minutes, PlanningDay, Span};

/// The settings of a workspace. [`Settings::default`] is the table of conventions of the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The time at which a planning day starts.
    pub day_start: NaiveTime,
    /// Raster of planning and dragging; 5 where the planner works.
    pub grid: Minutes,
    /// Length of what has no estimate; shown as a guess.
    pub guess: Minutes,
    /// Seven entries, Monday first.
    pub working_hours: [DayHours; 7],
    /// Single dates that differ from their weekday.
    pub date_hours: BTreeMap<NaiveDate, DayHours>,
    /// Kept free on every working day.
    pub lunch: Option<TimeRange>,
    pub rhythm: Rhythm,
    /// Kept free after a fixed event.
    pub buffer: Minutes,
    /// After this many minutes of events in a row a break comes first ...
    pub events_before_break: Minutes,
    /// ... of this length.
    pub break_after_events: Minutes,
    /// How much of the free time that is left the planner may fill.
    pub fullness: Fullness,
    /// Dates for which the person chose another fullness in the morning.
    pub date_fullness: BTreeMap<NaiveDate, Fullness>,
    /// Most micro-tasks that the planner puts into a day.
    pub micro_tasks: u32,
    pub chunk: Chunk,
    /// A proposed block that starts within this time is not reshuffled.
    pub frozen: Minutes,
    /// Least minutes a week for what is important and not urgent; zero for none.
    pub schedule_floor: Minutes,
    pub energy: Vec<EnergyWindow>,
    /// When what has a certain tag may be planned.
    pub tag_windows: Vec<TagWindow>,
    pub tags: BTreeMap<String, TagStyle>,
    pub quadrant_names: BTreeMap<Quadrant, String>,
    /// Accents other than the usual ones, by their number in the theme.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub quadrant_tones: BTreeMap<Quadrant, u8>,
    pub filters: Vec<Filter>,
    /// What the timer counts.
    pub timer: TimerMode,
    /// What a break may be used for; one of them is named when a break begins.
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
            rhythm: Rhythm::default(),
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
    /// The working hours of `date`.
    pub fn hours_on(&self, date: NaiveDate) -> &DayHours {
        let weekday = &self.working_hours[date.weekday().num_days_from_monday() as usize];
        self.date_hours.get(&date).unwrap_or(weekday)
    }

    /// How full `date` may be.
    pub fn fullness_on(&self, date: NaiveDate) -> Fullness {
        self.date_fullness.get(&date).copied().unwrap_or(self.fullness)
    }

    /// The energy that a time of day gives; middling where nothing is said.
    pub fn energy_at(&self, time: NaiveTime) -> Energy {
        self.energy.iter().find(|window| window.range.contains(time)).map_or(Energy::Mid, |window| window.level)
    }
}

fn hm(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}

/// The working hours of a day: ranges in time order that do not overlap; empty on a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayHours(pub Vec<TimeRange>);

impl DayHours {
    /// These hours and `range`, joined where they meet, in the order of a day that begins at `day_start`.
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

/// A range of the clock. One that ends at or before its start ends on the next date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl TimeRange {
    /// From hours and minutes.
    pub fn hm(from: (u32, u32), to: (u32, u32)) -> Self {
        Self { from: hm(from.0, from.1), to: hm(to.0, to.1) }
    }

    /// Whether `time` lies inside, the end not included.
    pub fn contains(&self, time: NaiveTime) -> bool {
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }

    /// The wall-clock span that it takes on a planning day; where it ends before it starts it goes on past midnight.
    pub fn on(&self, day: PlanningDay) -> Span {
        let start = day.at(self.from);
        let end = if self.to > self.from { start.date() } else { start.date().succ_opt().unwrap_or(start.date()) };
        Span::new(start, end.and_time(self.to))
    }
}

/// One rhythm of work and rest for the planner and the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// Most work in one go.
    pub focus: Minutes,
    pub rest: Minutes,
    /// After `long_after` stretches of focus the rest is this long; 0 stretches for never.
    pub long_rest: Minutes,
    pub long_after: u32,
}

impl Rhythm {
    /// Pomodoro: 25 and 5, and 15 after four.
    pub const POMODORO: Self =
        Self { focus: Minutes::new(25), rest: Minutes::new(5), long_rest: Minutes::new(15), long_after: 4 };
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { focus: Minutes::new(50), rest: Minutes::new(5), long_rest: Minutes::new(5), long_after: 0 }
    }
}

/// What the timer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
pub enum TimerMode {
    /// Down from the length of the block, or of the estimate.
    #[default]
    Countdown,
    /// Down from what is left of the rhythm's stretch of focus.
    Rhythm,
    /// Up, with a break suggested when the rhythm has one.
    OpenEnded,
}

/// What is announced, and when it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reminders {
    /// A planned block begins.
    pub block_starts: bool,
    /// The time of a focus or a break is over.
    pub timer_ends: bool,
    /// An event begins in this many minutes; 0 for never.
    pub before_events: Minutes,
    /// Something is due today; said once, when the day's work begins.
    pub due_dates: bool,
    /// Nothing is announced in this time.
    pub quiet: Option<TimeRange>,
    /// Also while something runs in the Focus view.
    pub in_focus: bool,
    /// So long without key and mouse, and the person is asked whether that was work; 0 for never.
    #[serde(skip_serializing_if = "is_usual_idle")]
    pub idle_after: Minutes,
}

const USUAL_IDLE: Minutes = Minutes::new(10);

fn is_usual_idle(minutes: &Minutes) -> bool {
    *minutes == USUAL_IDLE
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
            idle_after: USUAL_IDLE,
        }
    }
}

/// How much of the free time may be filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Fullness {
    /// Half of the free time.
    Light,
    /// Four fifths of it.
    #[default]
    Normal,
    /// All of it.
    Full,
}

impl Fullness {
    /// The share in percent. A full day is what breaks and buffers leave.
    pub fn percent(self) -> u32 {
        match self {
            Self::Light => 50,
            Self::Normal => 80,
            Self::Full => 100,
        }
    }
}

/// Lengths of the chunks of a task that may be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chunk {
    /// The shortest, not zero.
    pub min: Minutes,
    /// The longest, not below `min`.
    pub max: Minutes,
}

/// The energy of a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyWindow {
    pub range: TimeRange,
    pub level: Energy,
}

/// The only times for what has a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagWindow {
    pub tag: String,
    pub ranges: Vec<TimeRange>,
}

/// How a tag is shown and shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TagStyle {
    /// A tone by its number in the theme.
    pub tone: Option<u8>,
    /// Left out of reports.
    pub private: bool,
}

/// A filter that was given a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
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
