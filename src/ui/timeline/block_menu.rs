//! The menu of a block, and its popover with exact times.

use chrono::NaiveDateTime;
use egui::{Align2, Id, Order, Rect, Ui};

use super::gesture::many;
use crate::calendar::round_down;
use crate::exchange::read_times;
use crate::model::{Action, Block, BlockId, BlockState, Minutes, Span, Workspace, day_of};
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::inspector::date_field;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{DraftField, checked_field, link_button, text_button};

/// Draws the menu of a block. `at` is the time under the pointer when it was opened.
pub(super) fn block_menu(ui: &mut Ui, ctx: &ViewContext, block: &Block, at: Option<NaiveDateTime>, out: &mut Out) {
    ui.set_width(theme::MENU);
    states_ui(ui, block, out);
    let movable = block.state.is_open();
    if movable {
        ui.separator();
        if menu_item(ui, "Exact times…", None) {
            out.push(Intent::OpenBlock(block.id));
        }
        let grid = ctx.workspace.settings.grid;
        let at = at.map(|at| round_down(at, grid)).filter(|at| block.span().start < *at && *at < block.span().end);
        if let Some(at) = at
            && menu_item(ui, &format!("Split at {}", ctx.words.time(at)), None)
        {
            out.extend(split_at(ctx, block, at));
        }
        if menu_item(ui, "Split in half", Some(Command::Split)) {
            out.extend(split_at(ctx, block, middle(block, grid)));
        }
        if next_piece(ctx.workspace, block).is_some() && menu_item(ui, "Merge with next piece", Some(Command::Merge)) {
            out.extend(merge_with_next(ctx.workspace, block));
        }
        if menu_item(ui, "Copy", Some(Command::CopyBlock)) {
            out.push(Intent::Select(Selection::Block(block.id)));
            out.run(Command::CopyBlock);
        }
    }
    ui.separator();
    if menu_item(ui, "Unplan", Some(Command::Delete)) {
        out.push(Intent::Act(Action::RemoveBlock(block.id)));
    }
}

fn states_ui(ui: &mut Ui, block: &Block, out: &mut Out) {
    let mut set = |ui: &mut Ui, label, command, state| {
        if menu_item(ui, label, command) {
            out.push(Intent::Act(Action::SetBlockState(block.id, state)));
        }
    };
    match block.state {
        BlockState::Running => {
            if menu_item(ui, "Stop", Some(Command::StartStop)) {
                out.run(Command::StartStop);
            }
        }
        BlockState::Done => set(ui, "Not done", None, BlockState::Planned),
        BlockState::Planned | BlockState::Locked => {
            set(ui, "Done", Some(Command::ToggleDone), BlockState::Done);
            if block.state == BlockState::Locked {
                set(ui, "Unlock", Some(Command::ToggleLock), BlockState::Planned);
            } else {
                set(ui, "Lock", Some(Command::ToggleLock), BlockState::Locked);
            }
            if menu_item(ui, "Start", Some(Command::StartStop)) {
                out.push(Intent::Start(block.task, block.step));
            }
        }
    }
}

/// Returns the middle of a block, on the grid.
pub fn middle(block: &Block, grid: Minutes) -> NaiveDateTime {
    let half = Minutes::new(block.minutes.get() / 2).delta();
    round_down(block.start + half, grid).max(block.start + Minutes::new(1).delta())
}

/// Splits a block at a time inside it; `None` elsewhere, and for started blocks.
pub fn split_at(ctx: &ViewContext, block: &Block, at: NaiveDateTime) -> Option<Intent> {
    let movable = block.state.is_open();
    if !movable || at <= block.start || at >= block.span().end {
        return None;
    }
    let first = Minutes::between(block.start, at);
    let second =
        Block { id: BlockId::new(ctx.now.instant), start: at, minutes: block.minutes - first, ..block.clone() };
    let title = ctx.workspace.title_of(block.task, block.step).unwrap_or("block");
    let shorter = Action::MoveBlock { block: block.id, start: block.start, minutes: first };
    Some(many(format!("split \"{title}\""), vec![shorter, Action::AddBlock(second)]))
}

/// Returns the next open block of the same task and step.
fn next_piece<'a>(workspace: &'a Workspace, block: &Block) -> Option<&'a Block> {
    let same = |other: &&Block| {
        other.id != block.id
            && (other.task, other.step) == (block.task, block.step)
            && other.start >= block.start
            && other.state.is_open()
    };
    workspace.blocks.values().map(|other| &**other).filter(same).min_by_key(|other| (other.start, other.id))
}

