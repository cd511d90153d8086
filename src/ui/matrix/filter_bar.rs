//! The bar above the matrix for filter and order.

use egui::{Id, Key, Rect, Ui, UiBuilder, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use crate::model::{Action, SavedFilter, Settings};
use crate::query::{FORMS, Filter};
use crate::ui::command::menu_item;
use crate::ui::context::{Sort, ViewContext};
use crate::ui::intent::{Intent, Out};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{icon_button, link_button, read_from_left, small_icon_button};

const HEIGHT: f32 = 34.0;

/// Draws the bar at the top of `area` while a filter or order is set, or a filter is typed. Returns the top of the
/// matrix.
pub(super) fn filter_bar_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) -> f32 {
    if !state.filtering && state.filter_text.is_empty() && state.shown_as.sort == Sort::Hand && !state.shown_as.closed {
        return area.top();
    }
    let rect = Rect::from_min_size(area.min, vec2(area.width(), HEIGHT));
    let builder = UiBuilder::new().id_salt("filter").max_rect(rect).accessibility_label("Filter and order");
    let mut row = ui.new_child(builder.layout(egui::Layout::right_to_left(egui::Align::Center)));
    if icon_button(&mut row, icons::ICON_CLOSE, "Clear filter and order", true).clicked() {
        state.clear_filter();
    }
    closed_ui(&mut row, state);
    sort_ui(&mut row, state);
    saved_ui(&mut row, ctx, state, out);
    if let Some(word) = Filter::not_understood(&state.filter_text) {
        let words = format!("\"{word}\" is not a filter");
        row.label(egui::RichText::new(words).font(theme::small()).color(palette(ui).danger));
    }
    if ctx.board.hidden > 0 {
        let words = format!("{} hidden", ctx.board.hidden);
        row.label(egui::RichText::new(words).font(theme::small()).color(palette(ui).secondary));
    }
    field_ui(&mut row, state);
    read_from_left(&row);
    rect.bottom() + theme::GAP
}

fn field_ui(row: &mut Ui, state: &mut MatrixState) {
    let matrix = state;
    let id = Id::unique("matrix-filter");
    let width = row.available_width();
    let field = egui::TextEdit::singleline(&mut matrix.filter_text)
        .id(id)
        .hint_text("Filter: #thesis <15m due:week")
        .desired_width(width)
        .margin(theme::FIELD_MARGIN);
    let response = row.add(field).accessible_name("Filter");
    if std::mem::take(&mut matrix.focus_filter) {
        response.request_focus();
    }
    if response.changed() {
        matrix.shown_as.filter = Filter::parse(&matrix.filter_text);
    }
    if response.lost_focus() && row.input(|input| input.key_pressed(Key::Escape)) {
        matrix.clear_filter();
    }
    let help: Vec<String> = FORMS.iter().map(|(form, meaning)| format!("{form}: {meaning}")).collect();
    response.on_hover_text(help.join("\n"));
}

fn sort_ui(row: &mut Ui, state: &mut MatrixState) {
    let sort = state.shown_as.sort;
    let button = icon_button(row, icons::ICON_SORT, sort.name(), true);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme::MENU_NARROW);
        for other in Sort::iter() {
            if menu_item(ui, other.name(), None) {
                state.shown_as.sort = other;
            }
        }
    });
}

fn closed_ui(row: &mut Ui, state: &mut MatrixState) {
    let closed = state.shown_as.closed;
    let (icon, name) = if closed {
        (icons::ICON_VISIBILITY, "Hide finished tasks")
    } else {
        (icons::ICON_VISIBILITY_OFF, "Show tasks finished in the last week")
    };
    if icon_button(row, icon, name, true).clicked() {
        state.shown_as.closed = !closed;
    }
}

/// Draws the saved filters, and a button that saves the typed one.
fn saved_ui(row: &mut Ui, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let settings = &ctx.workspace.settings;
    let text = state.filter_text.trim().to_owned();
    let put = |filters: Vec<SavedFilter>, name: String| {
        let settings = Settings { filters, ..Settings::clone(settings) };
        Intent::Act(Action::settings(name, settings))
    };
    let saved = settings.filters.iter().any(|filter| filter.text == text);
    if !text.is_empty() && !saved && link_button(row, "Save").on_hover_text("Saves this filter").clicked() {
        let mut filters = settings.filters.clone();
        filters.push(SavedFilter { name: text.clone(), text: text.clone() });
        out.push(put(filters, format!("save filter \"{text}\"")));
    }
    for filter in settings.filters.iter().rev() {
        let on = filter.text == text;
        let delete = format!("Delete filter: {}", filter.name);
        if on && small_icon_button(row, icons::ICON_DELETE, &delete, theme::ICON_BUTTON_NARROW).clicked() {
            let filters = settings.filters.iter().filter(|other| *other != filter).cloned().collect();
            out.push(put(filters, format!("delete filter \"{}\"", filter.name)));
        }
        let button = egui::Button::selectable(on, egui::RichText::new(&filter.name).font(theme::small()));
        if row.add(button).clicked() {
            state.set_filter(if on { "" } else { &filter.text });
        }
    }
}
