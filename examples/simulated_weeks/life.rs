//! A fortnight under a policy.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use gapwise::calendar::{Agenda, Tz, gaps};
use gapwise::model::{
    Block, BlockId, BlockState, DueKind, EventTime, Minutes, PlanningDay, Span, Task, TaskId, Workspace,
};
use gapwise::planner::{Proposal, diff};

use crate::policies::{Policy, last_block};
use crate::world::{Fortnight, News, at};

/// Whoever starts something starts it at once if it is planned within this time.
const AT_ONCE: TimeDelta = TimeDelta::minutes(5);

/// The longest work after hours on one day, in minutes.
const LATEST: u32 = 120;

/// The result of a fortnight.
#[derive(Clone, Default)]
pub struct Score {
    /// Minutes worked.
    pub worked: u32,
    /// Minutes worked on important tasks.
    pub important: u32,
    pub important_finished: u32,
    pub finished: u32,
    pub missed_hard: u32,
    pub missed_soft: u32,
    /// Missed due times of important tasks, hard and soft.
    pub important_missed: u32,
    /// Planned pieces that got another time of the same day when the plan was made again.
    pub moved: u32,
    pub after_hours: u32,
}

struct Life<'a> {
    fortnight: &'a Fortnight,
    policy: Policy,
    workspace: Workspace,
    now: NaiveDateTime,
    /// Number of news that are known.
    known: usize,
    /// Minutes that each open task still takes.
    left: BTreeMap<TaskId, u32>,
    /// When each task was finished.
    finished: BTreeMap<TaskId, NaiveDateTime>,
    score: Score,
    tell: &'a mut dyn FnMut(String),
}

/// Lives a fortnight. `tell` receives a line for all that is done.
pub fn live(fortnight: &Fortnight, policy: Policy, tell: &mut dyn FnMut(String)) -> Score {
    let mut life = Life {
        fortnight,
        policy,
        workspace: fortnight.workspace.clone(),
        now: at(0, 0),
        known: 0,
        left: fortnight.truth.clone(),
        finished: BTreeMap::new(),
        score: Score::default(),
        tell,
    };
    (0..10).for_each(|day| life.day(day));
    life.count_due();
    life.score
}

