//! The review of a week or longer.

use egui::{Sense, Ui, vec2};

use super::tiles::{ReviewCard, columns_ui, figures_ui, rows_ui, table_ui};
use super::{charts, goals, told};
use crate::calendar::words;
use crate::model::{Minutes, Quadrant, Review, WEEKDAYS};
use crate::review::report::{
    ReportTable, comparison, comparison_title, days_title, days_words, heat_words, micro_words, scatter_words,
    share_words,
};
use crate::review::{Advice, Observation, PeriodReview, QUADRANTS, quadrant_name};
use crate::ui::context::{Reviewed, ViewContext};
use crate::ui::intent::{Intent, Out, ReviewIntent};
use crate::ui::state::ReviewState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{DraftField, draft_field, link_button, paragraph_ui, progress_bar, text_button};

/// Questions for the review of a week or longer.
const QUESTIONS: [&str; 2] = ["What worked?", "What will you change?"];

/// Widths of the columns, in proportion.
const COLUMNS: [f32; 3] = [1.3, 1.05, 0.9];
/// Heights of the charts.
const DAYS: f32 = 200.0;
const MICRO_TASKS: f32 = 110.0;
const ESTIMATES: f32 = 225.0;

/// Draws the review of a period.
pub(super) fn period_ui(ui: &mut Ui, ctx: &ViewContext, reviewed: &Reviewed, state: &mut ReviewState, out: &mut Out) {
    let Reviewed::Period { review, observations, advice, goals, band } = reviewed else { return };
    let sentence = told::period_sentence(review);
    ui.add(egui::Label::new(egui::RichText::new(sentence).font(theme::headline())).wrap());
    ui.add_space(theme::GAP);
    figures_ui(ui, &figures(review));
    let mut says = Out::default();
    let mut wrote = Out::default();
    let mut set = Out::default();
    let numbers: Vec<ReviewCard> = vec![
        (days_title(review), Box::new(|ui| days_card(ui, ctx, review))),
        ("Focus by hour", Box::new(|ui| heat_card(ui, review))),
    ];
    let title = comparison_title(review);
    let work: Vec<ReviewCard> = vec![
        ("Estimated and actual", Box::new(|ui| estimates_card(ui, review, band))),
        ("Micro-tasks", Box::new(|ui| micro_card(ui, review))),
        (title.as_str(), Box::new(|ui| rows_ui(ui, "comparison", &comparison(review)))),
    ];
    let words: Vec<ReviewCard> = vec![
        ("Observations", Box::new(|ui| says_card(ui, observations, advice, state, &mut says))),
        ("Goals", Box::new(|ui| goals::goals_ui(ui, ctx, goals, &mut set))),
        ("Look back", Box::new(|ui| words_card(ui, ctx, review, &mut wrote))),
    ];
    columns_ui(ui, COLUMNS.into_iter().zip([numbers, work, words]).collect());
    out.append(&mut set);
    out.append(&mut says);
    out.append(&mut wrote);
}

/// Returns three numbers: important work, finished tasks, and the share of Schedule.
fn figures(review: &PeriodReview) -> Vec<(String, &'static str, String)> {
    let (now, before) = (&review.total, &review.before);
    let share = now.schedule_percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"));
    let minimum = if review.minimum.is_zero() { String::new() } else { format!(", minimum {}", review.minimum) };
    let then = if review.so_far { "at this point before" } else { "before" };
    vec![
        (now.important().to_string(), "important work", format!("{} {then}", before.important())),
        (
            now.tasks.to_string(),
            words::plural(now.tasks, "task finished", "tasks finished"),
            format!("{} {then}", before.tasks),
        ),
        (share, "time in Schedule", format!("{}{minimum}", now.schedule())),
    ]
}

fn days_card(ui: &mut Ui, ctx: &ViewContext, review: &PeriodReview) {
    charts::days_ui(ui, ctx, review, DAYS);
    paragraph_ui(ui, days_words(review));
    if !review.total.minutes().is_zero() {
        paragraph_ui(ui, share_words(review));
    }
    if !review.minimum.is_zero() {
        let share = review.total.schedule().get() as f32 / review.minimum.get() as f32;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::BAR), Sense::hover());
        progress_bar(ui, rect, share, palette(ui).quadrant(Quadrant::Schedule));
    }
    let mut head = vec!["Day".to_owned()];
    head.extend(QUADRANTS.map(|quadrant| quadrant_name(&ctx.workspace.settings, quadrant).to_owned()));
    head.push("Micro-tasks".into());
    let rows = review.days.iter().map(|(date, totals)| {
        let mut row = vec![words::weekday_day(*date)];
        row.extend(totals.by_quadrant.map(|minutes| minutes.to_string()));
        row.push(totals.micro_tasks.to_string());
        row
    });
    table_ui(ui, "days-table", &ReportTable { head, rows: rows.collect() });
}

