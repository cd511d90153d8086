//! Conditions under which commands can run.

use crate::model::SessionKind;
use crate::ui::context::{ViewContext, ready_today};
use crate::ui::selection::Selection;

pub(super) fn can_undo(ctx: &ViewContext) -> bool {
    ctx.undo.is_some()
}

pub(super) fn can_redo(ctx: &ViewContext) -> bool {
    ctx.redo.is_some()
}

pub(super) fn can_take_back_merge(ctx: &ViewContext) -> bool {
    ctx.can_take_back_merge
}

fn runs(ctx: &ViewContext, kind: SessionKind) -> bool {
    ctx.workspace.open_session().is_some_and(|session| session.kind == kind)
}

pub(super) fn is_focusing(ctx: &ViewContext) -> bool {
    runs(ctx, SessionKind::Focus)
}

/// Returns whether a break runs or is due.
pub(super) fn can_skip_break(ctx: &ViewContext) -> bool {
    runs(ctx, SessionKind::Break) || ctx.workspace.rest_is_due(ctx.now.instant)
}

pub(super) fn can_start_or_stop(ctx: &ViewContext) -> bool {
    let runs = ctx.workspace.open_session().is_some();
    runs || has_selection(ctx) || ready_today(ctx).is_some()
}

pub(super) fn shows_several_days(ctx: &ViewContext) -> bool {
    ctx.days.len() > 1
}

pub(super) fn has_suggestions(ctx: &ViewContext) -> bool {
    ctx.days.iter().any(|day| !day.proposal.suggestions.is_empty())
}

/// Returns whether the shown review has blocks left to move.
pub(super) fn has_left_in_review(ctx: &ViewContext) -> bool {
    ctx.review.is_some_and(|review| !review.left().is_empty())
}

/// Returns whether something is selected, or paused work waits to go on.
pub(super) fn can_open(ctx: &ViewContext) -> bool {
    has_selection(ctx) || ctx.workspace.open_session().is_some_and(|session| session.paused.is_some())
}

pub(super) fn has_selection(ctx: &ViewContext) -> bool {
    ctx.selection != Selection::Nothing
}

pub(super) fn on_suggestion(ctx: &ViewContext) -> bool {
    matches!(ctx.selection, Selection::Ghost(..))
}

/// Returns whether the selection is an open task, or a block or suggestion of one.
pub(super) fn on_open_task(ctx: &ViewContext) -> bool {
    ctx.selection.task(ctx.workspace).is_some_and(|task| ctx.task(task).is_some())
}

pub(super) fn on_block(ctx: &ViewContext) -> bool {
    matches!(ctx.selection, Selection::Block(_))
}

pub(super) fn on_block_or_task(ctx: &ViewContext) -> bool {
    matches!(ctx.selection, Selection::Block(_) | Selection::Task(_))
}

/// Returns whether the selection can move up and down in its list or day.
pub(super) fn on_movable(ctx: &ViewContext) -> bool {
    matches!(ctx.selection, Selection::Block(_) | Selection::Task(_) | Selection::Event(..))
}

/// Returns whether the selection has a place on a day.
pub(super) fn on_timed(ctx: &ViewContext) -> bool {
    matches!(ctx.selection, Selection::Block(_) | Selection::Event(..))
}
