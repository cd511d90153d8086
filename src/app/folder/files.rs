//! Workspaces and calendar files: opening, importing, and the dialogs that ask for them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use egui::Ui;

use crate::app::gapwise::Gapwise;
use crate::exchange::{ImportReport, import_calendar};
use crate::model::{Action, Moment, Workspace};
use crate::store::{Place, Reason, read_chosen, save};
use crate::ui::{Answer, Dialog, Purpose};

/// A native dialog that is gone faster than this was never there: no service answered.
const NO_SERVICE: Duration = Duration::from_millis(700);

/// Work on files that is under way.
#[derive(Default)]
pub(crate) struct FileWork {
    /// A native dialog: what it is for, since when it is open, and its answer.
    picker: Option<(Purpose, Instant, Receiver<Option<PathBuf>>)>,
    imports: Vec<Receiver<Result<(Action, ImportReport), String>>>,
    /// The window is to be closed in the next frame.
    pub close_next: bool,
    /// Whether to close though the last changes are not saved: a copy of them is kept elsewhere.
    pub close_unsaved: bool,
    /// Whether the program was asked to stop from outside.
    pub stopping: Arc<AtomicBool>,
    /// Keeps the folder of the example as long as the app runs.
    pub example: Option<tempfile::TempDir>,
}

impl Gapwise {
    /// Opens a workspace made for today in a temporary folder.
    pub(crate) fn open_example(&mut self, now: Moment) {
        let example = crate::app::demo::demo_workspace(now);
        let made = tempfile::Builder::new().prefix("gapwise-example-").tempdir().map_err(|error| error.to_string());
        let saved = made.and_then(|dir| {
            save(&dir.path().join("workspace"), &example, None).map_err(|error| error.to_string())?;
            Ok(dir)
        });
        match saved {
            Ok(dir) => {
                let place = Place::with_state(&dir.path().join("workspace"), Some(&dir.path().join("state")));
                self.files.example = Some(dir);
                self.open_place(place);
            }
            Err(why) => self.toast(format!("The example could not be made: {why}"), false),
        }
    }

    /// Asks for a path: a field to type it, and a native dialog where the desktop has one.
    pub(crate) fn ask_for_path(&mut self, purpose: Purpose) {
        let text = match purpose {
            Purpose::Open => self.folder().map(|folder| folder.display().to_string()).unwrap_or_default(),
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
        // The future is made here, on the main thread, as macOS asks for, and waited for elsewhere.
        let picked: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match purpose {
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
        if std::thread::Builder::new().name("dialog".into()).spawn(wait).is_ok() {
            self.files.picker = Some((purpose, Instant::now(), answers));
        }
    }

    /// Carries out what was answered to a dialog.
    pub(crate) fn answer(&mut self, answer: Answer, now: Moment) {
        match answer {
            Answer::Close if self.saver.is_none() && self.prefs_file.is_some() => {
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
                self.files.close_unsaved = true;
                self.egui.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Answer::ShowBackups => self.show_backups(),
            Answer::PreviewBackup(at) => self.preview_backup(at),
            Answer::RestoreBackup(at) => self.restore_backup(at, now),
            Answer::SetKeys(command, keys) => self.set_keys(command, keys),
            Answer::ResetKeys(command) => self.reset_keys(command),
        }
    }

    fn use_path(&mut self, purpose: Purpose, path: PathBuf, now: Moment) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let problem = match purpose {
            Purpose::Open if !path.is_dir() => Some("There is no such folder.".to_owned()),
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
            Purpose::Import if !path.is_file() => Some("There is no such file.".to_owned()),
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
                    self.toast(format!("A copy is in {}", path.display()), false);
                }
            }
        }
    }

    /// Reads a calendar file on a thread of its own.
    pub(crate) fn start_import(&mut self, path: PathBuf, now: Moment) {
        let (done, results) = channel();
        let workspace = self.workspace().clone();
        let wake = self.egui.clone();
        let work = move || {
            let result = read_calendar(&path, &workspace, now);
            if done.send(result).is_ok() {
                wake.request_repaint();
            }
        };
        if std::thread::Builder::new().name("import".into()).spawn(work).is_ok() {
            self.files.imports.push(results);
        }
    }

    /// Takes what the workers have ready.
    pub(crate) fn drain_workers(&mut self, now: Moment) {
        self.take_in_outside();
        if let Some((purpose, since, answers)) = self.files.picker.take() {
            match answers.try_recv() {
                Ok(Some(path)) => self.use_path(purpose, path, now),
                Ok(None) if since.elapsed() > NO_SERVICE && self.saver.is_some() => self.state.dialog = None,
                Ok(None) => {}
                Err(_) => self.files.picker = Some((purpose, since, answers)),
            }
        }
        let waiting = std::mem::take(&mut self.files.imports);
        for results in waiting {
            match results.try_recv() {
                Ok(Ok((action, report))) => {
                    self.act_after_backup(&action, Reason::Import, now);
                    self.report_import(&report);
                }
                Ok(Err(why)) => self.toast(why, false),
                Err(std::sync::mpsc::TryRecvError::Empty) => self.files.imports.push(results),
                Err(std::sync::mpsc::TryRecvError::Disconnected) => self.toast("The import stopped.", false),
            }
        }
    }

    fn report_import(&mut self, report: &ImportReport) {
        self.toast(report.summary(), true);
        if !report.skipped.is_empty() || !report.warnings.is_empty() {
            self.state.dialog = Some(Dialog::Problem { title: report.summary(), text: report.details() });
        }
    }

    /// Files that were dropped on the window are calendars to import.
    pub(crate) fn take_dropped_files(&mut self, ui: &Ui, now: Moment) {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            let path = file.path();
            if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("ics")) {
                self.start_import(path.to_path_buf(), now);
            } else {
                self.toast("Only .ics files can be dropped here.", false);
            }
        }
    }
}

/// Reads a calendar file and says what it changes.
///
/// # Errors
/// In words, when the file cannot be read.
pub fn read_calendar(path: &Path, workspace: &Workspace, now: Moment) -> Result<(Action, ImportReport), String> {
    let bytes = read_chosen(path, crate::exchange::ics::MAX_FILE_BYTES as u64);
    let bytes = bytes.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let source = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    Ok(import_calendar(workspace, &source.display().to_string(), &bytes, now))
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
