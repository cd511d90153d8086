//! The sheet of the morning and the evening.

use egui::{Rangef, Rect, Ui, vec2};

use crate::ui::theme::{self, palette};

/// Size of the sheet at most, and its distance from the edges of the window.
const MOST: egui::Vec2 = vec2(1104.0, 800.0);
const MARGIN: f32 = 24.0;
const NARROW_MARGIN: f32 = 8.0;
/// Width of the left page as a share of the sheet.
const LEFT: f32 = 0.49;
/// Below this width of the window the sheet has its left page only.
const ROOM_FOR_TWO: f32 = 860.0;
/// Space inside a page: in a wide sheet, and in one with little room.
const PADDING: f32 = 48.0;
const NARROW_PADDING: f32 = 24.0;
/// Below these the inner space is the narrow one.
const ROOMY: egui::Vec2 = vec2(960.0, 680.0);
/// Distance of the fold from the upper and lower edge.
const FOLD: f32 = 32.0;

/// The two pages of a sheet, inside their margins.
pub struct Pages {
    pub left: Rect,
    /// `None` where the window has no room for it.
    pub right: Option<Rect>,
}

/// Paints a sheet of paper in the middle of `body`. Returns the room on its pages.
pub fn paper_ui(ui: &Ui, body: Rect) -> Pages {
    let palette = palette(ui);
    let narrow = body.width() < ROOM_FOR_TWO;
    let margin = if narrow { NARROW_MARGIN } else { MARGIN };
    let sheet = Rect::from_center_size(body.center(), (body.size() - egui::Vec2::splat(2.0 * margin)).min(MOST));
    ui.painter().rect_filled(body, 0.0, palette.background);
    ui.painter().rect(
        sheet,
        theme::CORNER_WELL,
        palette.surface,
        theme::hairline(palette.hairline),
        egui::StrokeKind::Inside,
    );
    let roomy = sheet.width() >= ROOMY.x && sheet.height() >= ROOMY.y;
    let inside = |page: Rect| page.shrink(if roomy { PADDING } else { NARROW_PADDING });
    if narrow {
        return Pages { left: inside(sheet), right: None };
    }
    let fold = sheet.left() + sheet.width() * LEFT;
    let (left, right) = sheet.split_left_right_at_x(fold);
    let height = Rangef::new(sheet.top() + FOLD, sheet.bottom() - FOLD);
    ui.painter().vline(fold, height, theme::hairline(palette.hairline));
    Pages { left: inside(left), right: Some(right.shrink(NARROW_PADDING)) }
}
