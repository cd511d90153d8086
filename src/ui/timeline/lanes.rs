//! Overlapping items side by side.

use chrono::TimeDelta;
use egui::{Rangef, Rect};

use super::scale::{SECONDS_IN_HOUR, Scale};
use crate::model::Span;

/// The horizontal share of an item: column `column` of `columns` equal ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub column: usize,
    pub columns: usize,
}

impl Lane {
    /// Returns the part of the width `all`, a gap of two points left to the next lane.
    fn x(self, all: Rangef) -> Rangef {
        let width = all.span() / self.columns as f32;
        let left = all.min + width * self.column as f32;
        let between = if self.column + 1 < self.columns { 2.0 } else { 0.0 };
        Rangef::new(left, left + width - between)
    }
}

/// Minimum height of an item, in points.
pub(super) const LOWEST: f32 = 22.0;

/// Maximum distance in points between the time of an item and its drawn top.
const FURTHEST: f32 = 30.0;

/// Distances below this count as none, so that an exact fit stays whole.
const EXACT: f32 = 0.1;
const MILLISECONDS_IN_HOUR: f32 = 1000.0 * SECONDS_IN_HOUR;

/// Returns the places of spans between two x, at least [`LOWEST`] high. Items that overlap in time share the width. A
/// short item is drawn higher than its time, and its successors begin below it, so that no two rectangles intersect.
/// Where a successor would stand too far from its time, the crowded items stand side by side.
pub fn rects(spans: &[Span], scale: Scale, x: Rangef) -> Vec<Rect> {
    let least_time = TimeDelta::milliseconds(((LOWEST - EXACT) / scale.hour_height * MILLISECONDS_IN_HOUR) as i64);
    let mut order: Vec<usize> = (0..spans.len()).collect();
    let mut drawn = spans.to_vec();
    loop {
        let lanes = lanes(&drawn);
        order.sort_by_key(|i| (spans[*i].start, lanes[*i].column, *i));
        let rects = stacked(&order, |i| (scale.range(spans[i]), lanes[i].x(x)), LOWEST);
        let mut changed = false;
        for run in runs(&order, |i| rects[i].top() - scale.y(spans[i].start)) {
            for i in run {
                let end = spans[*i].end.max(spans[*i].start + least_time);
                changed |= std::mem::replace(&mut drawn[*i].end, end) != end;
            }
        }
        if !changed {
            return rects;
        }
    }
}

/// Returns the runs of items that push each other down, in which one stands too far from its time.
fn runs(order: &[usize], pushed: impl Fn(usize) -> f32 + Copy) -> impl Iterator<Item = &[usize]> {
    let is_crowded = move |run: &&[usize]| run.iter().any(|i| pushed(*i) > FURTHEST);
    order.chunk_by(move |_, next| pushed(*next) > EXACT).filter(is_crowded)
}

/// Returns rectangles at least `lowest` high, each below all earlier ones of its width; `order` is by start.
fn stacked(order: &[usize], place: impl Fn(usize) -> (Rangef, Rangef), lowest: f32) -> Vec<Rect> {
    let mut rects = vec![Rect::NOTHING; order.len()];
    let mut above: Vec<Rect> = Vec::new();
    for index in order {
        let (y, x) = place(*index);
        above.retain(|rect| rect.bottom() > y.min);
        let beside = |rect: &&Rect| rect.x_range().min < x.max && x.min < rect.x_range().max;
        let top = above.iter().filter(beside).map(Rect::bottom).fold(y.min, f32::max);
        rects[*index] = Rect::from_x_y_ranges(x, Rangef::new(top, y.max.max(top + lowest)));
        above.push(rects[*index]);
    }
    rects
}

/// Returns a lane for each span. Overlapping spans, also through others, share the width equally; each takes the first
/// free column. An empty span counts as a minute.
pub fn lanes(spans: &[Span]) -> Vec<Lane> {
    let visible = |span: Span| Span::new(span.start, span.end.max(span.start + TimeDelta::minutes(1)));
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|i| (spans[*i].start, std::cmp::Reverse(spans[*i].end), *i));
    let mut lanes = vec![Lane { column: 0, columns: 1 }; spans.len()];
    let mut cluster: Vec<usize> = Vec::new();
    let mut ends: Vec<chrono::NaiveDateTime> = Vec::new();
    for index in order {
        let span = visible(spans[index]);
        if ends.iter().all(|end| *end <= span.start) {
            close(&mut lanes, &mut cluster, &mut ends);
        }
        let column = ends.iter().position(|end| *end <= span.start).unwrap_or(ends.len());
        if column == ends.len() {
            ends.push(span.end);
        } else {
            ends[column] = span.end;
        }
        lanes[index].column = column;
        cluster.push(index);
    }
    close(&mut lanes, &mut cluster, &mut ends);
    lanes
}

