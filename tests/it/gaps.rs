//! The agenda of a day, its gaps, and the urgency of tasks.

use chrono::{NaiveDate, NaiveDateTime};
use gapwise::calendar::{Agenda, Availability, BusyKind, Tz, day_room, gaps, urgency, words};
use gapwise::model::{
    Action, Block, BlockId, BlockState, Calendar, CalendarId, Due, Event, EventId, EventStatus, EventTime, Fullness,
    Minutes, Order, PlanningDay, Settings, Span, Task, TaskId, Urgency, Workspace,
};

use crate::harness::{at, moment};
use crate::planner_day::Day;

fn event(title: &str, from: &str, to: &str) -> Event {
    let time = EventTime::floating(Span::new(at(from), at(to)));
    Event::new(EventId::derived(title), CalendarId::derived("own"), title, time)
}

fn workspace(events: &[(&str, &str)]) -> Workspace {
    let calendar = Calendar::new(CalendarId::derived("own"), "My events");
    let mut workspace = Workspace::default().apply(&Action::AddCalendar(Box::new(calendar)), moment()).unwrap();
    for (from, to) in events {
        let action = Action::AddEvent(Box::new(event(&format!("{from} to {to}"), from, to)));
        workspace = workspace.apply(&action, moment()).unwrap();
    }
    workspace
}

fn day(date: &str) -> PlanningDay {
    PlanningDay { date: date.parse::<NaiveDate>().unwrap(), starts: Settings::default().day_start }
}

fn monday() -> PlanningDay {
    day("2026-11-23")
}

fn free(workspace: &Workspace, now: NaiveDateTime) -> Vec<String> {
    let agenda = Agenda::of(workspace, monday(), Tz::UTC);
    let found = gaps(&agenda, &workspace.settings, now);
    found.iter().map(|gap| format!("{}-{}", gap.span.start.format("%H:%M"), gap.span.end.format("%H:%M"))).collect()
}

#[test]
fn an_empty_working_day_is_free_except_lunch() {
    assert_eq!(free(&workspace(&[]), at("07:00")), ["09:00-12:30", "13:00-17:30"]);
}

#[test]
fn a_buffer_follows_an_event_and_the_past_is_not_free() {
    assert_eq!(free(&workspace(&[("10:00", "10:45")]), at("09:42")), ["09:45-10:00", "10:50-12:30", "13:00-17:30"]);
}

fn lunch(events: &[(&str, &str)]) -> Option<String> {
    let lunch = Agenda::of(&workspace(events), monday(), Tz::UTC).lunch?;
    Some(format!("{}-{}", lunch.start.format("%H:%M"), lunch.end.format("%H:%M")))
}

#[test]
fn lunch_moves_to_the_nearest_free_time_when_a_meeting_takes_it() {
    let free_at = |time: &str| Some(time.to_owned());
    assert_eq!(lunch(&[]), free_at("12:30-13:00"));
    assert_eq!(lunch(&[("11:00", "12:30"), ("13:00", "14:00")]), free_at("12:30-13:00"), "meetings that touch it");
    assert_eq!(lunch(&[("12:45", "13:30")]), free_at("12:15-12:45"), "the nearest time is before");
    assert_eq!(lunch(&[("12:00", "12:50")]), free_at("12:50-13:20"), "the nearest time is after");
    assert_eq!(lunch(&[("12:00", "12:42")]), free_at("12:45-13:15"), "on the grid");
    assert_eq!(lunch(&[("11:30", "13:40")]), free_at("13:40-14:00"), "no room for a whole one");
    assert_eq!(lunch(&[("11:00", "13:50")]), None, "ten minutes are no lunch");
    assert_eq!(lunch(&[("12:00", "13:00"), ("12:30", "14:00")]), free_at("11:30-12:00"), "meetings at the same time");
    let moved = workspace(&[("12:00", "13:00")]);
    assert_eq!(free(&moved, at("07:00")), ["09:00-12:00", "13:30-17:30"], "lunch after the meeting is not free");
}

#[test]
fn a_buffer_before_events_is_kept_free() {
    let mut workspace = workspace(&[("10:00", "10:45")]);
    let settings = Settings { buffer_before: Minutes::new(10), ..Settings::default() };
    workspace = workspace.apply(&Action::settings("set the buffer", settings), moment()).unwrap();
    assert_eq!(free(&workspace, at("07:00"))[..2], ["09:00-09:50", "10:50-12:30"]);
}

