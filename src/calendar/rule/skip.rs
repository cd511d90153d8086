//! Monthly and yearly rules that move dates which do not exist (SKIP, RFC 7529).

use chrono::{Datelike, NaiveDate};
use rrule::Frequency;

use super::filter::{Expansion, MAX_STARTS, StartRange};
use super::parts::{Rule, Skip};

/// Last year that is searched.
const LAST_YEAR: i32 = 9_999;

impl Rule {
    /// Returns whether dates that do not exist are moved, and the rule names its days by month and day.
    pub(super) fn moves_dates(&self) -> bool {
        self.skip != Skip::Omit
            && matches!(self.frequency, Frequency::Monthly | Frequency::Yearly)
            && self.by_weekday.is_empty()
            && self.by_week_no.is_empty()
            && self.by_year_day.is_empty()
            && self.by_set_pos.is_empty()
    }

    /// Expands such a rule month by month. Ignores BYHOUR, BYMINUTE and BYSECOND.
    pub(super) fn by_month_skipping(&self, wanted: StartRange, most: usize) -> Expansion {
        let months = usize::try_from(wanted.last.year() - wanted.start.year() + 1).unwrap_or(0).saturating_mul(12);
        if months > most {
            return Expansion { is_cut: true, ..Expansion::default() };
        }
        let rule = self.spelled_out(wanted.start);
        let interval = self.interval.max(1) as usize;
        let years = (wanted.start.year()..=wanted.last.year().min(LAST_YEAR)).step_by(match self.frequency {
            Frequency::Yearly => interval,
            _ => 1,
        });
        let in_rule = |(year, month): &(i32, u32)| {
            let since = (year - wanted.start.year()) * 12 + (*month as i32 - wanted.start.month() as i32);
            let is_turn =
                self.frequency == Frequency::Yearly || (since >= 0 && (since as usize).is_multiple_of(interval));
            is_turn && (rule.by_month.is_empty() || rule.by_month.contains(&(*month as u8)))
        };
        let turns = years.flat_map(|year| (1..=12).map(move |month| (year, month))).filter(in_rule);
        let dates = turns.flat_map(|(year, month)| self.dates_in(year, month, &rule.by_month_day));
        let starts = dates.map(|date| date.and_time(wanted.start.time())).filter(|at| *at >= wanted.start);
        let counted = starts.take(self.count.map_or(usize::MAX, |count| count as usize));
        let until_last = counted.take_while(|at| *at <= wanted.last);
        let starts = until_last.filter(|at| *at >= wanted.first).take(MAX_STARTS).collect();
        Expansion { starts, steps: months, is_cut: false }
    }

    /// Returns the dates of one month, ascending.
    fn dates_in(&self, year: i32, month: u32, days: &[i8]) -> Vec<NaiveDate> {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return Vec::new() };
        let length = i64::from(first.num_days_in_month());
        let date = |day: &i8| {
            let day = if *day < 0 { length + 1 + i64::from(*day) } else { i64::from(*day) };
            let day = match self.skip {
                _ if (1..=length).contains(&day) => day,
                Skip::Backward if day > length => length,
                Skip::Forward if day > length => length + 1,
                _ => return None,
            };
            first.checked_add_signed(chrono::TimeDelta::days(day - 1))
        };
        let mut dates: Vec<_> = days.iter().filter_map(date).collect();
        dates.sort_unstable();
        dates.dedup();
        dates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_are_moved() {
        let starts = |rule: &str, start: &str, last: &str| {
            let at = |day: &str| day.parse::<NaiveDate>().expect("a date").and_hms_opt(9, 0, 0).expect("a time");
            let rule: Rule = rule.parse().expect("a rule");
            let found = rule.starts(at(start), None, (at(start), at(last))).expect("starts");
            found.iter().map(|at| at.format("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
        };
        let monthly = "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=";
        assert_eq!(starts(&format!("{monthly}BACKWARD"), "2026-01-31", "2026-05-31"), "01-31 02-28 03-31 04-30 05-31");
        assert_eq!(starts(&format!("{monthly}FORWARD"), "2026-01-31", "2026-05-31"), "01-31 03-01 03-31 05-01 05-31");
        assert_eq!(starts(&format!("{monthly}OMIT"), "2026-01-31", "2026-05-31"), "01-31 03-31 05-31");
        assert_eq!(starts(&format!("{monthly}BACKWARD;INTERVAL=3;COUNT=2"), "2026-01-31", "2026-12-31"), "01-31 04-30");
        let yearly = "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=";
        assert_eq!(starts(&format!("{yearly}FORWARD"), "2024-02-29", "2026-12-31"), "02-29 03-01 03-01");
        assert_eq!(starts(&format!("{yearly}BACKWARD"), "2024-02-29", "2026-12-31"), "02-29 02-28 02-28");
        assert_eq!(
            starts(&format!("{monthly}BACKWARD;BYMONTHDAY=30,31"), "2026-02-01", "2026-03-31"),
            "02-28 03-30 03-31"
        );
    }
}
