//! The help sheet: commands with editable shortcuts, quick-add phrases and filter terms, each generated from its table.

use egui::{Event, Key, Ui, Vec2, pos2, vec2};

use crate::exchange::PHRASE_RULES;
use crate::query::FORMS;
use crate::ui::command::{Command, Keymap, as_pressed};
use crate::ui::state::{DialogAnswer, ShortcutSheet};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    dialog_list_height, line, link_button, name_dialog, note_ui, paint_line, shortcut_text, text_button,
};

/// Minimum size of the button with the keys of a command.
const KEYS: Vec2 = vec2(130.0, 24.0);

pub(super) fn shortcuts_ui(ui: &mut Ui, sheet: &mut ShortcutSheet) -> Option<DialogAnswer> {
    let keymap = Keymap::of(ui.ctx());
    let mut answer = pressed(ui, sheet, &keymap);
    name_dialog(ui, "Keyboard shortcuts and help");
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Keyboard shortcuts").font(theme::title()));
        if keymap.is_any_changed() && link_button(ui, "Reset all").clicked() {
            sheet.clash = None;
            answer = Some(DialogAnswer::ResetKeys(None));
        }
    });
    let field = egui::TextEdit::singleline(&mut sheet.filter)
        .id_salt("commands")
        .hint_text("Find a command or keys")
        .desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("Find a command or keys");
    if !std::mem::replace(&mut sheet.opened, true) {
        field.request_focus();
    }
    ui.add_space(theme::GAP);
    let height = dialog_list_height(ui);
    let list = egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
    list.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP_TINY;
        // Room for the scroll bar.
        ui.set_width(ui.available_width() - theme::GAP_WIDE);
        let lower = sheet.filter.trim().to_lowercase();
        for command in Command::all() {
            let keys = keys_text(ui, &keymap, command);
            let fits = |text: &str| text.to_lowercase().contains(&lower);
            if fits(&command.text()) || fits(&keys) {
                answer = row_ui(ui, command, &keys, &keymap, sheet).or(answer.take());
            }
        }
        help_ui(ui, &lower);
    });
    ui.add_space(theme::GAP);
    if text_button(ui, "Close", true).clicked() { Some(DialogAnswer::Close) } else { answer }
}

fn keys_text(ui: &Ui, keymap: &Keymap, command: Command) -> String {
    keymap.keys(command).iter().map(|keys| shortcut_text(ui.ctx(), keys)).collect::<Vec<_>>().join(" or ")
}

/// Draws a command, its shortcut as a button, and a clash below it.
fn row_ui(
    ui: &mut Ui,
    command: Command,
    keys: &str,
    keymap: &Keymap,
    sheet: &mut ShortcutSheet,
) -> Option<DialogAnswer> {
    let mut answer = None;
    let waiting = sheet.waits.filter(|(waits, _)| *waits == command).map(|(_, note)| note);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), egui::Sense::hover());
    let mut right =
        ui.new_child(egui::UiBuilder::new().max_rect(row).layout(egui::Layout::right_to_left(egui::Align::Center)));
    let text = match (&waiting, keys) {
        (Some(_), _) => "Press the new keys",
        (None, "") => "none",
        (None, keys) => keys,
    };
    let quiet = waiting.is_none() && keys.is_empty();
    let color = if quiet { palette(ui).faint } else { palette(ui).text };
    let button = egui::Button::new(egui::RichText::new(text).color(color).font(theme::small()))
        .selected(waiting.is_some())
        .min_size(KEYS);
    let response = right.add(button).accessible_name(format!("Keys of {}: {text}", command.text()));
    if response.on_hover_text("Click, then press the new keys").clicked() {
        sheet.clash = None;
        sheet.waits = if waiting.is_some() { None } else { Some((command, "")) };
        ui.memory_mut(egui::Memory::stop_text_input);
    }
    if waiting.is_some() && !keys.is_empty() {
        if link_button(&mut right, "No keys").accessible_name(format!("No keys for {}", command.text())).clicked() {
            sheet.waits = None;
            answer = Some(DialogAnswer::SetKeys(command, Vec::new()));
        }
    } else if keymap.is_changed(command)
        && link_button(&mut right, "Reset").accessible_name(format!("Reset keys of {}", command.text())).clicked()
    {
        answer = Some(DialogAnswer::ResetKeys(Some(command)));
    }
    let room = right.min_rect().left() - row.left() - theme::GAP;
    let name = line(ui, &command.text(), theme::body(), palette(ui).text, room);
    paint_line(ui, pos2(row.left(), row.center().y), name, palette(ui).text);
    if let Some(note) = waiting.filter(|note| !note.is_empty()) {
        note_ui(ui, note);
    }
    clash_ui(ui, command, sheet).or(answer)
}

