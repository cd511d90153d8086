//! The commands without a window, run as the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ::gapwise::model::Workspace;
use ::gapwise::store::load;
use ::gapwise::ui::Intent;

use crate::harness::with_tasks;

/// Returns the program on a folder on Monday 23 November 2026 at 9:40, with its machine folder beside it.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    program_at("2026-11-23T09:40", folder, arguments)
}

/// Returns the program on a folder at a local time.
pub fn program_at(now: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gapwise"));
    command.arg("--workspace").arg(folder).args(["--now", now]).args(arguments).env("TZ", "Europe/Berlin");
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command.env("XDG_DATA_HOME", folder.with_extension("machine"));
    command
}

pub fn gapwise(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

pub fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_task_is_added_and_planned() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(said(&gapwise(dir.path(), &["add", "Write the report 45m fri ! #work"])), "Added: Write the report\n");
    let plan = said(&gapwise(dir.path(), &["plan"]));
    assert!(plan.contains("Write the report") && plan.contains("Monday, 23 November 2026"), "{plan}");
    let json: serde_json::Value = serde_json::from_str(&said(&gapwise(dir.path(), &["plan", "--json"]))).unwrap();
    let suggestions: Vec<_> =
        json["gaps"].as_array().unwrap().iter().flat_map(|gap| gap["suggestions"].as_array().unwrap()).collect();
    assert_eq!(suggestions.len(), 1);
    assert_eq!((&suggestions[0]["title"], &suggestions[0]["work_min"]), (&"Write the report".into(), &45.into()));
    let sunday = said(&gapwise(dir.path(), &["plan", "--date", "2026-11-29"]));
    assert!(sunday.contains("Nothing to suggest"), "{sunday}");
}

#[test]
fn a_dry_run_prints_the_task_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let line = "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon";
    let json: serde_json::Value =
        serde_json::from_str(&said(&gapwise(&folder, &["add", "--dry-run", "--json", line]))).unwrap();
    let wanted = serde_json::json!({
        "title": "Draft intro", "estimate_min": 25, "due": "2026-11-27T14:00", "hard": false, "not_before": "2026-11-30",
        "important": true, "urgent": true, "energy": "low", "tags": ["thesis"], "repeat": "FREQ=WEEKLY;INTERVAL=2",
        "after_completion": false, "steps": [],
    });
    assert_eq!(json, wanted);
    assert!(!folder.exists(), "a dry run changes nothing");
}

#[test]
fn a_calendar_is_imported_once_and_then_updated() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("team.ics");
    let event = |uid: &str, start: &str, title: &str| {
        format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART:{start}\nDURATION:PT1H\nSUMMARY:{title}\nEND:VEVENT\n")
    };
    let calendar = |events: &str| format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n");
    let broken = "BEGIN:VEVENT\nUID:c\nSUMMARY:No start\nEND:VEVENT\n";
    fs::write(&file, calendar(&(event("a", "20261123T110000", "Review") + broken))).unwrap();
    let folder = dir.path().join("w");
    let path = file.to_str().unwrap();
    assert!(said(&gapwise(&folder, &["import", "--dry-run", path])).contains("Imported 1 event"));
    assert!(!folder.exists(), "a dry run changes nothing");
    let first = gapwise(&folder, &["import", path]);
    assert!(said(&first).contains("Imported 1 event from \"team\", 1 skipped"), "{}", said(&first));
    assert!(String::from_utf8_lossy(&first.stderr).contains("No start"));
    assert!(said(&gapwise(&folder, &["plan"])).contains("11:00–12:00  Review"));
    fs::write(&file, calendar(&(event("a", "20261123T140000", "Review") + &event("b", "20261123T160000", "Call"))))
        .unwrap();
    assert!(said(&gapwise(&folder, &["import", path])).contains("Imported 1 event from \"team\", 1 updated"));
    let plan = said(&gapwise(&folder, &["plan"]));
    assert!(plan.contains("14:00–15:00  Review") && !plan.contains("11:00–12:00  Review"), "{plan}");
}

#[test]
fn an_unreadable_event_keeps_no_other_event_from_being_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("w"), dir.path().join("team.ics"));
    let event = |uid: &str, start: &str| {
        format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART:{start}\nDURATION:PT1H\nSUMMARY:{uid}\nEND:VEVENT\n")
    };
    let calendar = |events: &[String]| format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n", events.concat());
    let all = [event("keep", "20261123T110000"), event("go", "20261123T130000"), event("odd", "20261123T150000")];
    fs::write(&file, calendar(&all)).unwrap();
    let path = file.to_str().unwrap();
    said(&gapwise(&folder, &["import", path]));
    let unreadable = "BEGIN:VEVENT\nUID:odd\nSUMMARY:odd\nDTSTART:soon\nEND:VEVENT\n".to_owned();
    fs::write(&file, calendar(&[all[0].clone(), unreadable])).unwrap();
    let output = gapwise(&folder, &["import", path]);
    assert!(said(&output).contains("1 skipped") && said(&output).contains("1 removed"), "{}", said(&output));
    let mut titles: Vec<_> = load(&folder).workspace.events.values().map(|event| event.title.clone()).collect();
    titles.sort();
    assert_eq!(titles, ["keep", "odd"], "the event that cannot be read stays");
}

