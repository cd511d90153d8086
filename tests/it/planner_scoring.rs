//! The worth of work: each test states a behaviour that the user sees.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use gapwise::calendar::words::Words;
use gapwise::calendar::{BusyKind, busy_spans};
use gapwise::model::{
    BlockState, DayHours, Delegation, Due, DueKind, Energy, EnergyWindow, Fullness, Minutes, Session, SessionId,
    Settings, Split, StepId, TagWindow, Task, TaskId, TimeRange, Urgency,
};
use gapwise::planner::WhyNot;

use crate::planner_day::{Day, due_at, minor, on_monday, step, time};

#[test]
fn the_important_wins_over_the_merely_urgent() {
    let mut day = Day::of(&[("09:00", "09:25")]);
    day.task("Urgent only", 25, |task| {
        minor(task);
        due_at(task, "10:00", DueKind::Soft);
    });
    day.task("Important", 25, |_| {});
    assert_eq!(day.words(&day.plan()), ["09:00 Important"]);
}

#[test]
fn of_two_important_things_the_one_with_less_slack_comes_first() {
    let mut day = Day::of(&[("09:00", "09:25")]);
    day.task("No date", 25, |_| {});
    day.task("Due on Wednesday", 25, |task| task.due = Some(Due::on(on_monday("00:00").date() + TimeDelta::days(2))));
    assert_eq!(day.words(&day.plan()), ["09:00 Due on Wednesday"]);
}

#[test]
fn what_is_marked_urgent_by_hand_comes_before_what_is_not() {
    let mut day = Day::of(&[("09:00", "09:25")]);
    day.task("Plain", 25, |_| {});
    day.task("Pinned", 25, |task| task.urgency = Urgency::Pinned(true));
    assert_eq!(day.words(&day.plan()), ["09:00 Pinned"]);
}

#[test]
fn what_has_waited_for_a_month_comes_before_what_is_new() {
    let mut day = Day::of(&[("09:00", "09:25")]);
    day.task("New", 25, |_| {});
    day.task("Old", 25, |task| task.created -= TimeDelta::days(30));
    assert_eq!(day.words(&day.plan()), ["09:00 Old"]);
}

#[test]
fn what_has_to_be_done_today_comes_before_a_whole_day_of_other_work() {
    let mut day = Day::of(&[("09:00", "09:50")]);
    for number in 0..10 {
        day.task(&format!("Important {number}"), 5, |task| task.due = Some(Due::on(on_monday("00:00").date())));
    }
    day.task("Send the form", 50, |task| {
        minor(task);
        due_at(task, "12:00", DueKind::Hard);
    });
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Send the form"]);
    assert!(plan.value < 10_000, "the value that is told is that of ordinary work: {}", plan.value);
}

#[test]
fn work_after_a_soft_due_time_is_worth_half_and_after_a_hard_one_nothing() {
    let mut day = Day::of(&[("12:00", "12:25")]);
    let soft = day.task("Soft", 25, |task| due_at(task, "11:00", DueKind::Soft));
    let hard = day.task("Hard", 25, |task| due_at(task, "11:00", DueKind::Hard));
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["12:00 Soft"]);
    assert_eq!(plan.suggestions[0].task, soft);
    assert!(matches!(day.why_left_out(&plan, hard), Some(WhyNot::TooLate { .. })));
    let late = plan.value;
    day.now = on_monday("11:30");
    assert_eq!(day.plan().value, late * 2, "what is overdue already does not lose any more");
}

#[test]
fn of_a_task_in_chunks_each_late_chunk_is_worth_half_the_bonus_for_finishing_included() {
    let full = |gaps: &[(&str, &str)]| {
        let mut day = Day::of(gaps);
        day.task("Long", 80, |task| {
            task.split = Split::Chunks;
            due_at(task, "11:00", DueKind::Soft);
        });
        let plan = day.plan();
        assert_eq!(plan.work(), Minutes::new(80));
        plan.value
    };
    let in_time = full(&[("09:00", "10:30")]);
    let half_late = full(&[("10:20", "11:00"), ("11:10", "11:50")]);
    let late = full(&[("11:00", "12:30")]);
    assert!((in_time - 30 * (80 + 10) * 10 * 97 / 100).abs() < 300, "due today weighs seven and a half times as much");
    assert!((late * 2 - in_time).abs() < in_time / 50, "{late} of {in_time}");
    assert!(late < half_late && half_late < in_time, "{half_late} of {in_time}");
}

