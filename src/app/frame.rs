//! One frame: the clock, the workers, the derived values, the views, and then the intents.

use chrono::Timelike as _;
use egui::{Context, Ui};

use super::derived::input::{Input, minute_of};
use super::gapwise::{Gapwise, view_context};
use crate::calendar::Tz;
use crate::model::{HEARTBEAT, Moment, PlanningDay};
use crate::ui::{MessageSlot, Out, View, dialog_ui, messages_ui, palette_ui, settings_ui, shell_ui, theme, trash_ui};

impl Gapwise {
    /// Draws a frame into all of `ui` and carries out the intents of the views.
    pub fn frame_ui(&mut self, ui: &mut Ui) {
        self.egui = ui.ctx().clone();
        self.personal.install(ui.ctx());
        theme::choose_accents(ui.ctx(), &self.history.workspace().settings.quadrant_tones);
        self.follow_zone();
        let now = self.time.now();
        self.input.note_use(ui);
        self.drain_workers(now);
        self.take_dropped_files(ui, now);
        let today = self.today(now);
        self.greet(today, now);
        self.watch_calendars(now);
        self.tick(now);
        self.refresh(ui, now, today);
        self.take_requests(now);
        self.refresh_offer(now);
        self.refresh_lens(now);
        self.remind_and_answer(now);
        self.refresh_review(now);
        let mut out = Out::default();
        self.keys(ui, &mut out);
        self.views_ui(ui, now, today, &mut out);
        self.hint(now);
        self.search(ui.ctx());
        self.input.hold(ui, &mut out);
        let asked = !out.is_empty();
        for asked in out {
            self.answer_request(asked, now);
        }
        if asked {
            ui.ctx().request_repaint();
        }
        self.wake_at_next_minute(ui.ctx(), now);
    }

    /// Does the work of a frame that nobody sees: the timer's heartbeat, reminders, answers of the workers.
    pub fn pass_time(&mut self, ctx: &Context) {
        self.egui = ctx.clone();
        let now = self.time.now();
        self.drain_workers(now);
        self.tick(now);
        self.remind_and_answer(now);
        self.wake_at_next_minute(ctx, now);
    }

    fn remind_and_answer(&mut self, now: Moment) {
        for intent in self.take_reminder_answers(now) {
            self.carry_out(intent, now);
        }
        self.remind(now);
    }

    fn drain_workers(&mut self, now: Moment) {
        self.take_in_outside();
        self.show_conflicts();
        self.take_picked(now);
        self.take_imports(now);
    }

    /// Brings the derived values up to date, asks for plans if the days changed, and shows finished plans.
    fn refresh(&mut self, ui: &Ui, now: Moment, today: PlanningDay) {
        let time = ui.input(|input| input.time);
        let (fading, next) = self.derived.fading.at(time);
        if let Some(next) = next {
            ui.ctx().request_repaint_after_secs(next as f32);
        }
        if self.workspace().open_session().is_some()
            || self.state.now.late_until.is_some_and(|until| until <= now.local)
        {
            self.state.now.late_until = None;
        }
        let days = self.day.with_neighbours(today, &self.state, self.time.words);
        let to_rest = self.input.secs_to_rest(time);
        let input = Input {
            workspace: self.history.workspace(),
            revision: self.history.revision(),
            days: &days,
            chosen: self.day.or(today),
            month: self.state.month.map(|month| self.time.words.first_of_week(month)),
            today,
            now: minute_of(now),
            here: self.time.here(),
            words: self.time.words,
            fading: &fading,
            shown_as: self.state.matrix.shown_as(),
            holds_cards: self.state.view == View::Plan && to_rest > 0.0,
            selected: self.state.selection.task(self.history.workspace()),
            trash_is_open: self.state.trash.is_some(),
            late_until: self.state.now.late_until,
        };
        let changed = self.derived.refresh(&input);
        if changed {
            self.tell_part();
        }
        if self.derived.cards_wait() {
            ui.ctx().request_repaint_after_secs(to_rest.max(0.0) as f32);
        }
        let grid = self.workspace().settings.grid;
        let rests = !self.state.timeline.is_busy() && self.planning.rests();
        if changed || (rests && self.derived.days.has_past_ghost(now.local, grid)) {
            self.ask_for_plan(now);
        }
        self.take_plans(ui, now);
        self.take_answers();
        self.state.status.planning = self.planning.is_busy();
    }