impl Life<'_> {
    fn day(&mut self, day: usize) {
        self.now = at(day, 9 * 60);
        let end = at(day, 17 * 60 + 30);
        let planning_day = PlanningDay { date: self.now.date(), starts: self.workspace.settings.day_start };
        let mut shown = Proposal::default();
        (self.tell)(format!("{}", self.now.format("%a %d")));
        while self.now < end {
            self.hear();
            if let Some(interruption) = self.fortnight.interruptions.iter().find(|it| it.contains(self.now)) {
                self.now = interruption.end;
                continue;
            }
            let agenda = Agenda::of(&self.workspace, planning_day, Tz::UTC);
            let plan = self.policy.plan(&self.workspace, &agenda, self.now, &shown);
            shown.suggestions.retain(|it| it.span.start >= self.now);
            self.score.moved += diff(&shown, &plan).moved.len() as u32;
            let next = plan.suggestions.first().map(|next| (next.task, next.span));
            match next {
                Some((task, span)) if span.start - self.now < AT_ONCE => {
                    let free = gaps(&agenda, &self.workspace.settings, self.now);
                    let until = free.iter().find(|gap| gap.span.overlaps(span)).map_or(span.end, |gap| gap.span.end);
                    self.work(task, until);
                }
                _ => {
                    let until = next.map_or(end, |(_, span)| span.start).min(self.next_change());
                    if free_now(&agenda, &self.workspace, self.now) {
                        (self.tell)(format!("  {}-{} -", self.now.format("%H:%M"), until.format("%H:%M")));
                    }
                    self.now = until;
                }
            }
            shown = plan;
        }
        self.after_hours(planning_day);
    }

    /// Takes the news.
    fn hear(&mut self) {
        while let Some((_, news)) = self.fortnight.news.get(self.known).filter(|(known, _)| *known <= self.now) {
            match news {
                News::Task(task) => {
                    self.workspace.tasks.insert(task.id, task.clone().into());
                }
                News::Meeting(event) => {
                    self.workspace.events.insert(event.id, event.clone().into());
                }
            }
            self.known += 1;
        }
    }

    /// Returns the time of the next news or interruption.
    fn next_change(&self) -> NaiveDateTime {
        let news = self.fortnight.news.get(self.known).map(|(known, _)| *known);
        news.into_iter().chain([self.next_interruption()]).min().unwrap_or(NaiveDateTime::MAX)
    }

    fn next_interruption(&self) -> NaiveDateTime {
        let later = |it: &&Span| it.start > self.now;
        self.fortnight.interruptions.iter().find(later).map_or(NaiveDateTime::MAX, |it| it.start)
    }

    /// Returns the start of the next meeting, also of one that nobody knows of yet.
    fn next_meeting(&self) -> NaiveDateTime {
        let unknown = self.fortnight.news.iter().filter_map(|(_, news)| match news {
            News::Meeting(event) => Some(event),
            News::Task(_) => None,
        });
        let known = self.workspace.events.values().map(|event| &**event);
        let starts = known.chain(unknown).filter_map(|event| match &event.time {
            EventTime::Timed { start, .. } => Some(start.local),
            EventTime::AllDay { .. } => None,
        });
        starts.filter(|start| *start > self.now).min().unwrap_or(NaiveDateTime::MAX)
    }

    /// Works on a task until it is done, a break is due, something comes, or the free time ends.
    fn work(&mut self, task: TaskId, until: NaiveDateTime) {
        let rhythm = self.workspace.settings.rhythm;
        let last = last_block(&self.workspace, self.now).cloned();
        let mut run = Minutes::ZERO;
        let mut edge = self.now;
        let mut blocks: Vec<_> = self.workspace.blocks.values().collect();
        blocks.sort_by_key(|block| std::cmp::Reverse(block.start));
        for block in blocks.into_iter().take_while(|block| block.start.date() == self.now.date()) {
            if edge - block.span().end >= rhythm.rest.delta() {
                break;
            }
            run += block.minutes;
            edge = block.start;
        }
        let done = self.now + TimeDelta::minutes(self.left[&task].into());
        let rest = self.now + (rhythm.focus - run).delta();
        let end = [done, rest, until, self.next_interruption(), self.next_meeting()].into_iter().min();
        let end = end.unwrap_or(done);
        if end <= self.now {
            self.now += TimeDelta::minutes(1);
            return;
        }
        let span = Span::new(self.now, end);
        match last.filter(|last| last.task == task && last.span().end == self.now) {
            Some(last) => {
                let longer = Block { minutes: last.minutes + span.minutes(), ..Block::clone(&last) };
                self.workspace.blocks.insert(last.id, longer.into());
            }
            None => {
                let id = BlockId::derived(&format!("{}", self.now));
                let (start, minutes) = (self.now, span.minutes());
                let block = Block { id, task, step: None, start, minutes, state: BlockState::Done };
                self.workspace.blocks.insert(id, block.into());
            }
        }
        self.spend(task, span);
    }

    /// Counts time spent on a task, which may finish it.
    fn spend(&mut self, id: TaskId, span: Span) {
        let Some(task) = self.workspace.tasks.get(&id).cloned() else { return };
        self.now = span.end;
        let left = self.left.entry(id).or_default();
        *left = left.saturating_sub(span.minutes().get());
        let is_done = *left == 0;
        let important = task.important == Some(true);
        self.score.worked += span.minutes().get();
        self.score.important += if important { span.minutes().get() } else { 0 };
        if is_done {
            self.score.finished += 1;
            self.score.important_finished += u32::from(important);
            self.finished.insert(id, span.end);
            self.workspace.tasks.remove(&id);
        }
        (self.tell)(format!("  {}-{} {}", span.start.format("%H:%M"), span.end.format("%H:%M"), words(&task, is_done)));
    }

    /// Works on open tasks that must be done this day.
    fn after_hours(&mut self, day: PlanningDay) {
        let starts = self.workspace.settings.day_start;
        let mut must: Vec<(NaiveDateTime, Arc<Task>)> = Vec::new();
        for task in self.workspace.tasks.values() {
            let Some(due) = task.due.filter(|due| due.kind == DueKind::Hard).map(|due| due.instant(starts)) else {
                continue;
            };
            if due > self.now && due <= day.span().end {
                must.push((due, task.clone()));
            }
        }
        must.sort_by_key(|(due, task)| (*due, task.id));
        let mut room = LATEST;
        for (_, task) in must {
            let minutes = self.left[&task.id].min(room);
            room -= minutes;
            self.score.after_hours += minutes;
            self.spend(task.id, Span::new(self.now, self.now + TimeDelta::minutes(minutes.into())));
        }
    }

    /// Counts the due times of the fortnight that were missed.
    fn count_due(&mut self) {
        let starts = self.workspace.settings.day_start;
        let arrived = self.fortnight.news.iter().filter_map(|(_, news)| match news {
            News::Task(task) => Some(task),
            News::Meeting(_) => None,
        });
        let end = at(10, 0);
        for task in self.fortnight.workspace.tasks.values().map(|task| &**task).chain(arrived) {
            let Some((due, kind)) = task.due.map(|due| (due.instant(starts), due.kind)) else { continue };
            if due > end || self.finished.get(&task.id).is_some_and(|at| *at <= due) {
                continue;
            }
            match kind {
                DueKind::Hard => self.score.missed_hard += 1,
                DueKind::Soft => self.score.missed_soft += 1,
            }
            self.score.important_missed += u32::from(task.important == Some(true));
        }
    }
}

/// Returns whether work could be planned at once.
fn free_now(agenda: &Agenda, workspace: &Workspace, now: NaiveDateTime) -> bool {
    gaps(agenda, &workspace.settings, now).first().is_some_and(|gap| gap.span.start - now < AT_ONCE)
}

fn words(task: &Task, is_done: bool) -> String {
    let importance = match task.important {
        Some(true) => "important",
        Some(false) => "not important",
        None => "unsorted",
    };
    let due = task.due.map_or(String::new(), |due| {
        let time = due.time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
        format!(", due {}{time}{}", due.date.format("%a %d"), if due.kind == DueKind::Hard { "!" } else { "" })
    });
    let estimate = task.estimate.unwrap_or_default();
    format!("{} ({estimate}, {importance}{due}){}", task.title, if is_done { " done" } else { "" })
}
