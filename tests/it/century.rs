//! Short runs of the simulation; `examples/century.rs` has the long ones.

use crate::simulation::{Planted, plan, run, shrink, told};

#[test]
fn machines_that_share_a_workspace_lose_nothing_in_spite_of_faults() {
    for seed in 1..=6 {
        let state = tempfile::tempdir().unwrap();
        let steps = plan(seed, 100);
        if let Err(failure) = run(seed, &steps, state.path()) {
            let (steps, why) = shrink(seed, steps, failure, state.path());
            panic!("seed {seed} fails in {} steps: {why}\n{steps:?}", steps.len());
        }
    }
}

#[test]
fn the_simulation_finds_each_planted_defect() {
    for defect in Planted::ALL {
        let is_found = |seed: u64| {
            let (state, steps) = (tempfile::tempdir().unwrap(), plan(seed, 150));
            told(seed, &steps, state.path(), Some(defect), None).is_err()
        };
        assert!((1..=40).any(is_found), "{defect:?}");
    }
}
