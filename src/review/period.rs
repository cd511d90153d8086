//! The review of a week, a month or a quarter.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::day::kept;
use super::record::{ActivityLog, ReviewSource, column, minutes, spent};
use crate::calendar::words::Words;
use crate::calendar::words::day_long;
use crate::calendar::words::day_long_year;
use crate::model::{Minutes, Quadrant};
use crate::planner::estimates::RecordedTime;

/// A range of planning days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: NaiveDate,
    /// Exclusive.
    pub to: NaiveDate,
}

impl Period {
    /// Returns the week of `date`, which begins on the usual day of the locale.
    pub fn week(date: NaiveDate, words: Words) -> Self {
        let from = words.first_of_week(date);
        Self { from, to: from + Days::new(7) }
    }

    /// Returns the month of `date`.
    pub fn month(date: NaiveDate) -> Self {
        let from = date.with_day(1).unwrap_or(date);
        Self { from, to: from.checked_add_months(Months::new(1)).unwrap_or(from) }
    }

    /// Returns the thirteen weeks that end with the week of `date`.
    pub fn quarter(date: NaiveDate, words: Words) -> Self {
        let week = Self::week(date, words);
        Self { from: week.from - Days::new(84), to: week.to }
    }

    /// Returns the period of the same length directly before.
    pub fn before(self) -> Self {
        Self { from: self.from - (self.to - self.from), to: self.from }
    }

    /// Returns its dates.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |date| *date < self.to)
    }

    /// Returns the number of days.
    pub fn len(self) -> usize {
        usize::try_from((self.to - self.from).num_days()).unwrap_or(0)
    }

    /// Returns whether it has no days.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns "23 to 29 November 2026".
    pub fn words(self) -> String {
        let last = self.to.pred_opt().unwrap_or(self.to);
        let same_month = (self.from.year(), self.from.month()) == (last.year(), last.month());
        let from = if same_month { self.from.day().to_string() } else { day_long(self.from) };
        format!("{from} to {}", day_long_year(last))
    }
}

/// Sums over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// By quadrant, in the order of [`super::QUADRANTS`].
    pub by_quadrant: [Minutes; 5],
    pub micro_tasks: usize,
    pub tasks: usize,
    pub breaks: usize,
    pub skipped: usize,
    pub interruptions: usize,
}

impl Totals {
    fn of(record: &ActivityLog) -> Self {
        Self {
            by_quadrant: record.by_quadrant().map(minutes),
            micro_tasks: record.finished.iter().filter(|it| it.micro).count(),
            tasks: record.finished.iter().filter(|it| it.step.is_none()).count(),
            breaks: record.rested.iter().filter(|it| !it.skipped && it.seconds >= 60).count(),
            skipped: record.rested.iter().filter(|it| it.skipped).count(),
            interruptions: record.worked.iter().map(|it| it.interruptions.len()).sum(),
        }
    }

    /// Adds up several totals.
    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |mut sum, it| {
            for (a, b) in sum.by_quadrant.iter_mut().zip(it.by_quadrant) {
                *a += b;
            }
            sum.micro_tasks += it.micro_tasks;
            sum.tasks += it.tasks;
            sum.breaks += it.breaks;
            sum.skipped += it.skipped;
            sum.interruptions += it.interruptions;
            sum
        })
    }

    /// Returns all work.
    pub fn minutes(&self) -> Minutes {
        self.by_quadrant.into_iter().sum()
    }

    /// Returns work in the two important quadrants.
    pub fn important(&self) -> Minutes {
        self.by_quadrant[column(Some(Quadrant::Do))] + self.schedule()
    }

    /// Returns work in the important, not urgent quadrant.
    pub fn schedule(&self) -> Minutes {
        self.by_quadrant[column(Some(Quadrant::Schedule))]
    }

    /// Returns the share of [`Totals::schedule`] in percent; `None` without work.
    pub fn schedule_percent(&self) -> Option<u32> {
        (self.schedule().get() * 100 + self.minutes().get() / 2).checked_div(self.minutes().get())
    }
}

/// A finished task or step with an estimate and tracked time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimated {
    pub title: String,
    pub estimate: Minutes,
    pub actual: Minutes,
}