/// Merges a block with the next piece of the same work; it keeps its start and takes both lengths.
pub fn merge_with_next(workspace: &Workspace, block: &Block) -> Option<Intent> {
    let next = next_piece(workspace, block)?;
    let longer = Action::MoveBlock { block: block.id, start: block.start, minutes: block.minutes + next.minutes };
    let title = workspace.title_of(block.task, block.step).unwrap_or("block");
    Some(many(format!("merge \"{title}\""), vec![longer, Action::RemoveBlock(next.id)]))
}

/// Draws the popover of a double-clicked block: exact times, and commands for blocks too small to grab.
pub(super) fn popover_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let Some(id) = state.popover else { return };
    let Some(block) = ctx.workspace.blocks.get(&id) else {
        state.popover = None;
        return;
    };
    let start = out.len();
    let area = egui::Area::new(Id::unique("block-popover"))
        .order(Order::Foreground)
        .fixed_pos(body.center())
        .pivot(Align2::CENTER_CENTER)
        .constrain_to(ui.ctx().content_rect());
    let mut close = ui.input(|input| input.key_pressed(egui::Key::Escape));
    let shown = area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.set_width(theme::POPUP_NARROW);
            let title = ctx.workspace.title_of(block.task, block.step).unwrap_or_default();
            ui.label(egui::RichText::new(title).font(theme::body_medium()));
            ui.horizontal(|ui| {
                date_ui(ui, block, ctx, out);
                times_ui(ui, block, ctx, out);
            });
            ui.horizontal_wrapped(|ui| buttons_ui(ui, block, ctx, out));
            close |= link_button(ui, "Close").clicked();
        });
    });
    let elsewhere = ui.input(|input| input.pointer.any_pressed())
        && !ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| shown.response.rect.contains(at));
    if close || elsewhere || out.len() > start {
        state.popover = None;
    }
}

fn date_ui(ui: &mut Ui, block: &Block, ctx: &ViewContext, out: &mut Out) {
    let date = block.start.date();
    if let Some(new) = date_field(ui, "Date of the block", ("date", block.id), date, ctx) {
        let span = block.span();
        let by = new - date;
        out.push(Intent::MoveBlock { block: block.id, span: Span::new(span.start + by, span.end + by) });
    }
}

fn times_ui(ui: &mut Ui, block: &Block, ctx: &ViewContext, out: &mut Out) {
    let field = DraftField { hint: "10:00-10:25", width: theme::FIELD_DATE, lines: 1, ..DraftField::default() };
    let day = day_of(block.start, ctx.workspace.settings.day_start);
    let read = |text: &str| read_times(text, day);
    if let Some(span) =
        checked_field(ui, "Exact times", ("exact", block.id), &ctx.words.times(block.span()), field, read)
    {
        let (start, minutes) = (span.start, span.minutes());
        out.push(Intent::Act(Action::MoveBlock { block: block.id, start, minutes }));
    }
}

fn buttons_ui(ui: &mut Ui, block: &Block, ctx: &ViewContext, out: &mut Out) {
    let mut act = |ui: &mut Ui, label, action: Option<Intent>| {
        if text_button(ui, label, false).clicked() {
            out.extend(action);
        }
    };
    let set = |state| Some(Intent::Act(Action::SetBlockState(block.id, state)));
    match block.state {
        BlockState::Running => act(ui, "Stop", Some(Intent::Focus(FocusIntent::Stop))),
        BlockState::Done => act(ui, "Not done", set(BlockState::Planned)),
        BlockState::Planned | BlockState::Locked => {
            act(ui, "Start now", Some(Intent::Start(block.task, block.step)));
            act(ui, "Mark done", set(BlockState::Done));
            let locked = block.state == BlockState::Locked;
            let (label, other) = if locked { ("Unlock", BlockState::Planned) } else { ("Lock", BlockState::Locked) };
            act(ui, label, set(other));
            act(ui, "Split in half", split_at(ctx, block, middle(block, ctx.workspace.settings.grid)));
            if next_piece(ctx.workspace, block).is_some() {
                act(ui, "Merge with next piece", merge_with_next(ctx.workspace, block));
            }
        }
    }
    act(ui, "Unplan", Some(Intent::Act(Action::RemoveBlock(block.id))));
}
