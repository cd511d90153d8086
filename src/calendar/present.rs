//! The present activity of a day, the same for the window, scripts and status bars.

use chrono::NaiveDateTime;

use super::agenda::Agenda;
use crate::model::{Block, Occurrence, Workspace};

/// The present activity by the calendar and the plan. A running session takes precedence.
///
/// ```
/// use gapwise::calendar::{Agenda, PresentActivity, Tz};
/// use gapwise::model::{PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// assert!(matches!(PresentActivity::at(&workspace, &agenda, monday.span().start), PresentActivity::Free));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum PresentActivity<'a> {
    /// An event that blocks time.
    Event(&'a Occurrence),
    /// The day is done.
    Closed,
    /// The first open block that was not missed: its time has come, or comes next.
    Block(&'a Block),
    Free,
}

impl<'a> PresentActivity<'a> {
    /// Returns the activity at a time on the day of `agenda`.
    pub fn at(workspace: &'a Workspace, agenda: &'a Agenda, at: NaiveDateTime) -> Self {
        if let Some(event) = agenda.event_at(at) {
            return Self::Event(event);
        }
        if workspace.closed_day(agenda.day.date).is_some() {
            return Self::Closed;
        }
        agenda.upcoming(at).find(|block| block.state.is_open()).map_or(Self::Free, |block| Self::Block(block))
    }
}
