//! What to do now and until when, or what runs and what comes then.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use egui_material_icons::icons;

use super::theme::{self, palette};
use super::view::{Intent, ViewContext};
use super::widgets::{paint_icon, rich_line, text_button};
use crate::model::{Action, Block, BlockState, Minutes, StepId, TaskId};

const HEIGHT: f32 = 38.0;

/// What the strip says.
enum Now {
    Runs {
        block: Block,
        left: String,
    },
    Event {
        title: String,
        until: String,
    },
    /// Something planned or suggested for now, or soon.
    Ready {
        task: TaskId,
        step: Option<StepId>,
        when: String,
    },
    Nothing(String),
}

/// Draws the strip at the top of `area`, for today only. Returns where the next thing begins.
pub(super) fn now_strip_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, out: &mut Vec<Intent>) -> f32 {
    if ctx.day.agenda.day != ctx.today {
        return area.top();
    }
    let rect = Rect::from_min_size(area.min, vec2(area.width(), HEIGHT));
    let palette = palette(ui);
    ui.painter().rect_filled(rect, 0.0, palette.selected_fill());
    let row = rect.shrink2(vec2(theme::PAD, 4.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("now").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    let (icon, title, rest) = match now(ctx) {
        Now::Runs { block, left } => {
            if text_button(&mut right, "Done", true).clicked() {
                out.push(Intent::Act(Action::SetBlockState(block.id, BlockState::Done)));
            }
            (icons::ICON_PLAY_CIRCLE, title_of(ctx, block.task, block.step), left)
        }
        Now::Event { title, until } => (icons::ICON_EVENT, title, until),
        Now::Ready { task, step, when } => {
            if text_button(&mut right, "Start", true).clicked() {
                out.push(Intent::Start(task, step));
            }
            (icons::ICON_ARROW_FORWARD, title_of(ctx, task, step), when)
        }
        Now::Nothing(words) => (icons::ICON_COFFEE, String::new(), words),
    };
    paint_icon(ui, pos2(row.left() + 8.0, row.center().y), icon, 18.0, palette.accent);
    let left = row.left() + 24.0;
    let between = if title.is_empty() { "" } else { "   " };
    let parts = [
        (title.as_str(), theme::body_medium(), palette.text),
        (between, theme::small(), palette.text),
        (rest.as_str(), theme::small(), palette.secondary),
    ];
    let room = right.min_rect().left().min(row.right()) - left - theme::GAP;
    let galley = rich_line(ui, &parts, room, false);
    let text = Rect::from_min_size(pos2(left, row.center().y - galley.size().y / 2.0), galley.size());
    let label = ui.interact(text, ui.scope_id().with("now-words"), egui::Sense::hover());
    let spoken = format!("Now: {title} {rest}");
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    ui.painter().galley(text.min, galley, palette.text);
    missed_ui(ui, Rect::from_min_max(pos2(area.left(), rect.bottom()), area.max), ctx, out)
}

fn title_of(ctx: &ViewContext, task: TaskId, step: Option<StepId>) -> String {
    ctx.workspace.title_of(task, step).unwrap_or_default().to_owned()
}

fn now(ctx: &ViewContext) -> Now {
    let agenda = &ctx.day.agenda;
    let at = ctx.now.local;
    let next = agenda.next_event(at);
    if let Some(block) = ctx.workspace.running() {
        let end = block.span().end;
        let left = if end > at {
            format!("{} left", Minutes::between(at, end))
        } else {
            format!("{} over", Minutes::between(end, at))
        };
        let then = next.map_or_else(String::new, |event| {
            format!(", then {} at {}", event.title, event.span.start.format("%H:%M"))
        });
        return Now::Runs { block: block.clone(), left: format!("{left}{then}") };
    }
    if let Some(event) = agenda.event_at(at) {
        return Now::Event { title: event.title.clone(), until: format!("until {}", event.span.end.format("%H:%M")) };
    }
    let planned = agenda.upcoming(at).map(|block| (block.span(), block.task, block.step));
    let suggested = ctx.day.proposal.suggestions.iter().map(|s| (s.span, s.task, s.step));
    let ready = planned.chain(suggested).min_by_key(|(span, ..)| span.start);
    match ready {
        Some((span, task, step)) if span.start <= at => {
            let until = Minutes::between(at, span.end);
            Now::Ready { task, step, when: format!("{until}, until {}", span.end.format("%H:%M")) }
        }
        Some((span, task, step)) => Now::Ready { task, step, when: format!("at {}", span.start.format("%H:%M")) },
        None => Now::Nothing(nothing_words(ctx)),
    }
}

fn nothing_words(ctx: &ViewContext) -> String {
    if ctx.workspace.tasks.is_empty() {
        return "Nothing to plan yet: add a task.".into();
    }
    match ctx.day.gaps.first() {
        Some(gap) => format!("Free until {}; nothing open fits.", gap.span.end.format("%H:%M")),
        None if ctx.day.agenda.working.is_empty() => "No working hours today.".into(),
        None => "No free time left today.".into(),
    }
}

/// One line for blocks whose time passed without a start.
fn missed_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, out: &mut Vec<Intent>) -> f32 {
    let missed: Vec<_> = ctx.day.agenda.missed(ctx.now.local).cloned().collect();
    let Some(first) = missed.first() else { return area.top() };
    let row = Rect::from_min_size(area.min, vec2(area.width(), 30.0)).shrink2(vec2(theme::PAD, 2.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("missed").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    if super::widgets::link_button(&mut right, "Back to matrix").clicked() {
        let actions = missed.iter().map(|block| Action::RemoveBlock(block.id)).collect();
        out.push(Intent::Act(Action::All { name: "put missed blocks back".into(), actions }));
    }
    let slide = ctx.day.gaps.iter().find(|gap| gap.span.minutes() >= first.minutes);
    if let Some(gap) = slide
        && super::widgets::link_button(&mut right, &format!("Slide to {}", gap.span.start.format("%H:%M"))).clicked()
    {
        out.push(Intent::Act(Action::MoveBlock { block: first.id, start: gap.span.start, minutes: first.minutes }));
    }
    let title = title_of(ctx, first.task, first.step);
    let words = if missed.len() == 1 {
        format!("Missed: {title}")
    } else {
        format!("Missed: {title} and {} more", missed.len() - 1)
    };
    let palette = palette(ui);
    let room = right.min_rect().left() - row.left() - theme::GAP;
    let galley = rich_line(ui, &[(words.as_str(), theme::small(), palette.secondary)], room, false);
    ui.painter().galley(pos2(row.left(), row.center().y - galley.size().y / 2.0), galley, palette.secondary);
    row.bottom() + 2.0
}
