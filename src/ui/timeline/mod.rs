//! The days: hours, events, blocks, suggestions, gaps, and what a hand does with them. One day or several beside each
//! other are the same code.

mod actual;
mod block_menu;
mod columns;
mod create;
mod drop;
mod edge;
mod event_line;
mod follow;
mod gesture;
mod ghost;
mod header;
mod hours;
mod items;
mod lanes;
mod push;
mod question;
mod scale;
mod scroll;

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use egui::{Rangef, Rect, Ui, UiBuilder, pos2};

use super::state::UiState;
use super::theme;
use super::view::{DayView, Dragged, Intent, Selection, ViewContext};
use crate::model::{BlockId, Minutes, PlanningDay, Span, StepId, TaskId};
use crate::planner::Suggestion;
use columns::Columns;
use gesture::Gesture;
use scale::Scale;

pub use actual::SessionIntent;
pub use block_menu::{merge_with_next, middle, split_at};
pub use header::{suggestions_ui, zoom_buttons_ui};
pub use items::announce;
pub use push::{Yield, yields};
pub use question::{EventQuestion, SeriesQuestion, what_if_handle_ui};

/// What the timeline remembers between frames.
pub struct TimelineState {
    /// Points an hour.
    pub hour_height: f32,
    /// Blocks that are selected besides the one that the inspector shows.
    pub also: BTreeSet<BlockId>,
    /// A meeting that is asked about: "what if it were there?"
    pub asked: Option<EventQuestion>,
    /// Such a meeting is being dragged out of its handle.
    new_what_if: bool,
    /// A change to a series that waits for how far it goes.
    pub series: Option<SeriesQuestion>,
    /// Whether the popover of a suggestion says why.
    pub why: bool,
    /// The block whose popover is open.
    pub popover: Option<BlockId>,
    /// How many days were drawn last, and the first of them: another view is scrolled to its own time.
    shown: Option<(usize, PlanningDay)>,
    /// Time to be scrolled to in the next frame.
    scroll_to: Option<NaiveDateTime>,
    /// To be scrolled into view in the next frame if it is not.
    reveal: Option<Span>,
    /// A suggestion that is to be selected when it is there, by its start.
    select_ghost_at: Option<NaiveDateTime>,
    /// The start of the suggestion that was clicked last: a task may be suggested in several pieces.
    picked: Option<NaiveDateTime>,
    /// The suggestion that is under the pointer.
    hovered: Option<(TaskId, Option<StepId>)>,
    /// What keys ask for: the factor to zoom by in the next frame.
    zoom_by: f32,
    offset: f32,
    gesture: Option<Gesture>,
    /// Where the end of today's working hours is dragged to.
    pub edge: Option<NaiveDateTime>,
    /// The time at which a menu was opened.
    menu_at: Option<NaiveDateTime>,
    event_draft: String,
    /// Puts the cursor into the line for events in the next frame.
    focus_event: bool,
    create: Option<create::Draft>,
    choice: Option<drop::Choice>,
}

impl Default for TimelineState {
    fn default() -> Self {
        Self {
            hour_height: 96.0,
            also: BTreeSet::new(),
            asked: None,
            new_what_if: false,
            series: None,
            why: false,
            popover: None,
            shown: None,
            scroll_to: None,
            reveal: None,
            select_ghost_at: None,
            picked: None,
            hovered: None,
            zoom_by: 1.0,
            offset: 0.0,
            gesture: None,
            edge: None,
            menu_at: None,
            event_draft: String::new(),
            focus_event: false,
            create: None,
            choice: None,
        }
    }
}

impl TimelineState {
    /// Zooms by a factor around the pointer, or around the middle of what is shown.
    pub fn zoom(&mut self, factor: f32) {
        self.zoom_by *= factor;
    }

    /// Brings a time to the top of the days with the next frame.
    pub fn scroll_to(&mut self, at: NaiveDateTime) {
        self.scroll_to = Some(at);
    }

    /// Whether a drag is under way or a question waits for an answer: the suggestions hold still meanwhile.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_some()
            || self.edge.is_some()
            || self.create.is_some()
            || self.choice.is_some()
            || self.series.is_some()
    }

    /// Whether keys go to a small dialog of the timeline.
    pub fn takes_keys(&self) -> bool {
        self.is_busy() || self.popover.is_some()
    }

    /// Scrolls so far that a span is in view.
    pub fn reveal_if_hidden(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Selects the suggestion that comes to stand at a time.
    pub fn reveal_ghost_at(&mut self, at: NaiveDateTime) {
        self.select_ghost_at = Some(at);
    }

    /// The suggestion that was waited for, once.
    pub fn take_awaited_ghost(&mut self) -> Option<NaiveDateTime> {
        self.select_ghost_at.take()
    }

    /// Of the suggested pieces of a task, the one that was clicked, else the first.
    pub fn pick<'a>(&self, pieces: impl Iterator<Item = &'a Suggestion>) -> Option<&'a Suggestion> {
        let mut pieces = pieces.peekable();
        let first = pieces.peek().copied();
        pieces.find(|piece| Some(piece.span.start) == self.picked).or(first)
    }

    /// The suggestion under the pointer.
    pub fn hovered_ghost(&self) -> Option<(TaskId, Option<StepId>)> {
        self.hovered
    }

    /// Asks for the title of an event that takes `span`.
    pub fn name_event(&mut self, span: Span) {
        self.create = Some(create::Draft::new(span));
    }

    /// Puts the cursor into the line for events in the next frame.
    pub fn focus_event_line(&mut self) {
        self.focus_event = true;
    }
}

