//! The lines below the Now strip: before and after meetings, blocks that were not started, items from earlier.

use egui::{Align, Key, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::wrap_up::WRAP_UP;
use crate::calendar::{Agenda, first_place};
use crate::model::{Action, SessionKind};
use crate::ui::command::Command;
use crate::ui::context::{DayView, ViewContext};
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::morning::{THIRD_TIME, third_time_ui};
use crate::ui::state::NowState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{link_button, rich_line};

const ROW: f32 = 30.0;
/// Width of the field: as a share of the row, and at least; and the width that it leaves to the words.
const FIELD_SHARE: f32 = 0.45;
const LEAST_FIELD: f32 = 60.0;
const BESIDE_FIELD: f32 = 80.0;

/// Draws the applicable lines from the top of `area`. Returns the remaining area's top.
pub(super) fn now_lines_ui(
    ui: &mut Ui,
    area: Rect,
    ctx: &ViewContext,
    day: &DayView,
    state: &mut NowState,
    out: &mut Out,
) -> f32 {
    let below = |top| Rect::from_min_max(pos2(area.left(), top), area.max);
    let mut top = late_ui(ui, area, ctx, state, out);
    top = leaving_ui(ui, below(top), ctx, day, state, out);
    top = returned_ui(ui, below(top), ctx, day, out);
    top = missed_ui(ui, below(top), ctx, day, out);
    left_over_ui(ui, below(top), ctx, out)
}

/// Returns the row of a line at the top of `area`, with room for its buttons.
fn row_ui(ui: &mut Ui, area: Rect, id: &str) -> (Rect, Ui) {
    let row = Rect::from_min_size(area.min, vec2(area.width(), ROW)).shrink2(vec2(theme::PAD, theme::GAP_TINY));
    let right = ui.new_child(UiBuilder::new().id_salt(id).max_rect(row).layout(Layout::right_to_left(Align::Center)));
    (row, right)
}

/// Draws the end of the lateness while the user is late.
fn late_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &NowState, out: &mut Out) -> f32 {
    let Some(until) = state.late_until else { return area.top() };
    let (row, mut right) = row_ui(ui, area, "late");
    if link_button(&mut right, "Ready now").on_hover_text("Resume suggestions from now").clicked() {
        out.push(Intent::ReadyNow);
    }
    line_ui(
        ui,
        row,
        right.min_rect().left(),
        &format!("Running late: suggestions start at {}.", ctx.words.time(until)),
    );
    row.bottom() + theme::GAP_TINY
}

/// Draws the note about the next step, shortly before an event, and during it while work still runs.
fn leaving_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, day: &DayView, state: &mut NowState, out: &mut Out) -> f32 {
    let works = |it: &&crate::model::Session| it.kind == SessionKind::Focus && it.paused.is_none();
    let at = ctx.now.local;
    let soon = || day.agenda.next_event(at).filter(|event| event.span.start - at <= WRAP_UP);
    let Some(event) = day.agenda.event_at(at).filter(|event| event.blocks).or_else(soon) else { return area.top() };
    if ctx.workspace.open_session().filter(works).is_none() {
        return area.top();
    }
    let (row, mut right) = row_ui(ui, area, "leaving");
    let leave = link_button(&mut right, "Leave").on_hover_text("Stops the timer and keeps the note").clicked();
    let width = (row.width() * FIELD_SHARE).min(right.available_width() - BESIDE_FIELD).max(LEAST_FIELD);
    let field = egui::TextEdit::singleline(&mut state.next_draft).id_salt("next-draft").font(theme::small());
    let response = right.add(field.hint_text("Next I will …").desired_width(width)).accessible_name("Next I will");
    if leave || response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let next = std::mem::take(&mut state.next_draft);
        out.push(Intent::Focus(FocusIntent::Next(next.trim().to_owned())));
        out.push(Intent::Focus(FocusIntent::Stop));
    }
    line_ui(ui, row, right.min_rect().left(), &format!("Leaving for {}?", event.title));
    row.bottom() + theme::GAP_TINY
}

