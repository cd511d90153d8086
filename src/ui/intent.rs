//! Requests of the views. The app carries them out after the frame.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::selection::Selection;
use super::state::PathPurpose;
use crate::calendar::{OccurrenceEdit, Scope};
use crate::exchange::EventLine;
use crate::model::{
    Action, Away, BlockId, CalendarId, EventId, Minutes, PlanningDay, Quadrant, Review, SessionId, Settings, Span,
    StepId, TaskId,
};
use crate::planner::{DayChange, PlanDiff, PlanEntry};
use crate::query::Findable;
use crate::review::report;
use crate::ui::command::Command;

/// A request of the Focus view or its bar.
#[derive(Clone, Debug, PartialEq)]
pub enum FocusIntent {
    Pause,
    Interrupted,
    /// Records the reason of the interruption.
    Why(String),
    /// Saves the note "Next I will ...".
    Next(String),
    Resume,
    /// Extends the running session by five minutes.
    Extend,
    /// Stops the running session; its task stays open.
    Stop,
    /// Completes the running task or step and shows items that fit the remaining time.
    Done,
    /// Completes the running step and starts the next one.
    DoneAndNext,
    Break,
    SkipBreak,
    /// Adds a stray thought to the inbox.
    Park(String),
    Unplanned {
        title: String,
        minutes: Minutes,
    },
    Away(Away),
    /// Unplans the blocks that the overrun displaces, so that they are suggested again.
    Replan,
    /// Closes the offer shown after a session ended.
    Dismiss,
}

/// The subject of a reminder. It is announced once, and its text is made when it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReminderSubject {
    /// Tasks that are due on a day or earlier.
    DueToday(NaiveDate),
    /// A block that starts at this time.
    Block(BlockId, NaiveDateTime),
    /// A task with a due time, before it or `at_it`.
    Due { task: TaskId, time: NaiveDateTime, at_it: bool },
    /// A break is due in this session; `late` after twice the length of a focus.
    BreakDue { session: SessionId, late: bool },
    /// The planned length of a session is over.
    FocusEnd(SessionId, Minutes),
    /// A break ended at this instant.
    BreakEnd(DateTime<Utc>),
    /// An occurrence of an event that starts at this time.
    Event(EventId, NaiveDateTime),
}

impl ReminderSubject {
    /// Returns whether both are of one kind, so that the newer one replaces the older.
    pub fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// A reminder as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder {
    pub subject: ReminderSubject,
    pub title: String,
    pub body: String,
    pub offer: ReminderOffer,
}

/// The main button of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderOffer {
    Nothing,
    /// Starts a task or step.
    Start(TaskId, Option<StepId>),
    Break,
    /// Finishes the running work or extends it.
    Finish,
}

/// The user's answer to a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderIntent {
    /// Carries out the offer.
    Accept,
    /// Adds five minutes to the running work.
    Extend,
    /// Brings the window to the front and shows the reminder.
    Show,
    Snooze(Minutes),
    Dismiss,
}

/// A request of the Review view.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewIntent {
    /// Reviews the period that starts with this day.
    Go(PlanningDay),
    /// Saves the note of a day or a week.
    Write(Box<Review>),
    /// Applies the settings that an advice recommends.
    Apply(Box<Settings>),
    /// Moves an unfinished block to another day.
    MoveLeft(BlockId, PlanningDay),
    /// Unplans a block.
    BackToMatrix(BlockId),
    /// Closes the step of a block, or its task, as dropped.
    Drop(BlockId),
    /// Ends the day and unplans its open blocks.
    DoneForToday,
    /// Sets the task that tomorrow starts with.
    FirstTomorrow(TaskId),
    /// Generates the text of the report.
    Preview(ReportForm),
    /// Copies the report to the clipboard.
    CopyReport,
    /// Asks for a path, then writes the report.
    SaveReport,
    /// Opens the report in the browser.
    OpenReport,
}

/// The report to generate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportForm {
    pub scope: report::ReportScope,
    pub format: report::ReportFormat,
    pub without_private: bool,
}

/// A correction of tracked time.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionIntent {
    Times(SessionId, Span),
    /// Assigns the session to the task or step of this title, or to unplanned work.
    Title(SessionId, String),
    /// Adds a past session, assigned to the task of this title if one exists.
    Add(String, Span),
    /// Splits the session in half.
    Split(SessionId),
    Remove(SessionId),
}

