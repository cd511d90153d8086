//! The colours of both themes, by role.

use std::collections::BTreeMap;

use egui::{Color32, Context, Theme, Ui};

use crate::model::{CalendarTone, Quadrant};

/// Number of accents for quadrants and tags.
pub const ACCENTS: usize = 8;

/// Names of the accents, by number.
pub const ACCENT_NAMES: [&str; ACCENTS] = ["Amber", "Teal", "Violet", "Grey", "Rose", "Green", "Blue", "Brown"];

/// The colours of one theme, by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    pub background: Color32,
    /// Cards and bars.
    pub surface: Color32,
    /// Wells that hold cards.
    pub sunken: Color32,
    pub hairline: Color32,
    pub text: Color32,
    pub secondary: Color32,
    pub faint: Color32,
    /// Selection, focus, now.
    pub accent: Color32,
    /// Errors and overdue items.
    pub danger: Color32,
    /// Text on a fill of `accent` or `danger`.
    pub on_accent: Color32,
    quadrants: [Color32; 4],
    accents: [Color32; ACCENTS],
    tones: [Color32; 5],
    /// The background of working hours.
    pub working: Color32,
    tint_percent: u8,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The light theme.
pub const LIGHT: Colors = Colors {
    background: rgb(0xF4F2EE),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xEFECE6),
    hairline: rgb(0xE2DED6),
    text: rgb(0x24221F),
    secondary: rgb(0x645F57),
    faint: rgb(0x6F6960),
    accent: rgb(0x2F62A8),
    danger: rgb(0xB3261E),
    on_accent: rgb(0xFFFFFF),
    quadrants: [rgb(0xB06A00), rgb(0x16707F), rgb(0x5F3F92), rgb(0x938D83)],
    accents: [
        rgb(0xB06A00),
        rgb(0x16707F),
        rgb(0x5F3F92),
        rgb(0x938D83),
        rgb(0xA83A5B),
        rgb(0x3F7A3A),
        rgb(0x3A5FA0),
        rgb(0x7A5230),
    ],
    tones: [rgb(0x5B6572), rgb(0x8A5A44), rgb(0x56704A), rgb(0x3F6A94), rgb(0x7A527A)],
    working: rgb(0xFCFBF8),
    tint_percent: 17,
};

/// The dark theme.
pub const DARK: Colors = Colors {
    background: rgb(0x161513),
    surface: rgb(0x2B2A27),
    sunken: rgb(0x1D1C1A),
    hairline: rgb(0x3C3A36),
    text: rgb(0xEDE9E2),
    secondary: rgb(0xBAB4AA),
    faint: rgb(0x9A948A),
    accent: rgb(0x7FAEE6),
    danger: rgb(0xFF8A80),
    on_accent: rgb(0x161513),
    quadrants: [rgb(0xF5C274), rgb(0x5CBBCB), rgb(0xA184D6), rgb(0x857F75)],
    accents: [
        rgb(0xF5C274),
        rgb(0x5CBBCB),
        rgb(0xA184D6),
        rgb(0x857F75),
        rgb(0xF08CA8),
        rgb(0x8CCB86),
        rgb(0x86B4F0),
        rgb(0xC9A27E),
    ],
    tones: [rgb(0xA3ADBA), rgb(0xCFA48F), rgb(0x9FBF90), rgb(0x8DB6DD), rgb(0xC49BC4)],
    working: rgb(0x211F1D),
    tint_percent: 15,
};

impl Colors {
    /// Returns the accent of a quadrant.
    pub fn quadrant(&self, quadrant: Quadrant) -> Color32 {
        self.quadrants[quadrant as usize]
    }

    /// Returns the accent with this number; the last one for a number out of range.
    pub fn accent_at(&self, number: u8) -> Color32 {
        self.accents[usize::from(number).min(ACCENTS - 1)]
    }

    /// Returns the accent of a quadrant, or of the inbox.
    pub fn accent_of(&self, quadrant: Option<Quadrant>) -> Color32 {
        quadrant.map_or(self.faint, |quadrant| self.quadrant(quadrant))
    }

    /// Returns the fill of a block.
    pub fn tint(&self, accent: Color32) -> Color32 {
        mix(self.surface, accent, self.tint_percent)
    }

    /// Returns the fill of a fixed event.
    pub fn event_fill(&self, tone: CalendarTone) -> Color32 {
        mix(self.surface, self.tones[tone as usize], self.tint_percent + 5)
    }

    /// Returns the tone of a calendar.
    pub fn tone(&self, tone: CalendarTone) -> Color32 {
        self.tones[tone as usize]
    }

    /// Returns the fill of chosen items.
    pub fn selected_fill(&self) -> Color32 {
        mix(self.surface, self.accent, self.tint_percent)
    }

