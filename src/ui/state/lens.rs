//! State of the gap lens.

use crate::model::Span;
use crate::planner::Fit;

/// The work that fits a gap, or the place of a suggestion.
#[derive(Clone, Debug)]
pub struct GapLens {
    pub span: Span,
    /// Whether a click on the gap opened it.
    pub(in crate::ui) of_gap: bool,
    /// The best fits; `None` until the planner has answered.
    pub fits: Option<Vec<Fit>>,
    /// Revision of the workspace and minute of the newest question.
    pub asked: Option<(u64, i64)>,
    /// The number of the fit whose key was pressed, from zero.
    pub(in crate::ui) taken: Option<usize>,
}

impl GapLens {
    /// Opens the lens over a span.
    pub(in crate::ui) fn of(span: Span, of_gap: bool) -> Self {
        Self { span, of_gap, fits: None, asked: None, taken: None }
    }
}
