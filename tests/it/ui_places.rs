//! Items of a day are high enough to read, cover nothing of each other, and answer where they are seen.

use std::sync::Arc;

use egui::{Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Minutes, Order, Task, TaskId, Workspace};

use crate::harness::{App, Hands as _, moment, open};

/// Returns a day of short and long tasks between short and long events, from a seed.
fn random_day(seed: u64) -> App {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut workspace = Workspace::default();
    let mut order = Order::default();
    for n in 0..6 + random(8) {
        let title = format!("task {n}");
        let mut task = Task::new(TaskId::derived(&title), title, order.clone(), moment().instant);
        task.important = Some(random(2) == 0);
        task.estimate = Some(Minutes::new(5 * (1 + random(if n % 3 == 0 { 12 } else { 3 })) as u32));
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, Arc::new(task));
    }
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    for n in 0..2 + random(3) {
        let from = 600 + 5 * random(60);
        let to = from + 5 * (1 + random(12));
        app.write("Add an event", &format!("{}:{:02}-{}:{:02} event {n}", from / 60, from % 60, to / 60, to % 60));
    }
    app.run();
    app
}

/// Returns the names and places of all items of the day.
fn items(app: &App) -> Vec<(String, Rect)> {
    let day = app.place("Empty time of the day");
    let all = app.query_all_by_role(egui::accesskit::Role::ListItem);
    let drawn = all.filter(|node| node.accesskit_node().bounding_box().is_some());
    let named = drawn.filter_map(|node| Some((node.accesskit_node().label()?, node.rect())));
    named.filter(|(_, rect)| day.contains(rect.center())).collect()
}

#[test]
fn no_items_of_a_day_overlap_and_each_answers_where_it_is_seen() {
    for seed in 1..=6 {
        let mut app = random_day(seed);
        let all = items(&app);
        assert!(all.len() > 3, "{all:?}");
        for (n, (name, rect)) in all.iter().enumerate() {
            assert!(rect.height() >= 18.0 - 0.1, "seed {seed}: {name} is {} high", rect.height());
            let other = all[..n].iter().find(|(_, other)| other.shrink(0.5).intersects(rect.shrink(0.5)));
            assert!(other.is_none(), "seed {seed}: {name} at {rect:?} over {other:?}");
        }
        // A bundle unfolds instead; `ui_layout` has that.
        let single: Vec<_> = all.iter().filter(|(name, _)| !name.ends_with(" small things")).collect();
        let (name, rect) = single[seed as usize % single.len()];
        app.clicks_at(rect.center(), 1);
        let on = |node: egui_kittest::Node<'_>| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True);
        let day = app.place("Empty time of the day");
        let chosen = app.query_all_by_label(name).any(|node| day.contains(node.rect().center()) && on(node));
        assert!(chosen, "seed {seed}: a click on {name} selects it");
    }
}