#[test]
fn a_break_follows_a_long_run_of_events() {
    let row = workspace(&[("09:00", "10:00"), ("10:00", "10:30")]);
    assert_eq!(free(&row, at("07:00"))[0], "10:40-12:30");
    let shorter = workspace(&[("09:00", "10:00"), ("10:00", "10:25")]);
    assert_eq!(free(&shorter, at("07:00"))[0], "10:30-12:30");
}

#[test]
fn events_that_do_not_block_leave_the_time_free() {
    let mut workspace = workspace(&[]);
    let optional = Event { free: true, ..event("optional", "10:00", "11:00") };
    let cancelled = Event { status: EventStatus::Cancelled, ..event("cancelled", "14:00", "15:00") };
    let date = monday().date;
    let whole = EventTime::AllDay { start: date, end: date.succ_opt().unwrap() };
    for event in [optional, cancelled, Event { time: whole, ..event("whole day", "09:00", "10:00") }] {
        workspace = workspace.apply(&Action::AddEvent(Box::new(event)), moment()).unwrap();
    }
    assert_eq!(free(&workspace, at("07:00")), ["09:00-12:30", "13:00-17:30"]);
    let agenda = Agenda::of(&workspace, monday(), Tz::UTC);
    assert_eq!((agenda.events.len(), agenda.all_day.len()), (1, 1), "the cancelled event is not shown");
}

fn with_block(state: BlockState, from: &str, minutes: u32) -> Workspace {
    let id = TaskId::derived("t");
    let task = Task::new(id, "t", Order::default(), moment().instant);
    let block = Block {
        id: BlockId::derived("b"),
        task: id,
        step: None,
        start: at(from),
        minutes: Minutes::new(minutes),
        state,
    };
    let mut workspace = workspace(&[]);
    for action in [Action::AddTask(Box::new(task)), Action::AddBlock(block)] {
        workspace = workspace.apply(&action, moment()).unwrap();
    }
    workspace
}

#[test]
fn a_block_takes_its_time_until_it_is_missed() {
    let planned = with_block(BlockState::Planned, "09:30", 30);
    assert_eq!(free(&planned, at("09:00")), ["09:00-09:30", "10:00-12:30", "13:00-17:30"]);
    assert_eq!(free(&planned, at("10:05"))[0], "10:05-12:30");
    let agenda = Agenda::of(&planned, monday(), Tz::UTC);
    assert_eq!((agenda.missed(at("09:59")).count(), agenda.missed(at("10:00")).count()), (0, 1));
    let states = ["09:59", "10:00"].map(|time| words::block_state(&agenda.blocks[0], at(time)));
    assert_eq!(states, ["planned", "not started"]);
}

#[test]
fn a_gap_after_a_block_has_its_minutes_as_lead() {
    let planned = with_block(BlockState::Planned, "09:30", 30);
    let agenda = Agenda::of(&planned, monday(), Tz::UTC);
    let found = gaps(&agenda, &planned.settings, at("09:00"));
    let leads: Vec<u32> = found.iter().map(|gap| gap.lead.get()).collect();
    assert_eq!(leads, [0, 30, 0]);
    let ends: Vec<BusyKind> = found.iter().map(|gap| gap.ends_with).collect();
    assert_eq!(ends, [BusyKind::Block, BusyKind::Lunch, BusyKind::DayEnd]);
}

#[test]
fn an_event_across_two_days_is_on_both() {
    let mut night = event("night train", "22:00", "23:00");
    night.time = EventTime::floating(Span::new(at("22:00"), "2026-11-24T06:30:00".parse().unwrap()));
    let workspace = workspace(&[]).apply(&Action::AddEvent(Box::new(night)), moment()).unwrap();
    for date in ["2026-11-23", "2026-11-24"] {
        assert_eq!(Agenda::of(&workspace, day(date), Tz::UTC).events.len(), 1, "{date}");
    }
    assert!(Agenda::of(&workspace, day("2026-11-25"), Tz::UTC).events.is_empty());
}

#[test]
fn working_hours_may_go_past_midnight() {
    let mut workspace = workspace(&[]);
    let mut settings = Settings::clone(&workspace.settings);
    settings.working_hours[0].0 = vec![gapwise::model::TimeRange::hm((20, 0), (1, 0))];
    workspace = workspace.apply(&Action::SetSettings(Box::new(settings)), moment()).unwrap();
    assert_eq!(free(&workspace, "2026-11-24T00:12:00".parse().unwrap()), ["00:15-01:00"]);
}

