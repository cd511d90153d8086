//! The row of chips of a task: quadrant, estimate, due date, energy, tags. A click on one edits it in place.

use std::collections::BTreeSet;

use egui::{
    Align, Color32, Layout, Popup, Rect, Response, Role, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use super::fields::{date_text, edit, length, take_focus};
use crate::calendar::words;
use crate::exchange::parse_due;
use crate::model::{Action, Due, DueKind, Energy, Minutes, Quadrant, Settings, TagStyle, Task, TaskField, Urgency};
use crate::planner::estimates::range_words;
use crate::ui::command::{Command, menu_choice, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::InspectorField;
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, focus_ring, line, link_button, note_ui, paint_icon, paint_line, read_field,
    select_all, swatches_ui, with_reason_below,
};

/// A chip: height, space between chips, space at both ends, place of its icon, and left edge of its text with an icon.
const CHIP: f32 = 26.0;
const SPACE: f32 = 6.0;
const PADDING: f32 = 10.0;
const ICON_X: f32 = 16.0;
const TEXT_X: f32 = 28.0;
/// Radius of a dot in the colour of a tag.
const DOT: f32 = 4.0;
/// Width of a field while it is edited, at least, and the room that a field needs beside its text.
const EDITED: f32 = 96.0;
const CURSOR: f32 = 4.0;

/// The mark at the left end of a chip.
#[derive(Clone, Copy)]
enum Mark {
    Icon(MaterialIcon, Color32),
    Dot(Color32),
    None,
}

impl Mark {
    /// Returns the left edge of the text beside the mark.
    fn text_x(self) -> f32 {
        if let Self::None = self { PADDING } else { TEXT_X }
    }

    fn paint(self, ui: &Ui, chip: Rect) {
        let at = pos2(chip.left() + ICON_X, chip.center().y);
        match self {
            Self::Icon(icon, color) => paint_icon(ui, at, icon, theme::ICON_SMALL, color),
            Self::Dot(color) => drop(ui.painter().circle_filled(at, DOT, color)),
            Self::None => {}
        }
    }
}

/// Draws the chips, and below them the notes on urgency, estimate and due date.
pub(super) fn chips_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    with_reason_below(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
            quadrant_ui(ui, task, ctx, out);
            estimate_ui(ui, task, ctx, out);
            due_ui(ui, task, ctx, out);
            energy_ui(ui, task, out);
            tags_ui(ui, task, ctx, out);
        });
    });
    pinned_ui(ui, task, ctx, out);
    raised_ui(ui, task);
    let estimate = task.estimate.unwrap_or(ctx.workspace.settings.guess);
    if let Some(range) = ctx.usual(task.id, None, estimate).filter(|_| task.steps.is_empty()) {
        note_ui(ui, range_words(estimate, Some(range)));
    }
    due_note_ui(ui, task, ctx);
}

