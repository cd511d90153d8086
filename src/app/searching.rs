//! Finding tasks off the frame: a worker keeps the index up to date and searches it.

use std::sync::Arc;

use super::worker::{Job, Worker};
use crate::model::Workspace;
use crate::query::{Hit, Index};
use crate::ui::MOST_HITS;

/// A text and the tasks that match it.
type Found = (String, Vec<Hit>);

/// The index as the worker left it, and the worker.
#[derive(Default)]
pub(super) struct Searching {
    worker: Worker<SearchJob>,
    index: Arc<Index>,
}

/// Brings the index to a workspace and searches for a text; without one it only makes the index ready.
struct SearchJob {
    index: Arc<Index>,
    workspace: Workspace,
    text: Option<String>,
}

impl Job for SearchJob {
    type Answer = (Arc<Index>, Option<Found>);

    fn run(&self, _: &dyn Fn() -> bool, tell: &mut dyn FnMut(Self::Answer)) {
        let index = match self.index.is_of(&self.workspace) {
            true => Arc::clone(&self.index),
            false => Arc::new(self.index.brought_to(&self.workspace)),
        };
        let found = self.text.clone().map(|text| {
            let hits = index.search(&text, MOST_HITS);
            (text, hits)
        });
        tell((index, found));
    }
}

impl Searching {
    /// Searches on a thread, which calls `wake` after each answer.
    pub fn on_thread(wake: impl Fn() + Send + 'static) -> Self {
        Self { worker: Worker::on_thread("search", wake), index: Arc::default() }
    }

    /// Starts a search for `text` and returns the newest result. One job runs at a time, because the next one continues with
    /// its index.
    pub fn refresh(&mut self, workspace: &Workspace, text: Option<String>) -> Option<Found> {
        let earlier = self.take_found();
        if self.worker.is_busy() {
            return earlier;
        }
        // The first index of a workspace is made before the first search.
        let to_be_made = self.index.is_empty() && !self.index.is_of(workspace);
        if text.is_none() && !to_be_made {
            return earlier;
        }
        self.worker.ask(SearchJob { index: Arc::clone(&self.index), workspace: workspace.clone(), text });
        self.take_found().or(earlier)
    }

    fn take_found(&mut self) -> Option<Found> {
        let mut newest = None;
        for (index, found) in self.worker.take() {
            self.index = index;
            newest = found.or(newest);
        }
        newest
    }
}
