//! Plans and their reasons, also after a change.

use std::ops::ControlFlow;

use chrono::{Days, TimeDelta};
use gapwise::calendar::{busy_spans, day_room};
use gapwise::model::{BlockState, Due, DueKind, Event, Minutes, Recurrence, Span, Task, TaskId, Urgency};
use gapwise::planner::{DayChange, Proposal, Suggestion, WhyNot, diff, now_for, propose, what_if, why_not};
use proptest::prelude::*;

use crate::planner_day::{Day, any_day, cases, due_at, minor, on_monday, step, time};

#[test]
fn what_is_shown_stays_unless_moving_it_pays() {
    let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50")]);
    day.task("One", 50, |_| {});
    let shown = day.plan();
    assert_eq!(day.words(&shown), ["09:00 One"]);
    day.task("Slightly better", 50, |task| task.created -= TimeDelta::days(4));
    let again = day.plan_showing(&shown);
    assert_eq!(day.words(&again), ["09:00 One", "13:00 Slightly better"]);
    day.task("Much better", 50, |task| task.due = Some(Due::on(on_monday("00:00").date())));
    let better = day.plan_showing(&again);
    assert!(day.words(&better).iter().any(|word| word.ends_with("Much better")));
    assert!(better.value <= better.bound && again.value <= again.bound);
}

#[test]
fn what_starts_within_half_an_hour_is_not_touched() {
    let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50")]);
    let one = day.task("One", 50, minor);
    let due = |task: &mut Task| {
        minor(task);
        task.urgency = Urgency::Pinned(true);
    };
    due(&mut Task::clone(&day.workspace.tasks[&one]));
    let mut pinned = Task::clone(&day.workspace.tasks[&one]);
    due(&mut pinned);
    day.workspace.tasks.insert(one, pinned.into());
    let shown = day.plan();
    day.task("Much better", 50, |_| {});
    day.task("Much better too", 50, |_| {});
    day.now = on_monday("08:45");
    let plan = day.plan_showing(&shown);
    assert_eq!(day.words(&plan)[0], "09:00 One");
    day.now = on_monday("08:15");
    assert_ne!(day.words(&day.plan_showing(&shown))[0], "09:00 One", "earlier it may still be replaced");
    day.now = on_monday("08:45");
    day.event("Surprise", "09:00", "09:30");
    assert_ne!(day.words(&day.plan_showing(&shown))[0], "09:00 One", "what has become impossible goes");
}

#[test]
fn what_starts_soon_moves_up_when_the_work_before_it_is_done_early() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    for title in ["One", "Two", "Three"] {
        day.task(title, 30, |_| {});
    }
    let shown = day.plan();
    let [first, second] = [0, 1].map(|n| shown.suggestions[n].clone());
    assert_eq!([first.span.start, second.span.start], ["09:00", "09:35"].map(on_monday));
    day.workspace.tasks.remove(&first.task);
    day.now = on_monday("09:12");
    let next = &day.plan_showing(&shown).suggestions[0];
    assert_eq!((next.task, next.span.start), (second.task, on_monday("09:15")));
}

#[test]
fn what_is_looked_at_is_not_touched_and_the_rest_is() {
    let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50")]);
    let [one, _] = ["One", "Two"].map(|title| day.task(title, 50, minor));
    let shown = day.plan();
    for title in ["Much better", "Much better too"] {
        day.task(title, 50, |_| {});
    }
    let looking = |keys: &[_]| {
        let go_on = &mut |_: &_| ControlFlow::Continue(());
        day.with_request(Some(&shown), |request| propose(&request.clone().looking_at(keys), go_on))
    };
    assert!(looking(&[]).suggestions.iter().all(|it| it.task != one));
    let plan = looking(&[(one, None)]);
    let kept = |plan: &Proposal| plan.suggestions.iter().find(|it| it.task == one).map(|it| it.span);
    assert_eq!(kept(&plan), kept(&shown));
    assert_eq!(day.words(&plan).iter().filter(|word| word.contains("Much better")).count(), 1);
}

