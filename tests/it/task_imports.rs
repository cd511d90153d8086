//! Import of the tasks of other programs. The real files are next to the project (`../shared/data/tasks`); without them
//! that test passes and prints a line.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use gapwise::calendar::Tz;
use gapwise::exchange::{
    ImportReport, TaskExportFormat, TaskFile, TaskFileContext, TaskFileKind, TaskImportReport, export_tasks, ics,
    import_calendar, import_tasks, kind_of_tasks, read_tasks,
};
use gapwise::model::{Action, Task, TaskField, Workspace};

use crate::harness::moment;
use crate::quick_add::reading;

pub fn read_as(kind: TaskFileKind, bytes: &[u8]) -> Result<TaskFile, String> {
    let local = |at: DateTime<Utc>| at.naive_utc();
    read_tasks(kind, bytes, &reading(), &TaskFileContext { local: &local })
}

/// Imports a file whose kind its content tells.
pub fn import(workspace: &Workspace, bytes: &[u8]) -> (Workspace, TaskImportReport) {
    let kind = kind_of_tasks(bytes).expect("a task file");
    let (action, report) = import_tasks(workspace, kind.name(), read_as(kind, bytes).unwrap(), moment());
    (action.map_or_else(|| workspace.clone(), |action| workspace.apply(&action, moment()).unwrap()), report)
}

pub fn imported(text: &str) -> (Workspace, TaskImportReport) {
    import(&Workspace::default(), text.as_bytes())
}

pub fn task<'a>(workspace: &'a Workspace, title: &str) -> &'a Task {
    workspace.tasks.values().find(|task| task.title == title).unwrap_or_else(|| panic!("no task {title}"))
}

#[test]
fn real_files_come_in_whole_and_twice_is_once() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tasks");
    if !data.is_dir() {
        println!("no {}: nothing to import", data.display());
        return;
    }
    let wanted = [
        ("todo.txt/ListCommandGroupTest.txt", TaskFileKind::TodoTxt, 19, 0),
        ("todo.txt/ListCommandTest.txt", TaskFileKind::TodoTxt, 6, 1),
        ("todo.txt/FilterTest1.txt", TaskFileKind::TodoTxt, 4, 0),
        ("taskwarrior/demo.json", TaskFileKind::Taskwarrior, 19, 0),
        ("super-productivity/legacy-full-migration-backup.json", TaskFileKind::SuperProductivity, 4, 3),
        ("super-productivity/legacy-archive-subtasks-backup.json", TaskFileKind::SuperProductivity, 2, 0),
        ("super-productivity/test-backup.json", TaskFileKind::SuperProductivity, 2, 0),
        ("todoist/basic-test.csv", TaskFileKind::Todoist, 2, 0),
        ("todoist/unicode-and-quotes.csv", TaskFileKind::Todoist, 2, 0),
    ];
    for (name, kind, open, closed) in wanted {
        let bytes = fs::read(data.join(name)).unwrap();
        assert_eq!(kind_of_tasks(&bytes), Some(kind), "{name}");
        let (workspace, report) = import(&Workspace::default(), &bytes);
        assert_eq!((report.added, report.closed, workspace.tasks.len()), (open, closed, open), "{name}");
        assert_eq!(workspace.calendars.len(), 0);
        let (again, report) = import(&workspace, &bytes);
        assert_eq!((report.added, report.updated, report.unchanged), (0, 0, open), "{name}");
        assert!(again.tasks == workspace.tasks, "{name}");
    }
}

#[test]
fn todo_txt_keeps_what_has_a_place_here() {
    let text = "(A) 2026-11-20 Call mum @phone +family due:2026-12-01 t:2026-11-30\n\
                x 2026-11-21 Done\n\
                (C) Water rec:2w id:w\nPlan url:http://x p:w +a +b\n";
    let (workspace, report) = imported(text);
    assert_eq!(report.summary(), "3 tasks added from todo.txt, 0 updated, 0 unchanged, 0 skipped, 1 already done");
    let call = task(&workspace, "Call mum");
    assert_eq!(call.due.unwrap().date.to_string(), "2026-12-01");
    assert_eq!(call.not_before.unwrap().date().to_string(), "2026-11-30");
    assert_eq!((call.important, call.created.date_naive().to_string().as_str()), (Some(true), "2026-11-20"));
    assert!(call.tags.contains("phone"));
    assert_eq!(workspace.projects[&call.project.unwrap()].title, "family");
    let water = task(&workspace, "Water");
    assert_eq!(
        water.repeat.as_ref().map(|it| (it.rrule.as_str(), it.after_completion)),
        Some(("FREQ=WEEKLY;INTERVAL=2", true))
    );
    assert_eq!(task(&workspace, "Plan url:http://x").after, [water.id].into());
    assert_eq!(
        report.details(),
        "Not carried over: priority (C), except importance (1 task)\n\
         Not carried over: second project, kept as a tag (1 task)"
    );
}

