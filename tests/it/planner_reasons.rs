//! Reasons agree with a new plan without the limits that they name.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use gapwise::calendar::words::Words;
use gapwise::model::{Block, BlockId, BlockState, Due, DueKind, Fullness, Minutes, Task, TaskId};
use gapwise::planner::{LimitRule, Proposal, Suggestion, WhyNot, next_best};
use proptest::prelude::*;

use crate::planner_day::{Day, any_day, cases, due_at, minor, on_monday};

fn copy(day: &Day) -> Day {
    Day { workspace: day.workspace.clone(), now: day.now, passed: day.passed.clone() }
}

/// Returns the day without the limits on work and micro-tasks.
fn without_limits(day: &Day) -> Day {
    let mut free = copy(day);
    free.set(|settings| (settings.fullness, settings.micro_tasks) = (Fullness::Full, 1_000));
    free
}

/// Returns the day with all suggestions accepted but one, whose task is skipped with those that wait for it.
fn around(day: &Day, plan: &Proposal, gone: &Suggestion) -> Day {
    let mut other = without_limits(day);
    let mut skipped = BTreeSet::from([gone.task]);
    while let Some(next) = day
        .workspace
        .tasks
        .values()
        .find(|task| !skipped.contains(&task.id) && task.after.iter().any(|before| skipped.contains(before)))
    {
        skipped.insert(next.id);
    }
    for (n, it) in plan.suggestions.iter().filter(|it| !skipped.contains(&it.task)).enumerate() {
        let (id, minutes) = (BlockId::derived(&format!("accepted {n}")), it.span.minutes());
        let block =
            Block { id, task: it.task, step: it.step, start: it.span.start, minutes, state: BlockState::Planned };
        other.workspace.blocks.insert(id, block.into());
    }
    let others = plan.suggestions.iter().filter(|it| it.task == gone.task && it.span != gone.span);
    for it in others.filter(|it| it.span.start < gone.span.start) {
        let clock = |at: chrono::NaiveDateTime| at.format("%H:%M").to_string();
        other.event(&format!("Part {}", it.span.start), &clock(it.span.start), &clock(it.span.end));
    }
    for id in skipped {
        let task = Task { not_now: Some(day.now.date()), ..Task::clone(&day.workspace.tasks[&id]) };
        other.workspace.tasks.insert(id, Arc::new(task));
    }
    other
}

/// Returns the day with one open task.
fn only(day: &Day, task: TaskId) -> Day {
    let mut other = copy(day);
    let (tasks, blocks) = (day.workspace.tasks.clone(), day.workspace.blocks.clone());
    other.workspace.tasks = tasks.into_iter().filter(|(id, _)| *id == task).collect();
    other.workspace.blocks = blocks.into_iter().filter(|(_, block)| block.task == task).collect();
    for block in day.workspace.blocks.values().filter(|block| block.task != task) {
        let from = block.start.format("%H:%M").to_string();
        other.event(&format!("Block {from}"), &from, &block.span().end.format("%H:%M").to_string());
    }
    other
}

fn work_on(plan: &Proposal, task: TaskId) -> Minutes {
    plan.suggestions.iter().filter(|it| it.task == task).map(|it| it.work).sum()
}

/// Says why the reasons of a suggestion are not true.
fn untrue(day: &Day, plan: &Proposal, it: &Suggestion) -> Option<String> {
    if it.why.alone {
        let fits = around(day, plan, it).plan().suggestions.into_iter().find(|other| other.span.overlaps(it.gap));
        if let Some(fits) = fits {
            return Some(format!("nothing else fits, but {} does", day.title(fits.task, fits.step)));
        }
    }
    if let Some(second) = it.why.runner_up {
        let next = day.with_request(None, |request| next_best(request, plan, (it.task, it.step), it.span));
        let known = |other: &Suggestion| (other.task, other.step) == (second.task, second.step);
        if !next.suggestions.iter().any(known) {
            return Some(format!("{} is not next", day.title(second.task, second.step)));
        }
        if !it.why.factors.must_today && plan.value - next.value != second.less {
            return Some(format!("{} costs {}, not {}", second.task, plan.value - next.value, second.less));
        }
    }
    match it.why.limit.as_ref().map(|limit| &limit.rule) {
        Some(LimitRule::GapEnds { at, .. }) if *at != it.gap.end => Some(format!("the gap does not end at {at}")),
        Some(LimitRule::MicroTasks { most })
            if plan.suggestions.len() + day.workspace.blocks.len() < *most as usize =>
        {
            Some(format!("there are less than {most} micro-tasks"))
        }
        _ => None,
    }
}

