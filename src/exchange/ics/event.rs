//! Reads one VEVENT as an event or an override (RFC 5545 section 3.6.1).

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use icalendar::parser::Property;

use super::file::Skipped;
use super::lines::Component;
use super::values::{IcsDuration, IcsTime, duration, has_bare, parameter, when};
use super::vcal;
use super::zones::FileZones;
use crate::calendar::{Clocks, CustomZones, Rule, Tz, ZoneTables, check_rule, offset_in_name, resolve_zone};
use crate::model::{CustomZone, EventStatus, EventTime, MAX_TITLE_CHARS, RecurrenceDate, Zone, ZonedTime};

pub(super) const MAX_NOTES_CHARS: usize = 20_000;
const MAX_UID_CHARS: usize = 1_000;

/// Limits on the RDATEs, EXDATEs and rules of one event.
const MAX_DATES: usize = 5_000;
const MAX_RULES: usize = 8;

/// A parsed VEVENT, before it is merged with others of its UID.
#[derive(Clone, Debug)]
pub(super) struct ParsedEvent {
    pub line: usize,
    pub uid: Option<String>,
    /// The original start of the overridden occurrence, and whether the override includes all later ones.
    pub recurrence_id: Option<(RecurrenceDate, bool)>,
    pub sequence: u32,
    /// LAST-MODIFIED and DTSTAMP as written. They have one format, so string order is time order.
    pub stamps: (String, String),
    pub title: String,
    pub place: String,
    pub notes: String,
    pub time: EventTime,
    pub rules: Vec<(String, Rule)>,
    pub rdates: Vec<RecurrenceDate>,
    pub exdates: Vec<RecurrenceDate>,
    /// Rules for exceptions (EXRULE of RFC 2445).
    pub exrules: Vec<Rule>,
    pub status: EventStatus,
    pub free: bool,
    /// Takes whole days and says that it blocks them.
    pub busy: bool,
    /// All lines but the time stamps; identifies an event without a UID.
    pub content: String,
}

/// Problems and zones found while reading the events of a file.
#[derive(Debug, Default)]
pub(super) struct ReaderReport {
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<String>,
    /// The zones that its events use and that are not of the database.
    pub zones: CustomZones,
}

/// Reads the events of one file.
pub(super) struct EventReader {
    file_zones: FileZones,
    /// Addresses of the calendar's owner.
    owners: Vec<String>,
    /// Zones by TZID.
    known_zones: HashMap<String, Zone>,
    report: ReaderReport,
}

impl EventReader {
    pub(super) fn new(file_zones: FileZones, owners: Vec<String>) -> Self {
        Self { file_zones, owners, known_zones: HashMap::new(), report: ReaderReport::default() }
    }

    pub(super) fn finish(self) -> ReaderReport {
        self.report
    }

