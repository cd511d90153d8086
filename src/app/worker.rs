//! Work off the frame: workers that answer the newest question and drop older ones.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Work for a worker: a value that holds all its input.
pub(super) trait Job: Send + 'static {
    type Answer: Send + 'static;

    /// Does the work. Passes each answer to `tell`, and may stop once `go_on` returns `false`: nobody waits any more.
    fn run(&self, go_on: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer));
}

/// The place where jobs of one kind are done.
pub(super) enum Worker<J: Job> {
    /// In the calling frame: for tests, and where no thread can be had.
    Inline {
        answers: Vec<J::Answer>,
    },
    Thread(Thread<J>),
}

/// A worker's thread. Jobs and answers carry a number, and only those of the newest count.
pub(super) struct Thread<J: Job> {
    jobs: Sender<(u64, J)>,
    answers: Receiver<(u64, Option<J::Answer>)>,
    newest: Arc<AtomicU64>,
    asked: u64,
    done: u64,
}

impl<J: Job> Default for Worker<J> {
    fn default() -> Self {
        Self::Inline { answers: Vec::new() }
    }
}

impl<J: Job> Worker<J> {
    /// Returns a worker on its own thread, which calls `wake` after each answer.
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
                if catch_unwind(AssertUnwindSafe(|| job.run(&go_on, &mut tell))).is_err() {
                    tracing::error!("a job of a worker panicked; its answer is missing");
                }
                if report.send((id, None)).is_ok() {
                    wake();
                }
            }
        };
        match std::thread::Builder::new().name(name.into()).spawn(work) {
            Ok(_) => Self::Thread(Thread { jobs, answers, newest, asked: 0, done: 0 }),
            Err(error) => {
                tracing::warn!("no thread for the worker {name}, its jobs run in the frame: {error}");
                Self::default()
            }
        }
    }

    /// Starts a job and drops an older one that is still under way.
    pub fn ask(&mut self, job: J) {
        match self {
            Self::Inline { answers } => {
                answers.clear();
                job.run(&|| true, &mut |answer| answers.push(answer));
            }
            Self::Thread(thread) => {
                thread.asked += 1;
                thread.newest.store(thread.asked, Ordering::Relaxed);
                if thread.jobs.send((thread.asked, job)).is_err() {
                    tracing::error!("a worker's thread has ended; its job was dropped");
                    thread.done = thread.asked;
                }
            }
        }
    }

    /// Takes the answers to the newest job.
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

    /// Returns whether a job is under way.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Inline { .. } => false,
            Self::Thread(thread) => thread.asked != thread.done,
        }
    }
}
