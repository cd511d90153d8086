//! Done on one of several sittings of a task, and on its last one.

use chrono::TimeDelta;
use egui::{Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::{
    Action, Block, BlockId, BlockState, Calendar, CalendarId, Event, EventId, EventTime, Minutes, Moment, Order,
    Session, Span, Split, Step, StepId, Task, TaskField, TaskId, Workspace,
};
use gapwise::planner::PlanEntry;
use gapwise::ui::Intent;

use crate::harness::{App, Hands, moment, open};

fn open_light(workspace: Workspace) -> App {
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

/// Returns the app with the timer running on a block of the task as a whole, begun ten minutes ago.
fn in_a_sitting(task: Task, block: u32) -> App {
    let start = moment().local - TimeDelta::minutes(10);
    let begun = Moment { instant: start.and_utc(), local: start };
    let block = Block {
        id: BlockId::derived("sitting"),
        task: task.id,
        step: None,
        start,
        minutes: Minutes::new(block),
        state: BlockState::Planned,
    };
    let mut workspace = Workspace::default();
    workspace.tasks.insert(task.id, task.into());
    let workspace = workspace.apply(&Action::AddBlock(block.clone()), begun).unwrap();
    open_light(workspace.apply(&Action::SetBlockState(block.id, BlockState::Running), begun).unwrap())
}

fn report(estimate: u32) -> Task {
    let estimate = Some(Minutes::new(estimate));
    Task { estimate, ..Task::new(TaskId::derived("report"), "Report", Order::default(), moment().instant) }
}

fn is_open(app: &App) -> bool {
    assert!(app.state().workspace().open_session().is_none(), "the timer has ended");
    let block = &app.state().workspace().blocks[&BlockId::derived("sitting")];
    assert_eq!((block.state, block.minutes), (BlockState::Done, Minutes::new(10)));
    app.state().workspace().tasks.contains_key(&TaskId::derived("report"))
}

#[test]
fn done_in_one_of_several_sittings_leaves_the_task_open() {
    let mut app = in_a_sitting(report(90), 40);
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(is_open(&app));
    assert!(app.query_by_label_contains("Finished this part: Report. The rest stays open.").is_some());

    let mut app = in_a_sitting(report(90), 40);
    app.click("View: Focus");
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(is_open(&app));
    app.click("Close task");
    assert!(!app.state().workspace().tasks.contains_key(&TaskId::derived("report")));
}

#[test]
fn done_in_the_only_or_last_sitting_closes_the_task() {
    for (estimate, block) in [(90, 90), (45, 30), (90, 100)] {
        let mut app = in_a_sitting(report(estimate), block);
        app.press(Modifiers::SHIFT, egui::Key::D);
        assert!(!is_open(&app), "{block} of {estimate} minutes");
    }
    let whole = Task { split: Split::Whole, ..report(90) };
    let mut app = in_a_sitting(whole, 40);
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(!is_open(&app), "it is done in one go");
}

#[test]
fn done_with_unwritten_work_leaves_the_written_steps_open() {
    let outline = Step { estimate: Some(Minutes::new(20)), ..Step::new(StepId::derived("outline"), "Outline") };
    let mut app = in_a_sitting(Task { steps: vec![outline], ..report(60) }, 40);
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(is_open(&app));
    assert!(!app.state().workspace().tasks[&TaskId::derived("report")].steps[0].is_done());
}

#[test]
fn done_in_a_sitting_of_a_long_step_leaves_the_step_open() {
    let draft = Step { estimate: Some(Minutes::new(90)), ..Step::new(StepId::derived("draft"), "Draft") };
    let mut workspace = in_a_sitting(Task { steps: vec![draft], ..report(90) }, 40).state().workspace().clone();
    for (_, block) in workspace.blocks.clone() {
        let step = Some(StepId::derived("draft"));
        workspace.blocks.insert(block.id, Block { step, ..Block::clone(&block) }.into());
    }
    let session = Session { step: Some(StepId::derived("draft")), ..Session::clone(workspace.open_session().unwrap()) };
    workspace.sessions.insert(session.id, session.into());
    let mut app = open_light(workspace);
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(is_open(&app));
    assert!(!app.state().workspace().tasks[&TaskId::derived("report")].steps[0].is_done());
}

#[test]
fn a_finished_sitting_hides_no_earlier_change_from_undo() {
    let mut app = in_a_sitting(report(90), 40);
    let report = TaskId::derived("report");
    app.state_mut().ask_for(Intent::Act(Action::EditTask(report, TaskField::Important(Some(true)))));
    app.run();
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(is_open(&app));
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.press(Modifiers::COMMAND, egui::Key::Z);
    let workspace = app.state().workspace();
    assert_eq!(workspace.tasks[&report].important, None, "the tracked time stays, so undo reverts the edit before it");
    assert_eq!(workspace.blocks[&BlockId::derived("sitting")].minutes, Minutes::new(10));
}

/// Adds a task with this title, and a block of ten minutes for it if it has a time.
fn small(workspace: &mut Workspace, title: &str, at: Option<&str>) {
    let minutes = Minutes::new(10);
    let order = workspace.last_order();
    let estimate = Some(minutes);
    let task =
        Task { estimate, important: Some(true), ..Task::new(TaskId::derived(title), title, order, moment().instant) };
    if let Some(start) = at {
        let (id, start) = (BlockId::derived(title), crate::harness::at(start));
        let block = Block { id, task: task.id, step: None, start, minutes, state: BlockState::Planned };
        workspace.blocks.insert(id, block.into());
    }
    workspace.tasks.insert(task.id, task.into());
}

fn running(app: &App) -> Option<String> {
    app.state().workspace().open_session().map(|session| session.title.clone())
}

#[test]
fn a_run_of_small_blocks_is_one_sitting() {
    let mut workspace = Workspace::default();
    for (title, at) in [("Mail", "09:50"), ("Call", "10:00"), ("Form", "10:10"), ("Far", "15:00")] {
        small(&mut workspace, title, Some(at));
    }
    let mut app = open_light(workspace);
    app.state_mut().ask_for(Intent::Act(Action::SetBlockState(BlockId::derived("Mail"), BlockState::Running)));
    app.run();
    for title in ["Mail", "Call", "Form"] {
        assert_eq!(running(&app).as_deref(), Some(title));
        app.press(Modifiers::SHIFT, egui::Key::D);
    }
    assert_eq!(running(&app), None, "the sitting ends with the run");
}

#[test]
fn a_sitting_ends_before_a_meeting_and_leaves_blocks_that_were_moved_to_another_day() {
    let run = |change: fn(&mut Workspace), moved: bool| {
        let mut workspace = Workspace::default();
        [("Mail", "09:50"), ("Call", "10:00")].iter().for_each(|(title, at)| small(&mut workspace, title, Some(at)));
        change(&mut workspace);
        let mut app = open_light(workspace);
        app.state_mut().ask_for(Intent::Act(Action::SetBlockState(BlockId::derived("Mail"), BlockState::Running)));
        app.run();
        if moved {
            let (block, start) = (BlockId::derived("Call"), crate::harness::at("10:00") + TimeDelta::days(1));
            app.state_mut().ask_for(Intent::Act(Action::MoveBlock { block, start, minutes: Minutes::new(10) }));
            app.run();
        }
        app.press(Modifiers::SHIFT, egui::Key::D);
        running(&app)
    };
    assert_eq!(run(|_| {}, false).as_deref(), Some("Call"));
    assert_eq!(run(|_| {}, true), None, "it is planned for tomorrow");
    let meeting = |workspace: &mut Workspace| {
        let calendar = Calendar::new(CalendarId::derived("own"), "Own");
        let time = EventTime::floating(Span::new(crate::harness::at("09:45"), crate::harness::at("10:30")));
        let event = Event::new(EventId::derived("meeting"), calendar.id, "Meeting", time);
        workspace.calendars.insert(calendar.id, calendar.into());
        workspace.events.insert(event.id, event.into());
    };
    assert_eq!(run(meeting, false), None, "the meeting begins");
}

#[test]
fn a_run_of_suggestions_is_accepted_as_one() {
    let mut workspace = Workspace::default();
    ["Mail", "Call", "Form"].iter().for_each(|title| small(&mut workspace, title, None));
    let mut app = open_light(workspace);
    let folded = app.place("3 small things");
    app.hover_at(folded.center());
    app.run();
    app.click("Accept all");
    assert_eq!(app.state().workspace().blocks.len(), 3);
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert!(app.state().workspace().blocks.is_empty(), "one step of undo");

    app.clicks_at(app.place("3 small things").center(), 2);
    assert_eq!(app.state().workspace().blocks.len(), 3);
}

#[test]
fn a_run_of_another_day_is_started_as_one_sitting_now() {
    let mut workspace = Workspace::default();
    let mut run = Vec::new();
    for (title, at) in [("Mail", "09:50"), ("Call", "10:00")] {
        small(&mut workspace, title, Some(at));
        let id = BlockId::derived(title);
        let today = Block::clone(&workspace.blocks[&id]);
        let block = Block { start: today.start + TimeDelta::days(1), ..today };
        run.push(PlanEntry { span: block.span(), task: block.task, step: None });
        workspace.blocks.insert(id, block.into());
    }
    let mut app = open_light(workspace);
    app.state_mut().ask_for(Intent::StartRun(run));
    app.run();
    let start = |app: &App, title: &str| app.state().workspace().blocks[&BlockId::derived(title)].start;
    assert_eq!((running(&app).as_deref(), start(&app, "Mail")), (Some("Mail"), moment().local));
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert_eq!(running(&app).as_deref(), Some("Call"));
    assert_eq!(start(&app, "Call").date(), moment().local.date());
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert_eq!(running(&app), None);
}
