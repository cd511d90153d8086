//! Several days side by side: headers with load, whole-day events, and hours.

use egui::{Align, Layout, Rangef, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use super::all_day::all_day_chip_ui;
use super::columns::columns_x;
use super::header::{suggestions_ui, zoom_buttons_ui};
use super::load_line::load_ui;
use super::pane::days_ui;
use super::question::what_if_handle_ui;
use super::rail::{RAIL, ROOM_FOR_RAIL, rail_ui};
use crate::calendar::words;
use crate::model::Minutes;
use crate::ui::command::Command;
use crate::ui::context::{DayView, ViewContext};
use crate::ui::intent::{Intent, Out};
use crate::ui::now::now_strip_ui;
use crate::ui::state::{NowState, TimelineState, WeekState};
use crate::ui::theme::{self, palette};
use crate::ui::view::View;
use crate::ui::widgets::{focus_ring, line, progress_bar, rich_line, segmented};

const HEADER: f32 = 52.0;
/// The header of a day: height, margin, distances of words and bar from its top, height of the bar.
const HEAD: f32 = 58.0;
const HEAD_MARGIN: Vec2 = vec2(2.0, 3.0);
const WORDS_Y: f32 = 24.0;
const BAR_Y: f32 = 43.0;
const BAR: f32 = 4.0;
/// A whole-day event: height, margin beside it, left edge of its text.
const CHIP: f32 = 20.0;
const CHIP_MARGIN: f32 = 3.0;
const CHIP_TEXT_X: f32 = 6.0;
/// Maximum number of whole-day events per day; the rest is counted.
const MOST_CHIPS: usize = 3;

/// Width of a day's header from which its load is written out.
const ROOM_FOR_WORDS: f32 = 130.0;
/// Below this width the title of the week is only in the accessible tree.
const LEAST_TITLE: f32 = 60.0;
/// Minimum width of a day's column, in points.
const COLUMN: f32 = 90.0;
const SEVEN_COLUMNS: f32 = 7.0 * COLUMN;

/// Notes whether seven days fit into a window whose views take `body`; otherwise three are shown. Side panes do not
/// count, so that opening one does not change the number of days.
pub fn note_room(ui: &Ui, body: Rect, week: &mut WeekState) {
    let narrow = columns_x(body).span() < SEVEN_COLUMNS;
    if std::mem::replace(&mut week.is_narrow, narrow) != narrow {
        ui.ctx().request_repaint();
    }
}

/// Draws the week, or three days of it, into all of `ui`.
pub fn week_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    (week, state): (&mut WeekState, &mut TimelineState),
    now: &mut NowState,
    out: &mut Out,
) {
    let whole = ui.max_rect();
    let (header, rest) = whole.split_top_bottom_at_y(whole.top() + HEADER);
    header_ui(ui, header, ctx, (week, state), out);
    let mut area = whole;
    if whole.width() >= ROOM_FOR_RAIL {
        let (rail, right) = rest.split_left_right_at_x(rest.left() + RAIL);
        rail_ui(ui, rail, ctx, state, out);
        area = right;
    } else {
        state.lit = None;
    }
    let rest = rest.with_min_x(area.left());
    let top = now_strip_ui(ui, rest, ctx, now, out);
    let heads = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + HEAD));
    let columns = columns_x(area);
    for (index, day) in ctx.days.iter().enumerate() {
        let x = column(columns, index, ctx.days.len());
        head_ui(ui, Rect::from_x_y_ranges(x, heads.y_range()), day, ctx, out);
    }
    let bottom = all_day_ui(ui, columns, heads.bottom(), ctx, out);
    ui.painter().hline(area.x_range(), bottom, theme::hairline(palette(ui).hairline));
    days_ui(ui, Rect::from_min_max(pos2(area.left(), bottom), area.max), ctx, state, out);
}

fn column(all: Rangef, index: usize, count: usize) -> Rangef {
    let width = all.span() / count as f32;
    Rangef::new(all.min + width * index as f32, all.min + width * (index + 1) as f32)
}

