//! Exception dates and overrides: how an edit adds them, and how they follow an edit of their series.

use chrono::TimeDelta;

use super::super::occur::{EventInstance, Series};
use super::super::zone::Clocks;
use super::change::OccurrenceEdit;
use super::times::{at_time_of_day, in_zones, whole_days};
use crate::model::{Event, EventStatus, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate};

/// Returns the event with `edit` applied to the occurrence `found` as an override; with `and_future` it reaches all
/// later occurrences too.
pub(super) fn with_override(
    event: &Event,
    clocks: Clocks<'_>,
    (found, original): (&EventInstance, RecurrenceDate),
    edit: &OccurrenceEdit,
    and_future: bool,
) -> Event {
    let mut change = OccurrenceOverride {
        original,
        and_future,
        time: found.time.clone(),
        title: found.title.to_owned(),
        place: found.place.to_owned(),
        notes: found.notes.to_owned(),
        status: found.status,
        free: found.free,
        busy: found.busy,
        sequence: event.sequence,
        own: true,
    };
    apply_to_override(&mut change, clocks, edit);
    let known = event.recurrence.iter().flat_map(|it| &it.overrides).position(|it| it.original == change.original);
    let mut new = event.clone();
    let overrides = &mut new.recurrence.get_or_insert_default().overrides;
    if !and_future {
        overrides.extend(following_part(event, clocks, &change.original));
    } else if *edit == OccurrenceEdit::Remove {
        cancel_later(event, overrides, clocks, &change.original);
    }
    match known.and_then(|at| overrides.get_mut(at)) {
        Some(known) => *known = change,
        None => overrides.push(change),
    }
    if and_future { inherited(event, new, clocks, known) } else { new }
}

/// Applies an edit to an override.
pub(super) fn apply_to_override(change: &mut OccurrenceOverride, clocks: Clocks<'_>, edit: &OccurrenceEdit) {
    match edit.clone() {
        OccurrenceEdit::Span(span) => change.time = in_zones(span, &change.time, clocks),
        OccurrenceEdit::WholeDays => change.time = whole_days(&change.time, clocks),
        OccurrenceEdit::TimeOfDay(from, length) => change.time = at_time_of_day(&change.time, from, length, clocks),
        OccurrenceEdit::Title(title) => change.title = title,
        OccurrenceEdit::Place(place) => change.place = place,
        OccurrenceEdit::Notes(notes) => change.notes = notes,
        OccurrenceEdit::Busy(busy) => {
            (change.free, change.busy) = (!busy, busy && matches!(change.time, EventTime::AllDay { .. }));
        }
        // An override has no rule.
        OccurrenceEdit::Repeat(_) => {}
        OccurrenceEdit::Remove => change.status = EventStatus::Cancelled,
    }
}

/// Returns the event without the occurrence `original`.
pub(super) fn without_occurrence(event: &Event, clocks: Clocks<'_>, original: RecurrenceDate) -> Event {
    let mut new = event.clone();
    let recurrence = new.recurrence.get_or_insert_default();
    recurrence.overrides.retain(|other| other.original != original);
    recurrence.overrides.extend(following_part(event, clocks, &original));
    recurrence.exdates.push(original);
    new
}

/// Returns the overrides for later occurrences that replace an override of `original` and following, when an edit takes
/// `original` alone.
fn following_part(event: &Event, clocks: Clocks<'_>, original: &RecurrenceDate) -> Vec<OccurrenceOverride> {
    let Some(recurrence) = &event.recurrence else { return Vec::new() };
    let replaced = recurrence.overrides.iter().find(|it| it.original == *original && it.and_future);
    replaced.map_or_else(Vec::new, |replaced| Series::new(event, recurrence, clocks).moved_to_next(replaced))
}

/// Cancels the overrides of later occurrences.
fn cancel_later(event: &Event, overrides: &mut [OccurrenceOverride], clocks: Clocks<'_>, original: &RecurrenceDate) {
    let none = Recurrence::default();
    let series = Series::new(event, event.recurrence.as_ref().unwrap_or(&none), clocks);
    let at = series.on_wall(original);
    for later in overrides.iter_mut().filter(|it| series.on_wall(&it.original) > at) {
        (later.status, later.own) = (EventStatus::Cancelled, true);
    }
}