#[test]
fn taskwarrior_keeps_annotations_recurrence_and_unknown_fields() {
    let text = r#"[
        {"uuid":"t","description":"Bins","status":"recurring","recur":"weekly","due":"20261201T000000Z"},
        {"uuid":"a","description":"Bins","status":"pending","parent":"t","recur":"weekly","due":"20261201T000000Z"},
        {"uuid":"b","description":"Report","status":"waiting","depends":"a","wait":"20261130T090000Z","priority":"H",
         "tags":["work"],"project":"Big.Small","foo":"bar","estimate":"PT1H30M",
         "annotations":[{"entry":"20261120T000000Z","description":"ask Bob"}]},
        {"uuid":"c","description":"Old","status":"completed"},{"uuid":"d"}]"#;
    let (workspace, report) = imported(text);
    assert_eq!((report.added, report.closed, report.skipped.len()), (2, 1, 1));
    let bins = task(&workspace, "Bins");
    assert_eq!(bins.repeat.as_ref().unwrap().rrule, "FREQ=WEEKLY");
    assert_eq!((bins.due.unwrap().date.to_string().as_str(), bins.due.unwrap().time), ("2026-12-01", None));
    let report = task(&workspace, "Report");
    assert_eq!((report.important, report.estimate.unwrap().get()), (Some(true), 90));
    assert_eq!(report.notes, "2026-11-20 ask Bob\nfoo: bar");
    assert_eq!(report.after, [bins.id].into());
    assert_eq!(report.not_before.unwrap().to_string(), "2026-11-30 09:00:00");
}

#[test]
fn markdown_reads_only_marked_dates() {
    let text = "# Work\n- [ ] Call mum 📅 2026-12-01 ⏫ #home\n    - [ ] find number\n    - [x] charge phone\n    a note\n\
                - [x] done\n    - [ ] below\n- [ ] Second ⛔ f\n- [ ] First 🆔 f [due:: 2026-12-05]\n\
                - [ ] Read friday book (fri)\n```\n- [ ] code\n```\n";
    let (workspace, report) = imported(text);
    assert_eq!((report.added, report.closed), (4, 1));
    let call = task(&workspace, "Call mum");
    assert_eq!((call.important, call.due.unwrap().date.to_string().as_str()), (Some(true), "2026-12-01"));
    assert_eq!(
        call.steps.iter().map(|step| (step.title.as_str(), step.is_done())).collect::<Vec<_>>(),
        [("find number", false), ("charge phone", true)]
    );
    assert_eq!((call.notes.as_str(), call.tags.iter().next().unwrap().as_str()), ("a note", "home"));
    assert_eq!(task(&workspace, "Second").after, [task(&workspace, "First").id].into());
    assert_eq!(task(&workspace, "Read friday book (fri)").due, None);
}

#[test]
fn a_second_import_updates_by_id_and_keeps_own_changes() {
    let (workspace, _) = imported("Call mum @phone id:1\nStay @phone id:2\n");
    let call = task(&workspace, "Call mum").id;
    let tagged = TaskField::Tags(["phone".to_owned(), "own".to_owned()].into());
    let workspace = workspace.apply(&Action::EditTask(call, tagged), moment()).unwrap();
    let (workspace, report) = import(&workspace, b"Call mother @phone due:2026-12-01 id:1\nStay @phone id:2\nNew @x\n");
    assert_eq!((report.added, report.updated, report.unchanged), (1, 1, 1));
    let call = &workspace.tasks[&call];
    assert_eq!((call.title.as_str(), call.due.unwrap().date.to_string().as_str()), ("Call mother", "2026-12-01"));
    assert!(call.tags.contains("own"));
}

