//! The fields of a task.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Role, Ui, WidgetInfo};
use strum::IntoEnumIterator as _;

use super::belongs::{after_ui, belongs_ui};
use super::fields::{LABEL, field_ui, fold_ui, length, rule_ui, small_field, take_focus, title_ui};
use super::steps;
use super::task_repeat::repeat_ui;
use crate::calendar::words;
use crate::exchange::{Reading, parse_date, parse_due};
use crate::model::{
    Action, Chunk, Delegation, Due, DueKind, Energy, Minutes, Outcome, Quadrant, Settings, Split, TagStyle, Task,
    TaskField, Urgency,
};
use crate::planner::estimates::range_words;
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{InspectorField, InspectorState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, heading_ui, labelled_check_box, link_button, note_ui, read_field,
    segmented, select_all, swatches_ui,
};

/// Width of the field of the due date.
const DUE: f32 = 128.0;

/// Draws the fields of an open task.
pub(super) fn task_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let accent = palette(ui).accent_of(ctx.quadrant_of(task));
    if let Some(title) = title_ui(ui, "Title", &task.title, accent, out).filter(|title| !title.trim().is_empty()) {
        edit(task, TaskField::Title(title), out);
    }
    steps::steps_ui(ui, task, ctx, state, out);
    rule_ui(ui);
    quadrant_ui(ui, task, ctx, out);
    estimate_ui(ui, task, ctx, out);
    due_ui(ui, task, ctx, out);
    energy_ui(ui, task, out);
    tags_ui(ui, task, ctx, out);
    if ctx.quadrant_of(task) == Some(Quadrant::Delegate) || task.delegated.is_some() {
        delegate_ui(ui, task, ctx, out);
    }
    if task.repeat.is_some() {
        repeat_ui(ui, task, ctx, state, out);
    }
    if !task.after.is_empty() {
        after_ui(ui, task, ctx, out);
    }
    rule_ui(ui);
    notes_ui(ui, task, out);
    rule_ui(ui);
    more_ui(ui, task, ctx, state, out);
    rule_ui(ui);
    ui.horizontal(|ui| {
        if link_button(ui, "Done").clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Done)));
        }
        if link_button(ui, "Let go").on_hover_text("Closes it without doing it; it stays in the log").clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::LetGo)));
        }
        if link_button(ui, "Delete").on_hover_text(Command::Delete.hint(ui.ctx())).clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Deleted)));
        }
    });
}

/// Draws the fields that few tasks need, folded until they are asked for.
fn more_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let folds = "not before, splitting, repeats, project, goal, after";
    if fold_ui(ui, "More", folds, state.more).clicked() {
        state.more = !state.more;
    }
    if !state.more {
        return;
    }
    start_ui(ui, task, ctx, out);
    split_ui(ui, task, ctx, out);
    if task.repeat.is_none() {
        repeat_ui(ui, task, ctx, state, out);
    }
    belongs_ui(ui, task, ctx, out);
    if task.after.is_empty() {
        after_ui(ui, task, ctx, out);
    }
}

/// Edits notes in place, unless they are too long to lay out in each frame.
fn notes_ui(ui: &mut Ui, task: &Task, out: &mut Out) {
    const LONGEST: usize = 20_000;
    const SHOWN: usize = 2_000;
    heading_ui(ui, "Notes", "");
    if task.notes.len() > LONGEST {
        let count = task.notes.chars().count();
        let start: String = task.notes.chars().take(SHOWN).collect();
        ui.add(egui::Label::new(start).wrap());
        note_ui(ui, format!("Shows the first {SHOWN} of {count} characters. All are kept."));
        if link_button(ui, "Copy all").clicked() {
            ui.ctx().copy_text(task.notes.clone());
        }
        return;
    }
    let field = DraftField { hint: "Add notes", width: ui.available_width(), lines: 4, ..DraftField::default() };
    if let Some(notes) = draft_field(ui, "Notes", "notes", &task.notes, field) {
        edit(task, TaskField::Notes(notes), out);
    }
}

