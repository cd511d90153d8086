//! Goals: progress, and a line of text that sets them.

use egui::{Align, Layout, Sense, Ui, vec2};
use egui_material_icons::icons;

use crate::exchange::{goal_text, parse_goal};
use crate::model::{Action, Goal, GoalId, Quadrant};
use crate::review::GoalProgress;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, paint_icon, paragraph_ui, progress_bar, read_field, small_icon_button,
};

/// Width of the mark of a reached goal.
const REACHED: f32 = 18.0;

/// Draws the goals and a field for a new one.
pub(super) fn goals_ui(ui: &mut Ui, ctx: &ViewContext, goals: &[GoalProgress], out: &mut Out) {
    for goal in goals {
        ui.push_id(goal.id, |ui| goal_ui(ui, ctx, goal, out));
        ui.add_space(theme::GAP);
    }
    let field =
        DraftField { hint: "Add one: Thesis: 5 h a week #thesis", width: f32::INFINITY, ..DraftField::default() };
    let goal = checked_field(ui, "Add a goal", "new-goal", "", field, |text| read_goal(text, None, ctx));
    out.extend(goal.flatten());
    if goals.is_empty() {
        paragraph_ui(ui, "Time or micro-tasks per week or month, of all tasks or one tag.");
    }
}

fn goal_ui(ui: &mut Ui, ctx: &ViewContext, progress: &GoalProgress, out: &mut Out) {
    let Some(goal) = ctx.workspace.goals.get(&progress.id) else { return };
    let colors = palette(ui);
    let color = colors.quadrant(Quadrant::Schedule);
    ui.horizontal(|ui| {
        if progress.is_reached() {
            let (rect, _) = ui.allocate_exact_size(vec2(REACHED, theme::TEXT_LINE), Sense::hover());
            paint_icon(ui, rect.center(), icons::ICON_CHECK_CIRCLE, theme::ICON_LIST, color);
        }
        let name = format!("Goal: {}", goal.title);
        let current = goal_text(goal);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let archive = format!("Archive the goal {}", goal.title);
            if small_icon_button(ui, icons::ICON_CLOSE, &archive, theme::ICON_BUTTON_NARROW).clicked() {
                let archived = Goal { archived: Some(ctx.now.instant), ..Goal::clone(goal) };
                let actions = vec![Action::PutGoal(Box::new(archived))];
                out.push(Intent::Act(Action::All { name: format!("archive the goal \"{}\"", goal.title), actions }));
            }
            let field = DraftField { width: ui.available_width(), frameless: true, ..DraftField::default() };
            let read = |text: &str| read_goal(text, Some(goal.id), ctx);
            let shown = ui.scope(|ui| checked_field(ui, &name, "goal", &current, field, read));
            shown.response.on_hover_text(&current);
            out.extend(shown.inner.flatten());
        });
    });
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::BAR), Sense::hover());
    progress_bar(ui, rect, progress.done as f32 / progress.target.max(1) as f32, color);
    let reached = if progress.is_reached() { ". Reached" } else { "" };
    paragraph_ui(ui, format!("{}{reached}", progress.words()));
}

/// Sets a goal from a line, a new one without `old`; a blank line changes nothing.
fn read_goal(text: &str, old: Option<GoalId>, ctx: &ViewContext) -> Result<Option<Intent>, String> {
    let Some(line) = read_field(text, parse_goal, |text| format!("\"{text}\" is not a goal. Try Thesis: 5 h a week."))?
    else {
        return Ok(None);
    };
    let fresh = || Goal {
        id: GoalId::new(ctx.now.instant),
        title: String::new(),
        target: line.target,
        period: line.period,
        tag: None,
        created: ctx.now.instant,
        archived: None,
    };
    let old = old.and_then(|id| ctx.workspace.goals.get(&id)).map_or_else(fresh, |goal| Goal::clone(goal));
    let goal = Goal { title: line.title, target: line.target, period: line.period, tag: line.tag, ..old };
    Ok(Some(Intent::Act(Action::PutGoal(Box::new(goal)))))
}
