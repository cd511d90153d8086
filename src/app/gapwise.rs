//! The app: reads the clock once a frame, drains the workers, draws the views, and carries out what they ask for.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use egui::{Context, Ui};
use strum::IntoEnumIterator as _;

use super::clock::{Clock, local_zone};
use super::derived::values::Derived;
use super::folder::{files, storage, watch};
use super::look_back::reviewing;
use super::plan::jobs::{AskJob, PlanJob};
use super::remind::reminders;
use super::searching;
use super::timer::idle;
use super::window::{panics, system_theme};
use super::worker::Worker;
use crate::exchange::DateOrder;
use crate::model::{HEARTBEAT, Moment, PlanningDay, TaskId, Workspace, day_of};
use crate::planner::{Passed, Proposal, Suggestion, SuggestionKey};
use crate::store::{Hint, History, Preferences, SaveState, Saver};
use crate::ui::command::Command;
use crate::ui::{
    Intent, Keymap, Toast, UiState, View, ViewContext, Words, dialog_ui, palette_ui, reminders_ui, shell_ui, toasts_ui,
    trash_ui,
};

/// How often the system is asked in which zone it is.
const ZONE_EVERY: Duration = Duration::from_secs(50);

/// How long a card that was ticked stays in place, in seconds.
pub(super) const FADE_SECS: f64 = 5.0;

/// The whole app, without a window around it.
pub struct Gapwise {
    pub(super) clock: Clock,
    pub(super) here: Tz,
    /// What 3/4 means.
    pub(super) date_order: DateOrder,
    /// Clock and week of the locale.
    pub(super) words: Words,
    pub(super) history: History,
    /// Keeps the folder up to date; `None` for a workspace that lives in memory only, or while none is open.
    pub(super) saver: Option<Saver>,
    pub(super) open: Option<storage::OpenFolder>,
    /// After a panic: whether everything could be saved.
    pub(super) stopped: Option<Result<(), String>>,
    /// Where the report of a panic would go.
    pub(super) reports: panics::ReportFolder,
    pub(super) prefs: Preferences,
    pub(super) keymap: Arc<Keymap>,
    pub(super) prefs_file: Option<PathBuf>,
    pub(super) state: UiState,
    pub(super) toasts: Vec<Toast>,
    pub(super) derived: Derived,
    pub(super) planner: Worker<PlanJob>,
    pub(super) asker: Worker<AskJob>,
    pub(super) searching: searching::Searching,
    /// Plans that wait until nothing is dragged.
    pub(super) pending: Vec<(PlanningDay, Proposal)>,
    /// What was looked at when plans were last asked for: it stays where it is in them.
    pub(super) planned_around: Vec<SuggestionKey>,
    pub(super) passed: Passed,
    /// The day that is shown; today where the person chose none.
    pub(super) chosen_day: Option<PlanningDay>,
    /// Tasks that were closed just now, and until when they stay, in seconds of the ui's time.
    pub(super) fading: Vec<(TaskId, f64)>,
    /// What waits for a half typed field to be left, and that field.
    pub(super) held: Option<(egui::Id, Vec<Intent>)>,
    /// Whether a text field had the focus when the last frame began.
    pub(super) was_typing: bool,
    /// When a pointer or key was last used, in seconds of the ui's time.
    pub(super) touched: f64,
    pub(super) reminding: reminders::Reminding,
    /// `None` in tests.
    pub(super) idle: Option<idle::IdleWatch>,
    pub(super) looking: reviewing::Looking,
    pub(super) files: files::FileWork,
    pub(super) theme: system_theme::SystemTheme,
    pub(super) egui: Context,
    pub(super) watch: watch::Watch,
    /// When the system was last asked for its zone.
    pub(super) zone_read: Option<Instant>,
    /// When the last frame was drawn in the native window.
    pub(super) drawn: Option<Instant>,
}

