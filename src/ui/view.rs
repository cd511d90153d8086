//! What views are given to read, and what they hand back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::command::Command;
use super::focus::FocusIntent;
use super::reminder::{Reminder, ReminderIntent};
use super::review::{ReviewIntent, Reviewed};
use super::timeline::SessionIntent;
use crate::calendar::{Agenda, DayLoad, Gap, OccurrenceEdit, Scope, UrgencyView, day_room};
use crate::exchange::{DateOrder, EventLine, Reading};
use crate::model::{
    Action, BlockId, CalendarId, ClosedTask, EventId, Fullness, GoalId, Minutes, Moment, Occurrence, PlanningDay,
    ProjectId, Quadrant, Session, Span, StepId, Task, TaskId, Workspace,
};
use crate::planner::estimates::{EstimateRange, Forecast, History, short_range_words, tags_for};
use crate::planner::{Change, Proposal, Suggestion};
use crate::query::Filter;
use crate::review::{GoalProgress, ProjectProgress};

/// All that views may read during a frame. Nothing in it changes while the frame is drawn.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    pub workspace: &'a Workspace,
    pub now: Moment,
    /// What 3/4 means.
    pub date_order: DateOrder,
    /// The zone of the person.
    pub here: Tz,
    pub board: &'a Board,
    /// The day that was chosen: the one that the bars and the list beside the days are about.
    pub day: &'a DayView,
    /// All days that are shown beside each other, in order; the chosen one is among them.
    pub days: &'a [DayView],
    /// The month of the small calendar, while that is open.
    pub month: &'a [DayLoad],
    /// Whether the selected task, which this names, will be done in time; `None` where it has no due date.
    pub forecast: Option<(TaskId, Forecast)>,
    /// What lies in the trash while that is open, deleted last comes first.
    pub trash: &'a [Arc<ClosedTask>],
    /// The planning day that it is now.
    pub today: PlanningDay,
    pub undo: Option<&'a str>,
    pub redo: Option<&'a str>,
    /// Whether something came from outside that can be taken back.
    pub can_take_back_merge: bool,
    /// What is shown in the Review view.
    pub review: Option<&'a Reviewed>,
}

impl<'a> ViewContext<'a> {
    /// How a task presses. A task that is not on the board does not.
    pub fn urgency(&self, task: TaskId) -> UrgencyView {
        self.board.urgency.get(&task).copied().unwrap_or(UrgencyView::NONE)
    }

    /// The shown day that holds a time.
    pub fn day_at(&self, at: NaiveDateTime) -> Option<&'a DayView> {
        self.days.iter().find(|day| day.agenda.day.span().contains(at))
    }

    /// The suggestion that is selected, on any of the days.
    pub fn ghost(&self, selection: Selection) -> Option<&'a Suggestion> {
        self.days.iter().find_map(|day| selection.ghost(&day.proposal))
    }

    /// The occurrence that is selected, on any of the days.
    pub fn occurrence(&self, selection: Selection) -> Option<&'a Occurrence> {
        let Selection::Event(event, start) = selection else { return None };
        let of_day = |day: &'a DayView| day.agenda.events.iter().chain(&day.agenda.all_day);
        self.days.iter().flat_map(of_day).find(|it| it.event == event && it.span.start == start)
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

    /// What work of this length on a task or a step of it usually takes; `None` until enough is known.
    pub fn usual(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> Option<EstimateRange> {
        let task = self.workspace.any_task(task)?;
        self.board.history.range(minutes, &tags_for(task, step))
    }

    /// A length with what it usually takes: "25m (15–45)".
    pub fn length_words(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> String {
        short_range_words(minutes, self.usual(task, step, minutes))
    }

    /// What a block or a suggestion is called: the step, or the small step that is left of what somebody else does with
    /// its task, else the task.
    pub fn title_of(&self, task: TaskId, step: Option<StepId>) -> String {
        let title = self.workspace.title_of(task, step).unwrap_or_default();
        let errand = self.task(task).filter(|_| step.is_none()).and_then(|task| task.small_step());
        errand.map_or_else(|| title.to_owned(), |errand| format!("{errand}: {title}"))
    }

    /// What lines of text are read against.
    pub fn reading(&self) -> Reading {
        Reading::at(self.now, self.here, self.workspace.settings.day_start, self.date_order)
    }

    /// The name that a quadrant has here.
    pub fn quadrant_name(&self, quadrant: Quadrant) -> &'a str {
        let own = self.workspace.settings.quadrant_names.get(&quadrant);
        own.map_or(quadrant.default_name(), String::as_str)
    }
}

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

/// What is known about the day that is shown.
#[derive(Clone, Debug)]
pub struct DayView {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub proposal: Arc<Proposal>,
    /// What was suggested before that: what the list beside the day compares with.
    pub before: Arc<Proposal>,
    /// What was tracked, on the wall clock here.
    pub actual: Vec<(Span, Arc<Session>)>,
    /// When the clocks change on it, and by how many minutes; forward is more.
    pub clock_change: Option<(NaiveDateTime, i32)>,
}

