//! The plan list: new, moved, kept, left-out and late items; or the preview of a change.

use std::collections::BTreeSet;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::calendar::{UrgencyView, words};
use crate::model::{Minutes, PlanningDay, Span, StepId, TaskId};
use crate::planner::{LeftOut, PlanDiff, PlanEntry, WhatIf, WhyNot, diff};
use crate::ui::command::Command;
use crate::ui::context::{DayView, ViewContext};
use crate::ui::difference::{change_words, late_in, title};
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::{Difference, PanelState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{check_box, focus_ring, line, link_button, note_ui, section_ui, text_button};

/// Maximum number of left-out rows; the rest is counted.
const MOST_LEFT_OUT: usize = 40;

/// Width of the check box of a suggestion, and the left edge of the text after it.
const BOX: f32 = 24.0;
const TEXT_X: f32 = BOX + theme::GAP_SMALL;

pub(super) fn plan_list_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    state: &mut PanelState,
    change: Option<&Difference>,
    out: &mut Out,
) {
    if let Some(difference) = change {
        return difference_ui(ui, ctx, difference, out);
    }
    if ctx.days.len() == 1 && ctx.workspace.closed_day(ctx.day.agenda.day.date).is_some() {
        note_ui(ui, "This day is done: no more suggestions.");
        return;
    }
    let count: usize = ctx.days.iter().map(|day| day.proposal.suggestions.len()).sum();
    if count > 0 {
        let words = match count {
            1 => "Accept".to_owned(),
            _ => format!("Accept all {count}"),
        };
        if text_button(ui, &words, true).on_hover_text(Command::AcceptAll.hint(ui.ctx())).clicked() {
            out.run(Command::AcceptAll);
        }
    } else {
        note_ui(ui, nothing_words(ctx));
    }
    if let Some((odds, words)) = ctx.odds.zip(ctx.odds_words()) {
        note_ui(ui, words).on_hover_text(odds.meaning());
    }
    if let Some(minimum) = &ctx.day.proposal.weekly_minimum {
        note_ui(ui, minimum.sentences(ctx.workspace).join(" "));
    }
    let several = ctx.days.len() > 1;
    for day in ctx.days.iter().filter(|day| day.agenda.day >= ctx.today) {
        if several && day.proposal.suggestions.is_empty() {
            continue;
        }
        if several {
            section_ui(ui, &words::full_day(day.agenda.day.date));
        }
        day_ui(ui, ctx, day, several, state, out);
    }
    unticked_ui(ui, ctx, state, out);
    late_ui(ui, ctx, out);
    overloads_ui(ui, ctx);
    left_out_ui(ui, ctx, state, out);
    gaps_ui(ui, ctx);
}

fn nothing_words(ctx: &ViewContext) -> &'static str {
    if ctx.planning { "Working it out…" } else { "No suggestions: no free time, or no open task that fits." }
}

/// Draws the suggestions of a day, compared with the previous ones.
fn day_ui(ui: &mut Ui, ctx: &ViewContext, day: &DayView, plain: bool, state: &PanelState, out: &mut Out) {
    let diff = diff(&day.before, &day.proposal);
    let unchanged = day.before.suggestions.is_empty() || diff.is_empty();
    let parts = [("New", &diff.new), ("Kept", &diff.kept)];
    let date = day.agenda.day;
    let head = |ui: &mut Ui, name: &str| {
        if !plain {
            section_ui(ui, name);
        }
    };
    if !diff.moved.is_empty() {
        head(ui, "Moved");
        for (planned, before) in &diff.moved {
            let was = format!("was {}", ctx.words.time(before.start));
            line_ui(ui, ctx, planned, Some(&was), date, out);
        }
    }
    for (name, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        head(ui, if unchanged { "Suggested" } else { name });
        for planned in lines {
            line_ui(ui, ctx, planned, None, date, out);
        }
    }
    let gone: Vec<_> = diff
        .dropped
        .iter()
        .filter(|it| ctx.task(it.task).is_some() && !is_planned(day, it))
        .filter(|it| !state.unticked.contains(&(date, it.task, it.step)))
        .collect();
    if !gone.is_empty() {
        head(ui, "No longer suggested");
        for planned in gone {
            plain_line_ui(ui, &title(ctx, planned.task, planned.step), &ctx.words.times(planned.span));
        }
    }
}

