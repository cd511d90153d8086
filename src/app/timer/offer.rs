//! The offer of work while no timer runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::app::derived::input::minute_of;
use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, BusyKind, busy_spans, gaps};
use crate::model::{Block, Minutes, Moment, Span, StepId, TaskId};
use crate::planner::{Request, now_for};
use crate::ui::{NextOffer, View};

/// Time that an extension adds, and the shortest rest that is worth an offer.
pub(super) const MORE: Minutes = Minutes::new(5);

impl Gapwise {
    /// Offers work for the time until the next fixed thing, in the Focus view.
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
        let request = Request::new(workspace, &agenda, &gaps, &self.planning.passed, now, self.time.here());
        let answer = now_for(&request, minutes.min(settings.rhythm.focus));
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
        let due = due.map(|block| (block.task, block.step, block.minutes));
        let mut seen = BTreeSet::new();
        let fresh = |(task, step, _): &(TaskId, Option<StepId>, Minutes)| seen.insert((*task, *step));
        let work: Vec<_> = due.chain(answer.best.work).filter(fresh).take(3).collect();
        let at = (minute_of(now).local, self.history.revision());
        let offer = NextOffer { finished, minutes, until, work, rest, rest_due, complete: None, at };
        self.state.focus.offer = Some(offer);
    }

    /// Brings the offer to the present minute and workspace. In the Focus view there is one whenever no timer runs.
    pub(crate) fn refresh_offer(&mut self, now: Moment) {
        let idle = self.state.view == View::Focus && self.workspace().open_session().is_none();
        let current = (minute_of(now).local, self.history.revision());
        let old = match self.state.focus.offer.take_if(|offer| offer.at != current) {
            Some(old) => old,
            None if idle && self.state.focus.offer.is_none() => NextOffer { rest_due: true, ..NextOffer::default() },
            None => return,
        };
        self.offer(old.finished, now);
        if let Some(offer) = &mut self.state.focus.offer {
            offer.complete = old.complete.filter(|task| self.history.workspace().tasks.contains_key(task));
            offer.rest_due &= old.rest_due;
        }
    }
}
