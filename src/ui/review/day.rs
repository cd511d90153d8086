//! The review of a day: planned against done, finished tasks, and time spent.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Align, Layout, Rect, Ui, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};

use super::tiles::{ReviewCard, columns_ui, sheet_ui};
use super::{evening, strip, told};
use crate::calendar::words;
use crate::model::{Minutes, PlanningDay, Quadrant, TaskId};
use crate::review::{BlockOutcome, DayReview, PlannedBlock, QUADRANTS, WorkStretch, quadrant_name};
use crate::ui::context::{Reviewed, ViewContext};
use crate::ui::intent::Out;
use crate::ui::state::ReviewState;
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{line, paint_icon, paragraph_ui};

/// Widths of the columns, in proportion.
const COLUMNS: [f32; 3] = [1.1, 1.0, 1.0];
/// Height around the sheet, and of the sheet at least.
const AROUND_SHEET: f32 = 230.0;
const LEAST_SHEET: f32 = 420.0;
/// Widths in a row: of the figures at most, of the title at least.
const MOST_FIGURES: f32 = 150.0;
const LEAST_TITLE: f32 = 40.0;
/// Left edge of the text in a row, after its icon.
const TEXT_X: f32 = theme::ICON_LIST + theme::GAP;
/// Height of the bar with the shares of the quadrants.
const SHARES: f32 = 12.0;

/// Draws the review of a day: a sheet with its words and its hours, and the details below.
pub(super) fn day_ui(ui: &mut Ui, ctx: &ViewContext, reviewed: &Reviewed, state: &mut ReviewState, out: &mut Out) {
    let Reviewed::Day { review, first, next } = reviewed else { return };
    let height = (ui.ctx().content_rect().height() - AROUND_SHEET).max(LEAST_SHEET);
    sheet_ui(
        ui,
        height,
        |ui| written_ui(ui, ctx, (review, first, *next), state, out),
        |ui| {
            if review.is_empty() {
                paragraph_ui(ui, "No plan and no work.");
            }
            strip::strip_ui(ui, ctx, review, height);
        },
    );
    if review.is_empty() {
        return;
    }
    let mut did: Vec<ReviewCard> = vec![("Planned and done", Box::new(|ui| planned_card(ui, ctx, review)))];
    if review.worked.iter().any(|it| is_unplanned(review, it)) {
        did.push(("Not planned", Box::new(|ui| unplanned_card(ui, ctx, review))));
    }
    let done: Vec<ReviewCard> = vec![("Finished", Box::new(|ui| finished_card(ui, ctx, review)))];
    let mut shares: Vec<ReviewCard> = vec![("Time by quadrant", Box::new(|ui| quadrants_card(ui, ctx, review)))];
    if !review.interruptions.is_empty() || !review.rests.is_empty() {
        shares.push(("Breaks and interruptions", Box::new(|ui| rest_card(ui, ctx, review))));
    }
    columns_ui(ui, COLUMNS.into_iter().zip([did, done, shares]).collect());
}

/// Draws the left page: the sentence of the day, the work that is left, and the end of the day.
fn written_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    (review, first, next): (&DayReview, &[TaskId], PlanningDay),
    state: &mut ReviewState,
    out: &mut Out,
) {
    let title = if review.day == ctx.today {
        format!("{}, {}", words::weekday(review.day.date), ctx.words.time(ctx.now.local))
    } else {
        words::full_day(review.day.date)
    };
    paragraph_ui(ui, title);
    ui.add_space(theme::GAP);
    let sentence = told::day_sentence(ctx, review);
    ui.add(egui::Label::new(egui::RichText::new(sentence).font(theme::headline())).wrap());
    paragraph_ui(ui, told::day_figures(review));
    ui.add_space(theme::PAD);
    if !review.left.is_empty() {
        ui.label(egui::RichText::new("Not done").font(theme::body_medium()));
        evening::left_ui(ui, ctx, review, next, state, out);
        ui.add_space(theme::PAD);
    } else if !review.planned.is_empty() {
        paragraph_ui(ui, "The plan is done.");
        ui.add_space(theme::PAD);
    }
    evening::evening_ui(ui, ctx, review, first, out);
}

