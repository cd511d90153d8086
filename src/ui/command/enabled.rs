//! Conditions under which a command can be run.

use super::table::Command;
use crate::model::SessionKind;
use crate::ui::context::{ViewContext, ready_today};
use crate::ui::selection::Selection;

impl Command {
    /// Whether the command can run now.
    pub fn is_enabled(self, ctx: &ViewContext) -> bool {
        let selection = ctx.selection;
        match self {
            Self::Undo => ctx.undo.is_some(),
            Self::Redo => ctx.redo.is_some(),
            Self::TakeBackMerge => ctx.can_take_back_merge,
            Self::Pause | Self::Interrupted | Self::Finish | Self::Extend => {
                ctx.workspace.open_session().is_some_and(|session| session.kind == SessionKind::Focus)
            }
            Self::SkipBreak => {
                let rests = ctx.workspace.open_session().is_some_and(|session| session.kind == SessionKind::Break);
                rests || ctx.workspace.rest_is_due(ctx.now.instant)
            }
            Self::DaysShown => ctx.days.len() > 1,
            Self::LeftToNextDay | Self::LeftToAnotherDay | Self::LeftToMatrix | Self::LeftDrop => {
                ctx.review.is_some_and(|review| !review.left().is_empty())
            }
            Self::AcceptAll => ctx.days.iter().any(|day| !day.proposal.suggestions.is_empty()),
            Self::Open | Self::ToggleDone | Self::Delete | Self::Deselect => selection != Selection::Nothing,
            Self::StartStop => {
                let runs = ctx.workspace.open_session().is_some();
                runs || selection != Selection::Nothing || ready_today(ctx).is_some()
            }
            Self::NextBest | Self::NotNow | Self::Why => matches!(selection, Selection::Ghost(..)),
            Self::MoveTo(_) | Self::Important | Self::Urgent | Self::Enlarge | Self::Collapse => {
                selection.task(ctx.workspace).is_some_and(|task| ctx.task(task).is_some())
            }
            Self::ToggleLock
            | Self::Longer
            | Self::Shorter
            | Self::Split
            | Self::Merge
            | Self::CopyBlock
            | Self::PushEarlier
            | Self::PushLater => matches!(selection, Selection::Block(_)),
            Self::ExtendUp | Self::ExtendDown => matches!(selection, Selection::Block(_) | Selection::Task(_)),
            Self::MoveUp | Self::MoveDown => {
                matches!(selection, Selection::Block(_) | Selection::Task(_) | Selection::Event(..))
            }
            Self::DayEarlier | Self::DayLater => matches!(selection, Selection::Block(_) | Selection::Event(..)),
            _ => true,
        }
    }
}
