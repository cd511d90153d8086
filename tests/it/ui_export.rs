//! Export from the window, and cards as text on the clipboard.

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{App, Hands as _, demo, with_tasks};

fn copied(app: &mut App) -> Option<String> {
    app.input_mut().events.push(egui::Event::Copy);
    for _ in 0..3 {
        app.step();
        let text = app.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if text.is_some() {
            return text;
        }
    }
    None
}

#[test]
fn the_workspace_is_exported_in_the_format_of_the_ending() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = demo();
    app.click("Menu");
    app.click("Export…");
    let write = |app: &mut App, name: &str| {
        app.get_by_label("Path").focus();
        app.run();
        app.press(Modifiers::COMMAND, Key::A);
        app.get_by_label("Path").type_text(folder.path().join(name).to_str().unwrap());
        app.run();
        app.press(Modifiers::NONE, Key::Enter);
        std::fs::read_to_string(folder.path().join(name)).ok()
    };
    assert_eq!(write(&mut app, "tasks.doc"), None);
    assert!(app.query_by_label_contains("Use one of these file extensions").is_some());
    let org = write(&mut app, "tasks.org").unwrap();
    assert!(org.contains("TODO [#A] Draft introduction"), "{org}");
    assert!(app.query_by_label_contains("energy (6 tasks)").is_some(), "the loss is named");
}

#[test]
fn chosen_cards_are_copied_as_text_and_a_field_keeps_its_own_copy() {
    let mut app = with_tasks(&["one", "two", "three"]);
    assert_eq!(copied(&mut app), None, "nothing is selected");
    app.click("one");
    app.press(Modifiers::SHIFT, Key::ArrowDown);
    let text = copied(&mut app).unwrap();
    assert!(text.contains("- [ ] one ⏫") && text.contains("- [ ] two ⏫") && !text.contains("three"), "{text}");
    app.get_by_label("Due").focus();
    app.run();
    assert_eq!(copied(&mut app), None, "the field has nothing marked");
}
