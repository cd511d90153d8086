//! The weekly minimum of important work that is not urgent, in the plan of a day.

use std::ops::ControlFlow;

use ::gapwise::calendar::words::Words;
use ::gapwise::calendar::{Agenda, Tz, gaps};
use ::gapwise::model::{
    Block, BlockId, BlockState, DayHours, Due, DueKind, Minutes, Moment, TaskId, TimeRange, Urgency, day_of,
};
use ::gapwise::planner::{
    DayChange, MinimumShort, Proposal, Request, WeeklyMinimum, explain, price_minimum, propose, what_if,
};
use ::gapwise::store::save;
use chrono::{NaiveDate, TimeDelta};
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::commands::{gapwise, said};
use crate::harness::{Hands as _, open};
use crate::planner_day::{Day, due_at, on_monday, time};

/// Returns a week of five days from nine to five, with a weekly minimum in hours.
fn week(hours: u32) -> Day {
    let mut day = Day::of(&[("09:00", "17:00")]);
    day.now = on_monday("08:55");
    day.set(|settings| {
        settings.schedule_floor = Minutes::new(hours * 60);
        settings.micro_tasks = 40;
        let range = TimeRange { from: time("09:00"), to: time("17:00") };
        settings.working_hours = std::array::from_fn(|n| DayHours(if n < 5 { vec![range] } else { Vec::new() }));
    });
    day
}

/// Adds urgent work for more than a day.
fn urgent(day: &mut Day) {
    more_urgent(day, 12);
}

fn more_urgent(day: &mut Day, count: u32) {
    for n in 1..=count {
        day.task(&format!("Urgent {n}"), 50, |task| task.urgency = Urgency::Pinned(true));
    }
}

fn learn(day: &mut Day) -> TaskId {
    day.task("Learn Rust", 600, |_| {})
}

/// Asks about the day `days` after today; the plans of the dates before `from` stand in the workspace.
fn ask<T>(day: &Day, days: i64, from: i64, question: impl FnOnce(&Request) -> T) -> T {
    let here = Tz::named("Europe/Berlin").unwrap();
    let today = day_of(day.now, day.workspace.settings.day_start);
    let agenda = Agenda::of(&day.workspace, today.plus(days), here);
    let free = gaps(&agenda, &day.workspace.settings, day.now);
    let now = Moment { instant: day.now.and_utc(), local: day.now };
    let monday: NaiveDate = on_monday("00:00").date();
    let request = Request::new(&day.workspace, &agenda, &free, &day.passed, now, here);
    question(&request.in_week(monday, today.plus(from).date))
}

fn plan(day: &Day) -> Proposal {
    ask(day, 0, 0, |request| {
        let mut plan = propose(request, &mut |_| ControlFlow::Continue(()));
        price_minimum(request, &mut plan);
        plan
    })
}

fn planned(plan: &Proposal, task: TaskId) -> u32 {
    plan.suggestions.iter().filter(|it| it.task == task).map(|it| it.work.get()).sum()
}

fn minimum(plan: &Proposal) -> &WeeklyMinimum {
    plan.weekly_minimum.as_ref().expect("a share of the weekly minimum")
}

fn accept(day: &mut Day, plan: &Proposal) {
    for it in &plan.suggestions {
        let id = BlockId::derived(&format!("{} {}", it.task, it.span.start));
        let (start, minutes) = (it.span.start, it.span.minutes());
        let block = Block { id, task: it.task, step: it.step, start, minutes, state: BlockState::Planned };
        day.workspace.blocks.insert(id, block.into());
    }
}

#[test]
fn a_week_full_of_urgent_work_leaves_the_days_share_of_the_minimum() {
    let with = |hours: u32| {
        let mut day = week(hours);
        urgent(&mut day);
        let learn = learn(&mut day);
        let plan = plan(&day);
        (planned(&plan, learn), plan.weekly_minimum)
    };
    let (rest, none) = with(0);
    assert!(rest < 60 && none.is_none(), "without a minimum it gets the time that holds no urgent work: {rest}");
    let (minutes, share) = with(5);
    assert!((60..=90).contains(&minutes), "a fifth of 5 h: {minutes}");
    let share = share.expect("a share");
    assert_eq!((share.share.get(), share.missing.get(), share.short), (60, 300, None));
}

