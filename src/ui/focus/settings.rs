//! Settings of the timer: mode, rhythm, break ideas, announcements.

use egui::Ui;
use egui_material_icons::icons;

use crate::exchange::parse_range;
use crate::model::{Action, Minutes, Rhythm, Settings, TimerMode};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::theme;
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, icon_button, number_field, paragraph_ui, read_field, section_ui, segmented,
};

/// Draws the settings button.
pub(super) fn settings_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let button = icon_button(ui, icons::ICON_TUNE, "Timer and reminders", true);
    let popup =
        egui::Popup::from_toggle_button_response(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_width(theme::POPUP);
        let frame = egui::Frame::new().inner_margin(theme::GAP);
        frame.show(ui, |ui| settings_body_ui(ui, ctx, out));
    });
}

fn settings_body_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let mut settings = Settings::clone(&ctx.workspace.settings);
    timer_ui(ui, &mut settings);
    rhythm_ui(ui, &mut settings.rhythm);
    breaks_ui(ui, &mut settings);
    reminders_ui(ui, ctx, &mut settings);
    if settings != *ctx.workspace.settings {
        out.push(Intent::Act(Action::SetSettings(Box::new(settings))));
    }
}

fn timer_ui(ui: &mut Ui, settings: &mut Settings) {
    section_ui(ui, "Timer");
    let choices =
        [(TimerMode::Countdown, "Block"), (TimerMode::Rhythm, "Pomodoro"), (TimerMode::OpenEnded, "Stopwatch")];
    if let Some(mode) = segmented(ui, &choices, Some(settings.timer), "Timer") {
        settings.timer = mode;
    }
}

fn rhythm_ui(ui: &mut Ui, rhythm: &mut Rhythm) {
    section_ui(ui, "Focus and break lengths");
    let known = [(Rhythm::default(), "50 and 5"), (Rhythm::POMODORO, "Pomodoro")];
    if let Some(chosen) = segmented(ui, &known, Some(*rhythm), "Rhythm") {
        *rhythm = chosen;
    }
    ui.horizontal_wrapped(|ui| {
        minutes_ui(ui, "Focus", &mut rhythm.focus, 5..=180);
        minutes_ui(ui, "Break", &mut rhythm.rest, 1..=60);
    });
    ui.horizontal_wrapped(|ui| {
        minutes_ui(ui, "Long break", &mut rhythm.long_rest, 1..=120);
        let mut after = Minutes::new(rhythm.long_after);
        minutes_ui(ui, "after stretches", &mut after, 0..=12);
        rhythm.long_after = after.get();
    });
}

fn minutes_ui(ui: &mut Ui, name: &str, number: &mut Minutes, range: std::ops::RangeInclusive<u32>) {
    ui.label(egui::RichText::new(name).font(theme::small()));
    if let Some(typed) = number_field(ui, name, ("rhythm", name), number.get(), theme::FIELD_NUMBER) {
        *number = Minutes::new(typed.clamp(*range.start(), *range.end()));
    }
}

fn breaks_ui(ui: &mut Ui, settings: &mut Settings) {
    section_ui(ui, "Break ideas, one per line");
    let field = DraftField { width: f32::INFINITY, lines: 4, ..DraftField::default() };
    let text = draft_field(ui, "Break ideas", "break-ideas", &settings.break_ideas.join("\n"), field);
    if let Some(text) = text {
        settings.break_ideas = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
}

fn reminders_ui(ui: &mut Ui, ctx: &ViewContext, settings: &mut Settings) {
    section_ui(ui, "Reminders");
    let rules = &mut settings.reminders;
    ui.checkbox(&mut rules.block_starts, "Block starts");
    ui.checkbox(&mut rules.timer_ends, "Focus or break ends");
    ui.checkbox(&mut rules.due_dates, "Due tasks, at the start of the day and at their time");
    ui.checkbox(&mut rules.in_focus, "Also in full-screen focus");
    ui.horizontal(|ui| {
        minutes_ui(ui, "Minutes before events", &mut rules.before_events, 0..=60);
    });
    ui.horizontal(|ui| {
        minutes_ui(ui, "Ask after idle minutes", &mut rules.idle_after, 0..=240);
    });
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Quiet hours").font(theme::small()));
        let current = rules.quiet.map_or_else(String::new, |range| ctx.words.range(range.from, range.to));
        let field = DraftField { width: theme::FIELD_SHORT, hint: "21:00–07:00", ..DraftField::default() };
        let read = |text: &str| {
            read_field(text, parse_range, |text| format!("\"{text}\" is not a range of times. Try 21:00–07:00."))
        };
        if let Some(quiet) = checked_field(ui, "Quiet hours", "quiet", &current, field, read) {
            rules.quiet = quiet;
        }
    });
    paragraph_ui(ui, "Empty: no quiet hours");
}
