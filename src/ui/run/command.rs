//! The effect of each command.

use chrono::TimeDelta;

use super::runner::Runner;
use crate::model::{BlockState, Minutes, StepId, TaskId};
use crate::planner::DayChange;
use crate::store::{Preferences, ThemeChoice};
use crate::ui::command::Command;
use crate::ui::context::{Reviewed, ViewContext, ready_today};
use crate::ui::intent::{FocusIntent, Intent, ReviewIntent};
use crate::ui::selection::Selection;
use crate::ui::state::{InspectorField, Palette, Panel, PathPurpose, SettingsSection, Trash, UiState};
use crate::ui::view::View;

const NO_ROOM_FOR_A_WEEK: &str = "Showing three days. The window is too narrow for seven.";

/// The delay that "Running late" previews first.
const LATE: Minutes = Minutes::new(20);

/// The factor of a zoom step.
const ZOOM_STEP: f32 = 1.25;

/// Changes the view state as a command asks, and returns the intents for the rest of it. Each intent needs the ones before:
/// after a refused action, the others are void.
pub fn intents_for(command: Command, ctx: &ViewContext, state: &mut UiState, prefs: &mut Preferences) -> Vec<Intent> {
    let mut run = Runner { ctx, state, out: Vec::new() };
    let changes = run.change_of_plan(command) || run.change_question(command);
    let closes = !changes && command == Command::Deselect && run.state.close_top();
    if !changes && !closes && command.is_enabled(ctx) {
        run.command(command, prefs);
    }
    run.out
}

