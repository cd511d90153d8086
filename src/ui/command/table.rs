//! The table of commands: text, icon and shortcuts. Menus, tooltips, key handling and help are generated from it.

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use crate::model::Quadrant;
use crate::ui::view::View;

/// A command that can be run by name or by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Command {
    QuickAdd,
    /// Focuses the event line.
    AddEvent,
    Find,
    Palette,
    Filter,
    /// Toggles importance.
    Important,
    /// Pins or unpins urgency.
    Urgent,
    ShowFinished,
    Trash,
    Enlarge,
    /// Folds or unfolds the quadrant of the selected task.
    Collapse,
    Undo,
    Redo,
    Today,
    PreviousDay,
    NextDay,
    Show(View),
    /// Switches between three days and the week.
    DaysShown,
    /// Accepts all shown suggestions.
    AcceptAll,
    /// Accepts the selected suggestion, or opens the selected item.
    Open,
    /// Completes the selected item, or reopens it.
    ToggleDone,
    /// Starts the selection, else the offer of the Now strip; stops the running session.
    StartStop,
    /// Pauses or resumes the running session.
    Pause,
    /// Pauses the running session and asks for the reason.
    Interrupted,
    Extend,
    Break,
    SkipBreak,
    /// Opens a field that adds to the inbox while the timer goes on.
    ParkThought,
    /// Logs unplanned work up to now.
    SomethingElse,
    FloatTimer,
    FullScreen,
    /// Replaces the selected suggestion with the runner-up.
    NextBest,
    /// Excludes the selected suggestion for the day.
    NotNow,
    MoveTo(Quadrant),
    Delete,
    /// Clears the selection.
    Deselect,
    Up,
    Down,
    Left,
    Right,
    MoveUp,
    MoveDown,
    /// Moves the selected event or block by a day.
    DayEarlier,
    DayLater,
    Longer,
    Shorter,
    /// Locks or unlocks the selected block for the planner.
    ToggleLock,
    /// Splits the selected block in half.
    Split,
    /// Merges the selected block with the next piece of the same work.
    Merge,
    /// Copies the selected block to the time after it.
    CopyBlock,
    /// Extends the selection to the block above.
    ExtendUp,
    ExtendDown,
    /// Moves the selected block and pushes its neighbours.
    PushEarlier,
    PushLater,
    /// Shows the reason of the selected suggestion.
    Why,
    /// Previews a meeting.
    AskEvent,
    /// Finishes the running task.
    Finish,
    /// Replans the rest of the day; shows the difference first.
    Replan,
    /// Asks for the best use of some minutes.
    Minutes,
    /// Extends the current event by ten minutes.
    StillInMeeting,
    /// Unplans the rest of today.
    DoneForToday,
    /// Moves an unfinished block of a review: next day, another day, matrix, or drop.
    LeftToNextDay,
    LeftToAnotherDay,
    LeftToMatrix,
    LeftDrop,
    /// Shows the morning screen.
    Morning,
    /// Shows the plan list.
    PlanList,
    DayRules,
    Calendars,
    ZoomIn,
    ZoomOut,
    NewWorkspace,
    OpenWorkspace,
    SaveCopy,
    /// Moves the workspace to another folder.
    SaveElsewhere,
    RetrySave,
    Backups,
    /// Undoes the last merge from outside.
    TakeBackMerge,
    ImportCalendar,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    LargerText,
    SmallerText,
    Shortcuts,
    Quit,
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const COMMAND_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const SHIFT_COMMAND: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const SHIFT_ALT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