fn close(lanes: &mut [Lane], cluster: &mut Vec<usize>, ends: &mut Vec<chrono::NaiveDateTime>) {
    for index in cluster.drain(..) {
        lanes[index].columns = ends.len();
    }
    ends.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: i64, to: i64) -> Span {
        let start = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(4, 0, 0)).expect("a time");
        Span::new(start + TimeDelta::minutes(from), start + TimeDelta::minutes(to))
    }

    #[test]
    fn a_free_column_is_used_again() {
        let lanes = lanes(&[span(0, 60), span(0, 30), span(30, 60), span(60, 90)]);
        let columns: Vec<_> = lanes.iter().map(|lane| (lane.column, lane.columns)).collect();
        assert_eq!(columns, [(0, 2), (1, 2), (1, 2), (0, 1)]);
    }

    fn rects_at(spans: &[Span], hour_height: f32) -> Vec<Rect> {
        let scale = Scale { start: span(0, 0).start, top: 0.0, hour_height };
        rects(spans, scale, Rangef::new(0.0, 100.0))
    }

    fn overlap(a: &Rect, b: &Rect) -> bool {
        a.shrink(0.01).intersects(b.shrink(0.01))
    }

    #[test]
    fn short_items_are_high_enough_to_read_and_later_ones_make_room() {
        let places =
            |rects: &[Rect]| rects.iter().map(|it| (it.top().round(), it.height().round())).collect::<Vec<_>>();
        let normal = rects_at(&[span(0, 5), span(5, 15), span(15, 45), span(60, 65), span(65, 125)], 96.0);
        assert_eq!(places(&normal), [(0.0, 22.0), (22.0, 22.0), (44.0, 28.0), (96.0, 22.0), (118.0, 82.0)]);
        let many: Vec<_> = (0..12).map(|n| span(n * 5, n * 5 + 5)).collect();
        let crowded = rects_at(&many, 96.0);
        assert!(crowded.iter().all(|rect| rect.width() < 50.0), "side by side where one would be far off: {crowded:?}");
        let spans: Vec<_> = many.into_iter().chain([span(300, 305), span(310, 340)]).collect();
        let later: Vec<_> = rects_at(&spans, 96.0).split_off(12);
        assert!(later.iter().all(|rect| rect.width() == 100.0), "a crowd elsewhere changes nothing: {later:?}");
    }

    proptest! {
        #[test]
        fn nothing_overlaps_at_any_zoom_and_nothing_is_far_from_its_time(
            pairs in prop::collection::vec((0i64..288, 1i64..24), 0..40),
            hour_height in 14f32..1500.0,
        ) {
            let spans: Vec<_> = pairs.iter().map(|(from, length)| span(from * 5, (from + length) * 5)).collect();
            let all = rects_at(&spans, hour_height);
            for (i, a) in all.iter().enumerate() {
                prop_assert!(a.height() >= LOWEST - 0.01 && a.width() > 0.0);
                let time = (spans[i].start - span(0, 0).start).num_minutes() as f32 * hour_height / 60.0;
                prop_assert!((-0.1..=FURTHEST + 0.1).contains(&(a.top() - time)), "{a:?} at {time}");
                prop_assert!(all[..i].iter().all(|b| !overlap(a, b)), "{a:?} of {all:?}");
            }
        }

        #[test]
        fn what_overlaps_never_shares_a_column(pairs in prop::collection::vec((0i64..600, 1i64..120), 0..40)) {
            let spans: Vec<_> = pairs.iter().map(|(from, length)| span(*from, from + length)).collect();
            let lanes = lanes(&spans);
            for (i, a) in spans.iter().enumerate() {
                prop_assert!(lanes[i].column < lanes[i].columns);
                for (j, b) in spans.iter().enumerate().take(i) {
                    if a.overlaps(*b) {
                        prop_assert!(lanes[i].column != lanes[j].column);
                        prop_assert_eq!(lanes[i].columns, lanes[j].columns);
                    }
                }
            }
        }
    }
}
