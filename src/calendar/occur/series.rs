//! The expansion of a recurring event on one wall clock, with its exception dates and overrides.

use super::super::rule::{MAX_STARTS, Rule, RuleError, Until};
use super::super::zone::Clocks;
use super::event_instance::{EventInstance, EventInstanceList, UtcWindow, is_nominal, length};
use crate::model::{Event, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate, Zone, ZonedTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

/// Maximum instances of one event per query: every minute of a fortnight.
const MAX_INSTANCES: usize = 20_160;

/// Days to search for the next occurrence, one after the other; the last reaches over the rarest leap years.
const SEARCHED_DAYS: [i64; 3] = [60, 1_500, 15_000];

/// Maximum occurrences in skipped hours that get an override of their own: every minute of an hour.
const MAX_SKIPPED: usize = 60;

/// Margin for clock changes when a window is moved to the series' wall clock: the largest change, and some.
const CLOCK_CHANGE: TimeDelta = TimeDelta::hours(3);

/// A recurring event on the wall clock of the zone in which it starts.
pub struct Series<'a, 'c> {
    event: &'a Event,
    recurrence: &'a Recurrence,
    clocks: Clocks<'c>,
    all_day: bool,
    zone: &'a Zone,
    start: NaiveDateTime,
    length: TimeDelta,
    /// The overrides of this and following (RANGE=THISANDFUTURE), sorted by the start that the series generates.
    changes: Vec<(NaiveDateTime, &'a OccurrenceOverride)>,
    /// Maximum steps of its rules.
    most_steps: usize,
    /// The steps of its rules so far.
    steps: Cell<usize>,
    /// Whether a rule would have taken more steps.
    is_slow: Cell<bool>,
}

impl<'a, 'c> Series<'a, 'c> {
    pub fn new(event: &'a Event, recurrence: &'a Recurrence, clocks: Clocks<'c>) -> Self {
        let (all_day, zone, start) = match &event.time {
            EventTime::AllDay { start, .. } => (true, &Zone::Floating, start.and_time(NaiveTime::MIN)),
            EventTime::Timed { start, .. } => (false, &start.zone, start.local),
        };
        let length = length(&event.time, clocks);
        let mut series = Self {
            event,
            recurrence,
            clocks,
            all_day,
            zone,
            start,
            length,
            changes: Vec::new(),
            most_steps: usize::MAX,
            steps: Cell::new(0),
            is_slow: Cell::new(false),
        };
        let following = recurrence.overrides.iter().filter(|change| change.and_future);
        series.changes = following.map(|change| (series.on_wall(&change.original), change)).collect();
        series.changes.sort_by_key(|(original, _)| *original);
        series
    }

    /// Allows its rules at most so many steps; the rest of their occurrences is left out.
    pub(super) fn in_steps(mut self, most: usize) -> Self {
        self.most_steps = most;
        self
    }

    /// Returns the instances that overlap the window, in no order.
    ///
    /// # Errors
    /// If one of its rules is invalid.
    pub(super) fn within(&self, window: UtcWindow<'_>) -> Result<EventInstanceList<'a>, RuleError> {
        let replaced: HashSet<NaiveDateTime> =
            self.recurrence.overrides.iter().map(|change| self.on_wall(&change.original)).collect();
        let starts = self.starts(self.reach(window))?;
        let has_all_starts = starts.len() < MAX_STARTS;
        let mut found: Vec<_> = starts
            .into_iter()
            .filter(|(start, _)| !replaced.contains(start))
            .filter_map(|(start, end)| window.keep(self.instance(start, end)))
            .take(MAX_INSTANCES)
            .collect();
        let is_cut = !has_all_starts || found.len() == MAX_INSTANCES;
        found.extend(
            self.recurrence.overrides.iter().filter_map(|change| window.keep(EventInstance::of_override(change))),
        );
        Ok(EventInstanceList { instances: found, is_cut, is_slow: self.is_slow.get(), steps: self.steps.get() })
    }

    /// Returns the event's own start on the series' wall clock.
    pub fn start(&self) -> NaiveDateTime {
        self.start
    }

    /// Returns whether the series has an occurrence at this start on its wall clock, not counting overrides.
    pub fn generates(&self, at: NaiveDateTime) -> bool {
        self.starts((at, at)).is_ok_and(|starts| starts.contains_key(&at))
    }

    /// Returns the overrides that continue `change`, an override of this and following, from the next occurrence on;
    /// none if no later occurrence takes its fields. An occurrence in an hour that the clocks skip gets an override of
    /// its own, because the later ones would take its shown time.
    pub fn moved_to_next(&self, change: &OccurrenceOverride) -> Vec<OccurrenceOverride> {
        let original = self.on_wall(&change.original);
        let measures = |at, it: &OccurrenceOverride| (self.shift(at, it), length(&it.time, self.clocks));
        let mut moved = Vec::new();
        let mut last = original;
        while let Some(start) = self.next_inheriting(last) {
            let time = self.shifted(start, original, change);
            let mut next = OccurrenceOverride { original: self.id(start), time, own: true, ..change.clone() };
            next.and_future = moved.len() == MAX_SKIPPED || measures(start, &next) == measures(original, change);
            let is_last = next.and_future;
            moved.push(next);
            if is_last {
                break;
            }
            last = start;
        }
        moved
    }

    /// Returns the next start after `after` without an override of its own; `None` if an override of this and following
    /// comes first.
    fn next_inheriting(&self, after: NaiveDateTime) -> Option<NaiveDateTime> {
        let overrides: BTreeMap<NaiveDateTime, bool> =
            self.recurrence.overrides.iter().map(|it| (self.on_wall(&it.original), it.and_future)).collect();
        let within = |days| {
            let last = after.checked_add_signed(TimeDelta::days(days))?;
            let starts = self.starts((after + TimeDelta::seconds(1), last)).ok()?;
            starts.into_keys().find(|start| *start > after && overrides.get(start) != Some(&false))
        };
        SEARCHED_DAYS.into_iter().find_map(within).filter(|start| !overrides.contains_key(start))
    }

    /// Returns the range of starts on the series' wall clock whose occurrences can overlap the window.
    fn reach(&self, window: UtcWindow<'_>) -> (NaiveDateTime, NaiveDateTime) {
        let lengths = self.changes.iter().map(|(_, change)| length(&change.time, self.clocks));
        let longest = lengths.fold(self.length, TimeDelta::max);
        let shifts = || self.changes.iter().map(|(original, change)| self.shift(*original, change));
        let latest = shifts().fold(TimeDelta::zero(), TimeDelta::max);
        let earliest = shifts().fold(TimeDelta::zero(), TimeDelta::min);
        let on_wall = |instant| self.clocks.to_local(instant, self.zone);
        let first = on_wall(window.from).checked_sub_signed(longest + latest + CLOCK_CHANGE);
        let last = on_wall(window.to).checked_add_signed(CLOCK_CHANGE - earliest);
        (first.unwrap_or(NaiveDateTime::MIN), last.unwrap_or(NaiveDateTime::MAX))
    }

    /// Returns the starts within `range` without the exception dates, each with the end of its RDATE period, if any.
    fn starts(
        &self,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Result<BTreeMap<NaiveDateTime, Option<&'a ZonedTime>>, RuleError> {
        let mut starts = BTreeMap::new();
        let mut has_ended = !self.recurrence.rules.is_empty();
        for text in &self.recurrence.rules {
            let rule: Rule = text.parse()?;
            let until = rule.until.map(|until| self.last_start(until));
            // Programs write an end before the start where "this and following" was removed from the first on.
            has_ended &= until.is_some_and(|until| until < self.start);
            starts.extend(self.rule_starts(&rule, until, range)?.into_iter().map(|at| (at, None)));
        }
        if !has_ended {
            starts.insert(self.start, None);
        }
        for date in &self.recurrence.rdates {
            let end = match date {
                RecurrenceDate::Period { end, .. } => Some(end),
                _ => None,
            };
            starts.insert(self.on_wall(date), end);
        }
        starts.retain(|at, end| end.is_some() || (range.0..=range.1).contains(at));
        self.remove_exdates(&mut starts);
        Ok(starts)
    }

    /// Returns the starts of one rule. The COUNT of an only rule includes the event's own start, also where the rule
    /// does not generate it (RFC 5545 section 3.3.10).
    fn rule_starts(
        &self,
        rule: &Rule,
        until: Option<NaiveDateTime>,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Result<Vec<NaiveDateTime>, RuleError> {
        let generates_own = || self.expand(rule, until, (self.start, self.start)).is_ok_and(|own| !own.is_empty());
        match rule.count {
            Some(count) if self.recurrence.rules.len() == 1 && !generates_own() => match count.checked_sub(1) {
                None | Some(0) => Ok(Vec::new()),
                Some(others) => self.expand(&rule.clone().with_count(others), until, range),
            },
            _ => self.expand(rule, until, range),
        }
    }

    /// Expands a rule within the steps that are left.
    fn expand(
        &self,
        rule: &Rule,
        until: Option<NaiveDateTime>,
        range: (NaiveDateTime, NaiveDateTime),
    ) -> Result<Vec<NaiveDateTime>, RuleError> {
        let found = rule.expand(self.start, until, range, self.most_steps.saturating_sub(self.steps.get()))?;
        self.steps.set(self.steps.get().saturating_add(found.steps));
        self.is_slow.set(self.is_slow.get() || found.is_cut);
        Ok(found.starts)
    }

    fn excluded(&self, rules: &[Rule], most: usize) -> Result<(Vec<RecurrenceDate>, usize), RuleError> {
        let last = self.start.checked_add_signed(TimeDelta::days(50 * 366)).unwrap_or(self.start);
        let own = self.starts((self.start, last))?;
        let (mut excluded, mut compared) = (Vec::new(), own.len());
        for rule in rules {
            let until = rule.until.map(|until| self.last_start(until));
            let starts = self.expand(rule, until, (self.start, last))?;
            compared += starts.len();
            excluded.extend(starts.into_iter().filter(|at| own.contains_key(at)).map(|at| self.id(at)));
        }
        excluded.truncate(most);
        Ok((excluded, compared + self.steps.get()))
    }

    /// Removes the EXDATEs. A date removes every start of that day.
    fn remove_exdates(&self, starts: &mut BTreeMap<NaiveDateTime, Option<&'a ZonedTime>>) {
        let mut days = HashSet::new();
        for date in &self.recurrence.exdates {
            if let RecurrenceDate::Date(day) = date {
                days.insert(*day);
            } else {
                starts.remove(&self.on_wall(date));
            }
        }
        if !days.is_empty() {
            starts.retain(|at, _| !days.contains(&at.date()));
        }
    }

    /// Returns UNTIL on the series' wall clock. A date includes its whole day. A time without a zone counts as UTC if
    /// the series has a zone: RFC 5545 requires UTC there, and other programs read it so.
    pub fn last_start(&self, until: Until) -> NaiveDateTime {
        let end_of = |day: NaiveDate| day.and_time(NaiveTime::MIN) + TimeDelta::days(1) - TimeDelta::seconds(1);
        match until {
            Until::Date(day) => end_of(day),
            Until::Local(at) | Until::Utc(at) if self.all_day => end_of(at.date()),
            Until::Local(at) | Until::Utc(at) => {
                self.clocks.on_wall_of(self.zone, &ZonedTime { local: at, zone: Zone::Utc })
            }
        }
    }

    /// Returns the start that a recurrence id names, on the series' wall clock. A date in a timed series names the
    /// occurrence of that day, and a time in an all-day series names its day: Exchange writes both.
    pub fn on_wall(&self, date: &RecurrenceDate) -> NaiveDateTime {
        match date {
            RecurrenceDate::Date(day) => day.and_time(self.start.time()),
            RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } if self.all_day => {
                at.local.date().and_time(NaiveTime::MIN)
            }
            RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } => {
                self.clocks.on_wall_of(self.zone, at)
            }
        }
    }

    /// Returns the occurrence that the series generates at `start`.
    fn instance(&self, start: NaiveDateTime, end: Option<&ZonedTime>) -> EventInstance<'a> {
        let at = self.changes.partition_point(|(original, _)| *original <= start);
        let mut instance = self.following((start, end), at.checked_sub(1).map(|last| self.changes[last]));
        instance.recurrence_id = Some(self.id(start));
        instance
    }

    /// Returns the recurrence id of the occurrence that the series generates at `start`.
    fn id(&self, start: NaiveDateTime) -> RecurrenceDate {
        if self.all_day { RecurrenceDate::Date(start.date()) } else { RecurrenceDate::Time(self.zoned(start)) }
    }

    /// Returns the occurrence that `change` overrides, as it would be without that override.
    pub fn without_override(&self, change: &OccurrenceOverride) -> EventInstance<'a> {
        let start = self.on_wall(&change.original);
        let before = self.changes.iter().rev().find(|(original, _)| *original < start);
        self.following((start, None), before.copied())
    }

    /// Returns the occurrence at `start`, as the last override of this and following before it makes it.
    fn following(
        &self,
        (start, end): (NaiveDateTime, Option<&ZonedTime>),
        after: Option<(NaiveDateTime, &'a OccurrenceOverride)>,
    ) -> EventInstance<'a> {
        match after {
            Some((original, change)) => {
                EventInstance { time: self.shifted(start, original, change), ..EventInstance::of_override(change) }
            }
            None => EventInstance { time: self.time(start, end), ..EventInstance::of_event(self.event) },
        }
    }

    fn zoned(&self, local: NaiveDateTime) -> ZonedTime {
        ZonedTime { local, zone: self.zone.clone() }
    }

    /// Returns the time of an occurrence without overrides.
    pub fn time(&self, start: NaiveDateTime, end: Option<&ZonedTime>) -> EventTime {
        let end_zone = match (&self.event.time, end) {
            (EventTime::AllDay { .. }, _) => {
                let end = end.map(|end| end.local).or_else(|| start.checked_add_signed(self.length)).unwrap_or(start);
                return EventTime::AllDay { start: start.date(), end: end.date().max(start.date()) };
            }
            (EventTime::Timed { .. }, Some(end)) => {
                return EventTime::Timed { start: self.zoned(start), end: end.clone() };
            }
            (EventTime::Timed { end, .. }, None) => &end.zone,
        };
        timed(self.zoned(start), self.length, end_zone, self.clocks)
    }

    /// Returns how far an override moves its occurrence.
    fn shift(&self, original: NaiveDateTime, change: &OccurrenceOverride) -> TimeDelta {
        let moved = match &change.time {
            EventTime::AllDay { start, .. } => start.and_time(original.time()),
            EventTime::Timed { start, .. } => self.clocks.on_wall_of(self.zone, start),
        };
        moved - original
    }

    /// Returns the time of a later occurrence, moved as far as an override of this and following moves its own.
    fn shifted(&self, start: NaiveDateTime, original: NaiveDateTime, change: &OccurrenceOverride) -> EventTime {
        let moved = start.checked_add_signed(self.shift(original, change)).unwrap_or(start);
        let length = length(&change.time, self.clocks);
        match &change.time {
            EventTime::AllDay { .. } => {
                let start = moved.date();
                EventTime::AllDay { start, end: start.checked_add_signed(length).unwrap_or(start) }
            }
            EventTime::Timed { start, end } => {
                let local = self.clocks.on_wall_of(&start.zone, &self.zoned(moved));
                timed(ZonedTime { local, zone: start.zone.clone() }, length, &end.zone, self.clocks)
            }
        }
    }
}

