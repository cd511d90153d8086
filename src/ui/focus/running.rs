//! The running session, and a break.

use egui::{TextEdit, Ui};
use egui_material_icons::icons;

use super::capture::capture_ui;
use super::controls::{
    BREAK_ICON, BUTTON, BUTTON_GAP, big_button, big_buttons_width, big_icon_button, clock_words, ring_ui, row,
};
use super::then::{rest_after, then_ui};
use crate::calendar::words::dotted;
use crate::model::{Away, Block, InterruptionKind, Minutes, Quadrant, Session, SessionKind, Task};
use crate::ui::command::{Command, menu_item, menu_switch};
use crate::ui::context::ViewContext;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::state::FocusState;
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{has_cursor, link_button, paragraph_ui, text_button};

/// Maximum width of the field for the reason of an interruption.
const REASON: f32 = 360.0;
/// Width of the column from which the title is large.
const ROOM_FOR_TITLE: f32 = 440.0;

/// Draws the running or paused session.
pub(super) fn running_ui(ui: &mut Ui, ctx: &ViewContext, session: &Session, state: &mut FocusState, out: &mut Out) {
    let colors = palette(ui);
    let task = session.task.and_then(|task| ctx.workspace.any_task(task));
    let quadrant = task.and_then(|task| ctx.quadrant_of(task)).or(session.quadrant);
    away_ui(ui, ctx, state, out);
    row(ui, "above", |ui| {
        let icon = quadrant.map_or(icons::ICON_BOLT, quadrant_icon);
        ui.label(
            egui::RichText::new(icon.codepoint).font(theme::icon(theme::ICON_LIST)).color(colors.accent_of(quadrant)),
        );
        ui.add(egui::Label::new(egui::RichText::new(above(ctx, session, quadrant)).color(colors.secondary)).truncate());
    });
    let title = title(ctx, session);
    let font = if ui.available_width() < ROOM_FOR_TITLE { theme::headline() } else { theme::focus_title() };
    ui.add(egui::Label::new(egui::RichText::new(&title).font(font)).wrap());
    if let Some((_, next)) = state.wrote.as_ref().filter(|(of, _)| *of == session.id) {
        paragraph_ui(ui, format!("You wrote: next I will {next}"));
    }
    ui.add_space(theme::GAP_WIDE);
    clock_ui(ui, ctx, session, quadrant);
    ui.add_space(theme::PAD);
    if session.paused.is_some() {
        paused_ui(ui, session, state, out);
    } else {
        buttons_ui(ui, session, state.floating, out);
    }
    overrun_ui(ui, ctx, session, out);
    ui.add_space(theme::GAP);
    meeting_ui(ui, ctx);
    then_ui(ui, ctx, session);
    ui.add_space(theme::GAP_WIDE);
    capture_ui(ui, state, true, out);
}

pub(super) fn title(ctx: &ViewContext, session: &Session) -> String {
    let named = session.task.and_then(|task| ctx.workspace.title_of(task, session.step));
    named.map_or_else(|| session.title.clone(), str::to_owned)
}

/// Returns "Draft introduction · step 2 of 5", or the quadrant and the tags of a task without a step.
fn above(ctx: &ViewContext, session: &Session, quadrant: Option<Quadrant>) -> String {
    let task = session.task.and_then(|task| ctx.workspace.any_task(task));
    let at = |task: &Task| session.step.and_then(|step| task.steps.iter().position(|it| it.id == step));
    let mut parts = match task.and_then(|task| Some((task, at(task)?))) {
        Some((task, at)) => vec![task.title.clone(), format!("step {} of {}", at + 1, task.steps.len())],
        None => {
            let name = quadrant.map_or("Unplanned", |quadrant| ctx.quadrant_name(quadrant)).to_owned();
            let tags = task.into_iter().flat_map(|task| &task.tags).map(|tag| format!("#{tag}"));
            std::iter::once(name).chain(tags).collect()
        }
    };
    parts.extend(stretch(ctx));
    dotted(parts)
}

