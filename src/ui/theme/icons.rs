//! Icons of the quadrants.

use egui_material_icons::{MaterialIcon, icons};

use crate::model::Quadrant;

/// Returns the icon of a quadrant, since colour alone must not carry meaning.
pub fn quadrant_icon(quadrant: Quadrant) -> MaterialIcon {
    match quadrant {
        Quadrant::Do => icons::ICON_PRIORITY_HIGH,
        Quadrant::Schedule => icons::ICON_EVENT,
        Quadrant::Delegate => icons::ICON_GROUP,
        Quadrant::Eliminate => icons::ICON_BLOCK,
    }
}
