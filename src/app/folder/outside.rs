//! Changes from outside: merges and their conflicts.

use super::open_folder::READ_ONLY;
use crate::app::gapwise::Gapwise;
use crate::model::{Moment, Workspace};
use crate::store::{Conflict, Outside, Saver, preview};
use crate::ui::Dialog;
use crate::ui::command::Command;

/// Maximum changes that a message lists.
const TOAST_LINES: usize = 3;

impl Gapwise {
    /// Merges changes that others made on disk.
    pub(crate) fn take_in_outside(&mut self) {
        while let Some(mut outside) = self.folder.saver.as_mut().and_then(Saver::take_outside) {
            let before = self.workspace().clone();
            let next = outside.brought_into(&before);
            let Outside { merged, conflicts, notes, .. } = outside;
            let in_step = next.is(&merged);
            let lines = preview(&before, &next);
            tracing::info!(changes = lines.len(), conflicts = conflicts.len(), "merged changes from outside");
            if self.folder.open.as_mut().is_some_and(|open| std::mem::take(&mut open.waits)) {
                self.end_waiting(next);
            } else if lines.is_empty() {
                // Heartbeats and tombstones are taken in without a message.
                self.history.replace(next);
            } else {
                self.history.take_in(next);
                let more = if lines.len() > TOAST_LINES { " …" } else { "" };
                let lines: Vec<_> = lines.into_iter().take(TOAST_LINES).collect();
                let text = format!("Changed outside: {}{more}", lines.join("; "));
                self.toast_for(text, Some(Command::TakeBackMerge));
            }
            if !in_step {
                self.save(None);
            }
            for note in notes {
                self.toast(note, false);
            }
            self.tell_conflicts(conflicts);
        }
    }

    /// Shows a workspace whose files can be read again. Reading them is not a change, so there is no undo step.
    fn end_waiting(&mut self, workspace: Workspace) {
        self.history.replace(workspace);
        if let Some(open) = &mut self.folder.open {
            open.read_only = None;
        }
        if matches!(&self.state.dialog, Some(Dialog::Problem { title, .. }) if title == READ_ONLY) {
            self.state.dialog = None;
        }
    }

    /// Undoes the last merge.
    pub(crate) fn take_back_merge(&mut self) {
        let now = self.time.now().instant;
        if self.folder.read_only().is_none() && self.history.take_back_merge(now) {
            self.save(None);
            self.toast("The changes from outside are undone.", true);
        }
    }

    /// Queues conflicts with a choice, each once, and reports the others.
    pub(crate) fn tell_conflicts(&mut self, conflicts: Vec<Conflict>) {
        let (choices, news): (Vec<_>, Vec<_>) = conflicts.into_iter().partition(Conflict::has_choice);
        for conflict in choices {
            let key = |it: &Conflict| (it.record.clone(), it.field.clone(), it.other.clone());
            if !self.folder.told_conflicts.iter().any(|it| key(it) == key(&conflict)) {
                self.folder.told_conflicts.push(conflict.clone());
                self.folder.conflicts.push(conflict);
            }
        }
        for conflict in news {
            self.toast(conflict.to_string(), false);
        }
        self.show_conflicts();
    }

    /// Shows the queued conflicts, unless the user is typing or another dialog is open.
    pub(crate) fn show_conflicts(&mut self) {
        if self.folder.conflicts.is_empty() || self.egui.text_edit_focused() {
            return;
        }
        match &mut self.state.dialog {
            Some(Dialog::Conflicts(open)) => open.append(&mut self.folder.conflicts),
            Some(_) => {}
            None => self.state.dialog = Some(Dialog::Conflicts(std::mem::take(&mut self.folder.conflicts))),
        }
    }

    /// Takes the other side's value of a conflict in the list.
    pub(crate) fn take_other(&mut self, at: usize, now: Moment) {
        let Some(Dialog::Conflicts(open)) = &mut self.state.dialog else { return };
        if at >= open.len() {
            return;
        }
        let conflict = open.remove(at);
        if open.is_empty() {
            self.state.dialog = None;
        }
        match conflict.take_other(self.workspace()) {
            Some(action) => drop(self.act(&action, now)),
            None => self.toast(format!("{} is no longer there.", conflict.record), false),
        }
    }
}
