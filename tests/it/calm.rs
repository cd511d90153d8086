//! Calm changes of plan: work keeps its order, moves up into free time, and keeps its breaks.

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Block, BlockId, BlockState, Due, DueKind, Minutes, Span, Split, Task, Workspace};
use gapwise::planner::{DayChange, PlanDiff, PlanEntry, what_if};
use gapwise::ui::Intent;

use proptest::prelude::*;

use crate::harness::{App, Hands as _, at, open};
use crate::planner_day::{Day, any_day, cases, due_at, minor, on_monday};
use crate::ui_rhythm::planned;

const PLANNED: BlockState = BlockState::Planned;

/// Returns a Monday morning with these blocks, each of a task of its own.
fn morning(blocks: &[(&str, &str, u32)]) -> Day {
    let mut day = Day::of(&[("09:00", "12:00")]);
    for (title, from, minutes) in blocks {
        let task = day.task(title, *minutes, |_| {});
        day.block(task, None, from, *minutes, PLANNED);
    }
    day.now = on_monday("09:00");
    day
}

fn answer(day: &Day, change: &DayChange) -> PlanDiff {
    day.with_request(None, |request| what_if(request, change, &|| true)).diff
}

/// Returns "09:00 Title" for each entry of the changed plan.
fn plan_words(day: &Day, diff: &PlanDiff) -> Vec<String> {
    let moved = diff.moved.iter().map(|(entry, _)| entry);
    let mut all: Vec<_> = diff.kept.iter().chain(moved).chain(&diff.new).collect();
    all.sort_unstable();
    let words = |it: &&PlanEntry| format!("{} {}", it.span.start.format("%H:%M"), day.title(it.task, it.step));
    all.iter().map(words).collect()
}

#[test]
fn running_late_delays_work_in_its_order_and_leaves_the_rest() {
    let day = morning(&[("One", "09:00", 45), ("Two", "09:50", 45), ("Three", "11:15", 30)]);
    let late = answer(&day, &DayChange::Late(Minutes::new(20)));
    assert_eq!(plan_words(&day, &late), ["09:20 One", "10:10 Two", "11:15 Three"]);
}

#[test]
fn work_after_a_cancelled_meeting_moves_up_in_its_order() {
    let mut day = morning(&[("One", "10:00", 45), ("Two", "10:50", 45)]);
    let meeting = day.event("Meeting", "09:00", "10:00");
    day.workspace.events.remove(&meeting);
    let replanned = answer(&day, &DayChange::Replan);
    assert_eq!(plan_words(&day, &replanned), ["09:00 One", "09:50 Two"]);
}

#[test]
fn work_after_a_new_meeting_moves_behind_it_and_the_rest_stays() {
    let day = morning(&[("One", "09:00", 45), ("Two", "09:50", 30), ("Three", "11:30", 30)]);
    let meeting = answer(&day, &DayChange::NewEvent(Span::new(on_monday("09:45"), on_monday("10:15"))));
    assert_eq!(plan_words(&day, &meeting), ["09:00 One", "10:20 Two", "11:30 Three"]);
}

#[test]
fn work_of_a_block_longer_than_the_rhythm_keeps_its_order() {
    let mut day = Day::of(&[("09:00", "17:30")]);
    let report = day.task("Report", 90, minor);
    day.block(report, None, "09:00", 90, PLANNED);
    let call = day.task("Call", 25, minor);
    day.block(call, None, "10:35", 25, PLANNED);
    day.now = on_monday("09:00");
    let late = answer(&day, &DayChange::Late(Minutes::new(30)));
    assert_eq!(plan_words(&day, &late), ["09:30 Report", "10:25 Report", "11:10 Call"], "{late:?}");
}

fn hard_until(text: &'static str) -> impl Fn(&mut Task) {
    move |task| {
        minor(task);
        due_at(task, text, DueKind::Hard);
    }
}

#[test]
fn blocks_make_way_for_work_that_must_be_done_today_though_no_block_is_hit() {
    let mut day = morning(&[("Reading", "10:00", 45)]);
    day.task("Form", 30, hard_until("11:00"));
    let meeting = answer(&day, &DayChange::NewEvent(Span::new(on_monday("09:00"), on_monday("09:55"))));
    assert_eq!(plan_words(&day, &meeting), ["10:00 Form", "10:35 Reading"]);
}

#[test]
fn blocks_make_way_for_work_that_must_be_done_today_beside_a_block_that_is_hit() {
    let mut day = morning(&[("Short", "09:30", 25), ("Reading", "10:00", 45)]);
    day.task("Form", 30, hard_until("11:00"));
    day.task("Writing", 40, |_| {});
    let meeting = answer(&day, &DayChange::NewEvent(Span::new(on_monday("09:00"), on_monday("09:55"))));
    assert_eq!(plan_words(&day, &meeting), ["10:00 Short", "10:30 Form", "11:05 Reading"]);
}

