//! Import of the tasks of other programs. The real files are next to the project (`../shared/data/tasks`); without them
//! that test passes and prints a line.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use gapwise::exchange::{
    TaskExportFormat, TaskFile, TaskFileContext, TaskFileKind, TaskImportReport, export_tasks, import_tasks,
    kind_of_tasks, read_tasks,
};
use gapwise::model::{Action, Task, TaskField, Workspace};

use crate::harness::moment;
use crate::quick_add::reading;

fn read_as(kind: TaskFileKind, bytes: &[u8]) -> Result<TaskFile, String> {
    let local = |at: DateTime<Utc>| at.naive_utc();
    read_tasks(kind, bytes, &reading(), &TaskFileContext { local: &local })
}

/// Imports a file whose kind its content tells.
fn import(workspace: &Workspace, bytes: &[u8]) -> (Workspace, TaskImportReport) {
    let kind = kind_of_tasks(bytes).expect("a task file");
    let (action, report) = import_tasks(workspace, kind, read_as(kind, bytes).unwrap(), moment());
    (action.map_or_else(|| workspace.clone(), |action| workspace.apply(&action, moment()).unwrap()), report)
}

fn imported(text: &str) -> (Workspace, TaskImportReport) {
    import(&Workspace::default(), text.as_bytes())
}

fn task<'a>(workspace: &'a Workspace, title: &str) -> &'a Task {
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
    for kind in [TaskFileKind::Taskwarrior, TaskFileKind::SuperProductivity, TaskFileKind::Todoist] {
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
            if lost.is_empty() {
                assert_eq!((&old.notes, old.steps.len()), (&new.notes, new.steps.len()));
            }
        }
    }
}