fn clock_ui(ui: &mut Ui, ctx: &ViewContext, session: &Session, quadrant: Option<Quadrant>) {
    let now = ctx.now.instant;
    let worked = session.worked(now);
    let colors = palette(ui);
    let color = colors.accent_of(quadrant);
    let rhythm = ctx.workspace.settings.rhythm;
    match (session.left(now), session.planned) {
        (Some(left), Some(planned)) if left >= chrono::TimeDelta::zero() => {
            let share = worked.num_seconds() as f32 / (planned.get() * 60).max(1) as f32;
            let words = format!("left of {planned}, until {}", ctx.words.time(ctx.now.local + left));
            ring_ui(ui, share, &clock_words(left), [&words, &format!("of {planned}")], color);
        }
        (Some(left), Some(planned)) => {
            let clock = format!("+{}", clock_words(left));
            let words = format!("over {planned}");
            ring_ui(ui, 1.0, &clock, [&words, &words], colors.secondary);
        }
        _ => {
            let share = worked.num_seconds() as f32 / (rhythm.focus.get() * 60).max(1) as f32;
            let words = format!("open-ended, a break after {}", rhythm.focus);
            ring_ui(ui, share, &clock_words(worked), [&words, "open-ended"], color);
        }
    }
}

/// Returns "focus 2 of 4"; `None` if the rhythm does not count.
fn stretch(ctx: &ViewContext) -> Option<String> {
    let rhythm = ctx.workspace.settings.rhythm;
    let stretches = ctx.workspace.stretches(ctx.now.instant).len();
    let turn = (u32::try_from(stretches).unwrap_or(1).max(1) - 1).checked_rem(rhythm.long_after)? + 1;
    Some(format!("focus {turn} of {}", rhythm.long_after))
}

/// Draws the four actions and the menu of the others; only icons where there is no room for words.
fn buttons_ui(ui: &mut Ui, session: &Session, floats: bool, out: &mut Out) {
    let accent = palette(ui).accent;
    let finish = if session.task.is_some() {
        (icons::ICON_CHECK, "Done", Command::Finish, FocusIntent::Done)
    } else {
        (icons::ICON_STOP, "Stop", Command::Finish, FocusIntent::Stop)
    };
    let actions = [
        (icons::ICON_PAUSE, "Pause", Command::Pause, FocusIntent::Pause),
        finish,
        (icons::ICON_ADD, "5 min", Command::Extend, FocusIntent::Extend),
        (icons::ICON_BOLT, "Interrupted", Command::Interrupted, FocusIntent::Interrupted),
    ];
    let has_room = big_buttons_width(ui, actions.iter().map(|action| action.1)) + BUTTON <= ui.available_width();
    row(ui, "buttons", |ui| {
        ui.spacing_mut().item_spacing.x = BUTTON_GAP;
        for (icon, text, command, intent) in actions {
            let fill = matches!(command, Command::Finish).then_some(accent);
            let draw = if has_room { big_button } else { big_icon_button };
            if draw(ui, icon, text, &command.hint(ui.ctx()), fill).clicked() {
                out.push(Intent::Focus(intent));
            }
        }
        more_ui(ui, session, floats, out);
    });
}

/// Draws the menu of the rare actions.
fn more_ui(ui: &mut Ui, session: &Session, floats: bool, out: &mut Out) {
    let button = big_icon_button(ui, icons::ICON_MORE_VERT, "More actions", "More actions", None);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme::MENU);
        if session.kind == SessionKind::Focus {
            if session.task.is_some() && menu_item(ui, "Stop, not done yet", None) {
                out.push(Intent::Focus(FocusIntent::Stop));
            }
            for command in [Command::Break, Command::SomethingElse] {
                if menu_item(ui, &command.text(), Some(command)) {
                    out.run(command);
                }
            }
            ui.separator();
        }
        if menu_switch(ui, "Small window", Command::FloatTimer, floats) {
            out.run(Command::FloatTimer);
        }
        if menu_item(ui, &Command::TimerSettings.text(), None) {
            out.run(Command::TimerSettings);
        }
    });
}

