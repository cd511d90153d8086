//! Planning off the frame: workers that answer the newest question and drop older ones.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use chrono_tz::Tz;

use crate::calendar::{Agenda, Gap};
use crate::model::{Block, BlockId, BlockState, Minutes, Moment, PlanningDay, Workspace};
use crate::planner::{Change, NowAnswer, Passed, Proposal, Request, SuggestionKey, WhatIf, now_for, propose, what_if};

/// Work for a worker: a value with all that it needs.
pub(crate) trait Job: Send + 'static {
    type Answer: Send + 'static;

    /// Does it. `tell` hands over each answer; where `go_on` says no, nobody waits any more.
    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer));
}

/// One day as the planner is asked about it.
pub(crate) struct DayJob {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub passed: Passed,
    /// What is suggested now: it keeps its place unless moving it pays.
    pub shown: Arc<Proposal>,
}

/// What plans are made from: days in order. What is suggested for one day is taken for the next.
pub(crate) struct PlanJob {
    pub workspace: Workspace,
    pub days: Vec<DayJob>,
    /// Suggestions that stay where they are shown.
    pub looked_at: Vec<SuggestionKey>,
    pub now: Moment,
    pub here: Tz,
}

impl Job for PlanJob {
    type Answer = (PlanningDay, Proposal);

    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer)) {
        let mut workspace = self.workspace.clone();
        for day in &self.days {
            let request = Request::new(&workspace, &day.agenda, &day.gaps, &day.passed, self.now, self.here);
            let request = request.showing(&day.shown).looking_at(&self.looked_at);
            let proposal = propose(&request, &mut |_| match go_on() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            });
            if !go_on() {
                return;
            }
            take_for_granted(&mut workspace, &proposal);
            tell((day.agenda.day, proposal));
        }
    }
}

/// Puts suggestions into `workspace` as blocks, so that another day does not suggest the same.
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

/// Something that is asked once, besides the plans of the days.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    /// What would become of the day.
    WhatIf(Change),
    /// What fits the next minutes.
    Now(Minutes),
}

/// Its answer.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    WhatIf(Change, Box<WhatIf>),
    Now(Minutes, NowAnswer),
}

/// A question and the day that it is about.
pub(crate) struct AskJob {
    pub question: Question,
    pub workspace: Workspace,
    pub day: DayJob,
    pub now: Moment,
    pub here: Tz,
}

impl Job for AskJob {
    type Answer = Answer;

    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer)) {
        let day = &self.day;
        let request = Request::new(&self.workspace, &day.agenda, &day.gaps, &day.passed, self.now, self.here);
        let answer = match &self.question {
            Question::WhatIf(change) => {
                Answer::WhatIf(change.clone(), what_if(&request.showing(&day.shown), change, go_on).into())
            }
            Question::Now(minutes) => Answer::Now(*minutes, now_for(&request, *minutes)),
        };
        if go_on() {
            tell(answer);
        }
    }
}

/// Where jobs are done.
pub(crate) enum Worker<J: Job> {
    /// In the frame that asks: for tests and for the command line, where nobody waits.
    Inline {
        answers: Vec<J::Answer>,
    },
    Thread(Thread<J>),
}

/// A worker's thread: jobs and answers carry a number, and only those of the newest count.
pub(crate) struct Thread<J: Job> {
    jobs: Sender<(u64, J)>,
    answers: Receiver<(u64, Option<J::Answer>)>,
    newest: Arc<AtomicU64>,
    asked: u64,
    done: u64,
}

impl<J: Job> Worker<J> {
    /// A worker on its own thread; `wake` is called when there is an answer.
    pub fn on_thread(name: &str, wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, todo) = channel::<(u64, J)>();
        let (report, answers) = channel();
        let newest = Arc::new(AtomicU64::new(0));
        let current = Arc::clone(&newest);
        let work = move || {
            while let Ok((id, job)) = todo.recv() {
                let go_on = || current.load(Ordering::Relaxed) == id;
                if !go_on() {
                    continue;
                }
                let mut tell = |answer| {
                    if report.send((id, Some(answer))).is_ok() {
                        wake();
                    }
                };
                // A mistake in one answer leaves that answer out; its report is written by the panic hook.
                let _ = catch_unwind(AssertUnwindSafe(|| job.run(&go_on, &mut tell)));
                if report.send((id, None)).is_ok() {
                    wake();
                }
            }
        };
        match std::thread::Builder::new().name(name.into()).spawn(work) {
            Ok(_) => Self::Thread(Thread { jobs, answers, newest, asked: 0, done: 0 }),
            Err(_) => Self::Inline { answers: Vec::new() },
        }
    }

    /// Asks. An older job that is still under way is dropped.
    pub fn ask(&mut self, job: J) {
        match self {
            Self::Inline { answers } => {
                answers.clear();
                job.run(&|| true, &mut |answer| answers.push(answer));
            }
            Self::Thread(thread) => {
                thread.asked += 1;
                thread.newest.store(thread.asked, Ordering::Relaxed);
                // A planner that has died leaves the day without suggestions; everything else goes on.
                let _ = thread.jobs.send((thread.asked, job));
            }
        }
    }

    /// The answers to the newest job that have come in, once.
    pub fn take(&mut self) -> Vec<J::Answer> {
        match self {
            Self::Inline { answers } => std::mem::take(answers),
            Self::Thread(thread) => {
                let mut taken = Vec::new();
                for (id, answer) in thread.answers.try_iter().filter(|(id, _)| *id == thread.asked) {
                    match answer {
                        Some(answer) => taken.push(answer),
                        None => thread.done = id,
                    }
                }
                taken
            }
        }
    }

    /// Whether a job is under way.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Inline { .. } => false,
            Self::Thread(thread) => thread.asked != thread.done,
        }
    }
}