fn edit(task: &Task, edit: TaskField, out: &mut Out) {
    out.push(Intent::Act(Action::EditTask(task.id, edit)));
}

fn quadrant_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let now = ctx.quadrant_of(task);
    field_ui(ui, "Quadrant", |ui| {
        let name = now.map_or("Inbox", |quadrant| ctx.quadrant_name(quadrant));
        let combo = egui::ComboBox::from_id_salt("quadrant").selected_text(name).width(theme::FIELD);
        let response = combo.show_ui(ui, |ui| {
            for quadrant in Quadrant::iter() {
                if ui.selectable_label(now == Some(quadrant), ctx.quadrant_name(quadrant)).clicked() {
                    out.run(Command::MoveTo(quadrant));
                }
            }
        });
        response.response.accessible_name("Quadrant");
    });
    if let Urgency::Pinned(pinned) = task.urgency {
        let view = ctx.urgency(task.id);
        ui.horizontal_wrapped(|ui| {
            let words = match (pinned, view.worked_out()) {
                (true, true) => "Marked urgent by you, as its date says",
                (true, false) => "Marked urgent by you",
                (false, true) => "Marked not urgent by you; its date is near",
                (false, false) => "Marked not urgent by you, as its date says",
            };
            note_ui(ui, words);
            if link_button(ui, "Unpin").clicked() {
                edit(task, TaskField::Urgency(Urgency::WorkedOut), out);
            }
        });
    }
}

fn estimate_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    field_ui(ui, "Estimate", |ui| {
        let current = task.estimate.map(|minutes| minutes.to_string()).unwrap_or_default();
        let (width, hint) = if task.steps.is_empty() {
            (theme::FIELD_DATE, format!("{} (a guess)", ctx.workspace.settings.guess))
        } else {
            (theme::FIELD_SHORT, "from steps".into())
        };
        let field = small_field(width, &hint);
        if let Some(minutes) = checked_field(ui, "Estimate", "estimate", &current, field, length) {
            edit(task, TaskField::Estimate(minutes), out);
        }
        if !task.steps.is_empty() {
            let guess = if task.is_guess() { ", partly a guess" } else { "" };
            let words = format!("{} left{guess}", ctx.left(task));
            let label = ui.label(&words);
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Estimate: {words}")));
        }
    });
    raised_ui(ui, task);
    let estimate = task.estimate.unwrap_or(ctx.workspace.settings.guess);
    if let Some(range) = ctx.usual(task.id, None, estimate).filter(|_| task.steps.is_empty()) {
        note_ui(ui, range_words(estimate, Some(range)));
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
    field_ui(ui, "Due", |ui| {
        let current = task.due.map(|due| due_text(&due, ctx)).unwrap_or_default();
        let field = small_field(DUE, "e.g. fri 14:00");
        let id = ui.make_persistent_id("due");
        if take_focus(ui, InspectorField::Due, id) {
            select_all(ui, id, &current);
        }
        let read = |text: &str| {
            read_field(
                text,
                |text| parse_due(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try fri, 12 dec or 2026-12-12 14:00."),
            )
        };
        if let Some(due) = checked_field(ui, "Due", "due", &current, field, read) {
            let kind = task.due.map_or(DueKind::Soft, |due| due.kind);
            set_due(task, due.map(|due| Due { kind, ..due }), out);
        }
        if let Some(due) = task.due {
            let mut hard = due.kind == DueKind::Hard;
            let hover = "Hard due date: worthless when late, and planned first on its day";
            if labelled_check_box(ui, &mut hard, "hard").on_hover_text(hover).changed() {
                let kind = if hard { DueKind::Hard } else { DueKind::Soft };
                edit(task, TaskField::Due(Some(Due { kind, ..due })), out);
            }
        }
    });
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

/// Returns "Fri 27 Nov", or the full date where the field cannot read that back.
fn date_text(date: NaiveDate, reading: &Reading) -> String {
    let short = words::weekday_day_from(date, reading.today);
    if parse_date(&short, reading) == Some(date) { short } else { date.to_string() }
}

fn start_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    field_ui(ui, "Not before", |ui| {
        let current = task.not_before.map(|at| date_text(at.date(), &ctx.reading())).unwrap_or_default();
        let read = |text: &str| {
            read_field(
                text,
                |text| parse_date(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try mon or 2026-12-12."),
            )
        };
        if let Some(date) =
            checked_field(ui, "Not before", "start", &current, small_field(theme::FIELD_DATE, "any time"), read)
        {
            let from = date.map(|date| date.and_time(ctx.workspace.settings.day_start));
            edit(task, TaskField::NotBefore(from), out);
        }
    });
}

fn energy_ui(ui: &mut Ui, task: &Task, out: &mut Out) {
    field_ui(ui, "Energy", |ui| {
        let choices = [(Energy::Low, "low"), (Energy::Mid, "mid"), (Energy::High, "high")];
        if let Some(energy) = segmented(ui, &choices, task.energy, "Energy") {
            let energy = (task.energy != Some(energy)).then_some(energy);
            edit(task, TaskField::Energy(energy), out);
        }
    });
}

fn tags_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    field_ui(ui, "Tags", |ui| {
        let current = task.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ");
        let width = ui.available_width();
        if let Some(text) = draft_field(ui, "Tags", "tags", &current, small_field(width, "e.g. #thesis #home")) {
            let words = text.split([' ', ',']).map(|word| word.trim_start_matches('#').trim());
            let tags: BTreeSet<String> = words.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
            edit(task, TaskField::Tags(tags), out);
        }
    });
    if task.tags.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(LABEL);
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        for tag in &task.tags {
            tag_ui(ui, tag, ctx, out);
        }
    });
}

