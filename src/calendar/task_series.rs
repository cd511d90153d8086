//! The instances of recurring tasks.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use imbl::ordmap::DiffItem;

use super::rule::Rule;
use crate::model::{Action, Due, Moment, Outcome, PlanningDay, Repeat, StepId, Task, TaskId, Workspace, day_of};

/// Returns the actions that must follow a change: adding the next instance of each recurring task that it closed.
/// Deleting a task ends its series; finishing it or letting it go does not. A series has one open instance; missed ones
/// are only counted.
pub fn follow_ups(before: &Workspace, after: &Workspace, now: Moment) -> Vec<Action> {
    let today = day_of(now.local, after.settings.day_start);
    let gone = before.tasks.diff(&after.tasks).filter_map(|change| match change {
        DiffItem::Remove(id, task) => after.closed.get(id).map(|closed| (closed.outcome, task)),
        _ => None,
    });
    gone.filter(|(outcome, _)| *outcome != Outcome::Deleted)
        .filter_map(|(_, task)| next_instance(task, today, now))
        .filter(|next| after.any_task(next.id).is_none())
        .map(|next| Action::AddTask(Box::new(next)))
        .collect()
}

/// Returns the next instance of a recurring task that is closed on the planning day `today`; `None` if the series has
/// ended or its rule is invalid. The id is derived from the series and the date, so that two machines create the same
/// one. It may not start before its own planning day, so that a task just done is not suggested again.
pub fn next_instance(task: &Task, today: PlanningDay, now: Moment) -> Option<Task> {
    let task = &task.without_overrides();
    let repeat = task.repeat.as_ref()?;
    let rule: Rule = repeat.rrule.parse().ok()?;
    if rule.count.is_some_and(|left| left <= 1) {
        return None;
    }
    let by_hours = rule.is_within_day();
    let time = task.due.and_then(|due| due.time).filter(|_| by_hours).unwrap_or(NaiveTime::MIN);
    let here = repeat.date.and_time(time);
    let done = if by_hours { now.local } else { today.date.and_time(NaiveTime::MIN) };
    let start = if repeat.after_completion { done.with_second(0)? } else { here };
    let step = if by_hours { TimeDelta::minutes(1) } else { TimeDelta::days(1) };
    let at = rule.next_start(start, start.max(done) + step).ok()??;
    let missed = missed(&rule, repeat, [here, done + if by_hours { TimeDelta::zero() } else { step }]);
    let date = at.date();
    let name = if by_hours { at.format("%Y-%m-%dT%H:%M").to_string() } else { date.to_string() };
    let id = TaskId::derived(&format!("{}/{name}", repeat.series));
    let mut next = Task { id, created: now.instant, ..task.clone() };
    next.repeat = Some(Repeat { rrule: one_less(&repeat.rrule, rule), date, ..repeat.clone() });
    next.due =
        task.due.map(|due| Due { date, time: due.time.map(|old| if by_hours { at.time() } else { old }), ..due });
    next.not_before = match task.not_before {
        Some(from) => Some(from + (date - repeat.date)),
        None => Some(planning_day(date, next.due, today.starts)).filter(|day| *day > today).map(|day| day.span().start),
    };
    next.after.clear();
    (next.not_now, next.carried, next.reopened, next.set_aside, next.kept) = (None, 0, 0, None, false);
    if let Some(delegated) = &mut next.delegated {
        (delegated.follow_up, delegated.handed_over) = (None, None);
    }
    for (n, step) in next.steps.iter_mut().enumerate() {
        (step.id, step.done) = (StepId::derived(&format!("{id}/{n}")), None);
    }
    next.missed = u32::try_from(missed).unwrap_or(u32::MAX);
    Some(next)
}

/// Returns the planning day of an instance: that of its due time, else its date.
fn planning_day(date: NaiveDate, due: Option<Due>, starts: NaiveTime) -> PlanningDay {
    match due.and_then(|due| due.time) {
        Some(time) => day_of(date.and_time(time), starts),
        None => PlanningDay { date, starts },
    }
}

/// Returns the number of instances missed since the open one, if that is closed on the planning day `today`. Closing it
/// counts for the latest instance, so one is not missed. Always 0 for rules within the day.
pub fn missed_since(task: &Task, today: NaiveDate) -> usize {
    let Some(repeat) = &task.repeat else { return 0 };
    let rule = repeat.rrule.parse().ok().filter(|rule: &Rule| !rule.is_within_day());
    let at = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    rule.map_or(0, |rule| missed(&rule, repeat, [at(repeat.date), at(today) + TimeDelta::days(1)]))
}

/// Returns the number of instances from `here` up to, but not including, `to`, less the one that is closed.
fn missed(rule: &Rule, repeat: &Repeat, [here, to]: [NaiveDateTime; 2]) -> usize {
    if repeat.after_completion || to <= here {
        return 0;
    }
    rule.count_between(here, [here, to]).unwrap_or(0).saturating_sub(1)
}

