//! Tiles and cards with figures.

use egui::{Layout, Rangef, Rect, ScrollArea, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2};

use crate::review::report::ReportTable;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::line;

/// The tile of a figure: least width, height, distance of the figure from the top, of label and detail from the figure.
const LEAST_FIGURE: f32 = 150.0;
const FIGURE: f32 = 92.0;
const FIGURE_Y: f32 = 10.0;
const LABEL_Y: f32 = 35.0;
const DETAIL_Y: f32 = 54.0;
/// Space inside a sheet, and beside its fold.
const SHEET_PADDING: f32 = 32.0;
/// A table: the height from which it scrolls, the height of a line, and the space between columns.
const MOST_TABLE: f32 = 260.0;
const TABLE_LINE: f32 = 17.0;
const COLUMN_GAP: f32 = 18.0;

/// Draws a row of figures: value, label, detail.
pub(super) fn figures_ui(ui: &mut Ui, figures: &[(String, &str, String)]) {
    let width = ui.max_rect().width();
    let columns = ((width / LEAST_FIGURE).floor() as usize).clamp(1, figures.len().max(1));
    let tile = (width - theme::GAP_WIDE * (columns as f32 - 1.0)) / columns as f32;
    for row in figures.chunks(columns) {
        let top = ui.cursor().top();
        for (n, (figure, what, detail)) in row.iter().enumerate() {
            let left = ui.max_rect().left() + (tile + theme::GAP_WIDE) * n as f32;
            figure_ui(ui, Rect::from_min_size(egui::pos2(left, top), vec2(tile, FIGURE)), figure, what, detail);
        }
        let used = Rect::from_min_size(egui::pos2(ui.max_rect().left(), top), vec2(width, FIGURE));
        ui.advance_cursor_after_rect(used);
        ui.add_space(theme::GAP);
    }
}

fn figure_ui(ui: &mut Ui, rect: Rect, figure: &str, what: &str, detail: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("figure", what)), Sense::hover());
    let spoken = format!("{figure} {what}. {detail}");
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    response.on_hover_text(&spoken);
    let colors = palette(ui);
    ui.painter().rect(rect, theme::CORNER_TILE, colors.surface, theme::hairline(colors.hairline), StrokeKind::Inside);
    let room = rect.width() - 2.0 * theme::PAD;
    let at = rect.min + vec2(theme::PAD, FIGURE_Y);
    let line = |text: &str, font, color| line(ui, text, font, color, room);
    ui.painter().galley(at, line(figure, theme::headline(), colors.text), colors.text);
    ui.painter().galley(at + vec2(0.0, LABEL_Y), line(what, theme::body(), colors.text), colors.text);
    ui.painter().galley(at + vec2(0.0, DETAIL_Y), line(detail, theme::small(), colors.secondary), colors.secondary);
}

/// Draws the content of a card.
pub(super) type Draw<'a> = Box<dyn FnOnce(&mut Ui) + 'a>;
/// A card: title and content.
pub(super) type ReviewCard<'a> = (&'a str, Draw<'a>);

/// Draws weighted columns of cards, or a single column where it is narrow. A card is as high as its content.
pub(super) fn columns_ui(ui: &mut Ui, columns: Vec<(f32, Vec<ReviewCard>)>) {
    let area = ui.max_rect();
    let narrow = area.width() < theme::ROOM_BESIDE;
    let weights: f32 = columns.iter().map(|(weight, _)| weight).sum();
    let between = theme::GAP_WIDE * (columns.len() as f32 - 1.0);
    let mut at = egui::pos2(area.left(), ui.cursor().top());
    let mut used = Rect::from_min_size(at, vec2(area.width(), 0.0));
    for (n, (weight, cards)) in columns.into_iter().enumerate() {
        let width = if narrow { area.width() } else { (area.width() - between) * weight / weights };
        let rect = Rect::from_min_size(at, vec2(width, 0.0));
        let layout = Layout::top_down(egui::Align::Min);
        let mut column = ui.new_child(UiBuilder::new().id_salt(("cards", n)).max_rect(rect).layout(layout));
        for (title, draw) in cards {
            card_ui(&mut column, title, draw);
        }
        used = used.union(column.min_rect());
        if narrow {
            at.y = column.min_rect().bottom();
        } else {
            at.x += width + theme::GAP_WIDE;
        }
    }
    ui.advance_cursor_after_rect(used);
}

