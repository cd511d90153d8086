//! Whole days as people have them, and the plan that a sensible colleague would make of each.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use gapwise::calendar::words::Words;
use gapwise::model::{BlockState, Due, DueKind, Energy, Fullness, Minutes, Settings, Span, Split};
use gapwise::planner::{DayChange, PlanEntry, Suggestion, next_best, what_if};

use crate::planner_day::{Day, due_at, minor, on_monday};

/// Returns a working Monday as the app comes: nine to half past five, lunch, energy by time of day.
fn working_day(now: &str) -> Day {
    let mut day = Day::of(&[("09:00", "17:30")]);
    let standard = Settings::default();
    day.set(|settings| {
        settings.lunch = standard.lunch;
        settings.energy = standard.energy;
        settings.fullness = standard.fullness;
    });
    day.now = on_monday(now);
    day
}

fn due_in(days: i64) -> Option<Due> {
    Some(Due::on(on_monday("00:00").date() + TimeDelta::days(days)))
}

/// Returns "09:00-09:50 Title" for each suggestion.
fn times(day: &Day) -> Vec<String> {
    let plan = day.plan();
    let line = |s: &Suggestion| {
        let [from, to] = [s.span.start, s.span.end].map(|at| at.format("%H:%M").to_string());
        format!("{from}-{to} {}", day.title(s.task, s.step))
    };
    plan.suggestions.iter().map(line).collect()
}

/// Counts the times that a plan takes up the same work again after something else, without an event between.
fn returns(day: &Day) -> usize {
    let all = day.plan().suggestions;
    let again = |k: &usize| {
        let (one, before) = (&all[*k], &all[*k - 1]);
        let in_gap = |s: &&Suggestion| s.gap == one.gap && (s.task, s.step) == (one.task, one.step);
        (before.task, before.step) != (one.task, one.step) && all[..*k].iter().any(|s| in_gap(&s))
    };
    (1..all.len()).filter(again).count()
}

#[test]
fn a_small_thing_with_a_due_time_leaves_room_for_the_long_one_behind_it() {
    let mut day = working_day("09:00");
    day.task("Write chapter", 180, |_| {});
    day.task("Send form", 10, |task| due_at(task, "11:00", DueKind::Soft));
    let plan = [
        "09:00-09:10 Send form",
        "09:10-09:50 Write chapter",
        "09:55-10:45 Write chapter",
        "10:50-11:30 Write chapter",
        "11:35-12:25 Write chapter",
    ];
    assert_eq!(times(&day), plan);
}

#[test]
fn a_tag_on_one_of_four_tasks_leaves_no_hole_and_the_urgent_one_stands_now() {
    let mut day = working_day("09:05");
    day.task("Important urgent", 60, |task| task.due = due_in(0));
    day.task("Tagged", 45, |task| task.tags = ["home".to_owned()].into());
    day.task("Other", 30, |_| {});
    day.task("Minor", 30, minor);
    let plan = day.plan();
    assert_eq!(day.words(&plan)[0], "09:05 Important urgent");
    let ends = plan.suggestions.iter().map(|s| s.span.end);
    let waits = ends.zip(&plan.suggestions[1..]).map(|(end, next)| next.span.start - end).max().unwrap();
    assert!(waits <= TimeDelta::minutes(5), "{:?}", times(&day));
}

#[test]
fn four_hours_of_work_that_is_due_on_thursday_begin_today() {
    let mut day = working_day("09:00");
    day.task("Big report", 240, |task| task.due = Some(Due { kind: DueKind::Hard, ..due_in(3).unwrap() }));
    assert_eq!(day.plan().work().get(), 240);
    assert_eq!(day.words(&day.plan())[0], "09:00 Big report");
}

#[test]
fn what_the_time_before_its_hard_due_time_cannot_hold_says_so() {
    let parts = (Split::Auto, "Needs 2 h. The free time until Mon 10:00 is 1 h.");
    let whole = (Split::Whole, "Needs 2 h in one go. The longest free time for it until Mon 10:00 is 1 h.");
    for (split, wanted) in [parts, whole] {
        let mut day = working_day("09:00");
        let hard = day.task("Two hours", 120, |task| {
            due_at(task, "10:00", DueKind::Hard);
            task.split = split;
        });
        day.task("Other", 60, |_| {});
        let why = day.why_left_out(&day.plan(), hard).map(|why| why.sentence(&day.workspace, Words::default()));
        assert_eq!(why.as_deref(), Some(wanted), "{split:?}");
    }
    let mut day = working_day("09:00");
    let fits = day.task("Forty minutes", 40, |task| due_at(task, "10:00", DueKind::Hard));
    assert_eq!(day.why_left_out(&day.plan(), fits), None);
}

