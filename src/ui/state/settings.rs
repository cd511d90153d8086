//! State of the settings dialog.

use chrono::NaiveDateTime;
use egui::KeyboardShortcut;

use crate::model::Energy;
use crate::store::Preferences;
use crate::ui::command::Command;

/// A section of the settings, in display order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum SettingsSection {
    #[default]
    Day,
    Planner,
    Timer,
    Reminders,
    Appearance,
    Keyboard,
    Calendars,
    Data,
}

impl SettingsSection {
    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Day => "Day & hours",
            Self::Planner => "Planner",
            Self::Timer => "Timer & breaks",
            Self::Reminders => "Reminders",
            Self::Appearance => "Appearance",
            Self::Keyboard => "Keyboard",
            Self::Calendars => "Calendars",
            Self::Data => "Data & backups",
        }
    }
}

/// State of the settings dialog while it is open.
#[derive(Default)]
pub struct SettingsDialog {
    pub section: SettingsSection,
    /// The text of the search field; a blank one shows the section.
    pub(in crate::ui) find: String,
    /// Number of undo steps when the dialog opened; `None` before its first frame.
    pub(in crate::ui) opened_at: Option<usize>,
    /// The preferences before each change of them, with the number of undo steps of the workspace then.
    pub(in crate::ui) earlier: Vec<(usize, Preferences)>,
    /// Whether the hours of each weekday are shown.
    pub(in crate::ui) each_day: bool,
    pub(in crate::ui) energy: EnergyPaint,
    pub(in crate::ui) keys: KeyChange,
    /// Whether a field was half typed in the last frame.
    pub(in crate::ui) was_typing: bool,
    /// The widget that had the focus in the last frame.
    pub(in crate::ui) focused: Option<egui::Id>,
    /// Closes the dialog after the frame, because a button opens another one.
    pub(in crate::ui) closes: bool,
}

impl SettingsDialog {
    /// Returns the dialog, open at a section.
    pub fn at(section: SettingsSection) -> Self {
        Self { section, ..Self::default() }
    }
}

/// State of painting energy levels.
#[derive(Default)]
pub struct EnergyPaint {
    /// The painted level.
    pub(in crate::ui) brush: Option<Energy>,
    /// The stroke under way, from and to.
    pub(in crate::ui) stroke: Option<(NaiveDateTime, NaiveDateTime)>,
}

impl EnergyPaint {
    /// Returns the painted level; high by default.
    pub(in crate::ui) fn brush(&self) -> Energy {
        self.brush.unwrap_or(Energy::High)
    }
}

/// State of changing the keys of a command.
#[derive(Default)]
pub struct KeyChange {
    /// The command that waits for new keys, and the message about the keys pressed so far.
    pub(in crate::ui) waits: Option<(Command, &'static str)>,
    /// A clash: the command that wants the keys, the keys, and the command that has them.
    pub(in crate::ui) clash: Option<(Command, KeyboardShortcut, Command)>,
}
