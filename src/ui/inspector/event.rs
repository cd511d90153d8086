//! The fields of an event.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use egui::Ui;

use super::super::theme::palette;
use super::super::timeline::{parse_times, times};
use super::super::view::{Intent, Selection, ViewContext};
use super::super::widgets::{DraftField, checked_field, draft_field, labelled_check_box, link_button, read_field};
use super::{field_ui, heading_ui, note_ui, rule_ui, small_field, title_ui};
use crate::calendar::{OccurrenceEdit, weekday_name};
use crate::model::{Action, Calendar, Event, EventEdit, EventTime, Occurrence, Recurrence, Span, day_of};

/// Draws an event's occurrence. What came from a file can be changed an occurrence at a time: the file keeps the rest.
pub(super) fn event_ui(ui: &mut Ui, ctx: &ViewContext, selection: Selection, out: &mut Vec<Intent>) {
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
        edits.extend(shown.and_then(|shown| time_ui(ui, shown, ctx)));
        place_ui(ui, shown.map_or(&event.place, |it| &it.place), &mut edits);
        field_ui(ui, "Blocks time", |ui| {
            let mut busy = !event.free;
            if labelled_check_box(ui, &mut busy, "busy").changed() {
                out.push(Intent::Act(Action::EditEvent(id, EventEdit::Free(!busy))));
            }
        });
        if event.uid.is_none() {
            repeat_ui(ui, event, ctx, out);
            all_day_ui(ui, event, start, out);
            calendar_ui(ui, event, ctx, out);
        } else {
            file_ui(ui, event, calendar.map(|it| &**it));
        }
        rule_ui(ui);
        heading_ui(ui, "Notes", "");
        let field = DraftField {
            hint: "Anything worth keeping",
            width: ui.available_width(),
            lines: 4,
            ..DraftField::default()
        };
        edits.extend(draft_field(ui, "Event notes", "notes", &event.notes, field).map(OccurrenceEdit::Notes));
        rule_ui(ui);
        if link_button(ui, "Delete event").clicked() {
            edits.push(OccurrenceEdit::Remove);
        }
    });
    let intent = |edit| Intent::EditOccurrence { event: id, original: start, edit, scope: None };
    out.extend(edits.into_iter().map(intent));
}

fn time_ui(ui: &mut Ui, shown: &Occurrence, ctx: &ViewContext) -> Option<OccurrenceEdit> {
    if shown.all_day {
        let days = (shown.span.end - shown.span.start).num_days();
        let words =
            if days > 1 { format!("{days} days from {}", shown.span.start.format("%-d %b")) } else { "All day".into() };
        field_ui(ui, "Time", |ui| ui.label(words));
        return None;
    }
    field_ui(ui, "Time", |ui| {
        let read = |text: &str| {
            let span = parse_times(text, day_of(shown.span.start, ctx.workspace.settings.day_start));
            span.map(OccurrenceEdit::Span).ok_or_else(|| format!("'{text}' is no time. Write 10:00-10:45."))
        };
        checked_field(ui, "Time", "time", &times(shown.span), small_field(120.0, "10:00–10:45"), read)
    })
}

fn place_ui(ui: &mut Ui, place: &str, edits: &mut Vec<OccurrenceEdit>) {
    field_ui(ui, "Place", |ui| {
        let width = ui.available_width();
        edits.extend(
            draft_field(ui, "Place", "place", place, small_field(width, "anywhere")).map(OccurrenceEdit::Place),
        );
    });
}

