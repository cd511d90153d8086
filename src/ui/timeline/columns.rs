//! Days side by side: conversion between times and places.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Pos2, Rangef, Rect};

use super::scale::{Scale, snap};
use crate::model::{Minutes, PlanningDay, Span};
use crate::ui::theme;

/// Margins of a column beside others.
const BESIDE_LEFT: f32 = 3.0;
const BESIDE_RIGHT: f32 = 5.0;

/// The columns of the shown days. Layout and hit-testing both use them.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    days: Vec<PlanningDay>,
    /// The area of all columns.
    x: Rangef,
    top: f32,
    hour_height: f32,
}

impl Columns {
    /// Returns columns of equal width within `x` for `days`, which must not be empty; the first hour starts at `top`.
    pub fn new(days: Vec<PlanningDay>, x: Rangef, top: f32, hour_height: f32) -> Self {
        Self { days, x, top, hour_height }
    }

    /// Returns the number of columns.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Returns the time scale of a column.
    pub fn scale(&self, index: usize) -> Scale {
        Scale { start: self.days[index].span().start, top: self.top, hour_height: self.hour_height }
    }

    /// Returns the full width of a column.
    pub fn width(&self, index: usize) -> Rangef {
        let width = self.x.span() / self.len() as f32;
        let left = self.x.min + width * index as f32;
        Rangef::new(left, left + width)
    }

    /// Returns the area of a column for events and blocks.
    pub fn x(&self, index: usize) -> Rangef {
        let whole = self.width(index);
        let (left, right) = if self.len() == 1 { (theme::GAP, theme::PAD) } else { (BESIDE_LEFT, BESIDE_RIGHT) };
        Rangef::new(whole.min + left, (whole.max - right).max(whole.min + left + 1.0))
    }

    /// Returns the column at an x; the first or last one beyond the edges.
    pub fn index_at(&self, x: f32) -> usize {
        let share = (x - self.x.min) / self.x.span().max(1.0);
        ((share * self.len() as f32).max(0.0) as usize).min(self.len() - 1)
    }

    /// Returns the time at a place, to the second, within its column's day.
    pub fn at(&self, pos: Pos2) -> NaiveDateTime {
        let index = self.index_at(pos.x);
        let day = self.days[index].span();
        self.scale(index).at(pos.y).clamp(day.start, day.end - TimeDelta::seconds(1))
    }

    /// Returns the time at a place, rounded to the grid.
    pub fn snapped(&self, pos: Pos2, grid: Minutes) -> NaiveDateTime {
        snap(self.at(pos), grid)
    }

    /// Returns the rectangles of a span, one per column, at least `least` high.
    pub fn rects(&self, span: Span, least: f32) -> impl Iterator<Item = (usize, Rect)> {
        let on_day = move |(index, day): (usize, &PlanningDay)| {
            let here = span.intersection(day.span());
            let touches = !here.is_empty() || (span.is_empty() && day.span().contains(span.start));
            touches.then(|| (index, self.scale(index).rect(here, self.x(index), least)))
        };
        self.days.iter().enumerate().filter_map(on_day)
    }
}

/// Returns columns of the days within `body`.
pub(super) fn columns_x(body: Rect) -> Rangef {
    Rangef::new(body.left() + theme::HOURS_WIDTH, body.right())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, NaiveTime};
    use egui::pos2;
    use proptest::prelude::*;

    /// Returns days around clock changes in Berlin, New York, Lord Howe (half an hour) and Casablanca (Ramadan), ends
    /// of years, and a leap day.
    fn dates() -> impl Strategy<Value = NaiveDate> {
        let known = [
            (2026, 3, 29),
            (2026, 10, 25),
            (2026, 3, 8),
            (2026, 11, 1),
            (2026, 4, 5),
            (2026, 10, 4),
            (2026, 2, 15),
            (2026, 3, 22),
            (2026, 12, 31),
            (2027, 1, 1),
            (2028, 2, 29),
        ];
        prop::sample::select(known.to_vec())
            .prop_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).expect("a date"))
    }

    fn columns() -> impl Strategy<Value = Columns> {
        let layout = (100f32..900.0, 300f32..2000.0, -20_000f32..500.0, 14f32..1500.0);
        let days = (dates(), -3i64..3, prop::sample::select(vec![1usize, 3, 7]), 0u32..8);
        (layout, days).prop_map(|((left, width, top, hour_height), (date, shift, count, starts))| {
            let starts = NaiveTime::from_hms_opt(starts, 0, 0).expect("a time");
            let first = PlanningDay { date, starts }.plus(shift);
            let days = (0..count as i64).map(|n| first.plus(n)).collect();
            Columns::new(days, Rangef::new(left, left + width), top, hour_height)
        })
    }

    proptest! {
        #[test]
        fn every_minute_is_found_again_where_it_is_drawn(columns in columns(), day in 0usize..7, minute in 0i64..1440) {
            let index = day % columns.len();
            let at = columns.days[index].span().start + TimeDelta::minutes(minute);
            let x = columns.x(index);
            for x in [x.min, x.center(), x.max] {
                let back = columns.at(pos2(x, columns.scale(index).y(at)));
                let off = (back - at).num_seconds().abs();
                // A float has 24 bits, so at the deepest zoom the error stays below half a minute.
                prop_assert!(off <= 10, "{at} came back as {back}");
                prop_assert_eq!(columns.snapped(pos2(x, columns.scale(index).y(at)), Minutes::new(1)), at);
            }
        }

        #[test]
        fn what_is_drawn_covers_its_time_once(columns in columns(), from in -600i64..11_000, length in 1i64..3000) {
            let first = columns.days[0].span().start;
            let span = Span::new(first + TimeDelta::minutes(from), first + TimeDelta::minutes(from + length));
            let mut drawn = 0.0;
            for (index, rect) in columns.rects(span, 0.0) {
                prop_assert!(columns.index_at(rect.center().x) == index);
                let at = columns.at(rect.center());
                prop_assert!(span.contains(at) || rect.height() < columns.hour_height / 30.0);
                drawn += f64::from(rect.height());
            }
            let all = Span::new(first, columns.days[columns.len() - 1].span().end);
            let shown = span.intersection(all).minutes().get();
            let minutes = drawn * 60.0 / f64::from(columns.hour_height);
            prop_assert!((minutes - f64::from(shown)).abs() < 0.5 + f64::from(shown) * 0.001, "{minutes} of {shown}");
        }
    }
}