#[test]
fn hostile_files_give_an_answer() {
    for other in [
        "",
        "   ",
        "BEGIN:VCALENDAR\r\n",
        "<html>@a</html>",
        "{\"a\":1}",
        "[1,2]",
        "A letter.\nNo tasks in it.\nNone.\n",
    ] {
        assert_eq!(kind_of_tasks(other.as_bytes()), None, "{other}");
    }
    assert_eq!(kind_of_tasks(&[0, 159, 146, 150, 0, 1]), None);
    for kind in [
        TaskFileKind::Taskwarrior,
        TaskFileKind::SuperProductivity,
        TaskFileKind::Todoist,
        TaskFileKind::TickTick,
        TaskFileKind::MicrosoftToDo,
        TaskFileKind::Csv,
        TaskFileKind::Json,
    ] {
        assert!(read_as(kind, b"{\"task\": [").is_err(), "{kind:?}");
    }
    // Circles, a predecessor that is itself, a predecessor that is missing, and the same id twice.
    let text = r#"[{"uuid":"a","description":"A","depends":["b","a","x"]},{"uuid":"b","description":"B","depends":["c"]},
        {"uuid":"c","description":"C","depends":["a"]},{"uuid":"c","description":"C again"},
        {"uuid":"d","description":"\u0000\n long"}]"#;
    let (workspace, report) = imported(text);
    assert_eq!((workspace.tasks.len(), report.lost["dependency in a circle"]), (5, 2));
    let long = format!("(A) {} @x\n", "word ".repeat(50_000));
    let (workspace, _) = imported(&long);
    let long = workspace.tasks.values().next().unwrap();
    assert!(long.title.chars().count() <= 500 && long.notes.len() > 200_000);
    let deep: String = (0..2_000).map(|n| format!("{}- [ ] x{n}\n", " ".repeat(n))).collect();
    let (workspace, _) = imported(&deep);
    assert_eq!(workspace.tasks.values().next().unwrap().steps.len(), 1_999);
}

#[test]
fn an_export_comes_back_but_for_what_it_names() {
    let text = "# Work\n- [ ] Call mum 📅 2026-12-01 ⏫ #home\n    - [ ] find number\n    - [x] charge phone\n    a note\n\
                - [ ] Second ⛔ f 🛫 2026-12-02\n- [ ] First 🆔 f 🔁 every 2 weeks 📅 2026-12-05 🔽\n- [ ] Plain\n";
    let (workspace, _) = imported(text);
    for (format, lost) in [
        (TaskExportFormat::Markdown, &[][..]),
        (TaskExportFormat::TodoTxt, &["notes", "steps"][..]),
        (TaskExportFormat::Taskwarrior, &["recurrence", "steps"][..]),
        (TaskExportFormat::Org, &[][..]),
        (TaskExportFormat::Csv, &[][..]),
        (TaskExportFormat::Json, &[][..]),
    ] {
        let export = export_tasks(&workspace, format, &|local| local.and_utc());
        assert_eq!(export.lost.keys().copied().collect::<Vec<_>>(), lost, "{format:?}");
        let (back, report) = imported(&export.text);
        assert_eq!((report.added, export.count), (4, 4), "{format:?}: {}", export.text);
        for title in ["Call mum", "Second", "First", "Plain"] {
            let (old, new) = (task(&workspace, title), task(&back, title));
            assert_eq!((old.important, old.due, &old.tags), (new.important, new.due, &new.tags), "{format:?}: {title}");
            assert_eq!(old.not_before.map(|at| at.date()), new.not_before.map(|at| at.date()), "{format:?}: {title}");
            assert_eq!(old.after.len(), new.after.len(), "{format:?}: {title}");
            let project = |workspace: &Workspace, task: &Task| workspace.projects[&task.project.unwrap()].title.clone();
            assert_eq!(project(&workspace, old), project(&back, new));
            if !lost.contains(&"recurrence") {
                assert_eq!(old.repeat.as_ref().map(|it| &it.rrule), new.repeat.as_ref().map(|it| &it.rrule), "{title}");
            }
            if !lost.contains(&"notes") {
                assert_eq!(old.notes, new.notes, "{format:?}: {title}");
            }
            if !lost.contains(&"steps") {
                assert_eq!(old.steps.len(), new.steps.len(), "{format:?}: {title}");
            }
        }
    }
}

/// Returns a calendar file with these components.
fn calendar(components: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{components}END:VCALENDAR\n")
}

fn import_ics(workspace: &Workspace, text: &str) -> (Workspace, ImportReport) {
    let berlin = Tz::named("Europe/Berlin").unwrap();
    let (action, report) = import_calendar(workspace, "/todo.ics", text.as_bytes(), moment(), berlin).unwrap();
    (action.map_or_else(|| workspace.clone(), |action| workspace.apply(&action, moment()).unwrap()), report)
}

