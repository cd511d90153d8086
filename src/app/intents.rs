//! Carrying out what the views ask for, after the frame.

use chrono::NaiveDateTime;

use super::gapwise::{FADE_SECS, Gapwise};
use crate::calendar::{OccurrenceEdit, follow_ups, next_instance, round_down};
use crate::exchange::{EventLine, Reading, understand, understand_all};
use crate::model::{
    Action, Block, BlockId, BlockState, CalendarId, Event, EventId, EventTime, Minutes, Moment, Order, Outcome,
    Quadrant, Recurrence, Settings, Span, StepId, Task, TaskEdit, TaskId, TimeRange, Urgency, day_of,
};
use crate::planner::Suggestion;
use crate::store::Reason;
use crate::ui::{Intent, Selection};

impl Gapwise {
    /// Carries out one intent.
    pub(super) fn carry_out(&mut self, intent: Intent, now: Moment) {
        match intent {
            Intent::Act(Action::SetBlockState(block, BlockState::Running)) => self.start_block(block, now),
            Intent::Act(action) => {
                self.act(&action, now);
            }
            Intent::Focus(intent) => self.focus(intent, now),
            Intent::Review(intent) => self.review(intent, now),
            Intent::Session(intent) => self.correct(intent, now),
            Intent::Reminder(reminder, intent) => self.answer_reminder(reminder, intent, now),
            Intent::Select(selection) => {
                self.state.selection = selection;
                if matches!(selection, Selection::Task(_)) {
                    self.show_inspector();
                }
            }
            Intent::Run(command) => self.run(command, now),
            Intent::Accept(task, step) => self.accept(task, step, None, now),
            Intent::AcceptAt(task, step, span) => self.accept(task, step, Some(span), now),
            Intent::NextBest(task, step) => self.next_best(task, step, now),
            Intent::NotNow(task, _) => self.not_now(task, now),
            Intent::Start(task, step) => self.start(task, step, now),
            Intent::QuickAdd(text) => self.add_lines(&text, None, now),
            Intent::AddTo(quadrant, text) => self.add_lines(&text, Some(quadrant), now),
            Intent::AddEvent(line) => self.add_read_event(*line, now),
            Intent::ShowDay(day) => self.show_day(day, now),
            Intent::MoveEvent { event, original, span, copy } => self.move_event(event, original, span, copy, now),
            Intent::RemoveEvent { event, original } => {
                self.edit_event(event, original, OccurrenceEdit::Remove, None, now);
            }
            Intent::EditOccurrence { event, original, edit, scope } => {
                self.edit_event(event, original, edit, scope, now);
            }
            Intent::GiveTime { event, original } => self.give_time(event, original, now),
            Intent::MoveBlock { block, span } => self.move_block_to(block, span, now),
            Intent::AskEvent(span) => self.ask_event(span, now),
            Intent::KeepEvent => self.keep_event(now),
            Intent::DropQuestion => {
                self.state.timeline.asked = None;
                self.state.panels.difference = None;
            }
            Intent::OpenBlock(block) => self.state.timeline.popover = Some(block),
            Intent::Untick { day, task, step, keep_out } => self.untick((day, task, step), keep_out, now),
            Intent::Ask(change) => self.ask_change(change, now),
            Intent::ApplyDifference => self.apply_difference(now),
            Intent::ReadyNow => self.ready_now(now),
            Intent::AskMinutes(minutes) => self.ask_minutes(minutes, now),
            Intent::CarryOver { blocks, to_today } => self.carry_over(&blocks, to_today, now),
            Intent::StartDay(fullness) => self.start_day(fullness, now),
            Intent::ReadCalendar(calendar) => self.read_again(calendar, now),
            Intent::NewEvent { title, span } => self.add_event(&title, span, now),
            Intent::NewBlock { title, span } => self.add_block(&title, span, now),
            Intent::UseUntil(until) => self.use_until(until, now),
            Intent::ShowExample => self.open_example(now),
            Intent::Find(task) => {
                self.state.selection = Selection::Task(task);
                self.show_inspector();
                self.reveal(task);
            }
            Intent::Open(folder) => self.open_folder(&folder),
            Intent::Toast(text) => self.toast(text, false),
        }
    }

    /// Applies an action, hands the result to be saved, and tells of what may surprise. Returns whether it worked.
    pub fn act(&mut self, action: &Action, now: Moment) -> bool {
        self.act_after(action, None, now)
    }

    /// The same, after a backup of what is on disk.
    pub(super) fn act_after_backup(&mut self, action: &Action, reason: Reason, now: Moment) -> bool {
        self.act_after(action, Some(reason), now)
    }