#[test]
fn an_overdue_task_comes_first_and_a_guess_takes_no_high_energy_hours() {
    let mut day = working_day("08:30");
    day.task("Overdue", 45, |task| task.due = due_in(-2));
    day.task("Unsorted guess", 25, |task| {
        task.important = None;
        task.estimate = None;
        task.energy = Some(Energy::High);
    });
    day.task("Think hard", 90, |task| task.energy = Some(Energy::High));
    day.task("Plain", 60, |_| {});
    let plan = day.plan();
    assert_eq!(day.words(&plan)[0], "09:00 Overdue");
    let of = |title: &str| -> Vec<Span> {
        plan.suggestions.iter().filter(|s| day.title(s.task, s.step) == title).map(|s| s.span).collect()
    };
    let guess = of("Unsorted guess").iter().map(|span| span.start).min().unwrap();
    let others = ["Overdue", "Think hard", "Plain"];
    assert!(others.iter().flat_map(|title| of(title)).all(|span| span.end <= guess), "{:?}", times(&day));
}

#[test]
fn work_without_a_tag_costs_no_change_of_context() {
    let value = |tag: Option<&str>| {
        let mut day = working_day("09:00");
        day.task("One", 30, |task| task.tags.extend(tag.map(str::to_owned)));
        day.task("Two", 20, |_| {});
        day.plan().value
    };
    assert_eq!(value(Some("home")), value(None));
}

#[test]
fn work_on_one_thing_is_in_a_row_when_that_costs_next_to_nothing() {
    let mut day = working_day("09:00");
    day.task("Soft by 11", 60, |task| due_at(task, "11:00", DueKind::Soft));
    day.task("Big", 240, |task| task.due = due_in(1));
    day.task("Minor", 60, minor);
    day.event("Standup", "09:30", "09:45");
    assert_eq!(returns(&day), 0, "{:?}", times(&day));
}

#[test]
fn two_pieces_of_one_thing_stand_side_by_side_only_where_one_would_be_too_long() {
    let mut day = working_day("09:00");
    for (title, minutes, due) in [("Talk", 180, 3), ("Invoice", 10, 0), ("Review", 45, 1), ("Tax return", 120, 4)] {
        day.task(title, minutes, |task| task.due = due_in(due));
    }
    day.task("Read paper", 60, |_| {});
    let plan = day.plan();
    let touch = |two: &&[Suggestion]| {
        let of = |s: &Suggestion| (s.task, s.step);
        of(&two[0]) == of(&two[1])
            && two[0].span.end == two[1].span.start
            && two[0].work + two[1].work <= Minutes::new(50)
    };
    assert_eq!(plan.suggestions.windows(2).find(touch), None, "{:?}", times(&day));
}

#[test]
fn a_student_works_on_the_sheet_for_tomorrow_before_and_after_the_lecture() {
    let mut day = working_day("08:00");
    day.task("Lecture notes", 60, |_| {});
    day.task("Exercise sheet", 120, |task| task.due = due_in(1));
    day.task("Read paper", 90, |_| {});
    day.event("Lecture", "10:00", "11:30");
    day.event("Seminar", "14:00", "15:30");
    let lines = times(&day);
    assert!(lines[..4].iter().all(|line| line.ends_with("Exercise sheet")), "{lines:?}");
    assert_eq!(returns(&day), 0, "{lines:?}");
}

#[test]
fn a_manager_with_six_meetings_gets_the_budget_into_the_gaps_and_kim_an_answer() {
    let mut day = working_day("08:45");
    let meetings = [("09:00", "09:30"), ("10:00", "11:00"), ("11:30", "12:00"), ("13:30", "14:30"), ("15:00", "15:30")];
    for (from, to) in meetings {
        day.event(&format!("Meeting {from}"), from, to);
    }
    day.task("Budget", 90, |task| task.due = due_in(1));
    day.task("Answer Kim", 10, |task| {
        minor(task);
        task.due = due_in(0);
    });
    let lines = times(&day);
    assert!(lines.iter().any(|line| line.ends_with("Answer Kim")), "{lines:?}");
    let budget = day.plan().suggestions.iter().filter(|s| day.title(s.task, s.step) == "Budget").map(|s| s.work).sum();
    assert_eq!(Minutes::new(90), budget, "{lines:?}");
}

