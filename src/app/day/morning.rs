//! The morning: the start of a day, and the blocks that are left from the days before.

use chrono::NaiveDateTime;

use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, Gap, become_urgent, first_place, gaps, round_down};
use crate::model::{Action, Block, BlockId, Minutes, Moment, PlanningDay, Settings, TaskField, TimeRange};
use crate::ui::MorningState;

impl Gapwise {
    /// Moves left-over blocks to the first gaps of today that hold them, or removes them.
    pub(crate) fn carry_over(&mut self, blocks: &[BlockId], to_today: bool, now: Moment) {
        let mut today = self.derived.days.today().filter(|_| to_today).map(|view| Room::of(&view.agenda, &view.gaps));
        let blocks: Vec<_> = blocks.iter().filter_map(|id| self.workspace().blocks.get(id)).collect();
        let (mut actions, mut without_room) = (self.note_put_off(blocks.iter().map(|block| &***block)), 0);
        for block in blocks {
            match today.as_mut().and_then(|room| room.take(block, &self.workspace().settings)) {
                Some(start) => {
                    actions.push(Action::MoveBlock { block: block.id, start, minutes: block.minutes });
                }
                None => {
                    without_room += usize::from(to_today);
                    actions.push(Action::RemoveBlock(block.id));
                }
            }
            if let Some(task) = self.workspace().tasks.get(&block.task) {
                actions.push(Action::EditTask(block.task, TaskField::Carried(task.carried + 1)));
            }
        }
        let name = if to_today { "bring left-over blocks to today" } else { "put left-over blocks back" };
        if !actions.is_empty() && self.act(&Action::All { name: name.into(), actions }, now) && without_room > 0 {
            self.toast(format!("{without_room} did not fit today and went back to the matrix"), true);
        }
    }

    /// Ends the morning.
    pub(crate) fn start_day(&mut self) {
        self.state.morning.open = false;
        self.day.show_today();
    }

    /// Opens the morning screen in the first frame of a new day, except on the very first day.
    pub(crate) fn greet(&mut self, today: PlanningDay, now: Moment) {
        let last = self.personal.prefs.greeted;
        if last.is_some_and(|date| date >= today.date) {
            return;
        }
        self.personal.prefs.greeted = Some(today.date);
        if let Some(date) = last
            && self.state.dialog.is_none()
            && !self.workspace().is_empty()
        {
            self.open_morning(PlanningDay { date, ..today }, now);
        }
    }

    /// Opens the morning screen with the cards that became urgent since the start of another day.
    pub(crate) fn open_morning(&mut self, since: PlanningDay, now: Moment) {
        let crossed = become_urgent(self.workspace(), [since.span().start, now.local], self.time.here());
        self.state.morning = MorningState::of(crossed);
        self.day.show_today();
    }

    /// Makes the time from now until `until` working time, today only.
    pub(crate) fn use_until(&mut self, until: NaiveDateTime, now: Moment) {
        let today = self.today(now);
        let mut settings = Settings::clone(&self.workspace().settings);
        let range = TimeRange { from: round_down(now.local, Minutes::new(1)).time(), to: until.time() };
        let hours = settings.hours_on(today.date).with(range, settings.day_start);
        settings.date_hours.insert(today.date, hours);
        let name = format!("use today until {}", self.time.words.time(until));
        let mut actions = vec![Action::settings(name.clone(), settings)];
        let closed = self.workspace().closed_day(today.date);
        actions.extend(closed.map(|review| Action::SetReview(Box::new(review.reopened()))));
        self.act(&Action::All { name, actions }, now);
    }
}

/// The free time of a day that is filled block by block.
struct Room {
    agenda: Agenda,
    gaps: Vec<Gap>,
}

impl Room {
    fn of(agenda: &Agenda, gaps: &[Gap]) -> Self {
        Self { agenda: agenda.clone(), gaps: gaps.to_vec() }
    }

    /// Takes the first place of a block, and returns its start.
    fn take(&mut self, block: &Block, settings: &Settings) -> Option<NaiveDateTime> {
        let start = first_place(&self.agenda, settings, &self.gaps, block.minutes)?;
        let from = self.gaps.first()?.span.start;
        let blocks = &mut self.agenda.blocks;
        let at = blocks.partition_point(|it| it.start <= start);
        blocks.insert(at, Block { start, ..block.clone() }.into());
        self.gaps = gaps(&self.agenda, settings, from);
        Some(start)
    }
}
