//! Looking back in the app: the numbers, once a revision; what is moved, written and shared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::calendar::{Agenda, Gap, gaps};
use crate::model::{
    Action, Block, BlockId, BlockState, Minutes, Moment, Outcome, PlanningDay, PutOff, Quadrant, Review, Span,
    StepEdit, TaskEdit, TaskId, TimerAction, day_of,
};
use crate::review::report::{self, Document, ReportScope, ReviewSource};
use crate::review::{
    Became, DayReview, GoalProgress, PeriodReview, PlannedBlock, advice, goal_progress, observations, streak,
};
use crate::ui::command::Command;
use crate::ui::{Intent, Purpose, ReportForm, ReportPreview, ReviewIntent, Reviewed, Selection, View};

use crate::app::gapwise::Gapwise;

/// The numbers that are shown, and what they were made from.
#[derive(Default)]
pub(crate) struct Looking {
    made_from: Option<(u64, ReportScope, i64)>,
    pub reviewed: Option<Reviewed>,
    /// The page that was opened in the browser last.
    page: Option<tempfile::TempPath>,
}

impl Gapwise {
    /// Computes the review that is shown, when something changed or a minute of a running session has passed.
    pub(crate) fn refresh_review(&mut self, now: Moment) {
        if self.state.view != View::Review {
            return;
        }
        let today = self.today(now);
        let scope = self.state.review.reach.scope(self.shown_day(today));
        let key = (self.history.revision(), scope, now.instant.timestamp() / 60);
        if self.looking.made_from == Some(key) {
            return;
        }
        let source = self.source(now, false);
        let last = |date: NaiveDate| date.min(today.date);
        let reviewed = match scope {
            ReportScope::Plan(day) | ReportScope::Day(day) => Reviewed::Day {
                review: Box::new(DayReview::of(&source, day)),
                streak: streak(&source, last(day.date)),
                first: self.first_of_tomorrow(),
                next: if day.date < today.date { today } else { self.next_working_day(now) },
            },
            ReportScope::Period(period) => {
                let review = PeriodReview::of(&source, period);
                let end = period.to.pred_opt().unwrap_or(period.to);
                Reviewed::Period {
                    observations: observations(&review),
                    advice: advice(&source, &review),
                    goals: goal_progress(&source, last(end)),
                    streak: streak(&source, last(end)),
                    band: report::band(&source),
                    review: Box::new(review),
                }
            }
        };
        (self.looking.made_from, self.looking.reviewed) = (Some(key), Some(reviewed));
    }

