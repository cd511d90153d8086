//! The morning screen: unfinished blocks, meetings, how full the day may be, Start.

use egui::{Id, Modal, Response, Ui, Vec2, vec2};
use strum::IntoEnumIterator as _;

use crate::calendar::words;
use crate::model::{Action, BlockId, Fullness, Minutes, Outcome, Task, TaskField, TaskId, Urgency};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::MorningState;
use crate::ui::theme::{self};
use crate::ui::widgets::{dialog_width, link_button, note_ui, section_ui, segmented, text_button};

/// Maximum number of listed events and blocks; the rest is counted.
const MOST: usize = 8;
/// Maximum number of listed tasks from earlier days.
const MOST_LEFT: usize = 5;

/// Margin inside the screen.
const MARGIN: f32 = 24.0;
/// Size of a task's title before its buttons.
const TITLE: Vec2 = vec2(220.0, 22.0);

/// Draws the morning screen while it is open.
pub fn morning_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut MorningState, out: &mut Out) {
    if !state.open {
        return;
    }
    let fullness = ctx.workspace.settings.fullness_on(ctx.today.date);
    let modal = Modal::new(Id::unique("morning")).frame(egui::Frame::popup(ui.style()).inner_margin(MARGIN));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(dialog_width(ui, theme::DIALOG));
        ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
        let hello = if chrono::Timelike::hour(&ctx.now.local) < 12 { "Good morning" } else { "Hello" };
        let title = format!("{hello}. It is {}.", words::full_day(ctx.today.date));
        ui.label(egui::RichText::new(title).font(theme::title()));
        left_ui(ui, ctx, out);
        crossed_ui(ui, ctx, &state.crossed, out);
        fixed_ui(ui, ctx);
        section_ui(ui, "How full today?");
        let choices: Vec<_> = Fullness::iter().map(|it| (it, words(it))).collect();
        if let Some(chosen) = segmented(ui, &choices, Some(fullness), "Today") {
            out.push(Intent::Act(set_fullness(ctx, chosen)));
        }
        ui.add_space(theme::GAP_WIDE);
        ui.horizontal(|ui| {
            let start = text_button(ui, "Start the day", true);
            if ui.memory(|memory| memory.focused().is_none()) {
                start.request_focus();
            }
            if start.clicked() {
                out.push(Intent::StartDay(fullness));
            }
            if link_button(ui, "Skip").on_hover_text("Escape").clicked() {
                state.open = false;
            }
        });
    });
    if shown.should_close() {
        state.open = false;
    }
}

fn words(fullness: Fullness) -> &'static str {
    match fullness {
        Fullness::Light => "light",
        Fullness::Normal => "normal",
        Fullness::Full => "full",
    }
}

fn set_fullness(ctx: &ViewContext, fullness: Fullness) -> Action {
    let mut settings = crate::model::Settings::clone(&ctx.workspace.settings);
    settings.date_fullness.insert(ctx.today.date, fullness);
    Action::settings(format!("make today {fullness}"), settings)
}

/// Draws the work that is left from earlier days, one row a task.
fn left_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let left = ctx.left_over();
    if left.is_empty() {
        return;
    }
    section_ui(ui, "From earlier");
    for (task, blocks) in left.iter().take(MOST_LEFT) {
        left_line_ui(ui, task, blocks, ctx, out);
    }
    if left.len() > MOST_LEFT {
        note_ui(ui, format!("and {} more", left.len() - MOST_LEFT));
    }
    if left.len() > 1 {
        let all = &ctx.board.left_over;
        ui.horizontal(|ui| {
            if link_button(ui, "All to today's plan").clicked() {
                out.push(Intent::CarryOver { blocks: all.clone(), to_today: true });
            }
            if link_button(ui, "All back to matrix").clicked() {
                out.push(Intent::CarryOver { blocks: all.clone(), to_today: false });
            }
        });
    }
}

