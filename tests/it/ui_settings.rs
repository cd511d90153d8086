//! The settings dialog: search, undo, reset, small windows, and the keyboard.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Vec2, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Calendar, CalendarId, Minutes, SavedFilter, Settings, TagStyle, TagWindow, TimeRange, Workspace};
use gapwise::store::ThemeChoice;
use gapwise::ui::{Setting, SettingsSection};
use strum::IntoEnumIterator as _;

use crate::harness::{App, Hands as _, open};

/// Returns a workspace with an item for each list of the settings.
fn full() -> Workspace {
    let mut workspace = Workspace::default();
    let settings = Settings {
        tags: [("thesis".into(), TagStyle { tone: Some(4), private: true })].into(),
        filters: vec![SavedFilter { name: "Short".into(), text: "<30m".into() }],
        tag_windows: vec![TagWindow { tag: "errands".into(), ranges: vec![TimeRange::hm((12, 0), (14, 0))] }],
        ..Settings::default()
    };
    workspace.settings = settings.into();
    let calendar = CalendarId::derived("mine");
    workspace.calendars.insert(calendar, Calendar::new(calendar, "Mine").into());
    workspace
}

fn opened(size: Vec2) -> App {
    let mut app = open(full(), size, egui::Theme::Light);
    app.press(Modifiers::COMMAND, Key::Comma);
    app
}

fn settings(app: &App) -> Settings {
    Settings::clone(&app.state().workspace().settings)
}

fn show(app: &mut App, section: SettingsSection) {
    if app.query_by_role_and_label(Role::RadioButton, section.title()).is_some() {
        return app.click_section(section);
    }
    app.get_by_label_contains("Section: ").click();
    app.run();
    app.click_section(section);
}

trait Sections {
    fn click_section(&mut self, section: SettingsSection);
}

impl Sections for App {
    fn click_section(&mut self, section: SettingsSection) {
        self.get_by_role_and_label(Role::RadioButton, section.title()).click();
        self.run();
    }
}

/// A widget of the dialog as a screen reader reads it.
struct Widget {
    name: String,
    rect: Rect,
    is_focused: bool,
}

/// Returns the widgets of the dialog that take the focus, in the order in which they are read.
fn widgets(app: &App) -> Vec<Widget> {
    let roles =
        [Role::Button, Role::CheckBox, Role::RadioButton, Role::TextInput, Role::MultilineTextInput, Role::Slider];
    let dialog = app.get_by_role_and_label(Role::Dialog, "Settings");
    let nodes = dialog.children_recursive().filter(|node| roles.contains(&node.accesskit_node().role()));
    nodes
        .map(|node| Widget {
            name: node.accesskit_node().label().unwrap_or_default(),
            rect: node.rect(),
            is_focused: node.is_focused(),
        })
        .collect()
}

#[test]
fn every_setting_is_found_by_its_name() {
    let mut app = opened(vec2(1440.0, 900.0));
    for setting in Setting::iter() {
        app.get_by_label("Find a setting").focus();
        app.run();
        app.press(Modifiers::COMMAND, Key::A);
        app.get_by_label("Find a setting").type_text(setting.name());
        app.run();
        let dialog = app.get_by_role_and_label(Role::Dialog, "Settings");
        let shown = dialog.children_recursive().any(|node| {
            let node_of_access = node.accesskit_node();
            let texts = [node_of_access.label(), node_of_access.value()];
            let named = texts.iter().flatten().any(|text| text.contains(setting.name()));
            named && node.rect().left() > app.place("Find a setting").right()
        });
        assert!(shown, "{setting:?} is not shown for \"{}\"", setting.name());
    }
    app.get_by_label("Find a setting").type_text("quagga");
    app.run();
    assert!(app.query_by_label_contains("No setting found").is_some());
}

#[test]
fn changes_of_workspace_and_machine_are_undone_in_their_order() {
    let mut app = opened(vec2(1440.0, 900.0));
    let before = settings(&app);
    app.rewrite("Buffer after a meeting, minutes", "15");
    assert_eq!(settings(&app).buffer, Minutes::new(15));
    show(&mut app, SettingsSection::Appearance);
    app.click("Theme: Dark");
    assert_eq!(app.state().preferences().theme, ThemeChoice::Dark);
    app.click("Text size: larger");
    show(&mut app, SettingsSection::Reminders);
    app.click("Block starts");
    assert!(!settings(&app).reminders.block_starts);
    let undo = |app: &mut App| app.press(Modifiers::COMMAND, Key::Z);
    undo(&mut app);
    assert!(settings(&app).reminders.block_starts);
    assert_eq!(app.state().preferences().text_scale, 110, "one change at a time");
    undo(&mut app);
    assert_eq!(app.state().preferences().text_scale, 100);
    undo(&mut app);
    assert_eq!(app.state().preferences().theme, ThemeChoice::Light);
    assert_eq!(settings(&app).buffer, Minutes::new(15));
    undo(&mut app);
    assert_eq!(settings(&app), before);
    let rest = app.state().workspace().clone();
    undo(&mut app);
    assert!(app.state().workspace() == &rest, "changes from before the dialog stay");
}

