//! The odds of a day and of due dates.

use std::collections::BTreeSet;

use gapwise::calendar::Tz;
use gapwise::model::{BlockState, Due, DueKind, Minutes, TaskId};
use gapwise::planner::Proposal;
use gapwise::planner::estimates::{EstimateHistory, Sample};
use gapwise::planner::odds::{DayOdds, PlanOdds, due_odds};

use crate::planner_day::{Day, due_at, on_monday, step};

/// Returns a history in which work always takes this share of its estimate.
fn always(percent: u32) -> EstimateHistory {
    let sample = |estimate: u32| {
        Sample::new(Minutes::new(estimate), Minutes::new(estimate * percent / 100), BTreeSet::new()).expect("a sample")
    };
    [10, 30, 100, 300].iter().flat_map(|estimate| std::iter::repeat_n(sample(*estimate), 400)).collect()
}

fn odds(day: &Day, plan: &Proposal, history: &EstimateHistory) -> Option<DayOdds> {
    DayOdds::of(&day.workspace, &day.agenda().0, plan, history, day.now)
}

fn words(odds: &DayOdds) -> String {
    odds.words(gapwise::calendar::words::Words::default())
}

/// Returns a day with a block of `minutes` for each task from nine on, one after the other.
fn blocks(hours: &[(&str, &str)], lengths: &[(&str, u32)]) -> (Day, Vec<TaskId>) {
    let mut day = Day::of(hours);
    let block = |day: &mut Day, (number, (at, minutes)): (usize, &(&str, u32))| {
        let task = day.task(&format!("Task {number}"), *minutes, |_| {});
        day.block(task, None, at, *minutes, BlockState::Planned);
        task
    };
    let tasks = lengths.iter().enumerate().map(|it| block(&mut day, it)).collect();
    (day, tasks)
}

#[test]
fn a_user_who_keeps_the_estimates_finishes_the_whole_plan_by_its_end() {
    let (day, _) = blocks(&[("09:00", "12:00")], &[("09:00", 30), ("09:30", 30), ("10:00", 30)]);
    let odds = odds(&day, &Proposal::default(), &always(100)).expect("odds");
    assert_eq!(words(&odds), "Likely to finish 3 of 3, by 10:30");
}

#[test]
fn a_user_who_takes_double_the_time_finishes_half_of_a_full_day() {
    let four = [("09:00", 30), ("09:30", 30), ("10:00", 30), ("10:30", 30)];
    let (day, tasks) = blocks(&[("09:00", "11:00")], &four);
    let odds = odds(&day, &Proposal::default(), &always(200)).expect("odds");
    assert_eq!(words(&odds), "Likely to finish 2 of 4, by 11:00");
    let percent: Vec<u32> = tasks.iter().map(|task| odds.of_work(*task, None).expect("work").percent).collect();
    assert!(percent.is_sorted_by(|a, b| a >= b) && percent[1] > 90 && percent[2] < 20, "{percent:?}");
}

#[test]
fn work_that_overruns_goes_on_after_the_event() {
    let (mut day, _) = blocks(&[("09:00", "12:00")], &[("09:00", 60)]);
    day.set(|settings| settings.buffer = Minutes::ZERO);
    day.event("Meeting", "10:00", "11:00");
    let odds = odds(&day, &Proposal::default(), &always(150)).expect("odds");
    assert_eq!(words(&odds), "Likely to finish 1 of 1, by 11:30");
}

#[test]
fn no_task_is_likely_to_be_finished_where_the_time_never_suffices() {
    let (day, _) = blocks(&[("09:00", "10:00")], &[("09:00", 60)]);
    let odds = odds(&day, &Proposal::default(), &always(300)).expect("odds");
    assert_eq!((odds.likely, odds.by, words(&odds).as_str()), (0, None, "Unlikely to finish the planned task"));
}

#[test]
fn without_own_history_the_odds_are_typical_and_say_so() {
    let (day, _) = blocks(&[("09:00", "17:00")], &[("09:00", 30), ("09:30", 30)]);
    let odds = odds(&day, &Proposal::default(), &EstimateHistory::default()).expect("odds");
    assert!(!odds.own && odds.meaning().contains("typical"));
    assert!(words(&odds).starts_with("Likely to finish about 2 of 2, by "), "{}", words(&odds));
}

#[test]
fn an_empty_plan_and_a_plan_of_parts_have_no_odds() {
    assert_eq!(odds(&Day::of(&[("09:00", "12:00")]), &Proposal::default(), &always(100)), None);
    let mut day = Day::of(&[("09:00", "12:00")]);
    let book = day.task("Book", 600, |_| {});
    day.block(book, None, "09:00", 50, BlockState::Planned);
    assert_eq!(odds(&day, &Proposal::default(), &always(100)), None);
}

#[test]
fn several_parts_that_complete_a_task_count_once() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let report = day.task("Report", 100, |_| {});
    day.block(report, None, "09:00", 50, BlockState::Planned);
    day.block(report, None, "10:00", 50, BlockState::Planned);
    let odds = odds(&day, &Proposal::default(), &always(100)).expect("odds");
    assert_eq!(words(&odds), "Likely to finish 1 of 1, by 10:50");
}