    fn source(&self, now: Moment, without_private: bool) -> ReviewSource<'_> {
        ReviewSource { workspace: self.workspace(), here: self.here, now: now.instant, without_private }
    }

    /// How far the goals are before an action that may bring one further; nothing for any other.
    pub(crate) fn goals_before(&self, action: &Action, now: Moment) -> Vec<GoalProgress> {
        let counts = matches!(
            action,
            Action::CloseTask(_, Outcome::Done)
                | Action::EditStep(_, _, StepEdit::Done(true))
                | Action::Timer(TimerAction::Finish | TimerAction::Start { .. } | TimerAction::StartBreak { .. })
        );
        if !counts || self.workspace().goals.is_empty() {
            return Vec::new();
        }
        // What runs counts from here on as it did until a second ago, so that ending it is what reaches a goal.
        let started = self.workspace().open_session().map_or(now.instant, |session| session.start);
        let source = ReviewSource { now: started, ..self.source(now, false) };
        goal_progress(&source, self.today(now).date)
    }

    /// Says quietly that a goal was reached.
    pub(crate) fn celebrate(&mut self, before: &[GoalProgress], now: Moment) {
        if before.is_empty() {
            return;
        }
        let after = goal_progress(&self.source(now, false), self.today(now).date);
        let was_open = |id| before.iter().any(|it| it.id == id && !it.is_reached());
        let reached: Vec<_> = after.iter().filter(|it| it.is_reached() && was_open(it.id)).collect();
        let words: Vec<_> = reached.iter().map(|it| format!("Goal reached: {}, {}", it.title, it.words())).collect();
        words.into_iter().for_each(|words| self.toast(words, false));
    }

    /// What tomorrow could begin with: the first cards of what is important.
    fn first_of_tomorrow(&self) -> Vec<TaskId> {
        let board = self.derived.board();
        let rows = [Quadrant::Do, Quadrant::Schedule].map(|quadrant| &board.column(quadrant).rows);
        rows.iter().flat_map(|rows| rows.iter().filter(|row| !row.fading).take(2)).map(|row| row.task).take(3).collect()
    }

    /// Carries out what the Review view asks for.
    pub(crate) fn review(&mut self, intent: ReviewIntent, now: Moment) {
        match intent {
            ReviewIntent::Go(day) => self.show_day(day, now),
            ReviewIntent::Write(review) => {
                self.act(&Action::SetReview(review), now);
            }
            ReviewIntent::Apply(settings) => {
                if self.act(&Action::SetSettings(settings), now) {
                    self.toast("Changed. The planner keeps to it from now on", true);
                }
            }
            ReviewIntent::MoveLeft(block, day) => self.move_left(block, day, now),
            ReviewIntent::BackToMatrix(block) => self.back_to_matrix(block, now),
            ReviewIntent::Drop(block) => self.drop_left(block, now),
            ReviewIntent::DoneForToday => self.done_for_today(now),
            ReviewIntent::FirstTomorrow(task) => self.begin_tomorrow_with(task, now),
            ReviewIntent::Preview(form) => self.preview(form, now),
            ReviewIntent::CopyReport => {
                if let Some(preview) = &self.state.review.preview {
                    self.egui.copy_text(preview.text.clone());
                    self.toast("Copied", false);
                }
            }
            ReviewIntent::SaveReport => self.ask_where_to_save(),
            ReviewIntent::OpenReport => self.look_at_page(),
        }
    }

    /// What is left of the day that is reviewed; `None` where no review of a day is shown.
    pub(crate) fn left_in_review(&self) -> Option<&[PlannedBlock]> {
        (self.state.view == View::Review).then(|| self.looking.reviewed.as_ref().map_or(&[][..], Reviewed::left))
    }

    /// Does with the block that is chosen among what is left what its key says.
    pub(crate) fn move_chosen_left(&mut self, command: Command, now: Moment) {
        let Some(Reviewed::Day { review, next, .. }) = &self.looking.reviewed else { return };
        let Some(block) = self.state.review.chosen_left(&review.left) else { return };
        let next = *next;
        match command {
            Command::LeftToNextDay => self.move_left(block, next, now),
            Command::LeftToAnotherDay => self.state.review.ask_for_day(block),
            Command::LeftToMatrix => self.back_to_matrix(block, now),
            _ => self.drop_left(block, now),
        }
    }

    /// What is left of a block in the review of a day.
    fn left_of(&self, block: BlockId) -> Option<PlannedBlock> {
        self.looking.reviewed.as_ref()?.left().iter().find(|it| it.block.id == block).cloned()
    }

    /// The reviews of the days of these blocks, with a note that they were planned there: they leave those days.
    pub(crate) fn putting_off<'a>(&self, blocks: impl Iterator<Item = &'a Block>) -> BTreeMap<NaiveDate, Review> {
        let workspace = self.workspace();
        let mut reviews = BTreeMap::new();
        for block in blocks {
            let date = day_of(block.start, workspace.settings.day_start).date;
            let written = || workspace.reviews.get(&date).map_or_else(|| Review::of(date), |it| Review::clone(it));
            let title = workspace.title_of(block.task, block.step).unwrap_or_default().to_owned();
            let review = reviews.entry(date).or_insert_with(written);
            review.put_off.retain(|it| it.block.id != block.id);
            review.put_off.push(PutOff { block: block.clone(), title });
        }
        reviews
    }

    /// The same as actions.
    pub(crate) fn note_put_off<'a>(&self, blocks: impl Iterator<Item = &'a Block>) -> Vec<Action> {
        self.putting_off(blocks).into_values().map(|review| Action::SetReview(Box::new(review))).collect()
    }

    /// Plans a block that is left, or its rest, on another day: at the same time where that is free, else in the first gap that holds
    /// it, else at the same time all the same.
    fn move_left(&mut self, block: BlockId, day: PlanningDay, now: Moment) {
        let Some(PlannedBlock { block, planned, became, title, .. }) = self.left_of(block) else { return };
        let settings = &self.workspace().settings;
        let minutes = if became == Became::Unfinished { planned.max(settings.grid) } else { planned };
        let from = if day == self.today(now) { now.local } else { day.span().start };
        let agenda = Agenda::of(self.workspace(), day, self.here);
        let free = gaps(&agenda, settings, from);
        let same = Span::new(day.at(block.start.time()), day.at(block.start.time()) + minutes.delta());
        let holds = |gap: &&Gap| gap.span.start <= same.start && same.end <= gap.span.end;
        let start = match free.iter().find(holds) {
            Some(_) => same.start,
            None => {
                let roomy = free.iter().find(|gap| gap.span.minutes() >= minutes);
                roomy.map_or(same.start.max(from), |gap| gap.span.start)
            }
        };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.push(if became == Became::Unfinished {
            let id = BlockId::new(now.instant);
            Action::AddBlock(Block { id, start, minutes, state: BlockState::Planned, ..block })
        } else {
            Action::MoveBlock { block: block.id, start, minutes }
        });
        if let Some(task) = self.workspace().tasks.get(&block.task) {
            actions.push(Action::EditTask(block.task, TaskEdit::Carried(task.carried + 1)));
        }
        let name = format!("move '{title}' to {}", start.format("%A"));
        if self.act(&Action::All { name, actions }, now) {
            self.toast(format!("{title}: {}", start.format("%A %-d %B, %H:%M")), true);
        }
    }

    fn back_to_matrix(&mut self, block: BlockId, now: Moment) {
        let Some(PlannedBlock { block, became, title, .. }) = self.left_of(block) else { return };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.extend((became != Became::Unfinished).then_some(Action::RemoveBlock(block.id)));
        if self.act(&Action::All { name: format!("put back '{title}'"), actions }, now) {
            self.toast(format!("Back in the matrix: {title}"), true);
        }
    }

    /// Drops what a block was for, its step, else its task, and takes it off the day.
    fn drop_left(&mut self, block: BlockId, now: Moment) {
        let Some(PlannedBlock { block, became, title, .. }) = self.left_of(block) else { return };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.extend((became != Became::Unfinished).then_some(Action::RemoveBlock(block.id)));
        actions.push(match block.step {
            Some(step) => Action::RemoveStep(block.task, step),
            None => Action::CloseTask(block.task, Outcome::LetGo),
        });
        if self.act(&Action::All { name: format!("drop '{title}'"), actions }, now) {
            self.toast(format!("Dropped: {title}"), true);
        }
    }

    /// The next day with working hours; tomorrow if there is none within two weeks.
    fn next_working_day(&self, now: Moment) -> PlanningDay {
        let today = self.today(now);
        let works = |day: &PlanningDay| !self.workspace().settings.hours_on(day.date).0.is_empty();
        (1..=14).map(|days| today.plus(days)).find(works).unwrap_or(today.plus(1))
    }

    /// Ends the day: what is left goes back to the matrix, in one step of undo.
    pub(crate) fn done_for_today(&mut self, now: Moment) {
        if self.ask_first(Intent::Run(Command::DoneForToday), now) {
            return;
        }
        let today = self.today(now);
        if self.workspace().open_session().is_some() {
            self.stop(now);
            self.state.focus.offer = None;
        }
        let DayReview { left, written, .. } = DayReview::of(&self.source(now, false), today);
        let put_off = self.putting_off(left.iter().map(|it| &it.block)).remove(&today.date);
        let review = Review { done_for_today: Some(now.instant), ..put_off.unwrap_or(written) };
        let planned = left.iter().filter(|it| it.became != Became::Unfinished);
        let mut actions: Vec<_> = planned.map(|it| Action::RemoveBlock(it.block.id)).collect();
        let back = actions.len();
        actions.push(Action::SetReview(Box::new(review)));
        if self.act(&Action::All { name: "be done for today".into(), actions }, now) {
            let plural = if back == 1 { "" } else { "s" };
            let words = match back {
                0 => "Nothing is left of today. Done.".to_owned(),
                _ => format!("Done for today: {back} block{plural} put back"),
            };
            self.toast(words, true);
            self.state.selection = Selection::Nothing;
        }
    }

    /// Plans the next step of a task at the first free time of the next working day.
    fn begin_tomorrow_with(&mut self, id: TaskId, now: Moment) {
        let Some(task) = self.workspace().tasks.get(&id).cloned() else { return };
        let (today, next) = (self.today(now), self.next_working_day(now));
        let settings = self.workspace().settings.clone();
        let step = task.next_step();
        let minutes = step.map_or_else(|| task.left(settings.guess), |step| step.estimate.unwrap_or(settings.guess));
        let agenda = Agenda::of(self.workspace(), next, self.here);
        let free = gaps(&agenda, &settings, next.span().start);
        let gap = free.iter().find(|gap| gap.span.minutes() >= minutes).or(free.first());
        let written = self.workspace().reviews.get(&today.date).map(|review| Review::clone(review));
        let review = Review { first_tomorrow: Some(id), ..written.unwrap_or_else(|| Review::of(today.date)) };
        let mut actions = vec![Action::SetReview(Box::new(review))];
        if let Some(gap) = gap {
            let step = step.map(|step| step.id);
            let minutes = minutes.min(gap.span.minutes()).max(Minutes::new(1));
            let start = gap.span.start;
            let id = BlockId::new(now.instant);
            let block = Block { id, task: task.id, step, start, minutes, state: BlockState::Planned };
            actions.push(Action::AddBlock(block));
        }
        let name = format!("begin {} with '{}'", next.date.format("%A"), task.title);
        if self.act(&Action::All { name, actions }, now) {
            let when = gap.map(|gap| gap.span.start.format("%A, %H:%M").to_string()).unwrap_or_default();
            self.toast(format!("First: {}. {when}", task.title), true);
        }
    }

    fn preview(&mut self, form: ReportForm, now: Moment) {
        let document = Document::of(&self.source(now, form.without_private), form.scope);
        let text = if form.html { document.html() } else { document.markdown() };
        self.state.review.preview = Some(ReportPreview { form, document, text });
    }

    /// Writes the page that is shown into a file that only the person can read, for as long as the app runs, and opens it.
    fn look_at_page(&mut self) {
        let Some(preview) = &self.state.review.preview else { return };
        let written = tempfile::Builder::new().prefix("gapwise-report-").suffix(".html").tempfile().and_then(|file| {
            fs::write(file.path(), &preview.text)?;
            Ok(file.into_temp_path())
        });
        match written {
            Ok(path) => {
                self.egui.open_url(egui::OpenUrl::new_tab(format!("file://{}", path.display())));
                self.looking.page = Some(path);
            }
            Err(error) => self.toast(format!("The page cannot be written: {error}"), false),
        }
    }

    fn ask_where_to_save(&mut self) {
        if self.state.review.preview.is_some() {
            self.ask_for_path(Purpose::SaveReport);
        }
    }

    /// Where a report would be looked for: "review-2026-11-23.html" among the documents.
    pub(crate) fn report_path(&self) -> PathBuf {
        let Some(preview) = &self.state.review.preview else { return PathBuf::new() };
        let name = match preview.form.scope {
            ReportScope::Plan(day) => format!("plan-{}", day.date),
            ReportScope::Day(day) => format!("review-{}", day.date),
            ReportScope::Period(period) => format!("review-{}-{}-days", period.from, period.len()),
        };
        let folder = directories::UserDirs::new();
        let folder = folder.as_ref().map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()));
        folder.unwrap_or(Path::new("")).join(name + if preview.form.html { ".html" } else { ".md" })
    }

    /// Writes the report that is shown. Returns what went wrong.
    pub(crate) fn save_report(&mut self, path: &Path) -> Option<String> {
        let preview = self.state.review.preview.as_ref()?;
        if path.is_dir() {
            return Some("That is a folder. Add a name for the file.".into());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| fs::metadata(folder).is_err()) {
            return Some("There is no such folder.".into());
        }
        match crate::store::write_atomically(&crate::store::LocalDisk, path, preview.text.as_bytes()) {
            Ok(_) => {
                self.toast(format!("The report is in {}", path.display()), false);
                self.state.review.preview = None;
                None
            }
            Err(error) => Some(format!("It cannot be written: {error}")),
        }
    }
}
