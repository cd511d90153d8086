//! The questions to the planner, as jobs for a worker.

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::worker::Job;
use crate::calendar::words::Words;
use crate::calendar::{Agenda, Gap, Tz};
use crate::model::{Block, BlockId, BlockState, Minutes, Moment, PlanningDay, Span, Workspace, day_of};
use crate::planner::{
    DayChange, Fit, NowAnswer, Passed, Proposal, Request, SuggestionKey, WhatIf, explain, fits, next_best, now_for,
    propose, what_if,
};

/// Fits that are kept: more than a lens shows, since it leaves out work that is suggested on the day already.
const MOST_FITS: usize = 40;

/// One day of a job.
pub(crate) struct DayJob {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub passed: Passed,
    /// The shown suggestions, which keep their places unless moving them pays.
    pub shown: Arc<Proposal>,
}

/// Plans some days in order, then measures their reasons. The suggestions of one day count as planned for the next.
pub(crate) struct PlanJob {
    pub workspace: Workspace,
    pub days: Vec<DayJob>,
    /// Suggestions that keep their places.
    pub looked_at: Vec<SuggestionKey>,
    /// A suggestion that makes room for its runner-up, while all others stay.
    pub replaced: Option<(SuggestionKey, Span)>,
    pub now: Moment,
    pub here: Tz,
    pub words: Words,
}

impl PlanJob {
    /// Returns the request for a day. `from` is the first date whose plan does not stand in the workspace.
    fn request<'a>(&'a self, workspace: &'a Workspace, day: &'a DayJob, from: NaiveDate) -> Request<'a> {
        let first = self.words.first_of_week(day.agenda.day.date);
        Request::new(workspace, &day.agenda, &day.gaps, &day.passed, self.now, self.here).in_week(first, from)
    }
}

impl Job for PlanJob {
    type Answer = (PlanningDay, Proposal);

    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer)) {
        let mut workspace = self.workspace.clone();
        let mut planned: Vec<(&DayJob, Workspace, NaiveDate, Proposal)> = Vec::new();
        let mut from = day_of(self.now.local, workspace.settings.day_start);
        for day in &self.days {
            let request = self.request(&workspace, day, from.date);
            let request = request.showing(&day.shown).looking_at(&self.looked_at);
            let proposal = match self.replaced.filter(|(_, at)| day.agenda.day.span().contains(at.start)) {
                Some((key, at)) => next_best(&request, &day.shown, key, at),
                None => propose(&request, &mut |_| match go_on() {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }),
            };
            if !go_on() {
                return;
            }
            tell((day.agenda.day, proposal.clone()));
            let before = workspace.clone();
            take_for_granted(&mut workspace, &proposal);
            planned.push((day, before, from.date, proposal));
            from = if day.agenda.day == from { from.plus(1) } else { from };
        }
        for (day, workspace, from, mut proposal) in planned {
            let request = self.request(&workspace, day, from);
            explain(&request, &mut proposal, go_on);
            if !go_on() {
                return;
            }
            tell((day.agenda.day, proposal));
        }
    }
}

/// Adds suggestions to `workspace` as blocks, so that another day does not suggest the same work.
fn take_for_granted(workspace: &mut Workspace, proposal: &Proposal) {
    for suggestion in &proposal.suggestions {
        let id = BlockId::derived(&format!("{:?} {} {:?}", suggestion.task, suggestion.span.start, suggestion.step));
        let block = Block {
            id,
            task: suggestion.task,
            step: suggestion.step,
            start: suggestion.span.start,
            minutes: suggestion.work,
            state: BlockState::Planned,
        };
        workspace.blocks.insert(id, block.into());
    }
}

/// A single question, besides the plans of the days.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    /// The day after a change.
    WhatIf(DayChange),
    /// Work for the next minutes.
    Now(Minutes),
    /// The work that fits a free span.
    Fits(Span),
}

/// The answer to a [`Question`], with the question.
#[derive(Clone, Debug)]
pub(crate) enum PlanAnswer {
    WhatIf(DayChange, Arc<WhatIf>),
    Now(Minutes, NowAnswer),
    Fits(Span, Vec<Fit>),
}

/// Answers a question about one day.
pub(crate) struct AskJob {
    pub question: Question,
    pub workspace: Workspace,
    pub day: DayJob,
    pub now: Moment,
    pub here: Tz,
    pub words: Words,
}

impl Job for AskJob {
    type Answer = PlanAnswer;

    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer)) {
        let day = &self.day;
        let request = Request::new(&self.workspace, &day.agenda, &day.gaps, &day.passed, self.now, self.here);
        let today = day_of(self.now.local, self.workspace.settings.day_start).date;
        let request = request.in_week(self.words.first_of_week(day.agenda.day.date), today);
        let answer = match &self.question {
            Question::WhatIf(change) => {
                PlanAnswer::WhatIf(change.clone(), what_if(&request.showing(&day.shown), change, go_on).into())
            }
            Question::Fits(span) => {
                PlanAnswer::Fits(*span, fits(&request, *span).into_iter().take(MOST_FITS).collect())
            }
            Question::Now(minutes) => PlanAnswer::Now(*minutes, now_for(&request, *minutes)),
        };
        if go_on() {
            tell(answer);
        }
    }
}