#[test]
fn a_difference_says_what_is_new_moved_kept_and_dropped() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let one = day.task("One", 30, |_| {});
    day.task("Two", 45, |_| {});
    let old = day.plan();
    day.event("Meeting", "09:00", "09:40");
    day.workspace.tasks.remove(&one);
    day.task("Three", 25, |_| {});
    let new = day.plan_showing(&old);
    let difference = diff(&old, &new);
    let counts = [difference.new.len(), difference.kept.len() + difference.moved.len(), difference.dropped.len()];
    assert_eq!(counts, [1, 1, 1]);
    assert_eq!(difference.dropped[0].task, one);
    assert!(diff(&new, &new).is_empty());
}

#[test]
fn what_if_plans_on_a_copy_and_says_what_would_change() {
    let mut day = Day::of(&[("09:00", "12:00"), ("13:00", "17:00")]);
    let tasks: Vec<TaskId> = (0..5).map(|n| day.task(&format!("Task {n}"), 45, |_| {})).collect();
    day.block(tasks[0], None, "14:00", 45, BlockState::Planned);
    day.block(tasks[1], None, "16:00", 45, BlockState::Locked);
    let meeting = day.event("Meeting", "10:00", "10:30");
    day.now = on_monday("08:00");
    let shown = day.plan();
    let before = day.workspace.clone();
    let ask = |change: DayChange| day.with_request(Some(&shown), |request| what_if(request, &change, &|| true));
    let meeting_over_block = ask(DayChange::NewEvent(Span::new(on_monday("14:00"), on_monday("15:00"))));
    assert!(meeting_over_block.diff.moved.iter().any(|(now, _)| now.task == tasks[0]), "the block makes way");
    let moved = ask(DayChange::MovedEvent(meeting, Span::new(on_monday("09:00"), on_monday("09:30"))));
    assert!(moved.plan.suggestions.iter().all(|s| s.span.start >= on_monday("09:35")));
    let early = ask(DayChange::EndAt(time("13:30")));
    assert!(early.plan.suggestions.iter().all(|s| s.span.end <= on_monday("13:30")));
    let dropped = ask(DayChange::Dropped(tasks[2]));
    assert!(dropped.diff.dropped.iter().any(|gone| gone.task == tasks[2]));
    let late = ask(DayChange::Late(Minutes::new(90)));
    assert!(late.plan.suggestions.iter().all(|s| s.span.start >= on_monday("09:30")));
    assert!(ask(DayChange::Replan).diff.dropped.is_empty());
    assert_eq!(day.workspace, before, "nothing is touched");
    assert!(late.plan.suggestions.iter().all(|s| s.task != tasks[1]), "what is locked stays where it is");
}

#[test]
fn what_if_tells_only_what_the_change_brings_about() {
    let mut day = Day::of(&[("09:00", "12:00"), ("13:00", "17:00")]);
    let [urgent, minor_one, hit] = ["Urgent", "Minor", "Hit"].map(|title| day.task(title, 45, |_| {}));
    let mut pinned = Task::clone(&day.workspace.tasks[&urgent]);
    pinned.urgency = Urgency::Pinned(true);
    day.workspace.tasks.insert(urgent, pinned.into());
    // Where they were put by hand is not where the planner would put them.
    day.block(minor_one, None, "09:00", 45, BlockState::Planned);
    day.block(hit, None, "14:00", 45, BlockState::Planned);
    day.block(urgent, None, "16:00", 45, BlockState::Planned);
    day.now = on_monday("08:00");
    let ask = |change: DayChange| day.with_request(None, |request| what_if(request, &change, &|| true)).diff;
    let replanned = ask(DayChange::Replan);
    assert!(replanned.moved.iter().any(|(it, _)| it.task == urgent), "left to the planner it would move");
    let beside = ask(DayChange::NewEvent(Span::new(on_monday("10:00"), on_monday("11:00"))));
    assert!(beside.is_empty(), "{beside:?}");
    let over = ask(DayChange::NewEvent(Span::new(on_monday("14:00"), on_monday("15:00"))));
    assert_eq!(over.moved.iter().map(|(it, _)| it.task).collect::<Vec<_>>(), [hit]);
    assert_eq!((over.new.len(), over.dropped.len(), over.kept.len()), (0, 0, 2));
    let late = ask(DayChange::Late(Minutes::new(70)));
    assert_eq!(late.moved.iter().map(|(it, _)| it.task).collect::<Vec<_>>(), [minor_one]);
}

