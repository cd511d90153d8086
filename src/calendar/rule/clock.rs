//! Expansion of rules by the hour, minute or second.

use chrono::{NaiveDateTime, TimeDelta, Timelike};
use rrule::Frequency;

use super::filter::{MAX_STARTS, StartRange};
use super::parts::Rule;

/// Maximum steps tried one by one: 138 days of minutes.
const MAX_CLOCK_STEPS: usize = 200_000;

impl Rule {
    /// Expands a rule by the hour, minute or second, testing days and times one by one. The crate `rrule` loses the
    /// interval of such a rule where BYHOUR or BYMINUTE leaves out part of the day.
    pub(super) fn by_clock(&self, wanted: StartRange) -> Vec<NaiveDateTime> {
        let rule = self.spelled_out(wanted.start);
        let Some(step) = self.step().map(|step| step.num_seconds()) else { return Vec::new() };
        let begin = match self.frequency {
            Frequency::Hourly => {
                wanted.start - TimeDelta::seconds((wanted.start.num_seconds_from_midnight() % 3_600).into())
            }
            Frequency::Minutely => wanted.start - TimeDelta::seconds(wanted.start.second().into()),
            _ => wanted.start,
        };
        let first = if self.count.is_some() { begin } else { wanted.first };
        let mut n = (first - begin).num_seconds() / step;
        let mut left = self.count.map_or(usize::MAX, |count| count as usize);
        let mut found = Vec::new();
        for _ in 0..MAX_CLOCK_STEPS {
            let Some(at) =
                n.checked_mul(step).and_then(TimeDelta::try_seconds).and_then(|d| begin.checked_add_signed(d))
            else {
                break;
            };
            if at > wanted.last || left == 0 || found.len() >= MAX_STARTS {
                break;
            }
            if rule.may_fall_on(at.date()) {
                let times = rule.times_at(at).into_iter().filter(|time| *time >= wanted.start).take(left);
                for time in times {
                    left -= 1;
                    if (wanted.first..=wanted.last).contains(&time) {
                        found.push(time);
                    }
                }
                n += 1;
            } else {
                let rest_of_day = 86_400 - i64::from(at.num_seconds_from_midnight());
                n += (rest_of_day + step - 1) / step;
            }
        }
        found.truncate(MAX_STARTS);
        found
    }

    /// Returns the starts in the hour, minute or second that begins at `at`.
    fn times_at(&self, at: NaiveDateTime) -> Vec<NaiveDateTime> {
        let passes = |part: &[u8], value: u32| part.is_empty() || part.contains(&(value as u8));
        if !passes(&self.by_hour, at.hour()) {
            return Vec::new();
        }
        let seconds = || self.by_second.iter().map(|second| i64::from(*second));
        let offsets: Vec<i64> = match self.frequency {
            Frequency::Hourly => {
                self.by_minute.iter().flat_map(|minute| seconds().map(move |s| i64::from(*minute) * 60 + s)).collect()
            }
            Frequency::Minutely if passes(&self.by_minute, at.minute()) => seconds().collect(),
            Frequency::Secondly if passes(&self.by_minute, at.minute()) && passes(&self.by_second, at.second()) => {
                vec![0]
            }
            _ => Vec::new(),
        };
        offsets.into_iter().filter_map(|secs| at.checked_add_signed(TimeDelta::seconds(secs))).collect()
    }
}
