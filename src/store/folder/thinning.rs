//! The rule by which old files are removed.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

/// Splits `items`, ordered from new to old, into those to keep and those to remove at `now`. It keeps all of the last hour,
/// the newest of each hour for a day, of each day for a month, and of each month for ever.
///
/// The age of an item is the time since then, or the number of later hours or days with items, whichever is less: a clock
/// that jumps ahead ages nothing.
pub fn thinned_by<T>(items: Vec<T>, now: DateTime<Utc>, time: impl Fn(&T) -> DateTime<Utc>) -> (Vec<T>, Vec<T>) {
    let (mut seen, mut hours, mut days) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    items.into_iter().partition(|item| {
        let at = time(item);
        let (age, day) = (now - at, at.num_days_from_ce());
        let hour = (day, at.hour());
        let (later_hours, later_days) = (hours.len(), days.len());
        hours.insert(hour);
        days.insert(day);
        let bucket = if age <= TimeDelta::hours(1) {
            return true;
        } else if age <= TimeDelta::days(1) || later_hours < 24 {
            (1, day, at.hour())
        } else if age <= TimeDelta::days(31) || later_days < 31 {
            (2, day, 0)
        } else {
            (3, at.year(), at.month())
        };
        seen.insert(bucket)
    })
}
