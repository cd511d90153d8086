//! Org, TickTick, Microsoft To Do, and our own CSV and JSON: imports, and exports read back.

use gapwise::app::demo_workspace;
use gapwise::exchange::{TaskExportFormat, TaskFileKind, export_tasks, kind_of_tasks};
use gapwise::model::{Action, DueKind, Minutes, Step, StepId, TaskField, TaskId, Workspace};
use proptest::prelude::*;

use crate::harness::moment;
use crate::task_imports::{import, imported, read_as, task};

#[test]
fn org_headings_come_in_with_dates_drawers_and_steps() {
    let text = "#+TITLE: Home\n#+FILETAGS: :own:\n\
        * House :home:\nsome words about the house\n\
        ** TODO [#A] Paint the door [1/2] :garden:\n\
        DEADLINE: <2026-12-01 Tue 16:00 ++2w -3d> SCHEDULED: <2026-11-28 Sat>\n\
        :PROPERTIES:\n:ID: door\n:Effort: 1:30\n:CREATED: [2026-11-20 Fri 10:00]\n:Weight: 3\n:END:\n\
        :LOGBOOK:\nCLOCK: [2026-11-20 Fri 09:40]--[2026-11-20 Fri 10:05] =>  0:25\n:END:\n\
        First the sandpaper.\n- [X] buy paint\n- [ ] sand it (15m)\n- a plain point\n\
        *** TODO Second coat\n:PROPERTIES:\n:Effort: 20\n:END:\n\
        *** DONE Primer\n\
        ** DONE Old :home:\nCLOSED: [2026-11-01 Sun]\n:PROPERTIES:\n:ID: old\n:END:\n*** TODO below a done one\n\
        ** WAITING Call the plumber\n:PROPERTIES:\n:BLOCKER: ids(door)\n:END:\n\
        #+begin_example\n,* no heading\n- [ ] no step\n#+end_example\n\
        * COMMENT ideas\n* NEXT Water the plants\nSCHEDULED: <2026-11-24 Tue .+3d/5d>\n";
    assert_eq!(kind_of_tasks(text.as_bytes()), Some(TaskFileKind::Org));
    let (workspace, report) = imported(text);
    assert_eq!(report.summary(), "3 tasks added from Org, 0 updated, 0 unchanged, 0 skipped, 1 already done");
    let door = task(&workspace, "Paint the door");
    assert_eq!((door.important, door.estimate.map(Minutes::get)), (Some(true), Some(90)));
    assert_eq!(door.due.unwrap().time.unwrap().to_string(), "16:00:00");
    assert_eq!(door.not_before.unwrap().date().to_string(), "2026-11-28");
    assert_eq!(door.repeat.as_ref().unwrap().rrule, "FREQ=WEEKLY;INTERVAL=2");
    assert_eq!(door.tags.iter().map(String::as_str).collect::<Vec<_>>(), ["garden", "home", "own"]);
    assert_eq!(workspace.projects[&door.project.unwrap()].title, "House");
    assert_eq!(door.notes, "First the sandpaper.\n- a plain point");
    let steps: Vec<_> =
        door.steps.iter().map(|it| (it.title.as_str(), it.estimate.map(Minutes::get), it.is_done())).collect();
    assert_eq!(
        steps,
        [
            ("buy paint", None, true),
            ("sand it", Some(15), false),
            ("Second coat", Some(20), false),
            ("Primer", None, true)
        ]
    );
    let plumber = task(&workspace, "Call the plumber");
    assert_eq!((plumber.after.iter().next(), plumber.notes.as_str()), (Some(&door.id), "* no heading\n- [ ] no step"));
    let plants = task(&workspace, "Water the plants");
    assert!(plants.repeat.as_ref().is_some_and(|it| it.after_completion && it.rrule == "FREQ=DAILY;INTERVAL=3"));
    let lost: Vec<&str> = report.lost.keys().map(String::as_str).collect();
    assert_eq!(lost, ["property WEIGHT", "tracked time", "warning period of a deadline"]);
    let (again, report) = import(&workspace, text.as_bytes());
    assert_eq!((report.added, report.updated, report.unchanged, again.tasks == workspace.tasks), (0, 0, 3, true));
    let closed = text.replace("** TODO [#A] Paint the door", "** DONE [#A] Paint the door");
    let (closed, report) = import(&workspace, closed.as_bytes());
    assert_eq!((closed.tasks.len(), report.updated), (2, 1), "done there is done here");
}