/// Draws a row: icon, title, figures at the right, and a detail below.
fn entry_ui(ui: &mut Ui, icon: MaterialIcon, color: egui::Color32, title: &str, figures: &str, detail: &str) {
    let colors = palette(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let (rect, _) = ui.allocate_exact_size(vec2(theme::ICON_LIST, theme::TEXT_LINE), egui::Sense::hover());
        paint_icon(ui, rect.center(), icon, theme::ICON_LIST, color);
        let shown = line(ui, figures, theme::small(), colors.secondary, MOST_FIGURES);
        let room = (ui.available_width() - shown.size().x - theme::GAP).max(LEAST_TITLE);
        ui.allocate_ui_with_layout(vec2(room, theme::TEXT_LINE), Layout::top_down(Align::Min), |ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add(egui::Label::new(title).wrap());
            paragraph_ui(ui, detail);
        });
        if !figures.is_empty() {
            ui.label(egui::RichText::new(figures).font(theme::small()).color(colors.secondary));
        }
    });
}

fn planned_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    if review.planned.is_empty() {
        paragraph_ui(ui, "No plan.");
        return;
    }
    let most = review.planned.iter().map(|it| it.planned.max(it.actual)).max().unwrap_or_default();
    for it in &review.planned {
        planned_ui(ui, ctx, review, it, most);
    }
    let planned: Minutes = review.planned.iter().map(|it| it.planned).sum();
    let actual: Minutes = review.planned.iter().map(|it| it.actual).sum();
    paragraph_ui(ui, format!("{planned} planned, {actual} worked on it. Pale: planned. Full: worked."));
}

fn planned_ui(ui: &mut Ui, ctx: &ViewContext, review: &DayReview, it: &PlannedBlock, most: Minutes) {
    let colors = palette(ui);
    let accent = colors.accent_of(it.quadrant);
    let icon = match it.became {
        BlockOutcome::Done => icons::ICON_CHECK,
        BlockOutcome::Running => icons::ICON_PLAY_CIRCLE,
        _ => icons::ICON_RADIO_BUTTON_UNCHECKED,
    };
    let worked: Vec<_> = review.worked.iter().filter(|worked| worked.block == Some(it.block.id)).collect();
    let tracked = if worked.iter().any(|worked| !worked.tracked) {
        "ticked without the timer".into()
    } else if worked.is_empty() {
        String::new()
    } else {
        format!("worked {}", times_words(ctx, worked.iter().map(|worked| (worked.start, worked.end))))
    };
    let detail = words::dotted([ctx.words.time(it.block.start), it.became.words().to_owned(), tracked]);
    entry_ui(ui, icon, colors.secondary, &it.title, &format!("{} of {}", it.actual, it.planned), &detail);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::BAR), egui::Sense::hover());
    let bar = rect.with_min_x(rect.left() + TEXT_X);
    let part = |minutes: Minutes| {
        let share = minutes.get() as f32 / most.get().max(1) as f32;
        Rect::from_min_size(bar.min, vec2(bar.width() * share, bar.height()))
    };
    ui.painter().rect_filled(part(it.planned), theme::CORNER_LANE, colors.hairline);
    ui.painter().rect_filled(part(it.actual), theme::CORNER_LANE, accent);
    ui.add_space(theme::GAP);
}

/// Returns "09:20-09:35, 10:00-10:10"; three ranges at most.
fn times_words(ctx: &ViewContext, spans: impl Iterator<Item = (NaiveDateTime, NaiveDateTime)>) -> String {
    let words: Vec<_> = spans.map(|(from, to)| ctx.words.range(from, to)).collect();
    let more = if words.len() > 3 { " and more" } else { "" };
    format!("{}{more}", words[..words.len().min(3)].join(", "))
}

/// Returns whether a session of half a minute or more belongs to no block of the day.
fn is_unplanned(review: &DayReview, worked: &WorkStretch) -> bool {
    let of_block = |block| review.planned.iter().any(|it| it.block.id == block);
    worked.seconds >= 30 && !worked.block.is_some_and(of_block)
}

