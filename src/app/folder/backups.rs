//! Backups: list, preview and restore.

use chrono::{DateTime, Utc};

use crate::app::gapwise::Gapwise;
use crate::calendar::words::weekday_day_year;
use crate::model::{Action, Moment, Workspace};
use crate::store::{Backup, BackupReason, preview};
use crate::ui::{BackupLine, Dialog};

impl Gapwise {
    /// Opens the list of backups.
    pub(crate) fn show_backups(&mut self) {
        let line = |backup: Backup| BackupLine {
            name: backup.name(),
            text: format!("{}, {}", self.local_time(backup.taken), backup.reason),
        };
        let list = self.folder.backups().into_iter().map(line).collect();
        self.state.dialog = Some(Dialog::Backups { list, chosen: None, preview: Vec::new() });
    }

    /// Shows the changes that restoring a backup of the list would make.
    pub(crate) fn preview_backup(&mut self, at: usize) {
        let lines = self.backup_at(at).map(|(_, workspace)| preview(self.workspace(), &workspace));
        if let Some(Dialog::Backups { chosen, preview, .. }) = &mut self.state.dialog {
            *chosen = lines.is_some().then_some(at);
            *preview = match lines {
                Some(lines) if lines.is_empty() => vec!["Same as the open workspace.".into()],
                Some(lines) => lines,
                None => vec!["This backup is damaged.".into()],
            };
        }
    }

    /// Restores a backup of the list. Undo takes it back.
    pub(crate) fn restore_backup(&mut self, at: usize, now: Moment) {
        let Some((backup, workspace)) = self.backup_at(at) else { return };
        let taken = self.local_time(backup.taken);
        let action = Action::Become { name: format!("restore the backup of {taken}"), workspace: Box::new(workspace) };
        self.state.dialog = None;
        if self.act_after_backup(&action, BackupReason::Restore, now) {
            self.toast(format!("The backup of {taken} is restored."), true);
        }
    }

    /// Returns a backup of the list and its workspace; `None` if it cannot be read.
    fn backup_at(&self, at: usize) -> Option<(Backup, Workspace)> {
        let Some(Dialog::Backups { list, .. }) = &self.state.dialog else { return None };
        self.folder.read_backup(&list.get(at)?.name)
    }

    fn local_time(&self, at: DateTime<Utc>) -> String {
        let at = self.time.here().local(at);
        format!("{} {}", weekday_day_year(at.date()), self.time.words.time(at))
    }
}
