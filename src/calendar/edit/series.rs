//! Edits of a whole series, with the occurrences that differ from it.

use super::super::occur::{Series, span_here};
use super::super::zone::Clocks;
use super::change::OccurrenceEdit;
use super::overrides::{apply_to_override, inherited, move_ids, name_by_date};
use super::rules::{change_rules, moved_rule, with_rule, with_until_by_date, with_until_moved};
use super::times::{at_time_of_day, first_date, in_zones, whole_days};
use crate::model::{Event, EventTime, RecurrenceDate, Span};

/// Returns `event` with `edit` applied to all its occurrences; `None` if nothing is left. The user edits the occurrence
/// `original`, which is at `found` on their wall clock.
pub(super) fn edit_all(
    event: &Event,
    clocks: Clocks<'_>,
    found: Span,
    original: &RecurrenceDate,
    edit: &OccurrenceEdit,
) -> Option<Event> {
    let mut new = event.clone();
    match edit.clone() {
        OccurrenceEdit::Span(span) => move_all(&mut new, clocks, (found, original), span),
        OccurrenceEdit::WholeDays => {
            new.time = whole_days(&event.time, clocks);
            end_by_date(event, &mut new, clocks);
        }
        OccurrenceEdit::TimeOfDay(from, length) => {
            new.time = at_time_of_day(&event.time, from, length, clocks);
            name_by_date(new.recurrence.as_mut());
            end_by_date(event, &mut new, clocks);
        }
        OccurrenceEdit::Title(title) => new.title = title,
        OccurrenceEdit::Place(place) => new.place = place,
        OccurrenceEdit::Notes(notes) => new.notes = notes,
        OccurrenceEdit::Busy(busy) => {
            (new.free, new.busy) = (!busy, busy && matches!(event.time, EventTime::AllDay { .. }));
            new.own_busy = event.uid.is_some();
        }
        OccurrenceEdit::Repeat(rule) => return Some(with_rule(new, clocks, rule.as_deref())),
        OccurrenceEdit::Remove => return None,
    }
    let governing = governing_override(event, clocks, original);
    let mut new = inherited(event, new, clocks, governing);
    if let Some(change) = governing.and_then(|at| new.recurrence.as_mut()?.overrides.get_mut(at)) {
        let edit = match edit {
            OccurrenceEdit::Span(span) => {
                let from = span_here(&change.time, clocks).start + (span.start - found.start);
                OccurrenceEdit::Span(Span::new(from, from + (span.end - span.start)))
            }
            other => other.clone(),
        };
        apply_to_override(change, clocks, &edit);
        change.own |= event.uid.is_some();
    }
    Some(new)
}

/// Returns the index of the override that decides about an occurrence: its own, else the last one of this and following.
fn governing_override(event: &Event, clocks: Clocks<'_>, original: &RecurrenceDate) -> Option<usize> {
    let recurrence = event.recurrence.as_ref()?;
    let series = Series::new(event, recurrence, clocks);
    let at = series.on_wall(original);
    let all = recurrence.overrides.iter().enumerate().map(|(index, change)| (series.on_wall(&change.original), index));
    all.filter(|(start, index)| *start == at || (*start < at && recurrence.overrides[*index].and_future))
        .max()
        .map(|(_, index)| index)
}

/// Moves a series as far as the occurrence at `found` moves to `span`, with its recurrence ids and weekdays. A new time
/// of day or length becomes that of the series, even if this occurrence had another than its series.
fn move_all(event: &mut Event, clocks: Clocks<'_>, (found, original): (Span, &RecurrenceDate), span: Span) {
    let own = span_here(&event.time, clocks);
    let generated = event.recurrence.as_ref().map(|recurrence| {
        let series = Series::new(event, recurrence, clocks);
        span_here(&series.time(series.on_wall(original), None), clocks).start
    });
    let shift = match generated {
        // This occurrence can have a time of day where its series has none.
        _ if matches!(event.time, EventTime::AllDay { .. }) => span.start.date() - found.start.date(),
        Some(generated) if span.start.time() != found.start.time() => {
            span.start - found.start.date().and_time(generated.time())
        }
        _ => span.start - found.start,
    };
    let (before, length) = (found.end - found.start, span.end - span.start);
    let length = if length == before { own.end - own.start } else { length };
    let first = own.start + shift;
    event.time = in_zones(Span::new(first, first + length), &event.time, clocks);
    let Some(recurrence) = &mut event.recurrence else { return };
    let days = (first.date() - own.start.date()).num_days();
    change_rules(recurrence, |rule| with_until_moved(moved_rule(rule, own.start, first.date()), shift, days));
    move_ids(recurrence, shift, days);
}

/// Writes the ends of the rules as dates, for a series whose time of day changes.
fn end_by_date(old: &Event, new: &mut Event, clocks: Clocks<'_>) {
    let (Some(was), Some(is)) = (&old.recurrence, &mut new.recurrence) else { return };
    let series = Series::new(old, was, clocks);
    let days = (first_date(&new.time) - series.start().date()).num_days();
    change_rules(is, |rule| with_until_by_date(rule, &series, days));
}
