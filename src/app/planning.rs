//! Planning off the frame.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use chrono_tz::Tz;

use crate::calendar::{Agenda, Gap};
use crate::model::{Moment, Workspace};
use crate::planner::{Passed, Proposal, Request, propose};

/// What a plan is made from.
pub(super) struct Job {
    pub workspace: Workspace,
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub passed: Passed,
    /// What is suggested now: it keeps its place unless moving it pays.
    pub shown: Arc<Proposal>,
    pub now: Moment,
    pub here: Tz,
}

impl Job {
    fn run(&self, better: &mut dyn FnMut(Proposal) -> ControlFlow<()>) -> Proposal {
        let request = Request::new(&self.workspace, &self.agenda, &self.gaps, &self.passed, self.now, self.here);
        let request = request.showing(&self.shown);
        propose(&request, better)
    }
}

/// Where plans are made.
pub(super) enum Planner {
    /// In the frame that asks: for tests and for the command line, where nobody waits.
    Inline { result: Option<Proposal> },
    Thread {
        jobs: Sender<(u64, Job)>,
        results: Receiver<(u64, Proposal)>,
        newest: Arc<AtomicU64>,
        asked: u64,
        got: u64,
    },
}

impl Planner {
    /// A planner on its own thread; `wake` is called when there is a result.
    pub fn on_thread(wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, todo) = channel::<(u64, Job)>();
        let (report, results) = channel();
        let newest = Arc::new(AtomicU64::new(0));
        let current = Arc::clone(&newest);
        let work = move || {
            while let Ok((id, job)) = todo.recv() {
                if id != current.load(Ordering::Relaxed) {
                    continue;
                }
                let proposal = job.run(&mut |_| match current.load(Ordering::Relaxed) == id {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                });
                if id == current.load(Ordering::Relaxed) && report.send((id, proposal)).is_ok() {
                    wake();
                }
            }
        };
        match std::thread::Builder::new().name("plan".into()).spawn(work) {
            Ok(_) => Self::Thread { jobs, results, newest, asked: 0, got: 0 },
            Err(_) => Self::Inline { result: None },
        }
    }

    /// Asks for a plan. An older request that is still under way is dropped.
    pub fn ask(&mut self, job: Job) {
        match self {
            Self::Inline { result } => *result = Some(job.run(&mut |_| ControlFlow::Continue(()))),
            Self::Thread { jobs, newest, asked, .. } => {
                *asked += 1;
                newest.store(*asked, Ordering::Relaxed);
                // A planner that has died leaves the day without suggestions; everything else goes on.
                let _ = jobs.send((*asked, job));
            }
        }
    }

    /// The newest plan, once.
    pub fn take(&mut self) -> Option<Proposal> {
        match self {
            Self::Inline { result } => result.take(),
            Self::Thread { results, asked, got, .. } => {
                let newest = results.try_iter().filter(|(id, _)| id == asked).last();
                newest.map(|(id, proposal)| {
                    *got = id;
                    proposal
                })
            }
        }
    }

    /// Whether a plan is being made.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Inline { .. } => false,
            Self::Thread { asked, got, .. } => asked != got,
        }
    }
}
