//! The thread that saves the workspace and watches its folder.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Utc;

use super::keeper::{Keeper, Outside};
use crate::model::Workspace;
use crate::store::folder::BackupReason;

/// Time to gather changes before a save, so that a burst of typing is one write.
const GATHER: Duration = Duration::from_millis(80);
/// Interval between checks for changes by others. A check reads a few stamps, which works on every file system;
/// notifications do not work on network ones.
const WATCH: Duration = Duration::from_secs(1);
/// Interval between attempts after a failed save.
const RETRY: Duration = Duration::from_secs(2);

/// The state of the last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The last change is on disk.
    Saved,
    Saving,
    /// The last change is not on disk, for this reason. The worker tries again every few seconds.
    Failed(String),
}

/// A value to write.
#[derive(Clone, Debug)]
struct SaveJob {
    number: u64,
    workspace: Workspace,
    /// Number of changes from outside that the workspace includes.
    merges: u64,
    reason: Option<BackupReason>,
}

#[derive(Debug)]
enum SaverReport {
    Written(u64),
    Failed(String),
    Outside(Box<Outside>),
}

/// A worker thread that keeps a folder and the open workspace equal.
#[derive(Debug)]
pub struct Saver {
    jobs: Option<Sender<SaveJob>>,
    results: Receiver<SaverReport>,
    thread: Option<JoinHandle<Option<String>>>,
    asked: u64,
    merges: u64,
    state: SaveState,
    outside: Vec<Outside>,
    /// Values sent and not acknowledged, by job number.
    sent: BTreeMap<u64, Workspace>,
    /// The last value on disk, as far as the sender knows.
    base: Option<Workspace>,
}

impl Saver {
    /// Starts a worker. It calls `wake` after each report. With `look_only` it writes nothing and only reports changes on
    /// disk.
    pub fn new(keeper: Keeper, look_only: bool, wake: impl Fn() + Send + 'static) -> Self {
        Self::start(keeper, look_only, None, wake)
    }

    /// Starts a worker in place of one that has stopped. The first value is merged from `base`, the last value that the
    /// earlier one wrote or reported.
    pub fn resume(keeper: Keeper, base: Option<Workspace>, wake: impl Fn() + Send + 'static) -> Self {
        Self::start(keeper, false, base, wake)
    }

    fn start(keeper: Keeper, look_only: bool, base: Option<Workspace>, wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, todo) = channel();
        let bases = base.clone().map(|base| (0, base)).into_iter().collect();
        // A worker that stops before its first save was told of no newer value.
        let on_disk = base.or_else(|| Some(keeper.known.clone()));
        let (report, results) = channel();
        let work = SaveWorker { keeper, look_only, bases, merges: 0, pending: None, written: 0, told_stuck: false };
        let thread = std::thread::Builder::new().name("save".into()).spawn(move || {
            work.run(&todo, &|it| {
                if report.send(it).is_err() {
                    tracing::debug!("nobody waits for the save worker");
                }
                wake();
            })
        });
        let state = if thread.is_ok() { SaveState::Saved } else { SaveState::Failed("no thread to save with".into()) };
        Self {
            jobs: Some(jobs),
            results,
            thread: thread.ok(),
            asked: 0,
            merges: 0,
            state,
            outside: Vec::new(),
            sent: BTreeMap::new(),
            base: on_disk,
        }
    }

    /// Requests a save of `workspace`. It is on disk within 200 ms, or [`Saver::state`] gives the error. With a
    /// `reason`, the worker backs up the folder first.
    pub fn save(&mut self, workspace: Workspace, reason: Option<BackupReason>) {
        self.asked += 1;
        self.sent.insert(self.asked, workspace.clone());
        let job = SaveJob { number: self.asked, workspace, merges: self.merges, reason };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        self.state = if sent { SaveState::Saving } else { SaveState::Failed("the save worker has stopped".into()) };
    }

    /// Returns the present state of the last save.
    pub fn state(&mut self) -> &SaveState {
        while let Ok(report) = self.results.try_recv() {
            match report {
                SaverReport::Written(job) => {
                    if job == self.asked {
                        self.state = SaveState::Saved;
                    }
                    self.base = self.sent.remove(&job).or(self.base.take());
                    self.sent = self.sent.split_off(&job);
                }
                SaverReport::Failed(why) => self.state = SaveState::Failed(why),
                SaverReport::Outside(outside) => self.outside.push(*outside),
            }
        }
        if self.has_stopped() && self.state == SaveState::Saving {
            self.state = SaveState::Failed("the save worker has stopped".into());
        }
        &self.state
    }

    /// Returns whether the worker thread has ended unexpectedly.
    pub fn has_stopped(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Takes the next change from outside. The caller must add it to the workspace before the next [`Saver::save`].
    pub fn take_outside(&mut self) -> Option<Outside> {
        self.state();
        let next = if self.outside.is_empty() { None } else { Some(self.outside.remove(0)) };
        self.merges += u64::from(next.is_some());
        self.base = next.as_ref().map(|outside| outside.merged.clone()).or(self.base.take());
        next
    }

    /// Returns the last value on disk, as far as it is known here: the base for the worker that takes over.
    pub fn base(&self) -> Option<&Workspace> {
        self.base.as_ref()
    }

    /// Writes the pending changes and stops the worker.
    ///
    /// # Errors
    /// The reason why the last value could not be written.
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
        if let Err(error) = self.finish() {
            tracing::warn!(error, "the last change was not saved");
        }
    }
}

