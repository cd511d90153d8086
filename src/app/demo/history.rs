//! Three weeks of work before the example day, so that reviews and learned lengths have something to say.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};

use crate::model::{
    Block, BlockId, BlockState, ClosedTask, Goal, GoalId, GoalPeriod, GoalTarget, Interruption, InterruptionKind,
    Minutes, Moment, Order, Outcome, Quadrant, Review, Session, SessionId, SessionKind, StepId, Task, TaskId,
    Workspace, day_of,
};

/// Finished work: title, quadrant, tag, estimated and actual minutes.
type Done = (&'static str, Quadrant, &'static str, i64, i64);
use Quadrant::{Delegate, Do, Eliminate, Schedule};

const DONE: [Done; 48] = [
    ("Write the related work", Schedule, "thesis", 45, 52),
    ("Answer reviewer 1", Do, "thesis", 40, 55),
    ("Send the minutes", Delegate, "work", 10, 8),
    ("Fix the date picker", Do, "app", 30, 42),
    ("Read Ono et al. 2019", Schedule, "thesis", 25, 31),
    ("Approve the leave requests", Delegate, "work", 5, 6),
    ("Review the retry logic", Schedule, "app", 25, 24),
    ("Pay the water bill", Do, "home", 10, 7),
    ("Draft the workshop agenda", Do, "work", 30, 38),
    ("Plan the week", Schedule, "work", 20, 17),
    ("Strength training, upper body", Schedule, "health", 45, 44),
    ("Book the train to Basel", Delegate, "talk", 10, 14),
    ("Choose the venue", Delegate, "work", 15, 22),
    ("Write the abstract", Do, "talk", 40, 58),
    ("Test the export on Windows", Do, "app", 30, 35),
    ("Call the landlord", Do, "home", 10, 12),
    ("Outline chapter 3", Schedule, "thesis", 50, 60),
    ("Sort the receipts of October", Eliminate, "home", 15, 18),
    ("Reply to Priya", Do, "work", 10, 9),
    ("Run the user interview", Schedule, "app", 45, 48),
    ("Summarise the interview", Schedule, "app", 25, 37),
    ("Update the roadmap", Do, "work", 30, 29),
    ("Long walk, no phone", Schedule, "health", 40, 46),
    ("Order printer paper", Delegate, "work", 5, 4),
    ("Second draft of the abstract", Do, "talk", 25, 30),
    ("Plot the ablation", Schedule, "thesis", 30, 51),
    ("Prepare one-to-ones", Schedule, "work", 20, 19),
    ("Fix the flaky test", Do, "app", 25, 44),
    ("Check the figures with Ana", Do, "work", 15, 16),
    ("Read two applications", Do, "work", 30, 33),
    ("Write the method section", Schedule, "thesis", 50, 57),
    ("Compare note apps", Eliminate, "", 10, 25),
    ("Renew the library card", Delegate, "home", 5, 5),
    ("Strength training, legs", Schedule, "health", 45, 43),
    ("Sketch the onboarding", Schedule, "app", 25, 28),
    ("Release notes", Do, "app", 20, 26),
    ("Ask legal about the licence", Delegate, "work", 10, 11),
    ("Practise the talk once", Schedule, "talk", 30, 34),
    ("Close old tickets", Eliminate, "app", 20, 28),
    ("Rewrite the introduction", Schedule, "thesis", 50, 56),
    ("Approve the budget draft", Do, "work", 15, 13),
    ("Back up the laptop", Schedule, "home", 15, 12),
    ("Design review notes", Do, "work", 15, 17),
    ("Answer the journal", Do, "thesis", 20, 27),
    ("Refactor the parser", Schedule, "app", 50, 59),
    ("Buy a present for Lea", Do, "home", 20, 24),
    ("Prepare Monday", Schedule, "work", 15, 14),
    ("Thank the reviewers", Schedule, "thesis", 10, 8),
];

/// Times of the work of a day.
const SLOTS: [(u32, u32); 4] = [(9, 20), (10, 50), (14, 5), (16, 0)];
/// Reasons of interruptions, one every seven pieces of work.
const WHY: [&str; 3] = ["phone", "a question from Sam", "door bell"];
/// The last line of each fourth day.
const LINES: [&str; 4] = [
    "The afternoon went to the flaky test, but the text moved.",
    "Mornings without mail work. Keep them.",
    "Two meetings too many.",
    "Good pace. The walk helped.",
];
/// Work that was not begun: task, step, hour, and minute at which its quarter of an hour began.
type Left = (&'static str, Option<&'static str>, u32, u32);

const LEFT: [Left; 3] = [
    ("Plan next quarter", Some("Collect last quarter's notes"), 11, 30),
    ("Back up the photos", None, 15, 0),
    ("Read Cai et al. 2016", None, 16, 45),
];
/// Length of each of them.
const LEFT_MINUTES: Minutes = Minutes::new(15);