#[test]
fn a_due_date_presses_more_when_meetings_take_the_time_before_it() {
    let value = |meetings: bool| {
        let mut day = Day::of(&[("09:00", "09:25")]);
        if meetings {
            day.event_on(1, "Workshop", "09:00", "17:30");
        }
        day.task("Report", 25, |task| task.due = Some(Due::on(on_monday("00:00").date() + TimeDelta::days(2))));
        day.plan().value
    };
    assert!(value(true) > value(false));
}

#[test]
fn of_two_things_due_the_same_day_the_longer_one_presses_more() {
    let mut day = Day::of(&[("09:00", "09:25")]);
    let due = |task: &mut Task| task.due = Some(Due::on(on_monday("00:00").date() + TimeDelta::days(3)));
    day.task("Short", 25, due);
    day.task("Long", 0, |task| {
        due(task);
        task.steps = (0..10).map(|n| step(&format!("Step {n}"), 25)).collect();
    });
    let plan = day.plan();
    let long = &plan.suggestions.first().map(|s| s.why.factors.urgency_permille);
    assert_eq!(day.words(&plan), ["09:00 Short"], "a step's share of the bonus is small");
    day.workspace.tasks.remove(&TaskId::derived("Short"));
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Step 0"]);
    assert!(plan.suggestions.first().map(|s| s.why.factors.urgency_permille) > *long);
}

#[test]
fn a_due_date_without_a_time_lasts_until_the_end_of_the_day() {
    let mut day = Day::of(&[("20:00", "20:25")]);
    day.task("Today", 25, |task| task.due = Some(Due::on(on_monday("00:00").date())));
    assert_eq!(day.plan().value, 30 * (25 + 10) * 10, "nothing is late in the evening");
}

#[test]
fn a_gap_is_filled_with_things_that_belong_together() {
    let mut day = Day::of(&[("09:00", "09:50")]);
    let tagged = |tag: &str| {
        let tags = BTreeSet::from([tag.to_owned()]);
        move |task: &mut Task| {
            minor(task);
            task.tags = tags;
        }
    };
    day.task("Mail", 25, tagged("mail"));
    day.task("Forms", 26, tagged("forms"));
    day.task("More mail", 25, tagged("mail"));
    let plan = day.plan();
    assert!(day.words(&plan).iter().all(|word| word.to_lowercase().ends_with("mail")), "{:?}", day.words(&plan));
    let alone = plan.value;
    day.workspace.tasks.remove(&TaskId::derived("More mail"));
    day.task("More forms", 25, tagged("forms"));
    day.workspace.tasks.remove(&TaskId::derived("Forms"));
    assert_eq!(day.plan().value, alone - 60, "a change costs six minutes");
}

#[test]
fn nothing_is_planned_before_its_start_or_where_it_was_passed_over() {
    let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50"), ("15:00", "15:50")]);
    let task = day.task("From noon on", 25, |task| task.not_before = Some(on_monday("12:00")));
    assert_eq!(day.words(&day.plan()), ["13:00 From noon on"]);
    day.passed.insert((task, None, on_monday("13:00")));
    assert_eq!(day.words(&day.plan()), ["15:00 From noon on"]);
}

#[test]
fn work_right_before_a_gap_counts_towards_the_next_break() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let planned = day.task("Planned", 40, |_| {});
    day.block(planned, None, "09:00", 40, BlockState::Planned);
    day.task("Next", 25, |_| {});
    assert_eq!(
        day.words(&day.plan()),
        ["09:45 Next"],
        "forty minutes and twenty-five more are too long without a break"
    );
    day.event("Call", "09:40", "10:00");
    assert_eq!(day.words(&day.plan()), ["10:05 Next"], "a meeting in between is a rest, and has a buffer behind it");
}

#[test]
fn what_is_due_earlier_comes_earlier_and_the_time_left_over_is_in_one_piece() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    for (title, date) in [("Friday", 4), ("Wednesday", 2), ("Thursday", 3)] {
        day.task(title, 20, |task| task.due = Some(Due::on(on_monday("00:00").date() + TimeDelta::days(date))));
    }
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Wednesday", "09:20 Thursday", "09:45 Friday"]);
    assert_eq!(plan.breaks.len(), 1, "the break is between tasks and the rest of the gap stays free");
}

#[test]
fn what_is_longer_than_a_stretch_of_focus_has_its_breaks_inside() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.task("Long", 110, |task| task.split = Split::Whole);
    let plan = day.plan();
    assert_eq!((plan.work(), plan.suggestions[0].span.minutes()), (Minutes::new(110), Minutes::new(120)));
}

