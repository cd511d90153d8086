//! Edits as data: the change, its scope and its result.

use chrono::NaiveTime;

use super::super::rule::Rule;
use crate::model::{Event, Minutes, Span};

/// The occurrences of a recurring event that an edit reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Scope {
    /// Only this occurrence.
    This,
    /// This occurrence and all later ones.
    Following,
    /// The whole series.
    All,
}

/// A change to an occurrence of an event.
///
/// ```
/// use gapwise::calendar::{Clocks, OccurrenceEdit, Scope, Tz, edit_occurrence};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Span};
///
/// let [from, until] = ["09:00", "09:15"].map(|time| format!("2026-11-23T{time}:00").parse().unwrap());
/// let time = EventTime::floating(Span::new(from, until));
/// let event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// let edit = OccurrenceEdit::Title("Planning".into());
/// let edited = edit_occurrence(&event, Clocks::at(Tz::UTC), from, &edit, Scope::This, EventId::derived("rest")).unwrap();
/// assert_eq!(edited.event.unwrap().title, "Planning");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(OccurrenceEditKind), derive(strum::EnumIter), doc = "The kind of an [`OccurrenceEdit`].")]
pub enum OccurrenceEdit {
    /// A new time, on the user's wall clock.
    Span(Span),
    /// Whole days instead of a time of day.
    WholeDays,
    /// A time of day instead of whole days: start and length.
    TimeOfDay(NaiveTime, Minutes),
    Title(String),
    Place(String),
    Notes(String),
    /// Whether it blocks the user's time.
    Busy(bool),
    /// A new recurrence rule; `None` to end the recurrence. [`Scope::This`] acts as [`Scope::Following`].
    Repeat(Option<Box<Rule>>),
    Remove,
}

/// The result of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The edited event; `None` if nothing of it is left.
    pub event: Option<Event>,
    /// The new series that continues with another rule.
    pub rest: Option<Event>,
}

/// The error of an edit whose occurrence is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is no longer at that time")]
pub struct NoSuchOccurrence;