/// The drawing of one day in one frame: where things are, and what there is to read.
struct Canvas<'a> {
    ctx: &'a ViewContext<'a>,
    day: &'a DayView,
    columns: &'a Columns,
    index: usize,
    scale: Scale,
    /// Where events and blocks may be.
    x: Rangef,
    /// What is visible, of all days.
    view: Rect,
    grid: Minutes,
}

impl Canvas<'_> {
    /// The part of a span that is on this day.
    fn rect(&self, span: Span, least: f32) -> Rect {
        self.scale.rect(span.intersection(self.day.agenda.day.span()), self.x, least)
    }

    /// The parts of spans that are on this day, with overlaps side by side; `wanted` points high if that covers neither
    /// what follows nor `others`.
    fn rects(&self, spans: &[Span], others: &[Span], wanted: f32) -> Vec<Rect> {
        let day = self.day.agenda.day.span();
        let here: Vec<_> = spans.iter().map(|span| span.intersection(day)).collect();
        lanes::rects(&here, others, self.scale, self.x, wanted)
    }
}

/// Draws the chosen day with what stands above it into all of `ui`.
pub fn timeline_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    let mut top = header::header_ui(ui, area, ctx, state, out);
    top = super::now_strip::now_strip_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
    top = header::all_day_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
    days_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
}

/// Draws the hours of all shown days into `body`, and what floats above them.
pub(super) fn days_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let name = if ctx.days.len() == 1 { "Day" } else { "Days" };
    let mut inner = ui.new_child(UiBuilder::new().id_salt("day").max_rect(body).accessibility_label(name));
    inner.shrink_clip_rect(body);
    scroll::scroll_ui(&mut inner, body, ctx, state, out);
    create::create_ui(ui, ctx, state, out);
    drop::choice_ui(ui, ctx, state, out);
    question::series_ui(ui, ctx, state, out);
    block_menu::popover_ui(ui, body, ctx, state, out);
}

/// Where the columns of the days are within `body`.
pub(super) fn columns_x(body: Rect) -> Rangef {
    Rangef::new(body.left() + theme::HOURS_WIDTH, body.right())
}

fn canvas_ui(
    ui: &mut Ui,
    columns: &Columns,
    body: Rect,
    ctx: &ViewContext,
    state: &mut UiState,
    out: &mut Vec<Intent>,
) {
    let canvas = |index: usize| Canvas {
        ctx,
        day: &ctx.days[index],
        columns,
        index,
        scale: columns.scale(index),
        x: columns.x(index),
        view: body,
        grid: ctx.workspace.settings.grid,
    };
    state.timeline.hovered = None;
    hours::labels_ui(ui, &canvas(0));
    for canvas in (0..columns.len()).map(canvas) {
        hours::background_ui(ui, &canvas);
        empty_space_ui(ui, &canvas, state, out);
        ghost::gaps_ui(ui, &canvas);
        hours::now_line_ui(ui, &canvas, None);
        actual::actual_ui(ui, &canvas, out);
        items::items_ui(ui, &canvas, state, out);
        ghost::ghosts_ui(ui, &canvas, state, out);
        edge::edge_ui(ui, &canvas, state, out);
        items::read_by_time(ui);
    }
    if state.timeline.new_what_if
        && state.timeline.gesture.is_none()
        && let Some(at) = ui.input(|input| input.pointer.interact_pos())
    {
        state.timeline.gesture = Some(Gesture::ask(columns, at, ctx.workspace.settings.grid));
    }
    energy_ui(ui, &canvas(0), state, out);
    question::event_ui(ui, &canvas(0), state, out);
    follow::follow_ui(ui, &canvas(0), state, out);
    drop::drop_ui(ui, &canvas(0), state, out);
}

/// The strip of energy beside the hours, while the rules of the day are open.
fn energy_ui(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    let scale = canvas.scale;
    let day = canvas.day.agenda.day;
    let (top, bottom) = (scale.y(day.span().start), scale.y(day.span().end));
    let left = canvas.view.left() + 1.0;
    let strip = Rect::from_min_max(pos2(left, top), pos2(left, bottom));
    let at = |y: f32| scale.at(y).clamp(day.span().start, day.span().end - chrono::TimeDelta::seconds(1));
    super::panels::energy_strip_ui(ui, strip, day, (&at, &|time| scale.y(time)), canvas.ctx, state, out);
}

/// Dragging empty space creates something; a click on it selects nothing.
fn empty_space_ui(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    let rect = Rect::from_x_y_ranges(canvas.x, ui.max_rect().y_range());
    let response = ui.interact(rect, ui.scope_id().with(("empty", canvas.index)), egui::Sense::click_and_drag());
    let name = match canvas.columns.len() {
        1 => "Empty space of the day".to_owned(),
        _ => canvas.day.agenda.day.date.format("Empty space of %A").to_string(),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, &name));
    if response.drag_started_by(egui::PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.press_origin())
    {
        state.timeline.gesture = Some(Gesture::create(canvas.columns, at, canvas.grid));
    }
    if response.clicked() {
        state.timeline.also.clear();
        out.push(Intent::Select(Selection::Nothing));
    }
}

/// The raster of a drag: a minute with Shift, else the grid.
fn raster(ui: &Ui, grid: Minutes) -> Minutes {
    if ui.input(|input| input.modifiers.shift) { Minutes::new(1) } else { grid }
}

/// "10:55–11:20".
pub fn times(span: Span) -> String {
    format!("{}–{}", span.start.format("%H:%M"), span.end.format("%H:%M"))
}

/// The payload of a card or step that is over the timeline.
fn hovering(ui: &Ui, view: Rect) -> Option<(Dragged, egui::Pos2)> {
    let dragged = egui::DragAndDrop::payload::<Dragged>(ui.ctx())?;
    let at = ui.input(|input| input.pointer.interact_pos()).filter(|at| view.contains(*at))?;
    Some((*dragged, at))
}
