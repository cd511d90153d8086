//! The state of the Review view's numbers.

use crate::app::derived::memo::Memo;
use crate::review::report::ReportScope;
use crate::ui::Reviewed;

/// The shown numbers, and the page in the browser.
#[derive(Default)]
pub(crate) struct Looking {
    /// By revision of the workspace, scope, and minute since 1970.
    pub numbers: Memo<(u64, ReportScope, i64), Reviewed>,
    /// The report that was opened in the browser; deleted with the app.
    pub page: Option<tempfile::TempPath>,
}

impl Looking {
    /// Returns the numbers of the last frame in which the Review view was shown.
    pub fn reviewed(&self) -> Option<&Reviewed> {
        self.numbers.value()
    }
}