/// Passes an edit of the series on to its overrides: a field that an override had in common with the series `old` is as
/// in `new`. Skips the override at index `except`, and those that a calendar file defines.
pub(super) fn inherited(old: &Event, mut new: Event, clocks: Clocks<'_>, except: Option<usize>) -> Event {
    let Some(recurrence) = &old.recurrence else { return new };
    let series = Series::new(old, recurrence, clocks);
    let mut order: Vec<usize> = (0..recurrence.overrides.len()).collect();
    order.sort_by_key(|at| series.on_wall(&recurrence.overrides[*at].original));
    for at in order.into_iter().filter(|at| Some(*at) != except) {
        let was = &recurrence.overrides[at];
        if old.uid.is_some() && !was.own {
            continue;
        }
        let Some(change) = new.recurrence.as_ref().and_then(|it| it.overrides.get(at)) else { continue };
        let Some(is) = new.recurrence.as_ref().map(|it| Series::new(&new, it, clocks).without_override(change)) else {
            continue;
        };
        let change = with_common_fields(change, &series.without_override(was), &is);
        if let Some(recurrence) = &mut new.recurrence {
            recurrence.overrides[at] = change;
        }
    }
    new
}

/// Replaces each field of an override that equals `was` by that of `is`.
fn with_common_fields(change: &OccurrenceOverride, was: &EventInstance, is: &EventInstance) -> OccurrenceOverride {
    let text = |own: &str, was: &str, is: &str| if own == was { is } else { own }.to_owned();
    let (free, busy) = if (change.free, change.busy) == (was.free, was.busy) {
        (is.free, is.busy)
    } else {
        (change.free, change.busy)
    };
    OccurrenceOverride {
        time: if change.time == was.time { is.time.clone() } else { change.time.clone() },
        title: text(&change.title, was.title, is.title),
        place: text(&change.place, was.place, is.place),
        notes: text(&change.notes, was.notes, is.notes),
        free,
        busy,
        ..change.clone()
    }
}

/// Moves the recurrence ids with their series: times by `shift`, dates by `days`.
pub(super) fn move_ids(recurrence: &mut Recurrence, shift: TimeDelta, days: i64) {
    let moved = |date: &mut RecurrenceDate| match date {
        RecurrenceDate::Date(date) => *date += TimeDelta::days(days),
        RecurrenceDate::Time(at) => at.local += shift,
        RecurrenceDate::Period { start, end } => {
            start.local += shift;
            end.local += shift;
        }
    };
    recurrence.rdates.iter_mut().for_each(moved);
    recurrence.exdates.iter_mut().for_each(moved);
    recurrence.overrides.iter_mut().for_each(|change| moved(&mut change.original));
}

/// Replaces the times in recurrence ids by their dates, for a series whose time of day changes.
pub(super) fn name_by_date(recurrence: Option<&mut Recurrence>) {
    let Some(recurrence) = recurrence else { return };
    let ids = recurrence.overrides.iter_mut().map(|change| &mut change.original);
    for id in ids.chain(&mut recurrence.exdates).chain(&mut recurrence.rdates) {
        if let RecurrenceDate::Time(at) = id {
            *id = RecurrenceDate::Date(at.local.date());
        }
    }
}

/// Removes the overrides of occurrences that the series no longer generates.
pub(super) fn without_stray_overrides(event: Event, clocks: Clocks<'_>) -> Event {
    let Some(recurrence) = &event.recurrence else { return event };
    let series = Series::new(&event, recurrence, clocks);
    let kept = recurrence.overrides.iter().filter(|change| series.generates(series.on_wall(&change.original)));
    let overrides = kept.cloned().collect();
    let recurrence = Some(Recurrence { overrides, ..recurrence.clone() });
    Event { recurrence, ..event }
}
