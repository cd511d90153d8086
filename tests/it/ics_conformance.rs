//! Public iCalendar test suites, compared with the results of independent implementations. The data is next to the
//! project (`../shared/data`); without it these tests pass and print a line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use gapwise::calendar::{Clocks, Tz, event_instances, resolve_zone};
use gapwise::exchange::ics::{IcsFile, events_json_lines, parse_instant, read};
use gapwise::model::{CalendarId, Event, EventId, EventStatus, EventTime, Recurrence, Zone, ZonedTime};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if data.is_dir() {
        return Some(data);
    }
    println!("no {}: nothing to compare with", data.display());
    None
}

fn read_file(path: &Path) -> IcsFile {
    read(&fs::read(path).unwrap(), CalendarId::derived("conformance"))
}

fn json_lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Collects all iCalendar files, by folder and name.
fn ics_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            ics_files(&path, found);
        } else if path.extension().is_some_and(|it| it == "ics") {
            found.push(path);
        }
    }
    found.sort();
}

/// Returns an occurrence in a comparable form: times as instants, all-day events at least one day long, CONFIRMED as no
/// status.
fn comparable(row: &Value) -> String {
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    let time = |text: &str| match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.to_utc().to_rfc3339(),
        Err(_) => text.to_owned(),
    };
    let (start, mut end) = (time(text("start")), time(text("end")));
    if row["all_day"] == true && end <= start {
        end = start.parse::<NaiveDate>().unwrap().succ_opt().unwrap().to_string();
    }
    let uid = text("uid");
    let status = if text("status") == "CONFIRMED" { "" } else { text("status") };
    format!("{start} {end} {uid} {status} {}", text("summary"))
}

/// Returns the recurrence ids by occurrence. The oracle has one for every occurrence; after a THISANDFUTURE it is the
/// override's.
fn recurrence_ids(rows: &[Value]) -> BTreeMap<String, String> {
    let instant =
        |text: &str| DateTime::parse_from_rfc3339(text).map_or(text.to_owned(), |it| it.to_utc().to_rfc3339());
    let id = |row: &Value| row["recurrence_id"].as_str().map(instant);
    rows.iter().filter_map(|row| Some((comparable(row), id(row)?))).collect()
}

struct Comparison {
    missing: Vec<String>,
    extra: Vec<String>,
    other_ids: Vec<String>,
}

fn compare(ours: &[Value], theirs: &[Value]) -> Comparison {
    let mut extra: Vec<String> = ours.iter().map(comparable).collect();
    let mut missing = Vec::new();
    for row in theirs.iter().map(comparable) {
        match extra.iter().position(|our| *our == row) {
            Some(at) => drop(extra.swap_remove(at)),
            None => missing.push(row),
        }
    }
    let their_ids = recurrence_ids(theirs);
    let differs = |(row, id): (String, String)| {
        let theirs = their_ids.get(&row)?;
        (*theirs != id).then(|| format!("{row}: recurrence id {id}, theirs {theirs}"))
    };
    Comparison { missing, extra, other_ids: recurrence_ids(ours).into_iter().filter_map(differs).collect() }
}

#[test]
fn windows_agree_with_the_oracle() {
    let Some(data) = data() else { return };
    let windows: Value =
        serde_json::from_str(&fs::read_to_string(data.join("expected/windows.json")).unwrap()).unwrap();
    let expected = json_lines(&data.join("expected/occurrences.jsonl"));
    let (mut agree, mut consensus, mut contested_agree, mut contested) = (0, 0, 0, 0);
    for window in windows["windows"].as_array().unwrap() {
        let name = window["file"].as_str().unwrap();
        let bound = |key: &str| parse_instant(window[key].as_str().unwrap()).unwrap();
        let file = read_file(&data.join("ics").join(name));
        let lines = events_json_lines(&file, bound("window_start"), bound("window_end"), Tz::UTC).lines;
        let ours: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let theirs: Vec<Value> = expected.iter().filter(|row| row["file"] == name).cloned().collect();
        let difference = compare(&ours, &theirs);
        let agrees = difference.missing.is_empty() && difference.extra.is_empty();
        let is_consensus = window["tier"] == "consensus";
        *(if is_consensus { &mut consensus } else { &mut contested }) += 1;
        *(if is_consensus { &mut agree } else { &mut contested_agree }) += u32::from(agrees);
        if !agrees {
            println!("{} {name}\n  {}", window["tier"], window["note"]);
            println!("  missing {:#?}\n  extra {:#?}", difference.missing, difference.extra);
        }
        if !difference.other_ids.is_empty() {
            println!("{} {name}: {:#?}", window["tier"], difference.other_ids);
        }
    }
    println!("consensus: {agree} of {consensus} agree; contested: {contested_agree} of {contested}");
    assert_eq!((agree, consensus), (36, 36));
}