impl Gapwise {
    /// An app with `workspace` in memory: it saves nowhere and plans in the frame. For tests.
    pub fn in_memory(workspace: Workspace, clock: Clock, here: Tz) -> Self {
        Self {
            clock,
            here,
            date_order: DateOrder::default(),
            words: Words::default(),
            history: History::new(workspace),
            saver: None,
            open: None,
            stopped: None,
            reports: panics::ReportFolder::default(),
            prefs: Preferences { hints: Hint::iter().collect(), ..Preferences::default() },
            keymap: Arc::default(),
            prefs_file: None,
            state: UiState::default(),
            toasts: Vec::new(),
            derived: Derived::default(),
            planner: Worker::default(),
            asker: Worker::default(),
            searching: searching::Searching::default(),
            pending: Vec::new(),
            planned_around: Vec::new(),
            passed: Passed::new(),
            chosen_day: None,
            fading: Vec::new(),
            held: None,
            was_typing: false,
            touched: f64::NEG_INFINITY,
            reminding: reminders::Reminding::default(),
            idle: None,
            looking: reviewing::Looking::default(),
            files: files::FileWork::default(),
            theme: system_theme::SystemTheme::default(),
            egui: Context::default(),
            watch: watch::Watch::default(),
            zone_read: None,
            drawn: None,
        }
    }

    /// Plans on threads of its own, as the window does.
    pub fn plan_off_the_frame(&mut self) {
        let wake = || {
            let ctx = self.egui.clone();
            move || ctx.request_repaint()
        };
        (self.planner, self.asker) = (Worker::on_thread("plan", wake()), Worker::on_thread("what-if", wake()));
        self.searching = searching::Searching::on_thread(wake());
    }

    /// Goes by another clock. For tests.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Shows this theme whatever the desktop says.
    pub fn choose_theme(&mut self, theme: egui::Theme) {
        self.prefs.theme = match theme {
            egui::Theme::Light => crate::store::ThemeChoice::Light,
            egui::Theme::Dark => crate::store::ThemeChoice::Dark,
        };
    }

    /// Shows another view.
    pub fn show_view(&mut self, view: View) {
        self.state.view = view;
    }

    /// Looks back on a day, a week or longer in the Review view.
    pub fn look_back_on(&mut self, reach: crate::ui::Reach) {
        self.state.review.reach = reach;
    }

    /// Does what a view would ask for. For tests and benches.
    pub fn ask_for(&mut self, intent: Intent) {
        let now = self.clock.now(self.here);
        self.carry_out(intent, now);
    }

    /// The workspace as it is.
    pub fn workspace(&self) -> &Workspace {
        self.history.workspace()
    }

