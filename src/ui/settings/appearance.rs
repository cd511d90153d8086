//! Theme, text size, and the names and colours of quadrants and tags.

use std::collections::BTreeSet;

use egui::Ui;
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::fields::{cell_count, choice_ui, columns_ui, heading_ui, hint_ui, switch_ui, text_ui};
use super::page::Page;
use crate::model::{Quadrant, TagStyle};
use crate::store::ThemeChoice;
use crate::ui::theme;
use crate::ui::widgets::{icon_button, link_button, swatches_ui};

/// A step of the text size, in percent.
const TEXT_STEP: i32 = 10;

pub(super) fn theme_ui(ui: &mut Ui, page: &mut Page) {
    let choices = [(ThemeChoice::System, "Match system"), (ThemeChoice::Light, "Light"), (ThemeChoice::Dark, "Dark")];
    if let Some(theme) = choice_ui(ui, "Theme", &choices, Some(page.prefs.theme)) {
        page.set_machine(|it| it.theme = theme);
    }
}

pub(super) fn text_size_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Text size");
    let percent = page.prefs.text_scale;
    ui.horizontal(|ui| {
        let mut by = 0;
        if icon_button(ui, icons::ICON_REMOVE, "Text size: smaller", true).clicked() {
            by = -TEXT_STEP;
        }
        ui.label(format!("{percent} %"));
        if icon_button(ui, icons::ICON_ADD, "Text size: larger", true).clicked() {
            by = TEXT_STEP;
        }
        if by != 0 {
            page.set_machine(|it| it.scale_text(by));
        }
    });
}

/// Draws the name and the colour of each quadrant.
pub(super) fn quadrants_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Quadrants");
    let all: Vec<Quadrant> = Quadrant::iter().collect();
    let count = cell_count(ui).div_ceil(2);
    columns_ui(ui, count, &all, |ui, quadrant| quadrant_ui(ui, page, quadrant));
}

fn quadrant_ui(ui: &mut Ui, page: &mut Page, quadrant: Quadrant) {
    let (default, current) = (quadrant.default_name(), page.ctx.quadrant_name(quadrant).to_owned());
    let name = text_ui(ui, &format!("Name of {default}"), &current, default, |text| Some(text.to_owned()));
    if let Some(name) = name {
        page.set(&format!("rename {current}"), |it| match name.as_str() {
            "" => drop(it.quadrant_names.remove(&quadrant)),
            _ => drop(it.quadrant_names.insert(quadrant, name)),
        });
    }
    let usual = quadrant as u8;
    let own = page.settings().quadrant_tones.get(&quadrant).copied();
    if let Some(tone) = swatches_ui(ui, &format!("Colour of {current}"), Some(own.unwrap_or(usual))) {
        page.set(&format!("colour {current}"), |it| match tone == usual {
            true => drop(it.quadrant_tones.remove(&quadrant)),
            false => drop(it.quadrant_tones.insert(quadrant, tone)),
        });
    }
}

/// Draws the colour and the privacy of each tag in use.
pub(super) fn tags_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Tags");
    let used = page.ctx.workspace.tasks.values().flat_map(|task| &task.tags);
    let tags: BTreeSet<String> = used.chain(page.settings().tags.keys()).cloned().collect();
    if tags.is_empty() {
        hint_ui(ui, "No tags yet. Write #tag when you add a task.");
    }
    let (tags, count): (Vec<&str>, usize) = (tags.iter().map(String::as_str).collect(), cell_count(ui).div_ceil(2));
    columns_ui(ui, count, &tags, |ui, tag| tag_ui(ui, page, tag));
}

fn tag_ui(ui: &mut Ui, page: &mut Page, tag: &str) {
    let style = page.settings().tags.get(tag).cloned().unwrap_or_default();
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(format!("#{tag}")).font(theme::step()));
        if style.tone.is_some()
            && link_button(ui, "No colour").accessible_name(format!("No colour for #{tag}")).clicked()
        {
            put_tag(page, tag, TagStyle { tone: None, ..style.clone() });
        }
    });
    if let Some(tone) = swatches_ui(ui, &format!("Colour of #{tag}"), style.tone) {
        put_tag(page, tag, TagStyle { tone: Some(tone), ..style.clone() });
    }
    if let Some(private) = switch_ui(ui, &format!("Leave #{tag} out of reports"), style.private, "") {
        put_tag(page, tag, TagStyle { private, ..style });
    }
}

fn put_tag(page: &mut Page, tag: &str, style: TagStyle) {
    page.set(&format!("change #{tag}"), |it| match style == TagStyle::default() {
        true => drop(it.tags.remove(tag)),
        false => drop(it.tags.insert(tag.to_owned(), style)),
    });
}

/// Draws the names and texts of the saved filters.
pub(super) fn filters_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Saved filters");
    let filters = &page.settings().filters;
    if filters.is_empty() {
        hint_ui(ui, "None. Save one from the filter of the matrix (F).");
    }
    for (index, filter) in filters.iter().enumerate() {
        let name = text_ui(ui, &format!("Name of filter {}", filter.text), &filter.name, "name", |text| {
            (!text.is_empty()).then(|| text.to_owned())
        });
        ui.horizontal_wrapped(|ui| {
            hint_ui(ui, &filter.text);
            if link_button(ui, "Delete").accessible_name(format!("Delete filter: {}", filter.name)).clicked() {
                page.set(&format!("delete filter \"{}\"", filter.name), |it| drop(it.filters.remove(index)));
            }
        });
        if let Some(name) = name {
            page.set(&format!("rename filter \"{}\"", filter.name), |it| it.filters[index].name = name);
        }
    }
}
