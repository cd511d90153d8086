//! Reports: preview, copy, save and open.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::folder::export::{documents, write_new};
use crate::app::gapwise::Gapwise;
use crate::model::{Action, Moment};
use crate::review::report::{Document, ReportFormat, ReportScope, tracked_csv};
use crate::ui::{PathPurpose, ReportForm, ReportPreview, ReviewIntent};

impl Gapwise {
    /// Carries out an intent of the Review view.
    pub(crate) fn review(&mut self, intent: ReviewIntent, now: Moment) {
        match intent {
            ReviewIntent::Go(day) => self.show_day(day, now),
            ReviewIntent::Write(review) => {
                self.act(&Action::SetReview(review), now);
            }
            ReviewIntent::Apply(settings) => {
                if self.act(&Action::SetSettings(settings), now) {
                    self.toast("Settings changed", true);
                }
            }
            ReviewIntent::MoveLeft(block, day) => self.move_left(block, day, now),
            ReviewIntent::BackToMatrix(block) => self.back_to_matrix(block, now),
            ReviewIntent::Drop(block) => self.drop_left(block, now),
            ReviewIntent::DoneForToday => self.done_for_today(now),
            ReviewIntent::FirstTomorrow(task) => self.begin_tomorrow_with(task, now),
            ReviewIntent::Preview(form) => self.preview(form, now),
            ReviewIntent::CopyReport => {
                if let Some(preview) = &self.state.review.preview {
                    self.egui.copy_text(preview.text.clone());
                    self.toast("Copied", false);
                }
            }
            ReviewIntent::SaveReport => self.ask_where_to_save(),
            ReviewIntent::OpenReport => self.look_at_page(),
        }
    }

    fn preview(&mut self, form: ReportForm, now: Moment) {
        let source = self.source(now, form.without_private);
        let document = Document::of(&source, form.scope);
        let text = match form.format {
            ReportFormat::Markdown => document.markdown(),
            ReportFormat::Page => document.html(),
            ReportFormat::Csv(by) => tracked_csv(&source, form.scope.period(), by),
        };
        self.state.review.preview = Some(ReportPreview { form, document, text });
    }

    /// Opens the report in the browser. Its file is private to the user and deleted with the app.
    fn look_at_page(&mut self) {
        let Some(preview) = &self.state.review.preview else { return };
        let written = tempfile::Builder::new().prefix("gapwise-report-").suffix(".html").tempfile().and_then(|file| {
            fs::write(file.path(), &preview.text)?;
            Ok(file.into_temp_path())
        });
        match written {
            Ok(path) => {
                self.egui.open_url(egui::OpenUrl::new_tab(format!("file://{}", path.display())));
                self.looking.page = Some(path);
            }
            Err(error) => self.toast(format!("The page could not be written: {error}"), false),
        }
    }

    fn ask_where_to_save(&mut self) {
        if self.state.review.preview.is_some() {
            self.ask_for_path(PathPurpose::SaveReport);
        }
    }

    /// Returns the default path of a report: "review-2026-11-23.html" in the documents folder.
    pub(crate) fn report_path(&self) -> PathBuf {
        let Some(preview) = &self.state.review.preview else { return PathBuf::new() };
        let days = preview.form.scope.period();
        let name = match preview.form.scope {
            _ if matches!(preview.form.format, ReportFormat::Csv(_)) => {
                format!("time-{}-{}-days", days.from, days.len())
            }
            ReportScope::Plan(day) => format!("plan-{}", day.date),
            ReportScope::Day(day) => format!("review-{}", day.date),
            ReportScope::Period(period) => format!("review-{}-{}-days", period.from, period.len()),
        };
        documents().join(name + preview.form.format.ending())
    }

    /// Writes the shown report. Returns the message of a failure.
    pub(crate) fn save_report(&mut self, path: &Path) -> Option<String> {
        let preview = self.state.review.preview.as_ref()?;
        match write_new(path, &preview.text) {
            Ok(()) => {
                self.toast(format!("Report saved: {}", path.display()), false);
                self.state.review.preview = None;
                None
            }
            Err(error) => Some(error),
        }
    }
}