    fn act_after(&mut self, action: &Action, reason: Option<Reason>, now: Moment) -> bool {
        if let Some(why) = self.open.as_ref().and_then(|open| open.read_only.clone()) {
            self.toast(format!("Nothing can be changed here. {why}"), false);
            return false;
        }
        let words = self.words_for(action, now);
        let goals = self.goals_before(action, now);
        if let Err(error) = self.history.apply(&self.with_follow_ups(action, now), now) {
            self.toast(format!("That did not work: {error}."), false);
            return false;
        }
        self.save(reason);
        if let Action::CloseTask(task, Outcome::Done) = action {
            let time = self.egui.input(|input| input.time);
            self.fading.push((*task, time + FADE_SECS));
        }
        if let Some(words) = words {
            self.toast(words, true);
        }
        self.celebrate(&goals, now);
        true
    }

    /// The action with the next instances of the recurring tasks that it closes, as one step of undo.
    fn with_follow_ups(&self, action: &Action, now: Moment) -> Action {
        let before = self.workspace();
        let more = before.apply(action, now).map(|after| follow_ups(before, &after, now)).unwrap_or_default();
        if more.is_empty() {
            return action.clone();
        }
        Action::All { name: action.name(before), actions: std::iter::once(action.clone()).chain(more).collect() }
    }

    /// What a toast says about an action that closes or removes something.
    fn words_for(&self, action: &Action, now: Moment) -> Option<String> {
        let workspace = self.workspace();
        match action {
            Action::CloseTask(id, outcome) => {
                let task = workspace.tasks.get(id)?;
                if *outcome == Outcome::LetGo
                    && let Some(next) = next_instance(task, self.today(now), now)
                {
                    let date = next.repeat.map(|repeat| repeat.date.format("%a %-d %b").to_string());
                    return Some(format!("Skipped: {}; next {}", task.title, date.unwrap_or_default()));
                }
                let verb = match outcome {
                    Outcome::Done => "Done",
                    Outcome::LetGo => "Let go",
                    Outcome::Deleted => "Deleted",
                };
                let open = task.open_steps().count();
                let steps = match (outcome, open) {
                    (Outcome::Done, 1) => ". 1 open step closed".to_owned(),
                    (Outcome::Done, 2..) => format!(". {open} open steps closed"),
                    _ => String::new(),
                };
                Some(format!("{verb}: {}{steps}", task.title))
            }
            Action::RemoveEvent(id) => Some(format!("Deleted: {}", workspace.events.get(id)?.title)),
            Action::RemoveStep(task, step) => {
                Some(format!("Removed: {}", workspace.tasks.get(task)?.step(*step)?.title))
            }
            _ => None,
        }
    }

    /// A suggestion that is shown.
    pub(super) fn suggestion(&self, task: TaskId, step: Option<StepId>) -> Option<Suggestion> {
        let pieces = self.derived.days.suggestions().filter(|it| it.task == task && it.step == step);
        self.state.timeline.pick(pieces).cloned()
    }

    fn any_suggestion(&self, task: TaskId) -> Option<Suggestion> {
        self.derived.days.suggestions().find(|s| s.task == task).cloned()
    }

    fn accept(&mut self, task: TaskId, step: Option<StepId>, at: Option<Span>, now: Moment) {
        let Some(suggestion) = self.suggestion(task, step) else { return };
        let block = block_for(&suggestion, at.unwrap_or(suggestion.span), now);
        let id = block.id;
        let title = self.title(task, step);
        let action = Action::All { name: format!("accept '{title}'"), actions: vec![Action::AddBlock(block)] };
        if self.act(&action, now) {
            self.state.selection = Selection::Block(id);
        }
    }

    /// Accepts all that is suggested, as one step of undo.
    pub(super) fn accept_all(&mut self, now: Moment) {
        let suggestions: Vec<_> = self.derived.days.suggestions().collect();
        let actions: Vec<_> = suggestions.iter().map(|s| Action::AddBlock(block_for(s, s.span, now))).collect();
        let plural = if actions.len() == 1 { "" } else { "s" };
        let name = format!("accept {} suggestion{plural}", actions.len());
        if !actions.is_empty() && self.act(&Action::All { name, actions }, now) {
            self.state.selection = Selection::Nothing;
        }
    }

    fn next_best(&mut self, task: TaskId, step: Option<StepId>, now: Moment) {
        let Some(suggestion) = self.suggestion(task, step) else { return };
        self.passed.insert((task, step, suggestion.span.start));
        self.state.selection = Selection::Nothing;
        self.ask_for_plan(now);
        self.state.timeline.reveal_ghost_at(suggestion.span.start);
    }

