//! The scale between local time and y. Layout and hit-testing both use it.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Rangef, Rect};

use crate::calendar::round_down;
use crate::model::{Minutes, Span};

pub(super) const SECONDS_IN_MINUTE: f32 = 60.0;
pub(super) const MINUTES_IN_HOUR: f32 = 60.0;
pub(super) const SECONDS_IN_HOUR: f32 = 3600.0;
/// Distance from the start of the day beyond which a place has no time of its own, in seconds.
const FURTHEST: f32 = 1e7;

/// The places of the times of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The time at `top`.
    pub start: NaiveDateTime,
    pub top: f32,
    /// Points per hour.
    pub hour_height: f32,
}

impl Scale {
    /// Returns the y of a time.
    pub fn y(&self, at: NaiveDateTime) -> f32 {
        let minutes = (at - self.start).num_seconds() as f32 / SECONDS_IN_MINUTE;
        self.top + minutes * self.hour_height / MINUTES_IN_HOUR
    }

    /// Returns the time at a y, to the second.
    pub fn at(&self, y: f32) -> NaiveDateTime {
        let seconds = (y - self.top) / self.hour_height * SECONDS_IN_HOUR;
        self.start + TimeDelta::seconds(seconds.clamp(-FURTHEST, FURTHEST).round() as i64)
    }

    /// Returns the time at a y, rounded to the grid.
    pub fn snapped(&self, y: f32, grid: Minutes) -> NaiveDateTime {
        snap(self.at(y), grid)
    }

    /// Returns the vertical extent of a span.
    pub fn range(&self, span: Span) -> Rangef {
        Rangef::new(self.y(span.start), self.y(span.end))
    }

    /// Returns the rectangle of a span between two x, at least `least` high.
    pub fn rect(&self, span: Span, x: Rangef, least: f32) -> Rect {
        let y = self.range(span);
        Rect::from_x_y_ranges(x, Rangef::new(y.min, y.max.max(y.min + least)))
    }
}

/// Returns the nearest time on the grid.
pub fn snap(at: NaiveDateTime, grid: Minutes) -> NaiveDateTime {
    round_down(at + TimeDelta::seconds(i64::from(grid.get()) * 30), grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start() -> NaiveDateTime {
        "2026-10-25T04:00:00".parse().expect("a time")
    }

    proptest! {
        #[test]
        fn layout_and_hit_testing_agree(minute in 0i64..1440, hour_height in 20f32..800.0, top in -4000f32..4000.0) {
            let scale = Scale { start: start(), top, hour_height };
            let at = start() + TimeDelta::minutes(minute);
            let back = scale.at(scale.y(at));
            prop_assert!((back - at).num_seconds().abs() <= 30, "{} came back as {}", at, back);
            prop_assert_eq!(scale.snapped(scale.y(at), Minutes::new(1)), at);
        }
    }
}