/// Draws a chip that a click acts on; `name` is its accessible name. Its id stays while other chips come and go.
fn chip_button(ui: &mut Ui, (mark, salt): (Mark, &str), text: &str, name: &str) -> Response {
    let galley = line(ui, text, theme::small(), palette(ui).text, ui.max_rect().width() - TEXT_X - PADDING);
    let (rect, _) = ui.allocate_exact_size(vec2(mark.text_x() + galley.size().x + PADDING, CHIP), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("chip", salt)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let palette = palette(ui);
    let fill = if response.hovered() { palette.sunken } else { palette.surface };
    let stroke = theme::hairline(palette.hairline);
    ui.painter().rect(rect, CHIP / 2.0, fill, stroke, StrokeKind::Inside);
    mark.paint(ui, rect);
    paint_line(ui, pos2(rect.left() + mark.text_x(), rect.center().y), galley, palette.text);
    focus_ring(ui, &response, rect);
    response
}

/// Draws a chip with a field of `text` or, while that is empty, of `hint`; `after` follows it in the chip.
fn chip_field<R>(
    ui: &mut Ui,
    (mark, salt): (Mark, &str),
    (text, hint, after): (&str, &str, &str),
    field: impl FnOnce(&mut Ui, DraftField) -> R,
) -> R {
    let palette = palette(ui);
    let shown =
        line(ui, if text.is_empty() { hint } else { text }, theme::small(), palette.text, f32::INFINITY).size().x;
    let after = line(ui, after, theme::small(), palette.secondary, f32::INFINITY);
    let id = ui.scope_id().with(("chip", salt));
    let edited = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let width = if edited { shown.max(EDITED) } else { shown } + CURSOR;
    let room = ui.max_rect().width() - mark.text_x() - PADDING;
    let beside = if after.size().x > 0.0 { theme::GAP_SMALL + after.size().x } else { 0.0 };
    let width = width.min(room - beside);
    let (rect, _) = ui.allocate_exact_size(vec2(mark.text_x() + width + beside + PADDING, CHIP), Sense::hover());
    ui.painter().rect(rect, CHIP / 2.0, palette.surface, theme::hairline(palette.hairline), StrokeKind::Inside);
    mark.paint(ui, rect);
    let place = Rect::from_min_size(pos2(rect.left() + mark.text_x(), rect.top()), vec2(width, CHIP));
    let builder = UiBuilder::new().id_salt(salt).max_rect(place).layout(Layout::left_to_right(Align::Center));
    let mut inner = ui.new_child(builder);
    inner.spacing_mut().interact_size.y = 0.0;
    let font = Some(theme::small());
    let result =
        field(&mut inner, DraftField { hint, width, lines: 1, font, frameless: true, ..DraftField::default() });
    paint_line(ui, pos2(rect.right() - PADDING - after.size().x, rect.center().y), after, palette.secondary);
    let has_cursor = ui.memory(|memory| memory.has_focus(inner.make_persistent_id(salt)));
    ui.data_mut(|data| data.insert_temp(id, has_cursor));
    if has_cursor != edited {
        ui.ctx().request_repaint();
    }
    if has_cursor {
        ui.painter().rect_stroke(rect, CHIP / 2.0, theme::thick(palette.accent), StrokeKind::Inside);
    }
    result
}

fn quadrant_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let now = ctx.quadrant_of(task);
    let name = now.map_or("Inbox", |quadrant| ctx.quadrant_name(quadrant));
    let icon = now.map_or(icons::ICON_INBOX, quadrant_icon);
    let chip =
        chip_button(ui, (Mark::Icon(icon, palette(ui).accent_of(now)), "quadrant"), name, &format!("Quadrant: {name}"));
    Popup::menu(&chip).show(|ui| {
        ui.set_width(theme::MENU_NARROW);
        for quadrant in Quadrant::iter() {
            let command = Command::MoveTo(quadrant);
            if menu_choice(ui, ctx.quadrant_name(quadrant), Some(command), now == Some(quadrant)) {
                out.run(command);
            }
        }
    });
}

/// Says that the user pinned the urgency, with a button that gives it back to the due date.
fn pinned_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let Urgency::Pinned(pinned) = task.urgency else { return };
    let words = match (pinned, ctx.urgency(task.id).worked_out()) {
        (true, true) => "Marked urgent by you, as its date says",
        (true, false) => "Marked urgent by you",
        (false, true) => "Marked not urgent by you; its date is near",
        (false, false) => "Marked not urgent by you, as its date says",
    };
    ui.horizontal_wrapped(|ui| {
        note_ui(ui, words);
        if link_button(ui, "Unpin").clicked() {
            edit(task, TaskField::Urgency(Urgency::WorkedOut), out);
        }
    });
}

