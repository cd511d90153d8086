//! A difference is a promise: Apply does exactly what the difference shows, and accepting does what the list shows.

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
use gapwise::planner::DayChange;
use gapwise::ui::Intent;
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn apply_does_what_the_difference_shows(day in days()) {
        let gapwise = Gapwise::in_memory(workspace(&day), Clock::frozen(moment().local), Tz::UTC);
        let mut app = of(gapwise, vec2(1440.0, 900.0), egui::Theme::Light);
        if day.accepts {
            let wanted: Vec<_> = blocks(&app).into_iter().chain(suggested(&app)).collect();
            ask(&mut app, Intent::AcceptAll);
            prop_assert_eq!(places(blocks(&app).iter()), places(wanted.iter()), "accepted as the list showed");
        }
        let before = blocks(&app);
        ask(&mut app, Intent::Ask(day.change.clone()));
        let shown = app.state().difference().expect("an answer").diff.clone();
        let mut wanted = before.clone();
        for (entry, old) in &shown.moved {
            wanted.retain(|it| *it != (entry.task, entry.step, *old));
            wanted.push((entry.task, entry.step, entry.span));
        }
        wanted.retain(|it| !shown.dropped.iter().any(|gone| (gone.task, gone.step, gone.span) == *it));
        wanted.extend(shown.new.iter().map(|entry| (entry.task, entry.step, entry.span)));
        ask(&mut app, Intent::ApplyDifference);
        prop_assert_eq!(places(blocks(&app).iter()), places(wanted.iter()), "{:?}", shown);
    }

    #[test]
    fn keeping_a_meeting_does_what_its_preview_shows(day in days(), start in 8i64..90, length in 2i64..20) {
        let gapwise = Gapwise::in_memory(workspace(&day), Clock::frozen(moment().local), Tz::UTC);
        let mut app = of(gapwise, vec2(1440.0, 900.0), egui::Theme::Light);
        if day.accepts {
            ask(&mut app, Intent::AcceptAll);
        }
        let before = blocks(&app);
        let start = nine() + TimeDelta::minutes(start * 5);
        let span = Span::new(start, start + TimeDelta::minutes(length * 5));
        ask(&mut app, Intent::AskEvent(span));
        let shown = app.state().event_difference().expect("an answer").diff.clone();
        let mut wanted = before.clone();
        for (entry, old) in shown.moved.iter().filter(|(entry, old)| before.contains(&(entry.task, entry.step, *old))) {
            wanted.retain(|it| *it != (entry.task, entry.step, *old));
            wanted.push((entry.task, entry.step, entry.span));
        }
        wanted.retain(|it| !shown.dropped.iter().any(|gone| (gone.task, gone.step, gone.span) == *it));
        ask(&mut app, Intent::KeepEvent);
        prop_assert_eq!(places(blocks(&app).iter()), places(before.iter()), "not before the meeting has a title");
        app.get_by_label("What is it?").type_text("Meeting");
        app.run();
        app.click("Event");
        let kept = app.state().workspace().events.values().filter(|it| it.title == "Meeting").count();
        prop_assert_eq!(kept, 1);
        prop_assert_eq!(places(blocks(&app).iter()), places(wanted.iter()), "{:?}", shown);
    }
}
