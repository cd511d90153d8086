//! "I have N minutes": the best set and the runner-up. Enter starts it.

use egui::{Align2, Id, Key, Order, Ui, vec2};

use crate::planner::NowSet;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::state::MinutesQuestion;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{link_button, note_ui, text_button};

/// The second set is nearly as good when it is worth less by at most this part of the best: one fifth.
const CLOSE_PART: i64 = 5;

/// Draws the panel while it is open.
pub fn minutes_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut Option<MinutesQuestion>, out: &mut Out) {
    let Some(question) = state else { return };
    let mut close = ui.input(|input| input.key_pressed(Key::Escape));
    let offset = vec2(0.0, theme::TOP_BAR_HEIGHT + theme::PAD * 2.0);
    let area = egui::Area::new(Id::unique("minutes")).order(Order::Foreground).anchor(Align2::CENTER_TOP, offset);
    area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::PAD).show(ui, |ui| {
            ui.set_width(theme::POPUP);
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let enter = field_ui(ui, question, out);
            let answer = question.answer.as_ref().filter(|_| question.is_answered());
            let best = answer.map(|answer| &answer.best);
            match best {
                None if question.typed().is_none() => {
                    note_ui(ui, "Type minutes, 1 to 1440.");
                }
                None => {
                    note_ui(ui, "Working it out…");
                }
                Some(best) if best.work.is_empty() => {
                    note_ui(ui, "No open task fits.");
                }
                Some(best) => {
                    let started = set_ui(ui, ctx, best, "Start", true, out);
                    if enter && !started {
                        start(best, out);
                    }
                    close |= started || enter;
                }
            }
            if let Some(other) = answer.and_then(|answer| answer.runner_up.as_ref())
                && !other.work.is_empty()
            {
                let is_close = best.is_some_and(|best| (best.value - other.value) * CLOSE_PART <= best.value);
                note_ui(ui, if is_close { "Or, nearly as good:" } else { "Or:" });
                close |= set_ui(ui, ctx, other, "Start this instead", false, out);
            }
            ui.horizontal(|ui| {
                if question.early {
                    let rest = ctx.workspace.next_rest(ctx.now.instant);
                    let hint = Command::Break.hint(ui.ctx());
                    if text_button(ui, &format!("Break {rest}"), false).on_hover_text(hint).clicked() {
                        out.push(Intent::Focus(FocusIntent::Break));
                        close = true;
                    }
                }
                close |= link_button(ui, "Close").clicked();
            });
        });
    });
    if close {
        *state = None;
    }
}

/// Draws the number field. Returns whether Enter was pressed.
fn field_ui(ui: &mut Ui, question: &mut MinutesQuestion, out: &mut Out) -> bool {
    ui.horizontal(|ui| {
        let words = if question.early { "Done early. You have" } else { "I have" };
        ui.label(egui::RichText::new(words).font(theme::body_medium()));
        let field = egui::TextEdit::singleline(&mut question.text).id_salt("minutes").desired_width(theme::FIELD_COUNT);
        let response = ui.add(field).accessible_name("Minutes that I have");
        if !std::mem::replace(&mut question.asked, true) {
            response.request_focus();
            select_all(ui, response.id, question.text.chars().count());
        }
        ui.label(egui::RichText::new("minutes").font(theme::body_medium()));
        if response.changed()
            && let Some(minutes) = question.typed()
        {
            out.push(Intent::AskMinutes(minutes));
        }
        question.starts |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // Enter waits for the answer to the typed number.
        question.is_answered() && std::mem::take(&mut question.starts)
    })
    .inner
}

/// Selects the text of a field, so that typing replaces it.
fn select_all(ui: &Ui, id: Id, chars: usize) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(chars));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
}

fn start(set: &NowSet, out: &mut Out) {
    if let Some((task, step, _)) = set.work.first() {
        out.push(Intent::Start(*task, *step));
    }
}

/// Draws the best set in order. Returns whether it was started.
fn set_ui(ui: &mut Ui, ctx: &ViewContext, set: &NowSet, label: &str, best: bool, out: &mut Out) -> bool {
    for (task, step, minutes) in &set.work {
        let title = ctx.workspace.title_of(*task, *step).unwrap_or_default();
        let text = egui::RichText::new(format!("{}  {title}", ctx.length_words(*task, *step, *minutes)));
        ui.add(egui::Label::new(if best { text.font(theme::body_medium()) } else { text }).truncate());
    }
    let clicked = text_button(ui, label, best).clicked();
    if clicked {
        start(set, out);
    }
    clicked
}
