//! The top bar: date, quick add, undo and redo, menu.

use chrono::NaiveDate;
use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::menu::{Folded, menu_ui};
use crate::calendar::words;
use crate::ui::command::{Command, menu_choice};
use crate::ui::context::ViewContext;
use crate::ui::focus::{BAR_AROUND_TITLE, bar_ui, bar_width};
use crate::ui::intent::Out;
use crate::ui::quick_add::quick_add_ui;
use crate::ui::state::UiState;
use crate::ui::theme::{self, palette};
use crate::ui::timeline::{first_of_month, month_ui};
use crate::ui::view::View;
use crate::ui::widgets::{icon_button, line, link_button, read_from_left, read_in_order, segmented, swap_last_two};

/// Stages of folding in a narrow bar; each includes the previous ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
enum Fold {
    Nothing,
    /// The views become one menu button; the month is abbreviated.
    Views,
    /// The quick-add field becomes a button and takes the whole bar while focused.
    Field,
    /// Search, undo and redo move to the menu.
    Tools,
    /// The running timer loses its buttons.
    Timer,
    /// The date loses its weekday; Today moves to the menu.
    Date,
    /// The views move to the menu.
    ViewMenu,
}

/// The quick-add field: minimum and maximum width, and height.
const FIELD: f32 = 200.0;
const MOST_FIELD: f32 = 460.0;
const FIELD_HEIGHT: f32 = 34.0;
/// Divisor of the free width that the running session may take, up to the maximum.
const TIMER_PARTS: f32 = 3.0;
const MOST_TIMER: f32 = 340.0;
const TOOLS: [Command; 3] = [Command::Redo, Command::Undo, Command::Find];

/// Draws the bar into all of `ui`.
pub(super) fn top_bar_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Out) {
    let area = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(area, 0.0, palette.surface);
    ui.painter().hline(area.x_range(), area.bottom() - 0.5, theme::hairline(palette.hairline));
    let row = area.shrink2(vec2(theme::GAP_WIDE, 0.0));
    let needed = |fold| needed_width(ui, ctx, state.view, fold);
    let fold = Fold::iter().find(|fold| needed(*fold) <= row.width()).unwrap_or(Fold::ViewMenu);
    if fold >= Fold::Field && state.quick_add.is_wanted() {
        let field = Rect::from_center_size(row.center(), vec2(row.width(), FIELD_HEIGHT));
        return quick_add_ui(ui, field, ctx, &mut state.quick_add, out);
    }
    let spare = row.width() - needed(fold);
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("date").max_rect(row).layout(Layout::left_to_right(Align::Center)));
    date_ui(&mut left, ctx, fold, &mut state.month, out);
    views_ui(&mut left, state.view, fold, out);
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("tools").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    let folded = Folded { tools: fold >= Fold::Tools, today: fold >= Fold::Date, views: fold == Fold::ViewMenu };
    menu_ui(&mut right, ctx, state, &folded, out);
    if fold < Fold::Tools {
        tools_ui(&mut right, ctx, out);
    }
    if fold >= Fold::Field && icon_button(&mut right, icons::ICON_ADD, "Add a task", true).clicked() {
        state.quick_add.focus();
    }
    if state.view != View::Focus {
        let room = (right.max_rect().width() - left.min_rect().width()) / TIMER_PARTS;
        bar_ui(&mut right, ctx, room.min(MOST_TIMER).min(spare + BAR_AROUND_TITLE), fold < Fold::Timer, out);
    }
    read_from_left(&right);
    if fold < Fold::Field {
        let between = Rect::from_min_max(
            egui::pos2(left.min_rect().right() + theme::PAD, area.top()),
            egui::pos2(right.min_rect().left() - theme::PAD, area.bottom()),
        );
        let field = Rect::from_center_size(between.center(), vec2(between.width().min(MOST_FIELD), FIELD_HEIGHT));
        quick_add_ui(ui, field, ctx, &mut state.quick_add, out);
        // The field lies between the two, although its place depends on theirs.
        read_in_order(ui, swap_last_two);
    }
}