/// What a day holds against what it should: the rest of it for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub planned: Minutes,
    pub free: Minutes,
    /// The time for both; what is planned over an event or another block has none of its own.
    pub all: Minutes,
    /// What of it may be filled.
    pub cap: Minutes,
    /// Blocks of the day that are not missed.
    pub pieces: usize,
    pub most_pieces: usize,
}

impl Capacity {
    /// How much of the cap is planned; over 1 where it is too much.
    pub fn share(&self) -> f32 {
        if self.planned.is_zero() { 0.0 } else { self.planned.get() as f32 / self.cap.get().max(1) as f32 }
    }

    /// Whether more is planned than was meant to be.
    pub fn is_over(&self) -> bool {
        self.planned > self.cap || self.pieces > self.most_pieces
    }

    /// "1 h 20 / 4 h": planned of the cap.
    pub fn short(&self) -> String {
        if self.cap.is_zero() && self.planned.is_zero() {
            String::new()
        } else {
            format!("{} / {}", self.planned, self.cap)
        }
    }

    /// The same in words, with what is too much.
    pub fn words(&self) -> String {
        let mut words = format!("{} planned, {} free, meant to hold {}", self.planned, self.free, self.cap);
        if self.planned > self.cap {
            words += &format!("; {} more than meant", self.planned - self.cap);
        }
        if self.pieces > self.most_pieces {
            words += &format!("; {} micro-tasks more than meant", self.pieces - self.most_pieces);
        }
        words
    }
}

impl DayView {
    /// What is planned and free of the rest of the day, and what it is meant to hold.
    pub fn load(&self, workspace: &Workspace, now: NaiveDateTime) -> Capacity {
        let agenda = &self.agenda;
        let planned: Minutes = agenda.upcoming(now).map(|block| block.minutes).sum();
        let free = self.free();
        let room = day_room(agenda, &workspace.settings, free, agenda.upcoming(now).map(|block| block.span()));
        let missed = agenda.missed(now).count();
        Capacity {
            planned,
            free,
            all: room.all,
            cap: room.cap,
            pieces: agenda.blocks.len() - missed,
            most_pieces: workspace.settings.micro_tasks as usize,
        }
    }

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
    /// An event, by the start of its occurrence on the wall clock here.
    Event(EventId, NaiveDateTime),
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
            Self::Nothing | Self::Event(..) => None,
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
    /// Adds the event that a line of text says.
    AddEvent(Box<EventLine>),
    /// Shows another day.
    ShowDay(PlanningDay),
    /// Moves an event's occurrence, or makes a second event like it.
    MoveEvent {
        event: EventId,
        original: NaiveDateTime,
        span: Span,
        copy: bool,
    },
    /// Deletes an event's occurrence; of a series it asks how far that goes.
    RemoveEvent {
        event: EventId,
        original: NaiveDateTime,
    },
    /// Changes an event's occurrence. Of a series, without a `scope`, it asks how far the change goes.
    EditOccurrence {
        event: EventId,
        original: NaiveDateTime,
        edit: OccurrenceEdit,
        scope: Option<Scope>,
    },
    /// Gives an occurrence of whole days a time of day.
    GiveTime {
        event: EventId,
        original: NaiveDateTime,
    },
    /// Moves a block and shows it where it is then.
    MoveBlock {
        block: BlockId,
        span: Span,
    },
    /// Opens a block's popover.
    OpenBlock(BlockId),
    /// Leaves a suggestion out on a day, or lets it be suggested again.
    Untick {
        day: PlanningDay,
        task: TaskId,
        step: Option<StepId>,
        keep_out: bool,
    },
    /// Asks what running late, or planning the rest of the day again, would do.
    Ask(Change),
    /// Does what was asked about.
    ApplyDifference,
    /// The person is no longer late.
    ReadyNow,
    /// Asks what fits the next minutes.
    AskMinutes(Minutes),
    /// Brings blocks that were left over to today, or puts them back into the matrix.
    CarryOver {
        blocks: Vec<BlockId>,
        to_today: bool,
    },
    /// How full today may be, chosen in the morning; ends the morning screen.
    StartDay(Fullness),
    /// Reads a calendar's file again.
    ReadCalendar(CalendarId),
    /// Asks what a meeting at this time would do.
    AskEvent(Span),
    /// Makes an event of the meeting that was asked about.
    KeepEvent,
    /// Drops what was asked about the day.
    DropQuestion,
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
    /// Shows a task, wherever it is.
    Find(TaskId),
    /// Opens the workspace in a folder.
    Open(std::path::PathBuf),
    /// Something for the timer.
    Focus(FocusIntent),
    /// A correction of tracked time.
    Session(SessionIntent),
    /// Something for the review.
    Review(ReviewIntent),
    /// An answer to a reminder.
    Reminder(Reminder, ReminderIntent),
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
