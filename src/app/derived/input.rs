//! The input of the derived values.

use chrono::{NaiveDate, NaiveDateTime};

use crate::calendar::words::Words;
use crate::calendar::{Tz, round_down};
use crate::model::{Minutes, Moment, PlanningDay, TaskId, Workspace};
use crate::ui::BoardView;

/// All that the derived values depend on.
pub(crate) struct Input<'a> {
    pub workspace: &'a Workspace,
    pub revision: u64,
    /// Days beside each other on screen, in order; never empty.
    pub days: &'a [PlanningDay],
    /// The one of them that the bars are about.
    pub chosen: PlanningDay,
    /// First day that the small calendar shows, while that is open.
    pub month: Option<NaiveDate>,
    pub today: PlanningDay,
    /// The start of the present minute; see [`minute_of`].
    pub now: Moment,
    pub here: Tz,
    pub words: Words,
    /// Tasks that were closed in the last seconds.
    pub fading: &'a [TaskId],
    pub shown_as: &'a BoardView,
    /// Keeps cards in their quadrants: the matrix is in use.
    pub holds_cards: bool,
    /// The task in the inspector.
    pub selected: Option<TaskId>,
    pub trash_is_open: bool,
    /// No suggestion begins before this time.
    pub late_until: Option<NaiveDateTime>,
}

/// Returns the start of a moment's minute. Derived values change with the minute, so they do not depend on when in it
/// they are computed.
pub(crate) fn minute_of(now: Moment) -> Moment {
    let local = round_down(now.local, Minutes::new(1));
    Moment { local, instant: now.instant - (now.local - local) }
}