fn is_planned(day: &DayView, planned: &PlanEntry) -> bool {
    day.agenda.blocks.iter().any(|block| (block.task, block.step) == (planned.task, planned.step))
}

/// Draws a suggestion with a check box; unticking excludes it and replans.
fn line_ui(ui: &mut Ui, ctx: &ViewContext, planned: &PlanEntry, detail: Option<&str>, day: PlanningDay, out: &mut Out) {
    let (task, step) = (planned.task, planned.step);
    let name = title(ctx, task, step);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_SMALL), Sense::click());
    let selection = Selection::Ghost(task, step);
    let selected = ctx.selection == selection;
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, format!("In the plan: {name}")));
    if selected || response.hovered() {
        let fill = if selected { palette(ui).selected_fill() } else { palette(ui).sunken };
        ui.painter().rect_filled(rect, theme::CORNER_CHIP, fill);
    }
    let box_rect = Rect::from_min_size(rect.min, vec2(BOX, rect.height()));
    let id = ui.scope_id().with(("tick", task, step, planned.span.start));
    if check_box(ui, box_rect, id, true, &format!("Suggest {name}"), palette(ui).accent).clicked() {
        out.push(Intent::Untick { day, task, step, keep_out: true });
    }
    words_ui(ui, rect.with_min_x(rect.left() + TEXT_X), &name, &right_words(ctx, planned.span, detail));
    focus_ring(ui, &response, rect);
    let why = ctx.ghost(selection).map(|ghost| ghost.why.reason(ctx.today.date, ctx.words)).unwrap_or_default();
    let odds = ctx.odds.filter(|_| day == ctx.day.agenda.day).and_then(|odds| odds.of_work(task, step));
    let odds = odds.map(|odds| format!("\n{}", odds.words())).unwrap_or_default();
    if response.on_hover_text(format!("{name}\n{why}{odds}")).clicked() {
        out.push(Intent::Select(selection));
    }
}

fn right_words(ctx: &ViewContext, span: Span, detail: Option<&str>) -> String {
    match detail {
        Some(detail) => format!("{} · {detail}", ctx.words.time(span.start)),
        None => format!("{}  {}", ctx.words.time(span.start), span.minutes()),
    }
}

/// Draws text at the left, cut where it meets the text at the right.
fn words_ui(ui: &Ui, rect: Rect, left: &str, right: &str) {
    let palette = palette(ui);
    let end = line(ui, right, theme::small(), palette.secondary, rect.width());
    let start = line(ui, left, theme::small(), palette.text, rect.width() - end.size().x - theme::GAP_WIDE);
    let y = rect.center().y - start.size().y / 2.0;
    ui.painter().galley(pos2(rect.right() - end.size().x - theme::GAP_SMALL, y), end, palette.secondary);
    ui.painter().galley(pos2(rect.left(), y), start, palette.text);
}

fn plain_line_ui(ui: &mut Ui, left: &str, right: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_SMALL), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{left}, {right}")));
    words_ui(ui, rect.with_min_x(rect.left() + theme::GAP_SMALL), left, right);
    response.on_hover_text(left);
}

/// Draws excluded suggestions, which can be included again.
fn unticked_ui(ui: &mut Ui, ctx: &ViewContext, state: &PanelState, out: &mut Out) {
    let shown = |day: &PlanningDay| ctx.days.iter().any(|view| view.agenda.day == *day);
    let lines: Vec<_> =
        state.unticked.iter().filter(|(day, task, _)| shown(day) && ctx.task(*task).is_some()).copied().collect();
    if lines.is_empty() {
        return;
    }
    section_ui(ui, "Excluded");
    for (day, task, step) in lines {
        let name = title(ctx, task, step);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_SMALL), Sense::hover());
        let box_rect = Rect::from_min_size(rect.min, vec2(BOX, rect.height()));
        let id = ui.scope_id().with(("untick", day.date, task, step));
        if check_box(ui, box_rect, id, false, &format!("Suggest {name}"), palette(ui).accent).clicked() {
            out.push(Intent::Untick { day, task, step, keep_out: false });
        }
        words_ui(ui, rect.with_min_x(rect.left() + TEXT_X), &name, &words::weekday_short(day.date));
    }
}

