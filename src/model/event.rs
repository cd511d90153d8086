//! Events and calendars, close to iCalendar (RFC 5545).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{CalendarId, EventId};
use super::time::Span;

/// A calendar: the user's own, or an imported file.
///
/// ```
/// use gapwise::model::{Calendar, CalendarId};
///
/// let own = Calendar::new(CalendarId::derived("own"), "My events");
/// assert!(!own.hidden && own.source.is_none(), "no file is imported into it");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub id: CalendarId,
    pub name: String,
    #[serde(default)]
    pub tone: CalendarTone,
    /// Hides the calendar's events and ignores them when planning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The path of the imported file, as the user gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The time of the last import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<DateTime<Utc>>,
    /// Imports the file again when it changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub watched: bool,
    /// Its all-day events block time; by default they do not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_day_blocks: bool,
    /// Time zones that the calendar's own file defines, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub zones: BTreeMap<String, CustomZone>,
}

impl Calendar {
    /// Returns an empty calendar of the user.
    pub fn new(id: CalendarId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            tone: CalendarTone::default(),
            hidden: false,
            source: None,
            imported: None,
            watched: false,
            all_day_blocks: false,
            zones: BTreeMap::new(),
        }
    }
}

/// The tone of a calendar's events. The theme maps it to a colour.
///
/// ```
/// use gapwise::model::{Calendar, CalendarId, CalendarTone};
/// use strum::IntoEnumIterator;
///
/// let own = Calendar::new(CalendarId::derived("own"), "My events");
/// assert_eq!(Some(own.tone), CalendarTone::iter().next(), "a new calendar has the first tone");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
pub enum CalendarTone {
    #[default]
    Slate,
    Clay,
    Moss,
    Sky,
    Plum,
}

/// An event, or a series of events.
///
/// ```
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Span};
///
/// let from = "2026-11-23T09:00:00".parse().unwrap();
/// let until = "2026-11-23T09:15:00".parse().unwrap();
/// let time = EventTime::floating(Span::new(from, until));
/// let event = Event::new(EventId::derived("stand-up"), CalendarId::derived("work"), "Stand-up", time);
/// assert!(!event.free && event.recurrence.is_none(), "it blocks its time, once");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub id: EventId,
    pub calendar: CalendarId,
    /// The UID of an imported event. A later import updates by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// The SEQUENCE of an imported event. Of two with one UID, the higher one is newer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: u32,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    pub time: EventTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    #[serde(default)]
    pub status: EventStatus,
    /// Shows the event but does not block time (TRANSP:TRANSPARENT).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Blocks time although the event is all-day. No effect on a timed event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub busy: bool,
    /// The user set `free` and `busy` of an imported event; a later import keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_busy: bool,
}

impl Event {
    /// Returns a single event of the user that blocks time.
    pub fn new(id: EventId, calendar: CalendarId, title: impl Into<String>, time: EventTime) -> Self {
        Self {
            id,
            calendar,
            uid: None,
            sequence: 0,
            title: title.into(),
            place: String::new(),
            notes: String::new(),
            time,
            recurrence: None,
            status: EventStatus::Confirmed,
            free: false,
            busy: false,
            own_busy: false,
        }
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// The time of an event.
///
/// ```
/// use gapwise::model::{EventTime, Span, Zone};
///
/// let [from, until] = ["09:00", "09:15"].map(|time| format!("2026-11-23T{time}:00").parse().unwrap());
/// let EventTime::Timed { start, .. } = EventTime::floating(Span::new(from, until)) else { unreachable!() };
/// assert_eq!(start.zone, Zone::Floating, "nine o'clock wherever the user is");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventTime {
    /// From the start of `start` to the start of `end`; `end` is exclusive and never before `start`.
    AllDay { start: NaiveDate, end: NaiveDate },
    /// `end` is never before `start`; the two may be in different zones.
    Timed { start: ZonedTime, end: ZonedTime },
}

impl EventTime {
    /// Returns a timed event without a zone: the same local time everywhere.
    pub fn floating(span: Span) -> Self {
        Self::Timed {
            start: ZonedTime { local: span.start, zone: Zone::Floating },
            end: ZonedTime { local: span.end, zone: Zone::Floating },
        }
    }
}

/// A wall-clock time in a zone.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz};
/// use gapwise::model::{Zone, ZonedTime};
///
/// let at = |time: &str, zone| ZonedTime { local: format!("2026-07-01T{time}:00").parse().unwrap(), zone };
/// let clocks = Clocks::at(Tz::named("America/New_York").unwrap());
/// let berlin = at("15:00", Zone::Iana("Europe/Berlin".into()));
/// assert_eq!(clocks.instant(&berlin), clocks.instant(&at("09:00", Zone::Floating)), "the user is in New York");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonedTime {
    pub local: NaiveDateTime,
    #[serde(default, skip_serializing_if = "Zone::is_floating")]
    pub zone: Zone,
}

