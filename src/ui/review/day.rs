//! The review of a day, and the evening: what is left, and with what tomorrow begins.

use egui::{Align, Layout, Ui};
use egui_material_icons::icons;

use super::super::theme::{self, palette};
use super::super::view::{Intent, ViewContext};
use super::super::widgets::{DraftField, draft_field, link_button, text_button};
use super::ReviewIntent;
use super::tiles::{Draw, cards_ui, figures_ui, note, rows_ui};
use crate::model::{Action, BlockState, Outcome, TaskId};
use crate::review::report::Table;
use crate::review::{DayReview, Planned, QUADRANTS, quadrant_name};

/// Draws the review of a day.
pub(super) fn day_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    review: &DayReview,
    streak: u32,
    first: &[TaskId],
    out: &mut Vec<Intent>,
) {
    figures_ui(ui, &figures(review, streak));
    let (mut left, mut evening) = (Vec::new(), Vec::new());
    let cards: Vec<(f32, &str, Draw)> = vec![
        (1.2, "Planned and done", Box::new(|ui| planned_card(ui, review))),
        (1.0, "Finished", Box::new(|ui| finished_card(ui, ctx, review))),
        (1.0, "What is left", Box::new(|ui| left_card(ui, review, &mut left))),
    ];
    cards_ui(ui, "day-first", 330.0, cards);
    let cards: Vec<(f32, &str, Draw)> = vec![
        (1.2, "What happened", Box::new(|ui| happened_card(ui, ctx, review))),
        (1.0, "Time by quadrant", Box::new(|ui| quadrants_card(ui, ctx, review))),
        (1.0, "The evening", Box::new(|ui| evening_card(ui, ctx, review, first, &mut evening))),
    ];
    cards_ui(ui, "day-second", 320.0, cards);
    out.append(&mut left);
    out.append(&mut evening);
}

fn figures(review: &DayReview, streak: u32) -> Vec<(String, &'static str, String)> {
    let planned: crate::model::Minutes = review.planned.iter().map(|it| it.block.minutes).sum();
    let breaks = review.breaks + review.skipped;
    let taken = if breaks == 0 { "–".to_owned() } else { format!("{} of {breaks}", review.breaks) };
    let words: Vec<_> = review.interruptions.iter().filter(|why| !why.is_empty()).map(String::as_str).collect();
    vec![
        (
            review.important().to_string(),
            "on what is important",
            format!("of {} in all, {planned} planned", review.total()),
        ),
        (review.finished_tasks().count().to_string(), "tasks finished", String::new()),
        (review.micro_tasks.to_string(), "micro-tasks finished", String::new()),
        (taken, "breaks taken", format!("{} of rest", review.rested)),
        (review.interruptions.len().to_string(), "interruptions", words.join(", ")),
        (
            streak.to_string(),
            if streak == 1 { "day with something done" } else { "days in a row" },
            "one day off is forgiven".into(),
        ),
    ]
}

fn planned_card(ui: &mut Ui, review: &DayReview) {
    if review.planned.is_empty() {
        note(ui, "Nothing was planned.");
        return;
    }
    for it in &review.planned {
        let (icon, words) = match it.block.state {
            BlockState::Done => (icons::ICON_CHECK, "done"),
            BlockState::Running => (icons::ICON_PLAY_CIRCLE, "running"),
            BlockState::Planned | BlockState::Locked => (icons::ICON_RADIO_BUTTON_UNCHECKED, "not done"),
        };
        let detail = format!("{} · planned {}, worked {}", words, it.block.minutes, it.actual);
        entry_ui(ui, icon, &it.title, &format!("{} · {detail}", it.block.start.format("%H:%M")));
    }
    if !review.estimates.is_empty() {
        ui.add_space(theme::GAP);
        let rows = review.estimates.iter().map(|(title, a, b)| vec![title.clone(), a.to_string(), b.to_string()]);
        let head = ["Finished", "Estimate", "Took"].map(str::to_owned).into();
        rows_ui(ui, "day-estimates", &Table { head, rows: rows.collect() });
    }
}

fn entry_ui(ui: &mut Ui, icon: egui_material_icons::MaterialIcon, title: &str, detail: &str) {
    let colors = palette(ui);
    ui.horizontal_top(|ui| {
        ui.label(egui::RichText::new(icon.codepoint).font(theme::icon(16.0)).color(colors.secondary));
        ui.vertical(|ui| {
            ui.add(egui::Label::new(title).wrap());
            note(ui, detail);
        });
    });
    ui.add_space(theme::GAP_SMALL);
}