#[test]
fn what_is_small_and_due_today_is_done_today_and_the_tax_return_of_friday_around_it() {
    let mut day = working_day("09:00");
    day.task("Tax return", 600, |task| task.due = due_in(4));
    for (title, minutes) in [("Answer Kim", 30), ("Water plants", 10)] {
        day.task(title, minutes, |task| {
            minor(task);
            task.due = due_in(0);
        });
    }
    let lines = times(&day);
    assert!(lines.iter().any(|line| line.ends_with("Answer Kim")), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with("Water plants")), "{lines:?}");
    assert!(lines.iter().filter(|line| line.ends_with("Tax return")).count() >= 5, "{lines:?}");
}

#[test]
fn minor_work_of_half_a_day_takes_no_important_time_even_if_it_is_due_today() {
    let mut day = working_day("09:00");
    day.task("Tax return", 600, |task| task.due = due_in(4));
    day.task("Sort photos", 240, |task| {
        minor(task);
        task.due = due_in(0);
    });
    let lines = times(&day);
    assert!(lines.iter().all(|line| line.ends_with("Tax return")), "{lines:?}");
}

/// Returns a half filled day with meetings, in which an hour of work still fits.
fn half_a_day(meetings: &[(&str, &str)]) -> Day {
    let mut day = working_day("09:40");
    day.set(|settings| settings.fullness = Fullness::Light);
    for (from, to) in [("10:00", "10:45"), ("13:00", "15:00"), ("15:30", "17:30")].iter().chain(meetings) {
        day.event(&format!("Meeting {from}"), from, to);
    }
    day
}

#[test]
fn when_a_meeting_takes_time_the_work_of_today_stays_and_that_of_tomorrow_waits() {
    for meetings in [&[][..], &[("11:00", "11:30")], &[("11:00", "11:30"), ("11:45", "12:00")]] {
        let mut day = half_a_day(meetings);
        day.task("Fix login", 25, |task| task.due = due_in(0));
        day.task("Answer Kim", 5, |task| {
            minor(task);
            task.due = due_in(0);
        });
        day.task("Book dentist", 5, |_| {});
        day.task("Sign lease", 10, |task| task.due = due_in(2));
        day.task("Prepare demo", 20, |task| task.due = due_in(1));
        day.task("Typos", 10, |task| task.due = due_in(1));
        day.task("Renew insurance", 10, |task| task.due = due_in(-1));
        let lines = times(&day);
        for kept in ["Fix login", "Renew insurance", "Answer Kim"] {
            assert!(lines.iter().any(|line| line.ends_with(kept)), "{kept} in {lines:?}");
        }
        assert_eq!(day.plan().late, [], "{lines:?}");
    }
}

#[test]
fn what_is_due_today_comes_before_larger_and_longer_work_for_later() {
    let kinds = [DueKind::Soft, DueKind::Hard];
    for (kind, minutes, fullness) in kinds.into_iter().flat_map(|kind| {
        [(15, Fullness::Light), (30, Fullness::Light), (45, Fullness::Normal), (45, Fullness::Full)]
            .map(|(minutes, fullness)| (kind, minutes, fullness))
    }) {
        let mut day = half_a_day(&[("10:50", "11:30")]);
        day.set(|settings| settings.fullness = fullness);
        let today = day.task("Today", minutes, |task| due_at(task, "17:00", kind));
        day.task("Chapter", 300, |task| task.due = due_in(1));
        for n in 0..6 {
            day.task(&format!("Small {n}"), 10, |task| task.due = due_in(1 + n % 2));
        }
        let plan = day.plan();
        assert!(plan.suggestions.iter().any(|s| s.task == today), "{kind:?} {minutes} {fullness:?}: {:?}", times(&day));
    }
}

#[test]
fn work_of_today_that_the_plan_leaves_out_is_told_as_late() {
    let mut day = half_a_day(&[("10:50", "12:30")]);
    let long = day.task("Long", 180, |task| task.due = due_in(0));
    let split = day.task("Split", 120, |task| {
        task.due = due_in(0);
        task.split = Split::Chunks;
    });
    let skipped = day.task("Skipped", 10, |task| {
        task.due = due_in(0);
        task.not_now = Some(on_monday("00:00").date());
    });
    let tomorrow = day.task("Planned tomorrow", 10, |task| task.due = due_in(0));
    day.block(tomorrow, None, "17:30", 10, BlockState::Planned);
    let late_block = day.task("Block after its time", 10, |task| due_at(task, "16:00", DueKind::Soft));
    day.block(late_block, None, "17:00", 10, BlockState::Planned);
    day.task("Later", 10, |task| task.due = due_in(1));
    day.task("Short", 10, |task| task.due = due_in(0));
    let late: BTreeSet<_> = day.plan().late.into_iter().collect();
    assert_eq!(late, BTreeSet::from([long, split, skipped, late_block]), "{:?}", times(&day));
}

