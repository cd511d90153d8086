//! From a rule to the times that it gives, on local wall time and with bounded work.
//!
//! A rule knows no zone: it turns a first start into further starts on the same wall clock, and the caller applies the
//! zone afterwards. Otherwise a weekly 09:00 would move with the change of clocks.
//!
//! Where a rule is not limited by COUNT its expansion begins at the period that holds the wanted range, however long
//! ago the series began. What most rules are, daily and weekly, is computed, as are those by the clock; the rest goes
//! through the crate `rrule`.

use chrono::{
    DateTime, Datelike, Days, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Weekday,
};
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Unvalidated};

use super::rule::{Rule, RuleError, bad};

/// Most starts that one rule gives for one question: a day of seconds, and some.
pub(super) const MAX_STARTS: usize = 100_000;

/// How far a rule with COUNT is followed from its start when it cannot be computed: 54 years of days.
const MAX_COUNTED: usize = 20_000;

/// Days of a range that are looked at one by one before the crate is asked: four years, so that a 29 February is found.
const MAX_PROBED_DAYS: i64 = 1_500;

impl Rule {
    /// Its starts from `range.0` up to and with `range.1`, ascending, for a series whose first start is `start` and
    /// whose UNTIL in wall time is `until`. `start` is among them only if the rule gives it. At most
    /// [`MAX_STARTS`]; a counted rule too irregular to be computed is followed only so far as to keep the work small.
    ///
    /// # Errors
    /// If the parts contradict each other.
    pub(super) fn starts(
        &self,
        start: NaiveDateTime,
        until: Option<NaiveDateTime>,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Result<Vec<NaiveDateTime>, RuleError> {
        let wanted =
            Wanted { start, first: range.0.max(start), last: until.map_or(range.1, |until| until.min(range.1)) };
        if wanted.last < wanted.first {
            return Ok(Vec::new());
        }
        if self.only_days_of_week() {
            match self.step() {
                Some(step) => return Ok(self.stepped(step, wanted)),
                None if self.frequency == Frequency::Weekly => return Ok(self.weekly(wanted)),
                None => {}
            }
        }
        if self.frequency >= Frequency::Hourly && self.by_set_pos.is_empty() && self.by_week_no.is_empty() {
            return Ok(self.by_clock(wanted));
        }
        self.by_crate(wanted)
    }

    /// The last start until `last` of a rule such as "the last Sunday of March every year", which is how zones change
    /// their clocks; `None` for any other rule.
    pub(super) fn last_of_nth_weekday(&self, start: NaiveDateTime, last: NaiveDateTime) -> Option<NaiveDateTime> {
        let ([month], [NWeekday::Nth(nth, weekday)]) = (&self.by_month[..], &self.by_weekday[..]) else { return None };
        let plain = Self { by_month: Vec::new(), by_weekday: Vec::new(), ..self.clone() };
        let is_plain = plain.only_days_of_week() && self.interval == 1 && self.count.is_none();
        if self.frequency != Frequency::Yearly || !is_plain {
            return None;
        }
        let in_year = |year| Some(nth_weekday(year, (*month).into(), (*nth).into(), *weekday)?.and_time(start.time()));
        let years = [last.year(), last.year() - 1];
        years.into_iter().filter_map(in_year).find(|at| (start..=last).contains(at))
    }

    /// Whether no part but BYDAY of a weekly rule selects among its occurrences.
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

    /// The time from one occurrence to the next, where it is always the same.
    pub(super) fn step(&self) -> Option<TimeDelta> {
        let unit = match self.frequency {
            Frequency::Weekly if self.by_weekday.is_empty() => 7 * 86_400,
            Frequency::Daily => 86_400,
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            Frequency::Secondly => 1,
            _ => return None,
        };
        TimeDelta::try_seconds(unit * i64::from(self.interval))
    }

    fn stepped(&self, step: TimeDelta, wanted: Wanted) -> Vec<NaiveDateTime> {
        let skipped = (wanted.first - wanted.start).num_seconds() / step.num_seconds();
        let count = self.count.map_or(i64::MAX, i64::from);
        (skipped..count)
            .map_while(|n| wanted.start.checked_add_signed(TimeDelta::try_seconds(step.num_seconds().checked_mul(n)?)?))
            .skip_while(|at| *at < wanted.first)
            .take_while(|at| *at <= wanted.last)
            .take(MAX_STARTS)
            .collect()
    }

    fn weekly(&self, wanted: Wanted) -> Vec<NaiveDateTime> {
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
        let days_between = i64::from(self.interval) * 7;
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

    fn by_crate(&self, wanted: Wanted) -> Result<Vec<NaiveDateTime>, RuleError> {
        let rule = self.spelled_out(wanted.start);
        if !rule.may_fall_within(wanted.first.date(), wanted.last.date()) {
            return Ok(Vec::new());
        }
        let anchor = if self.count.is_none() { rule.anchor(wanted) } else { wanted.start };
        let most = if self.count.is_some() { MAX_COUNTED } else { usize::MAX };
        let checked = rule.for_crate(wanted.last)?.validate(in_utc(anchor)).map_err(|error| contradiction(&error))?;
        let set = RRuleSet::new(in_utc(anchor)).rrule(checked).limit();
        let starts = set.into_iter().take(most).map(|at| at.naive_utc());
        Ok(starts.take_while(|at| *at <= wanted.last).filter(|at| *at >= wanted.first).take(MAX_STARTS).collect())
    }

    /// The rule with what it takes from its first start written out, so that it can be begun elsewhere.
    pub(super) fn spelled_out(&self, start: NaiveDateTime) -> Self {
        let mut rule = self.clone();
        let picks_days = !(rule.by_week_no.is_empty()
            && rule.by_year_day.is_empty()
            && rule.by_month_day.is_empty()
            && rule.by_weekday.is_empty());
        let day = start.day() as i8;
        match rule.frequency {
            _ if picks_days => {}
            Frequency::Yearly => {
                if rule.by_month.is_empty() {
                    rule.by_month = vec![start.month() as u8];
                }
                rule.by_month_day = vec![day];
            }
            Frequency::Monthly => rule.by_month_day = vec![day],
            Frequency::Weekly => rule.by_weekday = vec![NWeekday::Every(start.weekday())],
            _ => {}
        }
        let fill = |part: &mut Vec<u8>, value: u32, coarser_than: Frequency| {
            if part.is_empty() && self.frequency < coarser_than {
                part.push(value as u8);
            }
        };
        fill(&mut rule.by_hour, start.hour(), Frequency::Hourly);
        fill(&mut rule.by_minute, start.minute(), Frequency::Minutely);
        fill(&mut rule.by_second, start.second(), Frequency::Secondly);
        rule
    }

    /// Whether a day from `first` to `last` passes the parts that choose days one by one. `true` where that is not
    /// known; keeps the crate from searching thousands of years for a 30 February.
    fn may_fall_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        if (last - first).num_days() > MAX_PROBED_DAYS {
            return true;
        }
        first.iter_days().take_while(|day| *day <= last).any(|day| self.may_fall_on(day))
    }

    pub(super) fn may_fall_on(&self, day: NaiveDate) -> bool {
        let month_days = i32::from(day.num_days_in_month());
        let year_days = if day.leap_year() { 366 } else { 365 };
        let is_at = |at: i32, ordinal: u32, length: i32| at == ordinal as i32 || at == ordinal as i32 - length - 1;
        let passes = |empty: bool, any: bool| empty || any;
        passes(self.by_month.is_empty(), self.by_month.contains(&(day.month() as u8)))
            && passes(
                self.by_month_day.is_empty(),
                self.by_month_day.iter().any(|at| is_at((*at).into(), day.day(), month_days)),
            )
            && passes(
                self.by_year_day.is_empty(),
                self.by_year_day.iter().any(|at| is_at((*at).into(), day.ordinal(), year_days)),
            )
            && passes(self.by_weekday.is_empty(), self.by_weekday.iter().any(|at| self.is_weekday(*at, day)))
    }

    /// Whether `day` is such a weekday; where its number counts within the year, whether it may be.
    fn is_weekday(&self, at: NWeekday, day: NaiveDate) -> bool {
        let from_start = day.day0() as i32 / 7 + 1;
        let from_end = (i32::from(day.num_days_in_month()) - day.day() as i32) / 7 + 1;
        match at {
            NWeekday::Nth(nth, weekday) if self.frequency == Frequency::Monthly => {
                weekday == day.weekday() && [from_start, -from_end].contains(&nth.into())
            }
            NWeekday::Every(weekday) | NWeekday::Nth(_, weekday) => weekday == day.weekday(),
        }
    }

    /// The start of a period of this rule at or before the first wanted time, as late as possible; the series' own
    /// start if that lies in the same period.
    fn anchor(&self, wanted: Wanted) -> NaiveDateTime {
        let interval = i64::from(self.interval);
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
        let interval = u16::try_from(self.interval).map_err(|_| bad("INTERVAL", &self.interval.to_string()))?;
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

/// The first start of a series and the range that is asked for, both ends included.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) start: NaiveDateTime,
    pub(super) first: NaiveDateTime,
    pub(super) last: NaiveDateTime,
}

/// Whether a rule can be followed.
///
/// # Errors
/// Says what is wrong with it, for a person.
pub fn check_rule(text: &str) -> Result<(), RuleError> {
    let rule = Rule::parse(text)?;
    let noon = NaiveDate::default().and_time(NaiveTime::MIN);
    rule.spelled_out(noon).for_crate(noon)?.validate(in_utc(noon)).map_err(|error| contradiction(&error))?;
    Ok(())
}

fn contradiction(error: &rrule::RRuleError) -> RuleError {
    RuleError::Contradiction(error.to_string())
}

/// The `nth` such weekday of a month, from its end if negative.
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

/// Midnight of the first day of the month that is `months` after the month `month0` of `year`.
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

    use super::super::rule::Until;
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a date and time")
    }

