//! Settings in rows, by section or by search.

use egui::Ui;
use strum::IntoEnumIterator as _;

use super::catalog::Setting;
use super::fields::{cell_count, columns_ui};
use super::keyboard;
use super::page::Page;
use super::row::setting_ui;
use crate::ui::state::SettingsSection;
use crate::ui::theme;
use crate::ui::widgets::paragraph_ui;

/// Draws the settings of a section.
pub(super) fn section_ui(ui: &mut Ui, section: SettingsSection, page: &mut Page) {
    let settings: Vec<Setting> = Setting::iter().filter(|setting| setting.section() == section).collect();
    rows_ui(ui, &settings, page, "");
}

/// Draws the settings that a text finds, below the titles of their sections.
pub(super) fn found_ui(ui: &mut Ui, text: &str, page: &mut Page) {
    let lower = text.to_lowercase();
    let mut any = false;
    for section in SettingsSection::iter() {
        let of_section = Setting::iter().filter(|setting| setting.section() == section);
        let in_list = |setting: Setting| setting == Setting::Shortcuts && keyboard::finds(ui, &lower);
        let found: Vec<Setting> = of_section.filter(|setting| setting.matches(&lower) || in_list(*setting)).collect();
        if found.is_empty() {
            continue;
        }
        if any {
            ui.separator();
        }
        any = true;
        ui.label(egui::RichText::new(section.title()).font(theme::body_medium()));
        let all = section == SettingsSection::Keyboard && Setting::Shortcuts.matches(&lower);
        rows_ui(ui, &found, page, if all { "" } else { &lower });
    }
    if !any {
        paragraph_ui(ui, format!("No setting found for \"{text}\"."));
    }
}

/// Draws settings in rows of cells; wide ones take a row, and a line separates groups.
fn rows_ui(ui: &mut Ui, settings: &[Setting], page: &mut Page, lower: &str) {
    let count = cell_count(ui);
    let mut rest = settings;
    while let Some(first) = rest.first().copied() {
        if first.begins_group() && rest.len() < settings.len() {
            ui.separator();
            ui.add_space(theme::GAP_SMALL);
        }
        let fits =
            |(index, setting): &(usize, &Setting)| !setting.is_wide() && (*index == 0 || !setting.begins_group());
        let row = rest.iter().enumerate().take(count).take_while(fits).count();
        if row == 0 {
            ui.push_id(first, |ui| setting_ui(ui, first, page, lower));
        } else {
            columns_ui(ui, count, &rest[..row], |ui, setting| setting_ui(ui, setting, page, lower));
        }
        ui.add_space(theme::GAP_WIDE);
        rest = &rest[row.max(1)..];
    }
}