#[test]
fn of_two_equal_pieces_of_work_the_one_shown_first_stays_first() {
    for order in [["One", "Other"], ["Other", "One"]] {
        let mut day = working_day("09:00");
        let tasks = order.map(|title| day.task(title, 40, |_| {}));
        for (task, from) in tasks.into_iter().zip(["10:00", "10:40"]) {
            day.block(task, None, from, 40, BlockState::Planned);
        }
        for change in [DayChange::Late(Minutes::new(90)), DayChange::Replan, DayChange::NewEvent(half_past_nine())] {
            let answer = day.with_request(None, |request| what_if(request, &change, &|| true));
            let mut after: Vec<_> = answer.plan.suggestions.iter().map(|s| (s.span.start, s.task)).collect();
            after.extend(answer.diff.kept.iter().map(|kept| (kept.span.start, kept.task)));
            after.sort_unstable();
            after.dedup();
            assert_eq!(
                after.into_iter().map(|it| it.1).collect::<Vec<_>>(),
                tasks,
                "{order:?} {change:?} {:?}",
                answer.diff
            );
        }
    }
}

/// Returns a meeting in the way of the blocks from ten on.
fn half_past_nine() -> Span {
    Span::new(on_monday("09:30"), on_monday("11:00"))
}

#[test]
fn a_parent_calls_the_school_first_and_uses_the_evening() {
    let mut day = Day::of(&[("09:30", "11:30"), ("20:00", "21:30")]);
    day.now = on_monday("07:00");
    day.task("Call school", 10, |task| due_at(task, "11:00", DueKind::Hard));
    day.task("Tax return", 120, |task| task.due = due_in(9));
    day.task("Buy present", 30, |task| task.due = due_in(2));
    day.task("Tidy", 30, minor);
    let lines = times(&day);
    assert_eq!(lines[..2], ["09:30-09:40 Call school", "09:40-10:10 Buy present"]);
    assert!(lines.last().is_some_and(|line| line.ends_with("Tidy")), "{lines:?}");
}

#[test]
fn a_night_shift_is_one_day() {
    let mut day = Day::of(&[("22:00", "06:00")]);
    day.now = on_monday("21:00");
    day.task("Charts", 60, |_| {});
    day.task("Order supplies", 20, |task| task.due = due_in(1));
    day.task("Course", 90, |_| {});
    assert_eq!(times(&day)[0], "22:00-22:20 Order supplies");
    assert_eq!(day.plan().work().get(), 170);
}

#[test]
fn with_nothing_sorted_everything_is_planned_from_now_on() {
    let mut day = working_day("09:00");
    for n in 0..6 {
        day.task(&format!("Unsorted {n}"), 30, |task| {
            task.important = None;
            task.estimate = task.estimate.filter(|_| n % 2 == 0);
        });
    }
    let plan = day.plan();
    assert_eq!((plan.suggestions.len(), plan.suggestions[0].span.start), (6, on_monday("09:00")));
}

#[test]
fn a_giant_task_fills_the_day_up_to_its_share() {
    let mut day = working_day("09:00");
    day.task("Giant", 1200, |task| task.due = due_in(10));
    let plan = day.plan();
    assert!(plan.suggestions.iter().all(|s| s.work.get() >= 15 && s.work.get() <= 50), "{:?}", times(&day));
    assert!((360..=384).contains(&plan.work().get()), "{}", plan.work());
}

#[test]
fn twenty_tiny_things_stand_in_a_row_from_now_on() {
    let mut day = working_day("09:00");
    for n in 0..20 {
        day.task(&format!("Tiny {n:02}"), 5, |_| {});
    }
    let lines = times(&day);
    assert_eq!((lines.len(), &lines[0][..11]), (12, "09:00-09:05"));
}

