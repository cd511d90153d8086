//! "I have N minutes": work for the time until the next fixed thing.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::Question;
use crate::calendar::busy_spans;
use crate::model::{Minutes, Moment};
use crate::ui::MinutesQuestion;

impl Gapwise {
    /// Opens "I have N minutes" with the time until the next fixed thing. `early`: something has ended early.
    pub(crate) fn open_minutes(&mut self, early: bool, now: Moment) {
        let minutes = self.minutes_until_busy(now).clamp(Minutes::new(1), Minutes::new(120));
        let text = minutes.get().to_string();
        self.state.minutes = Some(MinutesQuestion { text, minutes, early, ..MinutesQuestion::default() });
        self.ask_minutes(minutes, now);
    }

    pub(crate) fn minutes_until_busy(&self, now: Moment) -> Minutes {
        let Some(view) = self.derived.days.today() else { return Minutes::new(15) };
        let busy = busy_spans(&view.agenda, &self.workspace().settings, now.local);
        let next = busy.iter().map(|busy| busy.span.start).filter(|start| *start > now.local).min();
        next.map_or(Minutes::new(15), |next| Minutes::between(now.local, next))
    }

    /// Asks for work that fits some minutes.
    pub(crate) fn ask_minutes(&mut self, minutes: Minutes, now: Moment) {
        if let Some(open) = &mut self.state.minutes {
            open.minutes = minutes;
            open.answer = None;
        }
        self.ask(Question::Now(minutes), now.local, now);
    }
}