#[test]
fn work_that_must_be_done_today_and_stands_after_hours_moves_nothing() {
    let mut day = morning(&[("Now", "09:00", 45), ("Reading", "10:00", 45)]);
    let form = day.task("Form", 30, hard_until("23:00"));
    day.block(form, None, "19:00", 30, PLANNED);
    let meeting = answer(&day, &DayChange::NewEvent(Span::new(on_monday("11:15"), on_monday("11:30"))));
    assert_eq!(plan_words(&day, &meeting), ["09:00 Now", "10:00 Reading", "19:00 Form"]);
}

#[test]
fn an_imminent_block_makes_way_for_work_that_must_be_done_today() {
    let mut day = morning(&[("Reading", "09:10", 45)]);
    day.task("Form", 30, hard_until("10:00"));
    let meeting = answer(&day, &DayChange::NewEvent(Span::new(on_monday("10:30"), on_monday("11:00"))));
    assert_eq!(plan_words(&day, &meeting), ["09:00 Form", "09:35 Reading"]);
}

/// Returns the minutes of work with a hard due time today that entries finish in time, and the finished overdue tasks.
fn pressing(day: &Day, entries: &[PlanEntry]) -> (u32, usize) {
    let due = |task: &Task| task.due.map(|due| due.instant(day.workspace.settings.day_start));
    let end = on_monday("04:00") + TimeDelta::days(1);
    let open = day.workspace.tasks.values();
    let planned = |task: &Task, until: NaiveDateTime| -> u32 {
        let of_task = entries.iter().filter(|it| it.task == task.id && it.span.end <= until);
        of_task.map(|it| it.span.minutes().get()).sum()
    };
    let (mut must, mut overdue) = (0, 0);
    for task in open {
        let Some(due_at) = due(task) else { continue };
        if due_at <= day.now {
            let length = task.left(day.workspace.settings.guess).get();
            overdue += usize::from(planned(task, end) >= length);
        } else if due_at <= end && task.due.is_some_and(|due| due.kind == DueKind::Hard) {
            must += planned(task, due_at);
        }
    }
    (must, overdue)
}

proptest! {
    #![proptest_config(cases(6))]

    /// The work that must be done today does not suffer from calm.
    #[test]
    fn a_changed_day_does_the_work_that_must_be_done_today_as_a_new_plan_would(
        mut day in any_day(),
        kind in 0..3_usize,
        (start, length) in (0..100_i64, 3..18_i64),
    ) {
        for task in day.workspace.tasks.clone().values().filter(|task| task.due.is_some_and(|due| due.date == on_monday("00:00").date())) {
            let due = task.due.map(|due| Due { kind: DueKind::Hard, ..due });
            day.workspace.tasks.insert(task.id, Task { due, ..Task::clone(task) }.into());
        }
        for suggestion in day.plan().suggestions.into_iter().step_by(2) {
            let id = BlockId::derived(&suggestion.span.start.to_string());
            let (task, step, span) = (suggestion.task, suggestion.step, suggestion.span);
            let block = Block { id, task, step, start: span.start, minutes: span.minutes(), state: PLANNED };
            day.workspace.blocks.insert(id, block.into());
        }
        let from = on_monday("09:00") + TimeDelta::minutes(5 * start);
        let meeting = Span::new(from, from + TimeDelta::minutes(5 * length));
        let late = Minutes::new(5 * length.unsigned_abs() as u32);
        let change = [DayChange::Replan, DayChange::NewEvent(meeting), DayChange::Late(late)][kind].clone();
        let diff = answer(&day, &change);
        let mut entries: Vec<_> = diff.moved.iter().map(|(entry, _)| *entry).collect();
        entries.extend(diff.kept.iter().chain(&diff.new));
        let done = pressing(&day, &entries);
        let is_gone = |block: &&Arc<Block>| block.state == PLANNED && !block.is_missed(day.now);
        let gone: Vec<_> = day.workspace.blocks.values().filter(is_gone).map(|block| block.id).collect();
        gone.iter().for_each(|id| drop(day.workspace.blocks.remove(id)));
        if let DayChange::NewEvent(span) = change {
            day.event("Change", &span.start.format("%H:%M").to_string(), &span.end.format("%H:%M").to_string());
        }
        if let DayChange::Late(minutes) = change {
            day.now += minutes.delta();
        }
        let new = day.plan();
        let best: Vec<_> = new.suggestions.iter().map(PlanEntry::from).collect();
        let best = pressing(&day, &best);
        prop_assert!(done.0 >= best.0 && done.1 >= best.1, "{done:?} of {best:?}: {change:?} {diff:?} {:?}", day.words(&new));
    }
}

