//! Fields, switches and choices of the settings, each with its label.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::NaiveTime;
use egui::{Margin, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use crate::exchange::parse_time;
use crate::model::Minutes;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, focus_ring, line, note_ui, paint_line, paragraph_ui, segmented, segmented_width,
};

/// The label above a field.
const LABEL: f32 = 20.0;
/// Space around the text of a field, and the distance of its unit from the right edge.
const MARGIN: Margin = Margin::symmetric(10, 9);
const UNIT: f32 = 12.0;
/// A switch: size, distance of its knob from the edge, distance of its text.
const SWITCH: Vec2 = vec2(36.0, 20.0);
const KNOB_MARGIN: f32 = 3.0;
const SWITCH_TEXT: f32 = 10.0;
/// Distance between the cells of a row, and the least width of a cell.
const CELL_GAP: f32 = 16.0;
const LEAST_CELL: f32 = 150.0;
const MOST_CELLS: usize = 3;

/// Paints the label of a field. The field itself carries the name for screen readers.
pub(super) fn label_ui(ui: &mut Ui, name: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LABEL), Sense::hover());
    let color = palette(ui).secondary;
    let galley = line(ui, name, theme::small_medium(), color, rect.width());
    paint_line(ui, pos2(rect.left(), rect.center().y), galley, color);
}

/// Draws the heading of a setting that has several widgets.
pub(super) fn heading_ui(ui: &mut Ui, name: &str) {
    ui.label(egui::RichText::new(name).font(theme::small_medium()).color(palette(ui).secondary));
}

/// Draws a hint below a field; nothing for an empty one.
pub(super) fn hint_ui(ui: &mut Ui, text: &str) {
    if !text.is_empty() {
        paragraph_ui(ui, text);
    }
}

/// Returns the number of cells in a row.
pub(super) fn cell_count(ui: &Ui) -> usize {
    let fitting = ((ui.available_width() + CELL_GAP) / (LEAST_CELL + CELL_GAP)).floor() as usize;
    fitting.clamp(1, MOST_CELLS)
}

/// Draws items into cells, as many side by side as there is room for.
pub(super) fn cells_ui<T: Copy>(ui: &mut Ui, items: &[T], add: impl FnMut(&mut Ui, T)) {
    let count = cell_count(ui);
    columns_ui(ui, count, items, add);
}

/// Draws items into rows of `count` cells.
pub(super) fn columns_ui<T: Copy>(ui: &mut Ui, count: usize, items: &[T], mut add: impl FnMut(&mut Ui, T)) {
    let width = (ui.available_width() - CELL_GAP * (count - 1) as f32) / count as f32;
    for row in items.chunks(count) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = CELL_GAP;
            for item in row {
                let rect = Rect::from_min_size(ui.cursor().min, vec2(width, ui.available_height()));
                let builder = UiBuilder::new().max_rect(rect).layout(egui::Layout::top_down(egui::Align::Min));
                ui.scope_builder(builder, |ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.x = theme::GAP;
                    add(ui, *item);
                });
            }
        });
    }
}

/// Draws a field with a parser, as wide as there is room; rejected text stays in it.
pub(super) fn text_ui<T>(
    ui: &mut Ui,
    name: &str,
    current: &str,
    example: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let width = ui.available_width();
    let field = DraftField { hint: example, width, lines: 1, margin: Some(MARGIN), ..DraftField::default() };
    checked_field(ui, name, ("setting", name), current, field, |text| {
        read(text.trim()).ok_or_else(|| format!("\"{}\" is not valid. Try {example}.", text.trim()))
    })
}

/// Draws a labelled field for a time of day.
pub(super) fn time_ui(ui: &mut Ui, (label, name): (&str, &str), current: &str) -> Option<NaiveTime> {
    label_ui(ui, label);
    text_ui(ui, name, current, "9:00", parse_time)
}

/// The name, unit and range of a number.
pub(super) struct Number<'a> {
    pub name: &'a str,
    /// The unit inside the field, and as a screen reader says it.
    pub unit: (&'a str, &'a str),
    pub range: RangeInclusive<u32>,
    pub hint: &'a str,
}

