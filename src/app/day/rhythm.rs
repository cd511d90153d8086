//! The rhythm of a day: running late, planning again, what fits now, what is left over, the morning and the end.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{Answer, Question};
use crate::calendar::{OccurrenceEdit, become_urgent, busy_spans, round_down};
use crate::model::{
    Action, Block, BlockId, BlockState, Fullness, Minutes, Moment, PlanningDay, Settings, Span, StepId, TaskEdit,
    TaskId,
};
use crate::planner::{DayChange, Proposal};
use crate::ui::command::Command;
use crate::ui::{Difference, MinutesQuestion, Panel, View};

/// "Still in the meeting" adds this much.
const STILL: Minutes = Minutes::new(10);

impl Gapwise {
    /// Asks what a change would do, and opens the list that shows it.
    pub(crate) fn ask_change(&mut self, change: DayChange, now: Moment) {
        self.chosen_day = None;
        // The list that shows it stands beside the day.
        if !matches!(self.state.view, View::Plan | View::Week) {
            self.state.view = View::Plan;
        }
        self.state.panels.open = Some(Panel::Suggestions);
        self.state.panels.difference = Some(Difference { change: change.clone(), answer: None });
        self.ask(Question::WhatIf(change), now.local, now);
    }

    /// Takes what the planner answered.
    pub(crate) fn take_answers(&mut self) {
        for answer in self.asker.take() {
            match answer {
                Answer::WhatIf(DayChange::NewEvent(span), answer) => {
                    if let Some(asked) = self.state.timeline.asked.as_mut().filter(|asked| asked.span == span) {
                        asked.answer = Some(answer);
                    }
                }
                Answer::WhatIf(change, answer) => {
                    if let Some(open) = self.state.panels.difference.as_mut().filter(|open| open.change == change) {
                        open.answer = Some(answer);
                    }
                }
                Answer::Now(minutes, answer) => {
                    if let Some(open) = self.state.minutes.as_mut().filter(|open| open.minutes == minutes) {
                        open.answer = Some(answer);
                    }
                }
            }
        }
    }

    /// Does what was asked about: planned blocks move or leave the day, what runs gets longer; one step of undo.
    pub(crate) fn apply_difference(&mut self, now: Moment) {
        let Some(open) = self.state.panels.difference.take() else { return };
        let Some(answer) = open.answer else { return };
        let find = |task: TaskId, step: Option<StepId>, span: Span| {
            let same = |it: &&std::sync::Arc<Block>| {
                (it.task, it.step, it.span()) == (task, step, span) && it.state == BlockState::Planned
            };
            self.workspace().blocks.values().find(same).map(|it| it.id)
        };
        let mut actions = Vec::new();
        for (planned, before) in &answer.diff.moved {
            actions.extend(find(planned.task, planned.step, *before).map(|block| Action::MoveBlock {
                block,
                start: planned.span.start,
                minutes: planned.span.minutes(),
            }));
        }
        let gone = answer.diff.dropped.iter().filter_map(|it| find(it.task, it.step, it.span));
        actions.extend(gone.map(Action::RemoveBlock));
        if let (DayChange::Late(minutes), Some(block)) = (&open.change, self.workspace().running()) {
            let end = block.span().end.max(now.local) + minutes.delta();
            let minutes = Minutes::between(block.start, end);
            actions.push(Action::MoveBlock { block: block.id, start: block.start, minutes });
        }
        if let (DayChange::Late(minutes), None) = (&open.change, self.workspace().open_session()) {
            self.state.now.late_until = Some(now.local + minutes.delta());
        }
        let name = match open.change {
            DayChange::Late(minutes) => format!("run {minutes} late"),
            _ => "replan from now".to_owned(),
        };
        if actions.is_empty() {
            let words = match self.state.now.late_until {
                Some(until) => format!("Nothing is suggested before {}", until.format("%H:%M")),
                None => "No planned block had to move; the suggestions follow by themselves.".to_owned(),
            };
            self.toast(words, false);
            self.ask_for_plan(now);
        } else if self.act(&Action::All { name: name.clone(), actions }, now) {
            self.toast(format!("Done: {name}"), true);
        }
    }

    /// Suggests from now on again, as if nothing had been suggested for later.
    pub(crate) fn ready_now(&mut self, now: Moment) {
        self.state.now.late_until = None;
        self.derived.days.set_proposal(self.today(now), Proposal::default());
    }

    /// Keeps a suggestion out of a day, or lets it in again; the plan answers.
    pub(crate) fn untick(&mut self, key: (PlanningDay, TaskId, Option<StepId>), keep_out: bool, now: Moment) {
        if keep_out {
            self.state.panels.unticked.insert(key);
        } else {
            self.state.panels.unticked.remove(&key);
        }
        self.ask_for_plan(now);
    }

    /// Opens "I have N minutes", with the time until what is fixed next.
    pub(crate) fn open_minutes(&mut self, early: bool, now: Moment) {
        let minutes = self.minutes_until_busy(now).clamp(Minutes::new(5), Minutes::new(120));
        let text = minutes.to_string();
        let text = if minutes.get() < 60 { text.trim_end_matches('m').to_owned() } else { minutes.get().to_string() };
        self.state.minutes = Some(MinutesQuestion { text, minutes, early, ..MinutesQuestion::default() });
        self.ask_minutes(minutes, now);
    }

