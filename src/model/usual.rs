//! What was changed for one instance of a recurring task only.

use std::collections::BTreeSet;
use std::mem::discriminant;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::task::{Delegation, Due, Energy, Repeat, Split, Step, Task, Urgency};
use super::time::Minutes;

/// A field of a recurring task, as those have it that follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Usual {
    Title(String),
    Notes(String),
    Important(Option<bool>),
    Urgency(Urgency),
    Estimate(Option<Minutes>),
    /// On the date that the series gives this instance.
    Due(Option<Due>),
    /// Counted from the date that the series gives this instance.
    NotBefore(Option<NaiveDateTime>),
    Energy(Option<Energy>),
    Tags(BTreeSet<String>),
    Split(Split),
    /// Without who knows of it and when to ask.
    Delegated(Option<Delegation>),
    /// None of them done.
    Steps(Vec<Step>),
}

impl Usual {
    /// What a field is called in a sentence.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Notes(_) => "notes",
            Self::Important(_) => "importance",
            Self::Urgency(_) => "urgency",
            Self::Estimate(_) => "estimate",
            Self::Due(_) => "due time",
            Self::NotBefore(_) => "start",
            Self::Energy(_) => "energy",
            Self::Tags(_) => "tags",
            Self::Split(_) => "splitting",
            Self::Delegated(_) => "who does it",
            Self::Steps(_) => "steps",
        }
    }

    /// Whether both are the same field.
    pub fn is_field_of(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }
}

impl Task {
    /// All fields that those that follow take over from this instance, unless it has [`Task::usual`] ones.
    pub fn fields(&self) -> [Usual; 12] {
        let date = self.repeat.as_ref().map(|repeat| repeat.date);
        let due = self.due.map(|due| Due { date: date.unwrap_or(due.date), ..due });
        let delegated =
            self.delegated.as_ref().map(|it| Delegation { person: it.person.clone(), ..Default::default() });
        let steps = self.steps.iter().map(|step| Step { done: None, ..step.clone() }).collect();
        [
            Usual::Title(self.title.clone()),
            Usual::Notes(self.notes.clone()),
            Usual::Important(self.important),
            Usual::Urgency(self.urgency),
            Usual::Estimate(self.estimate),
            Usual::Due(due),
            Usual::NotBefore(self.not_before),
            Usual::Energy(self.energy),
            Usual::Tags(self.tags.clone()),
            Usual::Split(self.split),
            Usual::Delegated(delegated),
            Usual::Steps(steps),
        ]
    }

    /// Whether a field was changed for this instance only.
    pub fn is_unusual(&self, field: &Usual) -> bool {
        self.usual.iter().any(|usual| usual.is_field_of(field))
    }

    /// The task without what is this instance's only, as those that follow are made from it.
    pub fn as_usual(&self) -> Self {
        let said = |title: &str| !title.trim().is_empty();
        let mut task = self.clone();
        for usual in std::mem::take(&mut task.usual) {
            match usual {
                Usual::Title(title) => task.title = Some(title).filter(|title| said(title)).unwrap_or(task.title),
                Usual::Notes(notes) => task.notes = notes,
                Usual::Important(important) => task.important = important,
                Usual::Urgency(urgency) => task.urgency = urgency,
                Usual::Estimate(estimate) => task.estimate = estimate,
                Usual::Due(due) => task.due = due,
                Usual::NotBefore(from) => task.not_before = from,
                Usual::Energy(energy) => task.energy = energy,
                Usual::Tags(tags) => task.tags = tags,
                Usual::Split(split) => task.split = split,
                Usual::Delegated(delegated) => task.delegated = delegated,
                Usual::Steps(steps) => task.steps = steps.into_iter().filter(|step| said(&step.title)).collect(),
            }
        }
        task
    }

    /// Changes the due date or the start. An instance that is off the date of its series was moved alone, so those that
    /// follow keep their time and start.
    pub(super) fn change_alone(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.fields();
        change(self);
        let Some(repeat) = &self.repeat else { return };
        if self.due.is_none_or(|due| due.date == repeat.date) {
            return;
        }
        let changed = before.into_iter().zip(self.fields()).filter(|(old, new)| old != new).map(|(old, _)| old);
        let kept: Vec<_> = changed.filter(|old| !self.is_unusual(old)).collect();
        self.usual.extend(kept);
    }

    /// Changes how it comes again. What follows is counted from the series' new date with the time and start of this one.
    pub(super) fn change_series(&mut self, repeat: Option<Repeat>) {
        let date = |repeat: &Option<Repeat>| repeat.as_ref().map(|repeat| repeat.date);
        if repeat.is_none() {
            self.usual.clear();
        } else if date(&repeat) != date(&self.repeat) {
            self.usual.retain(|usual| !matches!(usual, Usual::Due(_) | Usual::NotBefore(_)));
        }
        self.repeat = repeat;
    }
}
