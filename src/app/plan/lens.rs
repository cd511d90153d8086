//! The work that fits a gap, asked again whenever the workspace or the minute changes.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{PlanAnswer, Question};
use crate::model::{Action, Block, BlockId, BlockState, Moment, Span, StepId, TaskId};
use crate::ui::Selection;

impl Gapwise {
    /// Takes the work that fits the gap of the open lens, and asks again unless the question was asked for this workspace
    /// and minute.
    pub(crate) fn refresh_lens(&mut self, now: Moment) {
        let key = (self.history.revision(), now.instant.timestamp() / 60);
        let answer = self.planning.fitting();
        let Some(lens) = self.state.timeline.lens.as_mut() else { return };
        if let Some(PlanAnswer::Fits(span, fits)) = answer
            && lens.span == span
        {
            lens.fits = Some(fits);
        }
        let span = lens.span;
        if lens.asked.replace(key) != Some(key)
            && let Some(job) = self.ask_job(self.workspace().clone(), Question::Fits(span), span.start, now)
        {
            self.planning.ask_for_fits(job);
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
