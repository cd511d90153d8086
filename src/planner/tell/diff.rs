//! Differences between two plans.

use std::collections::BTreeMap;

use crate::model::{Span, StepId, TaskId};
use crate::planner::proposal::{Proposal, Suggestion};

/// The task and time of a suggestion.
///
/// ```
/// use gapwise::model::{Span, TaskId};
/// use gapwise::planner::PlanEntry;
///
/// let [nine, ten] = ["09:00", "10:00"].map(|time| format!("2026-11-23T{time}:00").parse().unwrap());
/// let entry = PlanEntry { span: Span::new(nine, ten), task: TaskId::derived("t"), step: None };
/// assert!(entry < PlanEntry { span: Span::new(ten, ten), ..entry }, "entries sort by time");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanEntry {
    pub span: Span,
    pub task: TaskId,
    pub step: Option<StepId>,
}

impl From<&Suggestion> for PlanEntry {
    fn from(suggestion: &Suggestion) -> Self {
        Self { span: suggestion.span, task: suggestion.task, step: suggestion.step }
    }
}

/// The changes from one plan to the next. Each list is sorted by start.
///
/// ```
/// use gapwise::planner::{Proposal, diff};
/// assert!(diff(&Proposal::default(), &Proposal::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanDiff {
    pub new: Vec<PlanEntry>,
    /// The new entry and its old time.
    pub moved: Vec<(PlanEntry, Span)>,
    pub kept: Vec<PlanEntry>,
    pub dropped: Vec<PlanEntry>,
}

impl PlanDiff {
    /// Returns true if the plans are the same.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.moved.is_empty() && self.dropped.is_empty()
    }
}

/// Compares two plans. Chunks of one task match by time first; the others count as moved, in order.
pub fn diff(old: &Proposal, new: &Proposal) -> PlanDiff {
    let mut before: BTreeMap<(TaskId, Option<StepId>), Vec<Span>> = BTreeMap::new();
    for suggestion in &old.suggestions {
        before.entry((suggestion.task, suggestion.step)).or_default().push(suggestion.span);
    }
    let mut diff = PlanDiff::default();
    let mut elsewhere: Vec<PlanEntry> = Vec::new();
    for planned in new.suggestions.iter().map(PlanEntry::from) {
        let spans = before.get_mut(&(planned.task, planned.step));
        let same =
            spans.and_then(|spans| spans.iter().position(|span| *span == planned.span).map(|at| spans.remove(at)));
        if same.is_some() { diff.kept.push(planned) } else { elsewhere.push(planned) }
    }
    for planned in elsewhere {
        match before.get_mut(&(planned.task, planned.step)).filter(|spans| !spans.is_empty()) {
            Some(spans) => diff.moved.push((planned, spans.remove(0))),
            None => diff.new.push(planned),
        }
    }
    let dropped =
        before.into_iter().flat_map(|((task, step), spans)| spans.into_iter().map(move |span| (span, task, step)));
    diff.dropped = dropped.map(|(span, task, step)| PlanEntry { span, task, step }).collect();
    diff.dropped.sort_unstable();
    diff
}