fn header_ui(
    ui: &mut Ui,
    area: Rect,
    ctx: &ViewContext,
    (week, state): (&mut WeekState, &mut TimelineState),
    out: &mut Out,
) {
    let row = area.shrink2(vec2(theme::GAP, 0.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("week").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    zoom_buttons_ui(&mut right, out);
    let choices = [(true, "3 days"), (false, "Week")];
    // Without room for a week there is no choice.
    if !week.is_narrow
        && let Some(three) = segmented(&mut right, &choices, Some(week.three_days), "Days")
    {
        week.three_days = three;
    }
    what_if_handle_ui(&mut right, state, out);
    suggestions_ui(&mut right, ctx, out);
    let palette = palette(ui);
    let title = match (ctx.days.first(), ctx.days.last()) {
        (Some(first), Some(last)) => words::days(first.agenda.day.date, last.agenda.day.date),
        _ => String::new(),
    };
    let free: Minutes = ctx.days.iter().map(DayView::free).sum();
    let free = format!("{free} free");
    let parts = [
        (title.as_str(), theme::body_medium(), palette.text),
        ("  ", theme::small(), palette.text),
        (free.as_str(), theme::small(), palette.secondary),
    ];
    let room = right.min_rect().left() - area.left() - theme::PAD - theme::GAP;
    let galley = rich_line(ui, &parts, room, false);
    let at = pos2(area.left() + theme::PAD, area.center().y - galley.size().y / 2.0);
    let label = ui.interact(Rect::from_min_size(at, galley.size()), ui.scope_id().with("range"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}: {free}")));
    if room > LEAST_TITLE {
        let end = (at.x + galley.size().x + theme::PAD).max(area.left() + RAIL + theme::PAD);
        ui.painter().galley(at, galley, palette.text);
        let right_end = right.min_rect().left() - theme::PAD;
        if end < right_end {
            load_ui(ui, Rect::from_min_max(pos2(end, area.top()), pos2(right_end, area.bottom())), ctx, out);
        }
    }
}

/// Draws the header of a day: name and load bar.
fn head_ui(ui: &mut Ui, rect: Rect, day: &DayView, ctx: &ViewContext, out: &mut Out) {
    let palette = palette(ui);
    let date = day.agenda.day;
    let response = ui.interact(rect, ui.scope_id().with(("head", date.date)), Sense::click());
    let chosen = date == ctx.day.agenda.day;
    let load = day.load(ctx.workspace, ctx.now.local);
    let words = load.words();
    let name = words::full_day(date.date);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{name}, {words}")));
    let inner = rect.shrink2(HEAD_MARGIN);
    if chosen {
        ui.painter().rect_filled(inner, theme::CORNER, palette.selected_fill());
    } else if response.hovered() {
        ui.painter().rect_filled(inner, theme::CORNER, palette.sunken);
    }
    let color = if date == ctx.today { palette.accent } else { palette.text };
    let room = inner.width() - 2.0 * theme::GAP;
    let short = words::weekday_number(date.date);
    let mut parts = vec![(short.as_str(), theme::body_medium(), color)];
    if date == ctx.today {
        parts.push(("  today", theme::small(), color));
    }
    let galley = rich_line(ui, &parts, room, false);
    ui.painter().galley(inner.left_top() + vec2(theme::GAP, theme::GAP_SMALL), galley, color);
    let below = line(ui, &load.below_name(room >= ROOM_FOR_WORDS), theme::small(), palette.secondary, room);
    ui.painter().galley(inner.left_top() + vec2(theme::GAP, WORDS_Y), below, palette.secondary);
    let bar = Rect::from_min_size(inner.left_top() + vec2(theme::GAP, BAR_Y), vec2(room, BAR));
    progress_bar(ui, bar, load.share(), palette.accent);
    focus_ring(ui, &response, inner);
    if response.double_clicked() {
        out.run(Command::Show(View::Plan));
    }
    if response.on_hover_text(format!("{name}\n{words}\nDouble-click to plan this day")).clicked() {
        out.push(Intent::ShowDay(date));
    }
}

/// Draws whole-day events under the headers. Returns the top of the hours.
fn all_day_ui(ui: &mut Ui, columns: Rangef, top: f32, ctx: &ViewContext, out: &mut Out) -> f32 {
    let most = ctx.days.iter().map(|day| day.agenda.all_day.len()).max().unwrap_or(0);
    let rows = if most > MOST_CHIPS { MOST_CHIPS + 1 } else { most };
    for (index, day) in ctx.days.iter().enumerate() {
        let x = column(columns, index, ctx.days.len());
        let slot = |row: usize| {
            let y = top + row as f32 * (CHIP + 2.0);
            Rect::from_min_max(pos2(x.min + CHIP_MARGIN, y), pos2(x.max - CHIP_MARGIN, y + CHIP))
        };
        for (row, event) in day.agenda.all_day.iter().take(MOST_CHIPS).enumerate() {
            let id = ui.scope_id().with(("all-day", event.key(), index));
            let response = ui.interact(slot(row), id, Sense::click());
            all_day_chip_ui(ui, (slot(row), response), (event, CHIP_TEXT_X), ctx, out);
        }
        let hidden = day.agenda.all_day.len().saturating_sub(MOST_CHIPS);
        if hidden > 0 {
            let galley = line(ui, &format!("{hidden} more"), theme::small(), palette(ui).faint, x.span());
            ui.painter().galley(slot(MOST_CHIPS).min + vec2(CHIP_TEXT_X, theme::GAP_TINY), galley, palette(ui).faint);
        }
    }
    top + rows as f32 * (CHIP + 2.0) + if rows > 0 { CHIP_MARGIN } else { 0.0 }
}