/// The time zone of an event.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz};
/// use gapwise::model::Zone;
///
/// let nine = "2026-07-01T09:00:00".parse().unwrap();
/// let berlin = Clocks::at(Tz::UTC).to_utc(nine, &Zone::Iana("Europe/Berlin".into()));
/// assert_eq!(berlin.to_rfc3339(), "2026-07-01T07:00:00+00:00");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Zone {
    /// The user's own zone.
    #[default]
    Floating,
    Utc,
    /// A name of the IANA database: `Europe/Berlin`.
    Iana(String),
    /// A name that the calendar's own file defines; see [`Calendar::zones`].
    Custom(String),
}

impl Zone {
    fn is_floating(&self) -> bool {
        *self == Self::Floating
    }
}

/// A zone from a VTIMEZONE of an imported file.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, ZoneTables};
/// use gapwise::model::{CustomZone, Zone};
///
/// let zones = [("Office".to_owned(), CustomZone::fixed(2 * 3600))].into();
/// let tables = ZoneTables::of(&zones);
/// let clocks = Clocks { custom: &tables, here: Tz::UTC };
/// let nine = "2026-11-23T09:00:00".parse().unwrap();
/// assert_eq!(clocks.to_utc(nine, &Zone::Custom("Office".into())).to_rfc3339(), "2026-11-23T07:00:00+00:00");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomZone {
    pub observances: Vec<Observance>,
}

impl CustomZone {
    /// Returns a zone that never changes its clocks. `offset` is in seconds east of UTC.
    pub fn fixed(offset: i32) -> Self {
        let start = NaiveDate::default().and_time(chrono::NaiveTime::MIN);
        let onset = Observance { start, offset_from: offset, offset_to: offset, rrule: None, dates: Vec::new() };
        Self { observances: vec![onset] }
    }
}

/// The onset of an offset within a zone (STANDARD or DAYLIGHT of RFC 5545).
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, ZoneTables};
/// use gapwise::model::{CustomZone, Observance, Zone};
///
/// let at = |text: &str| text.parse().unwrap();
/// let start = at("2026-03-29T02:00:00");
/// let summer = Observance { start, offset_from: 3600, offset_to: 7200, rrule: None, dates: Vec::new() };
/// let zones = [("Office".to_owned(), CustomZone { observances: vec![summer] })].into();
/// let tables = ZoneTables::of(&zones);
/// let clocks = Clocks { custom: &tables, here: Tz::UTC };
/// let utc = |text| clocks.to_utc(at(text), &Zone::Custom("Office".into())).time().to_string();
/// assert_eq!(["2026-03-28T09:00:00", "2026-03-30T09:00:00"].map(utc), ["08:00:00", "07:00:00"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observance {
    /// The first onset, in wall-clock time of the offset before it.
    pub start: NaiveDateTime,
    /// Seconds east of UTC before the onset.
    pub offset_from: i32,
    /// Seconds east of UTC after the onset.
    pub offset_to: i32,
    /// The recurrence of the onset. Without it and without dates there is one onset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<NaiveDateTime>,
}

/// The recurrence of an event. Its own time is always the first occurrence.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, event_instances};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// let [from, until] = ["09:00", "09:15"]
///     .map(|time| format!("2026-11-23T{time}:00").parse::<chrono::NaiveDateTime>().unwrap());
/// let time = EventTime::floating(Span::new(from, until));
/// let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY;COUNT=3".into()], ..Recurrence::default() });
/// let clocks = Clocks::at(Tz::UTC);
/// let week = (from.and_utc(), from.and_utc() + chrono::TimeDelta::days(7));
/// assert_eq!(event_instances(&event, clocks, week.0, week.1).unwrap().len(), 3);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// RRULE values without the property name; usually one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Additional occurrences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rdates: Vec<RecurrenceDate>,
    /// Excluded occurrences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<RecurrenceDate>,
    /// Changed occurrences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OccurrenceOverride>,
}

