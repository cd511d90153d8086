//! Looking back: a day with what is left of it, a week and longer with charts, and the report to share.

mod charts;
mod day;
mod evening;
mod goals;
mod lanes;
mod period;
mod report;
mod tiles;

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use super::state::UiState;
use super::theme;
use super::view::{Intent, ViewContext};
use super::widgets::{icon_button, segmented, text_button};
use crate::model::{BlockId, PlanningDay, Review, Settings, TaskId};
use crate::review::report::Scope;
use crate::review::{Advice, DayReview, GoalProgress, Observation, Period, PeriodReview, Planned};

pub use report::{ReportForm, ReportPreview};

/// How much is looked back on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reach {
    #[default]
    Day,
    Week,
    Month,
    Quarter,
}

impl Reach {
    /// What a review of this reach around `day` is about.
    pub fn scope(self, day: PlanningDay) -> Scope {
        match self {
            Self::Day => Scope::Day(day),
            Self::Week => Scope::Period(Period::week(day.date)),
            Self::Month => Scope::Period(Period::month(day.date)),
            Self::Quarter => Scope::Period(Period::quarter(day.date)),
        }
    }

    /// A day of the one before the one around `day`, or of the one after it.
    fn beside(self, day: PlanningDay, later: bool) -> PlanningDay {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => {
                let month = chrono::Months::new(1);
                let date = if later { day.date.checked_add_months(month) } else { day.date.checked_sub_months(month) };
                return PlanningDay { date: date.unwrap_or(day.date), ..day };
            }
            Self::Quarter => 91,
        };
        day.plus(if later { days } else { -days })
    }
}

/// What the Review view remembers between frames.
#[derive(Default)]
pub struct ReviewState {
    pub reach: Reach,
    /// The report that is shown.
    pub preview: Option<ReportPreview>,
    /// Advice whose effect is shown.
    shown_advice: Option<usize>,
    /// Which of what is left the keys are for.
    left_at: usize,
    other_day: Option<OtherDay>,
}

/// The numbers of a review, computed once a revision.
#[derive(Clone, Debug)]
pub enum Reviewed {
    Day {
        review: Box<DayReview>,
        streak: u32,
        /// What tomorrow could begin with.
        first: Vec<TaskId>,
        /// The day on which what is left can go on: today for a day that is past, else the next working day.
        next: PlanningDay,
    },
    Period {
        review: Box<PeriodReview>,
        observations: Vec<Observation>,
        advice: Vec<Advice>,
        goals: Vec<GoalProgress>,
        streak: u32,
        /// Estimate, low and high in minutes.
        band: Vec<(u32, u32, u32)>,
    },
}

impl Reviewed {
    /// What is left of the day; nothing for a longer time.
    pub fn left(&self) -> &[Planned] {
        match self {
            Self::Day { review, .. } => &review.left,
            Self::Period { .. } => &[],
        }
    }
}

impl ReviewState {
    /// The block that is chosen among what is left.
    pub fn chosen_left(&self, left: &[Planned]) -> Option<BlockId> {
        Some(left.get(self.left_at.min(left.len().checked_sub(1)?))?.block.id)
    }

    /// Chooses the block above or below among `count` that are left.
    pub fn choose_left(&mut self, up: bool, count: usize) {
        let at = self.left_at.min(count.saturating_sub(1));
        self.left_at = if up { at.saturating_sub(1) } else { (at + 1).min(count.saturating_sub(1)) };
    }

    /// Opens the field for the day to which a block that is left goes.
    pub fn ask_for_day(&mut self, block: BlockId) {
        self.other_day = Some(OtherDay { block, text: String::new(), opened: true });
    }
}

/// The day to which a block that is left goes, half typed.
pub(super) struct OtherDay {
    pub block: BlockId,
    pub text: String,
    /// In this frame, so that the cursor goes into it.
    pub opened: bool,
}

