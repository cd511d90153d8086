//! Carrying out intents, after the frame that pushed them.

use crate::app::gapwise::Gapwise;
use crate::calendar::OccurrenceEdit;
use crate::model::{Action, BlockState, Moment};
use crate::ui::{Intent, Selection};

impl Gapwise {
    /// Carries out an intent.
    pub(crate) fn carry_out(&mut self, intent: Intent, now: Moment) {
        match intent {
            Intent::Act(Action::SetBlockState(block, BlockState::Running)) => self.start_block(block, now),
            Intent::Act(action) => {
                self.act(&action, now);
            }
            Intent::Focus(intent) => self.focus(intent, now),
            Intent::Review(intent) => self.review(intent, now),
            Intent::Session(intent) => self.correct(intent, now),
            Intent::Reminder(reminder, intent) => self.answer_reminder(reminder, intent, now),
            Intent::Select(selection) => {
                self.state.selection = selection;
                if matches!(selection, Selection::Task(_)) {
                    self.show_inspector();
                }
            }
            Intent::Run(command) => self.run(command, now),
            Intent::Accept(task, step) => self.accept(task, step, None, now),
            Intent::AcceptAt(task, step, span) => self.accept(task, step, Some(span), now),
            Intent::NextBest(task, step) => self.next_best(task, step, now),
            Intent::NotNow(task, _) => self.not_now(task, now),
            Intent::Start(task, step) => self.start(task, step, now),
            Intent::QuickAdd(text) => self.add_lines(&text, None, now),
            Intent::AddTo(quadrant, text) => self.add_lines(&text, Some(quadrant), now),
            Intent::AddEvent(line) => self.add_read_event(*line, now),
            Intent::ShowDay(day) => self.show_day(day, now),
            Intent::MoveEvent { event, original, span, copy } => self.move_event(event, original, span, copy, now),
            Intent::RemoveEvent { event, original } => {
                self.edit_event(event, original, OccurrenceEdit::Remove, None, now);
            }
            Intent::EditOccurrence { event, original, edit, scope } => {
                self.edit_event(event, original, edit, scope, now);
            }
            Intent::GiveTime { event, original } => self.give_time(event, original, now),
            Intent::MoveBlock { block, span } => self.move_block_to(block, span, now),
            Intent::AskEvent(span) => self.ask_event(span, now),
            Intent::KeepEvent => self.keep_event(now),
            Intent::DropQuestion => {
                self.state.timeline.asked = None;
                self.state.panels.difference = None;
            }
            Intent::OpenBlock(block) => self.state.timeline.popover = Some(block),
            Intent::Untick { day, task, step, keep_out } => self.untick((day, task, step), keep_out, now),
            Intent::Ask(change) => self.ask_change(change, now),
            Intent::ApplyDifference => self.apply_difference(now),
            Intent::ReadyNow => self.ready_now(now),
            Intent::AskMinutes(minutes) => self.ask_minutes(minutes, now),
            Intent::CarryOver { blocks, to_today } => self.carry_over(&blocks, to_today, now),
            Intent::StartDay(fullness) => self.start_day(fullness, now),
            Intent::ReadCalendar(calendar) => self.read_again(calendar, now),
            Intent::NewEvent { title, span } => self.add_event(&title, span, now),
            Intent::NewBlock { title, span } => self.add_block(&title, span, now),
            Intent::UseUntil(until) => self.use_until(until, now),
            Intent::ShowExample => self.open_example(now),
            Intent::Find(task) => {
                self.state.selection = Selection::Task(task);
                self.show_inspector();
                self.reveal(task);
            }
            Intent::Open(folder) => self.open_folder(&folder),
            Intent::Toast(text) => self.toast(text, false),
        }
    }
}
