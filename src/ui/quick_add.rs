//! The quick-add line: recognised words are highlighted and shown as chips, tags are completed, and several pasted
//! lines are previewed before they are added.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::{Event, Galley, Id, Key, Modifiers, Order, Rect, TextBuffer, Ui, Vec2, pos2, vec2};
use egui_material_icons::icons;

use super::intent::{Intent, Out};
use crate::calendar::words;
use crate::exchange::{PhraseKind, Reading, ReadingOffer, Understood, understand, understand_first};
use crate::ui::context::ViewContext;
use crate::ui::state::{Pasted, QuickAddState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, has_cursor, line, link_button, note_ui, paint_icon, paint_line, text_button};

/// Placement and look of a quick-add line.
pub struct LineField<'a> {
    pub id: Id,
    pub rect: Rect,
    pub name: &'a str,
    pub hint: &'a str,
    /// Fill and padding that differ from a normal field.
    pub fill: Option<egui::Color32>,
    pub margin: egui::Margin,
}

/// The result of a quick-add line in this frame.
pub enum LineOutcome {
    Going,
    /// Lines to add; the cursor stays.
    Add(String),
    /// The focus left; the text stays.
    Left,
}

/// Maximum number of completions.
const COMPLETIONS: usize = 6;

/// Maximum number of pasted tasks that the preview shows.
const PREVIEWED: usize = 8;

/// Maximum length of the edited line in characters, because each frame lays out all of it.
const LONGEST: usize = 2_000;

/// Width of the field from which its hint is an example, and the minimum width of the popup below it.
const ROOM_FOR_EXAMPLE: f32 = 300.0;
const LEAST_POPUP: f32 = 300.0;
/// Side of the mark before a step.
const STEP_MARK: f32 = 14.0;
/// Chips: width that one leaves free in its row, places of icon and text, space around the text, both sides together.
const CHIP_MARGIN: f32 = 48.0;
const CHIP_ICON_X: f32 = 13.0;
const CHIP_TEXT_X: f32 = 23.0;
const CHIP_PADDING: f32 = 32.0;
/// Width of the action of a chip, and the distance of its centre from the right edge.
const CHIP_ACTION: f32 = 12.0;
const CHIP_ACTION_X: f32 = 11.0;

/// Draws the quick-add field of the top bar into `rect`.
pub fn quick_add_ui(ui: &mut Ui, rect: Rect, ctx: &ViewContext, state: &mut QuickAddState, out: &mut Out) {
    let hint =
        if rect.width() > ROOM_FOR_EXAMPLE { "Add a task: Outline slides 30m #talk fri 14:00" } else { "Add a task" };
    let field = LineField {
        id: Id::unique("quick-add"),
        rect,
        name: "Add a task",
        hint,
        fill: Some(palette(ui).sunken),
        margin: theme::FIELD_MARGIN_WIDE,
    };
    if let LineOutcome::Add(text) = line_ui(ui, &field, ctx, state) {
        out.push(Intent::QuickAdd(text));
    }
}

