//! Edits of one occurrence, of it and all later ones, or of its whole series.

use chrono::{NaiveDateTime, TimeDelta};

use super::super::occur::{EventInstance, Series, event_instances, span_here};
use super::super::zone::Clocks;
use super::change::{Edited, NoSuchOccurrence, OccurrenceEdit, Scope};
use super::overrides::{with_override, without_occurrence};
use super::rules::{continued_with_rule, ended_before};
use super::series::edit_all;
use super::times::first_id;
use crate::model::{Event, EventId, EventStatus, Recurrence, Zone};

/// Edits the occurrence of `event` that starts at `start` on the user's wall clock. A new series that continues with
/// another rule gets the id `rest`.
///
/// Edits of an imported event become overrides, so that reading the file again does not undo them; only
/// [`OccurrenceEdit::Busy`] changes the event itself. So of an imported event [`Scope::All`] reaches this and later
/// occurrences.
///
/// # Errors
/// If no occurrence starts at `start`.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, OccurrenceEdit, Scope, edit_occurrence};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// let at = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
/// let time = EventTime::floating(Span::new(at("2026-11-23T10:00:00"), at("2026-11-23T10:30:00")));
/// let mut event = Event::new(EventId::derived("standup"), CalendarId::derived("own"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY".into()], ..Recurrence::default() });
///
/// let clocks = Clocks::at(Tz::UTC);
/// let (start, rest) = (at("2026-11-25T10:00:00"), EventId::derived("rest"));
/// let edited = edit_occurrence(&event, clocks, start, &OccurrenceEdit::Remove, Scope::Following, rest).unwrap();
/// let recurrence = edited.event.unwrap().recurrence.unwrap();
/// assert_eq!(recurrence.rules, ["FREQ=DAILY;UNTIL=20261125T095959"]);
/// ```
pub fn edit_occurrence(
    event: &Event,
    clocks: Clocks<'_>,
    start: NaiveDateTime,
    edit: &OccurrenceEdit,
    scope: Scope,
    rest: EventId,
) -> Result<Edited, NoSuchOccurrence> {
    let only = |event| Edited { event, rest: None };
    let imported = event.uid.is_some();
    let edits_event = !imported || matches!(edit, OccurrenceEdit::Busy(_));
    if event.recurrence.is_none() && edits_event {
        return Ok(only(edit_all(event, clocks, span_here(&event.time, clocks), &first_id(&event.time), edit)));
    }
    let found = find(event, clocks, start).ok_or(NoSuchOccurrence)?;
    let original = found.recurrence_id.clone().unwrap_or_else(|| first_id(&event.time));
    let none = Recurrence::default();
    let series = Series::new(event, event.recurrence.as_ref().unwrap_or(&none), clocks);
    let is_first = series.on_wall(&original) <= series.on_wall(&first_id(&event.time));
    let scope = match scope {
        Scope::Following if is_first => Scope::All,
        other => other,
    };
    Ok(match (scope, edit) {
        (Scope::All, OccurrenceEdit::Repeat(None)) if !imported => only(Some(alone(event, &found))),
        (Scope::All, _) if edits_event => {
            only(edit_all(event, clocks, span_here(&found.time, clocks), &original, edit))
        }
        (_, OccurrenceEdit::Repeat(rule)) if !imported => {
            let first = Event { id: rest, ..alone(event, &found) };
            let rest = match rule {
                Some(rule) => continued_with_rule(first, event, (&series, clocks), &original, rule),
                None => first,
            };
            Edited { event: Some(ended_before(event, clocks, &series, &original)), rest: Some(rest) }
        }
        // The rule of an imported event is that of its file.
        (_, OccurrenceEdit::Repeat(_)) => only(Some(event.clone())),
        (Scope::This, OccurrenceEdit::Remove) if !imported => only(Some(without_occurrence(event, clocks, original))),
        (Scope::Following, OccurrenceEdit::Remove) if !imported => {
            only(Some(ended_before(event, clocks, &series, &original)))
        }
        _ => only(Some(with_override(event, clocks, (&found, original), edit, scope != Scope::This))),
    })
}

/// Returns whether the occurrence that starts at `start` on the user's wall clock is the first of its series.
pub fn begins_series(event: &Event, clocks: Clocks<'_>, start: NaiveDateTime) -> bool {
    let Some(recurrence) = &event.recurrence else { return true };
    let series = Series::new(event, recurrence, clocks);
    let original = find(event, clocks, start).and_then(|found| found.recurrence_id);
    original.is_some_and(|original| series.on_wall(&original) <= series.on_wall(&first_id(&event.time)))
}

/// Returns an occurrence as an event that does not recur.
fn alone(event: &Event, found: &EventInstance) -> Event {
    Event {
        time: found.time.clone(),
        title: found.title.to_owned(),
        place: found.place.to_owned(),
        notes: found.notes.to_owned(),
        free: found.free,
        busy: found.busy,
        recurrence: None,
        ..event.clone()
    }
}

/// Returns the instance, not cancelled, that starts at `start` on the user's wall clock.
fn find<'a>(event: &'a Event, clocks: Clocks<'_>, start: NaiveDateTime) -> Option<EventInstance<'a>> {
    let at = clocks.to_utc(start, &Zone::Floating);
    // A day of the user's wall clock begins up to 26 hours apart from that of another zone.
    let margin = TimeDelta::hours(30);
    let near = event_instances(event, clocks, at - margin, at + margin).ok()?;
    let mut shown = near.into_iter().filter(|instance| instance.status != EventStatus::Cancelled);
    shown.find(|instance| span_here(&instance.time, clocks).start == start)
}
