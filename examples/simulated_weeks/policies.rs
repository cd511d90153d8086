//! Ways to plan the rest of a day.

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use gapwise::calendar::{Agenda, Availability, Gap, Tz, day_room, gaps, urgency};
use gapwise::model::{Block, Energy, Minutes, Moment, Span, Task, Workspace};
use gapwise::planner::problem::{Item, Placement, Problem, ProblemGap, check};
use gapwise::planner::{Factors, Passed, Proposal, Request, Suggestion, Why, propose, task_weight};

/// Signs of life after which the planner takes the best plan so far; more would not fit a table of 200 fortnights.
const EFFORT: usize = 400;

const SLOT: u32 = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    Gapwise,
    /// The oldest task first.
    List,
    /// Important before unsorted before unimportant, then the oldest.
    Priority,
    /// The earliest due time first, then the oldest.
    Due,
    /// The highest weight of a minute first, as Gapwise weighs it.
    Density,
}

impl Policy {
    pub const ALL: [Self; 5] = [Self::Gapwise, Self::List, Self::Priority, Self::Due, Self::Density];

    pub fn name(self) -> &'static str {
        match self {
            Self::Gapwise => "Gapwise",
            Self::List => "list order, first fit",
            Self::Priority => "highest priority first",
            Self::Due => "earliest due first",
            Self::Density => "density greedy",
        }
    }

    /// Plans the rest of a day. `shown` is the plan before.
    pub fn plan(self, workspace: &Workspace, agenda: &Agenda, now: NaiveDateTime, shown: &Proposal) -> Proposal {
        let free = gaps(agenda, &workspace.settings, now);
        if self != Self::Gapwise {
            return Greedy::new(workspace, agenda, &free, now).fill(&self.order(workspace, now));
        }
        let (passed, moment) = (Passed::new(), Moment { instant: now.and_utc(), local: now });
        let request = Request::new(workspace, agenda, &free, &passed, moment, Tz::UTC).showing(shown);
        let mut signs = 0;
        propose(&request, &mut |_| {
            signs += 1;
            if signs < EFFORT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    }

    fn order(self, workspace: &Workspace, now: NaiveDateTime) -> Vec<Arc<Task>> {
        let settings = &workspace.settings;
        let availability = Availability::of(workspace, now, Tz::UTC);
        let instant: DateTime<Utc> = now.and_utc();
        let key = |task: &Arc<Task>| match self {
            Self::Priority => match task.important {
                Some(true) => 0,
                None => 1,
                Some(false) => 2,
            },
            Self::Due => task.due.map_or(i64::MAX, |due| due.instant(settings.day_start).and_utc().timestamp()),
            Self::Density => {
                let view = urgency(task, task.left(settings.guess), workspace, &availability);
                -task_weight(task, view, instant)
            }
            Self::Gapwise | Self::List => 0,
        };
        let mut tasks: Vec<Arc<Task>> = workspace.tasks.values().cloned().collect();
        tasks.sort_by_cached_key(|task| (key(task), task.created, task.title.clone()));
        tasks
    }
}

/// Work placed one after the other, each as early as it fits.
struct Greedy<'a> {
    workspace: &'a Workspace,
    free: &'a [Gap],
    midnight: NaiveDateTime,
    /// The rules that a plan keeps.
    problem: Problem,
    plan: Vec<Placement>,
    suggestions: Vec<Suggestion>,
}

impl<'a> Greedy<'a> {
    fn new(workspace: &'a Workspace, agenda: &Agenda, free: &'a [Gap], now: NaiveDateTime) -> Self {
        let settings = &*workspace.settings;
        let midnight = agenda.day.date.and_time(chrono::NaiveTime::MIN);
        let slot = |at: NaiveDateTime| Minutes::between(midnight, at).get() / SLOT;
        let gap = |gap: &Gap| ProblemGap {
            day: 0,
            start: slot(gap.span.start),
            slots: gap.span.minutes().get() / SLOT,
            lead_slots: gap.lead.get().div_ceil(SLOT).min(settings.rhythm.focus.get() / SLOT),
        };
        let room = day_room(
            agenda,
            settings,
            free.iter().map(|gap| gap.span.minutes()).sum(),
            agenda.upcoming(now).map(|block| block.span()),
        );
        let pieces = settings.micro_tasks.saturating_sub(agenda.blocks.len() as u32);
        let problem = Problem {
            focus_slots: settings.rhythm.focus.get() / SLOT,
            break_slots: settings.rhythm.rest.get().div_ceil(SLOT),
            day_caps: vec![(room.cap - room.planned).get() / SLOT],
            day_piece_caps: vec![pieces],
            gaps: free.iter().map(gap).collect(),
            ..Problem::default()
        };
        Self { workspace, free, midnight, problem, plan: Vec::new(), suggestions: Vec::new() }
    }

