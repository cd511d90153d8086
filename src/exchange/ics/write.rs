//! Writes a workspace as an iCalendar file (RFC 5545): own events, planned blocks, tasks with their steps, tracked
//! time.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use icalendar::{Calendar, Component as _, Event as IcsEvent, EventLike as _, Property, Todo};

use crate::calendar::Tz;
use crate::model::{
    CustomZone, Due, DueKind, Event, EventStatus, EventTime, Minutes, Moment, Observance, OccurrenceOverride,
    RecurrenceDate, Session, SessionKind, Span, Split, Step, Task, Urgency, Workspace, Zone, ZonedTime,
};

/// Years of clock changes that a written time zone has.
const ZONE_YEARS: i32 = 20;

/// The name of a task's project.
pub(super) const PROJECT: &str = "X-GAPWISE-PROJECT";

/// Present where a task repeats from its completion.
pub(super) const AFTER_COMPLETION: &str = "X-GAPWISE-AFTER-COMPLETION";

/// A written calendar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarExport {
    pub text: String,
    /// Numbers of events, planned blocks, tasks and sessions.
    pub counts: [usize; 4],
    /// The fields that iCalendar has no place for, with the number of records that have them.
    pub lost: BTreeMap<&'static str, usize>,
}

/// Writes the events of the user's own calendars and the open tasks; and the planned blocks and the tracked time, those
/// that overlap `range` if there is one. Imported calendars stay with their files. Properties that only Gapwise reads
/// begin with `X-GAPWISE-`.
pub fn export_calendar(workspace: &Workspace, range: Option<Span>, now: Moment, here: Tz) -> CalendarExport {
    let mut out = CalendarExport::default();
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Gapwise//Gapwise//EN"), ("X-WR-CALNAME", "Gapwise")] {
        calendar.append_property(Property::new(key, value));
    }
    let is_own = |event: &Event| workspace.calendars.get(&event.calendar).is_none_or(|it| it.source.is_none());
    let events: Vec<&Event> = workspace.events.values().map(|event| &**event).filter(|event| is_own(event)).collect();
    for event in &events {
        write_event(&mut calendar, event, now.instant);
    }
    let within = |span: Span| range.is_none_or(|range| range.overlaps(span));
    let blocks = workspace.blocks.values().filter(|block| block.state.is_open() && within(block.span()));
    let written = blocks.map(|block| {
        let title = workspace.title_of(block.task, block.step).unwrap_or_default();
        let mut event = new_event(&block.id.to_string(), title, now.instant);
        event.categories(["Planned"]);
        instants(&mut event, here.instant(block.start), here.instant(block.span().end));
        calendar.push(event);
    });
    out.counts[1] = written.count();
    for task in workspace.tasks.values() {
        write_task(&mut calendar, task, workspace, now.instant);
        out.lose("delegation", task.delegated.is_some());
        out.lose("goal", task.goal.is_some());
    }
    let on_wall = |it: &Session| Span::new(here.local(it.start), here.local(it.known_end(now.instant)));
    let focus = workspace.sessions.values().filter(|it| it.kind == SessionKind::Focus && within(on_wall(it)));
    let written = focus.map(|session| {
        let mut event = new_event(&session.id.to_string(), &session.title, now.instant);
        event.categories(["Tracked"]).add_property("TRANSP", "TRANSPARENT");
        instants(&mut event, session.start, session.known_end(now.instant));
        calendar.push(event);
    });
    out.counts[3] = written.count();
    (out.counts[0], out.counts[2]) = (events.len(), workspace.tasks.len());
    let zones: String = zones(&events, workspace).iter().map(|(name, zone)| zone_text(name, zone)).collect();
    out.text = calendar.to_string().replacen("BEGIN:VEVENT", &format!("{zones}BEGIN:VEVENT"), 1);
    out
}

impl CalendarExport {
    fn lose(&mut self, field: &'static str, has: bool) {
        if has {
            *self.lost.entry(field).or_default() += 1;
        }
    }
}

