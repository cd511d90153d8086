//! Places for work: the gaps of the day, cut where their rules change.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};

use super::candidates::Candidate;
use crate::calendar::{BusyKind, Gap, round_down, round_up};
use crate::model::{DueKind, Energy, Minutes, Span};
use crate::planner::request::Request;
use crate::planner::slots::SLOT;

/// Minimum length of both parts for a cut where values change.
const SHORTEST_PART: Minutes = Minutes::new(30);

/// Minimum length before a cut where work becomes forbidden: a hard due time or the end of a named window.
const SHORTEST_STRICT_PART: Minutes = Minutes::new(10);

/// Rules for cutting gaps at some edges.
#[derive(Clone, Copy)]
struct Cuts<'a> {
    edges: &'a BTreeSet<NaiveDateTime>,
    /// Minimum lengths before and after a cut.
    shortest: [Minutes; 2],
    /// True if the break between the parts lies before the edge, where work becomes allowed.
    rest_before: bool,
    /// Lengths that must still fit after a cut: starts and minor due times take no room from important work.
    keeps: &'a [Minutes],
}

/// A stretch of free time with constant rules.
#[derive(Clone, Copy, Debug)]
pub struct CandidatePlace {
    pub span: Span,
    /// Work right before it without a break.
    pub lead: Minutes,
    /// Energy level at its middle.
    pub energy: Energy,
    /// The cause of its end; `None` at a cut.
    pub ends_with: Option<BusyKind>,
}

impl CandidatePlace {
    /// Returns true if it lies entirely in the named windows of the candidate's tags.
    pub fn is_in_windows(&self, request: &Request, candidate: &Candidate) -> bool {
        let windows = &request.workspace.settings.tag_windows;
        windows.iter().filter(|window| candidate.has_tag(&window.tag)).all(|of| {
            let last = (self.span.end - TimeDelta::minutes(1)).time();
            let ranges = windows.iter().filter(|other| other.tag == of.tag).flat_map(|other| &other.ranges);
            ranges.into_iter().any(|range| range.contains(self.span.start.time()) && range.contains(last))
        })
    }
}

/// Returns the places of a request, by start. A break separates the parts of a gap, so that no run crosses a cut.
pub fn places(request: &Request, items: &[Candidate]) -> Vec<CandidatePlace> {
    let edges = Edges::of(request, items);
    request.gaps.iter().flat_map(|gap| parts(request, gap, &edges)).collect()
}

/// Times at which rules change inside the free time.
#[derive(Default)]
struct Edges {
    /// Some work is allowed on one side only.
    strict: BTreeSet<NaiveDateTime>,
    /// Some work is worth more on one side.
    soft: BTreeSet<NaiveDateTime>,
    /// Unimportant work is due.
    minor: BTreeSet<NaiveDateTime>,
    /// Some work may start.
    starts: BTreeSet<NaiveDateTime>,
    /// Lengths of important whole items.
    important: Vec<Minutes>,
}

impl Edges {
    fn of(request: &Request, items: &[Candidate]) -> Self {
        let settings = &request.workspace.settings;
        let on_day = |time| request.agenda.day.at(time);
        let mut edges = Self::default();
        for window in &settings.energy {
            edges.soft.extend([window.range.from, window.range.to].map(on_day));
        }
        for window in settings.tag_windows.iter().filter(|w| items.iter().any(|item| item.has_tag(&w.tag))) {
            edges.strict.extend(window.ranges.iter().flat_map(|range| [range.from, range.to]).map(on_day));
        }
        for item in items {
            match item.due() {
                Some((due, DueKind::Hard)) => drop(edges.strict.insert(due)),
                Some((due, DueKind::Soft)) if item.factors.important => drop(edges.soft.insert(due)),
                Some((due, DueKind::Soft)) => drop(edges.minor.insert(due)),
                None => {}
            }
            edges.starts.extend(item.not_before);
            if item.factors.important && item.chunk.is_none() {
                edges.important.push(item.minutes);
            }
        }
        edges
    }
}

/// Cuts a gap on the planner's grid, at the strict edges first.
fn parts(request: &Request, gap: &Gap, edges: &Edges) -> Vec<CandidatePlace> {
    let span = Span::new(round_up(gap.span.start, SLOT), round_down(gap.span.end, SLOT));
    let mut parts = vec![span];
    let cuts = |edges, shortest| Cuts { edges, shortest, rest_before: false, keeps: &[] };
    let keeps = &*edges.important;
    for cuts in [
        cuts(&edges.strict, [SHORTEST_STRICT_PART, Minutes::ZERO]),
        cuts(&edges.soft, [SHORTEST_PART; 2]),
        Cuts { rest_before: true, keeps, ..cuts(&edges.starts, [Minutes::ZERO, SHORTEST_STRICT_PART]) },
        Cuts { keeps, ..cuts(&edges.minor, [SHORTEST_PART; 2]) },
    ] {
        let rest = request.workspace.settings.rhythm.rest;
        parts = parts.into_iter().flat_map(|part| cut(part, cuts, rest)).collect();
    }
    let place = |(index, span): (usize, Span)| CandidatePlace {
        span,
        lead: if index == 0 { gap.lead } else { Minutes::ZERO },
        energy: request.workspace.settings.energy_at((span.start + (span.end - span.start) / 2).time()),
        ends_with: (span.end == round_down(gap.span.end, SLOT)).then_some(gap.ends_with),
    };
    parts.into_iter().filter(|part| !part.is_empty()).enumerate().map(place).collect()
}

fn cut(part: Span, cuts: Cuts, rest: Minutes) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut left = part;
    for edge in cuts.edges.range(part.start..part.end) {
        let [end, start] = match cuts.rest_before {
            true => [round_down(*edge - rest.delta(), SLOT).max(left.start), round_up(*edge, SLOT)],
            false => {
                let end = round_down(*edge, SLOT);
                [end, round_up(end + rest.delta(), SLOT)]
            }
        };
        let (before, after) = (Span::new(left.start, end), Span::new(start, left.end));
        let [one, other] = [before, after].map(Span::minutes);
        let keeps = |length: &Minutes| *length > left.minutes() || *length <= one.max(other);
        if start > left.start && one >= cuts.shortest[0] && other >= cuts.shortest[1] && cuts.keeps.iter().all(keeps) {
            parts.push(before);
            left = after;
        }
    }
    parts.push(left);
    parts
}