/// Draws a quick-add line and, while it has the focus, its interpretation below.
pub fn line_ui(ui: &mut Ui, field: &LineField, ctx: &ViewContext, quick: &mut QuickAddState) -> LineOutcome {
    let id = field.id;
    let focused = ui.memory(|memory| memory.has_focus(id));
    if focused {
        if let Some(text) = take_pasted_lines(ui) {
            let (tasks, count) = understand_first(&text, &ctx.reading(), PREVIEWED);
            quick.pasted = Some(Pasted { text, tasks, count });
            quick.open = true;
        }
        keep_aside(ui, quick);
    }
    let reading = ctx.reading();
    let tags = if focused { completions(&quick.text, ctx) } else { Vec::new() };
    if let Some(tag) = chosen_by_key(ui, quick, &tags) {
        complete(ui, id, quick, &tag);
    }
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _: f32| highlighted(ui, text.as_str(), &reading);
    let mut edit = egui::TextEdit::singleline(&mut quick.text)
        .id(id)
        .hint_text(field.hint)
        .desired_width(field.rect.width())
        .margin(field.margin)
        // Tab completes while there is a completion.
        .lock_focus(quick.open && !tags.is_empty())
        .layouter(&mut layouter);
    if let Some(fill) = field.fill {
        edit = edit.background_color(fill);
    }
    let response = ui.place(field.rect, edit).accessible_name(field.name);
    if std::mem::take(&mut quick.focus) {
        response.request_focus();
    }
    let gained = response.gained_focus() && !std::mem::take(&mut quick.dismissed);
    if response.changed() || gained {
        (quick.open, quick.choice) = (true, 0);
    }
    if response.changed() && quick.text.is_empty() {
        quick.rest.clear();
    }
    let mut added = if response.lost_focus() { left_by_key(ui, &response, quick) } else { None };
    let here = has_cursor(&response) || response.lost_focus();
    if response.lost_focus() && ui.input(|input| !input.events.is_empty()) {
        // The new focus is known in the next frame.
        ui.ctx().request_repaint();
    }
    added = below_ui(ui, field, &tags, here, ctx, quick).or(added);
    let was_active = std::mem::replace(&mut quick.active, here || quick.shown);
    match added {
        Some(text) => LineOutcome::Add(text),
        None if was_active && !quick.active => LineOutcome::Left,
        None => LineOutcome::Going,
    }
}

/// Handles the keys: Enter takes the line; Escape closes the chips, then clears the line. Both keep the cursor.
fn left_by_key(ui: &Ui, field: &egui::Response, quick: &mut QuickAddState) -> Option<String> {
    let (enter, escape) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    if escape && quick.shown {
        (quick.open, quick.pasted) = (false, None);
        // Escape removes the focus in this frame.
        (quick.focus, quick.dismissed) = (true, true);
    } else if escape && !quick.open {
        quick.take();
    }
    if !enter {
        return None;
    }
    let added = quick.pasted.take().map(|pasted| pasted.text).or_else(|| quick.take());
    if added.is_some() {
        field.request_focus();
    }
    added
}

/// Moves the rest of a pasted line that is too long to edit into the notes.
fn keep_aside(ui: &Ui, quick: &mut QuickAddState) {
    let room = LONGEST.saturating_sub(quick.text.chars().count());
    ui.input_mut(|input| {
        for event in &mut input.events {
            if let Event::Paste(text) = event
                && let Some((at, _)) = text.char_indices().nth(room)
            {
                quick.rest.push_str(&text.split_off(at));
            }
        }
    });
}

/// Draws the interpretation below the focused field. Returns confirmed pasted lines.
fn below_ui(
    ui: &Ui,
    field: &LineField,
    tags: &[String],
    here: bool,
    ctx: &ViewContext,
    quick: &mut QuickAddState,
) -> Option<String> {
    let understood =
        understand(&quick.text, &ctx.reading()).filter(|one| !one.spans.is_empty() || !one.offers.is_empty());
    let nothing = understood.is_none() && tags.is_empty() && quick.pasted.is_none() && quick.rest.is_empty();
    if nothing || !quick.open || !(here || quick.shown) {
        quick.shown = false;
        return None;
    }
    let width = field.rect.width().max(LEAST_POPUP);
    let area = egui::Area::new(field.id.with("below"))
        .order(Order::Foreground)
        .fixed_pos(pos2(field.rect.left(), field.rect.bottom() + theme::GAP_SMALL))
        .constrain(true);
    let mut added = None;
    let shown = area.show(ui.ctx(), |ui| {
        let frame = egui::Frame::popup(ui.style()).inner_margin(theme::GAP);
        frame.show(ui, |ui| {
            ui.set_width(width - 2.0 * theme::GAP);
            if quick.pasted.is_some() {
                added = pasted_ui(ui, quick);
            } else if !tags.is_empty() {
                completions_ui(ui, field.id, tags, quick);
            } else if let Some(understood) = &understood {
                understood_ui(ui, field.id, understood, quick);
            }
            if !quick.rest.is_empty() {
                let words = format!("and {} more characters, for the notes", grouped(quick.rest.chars().count()));
                note_ui(ui, words);
            }
        });
    });
    quick.shown = here || is_in_use(ui, &shown.response);
    added
}

