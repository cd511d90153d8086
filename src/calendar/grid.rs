//! Times on the grid of planning.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use crate::model::Minutes;

/// Returns the last grid time at or before `at`.
pub fn round_down(at: NaiveDateTime, grid: Minutes) -> NaiveDateTime {
    let since = at.num_seconds_from_midnight();
    let step = grid.get().max(1) * 60;
    at - TimeDelta::seconds(i64::from(since % step)) - TimeDelta::nanoseconds(i64::from(at.nanosecond()))
}

/// Returns the first grid time at or after `at`.
pub fn round_up(at: NaiveDateTime, grid: Minutes) -> NaiveDateTime {
    let down = round_down(at, grid);
    if down == at { at } else { down + TimeDelta::minutes(i64::from(grid.get().max(1))) }
}
