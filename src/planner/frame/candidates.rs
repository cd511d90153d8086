//! Candidates for a plan: open steps in order, and tasks without steps.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::order::{renumbered, without_followers};
use crate::calendar::{Availability, UrgencyView, quadrant, urgency};
use crate::model::{Block, Chunk, Delegation, DueKind, Minutes, Quadrant, Step, StepId, Task, TaskId, Urgency};
use crate::planner::request::Request;
use crate::planner::slots::{SLOT, slots_down};
use crate::planner::why::{Factors, LeftOut, WhyNot};

/// Length of the hand-over or follow-up step of a delegated task.
const HAND_OVER: Minutes = Minutes::new(5);

/// Small work that is due today counts as important for so much of the working day: an eighth, an hour of eight.
const SMALL_SHARE: u32 = 8;

/// Urgency u in thousandths of a task that the user marked urgent and that has no due date.
const URGENT_BY_HAND: u32 = 330;

/// A step, or a task without steps, that could be planned.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub task: &'a Task,
    pub step: Option<&'a Step>,
    pub minutes: Minutes,
    /// Indexes of candidates that must be finished before.
    pub after: Vec<usize>,
    pub chunk: Option<Chunk>,
    pub factors: Factors,
    /// Earliest start, or the end of the block of its predecessor.
    pub not_before: Option<NaiveDateTime>,
    /// True if `not_before` comes from a block.
    pub held: bool,
    /// True if it finishes its task.
    pub finishes: bool,
    /// Position in the shown plan.
    pub shown: Option<usize>,
}

impl Candidate<'_> {
    /// Returns its key outside the planner.
    pub fn key(&self) -> (TaskId, Option<StepId>) {
        (self.task.id, self.step.map(|step| step.id))
    }

    /// Returns the topic of the work: the step's own tag, else the task's first tag.
    pub fn context(&self) -> Option<&str> {
        let own = self.step.and_then(|step| step.tag.as_deref());
        own.or_else(|| self.task.tags.first().map(String::as_str))
    }

    /// Returns true if its task or step has the tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.task.tags.contains(tag) || self.step.is_some_and(|step| step.tag.as_deref() == Some(tag))
    }

    /// Returns its due time and kind.
    pub fn due(&self) -> Option<(NaiveDateTime, DueKind)> {
        Some((self.factors.due?, self.task.due?.kind))
    }

    fn hold_until(&mut self, at: NaiveDateTime) {
        if self.not_before.is_none_or(|from| from < at) {
            self.not_before = Some(at);
            self.held = true;
        }
    }
}

/// The candidates of a request, and the open work that is excluded.
#[derive(Debug, Default)]
pub struct Candidates<'a> {
    pub items: Vec<Candidate<'a>>,
    pub excluded: Vec<LeftOut>,
    /// Item ranges by task id. A task is done when all its items are.
    by_task: Vec<(TaskId, Range<usize>)>,
}

impl<'a> Candidates<'a> {
    /// Collects open work that may be planned on the day of the request.
    pub fn of(request: &Request<'a>) -> Self {
        let mut found = Self::default();
        let availability = request.availability();
        for task in request.workspace.tasks.values() {
            found.add_task(request, task, availability);
        }
        found.resolve_order(request);
        found.mark_small(request);
        let shown = request.shown.map_or(&[][..], |shown| &shown.suggestions).iter().enumerate().rev();
        let places: HashMap<_, _> = shown.map(|(place, shown)| ((shown.task, shown.step), place)).collect();
        found.items.iter_mut().for_each(|item| item.shown = places.get(&item.key()).copied());
        found
    }

