//! The questions of a new workspace, which share one place at the top of the inbox.

use egui::text::LayoutJob;
use egui::{Sense, Ui, pos2, vec2};

use crate::model::{Task, TaskId, Workspace};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::inspector::first_step;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::link_button;

/// Number of lines of a question, and the height that it takes whatever its length.
const LINES: usize = 2;
const HEIGHT: f32 = 40.0;
/// Number of tasks up to which a workspace without any record is new.
const FEW: usize = 30;

/// The question of a new workspace, one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FirstQuestion {
    OnYourMind,
    /// Asks for the important task.
    Hurts,
    /// The first step of a large task.
    FirstStep(TaskId),
    /// A hint in the place of a question, while the inbox of a new workspace has rows.
    Sort,
}

impl FirstQuestion {
    /// Returns the question that is open.
    pub fn of(ctx: &ViewContext, state: &MatrixState) -> Option<Self> {
        let (workspace, waiting) = (ctx.workspace, !ctx.board.inbox.is_empty());
        let none_is_important = || workspace.tasks.values().all(|task| task.important != Some(true));
        if workspace.is_empty() {
            Some(Self::OnYourMind)
        } else if !has_first_run(workspace) {
            None
        } else if waiting && none_is_important() {
            Some(Self::Hurts)
        } else if state.welcoming {
            Some(Self::OnYourMind)
        } else if let Some(task) = largest_without_steps(ctx) {
            Some(Self::FirstStep(task.id))
        } else {
            waiting.then_some(Self::Sort)
        }
    }

    /// Returns whether the line below it adds tasks.
    pub fn leaves_the_line(self) -> bool {
        !matches!(self, Self::FirstStep(_))
    }

    fn words(self, ctx: &ViewContext) -> String {
        match self {
            Self::OnYourMind => "What is on your mind? One per line.".into(),
            Self::Hurts => "Which would hurt most if it slipped? Click its ! to mark it important.".into(),
            Self::FirstStep(task) => ctx
                .task(task)
                .map_or_else(String::new, |task| format!("What are the first ten minutes of \"{}\"?", task.title)),
            Self::Sort => "Click a row for the keys that file it, or drag it to its quadrant.".into(),
        }
    }
}

/// Returns whether nothing was done in the workspace yet.
pub(super) fn has_first_run(workspace: &Workspace) -> bool {
    workspace.sessions.is_empty() && workspace.closed.is_empty() && workspace.tasks.len() <= FEW
}

/// Draws the question, with the field of its answer unless the line below takes it.
pub(super) fn question_ui(
    ui: &mut Ui,
    question: FirstQuestion,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    let words = question.words(ctx);
    let color = palette(ui).text;
    let (rect, label) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let mut job = LayoutJob::simple(words.clone(), theme::step(), color, rect.width());
    job.wrap.max_rows = LINES;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let label = if galley.elided { label.on_hover_text(&words) } else { label };
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    ui.painter().galley(pos2(rect.left(), rect.bottom() - galley.size().y), galley, color);
    match question {
        FirstQuestion::FirstStep(task) => first_step_ui(ui, task, ctx, state, out),
        FirstQuestion::OnYourMind | FirstQuestion::Hurts | FirstQuestion::Sort => {}
    }
}

/// Draws the other ways into a workspace that is empty.
pub(super) fn ways_in_ui(ui: &mut Ui, out: &mut Out) {
    if link_button(ui, "Open a calendar file").clicked() {
        out.run(Command::ImportCalendar);
    }
    if link_button(ui, "See an example day").clicked() {
        out.push(Intent::ShowExample);
    }
}

fn first_step_ui(ui: &mut Ui, task: TaskId, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let field = egui::TextEdit::singleline(&mut state.first_step_draft)
        .id_salt("first-ten-minutes")
        .hint_text("Open it and write one line")
        .desired_width(ui.available_width());
    let response = ui.add(field).accessible_name("The first ten minutes");
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if enter && !state.first_step_draft.trim().is_empty() {
        let text = std::mem::take(&mut state.first_step_draft);
        out.extend(ctx.task(task).map(|task| Intent::Act(first_step(task, &text, ctx))));
    }
}

/// Returns the largest important task of a workspace without any step.
fn largest_without_steps<'a>(ctx: &ViewContext<'a>) -> Option<&'a Task> {
    let tasks = || ctx.workspace.tasks.values();
    if tasks().any(|task| !task.steps.is_empty()) {
        return None;
    }
    let large = tasks().filter(|task| task.important == Some(true) && ctx.left(task).get() > 30);
    large.max_by_key(|task| (ctx.left(task), std::cmp::Reverse(task.id))).map(|task| &**task)
}