/// Draws a tag with its colour; a click changes the colour of the tag everywhere.
fn tag_ui(ui: &mut Ui, tag: &str, ctx: &ViewContext, out: &mut Out) {
    let tone = ctx.workspace.settings.tags.get(tag).and_then(|style| style.tone);
    let palette = palette(ui);
    let text = egui::RichText::new(format!("#{tag}")).font(theme::small()).color(palette.text);
    let dot =
        egui::RichText::new("●").font(theme::small()).color(tone.map_or(palette.hairline, |at| palette.accent_at(at)));
    let mut job = egui::text::LayoutJob::default();
    let style = std::sync::Arc::clone(ui.style());
    dot.append_to(&mut job, &style, egui::FontSelection::Default, egui::Align::Center);
    egui::RichText::new(" ").append_to(&mut job, &style, egui::FontSelection::Default, egui::Align::Center);
    text.append_to(&mut job, &style, egui::FontSelection::Default, egui::Align::Center);
    let name = format!("Colour of #{tag}");
    let button = ui.add(egui::Button::new(job).frame_when_inactive(false)).accessible_name(&name).on_hover_text(&name);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme::MENU);
        let mut put = |tone: Option<u8>| {
            let mut settings = Settings::clone(&ctx.workspace.settings);
            settings.tags.entry(tag.to_owned()).or_default().tone = tone;
            if settings.tags.get(tag) == Some(&TagStyle::default()) {
                settings.tags.remove(tag);
            }
            out.push(Intent::Act(Action::settings(format!("colour #{tag}"), settings)));
        };
        if let Some(tone) = swatches_ui(ui, &name, tone) {
            put(Some(tone));
        }
        if tone.is_some() && menu_item(ui, "No colour", None) {
            put(None);
        }
    });
}

