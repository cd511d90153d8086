//! The Now strip: the current activity and its end, or the running session and its successor.

use chrono::TimeDelta;
use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};

use super::lines::now_lines_ui;
use super::wrap_up::WRAP_UP;
use crate::calendar::PresentActivity;
use crate::model::{Block, Minutes, Occurrence, Review, Session, SessionKind, StepId, TaskId};
use crate::planner::DayChange;
use crate::ui::command::{Command, menu_item};
use crate::ui::context::{DayView, ViewContext, ready};
use crate::ui::focus::{pushed, what_then, whole_minutes};
use crate::ui::intent::{Intent, Out, ReviewIntent};
use crate::ui::state::NowState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    icon_button, link_button, note_ui, paint_icon, read_from_left, read_in_order, rich_line, swap_last_two, text_button,
};

const HEIGHT: f32 = 38.0;
/// Left edge of the words, after their icon.
const TEXT_X: f32 = 24.0;

/// The content of the strip.
enum Now {
    Runs {
        block: Block,
        words: String,
        over: bool,
    },
    /// An event under way, or one that has just ended and can be extended.
    Event {
        event: Occurrence,
        words: String,
    },
    /// A block or suggestion for now or soon.
    Ready {
        task: TaskId,
        step: Option<StepId>,
        when: String,
    },
    Nothing(String),
    /// The day was closed.
    Closed,
}

/// The name of the button that opens a closed day again.
const REOPEN: &str = "Reopen the day";

/// Minutes after an event during which it can be extended.
const STILL: TimeDelta = TimeDelta::minutes(5);

/// Draws the strip at the top of `area` if today is shown. Returns the remaining area's top.
pub fn now_strip_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut NowState, out: &mut Out) -> f32 {
    let Some(day) = ctx.days.iter().find(|day| day.agenda.day == ctx.today) else { return area.top() };
    let rect = Rect::from_min_size(area.min, vec2(area.width(), HEIGHT));
    let palette = palette(ui);
    ui.painter().rect_filled(rect, 0.0, palette.selected_fill());
    let row = rect.shrink2(vec2(theme::PAD, theme::GAP_SMALL));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("now").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    late_menu_ui(&mut right, ctx, state, out);
    let mut told = told_ui(&mut right, now(ctx, day, ctx.planning), ctx, out);
    let soon = soon(ctx, day).map(|event| format!("{} at {}", event.title, ctx.words.time(event.span.start)));
    if let Some(soon) = soon.filter(|soon| !told.3.contains(soon)) {
        told.3 += &format!("; {soon}");
    }
    let room = Rect::from_min_max(row.min, pos2(right.min_rect().left().min(row.right()), row.bottom()));
    words_ui(ui, room, &told);
    read_from_left(&right);
    read_in_order(ui, swap_last_two);
    let below = Rect::from_min_max(pos2(area.left(), rect.bottom()), area.max);
    now_lines_ui(ui, below, ctx, day, state, out)
}

/// An icon, a title, the task of a step, and a detail.
type Told = (MaterialIcon, String, String, String);

/// Draws the buttons of the strip, right to left. Returns the detail text.
fn told_ui(ui: &mut Ui, now: Now, ctx: &ViewContext, out: &mut Out) -> Told {
    match now {
        Now::Runs { block, words, over } => {
            if text_button(ui, "Done", true).clicked() {
                out.run(Command::Finish);
            }
            if over && link_button(ui, "Replan").on_hover_text(Command::Replan.hint(ui.ctx())).clicked() {
                out.run(Command::Replan);
            }
            (icons::ICON_PLAY_CIRCLE, ctx.title_of(block.task, block.step), task_of(ctx, block.task, block.step), words)
        }
        Now::Event { event, words } => {
            let hint = Command::StillInMeeting.hint(ui.ctx());
            if link_button(ui, "Still in it, +10").on_hover_text(hint).clicked() {
                out.run(Command::StillInMeeting);
            }
            (icons::ICON_EVENT, event.title, String::new(), words)
        }
        Now::Ready { task, step, when } => {
            if text_button(ui, "Start", true).clicked() {
                out.push(Intent::Start(task, step));
            }
            (icons::ICON_ARROW_FORWARD, ctx.title_of(task, step), task_of(ctx, task, step), when)
        }
        Now::Nothing(words) => (icons::ICON_COFFEE, String::new(), String::new(), words),
        Now::Closed => {
            if let Some(review) = ctx.workspace.closed_day(ctx.today.date)
                && link_button(ui, REOPEN).clicked()
            {
                out.push(reopen(review));
            }
            (icons::ICON_COFFEE, String::new(), String::new(), "Done for today.".into())
        }
    }
}

