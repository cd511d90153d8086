//! Runs of small items of a day, which count as one: shown, accepted and started together.

use chrono::{NaiveDateTime, TimeDelta};

use super::proposal::{Proposal, Suggestion};
use super::tell::diff::PlanEntry;
use crate::calendar::Agenda;
use crate::calendar::words::counted;
use crate::model::{Block, BlockState, Minutes, Span};

/// Items shorter than this are small.
const SMALL: Minutes = Minutes::new(15);
/// Maximum free time between two items of a run.
const APART_IN_TIME: TimeDelta = TimeDelta::minutes(5);

/// The sort of a small item. Only items of one sort form a run.
///
/// ```
/// use gapwise::model::Span;
/// use gapwise::planner::{Smallness, small_runs};
/// let at = |time: &str| format!("2026-11-23T{time}:00").parse().unwrap();
/// let small = Some(Smallness::Planned);
/// let [mail, call] = [("09:00", "09:10"), ("09:10", "09:20")].map(|(from, to)| Span::new(at(from), at(to)));
/// assert_eq!(small_runs(vec![(mail, 0, small), (call, 1, small)]).len(), 1);
/// assert!(small_runs(vec![(mail, 0, small), (call, 1, None)]).is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smallness {
    Suggested,
    Planned,
    Missed,
    Done,
}

impl Smallness {
    /// Returns the sort of a block; `None` if it is long, or running.
    pub fn of(block: &Block, now: NaiveDateTime) -> Option<Self> {
        let sort = match block.state {
            BlockState::Running => return None,
            BlockState::Done => Self::Done,
            _ if block.is_missed(now) => Self::Missed,
            BlockState::Planned | BlockState::Locked => Self::Planned,
        };
        (block.minutes < SMALL).then_some(sort)
    }

    /// Returns the sort of a suggestion; `None` if it is long.
    pub fn of_suggestion(suggestion: &Suggestion) -> Option<Self> {
        (suggestion.span.minutes() < SMALL).then_some(Self::Suggested)
    }
}

/// An item of the day: its time, its index in the order of all items, and its sort if it is small.
///
/// ```
/// use gapwise::model::Span;
/// use gapwise::planner::{DayItem, Smallness, small_runs};
///
/// let item = |index, [from, to]: [&str; 2], small| -> DayItem {
///     let at = |time: &str| format!("2026-11-23T{time}:00").parse().unwrap();
///     (Span::new(at(from), at(to)), index, small)
/// };
/// let small = Some(Smallness::Planned);
/// let meeting = item(1, ["10:00", "11:00"], None);
/// let runs = small_runs(vec![item(0, ["09:10", "09:20"], small), meeting, item(2, ["09:00", "09:10"], small)]);
/// assert_eq!(runs[0].iter().map(|(_, index, _)| *index).collect::<Vec<_>>(), [2, 0], "in time order");
/// ```
pub type DayItem = (Span, usize, Option<Smallness>);

/// Returns the runs of two or more small items of one sort without another item or much free time between them.
pub fn small_runs(mut items: Vec<DayItem>) -> Vec<Vec<DayItem>> {
    items.sort_by_key(|(span, index, _)| (*span, *index));
    let follows = |a: &DayItem, b: &DayItem| {
        a.2.is_some() && a.2 == b.2 && a.0.end <= b.0.start && b.0.start - a.0.end <= APART_IN_TIME
    };
    items.chunk_by(follows).filter(|run| run.len() > 1).map(<[DayItem]>::to_vec).collect()
}

/// A run of small items of a day.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz};
/// use gapwise::model::{PlanningDay, Workspace};
/// use gapwise::planner::{Proposal, SmallRun};
/// let workspace = Workspace::default();
/// let day = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, day, Tz::UTC);
/// assert!(SmallRun::of_day(&agenda, &Proposal::default(), day.span().start).is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallRun {
    pub sort: Smallness,
    /// From its first to its last item.
    pub span: Span,
    pub members: Vec<PlanEntry>,
}

impl SmallRun {
    /// Returns the runs among the events, blocks and suggestions of a day.
    pub fn of_day(agenda: &Agenda, plan: &Proposal, now: NaiveDateTime) -> Vec<Self> {
        let events = agenda.events.iter().map(|event| (event.span, None, None));
        let block = |it: &Block| PlanEntry { span: it.span(), task: it.task, step: it.step };
        let blocks = agenda.blocks.iter().map(|it| (it.span(), Smallness::of(it, now), Some(block(it))));
        let suggested = plan.suggestions.iter();
        let suggested = suggested.map(|it| (it.span, Smallness::of_suggestion(it), Some(PlanEntry::from(it))));
        let all: Vec<_> = events.chain(blocks).chain(suggested).collect();
        let items = all.iter().enumerate().map(|(index, (span, sort, _))| (*span, index, *sort)).collect();
        let run = |run: &Vec<DayItem>| {
            let (first, last) = (run.first()?, run.last()?);
            let members = run.iter().filter_map(|(_, index, _)| all[*index].2).collect();
            Some(Self { sort: first.2?, span: Span::new(first.0.start, last.0.end), members })
        };
        small_runs(items).iter().filter_map(run).collect()
    }

    /// Returns the minutes of its items.
    pub fn minutes(&self) -> Minutes {
        self.members.iter().map(|it| it.span.minutes()).sum()
    }

    /// Returns whether it contains an item.
    pub fn contains(&self, entry: PlanEntry) -> bool {
        self.members.contains(&entry)
    }
}

/// Returns the name of a run: "3 small things".
pub fn small_things(count: usize) -> String {
    counted(count, "small thing", "small things")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(index: usize, from: i64, to: i64, sort: Option<Smallness>) -> DayItem {
        let start: NaiveDateTime = "2026-11-23T09:00:00".parse().expect("a time");
        (Span::new(start + TimeDelta::minutes(from), start + TimeDelta::minutes(to)), index, sort)
    }

    fn runs_of(items: &[DayItem]) -> Vec<Vec<usize>> {
        small_runs(items.to_vec()).iter().map(|run| run.iter().map(|(_, index, _)| *index).collect()).collect()
    }

    #[test]
    fn small_items_of_one_sort_in_one_gap_form_a_run() {
        let (planned, suggested) = (Some(Smallness::Planned), Some(Smallness::Suggested));
        let three = [item(0, 0, 10, planned), item(2, 15, 20, planned), item(1, 10, 15, planned)];
        assert_eq!(runs_of(&three), [[0, 1, 2]]);
        let cut = [item(0, 0, 10, planned), item(1, 10, 40, None), item(2, 40, 45, planned)];
        assert!(runs_of(&cut).is_empty(), "an event stands between them");
        let sorts = [item(0, 0, 10, planned), item(1, 10, 20, suggested), item(2, 20, 30, suggested)];
        assert_eq!(runs_of(&sorts), [[1, 2]]);
        assert!(runs_of(&[item(0, 0, 10, planned), item(1, 20, 30, planned)]).is_empty(), "free time stays visible");
        assert!(runs_of(&[item(0, 0, 10, planned), item(1, 5, 14, planned)]).is_empty(), "overlaps stay visible");
    }
}
