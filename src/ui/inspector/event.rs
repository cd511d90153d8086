//! The fields of an event.

use egui::Ui;

use super::super::theme::palette;
use super::super::timeline::{parse_times, times};
use super::super::view::{Intent, ViewContext};
use super::super::widgets::{DraftField, draft_field, link_button};
use super::{field_ui, heading_ui, note_ui, rule_ui, small_field, title_ui};
use crate::model::{Action, Event, EventEdit, EventId, EventTime};

/// Draws an event. One's own can be changed; an imported one belongs to its file.
pub(super) fn event_ui(ui: &mut Ui, id: EventId, ctx: &ViewContext, out: &mut Vec<Intent>) {
    let Some(event) = ctx.workspace.events.get(&id) else { return };
    let calendar = ctx.workspace.calendars.get(&event.calendar);
    let tone = palette(ui).tone(calendar.map(|calendar| calendar.tone).unwrap_or_default());
    ui.push_id(id, |ui| {
        let title = title_ui(ui, "Event title", &event.title, tone, out);
        if event.uid.is_some() {
            return imported_ui(ui, event, ctx, out);
        }
        let mut edit = |edit| out.push(Intent::Act(Action::EditEvent(id, edit)));
        if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
            edit(EventEdit::Title(title.trim().into()));
        }
        if let Some(occurrence) = ctx.day.agenda.events.iter().find(|occurrence| occurrence.event == id) {
            field_ui(ui, "Time", |ui| {
                if let Some(text) =
                    draft_field(ui, "Time", "time", &times(occurrence.span), small_field(130.0, "10:00–10:45"))
                    && let Some(span) = parse_times(&text, ctx.day.agenda.day)
                {
                    edit(EventEdit::Time(EventTime::floating(span)));
                }
            });
        }
        field_ui(ui, "Place", |ui| {
            let width = ui.available_width();
            if let Some(place) = draft_field(ui, "Place", "place", &event.place, small_field(width, "anywhere")) {
                edit(EventEdit::Place(place));
            }
        });
        field_ui(ui, "Blocks time", |ui| {
            let mut busy = !event.free;
            if ui.checkbox(&mut busy, "busy").changed() {
                edit(EventEdit::Free(!busy));
            }
        });
        rule_ui(ui);
        heading_ui(ui, "Notes", "");
        let field = DraftField {
            hint: "Anything worth keeping",
            width: ui.available_width(),
            lines: 4,
            ..DraftField::default()
        };
        if let Some(notes) = draft_field(ui, "Event notes", "notes", &event.notes, field) {
            edit(EventEdit::Notes(notes));
        }
        rule_ui(ui);
        if link_button(ui, "Delete event").clicked() {
            out.push(Intent::Act(Action::RemoveEvent(id)));
        }
    });
}

fn imported_ui(ui: &mut Ui, event: &Event, ctx: &ViewContext, out: &mut Vec<Intent>) {
    for occurrence in ctx.day.agenda.events.iter().filter(|occurrence| occurrence.event == event.id) {
        field_ui(ui, "Time", |ui| ui.label(times(occurrence.span)));
    }
    if !event.place.is_empty() {
        field_ui(ui, "Place", |ui| ui.label(&event.place));
    }
    if let Some(calendar) = ctx.workspace.calendars.get(&event.calendar) {
        field_ui(ui, "Calendar", |ui| ui.label(&calendar.name));
    }
    if event.recurrence.is_some() {
        note_ui(ui, "It recurs.");
    }
    note_ui(ui, "It was imported; importing the file again updates it.");
    field_ui(ui, "Blocks time", |ui| {
        let mut busy = !event.free;
        if ui.checkbox(&mut busy, "busy").changed() {
            out.push(Intent::Act(Action::EditEvent(event.id, EventEdit::Free(!busy))));
        }
    });
    if !event.notes.is_empty() {
        rule_ui(ui);
        note_ui(ui, &event.notes);
    }
}