#[test]
fn work_that_is_due_today_leaves_the_share_up_to_a_piece() {
    let mut day = week(10);
    let due = Due::on(day.now.date());
    for n in 1..=12 {
        day.task(&format!("Due {n}"), 50, |task| task.due = Some(due));
    }
    let learn = learn(&mut day);
    let plan = plan(&day);
    assert!(planned(&plan, learn) > 120 - 50, "a fifth of 10 h: {:?}", day.words(&plan));
}

#[test]
fn the_price_of_the_minimum_names_the_work_that_waits() {
    let mut day = week(5);
    urgent(&mut day);
    learn(&mut day);
    let busy = plan(&day);
    let cost = minimum(&busy).cost.expect("a price");
    let words = minimum(&busy).sentences(&day.workspace).join(" ");
    assert!(
        cost.by > 0 && cost.displaced.is_some() && words.contains("Costs ") && words.contains("\"Urgent "),
        "{words}"
    );
    let mut without = week(0);
    (without.workspace.tasks, without.now) = (day.workspace.tasks.clone(), day.now);
    assert_eq!(plan(&without).value - busy.value, cost.by, "{words}");

    let mut quiet = week(5);
    learn(&mut quiet);
    let quiet_plan = plan(&quiet);
    let words = minimum(&quiet_plan).sentences(&quiet.workspace).join(" ");
    assert!(words.contains("costs nothing"), "{words}");
}

#[test]
fn a_minimum_that_is_met_changes_nothing() {
    let mut day = week(5);
    urgent(&mut day);
    let learn = learn(&mut day);
    let mut free = week(0);
    free.workspace.tasks = day.workspace.tasks.clone();
    for day in [&mut day, &mut free] {
        let id = BlockId::derived("learning");
        let start = on_monday("09:00") + TimeDelta::days(1);
        let block =
            Block { id, task: learn, step: None, start, minutes: Minutes::new(300), state: BlockState::Planned };
        day.workspace.blocks.insert(id, block.into());
    }
    assert_eq!(plan(&day), plan(&free));
}

#[test]
fn what_is_planned_today_is_not_asked_for_again() {
    let mut day = week(5);
    urgent(&mut day);
    let learn = learn(&mut day);
    let first = plan(&day);
    accept(&mut day, &first);
    let next = plan(&day);
    assert_eq!((planned(&next, learn), next.weekly_minimum), (0, None));
}

#[test]
fn a_minimum_that_nothing_is_left_for_says_so() {
    let mut day = week(5);
    urgent(&mut day);
    let bare = plan(&day);
    assert_eq!((minimum(&bare).planned, minimum(&bare).short), (Minutes::ZERO, Some(MinimumShort::NoWork)));
    let small = day.task("Read a page", 20, |_| {});
    let little = plan(&day);
    assert_eq!((planned(&little, small), minimum(&little).short), (20, Some(MinimumShort::NoWork)));
    let words = minimum(&little).sentences(&day.workspace).join(" ");
    assert!(words.contains("20 min of important") && words.contains("No more such work is left"), "{words}");
}

#[test]
fn a_minimum_without_time_says_so() {
    let mut day = week(5);
    learn(&mut day);
    day.event("Workshop", "08:00", "18:00");
    let full = plan(&day);
    assert_eq!(minimum(&full).short, Some(MinimumShort::NoTime));
    assert!(minimum(&full).sentences(&day.workspace).join(" ").ends_with("No free time is left for it."));
}

#[test]
fn a_day_off_has_no_share() {
    let mut day = week(5);
    learn(&mut day);
    for off in [5, 6] {
        let plan = ask(&day, off, off, |request| propose(request, &mut |_| ControlFlow::Continue(())));
        assert_eq!(plan.weekly_minimum, None, "{off} days after Monday, before another day off or none");
    }
}

