//! The commands for scripts and status bars, run as the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::commands::{gapwise, program, program_at, said};

/// Runs the program at a time of Monday 23 November 2026.
fn at(time: &str, folder: &Path, arguments: &[&str]) -> String {
    said(&program_at(&format!("2026-11-23T{time}"), folder, arguments).output().unwrap())
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Returns the short id of the task with this title.
fn id_of(folder: &Path, title: &str) -> String {
    let list = read(&said(&gapwise(folder, &["list", "--json"])));
    let task = list.as_array().unwrap().iter().find(|task| task["title"] == title).unwrap();
    task["id"].as_str().unwrap().to_owned()
}

/// Returns a folder with three tasks.
fn three_tasks() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let lines = "Draft intro 25m #thesis fri 14:00 !\nReport mon !!: outline 20m, write 60m\nCall Ann";
    said(&gapwise(&dir.path().join("w"), &["add", lines]));
    dir
}

#[test]
fn tasks_are_listed_by_quadrant_and_narrowed_by_a_filter() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let titles = |arguments: &[&str]| -> Vec<String> {
        let list = read(&said(&gapwise(&folder, &[&["list", "--json"], arguments].concat())));
        list.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&[]), ["Report", "Draft intro", "Call Ann"]);
    assert_eq!(titles(&["#thesis"]), ["Draft intro"]);
    assert_eq!(titles(&["-#thesis", "<30m"]), ["Call Ann"]);
    let text = said(&gapwise(&folder, &["list", "due:week"]));
    assert!(text.contains("Schedule  Fri 27 Nov 14:00") && text.ends_with("25 min  Draft intro #thesis\n"), "{text}");
    assert_eq!(gapwise(&folder, &["list", "due:never-ever"]).status.code(), Some(1));
}

#[test]
fn a_plan_names_what_is_due_and_has_no_place() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "Answer Kim 15m today\nSort old bookmarks 30m"]));
    let plan = at("17:20", &folder, &["plan"]);
    assert!(plan.contains("Left out: Answer Kim. ") && !plan.contains("bookmarks"), "{plan}");
}

#[test]
fn a_task_is_started_stopped_finished_and_logged_by_its_short_id() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let id = id_of(&folder, "Report");
    assert_eq!(at("09:40", &folder, &["start", &format!("{id}.1")]), "Started: outline (Report)\n");
    assert_eq!(at("09:50", &folder, &["now"]), "outline, 10 min left\n");
    assert_eq!(at("10:05", &folder, &["now"]), "outline, 5 min over\n");
    assert_eq!(at("09:55", &folder, &["done"]), "Done: outline\n");
    assert_eq!(gapwise(&folder, &["done"]).status.code(), Some(1), "no timer runs any more");
    assert_eq!(gapwise(&folder, &["done", &format!("{id}.1")]).status.code(), Some(1), "the step is done");
    assert_eq!(at("10:00", &folder, &["log"]), "2026-11-23 09:40–09:55   15 min  outline\n");
    let shown = at("10:00", &folder, &["show", &id]);
    assert!(shown.contains("[x]") && shown.contains("[ ]") && shown.contains("write  1 h"), "{shown}");
    at("10:00", &folder, &["start", &id]);
    assert_eq!(at("10:20", &folder, &["stop"]), "Stopped: Report\n");
    let log = read(&at("10:30", &folder, &["log", "--from", "yesterday", "--json"]));
    let worked: Vec<_> = log.as_array().unwrap().iter().map(|it| it["worked_min"].as_u64().unwrap()).collect();
    assert_eq!(worked, [15, 20]);
    assert_eq!(at("11:00", &folder, &["done", &id, &id_of(&folder, "Call Ann")]), "Done: Report\nDone: Call Ann\n");
    assert_eq!(read(&at("11:00", &folder, &["list", "--json"])).as_array().unwrap().len(), 1);
    assert_eq!(read(&at("11:00", &folder, &["show", "--json", &id]))["closed"], true);
}

