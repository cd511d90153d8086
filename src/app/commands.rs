//! Running commands.

use chrono::{NaiveDateTime, TimeDelta};

use super::gapwise::{Gapwise, view_context};
use crate::calendar::OccurrenceEdit;
use crate::model::{
    Action, BlockState, Moment, Order, Outcome, PlanningDay, Quadrant, Span, TaskEdit, TaskId, Urgency,
};
use crate::planner::DayChange;
use crate::store::ThemeChoice;
use crate::ui::command::Command;
use crate::ui::{
    Dialog, FocusIntent, Intent, Palette, Purpose, Selection, ShortcutSheet, Trash, View, ViewContext, close_all,
    move_all, move_to, neighbour,
};

const NO_ROOM_FOR_A_WEEK: &str = "Three days are shown while the window has no room for seven.";

/// One step of zoom.
const ZOOM_STEP: f32 = 1.25;

impl Gapwise {
    /// Runs a command if it can be run now.
    pub(super) fn run(&mut self, command: Command, now: Moment) {
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
            Command::NewWorkspace => self.ask_for_path(Purpose::New),
            Command::OpenWorkspace => self.ask_for_path(Purpose::Open),
            Command::SaveCopy => self.ask_for_path(Purpose::SaveCopy),
            Command::SaveElsewhere => self.ask_for_path(Purpose::SaveElsewhere),
            Command::RetrySave => self.save(None),
            Command::Backups => self.show_backups(),
            Command::TakeBackMerge => self.take_back_merge(),
            Command::ImportCalendar => self.ask_for_path(Purpose::Import),
            Command::ThemeSystem => self.prefs.theme = ThemeChoice::System,
            Command::ThemeLight => self.prefs.theme = ThemeChoice::Light,
            Command::ThemeDark => self.prefs.theme = ThemeChoice::Dark,
            Command::LargerText => self.scale_text(10),
            Command::SmallerText => self.scale_text(-10),
            Command::Shortcuts => self.state.dialog = Some(Dialog::Shortcuts(ShortcutSheet::default())),
            Command::Quit => self.egui.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn toggle_full_screen(&self) {
        let full = self.egui.input(|input| input.viewport().fullscreen.unwrap_or(false));
        self.egui.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
    }

    /// Moves what is selected into a quadrant, with all cards that are chosen.
    fn move_chosen_to(&mut self, quadrant: Quadrant, now: Moment) {
        let Some(task) = self.state.selection.task(self.workspace()) else { return };
        let several = self.with_view(now, |ctx| {
            let tasks = self.state.matrix.chosen(ctx);
            (tasks.len() > 1).then(|| move_all(ctx, &tasks, quadrant)).flatten()
        });
        if let Some(action) = several.flatten() {
            self.act(&action, now);
            return;
        }
        let action = self.with_view(now, |ctx| ctx.task(task).and_then(|task| move_to(ctx, task, quadrant, None)));
        if let Some(action) = action.flatten()
            && self.act(&action, now)
        {
            self.state.matrix.reveal(task);
        }
    }

    /// Enlarges or folds the quadrant of the selected task, or does the opposite.
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

    /// Changes the size of everything by some percent, within 80 and 200.
    fn scale_text(&mut self, percent: i32) {
        self.prefs.text_scale = self.prefs.text_scale.saturating_add_signed(percent).clamp(80, 200);
    }

    /// Calls `f` with what the views are given.
    pub(super) fn with_view<R>(&self, now: Moment, f: impl FnOnce(&ViewContext) -> R) -> Option<R> {
        let at = (now, self.today(now));
        view_context(
            &self.history,
            &self.derived,
            &self.looking,
            &self.state,
            at,
            (self.date_order, self.words, self.here),
        )
        .map(|ctx| f(&ctx))
    }

    fn travel(&mut self, command: Command) {
        let (name, verb) = match command {
            Command::Undo => (self.history.undo(), "Undone"),
            _ => (self.history.redo(), "Redone"),
        };
        let Some(name) = name else { return };
        self.save(None);
        self.fading.clear();
        self.toasts.clear();
        self.toast(format!("{verb}: {name}"), false);
    }

    fn take_back_merge(&mut self) {
        if self.state.status.read_only.is_none() && self.history.take_back_merge() {
            self.save(None);
            self.toast("What came from outside is taken back.", true);
        }
    }

    pub(super) fn show_day(&mut self, day: PlanningDay, now: Moment) {
        self.chosen_day = (day != self.today(now)).then_some(day);
        if !matches!(self.state.selection, Selection::Task(_)) {
            self.state.selection = Selection::Nothing;
        }
    }

    /// How many days the arrows turn.
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

    /// I and U: sets importance or urgency of what is chosen, and goes on to the next card of the inbox.
    fn set_importance(&mut self, command: Command, now: Moment) {
        let found = self.with_view(now, |ctx| {
            let tasks = self.state.matrix.chosen(ctx);
            let of = |task: &crate::model::Task| match command {
                Command::Important => TaskEdit::Important(Some(task.important != Some(true))),
                _ => TaskEdit::Urgency(Urgency::Pinned(!ctx.urgency(task.id).urgent)),
            };
            let edits = tasks.iter().filter_map(|id| ctx.task(*id)).flat_map(|task| {
                // What is urgent and waits in the inbox is not important, else it would have been said.
                let settled = (command == Command::Urgent && task.important.is_none())
                    .then_some(Action::EditTask(task.id, TaskEdit::Important(Some(false))));
                settled.into_iter().chain([Action::EditTask(task.id, of(task))])
            });
            let inbox = &ctx.board.inbox;
            let here = tasks.iter().find_map(|task| inbox.iter().position(|other| other == task));
            let next = here.and_then(|at| inbox.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| inbox.get(at))));
            (edits.collect::<Vec<_>>(), next.copied())
        });
        let Some((actions, next)) = found.filter(|(actions, _)| !actions.is_empty()) else { return };
        let what = if command == Command::Important { "importance" } else { "urgency" };
        if self.act(&Action::All { name: format!("set {what}"), actions }, now)
            && let Some(next) = next
        {
            self.state.selection = Selection::Task(next);
        }
    }

    fn toggle_done(&mut self, now: Moment) {
        if let Some(action) = self.close_chosen(Outcome::Done, now) {
            self.act(&action, now);
            return;
        }
        let action = match self.state.selection {
            Selection::Block(_) => return self.tick_blocks(now),
            Selection::Task(task) if self.workspace().closed.contains_key(&task) => Action::ReopenTask(task),
            Selection::Task(task) => Action::CloseTask(task, Outcome::Done),
            Selection::Nothing | Selection::Event(..) | Selection::Ghost(..) => return,
        };
        self.act(&action, now);
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

    fn answer_ghost(&mut self, command: Command, now: Moment) {
        if let Selection::Ghost(task, step) = self.state.selection {
            let intent =
                if command == Command::NextBest { Intent::NextBest(task, step) } else { Intent::NotNow(task, step) };
            self.carry_out(intent, now);
        }
    }

    /// Closes all cards that are chosen, if there are several.
    fn close_chosen(&mut self, outcome: Outcome, now: Moment) -> Option<Action> {
        let tasks = self.with_view(now, |ctx| self.state.matrix.chosen(ctx))?;
        (tasks.len() > 1).then(|| {
            self.state.matrix.choose_none();
            close_all(&tasks, outcome)
        })
    }

    fn delete_selected(&mut self, now: Moment) {
        if let Some(action) = self.close_chosen(Outcome::Deleted, now) {
            if self.act(&action, now) {
                self.state.selection = Selection::Nothing;
            }
            return;
        }
        let action = match self.state.selection {
            Selection::Task(task) => Action::CloseTask(task, Outcome::Deleted),
            Selection::Block(_) => return self.remove_blocks(now),
            Selection::Event(event, start) => {
                return self.edit_event(event, start, OccurrenceEdit::Remove, None, now);
            }
            Selection::Ghost(task, step) => return self.carry_out(Intent::NotNow(task, step), now),
            Selection::Nothing => return,
        };
        if self.act(&action, now) {
            self.state.selection = Selection::Nothing;
        }
    }

    fn select_neighbour(&mut self, command: Command, now: Moment) {
        if let Some(left) = self.left_in_review().filter(|left| !left.is_empty()) {
            self.state.review.choose_left(command == Command::Up || command == Command::Left, left.len());
            return;
        }
        let step = match command {
            Command::Up => (0, -1),
            Command::Down => (0, 1),
            Command::Left => (-1, 0),
            _ => (1, 0),
        };
        let selection = self.state.selection;
        let next = self.with_view(now, |ctx| match selection {
            Selection::Block(_) | Selection::Event(..) | Selection::Ghost(..) => next_on_days(ctx, selection, command),
            Selection::Nothing => first_card(ctx).map(Selection::Task),
            Selection::Task(_) => neighbour(ctx, selection, step).map(Selection::Task),
        });
        if let Some(next) = next.flatten() {
            self.state.selection = next;
            self.state.matrix.choose_none();
            match next {
                Selection::Task(task) => {
                    self.show_inspector();
                    self.reveal(task);
                }
                _ => {
                    if let Some(Some(span)) = self.with_view(now, |ctx| span_of(ctx, next)) {
                        self.state.timeline.reveal_if_hidden(span);
                    }
                }
            }
        }
    }

    /// Shift and an arrow: the next card is chosen as well.
    fn choose_neighbour(&mut self, up: bool, now: Moment) {
        let selection = self.state.selection;
        let step = (0, if up { -1 } else { 1 });
        let next = self.with_view(now, |ctx| neighbour(ctx, selection, step)).flatten();
        if let (Selection::Task(task), Some(next)) = (selection, next) {
            self.state.matrix.choose_both(task, next);
            self.state.selection = Selection::Task(next);
            self.reveal(next);
        }
    }

    /// Scrolls to a card and opens its quadrant if that is folded.
    pub(super) fn reveal(&mut self, task: TaskId) {
        let columns = &self.derived.board().quadrants;
        let holds = |column: &crate::ui::Column| column.rows.iter().any(|row| row.task == task);
        if let Some((quadrant, _)) = columns.iter().find(|(_, column)| holds(column)) {
            self.state.matrix.collapsed.remove(quadrant);
        }
        self.state.matrix.reveal(task);
    }

    /// Alt and an arrow: a card changes places with its neighbour, a block or an event moves by the grid.
    fn move_selected(&mut self, command: Command, now: Moment) {
        let up = command == Command::MoveUp;
        let grid = self.workspace().settings.grid.delta();
        let by = if up { -grid } else { grid };
        match self.state.selection {
            Selection::Block(_) => self.move_blocks(by, now),
            Selection::Event(..) => self.move_selected_event(by, now),
            Selection::Task(task) => {
                let order = self.with_view(now, |ctx| order_beyond_neighbour(ctx, task, up)).flatten();
                if let Some(order) = order
                    && self.act(&Action::EditTask(task, TaskEdit::Order(order)), now)
                {
                    self.state.matrix.reveal(task);
                }
            }
            Selection::Nothing | Selection::Ghost(..) => {}
        }
    }
}

