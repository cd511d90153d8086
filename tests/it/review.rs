//! Reviews: sums agree for any division of time, and reports invent nothing and escape user input.

use chrono::{Days, NaiveDate, TimeDelta};
use gapwise::calendar::Tz;
use gapwise::calendar::words::Words;
use gapwise::model::{
    Action, Due, Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Order, Outcome, PlanningDay, Session, SessionId,
    SessionKind, Task, TaskId, Workspace,
};
use gapwise::query::{Facts, Filter};
use gapwise::review::report::{Document, ReportScope, TrackedBy, tracked_csv};
use gapwise::review::{
    ActivityLog, DayReview, Period, PeriodReview, ReviewSource, Totals, advice, goal_progress, observations,
};
use proptest::prelude::*;

use crate::harness::moment;
use crate::history::year;

pub fn today() -> NaiveDate {
    moment().local.date()
}

pub fn source(workspace: &Workspace) -> ReviewSource<'_> {
    ReviewSource { workspace, here: Tz::UTC, now: moment().instant, without_private: false, words: Words::default() }
}

pub fn day(workspace: &Workspace, date: NaiveDate) -> PlanningDay {
    PlanningDay { date, starts: workspace.settings.day_start }
}

pub fn seconds(workspace: &Workspace, from: NaiveDate, to: NaiveDate) -> i64 {
    ActivityLog::of(&source(workspace), from, to).worked.iter().map(|it| it.seconds).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sums_agree_however_they_are_cut(
        sessions in 0u64..300, tasks in 1u64..200, back in 0u64..200, zone in prop::sample::select(vec![
            Tz::UTC, Tz::named("Asia/Kolkata").unwrap(), Tz::named("America/St_Johns").unwrap(), Tz::named("Pacific/Apia").unwrap(), Tz::named("Europe/Berlin").unwrap(),
        ])
    ) {
        let workspace = year(today(), sessions, tasks);
        let source = ReviewSource { here: zone, ..source(&workspace) };
        let period = Period::quarter(today() - Days::new(back), Words::default());
        let review = PeriodReview::of(&source, period);
        let whole: i64 = review.record.worked.iter().map(|it| it.seconds).sum();
        prop_assert_eq!(review.record.by_quadrant().iter().sum::<i64>(), whole);
        let by_day: i64 = period.days().map(|date| {
            ActivityLog::of(&source, date, date.succ_opt().unwrap()).worked.iter().map(|it| it.seconds).sum::<i64>()
        }).sum();
        prop_assert_eq!(by_day, whole);
        let heat: i64 = review.heat.iter().flatten().map(|cell| i64::from(*cell)).sum();
        prop_assert!((heat - whole).abs() <= review.record.worked.len() as i64 * 3, "{} and {}", heat, whole);
        prop_assert!(observations(&review).len() <= 3);
        for text in observations(&review) {
            prop_assert!(text.figures.chars().any(|c| c.is_ascii_digit()), "{:?} has no figures", text);
        }
        Document::of(&source, ReportScope::Period(period)).html();
    }

    /// The tiles of a day, the rows of its week, the reports of both and the spreadsheet.
    #[test]
    fn counts_agree_everywhere(sessions in 100u64..3000, tasks in 50u64..2000, back in 0u64..60) {
        let workspace = year(today(), sessions, tasks);
        let source = source(&workspace);
        let week = PeriodReview::of(&source, Period::week(today() - Days::new(back), Words::default()));
        let has = |scope, count: usize, words: &str| {
            let words = if count == 1 { words.to_owned() } else { format!("{words}s") };
            let figures = Document::of(&source, scope).figures;
            figures.iter().any(|(number, what)| *number == count.to_string() && what.starts_with(&words))
        };
        for (date, totals) in &week.days {
            let of_day = DayReview::of(&source, day(&workspace, *date));
            prop_assert_eq!(of_day.micro_tasks, totals.micro_tasks, "{}", date);
            prop_assert_eq!(of_day.finished_tasks().count(), totals.tasks);
            prop_assert_eq!((of_day.breaks, of_day.skipped), (totals.breaks, totals.skipped));
            prop_assert_eq!(of_day.interruptions.len(), totals.interruptions);
            prop_assert_eq!((of_day.total(), of_day.important()), (totals.minutes(), totals.important()));
            let scope = ReportScope::Day(of_day.day);
            prop_assert!(has(scope, totals.micro_tasks, "micro-task"), "{:?}", Document::of(&source, scope).figures);
        }
        let sum = |of: fn(&Totals) -> usize| week.days.iter().map(|(_, totals)| of(totals)).sum::<usize>();
        prop_assert_eq!(sum(|it| it.micro_tasks), week.total.micro_tasks);
        prop_assert_eq!((sum(|it| it.tasks), sum(|it| it.breaks)), (week.total.tasks, week.total.breaks));
        let scope = ReportScope::Period(week.period);
        prop_assert!(has(scope, week.total.micro_tasks, "micro-task"), "{:?}", Document::of(&source, scope).figures);
        let csv = tracked_csv(&source, week.period, TrackedBy::Day);
        for row in csv.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>()) {
            let worked = &DayReview::of(&source, day(&workspace, row[0].parse().unwrap())).worked;
            let seconds: i64 = worked.iter().map(|it| it.seconds).sum();
            let minutes: i64 = row[2].parse().unwrap();
            prop_assert!((minutes * 60 - seconds).abs() <= 60, "{}: {} s in the review", row.join(","), seconds);
        }
    }
}