impl Command {
    /// Iterates over all commands in the order of the help sheet.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter().flat_map(|command| match command {
            Self::MoveTo(_) => Quadrant::iter().map(Self::MoveTo).collect(),
            Self::Show(_) => View::iter().map(Self::Show).collect(),
            other => vec![other],
        })
    }

    /// The name and default shortcuts; menus show the first.
    fn entry(self) -> (&'static str, &'static [KeyboardShortcut]) {
        const NUMBERS: [[KeyboardShortcut; 1]; 4] =
            [[plain(Key::Num1)], [plain(Key::Num2)], [plain(Key::Num3)], [plain(Key::Num4)]];
        const VIEWS: [[KeyboardShortcut; 1]; 4] =
            [[command(Key::Num1)], [command(Key::Num2)], [command(Key::Num3)], [command(Key::Num4)]];
        match self {
            Self::Show(view) => (view.name(), &VIEWS[view as usize]),
            Self::MoveTo(quadrant) => (quadrant.default_name(), &NUMBERS[quadrant as usize]),
            Self::QuickAdd => ("Add a task", const { &[command(Key::N), plain(Key::A)] }),
            Self::AddEvent => ("Add an event", const { &[plain(Key::V)] }),
            Self::Find => ("Find a task", const { &[command(Key::F), plain(Key::Slash)] }),
            Self::Palette => ("All commands and tasks", const { &[command(Key::K)] }),
            Self::Filter => ("Filter and sort the matrix", const { &[plain(Key::F)] }),
            Self::Important => ("Important or not", const { &[plain(Key::I)] }),
            Self::Urgent => ("Urgent or not", const { &[plain(Key::U)] }),
            Self::ShowFinished => ("Show or hide what was finished", const { &[plain(Key::H)] }),
            Self::Trash => ("Trash", &[]),
            Self::Enlarge => ("Enlarge the quadrant or shrink it", const { &[plain(Key::Z)] }),
            Self::Collapse => ("Collapse the quadrant or open it", const { &[shift(Key::Z)] }),
            Self::Undo => ("Undo", const { &[command(Key::Z)] }),
            Self::Redo => ("Redo", const { &[KeyboardShortcut::new(SHIFT_COMMAND, Key::Z), command(Key::Y)] }),
            Self::Today => ("Go to today", const { &[plain(Key::T)] }),
            Self::PreviousDay => ("Previous day", const { &[plain(Key::PageUp)] }),
            Self::NextDay => ("Next day", const { &[plain(Key::PageDown)] }),
            Self::DaysShown => ("Three days or a week", const { &[plain(Key::D)] }),
            Self::AcceptAll => {
                ("Accept all suggestions", const { &[KeyboardShortcut::new(SHIFT_COMMAND, Key::Enter)] })
            }
            Self::Open => ("Open or accept", const { &[plain(Key::Enter), plain(Key::E)] }),
            Self::ToggleDone => ("Tick", const { &[plain(Key::Space)] }),
            Self::StartStop => ("Start or stop", const { &[plain(Key::S)] }),
            Self::Pause => ("Pause or go on", const { &[shift(Key::P)] }),
            Self::Interrupted => ("Interrupted", const { &[shift(Key::I)] }),
            Self::Extend => ("Five minutes more", const { &[shift(Key::F)] }),
            Self::Break => ("Take a break", const { &[plain(Key::B)] }),
            Self::SkipBreak => ("Skip the break", const { &[shift(Key::B)] }),
            Self::ParkThought => ("Park a thought in the inbox", const { &[plain(Key::J)] }),
            Self::SomethingElse => ("I did something else", const { &[shift(Key::O)] }),
            Self::FloatTimer => ("Timer in a small window", &[]),
            Self::FullScreen => ("Full screen", const { &[plain(Key::F11)] }),
            Self::NextBest => ("Next best suggestion", const { &[plain(Key::N)] }),
            Self::NotNow => ("Not now", const { &[plain(Key::X)] }),
            Self::Delete => ("Delete", const { &[plain(Key::Delete)] }),
            Self::Deselect => ("Close", const { &[plain(Key::Escape)] }),
            Self::Up => ("Select above", const { &[plain(Key::ArrowUp)] }),
            Self::Down => ("Select below", const { &[plain(Key::ArrowDown)] }),
            Self::Left => ("Select to the left", const { &[plain(Key::ArrowLeft)] }),
            Self::Right => ("Select to the right", const { &[plain(Key::ArrowRight)] }),
            Self::MoveUp => ("Move up or earlier", const { &[alt(Key::ArrowUp)] }),
            Self::MoveDown => ("Move down or later", const { &[alt(Key::ArrowDown)] }),
            Self::DayEarlier => ("Move to the day before", const { &[alt(Key::ArrowLeft)] }),
            Self::DayLater => ("Move to the day after", const { &[alt(Key::ArrowRight)] }),
            Self::Longer => ("Make the block longer", const { &[KeyboardShortcut::new(SHIFT_ALT, Key::ArrowDown)] }),
            Self::Shorter => ("Make the block shorter", const { &[KeyboardShortcut::new(SHIFT_ALT, Key::ArrowUp)] }),
            Self::ToggleLock => ("Lock or unlock the block", const { &[plain(Key::L)] }),
            Self::Split => ("Split the block in half", const { &[plain(Key::K)] }),
            Self::Merge => ("Merge the block with the next piece", const { &[plain(Key::M)] }),
            Self::CopyBlock => ("Copy the block", const { &[command(Key::D)] }),
            Self::ExtendUp => ("Select the one above as well", const { &[shift(Key::ArrowUp)] }),
            Self::ExtendDown => ("Select the one below as well", const { &[shift(Key::ArrowDown)] }),
            Self::PushEarlier => {
                ("Move earlier and push", const { &[KeyboardShortcut::new(COMMAND_ALT, Key::ArrowUp)] })
            }
            Self::PushLater => ("Move later and push", const { &[KeyboardShortcut::new(COMMAND_ALT, Key::ArrowDown)] }),
            Self::Why => ("Why this suggestion", const { &[plain(Key::W)] }),
            Self::AskEvent => ("What if there were a meeting", const { &[plain(Key::Q)] }),
            Self::Finish => ("Finish what runs", const { &[shift(Key::D)] }),
            Self::Replan => ("Replan from now", const { &[plain(Key::R)] }),
            Self::Minutes => ("I have some minutes", const { &[plain(Key::G)] }),
            Self::StillInMeeting => ("Still in the meeting, 10 more minutes", const { &[plain(Key::O)] }),
            Self::DoneForToday => ("Done for today", const { &[plain(Key::C)] }),
            Self::LeftToNextDay => ("In a review: what is left to tomorrow", const { &[plain(Key::T)] }),
            Self::LeftToAnotherDay => ("In a review: what is left to another day", const { &[plain(Key::D)] }),
            Self::LeftToMatrix => ("In a review: what is left back to the matrix", const { &[plain(Key::M)] }),
            Self::LeftDrop => ("In a review: drop what is left", const { &[plain(Key::X)] }),
            Self::Morning => ("Morning", &[]),
            Self::PlanList => ("The plan as a list", const { &[plain(Key::P)] }),
            Self::DayRules => ("Rules of the day", const { &[command(Key::Comma)] }),
            Self::Calendars => ("Calendars", &[]),
            Self::ZoomIn => ("Zoom the day in", const { &[plain(Key::Plus), plain(Key::Equals)] }),
            Self::ZoomOut => ("Zoom the day out", const { &[plain(Key::Minus)] }),
            Self::NewWorkspace => ("New workspace…", &[]),
            Self::OpenWorkspace => ("Open workspace…", const { &[command(Key::O)] }),
            Self::SaveCopy => ("Save a copy…", &[]),
            Self::SaveElsewhere => ("Save in another folder…", &[]),
            Self::RetrySave => ("Save again", &[]),
            Self::Backups => ("Backups…", &[]),
            Self::TakeBackMerge => ("Take back the last merge", &[]),
            Self::ImportCalendar => ("Import a calendar…", const { &[command(Key::I)] }),
            Self::ThemeSystem => ("Theme of the system", &[]),
            Self::ThemeLight => ("Light theme", &[]),
            Self::ThemeDark => ("Dark theme", &[]),
            Self::LargerText => ("Larger text", const { &[command(Key::Plus), command(Key::Equals)] }),
            Self::SmallerText => ("Smaller text", const { &[command(Key::Minus)] }),
            Self::Shortcuts => ("Keyboard shortcuts", const { &[plain(Key::Questionmark)] }),
            Self::Quit => ("Quit", const { &[command(Key::Q)] }),
        }
    }

    /// The text for menus, palette and help.
    pub fn text(self) -> String {
        let name = self.entry().0;
        match self {
            Self::Show(_) => format!("Show {name}"),
            Self::MoveTo(_) => format!("Move to {name}"),
            _ => name.into(),
        }
    }

    /// Its icon, where it has one.
    pub fn icon(self) -> Option<MaterialIcon> {
        Some(match self {
            Self::QuickAdd => icons::ICON_ADD,
            Self::Find => icons::ICON_SEARCH,
            Self::Undo => icons::ICON_UNDO,
            Self::Redo => icons::ICON_REDO,
            Self::Today => icons::ICON_TODAY,
            Self::PreviousDay => icons::ICON_CHEVRON_LEFT,
            Self::NextDay => icons::ICON_CHEVRON_RIGHT,
            Self::Show(View::Plan) => icons::ICON_GRID_VIEW,
            Self::Show(View::Week) => icons::ICON_CALENDAR_VIEW_WEEK,
            Self::Show(View::Focus) => icons::ICON_TIMER,
            Self::Show(View::Review) => icons::ICON_INSIGHTS,
            Self::ZoomIn => icons::ICON_ZOOM_IN,
            Self::ZoomOut => icons::ICON_ZOOM_OUT,
            Self::Delete => icons::ICON_DELETE,
            Self::Deselect => icons::ICON_CLOSE,
            Self::PlanList => icons::ICON_CHECKLIST,
            Self::DayRules => icons::ICON_TUNE,
            _ => return None,
        })
    }

    /// The name in the preferences.
    pub fn id(self) -> String {
        format!("{self:?}")
    }

    /// The default shortcuts; menus show the first.
    pub fn default_keys(self) -> &'static [KeyboardShortcut] {
        self.entry().1
    }

    /// Whether its shortcuts act only on unfinished blocks in a review.
    pub fn is_for_what_is_left(self) -> bool {
        matches!(self, Self::LeftToNextDay | Self::LeftToAnotherDay | Self::LeftToMatrix | Self::LeftDrop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_two_commands_share_a_shortcut() {
        let mut taken = HashMap::new();
        for command in Command::all() {
            for keys in command.default_keys() {
                if let Some(other) = taken.insert((*keys, command.is_for_what_is_left()), command) {
                    panic!("{command:?} and {other:?} share {keys:?}");
                }
            }
        }
        assert!(taken.len() > 20);
    }
}
