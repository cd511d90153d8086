//! Creating an event or a block from empty time.

use egui::{Align2, Id, Order, Ui};

use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::text_button;

/// Draws the title dialog.
pub(super) fn create_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let Some(draft) = &mut state.create else { return };
    if !ctx.days.iter().any(|day| day.agenda.day.span().overlaps(draft.span)) {
        state.create = None;
        return;
    }
    let mut done = false;
    let center = ui.max_rect().center();
    let area =
        egui::Area::new(Id::unique("create")).order(Order::Foreground).fixed_pos(center).pivot(Align2::CENTER_CENTER);
    area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.set_width(theme::POPUP_NARROW);
            ui.label(
                egui::RichText::new(format!("{}  {}", ctx.words.times(draft.span), draft.span.minutes()))
                    .font(theme::body_medium()),
            );
            let field = egui::TextEdit::singleline(&mut draft.title)
                .id_salt("title")
                .hint_text("What is it?")
                .desired_width(f32::INFINITY);
            let response = ui.add(field).accessible_name("What is it?");
            if !std::mem::replace(&mut draft.asked, true) {
                response.request_focus();
            }
            let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let title = draft.title.trim();
            ui.horizontal(|ui| {
                ui.add_enabled_ui(!title.is_empty(), |ui| {
                    if text_button(ui, "Event", true).on_hover_text("Fixed: the planner plans around it").clicked()
                        || (enter && !title.is_empty())
                    {
                        let room = draft.room.take();
                        out.push(Intent::NewEvent { title: title.into(), span: draft.span, room });
                        done = true;
                    }
                    if text_button(ui, "Task block", false).on_hover_text("A new task, planned here").clicked() {
                        let room = draft.room.take();
                        out.push(Intent::NewBlock { title: title.into(), span: draft.span, room });
                        done = true;
                    }
                });
                done |= text_button(ui, "Cancel", false).clicked();
            });
            done |= ui.input(|input| input.key_pressed(egui::Key::Escape));
        });
    });
    if done {
        state.create = None;
    }
}
