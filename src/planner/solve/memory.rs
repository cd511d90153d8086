//! Jobs that the relaxation remembers for a while, so that its paths do not do them twice (ng-paths: Baldacci, Mingozzi,
//! Roberti, 2011).

use super::input::SolverInput;

/// Jobs that are remembered through a job, at most.
const MOST_NEAR: u32 = 8;

/// The remembered jobs, and the jobs through which a path remembers them.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// By job: its bit; 0 where it is not remembered.
    bits: Vec<u64>,
    /// By job: the bits that a path keeps in mind when it does the job.
    near: Vec<u64>,
}

impl Memory {
    /// Remembers jobs until the next piece.
    pub fn new(input: &SolverInput) -> Self {
        let mut bits = vec![0; input.jobs.len()];
        let mut has_choice = vec![false; input.jobs.len()];
        input.choices.iter().for_each(|choice| has_choice[choice.job as usize] = true);
        let jobs = (0..input.jobs.len()).filter(|&job| has_choice[job] && !input.jobs[job].is_crowd());
        for (job, bit) in jobs.zip(0..u64::BITS) {
            bits[job] = 1 << bit;
        }
        Self { near: bits.clone(), bits }
    }

    pub fn bit(&self, job: usize) -> u64 {
        self.bits.get(job).copied().unwrap_or(0)
    }

    pub fn near(&self, job: usize) -> u64 {
        self.near.get(job).copied().unwrap_or(0)
    }

    /// Remembers the jobs that a path repeats, long enough to notice. True if that changed anything.
    pub fn learn(&mut self, input: &SolverInput, path: &[usize]) -> bool {
        let mut learned = false;
        for (k, &piece) in path.iter().enumerate() {
            let choice = &input.choices[piece];
            let bit = self.bit(choice.job as usize);
            let job = |index: &usize| input.choices[*index].job;
            let again = path[k + 1..].iter().position(|index| job(index) == choice.job);
            let Some(again) = again.filter(|_| choice.finishes && bit != 0) else { continue };
            for between in &path[k + 1..k + 1 + again] {
                let near = &mut self.near[job(between) as usize];
                if near.count_ones() < MOST_NEAR && *near & bit == 0 {
                    *near |= bit;
                    learned = true;
                }
            }
        }
        learned
    }
}