fn paused_ui(ui: &mut Ui, session: &Session, state: &mut FocusState, out: &mut Out) {
    let Some(pause) = &session.paused else { return };
    let interrupted = pause.kind == InterruptionKind::Interrupted;
    let words = if interrupted { "Interrupted" } else { "Paused" };
    paragraph_ui(ui, words);
    let width = ui.available_width().min(REASON);
    if interrupted {
        let field = TextEdit::singleline(&mut state.why).id_salt("why").hint_text("By what? One word is enough");
        let response = ui.add(field.desired_width(width)).accessible_name("Reason of the interruption");
        if std::mem::take(&mut state.focus_field) {
            response.request_focus();
        }
        let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if response.lost_focus() && state.why != pause.why {
            out.push(Intent::Focus(FocusIntent::Why(state.why.clone())));
        } else if enter && state.why.trim().is_empty() {
            // Back from the interruption, for which no reason is wanted.
            out.push(Intent::Focus(FocusIntent::Resume));
        }
    }
    let field = TextEdit::singleline(&mut state.next).id_salt("next").hint_text("Next I will …").desired_width(width);
    let response = ui.add(field).accessible_name("Next I will");
    if response.lost_focus() && state.next != session.next {
        out.push(Intent::Focus(FocusIntent::Next(state.next.clone())));
    }
    if !session.next.is_empty() && !has_cursor(&response) {
        paragraph_ui(ui, format!("Next: {}", session.next));
    }
    let accent = palette(ui).accent;
    row(ui, "paused", |ui| {
        let text = Command::Pause.hint(ui.ctx());
        if big_button(ui, icons::ICON_PLAY_ARROW, "Go on", &text, Some(accent)).clicked() {
            out.push(Intent::Focus(FocusIntent::Resume));
        }
        if big_button(ui, icons::ICON_STOP, "Stop", "", None).clicked() {
            out.push(Intent::Focus(FocusIntent::Stop));
        }
    });
}

/// Returns blocks and events displaced by the overtime of the running block.
pub fn pushed(ctx: &ViewContext, session: &Session) -> Vec<Block> {
    let over = session.left(ctx.now.instant).is_some_and(|left| left < chrono::TimeDelta::zero());
    if !over {
        return Vec::new();
    }
    let day = ctx.today.span();
    let waits = |block: &Block| {
        block.state.is_open()
            && day.contains(block.start)
            && block.start <= ctx.now.local
            && block.span().end > ctx.now.local
    };
    ctx.workspace.blocks.values().filter(|block| waits(block)).map(|block| Block::clone(block)).collect()
}

fn overrun_ui(ui: &mut Ui, ctx: &ViewContext, session: &Session, out: &mut Out) {
    let pushed = pushed(ctx, session);
    let Some(first) = pushed.first() else { return };
    let title = ctx.workspace.title_of(first.task, first.step).unwrap_or_default();
    let words = match pushed.len() - 1 {
        0 => format!("This displaces {title}."),
        more => format!("This displaces {title} and {more} more."),
    };
    row(ui, "overrun", |ui| {
        ui.label(egui::RichText::new(words).font(theme::small()));
        if link_button(ui, "Replan").on_hover_text(Command::Replan.hint(ui.ctx())).clicked() {
            out.push(Intent::Focus(FocusIntent::Replan));
        }
    });
}

/// Returns the break, if the rhythm has one by then, and the next block or event.
pub fn what_then(ctx: &ViewContext, session: &Session) -> Vec<String> {
    let rest = rest_after(ctx, session).map(|(start, rest)| format!("Break {rest} at {}", ctx.words.time(start)));
    rest.into_iter().chain(next_thing(ctx)).collect()
}

/// Draws the event under way.
pub(super) fn meeting_ui(ui: &mut Ui, ctx: &ViewContext) {
    if let Some(event) = ctx.now_day.agenda.event_at(ctx.now.local) {
        paragraph_ui(ui, format!("In your calendar now: {} until {}", event.title, ctx.words.time(event.span.end)));
    }
}