#[test]
fn lunch_stays_free() {
    let mut day = Day::of(&[("11:00", "14:00")]);
    day.set(|settings| settings.lunch = Settings::default().lunch);
    for n in 0..6 {
        day.task(&format!("Task {n}"), 25, |_| {});
    }
    let lunch = gapwise::model::Span::new(on_monday("12:30"), on_monday("13:00"));
    assert!(day.plan().suggestions.iter().all(|s| !s.span.overlaps(lunch)));
}

#[test]
fn a_due_time_inside_a_gap_is_met_and_the_time_behind_it_is_used() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    day.task("First", 50, |_| {});
    day.task("Send by ten to ten", 40, |task| due_at(task, "09:50", DueKind::Hard));
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Send by ten to ten", "09:45 First"]);
    day.set(|settings| settings.date_hours.values_mut().for_each(|hours| hours.0[0].to = time("10:00")));
    assert_eq!(day.words(&day.plan()), ["09:00 Send by ten to ten"], "even a short rest of a gap does not hide it");
}

#[test]
fn hard_thinking_goes_to_the_high_hours_and_easy_things_to_the_low_ones() {
    let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50")]);
    day.set(|settings| settings.energy = Settings::default().energy);
    day.task("Think", 50, |task| task.energy = Some(Energy::High));
    day.task("Sort", 50, |task| task.energy = Some(Energy::Low));
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Think", "13:00 Sort"]);
    assert_eq!(
        plan.suggestions[0].why.reason(day.now.date(), Words::default()),
        "Important, fits your high-energy mornings"
    );
}

#[test]
fn work_starts_where_the_energy_changes() {
    let mut day = Day::of(&[("09:00", "11:00")]);
    let window = |from, to, level| EnergyWindow { range: TimeRange { from: time(from), to: time(to) }, level };
    day.set(|settings| settings.energy = vec![window("10:00", "11:00", Energy::High)]);
    day.task("Think", 50, |task| task.energy = Some(Energy::High));
    assert_eq!(day.words(&day.plan()), ["10:00 Think"], "an hour of high energy inside a gap is found");
}

#[test]
fn what_has_a_named_window_is_only_planned_in_it() {
    let mut day = Day::of(&[("09:00", "12:00"), ("14:00", "17:00")]);
    let ranges = vec![TimeRange { from: time("15:00"), to: time("16:00") }];
    day.set(|settings| settings.tag_windows = vec![TagWindow { tag: "deep".into(), ranges }]);
    let tagged = |task: &mut Task| {
        task.tags = BTreeSet::from(["deep".to_owned()]);
        task.split = Split::Whole;
    };
    day.task("Deep", 60, tagged);
    let too_long = day.task("Deeper", 65, tagged);
    day.set(|settings| settings.rhythm.focus = Minutes::new(90));
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["15:00 Deep"]);
    assert!(day.why_left_out(&plan, too_long).is_some());
}

#[test]
fn steps_come_in_their_order_and_one_that_is_planned_holds_back_the_next() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let task = day.task("Paper", 0, |task| task.steps = vec![step("One", 25), step("Two", 25), step("Three", 25)]);
    assert_eq!(day.words(&day.plan()), ["09:00 One", "09:25 Two", "09:55 Three"]);
    day.block(task, Some(StepId::derived("One")), "10:30", 25, BlockState::Planned);
    let plan = day.plan();
    assert_eq!(
        day.words(&plan),
        ["10:55 Two", "11:25 Three"],
        "nothing comes before the end of the first step's block"
    );
}

#[test]
fn a_task_comes_after_the_one_it_waits_for_and_after_its_planned_block() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let first = day.task("First", 25, minor);
    let second = day.task("Second", 25, |task| task.after = BTreeSet::from([first]));
    assert_eq!(day.words(&day.plan()), ["09:00 First", "09:25 Second"]);
    day.block(first, None, "11:00", 25, BlockState::Planned);
    assert_eq!(day.words(&day.plan()), ["11:25 Second"]);
    day.workspace.blocks.clear();
    let mut blocked = Task::clone(&day.workspace.tasks[&first]);
    blocked.not_now = Some(day.now.date());
    day.workspace.tasks.insert(first, blocked.into());
    let third = day.task("Third", 25, |task| task.after = BTreeSet::from([second]));
    let plan = day.plan();
    assert_eq!(day.words(&plan), Vec::<String>::new());
    assert_eq!(day.why_left_out(&plan, second), Some(WhyNot::WaitsFor(first)));
    assert_eq!(day.why_left_out(&plan, third), Some(WhyNot::WaitsFor(second)), "what waits for it waits as well");
}