fn finished_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    if review.finished.is_empty() {
        note(ui, "Nothing was ticked.");
    }
    for it in &review.finished {
        let task = it.step.and_then(|_| ctx.workspace.any_task(it.task)).map(|task| task.title.as_str());
        let important = if it.important { " · important" } else { "" };
        let of = task.map_or_else(|| "task".to_owned(), |title| format!("step of {title}"));
        entry_ui(ui, icons::ICON_CHECK, &it.title, &format!("{} · {of}{important}", it.at.format("%H:%M")));
    }
}

fn left_card(ui: &mut Ui, review: &DayReview, out: &mut Vec<Intent>) {
    if review.left.is_empty() {
        note(ui, "Nothing is left of the plan.");
    }
    for it in &review.left {
        ui.push_id(it.block.id, |ui| left_ui(ui, it, out));
        ui.add_space(theme::GAP_SMALL);
    }
}

fn left_ui(ui: &mut Ui, it: &Planned, out: &mut Vec<Intent>) {
    ui.add(egui::Label::new(&it.title).wrap());
    ui.horizontal_wrapped(|ui| {
        let id = it.block.id;
        let mut ask = |ui: &mut Ui, text: &str, intent: Intent| {
            let name = format!("{text}: {}", it.title);
            let response = link_button(ui, text);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                out.push(intent);
            }
        };
        ask(ui, "Tomorrow", Intent::Review(ReviewIntent::MoveLeft(id, None)));
        ask(ui, "In a week", Intent::Review(ReviewIntent::MoveLeft(id, Some(7))));
        ask(ui, "Matrix", Intent::Review(ReviewIntent::BackToMatrix(id)));
        ask(ui, "Let go", Intent::Act(Action::CloseTask(it.block.task, Outcome::LetGo)));
    });
}

fn happened_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    if review.worked.is_empty() {
        note(ui, "No time was recorded. Start the timer with S, or log it with Shift+O.");
    }
    for it in &review.worked {
        let minutes = (it.seconds + 30) / 60;
        let how = if it.tracked { "" } else { " · ticked without the timer" };
        let name = quadrant_name(&ctx.workspace.settings, it.quadrant);
        let icon = it.quadrant.map_or(icons::ICON_BOLT, super::super::command::quadrant_icon);
        let times = format!("{}–{}", it.start.format("%H:%M"), it.end.format("%H:%M"));
        entry_ui(ui, icon, &it.title, &format!("{times} · {minutes}m · {name}{how}"));
    }
}

fn quadrants_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    let colors = palette(ui);
    let total = review.total().get().max(1);
    for (quadrant, minutes) in QUADRANTS.iter().zip(review.by_quadrant) {
        ui.horizontal(|ui| {
            ui.label(quadrant_name(&ctx.workspace.settings, *quadrant));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(minutes.to_string()));
        });
        let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 6.0), egui::Sense::hover());
        let color = quadrant.map_or(colors.outline(), |quadrant| colors.quadrant(quadrant));
        super::super::widgets::progress_bar(ui, rect, minutes.get() as f32 / total as f32, color);
        ui.add_space(theme::GAP);
    }
}

fn evening_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview, first: &[TaskId], out: &mut Vec<Intent>) {
    let field = DraftField { hint: "A line about the day", width: f32::INFINITY, lines: 2, ..DraftField::default() };
    let salt = ("reflection", review.day.date);
    if let Some(text) = draft_field(ui, "A line about the day", salt, &review.written.reflection, field) {
        let mut next = review.written.clone();
        next.reflection = text;
        out.push(Intent::Review(ReviewIntent::Write(Box::new(next))));
    }
    ui.add_space(theme::GAP);
    if review.day != ctx.today {
        if review.written.done_for_today.is_some() {
            note(ui, "The day was closed.");
        }
        return;
    }
    match review.written.done_for_today {
        Some(_) => note(ui, "Done for today. Rest well."),
        None => {
            let count = review.left.len();
            if text_button(ui, "Done for today", true).clicked() {
                out.push(Intent::Review(ReviewIntent::DoneForToday));
            }
            if count > 0 {
                let plural = if count == 1 { "block goes" } else { "blocks go" };
                note(ui, &format!("{count} {plural} back to the matrix, one undo step."));
            }
        }
    }
    ui.add_space(theme::GAP);
    if let Some(task) = review.written.first_tomorrow.and_then(|task| ctx.workspace.any_task(task)) {
        let step = task.next_step().map_or(&task.title, |step| &step.title);
        note(ui, &format!("Tomorrow begins with: {step}"));
        return;
    }
    if !first.is_empty() {
        note(ui, "With what does tomorrow begin?");
    }
    for id in first {
        let Some(task) = ctx.task(*id) else { continue };
        let step = task.next_step().map_or(&task.title, |step| &step.title);
        if link_button(ui, step).on_hover_text(&task.title).clicked() {
            out.push(Intent::Review(ReviewIntent::FirstTomorrow(*id)));
        }
    }
}
