//! The open work without a place, with reasons.

use std::collections::HashSet;

use chrono::NaiveDateTime;

use crate::model::{Minutes, TaskId};
use crate::planner::frame::rates::{RateRules, Rates, TimeRule};
use crate::planner::frame::scoring::Scored;
use crate::planner::problem::wall_slots;
use crate::planner::proposal::{Suggestion, SuggestionKey};
use crate::planner::request::Request;
use crate::planner::why::{LeftOut, LimitRule, WhyNot};

/// Returns the open work without a suggestion, one entry a task, and the work of which too little fits before its hard
/// due time. Overdue work and work that is due on the day comes first, then important work, each by its due time.
pub fn left_out(request: &Request, scored: &Scored, suggestions: &[Suggestion]) -> Vec<LeftOut> {
    let planned: HashSet<SuggestionKey> = suggestions.iter().map(|s| (s.task, s.step)).collect();
    let held: HashSet<_> = request.held.iter().map(|held| held.task).collect();
    let excluded = scored.excluded.iter().filter(|out| !(out.why == WhyNot::Planned && held.contains(&out.task)));
    let mut out: Vec<(LeftKey, LeftOut)> =
        excluded.map(|left| (key_of_task(request, left.task), left.clone())).collect();
    let mut told: HashSet<_> = out.iter().map(|(_, left)| left.task).collect();
    let look =
        Look { request, scored, rules: RateRules::new(request, scored.grid, &scored.problem.gaps, None, scored.must) };
    for (index, candidate) in scored.items.iter().enumerate() {
        let (task, step) = candidate.key();
        let is_planned = planned.contains(&(task, step));
        let why = if is_planned { look.too_late(index) } else { Some(look.why(index, &planned)) };
        if let Some(why) = why
            && told.insert(task)
        {
            out.push((
                left_key(request, candidate.factors.due, candidate.factors.important),
                LeftOut { task, step, why },
            ));
        }
    }
    out.sort_by_key(|(key, _)| *key);
    out.into_iter().map(|(_, left)| left).collect()
}

/// The sort key of left-out work; lower comes first.
type LeftKey = (bool, bool, NaiveDateTime);

fn left_key(request: &Request, due: Option<NaiveDateTime>, is_important: bool) -> LeftKey {
    let is_due = due.is_some_and(|due| due <= request.agenda.day.span().end);
    (!is_due, !is_important, due.unwrap_or(NaiveDateTime::MAX))
}

fn key_of_task(request: &Request, task: TaskId) -> LeftKey {
    let (settings, task) = (&request.workspace.settings, request.workspace.tasks.get(&task));
    let due = task.and_then(|task| task.due).map(|due| due.instant(settings.day_start));
    left_key(request, due, task.is_some_and(|task| task.important == Some(true)))
}

struct Look<'r, 'a> {
    request: &'r Request<'a>,
    scored: &'r Scored<'a>,
    rules: RateRules<'r, 'a>,
}

impl Look<'_, '_> {
    fn why(&self, item: usize, planned: &HashSet<SuggestionKey>) -> WhyNot {
        let candidate = &self.scored.items[item];
        let Some(longest) = self.scored.problem.gaps.iter().map(|gap| gap.slots).max() else { return WhyNot::NoGap };
        if !self.fits(item, longest) {
            return self.too_long(item, longest);
        }
        let room = self.room(&self.scored.problem.items[item].rate);
        let fits_without = |rule| self.fits(item, self.room(&self.rules.without(rule).of(candidate)));
        if self.fits(item, room) {
            let waits = candidate.task.after.iter().find(|before| {
                let is_open = self.request.workspace.tasks.contains_key(*before);
                is_open && !planned.iter().any(|(task, _)| task == *before)
            });
            let less = || self.limited(item).map_or(WhyNot::WorthLess { short: None }, WhyNot::Limited);
            return waits.map_or_else(less, |before| WhyNot::WaitsFor(*before));
        }
        let too_long = self.too_long(item, room);
        match (candidate.due(), candidate.not_before.filter(|_| candidate.held)) {
            (_, Some(until)) if fits_without(TimeRule::Start) => WhyNot::WaitsUntil(until),
            (Some((due, _)), _) if fits_without(TimeRule::Due) => WhyNot::TooLate {
                due,
                needs: self.in_one_go(item),
                left: self.scored.grid.minutes(room),
                in_one_go: true,
            },
            _ if fits_without(TimeRule::Start) => {
                if room > 0 {
                    too_long
                } else {
                    WhyNot::NotBefore
                }
            }
            _ if fits_without(TimeRule::Windows) => {
                if room > 0 {
                    too_long
                } else {
                    WhyNot::OutsideHours
                }
            }
            _ if fits_without(TimeRule::Passed) => WhyNot::WorthLess { short: None },
            _ => too_long,
        }
    }