#[test]
fn org_files_with_their_own_keywords_are_read_by_them() {
    let text = "#+TODO: LATER(l) NOW(n) | FINISHED(f)\n* LATER Read\n* FINISHED Write\n* TODO is no keyword here\n";
    let (workspace, report) = imported(text);
    assert_eq!((workspace.tasks.len(), report.closed), (1, 1));
    assert!(workspace.tasks.values().any(|task| task.title == "Read"));
}

const TICKTICK: &str = "\u{feff}\"Date: 2026-09-25+0000\"\n\"Version: 7.1\"\n\"Status: \n0 Normal\n1 Completed\n2 Archived\"\n\
    \"Folder Name\",\"List Name\",\"Title\",\"Kind\",\"Tags\",\"Content\",\"Is Check list\",\"Start Date\",\"Due Date\",\
    \"Reminder\",\"Repeat\",\"Priority\",\"Status\",\"Created Time\",\"Completed Time\",\"Order\",\"Timezone\",\"Is All Day\",\
    \"Is Floating\",\"Column Name\",\"Column Order\",\"View Mode\",\"taskId\",\"parentId\"\n\
    \"\",\"Work\",\"Sand the door\",\"TEXT\",\"\",\"\",\"N\",\"\",\"\",\"\",\"\",\"0\",\"0\",\"\",\"\",\"2\",\"\",\"\",\"\",\"\",\"\",\"\",\"t3\",\"t1\"\n\
    \"\",\"Work\",\"Report, part 1\",\"TEXT\",\"desk, urgent\",\"First\nSecond\",\"N\",\"2026-11-30T09:00:00+0000\",\
    \"2026-12-01T12:00:00+0000\",\"TRIGGER:-PT15M\",\"RRULE:FREQ=WEEKLY;INTERVAL=1;TT_SKIP=WEEKEND\",\"5\",\"0\",\
    \"2026-09-20T10:00:00+0000\",\"\",\"1\",\"Europe/Paris\",\"false\",\"false\",\"\",\"0\",\"list\",\"t1\",\"\"\n\
    \"\",\"Inbox\",\"Trip\",\"CHECKLIST\",\"\",\"▪Passport\n▫Bag\",\"Y\",\"2026-12-04T23:00:00+0000\",\"2026-12-04T23:00:00+0000\",\
    \"\",\"\",\"3\",\"0\",\"\",\"\",\"3\",\"Europe/Paris\",\"true\",\"false\",\"\",\"\",\"\",\"t2\",\"\"\n\
    \"\",\"Inbox\",\"Old\",\"TEXT\",\"\",\"\",\"N\",\"\",\"\",\"\",\"\",\"0\",\"2\",\"\",\"\",\"4\",\"\",\"\",\"\",\"\",\"\",\"\",\"t4\",\"\"\n\
    \"\",\"Inbox\",\"Thoughts\",\"NOTE\",\"\",\"x\",\"N\",\"\",\"\",\"\",\"\",\"0\",\"0\",\"\",\"\",\"5\",\"\",\"\",\"\",\"\",\"\",\"\",\"t5\",\"\"\n\
    \"\",\"Inbox\",\"Never\",\"TEXT\",\"\",\"\",\"N\",\"\",\"\",\"\",\"\",\"0\",\"-1\",\"\",\"\",\"6\",\"\",\"\",\"\",\"\",\"\",\"\",\"t6\",\"\"\n";

#[test]
fn a_backup_of_ticktick_comes_in_with_check_lists_and_tasks_below() {
    let (workspace, report) = imported(TICKTICK);
    assert_eq!(report.summary(), "2 tasks added from TickTick, 0 updated, 0 unchanged, 0 skipped, 2 already done");
    let work = task(&workspace, "Report, part 1");
    assert_eq!((work.important, work.notes.as_str()), (Some(true), "First\nSecond"));
    assert_eq!((work.due.unwrap().date.to_string(), work.due.unwrap().time.unwrap().to_string()).0, "2026-12-01");
    assert_eq!(work.not_before.unwrap().to_string(), "2026-11-30 09:00:00");
    assert_eq!(work.repeat.as_ref().unwrap().rrule, "FREQ=WEEKLY");
    assert_eq!(
        (work.steps[0].title.as_str(), workspace.projects[&work.project.unwrap()].title.as_str()),
        ("Sand the door", "Work")
    );
    let trip = task(&workspace, "Trip");
    assert_eq!(trip.due.map(|due| (due.date.to_string(), due.time)), Some(("2026-12-05".into(), None)), "its own day");
    assert_eq!(
        trip.steps.iter().map(|it| (it.title.as_str(), it.is_done())).collect::<Vec<_>>(),
        [("Passport", true), ("Bag", false)]
    );
    assert_eq!(trip.project, None, "the inbox is no project");
    let lost: Vec<&str> = report.lost.keys().map(String::as_str).collect();
    assert_eq!(lost, ["note, not a task", "priorities low and medium", "reminder"]);
    assert_eq!(import(&workspace, TICKTICK.as_bytes()).1.unchanged, 2);
}

