//! Calendars of public bug reports, run through the program. The data is next to the project (`../shared/data/cases`);
//! without it these tests pass and print a line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use ::gapwise::calendar::{Agenda, Tz};
use ::gapwise::model::{EventTime, PlanningDay, Workspace};
use ::gapwise::store::load;
use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;

use crate::commands::{program, program_at};

fn cases() -> Option<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases");
    if cases.is_dir() {
        return Some(cases);
    }
    println!("no {}: nothing to compare with", cases.display());
    None
}

/// Returns the rows of `gapwise events`, and its warnings.
fn events(file: &Path, from: &str, to: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = file.to_str().unwrap();
    let output = program(folder.path(), &["events", path, "--from", from, "--to", to, "--json"]).output().unwrap();
    let rows = String::from_utf8(output.stdout).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rows = rows.filter(|row| row["status"] != "CANCELLED").collect();
    (rows, String::from_utf8(output.stderr).unwrap())
}

/// Returns a time in a comparable form: an instant; a floating time counts as UTC, as the case files write it.
fn instant(text: &str) -> String {
    let zoned = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let at = zoned.or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.and_utc()));
    at.map_or_else(|_| text.to_owned(), |at| at.to_rfc3339())
}

fn span(row: &Value) -> String {
    format!("{}/{}", instant(row["start"].as_str().unwrap()), instant(row["end"].as_str().unwrap()))
}

/// Returns the answers of cases whose file gives only a reason: `start/end` of each row.
fn described(file: &str) -> Option<&'static [&'static str]> {
    Some(match file.rsplit('/').next()? {
        "16x-odd-dtstart-offset.ics" => &["2026-12-10T12:00:00+03:00/2026-12-10T12:30:00+03:00"],
        "22-count-unsynchronized.ics" => &[
            "2026-11-23T09:00:00Z/2026-11-23T10:00:00Z",
            "2026-11-24T09:00:00Z/2026-11-24T10:00:00Z",
            "2026-12-01T09:00:00Z/2026-12-01T10:00:00Z",
        ],
        "26-far-past-start.ics" => &["2026-11-23T09:00:00/2026-11-23T09:15:00"],
        "41-calname-lower-case-and-folds.ics" => &["2026-11-25T09:00:00Z/2026-11-25T09:00:00Z"],
        "42-thisandfuture-zone.ics" => &[
            "2026-11-02T09:00:00+01:00/2026-11-02T10:00:00+01:00",
            "2026-11-09T09:00:00+01:00/2026-11-09T10:00:00+01:00",
            "2026-11-16T11:00:00+01:00/2026-11-16T12:00:00+01:00",
            "2026-11-24T08:00:00+01:00/2026-11-24T09:00:00+01:00",
            "2026-11-30T11:00:00+01:00/2026-11-30T12:00:00+01:00",
        ],
        "49-x-lic-location-only.ics" => &["2026-12-02T17:30:00-08:00/2026-12-02T18:30:00-08:00"],
        _ => return None,
    })
}

