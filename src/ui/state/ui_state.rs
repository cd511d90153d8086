//! The state of the views: what is selected, half typed, or under way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::dialogs::Dialog;
use super::focus::FocusState;
use super::inspector::InspectorState;
use super::matrix::MatrixState;
use super::overlays::{MinutesQuestion, Trash};
use super::palette::Palette;
use super::panels::{Difference, Panel};
use super::quick_add::QuickAddState;
use super::review::ReviewState;
use super::timeline::TimelineState;
use crate::model::{CalendarId, Energy, PlanningDay, StepId, TaskId};
use crate::ui::intent::Reminder;
use crate::ui::selection::Selection;
use crate::ui::view::View;

impl UiState {
    /// How many days the week view shows.
    pub fn week_days(&self) -> usize {
        if self.three_days || self.week_is_narrow { 3 } else { 7 }
    }

    /// Whether keys go to something that floats above the views.
    pub fn takes_keys(&self) -> bool {
        let floats = self.dialog.is_some() || self.palette.is_some() || self.trash.is_some();
        floats || self.morning || self.minutes.is_some() || self.timeline.takes_keys()
    }
}

/// Everything that the views remember between frames. None of it is the person's data.
#[derive(Default)]
pub struct UiState {
    pub view: View,
    /// The week view shows three days from the chosen one on instead of its week.
    pub three_days: bool,
    /// Seven days had no room in the last frame: the week view shows three, whatever is chosen.
    pub week_is_narrow: bool,
    /// First day of the month that the small calendar shows, while that is open.
    pub month: Option<chrono::NaiveDate>,
    pub selection: Selection,
    pub quick_add: QuickAddState,
    pub matrix: MatrixState,
    pub timeline: TimelineState,
    pub focus: FocusState,
    pub review: ReviewState,
    /// What was announced and waits for an answer.
    pub reminders: Vec<Reminder>,
    pub inspector: InspectorState,
    pub dialog: Option<Dialog>,
    /// The panel beside the day that is open.
    pub panel: Option<Panel>,
    /// What a change would do, before it is done.
    pub difference: Option<Difference>,
    /// "I have N minutes", while that is open.
    pub minutes: Option<MinutesQuestion>,
    /// The morning screen is open.
    pub morning: bool,
    /// Cards that their date has moved to another quadrant since the last morning.
    pub crossed: Vec<TaskId>,
    /// "Next I will ...", typed when leaving for a meeting.
    pub next_draft: String,
    /// The length that is typed for "running late".
    pub late_draft: String,
    /// The person is late: nothing is begun before this time.
    pub late_until: Option<NaiveDateTime>,
    /// Suggestions that were unticked in the list beside the day.
    pub unticked: BTreeSet<(PlanningDay, TaskId, Option<StepId>)>,
    /// When calendar files were read again and held nothing new.
    pub read_at: BTreeMap<CalendarId, DateTime<Utc>>,
    /// What the pointer paints on the strip of energy (high unless chosen), and the stroke under way.
    pub energy_brush: Option<Energy>,
    pub energy_stroke: Option<(NaiveDateTime, NaiveDateTime)>,
    pub trash: Option<Trash>,
    /// The palette or the search, while it is open.
    pub palette: Option<Palette>,
    /// Below 800 points one pane is shown at a time: whether that is the day.
    pub narrow_shows_day: bool,
    /// Folders that were open before, newest first.
    pub recent: Vec<PathBuf>,
    /// The folder that is open, as the status bar names it.
    pub folder: String,
    /// Why the last change is not on disk; `None` while it is or soon will be.
    pub save_problem: Option<String>,
    /// Why nothing may be changed, if so.
    pub read_only: Option<String>,
    /// Whether a write is under way.
    pub saving: bool,
    /// Whether the planner is still looking for something better.
    pub planning: bool,
}