/// A task that is done at 11:00 and was planned for 14:00.
#[test]
fn work_done_before_its_time_stays_in_planned_and_done() {
    let at = |hour: u32| {
        let local = today().and_hms_opt(hour, 0, 0).unwrap();
        gapwise::model::Moment { instant: local.and_utc(), local }
    };
    let mut workspace = Workspace::default();
    let step = gapwise::model::Step::new(gapwise::model::StepId::derived("part"), "Part");
    let of = |name: &str| Task::new(TaskId::derived(name), name, Order::default(), at(8).instant);
    let steps = vec![step.clone(), gapwise::model::Step::new(gapwise::model::StepId::derived("rest"), "Rest")];
    let tasks = [of("Whole"), Task { steps, ..of("Stepwise") }, of("Tomorrow")];
    for (hour, task) in (14..).zip(&tasks) {
        let step = task.steps.first().map(|step| step.id);
        let start = at(hour).local + Days::new(u64::from(task.title == "Tomorrow"));
        let block = gapwise::model::Block {
            id: gapwise::model::BlockId::derived(&task.title),
            task: task.id,
            step,
            start,
            minutes: Minutes::new(30),
            state: gapwise::model::BlockState::Planned,
        };
        workspace = workspace.apply(&Action::AddTask(Box::new(task.clone())), at(8)).unwrap();
        workspace = workspace.apply(&Action::AddBlock(block), at(8)).unwrap();
    }
    let tick = Action::EditStep(tasks[1].id, step.id, gapwise::model::StepEdit::Done(true));
    let closed = [Action::CloseTask(tasks[0].id, Outcome::Done), tick, Action::CloseTask(tasks[2].id, Outcome::Done)];
    for action in closed {
        workspace = workspace.apply(&action, at(11)).unwrap();
    }
    assert!(workspace.blocks.is_empty() && workspace.check().is_ok(), "their time is free again");
    let source = ReviewSource { now: at(20).instant, ..source(&workspace) };
    let review = DayReview::of(&source, day(&workspace, today()));
    let told: Vec<_> = review.planned.iter().map(|it| (it.title.as_str(), it.became)).collect();
    assert_eq!(told, [("Whole", gapwise::review::BlockOutcome::Done), ("Part", gapwise::review::BlockOutcome::Done)]);
    assert!(review.left.is_empty());
    assert_eq!(PeriodReview::of(&source, Period::week(today(), Words::default())).blocks, (2, 2));
}

#[test]
fn tracked_time_is_all_there_and_counted_once() {
    let workspace = year(today(), 300, 200);
    let focus = workspace.sessions.values().filter(|it| it.kind == SessionKind::Focus);
    let tracked: i64 = focus.map(|it| it.worked(moment().instant).num_seconds()).sum();
    let from = today() - Days::new(370);
    let record = ActivityLog::of(&source(&workspace), from, today() + Days::new(1));
    let timed: i64 = record.worked.iter().filter(|it| it.tracked).map(|it| it.seconds).sum();
    assert_eq!(timed, tracked);
}

