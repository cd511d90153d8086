//! Seeded fortnights.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use gapwise::model::{
    Calendar, CalendarId, Due, DueKind, Event, EventId, EventTime, Minutes, Order, Span, Task, TaskId, Workspace,
};
use gapwise::planner::SplitMix64;

use crate::people::Tasks;

/// Estimated and actual minutes of finished tasks, by person.
pub struct Pairs(Vec<Vec<(u32, u32)>>);

/// Fewer tasks of one person are too few to draw from.
const LEAST_PAIRS: usize = 100;

/// Made-up estimates in minutes, and how long work takes in percent of its estimate: a spread like that of the data
/// sets, unbiased in the middle, with a long tail.
const ESTIMATES: [u32; 10] = [10, 15, 20, 30, 30, 45, 60, 90, 120, 180];
const RATIOS: [u32; 10] = [20, 40, 60, 80, 100, 100, 115, 140, 190, 330];

impl Pairs {
    /// Returns a small distribution, for want of data.
    pub fn made_up() -> Self {
        let pair = |estimate: u32| RATIOS.map(|ratio| (estimate, (estimate * ratio / 100).max(1)));
        Self(vec![ESTIMATES.into_iter().flat_map(pair).collect()])
    }

    /// Returns the people who estimated enough tasks of five minutes to four hours that took at most a working day.
    pub fn of(people: &BTreeMap<String, Tasks>) -> Result<Self, String> {
        let usable = |tasks: &Tasks| -> Vec<(u32, u32)> {
            let pairs = tasks.iter().map(|task| (task.estimate.get(), task.actual.get()));
            pairs.filter(|(estimate, actual)| (5..=240).contains(estimate) && *actual <= 480).collect()
        };
        let mut all: Vec<_> = people.values().map(usable).collect();
        all.retain(|pairs| pairs.len() >= LEAST_PAIRS);
        if all.is_empty() { Err("nobody has 100 tasks to draw from".to_owned()) } else { Ok(Self(all)) }
    }
}

/// Something that becomes known during the fortnight.
pub enum News {
    Task(Task),
    Meeting(Event),
}

/// Two working weeks as they will be.
pub struct Fortnight {
    /// The first morning, with the meetings that are known by then.
    pub workspace: Workspace,
    /// Sorted by time.
    pub news: Vec<(NaiveDateTime, News)>,
    /// Times of disturbance, sorted.
    pub interruptions: Vec<Span>,
    /// Minutes that each task takes.
    pub truth: BTreeMap<TaskId, u32>,
}

struct Random(SplitMix64);

impl Random {
    fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.0.below(to - from + 1)
    }

    fn is(&mut self, percent: usize) -> bool {
        self.0.below(100) < percent
    }
}

/// Returns the first midnight.
pub fn first_day() -> NaiveDateTime {
    "2026-11-23T00:00:00".parse().unwrap_or_default()
}

/// Returns a time on one of the ten working days.
pub fn at(day: usize, minute: usize) -> NaiveDateTime {
    first_day() + TimeDelta::days((day + 2 * (day / 5)) as i64) + TimeDelta::minutes(minute as i64)
}

/// The minutes of work that a fortnight holds beside meetings, breaks and the free part of each day, roughly.
const ROOM: usize = 10 * 280;

impl Fortnight {
    /// Returns the fortnight of a seed. `loads` are the least and most estimated work in percent of the room.
    pub fn new(seed: u64, pairs: &Pairs, loads: (usize, usize)) -> Self {
        let mut random = Random(SplitMix64(seed));
        let person = random.between(0, pairs.0.len() - 1);
        let load = random.between(loads.0, loads.1);
        let mut made = Self {
            workspace: Workspace::default(),
            news: Vec::new(),
            interruptions: Vec::new(),
            truth: BTreeMap::new(),
        };
        // Half of the work is there on the first morning.
        let mut left = (load * ROOM / 200) as i64;
        while left > 0 {
            let created = first_day() - TimeDelta::days(random.between(0, 20) as i64);
            let task = made.task(&mut random, &pairs.0[person], created, 0);
            left -= i64::from(task.estimate.unwrap_or_default().get());
            made.workspace.tasks.insert(task.id, task.into());
        }
        for day in 0..10 {
            made.meetings(&mut random, day);
            for _ in 0..random.between(0, 4) {
                let start = at(day, random.between(9 * 60, 17 * 60));
                made.interruptions.push(Span::new(start, start + TimeDelta::minutes(random.between(5, 25) as i64)));
            }
            left += (load * ROOM / 2000) as i64;
            while left > 0 {
                let known = at(day, random.between(9 * 60, 17 * 60));
                let task = made.task(&mut random, &pairs.0[person], known, day);
                left -= i64::from(task.estimate.unwrap_or_default().get());
                made.news.push((known, News::Task(task)));
            }
        }
        made.interruptions.sort_unstable();
        made.news.sort_by_key(|(known, _)| *known);
        made
    }

    /// Adds one to four meetings, one in four of them at short notice.
    fn meetings(&mut self, random: &mut Random, day: usize) {
        let calendar = Calendar::new(CalendarId::derived("work"), "Work");
        for n in 0..random.between(1, 4) {
            let minute = random.between(9 * 4, 16 * 4) * 15;
            let start = at(day, minute);
            let span = Span::new(start, start + TimeDelta::minutes(random.between(1, 4) as i64 * 15));
            let id = EventId::derived(&format!("Meeting {day} {n}"));
            let meeting = Event::new(id, calendar.id, "Meeting", EventTime::floating(span));
            if random.is(25) && minute >= 10 * 60 {
                let notice = random.between(40, 180).min(minute - 9 * 60);
                self.news.push((start - TimeDelta::minutes(notice as i64), News::Meeting(meeting)));
            } else {
                self.workspace.events.insert(id, meeting.into());
            }
        }
        self.workspace.calendars.insert(calendar.id, calendar.into());
    }

    /// Returns a task that is known from a time on.
    fn task(&mut self, random: &mut Random, pairs: &[(u32, u32)], known: NaiveDateTime, day: usize) -> Task {
        let (estimate, actual) = pairs[random.between(0, pairs.len() - 1)];
        let n = self.truth.len();
        let id = TaskId::derived(&format!("Task {n}"));
        self.truth.insert(id, actual);
        // Names in their order, so that the list has the order of arrival.
        let mut task = Task::new(id, format!("Task {n:03}"), Order::default(), known.and_utc());
        task.estimate = Some(Minutes::new(estimate.div_ceil(5) * 5));
        task.important = [Some(true), Some(true), Some(false), Some(false), None][random.between(0, 4)];
        if random.is(45) {
            let days = random.between(0, 8);
            let date = at(day + days, 0).date();
            let mut due = Due::on(date);
            due.kind = if random.is(40) { DueKind::Hard } else { DueKind::Soft };
            // A time of day leaves room to do it.
            due.time = (random.is(25) && days > 0)
                .then(|| NaiveTime::from_hms_opt(random.between(11, 17) as u32, 0, 0))
                .flatten();
            task.due = Some(due);
        }
        task
    }
}
