//! One thing at a time: what runs, large, with its steps and notes; a break; or what could be next.

mod bar;
mod offer;
mod parts;
mod running;
mod settings;

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::state::UiState;
use super::theme;
use super::view::{Intent, ViewContext};
use crate::model::{Away, Minutes, Moment, SessionId, SessionKind, StepId, TaskId};

pub(super) use bar::{bar_ui, bar_width, floating_ui};
pub(super) use parts::whole_minutes;
pub use running::next_thing;
pub(super) use running::{pushed, what_then};

/// What the Focus view remembers between frames.
#[derive(Default)]
pub struct FocusState {
    /// What can be done next, after something was finished.
    pub offer: Option<Offer>,
    /// Time in which nobody may have been there, and that was not answered for.
    pub away: Option<AwayQuestion>,
    /// What was asked for meanwhile, and waits for the answer.
    pub then: Option<Intent>,
    /// Until when it was answered for: the same idleness is not asked about twice.
    pub idle_answered: Option<chrono::DateTime<chrono::Utc>>,
    /// A stray thought, half typed; `None` while the field is closed.
    pub thought: Option<String>,
    /// Something else that was done, half typed.
    pub unplanned: Option<Unplanned>,
    /// Why it is paused, half typed.
    pub why: String,
    pub next: String,
    /// What was written before it went on, and the session that it is for.
    pub wrote: Option<(SessionId, String)>,
    /// Puts the cursor into the field that was opened last, in the next frame.
    pub focus_field: bool,
    /// Whether a small window floats above all others.
    pub floating: bool,
}

/// What fits into the time that is left after something was finished.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// "Finished: Draft intro".
    pub finished: String,
    /// Free minutes until the next thing that is fixed.
    pub minutes: Minutes,
    /// Until what: "Client call at 13:00".
    pub until: String,
    pub work: Vec<(TaskId, Option<StepId>, Minutes)>,
    /// How long a break is now.
    pub rest: Minutes,
    /// Whether the rhythm asks for it.
    pub rest_due: bool,
    /// A task whose last step was ticked: it can be closed.
    pub complete: Option<TaskId>,
}

/// Time in which the machine slept, or nobody was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwayQuestion {
    pub from: chrono::DateTime<chrono::Utc>,
    pub until: chrono::DateTime<chrono::Utc>,
    /// Where it begins on the wall clock.
    pub local: chrono::NaiveDateTime,
    pub minutes: Minutes,
    /// The machine was awake, but nobody touched it.
    pub idle: bool,
}

impl AwayQuestion {
    /// About the time between two instants.
    pub fn new((from, until): Instants, idle: bool, now: Moment) -> Self {
        let minutes = Minutes::new(u32::try_from((until - from).num_minutes()).unwrap_or(0));
        Self { from, until, local: now.local - (now.instant - from), minutes, idle }
    }

    /// "No key and no mouse for 12m from 09:10 on. Were you at it?"
    pub(super) fn words(&self) -> String {
        let what = if self.idle { "No key and no mouse" } else { "Nothing was heard" };
        format!("{what} for {} from {} on. Were you at it?", self.minutes, self.local.format("%H:%M"))
    }
}

type Instants = (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>);

/// Unplanned work to be logged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unplanned {
    pub title: String,
    /// Minutes up to now, as typed.
    pub minutes: String,
}

/// What is asked for in the Focus view and its bar.
#[derive(Clone, Debug, PartialEq)]
pub enum FocusIntent {
    Pause,
    Interrupted,
    /// Says by what it was interrupted.
    Why(String),
    /// "Next I will ...".
    Next(String),
    Resume,
    /// Five minutes more.
    Extend,
    /// Ends what runs; it stays open.
    Stop,
    /// Ticks what runs, and offers what fits the rest.
    Done,
    /// Ticks the step that runs and goes on with the next.
    DoneAndNext,
    Break,
    SkipBreak,
    /// Puts a stray thought into the inbox.
    Park(String),
    Unplanned {
        title: String,
        minutes: Minutes,
    },
    Away(Away),
    /// Takes what the overrun pushes off the day, so that it is suggested anew.
    Replan,
    /// Closes what is offered after something ended.
    Dismiss,
}

/// Draws the view into all of `ui`.
pub(super) fn focus_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    let session = ctx.workspace.open_session();
    let task = session.filter(|it| it.kind == SessionKind::Focus).and_then(|it| it.task);
    let beside = task.and_then(|task| ctx.workspace.any_task(task));
    let mut main = area;
    if let Some(task) = beside.filter(|task| area.width() >= 900.0 && parts::has_details(task)) {
        let (left, right) = area.split_left_right_at_x(area.right() - 320.0);
        main = left;
        let mut side = ui.new_child(UiBuilder::new().id_salt("details").max_rect(right));
        side.shrink_clip_rect(right);
        parts::details_ui(&mut side, ctx, task, session.and_then(|it| it.step), out);
    }
    let corner = Rect::from_min_size(pos2(main.right() - theme::PAD - 28.0, main.top() + theme::GAP), vec2(28.0, 28.0));
    settings::settings_ui(&mut ui.new_child(UiBuilder::new().id_salt("rules").max_rect(corner)), ctx, out);
    let below = main.with_min_y(corner.bottom());
    let mut inner = ui.new_child(UiBuilder::new().id_salt("focus").max_rect(below));
    inner.shrink_clip_rect(below);
    ScrollArea::vertical().id_salt("focus-scroll").auto_shrink(false).show(&mut inner, |ui| {
        centred(ui, below, |ui| match session {
            Some(session) if session.kind == SessionKind::Break => running::break_ui(ui, ctx, session, out),
            Some(session) => running::running_ui(ui, ctx, session, state, out),
            None => offer::idle_ui(ui, ctx, state, out),
        });
    });
}

/// A column in the middle, moved down so far that it looks at rest; its height is that of the last frame.
fn centred(ui: &mut Ui, main: Rect, draw: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("height");
    let height: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(420.0);
    let width = (main.width() - 2.0 * theme::PAD).clamp(200.0, 560.0);
    let top = main.top().max(ui.cursor().top()) + ((main.height() - height) / 2.2).max(theme::PAD);
    ui.add_space((top - ui.cursor().top()).max(0.0));
    let left = main.center().x - width / 2.0;
    let rect = Rect::from_min_size(pos2(left, ui.cursor().top()), vec2(width, 0.0));
    let layout = egui::Layout::top_down(egui::Align::Center);
    let mut column = ui.new_child(UiBuilder::new().id_salt("column").max_rect(rect).layout(layout));
    draw(&mut column);
    let used = column.min_rect();
    if (used.height() - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, used.height()));
        ui.ctx().request_repaint();
    }
    ui.advance_cursor_after_rect(used);
    ui.add_space(theme::PAD);
}