/// Draws the note about the next step after an event.
fn returned_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, day: &DayView, out: &mut Out) -> f32 {
    let at = ctx.now.local;
    if ctx.workspace.open_session().is_some() || day.agenda.event_at(at).is_some_and(|event| event.blocks) {
        return area.top();
    }
    let tracked = day.actual.iter().map(|(_, session)| session).filter(|it| it.kind == SessionKind::Focus);
    let last = tracked.max_by_key(|session| session.start).filter(|session| !session.next.is_empty());
    let Some((session, task)) = last.and_then(|it| Some((it, it.task.filter(|task| ctx.task(*task).is_some())?)))
    else {
        return area.top();
    };
    let (row, mut right) = row_ui(ui, area, "returned");
    if link_button(&mut right, "Go on").on_hover_text(format!("Start {}", session.title)).clicked() {
        out.push(Intent::Start(task, session.step));
    }
    line_ui(ui, row, right.min_rect().left(), &format!("You wrote: next I will {}", session.next));
    row.bottom() + theme::GAP_TINY
}

/// Draws one line for blocks that were not started.
fn missed_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, day: &DayView, out: &mut Out) -> f32 {
    let missed: Vec<_> = day.agenda.missed(ctx.now.local).cloned().collect();
    let Some(first) = missed.first() else { return area.top() };
    let (row, mut right) = row_ui(ui, area, "not-started");
    if link_button(&mut right, "Back to matrix").clicked() {
        let actions = missed.iter().map(|block| Action::RemoveBlock(block.id)).collect();
        out.push(Intent::Act(Action::All { name: "unplan blocks not started".into(), actions }));
    }
    if link_button(&mut right, "Replan").on_hover_text(Command::Replan.hint(ui.ctx())).clicked() {
        out.run(Command::Replan);
    }
    // Work that was not started needs no break.
    let planned = Agenda { blocks: day.agenda.upcoming(ctx.now.local).cloned().collect(), ..day.agenda.clone() };
    let slide = first_place(&planned, &ctx.workspace.settings, &day.gaps, first.minutes);
    if let Some(start) = slide
        && link_button(&mut right, &format!("Slide to {}", ctx.words.time(start))).clicked()
    {
        out.push(Intent::Act(Action::MoveBlock { block: first.id, start, minutes: first.minutes }));
    }
    let title = ctx.title_of(first.task, first.step);
    let words = if missed.len() == 1 {
        format!("Not started: {title}")
    } else {
        format!("Not started: {title} and {} more", missed.len() - 1)
    };
    line_ui(ui, row, right.min_rect().left(), &words);
    row.bottom() + theme::GAP_TINY
}

/// Draws one line for unfinished blocks of recent days; the third carry-over asks a different question.
fn left_over_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, out: &mut Out) -> f32 {
    let left = &ctx.board.left_over;
    let Some(first) = left.first().and_then(|id| ctx.workspace.blocks.get(id)) else { return area.top() };
    let (row, mut right) = row_ui(ui, area, "left-over");
    let often = left
        .iter()
        .filter_map(|id| ctx.workspace.blocks.get(id))
        .find_map(|block| ctx.task(block.task).filter(|task| task.carried >= THIRD_TIME));
    let words = if let Some(task) = often {
        third_time_ui(&mut right, task.id, ctx, out);
        format!("{} was carried over three times.", task.title)
    } else {
        if link_button(&mut right, "Back to matrix").clicked() {
            out.push(Intent::CarryOver { blocks: left.clone(), to_today: false });
        }
        if link_button(&mut right, "Bring to today").clicked() {
            out.push(Intent::CarryOver { blocks: left.clone(), to_today: true });
        }
        match ctx.left_over().len() {
            ..2 => format!("From earlier: {}", ctx.title_of(first.task, first.step)),
            count => format!("From earlier: {} and {} more", ctx.title_of(first.task, first.step), count - 1),
        }
    };
    line_ui(ui, row, right.min_rect().left(), &words);
    row.bottom() + theme::GAP_TINY
}

fn line_ui(ui: &mut Ui, row: Rect, right: f32, words: &str) {
    let palette = palette(ui);
    let room = right - row.left() - theme::GAP;
    let galley = rich_line(ui, &[(words, theme::small(), palette.secondary)], room, false);
    let rect = Rect::from_min_size(pos2(row.left(), row.center().y - galley.size().y / 2.0), galley.size());
    let label = ui.interact(rect, ui.scope_id().with(words), egui::Sense::hover());
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    ui.painter().galley(rect.min, galley, palette.secondary);
    label.on_hover_text(words);
}
