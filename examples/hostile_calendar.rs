//! Measures calendar files that are made to cost time: reading, listing four weeks, importing, and showing a week.
//!
//! `cargo run --release --example hostile_calendar [events]`. Exits with 1 if one of them takes more than a second.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use gapwise::calendar::{Tz, occurrences};
use gapwise::exchange::{ics, import_calendar};
use gapwise::model::{CalendarId, Moment, Span, Workspace};

const MOST: Duration = Duration::from_secs(1);

/// Rules of one event each, with further lines of the event.
const SHAPES: [(&str, &str); 24] = [
    ("by the second", "RRULE:FREQ=SECONDLY"),
    ("by the second, none", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    ("seconds of hours", "RRULE:FREQ=SECONDLY;INTERVAL=7;BYHOUR=3;BYSECOND=1,59"),
    ("positions of seconds", "RRULE:FREQ=SECONDLY;BYSETPOS=1;BYSECOND=0,1,2"),
    ("positions of minutes", "RRULE:FREQ=MINUTELY;BYSETPOS=-1;BYSECOND=0,1,2"),
    ("positions of hours", "RRULE:FREQ=HOURLY;BYSETPOS=1,-1;BYMINUTE=0,1,2;BYSECOND=0,1,2"),
    ("weeks by the hour", "RRULE:FREQ=HOURLY;BYWEEKNO=53;BYMONTH=2"),
    ("weeks by the second", "RRULE:FREQ=SECONDLY;BYWEEKNO=47"),
    ("minutes, counted", "RRULE:FREQ=MINUTELY;COUNT=4000000;BYHOUR=3"),
    ("minutes with gaps", "RRULE:FREQ=MINUTELY;INTERVAL=61;BYMINUTE=7"),
    ("months, counted", "RRULE:FREQ=MONTHLY;COUNT=20000;BYDAY=MO,TU,WE"),
    ("years, counted", "RRULE:FREQ=YEARLY;COUNT=20000;BYDAY=MO;BYHOUR=1,2,3;BYMINUTE=1,2,3"),
    ("years that never are", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=10"),
    ("leap days, counted", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=20000"),
    ("days of 60 minutes", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,5,10,15,20,25,30,35,40,45"),
    ("days, counted", "RRULE:FREQ=DAILY;COUNT=20000;BYMONTH=1;BYHOUR=1,2,3"),
    ("positions of years", "RRULE:FREQ=YEARLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4,5,6,7,8"),
    ("skipped months", "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD;COUNT=20000"),
    ("dates left out", "RRULE:FREQ=HOURLY\nEXRULE:FREQ=MINUTELY;BYMINUTE=30"),
    ("dates left out by crate", "RRULE:FREQ=DAILY\nEXRULE:FREQ=YEARLY;COUNT=20000;BYDAY=MO;BYSETPOS=1,2,3"),
    ("two rules", "RRULE:FREQ=MONTHLY;COUNT=20000;BYDAY=MO\nRRULE:FREQ=YEARLY;COUNT=20000;BYDAY=TU;BYHOUR=1,2,3"),
    ("until long ago", "RRULE:FREQ=SECONDLY;UNTIL=19700102T000000Z"),
    ("far interval", "RRULE:FREQ=MINUTELY;INTERVAL=65535;BYDAY=MO;BYHOUR=3;BYMINUTE=7"),
    ("many dates", ""),
];

/// Returns a calendar of events of one shape, each in a zone of its own with clock changes by the minute.
fn calendar(rule: &str, events: usize) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    for n in 0..events {
        text += &format!("BEGIN:VTIMEZONE\r\nTZID:Z{n}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n");
        text += "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=MINUTELY;BYHOUR=3\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    }
    for n in 0..events {
        text += &format!(
            "BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Event {n}\r\nDTSTART;TZID=Z{n}:19700101T0000{:02}\r\n",
            n % 60
        );
        if rule.is_empty() {
            for day in 0..60 {
                text += &format!(
                    "RDATE:2026{:02}{:02}T090000\r\nEXDATE:2026{:02}{:02}T090000\r\n",
                    day % 12 + 1,
                    day / 12 + 1,
                    day % 12 + 1,
                    day / 12 + 11
                );
            }
            text += "RRULE:FREQ=DAILY\r\n";
        } else {
            text += &rule.replace('\n', "\r\n");
            text += "\r\n";
        }
        text += "END:VEVENT\r\n";
    }
    text + "END:VCALENDAR\r\n"
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let since = Instant::now();
    let result = work();
    (result, since.elapsed())
}

fn main() -> ExitCode {
    let events = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(500);
    let at = |text: &str| text.parse::<NaiveDateTime>().unwrap_or_default();
    let now = Moment { instant: at("2026-11-23T09:40:00").and_utc(), local: at("2026-11-23T09:40:00") };
    let month = (at("2026-11-23T00:00:00").and_utc(), at("2026-12-21T00:00:00").and_utc());
    let week = Span::new(at("2026-11-23T00:00:00"), at("2026-11-30T00:00:00"));
    println!("{:26} {:>8} {:>8} {:>8} {:>8}   rows", format!("{events} events"), "read", "list", "import", "week");
    let mut is_slow = false;
    for (name, rule) in SHAPES {
        let text = calendar(rule, events);
        let (file, read) = timed(|| ics::read(text.as_bytes(), CalendarId::derived("file")));
        let (listing, list) = timed(|| ics::events_json_lines(&file, month.0, month.1, Tz::UTC));
        let (action, import) = timed(|| import_calendar(&Workspace::default(), name, text.as_bytes(), now, Tz::UTC));
        let action = action.ok().and_then(|(action, _)| action);
        let imported = action.and_then(|action| Workspace::default().apply(&action, now).ok()).unwrap_or_default();
        let (_, show) =
            timed(|| occurrences(imported.events.values().map(|event| &**event), &imported.calendars, week, Tz::UTC));
        let times = [read, list, import, show];
        // The command reads and lists.
        is_slow |= read + list > MOST || import > MOST || show > MOST;
        let [read, list, import, show] = times.map(|time| time.as_millis());
        println!(
            "{name:26} {read:8} {list:8} {import:8} {show:8}   {} ({} said)",
            listing.lines.len(),
            listing.left_out.len()
        );
    }
    if is_slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