#[test]
fn an_empty_log_says_nothing() {
    let workspace = Workspace::default();
    let source = source(&workspace);
    let review = PeriodReview::of(&source, Period::week(today(), Words::default()));
    assert!(review.is_empty());
    assert_eq!(observations(&review), []);
    assert_eq!(advice(&source, &review), []);
    assert!(DayReview::of(&source, day(&workspace, today())).is_empty());
    for scope in
        [ReportScope::Day(day(&workspace, today())), ReportScope::Period(Period::week(today(), Words::default()))]
    {
        assert!(Document::of(&source, scope).markdown().contains("0 min"));
    }
}

/// Adds a task with a session of work from `hour` on.
pub fn work(workspace: &Workspace, n: u32, date: NaiveDate, hour: u32, minutes: i64, done: bool) -> Workspace {
    let id = TaskId::derived(&format!("work {date} {n}"));
    let start = date.and_hms_opt(hour, (n % 4) * 12, 0).unwrap().and_utc();
    let at = gapwise::model::Moment { instant: start, local: start.naive_utc() };
    let mut task = Task::new(id, format!("Piece {n}"), Order::default(), start);
    (task.important, task.estimate) = (Some(true), Some(Minutes::new(10)));
    let mut next = workspace.apply(&Action::AddTask(Box::new(task)), at).unwrap();
    let session = SessionId::derived(&format!("work {date} {n}"));
    let end = start + TimeDelta::minutes(minutes);
    let session = Session { task: Some(id), end: Some(end), ..Session::new(session, start) };
    let later = gapwise::model::Moment { instant: end, local: end.naive_utc() };
    next = next.apply(&Action::AddSession(Box::new(session)), later).unwrap();
    if done { next.apply(&Action::CloseTask(id, Outcome::Done), later).unwrap() } else { next }
}

#[test]
fn mornings_are_seen_only_where_there_are_enough_of_them() {
    let monday = Period::week(today(), Words::default()).from - Days::new(7);
    let mut workspace = Workspace::default();
    for n in 0..9 {
        workspace = work(&workspace, n, monday + Days::new(u64::from(n / 4)), 9, 10, true);
    }
    let review = |workspace: &Workspace| PeriodReview::of(&source(workspace), Period::week(monday, Words::default()));
    assert!(observations(&review(&workspace)).iter().all(|it| !it.text.contains("Mornings")));
    for n in 9..14 {
        workspace = work(&workspace, n, monday + Days::new(3), if n < 12 { 10 } else { 15 }, 10, true);
    }
    let seen = observations(&review(&workspace));
    let mornings = seen.iter().find(|it| it.text.starts_with("Mornings")).expect("12 of 14 are before noon");
    assert_eq!(
        (mornings.text.as_str(), mornings.figures.as_str()),
        ("Mornings: 86 % of your finished micro-tasks.", "12 of 14 micro-tasks before 12:00")
    );
}

#[test]
fn what_takes_twice_as_long_is_said_so() {
    let monday = Period::week(today(), Words::default()).from - Days::new(7);
    let mut workspace = Workspace::default();
    for n in 0..9 {
        let hour = 9 + n / 4 * 3;
        workspace = work(&workspace, n % 2 + n / 4 * 8, monday + Days::new(u64::from(n)), hour, 20, true);
    }
    let review = PeriodReview::of(&source(&workspace), Period { from: monday, to: monday + Days::new(9) });
    assert_eq!(review.estimates.len(), 9);
    assert!(observations(&review).iter().any(|it| it.text == "Tasks take about 2.0 times your estimate."));
}