    pub(crate) fn minutes_until_busy(&self, now: Moment) -> Minutes {
        let Some(view) = self.derived.days.today() else { return Minutes::new(15) };
        let busy = busy_spans(&view.agenda, &self.workspace().settings, now.local);
        let next = busy.iter().map(|busy| busy.span.start).filter(|start| *start > now.local).min();
        next.map_or(Minutes::new(15), |next| Minutes::between(now.local, next))
    }

    /// Asks what fits some minutes.
    pub(crate) fn ask_minutes(&mut self, minutes: Minutes, now: Moment) {
        if let Some(open) = &mut self.state.minutes {
            open.minutes = minutes;
            open.answer = None;
        }
        self.ask(Question::Now(minutes), now.local, now);
    }

    /// Makes the event that goes on, or has just ended, ten minutes longer.
    pub(crate) fn still_in_meeting(&mut self, now: Moment) {
        let near = self.derived.days.today().and_then(|view| {
            let begun = view.agenda.events.iter().filter(|it| it.blocks && it.span.start <= now.local);
            begun.filter(|it| it.span.end + STILL.delta() > now.local).max_by_key(|it| it.span.end).cloned()
        });
        let Some(event) = near else { return self.toast("No meeting goes on.", false) };
        let end = event.span.end.max(round_down(now.local, Minutes::new(1))) + STILL.delta();
        let edit = OccurrenceEdit::Span(Span::new(event.span.start, end));
        let before = self.history.revision();
        self.edit_event(event.event, event.span.start, edit, Some(crate::calendar::Scope::This), now);
        if self.history.revision() != before {
            self.toast(format!("{} until {}", event.title, end.format("%H:%M")), true);
        }
    }

    /// Brings left-over blocks to the first gaps of today that hold them, or puts them back into the matrix.
    pub(crate) fn carry_over(&mut self, blocks: &[BlockId], to_today: bool, now: Moment) {
        let gaps = self.derived.days.today().map_or(&[][..], |view| &view.gaps);
        let mut free: Vec<Span> = gaps.iter().map(|gap| gap.span).collect();
        let blocks: Vec<_> = blocks.iter().filter_map(|id| self.workspace().blocks.get(id)).collect();
        let (mut actions, mut without_room) = (self.note_put_off(blocks.iter().map(|block| &***block)), 0);
        for block in blocks {
            let fits = free.iter_mut().filter(|_| to_today).find(|span| span.minutes() >= block.minutes);
            match fits {
                Some(span) => {
                    actions.push(Action::MoveBlock { block: block.id, start: span.start, minutes: block.minutes });
                    span.start += block.minutes.delta();
                }
                None => {
                    without_room += usize::from(to_today);
                    actions.push(Action::RemoveBlock(block.id));
                }
            }
            if let Some(task) = self.workspace().tasks.get(&block.task) {
                actions.push(Action::EditTask(block.task, TaskEdit::Carried(task.carried + 1)));
            }
        }
        let name = if to_today { "bring what was left over to today" } else { "put back what was left over" };
        if !actions.is_empty() && self.act(&Action::All { name: name.into(), actions }, now) && without_room > 0 {
            self.toast(format!("{without_room} found no gap today and went back into the matrix"), true);
        }
    }

    /// Ends the morning screen with today as full as was chosen.
    pub(crate) fn start_day(&mut self, fullness: Fullness, now: Moment) {
        let today = self.today(now).date;
        self.state.morning.open = false;
        self.chosen_day = None;
        let known = self.workspace().settings.date_fullness.get(&today);
        if known != Some(&fullness) && fullness != self.workspace().settings.fullness {
            let mut settings = Settings::clone(&self.workspace().settings);
            settings.date_fullness.insert(today, fullness);
            self.act(&Action::settings(format!("make today {fullness}"), settings), now);
        }
    }

    /// Opens the morning screen on the first look at a new day; never on the first day of all.
    pub(crate) fn greet(&mut self, today: PlanningDay, now: Moment) {
        let last = self.prefs.greeted;
        if last.is_some_and(|date| date >= today.date) {
            return;
        }
        self.prefs.greeted = Some(today.date);
        if let Some(date) = last
            && self.state.dialog.is_none()
            && !self.workspace().is_empty()
        {
            self.open_morning(PlanningDay { date, ..today }, now);
        }
    }

    /// Opens the morning screen, with the cards that crossed over since the morning of another day.
    pub(crate) fn open_morning(&mut self, since: PlanningDay, now: Moment) {
        self.state.morning.crossed = become_urgent(self.workspace(), [since.span().start, now.local], self.here);
        self.state.morning.open = true;
    }

    /// Opens a panel, or closes it if it is open.
    pub(crate) fn toggle_panel(&mut self, command: Command) {
        let panel = match command {
            Command::DayRules => Panel::Rules,
            Command::Calendars => Panel::Calendars,
            _ => Panel::Suggestions,
        };
        self.state.panels.difference = None;
        self.state.panels.open = if self.state.panels.open == Some(panel) { None } else { Some(panel) };
        // Where there is room for one pane, that is the one.
        self.state.narrow_shows_day &= self.state.panels.open.is_none();
    }

    /// Closes the panel in the inspector's place, unless it asks whether a changed plan is taken.
    pub(crate) fn show_inspector(&mut self) {
        if self.state.panels.difference.is_none() {
            self.state.panels.open = None;
        }
    }

    /// Closes what stands in the inspector's place. Returns whether something did.
    pub(crate) fn close_panel(&mut self) -> bool {
        self.state.panels.difference = None;
        self.state.panels.open.take().is_some()
    }
}
