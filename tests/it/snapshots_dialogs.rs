//! Pictures of every dialog, each drawn alone.

use egui::{Theme, vec2};
use egui_kittest::{Harness, SnapshotResults};
use gapwise::app::demo_workspace;
use gapwise::model::{Action, TaskField, TaskId};
use gapwise::store::{Conflict, Newer, merge};
use gapwise::ui::{BackupLine, Dialog, PathPurpose, dialog_ui, theme};

use crate::harness::moment;
use crate::raster::CpuRenderer;

fn dialogs() -> [Dialog; 7] {
    [
        Dialog::Path {
            purpose: PathPurpose::Open,
            text: "/home/ada/plans".into(),
            error: Some("There is no folder at that path.".into()),
        },
        Dialog::AlreadyOpen { folder: "/home/ada/plans".into() },
        Dialog::Damaged {
            text: "tasks.ron: 3 of 212 tasks could not be read. They are kept in set-aside.".into(),
            has_backups: true,
        },
        Dialog::Unsaved("The disk is full.".into()),
        Dialog::Conflicts(conflicts()),
        Dialog::Backups {
            list: [("a", "Today 09:12, before closing the day"), ("b", "Yesterday 18:40"), ("c", "Sun 22 Nov 20:01")]
                .map(|(name, text)| BackupLine { name: name.into(), text: text.into() })
                .into(),
            chosen: Some(1),
            preview: vec!["Changed: Draft introduction".into(), "Removed: Call home".into()],
        },
        Dialog::Problem {
            title: "Read-only".into(),
            text: "The folder cannot be written. Changes are kept in memory until it can.".into(),
        },
    ]
}

/// Returns the name of a dialog's picture. A dialog that is added has no arm here, and is then added to [`dialogs`]
/// too.
fn name(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Path { .. } => "path",
        Dialog::AlreadyOpen { .. } => "already-open",
        Dialog::Damaged { .. } => "damaged",
        Dialog::Unsaved(_) => "unsaved",
        Dialog::Conflicts(_) => "conflicts",
        Dialog::Backups { .. } => "backups",
        Dialog::Problem { .. } => "problem",
    }
}

/// Returns a title that two machines changed.
fn conflicts() -> Vec<Conflict> {
    let base = demo_workspace(moment());
    let id = TaskId::derived("demo/Call home");
    let titled = |title: &str| base.apply(&Action::EditTask(id, TaskField::Title(title.into())), moment()).unwrap();
    merge(Some(&base), &titled("Call home on Sunday"), &titled("Call home tonight"), Newer::Ours).conflicts
}

fn picture(mut dialog: Dialog, theme: Theme) -> SnapshotResults {
    let name = name(&dialog);
    let mut harness = Harness::builder()
        .with_size(vec2(560.0, 420.0))
        .with_theme(theme)
        .with_context_setup(move |ctx| {
            theme::install(ctx);
            ctx.set_theme(theme);
        })
        .renderer(CpuRenderer::default())
        .build_ui(move |ui| {
            let content = ui.ctx().content_rect();
            ui.painter().rect_filled(content, 0.0, theme::Colors::of(ui.ctx().theme()).background);
            dialog_ui(ui, &mut dialog);
        });
    harness.run();
    let theme = if theme == Theme::Dark { "dark" } else { "light" };
    harness.snapshot(format!("dialog-{name}-{theme}"));
    harness.take_snapshot_results()
}

fn pictures(theme: Theme) {
    let mut results = SnapshotResults::new();
    dialogs().into_iter().for_each(|dialog| results.extend(picture(dialog, theme)));
}

#[test]
fn light() {
    pictures(Theme::Light);
}

#[test]
fn dark() {
    pictures(Theme::Dark);
}