#[test]
fn goals_count_by_tag_and_by_task() {
    let mut workspace = work(&Workspace::default(), 0, today(), 8, 25, true);
    let id = TaskId::derived(&format!("work {} 0", today()));
    let mut closed = gapwise::model::ClosedTask::clone(&workspace.closed[&id]);
    closed.task.tags.insert("thesis".into());
    workspace.closed.insert(id, closed.into());
    for (n, target) in [GoalTarget::Minutes(Minutes::new(100)), GoalTarget::MicroTasks(4)].into_iter().enumerate() {
        let goal = Goal {
            id: GoalId::derived(&n.to_string()),
            title: format!("Goal {n}"),
            target,
            period: GoalPeriod::Week,
            tag: Some("thesis".into()),
            created: moment().instant,
            archived: None,
        };
        workspace.goals.insert(goal.id, goal.into());
    }
    let mut progress: Vec<_> =
        goal_progress(&source(&workspace), today()).iter().map(gapwise::review::GoalProgress::words).collect();
    progress.sort();
    assert_eq!(progress, ["1 of 4 micro-tasks this week", "25 min of 1 h 40 this week"]);
}

#[test]
fn a_week_begins_on_the_first_day_of_the_locale() {
    let monday: NaiveDate = "2026-11-23".parse().unwrap();
    let sunday = monday - Days::new(1);
    let mut workspace = year(monday, 3000, 5000);
    let goal = Goal {
        id: GoalId::derived("deep"),
        title: "Deep work".into(),
        target: GoalTarget::Minutes(Minutes::new(600)),
        period: GoalPeriod::Week,
        tag: None,
        created: monday.and_hms_opt(0, 0, 0).unwrap().and_utc(),
        archived: None,
    };
    workspace.goals.insert(goal.id, goal.into());
    let now = monday.and_hms_opt(23, 0, 0).unwrap().and_utc();
    let done = |locale| {
        let source = ReviewSource { now, words: Words::of_locale(locale), ..source(&workspace) };
        goal_progress(&source, monday)[0].done
    };
    assert!(seconds(&workspace, sunday, monday) > 600, "work on Sunday");
    assert!(done("en_US") > done("de_DE"), "Sunday belongs to the American week of Monday");
    assert_eq!(Period::week(monday, Words::of_locale("en_US")), Period { from: sunday, to: sunday + Days::new(7) });
    let fits = |locale| {
        let new = Task::new(TaskId::derived("t"), "Draft", Order::default(), now);
        let task = Task { due: Some(Due::on(sunday + Days::new(7))), ..new };
        let facts = Facts { today: monday, words: Words::of_locale(locale), left: Minutes::new(10), waits: false };
        Filter::parse("due:week").fits(&task, facts)
    };
    assert_eq!((fits("en_US"), fits("de_DE")), (false, true), "the next Sunday begins another week there");
}

#[test]
fn sessions_of_one_length_are_not_said_to_be_shorter() {
    let monday = Period::week(today(), Words::default()).from - Days::new(7);
    let mut workspace = Workspace::default();
    let says = |workspace: &Workspace| {
        let review = PeriodReview::of(&source(workspace), Period::week(monday, Words::default()));
        observations(&review).iter().any(|it| it.text.starts_with("Half of your sessions"))
    };
    for n in 0..12 {
        workspace = work(&workspace, n % 4, monday + Days::new(u64::from(n / 4)), 9, 10, false);
    }
    assert!(!says(&workspace));
}

#[test]
fn a_week_that_goes_on_is_compared_up_to_the_same_time() {
    let monday = today() - Days::new(7);
    let mut workspace = work(&Workspace::default(), 0, monday, 8, 10, true);
    workspace = work(&workspace, 1, monday, 11, 10, true);
    workspace = work(&workspace, 0, monday + Days::new(2), 9, 10, true);
    let review = PeriodReview::of(&source(&workspace), Period::week(today(), Words::default()));
    assert!(review.so_far);
    assert_eq!(review.before.minutes().get(), 10, "of the Monday before up to 09:40");
    let whole = PeriodReview::of(&source(&workspace), Period::week(monday, Words::default()));
    assert!(!whole.so_far);
    assert_eq!(whole.total.minutes().get(), 30);
}

