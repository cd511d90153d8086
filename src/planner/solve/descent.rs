//! Lowers the bound of a relaxation step by step, and repairs its fillings now and then.

use super::draft::Filler;
use super::instance::FRACTION_BITS;
use super::progress::SolveProgress;
use super::relax::{Prices, Relaxation};

/// Steps without a better bound after which the steps get shorter.
const PATIENCE: u32 = 5;

/// How to go down.
pub(super) struct Descent {
    pub steps: u32,
    /// Length of the first step, 1024 for Polyak's.
    pub theta: i64,
    /// Steps between two repairs.
    pub repair_every: u32,
}

/// Where a descent ended.
pub(super) struct Descended {
    /// The best value known for the instance.
    pub value: i64,
    /// The prices of the best bound.
    pub prices: Prices,
    /// Fixed-point.
    pub bound: i64,
}

/// Goes down from `prices`; `value` is known to be reached, and `whole` says that the instance is the whole problem.
pub(super) fn descend(
    relaxation: &mut Relaxation,
    mut prices: Prices,
    plan: &Descent,
    value: i64,
    progress: &mut SolveProgress,
    whole: bool,
) -> Descended {
    let mut best = Descended { value, prices: prices.clone(), bound: i64::MAX };
    let mut theta = plan.theta;
    let mut since = 0;
    for step in 0..plan.steps {
        let relaxed = relaxation.solve(&prices);
        if progress.tell() {
            break;
        }
        since += 1;
        if relaxed.bound < best.bound {
            best.prices.clone_from(&prices);
            best.bound = relaxed.bound;
            since = 0;
            if whole {
                progress.bound(relaxed.bound);
            }
        }
        if step % plan.repair_every == 0 && plan.repair_every < u32::MAX {
            let draft = Filler::new(relaxation).repair(&relaxed, &mut || progress.tell());
            let value = draft.value(relaxation.instance);
            if value > best.value {
                best.value = value;
                progress.offer(draft.pieces(relaxation.instance));
            }
        }
        if best.value > 0 && [0, 10, 30, 60].contains(&step) {
            relaxation.forget_hopeless(&best.prices, best.value << FRACTION_BITS);
        }
        if progress.tell() || (best.value + 1) << FRACTION_BITS > best.bound {
            break;
        }
        if since >= PATIENCE {
            theta = theta * 4 / 5;
            since = 0;
        }
        if theta < 8 || !relaxation.step(&mut prices, &relaxed, best.value << FRACTION_BITS, theta) {
            break;
        }
    }
    best
}
