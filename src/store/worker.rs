//! Saving off the frame.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::files::save;
use crate::model::Workspace;

/// How long changes are gathered before they are written: a burst of typing is one write.
const GATHER: Duration = Duration::from_millis(80);

/// What is known about the copy on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The last change is on disk.
    Saved,
    Saving,
    /// It is not, and why. Work goes on; the next change tries again.
    Failed(String),
}

/// A worker that keeps a folder up to date with the workspace.
#[derive(Debug)]
pub struct Saver {
    jobs: Option<Sender<(u64, Workspace)>>,
    results: Receiver<(u64, Result<(), String>)>,
    thread: Option<JoinHandle<Option<String>>>,
    asked: u64,
    state: SaveState,
}

impl Saver {
    /// Starts a worker for `folder`, which holds `on_disk` now (or what is not known). `wake` is called after each write.
    pub fn new(folder: PathBuf, on_disk: Option<Workspace>, wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, todo) = channel();
        let (report, results) = channel();
        let thread = std::thread::Builder::new()
            .name("save".into())
            .spawn(move || work(&folder, on_disk, &todo, &report, &wake))
            .ok();
        let state =
            if thread.is_some() { SaveState::Saved } else { SaveState::Failed("no thread to save with".into()) };
        Self { jobs: Some(jobs), results, thread, asked: 0, state }
    }

    /// Asks for `workspace` to be written; it is on disk within 200 ms, or [`Saver::state`] says why not.
    pub fn save(&mut self, workspace: Workspace) {
        self.asked += 1;
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send((self.asked, workspace)).is_ok());
        self.state = if sent { SaveState::Saving } else { SaveState::Failed("the save worker has stopped".into()) };
    }

    /// What is known by now.
    pub fn state(&mut self) -> &SaveState {
        while let Ok((job, result)) = self.results.try_recv() {
            match result {
                Ok(()) if job == self.asked => self.state = SaveState::Saved,
                Ok(()) => {}
                Err(why) => self.state = SaveState::Failed(why),
            }
        }
        &self.state
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

/// Writes the newest value that was sent, until nobody sends any more. Returns what kept the last one from the disk.
fn work(
    folder: &std::path::Path,
    mut on_disk: Option<Workspace>,
    todo: &Receiver<(u64, Workspace)>,
    report: &Sender<(u64, Result<(), String>)>,
    wake: &impl Fn(),
) -> Option<String> {
    let mut failed = None;
    while let Ok(mut newest) = todo.recv() {
        let until = Instant::now() + GATHER;
        while let Ok(newer) = todo.recv_timeout(until.saturating_duration_since(Instant::now())) {
            newest = newer;
        }
        let (job, workspace) = newest;
        let result = save(folder, &workspace, on_disk.as_ref()).map_err(|error| error.to_string());
        failed = result.as_ref().err().cloned();
        on_disk = if failed.is_none() { Some(workspace) } else { None };
        let _ = report.send((job, result));
        wake();
    }
    failed
}
