//! Reminders in the window, where the desktop shows none or the window has the focus.

use egui::{Align2, Id, Order, Ui, vec2};
use egui_material_icons::icons;

use crate::model::{Away, Minutes};
use crate::ui::intent::{FocusIntent, Intent, Out, Reminder, ReminderIntent};
use crate::ui::state::{AwayQuestion, FocusState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{icon_button, link_button, note_ui, text_button};
use crate::ui::words::Words;

/// Draws the reminders in the lower right corner, clear of strip and bars, and the idle question if the Focus view does
/// not ask it.
pub fn reminders_ui(ui: &mut Ui, words: Words, reminders: &[Reminder], focus: Option<&FocusState>, out: &mut Out) {
    let away = focus.and_then(|focus| focus.away);
    if reminders.is_empty() && away.is_none() {
        return;
    }
    let offset = vec2(-theme::PAD, -theme::STATUS_BAR_HEIGHT - theme::GAP);
    let area = egui::Area::new(Id::unique("reminders")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, offset);
    area.show(ui.ctx(), |ui| {
        if let Some(away) = away {
            card(ui, |ui| away_ui(ui, words, &away, out));
        }
        for reminder in reminders {
            ui.push_id(&reminder.key, |ui| card(ui, |ui| reminder_ui(ui, reminder, out)));
        }
    });
}

fn card(ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(egui::Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_width(theme::POPUP);
        draw(ui);
    });
}

fn reminder_ui(ui: &mut Ui, reminder: &Reminder, out: &mut Out) {
    let mut push = |clicked: bool, intent: ReminderIntent| {
        if clicked {
            out.push(Intent::Reminder(reminder.clone(), intent));
        }
    };
    ui.horizontal(|ui| {
        let text = egui::RichText::new(&reminder.title).font(theme::body_medium());
        ui.allocate_ui(vec2(290.0, 20.0), |ui| {
            ui.set_width(290.0);
            let label = ui.add(egui::Label::new(text).wrap());
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_live(egui::accesskit::Live::Polite));
        });
        push(icon_button(ui, icons::ICON_CLOSE, "Dismiss", true).clicked(), ReminderIntent::Dismiss);
    });
    if !reminder.body.is_empty() {
        let body = egui::RichText::new(&reminder.body).font(theme::small()).color(palette(ui).secondary);
        ui.add(egui::Label::new(body).wrap());
    }
    ui.horizontal(|ui| {
        if reminder.start.is_some() {
            push(text_button(ui, "Start now", true).clicked(), ReminderIntent::Start);
        }
        if reminder.rest {
            push(text_button(ui, "Take break", true).clicked(), ReminderIntent::Break);
        }
        note_ui(ui, "Later:");
        for minutes in [5, 10, 30] {
            let clicked = link_button(ui, &format!("{minutes} min")).clicked();
            push(clicked, ReminderIntent::Snooze(Minutes::new(minutes)));
        }
    });
}

fn away_ui(ui: &mut Ui, words: Words, away: &AwayQuestion, out: &mut Out) {
    ui.add(egui::Label::new(away.words(words)).wrap());
    ui.horizontal(|ui| {
        for (text, answer) in
            [("Yes, keep it", Away::Keep), ("No, leave it out", Away::Drop), ("Stopped then", Away::End)]
        {
            if link_button(ui, text).clicked() {
                out.push(Intent::Focus(FocusIntent::Away(answer)));
            }
        }
    });
}
