//! State of the palette and the search.

use crate::model::{EventId, TaskId};
use crate::query::{Findable, Hit};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;

/// The open palette. A worker searches the tasks and hands in the hits.
#[derive(Default)]
pub struct Palette {
    pub(in crate::ui) text: String,
    /// Whether it lists commands, too.
    pub(in crate::ui) commands: bool,
    pub(in crate::ui) choice: usize,
    pub(in crate::ui) rows: Vec<PaletteRow>,
    /// The text that the rows belong to.
    pub(in crate::ui) made_for: Option<String>,
    pub(in crate::ui) hits: Vec<Hit>,
    /// The text that the hits belong to.
    pub(in crate::ui) found_for: Option<String>,
    /// Enter was pressed before the hits arrived.
    pub(in crate::ui) takes_first: bool,
    /// Ctrl+Enter was pressed: start the chosen task.
    pub(in crate::ui) starts: bool,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PaletteRow {
    Command(Command),
    /// A command that is disabled now.
    Disabled(Command),
    Task {
        task: TaskId,
        open: bool,
    },
    Event(EventId),
}

/// Maximum number of rows.
pub const MOST: usize = 50;

impl Palette {
    /// Opens it with all commands and tasks.
    pub fn of_all() -> Self {
        Self { commands: true, ..Self::default() }
    }

    /// Opens it with tasks only.
    pub fn of_tasks() -> Self {
        Self::default()
    }

    /// Returns the text to search for; `None` if the hits are current.
    pub fn looks_for(&self) -> Option<&str> {
        (!self.is_settled()).then_some(self.text.as_str())
    }

    /// Takes the hits for a text.
    pub fn take_hits(&mut self, text: String, hits: Vec<Hit>) {
        (self.hits, self.found_for, self.made_for) = (hits, Some(text), None);
    }

    pub(in crate::ui) fn is_settled(&self) -> bool {
        (self.commands && self.text.trim().is_empty()) || self.found_for.as_ref() == Some(&self.text)
    }

    pub(in crate::ui) fn refresh(&mut self, ctx: &ViewContext) {
        if self.made_for.as_ref() == Some(&self.text) {
            return;
        }
        if self.found_for.as_ref() != Some(&self.text) {
            self.choice = 0;
        }
        self.rows.clear();
        let (enabled, disabled): (Vec<_>, Vec<_>) = if self.commands { commands(&self.text) } else { Vec::new() }
            .into_iter()
            .partition(|command| command.is_enabled(ctx));
        self.rows.extend(enabled.into_iter().map(PaletteRow::Command));
        if !(self.commands && self.text.trim().is_empty()) {
            self.rows.extend(self.hits.iter().map(|hit| match hit.item {
                Findable::Task(task) => PaletteRow::Task { task, open: hit.open },
                Findable::Event(event) => PaletteRow::Event(event),
            }));
        }
        self.rows.truncate(MOST);
        if !self.text.trim().is_empty() {
            self.rows.extend(disabled.into_iter().map(PaletteRow::Disabled));
        }
        self.made_for = Some(self.text.clone());
    }
}

/// Returns commands whose name contains every word of the text; prefix matches first.
fn commands(text: &str) -> Vec<Command> {
    let lower = text.trim().to_lowercase();
    let fits = |command: &Command| {
        let name = command.text().to_lowercase();
        lower.split_whitespace().all(|word| name.contains(word))
    };
    let moves = |command: &Command| !matches!(command, Command::Up | Command::Down | Command::Left | Command::Right);
    let mut all: Vec<Command> = Command::all().filter(moves).filter(fits).collect();
    all.sort_by_key(|command| !command.text().to_lowercase().starts_with(&lower));
    all
}
