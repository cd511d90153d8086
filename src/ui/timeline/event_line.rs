//! The event line and its interpretation.

use egui::{Key, TextBuffer, Ui};

use crate::exchange::parse_event_line;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::quick_add::marked;
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{has_cursor, line};

const EXAMPLES: &str = "Standup every weekday 9:30-9:45\nDentist tomorrow 14:00 45m\nTrip fri whole day\n\
                        Class every mon and wed 10-12 until 18 dec";

const SHORT_HINT: &str = "Add an event";

/// Maximum length in characters, because each frame parses all of it.
const LONGEST: usize = 400;

/// Draws the line into the rest of a row.
pub(super) fn event_line_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let hints = if ctx.workspace.events.is_empty() {
        ["When are you busy? 10-10:45 team, or drop a calendar file", "When are you busy? 10-10:45 team", SHORT_HINT]
    } else {
        ["Add an event: 10-10:45 team", SHORT_HINT, "Event"]
    };
    let room = ui.available_width() - theme::PAD;
    let fits = |hint: &&str| line(ui, hint, theme::body(), palette(ui).faint, f32::INFINITY).size().x <= room;
    let hint = hints.into_iter().find(fits).unwrap_or_default();
    let (day, reading) = (ctx.day.agenda.day, ctx.reading());
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _: f32| {
        let understood = parse_event_line(text.as_str(), day, &reading).map(|line| line.understood);
        marked(ui, text.as_str(), theme::small(), &understood.unwrap_or_default())
    };
    let field = egui::TextEdit::singleline(&mut state.event_draft)
        .id_salt("add-event")
        .hint_text(hint)
        .char_limit(LONGEST)
        .font(theme::small())
        .desired_width(ui.available_width())
        .layouter(&mut layouter);
    let response = ui.add(field).accessible_name("Add an event");
    if std::mem::take(&mut state.focus_event) {
        response.request_focus();
    }
    if has_cursor(&response) && !state.event_draft.trim().is_empty() {
        meaning_ui(&response, ctx, &state.event_draft);
    } else if !has_cursor(&response) {
        response.clone().on_hover_text(EXAMPLES);
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        // Text that cannot be parsed stays, with the missing part named below.
        if let Ok(line) = parse_event_line(&state.event_draft, day, &reading) {
            state.event_draft.clear();
            out.push(Intent::AddEvent(Box::new(line)));
        }
        response.request_focus();
    }
}

/// Shows the interpretation, or the missing part, below the line.
fn meaning_ui(field: &egui::Response, ctx: &ViewContext, text: &str) {
    let popup =
        egui::Popup::from_response(field).id(field.id.with("meaning")).kind(egui::PopupKind::Tooltip).open(true);
    popup.gap(theme::GAP_SMALL).show(|ui| {
        ui.set_max_width(theme::POPUP);
        let palette = palette(ui);
        let small = |text: &str| egui::RichText::new(text).font(theme::small()).color(palette.secondary);
        match parse_event_line(text, ctx.day.agenda.day, &ctx.reading()) {
            Ok(line) => {
                ui.add(egui::Label::new(egui::RichText::new(&line.title).font(theme::body_medium())).truncate());
                ui.add(egui::Label::new(small(&line.when(ctx.words, ctx.today.date))).wrap());
            }
            Err(why) => {
                ui.add(egui::Label::new(small(why)).wrap());
            }
        }
    });
}