    /// Reads one event. Records an event without a valid start as skipped.
    pub(super) fn draft(&mut self, component: &Component) -> Option<ParsedEvent> {
        let parsed = self.properties(component);
        let fields = Properties(&parsed);
        let title = shortened(&fields.text("SUMMARY").replace('\n', " "), MAX_TITLE_CHARS);
        let uid = Some(shortened(fields.text("UID").trim(), MAX_UID_CHARS)).filter(|uid| !uid.is_empty());
        let mut problems = Problems::new(component.line, &title);
        let time = match self.time(&fields, &mut problems) {
            Ok(time) => time,
            Err(reason) => {
                let (line, title) = (Some(component.line), Some(title.clone()).filter(|title| !title.is_empty()));
                self.report.skipped.push(Skipped { line, uid, title, reason });
                return None;
            }
        };
        let recurrence_id = fields.first("RECURRENCE-ID").and_then(|id| {
            let following = parameter(id, "RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
            let date = self.date(id, id.val.as_str());
            date.map(|date| (date, following))
        });
        if fields.first("RECURRENCE-ID").is_some() && recurrence_id.is_none() {
            problems.add("the occurrence that it changes is not readable; shown as an event of its own");
        }
        let exrules = rules(&fields, "EXRULE", &mut problems).into_iter().map(|(_, rule)| rule).collect();
        let draft = ParsedEvent {
            line: component.line,
            uid,
            recurrence_id,
            sequence: fields.text("SEQUENCE").trim().parse().unwrap_or(0),
            stamps: (fields.text("LAST-MODIFIED"), fields.text("DTSTAMP")),
            place: shortened(&fields.text("LOCATION").replace('\n', " "), MAX_TITLE_CHARS),
            notes: shortened(&fields.text("DESCRIPTION"), MAX_NOTES_CHARS),
            time,
            rules: rules(&fields, "RRULE", &mut problems),
            rdates: self.dates(&fields, "RDATE", &mut problems),
            exdates: self.dates(&fields, "EXDATE", &mut problems),
            exrules,
            status: status(&fields.text("STATUS")),
            free: is_free(&fields) || self.is_declined(&fields),
            busy: is_busy(&fields) && !self.is_declined(&fields),
            content: content(component),
            title: title.clone(),
        };
        self.report.warnings.append(&mut problems.warnings);
        Some(draft)
    }

    /// Parses the properties of a component. Leaves out invalid lines, with a warning.
    pub(super) fn properties<'c>(&mut self, component: &'c Component) -> Vec<Property<'c>> {
        let mut properties = Vec::with_capacity(component.lines.len());
        for line in &component.lines {
            if line.cut {
                self.report.warnings.push(format!("line {}: longer than a megabyte; left out", line.number));
                continue;
            }
            match Property::try_from(line.text.as_str()) {
                Ok(property) if line.text.contains(':') => properties.push(property),
                _ => self.report.warnings.push(format!("line {}: not a line of a calendar; left out", line.number)),
            }
        }
        properties
    }

    fn time(&mut self, fields: &Properties<'_>, problems: &mut Problems<'_>) -> Result<EventTime, String> {
        let named = fields.first("DTSTART").or_else(|| fields.first("RECURRENCE-ID"));
        let property = named.ok_or_else(|| "it has no start".to_owned())?;
        let value = property.val.as_str().trim();
        let start = self
            .date(property, value)
            .ok_or_else(|| format!("its start is not a time: \"{}\"", shortened(value, 40)))?;
        let end = fields.first("DTEND").and_then(|end| {
            let date = self.date(end, end.val.as_str());
            if date.is_none() {
                problems.add("the end is not a time; left out");
            }
            date
        });
        let length = fields.first("DURATION").and_then(|length| {
            let read = duration(length.val.as_str());
            if read.is_none() {
                problems.add("the length is not a duration of at most a hundred years; left out");
            }
            read
        });
        let (start, end) = match (is_whole_day(fields), whole_day(&start)) {
            (true, Some(day)) => {
                (RecurrenceDate::Date(day), end.and_then(|end| whole_day(&end)).map(RecurrenceDate::Date))
            }
            _ => (start, end),
        };
        Ok(match start {
            RecurrenceDate::Date(start) => all_day(start, end, length.map(IcsDuration::whole), problems),
            RecurrenceDate::Time(start) | RecurrenceDate::Period { start, .. } => {
                let end = end.or_else(|| self.after(&start, length?).map(RecurrenceDate::Time));
                timed(start, end, problems)
            }
        })
    }

    /// Returns the end of a time from `start` on: days on its wall clock, hours exactly.
    pub(super) fn after(&self, start: &ZonedTime, length: IcsDuration) -> Option<ZonedTime> {
        let local = start.local.checked_add_signed(length.days)?;
        if start.zone == Zone::Floating || length.exact.is_zero() {
            return Some(ZonedTime { local: local.checked_add_signed(length.exact)?, zone: start.zone.clone() });
        }
        let zones = ZoneTables::of(&self.report.zones);
        let clocks = Clocks { custom: &zones, here: Tz::UTC };
        let end = clocks.to_utc(local, &start.zone).checked_add_signed(length.exact)?;
        Some(ZonedTime { local: clocks.to_local(end, &start.zone), zone: start.zone.clone() })
    }

    /// Returns all dates in the properties of a name.
    fn dates(
        &mut self,
        fields: &Properties<'_>,
        name: &'static str,
        problems: &mut Problems<'_>,
    ) -> Vec<RecurrenceDate> {
        let mut dates = Vec::new();
        for property in fields.all(name) {
            for text in property.val.as_str().split([',', ';']).filter(|text| !text.trim().is_empty()) {
                if dates.len() >= MAX_DATES {
                    problems.add(&format!("more than {MAX_DATES} dates in {name}; the rest is left out"));
                    return dates;
                }
                match self.date_or_period(property, text) {
                    Some(date) => dates.push(date),
                    None => problems.add(&format!("{name} has something that is not a date; left out")),
                }
            }
        }
        dates
    }

    fn date_or_period(&mut self, property: &Property<'_>, text: &str) -> Option<RecurrenceDate> {
        let Some((start, end)) = text.split_once('/') else { return self.date(property, text) };
        let RecurrenceDate::Time(start) = self.date(property, start)? else { return None };
        let end = match duration(end) {
            Some(length) => self.after(&start, length)?,
            None => match self.date(property, end)? {
                RecurrenceDate::Time(end) => end,
                _ => return None,
            },
        };
        let is_forward = end.zone != start.zone || end.local >= start.local;
        Some(if is_forward { RecurrenceDate::Period { start, end } } else { RecurrenceDate::Time(start) })
    }

    pub(super) fn date(&mut self, property: &Property<'_>, text: &str) -> Option<RecurrenceDate> {
        let mut tzid = parameter(property, "TZID").map(str::to_owned);
        let found = when(text).or_else(|| {
            // An unquoted zone name with a colon: the rest of the name precedes the value.
            let (rest, value) = text.rsplit_once(':')?;
            tzid = tzid.take().map(|start| format!("{start}:{rest}"));
            when(value)
        })?;
        let is_date = parameter(property, "VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE"));
        Some(match found {
            IcsTime::Date(date) => RecurrenceDate::Date(date),
            IcsTime::Time { local, .. } if is_date => RecurrenceDate::Date(local.date()),
            IcsTime::Time { local, utc: true } => RecurrenceDate::Time(ZonedTime { local, zone: Zone::Utc }),
            IcsTime::Time { local, utc: false } => {
                let zone = tzid.map_or(Zone::Floating, |tzid| self.zone(&tzid));
                RecurrenceDate::Time(ZonedTime { local, zone })
            }
        })
    }

    /// Returns whether the owner of the calendar has declined.
    fn is_declined(&self, fields: &Properties<'_>) -> bool {
        let is_owner = |attendee: &Property<'_>| {
            let address = attendee.val.as_str().trim().to_ascii_lowercase();
            let named = [Some(address.trim_start_matches("mailto:")), parameter(attendee, "EMAIL")];
            let owners = || self.owners.iter().map(|owner| owner.trim_start_matches("mailto:"));
            named.iter().flatten().any(|address| owners().any(|owner| owner.eq_ignore_ascii_case(address.trim())))
        };
        let has_declined =
            |it: &Property<'_>| parameter(it, "PARTSTAT").is_some_and(|it| it.eq_ignore_ascii_case("DECLINED"));
        fields.all("ATTENDEE").any(|attendee| has_declined(attendee) && is_owner(attendee))
    }

    /// Returns the zone of a TZID. Each is looked up once a file.
    fn zone(&mut self, tzid: &str) -> Zone {
        if let Some(known) = self.known_zones.get(tzid) {
            return known.clone();
        }
        let zone = self.new_zone(tzid);
        if let Zone::Custom(name) = &zone
            && let Some(custom) = self.file_zones.custom.get(name)
        {
            self.report.zones.insert(name.clone(), custom.clone());
        }
        self.known_zones.insert(tzid.to_owned(), zone.clone());
        zone
    }

    fn new_zone(&mut self, tzid: &str) -> Zone {
        let name = shortened(tzid, 80);
        if let Some(zone) = resolve_zone(tzid, &self.file_zones.custom) {
            return zone;
        }
        if let Some((offset, is_all)) = offset_in_name(tzid) {
            if !is_all {
                let hours = f64::from(offset) / 3_600.0;
                self.warn(format!("the time zone \"{name}\" is not known; taken as UTC{hours:+} all year"));
            }
            if offset == 0 {
                return Zone::Utc;
            }
            self.report.zones.insert(name.clone(), CustomZone::fixed(offset));
            return Zone::Custom(name);
        }
        let place = self.file_zones.locations.get(tzid.trim().trim_matches('"'));
        place.and_then(|place| resolve_zone(place, &CustomZones::new())).unwrap_or_else(|| {
            self.warn(format!("the time zone \"{name}\" is not known; its times are taken as local"));
            Zone::Floating
        })
    }

    fn warn(&mut self, warning: String) {
        self.report.warnings.push(warning);
    }

    pub(super) fn warn_all(&mut self, warnings: Vec<String>) {
        self.report.warnings.extend(warnings);
    }
}