/// Returns the next item: "Team planning at 15:30".
pub fn next_thing(ctx: &ViewContext) -> Option<String> {
    next_of(ctx, |block| block.span().end > ctx.now.local)
}

/// Returns the next block or event after now.
pub(super) fn later_thing(ctx: &ViewContext) -> Option<String> {
    next_of(ctx, |block| block.start > ctx.now.local)
}

fn next_of(ctx: &ViewContext, counts: impl Fn(&Block) -> bool) -> Option<String> {
    let at = ctx.now.local;
    let day = ctx.today.span();
    let block = ctx
        .workspace
        .blocks
        .values()
        .filter(|block| block.state.is_open() && day.contains(block.start) && counts(block));
    let block = block
        .min_by_key(|block| block.start)
        .map(|block| (block.start, ctx.workspace.title_of(block.task, block.step).unwrap_or_default().to_owned()));
    let event = ctx.now_day.agenda.next_event(at).map(|event| (event.span.start, event.title.clone()));
    let (start, title) = block.into_iter().chain(event).min_by_key(|(start, _)| *start)?;
    let time = ctx.words.time(start);
    Some(if start > at { format!("{title} at {time}") } else { format!("{title}, planned for {time}") })
}

fn away_ui(ui: &mut Ui, ctx: &ViewContext, state: &FocusState, out: &mut Out) {
    let Some(away) = &state.away else { return };
    let frame =
        egui::Frame::new().fill(palette(ui).selected_fill()).corner_radius(theme::CORNER).inner_margin(theme::GAP_WIDE);
    frame.show(ui, |ui| {
        ui.add(egui::Label::new(away.words(ctx.words)).wrap());
        row(ui, "away", |ui| {
            for (text, answer) in
                [("Yes, keep it", Away::Keep), ("No, leave it out", Away::Drop), ("Stopped then", Away::End)]
            {
                if text_button(ui, text, answer == Away::Keep).clicked() {
                    out.push(Intent::Focus(FocusIntent::Away(answer)));
                }
            }
        });
    });
    ui.add_space(theme::GAP);
}

/// Draws a break.
pub(super) fn break_ui(ui: &mut Ui, ctx: &ViewContext, session: &Session, state: &FocusState, out: &mut Out) {
    let colors = palette(ui);
    row(ui, "above", |ui| {
        ui.label(egui::RichText::new(BREAK_ICON.codepoint).font(theme::icon(theme::ICON_LIST)).color(colors.secondary));
        ui.label(egui::RichText::new("Break").color(colors.secondary));
    });
    let title = if session.title.is_empty() { "Take a break" } else { &session.title };
    ui.add(egui::Label::new(egui::RichText::new(title).font(theme::headline())).wrap());
    ui.add_space(theme::GAP_WIDE);
    let planned = session.planned.unwrap_or(Minutes::new(5));
    let left = session.left(ctx.now.instant).unwrap_or_default().max(chrono::TimeDelta::zero());
    let share = 1.0 - left.num_seconds() as f32 / (planned.get() * 60).max(1) as f32;
    let words = format!("left of {planned}, until {}", ctx.words.time(ctx.now.local + left));
    ring_ui(ui, share, &clock_words(left), [&words, &format!("of {planned}")], colors.outline());
    ui.add_space(theme::GAP_WIDE);
    row(ui, "buttons", |ui| {
        if big_button(ui, icons::ICON_PLAY_ARROW, "Back to work", "", None).clicked() {
            out.push(Intent::Focus(FocusIntent::Stop));
        }
        if big_button(ui, icons::ICON_ADD, "5 min", "", None).clicked() {
            out.push(Intent::Focus(FocusIntent::Extend));
        }
        more_ui(ui, session, state.floating, out);
    });
    ui.add_space(theme::GAP);
    meeting_ui(ui, ctx);
    then_ui(ui, ctx, session);
}
