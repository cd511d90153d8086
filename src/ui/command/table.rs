//! The table of commands: name, shortcuts, icon and condition. Menus, tooltips, key handling and help are generated
//! from it.

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use super::enabled::{
    can_open, can_redo, can_skip_break, can_start_or_stop, can_take_back_merge, can_undo, has_left_in_review,
    has_selection, has_suggestions, is_focusing, on_block, on_block_or_task, on_movable, on_open_task, on_suggestion,
    on_timed, shows_several_days,
};
use crate::model::Quadrant;
use crate::ui::context::ViewContext;
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
    /// Completes the selected task with its open steps.
    Complete,
    /// Puts the cursor into the field for a new step of the selected task.
    AddStep,
    /// Puts the cursor into the due date of the selected task.
    DueDate,
    /// Plans the next step of the selected card.
    PlanCard,
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
    /// Previews running late.
    RunningLate,
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
    Settings,
    TimerSettings,
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
    /// Writes the tasks, or a calendar, for another program.
    Export,
    /// Copies the selected and the chosen cards as text.
    CopyCards,
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

const fn command_alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::ALT), key)
}

const fn shift_command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

const fn shift_alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT.plus(Modifiers::SHIFT), key)
}

impl Command {
    /// Iterates over all commands in the order of the help sheet.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter().flat_map(|command| match command {
            Self::MoveTo(_) => Quadrant::iter().map(Self::MoveTo).collect(),
            Self::Show(_) => View::iter().map(Self::Show).collect(),
            other => vec![other],
        })
    }

    /// Returns the row of a command: its name, keys, icon and condition.
    fn spec(self) -> Spec {
        const NUMBERS: [[KeyboardShortcut; 1]; 4] =
            [[plain(Key::Num1)], [plain(Key::Num2)], [plain(Key::Num3)], [plain(Key::Num4)]];
        const VIEWS: [[KeyboardShortcut; 1]; 4] =
            [[command(Key::Num1)], [command(Key::Num2)], [command(Key::Num3)], [command(Key::Num4)]];
        match self {
            Self::Show(view) => spec(view.name(), &VIEWS[view as usize]).icon(view_icon(view)),
            Self::MoveTo(quadrant) => spec(quadrant.default_name(), &NUMBERS[quadrant as usize]).when(on_open_task),
            Self::QuickAdd => spec("Add a task", const { &[command(Key::N), plain(Key::A)] }).icon(icons::ICON_ADD),
            Self::AddEvent => spec("Add an event", const { &[plain(Key::V)] }),
            Self::Find => spec("Find a task", const { &[command(Key::F), plain(Key::Slash)] }).icon(icons::ICON_SEARCH),
            Self::Palette => spec("All commands and tasks", const { &[command(Key::K)] }),
            Self::Filter => spec("Filter or sort the matrix", const { &[plain(Key::F)] }),
            Self::Important => spec("Toggle important", const { &[plain(Key::I)] }).when(on_open_task),
            Self::Urgent => spec("Toggle urgent", const { &[plain(Key::U)] }).when(on_open_task),
            Self::ShowFinished => spec("Show or hide finished tasks", const { &[plain(Key::H)] }),
            Self::Trash => spec("Trash", &[]),
            Self::Enlarge => spec("Enlarge or restore the quadrant", const { &[plain(Key::Z)] }).when(on_open_task),
            Self::Collapse => spec("Fold or unfold the quadrant", const { &[shift(Key::Z)] }).when(on_open_task),
            Self::Undo => spec("Undo", const { &[command(Key::Z)] }).icon(icons::ICON_UNDO).when(can_undo),
            Self::Redo => {
                spec("Redo", const { &[shift_command(Key::Z), command(Key::Y)] }).icon(icons::ICON_REDO).when(can_redo)
            }
            Self::Today => spec("Go to today", const { &[plain(Key::T)] }).icon(icons::ICON_TODAY),
            Self::PreviousDay => spec("Previous day", const { &[plain(Key::PageUp)] }).icon(icons::ICON_CHEVRON_LEFT),
            Self::NextDay => spec("Next day", const { &[plain(Key::PageDown)] }).icon(icons::ICON_CHEVRON_RIGHT),
            Self::DaysShown => spec("Three days or a week", const { &[plain(Key::D)] }).when(shows_several_days),
            Self::AcceptAll => {
                spec("Accept all suggestions", const { &[shift_command(Key::Enter)] }).when(has_suggestions)
            }
            Self::Open => spec("Open or accept", const { &[plain(Key::Enter), plain(Key::E)] }).when(can_open),
            Self::ToggleDone => {
                spec("Complete the step, or reopen", const { &[plain(Key::Space)] }).when(has_selection)
            }
            Self::Complete => spec("Complete the task", const { &[shift(Key::Space)] }).when(on_open_task),
            Self::AddStep => spec("Add a step", const { &[shift(Key::A)] }).when(on_open_task),
            Self::DueDate => spec("Change the due date", const { &[shift_command(Key::D)] }).when(on_open_task),
            Self::PlanCard => spec("Plan at the best time", &[]).when(on_open_task),
            Self::StartStop => spec("Start or stop", const { &[plain(Key::S)] }).when(can_start_or_stop),
            Self::Pause => spec("Pause or resume", const { &[shift(Key::P)] }).when(is_focusing),
            Self::Interrupted => spec("Interrupted", const { &[shift(Key::I)] }).when(is_focusing),
            Self::Extend => spec("Extend by 5 minutes", const { &[shift(Key::F)] }).when(is_focusing),
            Self::Break => spec("Take a break", const { &[plain(Key::B)] }),
            Self::SkipBreak => spec("Skip the break", const { &[shift(Key::B)] }).when(can_skip_break),
            Self::ParkThought => spec("Park a thought in the inbox", const { &[plain(Key::J)] }),
            Self::SomethingElse => spec("I did something else", const { &[shift(Key::O)] }),
            Self::FloatTimer => spec("Timer in a small window", &[]),
            Self::FullScreen => spec("Full screen", const { &[plain(Key::F11)] }),
            Self::NextBest => spec("Next best suggestion", const { &[plain(Key::N)] }).when(on_suggestion),
            Self::NotNow => spec("Not now", const { &[plain(Key::X)] }).when(on_suggestion),
            Self::Delete => {
                spec("Delete", const { &[plain(Key::Delete)] }).icon(icons::ICON_DELETE).when(has_selection)
            }
            Self::Deselect => {
                spec("Close", const { &[plain(Key::Escape)] }).icon(icons::ICON_CLOSE).when(has_selection)
            }
            Self::Up => spec("Select above", const { &[plain(Key::ArrowUp)] }),
            Self::Down => spec("Select below", const { &[plain(Key::ArrowDown)] }),
            Self::Left => spec("Select to the left", const { &[plain(Key::ArrowLeft)] }),
            Self::Right => spec("Select to the right", const { &[plain(Key::ArrowRight)] }),
            Self::MoveUp => spec("Move up or earlier", const { &[alt(Key::ArrowUp)] }).when(on_movable),
            Self::MoveDown => spec("Move down or later", const { &[alt(Key::ArrowDown)] }).when(on_movable),
            Self::DayEarlier => spec("Move to the previous day", const { &[alt(Key::ArrowLeft)] }).when(on_timed),
            Self::DayLater => spec("Move to the next day", const { &[alt(Key::ArrowRight)] }).when(on_timed),
            Self::Longer => spec("Make the block longer", const { &[shift_alt(Key::ArrowDown)] }).when(on_block),
            Self::Shorter => spec("Make the block shorter", const { &[shift_alt(Key::ArrowUp)] }).when(on_block),
            Self::ToggleLock => spec("Lock or unlock the block", const { &[plain(Key::L)] }).when(on_block),
            Self::Split => spec("Split the block in half", const { &[plain(Key::K)] }).when(on_block),
            Self::Merge => spec("Merge the block with the next piece", const { &[plain(Key::M)] }).when(on_block),
            Self::CopyBlock => spec("Copy the block", const { &[command(Key::D)] }).when(on_block),
            Self::ExtendUp => spec("Extend the selection up", const { &[shift(Key::ArrowUp)] }).when(on_block_or_task),
            Self::ExtendDown => {
                spec("Extend the selection down", const { &[shift(Key::ArrowDown)] }).when(on_block_or_task)
            }
            Self::PushEarlier => spec("Move earlier and push", const { &[command_alt(Key::ArrowUp)] }).when(on_block),
            Self::PushLater => spec("Move later and push", const { &[command_alt(Key::ArrowDown)] }).when(on_block),
            Self::Why => spec("Why this suggestion", const { &[plain(Key::W)] }).when(on_suggestion),
            Self::AskEvent => spec("What if: a meeting", const { &[plain(Key::Q)] }),
            Self::Finish => spec("Finish the running task", const { &[shift(Key::D)] }).when(is_focusing),
            Self::Replan => spec("Replan from now", const { &[plain(Key::R)] }),
            Self::RunningLate => spec("Running late", const { &[shift(Key::L)] }),
            Self::Minutes => spec("I have N minutes", const { &[plain(Key::G)] }),
            Self::StillInMeeting => spec("Still in the meeting: 10 min more", const { &[plain(Key::O)] }),
            Self::DoneForToday => spec("Done for today", const { &[plain(Key::C)] }),
            Self::LeftToNextDay => {
                spec("In a review: move to tomorrow", const { &[plain(Key::T)] }).when(has_left_in_review)
            }
            Self::LeftToAnotherDay => {
                spec("In a review: move to another day", const { &[plain(Key::D)] }).when(has_left_in_review)
            }
            Self::LeftToMatrix => {
                spec("In a review: move back to the matrix", const { &[plain(Key::M)] }).when(has_left_in_review)
            }
            Self::LeftDrop => spec("In a review: drop", const { &[plain(Key::X)] }).when(has_left_in_review),
            Self::Morning => spec("Morning", &[]),
            Self::PlanList => {
                spec("Plan the card, or plan list", const { &[plain(Key::P)] }).icon(icons::ICON_CHECKLIST)
            }
            Self::Settings => spec("Settings", const { &[command(Key::Comma)] }).icon(icons::ICON_SETTINGS),
            Self::TimerSettings => spec("Timer settings", &[]).icon(icons::ICON_TUNE),
            Self::Calendars => spec("Calendars", &[]),
            Self::ZoomIn => {
                spec("Zoom the day in", const { &[plain(Key::Plus), plain(Key::Equals)] }).icon(icons::ICON_ZOOM_IN)
            }
            Self::ZoomOut => spec("Zoom the day out", const { &[plain(Key::Minus)] }).icon(icons::ICON_ZOOM_OUT),
            Self::NewWorkspace => spec("New workspace…", &[]),
            Self::OpenWorkspace => spec("Open workspace…", const { &[command(Key::O)] }),
            Self::SaveCopy => spec("Save a copy…", &[]),
            Self::SaveElsewhere => spec("Move to another folder…", &[]),
            Self::RetrySave => spec("Save again", &[]),
            Self::Backups => spec("Backups…", &[]),
            Self::TakeBackMerge => spec("Undo the last merge", &[]).when(can_take_back_merge),
            Self::ImportCalendar => spec("Import a calendar or tasks…", const { &[command(Key::I)] }),
            Self::Export => spec("Export…", &[]),
            Self::CopyCards => spec("Copy as text", const { &[command(Key::C)] }).when(on_open_task),
            Self::ThemeSystem => spec("Match system", &[]),
            Self::ThemeLight => spec("Light theme", &[]),
            Self::ThemeDark => spec("Dark theme", &[]),
            Self::LargerText => spec("Larger text", const { &[command(Key::Plus), command(Key::Equals)] }),
            Self::SmallerText => spec("Smaller text", const { &[command(Key::Minus)] }),
            Self::Shortcuts => spec("Keyboard shortcuts", const { &[plain(Key::Questionmark)] }),
            Self::Quit => spec("Quit", const { &[command(Key::Q)] }),
        }
    }

    /// Returns the name, as menus and the palette show it.
    pub fn text(self) -> String {
        let name = self.spec().name;
        match self {
            Self::Show(_) => format!("Show {name}"),
            Self::MoveTo(_) => format!("Move to {name}"),
            _ => name.into(),
        }
    }

    /// Returns the icon, if it has one.
    pub fn icon(self) -> Option<MaterialIcon> {
        self.spec().icon
    }

    /// Returns the key of this command in the preferences.
    pub fn id(self) -> String {
        format!("{self:?}")
    }

    /// Returns the default keys; the first is the one that menus show.
    pub fn default_keys(self) -> &'static [KeyboardShortcut] {
        self.spec().keys
    }

    /// Returns whether it can run now.
    pub fn is_enabled(self, ctx: &ViewContext) -> bool {
        (self.spec().when)(ctx)
    }

    /// Returns whether its shortcuts act only on unfinished blocks in a review.
    pub fn is_for_unfinished_blocks(self) -> bool {
        matches!(self, Self::LeftToNextDay | Self::LeftToAnotherDay | Self::LeftToMatrix | Self::LeftDrop)
    }
}

/// A row of the table of commands.
#[derive(Clone, Copy)]
struct Spec {
    name: &'static str,
    keys: &'static [KeyboardShortcut],
    icon: Option<MaterialIcon>,
    when: fn(&ViewContext) -> bool,
}

/// Returns a command without icon that can always run.
fn spec(name: &'static str, keys: &'static [KeyboardShortcut]) -> Spec {
    Spec { name, keys, icon: None, when: |_| true }
}

impl Spec {
    fn icon(self, icon: MaterialIcon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    fn when(self, when: fn(&ViewContext) -> bool) -> Self {
        Self { when, ..self }
    }
}

fn view_icon(view: View) -> MaterialIcon {
    match view {
        View::Plan => icons::ICON_GRID_VIEW,
        View::Week => icons::ICON_CALENDAR_VIEW_WEEK,
        View::Focus => icons::ICON_TIMER,
        View::Review => icons::ICON_INSIGHTS,
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
                if let Some(other) = taken.insert((*keys, command.is_for_unfinished_blocks()), command) {
                    panic!("{command:?} and {other:?} share {keys:?}");
                }
            }
        }
        assert!(taken.len() > 20);
    }
}
