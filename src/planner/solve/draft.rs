//! A plan under construction for an instance: repairs the fillings of a relaxation, fills gaps one at a time.

use super::columns::{filling_value, fits, packing, runs};
use super::instance::{FRACTION_BITS, SolverInstance};
use super::relax::{Relaxation, Relaxed};
use super::table::{Filling, NEVER, Offer, Table, drop_dominated};
use crate::planner::problem::Piece;

/// Fillings near the best one that are looked at where that does not fit, and steps of packing them.
const LOOKS: usize = 100;
const STEPS: u32 = 10_000;
/// Maximum rounds of filling a gap; after each, tasks that wait for a piece in the filling join the offers.
const ROUNDS: usize = 4;

/// The fillings of all gaps; always a plan that keeps the rules.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub fillings: Vec<Filling>,
    /// Slots left by task.
    left: Vec<u32>,
}

impl Draft {
    pub fn empty(instance: &SolverInstance) -> Self {
        Self {
            fillings: vec![Filling::new(); instance.gaps.len()],
            left: instance.tasks.iter().map(|t| t.slots).collect(),
        }
    }

    /// Fillings that are known to keep the rules.
    pub fn of(instance: &SolverInstance, fillings: Vec<Filling>) -> Self {
        let mut draft = Self::empty(instance);
        for &(t, slots) in fillings.iter().flatten() {
            draft.left[t] -= slots;
        }
        draft.fillings = fillings;
        draft
    }

    /// Value in the instance's units.
    pub fn value(&self, instance: &SolverInstance) -> i64 {
        let gaps: i64 = self.fillings.iter().enumerate().map(|(g, f)| filling_value(instance, g, f)).sum();
        gaps + instance.tasks.iter().zip(&self.left).filter(|(_, left)| **left == 0).map(|(t, _)| t.bonus).sum::<i64>()
    }

    /// The pieces with their runs, in the problem's numbers; a gap whose pieces do not fit is left out.
    pub fn pieces(&self, instance: &SolverInstance) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (g, filling) in self.fillings.iter().enumerate() {
            let Some(runs) = runs(instance, g, filling) else { continue };
            let gap = instance.gaps[g].origin;
            pieces.extend(filling.iter().zip(runs).map(|(&(t, slots), run)| Piece {
                item: instance.tasks[t].origin,
                gap,
                run,
                slots,
            }));
        }
        pieces.sort_unstable_by_key(|p| (p.gap, p.run, p.item));
        pieces
    }

    fn put(&mut self, gap: usize, filling: Filling) {
        for &(t, slots) in &self.fillings[gap] {
            self.left[t] += slots;
        }
        for &(t, slots) in &filling {
            self.left[t] -= slots;
        }
        self.fillings[gap] = filling;
    }

    /// Whether all that `task` waits for is finished in a gap before `gap` or in it; all but `except`.
    fn is_ready(&self, instance: &SolverInstance, task: usize, gap: usize, except: Option<usize>) -> bool {
        let mut before = instance.tasks[task].before.iter().filter(|b| Some(**b) != except);
        before.all(|&b| self.left[b] == 0 && self.fillings[gap + 1..].iter().flatten().all(|p| p.0 != b))
    }
}

/// Fills the gaps of an instance one at a time.
pub(super) struct Filler<'a> {
    relaxation: &'a Relaxation<'a>,
    table: Table,
    /// By task: the tasks that wait for it.
    followers: Vec<Vec<usize>>,
    /// By task: value of the tasks behind it beyond their time, fixed-point.
    promise: Vec<i64>,
}

impl<'a> Filler<'a> {
    pub fn new(relaxation: &'a Relaxation<'a>) -> Self {
        let mut followers = vec![Vec::new(); relaxation.instance.tasks.len()];
        for (t, task) in relaxation.instance.tasks.iter().enumerate() {
            task.before.iter().for_each(|&b| followers[b].push(t));
        }
        let mut promise = vec![0; followers.len()];
        for t in (0..followers.len()).rev() {
            promise[t] = followers[t].iter().map(|&f| (relaxation.beyond_time(f) + promise[f]).max(0)).sum();
        }
        Self { relaxation, table: Table::default(), followers, promise }
    }

