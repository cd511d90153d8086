//! What overlaps is shown side by side, never hidden.

use chrono::TimeDelta;
use egui::{Rangef, Rect};

use super::scale::Scale;
use crate::model::Span;

/// The share of the width that something takes: column `column` of `columns` equal ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub column: usize,
    pub columns: usize,
}

/// Where spans are drawn between two x, each at least `least` high. What overlaps shares the width, and so does what would
/// only because it is drawn higher than its time.
pub fn rects(spans: &[Span], scale: Scale, x: Rangef, least: f32) -> Vec<Rect> {
    // A point less than is drawn, so that what all but fits is left whole.
    let least_time = TimeDelta::seconds(((least - 1.0) / scale.hour_height * 3600.0) as i64);
    let drawn: Vec<_> = spans.iter().map(|span| Span::new(span.start, span.end.max(span.start + least_time))).collect();
    let place = |(span, lane): (&Span, Lane)| {
        let width = x.span() / lane.columns as f32;
        let left = x.min + width * lane.column as f32;
        let between = if lane.column + 1 < lane.columns { 2.0 } else { 0.0 };
        scale.rect(*span, Rangef::new(left, left + width - between), least)
    };
    spans.iter().zip(lanes(&drawn)).map(place).collect()
}

/// A lane for each span. Spans that overlap, directly or through others, share the width equally; each takes the first
/// column that is free when it starts. An empty span counts as a minute.
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

    #[test]
    fn short_ones_stand_beside_each_other_until_there_is_room() {
        let spans = [span(0, 5), span(5, 10), span(10, 15), span(15, 45)];
        let rects_at = |hour_height| {
            let scale = Scale { start: spans[0].start, top: 0.0, hour_height };
            rects(&spans, scale, Rangef::new(0.0, 100.0), 12.0)
        };
        let widths = |rects: &[Rect]| rects.iter().map(Rect::width).collect::<Vec<_>>();
        let close = rects_at(96.0);
        assert_eq!(widths(&close), [48.0, 50.0, 48.0, 50.0]);
        assert!(close.iter().all(|rect| rect.height() >= 12.0));
        let hidden = |a: &Rect, b: &Rect| a.shrink(1.0).intersects(b.shrink(1.0));
        assert!(!hidden(&close[0], &close[1]) && !hidden(&close[1], &close[2]) && !hidden(&close[2], &close[3]));
        assert_eq!(widths(&rects_at(144.0)), [100.0; 4]);
    }

    proptest! {
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
