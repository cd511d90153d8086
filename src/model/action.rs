//! Every change to a workspace, as plain data.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::event::{Calendar, Event};
use super::id::{BlockId, CalendarId, EventId, GoalId, ProjectId, SessionId, StepId, TaskId, TemplateId};
use super::log::{Outcome, Review, Session};
use super::plan::{Block, BlockState};
use super::settings::Settings;
use super::task::{Delegation, Due, Energy, Order, Quadrant, Repeat, Split, Step, Task, Urgency};
use super::time::Minutes;
use super::timer::TimerAction;
use super::usual::Usual;
use super::workspace::{Goal, Project, Template, Workspace};

/// A change to a workspace. It is applied whole or not at all by [`Workspace::apply`]; ids of new records travel in it,
/// so applying it is deterministic.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Its id must be new, also among closed tasks.
    AddTask(Box<Task>),
    EditTask(TaskId, TaskEdit),
    /// Closes an open task; its open steps and its blocks of the future go with it.
    CloseTask(TaskId, Outcome),
    /// Brings a closed task back.
    ReopenTask(TaskId),
    /// Adds a step; its id must be new in its task.
    AddStep {
        task: TaskId,
        /// Place among the steps; behind the last if larger.
        at: usize,
        step: Step,
    },
    EditStep(TaskId, StepId, StepEdit),
    /// Puts a step before the one that is at `to`, counted without itself.
    MoveStep {
        task: TaskId,
        step: StepId,
        to: usize,
    },
    /// Removes a step with the blocks that are for it.
    RemoveStep(TaskId, StepId),
    AddCalendar(Box<Calendar>),
    /// Puts a calendar in the place of the one with its id.
    EditCalendar(Box<Calendar>),
    /// Removes a calendar with all its events.
    RemoveCalendar(CalendarId),
    AddEvent(Box<Event>),
    EditEvent(EventId, EventEdit),
    RemoveEvent(EventId),
    /// Puts an event in the place of the one with its id.
    ReplaceEvent(Box<Event>),
    /// Puts in what was read from a calendar file: what has the id of an event that is there replaces it.
    ImportEvents {
        calendar: Box<Calendar>,
        events: Vec<Arc<Event>>,
    },
    AddBlock(Block),
    /// Moves or resizes.
    MoveBlock {
        block: BlockId,
        start: NaiveDateTime,
        minutes: Minutes,
    },
    SetBlockState(BlockId, BlockState),
    /// Takes a block off the day; its task stays open.
    RemoveBlock(BlockId),
    /// Takes these settings; [`Action::settings`] gives the change a name.
    SetSettings(Box<Settings>),
    /// Starts, stops or otherwise changes what runs.
    Timer(TimerAction),
    /// Adds time that was spent, in the past.
    AddSession(Box<Session>),
    /// Replaces a session of the past.
    EditSession(Box<Session>),
    /// Cuts a session of the past in two.
    SplitSession {
        session: SessionId,
        at: DateTime<Utc>,
        /// The id of the later part.
        second: SessionId,
    },
    RemoveSession(SessionId),
    /// Writes down what was thought of a day or a week.
    SetReview(Box<Review>),
    /// Puts a record in whole, in the place of one with its id.
    Put(Box<Record>),
    /// Takes another workspace's place, for instance a backup's. Tracked time of both stays.
    Become {
        name: String,
        workspace: Box<Workspace>,
    },
    /// Adds a goal or puts it in the place of the one with its id.
    PutGoal(Box<Goal>),
    RemoveGoal(GoalId),
    /// Adds a project or puts it in the place of the one with its id.
    PutProject(Box<Project>),
    RemoveProject(ProjectId),
    /// Adds a template or puts it in the place of the one with its id.
    PutTemplate(Box<Template>),
    RemoveTemplate(TemplateId),
    /// Forgets a deleted task for good.
    Forget(TaskId),
    /// Several changes as one; `name` is what undo calls it.
    All {
        name: String,
        actions: Vec<Action>,
    },
}

/// A record that is taken whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    Task(Task),
    Event(Event),
    Block(Block),
}