#[test]
fn what_if_there_is_no_room_beside_them_other_blocks_make_way() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let [long, short] = [("Long", 60), ("Short", 30)].map(|(title, minutes)| {
        day.task(title, minutes, |task| {
            task.urgency = Urgency::Pinned(true);
        })
    });
    day.set(|settings| settings.rhythm.focus = Minutes::new(90));
    day.block(short, None, "10:20", 30, BlockState::Planned);
    day.block(long, None, "11:00", 60, BlockState::Planned);
    day.now = on_monday("08:00");
    let meeting = DayChange::NewEvent(Span::new(on_monday("11:00"), on_monday("12:00")));
    let over = day.with_request(None, |request| what_if(request, &meeting, &|| true)).diff;
    assert!(over.dropped.is_empty(), "{over:?}");
    assert!(over.moved.iter().any(|(it, _)| it.task == long));
}

#[test]
fn what_if_running_late_pushes_what_is_run_into() {
    let mut day = Day::of(&[("09:00", "17:00")]);
    let tasks = ["One", "Two", "Three"].map(|title| day.task(title, 45, |_| {}));
    for (task, at) in tasks.iter().zip(["09:10", "10:00", "14:00"]) {
        day.block(*task, None, at, 45, BlockState::Planned);
    }
    day.now = on_monday("09:00");
    let late = day.with_request(None, |request| what_if(request, &DayChange::Late(Minutes::new(30)), &|| true)).diff;
    let moved: Vec<_> = late.moved.iter().map(|(it, _)| it.task).collect();
    assert!(moved.contains(&tasks[0]) && !moved.contains(&tasks[2]), "{late:?}");
    assert!(late.dropped.is_empty() && late.moved.iter().all(|(it, _)| it.span.start >= on_monday("09:30")));
}

proptest! {
    #![proptest_config(cases(24))]

    /// As long as all that it takes the time of finds a place, a meeting moves no block before it.
    #[test]
    fn a_meeting_moves_no_block_before_it(day in any_day(), from in 0_i64..100, slots in 1_i64..24) {
        let start = on_monday("08:00") + TimeDelta::minutes(from * 5);
        let span = Span::new(start, start + TimeDelta::minutes(slots * 5));
        let change = DayChange::NewEvent(span);
        let answer = day.with_request(None, |request| what_if(request, &change, &|| true));
        let was_block = |task: TaskId, span: Span| {
            day.workspace.blocks.values().any(|it| it.task == task && it.span() == span && it.state == BlockState::Planned)
        };
        if answer.diff.dropped.iter().all(|it| !was_block(it.task, it.span)) {
            for (now, before) in answer.diff.moved.iter().filter(|(it, before)| was_block(it.task, *before)) {
                prop_assert!(before.end > span.start, "{now:?} was {before:?}");
            }
        }
    }
}

#[test]
fn what_if_the_meeting_of_one_day_moved_the_other_days_keep_theirs() {
    let mut day = Day::of(&[("13:00", "17:00")]);
    let id = day.event("Class", "13:00", "16:20");
    let daily = Recurrence { rules: vec!["FREQ=DAILY".into()], ..Recurrence::default() };
    let class = Event { recurrence: Some(daily), ..Event::clone(&day.workspace.events[&id]) };
    day.workspace.events.insert(id, class.into());
    day.task("Report", 25, |task| task.due = Some(Due::on(on_monday("00:00").date() + TimeDelta::days(3))));
    let shown = day.plan();
    assert_eq!(day.words(&shown), ["16:30 Report"]);
    let span = Span::new(on_monday("13:30"), on_monday("16:50"));
    let moved = day.with_request(Some(&shown), |request| what_if(request, &DayChange::MovedEvent(id, span), &|| true));
    assert_eq!(day.words(&moved.plan), ["13:00 Report"]);
    let slack = |plan: &Proposal| plan.suggestions[0].why.factors.slack_tenth_days.unwrap();
    assert!((slack(&moved.plan) - slack(&shown)).abs() <= 1, "the days until it is due are as full as before");
}

