//! The day: hours, events, blocks, suggestions, gaps, and what a hand does with them.

mod create;
mod drop;
mod gesture;
mod ghost;
mod header;
mod hours;
mod items;
mod lanes;
mod scale;

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Rangef, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::state::UiState;
use super::theme::{self, palette};
use super::view::{Dragged, Intent, ViewContext};
use crate::model::{Minutes, PlanningDay, Span};
use gesture::{Gesture, Target};
use scale::Scale;

pub use create::{parse_event_line, parse_times};

/// What the timeline remembers between frames.
pub struct TimelineState {
    /// Points an hour.
    pub hour_height: f32,
    /// The day that was drawn last: another one is scrolled to its own time.
    shown: Option<PlanningDay>,
    /// Time to be scrolled to in the next frame.
    scroll_to: Option<NaiveDateTime>,
    /// To be scrolled into view in the next frame if it is not.
    reveal: Option<Span>,
    /// A suggestion that is to be selected when it is there, by its start.
    select_ghost_at: Option<NaiveDateTime>,
    /// Keeps a time at its place while the zoom changes: the time and its distance from the top of the view.
    anchor: Option<(NaiveDateTime, f32)>,
    offset: f32,
    gesture: Option<Gesture>,
    event_draft: String,
    create: Option<create::Draft>,
    choice: Option<drop::Choice>,
}

impl Default for TimelineState {
    fn default() -> Self {
        Self {
            hour_height: 96.0,
            shown: None,
            scroll_to: None,
            reveal: None,
            select_ghost_at: None,
            anchor: None,
            offset: 0.0,
            gesture: None,
            event_draft: String::new(),
            create: None,
            choice: None,
        }
    }
}

impl TimelineState {
    const ZOOM: std::ops::RangeInclusive<f32> = 24.0..=720.0;

    /// Zooms by a factor around the middle of what is shown.
    pub fn zoom(&mut self, factor: f32) {
        self.hour_height = (self.hour_height * factor).clamp(*Self::ZOOM.start(), *Self::ZOOM.end());
    }

    /// Whether a drag is under way or a question waits for an answer: the suggestions hold still meanwhile.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_some() || self.create.is_some() || self.choice.is_some()
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

    /// Puts a line that was not understood back into its field.
    pub fn give_back(&mut self, text: &str) {
        self.event_draft = text.to_owned();
    }
}

/// The drawing of one frame: where things are, and what there is to read.
struct Canvas<'a> {
    ctx: &'a ViewContext<'a>,
    scale: Scale,
    /// Where events and blocks may be.
    x: Rangef,
    /// What is visible.
    view: Rect,
    grid: Minutes,
}

/// Draws the day into all of `ui`.
pub fn timeline_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, palette(ui).background);
    let mut top = header::header_ui(ui, area, ctx, state, out);
    top = super::now_strip::now_strip_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, out);
    top = header::all_day_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
    let body = Rect::from_min_max(pos2(area.left(), top), area.max);
    let mut inner = ui.new_child(UiBuilder::new().id_salt("day").max_rect(body).accessibility_label("Day"));
    scroll_ui(&mut inner, body, ctx, state, out);
    create::create_ui(ui, ctx, state, out);
    drop::choice_ui(ui, ctx, state, out);
}

fn scroll_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let day = ctx.day.agenda.day;
    if state.timeline.shown != Some(day) {
        state.timeline.shown = Some(day);
        state.timeline.scroll_to = Some(first_view(ctx));
    }
    zoom_by_pointer(ui, body, state);
    let height = state.timeline.hour_height * 24.0;
    let mut scroll =
        ScrollArea::vertical().id_salt("hours").auto_shrink(false).scroll_source(egui::scroll_area::ScrollSource {
            drag: egui::scroll_area::DragScroll::Never,
            ..Default::default()
        });
    let per_minute = state.timeline.hour_height / 60.0;
    let minutes = |at: NaiveDateTime| (at - day.span().start).num_seconds() as f32 / 60.0;
    if let Some(span) = state.timeline.reveal.take() {
        let (top, bottom) = (minutes(span.start) * per_minute, minutes(span.end) * per_minute);
        let view = state.timeline.offset..=state.timeline.offset + body.height();
        if !view.contains(&top) || !view.contains(&bottom) {
            state.timeline.scroll_to = Some(span.start - TimeDelta::minutes(30));
        }
    }
    if let Some(at) = state.timeline.scroll_to.take() {
        scroll =
            scroll.vertical_scroll_offset((minutes(at) * per_minute).clamp(0.0, (height - body.height()).max(0.0)));
    } else if let Some((at, from_top)) = state.timeline.anchor.take() {
        scroll = scroll.vertical_scroll_offset(
            (minutes(at) * per_minute - from_top).clamp(0.0, (height - body.height()).max(0.0)),
        );
    }
    let shown = scroll.show_viewport(ui, |ui, _| {
        ui.set_height(height);
        ui.set_width(body.width());
        let canvas = Canvas {
            ctx,
            scale: Scale { start: day.span().start, top: ui.max_rect().top(), hour_height: state.timeline.hour_height },
            x: Rangef::new(body.left() + theme::HOURS_WIDTH + theme::GAP, body.right() - theme::PAD),
            view: body,
            grid: ctx.workspace.settings.grid,
        };
        canvas_ui(ui, &canvas, state, out);
    });
    state.timeline.offset = shown.state.clamped_offset().y;
}

