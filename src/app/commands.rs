//! Running commands.

use chrono::TimeDelta;

use crate::app::gapwise::Gapwise;
use crate::model::{BlockState, Moment, PlanningDay};
use crate::planner::DayChange;
use crate::store::ThemeChoice;
use crate::ui::command::Command;
use crate::ui::{Dialog, FocusIntent, Intent, Palette, PathPurpose, Selection, ShortcutSheet, Trash, View};

const NO_ROOM_FOR_A_WEEK: &str = "Showing three days. The window is too narrow for seven.";

/// The factor of a zoom step.
const ZOOM_STEP: f32 = 1.25;

impl Gapwise {
    /// Runs a command if it is enabled.
    pub(crate) fn run(&mut self, command: Command, now: Moment) {
        if command == Command::Deselect && (self.state.month.take().is_some() || self.close_panel()) {
            return;
        }
        if self.change_question(command, now) {
            return;
        }
        let enabled = self.with_view(now, |ctx| command.is_enabled(ctx)).unwrap_or(false);
        if enabled {
            self.run_enabled(command, now);
        }
    }

    fn run_enabled(&mut self, command: Command, now: Moment) {
        match command {
            Command::QuickAdd => self.state.quick_add.focus(),
            Command::Find => self.state.palette = Some(Palette::of_tasks()),
            Command::Palette => self.state.palette = Some(Palette::of_all()),
            Command::Undo | Command::Redo => self.travel(command),
            Command::Today => {
                self.chosen_day = None;
                self.state.timeline.scroll_to(now.local - TimeDelta::hours(1));
            }
            Command::PreviousDay | Command::NextDay => {
                let days = self.days_turned() * if command == Command::NextDay { 1 } else { -1 };
                self.show_day(self.shown_day(self.today(now)).plus(days), now);
            }
            Command::DaysShown if self.state.week.is_narrow => self.toast(NO_ROOM_FOR_A_WEEK, false),
            Command::DaysShown => self.state.week.three_days = !self.state.week.three_days,
            Command::Show(view) => self.state.view = view,
            Command::AcceptAll => self.accept_all(now),
            Command::Open => self.open_selected(now),
            Command::ToggleDone => self.toggle_done(now),
            Command::StartStop => self.start_stop(now),
            Command::Pause => self.pause_or_resume(now),
            Command::Interrupted => self.in_focus(FocusIntent::Interrupted, now),
            Command::Extend => self.focus(FocusIntent::Extend, now),
            Command::Break => self.in_focus(FocusIntent::Break, now),
            Command::SkipBreak => self.focus(FocusIntent::SkipBreak, now),
            Command::ParkThought => self.open_thought(),
            Command::SomethingElse => self.open_unplanned(),
            Command::FloatTimer => self.state.focus.floating = !self.state.focus.floating,
            Command::FullScreen => self.toggle_full_screen(),
            Command::NextBest | Command::NotNow => self.answer_ghost(command, now),
            Command::MoveTo(quadrant) => self.move_chosen_to(quadrant, now),
            Command::Important | Command::Urgent => self.set_importance(command, now),
            Command::Filter => self.state.matrix.focus_filter(),
            Command::Trash => self.state.trash = Some(Trash::Open),
            Command::ShowFinished => self.state.matrix.toggle_closed(),
            Command::Enlarge | Command::Collapse => self.fold_quadrant(command, now),
            Command::Delete => self.delete_selected(now),
            Command::Deselect => self.deselect(),
            Command::Up | Command::Down | Command::Left | Command::Right => self.select_neighbour(command, now),
            Command::MoveUp | Command::MoveDown => self.move_selected(command, now),
            Command::DayEarlier => self.move_by_days(-1, now),
            Command::DayLater => self.move_by_days(1, now),
            Command::AddEvent => {
                (self.state.view, self.state.narrow_shows_day) = (View::Plan, true);
                self.state.timeline.focus_event_line();
            }
            Command::Longer | Command::Shorter => self.resize_blocks(command == Command::Longer, now),
            Command::Split | Command::Merge | Command::CopyBlock | Command::PushEarlier | Command::PushLater => {
                self.change_block(command, now);
            }
            Command::ExtendUp | Command::ExtendDown if matches!(self.state.selection, Selection::Task(_)) => {
                self.choose_neighbour(command == Command::ExtendUp, now);
            }
            Command::ExtendUp | Command::ExtendDown => self.extend_selection(command == Command::ExtendUp, now),
            Command::Why => self.state.timeline.why = !self.state.timeline.why,
            Command::AskEvent => self.ask_event_by_key(now),
            Command::Finish => self.focus(FocusIntent::Done, now),
            Command::Replan => self.ask_change(DayChange::Replan, now),
            Command::Minutes => self.open_minutes(false, now),
            Command::StillInMeeting => self.still_in_meeting(now),
            Command::DoneForToday => self.done_for_today(now),
            Command::LeftToNextDay | Command::LeftToAnotherDay | Command::LeftToMatrix | Command::LeftDrop => {
                self.move_chosen_left(command, now);
            }
            Command::Morning => self.open_morning(self.today(now).plus(-1), now),
            Command::PlanList | Command::DayRules | Command::Calendars => self.toggle_panel(command),
            Command::ToggleLock => self.toggle_lock(now),
            Command::ZoomIn => self.state.timeline.zoom(ZOOM_STEP),
            Command::ZoomOut => self.state.timeline.zoom(1.0 / ZOOM_STEP),
            Command::NewWorkspace => self.ask_for_path(PathPurpose::New),
            Command::OpenWorkspace => self.ask_for_path(PathPurpose::Open),
            Command::SaveCopy => self.ask_for_path(PathPurpose::SaveCopy),
            Command::SaveElsewhere => self.ask_for_path(PathPurpose::SaveElsewhere),
            Command::RetrySave => self.save(None),
            Command::Backups => self.show_backups(),
            Command::TakeBackMerge => self.take_back_merge(),
            Command::ImportCalendar => self.ask_for_path(PathPurpose::Import),
            Command::ThemeSystem => self.personal.prefs.theme = ThemeChoice::System,
            Command::ThemeLight => self.personal.prefs.theme = ThemeChoice::Light,
            Command::ThemeDark => self.personal.prefs.theme = ThemeChoice::Dark,
            Command::LargerText => self.personal.scale_text(10),
            Command::SmallerText => self.personal.scale_text(-10),
            Command::Shortcuts => self.state.dialog = Some(Dialog::Shortcuts(ShortcutSheet::default())),
            Command::Quit => self.egui.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn toggle_full_screen(&self) {
        let full = self.egui.input(|input| input.viewport().fullscreen.unwrap_or(false));
        self.egui.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
    }

    /// Enlarges or folds the quadrant of the selected task, or restores it.
    fn fold_quadrant(&mut self, command: Command, now: Moment) {
        let quadrant = self.with_view(now, |ctx| {
            let task = self.state.selection.task(ctx.workspace).and_then(|id| ctx.task(id))?;
            ctx.quadrant_of(task)
        });
        match quadrant.flatten() {
            Some(quadrant) if command == Command::Enlarge => self.state.matrix.toggle_enlarged(quadrant),
            Some(quadrant) => self.state.matrix.toggle_collapsed(quadrant),
            None => {}
        }
    }

    fn deselect(&mut self) {
        self.state.timeline.also.clear();
        self.state.selection = Selection::Nothing;
        self.state.matrix.choose_none();
    }

    fn travel(&mut self, command: Command) {
        let (name, verb) = match command {
            Command::Undo => (self.history.undo(), "Undone"),
            _ => (self.history.redo(), "Redone"),
        };
        let Some(name) = name else { return };
        self.save(None);
        self.fading.clear();
        self.messages.toasts.clear();
        self.toast(format!("{verb}: {name}"), false);
    }

    pub(crate) fn show_day(&mut self, day: PlanningDay, now: Moment) {
        self.chosen_day = (day != self.today(now)).then_some(day);
        if !matches!(self.state.selection, Selection::Task(_)) {
            self.state.selection = Selection::Nothing;
        }
    }

    /// The days that a step forward or back turns.
    fn days_turned(&self) -> i64 {
        match self.state.view {
            View::Week => self.state.week.days() as i64,
            _ => 1,
        }
    }

    fn open_selected(&mut self, now: Moment) {
        match self.state.selection {
            Selection::Ghost(task, step) => self.carry_out(Intent::Accept(task, step), now),
            Selection::Task(_) | Selection::Block(_) | Selection::Event(..) => self.state.inspector.focus_title(),
            Selection::Nothing => {}
        }
    }

    fn answer_ghost(&mut self, command: Command, now: Moment) {
        if let Selection::Ghost(task, step) = self.state.selection {
            let intent =
                if command == Command::NextBest { Intent::NextBest(task, step) } else { Intent::NotNow(task, step) };
            self.carry_out(intent, now);
        }
    }

    fn start_stop(&mut self, now: Moment) {
        if let Selection::Block(id) = self.state.selection
            && let Some(block) = self.workspace().blocks.get(&id).cloned()
        {
            match block.state {
                BlockState::Running => self.stop(now),
                BlockState::Done => {}
                BlockState::Planned | BlockState::Locked => self.start(block.task, block.step, now),
            }
            return;
        }
        match self.state.selection {
            Selection::Ghost(task, step) => self.start(task, step, now),
            Selection::Task(task) => {
                let step = self.workspace().tasks.get(&task).and_then(|task| task.next_step()).map(|step| step.id);
                self.start(task, step, now);
            }
            Selection::Nothing | Selection::Event(..) | Selection::Block(_) => {
                let ready = self.with_view(now, crate::ui::ready_today).flatten();
                match ready.filter(|_| self.workspace().open_session().is_none()) {
                    Some((task, step)) => self.start(task, step, now),
                    None => self.stop(now),
                }
            }
        }
    }
}