#[test]
fn what_if_stops_when_nobody_waits_any_more() {
    let mut day = Day::of(&[("09:00", "12:00"), ("13:00", "17:00")]);
    for n in 0..20 {
        day.task(&format!("Task {n}"), 10 + n * 3, |_| {});
    }
    let asked = std::cell::Cell::new(0);
    let go_on = || {
        asked.set(asked.get() + 1);
        false
    };
    let shown = Proposal::default();
    day.with_request(Some(&shown), |request| what_if(request, &DayChange::Replan, &go_on));
    assert_eq!(asked.get(), 1, "the first no is enough");
}

#[test]
fn a_long_row_of_steps_fills_the_time_that_it_may() {
    let mut day = Day::of(&[("09:00", "12:30"), ("13:20", "17:30")]);
    day.set(|settings| settings.micro_tasks = 40);
    day.task("Report", 500, |task| task.steps = (0..20).map(|n| step(&format!("Part {n}"), 25)).collect());
    let plan = day.plan();
    // 210 minutes take 7 parts and 3 breaks with 20 minutes to spare, 250 take 9 and 4 with 5 to spare.
    assert_eq!(plan.suggestions.len(), 16);
    assert_eq!(plan.bound, plan.value);
}

#[test]
fn short_steps_follow_each_other_without_needless_breaks() {
    let mut day = Day::of(&[("09:00", "12:30")]);
    day.set(|settings| settings.micro_tasks = 40);
    let lengths = [5, 10, 15, 5, 10, 15, 5, 10, 15, 5, 10, 15];
    day.task("Report", 120, |task| {
        task.steps = lengths.iter().enumerate().map(|(n, length)| step(&format!("Part {n}"), *length)).collect();
    });
    let plan = day.plan();
    assert_eq!(plan.suggestions.len(), 12);
    assert_eq!(plan.breaks.len(), 2, "120 minutes are three stretches of at most 50");
    assert_eq!(plan.suggestions[11].span.end, on_monday("11:10"), "what is left is in one piece");
}

#[test]
fn new_work_leaves_a_break_before_a_planned_block_that_would_make_it_too_long() {
    for (length, last_end) in [(20, "10:00"), (30, "09:55"), (45, "09:55")] {
        let mut day = Day::of(&[("09:30", "12:00")]);
        let fixed = day.task("Fixed", length, |_| {});
        day.block(fixed, None, "10:00", length, BlockState::Locked);
        for n in 0..12 {
            day.task(&format!("Part {n}"), 5, |_| {});
        }
        let plan = day.plan();
        let before = plan.suggestions.iter().filter(|it| it.span.end <= on_monday("10:00"));
        let end = before.map(|it| it.span.end).max();
        assert_eq!(end, Some(on_monday(last_end)), "30 minutes free, then {length} planned");
    }
}

#[test]
fn new_work_before_and_after_a_planned_block_leaves_a_break_somewhere() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let planned = day.task("Planned", 30, |_| {});
    day.block(planned, None, "09:20", 30, BlockState::Planned);
    day.task("Before", 20, |_| {});
    day.task("After", 20, |_| {});
    let plan = day.plan();
    assert_eq!(plan.suggestions.len(), 2);
    let starts: Vec<_> = plan.suggestions.iter().map(|it| it.span.start.format("%H:%M").to_string()).collect();
    assert_eq!(starts, ["09:00", "09:55"], "20 and 30 minutes are a whole run");
}

#[test]
fn after_work_done_early_what_starts_soon_moves_up() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let [soon, later] = ["Soon", "Later"].map(|title| day.task(title, 45, |_| {}));
    day.block(soon, None, "09:30", 45, BlockState::Planned);
    day.block(later, None, "10:20", 45, BlockState::Planned);
    day.now = on_monday("09:10");
    let diff = day.with_request(None, |request| what_if(request, &DayChange::Replan, &|| true)).diff;
    let first = diff.moved.iter().find(|(it, _)| it.task == soon).map(|(it, _)| it.span.start);
    assert_eq!(first, Some(on_monday("09:10")), "{diff:?}");
}