#[test]
fn of_what_is_all_overdue_the_important_comes_first() {
    let mut day = working_day("09:00");
    for n in 0..8_i64 {
        day.task(&format!("Late {n}"), 45, |task| {
            task.due = due_in(-1 - n);
            task.important = Some(n % 2 == 0);
        });
    }
    let plan = day.plan();
    assert_eq!(plan.suggestions.len(), 8);
    let important = |s: &Suggestion| s.why.factors.important;
    assert!(plan.suggestions[..4].iter().all(important) && !plan.suggestions[4..].iter().any(important));
}

#[test]
fn an_empty_list_is_planned_as_nothing() {
    let plan = working_day("09:00").plan();
    assert!(plan.suggestions.is_empty() && plan.left_out.is_empty());
}

#[test]
fn a_window_left_open_plans_what_one_opened_now_would_plan() {
    let mut day = working_day("08:50");
    for (n, minutes) in [10, 5, 45, 90, 15, 25, 60, 10, 30, 20].into_iter().enumerate() {
        day.task(&format!("Task {n}"), minutes, |task| {
            task.important = Some(true).filter(|_| n % 3 != 0);
            task.due = due_in(i64::try_from(n).unwrap()).filter(|_| n % 4 == 1);
        });
    }
    day.event("Standup", "10:00", "10:15");
    day.event("Review", "14:00", "15:00");
    let mut shown = day.plan();
    while day.now < on_monday("12:40") {
        day.now += TimeDelta::minutes(7);
        let has_slipped = shown.suggestions.iter().any(|s| s.span.start < day.now);
        shown = day.plan_showing(&shown);
        let new = day.plan();
        let [same, as_good] = [day.words(&shown) == day.words(&new), shown.value * 1000 >= new.value * 995];
        assert!(same && shown.value == new.value || !has_slipped && as_good, "at {}: {:?}", day.now, day.words(&shown));
        assert!(shown.value <= new.bound, "{} of {} at {}", shown.value, new.bound, day.now);
    }
}

#[test]
fn what_is_shown_stays_for_half_a_percent_of_the_value_and_no_more() {
    for (age, is_planned) in [(1, false), (4, true)] {
        let mut day = Day::of(&[("09:00", "09:50"), ("13:00", "13:50")]);
        day.task("One", 50, |_| {});
        day.task("Two", 50, |_| {});
        let shown = day.plan();
        day.task("Three", 50, |task| task.created -= TimeDelta::days(age));
        let again = day.plan_showing(&shown);
        assert_eq!(day.words(&again).iter().any(|word| word.ends_with("Three")), is_planned, "{:?}", day.words(&again));
    }
}

#[test]
fn a_shown_suggestion_moves_to_a_better_earlier_time_that_became_free() {
    let mut day = working_day("08:00");
    day.task("One", 50, |_| {});
    let meeting = day.event("Meeting", "09:00", "12:30");
    let shown = day.plan();
    assert_eq!(day.words(&shown), ["13:00 One"]);
    day.workspace.events.remove(&meeting);
    assert_eq!(day.words(&day.plan_showing(&shown)), ["09:00 One"]);
}

#[test]
fn next_best_shows_the_runner_up_that_the_reasons_name_and_moves_nothing_else() {
    let mut day = Day::of(&[("09:00", "10:30"), ("13:00", "14:30")]);
    for (n, minutes) in [45, 40, 40, 35, 30, 30, 25].into_iter().enumerate() {
        day.task(&format!("Task {n}"), minutes, |task| {
            task.created -= TimeDelta::days(20 - 2 * i64::try_from(n).unwrap());
        });
    }
    let shown = day.explained();
    for gone in &shown.suggestions {
        day.passed = [(gone.task, gone.step, gone.span.start)].into();
        let next = day.with_request(None, |request| next_best(request, &shown, (gone.task, gone.step), gone.span));
        let others = shown.suggestions.iter().filter(|s| s.span != gone.span).map(PlanEntry::from);
        let is_there = |entry: &PlanEntry| next.suggestions.iter().any(|s| PlanEntry::from(s) == *entry);
        assert!(others.into_iter().all(|entry| is_there(&entry)), "{:?}", day.words(&next));
        let new: Vec<_> =
            next.suggestions.iter().filter(|s| shown.suggestions.iter().all(|o| o.span != s.span)).collect();
        let named = gone.why.runner_up.map(|runner_up| runner_up.task);
        assert_eq!(new.iter().map(|s| s.task).next(), named, "{:?}", day.words(&next));
    }
    assert!(shown.suggestions.iter().any(|s| s.why.runner_up.is_some()));
}
