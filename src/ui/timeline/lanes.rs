//! Overlapping items side by side.

use chrono::TimeDelta;
use egui::{Rangef, Rect};

use super::scale::Scale;
use crate::model::Span;

/// The horizontal share of an item: column `column` of `columns` equal ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub column: usize,
    pub columns: usize,
}

/// Minimum drawn height in points; a lower item stands beside the one that it would cover.
const LEAST: f32 = 7.0;

/// The places of spans between two x. Overlapping items share the width, also those that overlap only by their minimum
/// height. Items lower than `wanted` grow while neither a successor nor one of `others` follows.
pub fn rects(spans: &[Span], others: &[Span], scale: Scale, x: Rangef, wanted: f32) -> Vec<Rect> {
    // A point less than drawn, so that an exact fit stays whole.
    let least_time = TimeDelta::seconds(((LEAST - 1.0) / scale.hour_height * 3600.0) as i64);
    let drawn: Vec<_> = spans.iter().map(|span| Span::new(span.start, span.end.max(span.start + least_time))).collect();
    let mut starts: Vec<_> = spans.iter().chain(others).map(|span| span.start).collect();
    starts.sort_unstable();
    let place = |(span, lane): (&Span, Lane)| {
        let width = x.span() / lane.columns as f32;
        let left = x.min + width * lane.column as f32;
        let between = if lane.column + 1 < lane.columns { 2.0 } else { 0.0 };
        let x = Rangef::new(left, left + width - between);
        let next = starts.get(starts.partition_point(|start| *start < span.end.max(span.start + least_time)));
        let room = next.map_or(wanted, |next| scale.y(*next) - scale.y(span.start));
        scale.rect(*span, x, wanted.min(room).max(LEAST))
    };
    spans.iter().zip(lanes(&drawn)).map(place).collect()
}

/// A lane for each span. Overlapping spans, also through others, share the width equally; each takes the first free
/// column. An empty span counts as a minute.
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

    fn rects_at(spans: &[Span], others: &[Span], hour_height: f32) -> Vec<Rect> {
        let scale = Scale { start: span(0, 0).start, top: 0.0, hour_height };
        rects(spans, others, scale, Rangef::new(0.0, 100.0), 12.0)
    }

    fn hidden(a: &Rect, b: &Rect) -> bool {
        a.shrink(1.0).intersects(b.shrink(1.0))
    }

    #[test]
    fn short_ones_follow_each_other_unless_they_would_be_too_low_to_hit() {
        let spans = [span(0, 5), span(5, 10), span(10, 15), span(15, 45), span(60, 65), span(90, 95)];
        let widths = |rects: &[Rect]| rects.iter().map(Rect::width).collect::<Vec<_>>();
        let normal = rects_at(&spans, &[span(96, 120)], 96.0);
        assert_eq!(widths(&normal), [100.0; 6]);
        let heights: Vec<_> = normal.iter().map(|rect| rect.height().round()).collect();
        assert_eq!(heights, [8.0, 8.0, 8.0, 48.0, 12.0, 10.0], "they grow where nothing follows");
        let far = rects_at(&spans, &[], 30.0);
        assert!(widths(&far)[..4].iter().all(|width| *width < 50.0), "{far:?}");
        for all in [normal, far] {
            assert!((0..all.len()).all(|i| (0..i).all(|j| !hidden(&all[i], &all[j]))), "{all:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_hidden_at_any_zoom(
            pairs in prop::collection::vec((0i64..288, 1i64..24), 0..40),
            hour_height in 14f32..1500.0,
        ) {
            let spans: Vec<_> = pairs.iter().map(|(from, length)| span(from * 5, (from + length) * 5)).collect();
            let all = rects_at(&spans, &[], hour_height);
            for (i, a) in all.iter().enumerate() {
                prop_assert!(a.height() >= LEAST - 0.01 && a.width() > 0.0);
                prop_assert!(all[..i].iter().all(|b| !hidden(a, b)), "{a:?} of {all:?}");
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
