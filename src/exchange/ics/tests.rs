use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::calendar::Tz;
use crate::model::{CalendarId, EventStatus, EventTime, RecurrenceDate, Zone};

fn read_text(text: &str) -> IcsFile {
    read(text.as_bytes(), CalendarId::derived("test"))
}

/// Returns a calendar with one event of these lines.
fn event(lines: &str) -> IcsFile {
    read_text(&format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
}

/// Returns `start end` of each occurrence in November 2026, with a mark for cancelled ones.
fn listed(file: &IcsFile) -> Vec<String> {
    let (from, to) = (parse_instant("2026-11-01").unwrap(), parse_instant("2026-12-01").unwrap());
    let lines = events_json_lines(file, from, to, Tz::named("Europe/Berlin").expect("a zone")).lines;
    let row = |line: &String| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let mark = if text("status") == "CANCELLED" { " cancelled" } else { "" };
        format!("{} {}{mark}", text("start"), text("end"))
    };
    lines.iter().map(row).collect()
}

#[test]
fn what_an_event_says_is_read() {
    let file = event(
        "UID:1\nSUMMARY:Lunch\\, late\\nwith Ann\nLOCATION:Caf\u{e9}\\; corner\nDESCRIPTION:a\\nb\nSTATUS:tentative\n\
         DTSTART;TZID=\"W. Europe Standard Time\":20261123T123000\nDURATION:PT1H\nTRANSP:TRANSPARENT\nSEQUENCE:3\n\
         BEGIN:VALARM\nSUMMARY:ring\nDTSTART:19990101\nEND:VALARM",
    );
    let [event] = &file.events[..] else { panic!("one event: {file:?}") };
    assert_eq!((event.title.as_str(), event.place.as_str()), ("Lunch, late with Ann", "Caf\u{e9}; corner"));
    assert_eq!((event.notes.as_str(), event.sequence, event.free), ("a\nb", 3, true));
    assert_eq!(event.status, EventStatus::Tentative);
    assert_eq!(event.recurrence, None);
    let EventTime::Timed { start, end } = &event.time else { panic!("{:?}", event.time) };
    assert_eq!(start.zone, Zone::Iana("Europe/Berlin".to_owned()));
    assert_eq!(end.local - start.local, TimeDelta::hours(1));
    assert_eq!(file.warnings, Vec::<String>::new());
}

#[test]
fn ids_stay_the_same_when_a_file_is_read_again() {
    let with_uid = event("UID:1\nDTSTART:20261123");
    assert_eq!(with_uid.events[0].id, event("UID:1\nDTSTART:20261124\nSUMMARY:moved").events[0].id);
    let without = event("DTSTART:20261123\nSUMMARY:x\nDTSTAMP:20260101T000000Z");
    assert_eq!(without.events[0].id, event("DTSTART:20261123\nSUMMARY:x\nDTSTAMP:20260202T000000Z").events[0].id);
    assert_ne!(without.events[0].id, event("DTSTART:20261123\nSUMMARY:y").events[0].id);
}

#[test]
fn ends_that_are_missing_or_wrong() {
    for (lines, expected) in [
        ("DTSTART;VALUE=DATE:20261123", "2026-11-23 2026-11-24"),
        ("DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261123", "2026-11-23 2026-11-24"),
        ("DTSTART;VALUE=DATE:20261123\nDURATION:P3D", "2026-11-23 2026-11-26"),
        ("DTSTART:20261123T090000", "2026-11-23T09:00:00 2026-11-23T09:00:00"),
        ("DTSTART:20261123T090000Z\nDTEND:20261123T080000Z", "2026-11-23T09:00:00+00:00 2026-11-23T09:00:00+00:00"),
        ("DTSTART;VALUE=DATE:20261123T090000", "2026-11-23 2026-11-24"),
        ("DTSTART:20261123T090000\nDTEND:tomorrow", "2026-11-23T09:00:00 2026-11-23T09:00:00"),
    ] {
        assert_eq!(listed(&event(lines)), [expected], "{lines}");
    }
    let backwards = event("SUMMARY:x\nDTSTART:20261123T090000Z\nDTEND:20261123T080000Z");
    assert_eq!(backwards.warnings, ["line 2, \"x\": the end is before the start; shown as zero length"]);
}

#[test]
fn one_bad_event_costs_only_itself() {
    let file = read_text(
        "BEGIN:VCALENDAR\nX-WR-CALNAME:Home\nBEGIN:VEVENT\nUID:1\nSUMMARY:bad\nDTSTART:soon\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:2\nthis is no property\nDTSTART:20261123\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:3\nDTSTART:20261124\nRRULE:FREQ=SOMETIMES\nEND:VCALENDAR\n\
         BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:4\nDTSTART:20261125\nEND:VEVENT\nEND:VCALENDAR",
    );
    assert_eq!(file.name.as_deref(), Some("Home"));
    assert_eq!(listed(&file), ["2026-11-23 2026-11-24", "2026-11-24 2026-11-25", "2026-11-25 2026-11-26"]);
    let [skipped] = &file.skipped[..] else { panic!("{:?}", file.skipped) };
    assert_eq!((skipped.line, skipped.uid.as_deref(), skipped.title.as_deref()), (Some(3), Some("1"), Some("bad")));
    assert_eq!(skipped.reason, "its start is not a time: \"soon\"");
    assert_eq!(
        file.warnings,
        [
            "line 10: not a line of a calendar; left out",
            "line 13: it does not repeat: \"SOMETIMES\" is not a frequency",
        ]
    );
}

