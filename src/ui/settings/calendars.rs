//! The calendars: colour, visibility, whole-day events, watched files.

use chrono::TimeDelta;
use egui::{Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo};
use strum::IntoEnumIterator as _;

use super::fields::{hint_ui, switch_ui};
use super::page::Page;
use crate::calendar::words;
use crate::model::{Action, Calendar, CalendarId, CalendarTone, Minutes};
use crate::ui::command::Command;
use crate::ui::intent::{Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{DraftField, draft_field, link_button, note_ui, text_button};

/// Age after which an unread file counts as stale.
const STALE_DAYS: i64 = 7;

/// Side of the button of a tone, and the diameter of its dot.
const TONE: f32 = 22.0;
const TONE_DOT: f32 = 14.0;

pub(super) fn calendars_ui(ui: &mut Ui, page: &mut Page) {
    let calendars = &page.ctx.workspace.calendars;
    if calendars.is_empty() {
        hint_ui(ui, "No calendar yet. Add an event, or import a calendar file.");
    }
    for calendar in calendars.values() {
        ui.push_id(calendar.id, |ui| calendar_ui(ui, calendar, page));
        ui.separator();
    }
    ui.horizontal_wrapped(|ui| {
        if text_button(ui, "Import a file…", false).clicked() {
            page.out.run(Command::ImportCalendar);
            page.state.closes = true;
        }
        if text_button(ui, "New calendar", false).clicked() {
            let id = CalendarId::derived(&format!("own {}", page.ctx.now.instant));
            page.out.push(Intent::Act(Action::AddCalendar(Box::new(Calendar::new(id, "New calendar")))));
        }
    });
}

fn calendar_ui(ui: &mut Ui, calendar: &Calendar, page: &mut Page) {
    let mut new = calendar.clone();
    let field = DraftField {
        hint: "Name",
        width: ui.available_width() - theme::GAP,
        lines: 1,
        font: Some(theme::body_medium()),
        ..DraftField::default()
    };
    if let Some(name) = draft_field(ui, &format!("Name of {}", calendar.name), "name", &calendar.name, field)
        && !name.trim().is_empty()
    {
        name.trim().clone_into(&mut new.name);
    }
    ui.horizontal_wrapped(|ui| {
        for tone in CalendarTone::iter() {
            if tone_ui(ui, tone, calendar).clicked() {
                new.tone = tone;
            }
        }
    });
    let switch =
        |ui: &mut Ui, name: &str, on: bool| switch_ui(ui, &format!("{}: {name}", calendar.name), on, "").unwrap_or(on);
    new.hidden = !switch(ui, "shown", !calendar.hidden);
    new.all_day_blocks = switch(ui, "whole-day events block the day", calendar.all_day_blocks);
    if calendar.source.is_some() {
        new.watched = switch(ui, "watch the file", calendar.watched);
    }
    if new != *calendar {
        page.out.push(Intent::Act(Action::EditCalendar(Box::new(new))));
    }
    let read = calendar.imported.max(page.status.read_at.get(&calendar.id).copied());
    source_ui(ui, calendar, read.map(|read| page.ctx.now.instant - read), page.out);
    let events = page.ctx.workspace.events.values().filter(|event| event.calendar == calendar.id).count();
    ui.horizontal_wrapped(|ui| {
        note_ui(ui, words::counted(events, "event", "events"));
        let remove = link_button(ui, "Remove").accessible_name(format!("Remove {}", calendar.name));
        if remove.on_hover_text("Removes all its events; can be undone").clicked() {
            page.out.push(Intent::Act(Action::RemoveCalendar(calendar.id)));
        }
    });
}

fn tone_ui(ui: &mut Ui, tone: CalendarTone, calendar: &Calendar) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(TONE), Sense::click());
    let chosen = calendar.tone == tone;
    let name = format!("{} in {tone:?}", calendar.name);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
    let dot = Rect::from_center_size(rect.center(), Vec2::splat(TONE_DOT));
    ui.painter().rect_filled(dot, TONE_DOT / 2.0, palette(ui).tone(tone));
    if chosen || response.has_focus() {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            theme::CORNER_WELL,
            theme::stroke(palette(ui).accent),
            StrokeKind::Inside,
        );
    }
    response.on_hover_text(format!("{tone:?}"))
}

/// Draws the source of a calendar, its age, and a button to read it again.
fn source_ui(ui: &mut Ui, calendar: &Calendar, age: Option<TimeDelta>, out: &mut Out) {
    let Some(source) = &calendar.source else { return };
    let words = match age.map(|age| (age.num_days(), age.num_hours(), age.num_minutes())) {
        None => "never read".to_owned(),
        Some((0, 0, ..2)) => "read just now".to_owned(),
        Some((0, 0, _)) => format!("read {} ago", age.map(Minutes::rounded).unwrap_or_default()),
        Some((0, hours, _)) => format!("read {} ago", words::counted(hours, "hour", "hours")),
        Some((1, ..)) => "read yesterday".to_owned(),
        Some((days, ..)) => format!("read {} ago", words::counted(days, "day", "days")),
    };
    let stale = age.is_none_or(|age| age.num_days() >= STALE_DAYS);
    let color = if stale { palette(ui).danger } else { palette(ui).secondary };
    let stale_words = if stale { ", stale" } else { "" };
    ui.horizontal_wrapped(|ui| {
        let text = egui::RichText::new(format!("{words}{stale_words}")).font(theme::small()).color(color);
        ui.label(text).on_hover_text(source);
        if link_button(ui, "Read again").clicked() {
            out.push(Intent::ReadCalendar(calendar.id));
        }
    });
    path_ui(ui, source);
}

fn path_ui(ui: &mut Ui, source: &str) {
    let text = egui::RichText::new(source).font(theme::small()).color(palette(ui).faint);
    ui.add(egui::Label::new(text).truncate()).on_hover_text(source);
}
