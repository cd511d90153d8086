//! The matrix: its columns, filter and order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::calendar::UrgencyView;
use crate::model::{BlockId, GoalId, Minutes, ProjectId, Quadrant, TaskId, WorkedMinutes};
use crate::planner::Overload;
use crate::planner::estimates::EstimateHistory;
use crate::query::Filter;
use crate::review::{GoalProgress, ProjectProgress};

/// The filter and order of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardView {
    pub filter: Filter,
    pub sort: Sort,
    /// Shows tasks that were finished in the last seven days, too.
    pub closed: bool,
}

/// The order of the cards in a quadrant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Sort {
    #[default]
    Hand,
    /// Highest planner weight first.
    Score,
    /// Earliest due date first.
    Due,
    /// Least slack first.
    Pressure,
    /// Shortest first.
    Length,
}

impl Sort {
    /// Returns the label in the filter bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "Sorted by hand",
            Self::Score => "By score",
            Self::Due => "By due date",
            Self::Pressure => "By slack",
            Self::Length => "Shortest first",
        }
    }
}

/// The open tasks sorted into the matrix.
#[derive(Clone, Debug, Default)]
pub struct Board {
    pub quadrants: BTreeMap<Quadrant, Column>,
    pub inbox: Vec<TaskId>,
    /// Visible tasks that have been in Eliminate for two weeks without a question about them.
    pub let_go: BTreeSet<TaskId>,
    /// Number of open tasks hidden by the filter.
    pub hidden: usize,
    pub urgency: HashMap<TaskId, UrgencyView>,
    /// Finished work on open tasks.
    pub worked: WorkedMinutes,
    /// Blocks of recent days that were never started and whose task is open, by start.
    pub left_over: Vec<BlockId>,
    /// Planned and finished work of this week on important, not urgent tasks.
    pub schedule_week: Minutes,
    /// Due dates until which important work does not fit.
    pub overloads: Vec<Overload>,
    /// Actual against estimated times.
    pub history: Arc<EstimateHistory>,
    /// Progress of goals and projects.
    pub progress: Arc<Progress>,
}

/// Progress of goals and projects.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub goals: HashMap<GoalId, GoalProgress>,
    pub projects: HashMap<ProjectId, ProjectProgress>,
}

impl Board {
    /// Returns the tasks of a quadrant.
    pub fn column(&self, quadrant: Quadrant) -> &Column {
        static EMPTY: Column = Column { rows: Vec::new(), height: 0.0, open: 0, total: Minutes::ZERO };
        self.quadrants.get(&quadrant).unwrap_or(&EMPTY)
    }
}

/// The cards of one quadrant in display order.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub rows: Vec<CardRow>,
    /// Height of all cards and the gaps between them, in points.
    pub height: f32,
    /// Cards that are not fading.
    pub open: usize,
    /// Remaining work in the column.
    pub total: Minutes,
}

/// The position of a card in its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardRow {
    pub task: TaskId,
    /// Distance from the top of the column, in points.
    pub top: f32,
    pub height: f32,
    /// Closed just now; the card stays in place for a few seconds.
    pub fading: bool,
}