/// The state of the worker thread.
struct SaveWorker {
    keeper: Keeper,
    look_only: bool,
    /// The base of each reported merge: jobs sent before the caller took the merge in start from it.
    bases: BTreeMap<u64, Workspace>,
    merges: u64,
    /// The job to try again after a failure.
    pending: Option<SaveJob>,
    /// The number of the last job that was written.
    written: u64,
    /// Whether an error of the folder was reported while there was nothing to write.
    told_stuck: bool,
}

impl SaveWorker {
    /// Saves the newest value that was sent, until the sender is dropped. Returns the reason why the last one is not on
    /// disk.
    fn run(mut self, todo: &Receiver<SaveJob>, report: &dyn Fn(SaverReport)) -> Option<String> {
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

    fn write(&mut self, job: SaveJob, report: &dyn Fn(SaverReport)) -> Option<String> {
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
                let notes = self.keeper.take_notes();
                let said = || {
                    let merged = job.workspace.clone();
                    Outside { ours: merged.clone(), merged, conflicts: Vec::new(), notes: Vec::new() }
                };
                if let Some(mut outside) = outside.or_else(|| (!notes.is_empty()).then(said)) {
                    outside.notes.extend(notes);
                    self.tell(outside, report);
                }
                self.written = job.number;
                report(SaverReport::Written(job.number));
                None
            }
            Err(error) => {
                let why = error.to_string();
                self.pending = Some(SaveJob { reason: None, ..job });
                report(SaverReport::Failed(why.clone()));
                Some(why)
            }
        }
    }

    fn watch(&mut self, report: &dyn Fn(SaverReport)) {
        match self.keeper.take_in(self.look_only, Utc::now()) {
            Ok(outside) => {
                if let Some(outside) = outside {
                    self.tell(outside, report);
                }
                if std::mem::take(&mut self.told_stuck) {
                    report(SaverReport::Written(self.written));
                }
            }
            // Another program may be writing the file at this moment, so only a lasting error is reported.
            Err(error) => {
                if self.keeper.is_stuck() {
                    self.told_stuck = true;
                    report(SaverReport::Failed(error.to_string()));
                }
            }
        }
    }

    fn tell(&mut self, outside: Outside, report: &dyn Fn(SaverReport)) {
        self.bases.entry(self.merges).or_insert_with(|| outside.ours.clone());
        self.merges += 1;
        report(SaverReport::Outside(Box::new(outside)));
    }
}

/// Returns the newest job of a burst, with the backup reason of an earlier one.
fn gather(mut newest: SaveJob, todo: &Receiver<SaveJob>) -> SaveJob {
    let until = Instant::now() + GATHER;
    while let Ok(newer) = todo.recv_timeout(until.saturating_duration_since(Instant::now())) {
        newest = SaveJob { reason: newer.reason.or(newest.reason), ..newer };
    }
    newest
}