const TODOS: &str = "BEGIN:VTODO\nUID:1\nSUMMARY:Write the report\nDUE:20261201T100000Z\nDTSTART;VALUE=DATE:20261125\n\
PRIORITY:1\nCATEGORIES:work,Q4\\, late\nCATEGORIES:urgent\nESTIMATED-DURATION:PT2H\nDESCRIPTION:In two parts\\nand short\n\
LOCATION:Room 2\nX-APPLE-SORT-ORDER:1\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VTODO\n\
BEGIN:VTODO\nUID:2\nRELATED-TO:1\nSUMMARY:Draft\nSTATUS:COMPLETED\nEND:VTODO\n\
BEGIN:VTODO\nUID:3\nRELATED-TO;RELTYPE=PARENT:1\nSUMMARY:Numbers\nDUE;VALUE=DATE:20261130\nEND:VTODO\n\
BEGIN:VTODO\nUID:4\nRELATED-TO:3\nSUMMARY:Ask Bob\nEND:VTODO\n\
BEGIN:VTODO\nUID:5\nSUMMARY:Water plants\nDUE;VALUE=DATE:20261124\nRRULE:FREQ=WEEKLY;BYDAY=TU\nPRIORITY:9\nEND:VTODO\n\
BEGIN:VTODO\nUID:6\nSUMMARY:Send it\nRELATED-TO;RELTYPE=DEPENDS-ON:1\nDTSTART;TZID=America/New_York:20261130T090000\n\
DURATION:PT3H\nEND:VTODO\n\
BEGIN:VTODO\nUID:7\nSUMMARY:Old\nCOMPLETED:20261101T000000Z\nEND:VTODO\n";

#[test]
fn tasks_of_a_calendar_come_in_with_steps_dates_and_recurrence() {
    let (workspace, report) = import_ics(&Workspace::default(), &calendar(TODOS));
    assert_eq!(
        report.summary(),
        "3 tasks added from iCalendar, 0 updated, 0 unchanged, 0 skipped, 1 already done",
        "a list of tasks makes no calendar"
    );
    assert!(workspace.calendars.is_empty());
    let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let one = task(&workspace, "Write the report");
    let due = one.due.unwrap();
    assert_eq!((due.date, due.time), (date("2026-12-01"), chrono::NaiveTime::from_hms_opt(11, 0, 0)));
    assert_eq!(one.not_before.map(|at| at.date()), Some(date("2026-11-25")));
    assert_eq!((one.important, one.estimate.map(gapwise::model::Minutes::get)), (Some(true), Some(120)));
    assert_eq!(one.tags.iter().map(String::as_str).collect::<Vec<_>>(), ["Q4,-late", "urgent", "work"]);
    assert_eq!(one.notes, "In two parts\nand short\nPlace: Room 2");
    let steps: Vec<_> = one.steps.iter().map(|it| (it.title.as_str(), it.done.is_some(), it.indented)).collect();
    assert_eq!(steps, [("Draft", true, false), ("Numbers", false, false), ("Ask Bob", false, true)]);
    let plants = task(&workspace, "Water plants");
    assert_eq!(
        (plants.important, plants.repeat.as_ref().unwrap().rrule.as_str()),
        (Some(false), "FREQ=WEEKLY;BYDAY=TU")
    );
    let send = task(&workspace, "Send it");
    let due = send.due.unwrap();
    assert_eq!((due.date, due.time), (date("2026-11-30"), chrono::NaiveTime::from_hms_opt(18, 0, 0)));
    assert_eq!(send.after.iter().next(), Some(&one.id));
    let details = report.details();
    for lost in ["alarms", "fields of its program (X-...)", "dates of a task below another"] {
        assert!(details.contains(&format!("Not carried over: {lost} (1 task)")), "{lost}: {details}");
    }
}

#[test]
fn tasks_of_a_calendar_update_and_stay_beside_events() {
    let event = "BEGIN:VEVENT\nUID:e\nSUMMARY:Team\nDTSTART:20261123T100000\nEND:VEVENT\n";
    let (first, report) = import_ics(&Workspace::default(), &calendar(&format!("{event}{TODOS}")));
    assert!(report.summary().starts_with("Imported 1 event from \"todo\"; 3 tasks added from iCalendar"));
    assert_eq!((first.events.len(), first.tasks.len(), first.calendars.len()), (1, 3, 1));
    let (again, report) = import_ics(&first, &calendar(&format!("{event}{TODOS}")));
    assert_eq!(report.tasks.as_ref().map(|it| (it.added, it.updated, it.unchanged)), Some((0, 0, 3)));
    assert_eq!(again.tasks, first.tasks);
    let (renamed, report) = import_ics(&first, &calendar(&TODOS.replace("Water plants", "Water all plants")));
    assert_eq!(report.tasks.map(|it| (it.added, it.updated)), Some((0, 1)));
    assert_eq!(task(&renamed, "Water all plants").id, task(&first, "Water plants").id);
    assert_eq!(renamed.events.len(), 1, "a file without events removes none");
    let done = TODOS.replace("SUMMARY:Water plants", "SUMMARY:Water plants\nSTATUS:COMPLETED");
    let (closed, report) = import_ics(&first, &calendar(&done));
    assert_eq!((closed.tasks.len(), report.tasks.map(|it| (it.updated, it.closed))), (2, Some((1, 2))));
}