/// What repetitions there are to choose from, with the rule of each for an event that starts on `date`.
fn repetitions(date: NaiveDate) -> [(&'static str, Option<String>); 6] {
    let weekday = weekday_name(date.weekday());
    [
        ("never", None),
        ("every day", Some("FREQ=DAILY".into())),
        ("every weekday", Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".into())),
        ("every week", Some(format!("FREQ=WEEKLY;BYDAY={weekday}"))),
        ("every two weeks", Some(format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"))),
        ("every month", Some("FREQ=MONTHLY".into())),
    ]
}

fn starts_on(time: &EventTime) -> NaiveDate {
    match time {
        EventTime::AllDay { start, .. } => *start,
        EventTime::Timed { start, .. } => start.local.date(),
    }
}

fn repeat_ui(ui: &mut Ui, event: &Event, ctx: &ViewContext, out: &mut Vec<Intent>) {
    let rule = event.recurrence.as_ref().and_then(|it| it.rules.first());
    let (pattern, until) = rule.map_or((None, String::new()), |rule| split_until(rule));
    let choices = repetitions(starts_on(&event.time));
    let known = choices.iter().find(|(_, rule)| *rule == pattern);
    let changed = |rule: Option<String>| {
        let old = event.recurrence.clone().unwrap_or_default();
        let recurrence = rule.map(|rule| Recurrence { rules: vec![rule], ..old });
        Intent::Act(Action::ReplaceEvent(Box::new(Event { recurrence, ..Event::clone(event) })))
    };
    field_ui(ui, "Repeats", |ui| {
        let shown = known.map_or("by a rule of its own", |(name, _)| name);
        let combo = egui::ComboBox::from_id_salt("repeats").selected_text(shown).width(140.0);
        let response = combo.show_ui(ui, |ui| {
            for (name, rule) in &choices {
                if ui.selectable_label(pattern == *rule, *name).clicked() {
                    out.push(changed(rule.clone()));
                }
            }
        });
        response
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Repeats: {shown}")));
    });
    let Some(pattern) = pattern else { return };
    field_ui(ui, "Until", |ui| {
        let is_no = format!("date. Write {}.", ctx.today.date.format("%Y-%m-%d"));
        let read = |text: &str| read_field(text, &is_no, |text| text.parse::<NaiveDate>().ok());
        let end = checked_field(ui, "Repeats until", "until", &until, small_field(120.0, "for ever"), read);
        out.extend(end.map(|end| {
            let end = end.map_or_else(String::new, |date| format!(";UNTIL={}", date.format("%Y%m%d")));
            changed(Some(format!("{pattern}{end}")))
        }));
    });
}

/// A rule without its end, and the date of that.
fn split_until(rule: &str) -> (Option<String>, String) {
    let (ends, rest): (Vec<&str>, Vec<&str>) = rule.split(';').partition(|part| part.starts_with("UNTIL="));
    let date = ends.first().and_then(|end| NaiveDate::parse_from_str(end.get(6..14)?, "%Y%m%d").ok());
    (Some(rest.join(";")), date.map(|date| date.to_string()).unwrap_or_default())
}

fn all_day_ui(ui: &mut Ui, event: &Event, start: NaiveDateTime, out: &mut Vec<Intent>) {
    field_ui(ui, "All day", |ui| {
        let mut whole = matches!(event.time, EventTime::AllDay { .. });
        if !labelled_check_box(ui, &mut whole, "the whole day").changed() {
            return;
        }
        let date = starts_on(&event.time);
        let time = if whole {
            EventTime::AllDay { start: date, end: date.succ_opt().unwrap_or(date) }
        } else {
            let nine = date.and_hms_opt(9, 0, 0).unwrap_or(start);
            EventTime::floating(Span::new(nine, nine + chrono::TimeDelta::minutes(30)))
        };
        out.push(Intent::Act(Action::EditEvent(event.id, EventEdit::Time(time.clone()))));
        let shown =
            if whole { date.and_time(chrono::NaiveTime::MIN) } else { date.and_hms_opt(9, 0, 0).unwrap_or(start) };
        out.push(Intent::Select(Selection::Event(event.id, shown)));
    });
}

fn calendar_ui(ui: &mut Ui, event: &Event, ctx: &ViewContext, out: &mut Vec<Intent>) {
    let own: Vec<_> = ctx.workspace.calendars.values().filter(|calendar| calendar.source.is_none()).collect();
    if own.len() < 2 {
        return;
    }
    field_ui(ui, "Calendar", |ui| {
        let name = ctx.workspace.calendars.get(&event.calendar).map_or("", |calendar| calendar.name.as_str());
        let combo = egui::ComboBox::from_id_salt("calendar").selected_text(name).width(140.0);
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
    if event.recurrence.as_ref().is_some_and(|it| !it.rules.is_empty()) {
        note_ui(ui, "It recurs.");
    }
    let own = event.recurrence.iter().flat_map(|it| &it.overrides).any(|change| change.own);
    note_ui(
        ui,
        if own {
            "From a file, with changes of your own; they stay when the file is read again."
        } else {
            "From a file. What you change here stays when the file is read again."
        },
    );
}