fn unplanned_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    let colors = palette(ui);
    for it in review.worked.iter().filter(|it| is_unplanned(review, it)) {
        let name = quadrant_name(&ctx.workspace.settings, it.quadrant);
        let icon = it.quadrant.map_or(icons::ICON_BOLT, quadrant_icon);
        let minutes = Minutes::rounded(TimeDelta::seconds(it.seconds)).to_string();
        let detail = format!("{} · {name}", times_words(ctx, [(it.start, it.end)].into_iter()));
        entry_ui(ui, icon, colors.accent_of(it.quadrant), &it.title, &minutes, &detail);
        ui.add_space(theme::GAP_SMALL);
    }
}

fn finished_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    if review.finished.is_empty() {
        paragraph_ui(ui, "No finished tasks.");
        return;
    }
    let color = palette(ui).quadrant(Quadrant::Schedule);
    for it in &review.finished {
        let task = it.step.and_then(|_| ctx.workspace.any_task(it.task)).map(|task| task.title.as_str());
        let important = if it.important { "important" } else { "" };
        let of = task.map_or_else(|| "task".to_owned(), |title| format!("step of {title}"));
        let took = review.estimates.iter().find(|(other, ..)| other == it);
        let figures = took.map_or_else(String::new, |(_, estimate, took)| format!("{took} of {estimate}"));
        let detail = words::dotted([ctx.words.time(it.at), of, important.to_owned()]);
        entry_ui(ui, icons::ICON_CHECK, color, &it.title, &figures, &detail);
        ui.add_space(theme::GAP_SMALL);
    }
    if review.estimates.len() > 1 {
        let estimated: Minutes = review.estimates.iter().map(|(_, estimate, _)| *estimate).sum();
        let took: Minutes = review.estimates.iter().map(|(.., took)| *took).sum();
        paragraph_ui(ui, format!("Estimated {estimated}, took {took}."));
    }
}

fn quadrants_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    let colors = palette(ui);
    let total = review.total().get();
    if total == 0 {
        paragraph_ui(ui, "No tracked time. Start the timer with S, or log time with Shift+O.");
        return;
    }
    let parts: Vec<_> = QUADRANTS.iter().zip(review.by_quadrant).filter(|(_, minutes)| !minutes.is_zero()).collect();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), SHARES), egui::Sense::hover());
    let mut left = rect.left();
    let color =
        |quadrant: Option<Quadrant>| quadrant.map_or_else(|| colors.other(), |quadrant| colors.quadrant(quadrant));
    for (quadrant, minutes) in &parts {
        let width = rect.width() * minutes.get() as f32 / total as f32;
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2((width - 2.0).max(1.0), rect.height()));
        ui.painter().rect_filled(part, theme::CORNER_LANE, color(**quadrant));
        left += width;
    }
    ui.add_space(theme::GAP_SMALL);
    for (quadrant, minutes) in parts {
        ui.horizontal(|ui| {
            let (dot, _) = ui.allocate_exact_size(vec2(theme::ICON_LIST, theme::TEXT_LINE), egui::Sense::hover());
            let icon = quadrant.map_or(icons::ICON_BOLT, quadrant_icon);
            paint_icon(ui, dot.center(), icon, theme::ICON_LIST, color(*quadrant));
            ui.label(quadrant_name(&ctx.workspace.settings, *quadrant));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let percent = (minutes.get() * 100 + total / 2) / total;
                ui.label(egui::RichText::new(format!("{percent} %")).font(theme::small()).color(colors.secondary));
                ui.label(minutes.to_string());
            });
        });
    }
}

fn rest_card(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    let colors = palette(ui);
    for rest in &review.rests {
        let (icon, title) =
            if rest.skipped { (icons::ICON_SKIP_NEXT, "Break skipped") } else { (icons::ICON_COFFEE, "Break") };
        let minutes = Minutes::rounded(TimeDelta::seconds(rest.seconds)).to_string();
        let figures = if rest.skipped { String::new() } else { minutes };
        entry_ui(ui, icon, colors.secondary, title, &figures, &ctx.words.time(rest.start));
    }
    for (at, why) in review.worked.iter().flat_map(|it| &it.interruptions) {
        let title = if why.is_empty() { "Interrupted" } else { why };
        entry_ui(ui, icons::ICON_BOLT, colors.secondary, title, "", &ctx.words.time(*at));
    }
}