    /// A greedy plan: tasks by value beyond their time, each in the most valuable gaps that still hold it.
    pub fn quick(&self) -> Draft {
        let instance = self.relaxation.instance;
        let mut order: Vec<usize> = (0..instance.tasks.len()).collect();
        order.sort_by_cached_key(|&t| (std::cmp::Reverse(self.relaxation.beyond_time(t)), t));
        let mut draft = Draft::empty(instance);
        let mut waiting: Vec<usize> = order.iter().copied().filter(|&t| !instance.tasks[t].before.is_empty()).collect();
        waiting.sort_unstable();
        for t in order.into_iter().chain(waiting) {
            let task = &instance.tasks[t];
            let mut places: Vec<usize> = (0..task.value.len()).filter(|&g| task.value[g] > 0).collect();
            places.sort_by_key(|&g| std::cmp::Reverse(task.value[g]));
            for g in places {
                let slots = if task.whole { task.slots } else { task.longest.min(draft.left[t]) };
                if slots < task.shortest || draft.left[t] < slots {
                    break;
                }
                let mut filling = draft.fillings[g].clone();
                if filling.iter().any(|p| p.0 == t) {
                    continue;
                }
                filling.push((t, slots));
                let work: u32 = filling.iter().map(|p| p.1).sum();
                if work <= self.relaxation.shape(g).most_work()
                    && draft.is_ready(instance, t, g, None)
                    && self.fits_caps(&draft, g, &filling)
                    && fits(instance, g, &filling)
                {
                    draft.put(g, filling);
                }
            }
        }
        draft
    }

    /// A plan made of the fillings of a relaxation: each whole task stays where it is worth most, tasks that wait in
    /// vain go, and every gap is filled up. `stop` is asked now and then and may end it early.
    pub fn repair(&mut self, relaxed: &Relaxed, stop: &mut dyn FnMut() -> bool) -> Draft {
        let instance = self.relaxation.instance;
        let mut draft = Draft::empty(instance);
        let mut best_gap: Vec<Option<(i64, usize)>> = vec![None; instance.tasks.len()];
        for (g, filling) in relaxed.fillings.iter().enumerate() {
            for &(t, _) in filling {
                let value = instance.tasks[t].value[g];
                if best_gap[t].is_none_or(|(best, _)| value > best) {
                    best_gap[t] = Some((value, g));
                }
            }
        }
        for (g, filling) in relaxed.fillings.iter().enumerate() {
            let mut filling = filling.clone();
            filling.sort_unstable();
            for (t, slots) in filling {
                let task = &instance.tasks[t];
                let here = if task.whole { best_gap[t].is_some_and(|b| b.1 == g) } else { draft.left[t] >= slots };
                if here && draft.is_ready(instance, t, g, None) {
                    let kept = [&*draft.fillings[g], &[(t, slots)]].concat();
                    draft.put(g, kept);
                }
            }
            let kept = draft.fillings[g].clone();
            draft.put(g, Filling::new());
            if self.fits_caps(&draft, g, &kept) {
                draft.put(g, self.thinned(g, kept));
            }
        }
        self.fill_all(&mut draft, stop);
        draft
    }

    /// Fills the gaps in turn as long as that helps; first with tasks worth the day's time, so that the first gaps do
    /// not use up the cap.
    fn fill_all(&mut self, draft: &mut Draft, stop: &mut dyn FnMut() -> bool) {
        for rate in [self.relaxation.critical_rate, 0, 0] {
            let mut better = false;
            for g in 0..draft.fillings.len() {
                better |= self.fill(draft, g, rate);
                if stop() {
                    return;
                }
            }
            if !better && rate == 0 {
                return;
            }
        }
    }

    fn room(&self, draft: &Draft, gap: usize) -> (u32, usize) {
        let instance = self.relaxation.instance;
        let day = instance.gaps[gap].day;
        let others = self.relaxation.days[day].gaps.iter().filter(|&&g| g != gap).flat_map(|&g| &draft.fillings[g]);
        let (work, pieces) = others.fold((0, 0), |(work, pieces), p| (work + p.1, pieces + 1));
        (instance.caps[day].saturating_sub(work), (instance.piece_caps[day] as usize).saturating_sub(pieces))
    }

    fn fits_caps(&self, draft: &Draft, gap: usize, filling: &[(usize, u32)]) -> bool {
        let (room, pieces) = self.room(draft, gap);
        filling.len() <= pieces && filling.iter().map(|p| p.1).sum::<u32>() <= room
    }

    /// Gives one gap the best filling while all others stay, at `rate` for a slot of work (fixed-point). Returns
    /// whether that changed the plan for the better.
    fn fill(&mut self, draft: &mut Draft, gap: usize, rate: i64) -> bool {
        let instance = self.relaxation.instance;
        let before = draft.value(instance);
        let kept = draft.fillings[gap].clone();
        let (room, pieces) = self.room(draft, gap);
        draft.put(gap, Filling::new());
        let mut offers = self.offers(draft, gap, rate > 0);
        let mut best: Option<(i64, Filling)> = None;
        for _ in 0..ROUNDS {
            let filling = self.best(gap, offers.clone(), room, pieces, rate);
            let count = offers.len();
            offers.extend(self.followers_in_place(draft, gap, &filling, &offers));
            if self.keeps_order(draft, gap, &filling, &kept) {
                draft.put(gap, filling.clone());
                let value = draft.value(instance);
                draft.put(gap, Filling::new());
                if (rate > 0 || value > before) && best.as_ref().is_none_or(|b| value > b.0) {
                    best = Some((value, filling));
                }
            }
            if offers.len() == count {
                break;
            }
        }
        let better = best.is_some();
        draft.put(gap, best.map_or(kept, |b| b.1));
        better
    }