#[test]
fn overrides_are_merged_into_their_series() {
    let file = read_text(
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261109T080000Z\nDTSTART;TZID=Europe/Berlin:20261110T100000\n\
         DTEND;TZID=Europe/Berlin:20261110T110000\nSEQUENCE:2\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20261102T090000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261109T080000Z\nDTSTART:20261111T080000Z\nSEQUENCE:1\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;VALUE=DATE:20261116\nSTATUS:CANCELLED\nEND:VEVENT",
    );
    assert_eq!(file.events.len(), 1);
    assert_eq!(
        listed(&file),
        [
            "2026-11-02T09:00:00+01:00 2026-11-02T09:30:00+01:00",
            "2026-11-10T10:00:00+01:00 2026-11-10T11:00:00+01:00",
            "2026-11-16 2026-11-17 cancelled",
            "2026-11-23T09:00:00+01:00 2026-11-23T09:30:00+01:00",
        ]
    );
}

#[test]
fn overrides_without_their_series_are_shown() {
    let file = read_text(
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261109T080000Z\nDTSTART:20261110T080000Z\nDURATION:PT1H\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261116T080000Z\nDTSTART:20261117T080000Z\nEND:VEVENT",
    );
    assert_eq!(
        listed(&file),
        ["2026-11-10T08:00:00+00:00 2026-11-10T09:00:00+00:00", "2026-11-17T08:00:00+00:00 2026-11-17T08:00:00+00:00",]
    );
    let recurrence = file.events[0].recurrence.as_ref().unwrap();
    assert!(matches!(recurrence.overrides[1].original, RecurrenceDate::Time(_)));
}

#[test]
fn the_newest_of_two_versions_counts() {
    let version = |sequence: u32, day: u32| {
        format!("BEGIN:VEVENT\nUID:1\nSEQUENCE:{sequence}\nDTSTART:202611{day}\nEND:VEVENT\n")
    };
    assert_eq!(listed(&read_text(&(version(2, 20) + &version(1, 21)))), ["2026-11-20 2026-11-21"]);
    assert_eq!(listed(&read_text(&(version(1, 20) + &version(2, 21)))), ["2026-11-21 2026-11-22"]);
    // Timetables give every lesson the same UID.
    assert_eq!(
        listed(&read_text(&(version(1, 20) + &version(1, 21) + &version(1, 20)))),
        ["2026-11-20 2026-11-21", "2026-11-21 2026-11-22"]
    );
}

#[test]
fn zones_that_only_the_file_knows() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0545\n\
                TZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE\n";
    let text =
        format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Office:20261123T090000\nEND:VEVENT\n{zone}END:VCALENDAR");
    let file = read_text(&text);
    assert_eq!(listed(&file), ["2026-11-23T09:00:00+05:45 2026-11-23T09:00:00+05:45"]);
    assert!(file.zones.contains_key("Office"));
    let unknown = event("DTSTART;TZID=Nowhere/Middle:20261123T090000");
    assert_eq!(listed(&unknown), ["2026-11-23T09:00:00 2026-11-23T09:00:00"]);
    assert_eq!(unknown.warnings, ["the time zone \"Nowhere/Middle\" is not known; its times are taken as local"]);
    let bare = event("DTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20261123T090000");
    assert_eq!(listed(&bare), ["2026-11-23T09:00:00-05:00 2026-11-23T09:00:00-05:00"]);
}

#[test]
fn lists_of_dates_in_every_form() {
    let file = event(
        "DTSTART;TZID=Europe/Berlin:20261102T090000\nDTEND;TZID=Europe/Berlin:20261102T100000\nRRULE:FREQ=WEEKLY\n\
         EXDATE;VALUE=DATE:20261109\nEXDATE:20261116T080000Z,20261118T080000Z\n\
         RDATE;TZID=Europe/Berlin:20261123T090000,20261124T090000\nRDATE;VALUE=PERIOD:20261125T080000Z/PT2H,20261126T080000Z/x",
    );
    assert_eq!(
        listed(&file),
        [
            "2026-11-02T09:00:00+01:00 2026-11-02T10:00:00+01:00",
            "2026-11-23T09:00:00+01:00 2026-11-23T10:00:00+01:00",
            "2026-11-24T09:00:00+01:00 2026-11-24T10:00:00+01:00",
            "2026-11-25T09:00:00+01:00 2026-11-25T10:00:00+00:00",
            "2026-11-30T09:00:00+01:00 2026-11-30T10:00:00+01:00",
        ]
    );
    assert_eq!(file.warnings, ["line 2: RDATE has something that is not a date; left out"]);
}

