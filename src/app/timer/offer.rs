//! The offer of work while no timer runs.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::app::derived::input::minute_of;
use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{AskJob, DayJob, PlanAnswer, Question};
use crate::calendar::{Agenda, BusyKind, busy_spans, gaps};
use crate::model::{Block, Minutes, Moment, Span};
use crate::ui::{NextOffer, View};

/// Time that an extension adds, and the shortest rest that is worth an offer.
pub(super) const MORE: Minutes = Minutes::new(5);

impl Gapwise {
    /// Offers work for the time until the next fixed thing, in the Focus view: at once the blocks whose time has come,
    /// and the planner's choice when it is found.
    pub(super) fn offer(&mut self, finished: String, now: Moment) {
        let workspace = self.workspace();
        let agenda = Agenda::of(workspace, self.today(now), self.time.here());
        let settings = &workspace.settings;
        let gaps = gaps(&agenda, settings, now.local);
        let busy = busy_spans(&agenda, settings, now.local);
        // A block whose time has come does not end the free time: it is work for it.
        let waits = |kind: BusyKind, span: Span| kind == BusyKind::Block && span.start <= now.local;
        let taken = busy.iter().filter(|it| !waits(it.kind, it.span)).map(|it| it.span);
        let next = taken.filter(|span| span.end > now.local && !span.is_empty()).min_by_key(|span| span.start);
        let end = agenda.working_frame().map(|frame| frame.end).filter(|end| *end > now.local);
        let until: Option<NaiveDateTime> = next.map(|span| span.start.max(now.local)).into_iter().chain(end).min();
        let minutes = until.map_or(settings.rhythm.focus, |until| Minutes::between(now.local, until));
        let question = Question::Now(minutes.min(settings.rhythm.focus));
        let until = until.map_or_else(String::new, |until| {
            let event = agenda.events.iter().find(|event| event.blocks && event.span.start == until);
            let name = event.map_or_else(String::new, |event| format!("{} at ", event.title));
            format!("{name}{}", self.time.words.time(until))
        });
        let rest_due = workspace.rest_is_due(now.instant);
        let rest = workspace.next_rest(now.instant);
        let open = |block: &&Arc<Block>| block.state.is_open();
        let fits = |block: &&Arc<Block>| block.span().contains(now.local) && block.minutes <= minutes;
        let due = agenda.blocks.iter().filter(open).filter(fits);
        let due: Vec<_> = due.map(|block| (block.task, block.step, block.minutes)).collect();
        let offer = NextOffer { finished, minutes, until, due, rest, rest_due, ..NextOffer::default() };
        let day = DayJob { agenda, gaps, passed: self.planning.passed.clone(), shown: Arc::default() };
        let (here, words) = (self.time.here(), self.time.words);
        let job = AskJob { question, workspace: workspace.clone(), day, now, here, words };
        self.state.focus.offer = Some(offer);
        self.planning.ask_for_offer(job);
        self.note_offer(now);
        self.take_offer();
    }

    /// Notes the minute and the revision of the workspace that the offer holds for. Returns whether they changed.
    fn note_offer(&mut self, now: Moment) -> bool {
        self.timing.offered_for.refresh((minute_of(now).local, self.history.revision()), |_| ())
    }

    /// Takes the planner's choice for the offer.
    fn take_offer(&mut self) {
        let Some(PlanAnswer::Now(_, answer)) = self.planning.offered() else { return };
        if let Some(offer) = &mut self.state.focus.offer {
            (offer.work, offer.is_answered) = (answer.best.work, true);
        }
    }

    /// Brings the offer to the present minute and workspace. In the Focus view there is one whenever no timer runs.
    pub(crate) fn refresh_offer(&mut self, now: Moment) {
        self.take_offer();
        let idle = self.state.view == View::Focus && self.workspace().open_session().is_none();
        let is_old = self.note_offer(now);
        let old = match self.state.focus.offer.take_if(|_| is_old) {
            Some(old) => old,
            None if idle && self.state.focus.offer.is_none() => NextOffer { rest_due: true, ..NextOffer::default() },
            None => return,
        };
        self.offer(old.finished, now);
        let tasks = &self.history.workspace().tasks;
        if let Some(offer) = &mut self.state.focus.offer {
            offer.complete = old.complete.filter(|task| tasks.contains_key(task));
            offer.rest_due &= old.rest_due;
            if !offer.is_answered {
                // The work before stays until the new one is found.
                offer.is_answered = old.is_answered;
                offer.work = old.work.into_iter().filter(|(task, ..)| tasks.contains_key(task)).collect();
            }
        }
    }
}