/// Says why the reason for leaving work out is not true.
fn untrue_left_out(day: &Day, plan: &Proposal, task: TaskId, why: &WhyNot) -> Option<String> {
    let alone = || only(day, task);
    let placed = |day: &Day| work_on(&day.plan(), task);
    let (_, gaps) = day.agenda();
    let longest = gaps.iter().map(|gap| gap.span.minutes()).max().unwrap_or_default();
    let fits = match why {
        WhyNot::TooLong { needs, breaks, longest: said } => {
            *said > longest || *needs + *breaks <= *said || !placed(&without_limits(&alone())).is_zero()
        }
        WhyNot::TooLate { needs, left, in_one_go, .. } => {
            needs <= left || placed(&without_limits(&alone())) > if *in_one_go { Minutes::ZERO } else { *left }
        }
        WhyNot::NoGap => longest >= Minutes::new(10),
        WhyNot::WaitsUntil(at) => day.workspace.blocks.values().all(|block| block.span().end != *at),
        WhyNot::OutsideHours | WhyNot::NotBefore => !placed(&without_limits(&alone())).is_zero(),
        WhyNot::Limited(rule) => {
            let few = |most: u32| day.workspace.blocks.len() < most as usize;
            matches!(rule, LimitRule::MicroTasks { most } if few(*most)) || placed(&without_limits(&alone())).is_zero()
        }
        WhyNot::WorthLess { .. } => {
            let others = !plan.suggestions.is_empty() || !day.workspace.blocks.is_empty();
            !others || placed(&without_limits(&alone())).is_zero()
        }
        WhyNot::WaitsFor(before) => !day.workspace.tasks.contains_key(before),
        WhyNot::Planned => day.workspace.blocks.values().all(|block| block.task != task),
        WhyNot::Eliminate | WhyNot::NotNow | WhyNot::Delegated | WhyNot::PushesOutMust => false,
    };
    fits.then(|| format!("{} is left out with {why:?}", day.title(task, None)))
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn a_reason_is_true_or_not_given(day in any_day()) {
        let plan = day.explained();
        for it in &plan.suggestions {
            let title = day.title(it.task, it.step);
            prop_assert_eq!(untrue(&day, &plan, it), None, "{} {}: {:?}", it.span.start, title, it.why);
        }
        for left in plan.left_out.iter().take(10) {
            prop_assert_eq!(untrue_left_out(&day, &plan, left.task, &left.why), None);
        }
    }
}

fn sentences(day: &Day, at: usize) -> Vec<String> {
    day.explained().suggestions[at].why.sentences(&day.workspace, day.now.date(), Words::default())
}

#[test]
fn nothing_else_fits_is_said_only_of_what_is_alone() {
    let mut day = Day::of(&[("09:00", "09:30")]);
    day.task("Half an hour", 30, |_| {});
    assert!(sentences(&day, 0).contains(&"Nothing else to plan fits here.".to_owned()));
    day.task("Long", 45, |_| {});
    assert!(sentences(&day, 0).contains(&"Nothing else to plan fits here.".to_owned()));
    day.task("Short", 5, minor);
    day.set(|settings| settings.micro_tasks = 1);
    assert!(sentences(&day, 0).contains(&"Next in line: \"Short\".".to_owned()), "{:?}", sentences(&day, 0));
    day.task("Short too", 5, minor);
    day.set(|settings| settings.micro_tasks = 12);
    assert!(sentences(&day, 0).contains(&"Next in line: \"Short\" and 1 more.".to_owned()), "{:?}", sentences(&day, 0));
}

#[test]
fn the_plan_of_tomorrow_says_due_tomorrow() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.task("Report", 30, |task| due_at(task, "11:00", DueKind::Hard));
    let why = &day.explained().suggestions[0].why;
    let sunday = on_monday("09:00").date().pred_opt().unwrap();
    assert_eq!(why.reason(day.now.date(), Words::default()), "Important, must be done today by 11:00");
    assert_eq!(why.reason(sunday, Words::default()), "Important, must be done tomorrow by 11:00");
}

#[test]
fn work_that_no_gap_holds_with_its_breaks_says_so() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    let long = day.task("Long", 115, |task| task.split = gapwise::model::Split::Whole);
    let why = day.why_left_out(&day.plan(), long).unwrap().sentence(&day.workspace, Words::default());
    assert_eq!(why, "Needs 1 h 55 in one go and 10 min of breaks. The longest free time for it is 2 h.");
}

#[test]
fn work_that_the_share_of_the_day_does_not_hold_is_not_less_pressing() {
    let mut day = Day::of(&[("09:00", "09:30")]);
    day.set(|settings| settings.fullness = Fullness::Light);
    let task = day.task("Half an hour", 30, |task| task.split = gapwise::model::Split::Whole);
    let plan = day.plan();
    assert!(plan.suggestions.is_empty());
    let why = day.why_left_out(&plan, task).unwrap().sentence(&day.workspace, Words::default());
    assert_eq!(why, "At most 50 % of your free time is planned.");
}

#[test]
fn left_out_work_that_is_due_comes_first_then_important_work_by_due_date() {
    let mut day = Day::of(&[]);
    let due = |days: i64| Some(Due::on(day.now.date() + TimeDelta::days(days)));
    let tasks = [
        ("Some day", None, None),
        ("Important, no date", Some(true), None),
        ("Important, Thursday", Some(true), due(3)),
        ("Other, tomorrow", Some(false), due(1)),
        ("Important, tomorrow", Some(true), due(1)),
        ("Other, today", None, due(0)),
        ("Other, overdue", None, due(-2)),
        ("Important, today", Some(true), due(0)),
    ];
    for (title, important, due) in tasks {
        day.task(title, 30, |task| (task.important, task.due) = (important, due));
    }
    let plan = day.plan();
    let titles: Vec<_> = plan.left_out.iter().map(|left| day.title(left.task, left.step)).collect();
    let wanted = [
        "Important, today",
        "Other, overdue",
        "Other, today",
        "Important, tomorrow",
        "Important, Thursday",
        "Important, no date",
        "Other, tomorrow",
        "Some day",
    ];
    assert_eq!(titles, wanted);
}