    fn fill(mut self, tasks: &[Arc<Task>]) -> Proposal {
        let worked = self.workspace.worked_on_tasks();
        for task in tasks {
            if self.plan.iter().map(|piece| piece.slots).sum::<u32>() >= self.problem.day_caps[0]
                || self.plan.len() >= self.problem.day_piece_caps[0] as usize
            {
                break;
            }
            self.place(task, worked.get(&(task.id, None)).copied().unwrap_or_default());
        }
        self.suggestions.sort_by_key(|suggestion| suggestion.span);
        Proposal { suggestions: self.suggestions, ..Proposal::default() }
    }

    /// Places a task: whole, or in pieces where it is long.
    fn place(&mut self, task: &Task, worked: Minutes) {
        let settings = &self.workspace.settings;
        let open = task.left(settings.guess) - worked;
        let open = if open.is_zero() { settings.chunk.min } else { open };
        let chunk = task.split.chunk(open, settings.chunk);
        let slots = open.get().div_ceil(SLOT);
        let of_chunk = chunk.map(|chunk| [chunk.min.get() / SLOT, chunk.max.get() / SLOT]);
        self.problem.items.push(Item { slots, chunk: of_chunk, rate: vec![(0, u32::MAX, 1)], ..Item::default() });
        let mut left = slots;
        while left > 0 {
            let lengths = match of_chunk {
                None => left..=left,
                Some([least, most]) => least.min(left)..=most.min(left),
            };
            let Some(slots) = lengths.rev().find_map(|slots| self.put(slots)) else { break };
            left -= slots;
            let piece = self.plan[self.plan.len() - 1];
            let start = self.midnight + TimeDelta::minutes(i64::from(piece.start * SLOT));
            let span = Span::new(start, start + TimeDelta::minutes(i64::from(slots * SLOT)));
            let gap = self.free.iter().find(|gap| gap.span.overlaps(span)).map_or(span, |gap| gap.span);
            let why = plain(start);
            self.suggestions.push(Suggestion { task: task.id, step: None, span, work: span.minutes(), gap, why });
        }
    }

    /// Places a piece of the last item as early as the rules allow.
    fn put(&mut self, slots: u32) -> Option<u32> {
        let item = self.problem.items.len() - 1;
        let rest = self.problem.break_slots;
        let ends = self.plan.iter().map(|piece| piece.start + piece.slots);
        let mut starts: Vec<u32> = self.problem.gaps.iter().map(|gap| gap.start).chain(ends).collect();
        starts.extend(starts.clone().iter().map(|start| start + rest));
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            let overlaps = |piece: &Placement| piece.start < start + slots && start < piece.start + piece.slots;
            if self.plan.iter().any(overlaps) {
                continue;
            }
            self.plan.push(Placement { start, item, slots });
            // A chunk may be short of its item for now.
            let mut problem = self.problem.clone();
            if problem.items[item].chunk.is_some() {
                problem.items[item].chunk = Some([1, problem.focus_slots]);
            }
            if check(&problem, &self.plan).is_ok() {
                return Some(slots);
            }
            self.plan.pop();
        }
        None
    }
}

fn plain(start: NaiveDateTime) -> Why {
    let factors = Factors::default();
    Why { factors, start, energy_at: Energy::Mid, value: 0, limit: None, worth: None, runner_up: None, alone: false }
}

/// Returns the last block of a day that was worked on.
pub fn last_block(workspace: &Workspace, now: NaiveDateTime) -> Option<&Arc<Block>> {
    workspace.blocks.values().filter(|block| block.start < now).max_by_key(|block| block.start)
}
