//! Random days and weeks as they are drawn: no text over another, nothing too low to hit, and a click meets its item.

use chrono::TimeDelta;
use egui::{Key, Modifiers, Rect, Shape, vec2};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, Event, EventId, EventTime, Minutes, Order, Reminders, Settings,
    Span, Task, TaskId, Workspace,
};
use gapwise::ui::theme;
use proptest::prelude::*;

use crate::harness::{App, Hands as _, at, moment, open};

/// Lowest drawn height of an item, and of a row of an unfolded bundle, in points.
const LOWEST: f32 = 18.9;

/// An item: its start and length in units of five minutes, and its kind.
type Item = (i64, u32, u8);

fn workspace(items: &[Item]) -> Workspace {
    let mut workspace = Workspace::default();
    let calendar = Calendar::new(CalendarId::derived("own"), "Own");
    // Their messages stand over the hours.
    let reminders = Reminders { block_starts: false, before_events: Minutes::ZERO, ..Reminders::default() };
    workspace.settings = Settings { reminders, ..Settings::default() }.into();
    let mut order = Order::default();
    for (number, (from, length, kind)) in items.iter().enumerate() {
        let (start, minutes) = (at("07:00") + TimeDelta::minutes(from * 5), Minutes::new(length * 5));
        let title = format!("Item {number} with some words");
        if *kind == 0 {
            let time = EventTime::floating(Span::new(start, start + minutes.delta()));
            let event = Event::new(EventId::derived(&title), calendar.id, title, time);
            workspace.events.insert(event.id, event.into());
            continue;
        }
        let mut task = Task::new(TaskId::derived(&title), &title, order.clone(), moment().instant);
        (task.important, task.estimate) = (Some(true), Some(minutes));
        order = Order::between(Some(&order), None);
        let state = [BlockState::Planned, BlockState::Locked, BlockState::Done][usize::from(*kind) % 3];
        let block = Block { id: BlockId::derived(&title), task: task.id, step: None, start, minutes, state };
        workspace.tasks.insert(task.id, task.into());
        if *kind < 5 {
            workspace.blocks.insert(block.id, block.into());
        }
    }
    workspace.calendars.insert(calendar.id, calendar.into());
    workspace
}

fn texts(shape: &Shape, clip: Rect, found: &mut Vec<(Rect, String)>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
        Shape::Text(text) => {
            let rect = text.visual_bounding_rect().intersect(clip);
            if rect.is_positive() && text.galley.mesh_bounds.is_positive() {
                found.push((rect, text.galley.text().to_owned()));
            }
        }
        _ => {}
    }
}

/// Returns the visible area of the hours.
fn view(app: &App, is_week: bool) -> Rect {
    let day = app.get_all_by_label_contains("Empty time of").map(|node| node.rect()).reduce(Rect::union).unwrap();
    let top = if is_week { 205.0 } else { app.place("Add an event").bottom() + 4.0 };
    day.with_min_x(day.left() - theme::HOURS_WIDTH).with_min_y(top).with_max_y(900.0 - theme::STATUS_BAR_HEIGHT)
}

/// Returns the items of the shown days: label and place.
fn items(app: &App, view: Rect) -> Vec<(String, Rect)> {
    let all = app.query_all_by_role(egui::accesskit::Role::ListItem);
    let placed = |node: Node| Some((node.accesskit_node().label()?, node.rect()));
    all.filter_map(placed).filter(|(_, rect)| view.contains_rect(*rect)).collect()
}

