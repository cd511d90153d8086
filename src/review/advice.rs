//! Advice on settings: suggested changes, and the effect they would have had.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};

use super::day::kept;
use super::period::PeriodReview;
use super::record::{ReviewSource, WorkStretch, minutes};
use crate::calendar::words::counted;
use crate::model::{Energy, EnergyWindow, Minutes, Settings, TimeRange};

/// A suggested change of the settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// "Plan at most 8 micro-tasks a day".
    pub text: String,
    /// The effect it would have had, with figures.
    pub effect: String,
    /// The changed settings.
    pub settings: Settings,
}

/// Minimum days with work for any advice.
const LEAST_DAYS: usize = 5;
/// Minimum stretches of focus for advice on their length.
const LEAST_STRETCHES: usize = 8;

/// Suggests changes after a period. Empty if there is too little data or the settings fit.
pub fn advice(source: &ReviewSource, review: &PeriodReview) -> Vec<Advice> {
    let active = review.days.iter().filter(|(_, totals)| !totals.minutes().is_zero()).count();
    if active < LEAST_DAYS {
        return Vec::new();
    }
    [cap, focus, hours, energy].iter().filter_map(|rule| rule(source, review)).collect()
}

fn changed(source: &ReviewSource, change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::clone(&source.workspace.settings);
    change(&mut settings);
    settings
}

/// Suggests a lower daily limit if fewer micro-tasks get done than planned.
fn cap(source: &ReviewSource, review: &PeriodReview) -> Option<Advice> {
    let mut planned: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    for (date, done) in kept(source, review.period.from, review.period.to) {
        let day = planned.entry(date).or_default();
        *day = (day.0 + 1, day.1 + usize::from(done));
    }
    let mut done: Vec<usize> = planned.values().map(|(_, done)| *done).collect();
    if done.len() < LEAST_DAYS {
        return None;
    }
    done.sort_unstable();
    // The number that is enough on four of five days.
    let kept = u32::try_from(done[done.len() * 4 / 5]).unwrap_or(u32::MAX).max(3);
    let over: usize = planned.values().map(|(all, _)| all.saturating_sub(kept as usize)).sum();
    if kept >= source.workspace.settings.micro_tasks || over == 0 {
        return None;
    }
    let days = planned.values().filter(|(all, _)| *all > kept as usize).count();
    Some(Advice {
        text: format!(
            "Plan at most {} a day instead of {}",
            counted(kept, "micro-task", "micro-tasks"),
            source.workspace.settings.micro_tasks
        ),
        effect: format!(
            "On 4 of 5 days you worked on at most {kept}. This limit would have removed {} from {days} of {}.",
            counted(over, "block", "blocks"),
            counted(planned.len(), "day", "days"),
        ),
        settings: changed(source, |settings| settings.micro_tasks = kept),
    })
}

/// Suggests another focus length if stretches end long before or after the break.
fn focus(source: &ReviewSource, review: &PeriodReview) -> Option<Advice> {
    let rhythm = source.workspace.settings.rhythm;
    let mut stretches: Vec<i64> = Vec::new();
    let mut end = None;
    for worked in review.record.worked.iter().filter(|it| it.tracked) {
        match (end, stretches.last_mut()) {
            (Some(end), Some(last)) if worked.start - end < rhythm.rest.delta() => *last += worked.seconds,
            _ => stretches.push(worked.seconds),
        }
        end = Some(worked.end);
    }
    stretches.retain(|seconds| *seconds >= 300);
    if stretches.len() < LEAST_STRETCHES {
        return None;
    }
    stretches.sort_unstable();
    let middle = minutes(stretches[stretches.len() / 2]);
    let length = Minutes::new((middle.get() + 2) / 5 * 5).max(Minutes::new(15));
    if length.get().abs_diff(rhythm.focus.get()) * 4 < rhythm.focus.get() || length > Minutes::new(90) {
        return None;
    }
    let between = |seconds: &&i64| {
        let (low, high) = (length.min(rhythm.focus), length.max(rhythm.focus));
        minutes(**seconds) >= low && minutes(**seconds) < high
    };
    let moved = stretches.iter().filter(between).count();
    let all = stretches.len();
    let effect = if length < rhythm.focus {
        format!("{moved} of {all} stretches of focus went past {length}. With this setting a break comes then.")
    } else {
        format!("{moved} of {all} stretches of focus would have gone on after {} without a break.", rhythm.focus)
    };
    Some(Advice {
        text: format!("Take a break after {length} instead of {}, where half of your focus ends", rhythm.focus),
        effect,
        settings: changed(source, |settings| settings.rhythm.focus = length),
    })
}