/// Draws a sheet with two pages, at least `height` high inside; one below the other where it is narrow.
pub(super) fn sheet_ui(ui: &mut Ui, height: f32, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let colors = palette(ui);
    let narrow = ui.available_width() < theme::ROOM_BESIDE;
    let padding = if narrow { theme::PAD } else { SHEET_PADDING };
    let frame = egui::Frame::new()
        .fill(colors.surface)
        .stroke(theme::hairline(colors.hairline))
        .corner_radius(theme::CORNER_WELL);
    frame.inner_margin(padding).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if narrow {
            left(ui);
            ui.add_space(theme::PAD);
            return right(ui);
        }
        let (area, top) = (ui.max_rect(), ui.cursor().top());
        let fold = area.center().x;
        let page = |x: Rangef| Rect::from_x_y_ranges(x, Rangef::new(top, top));
        let pages = [page(Rangef::new(area.left(), fold - padding)), page(Rangef::new(fold + padding, area.right()))];
        let layout = Layout::top_down(egui::Align::Min);
        let mut page = ui.new_child(UiBuilder::new().id_salt("left-page").max_rect(pages[0]).layout(layout));
        left(&mut page);
        let mut used = page.min_rect();
        let mut page = ui.new_child(UiBuilder::new().id_salt("right-page").max_rect(pages[1]).layout(layout));
        right(&mut page);
        used = used.union(page.min_rect());
        let used = used.with_max_y(used.bottom().max(top + height));
        ui.painter().vline(fold, used.y_range(), theme::hairline(colors.hairline));
        ui.advance_cursor_after_rect(used);
    });
    ui.add_space(theme::GAP);
}

/// Draws a card over the whole width.
fn card_ui(ui: &mut Ui, title: &str, draw: Draw) {
    let colors = palette(ui);
    let margin = egui::Margin::symmetric(theme::PAD as i8, theme::GAP_WIDE as i8);
    let frame = egui::Frame::new()
        .fill(colors.surface)
        .stroke(theme::hairline(colors.hairline))
        .corner_radius(theme::CORNER_TILE);
    frame.inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.push_id(title, |ui| {
            ui.label(egui::RichText::new(title).font(theme::body_medium()));
            ui.add_space(theme::GAP_SMALL);
            draw(ui);
        });
    });
    ui.add_space(theme::GAP);
}

/// Draws the table of a chart, folded.
pub(super) fn table_ui(ui: &mut Ui, name: &str, table: &ReportTable) {
    egui::CollapsingHeader::new(egui::RichText::new("As a table").font(theme::small())).id_salt(name).show(ui, |ui| {
        rows_ui(ui, name, table);
    });
}

/// Draws a table.
pub(super) fn rows_ui(ui: &mut Ui, name: &str, table: &ReportTable) {
    let colors = palette(ui);
    let area = ScrollArea::both().id_salt(("wide", name)).max_height(MOST_TABLE).min_scrolled_height(MOST_TABLE);
    area.show(ui, |ui| {
        let grid = egui::Grid::new(name).num_columns(table.head.len()).min_row_height(TABLE_LINE);
        grid.spacing([COLUMN_GAP, theme::GAP_SMALL]).show(ui, |ui| {
            for head in &table.head {
                ui.label(egui::RichText::new(head).font(theme::small()).color(colors.secondary));
            }
            ui.end_row();
            for row in &table.rows {
                for cell in row {
                    ui.label(egui::RichText::new(cell).font(theme::small()));
                }
                ui.end_row();
            }
        });
    });
}