/// Returns the reason why a case fails; `None` if it passes.
fn fault(cases: &Path, case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap();
    let (rows, said) = events(&cases.join(text("file")), text("from"), text("to"));
    let found: Vec<String> = rows.iter().map(span).collect();
    let listed = case["expected"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let listed = listed.or_else(|| described(text("file")).map(<[_]>::to_vec));
    let mut expected: Vec<String> = match (listed, case["expected"]["count"].as_u64()) {
        (Some(listed), _) => {
            let time = |pair: &str| pair.split('/').map(instant).collect::<Vec<_>>().join("/");
            listed.into_iter().map(time).collect()
        }
        (None, Some(count)) => {
            let is_said = said.contains("left out");
            return (rows.len() as u64 != count && !is_said)
                .then(|| format!("{} rows, {count} expected; {said}", rows.len()));
        }
        (None, None) => return rows.is_empty().then(|| format!("no row; {said}")),
    };
    expected.sort();
    let mut sorted = found.clone();
    sorted.sort();
    (sorted != expected).then(|| format!("{found:#?}, expected {expected:#?}; {said}"))
}

#[test]
fn calendars_of_bug_reports_are_read_as_meant() {
    let Some(cases) = cases() else { return };
    let all: Vec<Value> = serde_json::from_str(&fs::read_to_string(cases.join("calendars.json")).unwrap()).unwrap();
    let faults: Vec<String> = all
        .iter()
        .filter_map(|case| Some(format!("{} ({}): {}", case["file"], case["essence"], fault(&cases, case)?)))
        .collect();
    println!("{} of {} calendars are read as meant", all.len() - faults.len(), all.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Imports files one after the other into a workspace. Returns it with the last output.
fn imported(folder: &Path, files: &[&Path]) -> (Workspace, Output) {
    let mut last = None;
    for file in files {
        last = Some(program(folder, &["import", file.to_str().unwrap()]).output().unwrap());
    }
    (load(folder).whole().unwrap().workspace, last.unwrap())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Returns the minutes that events block on a day.
fn blocked(workspace: &Workspace, date: &str) -> i64 {
    let day = PlanningDay { date: date.parse().unwrap(), starts: workspace.settings.day_start };
    let agenda = Agenda::of(workspace, day, Tz::named("Europe/Berlin").unwrap());
    let blocking = agenda.events.iter().chain(&agenda.all_day).filter(|event| event.blocks);
    blocking.map(|event| (event.span.end - event.span.start).num_minutes()).sum()
}

#[test]
fn imports_of_bug_reports_do_what_their_writers_meant() {
    let Some(cases) = cases() else { return };
    let file = |name: &str| cases.join("files").join(name);
    let import = |names: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<PathBuf> = names.iter().map(|name| file(name)).collect();
        imported(folder.path(), &files.iter().map(PathBuf::as_path).collect::<Vec<_>>())
    };
    let free = ["51-declined.ics", "P4-working-elsewhere.ics", "52-transp-second.ics"];
    for name in free {
        let (workspace, output) = import(&[name]);
        assert_eq!((workspace.events.len(), blocked(&workspace, "2026-11-23")), (1, 0), "{name}: {}", said(&output));
    }
    let (workspace, output) = import(&["62-ghost-until-before-start.ics"]);
    assert_eq!(blocked(&workspace, "2026-11-23"), 60, "the new slot: {}", said(&output));
    let (workspace, output) = import(&["55-method-request.ics", "55-method-cancel.ics"]);
    assert_eq!(blocked(&workspace, "2026-11-23"), 0, "{}", said(&output));
    assert_eq!(workspace.calendars.len(), 1);
    let (_, output) = import(&["63-vtodo-only.ics"]);
    assert!(said(&output).contains("1 task"), "{}", said(&output));
    let (workspace, output) = import(&["65-login-page.ics"]);
    assert_eq!((output.status.code(), workspace.calendars.len()), (Some(1), 0), "{}", said(&output));
    let (workspace, output) = import(&["P2-vacation-oof.ics"]);
    for day in 23..28 {
        assert!(blocked(&workspace, &format!("2026-11-{day}")) > 400, "{day}");
    }
    assert!(said(&output).contains("\"Vacation\" keeps its days busy"), "{}", said(&output));
    let (workspace, _) = import(&["P3-outlook-allday.ics"]);
    let event = workspace.events.values().next().unwrap();
    assert!(matches!(event.time, EventTime::AllDay { .. }), "{:?}", event.time);
}

#[test]
fn a_file_that_is_imported_again_is_the_truth() {
    let Some(cases) = cases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (workspace, files) = (folder.path().join("w"), folder.path().join("files"));
    fs::create_dir_all(&files).unwrap();
    let path = files.join("export.ics");
    for name in ["52-transp-first.ics", "52-transp-second.ics"] {
        fs::copy(cases.join("files").join(name), &path).unwrap();
        let (state, output) = imported(&workspace, &[&path]);
        let minutes = if name.contains("first") { 120 } else { 0 };
        assert_eq!(blocked(&state, "2026-11-23"), minutes, "{}", said(&output));
    }
    let other = files.join("export (1).ics");
    let copies = folder.path().join("copies");
    for path in [&path, &other] {
        fs::copy(cases.join("files/53-same-export.ics"), path).unwrap();
    }
    let (state, output) = imported(&copies, &[&path, &other]);
    assert_eq!((state.calendars.len(), state.events.len()), (1, 1), "{}", said(&output));
    assert!(said(&output).contains("1 unchanged"), "{}", said(&output));
}

#[test]
fn zones_of_bug_reports_are_known() {
    let Some(cases) = cases() else { return };
    let hours = |row: &Value| row["start"].as_str().and_then(|text| text.get(19..)).unwrap_or_default().to_owned();
    let (rows, said) = events(&cases.join("files/48b-zones-2026f.ics"), "2026-12-01", "2026-12-31");
    let offsets: Vec<_> = rows.iter().map(|row| (row["summary"].as_str().unwrap(), hours(row))).collect();
    for (zone, offset) in [
        ("America/Vancouver", "-07:00"),
        ("America/Edmonton", "-06:00"),
        ("America/Winnipeg", "-05:00"),
        ("America/Inuvik", "-06:00"),
        ("America/Havana", "-04:00"),
        ("Africa/Casablanca", "+00:00"),
        ("Africa/El_Aaiun", "+00:00"),
    ] {
        assert!(offsets.contains(&(zone, offset.to_owned())), "{zone} {offset}: {offsets:?} {said}");
    }
    let (rows, said) = events(&cases.join("files/66-zone-names.ics"), "2026-12-01", "2026-12-31");
    let floating: Vec<_> = rows.iter().filter(|row| hours(row).is_empty()).map(|row| &row["summary"]).collect();
    assert!(floating.is_empty() && rows.len() == 18, "{floating:?} {said}");
}

#[test]
fn a_calendar_by_the_second_says_what_it_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seconds.ics");
    let zone = "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
                RRULE:FREQ=SECONDLY;BYHOUR=3\nEND:STANDARD\nEND:VTIMEZONE\n";
    let event =
        "BEGIN:VEVENT\nUID:s\nSUMMARY:Tick\nDTSTART;TZID=Odd:20261101T000000\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n";
    fs::write(&file, format!("BEGIN:VCALENDAR\n{zone}{event}END:VCALENDAR\n")).unwrap();
    let (rows, said) = events(&file, "2026-11-01", "2026-12-01");
    assert_eq!(rows.len(), 20_160, "{said}");
    for part in ["\"Tick\" occurs more than", "by the second", "changes its clocks too often"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn slow_rules_hide_no_other_event_and_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("w"), dir.path().join("slow.ics"));
    let event = |title: &str, start: &str, rule: &str| {
        format!(
            "BEGIN:VEVENT\nUID:{title}\nSUMMARY:{title}\nDTSTART:{start}\nDURATION:PT1H\nRRULE:{rule}\nEND:VEVENT\n"
        )
    };
    let slow = "FREQ=YEARLY;COUNT=20000;BYDAY=MO;BYHOUR=1,2,3;BYMINUTE=1,2,3";
    let mut text: String = (0..500).map(|n| event(&format!("Slow {n}"), "19700105T010100", slow)).collect();
    text += &event("Team", "20200106T100000", "FREQ=WEEKLY");
    text += &event("Board", "20200127T110000", "FREQ=MONTHLY;BYDAY=4MO");
    text += &event("Birthday", "20001123T120000", "FREQ=YEARLY");
    fs::write(&file, format!("BEGIN:VCALENDAR\n{text}END:VCALENDAR\n")).unwrap();
    let (rows, said) = events(&file, "2026-11-23", "2026-11-24");
    for title in ["Team", "Board", "Birthday"] {
        assert!(rows.iter().any(|row| row["summary"] == title), "{title}: {said}");
    }
    assert!(said.contains("more events recur by rules that take too long to work out"), "{said}");
    imported(&folder, &[&file]);
    let plan = program(&folder, &["plan"]).output().unwrap();
    let told = String::from_utf8_lossy(&plan.stdout).into_owned() + &String::from_utf8_lossy(&plan.stderr);
    for part in ["10:00–11:00  Team", "11:00–12:00  Board", "12:00–13:00  Birthday", "Some events are not listed"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_hostile_calendar_says_what_it_leaves_out() {
    let Some(cases) = cases() else { return };
    let file = cases.join("files/60-vtimezone-minutely.ics");
    let (rows, said) = events(&file, "2026-11-23", "2026-11-24");
    assert_eq!(rows.len(), 288, "{said}");
    assert!(said.contains("changes its clocks too often"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let (workspace, _) = imported(folder.path(), &[&file]);
    assert_eq!(blocked(&workspace, "2026-11-23"), 288);
}

#[test]
fn a_forgotten_timer_counts_up_to_its_last_heartbeat_in_every_report() {
    let Some(cases) = cases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = program_at("2026-11-23T12:00", folder.path(), arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["add", "Write"]);
    fs::create_dir_all(folder.path().join("log")).unwrap();
    fs::copy(cases.join("files/T6-log-2026-11.ron"), folder.path().join("log/2026-11.ron")).unwrap();
    let day = ["--date", "2026-11-16"];
    for about in ["day", "week", "month"] {
        for form in [&["--html"][..], &[]] {
            let text = run(&[&["report", about], &day[..], form].concat());
            assert!(text.contains("1 h"), "{about} {form:?}: {text}");
            for wrong in ["171 h", "172 h", "24 h", "10260", "10320"] {
                assert!(!text.contains(wrong), "{about} {form:?}: {wrong} in {text}");
            }
        }
    }
    let range = ["--from", "2026-11-16", "--to", "2026-11-23"];
    for by in ["session", "task", "project", "tag", "day"] {
        let text = run(&[&["report", "--csv", "--by", by], &range[..]].concat());
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert!(rows.len() == 1 && rows[0].contains(",60,"), "{by}: {text}");
    }
    let log: Value = serde_json::from_str(&run(&[&["log", "--json"], &range[..]].concat())).unwrap();
    assert_eq!(log[0]["worked_min"], 60, "{log}");
}
