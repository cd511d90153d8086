//! Up to three observations about a period, each with its figures.

use chrono::{Datelike, Timelike};

use super::period::{PeriodReview, Totals};
use super::record::minutes as minutes_of;
use crate::calendar::words::counted;
use crate::calendar::words::weekday_full_day;
use crate::model::{Minutes, WEEKDAYS};

/// A noteworthy fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// "Mornings: 70 % of your finished micro-tasks."
    pub text: String,
    /// "14 of 20 micro-tasks before 12:00".
    pub figures: String,
}

/// Maximum number of observations.
const MOST: usize = 3;
/// Minimum finished things for a statement about their times of day.
const LEAST_FINISHED: usize = 10;
/// Minimum work for a statement about shares of it.
const LEAST_WORK: Minutes = Minutes::new(120);

/// Returns the strongest observations about a period, at most three. Empty if there is too little data.
pub fn observations(review: &PeriodReview) -> Vec<Observation> {
    let all = [
        time_of_day,
        weekday,
        estimate_bias,
        schedule_share,
        change,
        interruptions,
        breaks,
        planned,
        best_hour,
        best_day,
        stretches,
    ];
    let mut found: Vec<(u32, Observation)> = all.iter().filter_map(|observe| observe(review)).collect();
    found.sort_by_key(|(strength, _)| std::cmp::Reverse(*strength));
    found.into_iter().take(MOST).map(|(_, observation)| observation).collect()
}

/// The strength of an observation, as its distance in percent from an unremarkable value, with the observation.
type Found = Option<(u32, Observation)>;

fn found(strength: u32, text: String, figures: String) -> Found {
    Some((strength, Observation { text, figures }))
}

fn time_of_day(review: &PeriodReview) -> Found {
    let finished: Vec<_> = review.record.finished.iter().filter(|it| it.micro).collect();
    if finished.len() < LEAST_FINISHED {
        return None;
    }
    let parts = [
        ("Mornings", 5, 12, "before 12:00"),
        ("Afternoons", 12, 17, "from 12:00 to 17:00"),
        ("Evenings", 17, 29, "after 17:00"),
    ];
    let count =
        |from: u32, to: u32| finished.iter().filter(|it| (from..to).contains(&((it.at.hour() + 19) % 24 + 5))).count();
    let (part, done) = parts.map(|part| (part, count(part.1, part.2))).into_iter().max_by_key(|(_, done)| *done)?;
    let share = percent(done, finished.len());
    if share < 50 {
        return None;
    }
    let figures = format!("{done} of {} {}", counted(finished.len(), "micro-task", "micro-tasks"), part.3);
    found(share - 33, format!("{}: {share} % of your finished micro-tasks.", part.0), figures)
}

fn weekday(review: &PeriodReview) -> Found {
    let active = review.days.iter().filter(|(_, totals)| !totals.minutes().is_zero()).count();
    let total = review.total.minutes();
    if active < 4 || total < LEAST_WORK {
        return None;
    }
    let mut sums = [Minutes::ZERO; 7];
    for (date, totals) in &review.days {
        sums[date.weekday().num_days_from_monday() as usize] += totals.minutes();
    }
    let (day, most) = sums.into_iter().enumerate().max_by_key(|(_, minutes)| *minutes)?;
    let share = percent(most.get() as usize, total.get() as usize);
    if share < 35 {
        return None;
    }
    let name = WEEKDAYS[day];
    found(share - 20, format!("{share} % of your work falls on {name}s."), format!("{most} of {total} on {name}s"))
}

/// Returns the hour with the most focus; weak, so it shows only if nothing stands out more.
fn best_hour(review: &PeriodReview) -> Found {
    let seconds = |hour: usize| -> u32 { review.heat.iter().map(|day| day[hour]).sum() };
    let (hour, most) = (0..24).map(|hour| (hour, seconds(hour))).max_by_key(|(_, most)| *most)?;
    if review.total.minutes() < LEAST_WORK {
        return None;
    }
    let figures = format!("{} of {}", minutes_of(i64::from(most)), review.total.minutes());
    found(
        3,
        format!("Your most focused hour is {} to {}.", review.words.hour(hour), review.words.hour(hour + 1)),
        figures,
    )
}

/// Returns the day with the most important work.
fn best_day(review: &PeriodReview) -> Found {
    let (date, totals) = review.days.iter().max_by_key(|(_, totals)| totals.important())?;
    if totals.important() < LEAST_WORK {
        return None;
    }
    let text = format!("{} had the most important work.", weekday_full_day(*date));
    found(2, text, format!("{} of {}", totals.important(), review.total.important()))
}