fn first_card(ctx: &ViewContext) -> Option<TaskId> {
    let columns = ctx.board.quadrants.values().filter_map(|column| column.rows.first()).map(|row| row.task);
    columns.chain(ctx.board.inbox.first().copied()).next()
}

/// What comes before or after on the shown days, by start; to the left and right what is nearest on the day before or
/// after.
fn next_on_days(ctx: &ViewContext, selection: Selection, command: Command) -> Option<Selection> {
    let all = all_on_days(ctx);
    let at = all.iter().position(|(_, other)| *other == selection)?;
    let step = match command {
        Command::Up => -1,
        Command::Down => 1,
        _ if ctx.days.len() == 1 => return None,
        Command::Left => return nearest(&all, all[at].0.start - TimeDelta::days(1), ctx),
        _ => return nearest(&all, all[at].0.start + TimeDelta::days(1), ctx),
    };
    all.get(at.checked_add_signed(step)?).map(|(_, next)| *next)
}

pub(super) fn all_on_days(ctx: &ViewContext) -> Vec<(Span, Selection)> {
    let mut all: Vec<_> = Vec::new();
    for day in ctx.days {
        let events = day.agenda.events.iter().map(|it| (it.span, Selection::Event(it.event, it.span.start)));
        all.extend(events);
        all.extend(day.agenda.blocks.iter().map(|block| (block.span(), Selection::Block(block.id))));
        all.extend(day.proposal.suggestions.iter().map(|s| (s.span, Selection::Ghost(s.task, s.step))));
    }
    all.sort_by_key(|(span, _)| *span);
    all.dedup();
    all
}