/// Returns the occurrences of `rules` that the series has too, as exception dates: the meaning of EXRULE in RFC 2445.
/// At most `most`, within fifty years; none if a rule is invalid. Also returns the number of occurrences that were
/// compared.
pub fn excluded_dates(
    event: &Event,
    recurrence: &Recurrence,
    rules: &[Rule],
    clocks: Clocks<'_>,
    most: usize,
) -> (Vec<RecurrenceDate>, usize) {
    Series::new(event, recurrence, clocks).excluded(rules, most).unwrap_or_default()
}

/// Returns the time from `start` for `length`, measured as by [`length`]. A start that the clocks skip moves behind the
/// change.
fn timed(start: ZonedTime, length: TimeDelta, end_zone: &Zone, clocks: Clocks<'_>) -> EventTime {
    let instant = clocks.instant(&start);
    let start = ZonedTime { local: clocks.to_local(instant, &start.zone), zone: start.zone };
    let end = if start.zone == *end_zone && is_nominal(end_zone, length) {
        start.local.checked_add_signed(length)
    } else {
        instant.checked_add_signed(length).map(|end| clocks.to_local(end, end_zone))
    };
    let end = ZonedTime { local: end.unwrap_or(start.local), zone: end_zone.clone() };
    EventTime::Timed { start, end }
}