    /// Returns a line between hairline and text in strength, for check boxes and dashes.
    pub fn outline(&self) -> Color32 {
        mix(self.surface, self.secondary, 80)
    }

    /// Returns the open part of a progress ring.
    pub fn track(&self) -> Color32 {
        mix(self.surface, self.secondary, 30)
    }

    /// Returns the chart colour of items without a quadrant.
    pub fn other(&self) -> Color32 {
        mix(self.surface, self.secondary, 40)
    }

    /// Returns the palette for a theme.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// Returns `percent` of `over` on top of `under`.
fn mix(under: Color32, over: Color32, percent: u8) -> Color32 {
    let share = |a: u8, b: u8| {
        let (a, b, p) = (u32::from(a), u32::from(b), u32::from(percent));
        u8::try_from((a * (100 - p) + b * p + 50) / 100).unwrap_or(u8::MAX)
    };
    Color32::from_rgb(share(under.r(), over.r()), share(under.g(), over.g()), share(under.b(), over.b()))
}

/// The chosen accents of the quadrants, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Chosen([Option<u8>; 4]);

fn chosen_id() -> egui::Id {
    egui::Id::unique("quadrant-tones")
}

/// Sets the accents of the quadrants.
pub fn choose_accents(ctx: &Context, tones: &BTreeMap<Quadrant, u8>) {
    let mut chosen = Chosen::default();
    for (quadrant, tone) in tones {
        chosen.0[*quadrant as usize] = Some(*tone);
    }
    ctx.data_mut(|data| {
        if chosen == Chosen::default() {
            data.remove::<Chosen>(chosen_id());
        } else {
            data.insert_temp(chosen_id(), chosen);
        }
    });
}

/// Returns the palette of this ui.
pub fn palette(ui: &Ui) -> Colors {
    let mut palette = if ui.visuals().dark_mode { DARK } else { LIGHT };
    if let Some(chosen) = ui.data(|data| data.get_temp::<Chosen>(chosen_id())) {
        for (at, tone) in chosen.0.into_iter().enumerate() {
            palette.quadrants[at] = tone.map_or(palette.quadrants[at], |tone| palette.accent_at(tone));
        }
    }
    palette
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    /// Returns the relative luminance (WCAG 2.1).
    fn luminance(color: Color32) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_has_a_contrast_of_at_least_4_5() {
        for palette in [&LIGHT, &DARK] {
            let plain = [palette.background, palette.surface, palette.sunken, palette.working];
            for under in plain {
                for over in [palette.text, palette.secondary, palette.faint, palette.danger, palette.accent] {
                    assert!(contrast(over, under) >= 4.5, "{over:?} on {under:?}: {:.2}", contrast(over, under));
                }
            }
            let tints = palette.accents.iter().map(|accent| palette.tint(*accent));
            let events = CalendarTone::iter().map(|tone| palette.event_fill(tone));
            for under in tints.chain(events).chain([palette.selected_fill()]) {
                for over in [palette.text, palette.secondary] {
                    assert!(contrast(over, under) >= 4.5, "{over:?} on {under:?}: {:.2}", contrast(over, under));
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
    }

    #[test]
    fn quadrants_differ_in_grey_scale() {
        for palette in [&LIGHT, &DARK] {
            let mut greys: Vec<f64> =
                Quadrant::iter().map(|q| luminance(palette.quadrant(q)).powf(1.0 / 2.2)).collect();
            greys.sort_by(f64::total_cmp);
            for pair in greys.windows(2) {
                assert!(pair[1] - pair[0] >= 0.03, "two quadrants look alike in grey: {greys:?}");
            }
        }
    }

    /// Protanopia and deuteranopia by the matrices of Viénot, Brettel and Mollon (1999), in linear light.
    #[test]
    fn quadrants_differ_to_colour_blind_eyes() {
        let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
        let seen = |c: Color32, m: [[f64; 3]; 3]| {
            let rgb = [linear(c.r()), linear(c.g()), linear(c.b())];
            m.map(|row| row.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>().max(0.0).powf(1.0 / 2.2))
        };
        let protan = [[0.112_38, 0.887_62, 0.0], [0.112_38, 0.887_62, 0.0], [0.004_01, -0.004_01, 1.0]];
        let deutan = [[0.292_75, 0.707_25, 0.0], [0.292_75, 0.707_25, 0.0], [-0.022_34, 0.022_34, 1.0]];
        for palette in [&LIGHT, &DARK] {
            for matrix in [protan, deutan] {
                let all: Vec<_> = Quadrant::iter().map(|q| seen(palette.quadrant(q), matrix)).collect();
                for (i, a) in all.iter().enumerate() {
                    for b in &all[..i] {
                        let distance = a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                        assert!(distance > 0.08, "{a:?} and {b:?} look alike");
                    }
                }
            }
        }
    }
}
