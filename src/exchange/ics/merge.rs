//! Merges VEVENTs into events: series with their overrides, and the newest of several versions.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::event::EventDraft;
use crate::calendar::{Clocks, Tz};
use crate::model::{CalendarId, Event, EventId, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate, ZonedTime};

/// Prefix of UIDs generated for events without one.
pub(super) const MADE_UP_UID: &str = "no-uid-";

/// The VEVENTs of one UID.
#[derive(Default)]
struct UidGroup {
    master: Option<EventDraft>,
    overrides: Vec<EventDraft>,
    /// Index in `overrides` of each overridden occurrence.
    places: HashMap<OccurrenceKey, usize>,
}

/// The original start of an occurrence, in a form that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum OccurrenceKey {
    Date(chrono::NaiveDate),
    Time(NaiveDateTime),
}

/// Merges VEVENTs by UID. Of several versions of an event or occurrence, the higher SEQUENCE wins, then the later
/// time stamp. Overrides without a series become a series of their own.
pub(super) fn events(drafts: Vec<EventDraft>, calendar: CalendarId, warnings: &mut Vec<String>) -> Vec<Event> {
    let mut order: Vec<String> = Vec::new();
    let mut groups: HashMap<String, UidGroup> = HashMap::new();
    for draft in drafts {
        let uid = draft.uid.clone().unwrap_or_else(|| derived_uid(&draft.content));
        let group = groups.entry(uid.clone()).or_insert_with(|| {
            order.push(uid);
            UidGroup::default()
        });
        group.add(draft, warnings);
    }
    let uids = order.into_iter();
    uids.filter_map(|uid| groups.remove(&uid).and_then(|group| group.into_event(uid, calendar))).collect()
}

/// Generates a UID from the content of an event, stable across reads.
fn derived_uid(content: &str) -> String {
    format!("{MADE_UP_UID}{}", EventId::derived(content).uuid())
}

fn version(draft: &EventDraft) -> (u32, &str, &str) {
    (draft.sequence, &draft.stamps.0, &draft.stamps.1)
}

impl UidGroup {
    fn add(&mut self, draft: EventDraft, warnings: &mut Vec<String>) {
        let Some((original, _)) = &draft.recurrence_id else {
            match &self.master {
                Some(known) if version(known) > version(&draft) => {}
                known => {
                    let is_copy = known
                        .as_ref()
                        .is_some_and(|known| known.sequence == draft.sequence && known.time != draft.time);
                    if is_copy {
                        warnings.push(format!(
                            "line {}: a second event with the same UID; the later one is kept",
                            draft.line
                        ));
                    }
                    self.master = Some(draft);
                }
            }
            return;
        };
        let at = *self.places.entry(occurrence_key(original)).or_insert(self.overrides.len());
        match self.overrides.get_mut(at) {
            Some(known) if version(known) > version(&draft) => {}
            Some(known) => *known = draft,
            None => self.overrides.push(draft),
        }
    }

    fn into_event(self, uid: String, calendar: CalendarId) -> Option<Event> {
        let overrides: Vec<OccurrenceOverride> = self.overrides.into_iter().filter_map(into_override).collect();
        let id = EventId::derived(&format!("{calendar}/{uid}"));
        let Some(master) = self.master else { return alone(id, uid, calendar, overrides) };
        let recurs = !(master.rules.is_empty() && master.rdates.is_empty() && overrides.is_empty());
        let recurrence = Recurrence { rules: master.rules, rdates: master.rdates, exdates: master.exdates, overrides };
        Some(Event {
            id,
            calendar,
            uid: Some(uid),
            sequence: master.sequence,
            title: master.title,
            place: master.place,
            notes: master.notes,
            time: master.time,
            recurrence: recurs.then_some(recurrence),
            status: master.status,
            free: master.free,
            busy: false,
        })
    }
}

/// Ignores the file's own zones: an approximate time is enough to tell occurrences of one series apart.
fn occurrence_key(original: &RecurrenceDate) -> OccurrenceKey {
    let clocks = Clocks::at(Tz::UTC);
    match original {
        RecurrenceDate::Date(date) => OccurrenceKey::Date(*date),
        RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } => {
            OccurrenceKey::Time(clocks.instant(at).naive_utc())
        }
    }
}

fn into_override(draft: EventDraft) -> Option<OccurrenceOverride> {
    let (original, and_future) = draft.recurrence_id?;
    Some(OccurrenceOverride {
        original,
        and_future,
        time: draft.time,
        title: draft.title,
        place: draft.place,
        notes: draft.notes,
        status: draft.status,
        free: draft.free,
        busy: false,
        sequence: draft.sequence,
        own: false,
    })
}

/// Builds a series of overrides only. It starts at the first overridden occurrence.
fn alone(id: EventId, uid: String, calendar: CalendarId, overrides: Vec<OccurrenceOverride>) -> Option<Event> {
    let first = overrides.first()?;
    let time = match &first.original {
        RecurrenceDate::Date(start) => EventTime::AllDay { start: *start, end: start.succ_opt()? },
        RecurrenceDate::Time(start) | RecurrenceDate::Period { start, .. } => {
            let length = length(&first.time);
            let end = ZonedTime { local: start.local.checked_add_signed(length)?, zone: start.zone.clone() };
            EventTime::Timed { start: start.clone(), end }
        }
    };
    Some(Event {
        id,
        calendar,
        uid: Some(uid),
        sequence: first.sequence,
        title: first.title.clone(),
        place: first.place.clone(),
        notes: first.notes.clone(),
        time,
        status: first.status,
        free: first.free,
        busy: false,
        recurrence: Some(Recurrence { overrides, ..Recurrence::default() }),
    })
}

fn length(time: &EventTime) -> TimeDelta {
    match time {
        EventTime::AllDay { start, end } => *end - *start,
        EventTime::Timed { start, end } => (end.local - start.local).max(TimeDelta::zero()),
    }
}