#[test]
fn what_is_no_calendar_is_refused() {
    let refused = |text: &str| read_text(text).refused;
    assert_eq!(refused("").as_deref(), Some("this is not a calendar file"));
    assert_eq!(refused("<html>BEGIN:VEVENT</html>").as_deref(), Some("this is not a calendar file"));
    let empty = IcsFile { complete: true, ..IcsFile::default() };
    assert_eq!(read_text("BEGIN:VCALENDAR\nEND:VCALENDAR"), empty);
    let large = vec![b'\n'; MAX_FILE_BYTES + 1];
    assert_eq!(read(&large, CalendarId::derived("test")).refused.as_deref(), Some("the file is larger than 64 MB"));
}

/// Returns meaningful lines in random order, the likeliest way to an odd state.
fn any_line() -> impl Strategy<Value = String> {
    let words = [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "TZID:Z",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:-2359",
        "UID:1",
        "SUMMARY:x",
        " y",
        "",
        "DTSTART:20261123",
        "DTSTART;TZID=Z:20261123T090000",
        "DTSTART:00010101T000000Z",
        "DTSTART:99991231T235959",
        "DTEND:19000101",
        "DTEND;TZID=America/New_York:20261123T010000",
        "DURATION:P9000D",
        "RECURRENCE-ID:20261130",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261124T090000Z",
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=YEARLY;BYDAY=5MO;BYMONTH=2",
        "RRULE:FREQ=WEEKLY;COUNT=4000000000;BYHOUR=3",
        "RRULE:FREQ=DAILY;INTERVAL=4294967295;UNTIL=99991231",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=65535",
        "RDATE:20261125T090000/P1D",
        "EXDATE:20261123",
        "SEQUENCE:7",
    ];
    prop_oneof![8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

#[test]
fn what_is_missing_or_unreadable_is_said() {
    let event = "BEGIN:VEVENT\nUID:1\nDTSTART:20261123T090000Z\n";
    let cut = read_text(&format!("BEGIN:VCALENDAR\n{event}SUMMARY:x\n"));
    assert_eq!((cut.complete, cut.events.len()), (false, 1));
    assert_eq!(cut.warnings, ["the file ends before its calendar does; the rest is missing"]);
    for length in ["P99999999D", "PT1", "an hour"] {
        let file = read_text(&format!("BEGIN:VCALENDAR\n{event}DURATION:{length}\nEND:VEVENT\nEND:VCALENDAR\n"));
        let warning = "line 2: the length is not a duration of at most a hundred years; left out";
        assert_eq!(file.warnings, [warning], "{length}");
    }
    for (rule, said) in [
        ("FREQ=DAILY;INTERVAL=0", Some("its INTERVAL is not a number above zero; read as 1")),
        ("FREQ=WEEKLY;interval=-2", Some("its INTERVAL is not a number above zero; read as 1")),
        ("FREQ=HOURLY;INTERVAL=often;BYDAY=MO", Some("its INTERVAL is not a number above zero; read as 1")),
        ("FREQ=DAILY;INTERVAL=", None),
        ("FREQ=MONTHLY;COUNT=20001", Some("its COUNT is too large to be counted; later occurrences are left out")),
        ("FREQ=MONTHLY;COUNT=20000", None),
        ("FREQ=DAILY;COUNT=4000000000", None),
        (
            "FREQ=HOURLY;BYHOUR=9;COUNT=5001",
            Some("its COUNT is too large to be counted; later occurrences are left out"),
        ),
        ("FREQ=SECONDLY;INTERVAL=5", Some("it recurs by the second; a week may show only a part of it")),
        ("FREQ=SECONDLY;INTERVAL=3600", None),
    ] {
        let file = read_text(&format!("BEGIN:VCALENDAR\n{event}RRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n"));
        let said: Vec<_> = said.iter().map(|said| format!("line 2: {said}")).collect();
        assert_eq!(file.warnings, said, "{rule}");
        assert_eq!(file.events.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&bytes, CalendarId::derived("test"));
    }

    #[test]
    fn any_lines_are_read_and_listed(lines in prop::collection::vec(any_line(), 0..40)) {
        let file = read_text(&lines.join("\n"));
        let (from, to) = (parse_instant("2026-11-23").unwrap(), parse_instant("2026-11-25").unwrap());
        for here in [Tz::UTC, Tz::named("Pacific/Apia").expect("a zone")] {
            events_json_lines(&file, from, to, here);
        }
        for event in &file.events {
            let forward = match &event.time {
                EventTime::AllDay { start, end } => start <= end,
                EventTime::Timed { start, end } => start.zone != end.zone || start.local <= end.local,
            };
            prop_assert!(forward, "{:?}", event.time);
        }
    }
}