fn urgency_of(due: &str, minutes: u32) -> gapwise::calendar::UrgencyView {
    let workspace = workspace(&[]);
    let availability = Availability::of(&workspace, at("09:00"), Tz::UTC);
    let mut task = Task::new(TaskId::derived("t"), "t", Order::default(), moment().instant);
    task.due = Some(Due::on(due.parse().unwrap()));
    urgency(&task, Minutes::new(minutes), &workspace, &availability)
}

#[test]
fn urgency_grows_as_slack_shrinks() {
    assert!(urgency_of("2026-11-23", 60).urgent, "due today");
    assert!(!urgency_of("2026-11-30", 60).urgent, "due in a week, an hour of work");
    assert!(urgency_of("2026-11-30", 40 * 60).urgent, "due in a week, a week of work");
    assert_eq!(urgency_of("2026-12-23", 60).permille, 0, "due in a month");
    assert!(urgency_of("2026-11-20", 5).overdue && urgency_of("2026-11-20", 5).permille == 1000);
    let slack = urgency_of("2026-11-24", 60).slack_tenth_days;
    assert_eq!(slack, Some(18), "two working days less an hour, in tenths");
}

#[test]
fn a_weekend_adds_no_slack_but_a_meeting_takes_some() {
    assert_eq!(urgency_of("2026-11-27", 0).slack_tenth_days, urgency_of("2026-11-29", 0).slack_tenth_days);
    let busy = workspace(&[("09:00", "12:00")]);
    let [free, less] = [workspace(&[]), busy].map(|w| Availability::of(&w, at("09:00"), Tz::UTC));
    let tonight = at("20:00");
    assert_eq!(free.minutes_until(tonight) - less.minutes_until(tonight), 190, "the meeting and the break after it");
}

#[test]
fn a_pin_overrides_the_computed_urgency() {
    let workspace = workspace(&[]);
    let availability = Availability::of(&workspace, at("09:00"), Tz::UTC);
    let mut task = Task::new(TaskId::derived("t"), "t", Order::default(), moment().instant);
    task.due = Some(Due::on(monday().date));
    task.urgency = Urgency::Pinned(false);
    let view = urgency(&task, Minutes::new(30), &workspace, &availability);
    assert!(!view.urgent && view.worked_out());
}

#[test]
fn a_block_over_a_meeting_does_not_extend_the_day() {
    let mut day = Day::of(&[("09:00", "17:00")]);
    day.set(|settings| settings.fullness = Fullness::Normal);
    let task = day.task("Report", 60, |_| {});
    let room = |day: &Day| {
        let (agenda, gaps) = day.agenda();
        let free: Minutes = gaps.iter().map(|gap| gap.span.minutes()).sum();
        let room = day_room(&agenda, &day.workspace.settings, free, agenda.upcoming(day.now).map(|it| it.span()));
        [room.planned, room.all, room.cap].map(Minutes::get)
    };
    day.block(task, None, "11:00", 60, BlockState::Planned);
    assert_eq!(room(&day), [60, 480, 384]);
    day.block(task, None, "20:00", 60, BlockState::Planned);
    assert_eq!(room(&day), [120, 540, 444], "an hour outside working hours is added");
    day.event("Meeting", "11:00", "12:00");
    // The meeting takes its hour and a buffer of five minutes.
    assert_eq!(room(&day), [60, 475, 392], "the block over it adds no time");
}

#[test]
fn a_break_between_accepted_blocks_stays_free_until_one_of_them_moves() {
    let mut workspace = workspace(&[]);
    for (title, start) in [("Write", "09:00"), ("Read", "09:55")] {
        let task = Task::new(TaskId::derived(title), title, Order::default(), moment().instant);
        let minutes = Minutes::new(50);
        let (id, state) = (BlockId::derived(title), BlockState::Planned);
        let block = Block { id, task: task.id, step: None, start: at(start), minutes, state };
        workspace.tasks.insert(task.id, task.into());
        workspace.blocks.insert(id, block.into());
    }
    assert_eq!(free(&workspace, at("08:00")), ["10:45-12:30", "13:00-17:30"]);
    let later = Action::MoveBlock { block: BlockId::derived("Read"), start: at("10:00"), minutes: Minutes::new(50) };
    let moved = workspace.apply(&later, moment()).unwrap();
    assert_eq!(free(&moved, at("08:00")), ["09:50-10:00", "10:50-12:30", "13:00-17:30"]);
}
