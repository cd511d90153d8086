//! The window and its folder: other programs, other windows, damage, a disk that cannot be written.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable as _;
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::model::{Action, Calendar, CalendarId, TaskId};
use gapwise::store::{Place, Preferences, content_hash, load, save};

use crate::harness::{self, App, Hands as _, moment};

struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    /// Returns a folder with the demo in it.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Self { dir };
        save(&folder.path(), &demo_workspace(moment()), None).unwrap();
        folder
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("workspace")
    }

    fn place(&self) -> Place {
        Place::with_state(&self.path(), Some(&self.dir.path().join("state")))
    }

    /// Returns the app on it.
    fn open(&self) -> App {
        self.open_with(|_| ())
    }

    fn open_with(&self, prepare: impl FnOnce(&mut Gapwise)) -> App {
        let mut app = Gapwise::in_memory(Default::default(), Clock::frozen(moment().local), gapwise::calendar::Tz::UTC);
        prepare(&mut app);
        app.open_place(self.place());
        harness::of(app, egui::vec2(1440.0, 900.0), egui::Theme::Light)
    }
}

fn edit_file(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Draws frames until a label appears.
fn wait_for(app: &mut App, label: &str) {
    let since = Instant::now();
    while app.query_all_by_label_contains(label).next().is_none() {
        assert!(since.elapsed() < Duration::from_secs(12), "{label:?} did not come");
        std::thread::sleep(Duration::from_millis(20));
        app.step();
    }
}

/// Types a task into the quick-add field.
fn add(app: &mut App, title: &str) {
    app.write("Add a task", title);
}

fn call_home(app: &App) -> String {
    app.state().workspace().any_task(TaskId::derived("demo/Call home")).unwrap().title.clone()
}

#[test]
fn a_change_by_another_program_appears_and_can_be_undone() {
    let folder = Folder::new();
    let mut app = folder.open();
    edit_file(&folder.path().join("tasks.ron"), "\"Call home\"", "\"Call mum\"");
    wait_for(&mut app, "Changed outside: 1 open task is changed: Call mum");
    assert_eq!(call_home(&app), "Call mum");
    app.get_by_label("Take back").click();
    app.run();
    assert_eq!(call_home(&app), "Call home");
    wait_for(&mut app, "Saved");
    let since = Instant::now();
    while fs::read_to_string(folder.path().join("tasks.ron")).unwrap().contains("Call mum") {
        assert!(since.elapsed() < Duration::from_secs(5), "it is not taken back on disk");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn every_kind_of_record_changed_outside_survives_the_next_save() {
    let folder = Folder::new();
    let mut app = folder.open();
    let theirs = crate::store_seams::with_every_kind(&demo_workspace(moment()));
    // A break alone is enough to be taken in.
    let mut first = demo_workspace(moment());
    first.sessions = theirs.sessions.clone();
    for outside in [first, theirs] {
        save(&folder.path(), &outside, None).unwrap();
        let since = Instant::now();
        while app.state().workspace().sessions != outside.sessions || app.state().workspace().goals != outside.goals {
            assert!(since.elapsed() < Duration::from_secs(12), "it did not come");
            std::thread::sleep(Duration::from_millis(20));
            app.step();
        }
        add(&mut app, "Something new");
        wait_for(&mut app, "Saved");
        let found = load(&folder.path()).workspace;
        assert_eq!((&found.sessions, &found.goals), (&outside.sessions, &outside.goals));
        assert_eq!((&found.projects, &found.templates), (&outside.projects, &outside.templates));
        assert_eq!((&found.calendars, &found.reviews), (&outside.calendars, &outside.reviews));
    }
}

#[test]
fn a_conflict_waits_while_the_user_types_and_is_shown_once() {
    let folder = Folder::new();
    let mut app = folder.open();
    app.get_by_label("Add a task").focus();
    app.run();
    let text = fs::read_to_string(folder.path().join("tasks.ron")).unwrap();
    let copy = folder.path().join("tasks (conflicted copy 2026-11-23).ron");
    fs::write(&copy, text.replacen("\"Call home\"", "\"Call mum\"", 1)).unwrap();
    wait_for(&mut app, "A copy from a sync program was merged");
    assert!(app.query_by_label("Changed in two places").is_none(), "the user types");
    app.key_press(egui::Key::Escape);
    app.run();
    app.get_by_label("Changed in two places");
    app.get_by_label("Keep all").click();
    app.run();
    fs::write(&copy, text.replacen("\"Call home\"", "\"Call mum\"", 1)).unwrap();
    wait_for(&mut app, "A copy from a sync program was merged");
    assert!(app.query_by_label("Changed in two places").is_none(), "the same conflict is shown once");
}

#[test]
fn a_damaged_file_is_reported_and_the_rest_is_loaded() {
    let folder = Folder::new();
    edit_file(&folder.path().join("tasks.ron"), "\"Call home\"", "\"Call home");
    let mut app = folder.open();
    app.get_by_label("Some files were damaged");
    app.get_by_label_contains("tasks.ron, line ");
    app.get_by_label("Look at backups").click();
    app.run();
    app.get_by_label_contains("before files were rewritten");
    app.get_by_label("Close").click();
    app.run();
    assert_eq!(app.state().workspace().tasks.len(), 30);
}

#[test]
fn a_backup_is_previewed_restored_and_undone() {
    let folder = Folder::new();
    let mut app = folder.open();
    add(&mut app, "Something new");
    wait_for(&mut app, "Saved");
    let with_new = app.state().workspace().clone();
    app.get_by_label("Menu").click();
    app.run();
    app.get_by_label_contains("Backups…").click();
    app.run();
    app.get_by_label_contains("before the first change of the day").click();
    app.run();
    app.get_by_label("1 open task is removed: Something new");
    app.get_by_label("Restore").click();
    app.run();
    assert_eq!(app.state().workspace().tasks, demo_workspace(moment()).tasks);
    app.get_by_label("Undo").click();
    app.run();
    assert_eq!(*app.state().workspace(), with_new);
}

#[test]
fn a_second_window_asks_and_can_open_read_only() {
    let folder = Folder::new();
    let held = folder.place().lock_window().unwrap();
    assert!(held.is_some());
    let mut app = folder.open();
    app.get_by_label("This workspace is open in another window");
    app.get_by_label("Open read-only").click();
    app.run();
    app.get_by_label("Read-only");
    add(&mut app, "Not to be");
    app.get_by_label_contains("Nothing can be changed here");
    assert_eq!(app.state().workspace().tasks.len(), 31);
    // Changes of the other window appear.
    edit_file(&folder.path().join("tasks.ron"), "\"Call home\"", "\"Call mum\"");
    wait_for(&mut app, "Changed outside");
    assert_eq!(call_home(&app), "Call mum");
}

#[test]
fn a_read_only_folder_is_reported_and_work_goes_on() {
    let folder = Folder::new();
    let mut app = folder.open();
    let aside = folder.dir.path().join("aside");
    fs::rename(folder.path(), &aside).unwrap();
    fs::write(folder.path(), "no folder").unwrap();
    add(&mut app, "Kept in memory");
    wait_for(&mut app, "Not saved");
    app.get_by_label("Save elsewhere");
    add(&mut app, "And more");
    assert_eq!(app.state().workspace().tasks.len(), 33);
    wait_for(&mut app, "Retry");
    fs::remove_file(folder.path()).unwrap();
    fs::rename(&aside, folder.path()).unwrap();
    app.get_by_label("Retry").click();
    app.step();
    wait_for(&mut app, "Saved");
    assert_eq!(load(&folder.path()).workspace.tasks.len(), 33);
}

#[test]
fn a_conflict_is_shown_with_a_choice() {
    let folder = Folder::new();
    let copy = folder.path().join("tasks (conflicted copy 2026-11-23).ron");
    let text = fs::read_to_string(folder.path().join("tasks.ron")).unwrap();
    fs::write(copy, text.replacen("\"Call home\"", "\"Call mum\"", 1)).unwrap();
    let mut app = folder.open();
    app.get_by_label("Changed in two places");
    app.get_by_label_contains("title was changed in two places");
    let before = call_home(&app);
    app.get_by_label("Use the other").click();
    app.run();
    assert_ne!(call_home(&app), before);
    assert!(app.query_by_label("Changed in two places").is_none());
}

#[test]
fn a_panic_saves_first_and_shows_the_folder() {
    let folder = Folder::new();
    let mut app = folder.open();
    add(&mut app, "Just before");
    let ctx = egui::Context::default();
    let draw = |app: &mut Gapwise, panic: bool| {
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            app.guarded(ui, |_, _| assert!(!panic, "a mistake made on purpose"));
        });
        output.textures_delta.clear();
    };
    draw(app.state_mut(), true);
    assert!(load(&folder.path()).workspace.tasks.values().any(|task| task.title == "Just before"));
    draw(app.state_mut(), false);
    assert!(app.state().has_stopped());
}

#[test]
fn closing_ends_while_a_field_keeps_the_focus() {
    for key in [egui::Key::K, egui::Key::F, egui::Key::O] {
        let folder = Folder::new();
        let mut app = folder.open();
        app.key_press_modifiers(egui::Modifiers::COMMAND, key);
        app.run();
        let ctx = app.ctx.clone();
        assert!(ctx.text_edit_focused(), "{key:?} opens a field");
        let (mut requested, mut closed) = (true, false);
        for _ in 0..8 {
            if requested {
                let viewports = &mut app.input_mut().viewports;
                viewports.entry(egui::ViewportId::ROOT).or_default().events.push(egui::ViewportEvent::Close);
            }
            app.step();
            let commands = &app.output().viewport_output[&egui::ViewportId::ROOT].commands;
            requested = commands.contains(&egui::ViewportCommand::Close);
            closed = app.state_mut().answer_close(&ctx);
            if closed {
                break;
            }
        }
        assert!(closed, "{key:?}: the window does not close");
    }
}

/// Returns the text of a calendar file with one event.
fn meeting(title: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n\
         DTSTART:20261123T100000\r\nDTEND:20261123T103000\r\nSUMMARY:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// Returns a folder whose workspace has a calendar that follows a file outside it, and the file.
fn with_watched_file() -> (Folder, PathBuf, Calendar) {
    let folder = Folder::new();
    let file = folder.dir.path().join("work.ics");
    let mut shared = demo_workspace(moment());
    let mut calendar = Calendar::new(CalendarId::derived("work"), "Work");
    (calendar.source, calendar.watched) = (Some(file.display().to_string()), true);
    shared.calendars.insert(calendar.id, calendar.clone().into());
    save(&folder.path(), &shared, None).unwrap();
    (folder, file, calendar)
}

fn has_event(app: &App, title: &str) -> bool {
    app.state().workspace().events.values().any(|event| event.title == title)
}

fn wait_for_event(app: &mut App, title: &str) {
    let since = Instant::now();
    while !has_event(app, title) {
        assert!(since.elapsed() < Duration::from_secs(12), "{title:?} is not read");
        std::thread::sleep(Duration::from_millis(20));
        app.step();
    }
}

/// Draws frames for longer than a watched file takes to be read.
fn let_watch(app: &mut App) {
    for _ in 0..150 {
        std::thread::sleep(Duration::from_millis(20));
        app.step();
    }
}

#[test]
fn a_synced_workspace_does_not_make_this_machine_read_a_file_outside() {
    let (folder, file, calendar) = with_watched_file();
    fs::write(&file, meeting("Secret")).unwrap();
    let mut app = folder.open();
    wait_for(&mut app, "follows a file of another machine");
    let_watch(&mut app);
    assert!(!has_event(&app, "Secret"));
    // The user of this machine chooses it.
    app.state_mut().act(&Action::EditCalendar(Box::new(calendar)), moment());
    wait_for_event(&mut app, "Secret");
}

#[test]
fn a_calendar_with_other_content_on_two_machines_does_not_flap() {
    let (folder, file, _) = with_watched_file();
    let open = |read: Option<&str>| {
        let read = read.map(|text| content_hash(text.as_bytes()));
        let followed = [(file.clone(), read)].into();
        folder.open_with(|app| app.use_preferences(Preferences { followed, ..Preferences::default() }))
    };
    // One machine has read a newer file than the other, whose file is as it was when it was last read.
    fs::write(&file, meeting("Newer")).unwrap();
    let mut app = open(None);
    wait_for_event(&mut app, "Newer");
    drop(app);
    fs::write(&file, meeting("Older")).unwrap();
    let mut other = open(Some(&meeting("Older")));
    let_watch(&mut other);
    assert!(has_event(&other, "Newer") && !has_event(&other, "Older"));
    fs::write(&file, meeting("Newest")).unwrap();
    wait_for_event(&mut other, "Newest");
}

#[test]
fn a_watched_file_that_is_gone_is_named_and_keeps_its_events() {
    let (folder, file, calendar) = with_watched_file();
    fs::write(&file, meeting("Review")).unwrap();
    let mut app = folder.open();
    app.state_mut().act(&Action::EditCalendar(Box::new(calendar)), moment());
    wait_for_event(&mut app, "Review");
    assert!(app.is_there("Read \"Work\" again: 1 new, 0 changed, 0 removed."));
    fs::remove_file(&file).unwrap();
    wait_for(&mut app, &format!("The file of \"Work\" is gone: {}", file.display()));
    assert!(has_event(&app, "Review"));
    fs::write(&file, meeting("Later review")).unwrap();
    wait_for_event(&mut app, "Later review");
    assert!(!has_event(&app, "Review"), "the file is the truth again");
    let unread = "BEGIN:VEVENT\r\nSUMMARY:No time\r\nEND:VEVENT\r\nEND:VCALENDAR";
    fs::write(&file, meeting("Last review").replace("END:VCALENDAR", unread)).unwrap();
    wait_for_event(&mut app, "Last review");
    assert!(app.is_there("Read \"Work\" again: 0 new, 1 changed, 0 removed, 1 not readable."));
}

#[test]
fn another_folder_opens_only_when_the_last_change_is_saved() {
    let (folder, other) = (Folder::new(), Folder::new());
    let mut app = folder.open();
    let holds =
        |folder: &Folder, title: &str| load(&folder.path()).workspace.tasks.values().any(|it| it.title == title);
    add(&mut app, "Typed just before the switch");
    app.state_mut().open_place(other.place());
    assert!(holds(&folder, "Typed just before the switch"), "the switch waits for the save");
    assert!(!app.state().workspace().tasks.values().any(|task| task.title == "Typed just before the switch"));
    // Back, and now the save cannot succeed; its error comes only while the switch waits for it.
    app.state_mut().open_place(folder.place());
    app.run();
    wait_for(&mut app, "Saved");
    let aside = folder.dir.path().join("aside");
    fs::rename(folder.path(), &aside).unwrap();
    fs::write(folder.path(), "no folder").unwrap();
    add(&mut app, "Not saved yet");
    app.state_mut().open_place(other.place());
    app.step();
    app.step();
    app.get_by_label_contains("The open workspace is not saved yet");
    assert!(app.state().workspace().tasks.values().any(|task| task.title == "Not saved yet"), "it stays open");
    fs::remove_file(folder.path()).unwrap();
    fs::rename(&aside, folder.path()).unwrap();
    wait_for(&mut app, "Saved");
    app.state_mut().open_place(other.place());
    assert!(holds(&folder, "Not saved yet"));
    assert!(!holds(&other, "Not saved yet"));
}