fn estimate_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let current = task.estimate.map(|minutes| minutes.to_string()).unwrap_or_default();
    let hint =
        if task.steps.is_empty() { format!("{} (a guess)", ctx.workspace.settings.guess) } else { "from steps".into() };
    let guess = if task.is_guess() && !task.steps.is_empty() { "partly a guess" } else { "" };
    let mark = Mark::Icon(icons::ICON_TIMER, palette(ui).secondary);
    let minutes = chip_field(ui, (mark, "estimate"), (&current, &hint, guess), |ui, field| {
        checked_field(ui, "Estimate", "estimate", &current, field, length)
    });
    if let Some(minutes) = minutes {
        edit(task, TaskField::Estimate(minutes), out);
    }
}

/// Says while the task stays open in the inspector that its steps raised the estimate.
fn raised_ui(ui: &mut Ui, task: &Task) {
    let id = ui.scope_id().with("estimate-and-steps");
    let steps: Minutes = task.steps.iter().filter_map(|step| step.estimate).sum();
    let seen: Option<(Option<Minutes>, Minutes, bool)> = ui.data(|data| data.get_temp(id));
    let raised = seen.is_some_and(|(estimate, sum, raised)| match (estimate, task.estimate) {
        (Some(before), Some(now)) if before < now && sum < steps => now == steps,
        (before, now) => raised && before == now,
    });
    ui.data_mut(|data| data.insert_temp(id, (task.estimate, steps, raised)));
    if raised {
        note_ui(ui, format!("The steps add up to {steps}, so the estimate was raised."));
    }
}

fn due_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let current = task.due.map(|due| due_text(&due, ctx)).unwrap_or_default();
    let read = |text: &str| {
        read_field(
            text,
            |text| parse_due(text, &ctx.reading()),
            |text| format!("\"{text}\" is not a date. Try fri, 12 dec or 2026-12-12 14:00."),
        )
    };
    let mark = Mark::Icon(icons::ICON_CALENDAR_TODAY, palette(ui).secondary);
    let due = chip_field(ui, (mark, "due"), (&current, "due: fri 14:00", ""), |ui, field| {
        let id = ui.make_persistent_id("due");
        if take_focus(ui, InspectorField::Due, id) {
            select_all(ui, id, &current);
        }
        checked_field(ui, "Due", "due", &current, field, read)
    });
    if let Some(due) = due {
        let kind = task.due.map_or(DueKind::Soft, |due| due.kind);
        set_due(task, due.map(|due| Due { kind, ..due }), out);
    }
    let Some(due) = task.due else { return };
    let (other, text, name) = match due.kind {
        DueKind::Soft => (DueKind::Hard, "soft", "Due date: soft"),
        DueKind::Hard => (DueKind::Soft, "hard", "Due date: hard"),
    };
    let hover = "Hard: worthless when late, and planned first on its day. A click changes it.";
    if chip_button(ui, (Mark::None, "kind"), text, name).on_hover_text(hover).clicked() {
        edit(task, TaskField::Due(Some(Due { kind: other, ..due })), out);
    }
}

/// Says how far the due date is and how likely it holds.
fn due_note_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext) {
    let slack = ctx.urgency(task.id).slack_tenth_days.filter(|_| !ctx.urgency(task.id).overdue);
    if let Some((slack, due)) = slack.zip(task.due) {
        let words = match (slack, (due.date - ctx.today.date).num_days()) {
            (..0, _) => "More work than working time left".into(),
            (_, ..=0) => "Due today".into(),
            (_, 1) => "Due tomorrow".into(),
            (_, days) => format!("Due in {}", words::counted(days, "day", "days")),
        };
        note_ui(ui, &words);
        if let Some((_, forecast)) = ctx.forecast.filter(|(of, _)| *of == task.id) {
            note_ui(ui, words::capitalised(&forecast.chance())).on_hover_text(forecast.words());
        }
    }
}

/// Lets an instance start any time if it is due before its start.
fn set_due(task: &Task, due: Option<Due>, out: &mut Out) {
    let early = due.zip(task.not_before).is_some_and(|(due, from)| due.date < from.date());
    if task.repeat.is_none() || !early {
        return edit(task, TaskField::Due(due), out);
    }
    let edits = [TaskField::Due(due), TaskField::NotBefore(None)].map(|edit| Action::EditTask(task.id, edit));
    out.push(Intent::Act(Action::All { name: format!("set due date of \"{}\"", task.title), actions: edits.into() }));
}