    fn starts(rule: &str, start: &str, from: &str, to: &str) -> Vec<String> {
        let rule = Rule::parse(rule).expect("a rule");
        let until = rule.until().map(|until| match until {
            Until::Date(day) => day.and_hms_opt(23, 59, 59).expect("a time"),
            Until::Local(at) | Until::Utc(at) => at,
        });
        let found = rule.starts(at(start), until, (at(from), at(to))).expect("starts");
        found.iter().map(|at| at.format("%y-%m-%d %H:%M").to_string()).collect()
    }

    #[test]
    fn plain_rules_skip_to_the_range() {
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
    fn a_count_holds_wherever_the_range_begins() {
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
    fn skipping_ahead_gives_what_the_whole_series_gives() {
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
            let rule = Rule::parse(text).expect("a rule");
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
        assert_eq!(starts("FREQ=SECONDLY", long_ago, from, to).len(), 86_401);
        assert!(starts("FREQ=SECONDLY;COUNT=1000000", long_ago, from, to).is_empty());
        assert!(starts("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", long_ago, from, to).is_empty());
        assert!(starts("FREQ=SECONDLY;COUNT=1000000;BYHOUR=9;BYMINUTE=0;BYSECOND=0", long_ago, from, to).is_empty());
        assert_eq!(starts("FREQ=DAILY;INTERVAL=0", long_ago, from, to).len(), 2);
        assert_eq!(starts("FREQ=DAILY;COUNT=-1", long_ago, from, to).len(), 2);
        assert!(starts("FREQ=DAILY;INTERVAL=4000000000", long_ago, from, to).is_empty());
        assert!(starts("FREQ=YEARLY;INTERVAL=4000", "9999-01-01T00:00:00", from, to).is_empty());
    }

    #[test]
    fn changes_of_clocks_are_computed_as_the_rule_says() {
        let (start, last) = (at("1996-03-31T02:00:00"), at("2026-11-23T00:00:00"));
        for text in
            ["FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=12;BYDAY=2MO", "FREQ=YEARLY;BYMONTH=2;BYDAY=-4TU"]
        {
            let rule = Rule::parse(text).expect("a rule");
            let all = rule.starts(start, None, (start, last)).expect("starts");
            assert_eq!(rule.last_of_nth_weekday(start, last), all.last().copied(), "{text}");
        }
        let other = Rule::parse("FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10").expect("a rule");
        assert_eq!(other.last_of_nth_weekday(start, last), None);
    }

    #[test]
    fn rules_by_the_clock_keep_their_rhythm() {
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
    fn rules_are_checked_as_a_whole() {
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
        fn any_rule_gives_ascending_starts_within_the_range(
            text in any_rule(),
            days in -800_000_i64..800_000,
            ago in 0_i64..400_000_000,
            length in 0_i64..400_000,
        ) {
            let rule = Rule::parse(&text).expect("a rule");
            let first = at("2026-11-23T00:00:00") + TimeDelta::days(days);
            let range = (first, first + TimeDelta::seconds(length));
            if let Ok(found) = rule.starts(first - TimeDelta::seconds(ago), None, range) {
                prop_assert!(found.is_sorted());
                prop_assert!(found.iter().all(|at| (range.0..=range.1).contains(at)));
            }
        }
    }
}
