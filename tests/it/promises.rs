//! A difference is a promise: Apply makes exactly its changes, and accepting adds exactly the list.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use egui::vec2;
use egui_kittest::kittest::Queryable;
use gapwise::app::{Clock, Gapwise};
use gapwise::calendar::Tz;
use gapwise::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, Due, Event, EventId, EventTime, Minutes, Order, Span, StepId,
    Task, TaskId, Workspace,
};
use gapwise::planner::{DayChange, PlanDiff};
use gapwise::ui::{FocusIntent, Intent};
use proptest::prelude::*;

use crate::harness::{App, Hands, at, moment, of};

/// Some tasks (minutes, important, due in days), events and blocks (start and length in steps of five minutes from 09:00).
#[derive(Clone, Debug)]
struct RandomDay {
    tasks: Vec<(u32, Option<bool>, Option<u64>)>,
    events: Vec<(i32, i32)>,
    blocks: Vec<(usize, i32)>,
    /// Accepts the first suggestions.
    accepts: bool,
    change: DayChange,
}

fn days() -> impl Strategy<Value = RandomDay> {
    let tasks = prop::collection::vec(
        (1u32..18, prop::option::weighted(0.8, any::<bool>()), prop::option::weighted(0.4, 0u64..6)),
        1..14,
    );
    let tasks =
        tasks.prop_map(|all| all.into_iter().map(|(five, important, due)| (five * 5, important, due)).collect());
    let events = prop::collection::vec((0i32..96, 3i32..18), 0..4);
    let blocks = prop::collection::vec((0usize..14, 8i32..96), 0..5);
    let change =
        prop_oneof![Just(DayChange::Replan), (1u32..9).prop_map(|five| DayChange::Late(Minutes::new(five * 5))),];
    (tasks, events, blocks, any::<bool>(), change).prop_map(|(tasks, events, blocks, accepts, change)| RandomDay {
        tasks,
        events,
        blocks,
        accepts,
        change,
    })
}

fn nine() -> NaiveDateTime {
    at("09:00")
}

fn workspace(day: &RandomDay) -> Workspace {
    let mut workspace = Workspace::default();
    let calendar = Calendar::new(CalendarId::derived("own"), "Own");
    let id = calendar.id;
    workspace.calendars.insert(id, calendar.into());
    let five = |count: i32| TimeDelta::minutes(i64::from(count) * 5);
    for (n, (minutes, important, due)) in day.tasks.iter().enumerate() {
        let mut task = Task::new(TaskId::derived(&n.to_string()), n.to_string(), Order::default(), moment().instant);
        (task.estimate, task.important) = (Some(Minutes::new(*minutes)), *important);
        task.due = due.map(|days| Due::on(moment().local.date() + chrono::Days::new(days)));
        workspace.tasks.insert(task.id, task.into());
    }
    for (n, (start, length)) in day.events.iter().enumerate() {
        let start = nine() + five(*start);
        let time = EventTime::floating(Span::new(start, start + five(*length)));
        let event = Event::new(EventId::derived(&n.to_string()), id, format!("Meeting {n}"), time);
        workspace.events.insert(event.id, event.into());
    }
    for (n, (task, start)) in day.blocks.iter().enumerate() {
        let Some(task) = workspace.tasks.get(&TaskId::derived(&task.to_string())) else { continue };
        let start = nine() + five(*start);
        let minutes = task.estimate.unwrap_or(Minutes::new(25)).min(Minutes::new(50));
        let span = Span::new(start, start + minutes.delta());
        if workspace.blocks.values().any(|it| it.task == task.id || it.span().overlaps(span)) {
            continue;
        }
        let (id, state) = (BlockId::derived(&n.to_string()), BlockState::Planned);
        let block = Block { id, task: task.id, step: None, start, minutes, state };
        workspace.blocks.insert(id, block.into());
    }
    workspace
}

fn ask(app: &mut App, intent: Intent) {
    app.state_mut().ask_for(intent);
    app.run();
}

type Places = BTreeMap<(TaskId, Option<StepId>, Span), usize>;

fn places<'a>(all: impl Iterator<Item = &'a (TaskId, Option<StepId>, Span)>) -> Places {
    let mut found = Places::new();
    all.for_each(|place| *found.entry(*place).or_default() += 1);
    found
}

