//! The weekly minimum in the plan of a day, and its price.

use std::collections::BTreeSet;

use super::layout::TimedPiece;
use super::reasons::{most_valuable_new, new_pieces};
use crate::model::{Minutes, Workspace};
use crate::planner::frame::scoring::{Scored, score};
use crate::planner::problem::{Placement, missing_floor};
use crate::planner::request::Request;
use crate::planner::solve::{Sink, solve_from};
use crate::planner::why::{MinimumCost, MinimumShort, WeeklyMinimum};
use crate::planner::words::quoted;

/// Returns the weekly minimum as the pieces of a plan meet it, without its price. `None` if the day has its share.
pub fn weekly_minimum(scored: &Scored, pieces: &[TimedPiece]) -> Option<WeeklyMinimum> {
    let of = scored.share.filter(|of| !of.share.is_zero())?;
    let counts = |laid: &&TimedPiece| scored.items[laid.piece.item].factors.weekly_minimum;
    let new: Minutes = pieces.iter().filter(counts).map(|laid| laid.work).sum();
    let planned = of.held + new;
    let items = scored.items.iter().zip(&scored.problem.items);
    let allowed = items.filter(|(of, item)| of.factors.weekly_minimum && !item.rate.is_empty());
    let work: Minutes = allowed.map(|(candidate, _)| candidate.minutes).sum();
    let short = if planned >= of.share {
        None
    } else if scored.problem.gaps.is_empty() || scored.problem.day_caps == [0] {
        Some(MinimumShort::NoTime)
    } else if new >= work {
        Some(MinimumShort::NoWork)
    } else {
        Some(MinimumShort::NoRoom)
    };
    Some(WeeklyMinimum { missing: of.missing, share: of.share, planned, short, cost: None })
}

/// Measures the price of the weekly minimum: the plan is compared with the best one without it. If that one meets the
/// minimum as well, the minimum costs nothing, whatever else the plan gives up.
pub fn cost(request: &Request, scored: &Scored, (plan, value): (&[Placement], i64), sink: &mut Sink) -> MinimumCost {
    let free = score(&Request { week: None, ..request.clone() }, scored.must);
    let best = solve_from(&free.problem, plan, sink);
    let told = free.told(best.value, &best.placements);
    if missing_floor(&scored.problem, &best.placements) <= missing_floor(&scored.problem, plan) {
        return MinimumCost { by: 0, value: told, displaced: None, with: 0 };
    }
    let others: BTreeSet<usize> = new_pieces(&best.placements, plan).map(|piece| piece.item).collect();
    let displaced = most_valuable_new(&free.problem, &best.placements, plan);
    MinimumCost {
        by: (told - scored.told(value, plan)).max(0),
        value: told,
        displaced: displaced.map(|piece| scored.items[piece.item].key()),
        with: others.len().saturating_sub(1),
    }
}

impl WeeklyMinimum {
    /// Returns it in a sentence, with the reason for planning less and the price where they are known.
    pub fn sentences(&self, workspace: &Workspace) -> Vec<String> {
        let (planned, missing, share) = (self.planned, self.missing, self.share);
        let mut out = vec![format!(
            "Weekly minimum: {planned} of important, not urgent work planned; the day's share of the {missing} missing \
             this week is {share}."
        )];
        out.extend(self.short.map(|short| short.sentence().to_owned()));
        out.extend(self.cost.map(|cost| cost.sentence(workspace)));
        out
    }
}

impl MinimumShort {
    fn sentence(self) -> &'static str {
        match self {
            Self::NoTime => "No free time is left for it.",
            Self::NoWork => "No more such work is left to plan.",
            Self::NoRoom => "More of it does not fit beside other work.",
        }
    }
}

impl MinimumCost {
    fn sentence(self, workspace: &Workspace) -> String {
        if self.by == 0 {
            return "It costs nothing: a plan without it is no better.".into();
        }
        let price = match self.by.saturating_mul(100) / self.value.max(1) {
            0 => "Costs less than 1 % of the day's value.".to_owned(),
            percent => format!("Costs {percent} % of the day's value."),
        };
        let title = self.displaced.and_then(|(task, step)| workspace.title_of(task, step)).map(quoted);
        match (title, self.with) {
            (None, _) => price,
            (Some(title), 0) => format!("{price} {title} waits."),
            (Some(title), more) => format!("{price} {title} and {more} more wait."),
        }
    }
}
