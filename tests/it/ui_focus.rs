//! The Focus view through its accessible tree: start, pause, finish, break, notes.

use std::sync::Arc;

use chrono::TimeDelta;
use egui::{Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::model::{
    Action, Calendar, CalendarId, Due, Event, EventId, EventTime, InterruptionKind, Minutes, Moment, Order, Outcome,
    Session, SessionId, SessionKind, Span, Split, StepId, Task, TaskId, TimerAction, Workspace,
};
use gapwise::ui::{Intent, Reminder, ReminderIntent, ReminderOffer, ReminderSubject};

use crate::harness::{App, Hands, at, demo, moment, of, open};

pub fn light(workspace: Workspace) -> App {
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

/// Returns the example with the timer running for some minutes.
pub fn running_since(minutes: i64) -> Workspace {
    let start = moment().instant - TimeDelta::minutes(minutes);
    let now = Moment { instant: start, local: start.naive_utc() };
    let task = TaskId::derived("demo/Draft introduction");
    let step = StepId::derived("demo/Draft introduction/Write the first paragraph");
    let action = TimerAction::Start {
        session: SessionId::derived("running"),
        task: Some(task),
        step: Some(step),
        title: "Write the first paragraph".into(),
        quadrant: None,
        planned: Some(Minutes::new(25)),
        block: None,
    };
    let mut workspace = demo_workspace(moment()).apply(&Action::Timer(action), now).unwrap();
    let seen = Action::Timer(TimerAction::Seen);
    workspace = workspace.apply(&seen, moment()).unwrap();
    workspace
}

pub fn only(app: &App) -> Session {
    let mut focus = app.state().workspace().sessions.values().filter(|it| it.kind == SessionKind::Focus);
    Session::clone(focus.next_back().expect("a session"))
}

#[test]
fn the_running_task_is_shown_alone_and_finished_with_one_key() {
    let mut app = light(running_since(12));
    app.click("View: Focus");
    assert!(app.query_by_label_contains("13:00 left of 25 min").is_some());
    assert!(app.is_there("Pause") && app.is_there("5 min") && app.is_there("Interrupted"));
    assert!(!app.is_there("Call home"), "nothing else is shown");
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(app.state().workspace().open_session().is_none());
    let task = &app.state().workspace().tasks[&TaskId::derived("demo/Draft introduction")];
    assert_eq!(task.progress(), (2, 5));
    assert!(app.is_there("Finished: Write the first paragraph"));
    assert!(app.query_by_label_contains("until Design review at 10:00").is_some(), "the gap's rest is named");
    assert!(app.is_there("Break 5 min"));
}

#[test]
fn an_interruption_pauses_and_is_logged_with_its_word() {
    let mut app = light(running_since(5));
    app.press(Modifiers::SHIFT, egui::Key::I);
    let session = only(&app);
    assert_eq!(session.paused.as_ref().map(|it| it.kind), Some(InterruptionKind::Interrupted));
    app.get_by_label("Reason of the interruption").type_text("phone");
    app.run();
    app.write("Next I will", "count the words");
    assert_eq!(only(&app).next, "count the words");
    app.click("Go on");
    let session = only(&app);
    assert!(session.paused.is_none());
    assert_eq!(session.interruptions[0].why, "phone");
    assert!(app.is_there("You wrote: next I will count the words"));
}

#[test]
fn a_stray_thought_is_parked_without_leaving() {
    let mut app = light(running_since(5));
    app.click("View: Focus");
    app.click("Park a thought");
    app.get_by_label("Thought for the inbox").type_text("Buy stamps");
    app.run();
    app.press(Modifiers::NONE, egui::Key::Enter);
    assert!(app.state().workspace().tasks.values().any(|task| task.title == "Buy stamps"));
    assert!(app.state().workspace().open_session().is_some());
}

#[test]
fn the_session_is_extended_and_stopped() {
    let mut app = light(running_since(5));
    app.click("View: Focus");
    app.press(Modifiers::SHIFT, egui::Key::F);
    assert_eq!(only(&app).planned.map(Minutes::get), Some(30));
    app.click("More actions");
    app.click("Stop, not done yet");
    assert!(app.state().workspace().open_session().is_none());
    let task = &app.state().workspace().tasks[&TaskId::derived("demo/Draft introduction")];
    assert_eq!(task.progress(), (1, 5), "it stays open");
}

#[test]
fn ticking_the_step_beside_the_clock_goes_on_with_the_next() {
    let mut app = light(running_since(5));
    app.click("View: Focus");
    app.click("Tick Write the first paragraph");
    let running = app.state().workspace().open_session().expect("it goes on").clone();
    assert_eq!(running.title, "Collect the five key citations");
    assert_eq!(app.state().workspace().sessions.len(), 2);
}

#[test]
fn a_break_is_taken_with_one_key_and_ended_by_work() {
    let mut app = demo();
    app.press(Modifiers::NONE, egui::Key::B);
    let rest = app.state().workspace().open_session().expect("a break").clone();
    assert_eq!((rest.kind, rest.planned.map(Minutes::get)), (SessionKind::Break, Some(5)));
    assert!(app.query_by_label_contains("05:00 left of 5 min").is_some());
    app.click("Back to work");
    assert!(app.state().workspace().open_session().is_none());
}

#[test]
fn unseen_time_is_asked_about() {
    let mut workspace = running_since(50);
    let mut session = Session::clone(workspace.open_session().unwrap());
    session.seen = Some(moment().instant - TimeDelta::minutes(30));
    workspace.sessions.insert(session.id, session.into());
    let mut app = light(workspace);
    assert!(app.query_by_label_contains("The computer slept for 30 min from 09:10 on").is_some());
    app.click("Stopped then");
    let session = only(&app);
    assert_eq!(session.worked(moment().instant).num_minutes(), 20);
    assert!(app.query_by_label_contains("The computer slept").is_none());
}

#[test]
fn idleness_is_asked_about_once_and_left_out_up_to_the_return() {
    let mut app = light(running_since(30));
    app.state_mut().note_idle(TimeDelta::minutes(9));
    app.run();
    assert!(app.query_by_label_contains("No keyboard or mouse input").is_none(), "nine minutes are nothing");
    app.state_mut().note_idle(TimeDelta::minutes(12));
    app.run();
    assert!(app.query_by_label_contains("No keyboard or mouse input for 12 min from 09:28 on").is_some());
    app.click("No, leave it out");
    assert_eq!(only(&app).worked(moment().instant).num_minutes(), 18);
    app.state_mut().note_idle(TimeDelta::minutes(12));
    app.run();
    assert!(app.query_by_label_contains("No keyboard or mouse input").is_none(), "the same is not asked about twice");
}

#[test]
fn finishing_during_the_question_offers_work() {
    let mut workspace = running_since(50);
    let mut session = Session::clone(workspace.open_session().unwrap());
    session.seen = Some(moment().instant - TimeDelta::minutes(30));
    workspace.sessions.insert(session.id, session.into());
    for view in ["View: Plan", "View: Focus"] {
        for answer in ["done", "Stopped then"] {
            let mut app = light(workspace.clone());
            app.click(view);
            match answer {
                "done" => app.press(Modifiers::SHIFT, egui::Key::D),
                words => app.click(words),
            }
            assert!(app.state().workspace().open_session().is_none());
            let says = |words| app.query_all_by_label_contains(words).next().is_some();
            let offered = says("Minutes that I have") || says("until Design review") || says("Time for a break");
            assert!(offered, "{view}, {answer}");
        }
    }
}

#[test]
fn a_hardly_begun_task_leaves_no_block_when_it_is_ticked() {
    let mut app = demo();
    app.click("Call home");
    app.press(Modifiers::NONE, egui::Key::S);
    app.click("View: Focus");
    app.press(Modifiers::SHIFT, egui::Key::D);
    let id = TaskId::derived("demo/Call home");
    assert!(app.state().workspace().blocks.values().all(|block| block.task != id));
    assert!(app.query_by_label_contains("20 min until Design review at 10:00").is_some());
}

#[test]
fn the_heartbeat_continues_without_frames() {
    let mut app = light(running_since(5));
    let (id, instant) = (only(&app).id, moment().instant);
    let mut workspace = app.state().workspace().clone();
    let session = Session { seen: Some(instant - TimeDelta::seconds(40)), ..Session::clone(&workspace.sessions[&id]) };
    workspace.sessions.insert(id, session.into());
    let clock = Clock::frozen(moment().local);
    *app.state_mut() = Gapwise::in_memory(workspace, clock, gapwise::calendar::Tz::UTC);
    app.state_mut().pass_time(&egui::Context::default());
    assert_eq!(only(&app).seen, Some(instant));
}

#[test]
fn ranges_stand_beside_estimates_once_eight_are_known() {
    let with = |count: i64| {
        let mut workspace = demo_workspace(moment());
        for n in 0..count {
            let id = TaskId::derived(&format!("known {n}"));
            let begun = moment().instant - TimeDelta::days(1) - TimeDelta::hours(n);
            let mut task = Task::new(id, "Known", Order::default(), begun);
            task.estimate = Some(Minutes::new(15));
            let closed = gapwise::model::ClosedTask { task, closed: begun, outcome: Outcome::Done };
            workspace.closed.insert(id, closed.into());
            let end = Some(begun + TimeDelta::minutes(15 + n));
            let session = SessionId::derived(&format!("known {n}"));
            let session = Session { task: Some(id), end, ..Session::new(session, begun) };
            workspace.sessions.insert(session.id, session.into());
        }
        light(workspace)
    };
    let few = with(7);
    assert!(few.query_by_label_contains("(15–").is_none());
    let mut app = with(12);
    app.click("Call home");
    assert!(app.query_by_label_contains("15 min, usually 15–").is_some(), "the inspector");
    app.press(Modifiers::NONE, egui::Key::G);
    assert!(app.query_all_by_label_contains("15 min (15–").next().is_some(), "what fits some minutes");
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.press(Modifiers::COMMAND, egui::Key::K);
    app.get_by_label("Command or task").type_text("Call home");
    app.run();
    assert!(app.query_all_by_label_contains("Call home 15 min (15–").next().is_some(), "the palette");
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.click("Send revised budget");
    assert!(app.query_by_label_contains("% likely to be on time").is_some(), "the forecast");
}

#[test]
fn with_a_timer_running_it_is_drawn_once_a_second_at_most() {
    // The clock of the tests stands still, so nothing may ask for frames besides it.
    let mut app = light(running_since(3));
    app.click("View: Focus");
    app.run();
    let wanted = app.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert!(wanted > std::time::Duration::from_millis(900), "the next frame is wanted in {wanted:?}");
}

#[test]
fn finishing_the_whole_task_can_be_undone() {
    let mut app = demo();
    app.click("Call home");
    app.press(Modifiers::NONE, egui::Key::S);
    assert!(app.state().workspace().open_session().is_some());
    app.press(Modifiers::SHIFT, egui::Key::D);
    let id = TaskId::derived("demo/Call home");
    assert_eq!(app.state().workspace().closed[&id].outcome, Outcome::Done);
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert!(app.state().workspace().tasks.contains_key(&id));
    assert!(app.state().workspace().open_session().is_none());
}

#[test]
fn a_task_is_started_from_the_palette() {
    let mut app = demo();
    app.press(Modifiers::COMMAND, egui::Key::K);
    app.get_by_label("Command or task").type_text("call home");
    app.run();
    app.press(Modifiers::COMMAND, egui::Key::Enter);
    assert_eq!(app.state().workspace().open_session().map(|it| it.title.clone()).as_deref(), Some("Call home"));
}

#[test]
fn the_rhythm_is_one_and_chosen_in_the_focus_view() {
    let mut app = demo();
    app.click("View: Focus");
    app.click("Timer settings");
    app.click("Rhythm: Pomodoro");
    assert_eq!(app.state().workspace().settings.rhythm, gapwise::model::Rhythm::POMODORO);
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(app.state().workspace().settings.rhythm.focus.get(), 50);
}

#[test]
fn a_break_can_be_skipped_only_when_there_is_one_and_ends_then() {
    let skipped = |app: &App| {
        let sessions = app.state().workspace().sessions.values();
        sessions.filter(|it| it.kind == SessionKind::SkippedBreak).count()
    };
    let mut app = demo();
    app.press(Modifiers::SHIFT, egui::Key::B);
    assert_eq!(skipped(&app), 0, "no break is due");
    app.press(Modifiers::NONE, egui::Key::B);
    app.press(Modifiers::SHIFT, egui::Key::B);
    assert!(app.state().workspace().open_session().is_none());
    assert_eq!(skipped(&app), 1);
    assert!(app.is_there("Break skipped"));
    let mut app = light(running_since(50));
    app.press(Modifiers::SHIFT, egui::Key::B);
    app.press(Modifiers::SHIFT, egui::Key::B);
    assert_eq!(skipped(&app), 1, "one that is due is skipped once");
}

/// Returns the example with the timer running since 08:50 and no heartbeat since 09:10.
fn unseen() -> App {
    let mut workspace = running_since(50);
    let mut session = Session::clone(workspace.open_session().unwrap());
    session.seen = Some(moment().instant - TimeDelta::minutes(30));
    workspace.sessions.insert(session.id, session.into());
    light(workspace)
}

#[test]
fn ending_the_timer_waits_for_the_answer_about_idle_time() {
    for (key, answer, minutes) in
        [(egui::Key::C, "No, leave it out", 20), (egui::Key::S, "Yes, keep it", 50), (egui::Key::B, "Stopped then", 20)]
    {
        let mut app = unseen();
        app.press(Modifiers::NONE, key);
        assert_eq!(only(&app).end, None, "{answer}: it is asked first");
        app.click(answer);
        let session = only(&app);
        assert!(session.end.is_some(), "{answer}: then it is done");
        assert_eq!(session.worked(moment().instant).num_minutes(), minutes, "{answer}");
    }
    let mut app = unseen();
    app.press(Modifiers::NONE, egui::Key::C);
    assert!(app.is_there("Were you working? Repeat the command to end the timer when the idle time began."));
    app.press(Modifiers::NONE, egui::Key::C);
    assert_eq!(only(&app).worked(moment().instant).num_minutes(), 20, "the same again: work stopped then");
    assert!(app.state().workspace().reviews[&moment().local.date()].done_for_today.is_some());
}

#[test]
fn a_reminder_of_a_break_begins_one_and_goes_with_the_work() {
    let mut app = light(running_since(110));
    assert!(app.is_there("1 h 50 without a break"));
    app.click("Take break");
    let rest = app.state().workspace().open_session().expect("a break").clone();
    assert_eq!(rest.kind, SessionKind::Break);
    let mut app = light(running_since(110));
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(!app.is_there("1 h 50 without a break"));
}

#[test]
fn a_notice_of_a_break_that_is_answered_after_the_work_does_nothing() {
    let mut app = light(running_since(110));
    let subject = ReminderSubject::BreakDue { session: only(&app).id, late: true };
    let notice = Reminder { subject, title: String::new(), body: String::new(), offer: ReminderOffer::Break };
    let take = Intent::Reminder(notice, ReminderIntent::Accept);
    app.press(Modifiers::SHIFT, egui::Key::D);
    app.state_mut().ask_for(take);
    app.run();
    assert!(app.state().workspace().open_session().is_none(), "no break begins");
    assert!(app.is_there("Client call: Northwind"), "and the day stays in view");
}

#[test]
fn the_end_of_a_focus_offers_to_finish_or_extend() {
    let mut app = light(running_since(25));
    assert!(app.is_there("Write the first paragraph: 25 min are up"));
    app.click("5 min more");
    assert!(!app.is_there("Write the first paragraph: 25 min are up"));
    assert_eq!(only(&app).planned, Some(Minutes::new(30)));
    let mut app = light(running_since(25));
    app.click("Finish");
    assert!(only(&app).end.is_some());
    let draft = &app.state().workspace().tasks[&TaskId::derived("demo/Draft introduction")];
    assert!(draft.step(only(&app).step.unwrap()).unwrap().is_done());
}

#[test]
fn enter_goes_on_after_an_interruption() {
    let mut app = light(running_since(12));
    app.click("View: Focus");
    app.press(Modifiers::SHIFT, egui::Key::I);
    assert!(app.state().workspace().open_session().unwrap().paused.is_some());
    app.event(egui::Event::Text("door".into()));
    app.run();
    app.press(Modifiers::NONE, egui::Key::Enter);
    let paused = app.state().workspace().open_session().unwrap().paused.clone();
    assert_eq!(paused.map(|pause| pause.why).as_deref(), Some("door"), "the first Enter writes the reason");
    app.press(Modifiers::NONE, egui::Key::Enter);
    assert!(app.state().workspace().open_session().unwrap().paused.is_none());
}

#[test]
fn the_focus_view_names_the_meeting_under_way() {
    let mut gapwise = Gapwise::in_memory(running_since(12), Clock::frozen(at("10:05")), gapwise::calendar::Tz::UTC);
    gapwise.show_view(gapwise::ui::View::Focus);
    let app = of(gapwise, vec2(1440.0, 900.0), egui::Theme::Light);
    assert!(app.is_there("In your calendar now: Design review until 10:45"));
}

#[test]
fn the_last_step_offers_to_close_its_task() {
    let mut workspace = running_since(12);
    let id = TaskId::derived("demo/Draft introduction");
    let mut task = Task::clone(&workspace.tasks[&id]);
    let running = workspace.open_session().unwrap().step;
    task.steps.retain(|step| step.is_done() || Some(step.id) == running);
    workspace.tasks.insert(id, task.into());
    let mut app = light(workspace);
    app.click("View: Focus");
    app.press(Modifiers::SHIFT, egui::Key::D);
    assert!(app.is_there("All steps of Draft introduction are done."));
    app.click("Close task");
    assert_eq!(app.state().workspace().closed[&id].outcome, Outcome::Done);
    assert!(!app.is_there("Close task"));
}

#[test]
fn without_a_timer_the_suggestion_for_now_is_offered_first() {
    let mut app = demo();
    app.click("View: Focus");
    let top = |start: &str| app.query_all_by_label_contains(start).map(|it| it.rect().top()).fold(f32::MAX, f32::min);
    let (planned, other) = (top("Check the totals, 15 min"), top("Renew insurance, 10 min"));
    assert!(planned < other && other < f32::MAX, "the Now strip names it too: {planned} {other}");
}

#[test]
fn without_a_timer_the_best_work_of_all_tasks_is_offered() {
    let mut workspace = Workspace::default();
    Arc::make_mut(&mut workspace.settings).working_hours = Default::default();
    for (title, minutes) in [("Sort mail", 20), ("Write offer", 20), ("Essay", 300)] {
        let mut task = Task::new(TaskId::derived(title), title, workspace.last_order(), moment().instant);
        (task.important, task.estimate) = (Some(true), Some(Minutes::new(minutes)));
        task.due = (title == "Write offer").then(|| Due::on(moment().local.date()));
        task.split = if minutes > 60 { Split::Whole } else { task.split };
        workspace.tasks.insert(task.id, task.into());
    }
    let mut app = light(workspace);
    app.click("View: Focus");
    assert!(app.query_by_label_contains("Write offer, 20 min").is_some(), "no suggestion is needed on a day off");
    assert!(app.query_by_label_contains("Essay").is_none(), "it is longer than a focus block");
    let close = Action::CloseTask(TaskId::derived("Write offer"), Outcome::Done);
    app.state_mut().act(&close, moment());
    app.run();
    assert!(app.query_by_label_contains("Write offer, 20 min").is_none(), "what is done is not offered");
    assert!(app.query_by_label_contains("Sort mail, 20 min").is_some());
    app.get_by_label_contains("Sort mail, 20 min").click();
    app.run();
    assert_eq!(only(&app).title, "Sort mail");
}

#[test]
fn nine_minutes_before_a_meeting_no_longer_work_is_offered() {
    let mut workspace = Workspace::default();
    let calendar = Calendar::new(CalendarId::derived("own"), "Own");
    let time = EventTime::floating(Span::new(at("09:49"), at("10:30")));
    let meeting = Event::new(EventId::derived("meeting"), calendar.id, "Meeting", time);
    workspace.calendars.insert(calendar.id, calendar.into());
    workspace.events.insert(meeting.id, meeting.into());
    for (title, minutes) in [("Offer", 15), ("Mail", 9), ("Note", 5)] {
        let mut task = Task::new(TaskId::derived(title), title, workspace.last_order(), moment().instant);
        (task.important, task.estimate) = (Some(true), Some(Minutes::new(minutes)));
        workspace.tasks.insert(task.id, task.into());
    }
    let mut app = light(workspace);
    app.click("View: Focus");
    assert!(app.query_by_label_contains("Mail, 9 min").is_some());
    assert!(app.query_by_label_contains("Offer").is_none(), "it needs 15 minutes");
}