#[test]
fn a_page_is_reset_in_one_step() {
    let mut app = opened(vec2(1440.0, 900.0));
    app.click("Work on Friday");
    app.rewrite("Work from", "8");
    app.rewrite("Small steps a day, at most, steps", "7");
    show(&mut app, SettingsSection::Planner);
    app.click("How full are days?: Full");
    let changed = settings(&app);
    assert_eq!(changed.working_hours[3].0, [TimeRange::hm((8, 0), (17, 30))]);
    assert!(changed.working_hours[4].0.is_empty() && changed.micro_tasks == 7);
    show(&mut app, SettingsSection::Day);
    app.click("Reset this page");
    let usual = Settings::default();
    let reset = settings(&app);
    assert_eq!((&reset.working_hours, reset.micro_tasks), (&usual.working_hours, usual.micro_tasks));
    assert_eq!(reset.fullness, gapwise::model::Fullness::Full, "other pages stay");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(settings(&app), changed);
}

#[test]
fn escape_leaves_a_half_typed_field_first() {
    let mut app = opened(vec2(1440.0, 900.0));
    app.get_by_label("Buffer after a meeting, minutes").focus();
    app.run();
    app.get_by_label("Buffer after a meeting, minutes").type_text("99");
    app.run();
    app.press(Modifiers::NONE, Key::Escape);
    assert!(app.is_there("Find a setting"), "the text is given up, the dialog stays");
    assert_eq!(settings(&app).buffer, Settings::default().buffer);
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.is_there("Find a setting"));
}

#[test]
fn a_half_typed_field_is_kept_when_the_dialog_closes() {
    let mut app = opened(vec2(1440.0, 900.0));
    app.get_by_label("Small steps a day, at most, steps").focus();
    app.run();
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Small steps a day, at most, steps").type_text("9");
    app.run();
    app.click("Close");
    assert!(!app.is_there("Find a setting"));
    assert_eq!(settings(&app).micro_tasks, 9);
}

/// Presses Tab through the page, and returns the names and places of the focused widgets.
fn tabbed(app: &mut App) -> Vec<(String, Rect)> {
    let mut found: Vec<(String, Rect)> = Vec::new();
    app.get_by_label("Find a setting").focus();
    app.run();
    let count = widgets(app).len();
    for _ in 0..count {
        app.press(Modifiers::NONE, Key::Tab);
        let Some(focused) = widgets(app).into_iter().find(|widget| widget.is_focused) else { continue };
        if focused.name == "Find a setting" {
            break;
        }
        found.push((focused.name, focused.rect));
    }
    found
}

#[test]
fn every_widget_has_a_name_and_is_reached_by_tab_in_small_windows() {
    // The last two as 1440 x 900 and 640 x 600 with text of 200 %.
    for size in [vec2(1024.0, 640.0), vec2(640.0, 600.0), vec2(720.0, 450.0), vec2(320.0, 300.0)] {
        let mut app = opened(size);
        for section in SettingsSection::iter().filter(|section| *section != SettingsSection::Keyboard) {
            show(&mut app, section);
            let tabbed = tabbed(&mut app);
            let window = Rect::from_min_size(pos2(0.0, 0.0), size);
            for (name, rect) in &tabbed {
                assert!(!name.is_empty(), "a widget without a name at {rect:?} in {section:?}");
                let seen = window.intersect(*rect);
                assert!(seen.height() > 8.0 && seen.width() > 8.0, "{name} is at {rect:?} in {section:?}, {size:?}");
                assert!(rect.right() <= size.x, "{name} is cut at {rect:?} in {section:?}, {size:?}");
            }
            let missing = widgets(&app)
                .into_iter()
                .find(|widget| widget.name != "Find a setting" && !tabbed.iter().any(|(name, _)| *name == widget.name));
            assert!(missing.is_none(), "{:?} is not reached in {section:?}", missing.map(|widget| widget.name));
        }
    }
}

#[test]
fn widgets_are_read_from_above_to_below() {
    let mut app = opened(vec2(1440.0, 900.0));
    for section in SettingsSection::iter() {
        show(&mut app, section);
        let left = app.place("Find a setting").right() + 8.0;
        let page: Vec<_> = widgets(&app).into_iter().filter(|widget| widget.rect.left() > left).collect();
        for pair in page.windows(2) {
            let (one, next) = (&pair[0], &pair[1]);
            let goes_on = next.rect.center().y > one.rect.top() || next.rect.left() > one.rect.left();
            assert!(goes_on, "{} is read before {} in {section:?}", one.name, next.name);
        }
    }
}
