//! The fields of an event.

use egui::Ui;

use super::fields::{date_field, field_ui, rule_ui, small_field, title_ui};
use super::repeat::{recurrence_words, repeat_ui};
use crate::calendar::OccurrenceEdit;
use crate::exchange::read_times;
use crate::model::{Action, Calendar, Event, EventEdit, Occurrence, Span, day_of};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, heading_ui, labelled_check_box, link_button, note_ui,
};

/// Draws the fields of an occurrence. An imported series can be changed one occurrence at a time.
pub(super) fn event_ui(ui: &mut Ui, ctx: &ViewContext, selection: Selection, out: &mut Out) {
    let Selection::Event(id, start) = selection else { return };
    let Some(event) = ctx.workspace.events.get(&id) else { return };
    let calendar = ctx.workspace.calendars.get(&event.calendar);
    let tone = palette(ui).tone(calendar.map(|calendar| calendar.tone).unwrap_or_default());
    let shown = ctx.occurrence(selection);
    let mut edits = Vec::new();
    ui.push_id((id, start), |ui| {
        let current = shown.map_or(event.title.as_str(), |it| it.title.as_str());
        let title = title_ui(ui, "Event title", current, tone, out).map(|title| title.trim().to_owned());
        edits.extend(title.filter(|title| !title.is_empty()).map(OccurrenceEdit::Title));
        if let Some(shown) = shown {
            edits.extend(date_ui(ui, shown, ctx).map(OccurrenceEdit::Span));
            edits.extend(time_ui(ui, shown, ctx).map(OccurrenceEdit::Span));
            if event.uid.is_none() {
                all_day_ui(ui, shown, out, &mut edits);
            }
        }
        place_ui(ui, shown.map_or(&event.place, |it| &it.place), &mut edits);
        busy_ui(ui, event, shown, &mut edits);
        if event.uid.is_none() {
            edits.extend(repeat_ui(ui, event, shown, ctx).map(|rule| OccurrenceEdit::Repeat(rule.map(Box::new))));
            calendar_ui(ui, event, ctx, out);
        } else {
            file_ui(ui, event, calendar.map(|it| &**it));
        }
        rule_ui(ui);
        heading_ui(ui, "Notes", "");
        let field = DraftField { hint: "Add notes", width: ui.available_width(), lines: 4, ..DraftField::default() };
        edits.extend(draft_field(ui, "Event notes", "notes", &event.notes, field).map(OccurrenceEdit::Notes));
        rule_ui(ui);
        if link_button(ui, "Delete event").clicked() {
            edits.push(OccurrenceEdit::Remove);
        }
    });
    let intent = |edit| Intent::EditOccurrence { event: id, original: start, edit, scope: None };
    out.extend(edits.into_iter().map(intent));
}

/// Draws its day, and the last day of a whole-day event.
fn date_ui(ui: &mut Ui, shown: &Occurrence, ctx: &ViewContext) -> Option<Span> {
    let span = shown.span;
    let date = span.start.date();
    let new = field_ui(ui, "Date", |ui| date_field(ui, "Date", "date", date, ctx));
    if let Some(new) = new {
        let by = new - date;
        return Some(Span::new(span.start + by, span.end + by));
    }
    if !shown.all_day {
        return None;
    }
    let last = span.end.date().pred_opt()?.max(date);
    let last = field_ui(ui, "Last day", |ui| date_field(ui, "Last day", "last", last, ctx))?;
    let after = last.max(date).succ_opt()?;
    Some(Span::new(span.start, after.and_time(span.start.time())))
}

fn time_ui(ui: &mut Ui, shown: &Occurrence, ctx: &ViewContext) -> Option<Span> {
    if shown.all_day {
        return None;
    }
    field_ui(ui, "Time", |ui| {
        let read = |text: &str| read_times(text, day_of(shown.span.start, ctx.workspace.settings.day_start));
        checked_field(ui, "Time", "time", &ctx.words.times(shown.span), small_field(theme::FIELD, "10:00–10:45"), read)
    })
}

/// Toggles whole days. Unticking restores the former time of day.
fn all_day_ui(ui: &mut Ui, shown: &Occurrence, out: &mut Out, edits: &mut Vec<OccurrenceEdit>) {
    field_ui(ui, "All day", |ui| {
        let mut whole = shown.all_day;
        if !labelled_check_box(ui, &mut whole, "the whole day").changed() {
            return;
        }
        if whole {
            edits.push(OccurrenceEdit::WholeDays);
        } else {
            out.push(Intent::GiveTime { event: shown.event, original: shown.span.start });
        }
    });
}

/// Toggles whether it takes time. A whole-day event takes time only if set.
fn busy_ui(ui: &mut Ui, event: &Event, shown: Option<&Occurrence>, edits: &mut Vec<OccurrenceEdit>) {
    let whole = shown.is_some_and(|shown| shown.all_day);
    field_ui(ui, if whole { "Blocks days" } else { "Blocks time" }, |ui| {
        let mut busy = shown.map_or(!event.free, |shown| shown.blocks);
        let hover = if whole { "Nothing is planned on these days" } else { "Nothing is planned at this time" };
        if labelled_check_box(ui, &mut busy, "busy").on_hover_text(hover).changed() {
            edits.push(OccurrenceEdit::Busy(busy));
        }
    });
}

fn place_ui(ui: &mut Ui, place: &str, edits: &mut Vec<OccurrenceEdit>) {
    field_ui(ui, "Place", |ui| {
        let width = ui.available_width();
        edits.extend(
            draft_field(ui, "Place", "place", place, small_field(width, "anywhere")).map(OccurrenceEdit::Place),
        );
    });
}

fn calendar_ui(ui: &mut Ui, event: &Event, ctx: &ViewContext, out: &mut Out) {
    let own: Vec<_> = ctx.workspace.calendars.values().filter(|calendar| calendar.source.is_none()).collect();
    if own.len() < 2 {
        return;
    }
    field_ui(ui, "Calendar", |ui| {
        let name = ctx.workspace.calendars.get(&event.calendar).map_or("", |calendar| calendar.name.as_str());
        let combo = egui::ComboBox::from_id_salt("calendar").selected_text(name).width(theme::FIELD_DATE);
        let response = combo.show_ui(ui, |ui| {
            for calendar in own {
                if ui.selectable_label(calendar.id == event.calendar, &calendar.name).clicked() {
                    out.push(Intent::Act(Action::EditEvent(event.id, EventEdit::Calendar(calendar.id))));
                }
            }
        });
        response
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Calendar: {name}")));
    });
}

fn file_ui(ui: &mut Ui, event: &Event, calendar: Option<&Calendar>) {
    if let Some(calendar) = calendar {
        field_ui(ui, "Calendar", |ui| ui.label(&calendar.name));
    }
    if let Some(words) = recurrence_words(event) {
        field_ui(ui, "Repeats", |ui| ui.add(egui::Label::new(words).wrap()));
    }
    let own = event.recurrence.iter().flat_map(|it| &it.overrides).any(|change| change.own);
    note_ui(
        ui,
        if own {
            "Imported, with your changes. They stay when the file is read again."
        } else {
            "Imported. Your changes stay when the file is read again."
        },
    );
}
