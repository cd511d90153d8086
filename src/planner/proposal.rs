//! The plan of a day, as suggestions with times and reasons.

use super::why::{LeftOut, Why};
use crate::model::{Minutes, Span, StepId, TaskId};

/// What a suggestion is for: a task, or one of its steps.
pub type SuggestionKey = (TaskId, Option<StepId>);

/// What the planner suggests for a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// By start; they overlap neither each other nor anything fixed.
    pub suggestions: Vec<Suggestion>,
    /// Breaks between them.
    pub breaks: Vec<Span>,
    /// In tenths of weighted minutes.
    pub value: i64,
    /// No plan for the day, with what is about to start left as it is, can be worth more.
    pub bound: i64,
    /// What is open and not suggested, with the reason; empty where the search was stopped.
    pub left_out: Vec<LeftOut>,
}

impl Proposal {
    /// How far the plan may be below the best possible one, in thousandths; zero where it is proven best.
    pub fn shortfall_permille(&self) -> i64 {
        if self.bound <= self.value { 0 } else { ((self.bound - self.value) * 1000).div_euclid(self.bound.max(1)) + 1 }
    }

    /// Minutes of work that are suggested.
    pub fn work(&self) -> Minutes {
        self.suggestions.iter().map(|suggestion| suggestion.work).sum()
    }
}

/// One suggestion: a ghost on the timeline. It is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub task: TaskId,
    /// The step it is for; the whole task without one.
    pub step: Option<StepId>,
    /// On the wall clock, breaks inside it included.
    pub span: Span,
    /// Work in it: the span less the breaks inside.
    pub work: Minutes,
    /// The gap it lies in.
    pub gap: Span,
    pub why: Why,
}
