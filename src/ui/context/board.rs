//! The matrix: its columns, filter and order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::calendar::UrgencyView;
use crate::model::{BlockId, GoalId, Minutes, ProjectId, Quadrant, TaskId};
use crate::planner::estimates::History;
use crate::query::Filter;
use crate::review::{GoalProgress, ProjectProgress};

/// What of the board is wanted, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardView {
    pub filter: Filter,
    pub sort: Sort,
    /// Whether what was finished in the last week is shown, too.
    pub closed: bool,
}

/// The order of the cards in a quadrant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Sort {
    #[default]
    Hand,
    /// What weighs most to the planner comes first.
    Score,
    /// What is due first comes first.
    Due,
    /// What has the least working time to spare comes first.
    Pressure,
    /// The shortest first.
    Length,
}

impl Sort {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "Sorted by hand",
            Self::Score => "By score",
            Self::Due => "By due date",
            Self::Pressure => "By what presses",
            Self::Length => "Shortest first",
        }
    }
}

/// The open tasks, sorted into the matrix; valid for one revision of the workspace and one planning day.
#[derive(Clone, Debug, Default)]
pub struct Board {
    pub quadrants: BTreeMap<Quadrant, Column>,
    pub inbox: Vec<TaskId>,
    /// What has been in Eliminate for two weeks and was not asked about, as far as the filter shows it.
    pub let_go: BTreeSet<TaskId>,
    /// Open tasks that the filter hides.
    pub hidden: usize,
    pub urgency: HashMap<TaskId, UrgencyView>,
    /// Minutes of finished blocks for tasks without steps.
    pub worked: HashMap<TaskId, Minutes>,
    /// Blocks of the last days that were never started, of tasks that are still open; by start.
    pub left_over: Vec<BlockId>,
    /// What is done and planned this week of what is important and not urgent.
    pub schedule_week: Minutes,
    /// How long things took against their estimates.
    pub history: Arc<History>,
    /// How far the goals and projects are.
    pub progress: Arc<Progress>,
}

/// How far goals and projects are.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub goals: HashMap<GoalId, GoalProgress>,
    pub projects: HashMap<ProjectId, ProjectProgress>,
}

impl Board {
    /// The tasks of a quadrant.
    pub fn column(&self, quadrant: Quadrant) -> &Column {
        static EMPTY: Column = Column { rows: Vec::new(), height: 0.0, open: 0, total: Minutes::ZERO };
        self.quadrants.get(&quadrant).unwrap_or(&EMPTY)
    }
}

/// One quadrant's cards, in their order.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub rows: Vec<CardRow>,
    /// Of all cards and the gaps between them, in points.
    pub height: f32,
    /// Cards that are not fading.
    pub open: usize,
    /// Work that is left in it.
    pub total: Minutes,
}

/// Where a card is in its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardRow {
    pub task: TaskId,
    /// From the top of the column, in points.
    pub top: f32,
    pub height: f32,
    /// Closed just now.
    pub fading: bool,
}
