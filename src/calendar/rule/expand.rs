//! Expansion of a rule to starts, on local wall time and with bounded work.
//!
//! A rule knows no zone: it turns a first start into further starts on the same wall clock, and the caller applies the
//! zone afterwards. Otherwise a weekly 09:00 would move when the clocks change.
//!
//! Without COUNT, expansion begins at the period that holds the queried range, however long ago the series began. Daily
//! and weekly rules, and rules within the day, are computed directly; the rest goes through the crate `rrule`.

use chrono::{
    DateTime, Datelike, Days, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Weekday,
};
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Unvalidated};

use super::clock::MAX_CLOCK_COUNTED;
use super::error::RuleError;
use super::filter::{Expansion, MAX_STARTS, StartRange};
use super::{parse, parts::Rule};

/// Maximum starts of a rule with COUNT that the crate expands from the first one: 54 years of days.
const MAX_COUNTED: usize = 20_000;

/// Periods after which the crate ends a search without a start.
const MAX_PERIODS: usize = 100_000;

impl Rule {
    /// Returns the starts from `range.0` to `range.1`, both included, ascending, for a series that starts at `start`
    /// and has its UNTIL at the wall time `until`. Includes `start` only if the rule generates it. Returns at most
    /// [`MAX_STARTS`]; of a rule with COUNT that cannot be computed, only the first [`MAX_COUNTED`] are considered,
    /// within the day [`MAX_CLOCK_COUNTED`].
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub(in crate::calendar) fn starts(
        &self,
        start: NaiveDateTime,
        until: Option<NaiveDateTime>,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Result<Vec<NaiveDateTime>, RuleError> {
        Ok(self.expand(start, until, range, usize::MAX)?.starts)
    }

    /// Does the same as [`Self::starts`] in at most `most` steps.
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub(in crate::calendar) fn expand(
        &self,
        start: NaiveDateTime,
        until: Option<NaiveDateTime>,
        range: (NaiveDateTime, NaiveDateTime),
        most: usize,
    ) -> Result<Expansion, RuleError> {
        let wanted =
            StartRange { start, first: range.0.max(start), last: until.map_or(range.1, |until| until.min(range.1)) };
        if wanted.last < wanted.first {
            return Ok(Expansion::default());
        }
        if self.moves_dates() {
            return Ok(self.by_month_skipping(wanted, most));
        }
        if self.only_days_of_week() {
            match self.step() {
                Some(step) => return Ok(Expansion::computed(self.stepped(step, wanted))),
                None if self.frequency == Frequency::Weekly => return Ok(Expansion::computed(self.weekly(wanted))),
                None => {}
            }
        }
        if self.frequency >= Frequency::Hourly && self.by_set_pos.is_empty() && self.by_week_no.is_empty() {
            return Ok(self.by_clock(wanted, most));
        }
        self.by_crate(wanted, most)
    }

    /// Returns whether its COUNT is too large for a rule that is counted one by one from its first start on.
    fn counts_in_part(&self) -> bool {
        let is_computed = self.only_days_of_week() && (self.step().is_some() || self.frequency == Frequency::Weekly);
        let most = if self.frequency >= Frequency::Hourly { MAX_CLOCK_COUNTED } else { MAX_COUNTED };
        !is_computed && self.count.is_some_and(|count| count as usize > most)
    }

    /// Returns the starts within `range` of a rule such as "the last Sunday of March every year", the usual form of
    /// clock changes; `None` for any other rule.
    pub(in crate::calendar) fn nth_weekday_starts(
        &self,
        start: NaiveDateTime,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Option<Vec<NaiveDateTime>> {
        let ([month], [NWeekday::Nth(nth, weekday)]) = (&self.by_month[..], &self.by_weekday[..]) else { return None };
        let plain = Self { by_month: Vec::new(), by_weekday: Vec::new(), ..self.clone() };
        let is_plain = plain.only_days_of_week() && self.interval <= 1 && self.count.is_none();
        if self.frequency != Frequency::Yearly || !is_plain {
            return None;
        }
        let in_year = |year| Some(nth_weekday(year, (*month).into(), (*nth).into(), *weekday)?.and_time(start.time()));
        let starts = (range.0.year()..=range.1.year()).filter_map(in_year);
        Some(starts.filter(|at| *at >= start && (range.0..=range.1).contains(at)).collect())
    }

    /// Returns whether no part filters the starts, except BYDAY of a weekly rule.
    fn only_days_of_week(&self) -> bool {
        self.by_set_pos.is_empty()
            && self.by_month.is_empty()
            && self.by_month_day.is_empty()
            && self.by_year_day.is_empty()
            && self.by_week_no.is_empty()
            && self.by_hour.is_empty()
            && self.by_minute.is_empty()
            && self.by_second.is_empty()
            && (self.by_weekday.is_empty() || self.frequency == Frequency::Weekly)
    }

    fn stepped(&self, step: TimeDelta, wanted: StartRange) -> Vec<NaiveDateTime> {
        let skipped = (wanted.first - wanted.start).num_seconds() / step.num_seconds();
        let count = self.count.map_or(i64::MAX, i64::from);
        (skipped..count)
            .map_while(|n| wanted.start.checked_add_signed(TimeDelta::try_seconds(step.num_seconds().checked_mul(n)?)?))
            .skip_while(|at| *at < wanted.first)
            .take_while(|at| *at <= wanted.last)
            .take(MAX_STARTS)
            .collect()
    }

    fn weekly(&self, wanted: StartRange) -> Vec<NaiveDateTime> {
        let offset = |day: Weekday| day.days_since(self.week_start);
        let mut offsets: Vec<u32> = self
            .by_weekday
            .iter()
            .map(|day| match day {
                NWeekday::Every(day) | NWeekday::Nth(_, day) => offset(*day),
            })
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        let start_offset = offset(wanted.start.weekday());
        let Some(week) = wanted.start.checked_sub_days(Days::new(start_offset.into())) else { return Vec::new() };
        let before_start = offsets.iter().filter(|offset| **offset < start_offset).count() as i64;
        let days_between = i64::from(self.interval.max(1)) * 7;
        let skipped = (wanted.first - week).num_days() / days_between;
        let count = self.count.map_or(i64::MAX, |count| i64::from(count) + before_start);
        let per_week = offsets.len() as i64;
        (skipped * per_week..count)
            .map_while(|n| {
                let days = (n / per_week).checked_mul(days_between)? + i64::from(offsets[(n % per_week) as usize]);
                week.checked_add_signed(TimeDelta::try_days(days)?)
            })
            .skip_while(|at| *at < wanted.first)
            .take_while(|at| *at <= wanted.last)
            .take(MAX_STARTS)
            .collect()
    }

    fn by_crate(&self, wanted: StartRange, most_steps: usize) -> Result<Expansion, RuleError> {
        let rule = self.spelled_out(wanted.start);
        if !rule.may_fall_within(wanted.first.date(), wanted.last.date()) {
            return Ok(Expansion::default());
        }
        let anchor = if self.count.is_none() { rule.anchor(wanted) } else { wanted.start };
        let (period, steps) = self.period();
        let periods = (wanted.last - anchor).num_seconds() / period.saturating_mul(self.interval.max(1).into()) + 1;
        let expected = usize::try_from(periods).unwrap_or(0).min(MAX_PERIODS).saturating_mul(steps);
        if expected > most_steps {
            return Ok(Expansion { is_cut: true, ..Expansion::default() });
        }
        let most = if self.count.is_some() { MAX_COUNTED } else { usize::MAX };
        let checked = rule.for_crate(wanted.last)?.validate(in_utc(anchor)).map_err(|error| contradiction(&error))?;
        let set = RRuleSet::new(in_utc(anchor)).rrule(checked).limit();
        let mut looked_at = 0;
        let starts = set.into_iter().take(most).inspect(|_| looked_at += 1).map(|at| at.naive_utc());
        let until_last = starts.take_while(|at| *at <= wanted.last).filter(|at| *at >= wanted.first);
        let starts: Vec<_> = until_last.take(MAX_STARTS).collect();
        Ok(Expansion { starts, steps: expected + looked_at, is_cut: false })
    }

    /// Returns the seconds of a period of the rule, and the steps that the crate takes for one.
    fn period(&self) -> (i64, usize) {
        match self.frequency {
            Frequency::Yearly => (365 * 86_400, 40),
            Frequency::Monthly => (28 * 86_400, 10),
            Frequency::Weekly => (7 * 86_400, 5),
            Frequency::Daily => (86_400, 4),
            Frequency::Hourly => (3_600, 4),
            Frequency::Minutely => (60, 4),
            Frequency::Secondly => (1, 4),
        }
    }

    /// Returns the latest start of a period of this rule at or before the queried range; the series' own start if that
    /// lies in the same period.
    fn anchor(&self, wanted: StartRange) -> NaiveDateTime {
        let interval = i64::from(self.interval.max(1));
        let (start, first) = (wanted.start, wanted.first);
        let after = |begin: NaiveDateTime, unit_secs: i64| {
            let length = unit_secs * interval;
            let periods = (first - begin).num_seconds() / length;
            (periods > 0).then(|| begin + TimeDelta::seconds(periods * length))
        };
        let midnight = start.date().and_time(NaiveTime::MIN);
        let later = match self.frequency {
            Frequency::Yearly => {
                let years = (i64::from(first.year()) - i64::from(start.year())) / interval * interval;
                month_start(start.year(), 0, years * 12).filter(|_| years > 0)
            }
            Frequency::Monthly => {
                let months =
                    i64::from(first.year() - start.year()) * 12 + i64::from(first.month0()) - i64::from(start.month0());
                let months = months / interval * interval;
                month_start(start.year(), start.month0(), months).filter(|_| months > 0)
            }
            Frequency::Weekly => {
                let into_week = u64::from(start.weekday().days_since(self.week_start));
                midnight.checked_sub_days(Days::new(into_week)).and_then(|week| after(week, 7 * 86_400))
            }
            Frequency::Daily => after(midnight, 86_400),
            Frequency::Hourly => after(midnight + TimeDelta::hours(start.hour().into()), 3_600),
            Frequency::Minutely => after(start - TimeDelta::seconds(start.second().into()), 60),
            Frequency::Secondly => after(start, 1),
        };
        later.unwrap_or(start)
    }

    fn for_crate(&self, last: NaiveDateTime) -> Result<RRule<Unvalidated>, RuleError> {
        let interval = u16::try_from(self.interval.max(1))
            .map_err(|_| RuleError::bad_part("INTERVAL", &self.interval.to_string()))?;
        let months: Vec<Month> = self.by_month.iter().filter_map(|month| Month::try_from(*month).ok()).collect();
        let rule = RRule::new(self.frequency)
            .interval(interval)
            .until(in_utc(last))
            .week_start(self.week_start)
            .by_set_pos(self.by_set_pos.clone())
            .by_month(&months)
            .by_month_day(self.by_month_day.clone())
            .by_year_day(self.by_year_day.clone())
            .by_week_no(self.by_week_no.clone())
            .by_weekday(self.by_weekday.clone())
            .by_hour(self.by_hour.clone())
            .by_minute(self.by_minute.clone())
            .by_second(self.by_second.clone());
        Ok(match self.count {
            Some(count) => rule.count(count),
            None => rule,
        })
    }
}

/// A rule whose parts agree, and the remarks about its text.
///
/// ```
/// let checked = gapwise::calendar::check_rule("FREQ=MONTHLY;COUNT=99999999").unwrap();
/// assert_eq!(checked.rule.to_string(), "FREQ=MONTHLY;COUNT=99999999", "kept as it is written");
/// assert_eq!(checked.remarks, ["its COUNT is too large to be counted; later occurrences are left out"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRule {
    pub rule: Rule,
    /// In words for the user, about the rule as "it".
    pub remarks: Vec<&'static str>,
}

/// Reads a rule and checks that its parts agree, more strictly than [`str::parse`] does.
///
/// ```
/// use gapwise::calendar::check_rule;
///
/// let checked = check_rule("FREQ=DAILY;INTERVAL=0").unwrap();
/// assert_eq!(checked.rule.to_string(), "FREQ=DAILY");
/// assert_eq!(checked.remarks, ["its INTERVAL is not a number above zero; read as 1"]);
/// assert!(check_rule("FREQ=MONTHLY;BYSETPOS=99;BYDAY=MO").is_err());
/// ```
///
/// # Errors
/// Names the wrong part, in words for the user.
pub fn check_rule(text: &str) -> Result<CheckedRule, RuleError> {
    let (rule, has_bad_interval) = parse::read(text)?;
    let noon = NaiveDate::default().and_time(NaiveTime::MIN);
    rule.spelled_out(noon).for_crate(noon)?.validate(in_utc(noon)).map_err(|error| contradiction(&error))?;
    let interval = has_bad_interval.then_some("its INTERVAL is not a number above zero; read as 1");
    let counts_in_part = rule.counts_in_part();
    let count = counts_in_part.then_some("its COUNT is too large to be counted; later occurrences are left out");
    Ok(CheckedRule { rule, remarks: interval.into_iter().chain(count).collect() })
}

fn contradiction(error: &rrule::RRuleError) -> RuleError {
    RuleError::Contradiction(error.to_string())
}

/// Returns the `nth` such weekday of a month, counted from its end if negative.
fn nth_weekday(year: i32, month: u32, nth: i32, weekday: Weekday) -> Option<NaiveDate> {
    if nth > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(nth).ok()?);
    }
    let first = NaiveDate::from_weekday_of_month_opt(year, month, weekday, 1)?;
    let count = (u32::from(first.num_days_in_month()) - first.day()) / 7 + 1;
    NaiveDate::from_weekday_of_month_opt(
        year,
        month,
        weekday,
        u8::try_from(i64::from(count) + i64::from(nth) + 1).ok()?,
    )
}

