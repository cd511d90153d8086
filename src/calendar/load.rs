//! The load of days and the room for more work.

use chrono::NaiveDate;

use super::agenda::Agenda;
use super::occur::occurrences;
use super::zone::Tz;
use crate::model::{Minutes, PlanningDay, Settings, Span, Workspace};

/// The working and taken minutes of a day.
///
/// ```
/// use gapwise::calendar::DayLoad;
/// use gapwise::model::Minutes;
///
/// let load = DayLoad { date: "2026-11-23".parse().unwrap(), working: Minutes::new(480), taken: Minutes::new(120) };
/// assert_eq!(load.share(), 0.25);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayLoad {
    pub date: NaiveDate,
    /// Minutes of working hours without lunch.
    pub working: Minutes,
    /// Minutes that events and blocks take, outside working hours too.
    pub taken: Minutes,
}

impl DayLoad {
    /// Returns the taken share, from 0 to 1. A day off with anything on it is full.
    pub fn share(&self) -> f32 {
        match (self.taken.get(), self.working.get()) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            (taken, working) => (taken as f32 / working as f32).min(1.0),
        }
    }
}

/// Returns the loads of `count` days from `first` on.
pub fn day_loads(workspace: &Workspace, first: PlanningDay, count: u32, here: Tz) -> Vec<DayLoad> {
    let days: Vec<PlanningDay> = (0..i64::from(count)).map(|n| first.plus(n)).collect();
    let all = Span::new(first.span().start, first.plus(i64::from(count)).span().start);
    let events = occurrences(workspace.events.values().map(|event| &**event), &workspace.calendars, all, here);
    let mut taken: Vec<Span> = events.iter().filter(|event| event.blocks).map(|event| event.span).collect();
    taken.extend(workspace.blocks.values().map(|block| block.span()).filter(|span| span.overlaps(all)));
    taken.sort_unstable();
    let load = |day: &PlanningDay| {
        let agenda = Agenda::hours_only(workspace, *day);
        let hours: Minutes = agenda.working.iter().map(|span| span.minutes()).sum();
        let lunch = agenda.lunch.map_or(Minutes::ZERO, Span::minutes);
        DayLoad { date: day.date, working: hours - lunch, taken: covered(&taken, day.span()) }
    };
    days.iter().map(load).collect()
}

/// The minutes of the rest of a day that work can use.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, day_room};
/// use gapwise::model::{Minutes, PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// let room = day_room(&agenda, &workspace.settings, Minutes::new(480), std::iter::empty());
/// assert_eq!((room.planned, room.cap), (Minutes::ZERO, Minutes::new(384)), "80 % of the free time");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRoom {
    /// Planned minutes; overlaps of blocks count once, overlaps with events not at all.
    pub planned: Minutes,
    /// Planned and free minutes.
    pub all: Minutes,
    /// The limit of planned minutes: the day's share of the working hours, and all minutes planned outside them.
    pub cap: Minutes,
}

/// Returns the room of the rest of a day with `free` minutes left between the `planned` spans and everything else.
pub fn day_room(agenda: &Agenda, settings: &Settings, free: Minutes, planned: impl Iterator<Item = Span>) -> DayRoom {
    let events = agenda.events.iter().filter(|event| event.blocks).map(|event| event.span);
    let mut events: Vec<Span> = events.collect();
    events.sort_unstable();
    let mut all: Vec<Span> = events.iter().copied().chain(planned).collect();
    all.sort_unstable();
    let own = |within: Span| covered(&all, within) - covered(&events, within);
    let planned = own(agenda.day.span());
    let inside: Minutes = agenda.working.iter().map(|hours| own(*hours)).sum();
    let percent = settings.fullness_on(agenda.day.date).percent();
    let share = Minutes::new((free + inside).get() * percent / 100);
    DayRoom { planned, all: free + planned, cap: share + (planned - inside) }
}

/// Returns the minutes of `within` that the spans, sorted by start, cover together.
fn covered(spans: &[Span], within: Span) -> Minutes {
    let mut at = within.start;
    let mut sum = Minutes::ZERO;
    for span in spans {
        let new = Span::new(span.start.max(at), span.end.min(within.end));
        sum += new.minutes();
        at = at.max(new.end);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockId, BlockState, CalendarId, Event, EventId, EventTime, Order, Task, TaskId};

    #[test]
    fn overlaps_count_once_and_a_block_past_midnight_belongs_to_its_evening() {
        let at = |text: &str| text.parse::<chrono::NaiveDateTime>().expect("a time");
        let mut workspace = Workspace::default();
        let event = |name: &str, from, to| {
            let time = EventTime::floating(Span::new(at(from), at(to)));
            Event::new(EventId::derived(name), CalendarId::derived("c"), name, time)
        };
        for event in [
            event("a", "2026-11-23T10:00:00", "2026-11-23T11:00:00"),
            event("b", "2026-11-23T10:30:00", "2026-11-23T11:30:00"),
        ] {
            workspace.events.insert(event.id, event.into());
        }
        let task = Task::new(TaskId::derived("t"), "t", Order::default(), at("2026-11-01T00:00:00").and_utc());
        let late = Block {
            id: BlockId::derived("late"),
            task: task.id,
            step: None,
            start: at("2026-11-24T01:00:00"),
            minutes: Minutes::new(30),
            state: BlockState::Planned,
        };
        workspace.tasks.insert(task.id, task.into());
        workspace.blocks.insert(late.id, late.into());
        let first = crate::model::day_of(at("2026-11-23T12:00:00"), workspace.settings.day_start);
        let loads = day_loads(&workspace, first, 7, Tz::UTC);
        assert_eq!(loads[0].taken, Minutes::new(120));
        assert_eq!(loads[0].working, Minutes::new(480));
        assert_eq!(loads[1].taken, Minutes::ZERO);
        assert_eq!((loads[5].working, loads[5].share()), (Minutes::ZERO, 0.0));
    }
}