fn check(app: &mut App, is_week: bool, clicked: usize) -> Result<(), TestCaseError> {
    let view = view(app, is_week);
    let mut found = Vec::new();
    app.output().shapes.iter().for_each(|it| texts(&it.shape, it.clip_rect.intersect(view), &mut found));
    prop_assert!(found.len() > 3, "{found:?}");
    for (index, (a, text)) in found.iter().enumerate() {
        let over = found[..index].iter().find(|(b, _)| a.shrink(0.6).intersects(b.shrink(0.6)));
        prop_assert!(over.is_none(), "{text:?} at {a:?} over {over:?}");
    }
    let shown = items(app, view);
    for (label, rect) in &shown {
        prop_assert!(rect.height() >= LOWEST, "{label} is {} points high", rect.height());
    }
    let Some((label, rect)) = shown.get(clicked % shown.len().max(1)) else { return Ok(()) };
    app.clicks_at(rect.center(), 1);
    let is_met = app.query_all_by_label(label).any(|node| {
        let node = node.accesskit_node();
        node.toggled() == Some(egui::accesskit::Toggled::True) || node.data().is_expanded() == Some(true)
    });
    prop_assert!(is_met, "a click at {rect:?} meets {label}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_covers_another_and_a_click_meets_its_item(
        drawn in prop::collection::vec((0i64..130, 1u32..9, 0u8..7), 0..28),
        clicked in 0usize..40,
        is_week in any::<bool>(),
        zoom in 0usize..4,
    ) {
        let mut app = open(workspace(&drawn), vec2(1440.0, 900.0), egui::Theme::Light);
        if is_week {
            app.press(Modifiers::COMMAND, Key::Num2);
        }
        (0..zoom).for_each(|_| app.press(Modifiers::NONE, Key::Minus));
        check(&mut app, is_week, clicked)?;
        // Once more with an unfolded bundle; the answers to a suggestion cover the day.
        if !app.is_there("Not now") {
            check(&mut app, is_week, clicked / 2)?;
        }
    }
}

/// Returns the check boxes of a task.
fn ticks(app: &App, item: &str) -> Vec<Rect> {
    app.query_all_by_label(&format!("Done: {item} with some words")).map(|node| node.rect()).collect()
}

#[test]
fn small_blocks_in_a_row_are_one_that_unfolds_and_whose_items_are_ticked() {
    let small = [(36, 1, 3), (37, 2, 3), (39, 2, 3)];
    let mut app = open(workspace(&small), vec2(1440.0, 900.0), egui::Theme::Light);
    let folded = app.place("3 small things");
    app.click("3 small things");
    let row = ticks(&app, "Item 1").into_iter().find(|tick| tick.left() > folded.left()).unwrap();
    assert!(row.top() > folded.top() + 22.0, "it unfolds in place where there is room");
    app.clicks_at(row.center(), 1);
    let state = |app: &App, title: &str| app.state().workspace().blocks[&BlockId::derived(title)].state;
    assert_eq!(state(&app, "Item 1 with some words"), BlockState::Done);
    assert_eq!(state(&app, "Item 0 with some words"), BlockState::Planned);
}

#[test]
fn small_blocks_without_room_unfold_beside_the_day() {
    let packed = [(36, 1, 3), (37, 2, 3), (39, 9, 0)];
    let mut app = open(workspace(&packed), vec2(1440.0, 900.0), egui::Theme::Light);
    let folded = app.place("2 small things");
    app.click("2 small things");
    assert_eq!(ticks(&app, "Item 0").len(), 2, "one of the card, one of the row");
    assert!(ticks(&app, "Item 0").iter().all(|tick| tick.right() < folded.left()));
    assert_eq!(app.place("2 small things"), folded, "nothing moves");
    app.press(Modifiers::NONE, Key::Escape);
    assert_eq!(ticks(&app, "Item 0").len(), 1);
}

#[test]
fn an_item_at_the_end_of_the_working_hours_is_clicked_and_not_their_edge() {
    let mut app = open(workspace(&[(124, 2, 3)]), vec2(1440.0, 900.0), egui::Theme::Light);
    (0..3).for_each(|_| app.press(Modifiers::NONE, Key::Minus));
    let title = "Item 0 with some words";
    let at = app.query_all_by_label(title).map(|node| node.rect()).max_by(|a, b| a.left().total_cmp(&b.left()));
    let edge = app.place("Working hours end at 17:30").center().y;
    let at = egui::pos2(at.unwrap().center().x, edge - 2.0);
    app.clicks_at(at, 1);
    let met = app
        .query_all_by_label(title)
        .any(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True));
    assert!(met);
}
