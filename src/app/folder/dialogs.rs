//! Dialogs for paths and their answers.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::work::Picker;
use crate::app::gapwise::Gapwise;
use crate::model::{Moment, Workspace};
use crate::store::{Place, save};
use crate::ui::{Dialog, DialogAnswer, PathPurpose};

/// Minimum time of a native dialog. One that ends sooner was never shown: no service answered.
const NO_SERVICE: Duration = Duration::from_millis(700);

impl Gapwise {
    /// Asks for a path: a field to type it, and a native dialog where the desktop has one.
    pub(crate) fn ask_for_path(&mut self, purpose: PathPurpose) {
        let text = match purpose {
            PathPurpose::Open => self.folder.path().map(|folder| folder.display().to_string()).unwrap_or_default(),
            PathPurpose::SaveReport => self.report_path().display().to_string(),
            PathPurpose::Export => Self::export_path().display().to_string(),
            _ => String::new(),
        };
        self.state.dialog = Some(Dialog::Path { purpose, text, error: None });
        self.browse(purpose);
    }

    fn browse(&mut self, purpose: PathPurpose) {
        let (answer, answers) = channel();
        let dialog = rfd::AsyncFileDialog::new();
        let wake = self.egui.clone();
        // macOS asks for the future on the main thread; another thread waits for it.
        let picked: Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match purpose {
            PathPurpose::New | PathPurpose::Open | PathPurpose::SaveCopy | PathPurpose::SaveElsewhere => {
                Box::pin(dialog.pick_folder())
            }
            PathPurpose::SaveReport => {
                let path = self.report_path();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                Box::pin(dialog.set_file_name(name).save_file())
            }
            PathPurpose::Export => Box::pin(dialog.set_file_name("tasks.ics").save_file()),
            PathPurpose::Import => {
                let kinds = ["ics", "ical", "ifb", "vcs", "txt", "json", "csv", "md", "org"];
                Box::pin(dialog.add_filter("Calendars and tasks", &kinds).add_filter("All files", &["*"]).pick_file())
            }
        };
        let wait = move || {
            let path = pollster::block_on(picked).map(|file| file.path().to_path_buf());
            if answer.send(path).is_ok() {
                wake.request_repaint();
            }
        };
        match std::thread::Builder::new().name("dialog".into()).spawn(wait) {
            Ok(_) => self.folder.work.picker = Some(Picker { purpose, since: Instant::now(), answer: answers }),
            Err(error) => tracing::warn!("no native dialog: {error}"),
        }
    }

    /// Uses the path that was picked in a native dialog.
    pub(crate) fn take_picked(&mut self, now: Moment) {
        let Some(picker) = self.folder.work.picker.take() else { return };
        match picker.answer.try_recv() {
            Ok(Some(path)) => self.use_path(picker.purpose, path, now),
            Ok(None) if picker.since.elapsed() > NO_SERVICE && self.folder.saver.is_some() => self.state.dialog = None,
            Ok(None) => {}
            Err(_) => self.folder.work.picker = Some(picker),
        }
    }

    /// Carries out the answer to a dialog.
    pub(crate) fn answer(&mut self, answer: DialogAnswer, now: Moment) {
        match answer {
            DialogAnswer::Close if self.folder.saver.is_none() && self.personal.file.is_some() => {
                self.egui.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            DialogAnswer::Close => self.state.dialog = None,
            DialogAnswer::Browse(purpose) => self.browse(purpose),
            DialogAnswer::Path(purpose, path) => self.use_path(purpose, path, now),
            DialogAnswer::OpenAs(folder, how) => {
                self.state.dialog = None;
                self.open_as(Place::of(&folder), how, None);
            }
            DialogAnswer::TakeOther(at) => self.take_other(at, now),
            DialogAnswer::AskPath(purpose) => self.ask_for_path(purpose),
            DialogAnswer::SaveAgain => self.save(None),
            DialogAnswer::CloseUnsaved => {
                self.closing.unsaved = true;
                self.egui.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            DialogAnswer::ShowBackups => self.show_backups(),
            DialogAnswer::PreviewBackup(at) => self.preview_backup(at),
            DialogAnswer::RestoreBackup(at) => self.restore_backup(at, now),
        }
    }

    pub(crate) fn use_path(&mut self, purpose: PathPurpose, path: PathBuf, now: Moment) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let problem = match purpose {
            PathPurpose::Open if !path.is_dir() => Some("Folder not found.".to_owned()),
            PathPurpose::Open => {
                self.open_folder(&path);
                return;
            }
            PathPurpose::New | PathPurpose::SaveCopy | PathPurpose::SaveElsewhere if has_files(&path) => {
                Some("The folder is not empty. Choose a new or an empty one.".to_owned())
            }
            PathPurpose::New => save(&path, &Workspace::default(), None)
                .map(|()| self.open_folder(&path))
                .err()
                .map(|error| error.to_string()),
            PathPurpose::SaveElsewhere => self.move_to(&path).err(),
            PathPurpose::SaveCopy => save(&path, self.workspace(), None).err().map(|error| error.to_string()),
            PathPurpose::SaveReport => self.save_report(&path),
            PathPurpose::Export => self.export_to(&path, now),
            PathPurpose::Import if !path.is_file() => Some("File not found.".to_owned()),
            PathPurpose::Import => {
                self.start_import(path.clone(), now);
                None
            }
        };
        match problem {
            Some(error) => {
                let text = path.display().to_string();
                self.state.dialog = Some(Dialog::Path { purpose, text, error: Some(error) });
            }
            None => {
                self.state.dialog = None;
                if purpose == PathPurpose::SaveCopy {
                    self.toast(format!("Copy saved: {}", path.display()), false);
                }
            }
        }
    }
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