#[test]
fn i_have_some_minutes_is_answered_with_the_best_set_and_the_second() {
    let mut day = Day::of(&[]);
    day.task("Twelve", 12, |_| {});
    day.task("Ten", 10, |_| {});
    day.task("Two", 2, minor);
    day.task("Long", 60, |_| {});
    let answer = day.with_request(None, |request| now_for(request, Minutes::new(12)));
    let titles = |set: &gapwise::planner::NowSet| set.work.iter().map(|w| day.title(w.0, w.1)).collect::<Vec<_>>();
    assert_eq!((titles(&answer.best), answer.best.proven), (vec!["Twelve".to_owned()], true));
    assert!(answer.runner_up.is_some_and(|second| titles(&second).contains(&"Ten".to_owned())));
    let none = day.with_request(None, |request| now_for(request, Minutes::new(1)));
    assert!(none.best.work.is_empty() && none.runner_up.is_none());
}

#[test]
fn some_minutes_begin_with_the_overdue_and_leave_what_can_wait() {
    let titles = |until: &str, minutes: u32| {
        let mut day = Day::of(&[("09:00", until)]);
        day.now = on_monday("09:00");
        day.task("Tidy", 10, |_| {});
        day.task("Send the budget", 15, |task| due_at(task, "16:00", DueKind::Hard));
        day.task("Renew insurance", 10, |task| task.due = Some(Due::on(on_monday("00:00").date() - Days::new(1))));
        let answer = day.with_request(None, |request| now_for(request, Minutes::new(minutes)));
        answer.best.work.iter().map(|work| day.title(work.0, work.1)).collect::<Vec<_>>()
    };
    assert_eq!(titles("12:00", 10), ["Renew insurance"]);
    assert_eq!(titles("12:00", 25), ["Renew insurance", "Send the budget"]);
    assert_eq!(titles("12:00", 35), ["Renew insurance", "Send the budget", "Tidy"]);
    assert_eq!(titles("09:20", 20)[0], "Send the budget", "afterwards no time is left for it");
}

#[test]
fn why_not_gives_the_number_that_a_new_plan_with_it_would_show() {
    let mut day = Day::of(&[("09:00", "09:30")]);
    day.task("Important", 30, |_| {});
    let other = day.task("Minor", 30, |task| task.important = None);
    let plan = day.explained();
    let why = day.with_request(None, |request| why_not(request, &plan, other, None));
    let Some(WhyNot::WorthLess { short: Some(short) }) = why else { panic!("{why:?}") };
    assert_eq!(short.by, 4 * 400 - 300);
    let suggestion = &plan.suggestions[0].why;
    assert_eq!(suggestion.worth, Some(4 * 400 - 300));
    assert_eq!(suggestion.runner_up.map(|second| (second.task, second.less)), Some((other, 4 * 400 - 300)));
}

/// Says which rule a proposal breaks.
fn broken_rule(day: &Day, plan: &Proposal) -> Option<String> {
    let (agenda, free) = day.agenda();
    let settings = &day.workspace.settings;
    let taken: Vec<Span> = busy_spans(&agenda, settings, day.now).iter().map(|busy| busy.span).collect();
    let spans: Vec<Span> = plan.suggestions.iter().map(|s| s.span).chain(plan.breaks.iter().copied()).collect();
    for (n, span) in spans.iter().enumerate() {
        if taken.iter().chain(&spans[n + 1..]).any(|other| other.overlaps(*span)) {
            return Some(format!("{span:?} overlaps"));
        }
        if !free.iter().any(|gap| gap.span.start <= span.start && span.end <= gap.span.end) {
            return Some(format!("{span:?} is in no gap"));
        }
    }
    let work: u32 = plan.suggestions.iter().map(|s| s.work.get().div_ceil(5) * 5).sum();
    let all: Minutes = free.iter().map(|gap| gap.span.minutes()).sum();
    let room = day_room(&agenda, settings, all, agenda.upcoming(day.now).map(|block| block.span()));
    if !plan.suggestions.is_empty() && room.planned.get() + work > room.cap.get() {
        return Some(format!("{work} minutes of work with {room:?}"));
    }
    let pieces = plan.suggestions.len() + agenda.blocks.len() - agenda.missed(day.now).count();
    if !plan.suggestions.is_empty() && pieces > settings.micro_tasks as usize {
        return Some(format!("{pieces} micro-tasks"));
    }
    order_broken(day, plan)
}