#[test]
fn what_a_task_took_is_the_work_on_all_its_steps() {
    let mut workspace = work(&Workspace::default(), 0, today(), 8, 25, true);
    let session = Session::clone(workspace.sessions.values().next().unwrap());
    let step = Some(gapwise::model::StepId::derived("a step"));
    let start = session.start - TimeDelta::minutes(30);
    let other = Session { id: SessionId::derived("other"), step, start, end: Some(session.start), ..session };
    workspace.sessions.insert(other.id, other.into());
    let review = PeriodReview::of(&source(&workspace), Period::week(today(), Words::default()));
    assert_eq!(review.estimates[0].actual.get(), 55);
}

#[test]
fn a_goal_without_a_tag_counts_all_that_is_done() {
    let mut workspace = work(&Workspace::default(), 0, today(), 8, 25, true);
    let goal = Goal {
        id: GoalId::derived("all"),
        title: "Deep work".into(),
        target: GoalTarget::Minutes(Minutes::new(300)),
        period: GoalPeriod::Week,
        tag: None,
        created: moment().instant,
        archived: None,
    };
    let named = GoalId::derived("named");
    workspace.goals.insert(named, Goal { id: named, ..goal.clone() }.into());
    workspace.goals.insert(goal.id, goal.clone().into());
    let mut task = Task::new(TaskId::derived("names"), "Names", Order::default(), moment().instant);
    task.goal = Some(named);
    workspace.tasks.insert(task.id, task.into());
    let done =
        |id: GoalId| goal_progress(&source(&workspace), today()).into_iter().find(|it| it.id == id).unwrap().done;
    assert_eq!(done(goal.id), 25);
    assert_eq!(done(named), 0, "one that a task names counts what names it");
}

#[test]
fn only_the_part_outside_the_working_hours_is_advised() {
    let mut workspace = Workspace::default();
    for n in 0..10 {
        let date = today() - Days::new(14) + Days::new(n % 5 + n / 5 * 7);
        workspace = work(&workspace, 0, date, 16, 30, false);
        let start = date.and_hms_opt(17, 20, 0).unwrap().and_utc();
        let id = SessionId::derived(&format!("late {date}"));
        let session = Session { end: Some(start + TimeDelta::minutes(40)), ..Session::new(id, start) };
        workspace.sessions.insert(id, session.into());
    }
    let source = source(&workspace);
    let review = PeriodReview::of(&source, Period { from: today() - Days::new(14), to: today() });
    let found = advice(&source, &review);
    let hours = found.iter().find(|it| it.text.starts_with("Count")).expect("work after hours");
    assert_eq!(hours.text, "Count 17:30 to 18:00 as working time on weekdays");
    assert!(hours.effect.starts_with("5 h of your work"), "{}", hours.effect);
}

#[test]
fn a_week_is_told_the_same_by_itself_and_from_the_next() {
    let workspace = year(today(), 3000, 500);
    let week = |date| PeriodReview::of(&source(&workspace), Period::week(date, Words::default()));
    let (before, last) = (week(today() - Days::new(14)), week(today() - Days::new(7)));
    assert_eq!(last.before.minutes(), before.total.minutes());
    let report = Document::of(&source(&workspace), ReportScope::Period(before.period)).markdown();
    assert!(report.contains(&format!("of {}.", before.total.minutes())), "the hours name the same sum");
}

/// A forgotten timer: 171 h were reported.
#[test]
fn an_open_session_counts_up_to_its_last_heartbeat() {
    let start: chrono::DateTime<chrono::Utc> = "2026-11-16T08:00:00Z".parse().unwrap();
    let mut session = Session::new(SessionId::derived("forgotten"), start);
    (session.title, session.seen) = ("Forgotten".into(), Some(start + TimeDelta::hours(1)));
    let mut workspace = Workspace::default();
    workspace.sessions.insert(session.id, session.into());
    let now = start + TimeDelta::days(7);
    let source = ReviewSource { now, ..source(&workspace) };
    let [from, to] = ["2026-11-16", "2026-11-23"].map(|date| date.parse().unwrap());
    let review = PeriodReview::of(&source, Period { from, to });
    assert_eq!(review.total.minutes(), Minutes::new(60));
    let day = gapwise::model::day_of(start.naive_utc(), workspace.settings.day_start);
    assert_eq!(DayReview::of(&source, day).total(), Minutes::new(60));
}
