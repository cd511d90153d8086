//! The numbers of the Review view.

use chrono::NaiveDate;

use crate::app::gapwise::Gapwise;
use crate::model::{Moment, PlanningDay, Quadrant, TaskId};
use crate::review::report::{self, ReportScope};
use crate::review::{DayReview, PeriodReview, PlannedBlock, advice, goal_progress, observations};
use crate::ui::{Reviewed, View};

impl Gapwise {
    /// Brings the numbers of the Review view up to date.
    pub(crate) fn refresh_review(&mut self, now: Moment) {
        if self.state.view != View::Review {
            return;
        }
        let today = self.today(now);
        let scope = self.state.review.reach.scope(self.day.or(today), self.time.words);
        let key = (self.history.revision(), scope, now.instant.timestamp() / 60);
        let mut numbers = std::mem::take(&mut self.looking.numbers);
        numbers.refresh(key, |_| self.review_numbers(scope, now));
        self.looking.numbers = numbers;
    }

    fn review_numbers(&self, scope: ReportScope, now: Moment) -> Reviewed {
        let today = self.today(now);
        let source = self.source(now, false);
        let last = |date: NaiveDate| date.min(today.date);
        match scope {
            ReportScope::Plan(day) | ReportScope::Day(day) => Reviewed::Day {
                review: Box::new(DayReview::of(&source, day)),
                first: self.first_of_tomorrow(),
                next: if day.date < today.date { today } else { self.next_working_day(now) },
            },
            ReportScope::Period(period) => {
                let review = PeriodReview::of(&source, period);
                let end = period.to.pred_opt().unwrap_or(period.to);
                Reviewed::Period {
                    observations: observations(&review),
                    advice: advice(&source, &review),
                    goals: goal_progress(&source, last(end)),
                    band: report::band(&source),
                    review: Box::new(review),
                }
            }
        }
    }

    /// Returns the proposals for the first task of tomorrow: the first important cards.
    fn first_of_tomorrow(&self) -> Vec<TaskId> {
        let board = self.derived.board();
        let rows = [Quadrant::Do, Quadrant::Schedule].map(|quadrant| &board.column(quadrant).rows);
        rows.iter().flat_map(|rows| rows.iter().filter(|row| !row.fading).take(2)).map(|row| row.task).take(3).collect()
    }

    /// Returns the blocks that are left of the reviewed day; `None` unless the review of a day is shown.
    pub(crate) fn left_in_review(&self) -> Option<&[PlannedBlock]> {
        (self.state.view == View::Review).then(|| self.looking.reviewed().map_or(&[][..], Reviewed::left))
    }

    /// Returns the next day with working hours, else tomorrow.
    pub(crate) fn next_working_day(&self, now: Moment) -> PlanningDay {
        let today = self.today(now);
        let works = |day: &PlanningDay| !self.workspace().settings.hours_on(day.date).0.is_empty();
        (1..=14).map(|days| today.plus(days)).find(works).unwrap_or(today.plus(1))
    }
}