/// Today opens an hour before now, another day where its work begins.
fn first_view(ctx: &ViewContext) -> NaiveDateTime {
    let agenda = &ctx.day.agenda;
    if agenda.day == ctx.today {
        return ctx.now.local - TimeDelta::minutes(60);
    }
    let working = agenda.working_frame().map(|frame| frame.start);
    let first = agenda.events.first().map(|event| event.span.start);
    let start = working.or(first).unwrap_or(agenda.day.span().start + TimeDelta::hours(4));
    start - TimeDelta::minutes(30)
}

fn zoom_by_pointer(ui: &Ui, body: Rect, state: &mut UiState) {
    let factor = ui.input(egui::InputState::zoom_delta);
    let Some(at) = ui.input(|input| input.pointer.hover_pos()).filter(|at| body.contains(*at)) else { return };
    if (factor - 1.0).abs() > f32::EPSILON
        && let Some(day) = state.timeline.shown
    {
        let timeline = &mut state.timeline;
        let scale =
            Scale { start: day.span().start, top: body.top() - timeline.offset, hour_height: timeline.hour_height };
        timeline.anchor = Some((scale.at(at.y), at.y - body.top()));
        timeline.zoom(factor);
    }
}

fn canvas_ui(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    hours::background_ui(ui, canvas);
    empty_space_ui(ui, canvas, state, out);
    ghost::gaps_ui(ui, canvas);
    items::items_ui(ui, canvas, state, out);
    ghost::ghosts_ui(ui, canvas, state, out);
    hours::now_line_ui(ui, canvas);
    follow_gesture(ui, canvas, state, out);
    drop::drop_ui(ui, canvas, state, out);
    if state.timeline.gesture.is_some() || egui::DragAndDrop::has_any_payload(ui.ctx()) {
        scroll_near_edge(ui, canvas.view);
    }
}

/// Dragging empty space creates something; a click on it selects nothing.
fn empty_space_ui(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    let rect = Rect::from_x_y_ranges(canvas.x, ui.max_rect().y_range());
    let response = ui.interact(rect, ui.scope_id().with("empty"), egui::Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, "Empty space of the day"));
    if response.drag_started_by(egui::PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.press_origin())
    {
        state.timeline.gesture = Some(Gesture::create(&canvas.scale, at, canvas.grid));
    }
    if response.clicked() {
        out.push(Intent::Select(super::view::Selection::Nothing));
    }
}

/// The raster of a drag: a minute with Shift, else the grid.
fn raster(ui: &Ui, grid: Minutes) -> Minutes {
    if ui.input(|input| input.modifiers.shift) { Minutes::new(1) } else { grid }
}

fn follow_gesture(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    let Some(mut gesture) = state.timeline.gesture else { return };
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        state.timeline.gesture = None;
        return;
    }
    if let Some(at) = ui.input(|input| input.pointer.interact_pos()) {
        let inside = canvas.view.expand2(vec2(theme::GAP, 40.0)).contains(at);
        gesture.follow(&canvas.scale, at, raster(ui, canvas.grid), inside);
    }
    if gesture.outside {
        preview_outside(ui, &gesture);
    } else {
        preview(ui, canvas, gesture.span, None);
    }
    state.timeline.gesture = Some(gesture);
    if ui.input(|input| input.pointer.any_released()) || !ui.input(|input| input.pointer.any_down()) {
        state.timeline.gesture = None;
        if gesture.target == Target::Empty {
            state.timeline.create = Some(create::Draft::new(gesture.span));
        } else {
            out.extend(gesture.drop());
        }
    }
}

/// The shadow of what would be where, with its times.
fn preview(ui: &Ui, canvas: &Canvas, span: Span, title: Option<&str>) {
    let palette = palette(ui);
    let rect = canvas.scale.rect(span, canvas.x, 8.0);
    ui.painter().rect(
        rect,
        theme::CORNER,
        palette.accent.gamma_multiply(0.18),
        egui::Stroke::new(1.5, palette.accent),
        egui::StrokeKind::Inside,
    );
    let times = format!("{}  {}", times(span), span.minutes());
    let text = title.map_or(times.clone(), |title| format!("{title}  {times}"));
    let galley = super::widgets::line(ui, &text, theme::small_medium(), palette.text, rect.width() - 2.0 * theme::GAP);
    let chip = Rect::from_min_size(rect.left_top() + vec2(theme::GAP, 2.0), galley.size());
    ui.painter().rect_filled(chip.expand2(vec2(4.0, 1.0)), 4.0, palette.surface);
    ui.painter().galley(chip.min, galley, palette.text);
}

fn preview_outside(ui: &Ui, gesture: &Gesture) {
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let words = if matches!(gesture.target, Target::Block(_)) { "Take off the day" } else { "Leave where it is" };
    let galley = super::widgets::line(ui, words, theme::small_medium(), palette(ui).text, 200.0);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, ui.scope_id().with("outside")));
    let rect = Rect::from_min_size(at + vec2(14.0, 6.0), galley.size() + vec2(16.0, 8.0));
    painter.rect(
        rect,
        theme::CORNER,
        palette(ui).surface,
        egui::Stroke::new(1.0, palette(ui).hairline),
        egui::StrokeKind::Inside,
    );
    painter.galley(rect.min + vec2(8.0, 4.0), galley, palette(ui).text);
}

fn scroll_near_edge(ui: &Ui, view: Rect) {
    const ZONE: f32 = 36.0;
    let Some(at) = ui.input(|input| input.pointer.interact_pos()).filter(|at| view.x_range().contains(at.x)) else {
        return;
    };
    let up = (view.top() + ZONE - at.y).clamp(0.0, ZONE);
    let down = (at.y - view.bottom() + ZONE).clamp(0.0, ZONE);
    if up > 0.0 || down > 0.0 {
        ui.scroll_with_delta_animation(vec2(0.0, (up - down) * 0.3), egui::style::ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
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
