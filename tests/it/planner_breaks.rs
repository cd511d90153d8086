//! Lunch, the buffers around events and the pieces of long work, as a plan keeps them.

use chrono::TimeDelta;
use gapwise::model::{BlockState, Chunk, Due, Minutes, Rhythm, Settings, Span, Split};
use gapwise::planner::{DayChange, what_if};

use crate::planner_day::{Day, on_monday, step};

/// Returns a full Monday from nine to half past five, with lunch and more work than it holds.
fn full_day() -> Day {
    let mut day = Day::of(&[("09:00", "17:30")]);
    day.set(|settings| settings.lunch = Settings::default().lunch);
    day.task("Write", 600, |task| task.steps = (0..40).map(|n| step(&format!("Page {n}"), 15)).collect());
    day.set(|settings| settings.micro_tasks = 99);
    day
}

fn span(from: &str, to: &str) -> Span {
    Span::new(on_monday(from), on_monday(to))
}

fn gap_words(day: &Day) -> Vec<String> {
    let words = |span: Span| format!("{}-{}", span.start.format("%H:%M"), span.end.format("%H:%M"));
    day.agenda().1.iter().map(|gap| words(gap.span)).collect()
}

#[test]
fn a_meeting_at_noon_moves_lunch_to_one_and_no_work_takes_it() {
    let mut day = full_day();
    day.event("Board", "12:00", "13:00");
    let (agenda, _) = day.agenda();
    assert_eq!(agenda.lunch, Some(span("13:00", "13:30")));
    let plan = day.plan();
    let over_lunch = plan.suggestions.iter().filter(|it| it.span.overlaps(span("12:00", "13:30"))).count();
    assert_eq!((over_lunch, plan.suggestions.is_empty()), (0, false), "{:?}", day.words(&plan));
}

#[test]
fn lunch_is_never_dropped_while_its_window_has_room() {
    let whole = Settings::default().lunch.expect("a lunch").minutes();
    for (start, minutes) in (0..24).flat_map(|start| [15, 30, 60, 90, 120].map(|minutes| (start * 5, minutes))) {
        let mut day = full_day();
        let from = on_monday("11:00") + TimeDelta::minutes(start);
        let meeting = Span::new(from, from + TimeDelta::minutes(minutes));
        day.event("Board", &from.format("%H:%M").to_string(), &meeting.end.format("%H:%M").to_string());
        day.event("Call", "13:30", "14:00");
        let (agenda, gaps) = day.agenda();
        let lunch = agenda.lunch;
        let window = span("11:30", "13:30");
        let before = Span::new(window.start, meeting.start.min(window.end)).minutes();
        let after = Span::new(meeting.end.max(window.start), window.end).minutes();
        let is_free = |it: Span| !it.overlaps(meeting) && gaps.iter().all(|gap| !gap.span.overlaps(it));
        assert!(lunch.is_none_or(is_free), "{meeting:?}: {lunch:?}");
        if before.max(after) >= whole {
            assert_eq!(lunch.map(Span::minutes), Some(whole), "{meeting:?}: {before} before and {after} after");
        }
    }
}

#[test]
fn a_block_in_the_new_place_of_lunch_makes_way() {
    let mut day = Day::of(&[("09:00", "17:30")]);
    day.set(|settings| settings.lunch = Settings::default().lunch);
    let [early, late] = ["Early", "Late"].map(|title| day.task(title, 45, |_| {}));
    day.block(early, None, "10:00", 45, BlockState::Planned);
    day.block(late, None, "13:00", 45, BlockState::Planned);
    day.now = on_monday("09:00");
    let meeting = DayChange::NewEvent(span("12:00", "13:00"));
    let diff = day.with_request(None, |request| what_if(request, &meeting, &|| true)).diff;
    let meets = |it: Span| it.overlaps(span("12:00", "13:30"));
    let moved: Vec<_> = diff.moved.iter().map(|(it, _)| (it.task, meets(it.span))).collect();
    assert_eq!((moved, diff.dropped.len()), (vec![(late, false)], 0), "{diff:?}");
}

