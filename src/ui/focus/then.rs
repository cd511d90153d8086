//! The things that come after the running session: up to four parts and the next fixed thing.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::calendar::words::counted;
use crate::model::{Minutes, Session, SessionKind, Span, StepId, TaskId};
use crate::planner::{DayItem, Smallness, small_runs};
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{hatch, line};

/// A part: height, least and greatest width, distance, left edge of its text, and tops of its three lines.
const PART: f32 = 64.0;
const LEAST_PART: f32 = 124.0;
const MOST_PART: f32 = 236.0;
const PART_GAP: f32 = 8.0;
const TEXT_X: f32 = 12.0;
const LINES: [f32; 3] = [7.0, 24.0, 43.0];
const MOST_PARTS: usize = 4;
/// Height of the line above the parts.
const HEADER: f32 = 24.0;

/// A thing that comes next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Next {
    start: NaiveDateTime,
    title: String,
    /// "Send revised budget, 15 min".
    below: String,
    /// The tasks that it is for; none for a break.
    tasks: Vec<TaskId>,
}

/// Returns the next event or lunch that starts after a time, with its name.
fn fixed_after(ctx: &ViewContext, at: NaiveDateTime) -> Option<(NaiveDateTime, String)> {
    let agenda = &ctx.now_day.agenda;
    let event = agenda.next_event(at).map(|event| (event.span.start, event.title.clone()));
    let lunch = agenda.lunch.filter(|lunch| lunch.start > at).map(|lunch| (lunch.start, "Lunch".to_owned()));
    event.into_iter().chain(lunch).min_by_key(|(start, _)| *start)
}

/// Returns the end of the session as planned; now if it is over or open-ended.
fn end_of(ctx: &ViewContext, session: &Session) -> NaiveDateTime {
    ctx.now.local + session.left(ctx.now.instant).unwrap_or_default().max(TimeDelta::zero())
}

/// Returns the break after the session and its start, if the rhythm has one by then. A meeting that begins first is the
/// break from work.
pub(super) fn rest_after(ctx: &ViewContext, session: &Session) -> Option<(NaiveDateTime, Minutes)> {
    let (now, ends) = (ctx.now.instant, end_of(ctx, session));
    let is_due = ctx.workspace.unbroken(now) + (ends - ctx.now.local) >= ctx.workspace.settings.rhythm.focus.delta();
    let meets = fixed_after(ctx, ctx.now.local).is_some_and(|(start, _)| start <= ends);
    (is_due && !meets && session.kind == SessionKind::Focus).then(|| (ends, ctx.workspace.next_rest(now)))
}

/// A block or suggestion of the rest of the day.
struct Ahead {
    span: Span,
    work: Minutes,
    task: TaskId,
    step: Option<StepId>,
    small: Option<Smallness>,
}

/// Returns today's blocks and suggestions that are ahead and begin before `until`, by start.
fn ahead(ctx: &ViewContext, session: &Session, until: Option<NaiveDateTime>) -> Vec<Ahead> {
    let (now, day) = (ctx.now.local, ctx.today.span());
    let blocks = ctx.workspace.blocks.values();
    let blocks = blocks.filter(|block| block.state.is_open() && day.contains(block.start) && block.span().end > now);
    let mut all: Vec<Ahead> = blocks
        .filter(|block| Some(block.id) != session.block)
        .map(|block| Ahead {
            span: block.span(),
            work: block.minutes,
            task: block.task,
            step: block.step,
            small: Smallness::of(block, now),
        })
        .collect();
    let suggestions = ctx.now_day.proposal.suggestions.iter().filter(|it| it.span.end > now);
    all.extend(suggestions.map(|it| Ahead {
        span: it.span,
        work: it.work,
        task: it.task,
        step: it.step,
        small: Smallness::of_suggestion(it),
    }));
    all.retain(|it| until.is_none_or(|until| it.span.start < until));
    all.retain(|it| Some(it.task) != session.task || it.step != session.step);
    all.sort_by_key(|it| it.span);
    all
}

/// Returns the things that come after the session, and the next fixed thing, before which they begin.
pub(super) fn what_next(ctx: &ViewContext, session: &Session) -> (Vec<Next>, Option<(NaiveDateTime, String)>) {
    let fixed = fixed_after(ctx, ctx.now.local);
    let all = ahead(ctx, session, fixed.as_ref().map(|(start, _)| *start));
    let items: Vec<DayItem> = all.iter().enumerate().map(|(index, it)| (it.span, index, it.small)).collect();
    let runs: Vec<Vec<usize>> =
        small_runs(items).iter().map(|run| run.iter().map(|(_, index, _)| *index).collect()).collect();
    let mut parts: Vec<Next> = Vec::new();
    if let Some((start, rest)) = rest_after(ctx, session) {
        parts.push(Next { start, title: "Break".into(), below: rest.to_string(), tasks: Vec::new() });
    }
    for (index, it) in all.iter().enumerate() {
        match runs.iter().find(|run| run.contains(&index)) {
            Some(run) if run[0] == index => parts.push(bundle(&all, run)),
            Some(_) => {}
            None => parts.push(single(ctx, it)),
        }
    }
    parts.truncate(MOST_PARTS);
    (parts, fixed)
}

