//! Steps carve a task's estimate; the rest is unwritten work, which the planner places in chunks.

use gapwise::model::{
    Action, BlockState, Chunk, Minutes, Order, Split, Step, StepEdit, StepId, Task, TaskField, TaskId, Workspace,
};
use proptest::prelude::*;

use crate::harness::moment;
use crate::planner_day::{Day, cases, step};

const GUESS: Minutes = Minutes::new(25);

fn report(estimate: Option<u32>) -> (Workspace, TaskId) {
    let mut task = Task::new(TaskId::derived("report"), "Report", Order::default(), moment().instant);
    task.estimate = estimate.map(Minutes::new);
    let id = task.id;
    let mut workspace = Workspace::default();
    workspace.tasks.insert(id, task.into());
    (workspace, id)
}

fn add(workspace: &Workspace, task: TaskId, step: Step) -> Workspace {
    workspace.apply(&Action::AddStep { task, at: usize::MAX, step }, moment()).unwrap()
}

fn work(workspace: &Workspace, task: TaskId) -> (u32, u32) {
    let task = &workspace.tasks[&task];
    (task.left(GUESS).get(), task.unwritten(GUESS).get())
}

#[test]
fn six_steps_in_a_task_of_three_hours_leave_three_hours() {
    let (mut workspace, id) = report(Some(180));
    assert_eq!(work(&workspace, id), (180, 0), "a task without steps is one piece");
    for n in 0..6 {
        workspace = add(&workspace, id, step(&format!("step {n}"), 20));
        assert_eq!(work(&workspace, id), (180, 160 - 20 * n));
    }
    let first = workspace.tasks[&id].steps[0].id;
    let done = workspace.apply(&Action::EditStep(id, first, StepEdit::Done(true)), moment()).unwrap();
    assert_eq!(work(&done, id), (160, 60), "a finished step is no work and its minutes stay its own");
}

#[test]
fn steps_without_an_estimate_share_the_minutes_that_are_left() {
    let (mut workspace, id) = report(Some(60));
    for n in 0..4 {
        workspace = add(&workspace, id, Step::new(StepId::derived(&format!("{n}")), "part"));
    }
    assert_eq!(work(&workspace, id), (60, 0));
    let task = &workspace.tasks[&id];
    assert_eq!(task.step_length(&task.steps[0], GUESS), Minutes::new(15));
    let (workspace, id) = report(None);
    let workspace = add(&workspace, id, Step::new(StepId::derived("a"), "part"));
    assert_eq!(work(&workspace, id), (25, 0), "without an estimate the steps are the task");
}

#[test]
fn steps_that_add_up_to_more_raise_the_estimate_and_undoing_them_lowers_it() {
    let (before, id) = report(Some(30));
    let workspace = add(&add(&before, id, step("a", 20)), id, step("b", 25));
    assert_eq!((workspace.tasks[&id].estimate, work(&workspace, id)), (Some(Minutes::new(45)), (45, 0)));
    let lower = TaskField::Estimate(Some(Minutes::new(10)));
    let workspace = workspace.apply(&Action::EditTask(id, lower), moment()).unwrap();
    assert_eq!(workspace.tasks[&id].estimate, Some(Minutes::new(45)), "steps that are written are not lost");
    let longer = StepEdit::Estimate(Some(Minutes::new(60)));
    let workspace = workspace.apply(&Action::EditStep(id, StepId::derived("a"), longer), moment()).unwrap();
    assert_eq!(work(&workspace, id), (85, 0));
}

fn sittings() -> Day {
    Day::of(&[("09:00", "09:55"), ("11:00", "11:55"), ("14:00", "14:55")])
}

#[test]
fn unwritten_work_follows_the_steps_in_chunks_under_the_name_of_the_task() {
    let mut day = sittings();
    day.task("Report", 95, |task| task.steps = vec![step("Outline", 45)]);
    assert_eq!(day.words(&day.plan()), ["09:00 Outline", "11:00 Report"]);
    let mut day = sittings();
    day.task("Report", 200, |task| task.steps = vec![step("Outline", 50)]);
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Outline", "11:00 Report", "14:00 Report"]);
    assert!(plan.suggestions.iter().all(|it| it.work == Minutes::new(50)), "chunks of at most 50 minutes");
}