fn left_line_ui(ui: &mut Ui, task: &Task, blocks: &[BlockId], ctx: &ViewContext, out: &mut Out) {
    let found: Vec<_> = blocks.iter().filter_map(|id| ctx.workspace.blocks.get(id)).collect();
    let Some(first) = found.first() else { return };
    let title = match found.len() {
        1 => ctx.title_of(first.task, first.step),
        count => format!("{}, {}", task.title, words::counted(count, "block", "blocks")),
    };
    ui.horizontal(|ui| {
        title_ui(ui, &title).on_hover_text(format!(
            "{} {}",
            words::weekday_short(first.start.date()),
            ctx.words.time(first.start)
        ));
        if task.carried >= 2 {
            return third_time_ui(ui, task.id, ctx, out);
        }
        if link_button(ui, "Today").on_hover_text(format!("Bring {title} to today")).clicked() {
            out.push(Intent::CarryOver { blocks: blocks.to_vec(), to_today: true });
        }
        if link_button(ui, "Back").on_hover_text(format!("Put {title} back into the matrix")).clicked() {
            out.push(Intent::CarryOver { blocks: blocks.to_vec(), to_today: false });
        }
        if link_button(ui, "Let go").on_hover_text(format!("Let go of {title}")).clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::LetGo)));
        }
    });
}

/// Draws a title in the column before the buttons.
fn title_ui(ui: &mut Ui, title: &str) -> Response {
    let layout = egui::Layout::left_to_right(egui::Align::Center).with_main_align(egui::Align::Min);
    ui.allocate_ui_with_layout(TITLE, layout, |ui| {
        ui.set_min_size(TITLE);
        ui.add(egui::Label::new(title).truncate())
    })
    .inner
}

/// Draws a hint at the third carry-over of the same task.
pub fn third_time_ui(ui: &mut Ui, task: TaskId, ctx: &ViewContext, out: &mut Out) {
    let Some(record) = ctx.task(task) else { return };
    if link_button(ui, "Make it smaller").on_hover_text(format!("Cut {} into steps", record.title)).clicked() {
        out.push(Intent::Select(Selection::Task(task)));
        out.push(Intent::Act(Action::EditTask(task, TaskField::Carried(0))));
    }
    if link_button(ui, "Let it go").clicked() {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::LetGo)));
    }
}

/// Draws the cards that their date moved to another quadrant, each with a button that keeps it where it was.
fn crossed_ui(ui: &mut Ui, ctx: &ViewContext, crossed: &[TaskId], out: &mut Out) {
    let tasks = crossed.iter().filter_map(|id| ctx.task(*id));
    let tasks: Vec<_> = tasks.filter_map(|task| Some((task, ctx.quadrant_of(task)?))).collect();
    if tasks.is_empty() {
        return;
    }
    section_ui(ui, "Now urgent");
    for (task, quadrant) in tasks.iter().take(MOST) {
        let due = task.due.map(|due| format!(", due {}", ctx.words.due(due, ctx.today))).unwrap_or_default();
        ui.horizontal(|ui| {
            title_ui(ui, &task.title);
            note_ui(ui, format!("now in {}{due}", ctx.quadrant_name(*quadrant)));
            let pins = quadrant.urgent();
            let hint = format!("Pin {}: not urgent", task.title);
            if pins && link_button(ui, "Not urgent").on_hover_text(hint).clicked() {
                out.push(Intent::Act(Action::EditTask(task.id, TaskField::Urgency(Urgency::Pinned(false)))));
            }
        });
    }
    if tasks.len() > MOST {
        note_ui(ui, format!("and {} more", tasks.len() - MOST));
    }
}

fn fixed_ui(ui: &mut Ui, ctx: &ViewContext) {
    let day = ctx.now_day;
    let agenda = &day.agenda;
    section_ui(ui, "Meetings");
    let coming: Vec<_> = agenda.events.iter().filter(|event| event.span.end > ctx.now.local).collect();
    if coming.is_empty() && agenda.all_day.is_empty() {
        note_ui(ui, "None today.");
    }
    for event in agenda.all_day.iter().take(2) {
        note_ui(ui, format!("All day  {}", event.title));
    }
    for event in coming.iter().take(MOST) {
        note_ui(ui, format!("{}  {}", ctx.words.times(event.span), event.title));
    }
    if coming.len() > MOST {
        note_ui(ui, format!("and {} more", coming.len() - MOST));
    }
    let blocks: Minutes = agenda.upcoming(ctx.now.local).map(|block| block.minutes).sum();
    let gaps = day.gaps.len();
    let gaps = words::counted(gaps, "gap", "gaps");
    note_ui(ui, format!("{} free in {gaps}, {blocks} already planned.", day.free()));
}