    /// Marks the small work that is due today, the shortest first, up to its share of the working day. Such work with
    /// a block counts, also when it is done, so that accepting or finishing it marks no further work. A guess is not known to
    /// be small.
    fn mark_small(&mut self, request: &Request) {
        let day = request.agenda.day;
        let hours = &request.workspace.settings.hours_on(day.date).0;
        let mut room = hours.iter().map(|range| range.on(day).minutes().get()).sum::<u32>() / SMALL_SHARE;
        let mut lengths: BTreeMap<TaskId, u32> = BTreeMap::new();
        let is_small = |item: &&Candidate| item.factors.due_today && !item.factors.important && !item.factors.guess;
        for item in self.items.iter().filter(is_small) {
            *lengths.entry(item.task.id).or_default() += item.minutes.get();
        }
        let blocks = request.agenda.blocks.iter().filter(|block| !block.is_missed(request.now));
        let planned = blocks.map(|block| (block.task, block.minutes));
        let held = request.held.iter().map(|held| (held.task, held.work));
        for (task, minutes) in planned.chain(held) {
            let of = request.workspace.any_task(task);
            let is_due = |task: &Task| task.due.is_some_and(|due| due.date == day.date) && task.estimate.is_some();
            if of.is_some_and(|task| is_due(task) && task.important != Some(true)) {
                *lengths.entry(task).or_default() += minutes.get();
            }
        }
        let mut shortest: Vec<(u32, TaskId)> = lengths.into_iter().map(|(task, minutes)| (minutes, task)).collect();
        shortest.sort_unstable();
        let mut small = HashSet::new();
        for (minutes, task) in shortest {
            let Some(left) = room.checked_sub(minutes) else { break };
            room = left;
            small.insert(task);
        }
        // Only such work is in the set, and reading the due time is cheaper than looking an id up.
        let may_be_small = |item: &&mut Candidate| item.factors.due.is_some_and(|due| due <= day.span().end);
        let marked = self.items.iter_mut().filter(may_be_small).filter(|item| small.contains(&item.task.id));
        marked.for_each(|item| item.factors.cannot_wait = true);
    }

    fn add_task(&mut self, request: &Request<'a>, task: &'a Task, availability: &Availability) {
        let view = urgency(task, task.left(request.workspace.settings.guess), request.workspace, availability);
        if quadrant(task, view) == Some(Quadrant::Eliminate) {
            return self.exclude(task, WhyNot::Eliminate);
        }
        if task.not_now == Some(request.agenda.day.date) {
            return self.exclude(task, WhyNot::NotNow);
        }
        if task.not_before.is_some_and(|from| from >= request.agenda.day.span().end) {
            return self.exclude(task, WhyNot::NotBefore);
        }
        let first = self.items.len();
        let factors = factors(task, view, request);
        match &task.delegated {
            Some(delegation) => self.add_delegated(request, task, delegation, factors),
            None if task.steps.is_empty() => self.add_whole(request, task, factors),
            None => self.add_steps(request, task, &factors),
        }
        if self.items.len() > first {
            self.by_task.push((task.id, first..self.items.len()));
        }
    }

    fn of_task(&self, task: TaskId) -> Option<Range<usize>> {
        let at = self.by_task.binary_search_by_key(&task, |of| of.0).ok()?;
        Some(self.by_task[at].1.clone())
    }

    fn exclude(&mut self, task: &Task, why: WhyNot) {
        self.excluded.push(LeftOut { task: task.id, step: None, why });
    }

    fn add_whole(&mut self, request: &Request, task: &'a Task, factors: Factors) {
        let planned: Minutes = blocks_for(request, task.id, None).map(|block| block.minutes).sum();
        let settings = &request.workspace.settings;
        let open = task.left(settings.guess) - request.worked(task.id, None);
        // Open work beyond its estimate takes some more time; how much is a guess.
        let used_up = open.is_zero();
        let left = if used_up { settings.chunk.min } else { open } - planned;
        if left.is_zero() {
            return self.exclude(task, WhyNot::Planned);
        }
        let chunk = chunk(request, task, left);
        let mut item = candidate(task, None, left, factors);
        item.factors.guess |= used_up;
        self.items.push(Candidate { chunk, finishes: true, ..item });
    }