#[test]
fn a_forgotten_timer_is_asked_about_before_it_counts() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let id = id_of(&folder, "Call Ann");
    at("09:40", &folder, &["start", &id]);
    for command in [&["stop"][..], &["done"], &["start", &id]] {
        let refused = program_at("2026-11-30T12:40", &folder, command).output().unwrap();
        let error = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(error.contains("since 2026-11-23T09:40") && error.contains("gapwise stop --at"), "{error}");
    }
    let refused = |end: &str| program_at("2026-11-30T12:40", &folder, &["stop", "--at", end]).output().unwrap();
    assert_eq!(refused("2026-11-23T09:00").status.code(), Some(1), "before it began");
    assert_eq!(refused("2026-12-01T09:00").status.code(), Some(1), "in the future");
    let stopped = program_at("2026-11-30T12:40", &folder, &["stop", "--at", "2026-11-23T10:00"]).output().unwrap();
    assert_eq!(said(&stopped), "Stopped: Call Ann\n");
    assert_eq!(at("12:00", &folder, &["log"]), "2026-11-23 09:40–10:00   20 min  Call Ann\n");
    at("13:00:23", &folder, &["start", &id]);
    assert_eq!(at("14:00", &folder, &["stop", "--at", "13:15"]), "Stopped: Call Ann\n");
    at("15:00", &folder, &["start", &id]);
    assert_eq!(at("15:30", &folder, &["stop", "--at", "now"]), "Stopped: Call Ann\n");
    at("15:40:23", &folder, &["start", &id]);
    assert_eq!(at("15:50", &folder, &["stop", "--at", "15:40"]), "Stopped: Call Ann\n", "the minute in which it began");
    let log = at("16:00", &folder, &["log"]);
    assert!(log.contains("13:00–13:15   15 min") && log.contains("15:00–15:30   30 min"), "{log}");
}

#[test]
fn words_of_quick_add_change_a_task() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let id = id_of(&folder, "Call Ann");
    let change = |text: &[&str]| said(&gapwise(&folder, &[&["edit", &id], text].concat()));
    assert_eq!(
        change(&["tomorrow", "16:00", "10m", "#home", "!"]),
        "Changed Call Ann: estimate, due time, importance, tags\n"
    );
    assert_eq!(change(&["Call Bo", "#office"]), "Changed Call Ann: title, tags\n");
    let task = read(&said(&gapwise(&folder, &["show", "--json", &id])));
    let seen = ["title", "due", "estimate_min", "tags", "important", "quadrant"].map(|field| task[field].clone());
    let wanted = json!(["Call Bo", "2026-11-24T16:00", 10, ["home", "office"], true, "do"]);
    assert_eq!(Value::from(seen.to_vec()), wanted);
    for text in ["  ", "10m", "#home"] {
        assert_eq!(gapwise(&folder, &["edit", &id, text]).status.code(), Some(1), "{text:?} changes nothing");
    }
    let output = gapwise(&folder, &["edit", "zzz", "fri"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no task has the id \"zzz\""));
}

#[test]
fn the_present_activity_is_one_line_at_each_time_of_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let file = dir.path().join("c.ics");
    let event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261123T103000\nDURATION:PT1H\nSUMMARY:Design review\nEND:VEVENT\nEND:VCALENDAR\n";
    std::fs::write(&file, event).unwrap();
    said(&gapwise(&folder, &["import", file.to_str().unwrap()]));
    assert_eq!(at("09:40", &folder, &["now"]), "Free until 10:30, then Design review\n");
    assert_eq!(at("11:00", &folder, &["now"]), "Design review until 11:30\n");
    let bar = read(&at("11:00", &folder, &["now", "--json"]));
    let seen = ["text", "class", "percentage", "minutes", "time"].map(|field| bar[field].clone());
    assert_eq!(Value::from(seen.to_vec()), json!(["Design review 30 min", "event", 50, 30, "2026-11-23T11:30"]));
    said(&gapwise(&folder, &["add", "Draft intro 25m !!"]));
    let id = id_of(&folder, "Draft intro");
    at("09:40", &folder, &["start", &id]);
    assert_eq!(at("09:50", &folder, &["now"]), "Draft intro, 15 min left, then Design review at 10:30\n");
    let bar = read(&at("09:50", &folder, &["now", "--json"]));
    assert_eq!((&bar["class"], &bar["percentage"]), (&json!("focus"), &json!(40)));
    assert_eq!(read(&at("10:10", &folder, &["now", "--json"]))["class"], "overtime");
}

#[test]
fn the_next_work_and_the_free_time_of_a_day_are_told() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let next = read(&at("09:40", &folder, &["next", "--json"]));
    assert!(next["start"] == "2026-11-23T09:40" && next["planned"] == false, "{next}");
    assert!(at("09:40", &folder, &["next"]).starts_with(next["id"].as_str().unwrap()));
    let free = read(&at("09:40", &folder, &["free", "--date", "tomorrow", "--json"]));
    assert_eq!(free[0], json!({"start": "2026-11-24T09:00", "end": "2026-11-24T12:30", "minutes": 210}));
    assert_eq!(at("09:40", &folder, &["free", "--date", "sunday"]), "");
    assert!(at("09:40", &folder, &["plan", "--date", "next fri"]).starts_with("Friday, 4 December 2026"));
}