fn in_utc(at: NaiveDateTime) -> DateTime<rrule::Tz> {
    rrule::Tz::UTC.from_utc_datetime(&at)
}

/// Returns midnight of the first day of the month that is `months` after the month `month0` of `year`.
fn month_start(year: i32, month0: u32, months: i64) -> Option<NaiveDateTime> {
    let total = i64::from(year) * 12 + i64::from(month0) + months;
    let year = i32::try_from(total.div_euclid(12)).ok()?;
    let month = u32::try_from(total.rem_euclid(12)).ok()? + 1;
    Some(NaiveDate::from_ymd_opt(year, month, 1)?.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample;

    use super::super::parts::Until;
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a date and time")
    }

    fn starts(rule: &str, start: &str, from: &str, to: &str) -> Vec<String> {
        let rule = rule.parse::<Rule>().expect("a rule");
        let until = rule.until.map(|until| match until {
            Until::Date(day) => day.and_hms_opt(23, 59, 59).expect("a time"),
            Until::Local(at) | Until::Utc(at) => at,
        });
        let found = rule.starts(at(start), until, (at(from), at(to))).expect("starts");
        found.iter().map(|at| at.format("%y-%m-%d %H:%M").to_string()).collect()
    }

    #[test]
    fn daily_and_weekly_rules_skip_to_the_range() {
        assert_eq!(
            starts("FREQ=DAILY;INTERVAL=3", "1996-01-01T09:00:00", "2026-11-23T00:00:00", "2026-11-29T00:00:00"),
            ["26-11-25 09:00", "26-11-28 09:00"]
        );
        assert_eq!(
            starts(
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
                "1997-08-05T09:00:00",
                "1997-08-01T00:00:00",
                "1997-09-01T00:00:00"
            ),
            ["97-08-05 09:00", "97-08-17 09:00", "97-08-19 09:00", "97-08-31 09:00"]
        );
    }

    #[test]
    fn count_applies_from_the_first_start_whatever_the_range() {
        let rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=5";
        assert_eq!(
            starts(rule, "2026-11-25T09:00:00", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
            ["26-12-02 09:00", "26-12-04 09:00"]
        );
        assert_eq!(
            starts(
                "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
                "2026-01-01T09:00:00",
                "2026-02-01T00:00:00",
                "2027-01-01T00:00:00"
            ),
            ["26-02-27 09:00", "26-03-27 09:00"]
        );
    }

    #[test]
    fn skipping_ahead_returns_the_same_starts_as_full_expansion() {
        let rules = [
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
            "FREQ=YEARLY",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;BYHOUR=8,20;WKST=SU",
            "FREQ=DAILY;INTERVAL=5;BYMONTH=11",
            "FREQ=YEARLY;BYWEEKNO=1,47;BYDAY=MO",
            "FREQ=HOURLY;INTERVAL=7;BYMINUTE=5,35",
            "FREQ=YEARLY;BYYEARDAY=-1,1",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=MINUTELY;INTERVAL=50;BYDAY=MO",
            "FREQ=HOURLY;INTERVAL=5;BYMONTH=11;BYMINUTE=0,5",
        ];
        for text in rules {
            let rule = text.parse::<Rule>().expect("a rule");
            let (start, from, to) = (at("2023-01-31T09:05:00"), at("2026-10-20T10:00:00"), at("2026-12-20T00:00:00"));
            let whole = rule.spelled_out(start).for_crate(to).expect("a rule").validate(in_utc(start)).expect("valid");
            let whole = RRuleSet::new(in_utc(start)).rrule(whole);
            let expected: Vec<_> = whole.into_iter().map(|at| at.naive_utc()).filter(|at| *at >= from).collect();
            assert_eq!(rule.starts(start, None, (from, to)).expect("starts"), expected, "{text}");
        }
    }

    #[test]
    fn hostile_rules_cost_little() {
        let long_ago = "1970-01-01T00:00:00";
        let (from, to) = ("2026-11-23T00:00:00", "2026-11-24T00:00:00");
        assert_eq!(starts("FREQ=SECONDLY", long_ago, from, to).len(), MAX_STARTS);
        assert!(starts("FREQ=SECONDLY;COUNT=1000000", long_ago, from, to).is_empty());
        assert!(starts("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", long_ago, from, to).is_empty());
        assert!(starts("FREQ=SECONDLY;COUNT=1000000;BYHOUR=9;BYMINUTE=0;BYSECOND=0", long_ago, from, to).is_empty());
        assert_eq!(starts("FREQ=DAILY;INTERVAL=0", long_ago, from, to).len(), 2);
        assert_eq!(starts("FREQ=DAILY;COUNT=-1", long_ago, from, to).len(), 2);
        assert!(starts("FREQ=DAILY;INTERVAL=4000000000", long_ago, from, to).is_empty());
        assert!(starts("FREQ=YEARLY;INTERVAL=4000", "9999-01-01T00:00:00", from, to).is_empty());
    }

    #[test]
    fn yearly_clock_changes_are_computed_like_any_rule() {
        let (start, last) = (at("1996-03-31T02:00:00"), at("2026-11-23T00:00:00"));
        for text in
            ["FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=12;BYDAY=2MO", "FREQ=YEARLY;BYMONTH=2;BYDAY=-4TU"]
        {
            let rule = text.parse::<Rule>().expect("a rule");
            let all = rule.starts(start, None, (start, last)).expect("starts");
            assert_eq!(rule.nth_weekday_starts(start, (start, last)), Some(all), "{text}");
        }
        let other = "FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10".parse::<Rule>().expect("a rule");
        assert_eq!(other.nth_weekday_starts(start, (start, last)), None);
    }

    #[test]
    fn rules_within_the_day_keep_their_interval() {
        let rule = "FREQ=MINUTELY;INTERVAL=50;BYHOUR=9,10";
        assert_eq!(
            starts(rule, "2026-11-23T09:05:00", "2026-11-23T00:00:00", "2026-11-24T10:00:00"),
            ["26-11-23 09:05", "26-11-23 09:55", "26-11-23 10:45", "26-11-24 09:15"]
        );
        assert_eq!(
            starts(
                "FREQ=HOURLY;COUNT=3;BYMINUTE=0,30",
                "2026-11-23T09:30:00",
                "2026-11-23T10:00:00",
                "2026-11-24T10:00:00"
            ),
            ["26-11-23 10:00", "26-11-23 10:30"]
        );
    }

    #[test]
    fn check_rule_rejects_contradicting_parts() {
        assert!(check_rule("FREQ=MONTHLY;BYDAY=3WE").is_ok());
        assert!(check_rule("RRULE:Anything;FREQ=WEEKLY;BYDAY=FR,MO").is_ok());
        assert!(check_rule("FREQ=MONTHLY;BYSETPOS=99;BYDAY=MO").is_err());
    }

    fn any_rule() -> impl Strategy<Value = String> {
        let parts = [
            "BYDAY=MO,-1FR,53SU",
            "BYDAY=TU,WE",
            "BYMONTH=2,11",
            "BYMONTHDAY=-31,29,30",
            "BYYEARDAY=-366,366,1",
            "BYWEEKNO=53,-1",
            "BYHOUR=0,23",
            "BYMINUTE=59",
            "BYSECOND=0,30",
            "BYSETPOS=1,-1",
            "WKST=SU",
            "COUNT=7",
            "COUNT=4000000000",
        ];
        let frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
        let interval = prop_oneof![1_u32..40, Just(65_535), Just(u32::MAX)];
        (sample::select(frequencies.to_vec()), interval, sample::subsequence(parts.to_vec(), 0..4)).prop_map(
            |(frequency, interval, parts)| format!("FREQ={frequency};INTERVAL={interval};{}", parts.join(";")),
        )
    }

    proptest! {
        #[test]
        fn any_rule_returns_ascending_starts_within_the_range(
            text in any_rule(),
            days in -800_000_i64..800_000,
            ago in 0_i64..400_000_000,
            length in 0_i64..400_000,
        ) {
            let rule = text.parse::<Rule>().expect("a rule");
            let first = at("2026-11-23T00:00:00") + TimeDelta::days(days);
            let range = (first, first + TimeDelta::seconds(length));
            if let Ok(found) = rule.starts(first - TimeDelta::seconds(ago), None, range) {
                prop_assert!(found.is_sorted());
                prop_assert!(found.iter().all(|at| (range.0..=range.1).contains(at)));
            }
        }
    }
}