#[test]
fn every_file_is_read() {
    let Some(data) = data() else { return };
    let mut files = Vec::new();
    ics_files(&data.join("ics"), &mut files);
    let (mut events, mut skipped) = (0, 0);
    for path in &files {
        let file = read_file(path);
        events += file.events.len();
        skipped += file.skipped.len();
        for it in &file.skipped {
            println!("{}: {it:?}", path.file_name().unwrap().display());
        }
        let (from, to) = (parse_instant("2024-01-01").unwrap(), parse_instant("2024-03-01").unwrap());
        events_json_lines(&file, from, to, Tz::named("Europe/Berlin").unwrap());
    }
    println!("{} files, {events} events, {skipped} skipped", files.len());
    assert!(skipped <= 110, "{skipped} skipped of {events}");
}

/// Returns a series that starts at `start` (a date, or a time with or without its offset) and recurs by `rule`.
fn series(start: &str, tzid: Option<&str>, rule: &str) -> Event {
    let time = match start.get(..19) {
        None => {
            let date: NaiveDate = start.parse().unwrap();
            EventTime::AllDay { start: date, end: date.succ_opt().unwrap() }
        }
        Some(local) => {
            let known = tzid.and_then(|tzid| resolve_zone(tzid, &BTreeMap::new()));
            let zone = known.filter(|_| start.len() > 19).unwrap_or(Zone::Utc);
            let start = ZonedTime { local: local.parse::<NaiveDateTime>().unwrap(), zone };
            EventTime::Timed { start: start.clone(), end: start }
        }
    };
    Event {
        id: EventId::derived(rule),
        calendar: CalendarId::derived("conformance"),
        uid: None,
        sequence: 0,
        title: String::new(),
        place: String::new(),
        notes: String::new(),
        time,
        recurrence: Some(Recurrence { rules: vec![rule.to_owned()], ..Recurrence::default() }),
        status: EventStatus::Confirmed,
        free: false,
        busy: false,
        own_busy: false,
    }
}

#[test]
fn starts_of_rules_agree_with_dateutil() {
    let Some(data) = data() else { return };
    let clocks = Clocks::at(Tz::UTC);
    let (mut agree, mut compared) = (0, 0);
    for row in json_lines(&data.join("expected/rrule_starts.jsonl")) {
        let Some(expected) = row["dateutil_starts_unix"].as_array() else { continue };
        let expected: Vec<i64> = expected.iter().filter_map(Value::as_i64).collect();
        let (start, rule) = (row["dtstart"].as_str().unwrap(), row["rrule"].as_str().unwrap());
        let event = series(start, row["tzid"].as_str(), rule);
        let last = if expected.len() < 80 { 7_258_118_400 } else { expected[79] + 1 };
        let to = DateTime::<Utc>::from_timestamp(last, 0).unwrap();
        let found = event_instances(&event, clocks, DateTime::<Utc>::MIN_UTC, to).unwrap();
        let mut ours: Vec<i64> = found
            .iter()
            .map(|it| match &it.time {
                EventTime::AllDay { start, .. } => start.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp(),
                EventTime::Timed { start, .. } => clocks.instant(start).timestamp(),
            })
            .collect();
        // The event's own time is always the first; a bare rule need not give it.
        if expected.first() != ours.first() {
            ours.remove(0);
        }
        compared += 1;
        agree += u32::from(ours == expected);
        if ours != expected {
            let at = ours.iter().zip(&expected).position(|(a, b)| a != b);
            println!(
                "{} {start} {rule}: {} of ours, {} of theirs, first difference {at:?}",
                row["file"],
                ours.len(),
                expected.len()
            );
        }
    }
    println!("rules: {agree} of {compared} agree");
    assert!(agree * 100 >= compared * 97, "{agree} of {compared} agree");
}