/// Adds the finished work of the three weeks before `now`, its sessions and blocks, reviews, a goal, and work that is left.
pub(super) fn add_history(workspace: &mut Workspace, now: Moment) {
    let mut history = History { workspace, now };
    let today = day_of(now.local, history.workspace.settings.day_start).date;
    let days = (1..=21).rev().map(|back| today - TimeDelta::days(back));
    let days: Vec<NaiveDate> = days.filter(|date| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)).collect();
    let of_day = |day: usize| day * DONE.len() / days.len()..(day + 1) * DONE.len() / days.len();
    for (day, date) in days.iter().enumerate() {
        for (slot, n) in of_day(day).enumerate() {
            history.add_done(*date, slot, n);
        }
        if day % 4 == 3 {
            history.close_day(*date, LINES[day / 4 % LINES.len()]);
        }
    }
    if let Some(last) = days.last() {
        history.leave(*last);
    }
    let id = GoalId::derived("demo/Thesis");
    let goal = Goal {
        id,
        title: "Thesis".into(),
        target: GoalTarget::Minutes(Minutes::new(180)),
        period: GoalPeriod::Week,
        tag: Some("thesis".into()),
        created: now.instant - TimeDelta::days(21),
        archived: None,
    };
    history.workspace.goals.insert(id, goal.into());
}

struct History<'a> {
    workspace: &'a mut Workspace,
    now: Moment,
}

impl History<'_> {
    /// Returns the instant of a wall-clock time, as far from UTC as now is.
    fn instant(&self, at: NaiveDateTime) -> DateTime<Utc> {
        self.now.instant - (self.now.local - at)
    }

    /// Adds a finished task with its block and session, and the break after it.
    fn add_done(&mut self, date: NaiveDate, slot: usize, n: usize) {
        let (title, quadrant, tag, estimate, actual) = DONE[n];
        let (hour, minute) = SLOTS[slot % SLOTS.len()];
        let Some(start) = date.and_hms_opt(hour, minute, 0) else { return };
        let (begun, end) = (self.instant(start), self.instant(start + TimeDelta::minutes(actual)));
        let minutes = |minutes: i64| Minutes::new(u32::try_from(minutes).unwrap_or_default());
        let id = TaskId::derived(&format!("demo/{title}"));
        let mut task = Task::new(id, title, Order::default(), begun - TimeDelta::days(3));
        task.important = Some(quadrant.important());
        task.estimate = Some(minutes(estimate));
        task.tags = BTreeSet::from([tag.to_owned()]).into_iter().filter(|tag| !tag.is_empty()).collect();
        self.workspace.closed.insert(id, ClosedTask { task, closed: end, outcome: Outcome::Done }.into());
        let block = BlockId::derived(&format!("demo/{title}"));
        let state = BlockState::Done;
        let done = Block { id: block, task: id, step: None, start, minutes: minutes(actual), state };
        self.workspace.blocks.insert(block, done.into());
        let mut session = Session {
            task: Some(id),
            title: title.into(),
            end: Some(end),
            block: Some(block),
            quadrant: Some(quadrant),
            planned: Some(minutes(estimate)),
            ..Session::new(SessionId::derived(&format!("demo/{title}")), begun)
        };
        if n % 7 == 4 {
            let at = begun + TimeDelta::minutes(actual / 2);
            let why = WHY[n / 7 % WHY.len()].to_owned();
            session.interruptions.push(Interruption { at, until: None, why, kind: InterruptionKind::Interrupted });
        }
        self.workspace.sessions.insert(session.id, session.into());
        if actual >= 25 {
            self.rest(title, end);
        }
    }

    fn rest(&mut self, after: &str, start: DateTime<Utc>) {
        let id = SessionId::derived(&format!("demo/rest after {after}"));
        let end = Some(start + TimeDelta::minutes(5));
        let rest = Session { kind: SessionKind::Break, end, ..Session::new(id, start) };
        self.workspace.sessions.insert(id, rest.into());
    }

    fn close_day(&mut self, date: NaiveDate, line: &str) {
        let end = date.and_hms_opt(17, 30, 0).map(|at| self.instant(at));
        let review = Review { reflection: line.into(), done_for_today: end, ..Review::of(date) };
        self.workspace.reviews.insert(date, review.into());
    }

    /// Adds blocks of open tasks that were not begun on a day.
    fn leave(&mut self, date: NaiveDate) {
        for (task, step, hour, minute) in LEFT {
            let Some(start) = date.and_hms_opt(hour, minute, 0) else { continue };
            let block = Block {
                id: BlockId::derived(&format!("demo/left/{task}")),
                task: TaskId::derived(&format!("demo/{task}")),
                step: step.map(|step| StepId::derived(&format!("demo/{task}/{step}"))),
                start,
                minutes: LEFT_MINUTES,
                state: BlockState::Planned,
            };
            self.workspace.blocks.insert(block.id, block.into());
        }
    }
}