#[test]
fn a_circle_of_tasks_below_each_other_ends() {
    let head = "List Name,Title,Status,taskId,parentId\n";
    let (workspace, report) =
        imported(&format!("{head}A,one,0,1,2\nA,two,0,2,1\nA,three,0,3,\nA,four,0,4,3\nA,five,0,5,4\n"));
    let three = task(&workspace, "three");
    assert_eq!(
        three.steps.iter().map(|it| (it.title.as_str(), it.indented)).collect::<Vec<_>>(),
        [("four", false), ("five", true)]
    );
    assert_eq!((workspace.tasks.len(), report.closed), (1, 2));
}

#[test]
fn lists_of_microsoft_to_do_come_in_from_any_nesting() {
    let text = r#"{"value": [{"displayName": "Groceries", "tasks": [
        {"id": "a", "title": "Plan the party", "status": "notStarted", "importance": "high", "isReminderOn": true,
         "body": {"content": "with cake", "contentType": "text"}, "categories": ["Red"],
         "dueDateTime": {"dateTime": "2026-12-01T23:00:00.0000000", "timeZone": "UTC"},
         "recurrence": {"pattern": {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"]}},
         "checklistItems": [{"id": "c", "displayName": "cake", "isChecked": true}, {"displayName": "guests"}]},
        {"id": "b", "title": "Done", "status": "completed", "importance": "normal"},
        {"id": "c", "title": "Yearly", "status": "inProgress", "importance": "low",
         "recurrence": {"pattern": {"type": "relativeMonthly", "interval": 1}},
         "dueDateTime": {"dateTime": "2026-12-03T00:00:00.0000000", "timeZone": "Pacific Standard Time"}}]}]}"#;
    assert_eq!(kind_of_tasks(text.as_bytes()), Some(TaskFileKind::MicrosoftToDo));
    let (workspace, report) = imported(text);
    let party = task(&workspace, "Plan the party");
    assert_eq!(
        (party.important, party.notes.as_str(), party.due.unwrap().date.to_string()),
        (Some(true), "with cake", "2026-12-02".into())
    );
    assert_eq!(party.repeat.as_ref().unwrap().rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR");
    assert_eq!(
        party.steps.iter().map(|it| (it.title.as_str(), it.is_done())).collect::<Vec<_>>(),
        [("cake", true), ("guests", false)]
    );
    assert_eq!(workspace.projects[&party.project.unwrap()].title, "Groceries");
    assert_eq!(task(&workspace, "Yearly").due.unwrap().date.to_string(), "2026-12-03");
    assert_eq!(
        (report.closed, report.lost.keys().map(String::as_str).collect::<Vec<_>>()),
        (1, vec!["recurrence", "reminder"])
    );
    assert_eq!(import(&workspace, text.as_bytes()).1.unchanged, 2);
}

#[test]
fn json_holds_every_record_and_says_what_an_import_leaves() {
    let demo = demo_workspace(moment());
    let export = export_tasks(&demo, TaskExportFormat::Json, &|local| local.and_utc());
    assert!(export.lost.is_empty());
    let value: serde_json::Value = serde_json::from_str(&export.text).unwrap();
    let counts = [("tasks", demo.tasks.len()), ("closed", demo.closed.len()), ("events", demo.events.len())];
    for (name, count) in counts {
        assert_eq!(value[name].as_array().unwrap().len(), count, "{name}");
    }
    let (back, report) = imported(&export.text);
    assert_eq!(back.tasks.len(), demo.tasks.len());
    assert!(report.lost.contains_key("events") && report.lost.contains_key("energy"), "{:?}", report.lost);
    let newer = export.text.replacen("\"gapwise\": 1", "\"gapwise\": 2", 1);
    assert_eq!(read_as(TaskFileKind::Json, newer.as_bytes()), Err("a newer version of Gapwise wrote this file".into()));
}