    /// The suggestions that are shown.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.derived.days.chosen().map(|day| &*day.proposal)
    }

    /// The suggestions of all shown days.
    pub fn shown_suggestions(&self) -> Vec<Suggestion> {
        self.derived.days.suggestions().cloned().collect()
    }

    /// Draws a frame into all of `ui` and carries out what the person did in it.
    pub fn frame_ui(&mut self, ui: &mut Ui) {
        self.egui = ui.ctx().clone();
        self.theme.show(ui.ctx(), self.prefs.theme);
        self.keymap.install(ui.ctx());
        crate::ui::theme::choose_accents(ui.ctx(), &self.history.workspace().settings.quadrant_tones);
        self.follow_zone();
        let now = self.clock.now(self.here);
        self.drain_workers(now);
        self.take_dropped_files(ui, now);
        self.note_touch(ui);
        let today = self.today(now);
        self.greet(today, now);
        self.watch_calendars(now);
        self.tick(now);
        self.refresh(ui, now, today);
        self.remind(now);
        self.hint(now);
        self.refresh_review(now);
        let mut out = Vec::new();
        self.keys(ui, &mut out);
        self.views_ui(ui, now, today, &mut out);
        self.search();
        self.let_fields_end(ui, &mut out);
        let asked = !out.is_empty();
        for intent in out {
            self.carry_out(intent, now);
        }
        if asked {
            ui.ctx().request_repaint();
        }
        self.wake_at_next_minute(ui.ctx(), now);
    }

    fn note_touch(&mut self, ui: &Ui) {
        use egui::Event::{Key, MouseWheel, PointerButton, PointerMoved, Text, Touch};
        let used = |event: &egui::Event| {
            matches!(
                event,
                Key { .. } | Text(_) | PointerMoved(_) | PointerButton { .. } | MouseWheel { .. } | Touch { .. }
            )
        };
        if let Some(time) = ui.input(|input| input.events.iter().any(used).then_some(input.time)) {
            self.touched = time;
        }
    }

    /// What is asked for while a field is half typed waits for the next frame: the field is left first, so that its text is
    /// not lost with what the field belongs to, and then has the cursor again.
    pub(super) fn let_fields_end(&mut self, ui: &Ui, out: &mut Vec<Intent>) {
        if let Some((field, held)) = self.held.take() {
            out.extend(held);
            ui.memory_mut(|memory| memory.request_focus(field));
        } else if !out.is_empty()
            && let Some(field) = crate::ui::half_typed(ui)
        {
            ui.memory_mut(egui::Memory::stop_text_input);
            ui.ctx().request_repaint();
            self.held = Some((field, std::mem::take(out)));
        }
    }

    /// What goes on while no frame is drawn: the timer's heartbeat, reminders, and what the workers have to say.
    pub fn pass_time(&mut self, ctx: &Context) {
        self.egui = ctx.clone();
        let now = self.clock.now(self.here);
        self.drain_workers(now);
        self.tick(now);
        self.remind(now);
        self.wake_at_next_minute(ctx, now);
    }

    /// A person who travels sees the wall clock of where they are. The system is asked once a minute.
    pub(super) fn follow_zone(&mut self) {
        let due = self.zone_read.is_none_or(|read| read.elapsed() >= ZONE_EVERY);
        if matches!(self.clock, Clock::System) && due {
            self.zone_read = Some(Instant::now());
            self.travel_to(local_zone());
        }
    }

    /// Shows the wall clock of another zone: events keep their instants, blocks their wall time.
    pub fn travel_to(&mut self, here: Tz) {
        if std::mem::replace(&mut self.here, here) != here {
            let words =
                format!("Time zone: {}. Events moved with it; your blocks kept their time of day.", here.name());
            self.toast(words, false);
        }
    }

    /// Reads 3/4 as a locale has it.
    pub fn read_dates_as(&mut self, order: DateOrder) {
        self.date_order = order;
    }

    /// Writes times, and begins weeks, as a locale does.
    pub fn write_as(&mut self, words: Words) {
        self.words = words;
    }

    pub(super) fn today(&self, now: Moment) -> PlanningDay {
        day_of(now.local, self.workspace().settings.day_start)
    }

    pub(super) fn shown_day(&self, today: PlanningDay) -> PlanningDay {
        self.chosen_day.unwrap_or(today)
    }

    pub(super) fn keys(&mut self, ui: &Ui, out: &mut Vec<Intent>) {
        // Escape has taken the focus away before the frame began; it was meant for the field.
        let typing = ui.ctx().text_edit_focused();
        let was_typing = std::mem::replace(&mut self.was_typing, typing);
        if self.state.takes_keys() || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        let editing = typing || (was_typing && ui.input(|input| input.key_pressed(egui::Key::Escape)));
        let button_focused = !editing && ui.memory(|memory| memory.focused().is_some());
        if button_focused && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            ui.memory_mut(egui::Memory::stop_text_input);
        }
        let for_button =
            |input: &egui::InputState| input.key_pressed(egui::Key::Space) || input.key_pressed(egui::Key::Enter);
        if button_focused && ui.input(for_button) {
            return;
        }
        let with_left = self.left_in_review().is_some_and(|left| !left.is_empty());
        out.extend(Command::pressed(ui.ctx(), editing, with_left).map(Intent::Run));
    }

    pub(super) fn views_ui(&mut self, ui: &mut Ui, now: Moment, today: PlanningDay, out: &mut Vec<Intent>) {
        self.state.status.recent.clone_from(&self.prefs.recent);
        self.note_save_state();
        let ctx = view_context(
            &self.history,
            &self.derived,
            &self.looking,
            &self.state,
            (now, today),
            (self.date_order, self.words, self.here),
        );
        let Some(ctx) = ctx else { return };
        shell_ui(ui, &ctx, &mut self.state, &mut self.prefs, out);
        palette_ui(ui, &ctx, &mut self.state.palette, out);
        trash_ui(ui, &ctx, &mut self.state.trash, out);
        toasts_ui(ui, &mut self.toasts, out);
        let away = (self.state.view != View::Focus).then_some(&self.state.focus);
        reminders_ui(ui, self.words, &self.state.reminders, away, out);
        if let Some(mut dialog) = self.state.dialog.take() {
            let answer = dialog_ui(ui, &mut dialog);
            self.state.dialog = Some(dialog);
            if let Some(answer) = answer {
                self.answer(answer, now);
            }
        }
    }

    pub(super) fn note_save_state(&mut self) {
        let saver = self.saver.as_mut().map(Saver::state);
        self.state.status.saving = saver == Some(&SaveState::Saving);
        self.state.status.save_problem = match saver {
            Some(SaveState::Failed(why)) => Some(why.clone()),
            _ => None,
        };
        self.state.status.folder = self.folder().map(|path| path.display().to_string()).unwrap_or_default();
        self.state.status.read_only = self.open.as_ref().and_then(|open| open.read_only.clone());
    }

    pub(super) fn toast(&mut self, text: impl Into<String>, undo: bool) {
        self.toast_for(text, undo.then_some(Command::Undo));
    }

    /// Says something, with a command beside it that takes it back.
    pub(super) fn toast_for(&mut self, text: impl Into<String>, undo: Option<Command>) {
        let text = text.into();
        let until = self.egui.input(|input| input.time) + Toast::seconds(&text);
        self.toasts.retain(|toast| toast.text != text);
        if undo.is_some() {
            // What was done before is not what undo takes back any more.
            self.toasts.iter_mut().for_each(|toast| toast.undo = None);
        }
        self.toasts.push(Toast { text, undo, until });
        if self.toasts.len() > 4 {
            self.toasts.remove(0);
        }
    }

    /// The line of now moves once a minute, and a timer that shows seconds once a second; nothing else does at rest.
    pub(super) fn wake_at_next_minute(&self, ctx: &Context, now: Moment) {
        let speed = self.clock_speed();
        if speed == 0.0 {
            return;
        }
        let minute = 60.0 - f64::from(chrono::Timelike::second(&now.local.time()));
        let running = self.workspace().open_session().filter(|session| session.paused.is_none());
        let hidden = ctx.input(|input| input.viewport().visible() == Some(false));
        let seconds = self.state.focus.floating || (self.state.view == View::Focus && !hidden);
        let real = match running {
            None => (minute / speed).max(0.05),
            Some(_) if seconds && speed > 1.0 => 1.0,
            Some(_) if seconds => (1.0 - f64::from(now.instant.timestamp_subsec_millis().min(999)) / 1000.0).max(0.02),
            // A heartbeat is due every 20 seconds also while nobody looks; the minutes that are told change in between.
            Some(session) => {
                let told = session.left(now.instant).unwrap_or_else(|| -session.worked(now.instant)).num_seconds();
                let next = told.rem_euclid(60) + 1;
                let heartbeat = HEARTBEAT.num_seconds();
                (minute.min(next as f64).min(heartbeat as f64) / speed).max(1.0)
            }
        };
        ctx.request_repaint_after_secs(real as f32);
    }
}

/// What the views are given; `None` before the first day was derived.
pub(super) fn view_context<'a>(
    history: &'a History,
    derived: &'a Derived,
    looking: &'a reviewing::Looking,
    state: &UiState,
    (now, today): (Moment, PlanningDay),
    (date_order, words, here): (DateOrder, Words, Tz),
) -> Option<ViewContext<'a>> {
    Some(ViewContext {
        workspace: history.workspace(),
        now,
        date_order,
        words,
        here,
        board: derived.board(),
        day: derived.days.chosen()?,
        days: derived.days.shown(),
        month: derived.month(),
        forecast: derived.forecast(),
        trash: derived.trash(),
        today,
        now_day: derived.days.today()?,
        selection: state.selection,
        planning: state.status.planning,
        undo: history.undo_name(),
        redo: history.redo_name(),
        can_take_back_merge: history.has_merge(),
        review: looking.reviewed.as_ref(),
    })
}
