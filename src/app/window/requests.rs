//! Requests to this window: from its own arguments, and from later starts of the program.

use super::errand::Errand;
use crate::app::gapwise::Gapwise;
use crate::model::Moment;
use crate::ui::View;
use crate::ui::command::Command;

impl Gapwise {
    /// Carries out the requests of this start, and those of later ones, which also show the window.
    pub(crate) fn take_requests(&mut self, now: Moment) {
        let single_window = self.folder.open.as_ref().and_then(|open| open.single_window.as_ref());
        let requests: Vec<_> =
            single_window.map(|single_window| single_window.requests().collect()).unwrap_or_default();
        for errand in std::mem::take(&mut self.folder.work.errands) {
            self.run_errand(errand, now);
        }
        for errands in requests {
            self.egui.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
            self.egui.send_viewport_cmd(egui::ViewportCommand::Focus);
            for errand in errands {
                self.run_errand(errand, now);
            }
        }
    }

    /// Carries out one request.
    pub fn run_errand(&mut self, errand: Errand, now: Moment) {
        match errand {
            Errand::Import(file) => self.start_import(file, now),
            Errand::Draft(text) => {
                self.show_view(View::Plan);
                self.state.quick_add.draft(text);
            }
            Errand::Now => self.run(Command::Minutes, now),
            Errand::Today => {
                self.show_view(View::Plan);
                self.run(Command::Today, now);
            }
        }
    }
}
