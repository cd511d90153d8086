//! New tasks, events and blocks from a line of text.

use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::exchange::{EventLine, Reading, Understood, understand, understand_all};
use crate::model::{
    Action, Block, BlockId, BlockState, CalendarId, Event, EventId, EventTime, Moment, Order, Quadrant, Recurrence,
    Span, Task, TaskId, Urgency, Workspace, day_of,
};
use crate::planner::{DayChange, PlanDiff};

impl Gapwise {
    /// Returns the date, zone and formats that lines of text refer to.
    pub(crate) fn reading(&self, now: Moment) -> Reading {
        Reading::at(now, self.time.here(), self.workspace().settings.day_start, self.time.date_order)
    }

    /// Adds a task for each line: to a quadrant, else to the inbox unless the line names importance.
    pub(crate) fn add_lines(&mut self, text: &str, quadrant: Option<Quadrant>, now: Moment) {
        let understood = understand_all(text, &self.reading(now));
        let Some((action, last)) = add_tasks(&understood, self.workspace(), quadrant, now) else { return };
        if self.act(&action, now) {
            self.state.matrix.reveal(last);
        }
    }

    /// Adds the event of a line. A message tells its date if that day is not shown.
    pub(crate) fn add_read_event(&mut self, line: EventLine, now: Moment) {
        let when = line.when(self.time.words, self.today(now).date);
        let id = EventId::new(now.instant);
        let recurrence = line.rule.map(|rule| Recurrence { rules: vec![rule], ..Recurrence::default() });
        let event = Event { recurrence, ..Event::new(id, CalendarId::derived("own"), line.title, line.time) };
        let title = event.title.clone();
        let (date, span) = match &event.time {
            EventTime::AllDay { start, .. } => (*start, None),
            EventTime::Timed { start, end } => {
                let span = Span::new(start.local, end.local);
                (day_of(span.start, self.workspace().settings.day_start).date, Some(span))
            }
        };
        let before = self.workspace().clone();
        if !self.put_new_event(event, Vec::new(), format!("add event \"{title}\""), now) {
            return;
        }
        if let Some(span) = span {
            self.offer_room(before, DayChange::NewEvent(span), span, now);
        }
        if self.derived.days.shown().iter().all(|day| day.agenda.day.date != date) {
            self.toast(format!("Added: {title}, {when}"), true);
        } else if let Some(span) = span {
            self.state.timeline.reveal_if_hidden(span);
        }
    }

    pub(crate) fn add_event(&mut self, title: &str, span: Span, room: Option<&PlanDiff>, now: Moment) {
        let id = EventId::new(now.instant);
        let event = Event::new(id, CalendarId::derived("own"), title, EventTime::floating(span));
        let moves = room.map(|diff| self.block_changes(diff)).unwrap_or_default();
        let before = self.workspace().clone();
        if self.put_new_event(event, moves, format!("add event \"{title}\""), now) {
            self.state.timeline.reveal_if_hidden(span);
            if room.is_none() {
                self.offer_room(before, DayChange::NewEvent(span), span, now);
            }
        }
    }

    pub(crate) fn add_block(&mut self, title: &str, span: Span, room: Option<&PlanDiff>, now: Moment) {
        let id = TaskId::new(now.instant);
        let order = self.workspace().last_order();
        let Some(understood) = understand(title, &self.reading(now)) else { return };
        let mut task = understood.task(id, order, now, self.workspace().settings.day_start);
        task.estimate = task.estimate.or(Some(span.minutes()));
        let block = Block {
            id: BlockId::new(now.instant),
            task: id,
            step: None,
            start: span.start,
            minutes: span.minutes(),
            state: BlockState::Planned,
        };
        let name = format!("plan \"{}\"", task.title);
        let mut actions = vec![Action::AddTask(Box::new(task)), Action::AddBlock(block)];
        actions.extend(room.map(|diff| self.block_changes(diff)).unwrap_or_default());
        self.act(&Action::All { name, actions }, now);
    }

    /// Adds an event with further changes, and with the user's own calendar if that does not exist yet.
    pub(crate) fn put_new_event(&mut self, event: Event, more: Vec<Action>, name: String, now: Moment) -> bool {
        let calendar = event.calendar;
        let mut actions = vec![Action::AddEvent(Box::new(event))];
        if !self.workspace().calendars.contains_key(&calendar) {
            let new = crate::model::Calendar::new(calendar, "My events");
            actions.insert(0, Action::AddCalendar(Box::new(new)));
        }
        actions.extend(more);
        self.act(&Action::All { name, actions }, now)
    }
}

/// Returns the action that adds understood lines as tasks, and the last one's id; `None` without any. A quadrant
/// overrides the lines.
pub fn add_tasks(
    understood: &[Understood],
    workspace: &Workspace,
    quadrant: Option<Quadrant>,
    now: Moment,
) -> Option<(Action, TaskId)> {
    let mut order = workspace.last_order();
    let mut added = Vec::new();
    for one in understood {
        let mut task = one.task(TaskId::new(now.instant), order.clone(), now, workspace.settings.day_start);
        if let Some(quadrant) = quadrant {
            put_into(&mut task, quadrant);
        }
        order = Order::between(Some(&order), None);
        added.push(task);
    }
    let last = added.last()?.id;
    let name = match added.as_slice() {
        [task] => format!("add \"{}\"", task.title),
        _ => format!("add {}", counted(added.len(), "task", "tasks")),
    };
    let actions = added.into_iter().map(|task| Action::AddTask(Box::new(task))).collect();
    Some((Action::All { name, actions }, last))
}

/// Puts a new task in a quadrant. Its urgency is pinned only if it has no due date.
fn put_into(task: &mut Task, quadrant: Quadrant) {
    task.important = Some(quadrant.important());
    if quadrant.urgent() && task.due.is_none() {
        task.urgency = Urgency::Pinned(true);
    }
}