#[test]
fn odd_tasks_of_calendars_are_kept_or_named() {
    let todo = |fields: &str| format!("BEGIN:VTODO\n{fields}\nEND:VTODO\n");
    for (fields, tasks, said) in [
        ("SUMMARY:No UID", 1, ""),
        ("UID:1", 1, ""),
        ("UID:1\nSUMMARY:A\nDUE:soon", 1, "DUE is not a time"),
        ("UID:1\nSUMMARY:A\nRRULE:FREQ=SOMETIMES", 1, "it does not repeat"),
        ("UID:1\nSUMMARY:A\nRELATED-TO:1", 1, ""),
        ("UID:1\nSUMMARY:A\nRELATED-TO:2\nEND:VTODO\nBEGIN:VTODO\nUID:2\nSUMMARY:B\nRELATED-TO:1", 1, ""),
        ("UID:1\nSUMMARY:A\nSTATUS:COMPLETED\nEND:VTODO\nBEGIN:VTODO\nUID:2\nSUMMARY:B\nRELATED-TO:1", 1, ""),
        ("UID:1\nSUMMARY:A\nEND:VTODO\nBEGIN:VTODO\nUID:1\nSUMMARY:B\nSEQUENCE:2", 1, ""),
        ("UID:1\nSUMMARY:A\nDTSTART;VALUE=DATE:20261201\nDURATION:P1D\nPERCENT-COMPLETE:40", 1, "percent complete"),
        ("UID:1\nSUMMARY:A\nPERCENT-COMPLETE:100", 0, ""),
        ("UID:1\nSUMMARY:A\nSTATUS:CANCELLED", 0, ""),
        (
            "UID:1\nSUMMARY:A\nRRULE:FREQ=DAILY\nEND:VTODO\nBEGIN:VTODO\nUID:1\nSUMMARY:B\nRECURRENCE-ID:20261201",
            1,
            "changed",
        ),
    ] {
        let (workspace, report) = import_ics(&Workspace::default(), &calendar(&todo(fields)));
        assert_eq!(workspace.tasks.len(), tasks, "{fields}");
        assert!(report.details().contains(said), "{fields}: {}", report.details());
    }
    let (workspace, report) = import_ics(
        &Workspace::default(),
        "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR\n",
    );
    assert_eq!((workspace.tasks.len(), report.tasks.map(|it| it.closed)), (0, Some(1)));
}

#[test]
fn an_exported_calendar_comes_back_as_the_same_tasks() {
    let text = "# Work\n- [ ] Call mum, soon; \\ now 📅 2026-12-01 ⏫ #home\n    - [ ] find number\n        - [ ] ask Bo\n    - [x] charge phone\n\
                    a note\n- [ ] Second ⛔ f 🛫 2026-12-02\n- [ ] First 🆔 f 🔁 every 2 weeks when done 📅 2026-12-05 🔽\n- [ ] Plain\n";
    let (workspace, _) = imported(text);
    let export = ics::export_calendar(&workspace, None, moment(), Tz::UTC);
    assert!(export.lost.is_empty() && export.counts == [0, 0, 4, 0], "{:?}", export.lost);
    let (back, report) = import_ics(&Workspace::default(), &export.text);
    assert_eq!(report.summary(), "4 tasks added from iCalendar, 0 updated, 0 unchanged, 0 skipped");
    assert_eq!(report.details(), "", "nothing is lost");
    for title in ["Call mum, soon; \\ now", "Second", "First", "Plain"] {
        let (old, new) = (task(&workspace, title), task(&back, title));
        let of = |task: &Task| (task.important, task.due, task.tags.clone(), task.notes.clone(), task.after.len());
        assert_eq!(of(old), of(new), "{title}");
        let steps = |task: &Task| -> Vec<_> {
            task.steps.iter().map(|step| (step.title.clone(), step.is_done(), step.indented)).collect()
        };
        assert_eq!(steps(old), steps(new), "{title}");
        let repeats = |task: &Task| task.repeat.as_ref().map(|it| (it.rrule.clone(), it.after_completion));
        assert_eq!(repeats(old), repeats(new), "{title}");
        let project = |workspace: &Workspace, task: &Task| workspace.projects[&task.project.unwrap()].title.clone();
        assert_eq!(project(&workspace, old), project(&back, new));
    }
}
