//! Random actions of every kind for a given workspace. Each value comes from an exhaustive match over the discriminants,
//! so a new variant does not compile until it is generated here.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use gapwise::model::{
    Action, ActionKind, Away, Block, BlockId, BlockState, Calendar, CalendarId, CalendarTone, Chunk, Delegation, Due,
    DueKind, Energy, Event, EventEdit, EventEditKind, EventId, EventStatus, EventTime, Fullness, Goal, GoalId,
    GoalPeriod, GoalTarget, Interruption, InterruptionKind, Minutes, Moment, Order, Outcome, Project, ProjectId,
    PutOff, Quadrant, Record, RecordKind, Recurrence, RecurrenceDate, Repeat, Review, Session, SessionId, SessionKind,
    Settings, Span, Split, Step, StepEdit, StepEditKind, StepId, Task, TaskField, TaskFieldKind, TaskId, Template,
    TemplateId, TimerAction, TimerActionKind, TimerMode, Urgency, Workspace, Zone, ZonedTime,
};
use proptest::prelude::*;
use strum::IntoEnumIterator;

/// The kind of an action and the seed of its values.
pub type Pick = (ActionKind, u64);

/// Sequences of picks. The timer is as likely as a fifth of all other kinds, since most of its actions need a running
/// one.
pub fn picks(most: usize) -> impl Strategy<Value = Vec<Pick>> {
    let kinds: Vec<ActionKind> = ActionKind::iter().chain([ActionKind::Timer; 6]).collect();
    prop::collection::vec((prop::sample::select(kinds), any::<u64>()), 1..most)
}

/// A workspace with a few records of each type.
pub fn furnished(now: Moment) -> Workspace {
    use ActionKind as Kind;
    let kinds = [
        vec![Kind::PutGoal; 2],
        vec![Kind::PutProject; 2],
        vec![Kind::PutTemplate; 2],
        vec![Kind::AddTask; 8],
        vec![Kind::AddCalendar; 3],
        vec![Kind::AddEvent; 6],
        vec![Kind::AddBlock; 8],
        vec![Kind::AddSession; 6],
        vec![Kind::CloseTask; 2],
    ];
    let picks = kinds.concat().into_iter().zip(1_000..);
    picks.fold(Workspace::default(), |workspace, pick| {
        let action = action(pick, &workspace, now);
        workspace.apply(&action, now).unwrap_or(workspace)
    })
}

/// The action of a pick. Most of its ids exist in `workspace`.
pub fn action((kind, seed): Pick, workspace: &Workspace, now: Moment) -> Action {
    Draw { seed, workspace, now }.action(kind, true)
}

/// The time of the next action: usually up to 40 minutes later, sometimes a little earlier.
pub fn later((_, seed): Pick, now: Moment) -> Moment {
    let minutes = TimeDelta::minutes(if seed.is_multiple_of(16) { -7 } else { i64::try_from(seed % 40).unwrap() });
    Moment { instant: now.instant + minutes, local: now.local + minutes }
}

/// The kinds of an action and its parts, as text.
pub fn kinds(action: &Action) -> Vec<String> {
    let mut kinds = vec![format!("{:?}", ActionKind::from(action))];
    match action {
        Action::EditTask(_, field) => kinds.push(format!("EditTask {:?}", TaskFieldKind::from(field))),
        Action::EditStep(_, _, edit) => kinds.push(format!("EditStep {:?}", StepEditKind::from(edit))),
        Action::EditEvent(_, edit) => kinds.push(format!("EditEvent {:?}", EventEditKind::from(edit))),
        Action::Put(record) => kinds.push(format!("Put {:?}", RecordKind::from(&**record))),
        Action::Timer(timer) => kinds.push(format!("Timer {:?}", TimerActionKind::from(timer))),
        _ => {}
    }
    kinds
}

/// The text of every kind that [`kinds`] can return.
pub fn all_kinds() -> BTreeSet<String> {
    let of =
        |name: &str, kinds: Vec<String>| kinds.into_iter().map(|kind| format!("{name} {kind}")).collect::<Vec<_>>();
    let mut all: BTreeSet<String> = debug::<ActionKind>().into_iter().collect();
    all.extend(of("EditTask", debug::<TaskFieldKind>()));
    all.extend(of("EditStep", debug::<StepEditKind>()));
    all.extend(of("EditEvent", debug::<EventEditKind>()));
    all.extend(of("Put", debug::<RecordKind>()));
    all.extend(of("Timer", debug::<TimerActionKind>()));
    all
}

