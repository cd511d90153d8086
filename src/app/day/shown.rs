//! The state of the shown days.

use crate::calendar::words::Words;
use crate::model::PlanningDay;
use crate::ui::{UiState, View};

/// The shown day: a chosen one, else today, also when that changes.
#[derive(Default)]
pub(crate) struct ShownDay {
    chosen: Option<PlanningDay>,
}

impl ShownDay {
    /// Returns the shown day.
    pub fn or(&self, today: PlanningDay) -> PlanningDay {
        self.chosen.unwrap_or(today)
    }

    /// Shows a day. Returns whether another one was shown before.
    pub fn show(&mut self, day: PlanningDay, today: PlanningDay) -> bool {
        std::mem::replace(&mut self.chosen, (day != today).then_some(day)).unwrap_or(today) != day
    }

    /// Shows today.
    pub fn show_today(&mut self) {
        self.chosen = None;
    }

    /// Returns the days beside each other on screen: the shown one, its week, or three days from it on.
    pub fn with_neighbours(&self, today: PlanningDay, state: &UiState, words: Words) -> Vec<PlanningDay> {
        let shown = self.or(today);
        match (state.view, state.week.days()) {
            _ if state.morning.open => vec![shown],
            (View::Week, 3) => (0..3).map(|n| shown.plus(n)).collect(),
            (View::Week, _) => {
                let first = PlanningDay { date: words.first_of_week(shown.date), ..shown };
                (0..7).map(|n| first.plus(n)).collect()
            }
            _ => vec![shown],
        }
    }
}