fn order_broken(day: &Day, plan: &Proposal) -> Option<String> {
    for (n, later) in plan.suggestions.iter().enumerate() {
        let task = &day.workspace.tasks[&later.task];
        let own = task.steps.iter().take_while(|step| Some(step.id) != later.step).filter(|_| later.step.is_some());
        for before in own.filter(|step| !step.is_done()) {
            if !plan.suggestions[..n].iter().any(|s| s.step == Some(before.id)) {
                return Some(format!("{} before {}", day.title(later.task, later.step), before.title));
            }
        }
        for before in &task.after {
            let earlier = &day.workspace.tasks[before];
            let block = day.workspace.blocks.values().find(|block| block.task == *before);
            let blocks = block.map_or(0, |block| block.minutes.get());
            let done: u32 = plan.suggestions[..n].iter().filter(|s| s.task == *before).map(|s| s.work.get()).sum();
            if done + blocks < earlier.left(Minutes::new(25)).get()
                || block.is_some_and(|b| b.span().end > later.span.start)
            {
                return Some(format!("{} before {}", task.title, earlier.title));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn suggestions_keep_every_rule_of_the_day(day in any_day()) {
        let plan = day.plan();
        prop_assert_eq!(broken_rule(&day, &plan), None);
        prop_assert!(plan.bound >= plan.value);
        prop_assert_eq!(&plan, &day.plan(), "the same day has the same plan");
        for suggestion in &day.explained().suggestions {
            let why = &suggestion.why;
            prop_assert!(why.runner_up.zip(why.worth).is_none_or(|(second, worth)| second.less == worth));
            prop_assert!(why.worth.is_none_or(|worth| worth <= plan.value));
            prop_assert!(suggestion.why.limit.as_ref().is_none_or(|limit| limit.gain > 0));
        }
    }

    #[test]
    fn a_stopped_plan_keeps_every_rule_of_the_day_and_its_bound_holds(day in any_day(), most in 1..8) {
        let mut asked = 0;
        let stopped = day.with_request(None, |request| {
            propose(request, &mut |_| {
                asked += 1;
                if asked < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })
        });
        prop_assert_eq!(broken_rule(&day, &stopped), None);
        prop_assert!(asked <= most);
        let whole = day.plan();
        prop_assert!(stopped.value <= whole.bound && stopped.bound >= whole.value, "{:?}", stopped);
    }

    #[test]
    fn a_plan_for_what_is_shown_keeps_every_rule_and_follows_the_clock(day in any_day(), minutes in 0_i64..60) {
        let mut day = day;
        let shown = day.plan();
        day.now += TimeDelta::minutes(minutes);
        day.task("New", 30, |task| due_at(task, "17:00", DueKind::Soft));
        let plan = day.plan_showing(&shown);
        let frozen = day.now + TimeDelta::minutes(30);
        let near = shown.suggestions.iter().filter(|s| s.span.start >= day.now && s.span.start < frozen);
        let (agenda, _) = day.agenda();
        let upcoming = agenda.upcoming(day.now).count();
        let is_begun = |s: &Suggestion| agenda.blocks.iter().any(|b| b.task == s.task && b.span().overlaps(s.span));
        if shown.suggestions.iter().any(|s| s.span.start < day.now && !is_begun(s)) {
            prop_assert_eq!(day.words(&plan), day.words(&day.plan()), "what was not begun in time makes way for a new plan");
        } else if upcoming == 0 {
            let waits = |s: &&Suggestion| s.step.is_some() || !day.workspace.tasks[&s.task].after.is_empty();
            let has_more_left = |s: &&Suggestion| agenda.missed(day.now).any(|block| block.task == s.task);
            for suggestion in near.filter(|s| !waits(s) && !has_more_left(s)) {
                prop_assert!(plan.suggestions.iter().any(|s| s.span == suggestion.span && s.task == suggestion.task));
            }
        }
        prop_assert!(plan.bound >= plan.value);
        let overlap = plan.suggestions.windows(2).find(|two| two[0].span.overlaps(two[1].span));
        prop_assert_eq!(overlap, None);
    }
}