#[test]
fn finishing_small_work_of_today_makes_no_other_small_work_urgent() {
    let mut day = Day::of(&[("09:00", "13:00")]);
    let today = |task: &mut Task| {
        minor(task);
        task.due = Some(Due::on(on_monday("00:00").date()));
    };
    let first = day.task("First", 25, today);
    day.task("Second", 30, today);
    day.task("Important", 240, |task| task.split = Split::Chunks);
    day.now = on_monday("09:00");
    let before = day.plan();
    assert!(before.suggestions.iter().any(|it| it.task == first), "{:?}", day.words(&before));
    day.block(first, None, "09:00", 25, BlockState::Planned);
    let planned = day.plan();
    assert!(planned.suggestions.iter().all(|it| day.title(it.task, None) == "Important"), "{:?}", day.words(&planned));
}

#[test]
fn an_accepted_plan_keeps_its_breaks_free() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    for title in ["One", "Two", "Three"] {
        day.task(title, 45, |_| {});
    }
    let plan = day.plan();
    for suggestion in &plan.suggestions {
        let from = suggestion.span.start.format("%H:%M").to_string();
        day.block(suggestion.task, None, &from, 45, PLANNED);
    }
    for n in 0..6 {
        day.task(&format!("Small {n}"), 5, |_| {});
    }
    let (_, gaps) = day.agenda();
    assert_eq!(plan.breaks.len(), 2);
    let is_taken = |rest: &Span| gaps.iter().any(|gap| gap.span.overlaps(*rest));
    assert!(!plan.breaks.iter().any(is_taken), "{:?} of {gaps:?}", plan.breaks);
    let more = day.plan();
    assert!(more.suggestions.iter().all(|it| plan.breaks.iter().all(|rest| !rest.overlaps(it.span))));
}

fn window(workspace: Workspace) -> App {
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

fn span_of(app: &App, title: &str) -> Span {
    app.state().workspace().blocks[&BlockId::derived(title)].span()
}

/// Returns the longest work of the day with less than a break between its blocks, in minutes.
fn longest_run(app: &App) -> i64 {
    let workspace = app.state().workspace();
    let mut spans: Vec<Span> = workspace.blocks.values().map(|block| block.span()).collect();
    spans.sort_unstable();
    let (mut run, mut end, mut longest) = (TimeDelta::zero(), NaiveDateTime::MIN, TimeDelta::zero());
    for span in spans {
        let rested = span.start - end >= workspace.settings.rhythm.rest.delta();
        run = if rested { TimeDelta::zero() } else { run } + (span.end - span.start);
        (longest, end) = (longest.max(run), span.end);
    }
    longest.num_minutes()
}

#[test]
fn work_brought_to_today_makes_no_run_longer_than_the_rhythm_around_planned_work() {
    let mut workspace = planned(&[
        ("Standing", "10:00", 20, PLANNED),
        ("Before", "09:00", 20, PLANNED),
        ("After", "09:00", 20, PLANNED),
        ("Last", "09:00", 10, PLANNED),
    ]);
    let left = ["Before", "After", "Last"].map(BlockId::derived);
    for id in left {
        let block = Block::clone(&workspace.blocks[&id]);
        workspace.blocks.insert(id, Block { start: block.start - TimeDelta::days(1), ..block }.into());
    }
    let mut app = window(workspace);
    app.state_mut().ask_for(Intent::CarryOver { blocks: left.to_vec(), to_today: true });
    app.run();
    assert_eq!(longest_run(&app), 40, "{:?}", left.map(|id| app.state().workspace().blocks[&id].span()));
    assert_eq!(span_of(&app, "Before"), Span::new(at("09:40"), at("10:00")));
    assert_eq!(span_of(&app, "After"), Span::new(at("10:25"), at("10:45")), "after a break");
}

#[test]
fn work_that_was_not_started_slides_behind_a_break() {
    let blocks = [("Missed", "09:00", 30, PLANNED), ("Running on", "09:35", 45, BlockState::Locked)];
    let mut app = window(planned(&blocks));
    app.get_by_label_contains("Slide to").click();
    app.run();
    assert_eq!(span_of(&app, "Missed"), Span::new(at("10:25"), at("10:55")));
}

#[test]
fn pushed_work_leaves_a_break_before_the_next() {
    let mut app = window(planned(&[("One", "10:00", 30, PLANNED), ("Two", "10:35", 30, PLANNED)]));
    let is_block =
        |node: &egui_kittest::Node| node.accesskit_node().description().is_some_and(|it| it.starts_with("block"));
    app.query_all_by_label("One").find(is_block).expect("the block").click();
    app.run();
    app.press(Modifiers::COMMAND.plus(Modifiers::ALT), Key::ArrowDown);
    assert_eq!(span_of(&app, "One").start, at("10:05"));
    assert_eq!((span_of(&app, "Two").start, longest_run(&app)), (at("10:40"), 30));
}
