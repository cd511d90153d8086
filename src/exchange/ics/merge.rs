//! Merges VEVENTs into events: series with their overrides, and the newest of several versions.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::event::ParsedEvent;
use crate::calendar::{Clocks, Frequency, Rule, Tz, ZoneTables, excluded_dates};
use crate::model::{CalendarId, Event, EventId, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate, ZonedTime};

/// Prefix of UIDs generated for events without one.
pub(super) const MADE_UP_UID: &str = "no-uid-";

/// Maximum exceptions that rules for exceptions give: the weekends of fifty years.
const MAX_EXCLUDED: usize = 5_300;

/// Maximum exceptions that the rules of a whole file give.
const MAX_EXCLUDED_OF_FILE: usize = 50_000;

/// Occurrences that are compared with the rules for exceptions for the work of one date.
const COMPARED_PER_DATE: usize = 50;

/// The VEVENTs of one UID.
#[derive(Default)]
struct UidGroup {
    /// The series or single events. Usually one; timetables give every lesson the same UID.
    masters: Vec<ParsedEvent>,
    overrides: Vec<ParsedEvent>,
    /// Index in `masters` of each start.
    starts: HashMap<OccurrenceKey, usize>,
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
/// time stamp. Events of one SEQUENCE at different times all stay. Overrides without a series become a series of their
/// own.
pub(super) fn events(
    drafts: Vec<ParsedEvent>,
    calendar: CalendarId,
    zones: &ZoneTables<'_>,
    warnings: &mut Vec<String>,
) -> Vec<Event> {
    let mut order: Vec<String> = Vec::new();
    let mut groups: HashMap<String, UidGroup> = HashMap::new();
    for draft in drafts {
        let uid = draft.uid.clone().unwrap_or_else(|| derived_uid(&draft.content));
        let group = groups.entry(uid.clone()).or_insert_with(|| {
            order.push(uid);
            UidGroup::default()
        });
        group.add(draft);
    }
    let clocks = Clocks { custom: zones, here: Tz::UTC };
    let mut left = MAX_EXCLUDED_OF_FILE;
    let mut events = Vec::with_capacity(order.len());
    for uid in order {
        let Some(group) = groups.remove(&uid) else { continue };
        events.extend(group.into_events(&uid, calendar, clocks, warnings, &mut left));
    }
    events
}

/// Generates a UID from the content of an event, stable across reads.
fn derived_uid(content: &str) -> String {
    format!("{MADE_UP_UID}{}", EventId::derived(content).uuid())
}

fn version(draft: &ParsedEvent) -> (u32, &str, &str) {
    (draft.sequence, &draft.stamps.0, &draft.stamps.1)
}

impl UidGroup {
    fn add(&mut self, draft: ParsedEvent) {
        let Some((original, _)) = &draft.recurrence_id else { return self.add_master(draft) };
        let at = *self.places.entry(occurrence_key(original)).or_insert(self.overrides.len());
        match self.overrides.get_mut(at) {
            Some(known) if version(known) > version(&draft) => {}
            Some(known) => *known = draft,
            None => self.overrides.push(draft),
        }
    }

    fn add_master(&mut self, draft: ParsedEvent) {
        match self.masters.first().map(|known| known.sequence.cmp(&draft.sequence)) {
            Some(Ordering::Greater) => return,
            Some(Ordering::Less) => {
                self.masters.clear();
                self.starts.clear();
            }
            _ => {}
        }
        let at = *self.starts.entry(start_key(&draft.time)).or_insert(self.masters.len());
        match self.masters.get_mut(at) {
            Some(known) if version(known) > version(&draft) => {}
            Some(known) => *known = draft,
            None => self.masters.push(draft),
        }
    }