#[test]
fn a_project_of_a_json_file_that_cannot_be_read_is_counted() {
    let text = r#"{"gapwise": 1, "tasks": [], "projects": [{"title": 5}]}"#;
    assert_eq!(imported(text).1.skipped.len(), 1, "{:?}", imported(text).1.skipped);
}

#[test]
fn a_spreadsheet_runs_nothing_of_a_title() {
    let (workspace, _) = imported("- [ ] =HYPERLINK(\"http://x\")\n- [ ] -2+3\n- [ ] 'quoted\n");
    let export = export_tasks(&workspace, TaskExportFormat::Csv, &|local| local.and_utc());
    assert!(
        export.text.lines().skip(1).all(|row| !row.split(',').nth(1).unwrap().starts_with(['=', '-'])),
        "{}",
        export.text
    );
    let (back, _) = imported(&export.text);
    assert_eq!(titles(&back), titles(&workspace));
}

fn titles(workspace: &Workspace) -> Vec<String> {
    let mut titles: Vec<String> = workspace.tasks.values().map(|task| task.title.clone()).collect();
    titles.sort();
    titles
}

fn words() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "TODO",
        "[#B]",
        ":tag:",
        "* x",
        "- [ ] y",
        "#+end_example",
        ":END:",
        "CLOCK: [2026-11-20 Fri]",
        "(15m)",
        "a,b",
        "\"q\"",
        "=1",
        "DEADLINE: <2026-12-01 Tue>",
        "[1/3]",
        "x",
        "é",
        "日本",
        ",* z",
        "#home",
        "<b>",
        "|",
    ]);
    prop::collection::vec(odd, 1..4).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Notes and steps of any words come back from the formats that have a place for them.
    #[test]
    fn odd_notes_and_steps_come_back(notes in prop::collection::vec(words(), 0..4), steps in prop::collection::vec(words(), 0..3)) {
        let mut workspace = imported("- [ ] One\n- [ ] Two\n").0;
        let id = task(&workspace, "One").id;
        let all: Vec<Step> =
            steps.iter().enumerate().map(|(n, title)| Step::new(StepId::derived(&n.to_string()), format!("{n} {title} end"))).collect();
        for field in [TaskField::Notes(notes.join("\n")), TaskField::Steps(all)] {
            workspace = workspace.apply(&Action::EditTask(id, field), moment()).unwrap();
        }
        for format in [TaskExportFormat::Org, TaskExportFormat::Csv, TaskExportFormat::Json] {
            let export = export_tasks(&workspace, format, &|local| local.and_utc());
            let (back, _) = imported(&export.text);
            prop_assert_eq!(titles(&back), titles(&workspace), "{:?}: {}", format, export.text);
            let (old, new) = (task(&workspace, "One"), task(&back, "One"));
            prop_assert_eq!(old.notes.trim(), new.notes.trim(), "{:?}: {}", format, export.text);
            let names = |task: &gapwise::model::Task| task.steps.iter().map(|it| it.title.clone()).collect::<Vec<_>>();
            prop_assert_eq!(names(old), names(new), "{:?}: {}", format, export.text);
        }
    }
}

#[test]
fn fields_without_a_place_are_named() {
    let mut workspace = imported("- [ ] One 📅 2026-12-01\n").0;
    let id: TaskId = task(&workspace, "One").id;
    let mut due = task(&workspace, "One").due.unwrap();
    due.kind = DueKind::Hard;
    workspace = workspace.apply(&Action::EditTask(id, TaskField::Due(Some(due))), moment()).unwrap();
    let lost = |format| export_tasks(&workspace, format, &|local| local.and_utc()).lost;
    assert!(lost(TaskExportFormat::Org).contains_key("hard due date"));
    assert!(lost(TaskExportFormat::Csv).is_empty());
    let (odd, _) = imported("- [ ] Count [1/3]\n- [ ] [#B] Letter\n- [ ] End :here:\n- [ ] TODO Plain\n");
    let export = export_tasks(&odd, TaskExportFormat::Org, &|local| local.and_utc());
    assert_eq!(export.lost.get("title that Org reads differently"), Some(&3), "{}", export.text);
}