fn debug<T: IntoEnumIterator + std::fmt::Debug>() -> Vec<String> {
    T::iter().map(|kind| format!("{kind:?}")).collect()
}

/// A source of values for one workspace at one time.
struct Draw<'a> {
    seed: u64,
    workspace: &'a Workspace,
    now: Moment,
}

impl Draw<'_> {
    /// A number below `end` (splitmix64).
    fn below(&mut self, end: u32) -> u32 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) % u64::from(end.max(1))).unwrap()
    }

    /// True once in `n` times.
    fn rarely(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).unwrap()) as usize].clone()
    }

    fn any<T: IntoEnumIterator + Clone>(&mut self) -> T {
        let all: Vec<T> = T::iter().collect();
        self.of(&all)
    }

    fn option<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (!self.rarely(3)).then(|| value(self))
    }

    fn several<T>(&mut self, most: u32, mut value: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| value(self)).collect()
    }

    /// An id of `known`; sometimes a stranger.
    fn id<T: Copy + Eq + Hash>(&mut self, known: impl Iterator<Item = T>, stranger: fn(&str) -> T) -> T {
        let known: Vec<T> = known.collect();
        if known.is_empty() || self.rarely(8) { self.fresh(stranger) } else { self.of(&known) }
    }

    /// An id that is usually new.
    fn fresh<T>(&mut self, derived: fn(&str) -> T) -> T {
        derived(&format!("{} {}", std::any::type_name::<T>(), self.below(40)))
    }

    fn task_id(&mut self) -> TaskId {
        self.id(self.workspace.tasks.keys().copied(), TaskId::derived)
    }

    fn closed_id(&mut self) -> TaskId {
        self.id(self.workspace.closed.keys().copied(), TaskId::derived)
    }

    fn any_task_id(&mut self) -> TaskId {
        if self.rarely(4) { self.closed_id() } else { self.task_id() }
    }

    fn step_id(&mut self, task: TaskId) -> StepId {
        let steps = self.workspace.any_task(task).map_or(&[][..], |task| &task.steps);
        self.id(steps.iter().map(|step| step.id), StepId::derived)
    }

    fn block_id(&mut self) -> BlockId {
        self.id(self.workspace.blocks.keys().copied(), BlockId::derived)
    }

    fn event_id(&mut self) -> EventId {
        self.id(self.workspace.events.keys().copied(), EventId::derived)
    }

    fn calendar_id(&mut self) -> CalendarId {
        self.id(self.workspace.calendars.keys().copied(), CalendarId::derived)
    }

    fn session_id(&mut self) -> SessionId {
        self.id(self.workspace.sessions.keys().copied(), SessionId::derived)
    }

    fn goal_id(&mut self) -> GoalId {
        self.id(self.workspace.goals.keys().copied(), GoalId::derived)
    }

    fn project_id(&mut self) -> ProjectId {
        self.id(self.workspace.projects.keys().copied(), ProjectId::derived)
    }

    fn template_id(&mut self) -> TemplateId {
        self.id(self.workspace.templates.keys().copied(), TemplateId::derived)
    }

    fn text(&mut self) -> String {
        let texts =
            ["Draft", " call home ", "Überprüfen 🙂", "two\nlines\r\nmore", "\"a\" \\ (b)", "tab\t\u{0}", "#tag"];
        if self.rarely(20) { " ".into() } else { format!("{} {}", self.of(&texts), self.below(9)) }
    }

    fn minutes(&mut self) -> Minutes {
        match self.below(24) {
            0 => Minutes::ZERO,
            1 => Minutes::MAX,
            _ => Minutes::new(1 + self.below(180)),
        }
    }

    fn date(&mut self) -> NaiveDate {
        self.now.local.date() - Days::new(30) + Days::new(self.below(60).into())
    }

    fn clock(&mut self) -> NaiveTime {
        NaiveTime::from_hms_opt(self.below(24), self.below(60), 0).unwrap()
    }

    fn local(&mut self) -> NaiveDateTime {
        self.now.local + TimeDelta::minutes(i64::from(self.below(1200)) - 600)
    }

    /// An instant of the last days.
    fn past(&mut self) -> DateTime<Utc> {
        self.now.instant - TimeDelta::minutes(self.below(4000).into())
    }

    fn tags(&mut self) -> BTreeSet<String> {
        self.several(3, Self::text).into_iter().collect()
    }

    fn energy(&mut self) -> Option<Energy> {
        self.option(Self::any)
    }

    fn step(&mut self) -> Step {
        Step {
            estimate: self.option(Self::minutes),
            done: if self.rarely(4) { Some(self.past()) } else { None },
            energy: self.energy(),
            tag: self.option(Self::text),
            indented: self.rarely(3),
            ..Step::new(self.fresh(StepId::derived), self.text())
        }
    }

    fn task(&mut self, id: TaskId) -> Task {
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

    fn order(&mut self) -> Order {
        if self.rarely(2) { self.workspace.last_order() } else { Order::default() }
    }

    fn due(&mut self) -> Due {
        let kind = self.of(&[DueKind::Soft, DueKind::Hard]);
        Due { date: self.date(), time: self.option(Self::clock), kind }
    }

    fn delegation(&mut self) -> Delegation {
        Delegation { person: self.text(), follow_up: self.option(Self::date), handed_over: self.option(Self::past) }
    }

    fn repeat(&mut self) -> Repeat {
        let rrule = self.of(&["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE", "no rule"]).to_owned();
        Repeat { rrule, after_completion: self.rarely(3), series: self.any_task_id(), date: self.date() }
    }

    fn field(&mut self, kind: TaskFieldKind) -> TaskField {
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
                TaskField::Split(self.of(&[Split::Whole, Split::Chunks, Split::ChunksOf(chunk)]))
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

    fn step_edit(&mut self) -> StepEdit {
        match self.any() {
            StepEditKind::Title => StepEdit::Title(self.text()),
            StepEditKind::Estimate => StepEdit::Estimate(self.option(Self::minutes)),
            StepEditKind::Done => StepEdit::Done(!self.rarely(3)),
            StepEditKind::Energy => StepEdit::Energy(self.energy()),
            StepEditKind::Tag => StepEdit::Tag(self.option(Self::text)),
            StepEditKind::Indented => StepEdit::Indented(self.rarely(2)),
        }
    }

    fn event_edit(&mut self) -> EventEdit {
        match self.any() {
            EventEditKind::Title => EventEdit::Title(self.text()),
            EventEditKind::Place => EventEdit::Place(self.text()),
            EventEditKind::Notes => EventEdit::Notes(self.text()),
            EventEditKind::Calendar => EventEdit::Calendar(self.calendar_id()),
        }
    }

    fn calendar(&mut self, id: CalendarId) -> Calendar {
        Calendar {
            tone: self.any::<CalendarTone>(),
            hidden: self.rarely(3),
            source: self.option(Self::text),
            imported: self.option(Self::past),
            ..Calendar::new(id, self.text())
        }
    }

    fn event_time(&mut self) -> EventTime {
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

    fn event(&mut self, id: EventId) -> Event {
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

    fn state(&mut self) -> BlockState {
        self.of(&[BlockState::Planned, BlockState::Locked, BlockState::Done, BlockState::Running])
    }

    fn block(&mut self, id: BlockId) -> Block {
        let task = self.any_task_id();
        let step = if self.rarely(2) { Some(self.step_id(task)) } else { None };
        Block { id, task, step, start: self.local(), minutes: self.minutes(), state: self.state() }
    }

    fn interruption(&mut self, from: DateTime<Utc>) -> Interruption {
        let at = from + TimeDelta::minutes(self.below(30).into());
        let until = self.option(|it| at + TimeDelta::minutes(it.below(20).into()));
        Interruption { at, until, why: self.text(), kind: self.pause() }
    }

    fn pause(&mut self) -> InterruptionKind {
        self.of(&[InterruptionKind::Interrupted, InterruptionKind::Pause, InterruptionKind::Away])
    }

    fn session(&mut self, id: SessionId) -> Session {
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

    fn review(&mut self) -> Review {
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

    fn settings(&mut self) -> Settings {
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

    fn timer(&mut self) -> TimerAction {
        match self.any() {
            TimerActionKind::Start => {
                let id = if self.rarely(2) { self.fresh(BlockId::derived) } else { self.block_id() };
                let block = self.option(|it| it.block(id));
                let task = block.as_ref().map(|block| block.task).or_else(|| self.option(Self::any_task_id));
                let step = match &block {
                    Some(block) if !self.rarely(6) => block.step,
                    _ => task.filter(|_| self.rarely(2)).map(|task| self.step_id(task)),
                };
                TimerAction::Start {
                    session: self.fresh(SessionId::derived),
                    task,
                    step,
                    title: self.text(),
                    quadrant: self.option(Self::any::<Quadrant>),
                    planned: self.option(Self::minutes),
                    block,
                }
            }
            TimerActionKind::Pause => TimerAction::Pause { kind: self.pause(), why: self.text() },
            TimerActionKind::SetWhy => TimerAction::SetWhy(self.text()),
            TimerActionKind::SetNext => TimerAction::SetNext(self.text()),
            TimerActionKind::Resume => TimerAction::Resume,
            TimerActionKind::Extend => TimerAction::Extend(self.minutes()),
            TimerActionKind::Finish => TimerAction::Finish,
            TimerActionKind::StartBreak => {
                let session = self.fresh(SessionId::derived);
                TimerAction::StartBreak { session, minutes: self.minutes(), idea: self.text() }
            }
            TimerActionKind::SkipBreak => TimerAction::SkipBreak(self.fresh(SessionId::derived)),
            TimerActionKind::Seen => TimerAction::Seen,
            TimerActionKind::Away => {
                let from = self.now.instant - TimeDelta::minutes(self.below(40).into());
                let until = from + TimeDelta::minutes(i64::from(self.below(40)) - 5);
                TimerAction::Away { from, until, answer: self.of(&[Away::Keep, Away::Drop, Away::End]) }
            }
        }
    }

    fn record(&mut self) -> Record {
        match self.any() {
            RecordKind::Task => {
                let id = self.any_task_id();
                Record::Task(self.task(id))
            }
            RecordKind::Event => {
                let id = self.event_id();
                Record::Event(self.event(id))
            }
            RecordKind::Block => {
                let id = self.block_id();
                Record::Block(self.block(id))
            }
        }
    }

    /// Actions that do not contain a workspace or other actions.
    fn plain(&mut self) -> Action {
        let plain = |kind: &ActionKind| !matches!(kind, ActionKind::All | ActionKind::Become);
        let kinds: Vec<ActionKind> = ActionKind::iter().filter(plain).collect();
        let kind = self.of(&kinds);
        self.action(kind, false)
    }

    /// Another copy of the workspace, a few actions ahead.
    fn copy(&mut self) -> Workspace {
        let mut copy = if self.rarely(3) { Workspace::default() } else { self.workspace.clone() };
        for _ in 0..self.below(6) {
            let action = Draw { seed: self.below(u32::MAX).into(), workspace: &copy, now: self.now }.plain();
            copy = copy.apply(&action, self.now).unwrap_or(copy);
        }
        copy
    }

    fn action(&mut self, kind: ActionKind, deep: bool) -> Action {
        match kind {
            ActionKind::AddTask => {
                let id = self.fresh(TaskId::derived);
                Action::AddTask(Box::new(self.task(id)))
            }
            ActionKind::EditTask => {
                let kind = self.any();
                Action::EditTask(self.task_id(), self.field(kind))
            }
            ActionKind::CloseTask => {
                Action::CloseTask(self.task_id(), self.of(&[Outcome::Done, Outcome::LetGo, Outcome::Deleted]))
            }
            ActionKind::ReopenTask => Action::ReopenTask(self.closed_id()),
            ActionKind::AddStep => {
                Action::AddStep { task: self.task_id(), at: self.below(5) as usize, step: self.step() }
            }
            ActionKind::EditStep => {
                let task = self.task_id();
                Action::EditStep(task, self.step_id(task), self.step_edit())
            }
            ActionKind::MoveStep => {
                let task = self.task_id();
                Action::MoveStep { task, step: self.step_id(task), to: self.below(5) as usize }
            }
            ActionKind::RemoveStep => {
                let task = self.task_id();
                Action::RemoveStep(task, self.step_id(task))
            }
            ActionKind::AddCalendar => {
                let id = self.fresh(CalendarId::derived);
                Action::AddCalendar(Box::new(self.calendar(id)))
            }
            ActionKind::EditCalendar => {
                let id = self.calendar_id();
                Action::EditCalendar(Box::new(self.calendar(id)))
            }
            ActionKind::RemoveCalendar => Action::RemoveCalendar(self.calendar_id()),
            ActionKind::AddEvent => {
                let id = self.fresh(EventId::derived);
                Action::AddEvent(Box::new(self.event(id)))
            }
            ActionKind::EditEvent => Action::EditEvent(self.event_id(), self.event_edit()),
            ActionKind::RemoveEvent => Action::RemoveEvent(self.event_id()),
            ActionKind::ReplaceEvent => {
                let id = self.event_id();
                Action::ReplaceEvent(Box::new(self.event(id)))
            }
            ActionKind::ImportEvents => {
                let calendar = self.calendar_id();
                let events = self.several(4, |it| {
                    let id = it.event_id();
                    Arc::new(Event { calendar, ..it.event(id) })
                });
                Action::ImportEvents { calendar: Box::new(self.calendar(calendar)), events }
            }
            ActionKind::AddBlock => {
                let id = self.fresh(BlockId::derived);
                Action::AddBlock(self.block(id))
            }
            ActionKind::MoveBlock => {
                Action::MoveBlock { block: self.block_id(), start: self.local(), minutes: self.minutes() }
            }
            ActionKind::SetBlockState => Action::SetBlockState(self.block_id(), self.state()),
            ActionKind::RemoveBlock => Action::RemoveBlock(self.block_id()),
            ActionKind::SetSettings => Action::SetSettings(Box::new(self.settings())),
            ActionKind::Timer => Action::Timer(self.timer()),
            ActionKind::AddSession => {
                let id = self.fresh(SessionId::derived);
                Action::AddSession(Box::new(self.session(id)))
            }
            ActionKind::EditSession => {
                let id = self.session_id();
                Action::EditSession(Box::new(self.session(id)))
            }
            ActionKind::SplitSession => {
                let session = self.session_id();
                let start = self.workspace.sessions.get(&session).map_or(self.now.instant, |it| it.start);
                let at = start + TimeDelta::minutes(self.below(15).into());
                Action::SplitSession { session, at, second: self.fresh(SessionId::derived) }
            }
            ActionKind::RemoveSession => Action::RemoveSession(self.session_id()),
            ActionKind::SetReview => Action::SetReview(Box::new(self.review())),
            ActionKind::Put => Action::Put(Box::new(self.record())),
            ActionKind::Become => Action::Become { name: self.text(), workspace: Box::new(self.copy()) },
            ActionKind::PutGoal => Action::PutGoal(Box::new(Goal {
                id: self.fresh(GoalId::derived),
                title: self.text(),
                target: if self.rarely(2) {
                    GoalTarget::Minutes(self.minutes())
                } else {
                    GoalTarget::MicroTasks(self.below(9))
                },
                period: self.of(&[GoalPeriod::Week, GoalPeriod::Month]),
                tag: self.option(Self::text),
                created: self.past(),
                archived: self.option(Self::past),
            })),
            ActionKind::RemoveGoal => Action::RemoveGoal(self.goal_id()),
            ActionKind::PutProject => Action::PutProject(Box::new(Project {
                id: self.fresh(ProjectId::derived),
                title: self.text(),
                notes: self.text(),
                archived: self.option(Self::past),
            })),
            ActionKind::RemoveProject => Action::RemoveProject(self.project_id()),
            ActionKind::PutTemplate => Action::PutTemplate(Box::new(Template {
                id: self.fresh(TemplateId::derived),
                title: self.text(),
                notes: self.text(),
                tags: self.several(2, Self::text),
                steps: self.several(3, Self::step),
            })),
            ActionKind::RemoveTemplate => Action::RemoveTemplate(self.template_id()),
            ActionKind::Forget => Action::Forget(self.closed_id()),
            ActionKind::All => {
                let actions = if deep { self.several(4, Self::plain) } else { Vec::new() };
                Action::All { name: self.text(), actions }
            }
        }
    }
}