impl Runner<'_> {
    fn command(&mut self, command: Command, prefs: &mut Preferences) {
        let (ctx, state) = (self.ctx, &mut *self.state);
        let is_paused = ctx.workspace.open_session().is_some_and(|session| session.paused.is_some());
        let is_open_card = |selection| matches!(selection, Selection::Task(id) if ctx.task(id).is_some());
        match command {
            Command::QuickAdd => state.quick_add.focus(),
            Command::Find => state.palette = Some(Palette::of_tasks()),
            Command::Palette => state.palette = Some(Palette::of_all()),
            Command::Undo => self.push(Intent::Undo),
            Command::Redo => self.push(Intent::Redo),
            Command::Today => {
                state.timeline.scroll_to(ctx.now.local - TimeDelta::hours(1));
                self.push(Intent::ShowDay(ctx.today));
            }
            Command::PreviousDay => self.turn_days(-1),
            Command::NextDay => self.turn_days(1),
            Command::DaysShown if state.week.is_narrow => self.push(Intent::Toast(NO_ROOM_FOR_A_WEEK.into())),
            Command::DaysShown => state.week.three_days = !state.week.three_days,
            Command::Show(view) => {
                state.view = view;
                state.morning.open = false;
            }
            Command::AcceptAll => self.push(Intent::AcceptAll),
            Command::Open if state.view == View::Focus && is_paused => self.focus(FocusIntent::Resume),
            Command::Open => match state.selection {
                Selection::Ghost(task, step) => self.push(Intent::Accept(task, step)),
                _ => state.inspector.focus(InspectorField::Title),
            },
            Command::ToggleDone => self.toggle_done(),
            Command::Complete => self.complete(),
            Command::AddStep => state.inspector.focus(InspectorField::NewStep),
            Command::DueDate => state.inspector.focus(InspectorField::Due),
            Command::PlanCard => self.plan_card(),
            Command::StartStop => self.start_stop(),
            Command::Pause => self.focus(if is_paused { FocusIntent::Resume } else { FocusIntent::Pause }),
            Command::Interrupted => self.in_focus(FocusIntent::Interrupted),
            Command::Extend => self.focus(FocusIntent::Extend),
            Command::Break => self.in_focus(FocusIntent::Break),
            Command::SkipBreak => self.focus(FocusIntent::SkipBreak),
            Command::ParkThought => state.focus.open_thought(),
            Command::SomethingElse => {
                state.view = View::Focus;
                state.focus.open_unplanned();
            }
            Command::FloatTimer => state.focus.floating = !state.focus.floating,
            Command::FullScreen => self.push(Intent::FullScreen),
            Command::NextBest => self.answer_ghost(Intent::NextBest),
            Command::NotNow => self.answer_ghost(Intent::NotNow),
            Command::MoveTo(quadrant) => self.move_chosen_to(quadrant),
            Command::Important => self.set_importance(),
            Command::Urgent => self.set_urgency(),
            Command::Filter => state.matrix.focus_filter(),
            Command::Trash => state.trash = Some(Trash::Open),
            Command::ShowFinished => state.matrix.toggle_closed(),
            Command::Enlarge | Command::Collapse => {
                let task = state.selection.task(ctx.workspace).and_then(|id| ctx.task(id));
                match task.and_then(|task| ctx.quadrant_of(task)) {
                    Some(quadrant) if command == Command::Enlarge => state.matrix.toggle_enlarged(quadrant),
                    Some(quadrant) => state.matrix.toggle_collapsed(quadrant),
                    None => {}
                }
            }
            Command::Delete => self.delete_selected(),
            Command::Deselect => {
                state.timeline.also.clear();
                state.selection = Selection::Nothing;
                state.inspector.close();
                state.matrix.choose_none();
            }
            Command::Up => self.select_neighbour(0, -1),
            Command::Down => self.select_neighbour(0, 1),
            Command::Left => self.select_neighbour(-1, 0),
            Command::Right => self.select_neighbour(1, 0),
            Command::MoveUp => self.move_selected(true),
            Command::MoveDown => self.move_selected(false),
            Command::DayEarlier => self.move_in_time(TimeDelta::days(-1)),
            Command::DayLater => self.move_in_time(TimeDelta::days(1)),
            Command::AddEvent => {
                (state.view, state.narrow_shows_day) = (View::Plan, true);
                state.timeline.focus_event_line();
            }
            Command::Longer => self.resize_blocks(true),
            Command::Shorter => self.resize_blocks(false),
            Command::ToggleLock => self.toggle_lock(),
            Command::Split => self.split(),
            Command::Merge => self.merge(),
            Command::CopyBlock => self.copy_block(),
            Command::PushEarlier => self.push_block(true),
            Command::PushLater => self.push_block(false),
            Command::ExtendUp => self.extend_selection(true),
            Command::ExtendDown => self.extend_selection(false),
            Command::Why => state.timeline.why = !state.timeline.why,
            Command::AskEvent => self.ask_event(),
            Command::Finish => self.focus(FocusIntent::Done),
            Command::Replan => self.push(Intent::Ask(DayChange::Replan)),
            Command::RunningLate => self.push(Intent::Ask(DayChange::Late(LATE))),
            Command::Minutes => self.push(Intent::OpenMinutes),
            Command::StillInMeeting => self.push(Intent::StillInMeeting),
            Command::DoneForToday => self.push(Intent::Review(ReviewIntent::DoneForToday)),
            Command::LeftToNextDay | Command::LeftToAnotherDay | Command::LeftToMatrix | Command::LeftDrop => {
                self.move_chosen_left(command);
            }
            Command::Morning => self.push(Intent::OpenMorning),
            Command::PlanList if state.panels.open.is_none() && is_open_card(state.selection) => self.plan_card(),
            Command::PlanList => state.toggle_panel(Panel::PlanList),
            Command::Settings => state.open_settings(SettingsSection::Day),
            Command::TimerSettings => state.open_settings(SettingsSection::Timer),
            Command::Calendars => state.open_settings(SettingsSection::Calendars),
            Command::ZoomIn => state.timeline.zoom(ZOOM_STEP),
            Command::ZoomOut => state.timeline.zoom(1.0 / ZOOM_STEP),
            Command::NewWorkspace => self.push(Intent::AskPath(PathPurpose::New)),
            Command::OpenWorkspace => self.push(Intent::AskPath(PathPurpose::Open)),
            Command::SaveCopy => self.push(Intent::AskPath(PathPurpose::SaveCopy)),
            Command::SaveElsewhere => self.push(Intent::AskPath(PathPurpose::SaveElsewhere)),
            Command::ImportCalendar => self.push(Intent::AskPath(PathPurpose::Import)),
            Command::Export => self.push(Intent::AskPath(PathPurpose::Export)),
            Command::CopyCards => self.copy_cards(),
            Command::RetrySave => self.push(Intent::Save),
            Command::Backups => self.push(Intent::ShowBackups),
            Command::TakeBackMerge => self.push(Intent::TakeBackMerge),
            Command::ThemeSystem => prefs.theme = ThemeChoice::System,
            Command::ThemeLight => prefs.theme = ThemeChoice::Light,
            Command::ThemeDark => prefs.theme = ThemeChoice::Dark,
            Command::LargerText => prefs.scale_text(10),
            Command::SmallerText => prefs.scale_text(-10),
            Command::Shortcuts => state.open_settings(SettingsSection::Keyboard),
            Command::Quit => self.push(Intent::Quit),
        }
    }

    /// Shows the day, or the week, that lies some steps from the shown one.
    fn turn_days(&mut self, steps: i64) {
        let days = if self.state.view == View::Week { self.state.week.days() as i64 } else { 1 };
        self.push(Intent::ShowDay(self.ctx.day.agenda.day.plus(days * steps)));
    }

    fn focus(&mut self, intent: FocusIntent) {
        self.push(Intent::Focus(intent));
    }

    fn in_focus(&mut self, intent: FocusIntent) {
        self.state.view = View::Focus;
        self.focus(intent);
    }

    fn answer_ghost(&mut self, answer: fn(TaskId, Option<StepId>) -> Intent) {
        if let Selection::Ghost(task, step) = self.state.selection {
            self.push(answer(task, step));
        }
    }

    /// Starts the selection, else the offer of the Now strip; stops the session if that is selected or nothing can start.
    fn start_stop(&mut self) {
        let (ctx, stop) = (self.ctx, Intent::Focus(FocusIntent::Stop));
        let block = match self.state.selection {
            Selection::Block(id) => ctx.workspace.blocks.get(&id),
            _ => None,
        };
        let intent = match (block, self.state.selection) {
            (Some(block), _) if block.state == BlockState::Running => stop,
            (Some(block), _) if block.state == BlockState::Done => return,
            (Some(block), _) => Intent::Start(block.task, block.step),
            (None, Selection::Ghost(task, step)) => Intent::Start(task, step),
            (None, Selection::Task(id)) => {
                let step = ctx.task(id).and_then(|task| task.next_step());
                Intent::Start(id, step.map(|step| step.id))
            }
            (None, Selection::Nothing | Selection::Event(..) | Selection::Block(_)) => {
                let ready = ready_today(ctx).filter(|_| ctx.workspace.open_session().is_none());
                ready.map_or(stop, |(task, step)| Intent::Start(task, step))
            }
        };
        self.push(intent);
    }

    /// Applies a key to the chosen one of the left blocks.
    fn move_chosen_left(&mut self, command: Command) {
        let Some(Reviewed::Day { review, next, .. }) = self.ctx.review else { return };
        let Some(block) = self.state.review.chosen_left(&review.left) else { return };
        let intent = match command {
            Command::LeftToNextDay => ReviewIntent::MoveLeft(block, *next),
            Command::LeftToAnotherDay => return self.state.review.ask_for_day(block),
            Command::LeftToMatrix => ReviewIntent::BackToMatrix(block),
            _ => ReviewIntent::Drop(block),
        };
        self.push(Intent::Review(intent));
    }
}
