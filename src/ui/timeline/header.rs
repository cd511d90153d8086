//! The rows above the hours: free time, whole-day events, and the event line.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::all_day::all_day_chip_ui;
use super::event_line::event_line_ui;
use super::question::what_if_handle_ui;
use crate::calendar::words;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{icon_button, line, link_button, read_from_left, read_in_order, rich_line, swap_last_two};

const HEIGHT: f32 = 34.0;
const ROW: f32 = 30.0;
/// Height of a whole-day event.
const CHIP: f32 = 22.0;
/// Minimum width of the event line.
const LEAST_FIELD: f32 = 150.0;

/// Draws the first row. Returns the top of the next.
pub(super) fn header_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, out: &mut Out) -> f32 {
    let rect = Rect::from_min_size(area.min, vec2(area.width(), HEIGHT));
    let palette = palette(ui);
    let mut right = ui.new_child(
        UiBuilder::new().max_rect(rect.shrink2(vec2(theme::GAP, 0.0))).layout(Layout::right_to_left(Align::Center)),
    );
    zoom_buttons_ui(&mut right, out);
    suggestions_ui(&mut right, ctx, out);
    read_from_left(&right);
    let room = right.min_rect().left() - rect.left() - theme::PAD - theme::GAP;
    let day = day_name(ctx);
    let free = free_words(ctx);
    let galley = |free: &str, room| {
        let parts = [
            (day.as_str(), theme::body_medium(), palette.text),
            ("  ", theme::small(), palette.text),
            (free, theme::small(), palette.secondary),
        ];
        rich_line(ui, &parts, room, false)
    };
    let mut whole = free.iter().map(|words| galley(words, f32::INFINITY));
    let galley = whole.find(|galley| galley.size().x <= room).unwrap_or_else(|| galley("", room));
    let at = pos2(rect.left() + theme::PAD, rect.center().y - galley.size().y / 2.0);
    let label = ui.interact(Rect::from_min_size(at, galley.size()), ui.scope_id().with("free"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{day}: {}", free[0])));
    ui.painter().galley(at, galley, palette.text);
    read_in_order(ui, swap_last_two);
    rect.bottom()
}

/// Draws the zoom buttons, and the button of the plan list.
pub fn zoom_buttons_ui(ui: &mut Ui, out: &mut Out) {
    for command in [Command::ZoomIn, Command::ZoomOut, Command::PlanList] {
        if let Some(icon) = command.icon()
            && icon_button(ui, icon, &command.hint(ui.ctx()), true).clicked()
        {
            out.run(command);
        }
    }
}

/// Draws "Accept 4 suggestions" for all shown days, or that the planner is working.
pub fn suggestions_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let suggestions: usize = ctx.days.iter().map(|day| day.proposal.suggestions.len()).sum();
    if suggestions > 0 {
        let label = format!("Accept {}", words::counted(suggestions, "suggestion", "suggestions"));
        let hint = Command::AcceptAll.hint(ui.ctx());
        if link_button(ui, &label).on_hover_text(hint).clicked() {
            out.run(Command::AcceptAll);
        }
    } else if ctx.planning {
        ui.label(egui::RichText::new("Planning…").font(theme::small()).color(palette(ui).faint));
    }
}

fn day_name(ctx: &ViewContext) -> String {
    let day = ctx.day.agenda.day;
    match (day.date - ctx.today.date).num_days() {
        0 => "Today".into(),
        1 => "Tomorrow".into(),
        -1 => "Yesterday".into(),
        _ => words::weekday(day.date),
    }
}

/// Returns the free time in words, from the whole sentence to the length alone.
fn free_words(ctx: &ViewContext) -> Vec<String> {
    let agenda = &ctx.day.agenda;
    let (gaps, free) = (ctx.day.gaps.len(), ctx.day.free());
    if agenda.day.date < ctx.today.date {
        return vec!["past".into()];
    }
    let short = || [format!("{free} free"), free.to_string()];
    match gaps {
        0 if ctx.workspace.closed_day(agenda.day.date).is_some() => vec!["done for today".into()],
        0 if agenda.working.is_empty() => vec!["no working hours".into()],
        0 => vec!["no free time left".into()],
        1 => short().into(),
        _ => {
            let whole = format!("{free} free in {}", words::counted(gaps, "gap", "gaps"));
            [whole].into_iter().chain(short()).collect()
        }
    }
}

/// Draws whole-day events and the event line. Returns the top of the hours.
pub(super) fn all_day_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) -> f32 {
    let row = Rect::from_min_size(area.min, vec2(area.width(), ROW)).shrink2(vec2(theme::PAD, theme::GAP_TINY));
    let mut inner =
        ui.new_child(UiBuilder::new().id_salt("all-day").max_rect(row).layout(Layout::left_to_right(Align::Center)));
    let shown = ctx.day.agenda.all_day.len().min(3);
    let field_width = if shown == 0 { row.width() } else { (row.width() * 0.5).max(LEAST_FIELD) };
    let chip_width = (row.width() - field_width) / shown.max(1) as f32 - theme::GAP_SMALL;
    for event in ctx.day.agenda.all_day.iter().take(shown) {
        let place = inner.allocate_exact_size(vec2(chip_width, CHIP), Sense::click());
        all_day_chip_ui(&mut inner, place, (event, theme::GAP), ctx, out);
    }
    let over = ctx.day.agenda.working.iter().all(|hours| hours.end <= ctx.now.local);
    if over && ctx.day.agenda.day == ctx.today {
        use_now_ui(&mut inner, ctx, out);
    }
    what_if_handle_ui(&mut inner, state, out);
    event_line_ui(&mut inner, ctx, state, out);
    let hidden = &ctx.day.agenda.all_day[shown..];
    if hidden.is_empty() { row.bottom() + theme::GAP_TINY } else { more_ui(ui, row, hidden) }
}

fn more_ui(ui: &mut Ui, row: Rect, hidden: &[crate::model::Occurrence]) -> f32 {
    let palette = palette(ui);
    let titles: Vec<&str> = hidden.iter().take(20).map(|event| event.title.as_str()).collect();
    let galley = line(ui, &format!("{} more all day", hidden.len()), theme::small(), palette.faint, row.width());
    let rect = Rect::from_min_size(pos2(row.left(), row.bottom()), galley.size());
    ui.interact(rect, ui.scope_id().with("more"), Sense::hover()).on_hover_text(titles.join("\n"));
    ui.painter().galley(rect.min, galley, palette.faint);
    rect.bottom() + theme::GAP_SMALL
}

/// Lets a day off, or the time after working hours, be used.
fn use_now_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let now = ctx.now.local;
    let evening = ctx.today.date.and_hms_opt(20, 0, 0).filter(|at| *at - now >= chrono::TimeDelta::minutes(30));
    let until = evening.unwrap_or_else(|| {
        crate::calendar::round_up(now + chrono::TimeDelta::hours(1), crate::model::Minutes::new(30))
    });
    if link_button(ui, &format!("Use now until {}", ctx.words.time(until))).clicked() {
        out.push(Intent::UseUntil(until));
    }
}
