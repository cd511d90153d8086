//! The work that fits a gap, asked again whenever the workspace or the minute changes.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::Question;
use crate::model::{Action, Block, BlockId, BlockState, Moment, Span, StepId, TaskId};
use crate::planner::Fit;
use crate::ui::Selection;

impl Gapwise {
    /// Asks for the work that fits the gap of the open lens, unless the answer is as new as the workspace and the minute.
    pub(crate) fn refresh_lens(&mut self, now: Moment) {
        let key = (self.history.revision(), now.instant.timestamp() / 60);
        let Some(lens) = self.state.timeline.lens.as_mut().filter(|lens| lens.asked != Some(key)) else { return };
        lens.asked = Some(key);
        let span = lens.span;
        self.ask(Question::Fits(span), span.start, now);
    }

    /// Takes the answer, if it is about the open lens.
    pub(crate) fn take_fits(&mut self, span: Span, fits: Vec<Fit>) {
        if let Some(lens) = self.state.timeline.lens.as_mut().filter(|lens| lens.span == span) {
            lens.fits = Some(fits);
        }
    }

    /// Plans the work that was chosen in the lens.
    pub(crate) fn plan_fit(&mut self, task: TaskId, step: Option<StepId>, span: Span, now: Moment) {
        let title = self.workspace().title_of(task, step).unwrap_or_default().to_owned();
        let id = BlockId::new(now.instant);
        let block = Block { id, task, step, start: span.start, minutes: span.minutes(), state: BlockState::Planned };
        self.state.timeline.lens = None;
        if self.act(&Action::All { name: format!("plan \"{title}\""), actions: vec![Action::AddBlock(block)] }, now) {
            self.state.selection = Selection::Block(id);
        }
    }
}