/// Returns a due date in a short form that the field can read back.
fn due_text(due: &Due, ctx: &ViewContext) -> String {
    let reading = &ctx.reading();
    let Some(time) = due.time else { return date_text(due.date, reading) };
    let time = ctx.words.time(time);
    let short = format!("{} {time}", words::day_from(due.date, reading.today));
    let said = parse_due(&short, reading).is_some_and(|said| (said.date, said.time) == (due.date, due.time));
    if said { short } else { format!("{} {time}", due.date) }
}

fn energy_ui(ui: &mut Ui, task: &Task, out: &mut Out) {
    let text = task.energy.map_or("any energy", energy_words);
    let chip = chip_button(
        ui,
        (Mark::Icon(icons::ICON_BOLT, palette(ui).secondary), "energy"),
        text,
        &format!("Energy: {text}"),
    );
    Popup::menu(&chip).show(|ui| {
        ui.set_width(theme::MENU_NARROW);
        let levels = [None, Some(Energy::High), Some(Energy::Mid), Some(Energy::Low)];
        for level in levels {
            let name = words::capitalised(level.map_or("any energy", energy_words));
            if menu_choice(ui, &name, None, task.energy == level) {
                edit(task, TaskField::Energy(level), out);
            }
        }
    });
}

fn energy_words(energy: Energy) -> &'static str {
    match energy {
        Energy::Low => "low energy",
        Energy::Mid => "mid energy",
        Energy::High => "high energy",
    }
}

/// Draws the tags, and a field that adds more.
fn tags_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    for tag in &task.tags {
        tag_ui(ui, task, tag, ctx, out);
    }
    let text = chip_field(ui, (Mark::None, "tags"), ("", "add #tag", ""), |ui, field| {
        draft_field(ui, "Tags", "tags", "", field)
    });
    let Some(text) = text else { return };
    let added = text.split([' ', ',']).map(|word| word.trim_start_matches('#').trim()).filter(|tag| !tag.is_empty());
    let tags: BTreeSet<String> = task.tags.iter().cloned().chain(added.map(str::to_owned)).collect();
    if tags != task.tags {
        edit(task, TaskField::Tags(tags), out);
    }
}

/// Draws a tag with its colour; its menu removes it or changes the colour of the tag everywhere.
fn tag_ui(ui: &mut Ui, task: &Task, tag: &str, ctx: &ViewContext, out: &mut Out) {
    let tone = ctx.workspace.settings.tags.get(tag).and_then(|style| style.tone);
    let palette = palette(ui);
    let dot = tone.map_or(Mark::None, |tone| Mark::Dot(palette.accent_at(tone)));
    let name = format!("Colour of #{tag}");
    let chip = chip_button(ui, (dot, &format!("#{tag}")), &format!("#{tag}"), &format!("Tag #{tag}"));
    Popup::menu(&chip).show(|ui| {
        ui.set_width(theme::MENU);
        let mut put = |tone: Option<u8>| {
            let mut settings = Settings::clone(&ctx.workspace.settings);
            settings.tags.entry(tag.to_owned()).or_default().tone = tone;
            if settings.tags.get(tag) == Some(&TagStyle::default()) {
                settings.tags.remove(tag);
            }
            out.push(Intent::Act(Action::settings(format!("colour #{tag}"), settings)));
        };
        note_ui(ui, &name);
        if let Some(tone) = swatches_ui(ui, &name, tone) {
            put(Some(tone));
        }
        if tone.is_some() && menu_item(ui, "No colour", None) {
            put(None);
        }
        ui.separator();
        if menu_item(ui, "Remove from this task", None) {
            let mut tags = task.tags.clone();
            tags.remove(tag);
            edit(task, TaskField::Tags(tags), out);
        }
    });
}
