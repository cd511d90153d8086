//! State of the palette and of the search.

use crate::model::TaskId;
use crate::query::Hit;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;

/// The palette while it is open. What it finds among the tasks is looked for elsewhere and handed to it.
#[derive(Default)]
pub struct Palette {
    pub(in crate::ui) text: String,
    /// Whether commands are listed, too.
    pub(in crate::ui) commands: bool,
    pub(in crate::ui) choice: usize,
    pub(in crate::ui) rows: Vec<Row>,
    /// What the rows were made for.
    pub(in crate::ui) made_for: Option<String>,
    pub(in crate::ui) hits: Vec<Hit>,
    /// What the hits are for.
    pub(in crate::ui) found_for: Option<String>,
    /// Enter was pressed before the tasks were found.
    pub(in crate::ui) takes_first: bool,
    /// It was Ctrl+Enter: work on the task that is taken begins.
    pub(in crate::ui) starts: bool,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row {
    Command(Command),
    /// A command that cannot be run now.
    Disabled(Command),
    Task {
        task: TaskId,
        open: bool,
    },
}

/// Most lines that are listed.
pub const MOST: usize = 50;

impl Palette {
    /// The palette with every command and every task.
    pub fn of_all() -> Self {
        Self { commands: true, ..Self::default() }
    }

    /// The search: tasks only.
    pub fn of_tasks() -> Self {
        Self::default()
    }

    /// The text for which tasks are to be found, if it is not the one for which they were.
    pub fn looks_for(&self) -> Option<&str> {
        (!self.is_settled()).then_some(self.text.as_str())
    }

    /// Takes the tasks that were found for a text.
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
        self.rows.extend(enabled.into_iter().map(Row::Command));
        if !(self.commands && self.text.trim().is_empty()) {
            self.rows.extend(self.hits.iter().map(|hit| Row::Task { task: hit.task, open: hit.open }));
        }
        self.rows.truncate(MOST);
        if !self.text.trim().is_empty() {
            self.rows.extend(disabled.into_iter().map(Row::Disabled));
        }
        self.made_for = Some(self.text.clone());
    }
}

/// The commands whose name has all words of the text; those that begin with it first.
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
