//! Commands with editable shortcuts, quick-add phrases and filter terms, each generated from its table.

use egui::{Event, Key, KeyboardShortcut, Ui, Vec2, pos2, vec2};

use super::fields::heading_ui;
use super::page::Page;
use crate::exchange::PHRASE_RULES;
use crate::query::FORMS;
use crate::ui::command::{Command, Keymap, as_pressed};
use crate::ui::state::KeyChange;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{line, link_button, note_ui, paint_line, shortcut_text};

/// Minimum size of the button with the keys of a command.
const KEYS: Vec2 = vec2(130.0, 24.0);

/// A change of the keymap.
pub(super) enum NewKeys {
    /// Assigns keys to a command and takes them from their current one.
    Set(Command, Vec<KeyboardShortcut>),
    /// Resets the keys of one command.
    Reset(Command),
}

/// Returns whether the name or the keys of a command hold a lower-case text.
fn is_found(ui: &Ui, keymap: &Keymap, command: Command, lower: &str) -> bool {
    command.text().to_lowercase().contains(lower) || keys_text(ui, keymap, command).to_lowercase().contains(lower)
}

/// Returns whether a text finds a command, a phrase of quick add or a filter.
pub(super) fn finds(ui: &Ui, lower: &str) -> bool {
    let keymap = Keymap::of(ui.ctx());
    let of_help = |(name, forms): (&str, &str)| [name, forms].iter().any(|text| text.to_lowercase().contains(lower));
    Command::all().any(|command| is_found(ui, &keymap, command, lower))
        || quick_add_forms().any(of_help)
        || FORMS.iter().any(|(form, meaning)| of_help((form, meaning)))
}

/// Draws the commands and forms that hold a lower-case text; all for an empty one.
pub(super) fn shortcuts_ui(ui: &mut Ui, page: &mut Page, lower: &str) {
    let keymap = Keymap::of(ui.ctx());
    let state = &mut page.state.keys;
    let mut change = pressed(ui, state, &keymap);
    heading_ui(ui, "Keyboard shortcuts");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP_TINY;
        for command in Command::all().filter(|command| is_found(ui, &keymap, *command, lower)).collect::<Vec<_>>() {
            let keys = keys_text(ui, &keymap, command);
            change = row_ui(ui, command, &keys, &keymap, state).or(change.take());
        }
        help_ui(ui, lower);
    });
    let Some(change) = change else { return };
    let mut keymap = Keymap::clone(&keymap);
    match change {
        NewKeys::Set(command, keys) => keymap.set(command, keys),
        NewKeys::Reset(command) => keymap.reset(Some(command)),
    }
    page.set_machine(|it| it.keys = keymap.stored());
}

fn keys_text(ui: &Ui, keymap: &Keymap, command: Command) -> String {
    keymap.keys(command).iter().map(|keys| shortcut_text(ui.ctx(), keys)).collect::<Vec<_>>().join(" or ")
}

/// Draws a command, its shortcut as a button, and a clash below it.
fn row_ui(ui: &mut Ui, command: Command, keys: &str, keymap: &Keymap, state: &mut KeyChange) -> Option<NewKeys> {
    let mut answer = None;
    let waiting = state.waits.filter(|(waits, _)| *waits == command).map(|(_, note)| note);
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
        state.clash = None;
        state.waits = if waiting.is_some() { None } else { Some((command, "")) };
        ui.memory_mut(egui::Memory::stop_text_input);
    }
    if waiting.is_some() && !keys.is_empty() {
        if link_button(&mut right, "No keys").accessible_name(format!("No keys for {}", command.text())).clicked() {
            state.waits = None;
            answer = Some(NewKeys::Set(command, Vec::new()));
        }
    } else if keymap.is_changed(command)
        && link_button(&mut right, "Reset").accessible_name(format!("Reset keys of {}", command.text())).clicked()
    {
        answer = Some(NewKeys::Reset(command));
    }
    let room = right.min_rect().left() - row.left() - theme::GAP;
    let name = line(ui, &command.text(), theme::body(), palette(ui).text, room);
    paint_line(ui, pos2(row.left(), row.center().y), name, palette(ui).text);
    if let Some(note) = waiting.filter(|note| !note.is_empty()) {
        note_ui(ui, note);
    }
    clash_ui(ui, command, state).or(answer)
}

/// Names the command that has the keys, and asks which one keeps them.
fn clash_ui(ui: &mut Ui, command: Command, state: &mut KeyChange) -> Option<NewKeys> {
    let (_, keys, owner) = state.clash.filter(|(wants, ..)| *wants == command)?;
    let mut answer = None;
    ui.horizontal_wrapped(|ui| {
        let words = format!("{} belongs to \"{}\".", shortcut_text(ui.ctx(), &keys), owner.text());
        ui.label(egui::RichText::new(words).font(theme::small()).color(palette(ui).danger));
        if link_button(ui, "Use it here").clicked() {
            state.clash = None;
            answer = Some(NewKeys::Set(command, vec![keys]));
        }
        if link_button(ui, "Keep there").clicked() {
            state.clash = None;
        }
    });
    answer
}

/// Takes the next key press as the new shortcut, whatever it does elsewhere; Escape cancels.
fn pressed(ui: &Ui, state: &mut KeyChange, keymap: &Keymap) -> Option<NewKeys> {
    let (command, _) = state.waits?;
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
        state.waits = Some((command, note));
    }
    let (key, modifiers) = taken?;
    if key == Key::Escape && modifiers.is_none() {
        state.waits = None;
        return None;
    }
    let keys = as_pressed(key, modifiers);
    if key == Key::Tab {
        state.waits = Some((command, "Reserved for moving the focus. Choose other keys."));
        return None;
    }
    state.waits = None;
    match keymap.owner(&keys, command) {
        Some(owner) => {
            state.clash = Some((command, keys, owner));
            None
        }
        None => Some(NewKeys::Set(command, vec![keys])),
    }
}

/// Returns the phrases of quick add with their names.
fn quick_add_forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    let others = [
        ("Steps", "Essay: outline 10m, draft 25m, or with / between them; or paste an outline"),
        ("Plain words", "\"in quotes\""),
    ];
    PHRASE_RULES.iter().map(|rule| (rule.name, rule.forms)).chain(others)
}

/// Draws the phrases of quick add and the filters that match the search text.
fn help_ui(ui: &mut Ui, lower: &str) {
    forms_ui(ui, "Quick add", lower, quick_add_forms());
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