/// Names the command that has the keys, and asks which one keeps them.
fn clash_ui(ui: &mut Ui, command: Command, sheet: &mut ShortcutSheet) -> Option<DialogAnswer> {
    let (_, keys, owner) = sheet.clash.filter(|(wants, ..)| *wants == command)?;
    let mut answer = None;
    ui.horizontal_wrapped(|ui| {
        let words = format!("{} belongs to \"{}\".", shortcut_text(ui.ctx(), &keys), owner.text());
        ui.label(egui::RichText::new(words).font(theme::small()).color(palette(ui).danger));
        if link_button(ui, "Use it here").clicked() {
            sheet.clash = None;
            answer = Some(DialogAnswer::SetKeys(command, vec![keys]));
        }
        if link_button(ui, "Keep there").clicked() {
            sheet.clash = None;
        }
    });
    answer
}

/// Takes the next key press as the new shortcut, whatever it does elsewhere; Escape cancels.
fn pressed(ui: &Ui, sheet: &mut ShortcutSheet, keymap: &Keymap) -> Option<DialogAnswer> {
    let (command, _) = sheet.waits?;
    let mut taken = None;
    let mut note = None;
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, repeat: false, modifiers, .. } => {
                taken = taken.or(Some((*key, *modifiers)));
                false
            }
            Event::Copy | Event::Cut | Event::Paste(_) => {
                note = Some("Reserved for copy, cut and paste. Choose other keys.");
                false
            }
            Event::Key { .. } | Event::Text(_) => false,
            _ => true,
        });
    });
    if let Some(note) = note {
        sheet.waits = Some((command, note));
    }
    let (key, modifiers) = taken?;
    if key == Key::Escape && modifiers.is_none() {
        sheet.waits = None;
        return None;
    }
    let keys = as_pressed(key, modifiers);
    if key == Key::Tab {
        sheet.waits = Some((command, "Reserved for moving the focus. Choose other keys."));
        return None;
    }
    sheet.waits = None;
    match keymap.owner(&keys, command) {
        Some(owner) => {
            sheet.clash = Some((command, keys, owner));
            None
        }
        None => Some(DialogAnswer::SetKeys(command, vec![keys])),
    }
}

/// Draws the phrases of quick add and the filters that match the search text.
fn help_ui(ui: &mut Ui, lower: &str) {
    let quick_add = PHRASE_RULES.iter().map(|rule| (rule.name, rule.forms));
    let others = [
        ("Steps", "Essay: outline 10m, draft 25m, or with / between them; or paste an outline"),
        ("Plain words", "\"in quotes\""),
    ];
    forms_ui(ui, "Quick add", lower, quick_add.chain(others));
    forms_ui(ui, "Filters", lower, FORMS.iter().map(|(form, meaning)| (*form, *meaning)));
}

fn forms_ui<'a>(ui: &mut Ui, title: &str, lower: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    let fits = |(name, forms): &(&str, &str)| [name, forms].iter().any(|text| text.to_lowercase().contains(lower));
    let mut rows = rows.filter(fits).peekable();
    if rows.peek().is_none() {
        return;
    }
    ui.add_space(theme::PAD);
    ui.label(egui::RichText::new(title).font(theme::title()));
    ui.add_space(theme::GAP);
    for (name, forms) in rows {
        ui.label(egui::RichText::new(name).font(theme::body_medium()));
        ui.add(egui::Label::new(egui::RichText::new(forms).color(palette(ui).secondary)).wrap());
        ui.add_space(theme::GAP_SMALL);
    }
}