fn new_event(uid: &str, title: &str, stamp: DateTime<Utc>) -> IcsEvent {
    let mut event = IcsEvent::new();
    event.uid(uid).summary(title).timestamp(stamp);
    event
}

fn instants(event: &mut IcsEvent, start: DateTime<Utc>, end: DateTime<Utc>) {
    event.add_property("DTSTART", instant_text(start)).add_property("DTEND", instant_text(end));
}

fn instant_text(at: DateTime<Utc>) -> String {
    local_text(at.naive_utc()) + "Z"
}

fn put_estimate(out: &mut Todo, estimate: Option<Minutes>) {
    if let Some(estimate) = estimate {
        out.add_property("ESTIMATED-DURATION", format!("PT{}M", estimate.get()));
    }
}

fn date_text(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn local_text(local: NaiveDateTime) -> String {
    local.format("%Y%m%dT%H%M%S").to_string()
}

fn date_property(key: &str, date: NaiveDate) -> Property {
    Property::new(key, date_text(date)).add_parameter("VALUE", "DATE").done()
}

fn time_property(key: &str, time: &ZonedTime) -> Property {
    let local = local_text(time.local);
    match &time.zone {
        Zone::Floating => Property::new(key, local),
        Zone::Utc => Property::new(key, local + "Z"),
        Zone::Iana(name) | Zone::Custom(name) => Property::new(key, local).add_parameter("TZID", name).done(),
    }
}

fn put_time(event: &mut IcsEvent, time: &EventTime) {
    match time {
        EventTime::AllDay { start, end } => {
            event.append_property(date_property("DTSTART", *start)).append_property(date_property("DTEND", *end));
        }
        EventTime::Timed { start, end } => {
            event.append_property(time_property("DTSTART", start)).append_property(time_property("DTEND", end));
        }
    }
}

fn recurrence_date(key: &str, date: &RecurrenceDate) -> Property {
    match date {
        RecurrenceDate::Date(date) => date_property(key, *date),
        RecurrenceDate::Time(time) => time_property(key, time),
        RecurrenceDate::Period { start, end } => {
            let (from, to) = (time_property(key, start), time_property(key, end));
            let mut period = Property::new(key, format!("{}/{}", from.value(), to.value()));
            period.add_parameter("VALUE", "PERIOD");
            if let Some(zone) = from.params().get("TZID") {
                period.append_parameter(zone.clone());
            }
            period
        }
    }
}

fn write_event(calendar: &mut Calendar, event: &Event, stamp: DateTime<Utc>) {
    let uid = event.uid.clone().unwrap_or_else(|| event.id.to_string());
    let mut out = new_event(&uid, &event.title, stamp);
    put_time(&mut out, &event.time);
    put_details(&mut out, (&event.place, &event.notes), event.status, (event.free, event.busy), event.sequence);
    let recurrence = event.recurrence.iter();
    for recurrence in recurrence.clone() {
        for rule in &recurrence.rules {
            out.append_multi_property(Property::new("RRULE", rule));
        }
        for (key, dates) in [("RDATE", &recurrence.rdates), ("EXDATE", &recurrence.exdates)] {
            for date in dates {
                out.append_multi_property(recurrence_date(key, date));
            }
        }
    }
    calendar.push(out);
    for changed in recurrence.flat_map(|recurrence| &recurrence.overrides) {
        calendar.push(occurrence(&uid, changed, stamp));
    }
}

fn occurrence(uid: &str, changed: &OccurrenceOverride, stamp: DateTime<Utc>) -> IcsEvent {
    let mut out = new_event(uid, &changed.title, stamp);
    let mut original = recurrence_date("RECURRENCE-ID", &changed.original);
    if changed.and_future {
        original.add_parameter("RANGE", "THISANDFUTURE");
    }
    out.append_property(original);
    put_time(&mut out, &changed.time);
    put_details(
        &mut out,
        (&changed.place, &changed.notes),
        changed.status,
        (changed.free, changed.busy),
        changed.sequence,
    );
    out
}

fn put_details(
    out: &mut IcsEvent,
    (place, notes): (&str, &str),
    status: EventStatus,
    (free, busy): (bool, bool),
    sequence: u32,
) {
    if !place.is_empty() {
        out.add_property("LOCATION", place);
    }
    if !notes.is_empty() {
        out.description(notes);
    }
    if status != EventStatus::Confirmed {
        out.add_property("STATUS", status.to_string());
    }
    if free || busy {
        out.add_property("TRANSP", if free { "TRANSPARENT" } else { "OPAQUE" });
    }
    if sequence > 0 {
        out.sequence(sequence);
    }
}

fn write_task(calendar: &mut Calendar, task: &Task, workspace: &Workspace, stamp: DateTime<Utc>) {
    let mut out = todo(&task.id.to_string(), &task.title, stamp);
    out.add_property("STATUS", "NEEDS-ACTION").created(task.created);
    if !task.notes.is_empty() {
        out.description(&task.notes);
    }
    put_dates(&mut out, task);
    if let Some(important) = task.important {
        out.priority(if important { 1 } else { 9 });
    }
    if !task.tags.is_empty() {
        out.categories(&task.tags);
    }
    put_estimate(&mut out, task.estimate);
    // RFC 9253.
    for before in task.after.iter().filter(|id| workspace.tasks.contains_key(*id)) {
        out.append_multi_property(related(&before.to_string(), "DEPENDS-ON"));
    }
    let project = task.project.and_then(|id| workspace.projects.get(&id));
    let extra = [
        ("X-GAPWISE-HARD", task.due.filter(|due| due.kind == DueKind::Hard).map(|_| "TRUE".to_owned())),
        (
            "X-GAPWISE-URGENT",
            match task.urgency {
                Urgency::WorkedOut => None,
                Urgency::Pinned(urgent) => Some(urgent.to_string().to_uppercase()),
            },
        ),
        ("X-GAPWISE-ENERGY", task.energy.map(|energy| energy.to_string().to_uppercase())),
        (PROJECT, project.map(|project| project.title.clone())),
        ("X-GAPWISE-SPLIT", split_text(task.split)),
    ];
    for (key, value) in extra {
        if let Some(value) = value {
            out.add_property(key, value);
        }
    }
    calendar.push(out);
    let mut above = None;
    for step in &task.steps {
        let parent = above.filter(|_| step.indented).unwrap_or(task.id.uuid());
        calendar.push(write_step(step, &parent.to_string(), stamp));
        above = if step.indented { above } else { Some(step.id.uuid()) };
    }
}

fn write_step(step: &Step, parent: &str, stamp: DateTime<Utc>) -> Todo {
    let mut out = todo(&step.id.to_string(), &step.title, stamp);
    out.append_multi_property(related(parent, "PARENT"));
    match step.done {
        Some(done) => out.add_property("STATUS", "COMPLETED").add_property("COMPLETED", instant_text(done)),
        None => out.add_property("STATUS", "NEEDS-ACTION"),
    };
    put_estimate(&mut out, step.estimate);
    if let Some(tag) = &step.tag {
        out.categories([tag]);
    }
    if let Some(energy) = step.energy {
        out.add_property("X-GAPWISE-ENERGY", energy.to_string().to_uppercase());
    }
    out
}

fn todo(uid: &str, title: &str, stamp: DateTime<Utc>) -> Todo {
    let mut out = Todo::new();
    out.uid(uid).summary(title).timestamp(stamp);
    out
}

fn related(uid: &str, kind: &str) -> Property {
    Property::new("RELATED-TO", uid).add_parameter("RELTYPE", kind).done()
}

/// Writes due date, start and recurrence. A rule needs a DTSTART, and DTSTART and DUE have the same kind of value.
fn put_dates(out: &mut Todo, task: &Task) {
    let timed = |due: Due| due.time.map(|time| due.date.and_time(time));
    let start = task.not_before.or_else(|| {
        let due = task.repeat.as_ref().and(task.due)?;
        Some(timed(due).unwrap_or_else(|| due.date.and_time(NaiveTime::MIN)))
    });
    let whole_days =
        task.due.map_or_else(|| start.is_some_and(|start| start.time() == NaiveTime::MIN), |due| due.time.is_none());
    let property = |key: &str, at: NaiveDateTime| match whole_days {
        true => date_property(key, at.date()),
        false => Property::new(key, local_text(at)),
    };
    if let Some(due) = task.due {
        out.append_property(property("DUE", timed(due).unwrap_or_else(|| due.date.and_time(NaiveTime::MIN))));
    }
    if let Some(start) = start {
        out.append_property(property("DTSTART", start));
    }
    if let Some(repeat) = &task.repeat {
        out.add_property("RRULE", &repeat.rrule);
        if repeat.after_completion {
            out.add_property(AFTER_COMPLETION, "TRUE");
        }
    }
}

fn split_text(split: Split) -> Option<String> {
    match split {
        Split::Auto => None,
        Split::Whole => Some("WHOLE".into()),
        Split::Chunks => Some("CHUNKS".into()),
        Split::ChunksOf(chunk) => Some(format!("{}-{}", chunk.min.get(), chunk.max.get())),
    }
}

/// Returns the time zones of the events, by TZID.
fn zones(events: &[&Event], workspace: &Workspace) -> BTreeMap<String, CustomZone> {
    let mut first_years: BTreeMap<&str, i32> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for event in events {
        let calendar = workspace.calendars.get(&event.calendar);
        let changed = event.recurrence.iter().flat_map(|it| &it.overrides).map(|it| &it.time);
        let times = std::iter::once(&event.time).chain(changed).flat_map(|time| match time {
            EventTime::AllDay { .. } => [None, None],
            EventTime::Timed { start, end } => [Some(start), Some(end)],
        });
        for time in times.flatten() {
            match &time.zone {
                Zone::Floating | Zone::Utc => {}
                Zone::Iana(name) => {
                    let first = first_years.entry(name).or_insert(i32::MAX);
                    *first = (*first).min(time.local.year());
                }
                Zone::Custom(name) => {
                    let zone = calendar.and_then(|it| it.zones.get(name));
                    all.extend(zone.map(|zone| (name.clone(), zone.clone())));
                }
            }
        }
    }
    for (name, year) in first_years {
        let zone = Tz::named(name).map(|zone| zone.observances(year, ZONE_YEARS));
        all.extend(zone.map(|zone| (name.to_owned(), zone)));
    }
    all
}

/// Returns a time zone as text: the crate `icalendar` reads its components and builds none.
fn zone_text(name: &str, zone: &CustomZone) -> String {
    let onset = |it: &Observance| {
        let kind = if it.offset_to > it.offset_from { "DAYLIGHT" } else { "STANDARD" };
        let rule = it.rrule.iter().map(|rule| format!("RRULE:{rule}\r\n"));
        let dates = it.dates.iter().map(|date| format!("RDATE:{}\r\n", local_text(*date)));
        let rest: String = rule.chain(dates).collect();
        let (start, from, to) = (local_text(it.start), offset_text(it.offset_from), offset_text(it.offset_to));
        format!("BEGIN:{kind}\r\nDTSTART:{start}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\n{rest}END:{kind}\r\n")
    };
    let onsets: String = zone.observances.iter().map(onset).collect();
    format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{onsets}END:VTIMEZONE\r\n")
}

/// Returns "+0130", with seconds where there are any.
fn offset_text(seconds: i32) -> String {
    let (sign, secs) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let rest = if secs % 60 == 0 { String::new() } else { format!("{:02}", secs % 60) };
    format!("{sign}{:02}{:02}{rest}", secs / 3_600, secs / 60 % 60)
}