#[test]
fn a_planned_chunk_of_unwritten_work_takes_the_place_of_no_step() {
    let mut day = sittings();
    let report = day.task("Report", 100, |task| task.steps = vec![step("Outline", 50)]);
    day.block(report, None, "14:00", 50, BlockState::Planned);
    assert_eq!(day.words(&day.plan()), ["09:00 Outline"]);
    day.block(report, None, "11:00", 50, BlockState::Planned);
    assert_eq!(day.words(&day.plan()), Vec::<String>::new(), "blocks of the whole task cover all of it");
}

#[test]
fn finished_unwritten_work_is_not_planned_again() {
    let mut day = sittings();
    let report = day.task("Report", 100, |task| task.steps = vec![step("Outline", 50)]);
    day.block(report, None, "04:00", 50, BlockState::Done);
    assert_eq!(day.words(&day.plan()), ["09:00 Outline"]);
}

#[test]
fn a_long_step_is_cut_into_sittings_unless_it_is_to_be_done_in_one_go() {
    let mut day = sittings();
    day.task("Report", 150, |task| task.steps = vec![step("Draft", 100), step("Send", 50)]);
    assert_eq!(day.words(&day.plan()), ["09:00 Draft", "11:00 Draft", "14:00 Send"]);
    let mut day = sittings();
    day.task("Report", 100, |task| task.split = Split::Whole);
    assert_eq!(day.words(&day.plan()), Vec::<String>::new());
}

#[test]
fn chunks_have_the_lengths_that_the_task_asks_for() {
    let mut day = sittings();
    let chunk = Chunk { min: Minutes::new(20), max: Minutes::new(30) };
    day.task("Report", 60, |task| task.split = Split::ChunksOf(chunk));
    let plan = day.plan();
    assert_eq!(plan.work(), Minutes::new(60));
    let (last, others) = plan.suggestions.split_last().expect("chunks");
    assert!(others.iter().all(|it| (20..=30).contains(&it.work.get())), "{:?}", day.words(&plan));
    assert!(last.work <= chunk.max, "only the one that finishes the task may be shorter: {:?}", day.words(&plan));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn writing_steps_never_changes_the_work_that_is_left_unless_they_add_up_to_more(
        estimate in prop::option::of(1u32..400),
        steps in prop::collection::vec((prop::option::of(1u32..90), any::<bool>()), 1..12),
    ) {
        let (mut workspace, id) = report(estimate);
        for (n, (minutes, done)) in steps.into_iter().enumerate() {
            let fresh = Step::new(StepId::derived(&format!("{n}")), "part");
            let before = workspace.tasks[&id].clone();
            workspace = add(&workspace, id, Step { estimate: minutes.map(Minutes::new), ..fresh });
            let task = &workspace.tasks[&id];
            let of = |done: bool| task.steps.iter().filter(move |step| !done || step.is_done());
            let sum = |done: bool| of(done).map(|step| task.step_length(step, GUESS)).sum::<Minutes>();
            if let Some(total) = task.estimate {
                prop_assert!(Some(total) >= before.estimate, "it never shrinks");
                prop_assert_eq!(sum(false) + task.unwritten(GUESS), total);
                prop_assert_eq!(task.left(GUESS) + sum(true), total);
                prop_assert!(Some(total) == before.estimate || task.unwritten(GUESS) < Minutes::new(12));
            }
            if done {
                let last = task.steps[n].id;
                workspace = workspace.apply(&Action::EditStep(id, last, StepEdit::Done(true)), moment()).unwrap();
            }
        }
    }

    #[test]
    fn nothing_large_vanishes_and_nothing_is_planned_beyond_what_is_left(
        estimate in 51u32..700,
        steps in prop::collection::vec(5u32..120, 0..4),
    ) {
        let mut day = sittings();
        let steps: Vec<_> = steps.iter().enumerate().map(|(n, minutes)| step(&format!("{n}"), *minutes)).collect();
        let parts = u32::try_from(steps.len()).unwrap() + 1;
        let id = day.task("Report", estimate, |task| task.steps = steps);
        let plan = day.plan();
        prop_assert!(!plan.suggestions.is_empty());
        let rounded = Minutes::new(4 * parts);
        prop_assert!(plan.work() <= day.workspace.tasks[&id].left(GUESS) + rounded, "{:?}", plan.work());
    }
}
