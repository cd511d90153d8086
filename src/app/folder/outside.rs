//! Changes from outside: merges and their conflicts.

use crate::app::gapwise::Gapwise;
use crate::model::Moment;
use crate::store::{Conflict, Newer, Outside, Saver, merge, preview};
use crate::ui::Dialog;
use crate::ui::command::Command;

/// Maximum changes that a message lists.
const TOAST_LINES: usize = 3;

impl Gapwise {
    /// Merges changes that others made on disk.
    pub(crate) fn take_in_outside(&mut self) {
        while let Some(outside) = self.folder.saver.as_mut().and_then(Saver::take_outside) {
            let Outside { ours, merged, mut conflicts, notes } = outside;
            let before = self.workspace().clone();
            let next = if before.is(&ours) {
                merged.clone()
            } else {
                let again = merge(Some(&ours), &before, &merged, Newer::Ours);
                conflicts.extend(again.conflicts);
                again.workspace
            };
            let in_step = next.is(&merged);
            let lines = preview(&before, &next);
            tracing::info!(changes = lines.len(), conflicts = conflicts.len(), "merged changes from outside");
            if !lines.is_empty() {
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

    /// Undoes the last merge.
    pub(crate) fn take_back_merge(&mut self) {
        if self.folder.read_only().is_none() && self.history.take_back_merge() {
            self.save(None);
            self.toast("The changes from outside are undone.", true);
        }
    }

    /// Adds conflicts to the open list, or opens one.
    pub(crate) fn tell_conflicts(&mut self, conflicts: Vec<Conflict>) {
        if conflicts.is_empty() {
            return;
        }
        if let Some(Dialog::Conflicts(open)) = &mut self.state.dialog {
            open.extend(conflicts);
        } else {
            self.state.dialog = Some(Dialog::Conflicts(conflicts));
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
        if let Some(action) = conflict.take_other {
            self.act(&action, now);
        }
    }
}
