//! Random values of the model for a given workspace: ids, times, and records of every type.

use std::collections::BTreeSet;
use std::hash::Hash;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use gapwise::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, CalendarTone, Chunk, Delegation, Due, DueKind, Energy, Event,
    EventEdit, EventEditKind, EventId, EventStatus, EventTime, Fullness, GoalId, Interruption, InterruptionKind,
    Minutes, Moment, Order, ProjectId, PutOff, Quadrant, Recurrence, RecurrenceDate, Repeat, Review, Session,
    SessionId, SessionKind, Settings, Span, Split, Step, StepEdit, StepEditKind, StepId, Task, TaskField,
    TaskFieldKind, TaskId, TemplateId, TimerMode, Urgency, Workspace, Zone, ZonedTime,
};
use gapwise::planner::SplitMix64;
use strum::IntoEnumIterator;

/// A source of values for one workspace at one time.
pub struct Draw<'a> {
    pub seed: u64,
    pub workspace: &'a Workspace,
    pub now: Moment,
    /// Number of different new ids and texts.
    pub variety: u32,
}

impl Draw<'_> {
    /// Returns a number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        let mut random = SplitMix64(self.seed);
        let drawn = random.next() % u64::from(end.max(1));
        self.seed = random.0;
        u32::try_from(drawn).unwrap()
    }

    /// Returns true once in `n` times.
    pub fn rarely(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).unwrap()) as usize].clone()
    }

    pub fn any<T: IntoEnumIterator + Clone>(&mut self) -> T {
        let all: Vec<T> = T::iter().collect();
        self.of(&all)
    }

    pub fn option<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (!self.rarely(3)).then(|| value(self))
    }

    pub fn several<T>(&mut self, most: u32, mut value: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| value(self)).collect()
    }

    /// Returns an id of `known`; sometimes a stranger.
    pub fn id<T: Copy + Eq + Hash>(&mut self, known: impl Iterator<Item = T>, stranger: fn(&str) -> T) -> T {
        let known: Vec<T> = known.collect();
        if known.is_empty() || self.rarely(8) { self.fresh(stranger) } else { self.of(&known) }
    }

    /// Returns an id that is usually new.
    pub fn fresh<T>(&mut self, derived: fn(&str) -> T) -> T {
        derived(&format!("{} {}", std::any::type_name::<T>(), self.below(self.variety)))
    }

    pub fn task_id(&mut self) -> TaskId {
        self.id(self.workspace.tasks.keys().copied(), TaskId::derived)
    }

    pub fn closed_id(&mut self) -> TaskId {
        self.id(self.workspace.closed.keys().copied(), TaskId::derived)
    }

    pub fn any_task_id(&mut self) -> TaskId {
        if self.rarely(4) { self.closed_id() } else { self.task_id() }
    }

    pub fn step_id(&mut self, task: TaskId) -> StepId {
        let steps = self.workspace.any_task(task).map_or(&[][..], |task| &task.steps);
        self.id(steps.iter().map(|step| step.id), StepId::derived)
    }

    pub fn block_id(&mut self) -> BlockId {
        self.id(self.workspace.blocks.keys().copied(), BlockId::derived)
    }

    pub fn event_id(&mut self) -> EventId {
        self.id(self.workspace.events.keys().copied(), EventId::derived)
    }

    pub fn calendar_id(&mut self) -> CalendarId {
        self.id(self.workspace.calendars.keys().copied(), CalendarId::derived)
    }

    pub fn session_id(&mut self) -> SessionId {
        self.id(self.workspace.sessions.keys().copied(), SessionId::derived)
    }

    pub fn goal_id(&mut self) -> GoalId {
        self.id(self.workspace.goals.keys().copied(), GoalId::derived)
    }

    pub fn project_id(&mut self) -> ProjectId {
        self.id(self.workspace.projects.keys().copied(), ProjectId::derived)
    }

    pub fn template_id(&mut self) -> TemplateId {
        self.id(self.workspace.templates.keys().copied(), TemplateId::derived)
    }

    pub fn text(&mut self) -> String {
        let texts =
            ["Draft", " call home ", "Überprüfen 🙂", "two\nlines\r\nmore", "\"a\" \\ (b)", "tab\t\u{0}", "#tag"];
        if self.rarely(20) { " ".into() } else { format!("{} {}", self.of(&texts), self.below(self.variety)) }
    }

    pub fn minutes(&mut self) -> Minutes {
        match self.below(24) {
            0 => Minutes::ZERO,
            1 => Minutes::MAX,
            _ => Minutes::new(1 + self.below(180)),
        }
    }

    pub fn date(&mut self) -> NaiveDate {
        self.now.local.date() - Days::new(30) + Days::new(self.below(60).into())
    }

    pub fn clock(&mut self) -> NaiveTime {
        NaiveTime::from_hms_opt(self.below(24), self.below(60), 0).unwrap()
    }

    pub fn local(&mut self) -> NaiveDateTime {
        self.now.local + TimeDelta::minutes(i64::from(self.below(1200)) - 600)
    }

    /// Returns an instant of the last days.
    pub fn past(&mut self) -> DateTime<Utc> {
        self.now.instant - TimeDelta::minutes(self.below(4000).into())
    }

    pub fn tags(&mut self) -> BTreeSet<String> {
        self.several(3, Self::text).into_iter().collect()
    }

    pub fn energy(&mut self) -> Option<Energy> {
        self.option(Self::any)
    }

    pub fn step(&mut self) -> Step {
        Step {
            estimate: self.option(Self::minutes),
            done: if self.rarely(4) { Some(self.past()) } else { None },
            energy: self.energy(),
            tag: self.option(Self::text),
            indented: self.rarely(3),
            ..Step::new(self.fresh(StepId::derived), self.text())
        }
    }

    pub fn task(&mut self, id: TaskId) -> Task {
        let order = self.order();
        let mut task = Task::new(id, self.text(), order, self.past());
        for kind in [TaskFieldKind::Goal, TaskFieldKind::Project, TaskFieldKind::After, TaskFieldKind::SeriesValues] {
            match self.field(kind) {
                _ if !self.rarely(3) => {}
                TaskField::Goal(goal) => task.goal = goal,
                TaskField::Project(project) => task.project = project,
                TaskField::After(after) => task.after = after,
                TaskField::SeriesValues(values) => task.series_values = values,
                _ => {}
            }
        }
        task.notes = self.text();
        task.important = self.option(|it| it.rarely(2));
        task.steps = self.several(4, Self::step);
        task.due = self.option(Self::due);
        task.delegated = if self.rarely(4) { Some(self.delegation()) } else { None };
        task.repeat = if self.rarely(4) { Some(self.repeat()) } else { None };
        task.tags = self.tags();
        task.missed = self.below(3);
        task
    }

    pub fn order(&mut self) -> Order {
        if self.rarely(2) { self.workspace.last_order() } else { Order::default() }
    }

    pub fn due(&mut self) -> Due {
        let kind = self.of(&[DueKind::Soft, DueKind::Hard]);
        Due { date: self.date(), time: self.option(Self::clock), kind }
    }

    pub fn delegation(&mut self) -> Delegation {
        Delegation { person: self.text(), follow_up: self.option(Self::date), handed_over: self.option(Self::past) }
    }

    pub fn repeat(&mut self) -> Repeat {
        let rrule = self.of(&["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE", "no rule"]).to_owned();
        Repeat { rrule, after_completion: self.rarely(3), series: self.any_task_id(), date: self.date() }
    }

    pub fn field(&mut self, kind: TaskFieldKind) -> TaskField {
        match kind {
            TaskFieldKind::Title => TaskField::Title(self.text()),
            TaskFieldKind::Notes => TaskField::Notes(self.text()),
            TaskFieldKind::Important => TaskField::Important(self.option(|it| it.rarely(2))),
            TaskFieldKind::Urgency => {
                let pinned = Urgency::Pinned(self.rarely(2));
                TaskField::Urgency(self.of(&[Urgency::WorkedOut, pinned]))
            }
            TaskFieldKind::Estimate => TaskField::Estimate(self.option(Self::minutes)),
            TaskFieldKind::Due => TaskField::Due(self.option(Self::due)),
            TaskFieldKind::NotBefore => TaskField::NotBefore(self.option(Self::local)),
            TaskFieldKind::Energy => TaskField::Energy(self.energy()),
            TaskFieldKind::Tags => TaskField::Tags(self.tags()),
            TaskFieldKind::Split => {
                let chunk = Chunk { min: self.minutes(), max: self.minutes() };
                TaskField::Split(self.of(&[Split::Auto, Split::Whole, Split::Chunks, Split::ChunksOf(chunk)]))
            }
            TaskFieldKind::Delegated => TaskField::Delegated(self.option(Self::delegation)),
            TaskFieldKind::Steps => TaskField::Steps(self.several(4, Self::step)),
            TaskFieldKind::Order => TaskField::Order(self.order()),
            TaskFieldKind::After => TaskField::After(self.several(2, Self::any_task_id).into_iter().collect()),
            TaskFieldKind::NotNow => TaskField::NotNow(self.option(Self::date)),
            TaskFieldKind::Carried => TaskField::Carried(self.below(5)),
            TaskFieldKind::Repeat => TaskField::Repeat(self.option(Self::repeat)),
            TaskFieldKind::SeriesValues => {
                let kinds: Vec<_> = TaskFieldKind::iter().filter(|it| *it != TaskFieldKind::SeriesValues).collect();
                TaskField::SeriesValues(self.several(3, |it| {
                    let kind = it.of(&kinds);
                    it.field(kind)
                }))
            }
            TaskFieldKind::Project => TaskField::Project(self.option(Self::project_id)),
            TaskFieldKind::Goal => TaskField::Goal(self.option(Self::goal_id)),
            TaskFieldKind::Kept => TaskField::Kept,
        }
    }

    pub fn step_edit(&mut self) -> StepEdit {
        match self.any() {
            StepEditKind::Title => StepEdit::Title(self.text()),
            StepEditKind::Estimate => StepEdit::Estimate(self.option(Self::minutes)),
            StepEditKind::Done => StepEdit::Done(!self.rarely(3)),
            StepEditKind::Energy => StepEdit::Energy(self.energy()),
            StepEditKind::Tag => StepEdit::Tag(self.option(Self::text)),
            StepEditKind::Indented => StepEdit::Indented(self.rarely(2)),
        }
    }

    pub fn event_edit(&mut self) -> EventEdit {
        match self.any() {
            EventEditKind::Title => EventEdit::Title(self.text()),
            EventEditKind::Place => EventEdit::Place(self.text()),
            EventEditKind::Notes => EventEdit::Notes(self.text()),
            EventEditKind::Calendar => EventEdit::Calendar(self.calendar_id()),
        }
    }

    pub fn calendar(&mut self, id: CalendarId) -> Calendar {
        Calendar {
            tone: self.any::<CalendarTone>(),
            hidden: self.rarely(3),
            source: self.option(Self::text),
            imported: self.option(Self::past),
            ..Calendar::new(id, self.text())
        }
    }

    pub fn event_time(&mut self) -> EventTime {
        if self.rarely(3) {
            let start = self.date();
            return EventTime::AllDay { start, end: start - Days::new(1) + Days::new(1 + u64::from(self.below(3))) };
        }
        let start = self.local();
        if self.rarely(2) {
            return EventTime::floating(Span::new(start, start + self.minutes().delta()));
        }
        let zones = [Zone::Floating, Zone::Utc, Zone::Iana("Europe/Berlin".into()), Zone::Custom("Nowhere".into())];
        let (from, to) = (self.of(&zones), self.of(&zones));
        let end = if self.rarely(8) { start - TimeDelta::minutes(1) } else { start + self.minutes().delta() };
        EventTime::Timed { start: ZonedTime { local: start, zone: from }, end: ZonedTime { local: end, zone: to } }
    }

    pub fn event(&mut self, id: EventId) -> Event {
        let recurrence = Recurrence {
            rules: vec![self.of(&["FREQ=DAILY;COUNT=5", "FREQ=WEEKLY"]).to_owned()],
            exdates: vec![RecurrenceDate::Date(self.date())],
            ..Recurrence::default()
        };
        let calendar = self.calendar_id();
        let time = self.event_time();
        Event {
            uid: self.option(Self::text),
            sequence: self.below(3),
            place: self.text(),
            recurrence: self.option(|_| recurrence),
            status: self.of(&[EventStatus::Confirmed, EventStatus::Tentative, EventStatus::Cancelled]),
            free: self.rarely(3),
            busy: self.rarely(3),
            ..Event::new(id, calendar, self.text(), time)
        }
    }

    pub fn state(&mut self) -> BlockState {
        self.of(&[BlockState::Planned, BlockState::Locked, BlockState::Done, BlockState::Running])
    }

    pub fn block(&mut self, id: BlockId) -> Block {
        let task = self.any_task_id();
        let step = if self.rarely(2) { Some(self.step_id(task)) } else { None };
        Block { id, task, step, start: self.local(), minutes: self.minutes(), state: self.state() }
    }

    pub fn interruption(&mut self, from: DateTime<Utc>) -> Interruption {
        let at = from + TimeDelta::minutes(self.below(30).into());
        let until = self.option(|it| at + TimeDelta::minutes(it.below(20).into()));
        Interruption { at, until, why: self.text(), kind: self.pause() }
    }

    pub fn pause(&mut self) -> InterruptionKind {
        self.of(&[InterruptionKind::Interrupted, InterruptionKind::Pause, InterruptionKind::Away])
    }

    pub fn session(&mut self, id: SessionId) -> Session {
        let start = self.past();
        let length = TimeDelta::minutes(i64::from(self.below(50)) - 2);
        let task = self.option(Self::any_task_id);
        Session {
            kind: self.of(&[SessionKind::Focus, SessionKind::Focus, SessionKind::Break, SessionKind::SkippedBreak]),
            task,
            step: task.and_then(|task| self.option(|it| it.step_id(task))),
            title: self.text(),
            end: if self.rarely(12) { None } else { Some(start + length) },
            seen: self.option(|_| start),
            interruptions: self.several(2, |it| it.interruption(start)),
            block: self.option(Self::block_id),
            quadrant: self.option(Self::any::<Quadrant>),
            planned: self.option(Self::minutes),
            paused: if self.rarely(4) { Some(self.interruption(start)) } else { None },
            next: self.text(),
            ..Session::new(id, start)
        }
    }

    pub fn review(&mut self) -> Review {
        let id = self.block_id();
        Review {
            reflection: self.text(),
            answers: self.several(2, |it| (it.text(), it.text())),
            done_for_today: self.option(Self::past),
            first_tomorrow: self.option(Self::any_task_id),
            put_off: self.several(2, |it| PutOff { block: it.block(id), title: it.text() }),
            ..Review::of(self.date())
        }
    }

    pub fn settings(&mut self) -> Settings {
        let mut settings = Settings::clone(&self.workspace.settings);
        settings.day_start = self.clock();
        settings.grid = Minutes::new(self.of(&[5, 10, 15, 5, 10, 15, 7, 0]));
        settings.guess = self.minutes();
        settings.fullness = self.any::<Fullness>();
        settings.timer = self.any::<TimerMode>();
        settings.date_fullness.insert(self.date(), Fullness::Light);
        settings.break_ideas = self.several(2, Self::text);
        settings
    }
}