#[test]
fn events_of_a_file_are_listed_as_json_lines() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.ics");
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:w\nDTSTART;TZID=Europe/Berlin:20261020T090000\nDTEND;TZID=Europe/Berlin:20261020T093000\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Weekly\nEND:VEVENT\nEND:VCALENDAR\n";
    fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let lines = said(&gapwise(dir.path(), &["events", path, "--from", "2026-10-01", "--to", "2026-12-01", "--json"]));
    let starts: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["start"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["2026-10-20T09:00:00+02:00", "2026-10-27T09:00:00+01:00", "2026-11-03T09:00:00+01:00"];
    assert_eq!(starts, expected, "the wall clock stays, the offset changes");
}

#[test]
fn without_a_display_the_demo_prints_its_plan() {
    let dir = tempfile::tempdir().unwrap();
    let output = gapwise(&dir.path().join("demo"), &["--demo"]);
    assert!(said(&output).contains("Client call: Northwind"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no display"));
}

#[test]
fn no_date_panics() {
    let dir = tempfile::tempdir().unwrap();
    for date in ["+262142-12-31", "-262143-01-01", "0000-12-31", "10000-01-01"] {
        for command in ["plan", "report"] {
            let output = gapwise(dir.path(), &[command, &format!("--date={date}")]);
            assert_eq!(output.status.code(), Some(2), "{command} {date}");
        }
    }
    for date in ["9999-12-31", "0001-01-01"] {
        said(&gapwise(dir.path(), &["plan", "--date", date]));
        for about in ["day", "week", "month", "quarter"] {
            said(&gapwise(dir.path(), &["report", about, "--date", date]));
        }
        said(&gapwise(dir.path(), &["free", "--date", date]));
        said(&gapwise(dir.path(), &["log", "--from", "0001-01-01", "--to", date]));
        said(&gapwise(dir.path(), &["report", "--csv", "--by", "day", "--from", date, "--to", "9999-12-31"]));
        for command in ["now", "next", "list"] {
            said(&program_at(&format!("{date}T23:59:59"), dir.path(), &[command]).output().unwrap());
        }
        let now = format!("{date}T23:59");
        let mut command = Command::new(env!("CARGO_BIN_EXE_gapwise"));
        command.args(["plan", "--now", &now, "--workspace"]).arg(dir.path()).env("TZ", "Asia/Tokyo");
        said(&command.env("XDG_DATA_HOME", dir.path().join("machine")).output().unwrap());
    }
}

#[test]
fn exit_statuses() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(gapwise(dir.path(), &["plan", "--date", "someday"]).status.code(), Some(2));
    assert_eq!(gapwise(dir.path(), &["nonsense"]).status.code(), Some(2));
    assert_eq!(gapwise(dir.path(), &["import", "missing.ics"]).status.code(), Some(1));
    assert_eq!(gapwise(dir.path(), &["add", "  "]).status.code(), Some(1));
    fs::write(dir.path().join("tasks.ron"), "(version: 1, tasks: [").unwrap();
    let broken = gapwise(dir.path(), &["add", "anything"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("tasks.ron, line"));
    assert_eq!(fs::read_to_string(dir.path().join("tasks.ron")).unwrap(), "(version: 1, tasks: [");
    for command in ["", "plan", "add", "import", "events"] {
        let mut arguments: Vec<&str> = [command].into_iter().filter(|word| !word.is_empty()).collect();
        arguments.push("--help");
        assert!(said(&gapwise(dir.path(), &arguments)).contains("Usage"));
    }
}

#[test]
fn check_names_file_line_and_column_and_ends_with_one() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "Write the report 45m"]));
    assert!(said(&gapwise(&folder, &["check"])).contains("1 open and 0 closed tasks"));
    let path = folder.join("tasks.ron");
    let broken = fs::read_to_string(&path).unwrap().replace("title:", "title");
    fs::write(&path, &broken).unwrap();
    let output = gapwise(&folder, &["check"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(words.contains("tasks.ron, line 8, column"), "{words}");
    let refused = gapwise(&folder, &["add", "Another"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&path).unwrap(), broken, "a command does not touch what it cannot read");
}

#[test]
fn a_backup_is_listed_and_restored_without_a_window() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "First"]));
    said(&gapwise(&folder, &["add", "Second"]));
    let list = said(&gapwise(&folder, &["backup", "list"]));
    let name = list.split_whitespace().next().unwrap();
    assert!(list.contains("before the first change of the day"), "{list}");
    let dry = said(&gapwise(&folder, &["backup", "restore", name, "--dry-run"]));
    assert_eq!(dry, "1 open task is removed: Second\nDry run: nothing was changed.\n");
    fs::write(folder.join("tasks.ron"), "nothing that can be read").unwrap();
    said(&gapwise(&folder, &["backup", "restore", name]));
    let plan = said(&gapwise(&folder, &["plan"]));
    assert!(plan.contains("First") && !plan.contains("Second"), "{plan}");
    let kept = fs::read_dir(folder.join("set-aside")).unwrap().next().unwrap().unwrap();
    assert_eq!(fs::read_to_string(kept.path()).unwrap(), "nothing that can be read");
    assert!(said(&gapwise(&folder, &["backup", "list"])).lines().count() >= 2, "what was there is backed up first");
}

