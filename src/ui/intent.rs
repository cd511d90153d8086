//! Requests of the views. The app carries them out after the frame.

use chrono::NaiveDateTime;

use super::selection::Selection;
use crate::calendar::{OccurrenceEdit, Scope};
use crate::exchange::EventLine;
use crate::model::{
    Action, Away, BlockId, CalendarId, EventId, Fullness, Minutes, PlanningDay, Quadrant, Review, SessionId, Settings,
    Span, StepId, TaskId,
};
use crate::planner::Change;
use crate::review::report;
use crate::ui::command::Command;

/// What is asked for in the Focus view and its bar.
#[derive(Clone, Debug, PartialEq)]
pub enum FocusIntent {
    Pause,
    Interrupted,
    /// Says by what it was interrupted.
    Why(String),
    /// "Next I will ...".
    Next(String),
    Resume,
    /// Five minutes more.
    Extend,
    /// Ends what runs; it stays open.
    Stop,
    /// Ticks what runs, and offers what fits the rest.
    Done,
    /// Ticks the step that runs and goes on with the next.
    DoneAndNext,
    Break,
    SkipBreak,
    /// Puts a stray thought into the inbox.
    Park(String),
    Unplanned {
        title: String,
        minutes: Minutes,
    },
    Away(Away),
    /// Takes what the overrun pushes off the day, so that it is suggested anew.
    Replan,
    /// Closes what is offered after something ended.
    Dismiss,
}

/// Something to be announced.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder {
    /// The same for the same thing, so that it is announced once.
    pub key: String,
    pub title: String,
    pub body: String,
    /// What can be started from it.
    pub start: Option<(TaskId, Option<StepId>)>,
    /// What runs, where it is about that: it goes when that ends.
    pub session: Option<SessionId>,
    /// Whether a break can be begun from it.
    pub rest: bool,
}

/// What is answered to a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderIntent {
    Start,
    Break,
    /// Brings the window to the front with the reminder in it.
    Show,
    Snooze(Minutes),
    Dismiss,
}

/// What is asked for in the Review view.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewIntent {
    /// Looks back from this day on.
    Go(PlanningDay),
    /// Keeps what was written about a day or a week.
    Write(Box<Review>),
    /// Takes the settings that an advice leads to.
    Apply(Box<Settings>),
    /// Plans a block that is left on another day.
    MoveLeft(BlockId, PlanningDay),
    /// Takes a block off the day.
    BackToMatrix(BlockId),
    /// Drops what a block was for: its step, else its task.
    Drop(BlockId),
    /// Declares the day done; what is left is put back.
    DoneForToday,
    /// Chooses with what tomorrow begins.
    FirstTomorrow(TaskId),
    /// Makes the text of the report.
    Preview(ReportForm),
    /// Puts the text of the report on the clipboard.
    CopyReport,
    /// Asks where to, then writes the report.
    SaveReport,
    /// Shows the page in the browser.
    OpenReport,
}

/// What report is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportForm {
    pub scope: report::Scope,
    /// As a page, else as Markdown.
    pub html: bool,
    pub without_private: bool,
}

/// What is asked for tracked time of the past.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionIntent {
    Times(SessionId, Span),
    /// What it was: a task or a step that is called so, else unplanned work.
    Title(SessionId, String),
    /// Work of the past that was not tracked; of a task where it is called like one.
    Add(String, Span),
    /// Cuts it in the middle.
    Split(SessionId),
    Remove(SessionId),
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