/// A change to one field of a task.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskEdit {
    Title(String),
    Notes(String),
    /// `None` puts it back into the inbox.
    Important(Option<bool>),
    Urgency(Urgency),
    Estimate(Option<Minutes>),
    Due(Option<Due>),
    /// Not to be planned before this time of the wall clock.
    NotBefore(Option<NaiveDateTime>),
    Energy(Option<Energy>),
    Tags(BTreeSet<String>),
    Split(Split),
    /// Its place among the cards.
    Order(Order),
    /// The tasks that it waits for.
    After(BTreeSet<TaskId>),
    Delegated(Option<Delegation>),
    /// Not to be suggested on this planning day.
    NotNow(Option<NaiveDate>),
    /// How often it was carried over to a later day.
    Carried(u32),
    /// How it comes again; the open instance keeps its due date.
    Repeat(Option<Repeat>),
    /// What of a recurring task was changed for this instance only, as those have it that follow.
    Usual(Vec<Usual>),
    Project(Option<ProjectId>),
    Goal(Option<GoalId>),
    /// It was asked whether to let it go, and it stays.
    Kept,
}

/// A change to one field of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepEdit {
    Title(String),
    Estimate(Option<Minutes>),
    Done(bool),
    Energy(Option<Energy>),
    /// A tag of its own, in place of those of its task.
    Tag(Option<String>),
    /// Whether it is shown below the step before it, as a part of that.
    Indented(bool),
}

/// A change to one field of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum EventEdit {
    Title(String),
    Place(String),
    Notes(String),
    Calendar(CalendarId),
}

impl Action {
    /// What the undo menu calls it, read in the workspace before it: "move 'Draft intro' to Do".
    pub fn name(&self, before: &Workspace) -> String {
        let task = |id: &TaskId| before.any_task(*id).map_or_else(|| "task".into(), |task| quoted(&task.title));
        let event = |id: &EventId| before.events.get(id).map_or_else(|| "event".into(), |event| quoted(&event.title));
        let block =
            |id: &BlockId| before.blocks.get(id).map_or_else(|| "block".into(), |block| block_name(before, block));
        let session = |id: &SessionId| {
            before.sessions.get(id).map_or_else(|| "a session".into(), |session| quoted(&session.title))
        };
        match self {
            Self::AddTask(new) => format!("add {}", quoted(&new.title)),
            Self::EditTask(id, edit) => edit.name(&task(id)),
            Self::CloseTask(id, Outcome::Done) => format!("finish {}", task(id)),
            Self::CloseTask(id, Outcome::LetGo) => format!("let go of {}", task(id)),
            Self::CloseTask(id, Outcome::Deleted) => format!("delete {}", task(id)),
            Self::ReopenTask(id) => format!("reopen {}", task(id)),
            Self::AddStep { step, .. } => format!("add step {}", quoted(&step.title)),
            Self::EditStep(id, step, edit) => {
                let title = before.any_task(*id).and_then(|task| task.step(*step)).map(|step| quoted(&step.title));
                edit.name(&title.unwrap_or_else(|| "step".into()))
            }
            Self::MoveStep { task: id, .. } => format!("reorder steps of {}", task(id)),
            Self::RemoveStep(id, _) => format!("remove a step of {}", task(id)),
            Self::AddCalendar(calendar) => format!("add calendar {}", quoted(&calendar.name)),
            Self::EditCalendar(calendar) => format!("change calendar {}", quoted(&calendar.name)),
            Self::RemoveCalendar(id) => {
                let name = before.calendars.get(id).map_or_else(|| "calendar".into(), |it| quoted(&it.name));
                format!("remove calendar {name}")
            }
            Self::AddEvent(new) => format!("add event {}", quoted(&new.title)),
            Self::EditEvent(id, _) => format!("edit event {}", event(id)),
            Self::RemoveEvent(id) => format!("delete event {}", event(id)),
            Self::ReplaceEvent(new) => format!("change event {}", quoted(&new.title)),
            Self::ImportEvents { calendar, .. } => format!("import {}", quoted(&calendar.name)),
            Self::AddBlock(new) => format!("plan {}", block_name(before, new)),
            Self::MoveBlock { block: id, .. } => format!("move {} on the day", block(id)),
            Self::SetBlockState(id, state) => match state {
                BlockState::Planned => format!("unlock {}", block(id)),
                BlockState::Locked => format!("lock {}", block(id)),
                BlockState::Running => format!("start {}", block(id)),
                BlockState::Done => format!("finish {}", block(id)),
            },
            Self::RemoveBlock(id) => format!("unschedule {}", block(id)),
            Self::SetSettings(_) => "change settings".into(),
            Self::Timer(_) => "timer".into(),
            Self::AddSession(session) => format!("add tracked time for {}", quoted(&session.title)),
            Self::EditSession(session) => format!("change tracked time of {}", quoted(&session.title)),
            Self::SplitSession { session: id, .. } => format!("split tracked time of {}", session(id)),
            Self::RemoveSession(id) => format!("delete tracked time of {}", session(id)),
            Self::SetReview(review) => format!("write about {}", review.date.format("%-d %B")),
            Self::Put(record) => match &**record {
                Record::Task(task) => format!("take {} as it was elsewhere", quoted(&task.title)),
                Record::Event(event) => format!("take {} as it was elsewhere", quoted(&event.title)),
                Record::Block(block) => format!("take {} as it was elsewhere", block_name(before, block)),
            },
            Self::PutGoal(goal) => format!("set goal {}", quoted(&goal.title)),
            Self::RemoveGoal(_) => "remove a goal".into(),
            Self::PutProject(project) => format!("set project {}", quoted(&project.title)),
            Self::RemoveProject(_) => "remove a project".into(),
            Self::PutTemplate(template) => format!("save template {}", quoted(&template.title)),
            Self::RemoveTemplate(_) => "remove a template".into(),
            Self::Forget(id) => format!("delete {} for good", task(id)),
            Self::Become { name, .. } | Self::All { name, .. } => name.clone(),
        }
    }
}