/// Returns the median session length.
fn stretches(review: &PeriodReview) -> Found {
    let mut lengths: Vec<i64> = review.record.worked.iter().filter(|it| it.tracked).map(|it| it.seconds).collect();
    if lengths.len() < LEAST_FINISHED {
        return None;
    }
    lengths.sort_unstable();
    let middle = minutes_of(lengths[(lengths.len() - 1) / 2]);
    let longest = minutes_of(lengths.last().copied().unwrap_or_default());
    if middle == longest {
        return None;
    }
    let figures = format!("{}, the longest {longest}", counted(lengths.len(), "session", "sessions"));
    found(1, format!("Half of your sessions last at most {middle}."), figures)
}

fn estimate_bias(review: &PeriodReview) -> Found {
    let mut ratios: Vec<u32> =
        review.estimates.iter().map(|it| it.actual.get() * 100 / it.estimate.get().max(1)).collect();
    if ratios.len() < crate::planner::estimates::LEAST_SAMPLES {
        return None;
    }
    ratios.sort_unstable();
    let middle = ratios[ratios.len() / 2];
    let longer = ratios.iter().filter(|ratio| **ratio > 100).count();
    if (80..=125).contains(&middle) {
        return None;
    }
    let tenths = (middle + 5) / 10;
    let times = format!("{}.{}", tenths / 10, tenths % 10);
    let figures = format!(
        "{longer} of {} took longer; the median took {times} times its estimate",
        counted(ratios.len(), "estimated task", "estimated tasks")
    );
    found(middle.abs_diff(100).min(60), format!("Tasks take about {times} times your estimate."), figures)
}

fn schedule_share(review: &PeriodReview) -> Found {
    let total = review.total.minutes();
    let share = review.total.schedule_percent().filter(|_| total >= LEAST_WORK)?;
    let schedule = review.total.schedule();
    if !review.so_far && !review.minimum.is_zero() && schedule < review.minimum {
        let short = review.minimum - schedule;
        let text = format!("Important, not urgent work is {short} below your minimum.");
        return found(45, text, format!("{schedule} of at least {}; {share} % of your time", review.minimum));
    }
    if (20..40).contains(&share) {
        return None;
    }
    let text = format!("{share} % of your time went to important, not urgent work.");
    found(share.abs_diff(30), text, format!("{schedule} of {total}"))
}

fn change(review: &PeriodReview) -> Found {
    let (now, before) = (review.total.important(), review.before.important());
    if now.min(before) < LEAST_WORK {
        return None;
    }
    let share = percent(now.get() as usize, before.get() as usize);
    if (80..=120).contains(&share) {
        return None;
    }
    let (days, change) = (counted(review.period.len(), "day", "days"), share.abs_diff(100));
    let text = match (share > 100, review.so_far) {
        (true, false) => format!("{change} % more time on important work than in the previous {days}."),
        (false, false) => format!("{change} % less time on important work than in the previous {days}."),
        (true, true) => {
            format!("{change} % more time on important work than by this point of the previous {days}.")
        }
        (false, true) => {
            format!("{change} % less time on important work than by this point of the previous {days}.")
        }
    };
    found(share.abs_diff(100).min(60), text, format!("{now} after {before}"))
}

fn interruptions(review: &PeriodReview) -> Found {
    let mut hours = [0usize; 24];
    for (at, _) in review.record.worked.iter().flat_map(|it| &it.interruptions) {
        hours[at.hour() as usize] += 1;
    }
    let all: usize = hours.iter().sum();
    let (hour, most) = hours.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
    let share = percent(most, all);
    if all < 5 || share < 40 {
        return None;
    }
    let figures = format!("{most} of {all} interruptions");
    found(
        share - 10,
        format!("Most interruptions come between {} and {}.", review.words.hour(hour), review.words.hour(hour + 1)),
        figures,
    )
}

fn breaks(review: &PeriodReview) -> Found {
    let Totals { breaks, skipped, .. } = review.total;
    let all = breaks + skipped;
    let share = percent(skipped, all);
    if all < 5 || share < 40 {
        return None;
    }
    found(share - 10, format!("You skip {share} % of your breaks."), format!("{skipped} of {all} breaks skipped"))
}

fn planned(review: &PeriodReview) -> Found {
    let (all, done) = review.blocks;
    if all < LEAST_FINISHED {
        return None;
    }
    let share = percent(done, all);
    if (50..85).contains(&share) {
        return None;
    }
    let figures = format!("{done} of {} done", counted(all, "planned block", "planned blocks"));
    let of_ten = (share + 5) / 10;
    if share >= 85 {
        found(share - 60, format!("You finish about {of_ten} of 10 planned blocks."), figures)
    } else {
        found(70 - share, format!("You finish about {of_ten} of 10 planned blocks. Plan fewer?"), figures)
    }
}

/// Returns the part of `whole` in percent, rounded; 0 of nothing.
fn percent(part: usize, whole: usize) -> u32 {
    u32::try_from((part * 100 + whole / 2) / whole.max(1)).unwrap_or(0)
}