#[test]
fn suggestions_count_like_blocks_and_steps_like_tasks() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.now = on_monday("08:55");
    day.task("Report", 50, |task| task.steps = vec![step("Outline", 25), step("Draft", 25)]);
    let plan = day.plan();
    let odds = odds(&day, &plan, &always(100)).expect("odds");
    assert_eq!((odds.work.len(), odds.likely), (plan.suggestions.len(), plan.suggestions.len()));
}

#[test]
fn running_work_that_is_over_its_estimate_is_not_done_at_once() {
    let (mut day, tasks) = blocks(&[("09:00", "12:00")], &[]);
    assert!(tasks.is_empty());
    let task = day.task("Slow", 30, |_| {});
    day.block(task, None, "09:00", 30, BlockState::Running);
    day.now = on_monday("09:40");
    let odds = odds(&day, &Proposal::default(), &always(100)).expect("odds");
    assert!(odds.by.is_some_and(|by| by > day.now), "{odds:?}");
}

#[test]
fn a_due_time_within_the_day_has_its_own_chance() {
    let (mut day, tasks) = blocks(&[("09:00", "17:00")], &[("09:00", 60)]);
    let mut task = gapwise::model::Task::clone(&day.workspace.tasks[&tasks[0]]);
    due_at(&mut task, "09:30", DueKind::Soft);
    day.workspace.tasks.insert(task.id, task.into());
    let odds = odds(&day, &Proposal::default(), &always(100)).expect("odds");
    let work = odds.of_work(tasks[0], None).expect("work");
    assert!(work.percent > 90 && work.by_due.is_some_and(|percent| percent < 10), "{work:?}");
}

/// Returns the odds without a plan of the day.
fn unplanned() -> PlanOdds<'static> {
    static NOTHING: std::sync::LazyLock<Proposal> = std::sync::LazyLock::new(Proposal::default);
    PlanOdds { plan: &NOTHING, odds: None }
}

#[test]
fn work_that_is_due_today_and_left_out_is_not_called_likely_to_be_on_time() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    day.now = on_monday("08:55");
    let due = Some(Due::on(day.now.date()));
    let placed = day.task("Placed", 100, |task| task.due = due);
    let rest = day.task("Left out", 60, |task| (task.due, task.important) = (due, Some(false)));
    let thursday = Due::on(day.now.date() + chrono::Days::new(3));
    let later = day.task("Later", 60, |task| task.due = Some(thursday));
    let plan = day.plan();
    let odds = odds(&day, &plan, &always(100));
    let planned = PlanOdds { plan: &plan, odds: odds.as_ref() };
    let all = due_odds(&day.workspace, &always(100), planned, day.now, Tz::UTC);
    let of = |task| all.iter().find(|odds| odds.task == task).expect("odds").forecast;
    assert_eq!((of(rest).percent, of(rest).chance()), (1, "not finished in time by the plan of its day".into()));
    let in_time = odds.as_ref().and_then(|odds| odds.of_work(placed, None)?.by_due);
    assert_eq!(Some(of(placed).percent), in_time);
    assert!(of(placed).words().starts_with("planned in time, "), "{}", of(placed).words());
    assert!(of(later).percent > 90 && of(later).words().starts_with("fits with "), "{}", of(later).words());
}

#[test]
fn every_due_date_ahead_has_a_chance_and_the_earliest_comes_first() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let due = |days: u64| Some(Due::on(day.now.date() + chrono::Days::new(days)));
    let [later, soon, past] = [due(9), due(1), due(0).map(|it| Due { date: it.date.pred_opt().expect("a day"), ..it })];
    for (title, due) in [("Later", later), ("Soon", soon), ("Past", past), ("Never", None)] {
        day.task(title, 60, |task| task.due = due);
    }
    let odds = due_odds(&day.workspace, &always(100), unplanned(), day.now, Tz::UTC);
    let titles: Vec<_> = odds.iter().map(|odds| day.title(odds.task, None)).collect();
    assert_eq!(titles, ["Soon", "Later"]);
    assert!(odds.iter().all(|odds| odds.forecast.percent >= 90), "{odds:?}");
}

#[test]
fn what_does_not_fit_before_its_hard_due_time_has_no_chance_and_says_so() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.task("Two hours until ten", 120, |task| due_at(task, "10:00", DueKind::Hard));
    day.task("Soft", 120, |task| due_at(task, "10:00", DueKind::Soft));
    let odds = due_odds(&day.workspace, &EstimateHistory::default(), unplanned(), day.now, Tz::UTC);
    let words = |title: &str| {
        let of = odds.iter().find(|odds| day.title(odds.task, None) == title).expect("odds");
        (of.forecast.percent, of.forecast.words())
    };
    assert_eq!(words("Two hours until ten"), (0, "1 h short, so it cannot be on time".into()));
    let (percent, soft) = words("Soft");
    assert!(percent > 0 && soft.ends_with("% likely"), "{soft}");
}

#[test]
fn equal_days_have_equal_odds() {
    let (day, _) = blocks(&[("09:00", "12:00")], &[("09:00", 30), ("09:30", 60)]);
    let history = EstimateHistory::default();
    assert_eq!(odds(&day, &Proposal::default(), &history), odds(&day, &Proposal::default(), &history));
}