impl Action {
    /// Whether it tells of what happens right now, which undo does not take back.
    pub fn is_record(&self) -> bool {
        match self {
            Self::Timer(_) | Self::SetBlockState(_, BlockState::Running) => true,
            Self::All { actions, .. } => !actions.is_empty() && actions.iter().all(Self::is_record),
            _ => false,
        }
    }

    /// New settings, under the name that undo calls the change.
    pub fn settings(name: impl Into<String>, settings: Settings) -> Self {
        Self::All { name: name.into(), actions: vec![Self::SetSettings(Box::new(settings))] }
    }

    /// Whether it edits time that was tracked in the past, which undo takes back.
    pub fn edits_sessions(&self) -> bool {
        match self {
            Self::AddSession(_) | Self::EditSession(_) | Self::SplitSession { .. } | Self::RemoveSession(_) => true,
            Self::All { actions, .. } => actions.iter().any(Self::edits_sessions),
            _ => false,
        }
    }
}

impl TaskEdit {
    fn name(&self, task: &str) -> String {
        let field = match self {
            Self::Title(_) => "rename",
            Self::Order(_) => "reorder",
            Self::Important(_) => "set importance of",
            Self::Urgency(Urgency::Pinned(_)) => "pin urgency of",
            Self::Urgency(Urgency::WorkedOut) => "unpin urgency of",
            Self::Notes(_) => "edit notes of",
            Self::Estimate(_) => "estimate",
            Self::Due(_) => "set due date of",
            Self::NotBefore(_) => "set earliest start of",
            Self::Energy(_) => "set energy of",
            Self::Tags(_) => "tag",
            Self::Split(_) => "set splitting of",
            Self::After(_) => "set order of",
            Self::Kept => "keep",
            Self::Delegated(_) => "delegate",
            Self::NotNow(_) => "put off",
            Self::Carried(_) => "carry over",
            Self::Repeat(_) => "set repeating of",
            Self::Usual(_) => "set what follows",
            Self::Project(_) => "set project of",
            Self::Goal(_) => "set goal of",
        };
        format!("{field} {task}")
    }
}

impl StepEdit {
    fn name(&self, step: &str) -> String {
        match self {
            Self::Title(_) => format!("rename step {step}"),
            Self::Estimate(_) => format!("estimate step {step}"),
            Self::Done(true) => format!("tick {step}"),
            Self::Done(false) => format!("untick {step}"),
            Self::Energy(_) => format!("set energy of step {step}"),
            Self::Tag(_) => format!("tag step {step}"),
            Self::Indented(true) => format!("indent step {step}"),
            Self::Indented(false) => format!("outdent step {step}"),
        }
    }
}

impl Quadrant {
    /// The name it has unless the person gave it another.
    pub fn default_name(self) -> &'static str {
        match self {
            Self::Do => "Do",
            Self::Schedule => "Schedule",
            Self::Delegate => "Delegate",
            Self::Eliminate => "Eliminate",
        }
    }
}

fn block_name(workspace: &Workspace, block: &Block) -> String {
    workspace.title_of(block.task, block.step).map_or_else(|| "block".into(), quoted)
}

/// A title in quotes, short enough for a menu.
fn quoted(title: &str) -> String {
    const MOST: usize = 40;
    if title.chars().count() <= MOST {
        return format!("'{title}'");
    }
    format!("'{}…'", title.chars().take(MOST - 1).collect::<String>().trim_end())
}