/// Returns whether something in the popover has the focus or is being clicked.
fn is_in_use(ui: &Ui, popover: &egui::Response) -> bool {
    let focused = ui.memory(egui::Memory::focused).and_then(|id| ui.ctx().read_response(id));
    let clicking = ui.input(|input| {
        let pressed = input.pointer.any_down() || input.pointer.any_released();
        pressed && input.pointer.interact_pos().is_some_and(|at| popover.rect.contains(at))
    });
    clicking || focused.is_some_and(|it| it.layer_id == popover.layer_id)
}

/// Returns a number with thousands separators.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// Draws the remaining title, the chips and the steps.
fn understood_ui(ui: &mut Ui, id: Id, understood: &Understood, quick: &mut QuickAddState) {
    let palette = palette(ui);
    let title = line(ui, &understood.title, theme::body_medium(), palette.text, ui.available_width());
    ui.label(title)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Title: {}", understood.title)));
    let (mut drop, mut other) = (None, None);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::GAP_SMALL, theme::GAP_SMALL);
        for span in &understood.spans {
            if chip_ui(ui, &span.meaning, span.kind).clicked() {
                drop = Some(span.range.clone());
            }
        }
        for offer in &understood.offers {
            if offer_ui(ui, offer).clicked() {
                other = Some(offer.line.clone());
            }
        }
    });
    let due = understood.due.map(|(date, _)| date);
    if understood.not_before.zip(due).is_some_and(|((from, _), due)| due < from) {
        ui.label(egui::RichText::new("Due before its start").font(theme::small()).color(palette.danger));
    }
    ui.spacing_mut().interact_size.y = theme::CARD_LINE_HEIGHT;
    for step in &understood.steps {
        let length = step.estimate.map_or_else(String::new, |minutes| minutes.to_string());
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(STEP_MARK), egui::Sense::hover());
            paint_icon(ui, rect.center(), icons::ICON_SUBDIRECTORY_ARROW_RIGHT, theme::ICON_SMALL, palette.faint);
            ui.label(
                egui::RichText::new(words::dotted([step.title.clone(), length]))
                    .font(theme::small())
                    .color(palette.secondary),
            );
        });
    }
    if let Some(range) = drop {
        make_literal(&mut quick.text, range);
        put_cursor_at_end(ui, id, &quick.text);
    } else if let Some(line) = other {
        quick.text = line;
        put_cursor_at_end(ui, id, &quick.text);
    }
}

/// Draws a chip; a click turns it back into words of the title.
fn chip_ui(ui: &mut Ui, meaning: &str, kind: PhraseKind) -> egui::Response {
    let name = format!("Keep in the title: {meaning}");
    let response = chip(ui, meaning, kind, &name, Some(icons::ICON_CLOSE), true);
    response.on_hover_text("Keeps these words in the title")
}

/// Draws a hollow chip for words of the title that could mean something; a click reads them so.
fn offer_ui(ui: &mut Ui, offer: &ReadingOffer) -> egui::Response {
    let name = format!("Read as {}", offer.meaning);
    let meaning = format!("{}?", offer.meaning);
    chip(ui, &meaning, offer.kind, &name, Some(icons::ICON_ADD), false)
        .on_hover_text("Takes these words out of the title")
}

