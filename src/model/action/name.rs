//! The names of actions in the undo menu.

use super::action::{Action, Record};
use super::edit::StepEdit;
use crate::model::id::{BlockId, EventId, SessionId, TaskId};
use crate::model::log::Outcome;
use crate::model::plan::{Block, BlockState};
use crate::model::task::{TaskField, Urgency};
use crate::model::workspace::Workspace;

impl Action {
    /// Returns the name in the undo menu, with titles from the workspace `before` the action: `rename "Draft intro"`.
    pub fn name(&self, before: &Workspace) -> String {
        let names = Names(before);
        match self {
            Self::AddTask(new) => format!("add {}", quoted(&new.title)),
            Self::EditTask(id, field) => field.edit_name(&names.task(*id)),
            Self::CloseTask(id, outcome) => format!("{} {}", close_verb(*outcome), names.task(*id)),
            Self::ReopenTask(id) => format!("reopen {}", names.task(*id)),
            Self::AddStep { step, .. } => format!("add step {}", quoted(&step.title)),
            Self::EditStep(id, step, edit) => {
                let title = before.any_task(*id).and_then(|task| task.step(*step)).map(|step| quoted(&step.title));
                edit.name(&title.unwrap_or_else(|| "step".into()))
            }
            Self::MoveStep { task: id, .. } => format!("reorder steps of {}", names.task(*id)),
            Self::RemoveStep(id, _) => format!("remove a step of {}", names.task(*id)),
            Self::AddCalendar(calendar) => format!("add calendar {}", quoted(&calendar.name)),
            Self::EditCalendar(calendar) => format!("change calendar {}", quoted(&calendar.name)),
            Self::RemoveCalendar(id) => {
                let name = before.calendars.get(id).map_or_else(|| "calendar".into(), |it| quoted(&it.name));
                format!("remove calendar {name}")
            }
            Self::AddEvent(new) => format!("add event {}", quoted(&new.title)),
            Self::EditEvent(id, _) => format!("edit event {}", names.event(*id)),
            Self::RemoveEvent(id) => format!("delete event {}", names.event(*id)),
            Self::ReplaceEvent(new) => format!("change event {}", quoted(&new.title)),
            Self::ImportEvents { calendar, .. } => format!("import {}", quoted(&calendar.name)),
            Self::AddBlock(new) => format!("plan {}", names.title_of(new)),
            Self::MoveBlock { block: id, .. } => format!("move {} on the day", names.block(*id)),
            Self::SetBlockState(id, state) => format!("{} {}", state_verb(*state), names.block(*id)),
            Self::RemoveBlock(id) => format!("unschedule {}", names.block(*id)),
            Self::SetSettings(_) => "change settings".into(),
            Self::Timer(_) => "timer".into(),
            Self::AddSession(session) => format!("add tracked time for {}", quoted(&session.title)),
            Self::EditSession(session) => format!("change tracked time of {}", quoted(&session.title)),
            Self::SplitSession { session: id, .. } => format!("split tracked time of {}", names.session(*id)),
            Self::RemoveSession(id) => format!("delete tracked time of {}", names.session(*id)),
            Self::SetReview(_) => "write a review".into(),
            Self::Put(record) => format!("take {} as it was elsewhere", names.record(record)),
            Self::PutGoal(goal) => format!("set goal {}", quoted(&goal.title)),
            Self::RemoveGoal(_) => "remove a goal".into(),
            Self::PutProject(project) => format!("set project {}", quoted(&project.title)),
            Self::RemoveProject(_) => "remove a project".into(),
            Self::PutTemplate(template) => format!("save template {}", quoted(&template.title)),
            Self::RemoveTemplate(_) => "remove a template".into(),
            Self::Forget(id) => format!("delete {} for good", names.task(*id)),
            Self::Become { name, .. } | Self::All { name, .. } => name.clone(),
        }
    }
}

fn close_verb(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "finish",
        Outcome::LetGo => "let go of",
        Outcome::Deleted => "delete",
    }
}

fn state_verb(state: BlockState) -> &'static str {
    match state {
        BlockState::Planned => "unlock",
        BlockState::Locked => "lock",
        BlockState::Running => "start",
        BlockState::Done => "finish",
    }
}

impl TaskField {
    fn edit_name(&self, task: &str) -> String {
        let verb = match self {
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
            Self::SeriesValues(_) => "set series of",
            Self::Steps(_) => "change steps of",
            Self::Project(_) => "set project of",
            Self::Goal(_) => "set goal of",
        };
        format!("{verb} {task}")
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

/// Quoted titles of the records of a workspace, or a noun for a record that does not exist.
struct Names<'a>(&'a Workspace);

impl Names<'_> {
    fn task(&self, id: TaskId) -> String {
        self.0.any_task(id).map_or_else(|| "task".into(), |task| quoted(&task.title))
    }

    fn event(&self, id: EventId) -> String {
        self.0.events.get(&id).map_or_else(|| "event".into(), |event| quoted(&event.title))
    }

    fn block(&self, id: BlockId) -> String {
        self.0.blocks.get(&id).map_or_else(|| "block".into(), |block| self.title_of(block))
    }

    fn session(&self, id: SessionId) -> String {
        self.0.sessions.get(&id).map_or_else(|| "a session".into(), |session| quoted(&session.title))
    }

    fn record(&self, record: &Record) -> String {
        match record {
            Record::Task(task) => quoted(&task.title),
            Record::Event(event) => quoted(&event.title),
            Record::Block(block) => self.title_of(block),
        }
    }

    fn title_of(&self, block: &Block) -> String {
        self.0.title_of(block.task, block.step).map_or_else(|| "block".into(), quoted)
    }
}

/// Returns a title in quotes, short enough for a menu.
fn quoted(title: &str) -> String {
    const MAX_CHARS: usize = 40;
    if title.chars().count() <= MAX_CHARS {
        return format!("\"{title}\"");
    }
    format!("\"{}…\"", title.chars().take(MAX_CHARS - 1).collect::<String>().trim_end())
}