    fn into_events(
        mut self,
        uid: &str,
        calendar: CalendarId,
        clocks: Clocks<'_>,
        warnings: &mut Vec<String>,
        left: &mut usize,
    ) -> Vec<Event> {
        let mut overrides: Vec<OccurrenceOverride> = self.overrides.into_iter().filter_map(into_override).collect();
        let id = |key: &str| EventId::derived(&format!("{calendar}/{key}"));
        if self.masters.is_empty() {
            return alone(id(uid), uid.to_owned(), calendar, overrides).into_iter().collect();
        }
        // The overrides belong to the series.
        self.masters.sort_by_key(|master| master.rules.is_empty() && master.rdates.is_empty());
        let mut events = Vec::with_capacity(self.masters.len());
        for (at, master) in self.masters.into_iter().enumerate() {
            let id = if at == 0 { id(uid) } else { id(&format!("{uid}/{:?}", start_key(&master.time))) };
            let (line, exrules) = (master.line, master.exrules.clone());
            let is_frequent = |rule: &Rule| rule.frequency == Frequency::Secondly && rule.interval < 30;
            if master.rules.iter().any(|(_, rule)| is_frequent(rule)) {
                warnings.push(format!("line {line}: it recurs by the second; a week may show only a part of it"));
            }
            let mut event = single(master, id, uid, calendar, std::mem::take(&mut overrides));
            if let Some(cut) = exclude(&mut event, &exrules, clocks, left) {
                warnings.push(format!("line {line}: only the first {cut} exceptions of EXRULE are used"));
            }
            events.push(event);
        }
        events
    }
}

fn single(
    master: ParsedEvent,
    id: EventId,
    uid: &str,
    calendar: CalendarId,
    overrides: Vec<OccurrenceOverride>,
) -> Event {
    let recurs = !(master.rules.is_empty() && master.rdates.is_empty() && overrides.is_empty());
    let rules = master.rules.into_iter().map(|(text, _)| text).collect();
    let recurrence = Recurrence { rules, rdates: master.rdates, exdates: master.exdates, overrides };
    let busy = master.busy && matches!(master.time, EventTime::AllDay { .. });
    Event {
        id,
        calendar,
        uid: Some(uid.to_owned()),
        sequence: master.sequence,
        title: master.title,
        place: master.place,
        notes: master.notes,
        time: master.time,
        recurrence: recurs.then_some(recurrence),
        status: master.status,
        free: master.free,
        busy,
        own_busy: false,
    }
}

/// Replaces rules for exceptions by the dates that they exclude. Takes the work from `left`, in dates. Returns the number of
/// dates if there are more.
fn exclude(event: &mut Event, exrules: &[Rule], clocks: Clocks<'_>, left: &mut usize) -> Option<usize> {
    let most = (*left).min(MAX_EXCLUDED);
    let recurrence = event.recurrence.as_ref().filter(|_| !exrules.is_empty())?;
    let (dates, compared) = match most {
        0 => (Vec::new(), 0),
        most => excluded_dates(event, recurrence, exrules, clocks, most),
    };
    let count = dates.len();
    *left -= count.max(compared / COMPARED_PER_DATE).min(*left);
    event.recurrence.as_mut()?.exdates.extend(dates);
    (count >= most).then_some(count)
}

/// Returns the start of an event in a form that can be compared.
fn start_key(time: &EventTime) -> OccurrenceKey {
    match time {
        EventTime::AllDay { start, .. } => OccurrenceKey::Date(*start),
        EventTime::Timed { start, .. } => occurrence_key(&RecurrenceDate::Time(start.clone())),
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

fn into_override(draft: ParsedEvent) -> Option<OccurrenceOverride> {
    let (original, and_future) = draft.recurrence_id?;
    let busy = draft.busy && matches!(draft.time, EventTime::AllDay { .. });
    Some(OccurrenceOverride {
        original,
        and_future,
        time: draft.time,
        title: draft.title,
        place: draft.place,
        notes: draft.notes,
        status: draft.status,
        free: draft.free,
        busy,
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
        busy: first.busy,
        own_busy: false,
        recurrence: Some(Recurrence { overrides, ..Recurrence::default() }),
    })
}

fn length(time: &EventTime) -> TimeDelta {
    match time {
        EventTime::AllDay { start, end } => *end - *start,
        EventTime::Timed { start, end } => (end.local - start.local).max(TimeDelta::zero()),
    }
}