fn words_ui(ui: &Ui, row: Rect, (icon, title, of, rest): &Told) {
    let palette = palette(ui);
    paint_icon(ui, pos2(row.left() + theme::GAP, row.center().y), *icon, theme::ICON_PANE, palette.accent);
    let left = row.left() + TEXT_X;
    let between = if title.is_empty() { "" } else { "   " };
    let room = row.right() - left - theme::GAP;
    let shown = |of: &str| {
        let parts = [
            (title.as_str(), theme::body_medium(), palette.text),
            (of, theme::small(), palette.secondary),
            (between, theme::small(), palette.text),
            (rest.as_str(), theme::small(), palette.secondary),
        ];
        rich_line(ui, &parts, room, false)
    };
    // The time matters more than the task of the step.
    let whole = shown(of);
    let galley = if whole.elided { shown("") } else { whole };
    let text = Rect::from_min_size(pos2(left, row.center().y - galley.size().y / 2.0), galley.size());
    let label = ui.interact(text, ui.scope_id().with("now-words"), egui::Sense::hover());
    let spoken = format!("Now: {title}{of} {rest}");
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    ui.painter().galley(text.min, galley, palette.text);
    label.on_hover_text(spoken);
}

/// Draws the menu for a change of plan: running late, replan, minutes, done for today.
fn late_menu_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut NowState, out: &mut Out) {
    let button = icon_button(ui, icons::ICON_MORE_VERT, "Change of plan", true);
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(theme::MENU);
        note_ui(ui, "Running late");
        ui.horizontal(|ui| {
            // Menu buttons have no frames.
            ui.reset_style();
            let late = |minutes| Intent::Ask(DayChange::Late(Minutes::new(minutes)));
            for minutes in [10, 20, 30] {
                let button = text_button(ui, &format!("{minutes}"), false);
                if button.on_hover_text(format!("{} late", Minutes::new(minutes))).clicked() {
                    out.push(late(minutes));
                    ui.close();
                }
            }
            let field = egui::TextEdit::singleline(&mut state.late_draft).id_salt("late").hint_text("45");
            let field = field.desired_width(theme::FIELD_NUMBER).align(egui::Align2::CENTER_CENTER);
            let response = ui.add(field).accessible_name("Minutes late");
            ui.label("min");
            if response.lost_focus()
                && ui.input(|input| input.key_pressed(egui::Key::Enter))
                && let Ok(minutes) = state.late_draft.trim().parse::<u32>()
                && minutes > 0
            {
                state.late_draft.clear();
                out.push(late(minutes));
                ui.close();
            }
        });
        ui.separator();
        for command in [Command::Replan, Command::Minutes, Command::AskEvent, Command::Morning, Command::DoneForToday] {
            if menu_item(ui, &command.text(), Some(command)) {
                out.run(command);
            }
        }
        if let Some(review) = ctx.workspace.closed_day(ctx.today.date)
            && menu_item(ui, REOPEN, None)
        {
            out.push(reopen(review));
        }
    });
}

fn reopen(review: &Review) -> Intent {
    Intent::Review(ReviewIntent::Write(Box::new(review.reopened())))
}

/// Returns the task that a step belongs to, shown behind its title.
fn task_of(ctx: &ViewContext, task: TaskId, step: Option<StepId>) -> String {
    let title = step.and_then(|_| ctx.workspace.title_of(task, None));
    title.map_or_else(String::new, |title| format!("  of {title}"))
}

/// Returns the event that begins within the time of its reminder.
fn soon<'a>(ctx: &ViewContext, day: &'a DayView) -> Option<&'a Occurrence> {
    let before = ctx.workspace.settings.reminders.before_events.delta().max(WRAP_UP);
    day.agenda.next_event(ctx.now.local).filter(|event| event.span.start - ctx.now.local <= before)
}

