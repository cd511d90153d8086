//! Fonts and type sizes.

use std::sync::Arc;

use egui::epaint::text::VariationCoords;
use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

pub(super) const BODY: f32 = 14.0;

const STEP: f32 = 13.0;
const SMALL: f32 = 12.0;

const TINY: f32 = 10.0;

const TITLE: f32 = 18.0;

const HEADLINE: f32 = 27.0;

const FOCUS_TITLE: f32 = 36.0;

const DISPLAY: f32 = 60.0;

/// The medium-weight family, for titles.
const MEDIUM: &str = "medium";

/// Returns the font of body text.
pub fn body() -> FontId {
    FontId::proportional(BODY)
}

/// Returns the font of titles of cards, blocks and fields.
pub fn body_medium() -> FontId {
    FontId::new(BODY, medium())
}

/// Returns the font of details.
pub fn small() -> FontId {
    FontId::proportional(SMALL)
}

/// Returns the font of steps on cards.
pub fn step() -> FontId {
    FontId::proportional(STEP)
}

/// Returns the font of titles of steps.
pub fn step_medium() -> FontId {
    FontId::new(STEP, medium())
}

/// Returns the font of the text of a very low block, as large as fits into `height` between the edges.
pub fn tiny_medium(height: f32) -> FontId {
    FontId::new(TINY.min(height - 2.0), medium())
}

/// Returns the font of titles of small items.
pub fn small_medium() -> FontId {
    FontId::new(SMALL, medium())
}

/// Returns the font of the running step in the Focus view.
pub fn focus_title() -> FontId {
    FontId::new(FOCUS_TITLE, medium())
}

/// Returns the font of headlines.
pub fn headline() -> FontId {
    FontId::new(HEADLINE, medium())
}

/// Returns the font of the clock of the Focus view, smaller by a factor of at most 1.
pub fn display(factor: f32) -> FontId {
    FontId::new(DISPLAY * factor.min(1.0), medium())
}

/// Returns the title of a pane.
pub fn title() -> FontId {
    FontId::new(TITLE, medium())
}

fn medium() -> FontFamily {
    FontFamily::Name(MEDIUM.into())
}

/// Returns the family of the icon font.
pub fn icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(egui_material_icons::FONT_FAMILY.into()))
}

pub(super) fn fonts() -> FontDefinitions {
    let face = |weight: f32| {
        let tweak = FontTweak { coords: VariationCoords::new([(b"wght", weight)]), ..FontTweak::default() };
        Arc::new(FontData::from_static(include_bytes!("../../../assets/fonts/GapwiseSans.ttf")).tweak(tweak))
    };
    let mut fonts = FontDefinitions::default();
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, weight, family) in [("sans", 400.0, FontFamily::Proportional), ("sans-medium", 560.0, medium())] {
        fonts.font_data.insert(name.into(), face(weight));
        let mut faces = vec![name.to_owned()];
        faces.extend(fallbacks.iter().cloned());
        fonts.families.insert(family, faces);
    }
    fonts
}