    fn not_now(&mut self, task: TaskId, now: Moment) {
        let shown = self.suggestion(task, None).or_else(|| self.any_suggestion(task));
        let Some(day) = shown.map(|shown| day_of(shown.span.start, self.workspace().settings.day_start).date) else {
            return;
        };
        let title = self.title(task, None);
        if self.act(&Action::EditTask(task, TaskEdit::NotNow(Some(day))), now) {
            self.state.selection = Selection::Nothing;
            self.toast(format!("Not today: {title}"), true);
        }
    }

    fn title(&self, task: TaskId, step: Option<StepId>) -> String {
        self.workspace().title_of(task, step).unwrap_or_default().to_owned()
    }

    /// What lines of text are read against.
    fn reading(&self, now: Moment) -> Reading {
        Reading::at(now, self.here, self.workspace().settings.day_start, self.date_order)
    }

    /// Adds a task for each line; into a quadrant, or into the inbox unless the line says more.
    fn add_lines(&mut self, text: &str, quadrant: Option<Quadrant>, now: Moment) {
        let day_start = self.workspace().settings.day_start;
        let reading = self.reading(now);
        let mut order = self.workspace().last_order();
        let mut added = Vec::new();
        for understood in understand_all(text, &reading) {
            let mut task = understood.task(TaskId::new(now.instant), order.clone(), now, day_start);
            shorten_title(&mut task);
            if let Some(quadrant) = quadrant {
                put_into(&mut task, quadrant);
            }
            order = Order::between(Some(&order), None);
            added.push(task);
        }
        let Some(last) = added.last().map(|task| task.id) else { return };
        let name = match added.as_slice() {
            [task] => format!("add '{}'", task.title),
            _ => format!("add {} tasks", added.len()),
        };
        let actions = added.into_iter().map(|task| Action::AddTask(Box::new(task))).collect();
        if self.act(&Action::All { name, actions }, now) {
            self.state.matrix.reveal(last);
        }
    }

    /// Adds what a line says, and tells when that is where it is on another day than those that are shown.
    fn add_read_event(&mut self, line: EventLine, now: Moment) {
        let when = line.when();
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
        if !self.put_new_event(event, format!("add event '{title}'"), now) {
            return;
        }
        if self.derived.days.shown().iter().all(|day| day.agenda.day.date != date) {
            self.toast(format!("Added: {title}, {when}"), true);
        } else if let Some(span) = span {
            self.state.timeline.reveal_if_hidden(span);
        }
    }

    fn add_event(&mut self, title: &str, span: Span, now: Moment) {
        let id = EventId::new(now.instant);
        let event = Event::new(id, CalendarId::derived("own"), title, EventTime::floating(span));
        if self.put_new_event(event, format!("add event '{title}'"), now) {
            self.state.timeline.reveal_if_hidden(span);
        }
    }

    fn add_block(&mut self, title: &str, span: Span, now: Moment) {
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
        let name = format!("plan '{}'", task.title);
        let actions = vec![Action::AddTask(Box::new(task)), Action::AddBlock(block)];
        self.act(&Action::All { name, actions }, now);
    }

    /// Counts the time until `until` as working time, today only.
    fn use_until(&mut self, until: NaiveDateTime, now: Moment) {
        let today = self.today(now);
        let mut settings = Settings::clone(&self.workspace().settings);
        let range = TimeRange { from: round_down(now.local, Minutes::new(1)).time(), to: until.time() };
        let hours = settings.hours_on(today.date).with(range, settings.day_start);
        settings.date_hours.insert(today.date, hours);
        let name = format!("use today until {}", until.format("%H:%M"));
        let mut actions = vec![Action::settings(name.clone(), settings)];
        let closed = self.workspace().closed_day(today.date);
        actions.extend(closed.map(|review| Action::SetReview(Box::new(review.reopened()))));
        self.act(&Action::All { name, actions }, now);
    }
}

fn block_for(suggestion: &Suggestion, span: Span, now: Moment) -> Block {
    Block {
        id: BlockId::new(now.instant),
        task: suggestion.task,
        step: suggestion.step,
        start: span.start,
        minutes: span.minutes(),
        state: BlockState::Planned,
    }
}

/// A title that is longer than a card could ever show goes on in the notes.
fn shorten_title(task: &mut Task) {
    const LONGEST: usize = 500;
    let Some((at, _)) = task.title.char_indices().nth(LONGEST) else { return };
    let at = task.title[..at].rfind(' ').unwrap_or(at);
    let rest = task.title.split_off(at);
    task.notes = format!("{}\n{}", rest.trim_start(), task.notes).trim_end().to_owned();
}

/// Puts a new task into a quadrant: its urgency is pinned only where it has no date from which to work it out.
fn put_into(task: &mut Task, quadrant: Quadrant) {
    task.important = Some(quadrant.important());
    if quadrant.urgent() && task.due.is_none() {
        task.urgency = Urgency::Pinned(true);
    }
}