/// The review of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodReview {
    pub period: Period,
    pub words: Words,
    /// One entry a day, in order.
    pub days: Vec<(NaiveDate, Totals)>,
    pub total: Totals,
    /// Totals of the previous period; up to the same time of it while this one is still running.
    pub before: Totals,
    /// Whether the period is still running.
    pub so_far: bool,
    /// Seconds of focus by weekday (Monday first) and hour of the clock.
    pub heat: [[u32; 24]; 7],
    pub estimates: Vec<Estimated>,
    /// Planned blocks, and how many of them were worked on.
    pub blocks: (usize, usize),
    /// The weekly minimum for important, not urgent work, scaled to this period.
    pub minimum: Minutes,
    pub record: ActivityLog,
}

impl PeriodReview {
    /// Builds the review of `period`.
    pub fn of(source: &ReviewSource, period: Period) -> Self {
        let record = ActivityLog::of(source, period.from, period.to);
        let days = totals_by_day(&record, period);
        let now = source.local(source.now);
        let mut before = ActivityLog::of(source, period.before().from, period.before().to);
        before.keep_until(now - (period.to - period.from));
        let before = totals_by_day(&before, period.before());
        let weeks = u32::try_from(period.len()).unwrap_or(0);
        let minimum = Minutes::new(source.workspace.settings.schedule_floor.get() * weeks / 7);
        Self {
            period,
            words: source.words,
            total: Totals::sum(days.iter().map(|(_, totals)| totals)),
            days,
            before: Totals::sum(before.iter().map(|(_, totals)| totals)),
            so_far: source.today() < period.to,
            heat: heat(&record),
            estimates: estimates(source, &record),
            blocks: blocks(source, period),
            minimum,
            record,
        }
    }

    /// Returns the bars of a chart: days, or weeks by their first day if the period is longer than a month.
    pub fn bars(&self) -> Vec<(NaiveDate, Totals)> {
        if !self.by_week() {
            return self.days.clone();
        }
        self.days.chunks(7).map(|week| (week[0].0, Totals::sum(week.iter().map(|(_, totals)| totals)))).collect()
    }

    /// Returns whether the chart has a bar for each week instead of each day.
    pub fn by_week(&self) -> bool {
        self.days.len() > 31
    }

    /// Returns whether the period has no work and nothing finished.
    pub fn is_empty(&self) -> bool {
        self.record.worked.is_empty() && self.record.finished.is_empty()
    }
}

fn totals_by_day(record: &ActivityLog, period: Period) -> Vec<(NaiveDate, Totals)> {
    let mut days: BTreeMap<NaiveDate, ActivityLog> = period.days().map(|date| (date, ActivityLog::default())).collect();
    for it in &record.worked {
        days.entry(it.date).or_default().worked.push(it.clone());
    }
    for it in &record.finished {
        days.entry(it.date).or_default().finished.push(it.clone());
    }
    for it in &record.rested {
        days.entry(it.date).or_default().rested.push(*it);
    }
    days.into_iter().map(|(date, record)| (date, Totals::of(&record))).collect()
}

/// Returns focus by weekday and hour. A stretch is split between the hours it overlaps, with its pauses spread evenly.
fn heat(record: &ActivityLog) -> [[u32; 24]; 7] {
    let mut heat = [[0; 24]; 7];
    for worked in record.worked.iter().filter(|it| it.end > it.start) {
        let length = (worked.end - worked.start).num_seconds().max(1);
        let mut at = worked.start;
        while at < worked.end {
            let next = next_hour(at).min(worked.end);
            let share = (next - at).num_seconds() * worked.seconds / length;
            let cell: &mut u32 = &mut heat[at.weekday().num_days_from_monday() as usize][at.hour() as usize];
            *cell += u32::try_from(share).unwrap_or(0);
            at = next;
        }
    }
    heat
}

fn next_hour(at: NaiveDateTime) -> NaiveDateTime {
    let hour = at.with_minute(0).and_then(|at| at.with_second(0)).and_then(|at| at.with_nanosecond(0)).unwrap_or(at);
    hour + TimeDelta::hours(1)
}

fn estimates(source: &ReviewSource, record: &ActivityLog) -> Vec<Estimated> {
    let recorded = RecordedTime::of(source.workspace, Some(source.now));
    let estimated = record.finished.iter().filter_map(|it| {
        let actual = spent(&recorded, it);
        let estimate = it.estimate.filter(|estimate| !estimate.is_zero() && !actual.is_zero())?;
        Some(Estimated { title: it.title.clone(), estimate, actual })
    });
    estimated.collect()
}

fn blocks(source: &ReviewSource, period: Period) -> (usize, usize) {
    let all = kept(source, period.from, period.to);
    (all.len(), all.iter().filter(|(_, done)| *done).count())
}