/// What is asked for in the Review view.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewIntent {
    /// Looks back from this day on.
    Go(PlanningDay),
    /// Keeps what was written about a day or a week.
    Write(Box<Review>),
    /// Takes the settings that an advice leads to.
    Apply(Box<Settings>),
    /// Plans a block that is left on another day.
    MoveLeft(BlockId, PlanningDay),
    /// Takes a block off the day.
    BackToMatrix(BlockId),
    /// Drops what a block was for: its step, else its task.
    Drop(BlockId),
    /// Declares the day done; what is left is put back.
    DoneForToday,
    /// Chooses with what tomorrow begins.
    FirstTomorrow(TaskId),
    /// Makes the text of the report.
    Preview(ReportForm),
    /// Puts the text of the report on the clipboard.
    CopyReport,
    /// Asks where to, then writes the report.
    SaveReport,
    /// Shows the page in the browser.
    OpenReport,
}

/// Draws the view into all of `ui`.
pub(super) fn review_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    let (head, body) = area.split_top_bottom_at_y(area.top() + 52.0);
    head_ui(ui, head, ctx, state, out);
    let Some(reviewed) = ctx.review else { return };
    let mut inner = ui.new_child(UiBuilder::new().id_salt("review").max_rect(body));
    inner.shrink_clip_rect(body);
    ScrollArea::vertical().id_salt("review-scroll").auto_shrink(false).show(&mut inner, |ui| {
        let width = body.width() - 2.0 * theme::PAD;
        let left = Rect::from_min_size(ui.cursor().min + vec2(theme::PAD, 0.0), vec2(width, 0.0));
        let mut column = ui.new_child(UiBuilder::new().id_salt("column").max_rect(left));
        match reviewed {
            Reviewed::Day { .. } => day::day_ui(&mut column, ctx, reviewed, &mut state.review, out),
            Reviewed::Period { .. } => period::period_ui(&mut column, ctx, reviewed, &mut state.review, out),
        }
        ui.advance_cursor_after_rect(column.min_rect());
        ui.add_space(theme::PAD);
    });
    report::preview_ui(ui, &mut state.review, out);
}

fn head_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let row = area.shrink2(vec2(theme::PAD, 8.0));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut left = ui.new_child(UiBuilder::new().id_salt("reach").max_rect(row).layout(layout));
    let choices = [(Reach::Day, "Day"), (Reach::Week, "Week"), (Reach::Month, "Month"), (Reach::Quarter, "13 weeks")];
    if let Some(reach) = segmented(&mut left, &choices, Some(state.review.reach), "Look back on") {
        state.review.reach = reach;
        state.review.shown_advice = None;
    }
    left.add_space(theme::GAP);
    let reach = state.review.reach;
    let go = |ui: &mut Ui, icon, name, later, out: &mut Vec<Intent>| {
        if icon_button(ui, icon, name, true).clicked() {
            out.push(Intent::Review(ReviewIntent::Go(reach.beside(ctx.day.agenda.day, later))));
        }
    };
    go(&mut left, icons::ICON_CHEVRON_LEFT, "Earlier", false, out);
    let words = match state.review.reach.scope(ctx.day.agenda.day) {
        Scope::Plan(day) | Scope::Day(day) => day.date.format("%A, %-d %B %Y").to_string(),
        Scope::Period(period) => period.words(),
    };
    left.label(egui::RichText::new(words).font(theme::body_medium()));
    go(&mut left, icons::ICON_CHEVRON_RIGHT, "Later", true, out);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut right = ui.new_child(UiBuilder::new().id_salt("share").max_rect(row).layout(layout));
    if text_button(&mut right, "Report…", false).on_hover_text("Preview, copy or save a report to share").clicked() {
        let scope = state.review.reach.scope(ctx.day.agenda.day);
        out.push(Intent::Review(ReviewIntent::Preview(ReportForm { scope, html: false, without_private: true })));
    }
}
