//! Fixed events and the calendars that hold them, close to what iCalendar (RFC 5545) says.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{CalendarId, EventId};
use super::time::Span;

/// A calendar: the person's own, or an imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub id: CalendarId,
    pub name: String,
    #[serde(default)]
    pub tone: CalendarTone,
    /// Whether its events are neither shown nor in the way of plans.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The file it was imported from, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was last read from that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<DateTime<Utc>>,
    /// Whether the file is read again when it changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub watched: bool,
    /// Whether its all-day events block time; most do not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_day_blocks: bool,
    /// Zones that only this calendar's own file defines, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub zones: BTreeMap<String, CustomZone>,
}

impl Calendar {
    /// An empty calendar of the person's own.
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

/// The tone in which a calendar's events are drawn; the theme says what it looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
pub enum CalendarTone {
    #[default]
    Slate,
    Clay,
    Moss,
    Sky,
    Plum,
}

/// A fixed event, or a whole series of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub id: EventId,
    pub calendar: CalendarId,
    /// The UID of an imported event: importing again updates by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// The SEQUENCE of an imported event: of two with the same UID the higher one is newer.
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
    /// Shown, but it does not block time (TRANSP:TRANSPARENT).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Marked by hand as taking its days, which events of whole days do not without. Means nothing for what has a time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub busy: bool,
}

impl Event {
    /// An event of the person's own: it takes their time and happens once.
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
        }
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// When an event is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventTime {
    /// From the start of `start` to the start of `end`; `end` is exclusive and never before `start`.
    AllDay { start: NaiveDate, end: NaiveDate },
    /// `end` is never before `start`; the two may be in different zones.
    Timed { start: ZonedTime, end: ZonedTime },
}

impl EventTime {
    /// Local wall-clock times that stay put whatever the zone is.
    pub fn floating(span: Span) -> Self {
        Self::Timed {
            start: ZonedTime { local: span.start, zone: Zone::Floating },
            end: ZonedTime { local: span.end, zone: Zone::Floating },
        }
    }
}

/// A wall-clock time and the zone of that wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonedTime {
    pub local: NaiveDateTime,
    #[serde(default, skip_serializing_if = "Zone::is_floating")]
    pub zone: Zone,
}

/// A time zone as an event names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Zone {
    /// Wherever the person is.
    #[default]
    Floating,
    Utc,
    /// A name of the IANA database, such as `Europe/Berlin`.
    Iana(String),
    /// A name that only the calendar's own file defines; see [`Calendar::zones`].
    Custom(String),
}

impl Zone {
    fn is_floating(&self) -> bool {
        *self == Self::Floating
    }
}

/// A zone defined by a file's own VTIMEZONE.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomZone {
    pub observances: Vec<Observance>,
}

/// From when a zone has which offset (STANDARD and DAYLIGHT of RFC 5545).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observance {
    /// First onset, in the wall time of the offset that it replaces.
    pub start: NaiveDateTime,
    /// Seconds east of UTC before the onset.
    pub offset_from: i32,
    /// Seconds east of UTC after the onset.
    pub offset_to: i32,
    /// How the onset recurs; without it, and without dates, only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<NaiveDateTime>,
}

/// How an event recurs. The first occurrence is the event's own time, whether or not the rules give it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// RRULE values, without the name before the colon. Usually one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Further occurrences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rdates: Vec<RecurrenceDate>,
    /// Occurrences that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<RecurrenceDate>,
    /// Occurrences that differ from the series.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OccurrenceOverride>,
}

/// A date or a time that names one occurrence of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecurrenceDate {
    Date(NaiveDate),
    Time(ZonedTime),
    /// An RDATE with a length of its own.
    Period {
        start: ZonedTime,
        end: ZonedTime,
    },
}

/// What is different about one occurrence (RECURRENCE-ID).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OccurrenceOverride {
    /// The start that the series gives it.
    pub original: RecurrenceDate,
    /// Whether all that follow differ likewise (RANGE=THISANDFUTURE).
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
    /// How often whoever sent it has changed it; of two the higher one counts.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: u32,
    /// Changed by hand: importing the file again keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

/// STATUS of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum EventStatus {
    #[default]
    Confirmed,
    Tentative,
    /// Neither shown nor blocking.
    Cancelled,
}

/// One time at which an event happens, as shown where the person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub event: EventId,
    pub calendar: CalendarId,
    /// The wall-clock time it takes where the person is; whole days for an all-day one.
    pub span: Span,
    pub all_day: bool,
    pub title: String,
    pub place: String,
    /// Whether it takes the person's time.
    pub blocks: bool,
    pub recurring: bool,
}

impl Occurrence {
    /// The event and the start, enough to tell any two occurrences apart.
    pub fn key(&self) -> (EventId, NaiveDateTime) {
        (self.event, self.span.start)
    }
}