fn chip(
    ui: &mut Ui,
    meaning: &str,
    kind: PhraseKind,
    name: &str,
    action: Option<egui_material_icons::MaterialIcon>,
    filled: bool,
) -> egui::Response {
    let palette = palette(ui);
    let galley = line(ui, meaning, theme::small(), palette.text, ui.max_rect().width() - CHIP_MARGIN);
    let around = if action.is_some() { CHIP_PADDING + CHIP_ACTION } else { CHIP_PADDING };
    let size = galley.size() + vec2(around, theme::GAP);
    let sense = if action.is_some() { egui::Sense::click() } else { egui::Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let role = if action.is_some() { egui::Role::Button } else { egui::Role::Label };
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, name));
    let hovered = action.is_some() && response.hovered();
    if hovered || filled {
        let fill = if hovered { palette.hairline } else { palette.selected_fill() };
        ui.painter().rect_filled(rect, theme::CORNER_PILL, fill);
    } else {
        let stroke = theme::hairline(palette.hairline);
        ui.painter().rect_stroke(rect, theme::CORNER_PILL, stroke, egui::StrokeKind::Inside);
    }
    let at = pos2(rect.left() + CHIP_ICON_X, rect.center().y);
    paint_icon(ui, at, kind_icon(kind), theme::ICON_SMALL, palette.secondary);
    paint_line(ui, pos2(rect.left() + CHIP_TEXT_X, rect.center().y), galley, palette.text);
    if let Some(icon) = action {
        paint_icon(ui, pos2(rect.right() - CHIP_ACTION_X, rect.center().y), icon, theme::ICON_TINY, palette.secondary);
        focus_ring(ui, &response, rect);
    }
    response
}

/// Returns the icon of a chip.
fn kind_icon(kind: PhraseKind) -> egui_material_icons::MaterialIcon {
    match kind {
        PhraseKind::Length => icons::ICON_TIMER,
        PhraseKind::Due | PhraseKind::Hard => icons::ICON_CALENDAR_TODAY,
        PhraseKind::NotBefore => icons::ICON_HOURGLASS_EMPTY,
        PhraseKind::Importance => icons::ICON_PRIORITY_HIGH,
        PhraseKind::Energy => icons::ICON_BOLT,
        PhraseKind::Tag => icons::ICON_LABEL,
        PhraseKind::Repeat => icons::ICON_REPEAT,
        PhraseKind::Steps | PhraseKind::Pieces => icons::ICON_FORMAT_LIST_BULLETED,
    }
}

/// Draws the preview of several pasted lines: each title with its chips. Returns the confirmed lines.
fn pasted_ui(ui: &mut Ui, quick: &mut QuickAddState) -> Option<String> {
    let palette = palette(ui);
    let Pasted { tasks, count, .. } = quick.pasted.as_ref()?;
    for task in tasks {
        let start: String = task.title.chars().take(200).collect();
        ui.add(egui::Label::new(start).truncate());
        let chips: Vec<_> = task.spans.iter().filter(|span| span.kind != PhraseKind::Steps).collect();
        if chips.is_empty() && task.steps.is_empty() {
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(theme::GAP_SMALL, theme::GAP_SMALL);
            for span in chips {
                chip(ui, &span.meaning, span.kind, &span.meaning, None, true);
            }
            if !task.steps.is_empty() {
                let steps = words::counted(task.steps.len(), "step", "steps");
                chip(ui, &steps, PhraseKind::Steps, &steps, None, true);
            }
        });
    }
    if *count > tasks.len() {
        let more = format!("and {} more", grouped(count - tasks.len()));
        ui.label(egui::RichText::new(more).font(theme::small()).color(palette.secondary));
    }
    let label = format!("Add {} {}", grouped(*count), words::plural(*count, "task", "tasks"));
    let (yes, no) =
        ui.horizontal(|ui| (text_button(ui, &label, true).clicked(), link_button(ui, "Cancel").clicked())).inner;
    let pasted = if yes || no { quick.pasted.take() } else { None };
    pasted.filter(|_| yes).map(|pasted| pasted.text)
}

/// Takes several pasted lines before the field joins them into one.
pub fn take_pasted_lines(ui: &Ui) -> Option<String> {
    ui.input_mut(|input| {
        let lines = |event: &Event| matches!(event, Event::Paste(text) if text.trim().contains('\n'));
        let at = input.events.iter().position(lines)?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    })
}

