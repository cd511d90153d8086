//! The next start of a rule that has no zone, as tasks have it.

use chrono::{Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::error::RuleError;
use super::parts::{Rule, Until};

/// Months to search for the next start, one after the other; the last reaches over the rarest leap years.
const REACHES: [u32; 4] = [2, 14, 50, 500];

/// Maximum starts that [`Rule::count_between`] counts.
const MAX_COUNTED: usize = 1_000;

impl Rule {
    /// Returns the first date on or after `from` of a series that starts on `start`; `None` if it has ended. A rule
    /// within the day returns the date of its first start from the beginning of `from`.
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub fn next_date(&self, start: NaiveDate, from: NaiveDate) -> Result<Option<NaiveDate>, RuleError> {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
        Ok(self.next_start(midnight(start), midnight(from))?.map(|at| at.date()))
    }

    /// Returns the first local time at or after `from` of a series that starts at `start`; `None` if it has ended.
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub fn next_start(&self, start: NaiveDateTime, from: NaiveDateTime) -> Result<Option<NaiveDateTime>, RuleError> {
        let until = self.until.map(until_local);
        for months in REACHES {
            let Some(last) = from.checked_add_months(Months::new(months)) else { return Ok(None) };
            if let Some(first) = self.starts(start, until, (from, last))?.first() {
                return Ok(Some(*first));
            }
            if until.is_some_and(|until| until < last) {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Returns the number of starts from `from` up to, but not including, `to`; at most 1,000.
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub(in crate::calendar) fn count_between(
        &self,
        start: NaiveDateTime,
        [from, to]: [NaiveDateTime; 2],
    ) -> Result<usize, RuleError> {
        let starts = self.starts(start, self.until.map(until_local), (from, to))?;
        Ok(starts.iter().filter(|at| **at < to).count().min(MAX_COUNTED))
    }
}

/// Returns UNTIL as wall time; a date includes its whole day. Without a zone, UTC is taken as local time.
fn until_local(until: Until) -> NaiveDateTime {
    match until {
        Until::Date(day) => day.and_hms_opt(23, 59, 59).unwrap_or(day.and_time(NaiveTime::MIN)),
        Until::Local(at) | Until::Utc(at) => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_date_of_rules_of_every_kind() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let next = |rule: &str, from| {
            let rule: Rule = rule.parse().expect("a rule");
            rule.next_date(day("2026-11-02"), day(from)).expect("no contradiction").map(|date| date.to_string())
        };
        assert_eq!(next("FREQ=WEEKLY;INTERVAL=2", "2026-11-23"), Some("2026-11-30".into()));
        assert_eq!(next("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-23"), Some("2026-11-30".into()));
        assert_eq!(next("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-11-23"), Some("2028-02-29".into()));
        assert_eq!(next("FREQ=DAILY;UNTIL=20261110", "2026-11-23"), None);
        assert_eq!(next("FREQ=DAILY;COUNT=3", "2026-11-23"), None);
        assert_eq!(next("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-23"), Some("2026-11-30".into()));
    }
}