fn micro_card(ui: &mut Ui, review: &PeriodReview) {
    if review.total.micro_tasks > 0 {
        charts::micro_ui(ui, review, MICRO_TASKS);
    }
    paragraph_ui(ui, micro_words(review));
    let now = &review.total;
    let breaks = now.breaks + now.skipped;
    if breaks + now.interruptions > 0 {
        let interruptions = words::counted(now.interruptions, "interruption", "interruptions");
        let taken = format!("{} of {}", now.breaks, words::counted(breaks, "break", "breaks"));
        paragraph_ui(ui, format!("{taken} taken, {interruptions}."));
    }
}

fn estimates_card(ui: &mut Ui, review: &PeriodReview, band: &[(u32, u32, u32)]) {
    if review.estimates.is_empty() {
        paragraph_ui(ui, "No finished tasks with an estimate and tracked time.");
        return;
    }
    charts::scatter_ui(ui, review, band, ESTIMATES);
    paragraph_ui(ui, scatter_words(review));
    let words = if band.is_empty() {
        "The range appears after eight finished tasks.".to_owned()
    } else {
        let inside = review.estimates.iter().filter(|it| {
            let at = band.iter().rev().find(|(at, ..)| *at <= it.estimate.get()).or(band.first());
            at.is_some_and(|(at, low, high)| {
                let scaled = |bound: u32| u64::from(bound) * u64::from(it.estimate.get()) / u64::from((*at).max(1));
                (scaled(*low)..=scaled(*high) + 1).contains(&u64::from(it.actual.get()))
            })
        });
        format!("{} of {} lie in the range, which aims at 8 of 10.", inside.count(), review.estimates.len())
    };
    paragraph_ui(ui, &words);
    let rows =
        review.estimates.iter().rev().map(|it| vec![it.title.clone(), it.estimate.to_string(), it.actual.to_string()]);
    let head = ["Finished", "Estimate", "Took"].map(str::to_owned).into();
    table_ui(ui, "estimates-table", &ReportTable { head, rows: rows.take(200).collect() });
}

fn says_card(ui: &mut Ui, observations: &[Observation], advice: &[Advice], state: &mut ReviewState, out: &mut Out) {
    if observations.is_empty() {
        paragraph_ui(ui, "Not enough data yet. Finish about ten tasks with the timer.");
    }
    for observation in observations {
        ui.add(egui::Label::new(&observation.text).wrap());
        paragraph_ui(ui, &observation.figures);
        ui.add_space(theme::GAP_SMALL);
    }
    for (n, advice) in advice.iter().enumerate() {
        let frame =
            egui::Frame::new().fill(palette(ui).sunken).corner_radius(theme::CORNER).inner_margin(theme::GAP_WIDE);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(egui::Label::new(format!("{}?", advice.text)).wrap());
            if state.shown_advice == Some(n) {
                paragraph_ui(ui, &advice.effect);
            }
            ui.horizontal(|ui| {
                if state.shown_advice != Some(n) && link_button(ui, "Show effect").clicked() {
                    state.shown_advice = Some(n);
                }
                if text_button(ui, "Change", false).clicked() {
                    out.push(Intent::Review(ReviewIntent::Apply(Box::new(advice.settings.clone()))));
                }
            });
        });
        ui.add_space(theme::GAP_SMALL);
    }
}

fn heat_card(ui: &mut Ui, review: &PeriodReview) {
    charts::heat_ui(ui, review);
    paragraph_ui(ui, heat_words(review));
    let hours: Vec<usize> = (0..24).filter(|hour| review.heat.iter().any(|day| day[*hour] > 0)).collect();
    let mut head = vec![String::new()];
    head.extend(hours.iter().map(|hour| format!("{hour}:00")));
    let names = WEEKDAYS.map(|name| &name[..3]);
    let rows = names.iter().zip(&review.heat).map(|(name, day)| {
        let mut row = vec![(*name).to_owned()];
        row.extend(hours.iter().map(|hour| Minutes::new((day[*hour] + 30) / 60).to_string()));
        row
    });
    table_ui(ui, "heat-table", &ReportTable { head, rows: rows.collect() });
}

fn words_card(ui: &mut Ui, ctx: &ViewContext, review: &PeriodReview, out: &mut Out) {
    let date = review.period.from;
    let written = ctx.workspace.reviews.get(&date).map_or_else(|| Review::of(date), |it| Review::clone(it));
    // Answers are saved under the first day; for periods longer than a week, the length is part of the question.
    let span = if review.period.len() == 7 { String::new() } else { format!(" ({})", review.period.words()) };
    for question in QUESTIONS {
        let key = format!("{question}{span}");
        let answer = written.answers.iter().find(|(asked, _)| *asked == key).map_or("", |(_, answer)| answer.as_str());
        let field = DraftField { hint: question, width: f32::INFINITY, lines: 3, ..DraftField::default() };
        if let Some(text) = draft_field(ui, question, ("answer", question, date), answer, field) {
            let mut next = written.clone();
            next.answers.retain(|(asked, _)| *asked != key);
            if !text.trim().is_empty() {
                next.answers.push((key, text));
            }
            out.push(Intent::Review(ReviewIntent::Write(Box::new(next))));
        }
        ui.add_space(theme::GAP);
    }
}
