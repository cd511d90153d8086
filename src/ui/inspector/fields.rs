//! Rows and fields that the parts of the inspector share.

use chrono::NaiveDate;
use egui::{Align, Id, Layout, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use crate::calendar::words;
use crate::exchange::{Reading, parse_date, parse_length};
use crate::model::{Action, Minutes, Task, TaskField};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::InspectorField;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, focus_ring, icon_button, labelled_row, paint_icon, paint_line, read_field,
    rich_line,
};

/// Width of the labels.
pub(super) const LABEL: f32 = 84.0;
/// Margin above and below the bar beside the title.
const BAR_MARGIN: f32 = 3.0;
/// Left edge of the name of a folding section, after its arrow.
const FOLD_X: f32 = 22.0;
/// Height of a line between sections with the space around it.
const RULE: f32 = 9.0;

/// Draws an editable title.
pub(super) fn title_ui(ui: &mut Ui, name: &str, title: &str, accent: egui::Color32, out: &mut Out) -> Option<String> {
    const MOST_ROWS: f32 = 3.0;
    title_row_ui(ui, accent, out, |ui, width| {
        let font = Some(theme::title());
        let edit = DraftField { width, font, frameless: true, lines: 1, wraps: true, ..DraftField::default() };
        let row = ui.fonts_mut(|fonts| fonts.row_height(&theme::title()));
        let scroll = ScrollArea::vertical().id_salt("title").max_height(MOST_ROWS * row + 2.0);
        let shown = scroll.auto_shrink([false, true]).show(ui, |ui| {
            let id = ui.make_persistent_id("title");
            take_focus(ui, InspectorField::Title, id);
            draft_field(ui, name, "title", title, edit)
        });
        shown.inner
    })
}

/// Draws `add` between an accent bar and the close button.
pub(super) fn title_row_ui<R>(
    ui: &mut Ui,
    accent: egui::Color32,
    out: &mut Out,
    add: impl FnOnce(&mut Ui, f32) -> R,
) -> R {
    const BUTTON: f32 = theme::ICON_BUTTON;
    ui.horizontal_top(|ui| {
        let (bar, _) = ui.allocate_exact_size(vec2(theme::ACCENT_BAR, BUTTON), Sense::hover());
        ui.painter().rect_filled(bar.shrink2(vec2(0.0, BAR_MARGIN)), theme::CORNER_BAR, accent);
        let width = ui.available_width() - BUTTON - theme::GAP;
        let column = Layout::top_down(Align::LEFT);
        let shown = ui.allocate_ui_with_layout(vec2(width, BUTTON), column, |ui| {
            ui.set_min_size(vec2(width, BUTTON));
            ui.add_space(theme::GAP_TINY);
            add(ui, width)
        });
        let close = Command::Deselect.hint(ui.ctx());
        if icon_button(ui, icons::ICON_CLOSE, &close, true).clicked() {
            out.run(Command::Deselect);
        }
        shown.inner
    })
    .inner
}

fn asked_for_focus() -> Id {
    Id::unique("inspector-focus")
}

/// Asks a field to take the cursor where it is drawn.
pub(super) fn ask_for_focus(ui: &Ui, field: InspectorField) {
    ui.data_mut(|data| data.insert_temp(asked_for_focus(), field));
}

/// Puts the cursor into a field if it was asked for, before the field is drawn. Returns whether it was.
pub(super) fn take_focus(ui: &Ui, field: InspectorField, id: Id) -> bool {
    let asked = ui.data(|data| data.get_temp(asked_for_focus())) == Some(field);
    if asked {
        ui.data_mut(|data| data.remove::<InspectorField>(asked_for_focus()));
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    asked
}

/// Draws a labelled row.
pub(super) fn field_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    labelled_row(ui, label, vec2(LABEL - theme::GAP, theme::ROW), add)
}

/// Draws the heading of a section that a click folds or unfolds; `folds` names its content while it is folded.
pub(super) fn fold_ui(ui: &mut Ui, name: &str, folds: &str, open: bool) -> Response {
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    let palette = palette(ui);
    let icon = if open { icons::ICON_EXPAND_MORE } else { icons::ICON_CHEVRON_RIGHT };
    paint_icon(ui, pos2(row.left() + theme::GAP, row.center().y), icon, theme::ICON_PANE, palette.secondary);
    let mut parts = vec![(name, theme::body_medium(), palette.text)];
    if !open {
        parts.extend([("   ", theme::small(), palette.secondary), (folds, theme::small(), palette.secondary)]);
    }
    let galley = rich_line(ui, &parts, row.width() - FOLD_X, false);
    paint_line(ui, pos2(row.left() + FOLD_X, row.center().y), galley, palette.text);
    focus_ring(ui, &response, row);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Draws a line between two sections.
pub(super) fn rule_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), RULE), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, theme::hairline(palette(ui).hairline));
}

/// Draws a date field that reads dates like quick add. Returns a changed date.
pub fn date_field(
    ui: &mut Ui,
    name: &str,
    salt: impl egui::AsIdSalt,
    date: NaiveDate,
    ctx: &ViewContext,
) -> Option<NaiveDate> {
    let current = words::weekday_day_year(date);
    let read = |text: &str| {
        parse_date(text.trim(), &ctx.reading())
            .ok_or_else(|| format!("\"{}\" is not a date. Try tomorrow, fri or 12 dec.", text.trim()))
    };
    checked_field(ui, name, salt, &current, small_field(theme::FIELD_DATE, "fri, 12 dec"), read)
        .filter(|new| *new != date)
}

pub(super) fn small_field(width: f32, hint: &str) -> DraftField<'_> {
    DraftField { hint, width, lines: 1, ..DraftField::default() }
}

/// Parses a length; blank is `None`.
pub(super) fn length(text: &str) -> Result<Option<Minutes>, String> {
    read_field(text, parse_length, |text| format!("\"{text}\" is not a length. Try 25m or 1h30."))
}

/// Returns "Fri 27 Nov", or the full date where the field cannot read that back.
pub(super) fn date_text(date: NaiveDate, reading: &Reading) -> String {
    let short = words::weekday_day_from(date, reading.today);
    if parse_date(&short, reading) == Some(date) { short } else { date.to_string() }
}

/// Edits a field of a task.
pub(super) fn edit(task: &Task, edit: TaskField, out: &mut Out) {
    out.push(Intent::Act(Action::EditTask(task.id, edit)));
}
