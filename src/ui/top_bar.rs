//! The bar on top: the date, quick add, undo and redo, the menu.

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::command::Command;
use super::focus::bar_ui;
use super::matrix::menu_item;
use super::quick_add::quick_add_ui;
use super::state::{UiState, View};
use super::theme::{self, palette};
use super::view::{Intent, ViewContext};
use super::widgets::{icon_button, scrolled_if_higher, segmented};

/// Draws the bar into all of `ui`.
pub(super) fn top_bar_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(area, 0.0, palette.surface);
    ui.painter().hline(area.x_range(), area.bottom() - 0.5, egui::Stroke::new(1.0, palette.hairline));
    let row = area.shrink2(vec2(theme::GAP_WIDE, 0.0));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("date").max_rect(row).layout(Layout::left_to_right(Align::Center)));
    date_ui(&mut left, ctx, area.width() < 1100.0, state, out);
    views_ui(&mut left, state.view, area.width() < 1100.0, out);
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("tools").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    menu_ui(&mut right, ctx, state, out);
    for command in [Command::Redo, Command::Undo] {
        let name = match (command, ctx.undo, ctx.redo) {
            (Command::Undo, Some(name), _) => format!("Undo {name}"),
            (Command::Redo, _, Some(name)) => format!("Redo {name}"),
            _ => command.text(),
        };
        let enabled = command.is_enabled(ctx, state.selection);
        if let Some(icon) = command.icon()
            && icon_button(&mut right, icon, &name, enabled).clicked()
        {
            out.push(Intent::Run(command));
        }
    }
    if icon_button(&mut right, icons::ICON_SEARCH, &Command::Find.hint(ui.ctx()), true).clicked() {
        out.push(Intent::Run(Command::Find));
    }
    if state.view != View::Focus {
        let room = (right.max_rect().width() - left.min_rect().width()) / 3.0;
        bar_ui(&mut right, ctx, room.min(340.0), out);
    }
    super::widgets::read_from_left(&right);
    let between = Rect::from_min_max(
        egui::pos2(left.min_rect().right() + theme::PAD, area.top()),
        egui::pos2(right.min_rect().left() - theme::PAD, area.bottom()),
    );
    let width = between.width().clamp(80.0, 460.0);
    let field = Rect::from_center_size(between.center(), vec2(width, 34.0));
    quick_add_ui(ui, field, ctx, state, out);
    // The field is between the two, though its place follows from theirs.
    super::widgets::read_in_order(ui, super::widgets::swap_last_two);
}

fn date_ui(ui: &mut Ui, ctx: &ViewContext, narrow: bool, state: &mut UiState, out: &mut Vec<Intent>) {
    let day = ctx.day.agenda.day;
    if icon_button(ui, icons::ICON_CHEVRON_LEFT, &Command::PreviousDay.hint(ui.ctx()), true).clicked() {
        out.push(Intent::Run(Command::PreviousDay));
    }
    let format = if narrow { "%a %-d %b" } else { "%a %-d %B" };
    let other_year = chrono::Datelike::year(&day.date) != chrono::Datelike::year(&ctx.today.date);
    let date = day.date.format(if other_year { "%a %-d %b %Y" } else { format }).to_string();
    month_button_ui(ui, &date, ctx, state, out);
    if icon_button(ui, icons::ICON_CHEVRON_RIGHT, &Command::NextDay.hint(ui.ctx()), true).clicked() {
        out.push(Intent::Run(Command::NextDay));
    }
    let away = day != ctx.today;
    if away && super::widgets::link_button(ui, "Today").on_hover_text(Command::Today.hint(ui.ctx())).clicked() {
        out.push(Intent::Run(Command::Today));
    }
}

/// The date, which opens the small calendar.
fn month_button_ui(ui: &mut Ui, date: &str, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let text = egui::RichText::new(date).font(theme::title()).color(palette(ui).text);
    let button = ui.add(egui::Button::new(text).frame_when_inactive(false)).on_hover_text("Choose a day");
    if button.clicked() {
        state.month = match state.month {
            Some(_) => None,
            None => Some(super::month::first_of_month(ctx.day.agenda.day.date)),
        };
    }
    let mut open = state.month.is_some();
    let popup = egui::Popup::from_response(&button).open_bool(&mut open);
    let popup = popup.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| super::month::month_ui(ui, ctx, state, out));
    if !open {
        state.month = None;
    }
}

/// The switch between the views; a menu where there is little room.
fn views_ui(ui: &mut Ui, shown: View, narrow: bool, out: &mut Vec<Intent>) {
    ui.add_space(theme::GAP);
    let views = View::iter();
    if !narrow {
        let choices: Vec<_> = views.map(|view| (view, view.name())).collect();
        if let Some(view) = segmented(ui, &choices, Some(shown), "View") {
            out.push(Intent::Run(Command::Show(view)));
        }
        return;
    }
    let icon = Command::Show(shown).icon().unwrap_or(icons::ICON_GRID_VIEW);
    let button = icon_button(ui, icon, &format!("View: {}", shown.name()), true);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(160.0);
        for view in views {
            if menu_item(ui, view.name(), Some(Command::Show(view))) {
                out.push(Intent::Run(Command::Show(view)));
            }
        }
    });
}

fn menu_ui(ui: &mut Ui, ctx: &ViewContext, state: &UiState, out: &mut Vec<Intent>) {
    let button = icon_button(ui, icons::ICON_MENU, "Menu", true);
    let room = ui.ctx().content_rect().bottom() - button.rect.bottom() - 2.0 * theme::PAD;
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(230.0);
        scrolled_if_higher(ui, room, |ui| menu_items_ui(ui, ctx, state, out));
    });
}

fn menu_items_ui(ui: &mut Ui, ctx: &ViewContext, state: &UiState, out: &mut Vec<Intent>) {
    let mut run = |ui: &mut Ui, command: Command| {
        ui.add_enabled_ui(command.is_enabled(ctx, state.selection), |ui| {
            if menu_item(ui, &command.text(), Some(command)) {
                out.push(Intent::Run(command));
            }
        });
    };
    for command in
        [Command::NewWorkspace, Command::OpenWorkspace, Command::SaveCopy, Command::Backups, Command::ImportCalendar]
    {
        run(ui, command);
    }
    ui.separator();
    for command in
        [Command::ThemeSystem, Command::ThemeLight, Command::ThemeDark, Command::LargerText, Command::SmallerText]
    {
        run(ui, command);
    }
    ui.separator();
    for command in [Command::PlanList, Command::DayRules, Command::Calendars] {
        run(ui, command);
    }
    ui.separator();
    for command in [Command::Palette, Command::Find, Command::Filter, Command::Trash, Command::Shortcuts, Command::Quit]
    {
        run(ui, command);
    }
    let others: Vec<_> =
        state.recent.iter().filter(|folder| folder.display().to_string() != state.folder).take(5).collect();
    if !others.is_empty() {
        ui.separator();
        ui.label(egui::RichText::new("Recent").font(theme::small()).color(palette(ui).faint));
        for folder in others {
            if menu_item(ui, &folder.display().to_string(), None) {
                out.push(Intent::Open(folder.clone()));
            }
        }
    }
}
