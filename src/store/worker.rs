//! Saving and watching off the frame.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Utc;

use super::backup::Reason;
use super::keeper::{Keeper, Outside};
use crate::model::Workspace;

/// How long changes are gathered before they are written: a burst of typing is one write.
const GATHER: Duration = Duration::from_millis(80);
/// How often the folder is looked at for what others changed. A look is a few reads of file times, which works on every
/// file system; notifications do not on network ones.
const WATCH: Duration = Duration::from_secs(1);
/// How often a save that failed is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What is known about the copy on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The last change is on disk.
    Saved,
    Saving,
    /// It is not, and why. Work goes on; it is tried again every few seconds.
    Failed(String),
}

/// A value to write.
#[derive(Clone, Debug)]
struct Job {
    number: u64,
    workspace: Workspace,
    /// How many reports of changes from outside the workspace has in it.
    merges: u64,
    reason: Option<Reason>,
}

#[derive(Debug)]
enum Report {
    Written(u64),
    Failed(String),
    Outside(Box<Outside>),
}

/// A worker that keeps a folder up to date with the workspace and the other way round.
#[derive(Debug)]
pub struct Saver {
    jobs: Option<Sender<Job>>,
    results: Receiver<Report>,
    thread: Option<JoinHandle<Option<String>>>,
    asked: u64,
    merges: u64,
    state: SaveState,
    outside: Vec<Outside>,
}

impl Saver {
    /// Starts a worker. `wake` is called whenever there is something new. With `look_only` it writes nothing and only tells
    /// of changes on disk.
    pub fn new(keeper: Keeper, look_only: bool, wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, todo) = channel();
        let (report, results) = channel();
        let work =
            Work { keeper, look_only, bases: BTreeMap::new(), merges: 0, pending: None, written: 0, told_stuck: false };
        let thread = std::thread::Builder::new().name("save".into()).spawn(move || {
            work.run(&todo, &|it| {
                let _ = report.send(it);
                wake();
            })
        });
        let state = if thread.is_ok() { SaveState::Saved } else { SaveState::Failed("no thread to save with".into()) };
        Self { jobs: Some(jobs), results, thread: thread.ok(), asked: 0, merges: 0, state, outside: Vec::new() }
    }

    /// Asks for `workspace` to be written; it is on disk within 200 ms, or [`Saver::state`] says why not. With a `reason` a
    /// backup of what is there is made first.
    pub fn save(&mut self, workspace: Workspace, reason: Option<Reason>) {
        self.asked += 1;
        let job = Job { number: self.asked, workspace, merges: self.merges, reason };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        self.state = if sent { SaveState::Saving } else { SaveState::Failed("the save worker has stopped".into()) };
    }

    /// What is known by now.
    pub fn state(&mut self) -> &SaveState {
        while let Ok(report) = self.results.try_recv() {
            match report {
                Report::Written(job) if job == self.asked => self.state = SaveState::Saved,
                Report::Written(_) => {}
                Report::Failed(why) => self.state = SaveState::Failed(why),
                Report::Outside(outside) => self.outside.push(*outside),
            }
        }
        if self.has_stopped() && self.state == SaveState::Saving {
            self.state = SaveState::Failed("the save worker has stopped".into());
        }
        &self.state
    }

    /// Whether the worker has ended though nobody asked it to.
    pub fn has_stopped(&self) -> bool {
        self.thread.as_ref().is_some_and(JoinHandle::is_finished)
    }

    /// The next change from outside that was not taken in yet. Whoever takes it has to put it into the workspace before
    /// saving again.
    pub fn take_outside(&mut self) -> Option<Outside> {
        self.state();
        let next = if self.outside.is_empty() { None } else { Some(self.outside.remove(0)) };
        self.merges += u64::from(next.is_some());
        next
    }

    /// Writes what is still to be written and stops.
    ///
    /// # Errors
    /// What kept the last value from being written.
    pub fn finish(&mut self) -> Result<(), String> {
        self.jobs = None;
        let outcome = self.thread.take().map(JoinHandle::join);
        match outcome {
            Some(Ok(None)) | None => Ok(()),
            Some(Ok(Some(why))) => Err(why),
            Some(Err(_)) => Err("the save worker has stopped".into()),
        }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        // Whoever wants to know calls `finish` first.
        let _ = self.finish();
    }
}

/// The worker's own state.
struct Work {
    keeper: Keeper,
    look_only: bool,
    /// What each merge that was told of started from: jobs that were sent before it was taken in come from that.
    bases: BTreeMap<u64, Workspace>,
    merges: u64,
    /// What could not be written yet.
    pending: Option<Job>,
    /// The number of the last job that was written.
    written: u64,
    /// Whether it was said that the folder cannot be read or written, with nothing to write.
    told_stuck: bool,
}

impl Work {
    /// Writes the newest value that was sent, until nobody sends any more. Returns what kept the last one from the disk.
    fn run(mut self, todo: &Receiver<Job>, report: &dyn Fn(Report)) -> Option<String> {
        let mut failed = None;
        loop {
            let wait = if self.pending.is_some() { RETRY } else { WATCH };
            match todo.recv_timeout(wait) {
                Ok(job) => failed = self.write(gather(job, todo), report),
                Err(RecvTimeoutError::Timeout) => match self.pending.take() {
                    Some(job) => failed = self.write(job, report),
                    None => self.watch(report),
                },
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        match self.pending.take() {
            Some(job) => self.write(job, report),
            None => failed,
        }
    }

    fn write(&mut self, job: Job, report: &dyn Fn(Report)) -> Option<String> {
        if self.look_only {
            return None;
        }
        self.bases = self.bases.split_off(&job.merges);
        let base = self.bases.get(&job.merges).cloned();
        match self.keeper.save(&job.workspace, base.as_ref(), job.reason, Utc::now()) {
            Ok(outside) => {
                if let Some(base) = self.bases.get_mut(&job.merges) {
                    *base = job.workspace.clone();
                }
                if let Some(outside) = outside {
                    self.tell(outside, report);
                }
                self.written = job.number;
                report(Report::Written(job.number));
                None
            }
            Err(error) => {
                let why = error.to_string();
                self.pending = Some(Job { reason: None, ..job });
                report(Report::Failed(why.clone()));
                Some(why)
            }
        }
    }

    fn watch(&mut self, report: &dyn Fn(Report)) {
        match self.keeper.take_in(self.look_only, Utc::now()) {
            Ok(outside) => {
                if let Some(outside) = outside {
                    self.tell(outside, report);
                }
                if std::mem::take(&mut self.told_stuck) {
                    report(Report::Written(self.written));
                }
            }
            // Another program may be writing the file just now; what stays wrong is told.
            Err(error) => {
                if self.keeper.is_stuck() {
                    self.told_stuck = true;
                    report(Report::Failed(error.to_string()));
                }
            }
        }
    }

    fn tell(&mut self, outside: Outside, report: &dyn Fn(Report)) {
        self.bases.entry(self.merges).or_insert_with(|| outside.ours.clone());
        self.merges += 1;
        report(Report::Outside(Box::new(outside)));
    }
}

/// The newest of the jobs that come in a burst; a backup that one of them asked for is still made.
fn gather(mut newest: Job, todo: &Receiver<Job>) -> Job {
    let until = Instant::now() + GATHER;
    while let Ok(newer) = todo.recv_timeout(until.saturating_duration_since(Instant::now())) {
        newest = Job { reason: newer.reason.or(newest.reason), ..newer };
    }
    newest
}
