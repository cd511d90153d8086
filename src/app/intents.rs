//! Carrying out intents, after the frame that pushed them.

use crate::app::gapwise::{Gapwise, view_context};
use crate::app::timer::timing::Hold;
use crate::calendar::OccurrenceEdit;
use crate::model::{Action, Away, BlockState, Moment};
use crate::query::Findable;
use crate::ui::command::Command;
use crate::ui::{Intent, Selection, ViewRequest, intents_for};

impl Gapwise {
    /// Carries out a request of a frame.
    pub(crate) fn answer_request(&mut self, asked: ViewRequest, now: Moment) {
        match asked {
            ViewRequest::Intent(intent) => self.carry_out(intent, now),
            ViewRequest::Command(command) => self.run(command, now),
        }
    }

    /// Runs a command if it is enabled. A refused action ends it.
    pub(crate) fn run(&mut self, command: Command, now: Moment) {
        let moment = (now, self.today(now));
        let ctx = view_context(&self.history, &self.derived, &self.looking, &self.time, &self.state, moment);
        let Some(ctx) = ctx else { return };
        for intent in intents_for(command, &ctx, &mut self.state, &mut self.personal.prefs) {
            match intent {
                Intent::Act(action) if !self.act(&action, now) => return,
                Intent::Act(_) => {}
                other => self.carry_out(other, now),
            }
        }
    }

    /// Carries out an intent as if a view had pushed it. For tests and benches.
    pub fn ask_for(&mut self, intent: Intent) {
        self.carry_out(intent, self.time.now());
    }

    /// Carries out an intent. One that ends the timer waits while the question about idle time is open.
    pub(crate) fn carry_out(&mut self, intent: Intent, now: Moment) {
        let held = match self.timing.hold(&intent, self.history.workspace(), self.state.focus.away.is_some()) {
            Hold::No => self.do_now(intent, now),
            Hold::Repeated => self.answer_away(Away::End, now),
            Hold::Waits => {
                self.toast("Were you working? Repeat the command to end the timer when the idle time began.", false);
                None
            }
        };
        if let Some(held) = held {
            self.carry_out(held, now);
        }
    }

    /// Carries out an intent. Returns another one that follows from it.
    fn do_now(&mut self, intent: Intent, now: Moment) -> Option<Intent> {
        match intent {
            Intent::Act(Action::SetBlockState(block, BlockState::Running)) => self.start_block(block, now),
            Intent::Act(action) => {
                self.act(&action, now);
            }
            Intent::Focus(intent) => return self.focus(intent, now),
            Intent::Review(intent) => self.review(intent, now),
            Intent::Session(intent) => self.correct(intent, now),
            Intent::Reminder(reminder, intent) => return self.answer_reminder(&reminder, intent, now),
            Intent::Select(selection) => {
                self.state.selection = selection;
                if matches!(selection, Selection::Task(_)) {
                    self.state.panels.close();
                }
            }
            Intent::ShowMoved(selection, span) => self.show_moved(selection, span, now),
            Intent::Undo => self.travel(true),
            Intent::Redo => self.travel(false),
            Intent::TakeBackMerge => self.take_back_merge(),
            Intent::AcceptAll => self.accept_all(now),
            Intent::AcceptRun(run) => self.accept_run(&run, now),
            Intent::StartRun(run) => {
                self.accept_run(&run, now);
                self.start_run(&run, now);
            }
            Intent::Accept(task, step) => self.accept(task, step, None, now),
            Intent::AcceptAt(task, step, span) => self.accept(task, step, Some(span), now),
            Intent::PlanFit { task, step, span } => self.plan_fit(task, step, span, now),
            Intent::NextBest(task, step) => self.next_best(task, step, now),
            Intent::NotNow(task, _) => self.not_now(task, now),
            Intent::PlanCard(task) => self.plan_card(task, now),
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
            Intent::MoveBlock { block, span } => {
                let action = Action::MoveBlock { block, start: span.start, minutes: span.minutes() };
                if self.act(&action, now) {
                    self.show_moved(Selection::Block(block), span, now);
                }
            }
            Intent::AskEvent(span) => self.ask_event(span, now),
            Intent::KeepEvent => self.keep_event(now),
            Intent::DropQuestion => {
                self.state.timeline.asked = None;
                self.state.timeline.change = None;
            }
            Intent::OpenBlock(block) => self.state.timeline.popover = Some(block),
            Intent::Untick { day, task, step, keep_out } => self.untick((day, task, step), keep_out, now),
            Intent::Ask(change) => self.ask_change(change, now),
            Intent::ApplyDifference => self.apply_difference(now),
            Intent::ReadyNow => self.ready_now(now),
            Intent::OpenMinutes => self.open_minutes(false, now),
            Intent::StillInMeeting => self.still_in_meeting(now),
            Intent::OpenMorning => self.open_morning(self.today(now).plus(-1), now),
            Intent::AskMinutes(minutes) => self.ask_minutes(minutes, now),
            Intent::CarryOver { blocks, to_today } => self.carry_over(&blocks, to_today, now),
            Intent::StartDay => self.start_day(),
            Intent::ReadCalendar(calendar) => self.read_again(calendar, now),
            Intent::NewEvent { title, span, room } => self.add_event(&title, span, room.as_deref(), now),
            Intent::NewBlock { title, span, room } => self.add_block(&title, span, room.as_deref(), now),
            Intent::UseUntil(until) => self.use_until(until, now),
            Intent::ShowExample => self.open_example(now),
            Intent::Find(Findable::Task(task)) => {
                self.state.selection = Selection::Task(task);
                self.state.panels.close();
                self.state.inspector.open();
                self.state.matrix.reveal_in(self.derived.board(), task);
            }
            Intent::Find(Findable::Event(event)) => self.show_event(event, now),
            Intent::Open(folder) => self.open_folder(&folder),
            Intent::AskPath(purpose) => self.ask_for_path(purpose),
            Intent::CopyCards(cards) => self.copy_cards(&cards),
            Intent::Save => self.save(None),
            Intent::ShowBackups => self.show_backups(),
            Intent::Toast(text) => self.toast(text, false),
            Intent::FullScreen => {
                let full = self.egui.input(|input| input.viewport().fullscreen.unwrap_or(false));
                self.egui.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
            }
            Intent::Quit => self.egui.send_viewport_cmd(egui::ViewportCommand::Close),
        }
        None
    }

    fn travel(&mut self, back: bool) {
        let (name, verb) = if back { (self.history.undo(), "Undone") } else { (self.history.redo(), "Redone") };
        let Some(name) = name else { return };
        self.save(None);
        self.derived.fading.clear();
        self.state.timeline.change = None;
        self.messages.toasts.clear();
        self.toast(format!("{verb}: {name}"), false);
    }
}
