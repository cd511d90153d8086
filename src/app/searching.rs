//! Finding tasks off the frame: the index is brought along and searched on a worker.

use std::sync::Arc;

use super::gapwise::Gapwise;
use super::worker::{Job, Worker};
use crate::model::Workspace;
use crate::query::{Hit, Index};
use crate::ui::MOST_HITS;

/// The index as the worker left it, and the worker.
pub(super) struct Searching {
    worker: Worker<SearchJob>,
    index: Arc<Index>,
}

/// What is looked for in which state of the workspace; nothing to make the index ready.
struct SearchJob {
    index: Arc<Index>,
    workspace: Workspace,
    text: Option<String>,
}

impl Job for SearchJob {
    type Answer = (Arc<Index>, Option<(String, Vec<Hit>)>);

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

impl Default for Searching {
    fn default() -> Self {
        Self { worker: Worker::Inline { answers: Vec::new() }, index: Arc::default() }
    }
}

impl Searching {
    pub fn on_thread(wake: impl Fn() + Send + 'static) -> Self {
        Self { worker: Worker::on_thread("search", wake), index: Arc::default() }
    }
}

impl Gapwise {
    /// Hands what was found to the palette and looks for what it asks for. One job at a time: the answer to an older one
    /// holds the index that the next one goes on from.
    pub(super) fn search(&mut self) {
        self.take_found();
        if self.searching.worker.is_busy() {
            return;
        }
        let text = self.state.palette.as_ref().and_then(|palette| palette.looks_for()).map(str::to_owned);
        let workspace = self.history.workspace();
        // The first index of a workspace is made before it is asked for.
        let to_be_made = self.searching.index.is_empty() && !self.searching.index.is_of(workspace);
        if text.is_none() && !to_be_made {
            return;
        }
        let job = SearchJob { index: Arc::clone(&self.searching.index), workspace: workspace.clone(), text };
        self.searching.worker.ask(job);
        self.take_found();
    }

    fn take_found(&mut self) {
        for (index, found) in self.searching.worker.take() {
            self.searching.index = index;
            if let (Some((text, hits)), Some(palette)) = (found, &mut self.state.palette) {
                palette.take_hits(text, hits);
                self.egui.request_repaint();
            }
        }
    }
}
