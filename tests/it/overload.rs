//! Important work that does not fit before it is due.

use ::gapwise::calendar::words::Words;
use ::gapwise::calendar::{Availability, Tz};
use ::gapwise::model::{Action, DayHours, Due, Moment, SessionId, TaskId, TimeRange, TimerAction, day_of};
use ::gapwise::planner::{Overload, overloads};
use ::gapwise::store::save;
use chrono::Days;
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::commands::{gapwise, said};
use crate::harness::{Hands as _, open};
use crate::planner_day::{Day, on_monday, time};

/// Returns a week of five days with four hours each, on Monday before work.
fn week() -> Day {
    let mut day = Day::of(&[("09:00", "13:00")]);
    day.now = on_monday("08:55");
    day.set(|settings| {
        let range = TimeRange { from: time("09:00"), to: time("13:00") };
        settings.working_hours = std::array::from_fn(|n| DayHours(if n < 5 { vec![range] } else { Vec::new() }));
    });
    day
}

fn due_in(day: &mut Day, title: &str, minutes: u32, days: u64) -> TaskId {
    let due = Due::on(day.now.date() + Days::new(days));
    day.task(title, minutes, |task| task.due = Some(due))
}

fn at(local: chrono::NaiveDateTime) -> Moment {
    Moment { instant: local.and_utc(), local }
}

fn found(day: &Day) -> Vec<Overload> {
    let free = Availability::of(&day.workspace, day.now, Tz::UTC);
    overloads(&day.workspace, &free, &day.workspace.worked_on_tasks(), at(day.now))
}

/// Returns ten hours and 35 minutes of important work until tomorrow, and work that does not count.
fn too_much() -> (Day, TaskId) {
    let mut day = week();
    let report = due_in(&mut day, "Report", 300, 1);
    due_in(&mut day, "Slides", 335, 1);
    due_in(&mut day, "Easy", 60, 4);
    let tomorrow = Due::on(day.now.date() + Days::new(1));
    day.task("Sort photos", 600, |task| (task.due, task.important) = (Some(tomorrow), Some(false)));
    day.task("Some day", 600, |_| {});
    (day, report)
}

#[test]
fn too_much_work_until_a_due_date_names_what_would_have_to_give() {
    let (day, report) = too_much();
    let all = found(&day);
    assert_eq!(all.len(), 1, "until Friday all of it fits: {all:?}");
    assert_eq!((all[0].needs.get(), all[0].has.get(), &all[0].gives), (635, 480, &vec![report]));
    let words = all[0].sentence(&day.workspace, day_of(day.now, day.workspace.settings.day_start), Words::default());
    let wanted = "Important work until tomorrow needs 10 h 35, you have 8 h. \"Report\" would have to give.";
    assert_eq!(words, wanted);
}

#[test]
fn work_that_fits_until_its_due_dates_says_nothing() {
    let mut day = week();
    due_in(&mut day, "Report", 300, 1);
    due_in(&mut day, "Slides", 335, 2);
    assert!(found(&day).is_empty(), "{:?}", found(&day));
}

#[test]
fn running_work_is_no_longer_needed_and_finished_work_cannot_give() {
    let mut day = week();
    let report = due_in(&mut day, "Report", 480, 1);
    let start = TimerAction::Start {
        session: SessionId::derived("s"),
        task: Some(report),
        step: None,
        title: "Report".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    day.now = on_monday("09:00");
    day.workspace = day.workspace.apply(&Action::Timer(start), at(day.now)).unwrap();
    day.now = on_monday("10:00");
    day.workspace = day.workspace.apply(&Action::Timer(TimerAction::Seen), at(day.now)).unwrap();
    assert!(found(&day).is_empty(), "{:?}", found(&day));

    let slides = due_in(&mut day, "Slides", 30, 1);
    day.workspace = day.workspace.apply(&Action::Timer(TimerAction::Finish), at(day.now)).unwrap();
    let done = due_in(&mut day, "Done but for the tick", 60, 1);
    let worked =
        [((done, None), ::gapwise::model::Minutes::new(60)), ((report, None), ::gapwise::model::Minutes::new(60))];
    let free = Availability::of(&day.workspace, day.now, Tz::UTC);
    let all = overloads(&day.workspace, &free, &worked.into_iter().collect(), at(day.now));
    assert!(all.iter().all(|it| !it.gives.contains(&done)), "{all:?}");
    assert!(all.iter().any(|it| it.gives.contains(&slides) || it.gives.contains(&report)), "{all:?}");
}

#[test]
fn a_later_due_date_follows_where_it_lacks_more() {
    let (mut day, _) = too_much();
    due_in(&mut day, "Thesis", 1200, 7);
    let lacks: Vec<u32> = found(&day).iter().map(|it| (it.needs - it.has).get()).collect();
    assert_eq!(lacks, [155, 455]);
}

#[test]
fn the_plan_tells_too_much_work_in_the_window_and_on_the_command_line() {
    let (day, _) = too_much();
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    save(&folder, &day.workspace, None).unwrap();
    let text = said(&gapwise(&folder, &["plan"]));
    assert!(text.contains("Important work until tomorrow needs 10 h 35"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&said(&gapwise(&folder, &["plan", "--json"]))).unwrap();
    assert_eq!(json["overloads"][0]["needs_min"], 635, "{json}");

    let mut app = open(day.workspace, vec2(1440.0, 900.0), Theme::Light);
    app.press(Modifiers::NONE, Key::P);
    assert!(app.query_by_label_contains("Important work until tomorrow needs 10 h 35").is_some());
}
