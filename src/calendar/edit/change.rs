//! Edits as data: the change, its scope and its result.

use chrono::NaiveTime;

use super::super::rule::Rule;
use crate::model::{Event, Minutes, Span};

/// The occurrences of a recurring event that an edit reaches.
///
/// ```
/// use gapwise::calendar::{Clocks, OccurrenceEdit, Scope, Tz, edit_occurrence, event_instances};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// # let at = |day| format!("2026-11-{day}T09:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let time = EventTime::floating(Span::new(at(23), at(23)));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY;COUNT=4".into()], ..Recurrence::default() });
/// let clocks = Clocks::at(Tz::UTC);
/// let left = |scope| {
///     let rest = EventId::derived("rest");
///     let edited = edit_occurrence(&event, clocks, at(24), &OccurrenceEdit::Remove, scope, rest).unwrap();
///     edited.event.map(|it| event_instances(&it, clocks, at(23).and_utc(), at(30).and_utc()).unwrap().len())
/// };
/// assert_eq!([Scope::This, Scope::Following, Scope::All].map(left), [Some(3), Some(1), None]);
/// ```
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
///
/// ```
/// use gapwise::calendar::{Clocks, OccurrenceEdit, Scope, Tz, edit_occurrence};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// # let at = |day| format!("2026-11-{day}T09:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let time = EventTime::floating(Span::new(at(23), at(23)));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY".into()], ..Recurrence::default() });
/// let weekly = OccurrenceEdit::Repeat(Some(Box::new("FREQ=WEEKLY".parse().unwrap())));
/// let (clocks, rest) = (Clocks::at(Tz::UTC), EventId::derived("rest"));
/// let edited = edit_occurrence(&event, clocks, at(25), &weekly, Scope::Following, rest).unwrap();
/// let rules = |event: Option<Event>| event.unwrap().recurrence.unwrap().rules;
/// assert_eq!(rules(edited.event), ["FREQ=DAILY;UNTIL=20261125T085959"]);
/// assert_eq!(rules(edited.rest), ["FREQ=WEEKLY"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The edited event; `None` if nothing of it is left.
    pub event: Option<Event>,
    /// The new series that continues with another rule.
    pub rest: Option<Event>,
}

/// The error of an edit whose occurrence is gone.
///
/// ```
/// use gapwise::calendar::{Clocks, NoSuchOccurrence, OccurrenceEdit, Scope, Tz, edit_occurrence};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// # let at = |hour| format!("2026-11-23T{hour}:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let time = EventTime::floating(Span::new(at(10), at(11)));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY".into()], ..Recurrence::default() });
/// let (clocks, rest) = (Clocks::at(Tz::UTC), EventId::derived("rest"));
/// let at_noon = edit_occurrence(&event, clocks, at(12), &OccurrenceEdit::Remove, Scope::This, rest);
/// assert_eq!(at_noon, Err(NoSuchOccurrence), "it starts at ten");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is no longer at that time")]
pub struct NoSuchOccurrence;