fn nearest(all: &[(Span, Selection)], at: NaiveDateTime, ctx: &ViewContext) -> Option<Selection> {
    let day = ctx.day_at(at)?.agenda.day.span();
    let there = all.iter().filter(|(span, _)| day.contains(span.start));
    there.min_by_key(|(span, _)| (span.start - at).abs()).map(|(_, selection)| *selection)
}

fn span_of(ctx: &ViewContext, selection: Selection) -> Option<Span> {
    match selection {
        Selection::Block(id) => ctx.workspace.blocks.get(&id).map(|block| block.span()),
        Selection::Event(..) => ctx.occurrence(selection).map(|event| event.span),
        Selection::Ghost(..) => ctx.ghost(selection).map(|ghost| ghost.span),
        Selection::Nothing | Selection::Task(_) => None,
    }
}

/// The order that puts a task beyond its neighbour above or below.
fn order_beyond_neighbour(ctx: &ViewContext, task: TaskId, up: bool) -> Option<Order> {
    let column = ctx.board.quadrants.values().find(|column| column.rows.iter().any(|row| row.task == task))?;
    let at = column.rows.iter().position(|row| row.task == task)?;
    let order = |index: Option<usize>| {
        index.and_then(|i| column.rows.get(i)).and_then(|row| ctx.task(row.task)).map(|t| &t.order)
    };
    if up {
        let above = at.checked_sub(1)?;
        Some(Order::between(order(above.checked_sub(1)), order(Some(above))))
    } else {
        column.rows.get(at + 1)?;
        Some(Order::between(order(Some(at + 1)), order(Some(at + 2))))
    }
}
