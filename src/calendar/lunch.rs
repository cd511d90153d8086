//! The lunch break of a day.

use super::grid::{round_down, round_up};
use crate::model::{Minutes, Occurrence, PlanningDay, Settings, Span};

/// Shortest lunch when events leave no room for a whole one.
const SHORTEST: Minutes = Minutes::new(15);

/// Returns the lunch break of a working day among its events: at its own time, else at the nearest time in its window that is
/// free of events, else in the longest free part of the window. `None` if that is shorter than 15 minutes.
pub(super) fn lunch_among(settings: &Settings, day: PlanningDay, events: &[Occurrence]) -> Option<Span> {
    let usual = settings.lunch?.on(day);
    let blocking = || events.iter().filter(|event| event.blocks && !event.span.is_empty()).map(|event| event.span);
    if blocking().all(|event| !event.overlaps(usual)) {
        return Some(usual);
    }
    let window = settings.lunch_window.on(day);
    let window = Span::new(window.start.min(usual.start), window.end.max(usual.end));
    let mut free = Vec::new();
    let mut at = window.start;
    let mut taken: Vec<Span> = blocking().filter(|event| event.overlaps(window)).collect();
    taken.sort();
    for event in taken {
        free.push(Span::new(at, event.start.max(at)));
        at = at.max(event.end);
    }
    free.push(Span::new(at.min(window.end), window.end));
    let on_grid = |free: &Span| Span::new(round_up(free.start, settings.grid), round_down(free.end, settings.grid));
    free = free.iter().map(on_grid).filter(|free| free.start < free.end).collect();
    let length = usual.end - usual.start;
    let roomy = free.iter().filter(|free| free.end - free.start >= length);
    let nearest = roomy.map(|free| usual.start.clamp(free.start, free.end - length));
    let moved = nearest.min_by_key(|start| (*start - usual.start).abs()).map(|start| Span::new(start, start + length));
    moved.or_else(|| {
        let longest = free.iter().copied().max_by_key(|free| free.minutes())?;
        (longest.minutes() >= SHORTEST).then(|| Span::new(longest.start, longest.end.min(longest.start + length)))
    })
}