    /// Whether all affected tasks have their predecessors finished in time with `filling` in the gap instead of `was`.
    fn keeps_order(&self, draft: &Draft, gap: usize, filling: &[(usize, u32)], was: &[(usize, u32)]) -> bool {
        let instance = self.relaxation.instance;
        let slots_here = |t: usize| filling.iter().find(|p| p.0 == t).map_or(0, |p| p.1);
        let done = |t: usize| draft.left[t] == slots_here(t);
        let nowhere_later = |t: usize| draft.fillings[gap + 1..].iter().flatten().all(|p| p.0 != t);
        let ready = filling.iter().all(|p| instance.tasks[p.0].before.iter().all(|&b| done(b) && nowhere_later(b)));
        let placed = |t: usize| draft.left[t] < instance.tasks[t].slots;
        let first = |t: usize| draft.fillings.iter().position(|f| f.iter().any(|p| p.0 == t)).unwrap_or(usize::MAX);
        let changed = filling.iter().chain(was).map(|p| p.0);
        ready
            && changed
                .into_iter()
                .all(|t| self.followers[t].iter().all(|&f| !placed(f) || (done(t) && first(f) >= gap)))
    }

    /// The tasks that the gap may take, at their full value; on a path also a task behind another offered one. A task
    /// carries the value of placed tasks that wait for it, and with `ahead` the promise of all behind it.
    fn offers(&self, draft: &Draft, gap: usize, ahead: bool) -> Vec<Offer> {
        let tasks = &self.relaxation.instance.tasks;
        let candidates = (0..tasks.len()).filter(|&t| tasks[t].value[gap] > 0 && draft.left[t] >= tasks[t].shortest);
        let mut is_offered = vec![false; tasks.len()];
        let mut offers = Vec::new();
        for t in candidates {
            let behind = tasks[t].behind.filter(|&b| is_offered[b]);
            if draft.is_ready(self.relaxation.instance, t, gap, behind)
                && let Some(mut offer) = self.offer(draft, gap, t)
            {
                offer.alone = behind.is_none();
                if ahead && offer.per_slot == 0 {
                    // The offer before it on the path counts this value already.
                    let promised = if offer.alone { 0 } else { self.relaxation.beyond_time(t) + self.promise[t] };
                    offer.fixed += self.promise[t] - promised.max(0);
                }
                is_offered[t] = true;
                offers.push(offer);
            }
        }
        offers
    }

    fn offer(&self, draft: &Draft, gap: usize, t: usize) -> Option<Offer> {
        let task = &self.relaxation.instance.tasks[t];
        let waited_for = !self.followers[t].is_empty();
        let others = draft.fillings.iter().enumerate().filter(|(g, _)| waited_for && *g != gap);
        let waiting = others.flat_map(|(_, filling)| filling).filter(|p| self.followers[t].contains(&p.0));
        let best = |f: usize| self.relaxation.instance.tasks[f].value.iter().max().copied().unwrap_or(0);
        let carried: i64 = waiting.map(|p| best(p.0)).sum();
        let value = task.value[gap] << FRACTION_BITS;
        let (fixed, per_slot) = if task.whole {
            (value + (carried << FRACTION_BITS), 0)
        } else {
            (0, value + ((task.bonus + carried) << FRACTION_BITS) / i64::from(task.slots))
        };
        let longest = task.longest.min(draft.left[t]);
        (task.shortest <= longest).then_some(Offer {
            task: t,
            context: task.context,
            shortest: task.shortest,
            longest,
            fixed,
            per_slot,
            behind: task.behind,
            path: task.path,
            alone: true,
        })
    }

