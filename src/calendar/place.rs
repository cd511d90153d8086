//! Places for work that keep the breaks of the rhythm.

use chrono::NaiveDateTime;

use super::agenda::Agenda;
use super::gaps::{Gap, lead_before, run_from};
use crate::model::{Minutes, Settings, Span};

/// Returns the first start in `gaps` at which some minutes of work fit and keep the breaks of the rhythm.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, first_place, gaps};
/// use gapwise::model::{Minutes, PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, monday.span().start);
/// let start = first_place(&agenda, &workspace.settings, &free, Minutes::new(240)).unwrap();
/// assert_eq!(start.to_string(), "2026-11-23 13:00:00", "the morning has three and a half hours");
/// ```
pub fn first_place(agenda: &Agenda, settings: &Settings, gaps: &[Gap], minutes: Minutes) -> Option<NaiveDateTime> {
    let step = settings.grid.max(Minutes::new(1)).delta();
    gaps.iter().find_map(|gap| {
        let places = std::iter::successors(Some(gap.span.start), |start| Some(*start + step));
        let places = places.map(|start| Span::new(start, start + minutes.delta()));
        let mut inside = places.take_while(|place| place.end <= gap.span.end);
        inside.find(|place| keeps_breaks(agenda, settings, *place)).map(|place| place.start)
    })
}

/// Returns whether work in a free span makes no run with its neighbours that is longer than the rhythm allows.
pub fn keeps_breaks(agenda: &Agenda, settings: &Settings, place: Span) -> bool {
    let beside = lead_before(agenda, settings, place.start) + run_from(agenda, settings, place.end);
    beside.is_zero() || beside + place.minutes() <= settings.rhythm.focus
}