    /// Returns the reason why a part of planned work must be left out: all free time before its hard due time is shorter.
    fn too_late(&self, item: usize) -> Option<WhyNot> {
        let candidate = &self.scored.items[item];
        let (due, _) = candidate.due().filter(|_| candidate.factors.must_today)?;
        let gaps = self.scored.problem.gaps.iter();
        let rates = &self.scored.problem.items[item].rate;
        let parts = gaps.flat_map(|gap| rates.iter().map(|rate| (rate.0.max(gap.start), rate.1.min(gap.end()))));
        let left = self.scored.grid.minutes(parts.map(|(from, to)| to.saturating_sub(from)).sum());
        let needs = candidate.minutes;
        (left < needs).then_some(WhyNot::TooLate { due, needs, left, in_one_go: false })
    }

    fn too_long(&self, item: usize, room: u32) -> WhyNot {
        let problem = &self.scored.problem;
        let least = self.least(item);
        let breaks = wall_slots(least, problem.focus_slots, problem.break_slots).saturating_sub(u64::from(least));
        WhyNot::TooLong {
            needs: self.in_one_go(item),
            breaks: self.scored.grid.minutes(u32::try_from(breaks).unwrap_or(u32::MAX)),
            longest: self.scored.grid.minutes(room),
        }
    }

    /// Returns the rule of the day that leaves no room for an item even in an empty plan.
    fn limited(&self, item: usize) -> Option<LimitRule> {
        let (problem, settings) = (&self.scored.problem, &self.request.workspace.settings);
        if problem.day_caps.first().is_some_and(|cap| *cap < self.least(item)) {
            let percent = settings.fullness_on(self.request.agenda.day.date).percent();
            return Some(LimitRule::Cap { percent });
        }
        let none = problem.day_piece_caps.first() == Some(&0);
        none.then_some(LimitRule::MicroTasks { most: settings.micro_tasks })
    }

    /// Returns the minimum slots of an item in one go: all of it, or its shortest chunk.
    fn least(&self, item: usize) -> u32 {
        let of = &self.scored.problem.items[item];
        of.chunk.map_or(of.slots, |[shortest, _]| shortest.min(of.slots))
    }

    fn in_one_go(&self, item: usize) -> Minutes {
        self.scored.grid.minutes(self.least(item)).min(self.scored.items[item].minutes)
    }

    /// Returns whether an item, or a part of it, fits into some slots in a row.
    fn fits(&self, item: usize, room: u32) -> bool {
        let problem = &self.scored.problem;
        wall_slots(self.least(item), problem.focus_slots, problem.break_slots) <= u64::from(room)
    }

    /// Returns the most allowed slots in a row inside a gap.
    fn room(&self, rates: &Rates) -> u32 {
        let mut longest = 0;
        for gap in &self.scored.problem.gaps {
            let (mut from, mut end) = (0, 0);
            for rate in rates.iter().map(|rate| (rate.0.max(gap.start), rate.1.min(gap.end()))) {
                if rate.0 < rate.1 {
                    from = if rate.0 == end { from } else { rate.0 };
                    end = rate.1;
                    longest = longest.max(end - from);
                }
            }
        }
        longest
    }
}
