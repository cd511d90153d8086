//! What views are given to read, and what they hand back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::command::Command;
use crate::calendar::{Agenda, Gap, UrgencyView};
use crate::model::{
    Action, BlockId, EventId, Minutes, Moment, PlanningDay, Quadrant, Span, StepId, Task, TaskId, Workspace,
};
use crate::planner::estimates::History;
use crate::planner::{Proposal, Suggestion};

/// All that views may read during a frame. Nothing in it changes while the frame is drawn.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    pub workspace: &'a Workspace,
    pub now: Moment,
    pub board: &'a Board,
    /// The day that is shown.
    pub day: &'a DayView,
    /// The planning day that it is now.
    pub today: PlanningDay,
    pub undo: Option<&'a str>,
    pub redo: Option<&'a str>,
}

impl<'a> ViewContext<'a> {
    /// How a task presses. A task that is not on the board does not.
    pub fn urgency(&self, task: TaskId) -> UrgencyView {
        self.board.urgency.get(&task).copied().unwrap_or(UrgencyView::NONE)
    }

    /// The quadrant in which a task is shown, also for one that was closed.
    pub fn quadrant_of(&self, task: &Task) -> Option<Quadrant> {
        crate::calendar::quadrant(task, self.urgency(task.id))
    }

    /// The open task with this id.
    pub fn task(&self, id: TaskId) -> Option<&'a Arc<Task>> {
        self.workspace.tasks.get(&id)
    }

    /// Work that is left of a task, less what finished blocks have done of it.
    pub fn left(&self, task: &Task) -> Minutes {
        task.left(self.workspace.settings.guess) - self.board.worked.get(&task.id).copied().unwrap_or_default()
    }

    /// The name that a quadrant has here.
    pub fn quadrant_name(&self, quadrant: Quadrant) -> &'a str {
        let own = self.workspace.settings.quadrant_names.get(&quadrant);
        own.map_or(quadrant.default_name(), String::as_str)
    }
}

/// The open tasks, sorted into the matrix; valid for one revision of the workspace and one planning day.
#[derive(Clone, Debug, Default)]
pub struct Board {
    pub quadrants: BTreeMap<Quadrant, Column>,
    pub inbox: Vec<TaskId>,
    pub urgency: HashMap<TaskId, UrgencyView>,
    /// Minutes of finished blocks for tasks without steps.
    pub worked: HashMap<TaskId, Minutes>,
    /// How long things took against their estimates.
    pub history: Arc<History>,
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

/// What is known about the day that is shown.
#[derive(Clone, Debug)]
pub struct DayView {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub proposal: Arc<Proposal>,
}

impl DayView {
    /// Free minutes from now on that hold neither event nor block nor buffer nor a planned break.
    pub fn free(&self) -> Minutes {
        let gaps: Minutes = self.gaps.iter().map(|gap| gap.span.minutes()).sum();
        gaps - self.proposal.breaks.iter().map(|rest| rest.minutes()).sum()
    }
}

/// What is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    Nothing,
    Task(TaskId),
    Block(BlockId),
    Event(EventId),
    /// A suggestion, by what it is for.
    Ghost(TaskId, Option<StepId>),
}

impl Selection {
    /// The suggestion that is selected, if one is.
    pub fn ghost(self, proposal: &Proposal) -> Option<&Suggestion> {
        let Self::Ghost(task, step) = self else { return None };
        proposal.suggestions.iter().find(|s| s.task == task && s.step == step)
    }

    /// The task that it is about, if any.
    pub fn task(self, workspace: &Workspace) -> Option<TaskId> {
        match self {
            Self::Task(task) | Self::Ghost(task, _) => Some(task),
            Self::Block(block) => workspace.blocks.get(&block).map(|block| block.task),
            Self::Nothing | Self::Event(_) => None,
        }
    }
}

/// What a view asks for. Nothing is done before the frame is over.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    Act(Action),
    Select(Selection),
    Run(Command),
    /// Takes a suggestion as it is.
    Accept(TaskId, Option<StepId>),
    /// Takes a suggestion at another time.
    AcceptAt(TaskId, Option<StepId>, Span),
    /// Shows another one in its place.
    NextBest(TaskId, Option<StepId>),
    /// Keeps it away for the day.
    NotNow(TaskId, Option<StepId>),
    /// Begins work on a task now.
    Start(TaskId, Option<StepId>),
    /// Adds what a line of text says, as a task.
    QuickAdd(String),
    /// The same, into a quadrant.
    AddTo(Quadrant, String),
    /// Adds what a line of text says, as an event of the day that is shown: `10-10:45 team`.
    AddEvent(String),
    /// Adds an event of the person's own.
    NewEvent {
        title: String,
        span: Span,
    },
    /// Adds a task with a block for it.
    NewBlock {
        title: String,
        span: Span,
    },
    /// Makes a stretch of a day off count as working time.
    UseUntil(NaiveDateTime),
    /// Opens an example workspace, made for today in a temporary folder.
    ShowExample,
    /// Opens the workspace in a folder.
    Open(std::path::PathBuf),
    Toast(String),
}

/// What is dragged from the matrix or the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dragged {
    pub task: TaskId,
    /// A step of it, if that is what was picked up.
    pub step: Option<StepId>,
}

impl Dragged {
    /// What a block for it would hold: the step that was picked up, else the next one, else the task. The `whole` task
    /// if that is wanted.
    pub fn content(self, task: &Task, whole: bool, guess: Minutes) -> (Option<StepId>, Minutes) {
        let step = if whole { None } else { self.step.and_then(|id| task.step(id)).or_else(|| task.next_step()) };
        match step {
            Some(step) => (Some(step.id), step.estimate.unwrap_or(guess)),
            None => (None, task.left(guess)),
        }
    }
}
