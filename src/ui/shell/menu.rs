//! The menu of the window: commands in groups, with marks for the chosen ones.

use egui::Ui;
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use crate::ui::command::{Command, menu_choice, menu_item, menu_switch};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{Panel, UiState};
use crate::ui::theme::{self, palette};
use crate::ui::view::View;
use crate::ui::widgets::{icon_button, scrolled_if_higher};

/// The groups of the menu.
const GROUPS: [(&str, &[Command]); 4] = [
    ("Show", &[Command::PlanList, Command::Morning, Command::ShowFinished, Command::Filter, Command::Trash]),
    ("Find", &[Command::Find, Command::Palette]),
    (
        "Workspace",
        &[
            Command::NewWorkspace,
            Command::OpenWorkspace,
            Command::SaveCopy,
            Command::Backups,
            Command::ImportCalendar,
            Command::Export,
        ],
    ),
    ("Gapwise", &[Command::Settings, Command::Shortcuts, Command::Quit]),
];

/// Number of groups in the first of two columns, after the commands that the bar has no room for.
const LEFT: usize = 2;
/// Approximate height of a row with the space below it.
const ROW: f32 = 30.0;
/// Maximum number of recent folders.
const MOST_RECENT: usize = 5;

/// The commands that the bar has no room for.
pub(super) struct Folded {
    pub tools: bool,
    pub today: bool,
    pub views: bool,
}

/// Draws the button and, while it is open, the menu.
pub(super) fn menu_ui(ui: &mut Ui, ctx: &ViewContext, state: &UiState, folded: &Folded, out: &mut Out) {
    let button = icon_button(ui, icons::ICON_MENU, "Menu", true);
    let content = ui.ctx().content_rect();
    let room = content.bottom() - button.rect.bottom() - 2.0 * theme::PAD;
    let rows =
        GROUPS.iter().map(|(_, commands)| commands.len() + 1).sum::<usize>() + folded.count() + recent(state).count();
    let two = rows as f32 * ROW > room && content.width() > 2.0 * theme::MENU + 2.0 * theme::PAD;
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(if two {
            2.0 * theme::MENU + theme::PAD
        } else {
            theme::MENU.min(content.width() - 2.0 * theme::PAD)
        });
        scrolled_if_higher(ui, room, |ui| {
            let mut menu = Menu { ctx, state, out };
            if !two {
                menu.folded_ui(ui, folded);
                menu.groups_ui(ui, &GROUPS);
                return menu.recent_ui(ui);
            }
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = theme::PAD;
                column_ui(ui, |ui| {
                    menu.folded_ui(ui, folded);
                    menu.groups_ui(ui, &GROUPS[..LEFT]);
                });
                column_ui(ui, |ui| {
                    menu.groups_ui(ui, &GROUPS[LEFT..]);
                    menu.recent_ui(ui);
                });
            });
        });
    });
}

fn column_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(theme::MENU - theme::GAP);
        add(ui);
    });
}

/// Returns the folders that were open before, without the present one.
fn recent(state: &UiState) -> impl Iterator<Item = &std::path::PathBuf> {
    let others = state.status.recent.iter().filter(|folder| folder.display().to_string() != state.status.folder);
    others.take(MOST_RECENT)
}

impl Folded {
    fn count(&self) -> usize {
        2 * usize::from(self.tools) + usize::from(self.today) + usize::from(self.views) * View::iter().count()
    }
}

/// The open menu.
struct Menu<'a, 'w> {
    ctx: &'a ViewContext<'w>,
    state: &'a UiState,
    out: &'a mut Out,
}

impl Menu<'_, '_> {
    fn item_ui(&mut self, ui: &mut Ui, command: Command) {
        let (ctx, state) = (self.ctx, self.state);
        ui.add_enabled_ui(command.is_enabled(ctx), |ui| {
            let name = command.name_with_change(ctx);
            let clicked = match command {
                Command::Show(view) => menu_choice(ui, &name, Some(command), state.view == view),
                Command::PlanList => menu_switch(ui, "Plan list", command, state.panels.open == Some(Panel::PlanList)),
                Command::ShowFinished => menu_switch(ui, &name, command, state.matrix.shown_as().closed),
                _ => menu_item(ui, &name, Some(command)),
            };
            if clicked {
                self.out.run(command);
            }
        });
    }

    fn folded_ui(&mut self, ui: &mut Ui, folded: &Folded) {
        if folded.tools {
            self.item_ui(ui, Command::Undo);
            self.item_ui(ui, Command::Redo);
        }
        if folded.today {
            self.item_ui(ui, Command::Today);
        }
        if folded.views {
            View::iter().for_each(|view| self.item_ui(ui, Command::Show(view)));
        }
    }

    fn groups_ui(&mut self, ui: &mut Ui, groups: &[(&str, &[Command])]) {
        for (name, commands) in groups {
            caption_ui(ui, name);
            commands.iter().for_each(|command| self.item_ui(ui, *command));
        }
    }

    /// Draws the folders that were open before.
    fn recent_ui(&mut self, ui: &mut Ui) {
        for (index, folder) in recent(self.state).enumerate() {
            if index == 0 {
                caption_ui(ui, "Recent");
            }
            if menu_item(ui, &folder.display().to_string(), None) {
                self.out.push(Intent::Open(folder.clone()));
            }
        }
    }
}

fn caption_ui(ui: &mut Ui, name: &str) {
    ui.add_space(theme::GAP_SMALL);
    ui.label(egui::RichText::new(name).font(theme::small_medium()).color(palette(ui).secondary));
}