/// Suggests working hours for an hour outside them with regular weekday work.
fn hours(source: &ReviewSource, review: &PeriodReview) -> Option<Advice> {
    let settings = &source.workspace.settings;
    let total: u32 = review.heat.iter().flatten().sum();
    let hour_time = |hour: usize| NaiveTime::from_hms_opt(u32::try_from(hour).ok()?, 30, 0);
    let working = |day: usize, hour: usize| {
        hour_time(hour).is_some_and(|at| settings.working_hours[day].0.iter().any(|range| range.contains(at)))
    };
    let outside =
        |hour: usize| -> u32 { (0..5).filter(|day| !working(*day, hour)).map(|day| review.heat[day][hour]).sum() };
    let hour = (0..24).max_by_key(|hour| outside(*hour))?;
    let range = unworked_part(settings, hour);
    let seconds = seconds_in(review, range, |day| day < 5 && !working(day, hour));
    let gained = minutes(seconds);
    let share = seconds * 100 / i64::from(total.max(1));
    if share < 8 || gained < Minutes::new(60) {
        return None;
    }
    Some(Advice {
        text: format!(
            "Count {} to {} as working time on weekdays",
            source.words.time(range.from),
            source.words.time(range.to)
        ),
        effect: format!("{gained} of your work ({share} %) was in that time. Nothing is suggested there now."),
        settings: changed(source, |settings| {
            for day in &mut settings.working_hours[..5] {
                *day = day.with(range, source.workspace.settings.day_start);
            }
        }),
    })
}

/// Returns the part of an hour that is outside the working hours of every weekday.
fn unworked_part(settings: &Settings, hour: usize) -> TimeRange {
    let at = |hour: usize| NaiveTime::from_hms_opt(u32::try_from(hour % 24).unwrap_or(0), 0, 0).unwrap_or_default();
    let whole = TimeRange { from: at(hour), to: at(hour + 1) };
    let ranges = || settings.working_hours[..5].iter().flat_map(|day| &day.0);
    let from = ranges().map(|range| range.to).filter(|to| whole.contains(*to)).fold(whole.from, NaiveTime::max);
    let starts = ranges().map(|range| range.from).filter(|start| whole.contains(*start) && *start > from);
    TimeRange { from, to: starts.min().unwrap_or(whole.to) }
}

/// Returns seconds of work in a range of the clock, on the weekdays that `counts` accepts.
fn seconds_in(review: &PeriodReview, range: TimeRange, counts: impl Fn(usize) -> bool) -> i64 {
    let counted = |it: &&WorkStretch| counts(it.start.weekday().num_days_from_monday() as usize) && it.end > it.start;
    let inside = |it: &WorkStretch| {
        let day = it.start.date();
        let midnight = TimeDelta::days(i64::from(range.to <= range.from));
        let (from, to) = (day.and_time(range.from), day.and_time(range.to) + midnight);
        let overlap = (it.end.min(to) - it.start.max(from)).num_seconds().max(0);
        overlap * it.seconds / (it.end - it.start).num_seconds().max(1)
    };
    review.record.worked.iter().filter(counted).map(inside).sum()
}

/// Suggests the three hours in which most things get finished as hours of high energy.
fn energy(source: &ReviewSource, review: &PeriodReview) -> Option<Advice> {
    const HOURS: usize = 3;
    let mut finished = [0usize; 24];
    for it in review.record.finished.iter().filter(|it| it.micro) {
        finished[it.at.hour() as usize] += 1;
    }
    let all: usize = finished.iter().sum();
    if all < 20 {
        return None;
    }
    let sum = |from: usize| -> usize { finished[from..from + HOURS].iter().sum() };
    let best = (0..=24 - HOURS).max_by_key(|from| sum(*from))?;
    let high = |hour: usize| {
        let time = NaiveTime::from_hms_opt(u32::try_from(hour).unwrap_or(0), 30, 0).unwrap_or_default();
        source.workspace.settings.energy_at(time) == Energy::High
    };
    let now: usize = (0..24).filter(|hour| high(*hour)).map(|hour| finished[hour]).sum();
    let then = sum(best);
    if (then * 100).saturating_sub(now * 100) < all * 15 {
        return None;
    }
    let of_all = counted(all, "micro-task", "micro-tasks");
    let hour = |hour: usize| (u32::try_from(hour % 24).unwrap_or(0), 0);
    let window = EnergyWindow { range: TimeRange::hm(hour(best), hour(best + HOURS)), level: Energy::High };
    Some(Advice {
        text: format!(
            "Set {} to {} as your hours of high energy",
            source.words.hour(best),
            source.words.hour(best + HOURS)
        ),
        effect: format!(
            "You finished {then} of {of_all} in these hours, and {now} in the current ones. Demanding work would \
            be suggested there."
        ),
        settings: changed(source, |settings| {
            settings.energy.retain(|window| window.level != Energy::High);
            settings.energy.insert(0, window);
        }),
    })
}