/// A request of a view. The app carries it out after the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    Act(Action),
    Select(Selection),
    /// Selects a moved item, and shows the day of its span if that is not shown.
    ShowMoved(Selection, Span),
    Undo,
    Redo,
    /// Undoes the last merge from outside.
    TakeBackMerge,
    /// Accepts all shown suggestions.
    AcceptAll,
    /// Accepts some shown suggestions as one undo step.
    AcceptRun(Vec<PlanEntry>),
    /// Starts a run of small items as one sitting; suggestions are accepted first.
    StartRun(Vec<PlanEntry>),
    /// Accepts a suggestion unchanged.
    Accept(TaskId, Option<StepId>),
    /// Accepts a suggestion at another time.
    AcceptAt(TaskId, Option<StepId>, Span),
    /// Replaces a suggestion with the runner-up.
    NextBest(TaskId, Option<StepId>),
    /// Plans work that the gap lens offers.
    PlanFit {
        task: TaskId,
        step: Option<StepId>,
        span: Span,
    },
    /// Excludes a suggestion for the rest of the day.
    NotNow(TaskId, Option<StepId>),
    /// Plans the next step of a task at the best place, or at the next one if that was the last change.
    PlanCard(TaskId),
    /// Starts a task now.
    Start(TaskId, Option<StepId>),
    /// Adds the task of a quick-add line.
    QuickAdd(String),
    /// Adds the task of a quick-add line to a quadrant.
    AddTo(Quadrant, String),
    /// Adds the event of an event line.
    AddEvent(Box<EventLine>),
    /// Shows another day.
    ShowDay(PlanningDay),
    /// Moves an occurrence, or copies it.
    MoveEvent {
        event: EventId,
        original: NaiveDateTime,
        span: Span,
        copy: bool,
    },
    /// Deletes an occurrence. For a series, asks for the scope first.
    RemoveEvent {
        event: EventId,
        original: NaiveDateTime,
    },
    /// Edits an occurrence. For a series without `scope`, asks for the scope first.
    EditOccurrence {
        event: EventId,
        original: NaiveDateTime,
        edit: OccurrenceEdit,
        scope: Option<Scope>,
    },
    /// Converts a whole-day occurrence to one with a time.
    GiveTime {
        event: EventId,
        original: NaiveDateTime,
    },
    /// Moves a block and scrolls to its new place.
    MoveBlock {
        block: BlockId,
        span: Span,
    },
    /// Opens a block's popover.
    OpenBlock(BlockId),
    /// Excludes a suggestion on a day, or includes it again.
    Untick {
        day: PlanningDay,
        task: TaskId,
        step: Option<StepId>,
        keep_out: bool,
    },
    /// Previews running late or replanning.
    Ask(DayChange),
    /// Applies the previewed change.
    ApplyDifference,
    /// Clears the "running late" time.
    ReadyNow,
    /// Opens "I have N minutes".
    OpenMinutes,
    /// Asks for the best use of the next minutes.
    AskMinutes(Minutes),
    /// Extends the current meeting by ten minutes.
    StillInMeeting,
    OpenMorning,
    /// Moves unfinished blocks to today, or unplans them.
    CarryOver {
        blocks: Vec<BlockId>,
        to_today: bool,
    },
    /// Sets how full today may be and closes the morning screen.
    StartDay,
    /// Reads the file of a calendar again.
    ReadCalendar(CalendarId),
    /// Previews a meeting at this time.
    AskEvent(Span),
    /// Turns the previewed meeting into an event.
    KeepEvent,
    /// Discards the preview.
    DropQuestion,
    /// Adds an own event.
    NewEvent {
        title: String,
        span: Span,
        /// The previewed difference, whose blocks make room.
        room: Option<Box<PlanDiff>>,
    },
    /// Adds a task and a block for it.
    NewBlock {
        title: String,
        span: Span,
        /// The previewed difference, whose blocks make room.
        room: Option<Box<PlanDiff>>,
    },
    /// Counts the time until then as working time.
    UseUntil(NaiveDateTime),
    /// Opens the example workspace for today in a temporary folder.
    ShowExample,
    /// Reveals a task, whatever view shows it.
    Find(Findable),
    /// Opens the workspace of a folder.
    Open(std::path::PathBuf),
    /// Asks for a path.
    AskPath(PathPurpose),
    /// Copies cards as text.
    CopyCards(BTreeSet<TaskId>),
    /// Saves again after a problem.
    Save,
    ShowBackups,
    /// A request to the timer.
    Focus(FocusIntent),
    /// A correction of tracked time.
    Session(SessionIntent),
    /// A request of the Review view.
    Review(ReviewIntent),
    /// An answer to a reminder.
    Reminder(Reminder, ReminderIntent),
    Toast(String),
    /// Turns full screen on or off.
    FullScreen,
    Quit,
}

/// A request of a frame: an intent, or a command of a button, menu or key, which becomes intents.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewRequest {
    Intent(Intent),
    Command(Command),
}

/// The requests of a frame in their order.
#[derive(Debug, Default)]
pub struct Out(Vec<ViewRequest>);

impl Out {
    pub fn push(&mut self, intent: Intent) {
        self.0.push(ViewRequest::Intent(intent));
    }

    pub fn run(&mut self, command: Command) {
        self.0.push(ViewRequest::Command(command));
    }

    pub fn append(&mut self, other: &mut Self) {
        self.0.append(&mut other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }
}

impl Extend<Intent> for Out {
    fn extend<I: IntoIterator<Item = Intent>>(&mut self, intents: I) {
        self.0.extend(intents.into_iter().map(ViewRequest::Intent));
    }
}

impl IntoIterator for Out {
    type Item = ViewRequest;
    type IntoIter = std::vec::IntoIter<ViewRequest>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
