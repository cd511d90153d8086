//! Changing a whole series, with the occurrences that differ from it.

use chrono::NaiveDateTime;

use super::edit::{OccurrenceEdit, at_time_of_day, change_fields, in_zones, move_exceptions, moved_rule, whole_days};
use super::edit_rule::with_rule;
use super::occurrences::{Instance, span_here};
use super::series::Series;
use super::zone::Clocks;
use crate::model::{Event, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate, Span};

/// `event` with a change of all its occurrences, said of the one that is at `found` on the wall clock of the person and
/// that `original` names. `None` where nothing is left.
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
        OccurrenceEdit::WholeDays => new.time = whole_days(&event.time, clocks),
        OccurrenceEdit::TimeOfDay(from, length) => {
            new.time = at_time_of_day(&event.time, from, length, clocks);
            name_by_date(new.recurrence.as_mut());
        }
        OccurrenceEdit::Title(title) => new.title = title,
        OccurrenceEdit::Place(place) => new.place = place,
        OccurrenceEdit::Notes(notes) => new.notes = notes,
        OccurrenceEdit::Busy(busy) => {
            (new.free, new.busy) = (!busy, busy && matches!(event.time, EventTime::AllDay { .. }));
        }
        OccurrenceEdit::Repeat(rule) => return Some(with_rule(new, clocks, rule)),
        OccurrenceEdit::Remove => return None,
    }
    let said_of = governing(event, clocks, original);
    let mut new = carried(event, new, clocks, said_of);
    if let Some(change) = said_of.and_then(|at| new.recurrence.as_mut()?.overrides.get_mut(at)) {
        let edit = match edit {
            OccurrenceEdit::Span(span) => {
                let from = span_here(&change.time, clocks).start + (span.start - found.start);
                OccurrenceEdit::Span(Span::new(from, from + (span.end - span.start)))
            }
            other => other.clone(),
        };
        change_fields(change, clocks, &edit);
        change.own |= event.uid.is_some();
    }
    Some(new)
}

/// `new` with what differs from its series brought along: where an occurrence was as the series `old` had it, it is as
/// `new` has it; what it has of its own stays, and so does what a file says of it. The exception `but` is left alone.
pub(super) fn carried(old: &Event, mut new: Event, clocks: Clocks<'_>, but: Option<usize>) -> Event {
    let Some(recurrence) = &old.recurrence else { return new };
    let series = Series::new(old, recurrence, clocks);
    let mut order: Vec<usize> = (0..recurrence.overrides.len()).collect();
    order.sort_by_key(|at| series.on_wall(&recurrence.overrides[*at].original));
    for at in order.into_iter().filter(|at| Some(*at) != but) {
        let was = &recurrence.overrides[at];
        if old.uid.is_some() && !was.own {
            continue;
        }
        let Some(change) = new.recurrence.as_ref().and_then(|it| it.overrides.get(at)) else { continue };
        let Some(is) = new.recurrence.as_ref().map(|it| Series::new(&new, it, clocks).beneath(change)) else {
            continue;
        };
        let change = like_its_series(change, &series.beneath(was), &is);
        if let Some(recurrence) = &mut new.recurrence {
            recurrence.overrides[at] = change;
        }
    }
    new
}

fn like_its_series(change: &OccurrenceOverride, was: &Instance, is: &Instance) -> OccurrenceOverride {
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

/// The exception that makes an occurrence what it is: its own, else the last before it that changes all that follow.
fn governing(event: &Event, clocks: Clocks<'_>, original: &RecurrenceDate) -> Option<usize> {
    let recurrence = event.recurrence.as_ref()?;
    let series = Series::new(event, recurrence, clocks);
    let at = series.on_wall(original);
    let all = recurrence.overrides.iter().enumerate().map(|(index, change)| (series.on_wall(&change.original), index));
    all.filter(|(start, index)| *start == at || (*start < at && recurrence.overrides[*index].and_future))
        .max()
        .map(|(_, index)| index)
}

/// Moves a series by as much as the occurrence at `found` moves to get to `span`, with its exceptions and weekdays. A new
/// time of day or length is that of all, also where this one had another than its series.
fn move_all(event: &mut Event, clocks: Clocks<'_>, (found, original): (Span, &RecurrenceDate), span: Span) {
    let own = span_here(&event.time, clocks);
    let shift = match plain_start(event, clocks, original) {
        Some(plain) if span.start.time() != found.start.time() => {
            span.start - found.start.date().and_time(plain.time())
        }
        _ => span.start - found.start,
    };
    let (before, length) = (found.end - found.start, span.end - span.start);
    let length = if length == before { own.end - own.start } else { length };
    let first = own.start + shift;
    event.time = in_zones(Span::new(first, first + length), &event.time, clocks);
    let Some(recurrence) = &mut event.recurrence else { return };
    let days = (first.date() - own.start.date()).num_days();
    for rule in &mut recurrence.rules {
        *rule = moved_rule(rule, own.start, first.date());
    }
    move_exceptions(recurrence, shift, days);
}

/// When the series itself has an occurrence that has a time of day, on the wall clock of the person.
fn plain_start(event: &Event, clocks: Clocks<'_>, original: &RecurrenceDate) -> Option<NaiveDateTime> {
    let recurrence = event.recurrence.as_ref()?;
    let series = Series::new(event, recurrence, clocks);
    let time = series.time(series.on_wall(original), None);
    matches!(time, EventTime::Timed { .. }).then(|| span_here(&time, clocks).start)
}

/// What names occurrences by a time that they no longer have names them by their days.
fn name_by_date(recurrence: Option<&mut Recurrence>) {
    let Some(recurrence) = recurrence else { return };
    let names = recurrence.overrides.iter_mut().map(|change| &mut change.original);
    for name in names.chain(&mut recurrence.exdates) {
        if let RecurrenceDate::Time(at) = name {
            *name = RecurrenceDate::Date(at.local.date());
        }
    }
}