#[test]
fn work_that_must_be_done_today_comes_before_the_minimum() {
    let mut day = week(5);
    let learn = learn(&mut day);
    let must = day.task("Must", 400, |task| due_at(task, "17:00", DueKind::Hard));
    let plan = plan(&day);
    assert_eq!(planned(&plan, must), 400);
    assert!(planned(&plan, learn) < 60, "{:?}", day.words(&plan));
    assert_eq!(minimum(&plan).short, Some(MinimumShort::NoRoom));
}

#[test]
fn the_last_day_of_the_week_takes_all_that_is_missing() {
    let mut day = week(5);
    urgent(&mut day);
    let learn = learn(&mut day);
    let friday = ask(&day, 4, 4, |request| propose(request, &mut |_| ControlFlow::Continue(())));
    assert!((300..=340).contains(&planned(&friday, learn)), "{:?}", day.words(&friday));
    let share = ask(&day, 4, 0, |request| propose(request, &mut |_| ControlFlow::Continue(())));
    assert_eq!(minimum(&share).share.get(), 60, "the days before take their shares");
}

#[test]
fn days_that_are_planned_in_a_row_reach_the_minimum_together() {
    let mut day = week(6);
    more_urgent(&mut day, 40);
    let learn = learn(&mut day);
    day.event("Workshop", "08:00", "18:00");
    let mut all = 0;
    for n in 0..5 {
        let plan = ask(&day, n, n, |request| propose(request, &mut |_| ControlFlow::Continue(())));
        all += planned(&plan, learn);
        accept(&mut day, &plan);
    }
    assert!((360..540).contains(&all), "the other days take what the full one cannot: {all}");
}

#[test]
fn a_changed_day_keeps_its_share() {
    let mut day = week(5);
    urgent(&mut day);
    let learn = learn(&mut day);
    let shown = plan(&day);
    accept(&mut day, &shown);
    day.event("Client call", "09:00", "12:00");
    let replanned = ask(&day, 0, 0, |request| what_if(request, &DayChange::Replan, &|| true)).plan;
    assert!(planned(&replanned, learn) >= 60, "{:?}", day.words(&replanned));
}

#[test]
fn the_reason_of_such_work_names_the_minimum() {
    let mut day = week(5);
    urgent(&mut day);
    let learn = learn(&mut day);
    let mut explained = plan(&day);
    ask(&day, 0, 0, |request| explain(request, &mut explained, &|| true));
    let why = &explained.suggestions.iter().find(|it| it.task == learn).expect("a suggestion").why;
    let words = why.sentences(&day.workspace, day.now.date(), Words::default());
    assert_eq!(words[0], "Important, counts towards your weekly minimum.", "{words:?}");
    assert!(why.worth.is_some_and(|worth| worth >= 0), "{why:?}");
}

#[test]
fn the_plan_on_the_command_line_tells_the_minimum() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let mut day = week(5);
    urgent(&mut day);
    learn(&mut day);
    save(&folder, &day.workspace, None).unwrap();
    let text = said(&gapwise(&folder, &["plan"]));
    let line = text.lines().find(|line| line.contains("Weekly minimum: ")).expect("a line");
    assert!(line.contains("missing this week is 1 h.") && line.contains("Costs "), "{line}");
    let json: serde_json::Value = serde_json::from_str(&said(&gapwise(&folder, &["plan", "--json"]))).unwrap();
    let minimum = &json["weekly_minimum"];
    assert_eq!((&minimum["missing_min"], &minimum["share_min"]), (&300.into(), &60.into()));
    assert!(minimum["cost"].as_i64().is_some_and(|cost| cost > 0), "{minimum}");
}

#[test]
fn the_plan_list_tells_the_minimum() {
    let mut day = week(5);
    urgent(&mut day);
    learn(&mut day);
    let mut app = open(day.workspace, vec2(1440.0, 900.0), Theme::Light);
    app.press(Modifiers::NONE, Key::P);
    assert!(app.query_by_label_contains("Weekly minimum: ").is_some());
}