/// The date or time that identifies one occurrence of a series.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, event_instances};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, RecurrenceDate, Span};
///
/// let [from, until] = ["09:00", "09:15"]
///     .map(|time| format!("2026-11-23T{time}:00").parse::<chrono::NaiveDateTime>().unwrap());
/// let time = EventTime::floating(Span::new(from, until));
/// let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// // A date names the occurrence of that day, whatever its time.
/// let exdates = vec![RecurrenceDate::Date("2026-11-24".parse().unwrap())];
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY;COUNT=3".into()], exdates, ..Recurrence::default() });
/// let (from, to) = (from.and_utc(), from.and_utc() + chrono::TimeDelta::days(7));
/// assert_eq!(event_instances(&event, Clocks::at(Tz::UTC), from, to).unwrap().len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecurrenceDate {
    Date(NaiveDate),
    Time(ZonedTime),
    /// An RDATE with its own length.
    Period {
        start: ZonedTime,
        end: ZonedTime,
    },
}

/// A changed occurrence (RECURRENCE-ID).
///
/// ```
/// use gapwise::calendar::{Clocks, OccurrenceEdit, Scope, Tz, edit_occurrence};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, RecurrenceDate, Span, Zone, ZonedTime};
///
/// # let [from, until] = ["09:00", "09:15"]
/// #     .map(|time| format!("2026-11-23T{time}:00").parse::<chrono::NaiveDateTime>().unwrap());
/// # let time = EventTime::floating(Span::new(from, until));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY".into()], ..Recurrence::default() });
/// let tuesday = from + chrono::TimeDelta::days(1);
/// let later = Span::new(tuesday + chrono::TimeDelta::hours(2), tuesday + chrono::TimeDelta::hours(3));
/// let edit = OccurrenceEdit::Span(later);
/// let edited = edit_occurrence(&event, Clocks::at(Tz::UTC), tuesday, &edit, Scope::This, EventId::derived("rest"));
/// let moved = &edited.unwrap().event.unwrap().recurrence.unwrap().overrides[0];
/// assert_eq!(moved.time, EventTime::floating(later));
/// assert_eq!(moved.original, RecurrenceDate::Time(ZonedTime { local: tuesday, zone: Zone::Floating }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OccurrenceOverride {
    /// The start of the occurrence in the series.
    pub original: RecurrenceDate,
    /// Changes all later occurrences likewise (RANGE=THISANDFUTURE).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub and_future: bool,
    pub time: EventTime,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    #[serde(default)]
    pub status: EventStatus,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// As in [`Event::busy`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub busy: bool,
    /// The SEQUENCE. Of two for one occurrence, the higher one counts.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: u32,
    /// The user changed it; a later import keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

/// The STATUS of an event.
///
/// ```
/// use gapwise::calendar::{Tz, occurrences};
/// use gapwise::model::{CalendarId, Event, EventId, EventStatus, EventTime, Span};
///
/// let [from, until] = ["09:00", "09:15"].map(|time| format!("2026-11-23T{time}:00").parse().unwrap());
/// let span = Span::new(from, until);
/// let event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Call", EventTime::floating(span));
/// let shown = |status| {
///     let event = Event { status, ..event.clone() };
///     occurrences([&event].into_iter(), &Default::default(), span, Tz::UTC).len()
/// };
/// assert_eq!([EventStatus::Tentative, EventStatus::Cancelled].map(shown), [1, 0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum EventStatus {
    #[default]
    Confirmed,
    Tentative,
    /// Hidden, and it does not block time.
    Cancelled,
}

/// One occurrence of an event in the user's zone.
///
/// ```
/// use gapwise::calendar::{Tz, occurrences};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Span};
///
/// let [start, end] = ["2026-11-23", "2026-11-25"].map(|date| date.parse::<chrono::NaiveDate>().unwrap());
/// let time = EventTime::AllDay { start, end };
/// let fair = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Trade fair", time);
/// let days = Span::new(start.and_time(chrono::NaiveTime::MIN), end.and_time(chrono::NaiveTime::MIN));
/// let found = occurrences([&fair].into_iter(), &Default::default(), days, Tz::UTC);
/// assert_eq!(found[0].span, days);
/// assert!(!found[0].blocks, "an all-day event leaves the time free unless its calendar says otherwise");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub event: EventId,
    pub calendar: CalendarId,
    /// Wall-clock time in the user's zone; whole days if all-day.
    pub span: Span,
    pub all_day: bool,
    pub title: String,
    pub place: String,
    /// Whether it blocks time.
    pub blocks: bool,
    pub recurring: bool,
}

impl Occurrence {
    /// Returns the event and the start, unique among occurrences.
    pub fn key(&self) -> (EventId, NaiveDateTime) {
        (self.event, self.span.start)
    }
}
