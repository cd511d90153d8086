//! The app without a window around it: its parts, and the questions that all of its modules ask.

use egui::Context;

use super::clock::Clock;
use super::day::shown::ShownDay;
use super::derived::values::Derived;
use super::folder::open_folder::FolderState;
use super::input::InputWatch;
use super::local_time::LocalTime;
use super::look_back::looking::Looking;
use super::messages::Messages;
use super::plan::planning::Planning;
use super::remind::reminding::Reminding;
use super::searching::Searching;
use super::timer::timing::Timing;
use super::window::closing::Closing;
use super::window::crash::CrashGuard;
use super::window::personal::Personal;
use crate::calendar::Tz;
use crate::calendar::words::Words;
use crate::exchange::DateOrder;
use crate::model::{Moment, PlanningDay, Workspace, day_of};
use crate::planner::{Proposal, Suggestion};
use crate::store::{History, Preferences, ThemeChoice};
use crate::ui::command::Command;
use crate::ui::{Board, DayView, Reach, UiState, View, ViewContext};

/// The whole app. Each part owns its methods; the modules of [`crate::app`] add the ones that need several parts.
pub struct Gapwise {
    pub(super) time: LocalTime,
    pub(super) history: History,
    pub(super) folder: FolderState,
    pub(super) personal: Personal,
    pub(super) state: UiState,
    pub(super) messages: Messages,
    pub(super) derived: Derived,
    pub(super) planning: Planning,
    pub(super) searching: Searching,
    pub(super) looking: Looking,
    pub(super) reminding: Reminding,
    pub(super) timing: Timing,
    pub(super) day: ShownDay,
    pub(super) input: InputWatch,
    pub(super) crash: CrashGuard,
    pub(super) closing: Closing,
    pub(super) egui: Context,
}

impl Gapwise {
    /// Returns an app for tests: the workspace lives in memory, and plans are made in the frame.
    pub fn in_memory(workspace: Workspace, clock: Clock, here: Tz) -> Self {
        Self {
            time: LocalTime::new(clock, here),
            history: History::new(workspace),
            folder: FolderState::default(),
            personal: Personal::default(),
            state: UiState::default(),
            messages: Messages::default(),
            derived: Derived::default(),
            planning: Planning::default(),
            searching: Searching::default(),
            looking: Looking::default(),
            reminding: Reminding::default(),
            timing: Timing::default(),
            day: ShownDay::default(),
            input: InputWatch::default(),
            crash: CrashGuard::default(),
            closing: Closing::default(),
            egui: Context::default(),
        }
    }

    /// Plans and searches on threads, as the window does.
    pub fn plan_off_the_frame(&mut self) {
        self.planning = Planning::on_threads(&self.egui);
        let wake = self.egui.clone();
        self.searching = Searching::on_thread(move || wake.request_repaint());
    }

    /// Uses another clock. For tests.
    pub fn set_clock(&mut self, clock: Clock) {
        self.time.set_clock(clock);
    }

    /// Shows this theme, whatever the desktop's is.
    pub fn choose_theme(&mut self, theme: egui::Theme) {
        self.personal.prefs.theme = match theme {
            egui::Theme::Light => ThemeChoice::Light,
            egui::Theme::Dark => ThemeChoice::Dark,
        };
    }

    /// Opens the inspector, which then shows each selected item until it is closed.
    pub fn show_inspector(&mut self) {
        self.state.inspector.open();
    }

    /// Uses these preferences.
    pub fn use_preferences(&mut self, prefs: Preferences) {
        self.personal.use_preferences(prefs);
    }

    /// Returns the preferences as they are now.
    pub fn preferences(&self) -> &Preferences {
        &self.personal.prefs
    }

    /// Reads dates like 3/4 in this order.
    pub fn read_dates_as(&mut self, order: DateOrder) {
        self.time.date_order = order;
    }

    /// Writes times and starts weeks as a locale does.
    pub fn write_as(&mut self, words: Words) {
        self.time.words = words;
    }

    /// Shows another view.
    pub fn show_view(&mut self, view: View) {
        self.state.view = view;
    }

    /// Shows the review of a day, a week or a longer period.
    pub fn look_back_on(&mut self, reach: Reach) {
        self.state.review.reach = reach;
    }

    /// Returns the present workspace.
    pub fn workspace(&self) -> &Workspace {
        self.history.workspace()
    }

    /// Returns the suggestions of the chosen day.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.derived.days.chosen().map(|day| &*day.proposal)
    }

    /// Returns the suggestions of all shown days.
    pub fn shown_suggestions(&self) -> Vec<Suggestion> {
        self.derived.days.suggestions().cloned().collect()
    }

    /// Returns the matrix as the last frame showed it.
    pub fn board(&self) -> &Board {
        self.derived.board()
    }

    /// Returns the days as the last frame showed them.
    pub fn shown_days(&self) -> &[DayView] {
        self.derived.days.shown()
    }

    pub(super) fn today(&self, now: Moment) -> PlanningDay {
        day_of(now.local, self.workspace().settings.day_start)
    }

    /// Shows a message, with an undo button if `undo`.
    pub(super) fn toast(&mut self, text: impl Into<String>, undo: bool) {
        self.toast_for(text, undo.then_some(Command::Undo));
    }

    /// Shows a message with the command that takes back the change it reports.
    pub(super) fn toast_for(&mut self, text: impl Into<String>, undo: Option<Command>) {
        let time = self.egui.input(|input| input.time);
        self.messages.show(text.into(), undo, time);
    }

    /// Calls `f` with the views' context; `None` before the first frame.
    pub(super) fn with_view<R>(&self, now: Moment, f: impl FnOnce(&ViewContext) -> R) -> Option<R> {
        self.view_context(now).map(|ctx| f(&ctx))
    }

    /// Returns the views' context; `None` before the first frame.
    pub(super) fn view_context(&self, now: Moment) -> Option<ViewContext<'_>> {
        let today = self.today(now);
        view_context(&self.history, &self.derived, &self.looking, &self.time, &self.state, (now, today))
    }
}

/// Returns the views' context from its parts, so that the caller may borrow the others.
pub(super) fn view_context<'a>(
    history: &'a History,
    derived: &'a Derived,
    looking: &'a Looking,
    time: &LocalTime,
    state: &UiState,
    (now, today): (Moment, PlanningDay),
) -> Option<ViewContext<'a>> {
    Some(ViewContext {
        workspace: history.workspace(),
        now,
        date_order: time.date_order,
        words: time.words,
        here: time.here(),
        board: derived.board(),
        day: derived.days.chosen()?,
        days: derived.days.shown(),
        month: derived.month(),
        forecast: derived.forecast(),
        odds: derived.odds(),
        trash: derived.trash(),
        today,
        now_day: derived.days.today()?,
        selection: state.selection,
        planning: state.status.planning,
        undo: history.undo_name(),
        redo: history.redo_name(),
        undo_steps: history.earlier().count(),
        can_take_back_merge: history.has_merge(),
        review: looking.reviewed(),
    })
}