#[test]
fn two_programs_that_add_at_once_both_succeed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "Zero"]));
    let children: Vec<_> = (1..=8)
        .map(|n| {
            program(&folder, &["add", &format!("Task number {n}")]).stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert!(said(&gapwise(&folder, &["check"])).starts_with("9 open"));
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    for command in ["plan", "report"] {
        let answer = program(&dir.path().join("missing"), &[command]).output().unwrap();
        assert_eq!(answer.status.code(), Some(1), "{command}");
        assert!(String::from_utf8_lossy(&answer.stderr).contains("folder not found"), "{command}");
    }
}

#[test]
fn a_relative_report_path_starts_at_the_current_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    fs::create_dir(&folder).unwrap();
    let mut command = program(&folder, &["report", "week", "--html", "-o", "week.html"]);
    assert!(command.current_dir(dir.path()).status().unwrap().success());
    assert!(fs::read_to_string(dir.path().join("week.html")).unwrap().contains("Review of 23 to 29 November 2026"));
}

/// Returns the text of the log that the program keeps beside this folder.
fn log_of(folder: &Path) -> String {
    let logs = folder.with_extension("machine").join("gapwise/state/log");
    let files = fs::read_dir(logs).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    files.collect()
}

#[test]
fn commands_are_logged_without_the_text_of_tasks() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "Buy a ring 45m #secret"]));
    assert!(!gapwise(&folder, &["backup", "restore", "no such name"]).status.success());
    let log = log_of(&folder);
    for line in ["started", "command=\"add\"", "saved the workspace", "failed"] {
        assert!(log.contains(line), "{line} in {log}");
    }
    assert!(!log.contains("ring") && !log.contains("secret") && !log.contains("DEBUG"), "{log}");
}

#[test]
fn the_level_of_the_log_is_chosen_by_a_variable() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, level: &str| {
        let folder = dir.path().join(name);
        assert!(program(&folder, &["add", "Write"]).env("GAPWISE_LOG", level).output().unwrap().status.success());
        assert!(!program(&folder, &["import", "no.ics"]).env("GAPWISE_LOG", level).output().unwrap().status.success());
        log_of(&folder)
    };
    let errors = run("errors", "error");
    assert!(errors.contains("ERROR") && !errors.contains("INFO"), "{errors}");
    let details = run("details", "debug");
    assert!(details.contains("INFO") && details.contains("DEBUG"), "{details}");
    let unknown = run("unknown", "loud");
    assert!(unknown.contains("WARN") && unknown.contains("INFO"), "{unknown}");
}

#[test]
fn a_week_of_logs_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let logs = folder.with_extension("machine").join("gapwise/state/log");
    fs::create_dir_all(&logs).unwrap();
    for day in 10..28 {
        fs::write(logs.join(format!("gapwise.2020-01-{day}.log")), "old").unwrap();
    }
    said(&gapwise(&folder, &["add", "Write"]));
    assert_eq!(fs::read_dir(&logs).unwrap().count(), 7);
    assert!(log_of(&folder).contains("started"), "today's is one of them");
}

#[test]
fn a_long_title_is_cut_as_in_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let line = "sentence ".repeat(80);
    said(&gapwise(&folder, &["add", &line]));
    let loaded = load(&folder).whole().unwrap().workspace;
    let mut app = with_tasks(&[]);
    app.state_mut().ask_for(Intent::QuickAdd(line));
    let parts = |workspace: &Workspace| {
        let task = workspace.tasks.values().next().cloned().unwrap();
        (task.title.clone(), task.notes.clone())
    };
    assert_eq!(parts(&loaded), parts(app.state().workspace()));
    let (title, notes) = parts(&loaded);
    assert!(title.len() <= 500 && !notes.is_empty(), "{title}");
}