#[test]
fn ten_minutes_before_and_after_meetings_stay_free_also_at_the_edges_of_the_day() {
    let mut day = full_day();
    day.set(|settings| {
        settings.lunch = None;
        (settings.buffer_before, settings.buffer) = (Minutes::new(10), Minutes::new(10));
        settings.break_after_events = Minutes::ZERO;
    });
    day.event("Before work", "08:00", "08:55");
    day.event("First", "10:00", "11:00");
    day.event("Second in a row", "11:00", "12:00");
    day.event("Soon after", "12:10", "12:30");
    day.event("After work", "17:35", "18:00");
    assert_eq!(gap_words(&day), ["09:05-09:50", "12:40-17:25"], "one buffer on each side of meetings in a row");
    day.event("A little later", "12:55", "13:30");
    assert_eq!(gap_words(&day), ["09:05-09:50", "12:40-12:45", "13:40-17:25"]);
    let plan = day.plan();
    let near = |it: &&gapwise::planner::Suggestion| {
        let wide = Span::new(it.span.start - TimeDelta::minutes(10), it.span.end + TimeDelta::minutes(10));
        day.agenda().0.events.iter().any(|event| event.span.overlaps(wide))
    };
    assert_eq!(plan.suggestions.iter().filter(near).count(), 0, "{:?}", day.words(&plan));
    assert!(plan.suggestions.len() > 5);
}

#[test]
fn i_have_some_minutes_ends_before_the_buffer_of_the_next_meeting() {
    let mut day = full_day();
    day.set(|settings| settings.buffer_before = Minutes::new(10));
    day.event("Board", "10:00", "11:00");
    day.now = on_monday("09:20");
    let (_, gaps) = day.agenda();
    assert_eq!(gaps[0].span, span("09:20", "09:50"));
}

#[test]
fn work_in_pieces_of_half_an_hour_is_planned_by_a_user_of_pomodoros() {
    let mut day = Day::of(&[("09:00", "13:00")]);
    day.set(|settings| settings.rhythm = Rhythm::POMODORO);
    let half_hours = Split::ChunksOf(Chunk { min: Minutes::new(30), max: Minutes::new(50) });
    day.task("Report", 120, |task| task.split = half_hours);
    day.now = on_monday("09:00");
    assert_eq!(day.plan().work(), Minutes::new(120));
    day.set(|settings| settings.rhythm = Rhythm { focus: Minutes::new(27), ..Rhythm::POMODORO });
    assert_eq!(day.plan().work(), Minutes::new(120), "also where the focus is no multiple of the planner's slots");
}

#[test]
fn two_pieces_of_one_task_in_a_row_are_one_where_they_may_be_so_long() {
    let mut day = Day::of(&[]);
    day.workspace.settings = Settings::default().into();
    day.event("Team meeting", "11:00", "12:00");
    let due = |days| Some(Due::on((on_monday("00:00") + TimeDelta::days(days)).date()));
    day.task("Write chapter", 180, |_| {});
    day.task("Send form", 10, |task| task.due = due(0));
    day.task("Overdue letter", 25, |task| task.due = due(-3));
    day.task("Pay rent", 5, |task| task.due = due(0));
    day.task("Big report", 240, |task| task.due = due(3));
    for minute in 0..24 {
        day.now = on_monday("09:00") + TimeDelta::minutes(5 * minute);
        let plan = day.plan();
        let short = plan.suggestions.windows(2).find(|pair| {
            let joins = pair[0].task == pair[1].task && pair[0].span.end == pair[1].span.start;
            joins && pair[0].work + pair[1].work <= Minutes::new(50)
        });
        assert!(short.is_none(), "at {}: {:?}", day.now, day.words(&plan));
    }
}