/// Returns the text of the rule from the next instance on: with COUNT one lower, else unchanged.
fn one_less(text: &str, rule: Rule) -> String {
    rule.count.map_or_else(|| text.to_owned(), |left| rule.with_count(left - 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn task(rrule: &str, date: &str, after_completion: bool) -> Task {
        let id = TaskId::derived("series");
        let mut task = Task::new(id, "Water", crate::model::Order::default(), chrono::DateTime::UNIX_EPOCH);
        task.due = Some(Due::on(day(date)));
        task.repeat = Some(Repeat { rrule: rrule.into(), after_completion, series: id, date: day(date) });
        task
    }

    fn closed_on(task: &Task, today: &str) -> Option<Task> {
        let local = day(today).and_hms_opt(12, 0, 0).expect("noon");
        let today = day_of(local, NaiveTime::from_hms_opt(4, 0, 0).expect("four"));
        next_instance(task, today, Moment { instant: local.and_utc(), local })
    }

    #[test]
    fn the_next_instance_may_not_start_before_its_own_day() {
        let from =
            |task: &Task, today| closed_on(task, today).and_then(|next| next.not_before).map(|at| at.to_string());
        let mut daily = task("FREQ=DAILY", "2026-11-23", false);
        assert_eq!(from(&daily, "2026-11-23"), Some("2026-11-24 04:00:00".into()));
        let next = closed_on(&daily, "2026-11-23").expect("one more");
        assert_eq!(from(&next, "2026-11-24"), Some("2026-11-25 04:00:00".into()));
        daily.due = daily.due.map(|due| Due { time: NaiveTime::from_hms_opt(2, 0, 0), ..due });
        assert_eq!(from(&daily, "2026-11-23"), None, "two in the morning belongs to the day before, which is today");
        daily.not_before = day("2026-11-21").and_hms_opt(9, 0, 0);
        assert_eq!(
            from(&daily, "2026-11-23"),
            Some("2026-11-22 09:00:00".into()),
            "its own earliest start moves along"
        );
        let hourly = task("FREQ=HOURLY;INTERVAL=2", "2026-11-23", false);
        assert_eq!(from(&hourly, "2026-11-23"), None, "the next one of today may be done today");
    }

    #[test]
    fn missed_instances_are_counted_and_only_one_is_added() {
        let old = task("FREQ=DAILY", "2026-11-01", false);
        let next = closed_on(&old, "2026-11-23").expect("one more");
        assert_eq!(next.due.map(|due| due.date), Some(day("2026-11-24")));
        assert_eq!(next.missed, 22);
        assert_eq!(next.id, TaskId::derived(&format!("{}/2026-11-24", old.id)), "the same on every machine");
        let after = closed_on(&next, "2026-11-24").expect("one more");
        assert_eq!((after.due.map(|due| due.date), after.missed), (Some(day("2026-11-25")), 0));
        assert_eq!(missed_since(&old, day("2026-11-23")), 22, "the count of the next instance");
        assert_eq!(missed_since(&old, day("2026-11-01")), 0);
    }

    #[test]
    fn notes_pass_to_the_next_instance_unchanged() {
        let mut old = task("FREQ=DAILY", "2026-11-01", false);
        old.notes = "Missed before this one: the filter\r\n\nSecond line\n".into();
        assert_eq!(closed_on(&old, "2026-11-23").map(|next| next.notes), Some(old.notes));
    }

    #[test]
    fn intervals_count_from_the_series_or_from_completion() {
        let due = |task: &Task, today| closed_on(task, today).and_then(|next| next.due).map(|due| due.date.to_string());
        let weeks = task("FREQ=WEEKLY;INTERVAL=2", "2026-11-02", false);
        assert_eq!(due(&weeks, "2026-11-05"), Some("2026-11-16".into()));
        assert_eq!(due(&weeks, "2026-11-17"), Some("2026-11-30".into()));
        let after = task("FREQ=DAILY;INTERVAL=10", "2026-11-02", true);
        assert_eq!(due(&after, "2026-11-17"), Some("2026-11-27".into()));
        assert_eq!(due(&after, "2026-11-01"), Some("2026-11-11".into()), "done early");
        let last = task("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30", false);
        assert_eq!(due(&last, "2026-11-30"), Some("2026-12-31".into()));
    }

    #[test]
    fn a_series_ends_by_count_or_date() {
        let mut open = task("FREQ=DAILY;COUNT=3", "2026-11-02", false);
        let mut days = vec![2];
        for today in ["2026-11-02", "2026-11-03", "2026-11-04"] {
            let Some(next) = closed_on(&open, today) else { break };
            days.push(chrono::Datelike::day(&next.due.expect("due").date));
            open = next;
        }
        assert_eq!(days, [2, 3, 4]);
        assert!(closed_on(&task("FREQ=DAILY;UNTIL=20261103", "2026-11-03", false), "2026-11-03").is_none());
        let hourly = task("FREQ=HOURLY;INTERVAL=12", "2026-11-02", false);
        assert_eq!(
            closed_on(&hourly, "2026-11-02").and_then(|next| next.repeat).map(|r| r.date),
            Some(day("2026-11-03"))
        );
    }
}
