//! Important work against the free time until it is due.

use std::cmp::Reverse;

use chrono::{NaiveDateTime, TimeDelta};

use super::words::quoted;
use crate::calendar::words::Words;
use crate::calendar::{Availability, urgency};
use crate::model::{Minutes, Moment, PlanningDay, SessionKind, Task, TaskId, WorkedMinutes, Workspace};

/// Due dates so far ahead are compared: this week and the next two.
const AHEAD: TimeDelta = TimeDelta::days(21);

/// Maximum due dates in an answer. Later ones follow from the first.
const MOST: usize = 3;

/// A due date until which important work needs more time than is free.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::{Due, Minutes, Order, PlanningDay, Task, TaskId, Workspace};
/// use gapwise::planner::Overload;
/// let mut task = Task::new(TaskId::derived("a"), "Report", Order::default(), "2026-11-23T09:00:00Z".parse().unwrap());
/// task.due = Some(Due::on("2026-11-27".parse().unwrap()));
/// let today = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: chrono::NaiveTime::MIN };
/// let [needs, has] = [635, 480].map(Minutes::new);
/// let overload = Overload { task: task.id, needs, has, gives: vec![task.id] };
/// let mut workspace = Workspace::default();
/// workspace.tasks.insert(task.id, task.into());
/// let words = overload.sentence(&workspace, today, Words::default());
/// assert_eq!(words, "Important work until Fri needs 10 h 35, you have 8 h. \"Report\" would have to give.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overload {
    /// A task that is due then.
    pub task: TaskId,
    /// Remaining work that is due until then.
    pub needs: Minutes,
    /// Free working time until then.
    pub has: Minutes,
    /// The least urgent of that work, as much as is too much.
    pub gives: Vec<TaskId>,
}

/// Returns up to three due dates until which important work does not fit, the earliest first. A later one follows only where it
/// lacks more time. `worked` is the time of ended work on open tasks.
pub fn overloads(
    workspace: &Workspace,
    availability: &Availability,
    worked: &WorkedMinutes,
    now: Moment,
) -> Vec<Overload> {
    let settings = &workspace.settings;
    let due = |task: &Task| {
        let is_own = task.important == Some(true) && task.delegated.is_none();
        task.due.filter(|_| is_own).map(|due| due.instant(settings.day_start)).filter(|due| *due <= now.local + AHEAD)
    };
    let running = workspace.open_session().filter(|it| it.kind == SessionKind::Focus);
    let running = running.map(|it| (it.task, Minutes::rounded(it.worked(it.known_end(now.instant)))));
    let left = |task: &Task| {
        let spent = worked.get(&(task.id, None)).copied().unwrap_or_default();
        let present = running.filter(|(of, _)| *of == Some(task.id)).map_or(Minutes::ZERO, |(_, minutes)| minutes);
        task.left_after(spent, settings.guess) - present
    };
    let all = workspace.tasks.values();
    let mut work: Vec<(NaiveDateTime, &Task)> = all.filter_map(|task| Some((due(task)?, &**task))).collect();
    work.sort_by_key(|(due, task)| (*due, task.id));
    let (mut needs, mut lacked) = (Minutes::ZERO, Minutes::ZERO);
    let mut found = Vec::new();
    for (at, (due, task)) in work.iter().enumerate() {
        needs += left(task);
        let is_last = work.get(at + 1).is_none_or(|next| next.0 > *due);
        if found.len() == MOST {
            break;
        }
        if *due <= now.local || !is_last {
            continue;
        }
        let has = Minutes::new(u32::try_from(availability.minutes_until(*due)).unwrap_or(u32::MAX));
        if needs - has > lacked {
            lacked = needs - has;
            let urgent = |task: &Task| urgency(task, task.left(settings.guess), workspace, availability).permille;
            let mut least = work[..=at].to_vec();
            least.retain(|(_, task)| !left(task).is_zero());
            least.sort_by_cached_key(|(due, task)| (urgent(task), Reverse(*due), task.id));
            let mut given = Minutes::ZERO;
            let gives = least.into_iter().take_while(|(_, task)| {
                let open = given < lacked;
                given += left(task);
                open
            });
            let gives = gives.map(|(_, task)| task.id).collect();
            found.push(Overload { task: task.id, needs, has, gives });
        }
    }
    found
}

impl Overload {
    /// Returns it in a sentence.
    pub fn sentence(&self, workspace: &Workspace, today: PlanningDay, words: Words) -> String {
        let due = workspace.tasks.get(&self.task).and_then(|task| task.due).map(|due| words.due(due, today));
        let head =
            format!("Important work until {} needs {}, you have {}.", due.unwrap_or_default(), self.needs, self.has);
        let title = self.gives.first().and_then(|task| workspace.title_of(*task, None)).map(quoted);
        match (title, self.gives.len()) {
            (None, _) => head,
            (Some(title), 1) => format!("{head} {title} would have to give."),
            (Some(title), count) => format!("{head} {title} and {} more would have to give.", count - 1),
        }
    }
}
