//! The status bar: planned and free time, plan quality, and the state of saving.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use crate::calendar::words::{counted, dotted};
use crate::planner::{Proposal, WeeklyMinimum};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::state::Status;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{line, link_button, paint_icon, progress_bar, read_in_order, swap_last_two};

/// Width of the bar of the load, and of the room from which it is shown.
const LOAD: f32 = 120.0;
const ROOM_FOR_LOAD: f32 = 320.0;
/// Length of the mark of the limit beyond the bar.
const CAP_MARK: f32 = 3.0;
/// The state of saving: left edge of the words, after their icon, and their maximum width.
const SAVED_X: f32 = 20.0;
const MOST_SAVED: f32 = 120.0;

/// Draws the bar into all of `ui`.
pub(super) fn status_bar_ui(ui: &mut Ui, ctx: &ViewContext, status: &Status, out: &mut Out) {
    let area = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(area, 0.0, palette.surface);
    ui.painter().hline(area.x_range(), area.top() + 0.5, theme::hairline(palette.hairline));
    let row = area.shrink2(vec2(theme::PAD, 0.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("saved").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    saved_ui(&mut right, status, out);
    let room = Rect::from_min_max(row.min, pos2(right.min_rect().left() - theme::PAD, row.bottom()));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("plan").max_rect(room).layout(Layout::left_to_right(Align::Center)));
    left.shrink_clip_rect(room);
    left.spacing_mut().item_spacing.x = theme::PAD;
    plan_ui(&mut left, ctx);
    read_in_order(ui, swap_last_two);
}

fn plan_ui(ui: &mut Ui, ctx: &ViewContext) {
    let palette = palette(ui);
    let load = ctx.day.load(ctx.workspace, ctx.now.local);
    let all = load.all;
    let over = load.planned - load.cap;
    let words = if over.is_zero() {
        format!("Planned {} of {all} · kept free {}", load.planned, all - load.cap)
    } else {
        format!("Planned {} of {all} · full", load.planned)
    };
    let hover = "Planned working time. A share stays free for surprises.";
    label_ui(ui, &words, hover);
    if ui.available_width() > ROOM_FOR_LOAD {
        let (rect, _) = ui.allocate_exact_size(vec2(LOAD, theme::BAR), Sense::hover());
        let all = all.get().max(1) as f32;
        progress_bar(ui, rect, load.planned.get() as f32 / all, palette.accent);
        let x = rect.left() + rect.width() * load.cap.get() as f32 / all;
        ui.painter().vline(x, rect.expand2(vec2(0.0, CAP_MARK)).y_range(), theme::stroke(palette.secondary));
    }
    let most = load.most_pieces;
    let over = load.pieces.saturating_sub(most);
    let beyond = if over > 0 { format!("{over} over the limit") } else { String::new() };
    label_ui(
        ui,
        &dotted([format!("{} of {}", load.pieces, counted(most, "block", "blocks")), beyond]),
        "Blocks of this day and the limit from the settings",
    );
    if let Some((odds, words)) = ctx.odds.zip(ctx.odds_words()) {
        label_ui(ui, &words, odds.meaning());
    }
    weekly_minimum_ui(ui, ctx);
    if !ctx.day.proposal.suggestions.is_empty() {
        let (words, hover) = quality(&ctx.day.proposal);
        label_ui(ui, &words, &hover);
    }
}

/// Draws this week's progress towards the minimum for important, not urgent work.
fn weekly_minimum_ui(ui: &mut Ui, ctx: &ViewContext) {
    let floor = ctx.workspace.settings.schedule_floor;
    if floor.is_zero() {
        return;
    }
    let done = ctx.board.schedule_week;
    let name = ctx.quadrant_name(crate::model::Quadrant::Schedule);
    let mut hover = "Important, not urgent work of this week, done and planned, against your minimum".to_owned();
    if let Some(minimum) = &ctx.day.proposal.weekly_minimum {
        hover += &format!("\n{}", minimum.sentences(ctx.workspace).join("\n"));
    }
    label_ui(ui, &format!("{name} {done} of {floor} this week"), &hover);
}

/// Returns the quality of the plan and an explanation.
fn quality(proposal: &Proposal) -> (String, String) {
    let shortfall = proposal.shortfall_permille();
    let words = match shortfall {
        0 => "Best possible plan".to_owned(),
        1..=10 => "Within 1 % of the best possible".to_owned(),
        permille => format!("Within {} % of the best possible", (permille + 9) / 10),
    };
    let costs = |minimum: &WeeklyMinimum| minimum.cost.is_some_and(|cost| cost.by > 0);
    let meaning = match (shortfall, proposal.weekly_minimum.as_ref().is_some_and(costs)) {
        (0, false) => "Proven: no other plan for these gaps is better.",
        (0, true) => "Proven: no other plan that keeps to the weekly minimum is better.",
        _ => "Proven bound: no other plan can be better by more than this.",
    };
    let value = format!(
        "Scored by importance, urgency, time of day and age: {} of at most {}.",
        proposal.value / 10,
        proposal.bound / 10
    );
    (words, format!("{meaning}\n{value}"))
}

fn label_ui(ui: &mut Ui, words: &str, hover: &str) {
    let color = palette(ui).secondary;
    let galley = line(ui, words, theme::small(), color, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    ui.painter().galley(rect.min, galley, color);
    response.on_hover_text(hover);
}

fn saved_ui(ui: &mut Ui, status: &Status, out: &mut Out) {
    let palette = palette(ui);
    if status.save_problem.is_some() && status.read_only.is_none() {
        for (text, command) in [("Save elsewhere", Command::SaveElsewhere), ("Retry", Command::RetrySave)] {
            if link_button(ui, text).clicked() {
                out.run(command);
            }
        }
    }
    let (words, color, icon) = match &status.save_problem {
        _ if status.read_only.is_some() => ("Read-only", palette.secondary, icons::ICON_LOCK),
        Some(_) => ("Not saved", palette.danger, icons::ICON_WARNING),
        None if status.saving => ("Saving", palette.secondary, icons::ICON_MORE_HORIZ),
        None => ("Saved", palette.secondary, icons::ICON_CHECK),
    };
    let galley = line(ui, words, theme::small(), color, MOST_SAVED);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(SAVED_X, 0.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    paint_icon(ui, pos2(rect.left() + theme::GAP, rect.center().y), icon, theme::ICON_ROW, color);
    ui.painter().galley(rect.min + vec2(SAVED_X, 0.0), galley, color);
    let problem = status.read_only.clone().or_else(|| status.save_problem.clone());
    let hover = problem.unwrap_or_else(|| status.folder.clone());
    response.on_hover_text(hover);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Minutes;
    use crate::planner::MinimumCost;

    #[test]
    fn the_proof_names_the_weekly_minimum_only_where_that_costs_something() {
        let meaning = |bound: i64, by: Option<i64>| {
            let cost = by.map(|by| MinimumCost { by, value: 1000, displaced: None, with: 0 });
            let hour = Minutes::new(60);
            let minimum = WeeklyMinimum { missing: hour, share: hour, planned: hour, short: None, cost };
            quality(&Proposal { value: 1000, bound, weekly_minimum: Some(minimum), ..Proposal::default() }).1
        };
        assert!(meaning(1000, Some(20)).starts_with("Proven: no other plan that keeps to the weekly minimum"));
        assert!(meaning(1000, Some(0)).starts_with("Proven: no other plan for these gaps"));
        assert!(meaning(1000, None).starts_with("Proven: no other plan for these gaps"));
        assert!(meaning(1100, Some(20)).starts_with("Proven bound: no other plan can be better"));
    }
}