    /// Adds the open, unplanned steps as a chain. Only the last of it finishes the task, so splitting a task does not
    /// raise its value. A planned step delays its followers until its block ends. Unwritten work comes last. Blocks of
    /// the whole task are for the unwritten work first, then for the steps in order.
    fn add_steps(&mut self, request: &Request, task: &'a Task, factors: &Factors) {
        let settings = &request.workspace.settings;
        let whole_blocks: Minutes = blocks_for(request, task.id, None).map(|block| block.minutes).sum();
        let unwritten = task.unwritten(settings.guess) - request.worked(task.id, None);
        let mut of_whole_task = whole_blocks - unwritten;
        let whole_end = blocks_for(request, task.id, None).map(|block| block.span().end).max();
        let mut held = whole_end.filter(|_| !of_whole_task.is_zero());
        let mut previous: Option<usize> = None;
        for step in task.open_steps() {
            let minutes = task.step_length(step, settings.guess);
            let block = blocks_for(request, task.id, Some(step.id)).map(|block| block.span().end).max();
            held = held.max(block);
            let left = match chunk(request, task, minutes) {
                Some(_) => {
                    let planned = blocks_for(request, task.id, Some(step.id)).map(|block| block.minutes).sum();
                    minutes - planned - request.worked(task.id, Some(step.id))
                }
                None if block.is_some() => Minutes::ZERO,
                None => minutes,
            };
            if left.is_zero() || of_whole_task >= left {
                of_whole_task = of_whole_task - left;
                continue;
            }
            previous = Some(self.add_piece(request, task, (Some(step), left), factors, (previous, held)));
        }
        let left = unwritten - whole_blocks;
        if !left.is_zero() {
            previous = Some(self.add_piece(request, task, (None, left), factors, (previous, held)));
        }
        match previous {
            Some(last) => self.items[last].finishes = true,
            None => self.exclude(task, WhyNot::Planned),
        }
    }

    /// Adds a step, or the unwritten work, with the item before it and the time until which it is held.
    fn add_piece(
        &mut self,
        request: &Request,
        task: &'a Task,
        (step, left): (Option<&'a Step>, Minutes),
        factors: &Factors,
        (previous, held): (Option<usize>, Option<NaiveDateTime>),
    ) -> usize {
        let mut piece = candidate(task, step, left, factors.clone());
        piece.chunk = chunk(request, task, left);
        piece.after = previous.into_iter().collect();
        held.into_iter().for_each(|end| piece.hold_until(end));
        self.items.push(piece);
        self.items.len() - 1
    }

    fn add_delegated(&mut self, request: &Request, task: &'a Task, delegation: &Delegation, factors: Factors) {
        let due = delegation.follow_up.is_some_and(|date| date <= request.agenda.day.date);
        if delegation.handed_over.is_some() && !due {
            return self.exclude(task, WhyNot::Delegated);
        }
        if blocks_for(request, task.id, None).next().is_some() {
            return self.exclude(task, WhyNot::Planned);
        }
        let mut small = candidate(task, None, HAND_OVER, factors);
        small.factors.guess = false;
        small.finishes = true;
        self.items.push(small);
    }

    /// Converts the order of tasks into an order of items. Excludes followers of tasks that cannot be finished on the
    /// day. Followers of planned tasks wait for the end of the blocks.
    fn resolve_order(&mut self, request: &Request) {
        let planned: HashSet<TaskId> =
            self.excluded.iter().filter(|out| out.why == WhyNot::Planned).map(|out| out.task).collect();
        let mut waiting: HashMap<TaskId, TaskId> = HashMap::new();
        for task in request.workspace.tasks.values().filter(|task| !task.after.is_empty()) {
            let Some(items) = self.of_task(task.id) else { continue };
            for before in task.after.iter().filter_map(|id| request.workspace.tasks.get(id)) {
                let last = self.of_task(before.id).map(|items| items.end - 1);
                let finishable = before.delegated.is_none() && (last.is_some() || planned.contains(&before.id));
                if !finishable {
                    waiting.insert(task.id, before.id);
                }
                let end = blocks_of(request, before.id).iter().map(|block| block.span().end).max();
                for item in &mut self.items[items.clone()] {
                    item.after.extend(last);
                    end.into_iter().for_each(|end| item.hold_until(end));
                }
            }
        }
        self.leave_out(&waiting);
    }

    /// Excludes the items of tasks that cannot start today, and their followers.
    fn leave_out(&mut self, waiting: &HashMap<TaskId, TaskId>) {
        if waiting.is_empty() {
            return;
        }
        let gone = |item: &Candidate| waiting.contains_key(&item.task.id);
        let stays = without_followers(self.items.len(), |i| &self.items[i].after, |i| !gone(&self.items[i]));
        let mut told = HashSet::new();
        for (item, _) in self.items.iter().zip(&stays).filter(|(_, stays)| !**stays) {
            let direct = waiting.get(&item.task.id).copied();
            let indirect = || item.after.iter().map(|&b| self.items[b].task.id).find(|id| *id != item.task.id);
            if told.insert(item.task.id)
                && let Some(before) = direct.or_else(indirect)
            {
                self.excluded.push(LeftOut { task: item.task.id, step: None, why: WhyNot::WaitsFor(before) });
            }
        }
        let mut kept = stays.iter();
        let index = renumbered(&stays);
        self.items.retain(|_| kept.next().copied().unwrap_or(false));
        self.items.iter_mut().for_each(|item| item.after = item.after.iter().filter_map(|&b| index[b]).collect());
    }
}

/// Returns open blocks of a task on any day.
fn blocks_of<'b>(request: &'b Request, task: TaskId) -> &'b [Block] {
    request.blocks_by_task.get(&task).map_or(&[], Vec::as_slice)
}

