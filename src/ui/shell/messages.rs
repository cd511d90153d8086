//! The message slot: at most one question about idle time, one reminder, one report of a change and one note.

use egui::{Align2, Id, Order, Rect, Ui, vec2};
use egui_material_icons::icons;

use super::toast::{Toast, toast_ui};
use crate::calendar::words::Words;
use crate::model::{Away, Minutes};
use crate::ui::intent::{FocusIntent, Intent, Out, Reminder, ReminderIntent, ReminderOffer};
use crate::ui::state::AwayQuestion;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{icon_button, link_button, note_ui, text_button};

/// Margins inside a message, at the sides and above and below.
const MARGIN: i8 = 14;
const MARGIN_ABOVE: i8 = 10;
/// Minimum width of a message without its margins.
const LEAST_WIDTH: f32 = 160.0;

/// The messages of a frame.
pub struct MessageSlot<'a> {
    /// The question about idle time, unless the view asks it.
    pub away: Option<AwayQuestion>,
    pub reminder: Option<&'a Reminder>,
    pub toasts: &'a mut Vec<Toast>,
}

/// Draws the messages at the lower left of `room`, the toasts at the bottom.
pub fn messages_ui(ui: &mut Ui, room: Rect, words: Words, slot: MessageSlot<'_>, out: &mut Out) {
    let MessageSlot { away, reminder, toasts } = slot;
    let now = ui.input(|input| input.time);
    toasts.retain(|toast| toast.until > now);
    if let Some(next) = toasts.iter().map(|toast| toast.until).reduce(f64::min) {
        ui.ctx().request_repaint_after_secs((next - now) as f32);
    }
    if away.is_none() && reminder.is_none() && toasts.is_empty() {
        return;
    }
    let width = (room.width() - 2.0 * theme::PAD - 2.0 * f32::from(MARGIN)).clamp(LEAST_WIDTH, theme::POPUP);
    let corner = room.left_bottom() + vec2(theme::PAD, -theme::GAP);
    let area = egui::Area::new(Id::unique("messages")).order(Order::Foreground).pivot(Align2::LEFT_BOTTOM);
    area.fixed_pos(corner).show(ui.ctx(), |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        if let Some(away) = away {
            card(ui, width, |ui| away_ui(ui, words, &away, out));
        }
        if let Some(reminder) = reminder {
            card(ui, width, |ui| reminder_ui(ui, reminder, out));
        }
        for toast in toasts.iter() {
            card(ui, width, |ui| toast_ui(ui, toast, out));
        }
    });
}

fn card(ui: &mut Ui, width: f32, draw: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin::symmetric(MARGIN, MARGIN_ABOVE);
    let frame = egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(margin);
    frame.show(ui, |ui| {
        ui.set_width(width);
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
        let room = ui.available_width() - theme::ICON_BUTTON - theme::GAP;
        ui.allocate_ui(vec2(room, theme::TEXT_LINE), |ui| {
            ui.set_width(room);
            let label = ui.add(egui::Label::new(text).wrap());
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_live(egui::accesskit::Live::Polite));
        });
        push(icon_button(ui, icons::ICON_CLOSE, "Dismiss", true).clicked(), ReminderIntent::Dismiss);
    });
    if !reminder.body.is_empty() {
        let body = egui::RichText::new(&reminder.body).font(theme::small()).color(palette(ui).secondary);
        ui.add(egui::Label::new(body).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        let main = match reminder.offer {
            ReminderOffer::Nothing => None,
            ReminderOffer::Start(..) => Some("Start now"),
            ReminderOffer::Break => Some("Take break"),
            ReminderOffer::Finish => Some("Finish"),
        };
        if let Some(text) = main {
            push(text_button(ui, text, true).clicked(), ReminderIntent::Accept);
        }
        if reminder.offer == ReminderOffer::Finish {
            push(text_button(ui, "5 min more", false).clicked(), ReminderIntent::Extend);
            return;
        }
        note_ui(ui, "Later:");
        for minutes in [5, 10, 30].map(Minutes::new) {
            let clicked = link_button(ui, &minutes.to_string()).clicked();
            push(clicked, ReminderIntent::Snooze(minutes));
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
