//! The parsed line, and the task that it describes.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use crate::model::{Due, DueKind, Energy, Minutes, Moment, Order, Repeat, Step, StepId, Task, TaskId, Urgency, day_of};

/// The kinds of phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhraseKind {
    Length,
    Due,
    Hard,
    NotBefore,
    Importance,
    Energy,
    Tag,
    Repeat,
    /// The separator before steps.
    Steps,
    /// Equal pieces.
    Pieces,
}

/// A parsed line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    pub title: String,
    pub estimate: Option<Minutes>,
    pub due: Option<(NaiveDate, Option<NaiveTime>)>,
    /// Whether the due date is hard.
    pub hard: bool,
    pub not_before: Option<(NaiveDate, Option<NaiveTime>)>,
    pub important: Option<bool>,
    pub urgent: Option<bool>,
    pub energy: Option<Energy>,
    /// In typed order, without duplicates.
    pub tags: Vec<String>,
    /// An RRULE of RFC 5545.
    pub repeat: Option<String>,
    /// Whether it repeats from completion.
    pub after_completion: bool,
    pub steps: Vec<UnderstoodStep>,
    /// The phrases, in the order of the first line.
    pub spans: Vec<TextSpan>,
    /// Phrases that stay in the title, with their other reading.
    pub offers: Vec<ReadingOffer>,
}

/// A step in a parsed line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnderstoodStep {
    pub title: String,
    pub estimate: Option<Minutes>,
    pub energy: Option<Energy>,
    pub tag: Option<String>,
    pub indented: bool,
    pub done: bool,
}

/// A phrase of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct TextSpan {
    /// In bytes of the line.
    pub range: Range<usize>,
    pub kind: PhraseKind,
    /// Description in a few words.
    pub meaning: String,
}

/// Another reading of a line: a phrase that stays in the title, read as what it would mean elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingOffer {
    pub kind: PhraseKind,
    /// Description in a few words.
    pub meaning: String,
    /// The line that has this meaning.
    pub line: String,
}

impl Understood {
    /// Builds the task. The ids of its steps derive from `id`.
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
    /// Builds the step.
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