fn split_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let usual = ctx.workspace.settings.chunk;
    field_ui(ui, "Splitting", |ui| {
        let choices = [(false, "in one go"), (true, "in chunks")];
        if let Some(chunks) = segmented(ui, &choices, Some(task.split != Split::Whole), "Splitting") {
            edit(task, TaskField::Split(if chunks { Split::Auto } else { Split::Whole }), out);
        }
    });
    if task.split == Split::Whole {
        return;
    }
    field_ui(ui, "Chunks", |ui| {
        let (own, chunk) = match task.split {
            Split::ChunksOf(chunk) => (true, chunk),
            _ => (false, usual),
        };
        let ends = [("Shortest chunk", chunk.min, usual.min), ("Longest chunk", chunk.max, usual.max)];
        for (n, (name, minutes, hint)) in ends.into_iter().enumerate() {
            let (current, hint) = (if own { minutes.to_string() } else { String::new() }, hint.to_string());
            if let Some(read) = checked_field(ui, name, name, &current, small_field(theme::FIELD_SHORT, &hint), length)
            {
                let chunk = match (n, read.filter(|minutes| !minutes.is_zero())) {
                    (0, Some(min)) => Chunk { min, max: chunk.max.max(min) },
                    (_, Some(max)) => Chunk { min: chunk.min.min(max), max },
                    (0, None) => Chunk { min: usual.min.min(chunk.max), ..chunk },
                    (_, None) => Chunk { max: usual.max.max(chunk.min), ..chunk },
                };
                let split = if chunk == usual { Split::Auto } else { Split::ChunksOf(chunk) };
                edit(task, TaskField::Split(split), out);
            }
            if n == 0 {
                note_ui(ui, "to");
            }
        }
    });
}

fn delegate_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let delegated = task.delegated.clone().unwrap_or_default();
    field_ui(ui, "Delegate to", |ui| {
        let width = ui.available_width();
        if let Some(person) =
            draft_field(ui, "Delegate to", "person", &delegated.person, small_field(width, "nobody yet"))
        {
            let next = Delegation { person: person.trim().into(), ..delegated.clone() };
            let empty = next.person.is_empty() && next.follow_up.is_none();
            edit(task, TaskField::Delegated((!empty).then_some(next)), out);
        }
    });
    field_ui(ui, "Follow up", |ui| {
        let current = delegated.follow_up.map(|date| date_text(date, &ctx.reading())).unwrap_or_default();
        let read = |text: &str| {
            read_field(
                text,
                |text| parse_date(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try fri or 2026-12-12."),
            )
        };
        if let Some(follow_up) =
            checked_field(ui, "Follow up", "follow", &current, small_field(theme::FIELD_DATE, "e.g. fri"), read)
        {
            edit(task, TaskField::Delegated(Some(Delegation { follow_up, ..delegated.clone() })), out);
        }
    });
    if task.delegated.is_some() {
        errand_ui(ui, task, &delegated, ctx, out);
    }
}

/// Draws the errand of a delegated task and its check box.
fn errand_ui(ui: &mut Ui, task: &Task, delegated: &Delegation, ctx: &ViewContext, out: &mut Out) {
    let put = |next: Delegation| Intent::Act(Action::EditTask(task.id, TaskField::Delegated(Some(next))));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(LABEL);
        match (delegated.handed_over, delegated.follow_up) {
            (None, _) => {
                note_ui(ui, format!("Next: {}, 5 min.", task.small_step().unwrap_or_default()));
                let hover = "A 5 min step to hand it over is suggested";
                if link_button(ui, "Handed over").on_hover_text(hover).clicked() {
                    out.push(put(Delegation { handed_over: Some(ctx.now.instant), ..delegated.clone() }));
                }
            }
            (Some(at), follow_up) => {
                note_ui(ui, format!("Handed over on {}.", words::day_from(ctx.here.local(at).date(), ctx.today.date)));
                if follow_up.is_some() && link_button(ui, "Followed up").clicked() {
                    out.push(put(Delegation { follow_up: None, ..delegated.clone() }));
                }
                if link_button(ui, "Take back").on_hover_text("Do it yourself").clicked() {
                    out.push(Intent::Act(Action::EditTask(task.id, TaskField::Delegated(None))));
                }
            }
        }
    });
}
