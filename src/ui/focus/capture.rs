//! Fields that open while the timer goes on: a thought for the inbox, and unplanned work.

use egui::{Key, TextEdit, Ui};

use super::controls::row;
use crate::model::Minutes;
use crate::ui::command::Command;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::state::{FocusState, Unplanned};
use crate::ui::theme;
use crate::ui::widgets::{key_cap_ui, link_button, text_button};

/// Width of the fields, and the part of it that minutes and buttons take.
const WIDTH: f32 = 420.0;
const AROUND_TITLE: f32 = 190.0;

/// Draws the fields for a stray thought and for unplanned work. While a session runs, its menu holds the second.
pub(super) fn capture_ui(ui: &mut Ui, state: &mut FocusState, runs: bool, out: &mut Out) {
    let width = ui.available_width().min(WIDTH);
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let escape = ui.input(|input| input.key_pressed(Key::Escape));
    if let Some(mut text) = state.thought.take() {
        let field = TextEdit::singleline(&mut text).id_salt("thought").hint_text("Park a thought in the inbox");
        let response = ui.add(field.desired_width(width)).accessible_name("Thought for the inbox");
        if std::mem::take(&mut state.focus_field) {
            response.request_focus();
        }
        if response.lost_focus() && enter && !text.trim().is_empty() {
            out.push(Intent::Focus(FocusIntent::Park(text)));
        } else {
            let left_empty = response.lost_focus() && text.trim().is_empty();
            state.thought = Some(text).filter(|_| !escape && !left_empty);
        }
        return;
    }
    if let Some(mut unplanned) = state.unplanned.take() {
        if unplanned_ui(ui, &mut unplanned, state, width, out) && !escape {
            state.unplanned = Some(unplanned);
        }
        return;
    }
    row(ui, "capture", |ui| {
        if let Some(keys) = Command::ParkThought.keys_text(ui.ctx()) {
            key_cap_ui(ui, &keys);
        }
        if link_button(ui, "Park a thought").on_hover_text("Adds it to the inbox without leaving").clicked() {
            (state.thought, state.focus_field) = (Some(String::new()), true);
        }
        if runs {
            return;
        }
        if link_button(ui, "I did something else").on_hover_text(Command::SomethingElse.hint(ui.ctx())).clicked() {
            state.unplanned = Some(Unplanned { minutes: "15".into(), ..Unplanned::default() });
            state.focus_field = true;
        }
        if link_button(ui, "Timer settings").clicked() {
            out.run(Command::TimerSettings);
        }
    });
}

/// Returns whether it stays open.
fn unplanned_ui(ui: &mut Ui, unplanned: &mut Unplanned, state: &mut FocusState, width: f32, out: &mut Out) -> bool {
    let mut open = true;
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    row(ui, "unplanned", |ui| {
        let field = TextEdit::singleline(&mut unplanned.title).id_salt("unplanned").hint_text("What was it?");
        let title = ui.add(field.desired_width(width - AROUND_TITLE)).accessible_name("What you did");
        if std::mem::take(&mut state.focus_field) {
            title.request_focus();
        }
        let field = TextEdit::singleline(&mut unplanned.minutes)
            .id_salt("unplanned-minutes")
            .desired_width(theme::FIELD_NUMBER);
        let minutes = ui.add(field).accessible_name("Minutes up to now");
        ui.label("min");
        let number = unplanned.minutes.trim().trim_end_matches('m').parse().ok().filter(|n| (1..=960).contains(n));
        let usable = number.is_some() && !unplanned.title.trim().is_empty();
        let entered = (title.lost_focus() || minutes.lost_focus()) && enter;
        let clicked = ui.add_enabled_ui(usable, |ui| text_button(ui, "Log", true).clicked()).inner;
        if let Some(number) = number.filter(|_| usable && (clicked || entered)) {
            let title = unplanned.title.trim().to_owned();
            out.push(Intent::Focus(FocusIntent::Unplanned { title, minutes: Minutes::new(number) }));
            open = false;
        }
        if link_button(ui, "Cancel").clicked() {
            open = false;
        }
    });
    open
}
