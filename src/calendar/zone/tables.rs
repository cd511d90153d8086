//! The zones that files define (VTIMEZONE), worked out as tables of their clock changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::super::rule::{Frequency, Rule, Until};
use super::tz::shifted;
use crate::model::{CustomZone, Observance};

/// The zones that a calendar's own file defines (VTIMEZONE), by name.
///
/// ```
/// use gapwise::calendar::{CustomZones, resolve_zone};
/// use gapwise::model::{CustomZone, Zone};
///
/// let own: CustomZones = ["Office", "Europe/Berlin"].map(|name| (name.into(), CustomZone::fixed(3600))).into();
/// assert_eq!(resolve_zone("Office", &own), Some(Zone::Custom("Office".into())));
/// let berlin = Some(Zone::Iana("Europe/Berlin".into()));
/// assert_eq!(resolve_zone("Europe/Berlin", &own), berlin, "a name of the database comes first");
/// ```
pub type CustomZones = BTreeMap<String, CustomZone>;

/// Years for which rules of clock changes are worked out.
const YEARS: (i32, i32) = (1900, 2150);

/// Years for rules of another form than "the last Sunday of March", whose expansion is slow.
const SEARCHED_YEARS: (i32, i32) = (1970, 2070);

/// Maximum such rules of one zone; a real one has two.
const MAX_SEARCHED: usize = 2;

/// Maximum clock changes of one observance; the years above have 250 of a real one.
const MAX_ONSETS: usize = 1_000;

/// Maximum tables kept for later queries.
const MAX_CACHED: usize = 500;

/// Tables by definition, so that each zone of a file is worked out once.
static CACHE: LazyLock<RwLock<HashMap<CustomZone, Arc<ZoneTable>>>> = LazyLock::new(RwLock::default);

/// The zones of one calendar as tables. A table is worked out at its first use.
///
/// ```
/// use gapwise::calendar::ZoneTables;
/// use gapwise::model::CustomZone;
///
/// let zones = [("Office".to_owned(), CustomZone::fixed(3600))].into();
/// assert!(!ZoneTables::of(&zones).is_cut("Office"), "its clocks never change");
/// ```
#[derive(Debug, Default)]
pub struct ZoneTables<'a>(BTreeMap<&'a str, (&'a CustomZone, OnceLock<Arc<ZoneTable>>)>);

impl<'a> ZoneTables<'a> {
    /// No zones.
    pub const NONE: &'static ZoneTables<'static> = &ZoneTables(BTreeMap::new());

    pub fn of(zones: &'a CustomZones) -> Self {
        Self(zones.iter().map(|(name, zone)| (name.as_str(), (zone, OnceLock::new()))).collect())
    }

    /// Returns whether a zone changes its clocks so often that some changes are left out.
    pub fn is_cut(&self, name: &str) -> bool {
        self.get(name).is_some_and(|table| table.cut)
    }

    pub(super) fn get(&self, name: &str) -> Option<&ZoneTable> {
        let (zone, table) = self.0.get(name)?;
        Some(table.get_or_init(|| cached(zone)))
    }
}

fn cached(zone: &CustomZone) -> Arc<ZoneTable> {
    if let Some(known) = CACHE.read().unwrap_or_else(PoisonError::into_inner).get(zone) {
        return known.clone();
    }
    let table = Arc::new(ZoneTable::of(zone));
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= MAX_CACHED {
        cache.clear();
    }
    cache.insert(zone.clone(), table.clone());
    table
}

/// The clock changes of one zone.
#[derive(Debug)]
pub(super) struct ZoneTable {
    /// Seconds east of UTC before the first change: the offset that it replaces (RFC 5545 section 3.6.5).
    first: i32,
    /// Instants in UTC and the offset from then on, ascending.
    changes: Vec<(NaiveDateTime, i32)>,
    /// All offsets, the most eastern first.
    offsets: Vec<i32>,
    /// Some changes are left out.
    cut: bool,
}

impl ZoneTable {
    fn of(zone: &CustomZone) -> Self {
        let mut changes = Vec::new();
        let mut cut = false;
        let mut searched = 0;
        for observance in &zone.observances {
            let (mut onsets, rule) = (vec![observance.start], observance.rrule.as_deref());
            onsets.extend(&observance.dates);
            if let Some(rule) = rule.and_then(|text| text.parse::<Rule>().ok()) {
                match rule_onsets(&rule, observance, &mut searched) {
                    Some(more) => onsets.extend(more),
                    None => cut = true,
                }
            }
            onsets.sort_unstable();
            onsets.dedup();
            cut |= onsets.len() > MAX_ONSETS;
            let in_utc = |at: &NaiveDateTime| (shifted(*at, -observance.offset_from), observance.offset_to);
            changes.extend(onsets.iter().take(MAX_ONSETS).map(in_utc));
        }
        changes.sort_by_key(|(at, _)| *at);
        let mut offsets: Vec<i32> = zone.observances.iter().flat_map(|o| [o.offset_from, o.offset_to]).collect();
        offsets.sort_unstable_by(|a, b| b.cmp(a));
        offsets.dedup();
        let first = zone.observances.iter().min_by_key(|o| o.start).map_or(0, |o| o.offset_from);
        Self { first, changes, offsets, cut }
    }

    /// Returns seconds east of UTC at an instant.
    pub(super) fn offset_at(&self, utc: NaiveDateTime) -> i32 {
        let after = self.changes.partition_point(|(at, _)| *at <= utc);
        after.checked_sub(1).map_or(self.first, |last| self.changes[last].1)
    }

    /// Returns seconds east of UTC at a wall-clock time: of two, the earlier; in a gap, the offset before it.
    pub(super) fn offset_at_local(&self, local: NaiveDateTime) -> i32 {
        let holds = |secs: &i32| self.offset_at(shifted(local, -secs)) == *secs;
        let before_gap = || self.offsets.first().map_or(0, |east| self.offset_at(shifted(local, -east)));
        self.offsets.iter().copied().find(holds).unwrap_or_else(before_gap)
    }
}

/// Returns the onsets that a rule gives, on the wall clock of the offset that it replaces. `None` if there are too many
/// to search: no zone changes its clocks by the week or the minute.
fn rule_onsets(rule: &Rule, observance: &Observance, searched: &mut usize) -> Option<Vec<NaiveDateTime>> {
    let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN);
    let until = rule.until.map(|until| match until {
        Until::Date(day) => day.and_time(chrono::NaiveTime::MIN) + TimeDelta::days(1),
        Until::Local(at) => at,
        Until::Utc(at) => shifted(at, observance.offset_from),
    });
    let range = |(first, last)| {
        let last = until.map_or(new_year(last), |until| until.min(new_year(last)));
        (observance.start.max(new_year(first)), last)
    };
    if let Some(starts) = rule.nth_weekday_starts(observance.start, range(YEARS)) {
        return Some(starts);
    }
    *searched += 1;
    if *searched > MAX_SEARCHED || !matches!(rule.frequency, Frequency::Yearly | Frequency::Monthly) {
        return None;
    }
    let range = range(SEARCHED_YEARS);
    // A rule that matches no day would be searched to the end of time.
    let (first, four_years) = (range.0.date(), range.0.date().with_year(range.0.year() + 4));
    if !four_years.is_some_and(|last| rule.may_fall_within(first, last)) {
        return Some(Vec::new());
    }
    Some(rule.starts(observance.start, until, range).unwrap_or_default())
}