/// Draws tasks that are overdue, that the plan does not finish in time, or that have too little time left.
fn late_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let words = |id: &TaskId, urgency: &UrgencyView| {
        let too_little = urgency.slack_tenth_days.is_some_and(|slack| slack < 0);
        match ctx.days.iter().any(|day| day.proposal.late.contains(id)) {
            _ if urgency.overdue => Some("overdue".to_owned()),
            true => Some(format!("due {}, not all of it planned", ctx.words.due(ctx.task(*id)?.due?, ctx.today))),
            false => too_little.then(|| "too little time before its due date".to_owned()),
        }
    };
    let told = ctx.board.urgency.iter().filter_map(|(id, urgency)| Some((ctx.task(*id)?, words(id, urgency)?)));
    let mut late: Vec<_> = told.collect();
    if late.is_empty() {
        return;
    }
    late.sort_by_key(|(task, _)| (task.due.map(|due| due.date), task.id));
    section_ui(ui, "At risk");
    for (task, words) in late.into_iter().take(MOST_LEFT_OUT) {
        task_line_ui(ui, (task.id, None), "Late", &task.title, &words, out);
    }
}

/// Draws due dates until which important work does not fit, and the work that would have to give.
fn overloads_ui(ui: &mut Ui, ctx: &ViewContext) {
    if ctx.board.overloads.is_empty() {
        return;
    }
    section_ui(ui, "Too much work");
    for overload in &ctx.board.overloads {
        note_ui(ui, overload.sentence(ctx.workspace, ctx.today, ctx.words));
    }
}

/// Draws open items without a suggestion on the chosen day, with the reason. A row can be dragged onto the day.
fn left_out_ui(ui: &mut Ui, ctx: &ViewContext, state: &PanelState, out: &mut Out) {
    let told = |left: &&LeftOut| {
        let suggested = ctx.days.iter().flat_map(|day| &day.proposal.suggestions).any(|it| it.task == left.task);
        let unticked = state.unticked.contains(&(ctx.day.agenda.day, left.task, left.step));
        let told = !matches!(left.why, WhyNot::Planned | WhyNot::Eliminate) && !unticked;
        // Of work that may be split, a part can be suggested although not all of it fits before it is due.
        let lacks = !suggested || matches!(left.why, WhyNot::TooLate { .. });
        told && lacks && ctx.task(left.task).is_some()
    };
    let lines: Vec<_> = ctx.day.proposal.left_out.iter().filter(told).collect();
    if lines.is_empty() {
        return;
    }
    section_ui(ui, &format!("Left out  {}", lines.len()));
    let percent = ctx.workspace.settings.fullness_on(ctx.day.agenda.day.date).percent();
    let capacity = ctx.day.load(ctx.workspace, ctx.now.local);
    let filled = capacity.planned + ctx.day.proposal.suggestions.iter().map(|it| it.work).sum::<Minutes>();
    if percent < 100 && filled + ctx.workspace.settings.chunk.min > capacity.cap {
        note_ui(ui, format!("{percent} % of the free time is filled; the rest stays free."));
    }
    for left in lines.iter().take(MOST_LEFT_OUT) {
        task_line_ui(
            ui,
            (left.task, left.step),
            "Left out",
            &title(ctx, left.task, left.step),
            &left.why.sentence(ctx.workspace, ctx.words),
            out,
        );
    }
    if lines.len() > MOST_LEFT_OUT {
        note_ui(ui, format!("and {} more", lines.len() - MOST_LEFT_OUT));
    }
}

