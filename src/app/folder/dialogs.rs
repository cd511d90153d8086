//! Dialogs for paths and their answers.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::work::Picker;
use crate::app::gapwise::Gapwise;
use crate::model::{Moment, Workspace};
use crate::store::{Place, save};
use crate::ui::{Answer, Dialog, Purpose};

/// Minimum time of a native dialog. One that ends sooner was never shown: no service answered.
const NO_SERVICE: Duration = Duration::from_millis(700);

impl Gapwise {
    /// Asks for a path: a field to type it, and a native dialog where the desktop has one.
    pub(crate) fn ask_for_path(&mut self, purpose: Purpose) {
        let text = match purpose {
            Purpose::Open => self.folder.path().map(|folder| folder.display().to_string()).unwrap_or_default(),
            Purpose::SaveReport => self.report_path().display().to_string(),
            _ => String::new(),
        };
        self.state.dialog = Some(Dialog::Path { purpose, text, error: None });
        self.browse(purpose);
    }

    fn browse(&mut self, purpose: Purpose) {
        let (answer, answers) = channel();
        let dialog = rfd::AsyncFileDialog::new();
        let wake = self.egui.clone();
        // macOS asks for the future on the main thread; another thread waits for it.
        let picked: Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match purpose {
            Purpose::New | Purpose::Open | Purpose::SaveCopy | Purpose::SaveElsewhere => Box::pin(dialog.pick_folder()),
            Purpose::SaveReport => {
                let path = self.report_path();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                Box::pin(dialog.set_file_name(name).save_file())
            }
            Purpose::Import => Box::pin(dialog.add_filter("Calendars", &["ics", "ical", "ifb"]).pick_file()),
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
    pub(crate) fn answer(&mut self, answer: Answer, now: Moment) {
        match answer {
            Answer::Close if self.folder.saver.is_none() && self.personal.file.is_some() => {
                self.egui.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Answer::Close => self.state.dialog = None,
            Answer::Browse(purpose) => self.browse(purpose),
            Answer::Path(purpose, path) => self.use_path(purpose, path, now),
            Answer::OpenAs(folder, how) => {
                self.state.dialog = None;
                self.open_as(Place::of(&folder), how, None);
            }
            Answer::TakeOther(at) => self.take_other(at, now),
            Answer::Run(command) => self.run(command, now),
            Answer::CloseUnsaved => {
                self.closing.unsaved = true;
                self.egui.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Answer::ShowBackups => self.show_backups(),
            Answer::PreviewBackup(at) => self.preview_backup(at),
            Answer::RestoreBackup(at) => self.restore_backup(at, now),
            Answer::SetKeys(command, keys) => self.personal.set_keys(command, keys),
            Answer::ResetKeys(command) => self.personal.reset_keys(command),
        }
    }

    pub(crate) fn use_path(&mut self, purpose: Purpose, path: PathBuf, now: Moment) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let problem = match purpose {
            Purpose::Open if !path.is_dir() => Some("Folder not found.".to_owned()),
            Purpose::Open => {
                self.open_folder(&path);
                return;
            }
            Purpose::New | Purpose::SaveCopy | Purpose::SaveElsewhere if has_files(&path) => {
                Some("The folder is not empty. Choose a new or an empty one.".to_owned())
            }
            Purpose::New => save(&path, &Workspace::default(), None)
                .map(|()| self.open_folder(&path))
                .err()
                .map(|error| error.to_string()),
            Purpose::SaveElsewhere => self.move_to(&path).err(),
            Purpose::SaveCopy => save(&path, self.workspace(), None).err().map(|error| error.to_string()),
            Purpose::SaveReport => self.save_report(&path),
            Purpose::Import if !path.is_file() => Some("File not found.".to_owned()),
            Purpose::Import => {
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
                if purpose == Purpose::SaveCopy {
                    self.toast(format!("Copy saved: {}", path.display()), false);
                }
            }
        }
    }
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
