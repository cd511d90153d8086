//! Toasts: short messages that expire. They are part of the accessible tree and can carry an undo button.

use egui::{Align2, Id, Order, Ui, vec2};

use crate::ui::command::Command;
use crate::ui::intent::Out;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::link_button;

/// A message at the bottom of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub text: String,
    /// The command that undoes the change.
    pub undo: Option<Command>,
    /// Expiry, in seconds of the ui's time.
    pub until: f64,
}

impl Toast {
    /// Duration in seconds, long enough to read the text.
    pub fn seconds(text: &str) -> f64 {
        (text.chars().count() as f64 / 15.0).clamp(5.0, 12.0)
    }
}

/// Draws the unexpired toasts, the newest at the bottom.
pub fn toasts_ui(ui: &mut Ui, toasts: &mut Vec<Toast>, out: &mut Out) {
    let now = ui.input(|input| input.time);
    toasts.retain(|toast| toast.until > now);
    let Some(next) = toasts.iter().map(|toast| toast.until).reduce(f64::min) else { return };
    ui.ctx().request_repaint_after_secs((next - now) as f32);
    let offset = vec2(0.0, -theme::STATUS_BAR_HEIGHT - theme::PAD);
    let area = egui::Area::new(Id::unique("toasts")).order(Order::Foreground).anchor(Align2::CENTER_BOTTOM, offset);
    area.show(ui.ctx(), |ui| {
        for toast in toasts.iter() {
            toast_ui(ui, toast, out);
        }
    });
}

fn toast_ui(ui: &mut Ui, toast: &Toast, out: &mut Out) {
    let frame = egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(egui::Margin::symmetric(14, 8));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_max_width((ui.ctx().content_rect().width() - 4.0 * theme::PAD).min(560.0));
            let label = ui.add(egui::Label::new(&toast.text).wrap());
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_live(egui::accesskit::Live::Polite));
            if let Some(undo) = toast.undo
                && link_button(ui, if undo == Command::Undo { "Undo" } else { "Take back" }).clicked()
            {
                out.run(undo);
            }
        });
    });
}