fn blocks(app: &App) -> Vec<(TaskId, Option<StepId>, Span)> {
    app.state().workspace().blocks.values().map(|it| (it.task, it.step, it.span())).collect()
}

fn suggested(app: &App) -> Vec<(TaskId, Option<StepId>, Span)> {
    app.state().shown_suggestions().iter().map(|it| (it.task, it.step, it.span)).collect()
}

/// Returns the blocks as a shown difference leaves them. An event only moves blocks, so its suggestions stay so.
fn after(before: &[(TaskId, Option<StepId>, Span)], shown: &PlanDiff, makes_blocks: bool) -> Places {
    let mut wanted = before.to_vec();
    for (entry, old) in &shown.moved {
        let old = (entry.task, entry.step, *old);
        if makes_blocks || before.contains(&old) {
            wanted.retain(|it| *it != old);
            wanted.push((entry.task, entry.step, entry.span));
        }
    }
    wanted.retain(|it| !shown.dropped.iter().any(|gone| (gone.task, gone.step, gone.span) == *it));
    let new = shown.new.iter().filter(|_| makes_blocks);
    wanted.extend(new.map(|entry| (entry.task, entry.step, entry.span)));
    places(wanted.iter())
}

/// Returns a day in the window, with its first suggestions accepted where the day says so.
fn window(workspace: Workspace, accepts: bool) -> App {
    let gapwise = Gapwise::in_memory(workspace, Clock::frozen(moment().local), Tz::UTC);
    let mut app = of(gapwise, vec2(1440.0, 900.0), egui::Theme::Light);
    if accepts {
        ask(&mut app, Intent::AcceptAll);
    }
    app
}

/// The way in which an event takes time from blocks.
#[derive(Clone, Copy, Debug)]
enum Taking {
    /// A new event of the user's own.
    New,
    /// An event is dragged to another time.
    Moved,
    /// "Still in the meeting" for the event that runs now.
    Still,
}

