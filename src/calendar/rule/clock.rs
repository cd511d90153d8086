//! Expansion of rules by the hour, minute or second.

use chrono::{NaiveDateTime, TimeDelta, Timelike};
use rrule::Frequency;

use super::filter::{Expansion, MAX_STARTS, StartRange};
use super::parts::Rule;

/// Maximum steps tried one by one, beside the hours, minutes and seconds that the rule leaves out.
const MAX_CLOCK_STEPS: usize = 40_000;

/// Maximum starts counted from the first on: every hour for seven months.
pub(super) const MAX_CLOCK_COUNTED: usize = 5_000;

impl Rule {
    /// Expands a rule by the hour, minute or second, testing days and times one by one. The crate `rrule` loses the
    /// interval of such a rule where BYHOUR or BYMINUTE leaves out part of the day.
    pub(super) fn by_clock(&self, wanted: StartRange, most: usize) -> Expansion {
        let rule = self.spelled_out(wanted.start);
        let Some(step) = self.step().map(|step| step.num_seconds()) else { return Expansion::default() };
        let begin = match self.frequency {
            Frequency::Hourly => {
                wanted.start - TimeDelta::seconds((wanted.start.num_seconds_from_midnight() % 3_600).into())
            }
            Frequency::Minutely => wanted.start - TimeDelta::seconds(wanted.start.second().into()),
            _ => wanted.start,
        };
        let first = if self.count.is_some() { begin } else { wanted.first };
        let mut n = (first - begin).num_seconds() / step;
        let mut left = self.count.map_or(usize::MAX, |count| (count as usize).min(MAX_CLOCK_COUNTED));
        let (mut found, mut steps) = (Vec::new(), 0);
        while steps < MAX_CLOCK_STEPS.min(most) {
            steps += 1;
            let Some(at) =
                n.checked_mul(step).and_then(TimeDelta::try_seconds).and_then(|d| begin.checked_add_signed(d))
            else {
                break;
            };
            if at > wanted.last || left == 0 || found.len() >= MAX_STARTS {
                break;
            }
            if let Some(rest) = rule.left_out_from(at) {
                n += (rest + step - 1) / step;
            } else {
                let times = rule.times_at(at).into_iter().filter(|time| *time >= wanted.start).take(left);
                for time in times {
                    left -= 1;
                    if (wanted.first..=wanted.last).contains(&time) {
                        found.push(time);
                    }
                }
                n += 1;
            }
        }
        found.truncate(MAX_STARTS);
        Expansion { starts: found, steps, is_cut: steps == most }
    }

    /// Returns the seconds from `at` to the next day, hour, minute or second that the rule may include; `None` if it
    /// includes this one.
    fn left_out_from(&self, at: NaiveDateTime) -> Option<i64> {
        if !self.may_fall_on(at.date()) {
            return Some(86_400 - i64::from(at.num_seconds_from_midnight()));
        }
        let (minute, second) = (i64::from(at.minute()), i64::from(at.second()));
        let hours = ahead(&self.by_hour, at.hour(), 24).map(|hours| hours * 3_600 - minute * 60 - second);
        let minutes = || ahead(&self.by_minute, at.minute(), 60).map(|minutes| minutes * 60 - second);
        let seconds = || ahead(&self.by_second, at.second(), 60);
        match self.frequency {
            Frequency::Hourly => hours,
            Frequency::Minutely => hours.or_else(minutes),
            _ => hours.or_else(minutes).or_else(seconds),
        }
    }

    /// Returns the starts in the hour, minute or second that begins at `at`.
    fn times_at(&self, at: NaiveDateTime) -> Vec<NaiveDateTime> {
        let seconds = || self.by_second.iter().map(|second| i64::from(*second));
        let offsets: Vec<i64> = match self.frequency {
            Frequency::Hourly => {
                self.by_minute.iter().flat_map(|minute| seconds().map(move |s| i64::from(*minute) * 60 + s)).collect()
            }
            Frequency::Minutely => seconds().collect(),
            _ => vec![0],
        };
        offsets.into_iter().filter_map(|secs| at.checked_add_signed(TimeDelta::seconds(secs))).collect()
    }
}

/// Returns the distance from a value to the next one in a part, at most to the end of the unit; `None` if the part includes it.
fn ahead(part: &[u8], value: u32, end: u32) -> Option<i64> {
    let value = u8::try_from(value).ok().filter(|value| !part.is_empty() && !part.contains(value))?;
    let next = part.iter().copied().filter(|other| *other > value).min();
    Some(next.map_or(i64::from(end), i64::from) - i64::from(value))
}