#[test]
fn a_task_waits_for_all_steps_of_the_one_before_it() {
    let mut day = Day::of(&[("09:00", "10:20")]);
    let first = day.task("Paper", 0, |task| {
        minor(task);
        task.steps = vec![step("One", 25), step("Two", 50)];
    });
    day.task("Publish", 25, |task| task.after = BTreeSet::from([first]));
    assert_eq!(day.words(&day.plan()), ["09:00 One", "09:30 Two"], "publishing does not fit behind both of them");
}

#[test]
fn splitting_a_task_does_not_make_it_worth_more() {
    let mut day = Day::of(&[("09:00", "09:50")]);
    day.task("Whole", 50, |_| {});
    let whole = day.plan().value;
    let mut day = Day::of(&[("09:00", "09:50")]);
    day.task("Split", 0, |task| task.steps = (0..10).map(|n| step(&format!("Step {n}"), 5)).collect());
    let plan = day.plan();
    assert_eq!(plan.suggestions.len(), 10);
    assert_eq!(plan.value, whole);
}

#[test]
fn finishing_something_important_is_worth_ten_minutes_more() {
    let mut day = Day::of(&[("09:00", "10:00")]);
    day.task("Important", 25, |_| {});
    assert_eq!(day.plan().value, 4 * (25 + 10) * 10);
    let mut day = Day::of(&[("09:00", "10:00")]);
    day.task("Not important", 25, minor);
    assert_eq!(day.plan().value, 25 * 10);
}

#[test]
fn no_more_is_planned_than_the_share_of_the_day_and_the_number_of_micro_tasks() {
    let mut day = Day::of(&[("09:00", "13:00")]);
    for number in 0..20 {
        day.task(&format!("Task {number}"), 10, |_| {});
    }
    assert_eq!(day.plan().suggestions.len(), 12, "twelve micro-tasks a day");
    day.set(|settings| settings.micro_tasks = 100);
    day.set(|settings| settings.fullness = Fullness::Light);
    assert_eq!(day.plan().work(), Minutes::new(120), "half of four hours on a light day");
    let task = TaskId::derived("Task 0");
    day.block(task, None, "09:00", 60, BlockState::Planned);
    assert_eq!(day.plan().work(), Minutes::new(60), "what is planned already counts");
}

#[test]
fn after_ninety_minutes_of_meetings_a_break_comes_first() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.event("One", "09:00", "09:45");
    day.event("Two", "09:45", "10:30");
    day.task("Next", 25, |_| {});
    assert_eq!(day.words(&day.plan()), ["10:40 Next"]);
    let (agenda, _) = day.agenda();
    let busy = busy_spans(&agenda, &day.workspace.settings, day.now);
    assert!(busy.iter().any(|busy| busy.kind == BusyKind::BreakAfterEvents && busy.span.minutes() == Minutes::new(10)));
}

#[test]
fn what_needs_no_planning_is_left_out_with_its_reason() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    let eliminate = day.task("Eliminate", 25, |task| task.important = Some(false));
    let not_now = day.task("Not now", 25, |task| task.not_now = Some(on_monday("00:00").date()));
    let later = day.task("Later", 25, |task| task.not_before = Some(on_monday("09:00") + TimeDelta::days(2)));
    let long = day.task("Long", 400, |task| task.split = Split::Whole);
    let handed_over = day.task("Handed over", 25, |task| {
        task.delegated = Some(Delegation {
            handed_over: Some(on_monday("04:00").and_utc()),
            follow_up: Some(on_monday("00:00").date() + TimeDelta::days(3)),
            ..Delegation::default()
        });
    });
    let planned = day.task("Planned", 25, |_| {});
    day.block(planned, None, "10:00", 25, BlockState::Planned);
    let plan = day.plan();
    assert_eq!(plan.suggestions, []);
    assert_eq!(day.why_left_out(&plan, eliminate), Some(WhyNot::Eliminate));
    assert_eq!(day.why_left_out(&plan, not_now), Some(WhyNot::NotNow));
    assert_eq!(day.why_left_out(&plan, later), Some(WhyNot::NotBefore));
    assert_eq!(day.why_left_out(&plan, handed_over), Some(WhyNot::Delegated));
    assert_eq!(day.why_left_out(&plan, planned), Some(WhyNot::Planned));
    assert!(matches!(day.why_left_out(&plan, long), Some(WhyNot::TooLong { .. })));
}

#[test]
fn of_a_delegated_task_only_the_small_step_is_planned() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.task("Hand over", 60, |task| task.delegated = Some(Delegation::default()));
    let plan = day.plan();
    assert_eq!(plan.work(), Minutes::new(5));
    assert!(!plan.suggestions[0].why.factors.guess);
}