/// Returns the minimum width of the bar.
fn needed_width(ui: &Ui, ctx: &ViewContext, shown: View, fold: Fold) -> f32 {
    let gap = ui.spacing().item_spacing.x;
    let text = |text: &str, font| line(ui, text, font, palette(ui).text, f32::INFINITY).size().x;
    let icon = theme::ICON_BUTTON + gap;
    let mut width =
        2.0 * icon + text(&date_words(ctx, fold), theme::title()) + 2.0 * ui.spacing().button_padding.x + gap;
    if ctx.day.agenda.day != ctx.today && fold < Fold::Date {
        width += text("Today", theme::body()) + gap;
    }
    width += match fold {
        Fold::Nothing => {
            let around = theme::SEGMENT_PADDING + theme::GAP_TINY;
            let names = View::iter().map(|view| text(view.name(), theme::body()) + around);
            theme::GAP + names.sum::<f32>() + 2.0 * theme::SEGMENT_MARGIN + gap
        }
        Fold::ViewMenu => 0.0,
        _ => theme::GAP + icon,
    };
    width += icon;
    if fold < Fold::Tools {
        width += TOOLS.len() as f32 * icon;
    }
    width += if fold < Fold::Field { FIELD + 2.0 * theme::PAD } else { icon };
    if shown != View::Focus {
        width += bar_width(ui, ctx, fold < Fold::Timer);
    }
    width
}

fn tools_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    for command in TOOLS {
        let enabled = command.is_enabled(ctx);
        let name = if command == Command::Find { command.hint(ui.ctx()) } else { command.name_with_change(ctx) };
        if let Some(icon) = command.icon()
            && icon_button(ui, icon, &name, enabled).clicked()
        {
            out.run(command);
        }
    }
}

fn date_words(ctx: &ViewContext, fold: Fold) -> String {
    let date = ctx.day.agenda.day.date;
    let other_year = chrono::Datelike::year(&date) != chrono::Datelike::year(&ctx.today.date);
    match (fold, other_year) {
        (Fold::Date | Fold::ViewMenu, false) => words::day(date),
        (Fold::Date | Fold::ViewMenu, true) => words::day_year(date),
        (_, true) => words::weekday_day_year(date),
        (Fold::Nothing, false) => words::weekday_day_long(date),
        (_, false) => words::weekday_day(date),
    }
}

fn date_ui(ui: &mut Ui, ctx: &ViewContext, fold: Fold, month: &mut Option<NaiveDate>, out: &mut Out) {
    if icon_button(ui, icons::ICON_CHEVRON_LEFT, &Command::PreviousDay.hint(ui.ctx()), true).clicked() {
        out.run(Command::PreviousDay);
    }
    month_button_ui(ui, &date_words(ctx, fold), ctx, month, out);
    if icon_button(ui, icons::ICON_CHEVRON_RIGHT, &Command::NextDay.hint(ui.ctx()), true).clicked() {
        out.run(Command::NextDay);
    }
    let away = ctx.day.agenda.day != ctx.today && fold < Fold::Date;
    if away && link_button(ui, "Today").on_hover_text(Command::Today.hint(ui.ctx())).clicked() {
        out.run(Command::Today);
    }
}

/// Draws the date; a click opens the month picker.
fn month_button_ui(ui: &mut Ui, date: &str, ctx: &ViewContext, month: &mut Option<NaiveDate>, out: &mut Out) {
    let text = egui::RichText::new(date).font(theme::title()).color(palette(ui).text);
    let button = ui.add(egui::Button::new(text).frame_when_inactive(false)).on_hover_text("Choose a day");
    if button.clicked() {
        *month = match month {
            Some(_) => None,
            None => Some(first_of_month(ctx.day.agenda.day.date)),
        };
    }
    let mut open = month.is_some();
    let popup = egui::Popup::from_response(&button).open_bool(&mut open);
    let popup = popup.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| month_ui(ui, ctx, month, out));
    if !open {
        *month = None;
    }
}

/// Draws the view switch; a menu where it is narrow.
fn views_ui(ui: &mut Ui, shown: View, fold: Fold, out: &mut Out) {
    if fold == Fold::ViewMenu {
        return;
    }
    ui.add_space(theme::GAP);
    let views = View::iter();
    if fold == Fold::Nothing {
        let choices: Vec<_> = views.map(|view| (view, view.name())).collect();
        if let Some(view) = segmented(ui, &choices, Some(shown), "View") {
            out.run(Command::Show(view));
        }
        return;
    }
    let icon = Command::Show(shown).icon().unwrap_or(icons::ICON_GRID_VIEW);
    let button = icon_button(ui, icon, &format!("View: {}", shown.name()), true);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme::MENU_NARROW);
        for view in views {
            if menu_choice(ui, view.name(), Some(Command::Show(view)), view == shown) {
                out.run(Command::Show(view));
            }
        }
    });
}