/// Returns the chunk lengths for `work` on a task; `None` for one sitting. None of them must be longer than the rhythm allows.
fn chunk(request: &Request, task: &Task, work: Minutes) -> Option<Chunk> {
    let settings = &request.workspace.settings;
    let chunk = task.split.chunk(work, settings.chunk)?;
    // Work is planned in whole slots, so the part of the focus that fills none does not count.
    let focus = Minutes::new(slots_down(settings.rhythm.focus, SLOT).max(1) * SLOT.get());
    Some(Chunk { min: chunk.min.min(focus), ..chunk })
}

/// Returns open blocks of one step, or of the task as a whole.
fn blocks_for<'b>(request: &'b Request, task: TaskId, step: Option<StepId>) -> impl Iterator<Item = &'b Block> {
    blocks_of(request, task).iter().filter(move |block| block.step == step)
}

fn candidate<'a>(task: &'a Task, step: Option<&'a Step>, minutes: Minutes, mut factors: Factors) -> Candidate<'a> {
    factors.energy = step.and_then(|step| step.energy).or(task.energy);
    factors.guess = step.map_or(task.is_guess(), |step| step.estimate.is_none());
    Candidate {
        task,
        step,
        minutes,
        after: Vec::new(),
        chunk: None,
        factors,
        not_before: task.not_before,
        held: false,
        finishes: false,
        shown: None,
    }
}

fn factors(task: &Task, view: UrgencyView, request: &Request) -> Factors {
    let due = task.due.map(|due| due.instant(request.workspace.settings.day_start));
    let hard = task.due.is_some_and(|due| due.kind == DueKind::Hard);
    let today = due.is_some_and(|due| due <= request.agenda.day.span().end);
    let by_hand = is_urgent_by_hand(task);
    Factors {
        important: task.important == Some(true),
        urgency_permille: urgency_permille(task, view),
        pinned_urgent: by_hand,
        slack_tenth_days: view.slack_tenth_days,
        overdue: view.overdue,
        due,
        due_today: today && !view.overdue,
        must_today: hard && today && !view.overdue,
        cannot_wait: task.important == Some(true) && today,
        age_days: age_days(task, request.instant),
        energy: None,
        guess: false,
        weekly_minimum: false,
    }
}

fn is_urgent_by_hand(task: &Task) -> bool {
    task.due.is_none() && task.urgency == Urgency::Pinned(true)
}

/// Returns the urgency u of the score, 0 to 1000.
pub fn urgency_permille(task: &Task, view: UrgencyView) -> u32 {
    if is_urgent_by_hand(task) { URGENT_BY_HAND } else { view.permille }
}

/// Returns days since creation, 0 to 30.
pub fn age_days(task: &Task, now: DateTime<Utc>) -> u32 {
    u32::try_from(now.signed_duration_since(task.created).num_days().clamp(0, 30)).unwrap_or(0)
}
