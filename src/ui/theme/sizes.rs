//! Sizes that several views share, in points. A size of one view is a constant in its file.

/// Spacing between related items, in points; the scale is 2, 4, 8, 12, 16, 24.
pub const GAP_TINY: f32 = 2.0;
pub const GAP_SMALL: f32 = 4.0;
pub const GAP: f32 = 8.0;
pub const GAP_WIDE: f32 = 12.0;
/// Padding inside panels.
pub const PAD: f32 = 16.0;

pub const CARD_PADDING: f32 = 8.0;
/// Spacing between cards.
pub const CARD_GAP: f32 = 6.0;
/// Height of a card, of its title line, and of the line below it.
pub const CARD_HEIGHT: f32 = 56.0;
pub const CARD_TITLE_HEIGHT: f32 = 21.0;
pub const CARD_LINE_HEIGHT: f32 = 18.0;
/// Width of the accent bar at the left edge of cards and blocks.
pub const ACCENT_BAR: f32 = 4.0;

/// Corner radius of thin bars.
pub const CORNER_BAR: f32 = 2.0;
/// Corner radius of lanes.
pub const CORNER_LANE: f32 = 3.0;
/// Corner radius of chips and check boxes.
pub const CORNER_CHIP: f32 = 4.0;
/// Corner radius of segments.
pub const CORNER_SEGMENT: f32 = 5.0;
/// Corner radius of cards and buttons.
pub const CORNER: f32 = 6.0;
/// Corner radius of tiles.
pub const CORNER_TILE: f32 = 8.0;
/// Corner radius of wells.
pub const CORNER_WELL: f32 = 10.0;
/// Corner radius of pill-shaped chips and of rings around dots.
pub const CORNER_PILL: f32 = 11.0;

/// Side of a check box, in points.
pub const CHECK_BOX: f32 = 15.0;

pub const TOP_BAR_HEIGHT: f32 = 52.0;
pub const STATUS_BAR_HEIGHT: f32 = 30.0;
/// Width of the hour labels on the timeline.
pub const HOURS_WIDTH: f32 = 52.0;
/// Minimum height of a block with resizable edges.
pub const GRABBABLE: f32 = 24.0;
/// Height of a resizable edge.
pub const EDGE: f32 = 5.0;
/// Scrolling in a frame while a drag is near an edge, as a share of its depth in the zone there.
pub const EDGE_SCROLL: f32 = 0.3;

/// Icon sizes: of marks on chips, details of cards, blocks, rows, lists, panes, toolbars.
pub const ICON_TINY: f32 = 11.0;
pub const ICON_SMALL: f32 = 13.0;
pub const ICON_BLOCK: f32 = 14.0;
pub const ICON_ROW: f32 = 15.0;
pub const ICON_LIST: f32 = 16.0;
pub const ICON_PANE: f32 = 18.0;
pub const ICON_TOOL: f32 = 20.0;
/// Side of a button with only an icon.
pub const ICON_BUTTON: f32 = 28.0;
/// Width of one at the end of a row, beside a field.
pub const ICON_BUTTON_NARROW: f32 = 18.0;

/// Heights of rows in lists, and of progress bars.
pub const ROW_SMALL: f32 = 24.0;
pub const ROW: f32 = 28.0;
pub const BAR: f32 = 6.0;
/// Height of a line of body text beside an icon or above details.
pub const TEXT_LINE: f32 = 20.0;

/// Space around the text of a segment, both sides together, and between segments and their frame.
pub const SEGMENT_PADDING: f32 = 20.0;
pub const SEGMENT_MARGIN: f32 = 3.0;

/// Widths of text fields: a number, a count with a unit, a word, times, a date.
pub const FIELD_NUMBER: f32 = 36.0;
pub const FIELD_COUNT: f32 = 60.0;
pub const FIELD_SHORT: f32 = 110.0;
pub const FIELD: f32 = 130.0;
pub const FIELD_DATE: f32 = 140.0;

/// Widths of menus, popups and dialogs.
pub const MENU_NARROW: f32 = 160.0;
pub const MENU: f32 = 260.0;
pub const POPUP_NARROW: f32 = 280.0;
pub const POPUP: f32 = 340.0;
pub const DIALOG: f32 = 440.0;
pub const DIALOG_WIDE: f32 = 560.0;
/// Window width that a dialog leaves free.
pub const DIALOG_MARGIN: f32 = 80.0;
/// Height from which a long text or list in a dialog or popup scrolls.
pub const DIALOG_TEXT: f32 = 320.0;
/// Width of a view from which its columns stand side by side.
pub const ROOM_BESIDE: f32 = 900.0;
