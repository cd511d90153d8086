//! Charts as SVG. The page's style sets the colours, so that they follow its theme.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::document::{ChartData, ReportChart};
use super::escape;
use crate::calendar::words::{Words, day, weekday_short};
use crate::model::{Minutes, WEEKDAYS};

const WIDTH: f64 = 700.0;
/// Space for the labels of the vertical axis.
const LEFT: f64 = 50.0;

pub(super) fn chart(chart: &ReportChart) -> String {
    let (height, body) = match &chart.data {
        ChartData::Days { days, .. } => {
            let bars: Vec<_> = days.iter().map(|(date, quadrants)| (*date, quadrants.map(hours).to_vec())).collect();
            bars_body(&bars, " h", &[0.25, 0.5, 1.0, 2.0, 4.0, 8.0])
        }
        ChartData::Counts(days) => {
            let bars: Vec<_> = days.iter().map(|(date, count)| (*date, vec![0.0, *count as f64])).collect();
            bars_body(&bars, "", &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0])
        }
        ChartData::Scatter { points, band } => scatter_body(points, band),
        ChartData::Heat { seconds, words } => heat_body(seconds, *words),
    };
    let says = escape::html(&chart.says);
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{says}\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         {body}</svg>\n"
    )
}

/// Returns an axis step that gives at most five lines up to `most`.
fn axis_step(most: f64, steps: &[f64]) -> f64 {
    steps.iter().copied().find(|step| most / step <= 5.0).unwrap_or(most / 4.0)
}

fn hours(minutes: Minutes) -> f64 {
    f64::from(minutes.get()) / 60.0
}

/// Draws stacked bars, coloured by the index of the part.
fn bars_body(days: &[(NaiveDate, Vec<f64>)], unit: &str, steps: &[f64]) -> (f64, String) {
    const HEIGHT: f64 = 220.0;
    const FLOOR: f64 = 190.0;
    let most = days.iter().map(|(_, parts)| parts.iter().sum::<f64>()).fold(1.0, f64::max);
    let step = axis_step(most, steps);
    let top = (most / step).ceil() * step;
    let y = |hours: f64| FLOOR - hours / top * (FLOOR - 14.0);
    let mut out = String::new();
    let mut line = 0.0;
    while line <= top + 1e-9 {
        let _ = writeln!(out, "<path class=\"line\" d=\"M{LEFT} {:.1}H{WIDTH}\"/>", y(line));
        let (x, y) = (LEFT - 8.0, y(line) + 4.0);
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{line}{unit}</text>");
        line += step;
    }
    let slot = (WIDTH - LEFT) / days.len().max(1) as f64;
    let every = (days.len() / 14 + 1).max(1);
    for (n, (date, parts)) in days.iter().enumerate() {
        let middle = LEFT + slot * (n as f64 + 0.5);
        let width = (slot * 0.62).min(48.0);
        let mut from = 0.0;
        for (column, part) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
            let to = from + part;
            let _ = writeln!(
                out,
                "<rect class=\"q{column}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
                middle - width / 2.0,
                y(to),
                (y(from) - y(to) - 0.8).max(0.6)
            );
            from = to;
        }
        if n % every == 0 {
            let label = if days.len() <= 7 { weekday_short(*date) } else { day(*date) };
            let _ =
                writeln!(out, "<text x=\"{middle:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", FLOOR + 18.0);
        }
    }
    (HEIGHT, out)
}

fn scatter_body(points: &[(u32, u32)], band: &[(u32, u32, u32)]) -> (f64, String) {
    const HEIGHT: f64 = 300.0;
    const FLOOR: f64 = 266.0;
    let most_estimate = points.iter().map(|(estimate, _)| *estimate).max().unwrap_or(30).max(10);
    let most_actual = points.iter().map(|(_, actual)| *actual).max().unwrap_or(30).max(most_estimate);
    let (right, top) = (f64::from(most_estimate) * 1.08, f64::from(most_actual) * 1.08);
    let x = |minutes: f64| LEFT + minutes / right * (WIDTH - LEFT - 6.0);
    let y = |minutes: f64| FLOOR - minutes.min(top) / top * (FLOOR - 10.0);
    let mut out = String::new();
    let steps = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0];
    let label = |minutes: f64| Minutes::new(minutes.round() as u32);
    let (up, across) = (axis_step(top, &steps), axis_step(right, &steps));
    let mut line = 0.0;
    while line <= top {
        let _ = writeln!(out, "<path class=\"line\" d=\"M{LEFT} {:.1}H{WIDTH}\"/>", y(line));
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y(line) + 4.0,
            label(line)
        );
        line += up;
    }
    line = across;
    while line <= right {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            x(line),
            FLOOR + 18.0,
            label(line)
        );
        line += across;
    }
    let inside: Vec<_> = band.iter().filter(|(estimate, ..)| *estimate <= most_estimate).collect();
    if inside.len() > 1 {
        let high = inside.iter().map(|(at, _, high)| (at, high));
        let low = inside.iter().rev().map(|(at, low, _)| (at, low));
        let corners = high.chain(low).map(|(at, v)| format!("{:.1},{:.1}", x(f64::from(*at)), y(f64::from(*v))));
        let _ = writeln!(out, "<polygon class=\"band\" points=\"{}\"/>", corners.collect::<Vec<_>>().join(" "));
    }
    let end = right.min(top);
    let _ = writeln!(out, "<path class=\"guide\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>", x(0.0), y(0.0), x(end), y(end));
    for (estimate, actual) in points {
        let (cx, cy) = (x(f64::from(*estimate)), y(f64::from(*actual)));
        let _ = writeln!(out, "<circle class=\"point\" cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"3.5\"/>");
    }
    let _ = writeln!(out, "<text x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">estimate</text>", FLOOR + 32.0);
    (HEIGHT, out)
}

fn heat_body(heat: &[[u32; 24]; 7], words: Words) -> (f64, String) {
    const ROW: f64 = 24.0;
    let used: Vec<usize> = (0..24).filter(|hour| heat.iter().any(|day| day[*hour] > 0)).collect();
    let from = used.first().copied().unwrap_or(8).min(8);
    let to = used.last().copied().unwrap_or(17).max(17);
    let most = heat.iter().flatten().copied().max().unwrap_or(0).max(1);
    let cell = (WIDTH - LEFT) / (to - from + 1) as f64;
    let mut out = String::new();
    for (row, day) in words.weekday_order().into_iter().enumerate() {
        let (y, name) = (ROW * row as f64, &WEEKDAYS[day][..3]);
        let _ = writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>", LEFT - 8.0, y + 15.0);
        for (hour, seconds) in heat[day].iter().enumerate().take(to + 1).skip(from) {
            let share = f64::from(*seconds) / f64::from(most);
            let x = LEFT + cell * (hour - from) as f64;
            let (class, opacity) = if *seconds == 0 { ("q4", 0.18) } else { ("heat", 0.2 + 0.8 * share) };
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" fill-opacity=\"{opacity:.2}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{}\" rx=\"3\"/>",
                cell - 2.0,
                ROW - 3.0
            );
        }
    }
    for hour in (from..=to).filter(|hour| (hour - from) % 2 == 0) {
        let x = LEFT + cell * (hour - from) as f64;
        let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{}\">{}</text>", ROW * 7.0 + 14.0, words.hour(hour));
    }
    (ROW * 7.0 + 20.0, out)
}
