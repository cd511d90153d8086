//! What views need computed: pure functions of workspace, day and now, cached by revision.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDateTime, Timelike};
use chrono_tz::Tz;

use crate::calendar::{Agenda, Availability, Gap, gaps, quadrant, urgency};
use crate::model::{BlockState, Minutes, PlanningDay, Task, TaskId, Workspace};
use crate::planner::Proposal;
use crate::planner::estimates::History;
use crate::ui::theme::CARD_GAP;
use crate::ui::{Board, CardRow, Column, DayView, card_height};

/// The derived values of the last frame, and what they were made from.
#[derive(Default)]
pub(super) struct Derived {
    made_from: Option<(u64, PlanningDay, PlanningDay)>,
    gaps_at: Option<NaiveDateTime>,
    availability: Option<(Workspace, PlanningDay, Availability)>,
    learned_from: Option<Workspace>,
    fading: Vec<TaskId>,
    pub board: Board,
    day: Option<DayView>,
}

impl Derived {
    /// Brings everything up to date. Returns whether the day is another than before, so that its suggestions are old.
    pub fn refresh(&mut self, input: &Input) -> bool {
        let key = (input.revision, input.shown, input.today);
        let minute = input.now.with_second(0).and_then(|now| now.with_nanosecond(0));
        let changed = self.made_from != Some(key);
        if changed || self.fading != input.fading {
            self.refresh_availability(input);
            if let Some((_, _, availability)) = &self.availability {
                let history = Arc::clone(&self.board.history);
                self.board = Board { history, ..board(input.workspace, availability, input.fading) };
                self.refresh_history(input.workspace);
            }
            self.fading = input.fading.to_vec();
        }
        if changed || self.day.is_none() {
            let agenda = Agenda::of(input.workspace, input.shown, input.here);
            let same_day = self.day.as_ref().is_some_and(|day| day.agenda.day == input.shown);
            let proposal = self.day.take().filter(|_| same_day).map(|day| day.proposal).unwrap_or_default();
            let gaps = day_gaps(&agenda, input);
            self.day = Some(DayView { agenda, gaps, proposal });
            self.gaps_at = minute;
        } else if self.gaps_at != minute
            && let Some(day) = &mut self.day
        {
            day.gaps = day_gaps(&day.agenda, input);
            self.gaps_at = minute;
        }
        self.made_from = Some(key);
        changed
    }

    /// Working time is counted again when events or hours change or a new day begins, not at each edit of a task.
    fn refresh_availability(&mut self, input: &Input) {
        let fresh = self.availability.as_ref().is_some_and(|(old, day, _)| {
            *day == input.today
                && old.events.ptr_eq(&input.workspace.events)
                && old.calendars.ptr_eq(&input.workspace.calendars)
                && Arc::ptr_eq(&old.settings, &input.workspace.settings)
        });
        if !fresh {
            let availability = Availability::of(input.workspace, input.now, input.here);
            self.availability = Some((input.workspace.clone(), input.today, availability));
        }
    }

    /// What is learned from the past changes only when something was finished or tracked.
    fn refresh_history(&mut self, workspace: &Workspace) {
        let fresh = self.learned_from.as_ref().is_some_and(|old| {
            old.closed.ptr_eq(&workspace.closed)
                && old.sessions.ptr_eq(&workspace.sessions)
                && old.blocks.ptr_eq(&workspace.blocks)
        });
        if !fresh {
            self.board.history = Arc::new(History::of(workspace));
            self.learned_from = Some(workspace.clone());
        }
    }

    /// The day that is shown.
    pub fn day(&self) -> Option<&DayView> {
        self.day.as_ref()
    }

    /// Shows what the planner suggests.
    pub fn set_proposal(&mut self, proposal: Proposal) {
        if let Some(day) = &mut self.day {
            day.proposal = Arc::new(proposal);
        }
    }

    /// Whether a suggestion's time has begun to pass, so that it is no suggestion any more.
    pub fn has_past_ghost(&self, now: NaiveDateTime, grid: Minutes) -> bool {
        let suggestions = self.day.iter().flat_map(|day| &day.proposal.suggestions);
        suggestions.into_iter().any(|suggestion| suggestion.span.start + grid.delta() <= now)
    }
}

/// What everything is derived from.
pub(super) struct Input<'a> {
    pub workspace: &'a Workspace,
    pub revision: u64,
    pub shown: PlanningDay,
    pub today: PlanningDay,
    pub now: NaiveDateTime,
    pub here: Tz,
    /// Tasks that were closed in the last seconds.
    pub fading: &'a [TaskId],
}

fn day_gaps(agenda: &Agenda, input: &Input) -> Vec<Gap> {
    gaps(agenda, &input.workspace.settings, input.now)
}

/// Sorts the open tasks into the matrix.
pub(super) fn board(workspace: &Workspace, availability: &Availability, fading: &[TaskId]) -> Board {
    let mut board = Board { worked: worked(workspace), ..Board::default() };
    let guess = workspace.settings.guess;
    let closed = fading.iter().filter_map(|id| workspace.closed.get(id));
    let open = workspace.tasks.values().map(|task| (&**task, false));
    let mut columns: HashMap<_, Vec<(&Task, bool)>> = HashMap::new();
    for (task, fading) in open.chain(closed.map(|closed| (&closed.task, true))) {
        let view = urgency(task, task.left(guess), workspace, availability);
        board.urgency.insert(task.id, view);
        columns.entry(quadrant(task, view)).or_default().push((task, fading));
    }
    for (quadrant, mut tasks) in columns {
        tasks.sort_unstable_by(|(a, _), (b, _)| by_order(a, b));
        match quadrant {
            Some(quadrant) => {
                let column = column(&tasks, guess, &board.worked);
                board.quadrants.insert(quadrant, column);
            }
            None => board.inbox = tasks.iter().filter(|(_, fading)| !fading).map(|(task, _)| task.id).collect(),
        }
    }
    board
}

fn by_order(a: &Task, b: &Task) -> Ordering {
    a.order.cmp(&b.order).then(a.id.cmp(&b.id))
}

fn column(tasks: &[(&Task, bool)], guess: Minutes, worked: &HashMap<TaskId, Minutes>) -> Column {
    let mut column = Column::default();
    for (task, fading) in tasks {
        let height = card_height(task);
        let top = if column.rows.is_empty() { 0.0 } else { column.height + CARD_GAP };
        column.rows.push(CardRow { task: task.id, top, height, fading: *fading });
        column.height = top + height;
        if !fading {
            column.open += 1;
            column.total += task.left(guess) - worked.get(&task.id).copied().unwrap_or_default();
        }
    }
    column
}

/// Minutes of finished blocks for tasks that have no steps.
fn worked(workspace: &Workspace) -> HashMap<TaskId, Minutes> {
    let mut worked = HashMap::new();
    let done = workspace.blocks.values().filter(|block| block.state == BlockState::Done && block.step.is_none());
    for block in done.filter(|block| workspace.tasks.get(&block.task).is_some_and(|task| task.steps.is_empty())) {
        *worked.entry(block.task).or_default() += block.minutes;
    }
    worked
}
