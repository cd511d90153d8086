//! The two pages of the morning.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Align, Layout, Rect, ScrollArea, Ui, UiBuilder};
use strum::IntoEnumIterator as _;

use super::rows::{crossed_ui, left_ui};
use super::sentence::sentence;
use crate::calendar::{Agenda, words};
use crate::model::{Action, Fullness, Minutes, Span};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{MorningState, TimelineState};
use crate::ui::theme::{self, palette};
use crate::ui::timeline::hours_ui;
use crate::ui::widgets::{line, link_button, note_ui, paint_line, paper_ui, segmented, text_button};

/// Height of the foot with the buttons, and of the main button.
const FOOT: f32 = 56.0;
const BUTTON: f32 = 40.0;
/// Height of the line above the hours of the right page.
const HEAD: f32 = 30.0;
/// The shortest part of a day that fills the right page.
const LEAST_DAY: TimeDelta = TimeDelta::hours(6);

/// Draws the morning into `body`.
pub fn morning_ui(
    ui: &mut Ui,
    body: Rect,
    ctx: &ViewContext,
    (state, timeline): (&mut MorningState, &mut TimelineState),
    out: &mut Out,
) {
    let pages = paper_ui(ui, body);
    let (upper, foot) = pages.left.split_top_bottom_at_y(pages.left.bottom() - FOOT);
    let mut left = ui.new_child(UiBuilder::new().id_salt("left-page").max_rect(upper));
    ScrollArea::vertical().id_salt("morning").auto_shrink(false).show(&mut left, |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
        // The bar of the scrolled page covers no text.
        ui.set_max_width(upper.width() - theme::GAP_WIDE);
        left_page_ui(ui, ctx, state, out);
    });
    foot_ui(ui, foot, state, out);
    if let Some(page) = pages.right {
        right_page_ui(ui, page, ctx, state, timeline, out);
    }
}

fn left_page_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut MorningState, out: &mut Out) {
    let now = format!("{}, {}", words::full_day(ctx.today.date), ctx.words.time(ctx.now.local));
    note_ui(ui, now);
    ui.add_space(theme::GAP);
    ui.add(egui::Label::new(egui::RichText::new(sentence(ctx)).font(theme::headline())).wrap());
    if left_ui(ui, ctx, &mut state.all_left, out) {
        state.open = false;
    }
    crossed_ui(ui, ctx, &state.crossed, &mut state.all_crossed, out);
    ui.add_space(theme::PAD);
    ui.label(egui::RichText::new("How full today?").font(theme::body_medium()));
    let fullness = ctx.workspace.settings.fullness_on(ctx.today.date);
    let choices: Vec<_> = Fullness::iter().map(|it| (it, label(it))).collect();
    if let Some(chosen) = segmented(ui, &choices, Some(fullness), "Today") {
        out.push(Intent::Act(set_fullness(ctx, chosen)));
    }
    note_ui(ui, fill_words(ctx));
}

fn label(fullness: Fullness) -> &'static str {
    match fullness {
        Fullness::Light => "Light",
        Fullness::Normal => "Normal",
        Fullness::Full => "Full",
    }
}

/// Returns "45 min planned, 3 h 05 suggested, 50 min stay free".
fn fill_words(ctx: &ViewContext) -> String {
    if ctx.planning {
        return "Planning…".into();
    }
    let load = ctx.now_day.load(ctx.workspace, ctx.now.local);
    let suggested: Minutes = ctx.now_day.proposal.suggestions.iter().map(|it| it.span.minutes()).sum();
    let parts = [(load.planned, "planned"), (suggested, "suggested"), (load.free - suggested, "stay free")];
    let told = parts.into_iter().filter(|(minutes, _)| !minutes.is_zero());
    told.map(|(minutes, what)| format!("{minutes} {what}")).collect::<Vec<_>>().join(", ")
}

fn set_fullness(ctx: &ViewContext, fullness: Fullness) -> Action {
    let mut settings = crate::model::Settings::clone(&ctx.workspace.settings);
    settings.date_fullness.insert(ctx.today.date, fullness);
    Action::settings(format!("make today {fullness}"), settings)
}

fn foot_ui(ui: &mut Ui, foot: Rect, state: &mut MorningState, out: &mut Out) {
    let layout = Layout::left_to_right(Align::Center);
    let foot = foot.with_min_y(foot.bottom() - BUTTON);
    let mut row = ui.new_child(UiBuilder::new().id_salt("foot").max_rect(foot).layout(layout));
    row.spacing_mut().item_spacing.x = theme::PAD;
    row.spacing_mut().interact_size.y = BUTTON;
    let start = text_button(&mut row, "Start the day", true).on_hover_text("Enter");
    if row.memory(|memory| memory.focused().is_none()) {
        start.request_focus();
    }
    if start.clicked() {
        out.push(Intent::StartDay);
    }
    if link_button(&mut row, "Just show the day").on_hover_text("Escape").clicked() {
        state.open = false;
    }
}

fn right_page_ui(
    ui: &mut Ui,
    page: Rect,
    ctx: &ViewContext,
    state: &mut MorningState,
    timeline: &mut TimelineState,
    out: &mut Out,
) {
    if ctx.day.agenda.day != ctx.today {
        return;
    }
    let (head, body) = page.split_top_bottom_at_y(page.top() + HEAD);
    let (colors, center) = (palette(ui), head.center().y);
    let note = |ui: &Ui, text: &str, width: f32, at: &dyn Fn(f32) -> f32| {
        let galley = line(ui, text, theme::small(), colors.secondary, width);
        paint_line(ui, egui::pos2(at(galley.size().x), center), galley, colors.secondary);
    };
    let whole: Vec<_> = ctx.day.agenda.all_day.iter().map(|event| event.title.clone()).collect();
    note(ui, &words::dotted(whole), head.width() / 2.0, &|_| head.left() + theme::HOURS_WIDTH);
    if !ctx.day.proposal.suggestions.is_empty() {
        note(ui, "Dashed blocks are suggestions", head.width() / 2.0, &|width| head.right() - theme::PAD - width);
    }
    if state.hour_height.is_none() {
        state.hour_height = Some(timeline.hour_height);
        let span = worth_showing(&ctx.day.agenda, ctx.now.local);
        timeline.fit(ctx.today, span, body.height());
    }
    let mut hours = ui.new_child(UiBuilder::new().id_salt("right-page").max_rect(body));
    hours.shrink_clip_rect(body);
    hours_ui(&mut hours, body, ctx, timeline, out);
}

/// Returns the working hours, or the events of a day off, from shortly before now on.
fn worth_showing(agenda: &Agenda, now: NaiveDateTime) -> Span {
    let events = agenda.events.iter().map(|event| event.span.intersection(agenda.day.span()));
    let of_events = events.reduce(|whole, it| Span::new(whole.start.min(it.start), whole.end.max(it.end)));
    let now = now - TimeDelta::minutes(30);
    let whole = agenda.working_frame().or(of_events).unwrap_or(Span::new(now, now));
    let start = whole.start.max(now);
    Span::new(start, whole.end.max(start + LEAST_DAY))
}