fn takings() -> impl Strategy<Value = Taking> {
    prop_oneof![Just(Taking::New), Just(Taking::Moved), Just(Taking::Still)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn making_room_for_an_event_does_what_the_difference_shows(
        day in days(), taking in takings(), start in 8i64..90, length in 2i64..20,
    ) {
        let mut workspace = workspace(&day);
        let span = Span::new(nine() + TimeDelta::minutes(start * 5), nine() + TimeDelta::minutes((start + length) * 5));
        let old = Span::new(at("09:15"), at("09:45"));
        let mut event = Event::new(EventId::derived("taking"), CalendarId::derived("own"), "Taking", EventTime::floating(old));
        event.busy = true;
        let id = event.id;
        if !matches!(taking, Taking::New) {
            workspace.events.insert(id, event.into());
        }
        let mut app = window(workspace, day.accepts);
        let before = blocks(&app);
        ask(&mut app, match taking {
            Taking::New => Intent::NewEvent { title: "Taking".into(), span, room: None },
            Taking::Moved => Intent::MoveEvent { event: id, original: old.start, span, copy: false },
            Taking::Still => Intent::StillInMeeting,
        });
        prop_assert_eq!(places(blocks(&app).iter()), places(before.iter()), "no block moves before Apply");
        if let Some(shown) = app.state().difference().map(|answer| answer.diff.clone()) {
            ask(&mut app, Intent::ApplyDifference);
            prop_assert_eq!(places(blocks(&app).iter()), after(&before, &shown, false), "{:?}", shown);
        }
    }

    #[test]
    fn running_work_that_is_late_or_done_early_makes_the_shown_plan(
        day in days(), began in 1i64..9, late in prop::collection::vec(1u32..9, 1..4), early in any::<bool>(),
    ) {
        let mut app = window(workspace(&day), day.accepts);
        let Some(task) = app.state().workspace().tasks.keys().next().copied() else { return Ok(()) };
        let start = moment().local - TimeDelta::minutes(began * 5);
        app.state_mut().set_clock(Clock::frozen(start));
        ask(&mut app, Intent::Start(task, None));
        app.state_mut().set_clock(Clock::frozen(moment().local));
        app.run();
        if early {
            ask(&mut app, Intent::Focus(FocusIntent::Done));
            ask(&mut app, Intent::Focus(FocusIntent::Replan));
        } else {
            late.iter().for_each(|five| ask(&mut app, Intent::Ask(DayChange::Late(Minutes::new(five * 5)))));
        }
        let running = app.state().workspace().running().cloned();
        let of_others = |app: &App| -> Vec<_> {
            let all = app.state().workspace().blocks.values();
            let others = all.filter(|it| running.as_ref().is_none_or(|running| it.id != running.id));
            others.map(|it| (it.task, it.step, it.span())).collect()
        };
        let before = of_others(&app);
        let shown = app.state().difference().expect("an answer").diff.clone();
        ask(&mut app, Intent::ApplyDifference);
        prop_assert_eq!(places(of_others(&app).iter()), after(&before, &shown, true), "{:?}", shown);
        // After work done early, a sitting goes on with its next item, which nothing makes longer.
        if let Some(running) = running.filter(|_| !early) {
            let minutes = Minutes::new(late.last().unwrap() * 5);
            let end = app.state().workspace().blocks[&running.id].span().end;
            prop_assert_eq!(end, running.span().end.max(moment().local) + minutes.delta(), "the running block gets longer");
        }
    }

    #[test]
    fn chosen_lines_of_the_list_become_the_shown_blocks(day in days(), out in prop::collection::vec(any::<bool>(), 14), one in any::<bool>()) {
        let mut app = window(workspace(&day), false);
        let today = app.state().shown_days()[0].agenda.day;
        let mut gone = Vec::new();
        for (keep_out, (task, step, _)) in out.iter().zip(suggested(&app)) {
            if *keep_out {
                gone.push((task, step));
                ask(&mut app, Intent::Untick { day: today, task, step, keep_out: true });
            }
        }
        let shown = suggested(&app);
        prop_assert!(shown.iter().all(|(task, step, _)| !gone.contains(&(*task, *step))), "{:?} {:?}", shown, gone);
        let before = blocks(&app);
        let taken: Vec<_> = if one { shown.into_iter().take(1).collect() } else { shown };
        let wanted: Vec<_> = before.into_iter().chain(taken.iter().copied()).collect();
        match taken.first().filter(|_| one) {
            Some((task, step, _)) => ask(&mut app, Intent::Accept(*task, *step)),
            None => ask(&mut app, Intent::AcceptAll),
        }
        prop_assert_eq!(places(blocks(&app).iter()), places(wanted.iter()), "accepted as the list showed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn apply_does_what_the_difference_shows(day in days()) {
        let mut app = window(workspace(&day), false);
        if day.accepts {
            let wanted: Vec<_> = blocks(&app).into_iter().chain(suggested(&app)).collect();
            ask(&mut app, Intent::AcceptAll);
            prop_assert_eq!(places(blocks(&app).iter()), places(wanted.iter()), "accepted as the list showed");
        }
        let before = blocks(&app);
        ask(&mut app, Intent::Ask(day.change.clone()));
        let shown = app.state().difference().expect("an answer").diff.clone();
        ask(&mut app, Intent::ApplyDifference);
        prop_assert_eq!(places(blocks(&app).iter()), after(&before, &shown, true), "{:?}", shown);
    }

    #[test]
    fn keeping_a_meeting_does_what_its_preview_shows(day in days(), start in 8i64..90, length in 2i64..20) {
        let mut app = window(workspace(&day), day.accepts);
        let before = blocks(&app);
        let start = nine() + TimeDelta::minutes(start * 5);
        let span = Span::new(start, start + TimeDelta::minutes(length * 5));
        ask(&mut app, Intent::AskEvent(span));
        let shown = app.state().event_difference().expect("an answer").diff.clone();
        ask(&mut app, Intent::KeepEvent);
        prop_assert_eq!(places(blocks(&app).iter()), places(before.iter()), "not before the meeting has a title");
        app.get_by_label("What is it?").type_text("Meeting");
        app.run();
        app.click("Event");
        let kept = app.state().workspace().events.values().filter(|it| it.title == "Meeting").count();
        prop_assert_eq!(kept, 1);
        prop_assert_eq!(places(blocks(&app).iter()), after(&before, &shown, false), "{:?}", shown);
    }
}