/// Returns the tags that start with the last word.
fn completions(text: &str, ctx: &ViewContext) -> Vec<String> {
    let Some(start) = text.split_whitespace().next_back().filter(|_| !text.ends_with(' ')) else { return Vec::new() };
    let Some(start) = start.strip_prefix('#') else { return Vec::new() };
    let lower = start.to_lowercase();
    let known = ctx.workspace.tasks.values().flat_map(|task| &task.tags).chain(ctx.workspace.settings.tags.keys());
    let all: BTreeSet<&String> =
        known.filter(|tag| tag.as_str() != start && tag.to_lowercase().starts_with(&lower)).collect();
    all.into_iter().take(COMPLETIONS).cloned().collect()
}

/// Returns the completion chosen by key: Tab takes it, the arrows move.
fn chosen_by_key(ui: &Ui, quick: &mut QuickAddState, tags: &[String]) -> Option<String> {
    if tags.is_empty() || !quick.open {
        return None;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        quick.choice = (quick.choice + 1) % tags.len();
    }
    if pressed(Key::ArrowUp) {
        quick.choice = (quick.choice + tags.len() - 1) % tags.len();
    }
    if pressed(Key::Tab) { tags.get(quick.choice).cloned() } else { None }
}

fn completions_ui(ui: &mut Ui, id: Id, tags: &[String], quick: &mut QuickAddState) {
    for (n, tag) in tags.iter().enumerate() {
        let button = egui::Button::selectable(n == quick.choice, format!("#{tag}"))
            .min_size(vec2(ui.available_width(), theme::ROW_SMALL));
        if ui.add(button).clicked() {
            complete(ui, id, quick, tag);
        }
    }
    ui.label(egui::RichText::new("Tab completes").font(theme::small()).color(palette(ui).faint));
}

/// Replaces the last word with a tag.
fn complete(ui: &Ui, id: Id, quick: &mut QuickAddState, tag: &str) {
    let start = quick.text.rfind('#').unwrap_or(quick.text.len());
    quick.text.truncate(start);
    quick.text.push_str(&format!("#{tag} "));
    put_cursor_at_end(ui, id, &quick.text);
}

fn put_cursor_at_end(ui: &Ui, id: Id, text: &str) {
    let mut edit = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    edit.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
    edit.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}

/// Quotes a part of the line, so that it stays in the title. For a step separator, quotes the whole line.
fn make_literal(text: &mut String, range: Range<usize>) {
    let part = &text[range.clone()];
    if part == ":" || part == "/" {
        *text = format!("\"{}\"", text.trim().replace('"', "'"));
        return;
    }
    let quoted = format!("\"{}\"", part.replace('"', "'"));
    text.replace_range(range, &quoted);
}

/// Returns the text with recognised words highlighted.
pub(super) fn highlighted(ui: &Ui, text: &str, reading: &Reading) -> Arc<Galley> {
    let parts: Vec<_> =
        understand(text, reading).into_iter().flat_map(|one| one.spans).map(|span| span.range).collect();
    marked(ui, text, theme::body(), &parts)
}

/// Returns the text with consecutive parts highlighted.
pub fn marked(ui: &Ui, text: &str, font: egui::FontId, parts: &[Range<usize>]) -> Arc<Galley> {
    let palette = palette(ui);
    let plain = TextFormat { font_id: font, color: palette.text, ..TextFormat::default() };
    let mark = TextFormat { color: palette.accent, background: palette.selected_fill(), ..plain.clone() };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for part in parts {
        job.append(&text[at..part.start], 0.0, plain.clone());
        job.append(&text[part.clone()], 0.0, mark.clone());
        at = part.end;
    }
    job.append(&text[at..], 0.0, plain);
    job.wrap.max_width = f32::INFINITY;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_literal() {
        let mut text = "Read fri tomorrow".to_owned();
        make_literal(&mut text, 5..8);
        assert_eq!(text, "Read \"fri\" tomorrow");
        let mut text = "Essay: a, b".to_owned();
        make_literal(&mut text, 5..6);
        assert_eq!(text, "\"Essay: a, b\"");
    }
}
