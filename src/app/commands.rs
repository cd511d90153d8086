//! Running commands.

use super::Gapwise;
use crate::model::{Action, BlockState, Minutes, Moment, Order, Outcome, PlanningDay, TaskEdit, TaskId};
use crate::store::ThemeChoice;
use crate::ui::command::Command;
use crate::ui::{Dialog, Intent, Purpose, Selection, ViewContext, move_to, neighbour};

/// One step of zoom.
const ZOOM_STEP: f32 = 1.25;

impl Gapwise {
    /// Runs a command if it can be run now.
    pub(super) fn run(&mut self, command: Command, now: Moment) {
        let selection = self.state.selection;
        let enabled = self.with_view(now, |ctx| command.is_enabled(ctx, selection)).unwrap_or(false);
        if enabled {
            self.run_enabled(command, now);
        }
    }

    fn run_enabled(&mut self, command: Command, now: Moment) {
        match command {
            Command::QuickAdd => self.state.focus_quick_add = true,
            Command::Undo | Command::Redo => self.travel(command),
            Command::Today => self.chosen_day = None,
            Command::PreviousDay => self.show_day(self.shown_day(self.today(now)).plus(-1), now),
            Command::NextDay => self.show_day(self.shown_day(self.today(now)).plus(1), now),
            Command::Show(view) => self.state.view = view,
            Command::AcceptAll => self.accept_all(now),
            Command::Open => self.open_selected(now),
            Command::ToggleDone => self.toggle_done(now),
            Command::StartStop => self.start_stop(now),
            Command::NextBest | Command::NotNow => self.answer_ghost(command, now),
            Command::MoveTo(quadrant) => {
                let Some(task) = self.state.selection.task(self.workspace()) else { return };
                let action =
                    self.with_view(now, |ctx| ctx.task(task).and_then(|task| move_to(ctx, task, quadrant, None)));
                if let Some(action) = action.flatten()
                    && self.act(&action, now)
                {
                    self.state.matrix.reveal(task);
                }
            }
            Command::Delete => self.delete_selected(now),
            Command::Deselect => self.state.selection = Selection::Nothing,
            Command::Up | Command::Down | Command::Left | Command::Right => self.select_neighbour(command, now),
            Command::MoveUp | Command::MoveDown => self.move_selected(command, now),
            Command::Longer | Command::Shorter => self.resize_selected(command, now),
            Command::ToggleLock => self.toggle_lock(now),
            Command::ZoomIn => self.state.timeline.zoom(ZOOM_STEP),
            Command::ZoomOut => self.state.timeline.zoom(1.0 / ZOOM_STEP),
            Command::NewWorkspace => self.ask_for_path(Purpose::New),
            Command::OpenWorkspace => self.ask_for_path(Purpose::Open),
            Command::SaveCopy => self.ask_for_path(Purpose::SaveCopy),
            Command::ImportCalendar => self.ask_for_path(Purpose::Import),
            Command::ThemeSystem => self.prefs.theme = ThemeChoice::System,
            Command::ThemeLight => self.prefs.theme = ThemeChoice::Light,
            Command::ThemeDark => self.prefs.theme = ThemeChoice::Dark,
            Command::LargerText => self.scale_text(10),
            Command::SmallerText => self.scale_text(-10),
            Command::Shortcuts => self.state.dialog = Some(Dialog::Shortcuts),
            Command::Quit => self.egui.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    /// Changes the size of everything by some percent, within 80 and 200.
    fn scale_text(&mut self, percent: i32) {
        self.prefs.text_scale = self.prefs.text_scale.saturating_add_signed(percent).clamp(80, 200);
    }

    /// Calls `f` with what the views are given.
    fn with_view<R>(&self, now: Moment, f: impl FnOnce(&ViewContext) -> R) -> Option<R> {
        let ctx = ViewContext {
            workspace: self.history.workspace(),
            now,
            board: &self.derived.board,
            day: self.derived.day()?,
            today: self.today(now),
            undo: self.history.undo_name(),
            redo: self.history.redo_name(),
        };
        Some(f(&ctx))
    }

    fn travel(&mut self, command: Command) {
        let (name, verb) = match command {
            Command::Undo => (self.history.undo(), "Undone"),
            _ => (self.history.redo(), "Redone"),
        };
        let Some(name) = name else { return };
        self.save();
        self.fading.clear();
        self.toasts.clear();
        self.toast(format!("{verb}: {name}"), false);
    }

    pub(super) fn show_day(&mut self, day: PlanningDay, now: Moment) {
        self.chosen_day = (day != self.today(now)).then_some(day);
        if !matches!(self.state.selection, Selection::Task(_)) {
            self.state.selection = Selection::Nothing;
        }
    }

    fn open_selected(&mut self, now: Moment) {
        match self.state.selection {
            Selection::Ghost(task, step) => self.carry_out(Intent::Accept(task, step), now),
            Selection::Task(_) | Selection::Block(_) | Selection::Event(_) => self.state.inspector.focus_title(),
            Selection::Nothing => {}
        }
    }

    fn toggle_done(&mut self, now: Moment) {
        let action = match self.state.selection {
            Selection::Block(id) => {
                let Some(block) = self.workspace().blocks.get(&id) else { return };
                let state = if block.state == BlockState::Done { BlockState::Planned } else { BlockState::Done };
                Action::SetBlockState(id, state)
            }
            Selection::Task(task) if self.workspace().closed.contains_key(&task) => Action::ReopenTask(task),
            Selection::Task(task) => Action::CloseTask(task, Outcome::Done),
            Selection::Nothing | Selection::Event(_) | Selection::Ghost(..) => return,
        };
        self.act(&action, now);
    }

    fn start_stop(&mut self, now: Moment) {
        if let Selection::Block(id) = self.state.selection
            && let Some(block) = self.workspace().blocks.get(&id).cloned()
        {
            match block.state {
                BlockState::Running => {
                    self.act(&Action::SetBlockState(id, BlockState::Done), now);
                }
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
            Selection::Nothing | Selection::Event(_) | Selection::Block(_) => {}
        }
    }

    fn answer_ghost(&mut self, command: Command, now: Moment) {
        if let Selection::Ghost(task, step) = self.state.selection {
            let intent =
                if command == Command::NextBest { Intent::NextBest(task, step) } else { Intent::NotNow(task, step) };
            self.carry_out(intent, now);
        }
    }

    fn delete_selected(&mut self, now: Moment) {
        let action = match self.state.selection {
            Selection::Task(task) => Action::CloseTask(task, Outcome::Deleted),
            Selection::Block(block) => Action::RemoveBlock(block),
            Selection::Event(event) => Action::RemoveEvent(event),
            Selection::Ghost(task, step) => return self.carry_out(Intent::NotNow(task, step), now),
            Selection::Nothing => return,
        };
        if self.act(&action, now) {
            self.state.selection = Selection::Nothing;
        }
    }

    fn select_neighbour(&mut self, command: Command, now: Moment) {
        let step = match command {
            Command::Up => (0, -1),
            Command::Down => (0, 1),
            Command::Left => (-1, 0),
            _ => (1, 0),
        };
        let selection = self.state.selection;
        let next = self.with_view(now, |ctx| match selection {
            Selection::Block(_) | Selection::Event(_) | Selection::Ghost(..) => {
                next_on_day(ctx, selection, step.0 + step.1)
            }
            Selection::Nothing => first_card(ctx).map(Selection::Task),
            Selection::Task(_) => neighbour(ctx, selection, step).map(Selection::Task),
        });
        if let Some(next) = next.flatten() {
            self.state.selection = next;
            match next {
                Selection::Task(task) => self.state.matrix.reveal(task),
                _ => {
                    if let Some(Some(span)) = self.with_view(now, |ctx| span_of(ctx, next)) {
                        self.state.timeline.reveal_if_hidden(span);
                    }
                }
            }
        }
    }

    /// Alt and an arrow: a card changes places with its neighbour, a block moves by the grid.
    fn move_selected(&mut self, command: Command, now: Moment) {
        let up = command == Command::MoveUp;
        match self.state.selection {
            Selection::Block(id) => {
                let grid = self.workspace().settings.grid.delta();
                let Some(block) = self.workspace().blocks.get(&id).cloned() else { return };
                if matches!(block.state, BlockState::Planned | BlockState::Locked) {
                    let start = if up { block.start - grid } else { block.start + grid };
                    self.act(&Action::MoveBlock { block: id, start, minutes: block.minutes }, now);
                }
            }
            Selection::Task(task) => {
                let order = self.with_view(now, |ctx| order_beyond_neighbour(ctx, task, up)).flatten();
                if let Some(order) = order
                    && self.act(&Action::EditTask(task, TaskEdit::Order(order)), now)
                {
                    self.state.matrix.reveal(task);
                }
            }
            Selection::Nothing | Selection::Event(_) | Selection::Ghost(..) => {}
        }
    }

    fn resize_selected(&mut self, command: Command, now: Moment) {
        let Selection::Block(id) = self.state.selection else { return };
        let Some(block) = self.workspace().blocks.get(&id).cloned() else { return };
        let grid = self.workspace().settings.grid;
        let minutes = if command == Command::Longer { block.minutes + grid } else { block.minutes - grid };
        if minutes >= Minutes::new(1) && matches!(block.state, BlockState::Planned | BlockState::Locked) {
            self.act(&Action::MoveBlock { block: id, start: block.start, minutes }, now);
        }
    }

    fn toggle_lock(&mut self, now: Moment) {
        let Selection::Block(id) = self.state.selection else { return };
        let state = match self.workspace().blocks.get(&id).map(|block| block.state) {
            Some(BlockState::Planned) => BlockState::Locked,
            Some(BlockState::Locked) => BlockState::Planned,
            _ => return,
        };
        self.act(&Action::SetBlockState(id, state), now);
    }
}

fn first_card(ctx: &ViewContext) -> Option<TaskId> {
    let columns = ctx.board.quadrants.values().filter_map(|column| column.rows.first()).map(|row| row.task);
    columns.chain(ctx.board.inbox.first().copied()).next()
}

/// What comes before or after on the day, by start.
fn next_on_day(ctx: &ViewContext, selection: Selection, step: i32) -> Option<Selection> {
    let agenda = &ctx.day.agenda;
    let mut all: Vec<_> = agenda.events.iter().map(|event| (event.span, Selection::Event(event.event))).collect();
    all.extend(agenda.blocks.iter().map(|block| (block.span(), Selection::Block(block.id))));
    all.extend(ctx.day.proposal.suggestions.iter().map(|s| (s.span, Selection::Ghost(s.task, s.step))));
    all.sort_by_key(|(span, _)| *span);
    let at = all.iter().position(|(_, other)| *other == selection)?;
    all.get(at.checked_add_signed(step as isize)?).map(|(_, next)| *next)
}

fn span_of(ctx: &ViewContext, selection: Selection) -> Option<crate::model::Span> {
    match selection {
        Selection::Block(id) => ctx.workspace.blocks.get(&id).map(|block| block.span()),
        Selection::Event(id) => ctx.day.agenda.events.iter().find(|event| event.event == id).map(|event| event.span),
        Selection::Ghost(..) => selection.ghost(&ctx.day.proposal).map(|ghost| ghost.span),
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