    /// Offers of tasks that wait for something in the filling, beside those there are.
    fn followers_in_place(&self, draft: &Draft, gap: usize, filling: &[(usize, u32)], offers: &[Offer]) -> Vec<Offer> {
        let instance = self.relaxation.instance;
        let done = |b: &usize| draft.left[*b] == filling.iter().find(|p| p.0 == *b).map_or(0, |p| p.1);
        let mut found: Vec<usize> = filling.iter().flat_map(|p| &self.followers[p.0]).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|&f| instance.tasks[f].value[gap] > 0 && draft.left[f] >= instance.tasks[f].shortest);
        let is_offered = |t: usize| offers.iter().any(|o| o.task == t);
        found.retain(|&f| instance.tasks[f].before.iter().all(done) && !is_offered(f));
        let alone = |f: usize| !instance.tasks[f].behind.is_some_and(is_offered);
        found.into_iter().filter_map(|f| Some(Offer { alone: alone(f), ..self.offer(draft, gap, f)? })).collect()
    }

    fn best(&mut self, gap: usize, mut offers: Vec<Offer>, room: u32, pieces: usize, rate: i64) -> Filling {
        for offer in &mut offers {
            if offer.shortest == offer.longest {
                offer.fixed -= rate * i64::from(offer.shortest);
            } else {
                offer.per_slot -= rate;
            }
        }
        let shape = self.relaxation.shape(gap);
        drop_dominated(&mut offers, shape.most_work());
        let mut price = if rate > 0 { self.relaxation.critical_piece } else { 0 };
        for round in 0..12 {
            let priced: Vec<Offer> = offers.iter().map(|o| Offer { fixed: o.fixed - price, ..*o }).collect();
            self.table.fill(shape, &priced, self.relaxation.instance.context_cost << FRACTION_BITS);
            let profile = self.table.profile(shape);
            let works = 0..profile.len().min(room as usize + 1);
            let work = works.max_by_key(|&w| (profile[w], std::cmp::Reverse(w))).unwrap_or(0);
            let filling = if profile[work] > NEVER / 2 { self.table.best(shape, work) } else { Filling::new() };
            if filling.len() <= pieces {
                return self.fitting(gap, filling, room, pieces);
            }
            price = (price * 2).max((64 << FRACTION_BITS) << (round / 4));
        }
        Filling::new()
    }

    /// The filling if it fits, else the best of those near it in the table that do, else the filling thinned until it
    /// fits; only a relaxed shape and tasks that wait for each other need that.
    fn fitting(&self, gap: usize, mut filling: Filling, room: u32, pieces: usize) -> Filling {
        filling.sort_unstable();
        if self.is_known_to_fit(gap, &filling) || fits(self.relaxation.instance, gap, &filling) {
            return filling;
        }
        self.near_fitting(gap, room, pieces).unwrap_or_else(|| self.thinned(gap, filling))
    }

    fn is_known_to_fit(&self, gap: usize, filling: &[(usize, u32)]) -> bool {
        let waits = |p: &(usize, u32)| !self.relaxation.instance.tasks[p.0].before.is_empty();
        self.relaxation.shape(gap).exact && !filling.iter().any(waits)
    }

    /// The best filling of the table that fits, among those within a slack that grows until there is one.
    fn near_fitting(&self, gap: usize, room: u32, pieces: usize) -> Option<Filling> {
        let shape = self.relaxation.shape(gap);
        let profile = self.table.profile(shape);
        let mut works: Vec<usize> = (1..profile.len().min(room as usize + 1)).collect();
        works.sort_by_key(|&w| (std::cmp::Reverse(profile[w]), w));
        let most = profile[*works.first()?];
        let mut steps = 0;
        for share in [64, 16, 4] {
            let mut best: Option<(i64, Filling)> = None;
            let (least, mut looks) = (most - most / share, 0);
            for &work in works.iter().take_while(|&&w| profile[w] >= least) {
                self.table.near_best(shape, work, least, &mut |filling, worth| {
                    looks += 1;
                    if filling.len() <= pieces && best.as_ref().is_none_or(|best| worth > best.0) {
                        let mut filling = filling.to_vec();
                        filling.sort_unstable();
                        let (fit, took) = packing(self.relaxation.instance, gap, &filling).fit();
                        steps += took;
                        best = if fit.runs().is_some() { Some((worth, filling)) } else { best.take() };
                    }
                    looks < LOOKS && steps < STEPS
                });
            }
            if best.is_some() || steps >= STEPS {
                return best.map(|best| best.1);
            }
        }
        None
    }

    /// The filling without its least valuable pieces that nothing in it waits for, until it fits.
    fn thinned(&self, gap: usize, mut filling: Filling) -> Filling {
        let instance = self.relaxation.instance;
        while !fits(instance, gap, &filling) {
            let rate = |p: &(usize, u32)| instance.tasks[p.0].value_in(gap, p.1) * 1024 / i64::from(p.1);
            let is_last = |k: &usize| !filling.iter().any(|p| instance.tasks[p.0].before.contains(&filling[*k].0));
            let Some(worst) = (0..filling.len()).filter(is_last).min_by_key(|&k| (rate(&filling[k]), k)) else { break };
            filling.remove(worst);
        }
        filling
    }
}