#[test]
fn the_inbox_and_guesses_are_planned_and_the_guess_is_said() {
    let mut day = Day::of(&[("09:00", "12:00")]);
    day.task("Idea", 0, |task| {
        task.important = None;
        task.estimate = None;
    });
    let plan = day.plan();
    assert_eq!(plan.work(), Minutes::new(25));
    let sentences = plan.suggestions[0].why.sentences(&day.workspace, day.now.date(), Words::default());
    assert_eq!(sentences.last().map(String::as_str), Some("The length is a guess."));
}

#[test]
fn a_task_that_may_be_split_is_worked_on_in_chunks() {
    let mut day = Day::of(&[("09:00", "09:40"), ("10:00", "10:50"), ("11:00", "11:10")]);
    day.task("Long", 90, |task| task.split = Split::Chunks);
    let plan = day.plan();
    assert_eq!(plan.work(), Minutes::new(90));
    assert!(plan.suggestions.iter().all(|s| (15..=50).contains(&s.work.get())));
}

#[test]
fn work_after_midnight_belongs_to_the_evening_before() {
    let mut day = Day::of(&[("23:00", "01:00")]);
    day.now = on_monday("22:50");
    for number in 0..2 {
        day.task(&format!("Task {number}"), 50, |_| {});
    }
    let plan = day.plan();
    assert_eq!(plan.suggestions[1].span.start.to_string(), "2026-11-23 23:55:00");
    assert_eq!(plan.suggestions[1].span.end.to_string(), "2026-11-24 00:45:00");
}

#[test]
fn on_a_day_with_a_clock_change_the_wall_clock_counts_and_what_it_leaves_out_does_not() {
    let mut day = Day::of(&[]);
    for (date, stretches) in [("2026-10-24", 5), ("2026-03-28", 3)] {
        day.now = format!("{date}T22:00:00").parse().unwrap();
        let range = TimeRange { from: time("23:00"), to: time("03:30") };
        day.set(|settings| {
            settings.date_hours.insert(date.parse().unwrap(), DayHours(vec![range]));
        });
        for number in 0..5 {
            day.task(&format!("Task {number}"), 50, |_| {});
        }
        let plan = day.plan();
        assert_eq!(
            plan.work(),
            Minutes::new(stretches * 50),
            "{date}: in spring there are three hours and half an hour"
        );
        assert!(plan.suggestions.windows(2).all(|two| two[1].span.start - two[0].span.end == TimeDelta::minutes(5)));
    }
}

#[test]
fn what_may_start_in_the_middle_of_a_gap_is_planned_from_then_on() {
    for important in [Some(true), None] {
        let mut day = Day::of(&[("13:00", "17:30")]);
        let later = day.task("Later", 25, |task| {
            task.important = important;
            task.not_before = Some(on_monday("15:00"));
        });
        let plan = day.plan();
        assert_eq!(day.words(&plan), ["15:00 Later"], "{important:?}");
        day.task("Long", 240, |task| task.split = Split::Whole);
        let plan = day.plan();
        assert_eq!(day.words(&plan), ["13:00 Long"], "no start takes the place of what is important");
        assert_eq!(day.why_left_out(&plan, later), Some(WhyNot::WorthLess { short: None }));
    }
}

#[test]
fn what_is_due_in_the_middle_of_a_gap_has_its_value_before_that() {
    let mut day = Day::of(&[("13:00", "17:30")]);
    day.task("Due", 25, |task| {
        minor(task);
        due_at(task, "14:00", DueKind::Soft);
    });
    let due = day.plan().suggestions[0].why.value;
    let mut free = Day::of(&[("13:00", "14:00"), ("14:30", "18:00")]);
    free.task("Due", 25, |task| {
        minor(task);
        due_at(task, "14:00", DueKind::Soft);
    });
    assert_eq!(due, free.plan().suggestions[0].why.value);
}

#[test]
fn a_task_whose_estimate_is_used_up_is_planned_with_a_little_more() {
    let mut day = Day::of(&[("09:00", "10:00")]);
    let task = day.task("Took longer", 10, |_| {});
    let start = day.workspace.tasks[&task].created - TimeDelta::days(1);
    let end = Some(start + TimeDelta::minutes(12));
    let session = Session { task: Some(task), end, ..Session::new(SessionId::derived("one"), start) };
    day.workspace.sessions.insert(session.id, session.into());
    let plan = day.plan();
    assert_eq!(day.words(&plan), ["09:00 Took longer"]);
    assert_eq!(plan.suggestions[0].work, day.workspace.settings.chunk.min);
    assert!(plan.suggestions[0].why.factors.guess);
}
