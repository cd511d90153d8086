//! Wall-clock times of a solution.

use crate::model::{Minutes, Span};
use crate::planner::frame::scoring::Scored;
use crate::planner::problem::Placement;

/// A piece of work and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedPiece {
    pub piece: Placement,
    /// Index of the gap.
    pub gap: usize,
    pub span: Span,
    /// The span less the breaks inside.
    pub work: Minutes,
}

/// A plan with wall-clock times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimedPlan {
    /// Sorted by start.
    pub pieces: Vec<TimedPiece>,
    /// Breaks around the pieces.
    pub breaks: Vec<Span>,
}

/// Gives times to pieces that are sorted by start. A pause is a break if it is as long as one, or if the work around it
/// is too long without one; the rest of a longer pause is free time.
pub fn lay_out(scored: &Scored, plan: &[Placement]) -> TimedPlan {
    let mut layout = TimedPlan::default();
    let (focus, rest) = (scored.problem.focus_slots, scored.problem.break_slots);
    let mut last_gap = None;
    // Where the run and the last piece began and ended; a lead counts as a piece.
    let (mut run, mut free) = (0, 0);
    for &piece in plan {
        let Some(gap) = scored.gap_at(piece.start) else { continue };
        let of = scored.problem.gaps[gap];
        let end = scored.end_of(piece);
        if last_gap.replace(gap) != Some(gap) {
            (run, free) = (of.start.saturating_sub(of.lead_slots), of.start);
        }
        let has_work = free > run;
        let pause = piece.start - free;
        let is_long = end - run > focus;
        if has_work && rest > 0 && pause >= rest && (pause == rest || is_long) {
            layout.breaks.push(scored.grid.span(free, rest));
        }
        if !has_work || pause >= rest {
            run = piece.start;
        }
        if piece.slots > focus {
            run = end - (piece.slots - 1) % focus - 1;
        }
        free = end;
        let work = scored.grid.minutes(piece.slots).min(scored.items[piece.item].minutes);
        layout.pieces.push(TimedPiece { piece, gap, span: scored.grid.span(piece.start, end - piece.start), work });
    }
    layout
}