/// Collects the warnings about one event or task.
pub(super) struct Problems<'a> {
    line: usize,
    title: &'a str,
    pub warnings: Vec<String>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(line: usize, title: &'a str) -> Self {
        Self { line, title, warnings: Vec::new() }
    }

    pub(super) fn add(&mut self, what: &str) {
        let warning = match self.title {
            "" => format!("line {}: {what}", self.line),
            title => format!("line {}, \"{}\": {what}", self.line, shortened(title, 60)),
        };
        if self.warnings.last() != Some(&warning) {
            self.warnings.push(warning);
        }
    }
}

pub(super) struct Properties<'a>(pub &'a [Property<'a>]);

impl<'a> Properties<'a> {
    pub(super) fn all(&self, name: &'static str) -> impl Iterator<Item = &'a Property<'a>> {
        self.0.iter().filter(move |property| property.name.as_str().eq_ignore_ascii_case(name))
    }

    pub(super) fn first(&self, name: &'static str) -> Option<&'a Property<'a>> {
        self.all(name).next()
    }

    pub(super) fn text(&self, name: &'static str) -> String {
        let Some(property) = self.first(name) else { return String::new() };
        let is_quoted = |value: &str| value.eq_ignore_ascii_case("QUOTED-PRINTABLE");
        match parameter(property, "ENCODING").is_some_and(is_quoted) || has_bare(property, "QUOTED-PRINTABLE") {
            true => vcal::quoted_printable(property.val.as_str(), parameter(property, "CHARSET")).replace("\r\n", "\n"),
            false => property.val.to_string(),
        }
    }
}

/// Returns an all-day event; one day long if it has no end.
fn all_day(
    start: NaiveDate,
    end: Option<RecurrenceDate>,
    length: Option<TimeDelta>,
    problems: &mut Problems<'_>,
) -> EventTime {
    let next = start.succ_opt().unwrap_or(start);
    let end = match (end, length) {
        (Some(RecurrenceDate::Date(end)), _) => end,
        (Some(RecurrenceDate::Time(end) | RecurrenceDate::Period { start: end, .. }), _) => end.local.date(),
        (None, Some(length)) => start.checked_add_signed(length).unwrap_or(next),
        (None, None) => next,
    };
    if end < start {
        problems.add("the end is before the start; shown as one day");
    }
    EventTime::AllDay { start, end: if end <= start { next } else { end } }
}

/// Returns a timed event; zero length if it has no end.
fn timed(start: ZonedTime, end: Option<RecurrenceDate>, problems: &mut Problems<'_>) -> EventTime {
    let same_zone = |local| ZonedTime { local, zone: start.zone.clone() };
    let mut end = match end {
        Some(RecurrenceDate::Date(end)) => same_zone(end.and_time(NaiveTime::MIN)),
        Some(RecurrenceDate::Time(end) | RecurrenceDate::Period { start: end, .. }) => {
            let one_floats = start.zone == Zone::Floating || end.zone == Zone::Floating;
            if one_floats { same_zone(end.local) } else { end }
        }
        None => start.clone(),
    };
    // Wall clocks of different zones are at most 26 hours apart. Smaller differences may be correct.
    let apart = if end.zone == start.zone { TimeDelta::zero() } else { TimeDelta::hours(26) };
    if end.local < start.local - apart {
        problems.add("the end is before the start; shown as zero length");
        end = start.clone();
    }
    EventTime::Timed { start, end }
}

/// Returns the rules of a property, each with its text as RFC 5545 writes it.
pub(super) fn rules(fields: &Properties<'_>, name: &'static str, problems: &mut Problems<'_>) -> Vec<(String, Rule)> {
    let mut rules = Vec::new();
    for rule in fields.all(name).take(MAX_RULES) {
        let text = rule.val.as_str().trim();
        let text = vcal::rule(text).map_or_else(|| text.to_owned(), |rule| rule.to_string());
        match check_rule(&text) {
            Ok(checked) => {
                checked.remarks.iter().for_each(|remark| problems.add(remark));
                rules.push((shortened(&text, MAX_NOTES_CHARS), checked.rule));
            }
            Err(error) if name == "RRULE" => problems.add(&format!("it does not repeat: {error}")),
            Err(error) => problems.add(&format!("its exceptions are not readable: {error}")),
        }
    }
    rules
}

fn status(text: &str) -> EventStatus {
    match text.trim().to_ascii_uppercase().as_str() {
        "CANCELLED" => EventStatus::Cancelled,
        "TENTATIVE" => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    }
}

/// Returns the busy status that Outlook and Exchange write, in capitals.
fn busy_status(fields: &Properties<'_>) -> String {
    fields.text("X-MICROSOFT-CDO-BUSYSTATUS").trim().to_ascii_uppercase()
}

/// Returns whether TRANSP or the busy status keeps the time usable. vCalendar 1.0 writes TRANSP as a number above zero.
fn is_free(fields: &Properties<'_>) -> bool {
    let transp = fields.text("TRANSP").trim().to_ascii_uppercase();
    transp == "TRANSPARENT"
        || transp.parse::<u32>().is_ok_and(|layer| layer > 0)
        || matches!(busy_status(fields).as_str(), "FREE" | "WORKINGELSEWHERE")
}

/// Returns whether the event says explicitly that it takes its time.
fn is_busy(fields: &Properties<'_>) -> bool {
    let is_opaque = fields.text("TRANSP").trim().eq_ignore_ascii_case("OPAQUE");
    !is_free(fields) && (is_opaque || matches!(busy_status(fields).as_str(), "BUSY" | "OOF"))
}

/// Returns whether Outlook or Exchange marks the event as one of whole days.
fn is_whole_day(fields: &Properties<'_>) -> bool {
    let names = ["X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"];
    names.iter().any(|name| matches!(fields.text(name).trim().to_ascii_uppercase().as_str(), "TRUE" | "1"))
}

/// Returns the day that a time of a whole-day event means: its own, or the nearest midnight if it is written in another
/// zone.
fn whole_day(date: &RecurrenceDate) -> Option<NaiveDate> {
    match date {
        RecurrenceDate::Date(day) => Some(*day),
        RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } if at.zone == Zone::Utc => {
            at.local.checked_add_signed(TimeDelta::hours(12)).map(|at| at.date())
        }
        RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } => Some(at.local.date()),
    }
}

fn content(component: &Component) -> String {
    let stamps = ["DTSTAMP", "CREATED", "LAST-MODIFIED"];
    let is_stamp =
        |line: &str| stamps.iter().any(|stamp| line.get(..stamp.len()).is_some_and(|s| s.eq_ignore_ascii_case(stamp)));
    let lines = component.lines.iter().map(|line| line.text.as_str()).filter(|line| !is_stamp(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Cuts a text after `chars` characters.
pub(super) fn shortened(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}
