//! A task from a line of text: "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon".
//!
//! What may be said stands in one table ([`RULES`]), from which the help is made. What is not understood stays in the title, so
//! nothing that was typed is lost; words in double quotes are never understood. A phrase is understood as a whole: where
//! an "every" goes on with days that no rule can say, or a date follows "or", "of" or "about", all of it is title.
//!
//! Days are counted from the planning day. A weekday is the next such day after today; with a time that is still to
//! come it may be today. "Next friday" is the Friday of next week. A time without a date is the next such time. Where a
//! line says the same thing twice the last one counts and the other stays in the title; a hard date counts before
//! others, and a date with a time before a time alone. What might as well be a word ("sun", "monthly", "27th") counts
//! only behind the title.

mod dates;
mod days;
mod grammar;
mod lengths;
mod line;
mod meaning;
mod months;
mod outline;
mod repeats;
mod rule;
mod settle;
mod times;
mod words;

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::model::{
    Due, DueKind, Energy, Minutes, Moment, Order, PlanningDay, Repeat, Step, StepId, Task, TaskId, Urgency, day_of,
};

pub use dates::{DateOrder, parse_date, parse_due};
pub use grammar::{Kind, RULES};
pub use lengths::parse_length;
pub use line::{understand, understand_event};
pub use outline::{steps_of_outline, understand_all};
pub use rule::repeat_words;
pub(super) use words::month;

/// What a line is read against.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The local time.
    pub now: NaiveDateTime,
    /// The same time as an instant, and the zone whose clocks show it.
    pub instant: DateTime<Utc>,
    pub zone: Tz,
    /// The date of the planning day.
    pub today: NaiveDate,
    /// When planning days start.
    pub day_start: NaiveTime,
    /// What 3/4 means.
    pub order: DateOrder,
    /// The day that a time without a date, or a rule, is meant for; without it, the next such time.
    pub day: Option<PlanningDay>,
}

impl Reading {
    /// Read at `now` in `zone`, where planning days start at `day_start`.
    pub fn at(now: Moment, zone: Tz, day_start: NaiveTime, order: DateOrder) -> Self {
        let today = day_of(now.local, day_start).date;
        Self { now: now.local, instant: now.instant, zone, today, day_start, order, day: None }
    }
}

/// What a line means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    pub title: String,
    pub estimate: Option<Minutes>,
    pub due: Option<(NaiveDate, Option<NaiveTime>)>,
    /// Whether the due date is a hard one.
    pub hard: bool,
    pub not_before: Option<(NaiveDate, Option<NaiveTime>)>,
    pub important: Option<bool>,
    pub urgent: Option<bool>,
    pub energy: Option<Energy>,
    /// In the order in which they were typed, each once.
    pub tags: Vec<String>,
    /// An RRULE of RFC 5545.
    pub repeat: Option<String>,
    /// Whether it repeats from when it was done.
    pub after_completion: bool,
    pub steps: Vec<UnderstoodStep>,
    /// What was understood, by place, in the order of the line. Empty for what is read from several lines.
    pub spans: Vec<Span>,
}

/// A step that a line names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnderstoodStep {
    pub title: String,
    pub estimate: Option<Minutes>,
    pub energy: Option<Energy>,
    pub tag: Option<String>,
    pub indented: bool,
    pub done: bool,
}

/// A part of a line that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// In bytes of the line.
    pub range: Range<usize>,
    pub kind: Kind,
    /// What it means, in a few words.
    pub meaning: String,
}

impl Understood {
    /// The task that it means. Its steps get ids that are derived from `id`.
    pub fn task(&self, id: TaskId, order: Order, now: Moment, day_start: NaiveTime) -> Task {
        let mut task = Task::new(id, self.title.clone(), order, now.instant);
        task.estimate = self.estimate;
        let kind = if self.hard { DueKind::Hard } else { DueKind::Soft };
        task.due = self.due.map(|(date, time)| Due { date, time, kind });
        task.not_before = self.not_before.map(|(date, time)| date.and_time(time.unwrap_or(day_start)));
        task.important = self.important;
        task.urgency = self.urgent.map_or(Urgency::WorkedOut, Urgency::Pinned);
        task.energy = self.energy;
        task.tags = self.tags.iter().cloned().collect();
        let first = self.due.map_or_else(|| day_of(now.local, day_start).date, |(date, _)| date);
        task.repeat = self.repeat.clone().map(|rrule| Repeat {
            rrule,
            after_completion: self.after_completion,
            series: id,
            date: first,
        });
        let numbered = self.steps.iter().enumerate();
        task.steps = numbered.map(|(n, step)| step.step(StepId::derived(&format!("{id}/{n}")), now)).collect();
        task
    }
}

impl UnderstoodStep {
    /// The step that it means.
    pub fn step(&self, id: StepId, now: Moment) -> Step {
        Step {
            estimate: self.estimate,
            energy: self.energy,
            tag: self.tag.clone(),
            indented: self.indented,
            done: self.done.then_some(now.instant),
            ..Step::new(id, self.title.clone())
        }
    }
}