#[test]
fn check_names_stray_files_and_damaged_backups() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "First"]));
    said(&gapwise(&folder, &["add", "Second"]));
    assert!(said(&gapwise(&folder, &["check"])).contains("No problems"));
    fs::write(folder.join("tasks-old-version of mine.ron"), "()").unwrap();
    let texts: Vec<_> = walk(&folder.with_extension("machine"))
        .into_iter()
        .filter(|it| it.parent().unwrap().ends_with("texts"))
        .collect();
    fs::write(&texts[0], "changed").unwrap();
    let output = gapwise(&folder, &["check"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("tasks-old-version of mine.ron") && error.contains("backup"), "{error}");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn no_escape_codes_reach_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let output = said(&gapwise(dir.path(), &["add", "Red \u{1b}[31m alert"]));
    assert!(!output.contains('\u{1b}'), "{output:?}");
    let missing = gapwise(dir.path(), &["import", "no\u{1b}[31mfile.ics"]);
    assert!(!missing.stderr.contains(&0x1b));
}

#[cfg(unix)]
#[test]
fn a_report_replaces_only_plain_files() {
    let dir = tempfile::tempdir().unwrap();
    let (target, link) = (dir.path().join("target"), dir.path().join("link"));
    fs::write(&target, "precious").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let folder = dir.path().join("w");
    said(&gapwise(&folder, &["add", "First"]));
    for path in [&link, &dir.path().to_path_buf()] {
        let output = gapwise(&folder, &["report", "plan", "-o", &path.display().to_string()]);
        assert!(!output.status.success());
    }
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
}

#[test]
fn tracked_time_is_written_as_csv() {
    let dir = tempfile::tempdir().unwrap();
    let csv = |arguments: &[&str]| gapwise(dir.path(), &[&["report", "--csv"], arguments].concat());
    let head = "Date,Start,End,Minutes,Task,Step,Project,Tags,Quadrant,Recorded\n";
    assert_eq!(said(&csv(&["--from", "2026-11-01", "--to", "2026-11-30"])), head);
    assert_eq!(said(&csv(&["--by", "tag"])), "Tag,Sessions,Minutes,Hours\n");
    for (wrong, status) in [
        (["--from=2026-11-02", "--to=2026-11-01"], 1),
        (["--from=0000-01-01", "--to=2026-11-01"], 2),
        (["--from=2026-11-02", "--to=+262142-12-31"], 2),
    ] {
        assert_eq!(csv(&wrong).status.code(), Some(status), "{wrong:?}");
    }
    assert_eq!(gapwise(dir.path(), &["report", "--by", "tag"]).status.code(), Some(2), "only a CSV has rows to choose");
}

#[test]
fn tasks_of_other_programs_come_in_and_go_out() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("w"), dir.path().join("todo.txt"));
    fs::write(&file, "(A) Call mum @phone due:2026-12-01\nx Done\n(C) Water +garden\n").unwrap();
    let path = file.display().to_string();
    let dry = said(&gapwise(&folder, &["import", "--dry-run", &path]));
    assert_eq!(dry, "Dry run: 2 tasks added from todo.txt, 0 updated, 0 unchanged, 0 skipped, 1 already done\n");
    let output = gapwise(&folder, &["import", &path]);
    assert_eq!(said(&output), "2 tasks added from todo.txt, 0 updated, 0 unchanged, 0 skipped, 1 already done\n");
    assert!(String::from_utf8_lossy(&output.stderr).contains("Not carried over: priority (C)"));
    assert!(
        said(&gapwise(&folder, &["import", &path])).starts_with("0 tasks added from todo.txt, 0 updated, 2 unchanged")
    );
    let out = said(&gapwise(&folder, &["export", "--as", "todo.txt"]));
    assert_eq!(out, "(A) 2026-11-23 Call mum @phone due:2026-12-01\n2026-11-23 Water +garden\n");
    fs::write(&file, "Just some words.\nNothing else.\n").unwrap();
    assert_eq!(gapwise(&folder, &["import", &path]).status.code(), Some(1), "neither a calendar nor tasks");
    assert!(said(&gapwise(&folder, &["import", "--as", "todo.txt", &path])).starts_with("2 tasks added"));
    let loaded = load(&folder).workspace;
    assert_eq!((loaded.tasks.len(), loaded.calendars.len()), (4, 0));
}