    fn follow_zone(&mut self) {
        if self.time.follow_system() {
            self.tell_zone();
        }
    }

    /// Shows the wall clock of another zone: events keep their instants, blocks their time of day.
    pub fn travel_to(&mut self, here: Tz) {
        if self.time.move_to(here) {
            self.tell_zone();
        }
    }

    fn tell_zone(&mut self) {
        let zone = self.time.here().name().unwrap_or("unnamed");
        self.toast(format!("Time zone: {zone}. Events moved with it. Your blocks kept their time of day."), false);
    }

    fn keys(&mut self, ui: &Ui, out: &mut Out) {
        let with_left = self.left_in_review().is_some_and(|left| !left.is_empty());
        let command = self.input.command(ui, self.state.overlay_takes_keys(), with_left);
        if let Some(command) = command.filter(|command| self.state.admits(*command))
            && !self.state.take_in_lens(command)
        {
            out.run(command);
        }
    }

    fn views_ui(&mut self, ui: &mut Ui, now: Moment, today: PlanningDay, out: &mut Out) {
        self.state.status.recent.clone_from(&self.personal.prefs.recent);
        self.folder.show_in(&mut self.state.status);
        let ctx = view_context(&self.history, &self.derived, &self.looking, &self.time, &self.state, (now, today));
        let Some(ctx) = ctx else { return };
        let room = shell_ui(ui, &ctx, &mut self.state, &mut self.personal.prefs, out);
        palette_ui(ui, &ctx, &mut self.state.palette, out);
        trash_ui(ui, &ctx, &mut self.state.trash, out);
        let machine = (&self.state.status, &mut self.personal.prefs);
        if settings_ui(ui, &ctx, &mut self.state.settings, machine, out) {
            self.personal.take_up();
        }
        let slot = MessageSlot {
            away: self.state.focus.away.filter(|_| self.state.view != View::Focus),
            reminder: self.state.reminder.as_ref(),
            toasts: &mut self.messages.toasts,
        };
        messages_ui(ui, room, self.time.words, slot, out);
        if let Some(mut dialog) = self.state.dialog.take() {
            let answer = dialog_ui(ui, &mut dialog);
            self.state.dialog = Some(dialog);
            if let Some(answer) = answer {
                self.answer(answer, now);
            }
        }
    }

    /// Searches for the text in the palette.
    fn search(&mut self, ctx: &Context) {
        let text = self.state.palette.as_ref().and_then(|palette| palette.looks_for()).map(str::to_owned);
        let found = self.searching.refresh(self.history.workspace(), text);
        if let (Some((text, hits)), Some(palette)) = (found, &mut self.state.palette) {
            palette.take_hits(text, hits);
            ctx.request_repaint();
        }
    }

    /// Wakes the window for the next change that time brings: the next minute, or the next second of a shown timer.
    fn wake_at_next_minute(&self, ctx: &Context, now: Moment) {
        let speed = self.time.speed();
        if speed == 0.0 {
            return;
        }
        let minute = 60.0 - f64::from(now.local.time().second());
        let running = self.workspace().open_session().filter(|session| session.paused.is_none());
        let hidden = ctx.input(|input| input.viewport().visible() == Some(false));
        let seconds = self.state.focus.floating || (self.state.view == View::Focus && !hidden);
        let real = match running {
            None => (minute / speed).max(0.05),
            Some(_) if seconds && speed > 1.0 => 1.0,
            Some(_) if seconds => (1.0 - f64::from(now.instant.timestamp_subsec_millis().min(999)) / 1000.0).max(0.02),
            // The heartbeat is due while nobody looks too. The bars show whole minutes, which change in between.
            Some(session) => {
                let shown = session.left(now.instant).unwrap_or_else(|| -session.worked(now.instant)).num_seconds();
                let next = shown.rem_euclid(60) + 1;
                let heartbeat = HEARTBEAT.num_seconds();
                (minute.min(next as f64).min(heartbeat as f64) / speed).max(1.0)
            }
        };
        ctx.request_repaint_after_secs(real as f32);
    }
}
