//! Answers to suggestions: accept, next best, not now.

use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::model::{Action, Block, BlockId, BlockState, Moment, PlanningDay, Span, StepId, TaskField, TaskId, day_of};
use crate::planner::{PlanEntry, Suggestion};
use crate::ui::Selection;

impl Gapwise {
    /// Returns the shown suggestion for some work.
    pub(crate) fn suggestion(&self, task: TaskId, step: Option<StepId>) -> Option<Suggestion> {
        let pieces = self.derived.days.suggestions().filter(|it| it.task == task && it.step == step);
        self.state.timeline.pick(pieces).cloned()
    }

    fn any_suggestion(&self, task: TaskId) -> Option<Suggestion> {
        self.derived.days.suggestions().find(|s| s.task == task).cloned()
    }

    pub(crate) fn accept(&mut self, task: TaskId, step: Option<StepId>, at: Option<Span>, now: Moment) {
        let Some(suggestion) = self.suggestion(task, step) else { return };
        let block = block_for(&suggestion, at.unwrap_or(suggestion.span), now);
        let id = block.id;
        let title = self.title(task, step);
        let action = Action::All { name: format!("accept \"{title}\""), actions: vec![Action::AddBlock(block)] };
        if self.act(&action, now) {
            self.state.selection = Selection::Block(id);
        }
    }

    /// Accepts all shown suggestions as one undo step.
    pub(crate) fn accept_all(&mut self, now: Moment) {
        self.accept_some(|_| true, now);
    }

    /// Accepts the shown suggestions of a run of small items as one undo step.
    pub(crate) fn accept_run(&mut self, run: &[PlanEntry], now: Moment) {
        self.accept_some(|suggestion| run.contains(&PlanEntry::from(suggestion)), now);
    }

    fn accept_some(&mut self, is_meant: impl Fn(&Suggestion) -> bool, now: Moment) {
        let suggestions: Vec<_> = self.derived.days.suggestions().filter(|it| is_meant(it)).collect();
        let actions: Vec<_> = suggestions.iter().map(|s| Action::AddBlock(block_for(s, s.span, now))).collect();
        let name = format!("accept {}", counted(actions.len(), "suggestion", "suggestions"));
        if !actions.is_empty() && self.act(&Action::All { name, actions }, now) {
            self.state.selection = Selection::Nothing;
        }
    }

    pub(crate) fn next_best(&mut self, task: TaskId, step: Option<StepId>, now: Moment) {
        let Some(suggestion) = self.suggestion(task, step) else { return };
        self.planning.passed.insert((task, step, suggestion.span.start));
        self.state.selection = Selection::Nothing;
        self.ask_for_plan_with(Some(((task, step), suggestion.span)), now);
        self.state.timeline.reveal_ghost_at(suggestion.span.start);
    }

    pub(crate) fn not_now(&mut self, task: TaskId, now: Moment) {
        let shown = self.suggestion(task, None).or_else(|| self.any_suggestion(task));
        let Some(day) = shown.map(|shown| day_of(shown.span.start, self.workspace().settings.day_start).date) else {
            return;
        };
        let title = self.title(task, None);
        if self.act(&Action::EditTask(task, TaskField::NotNow(Some(day))), now) {
            self.state.selection = Selection::Nothing;
            self.toast(format!("Not today: {title}"), true);
        }
    }

    fn title(&self, task: TaskId, step: Option<StepId>) -> String {
        self.workspace().title_of(task, step).unwrap_or_default().to_owned()
    }

    /// Keeps a suggestion out of a day, or allows it again, and plans anew.
    pub(crate) fn untick(&mut self, key: (PlanningDay, TaskId, Option<StepId>), keep_out: bool, now: Moment) {
        if keep_out {
            self.state.panels.unticked.insert(key);
        } else {
            self.state.panels.unticked.remove(&key);
        }
        self.ask_for_plan(now);
    }
}

fn block_for(suggestion: &Suggestion, span: Span, now: Moment) -> Block {
    Block {
        id: BlockId::new(now.instant),
        task: suggestion.task,
        step: suggestion.step,
        start: span.start,
        minutes: span.minutes(),
        state: BlockState::Planned,
    }
}
