//! Reports: preview, copy, save and open.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::folder::export::{documents, write_new};
use crate::app::gapwise::Gapwise;
use crate::model::Moment;
use crate::review::report::{Document, ReportFormat, ReportScope, tracked_csv};
use crate::ui::{ReportForm, ReportPreview};

impl Gapwise {
    /// Shows a report before it is saved.
    pub(super) fn preview(&mut self, form: ReportForm, now: Moment) {
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
    pub(super) fn look_at_page(&mut self) {
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