impl<'a> Number<'a> {
    /// Returns a number of minutes.
    pub fn minutes(name: &'a str, range: RangeInclusive<u32>, hint: &'a str) -> Self {
        Self { name, unit: ("min", "minutes"), range, hint }
    }

    /// Draws the labelled field. Returns a new number within the range.
    pub fn ui(self, ui: &mut Ui, current: impl Display) -> Option<u32> {
        let Self { name, unit: (unit, spoken), range, hint } = self;
        label_ui(ui, name);
        let top = ui.cursor().min;
        let width = ui.available_width();
        let field = DraftField { hint: "0", width, lines: 1, margin: Some(MARGIN), ..DraftField::default() };
        let typed =
            checked_field(ui, &format!("{name}, {spoken}"), ("setting", name), &current.to_string(), field, |text| {
                let digits = text.trim().trim_end_matches(char::is_alphabetic).trim_end();
                digits.parse().map_err(|_| format!("\"{}\" is not a number. Try 15.", text.trim()))
            });
        let color = palette(ui).secondary;
        let galley = line(ui, unit, theme::body(), color, width);
        let height = f32::from(MARGIN.top) * 2.0 + galley.size().y;
        paint_line(ui, pos2(top.x + width - UNIT - galley.size().x, top.y + height / 2.0), galley, color);
        hint_ui(ui, hint);
        typed.map(|number: u32| number.clamp(*range.start(), *range.end()))
    }

    /// Draws the labelled field for a length.
    pub fn length_ui(self, ui: &mut Ui, current: Minutes) -> Option<Minutes> {
        self.ui(ui, current.get()).map(Minutes::new)
    }
}

/// Draws a switch with its name and a hint below. Returns the new state when it is clicked.
pub(super) fn switch_ui(ui: &mut Ui, name: &str, on: bool, hint: &str) -> Option<bool> {
    let width = ui.available_width();
    let palette = palette(ui);
    let text = line(ui, name, theme::body(), palette.text, width - SWITCH.x - SWITCH_TEXT);
    let size = vec2((SWITCH.x + SWITCH_TEXT + text.size().x).min(width), theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, name));
    let track = Rect::from_min_size(pos2(rect.left(), rect.center().y - SWITCH.y / 2.0), SWITCH);
    let fill = if on { palette.accent } else { palette.outline() };
    ui.painter().rect_filled(track, SWITCH.y / 2.0, fill);
    let radius = SWITCH.y / 2.0 - KNOB_MARGIN;
    let x = if on { track.right() - SWITCH.y / 2.0 } else { track.left() + SWITCH.y / 2.0 };
    ui.painter().circle_filled(pos2(x, track.center().y), radius, palette.surface);
    paint_line(ui, pos2(track.right() + SWITCH_TEXT, rect.center().y), text, palette.text);
    focus_ring(ui, &response, rect.expand(theme::GAP_TINY));
    if !hint.is_empty() {
        indented_ui(ui, SWITCH.x + SWITCH_TEXT, |ui| note_ui(ui, hint));
    }
    response.clicked().then_some(!on)
}

fn indented_ui(ui: &mut Ui, by: f32, add: impl FnOnce(&mut Ui) -> Response) {
    ui.horizontal_wrapped(|ui| {
        ui.add_space(by);
        add(ui);
    });
}

/// Draws a labelled choice: segments, or a list where they do not fit. Returns the clicked one.
pub(super) fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    choices: &[(T, &str)],
    chosen: Option<T>,
) -> Option<T> {
    label_ui(ui, name);
    if segmented_width(ui, choices.iter().map(|(_, name)| *name)) <= ui.available_width() {
        return segmented(ui, choices, chosen, name);
    }
    let mut clicked = None;
    for (value, text) in choices {
        let response = ui.radio(chosen == Some(*value), *text).accessible_name(format!("{name}: {text}"));
        if response.clicked() {
            clicked = Some(*value);
        }
    }
    clicked
}