fn task_line_ui(ui: &mut Ui, (task, step): (TaskId, Option<StepId>), part: &str, name: &str, why: &str, out: &mut Out) {
    let palette = palette(ui);
    let room = ui.available_width() - theme::GAP;
    let head = line(ui, name, theme::small_medium(), palette.text, room);
    let below = ui.painter().layout(why.to_owned(), theme::small(), palette.secondary, room);
    let height = head.size().y + below.size().y + theme::GAP;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{part}: {name}. {why}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER_CHIP, palette.sunken);
    }
    let at = rect.left_top() + vec2(theme::GAP_SMALL, theme::GAP_TINY);
    ui.painter().galley(at + vec2(0.0, head.size().y), below, palette.secondary);
    ui.painter().galley(at, head, palette.text);
    focus_ring(ui, &response, rect);
    response.dnd_set_drag_payload(Dragged { task, step, others: BTreeSet::new() });
    if response.on_hover_text(name).clicked() {
        out.push(Intent::Select(Selection::Task(task)));
    }
}

/// Draws the gaps of the chosen day and the time that the plan leaves free in each.
fn gaps_ui(ui: &mut Ui, ctx: &ViewContext) {
    if ctx.day.gaps.is_empty() {
        return;
    }
    section_ui(ui, "Gaps");
    for gap in &ctx.day.gaps {
        let used: Minutes =
            ctx.day.proposal.suggestions.iter().filter(|it| it.span.overlaps(gap.span)).map(|it| it.work).sum();
        let words = if used.is_zero() {
            format!("{} free", gap.span.minutes())
        } else {
            format!("{used} of {} suggested", gap.span.minutes())
        };
        plain_line_ui(ui, &ctx.words.times(gap.span), &words);
    }
}

/// Draws the preview of a change, with Apply and Discard.
fn difference_ui(ui: &mut Ui, ctx: &ViewContext, difference: &Difference, out: &mut Out) {
    section_ui(ui, &change_words(ctx, &difference.change));
    let Some(answer) = difference.answer.as_ref().filter(|_| difference.is_answered) else {
        note_ui(ui, "Working it out…");
        return;
    };
    let diff: &PlanDiff = &answer.diff;
    if diff.is_empty() {
        note_ui(ui, "Nothing changes.");
    }
    let name = |it: &PlanEntry| title(ctx, it.task, it.step);
    part_ui(
        ui,
        "Moved",
        diff.moved
            .iter()
            .map(|(it, was)| (name(it), format!("{} → {}", ctx.words.time(was.start), ctx.words.time(it.span.start))))
            .collect(),
    );
    gone_ui(ui, ctx, answer);
    part_ui(ui, "New", diff.new.iter().map(|it| (name(it), ctx.words.times(it.span))).collect());
    part_ui(ui, "Kept", diff.kept.iter().map(|it| (name(it), ctx.words.times(it.span))).collect());
    part_ui(ui, "Late", late_in(ctx, answer));
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if text_button(ui, "Apply", true).clicked() {
            out.push(Intent::ApplyDifference);
        }
        if link_button(ui, "Keep current plan").clicked() {
            out.push(Intent::DropQuestion);
        }
    });
    note_ui(ui, "Planned blocks move; locked, running and done ones stay.");
}

fn part_ui(ui: &mut Ui, name: &str, lines: Vec<(String, String)>) {
    if lines.is_empty() {
        return;
    }
    section_ui(ui, name);
    for (left, right) in lines {
        plain_line_ui(ui, &left, &right);
    }
}

/// Draws the items that lose their place, with the reason.
fn gone_ui(ui: &mut Ui, ctx: &ViewContext, answer: &WhatIf) {
    if answer.diff.dropped.is_empty() {
        return;
    }
    section_ui(ui, "Left out");
    for gone in &answer.diff.dropped {
        plain_line_ui(ui, &title(ctx, gone.task, gone.step), &format!("was {}", ctx.words.time(gone.span.start)));
        if let Some(why) = answer.why_gone(gone) {
            note_ui(ui, why.sentence(ctx.workspace, ctx.words));
        }
    }
}