#[test]
fn a_calendar_has_events_plan_tasks_steps_and_tracked_time() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let id = id_of(&folder, "Report");
    at("09:40", &folder, &["start", &format!("{id}.1")]);
    at("10:00", &folder, &["stop"]);
    let file = dir.path().join("out.ics");
    let path = file.to_str().unwrap();
    assert_eq!(at("10:05", &folder, &["export", "--as", "ics", "-o", path]), "");
    let text = std::fs::read_to_string(&file).unwrap().replace("\r\n ", "").replace("\r\n", "\n");
    for line in [
        "SUMMARY:Draft intro",
        "DUE:20261127T140000",
        "ESTIMATED-DURATION:PT25M",
        "CATEGORIES:thesis",
        "PRIORITY:1",
        "DUE;VALUE=DATE:20261130",
        "SUMMARY:outline",
        "DTSTART:20261123T084000Z",
        "DTEND:20261123T090000Z",
        "CATEGORIES:Tracked",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} in {text}");
    }
    assert_eq!(text.matches("RELATED-TO;RELTYPE=PARENT:").count(), 2, "two steps");
    let later = at("10:05", &folder, &["export", "--as", "ics", "--from", "tomorrow"]);
    assert!(later.contains("BEGIN:VTODO") && !later.contains("CATEGORIES:Tracked"), "{later}");
    let reversed = ["export", "--as", "ics", "--from", "tomorrow", "--to", "today"];
    assert_eq!(gapwise(&folder, &reversed).status.code(), Some(1));
}

#[test]
fn a_followed_export_is_written_again_when_the_workspace_changes() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let file = dir.path().join("out.ics");
    let mut child =
        program(&folder, &["export", "--as", "ics", "--follow", "-o", file.to_str().unwrap()]).spawn().unwrap();
    let has = |title: &str| std::fs::read_to_string(&file).is_ok_and(|text| text.contains(title));
    let wait_for = |title: &str| {
        let begun = std::time::Instant::now();
        while !has(title) {
            assert!(begun.elapsed().as_secs() < 60, "{title} is not written");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    wait_for("Draft intro");
    said(&gapwise(&folder, &["add", "Buy milk"]));
    wait_for("Buy milk");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn standard_input_is_added_line_by_line() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let mut child = program(&folder, &["add", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"Buy milk 10m\nCall Ann\n").unwrap();
    assert_eq!(said(&child.wait_with_output().unwrap()), "Added: Buy milk\nAdded: Call Ann\n");
}

#[test]
fn a_followed_line_is_printed_again_when_it_changes() {
    let dir = three_tasks();
    let folder = dir.path().join("w");
    let mut child = program(&folder, &["now", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("Free until"));
    said(&gapwise(&folder, &["start", &id_of(&folder, "Draft intro")]));
    assert_eq!(lines.next().unwrap().unwrap(), "Draft intro, 25 min left");
    drop(lines);
    said(&gapwise(&folder, &["stop"]));
    assert!(child.wait().unwrap().success(), "it ends when nobody reads");
}

#[test]
fn a_plan_bundles_small_things_as_the_window_does() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "Mail Kim 10m !\nCall Ann 10m !\nWrite the report 45m !"]));
    let text = at("09:00", &folder, &["plan"]);
    assert!(text.contains("  > 2 small things, 20") && text.contains(" Call Ann. Important"), "{text}");
    let plan = read(&at("09:00", &folder, &["plan", "--json"]));
    let bundle = &plan["bundles"][0];
    assert_eq!(
        (&bundle["title"], &bundle["minutes"], &bundle["suggested"]),
        (&json!("2 small things"), &json!(20), &json!(true))
    );
    let titles: Vec<_> =
        bundle["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 2);
    assert!(titles.contains(&"Mail Kim") && titles.contains(&"Call Ann"), "{titles:?}");
}

#[test]
fn the_most_important_work_is_never_behind_the_cut_of_what_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let lines: Vec<String> = (1..=12).map(|n| format!("Someday {n} 30m !")).collect();
    said(&gapwise(&folder, &["add", &format!("{}\nSign the lease 30m ! today", lines.join("\n"))]));
    let plan = at("17:20", &folder, &["plan"]);
    let first = plan.lines().find(|line| line.contains("Left out: ")).unwrap_or_default();
    assert!(first.contains("Sign the lease"), "{plan}");
    assert!(!plan.contains("Sign the lease: 99"), "{plan}");
    let json = read(&at("17:20", &folder, &["plan", "--json"]));
    assert_eq!(json["left_out"][0]["title"], "Sign the lease");
    assert!(json["due"][0]["percent"].as_u64().is_some_and(|percent| percent <= 1), "{json}");
}
