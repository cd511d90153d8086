//! Colours, sizes, strokes and type. Views name roles; nothing outside this folder knows a colour.

mod colors;
mod fonts;
mod icons;
mod sizes;
mod style;

pub use colors::{ACCENT_NAMES, Colors, choose_accents, palette};
pub use fonts::{
    body, body_medium, display, focus_title, headline, icon, small, small_medium, step, step_medium, tiny_medium, title,
};
pub use icons::quadrant_icon;
pub use sizes::*;
pub use style::{
    FIELD_MARGIN, FIELD_MARGIN_WIDE, SHADOW, hairline, install, lasting_scroll_bar, pale_line, stroke, thick,
};