fn bundle(all: &[Ahead], run: &[usize]) -> Next {
    let work: Minutes = run.iter().map(|index| all[*index].work).sum();
    Next {
        start: all[run[0]].span.start,
        title: counted(run.len(), "small thing", "small things"),
        below: work.to_string(),
        tasks: run.iter().map(|index| all[*index].task).collect(),
    }
}

fn single(ctx: &ViewContext, it: &Ahead) -> Next {
    let title = ctx.workspace.title_of(it.task, it.step).unwrap_or_default().to_owned();
    let of_step = it.step.and_then(|_| ctx.workspace.any_task(it.task));
    let below = of_step.map_or_else(|| it.work.to_string(), |task| format!("{}, {}", task.title, it.work));
    Next { start: it.span.start, title, below, tasks: vec![it.task] }
}

/// Draws the parts side by side, as many as there is room for, and names the next fixed thing at the right.
pub(super) fn then_ui(ui: &mut Ui, ctx: &ViewContext, session: &Session) {
    let (mut parts, fixed) = what_next(ctx, session);
    if parts.is_empty() && fixed.is_none() {
        return;
    }
    let width = ui.available_width();
    header_ui(ui, width, fixed.map(|(start, title)| format!("{title} at {}", ctx.words.time(start))));
    let room = ((width + PART_GAP) / (LEAST_PART + PART_GAP)).floor().max(1.0) as usize;
    parts.truncate(room);
    if parts.is_empty() {
        return;
    }
    let (row, _) = ui.allocate_exact_size(vec2(width, PART), Sense::hover());
    let each = ((width + PART_GAP) / parts.len() as f32 - PART_GAP).min(MOST_PART);
    for (index, part) in parts.iter().enumerate() {
        let left = row.left() + (each + PART_GAP) * index as f32;
        part_ui(ui, Rect::from_min_size(pos2(left, row.top()), vec2(each, PART)), (index, part), ctx);
    }
}

fn header_ui(ui: &mut Ui, width: f32, fixed: Option<String>) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEADER), Sense::hover());
    let spoken = fixed.as_ref().map_or_else(|| "Then".to_owned(), |fixed| format!("Then, before {fixed}"));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let colors = palette(ui);
    let then = line(ui, "Then", theme::small_medium(), colors.text, width);
    let room = width - then.size().x - theme::PAD;
    ui.painter().galley(rect.left_top(), then, colors.text);
    if let Some(fixed) = fixed {
        let galley = line(ui, &fixed, theme::small(), colors.secondary, room);
        ui.painter().galley(pos2(rect.right() - galley.size().x, rect.top()), galley, colors.secondary);
    }
}

fn part_ui(ui: &mut Ui, rect: Rect, (index, part): (usize, &Next), ctx: &ViewContext) {
    let response = ui.interact(rect, ui.scope_id().with(("then", index)), Sense::hover());
    let time = ctx.words.time(part.start);
    let spoken = format!("{time} {}, {}", part.title, part.below);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let colors = palette(ui);
    ui.painter().rect_filled(rect, theme::CORNER, colors.sunken);
    bar_ui(ui, rect, part, ctx);
    let room = rect.width() - TEXT_X - theme::GAP;
    let texts: [(&str, egui::FontId, Color32); 3] = [
        (&time, theme::small(), colors.secondary),
        (&part.title, theme::step_medium(), colors.text),
        (&part.below, theme::small(), colors.secondary),
    ];
    for ((text, font, color), y) in texts.into_iter().zip(LINES) {
        let galley = line(ui, text, font, color, room);
        ui.painter().galley(rect.min + vec2(TEXT_X, y), galley, color);
    }
    response.on_hover_text(spoken);
}

/// Draws the bar at the left of a part: one colour for each task, hatching for a break.
fn bar_ui(ui: &Ui, rect: Rect, part: &Next, ctx: &ViewContext) {
    let bar = rect.with_max_x(rect.left() + theme::ACCENT_BAR);
    if part.tasks.is_empty() {
        return hatch(ui, bar, palette(ui).outline());
    }
    let height = bar.height() / part.tasks.len() as f32;
    for (index, task) in part.tasks.iter().enumerate() {
        let quadrant = ctx.task(*task).and_then(|task| ctx.quadrant_of(task));
        let top = bar.top() + height * index as f32;
        let piece = Rect::from_min_size(pos2(bar.left(), top), vec2(bar.width(), height));
        ui.painter().rect_filled(piece, theme::CORNER_BAR, palette(ui).accent_of(quadrant));
    }
}