fn now(ctx: &ViewContext, day: &DayView, planning: bool) -> Now {
    let agenda = &day.agenda;
    let at = ctx.now.local;
    let open = ctx.workspace.open_session();
    if let Some(rest) = open.filter(|session| session.kind == SessionKind::Break) {
        let left = rest.left(ctx.now.instant).unwrap_or_default().max(TimeDelta::zero());
        let left = whole_minutes(left).max(Minutes::new(1));
        return Now::Nothing(format!("Break, {left} left. {}", rest.title));
    }
    if let (Some(block), Some(session)) = (ctx.workspace.running(), open) {
        return runs(ctx, day, block, session);
    }
    let present = PresentActivity::at(ctx.workspace, agenda, at);
    if let PresentActivity::Event(event) = present {
        let words = format!("until {}", ctx.words.time(event.span.end));
        return Now::Event { event: event.clone(), words };
    }
    let ended = agenda.events.iter().filter(|it| it.blocks && it.span.end <= at && at < it.span.end + STILL);
    if let Some(event) = ended.max_by_key(|event| event.span.end) {
        let next = ready(day, at).map(|(.., task, step)| format!(", next {}", ctx.title_of(task, step)));
        let words = format!("ended at {}{}", ctx.words.time(event.span.end), next.unwrap_or_default());
        return Now::Event { event: event.clone(), words };
    }
    let ready = if matches!(present, PresentActivity::Closed) { None } else { ready(day, at) };
    match ready {
        Some((span, task, step)) if span.start <= at => {
            let until = Minutes::between(at, span.end);
            Now::Ready { task, step, when: format!("{until}, until {}", ctx.words.time(span.end)) }
        }
        Some((span, task, step)) => Now::Ready { task, step, when: format!("at {}", ctx.words.time(span.start)) },
        None if ctx.workspace.closed_day(ctx.today.date).is_some() => Now::Closed,
        None => Now::Nothing(nothing_words(ctx, day, planning)),
    }
}

/// Returns the running session: time left and the next item; overtime and the blocks that it displaces.
fn runs(ctx: &ViewContext, day: &DayView, block: &Block, session: &Session) -> Now {
    let at = ctx.now.local;
    let left = session.left(ctx.now.instant).unwrap_or(block.span().end - at);
    let over = left < TimeDelta::zero();
    let length = whole_minutes(left);
    let present = if over { format!("{length} over") } else { format!("{length} left") };
    let soon = day.agenda.next_event(at).filter(|event| event.span.start - at <= WRAP_UP);
    let words = match (soon, pushed(ctx, session).first()) {
        (Some(event), _) => {
            format!("{present}, wrap up: {} at {}", event.title, ctx.words.time(event.span.start))
        }
        (None, Some(pushed)) => {
            let title = ctx.title_of(pushed.task, pushed.step);
            format!("{present}, displaces {title} at {}", ctx.words.time(pushed.start))
        }
        (None, None) => match what_then(ctx, session).into_iter().next() {
            Some(then) => format!("{present}, then {then}"),
            None => present,
        },
    };
    Now::Runs { block: block.clone(), words, over }
}

fn nothing_words(ctx: &ViewContext, day: &DayView, planning: bool) -> String {
    if ctx.workspace.tasks.is_empty() {
        let now = ctx.now.local;
        let next = day.agenda.events.iter().filter(|event| event.blocks && event.span.start > now);
        let event = next.min_by_key(|event| event.span.start);
        let end = day.agenda.working.last().map(|span| span.end).filter(|end| *end > now);
        return match (event, end) {
            (Some(event), _) => {
                format!("Free until {} at {}. Add a task.", event.title, ctx.words.time(event.span.start))
            }
            (None, Some(end)) => format!("Free until {}. Add a task.", ctx.words.time(end)),
            (None, None) => "Add a task.".into(),
        };
    }
    match day.gaps.first() {
        Some(gap) => {
            let (from, to) = (ctx.words.time(gap.span.start), ctx.words.time(gap.span.end));
            match (gap.span.start > ctx.now.local, planning) {
                (true, true) => format!("Free next from {from} to {to}."),
                (true, false) => format!("Free next from {from} to {to}; no open task fits."),
                (false, true) => format!("Free until {to}."),
                (false, false) => format!("Free until {to}; no open task fits."),
            }
        }
        None if day.agenda.working.is_empty() => "No working hours today.".into(),
        None => "No free time left today.".into(),
    }
}
