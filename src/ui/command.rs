//! Every command: its text, icon, shortcut and condition. Menus, tooltips, shortcuts and the help sheet are made from it.

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use super::keymap::Keymap;
use super::state::View;
use super::view::{Selection, ViewContext};
use super::widgets::shortcut_text;
use crate::model::{Quadrant, SessionKind};

/// Something that the person can ask for by name or by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Command {
    QuickAdd,
    Find,
    Palette,
    Filter,
    /// Sets importance and leaves urgency to be worked out.
    Important,
    Urgent,
    ShowFinished,
    Trash,
    Enlarge,
    /// Folds the quadrant of the selected task, or opens it.
    Collapse,
    Undo,
    Redo,
    Today,
    PreviousDay,
    NextDay,
    Show(View),
    /// Three days instead of a week, and back.
    DaysShown,
    AcceptAll,
    /// Accepts the suggestion that is selected, or goes to the fields of what is.
    Open,
    ToggleDone,
    StartStop,
    /// Pauses what runs, or goes on with it.
    Pause,
    Interrupted,
    Extend,
    Break,
    SkipBreak,
    ParkThought,
    SomethingElse,
    FloatTimer,
    FullScreen,
    NextBest,
    NotNow,
    MoveTo(Quadrant),
    Delete,
    Deselect,
    Up,
    Down,
    Left,
    Right,
    MoveUp,
    MoveDown,
    Longer,
    Shorter,
    ToggleLock,
    /// Cuts the selected block in half.
    Split,
    /// Makes one of the selected block and the next piece of the same work.
    Merge,
    /// Puts a second block like the selected one behind it.
    CopyBlock,
    /// Adds the block above to the selection.
    ExtendUp,
    ExtendDown,
    /// Moves the selected block and pushes what is in its way.
    PushEarlier,
    PushLater,
    /// Why the selected suggestion is there.
    Why,
    /// What a meeting would do to the day.
    AskEvent,
    /// Finishes what runs.
    Finish,
    /// Plans the rest of the day again; shows the difference first.
    Replan,
    /// What fits the next minutes.
    Minutes,
    /// The event that goes on takes ten minutes more.
    StillInMeeting,
    /// Puts back what is left of today.
    DoneForToday,
    /// What is left of a day that is reviewed: to the next day, to another one, back, or dropped.
    LeftToNextDay,
    LeftToAnotherDay,
    LeftToMatrix,
    LeftDrop,
    /// What is left of yesterday, what is fixed, how full.
    Morning,
    /// The list beside the day.
    PlanList,
    DayRules,
    Calendars,
    ZoomIn,
    ZoomOut,
    NewWorkspace,
    OpenWorkspace,
    SaveCopy,
    /// Writes into another folder and goes on there.
    SaveElsewhere,
    RetrySave,
    Backups,
    /// Takes back what was merged from outside last.
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
    /// All of them, in the order of the help sheet.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter().flat_map(|command| match command {
            Self::MoveTo(_) => Quadrant::iter().map(Self::MoveTo).collect(),
            Self::Show(_) => View::iter().map(Self::Show).collect(),
            other => vec![other],
        })
    }

    /// What it is called.
    pub fn text(self) -> String {
        match self {
            Self::QuickAdd => "Add a task",
            Self::Find => "Find a task",
            Self::Palette => "All commands and tasks",
            Self::Filter => "Filter and sort the matrix",
            Self::Important => "Important or not",
            Self::Urgent => "Urgent or not",
            Self::ShowFinished => "Show or hide what was finished",
            Self::Trash => "Trash",
            Self::Enlarge => "Enlarge the quadrant or shrink it",
            Self::Collapse => "Collapse the quadrant or open it",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Today => "Go to today",
            Self::PreviousDay => "Previous day",
            Self::NextDay => "Next day",
            Self::Show(view) => return format!("Show {}", view.name()),
            Self::DaysShown => "Three days or a week",
            Self::AcceptAll => "Accept all suggestions",
            Self::Open => "Open or accept",
            Self::ToggleDone => "Tick",
            Self::StartStop => "Start or stop",
            Self::Pause => "Pause or go on",
            Self::Interrupted => "Interrupted",
            Self::Extend => "Five minutes more",
            Self::Break => "Take a break",
            Self::SkipBreak => "Skip the break",
            Self::ParkThought => "Park a thought in the inbox",
            Self::SomethingElse => "I did something else",
            Self::FloatTimer => "Timer in a small window",
            Self::FullScreen => "Full screen",
            Self::NextBest => "Next best suggestion",
            Self::NotNow => "Not now",
            Self::MoveTo(quadrant) => return format!("Move to {}", quadrant.default_name()),
            Self::Delete => "Delete",
            Self::Deselect => "Close",
            Self::Up => "Select above",
            Self::Down => "Select below",
            Self::Left => "Select to the left",
            Self::Right => "Select to the right",
            Self::MoveUp => "Move up or earlier",
            Self::MoveDown => "Move down or later",
            Self::Longer => "Make the block longer",
            Self::Shorter => "Make the block shorter",
            Self::ToggleLock => "Lock or unlock the block",
            Self::Split => "Split the block in half",
            Self::Merge => "Merge the block with the next piece",
            Self::CopyBlock => "Copy the block",
            Self::ExtendUp => "Select the one above as well",
            Self::ExtendDown => "Select the one below as well",
            Self::PushEarlier => "Move earlier and push",
            Self::PushLater => "Move later and push",
            Self::Why => "Why this suggestion",
            Self::AskEvent => "What if there were a meeting",
            Self::Finish => "Finish what runs",
            Self::Replan => "Replan from now",
            Self::Minutes => "I have some minutes",
            Self::StillInMeeting => "Still in the meeting, 10 more minutes",
            Self::DoneForToday => "Done for today",
            Self::LeftToNextDay => "In a review: what is left to tomorrow",
            Self::LeftToAnotherDay => "In a review: what is left to another day",
            Self::LeftToMatrix => "In a review: what is left back to the matrix",
            Self::LeftDrop => "In a review: drop what is left",
            Self::Morning => "Morning",
            Self::PlanList => "The plan as a list",
            Self::DayRules => "Rules of the day",
            Self::Calendars => "Calendars",
            Self::ZoomIn => "Zoom the day in",
            Self::ZoomOut => "Zoom the day out",
            Self::NewWorkspace => "New workspace…",
            Self::OpenWorkspace => "Open workspace…",
            Self::SaveCopy => "Save a copy…",
            Self::SaveElsewhere => "Save in another folder…",
            Self::RetrySave => "Save again",
            Self::Backups => "Backups…",
            Self::TakeBackMerge => "Take back the last merge",
            Self::ImportCalendar => "Import a calendar…",
            Self::ThemeSystem => "Theme of the system",
            Self::ThemeLight => "Light theme",
            Self::ThemeDark => "Dark theme",
            Self::LargerText => "Larger text",
            Self::SmallerText => "Smaller text",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::Quit => "Quit",
        }
        .into()
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

    /// What the preferences call it.
    pub fn id(self) -> String {
        format!("{self:?}")
    }

    /// The keys that it comes with; the first is the one that is shown.
    pub fn default_keys(self) -> &'static [KeyboardShortcut] {
        const NUMBERS: [[KeyboardShortcut; 1]; 4] =
            [[plain(Key::Num1)], [plain(Key::Num2)], [plain(Key::Num3)], [plain(Key::Num4)]];
        const VIEWS: [[KeyboardShortcut; 1]; 4] =
            [[command(Key::Num1)], [command(Key::Num2)], [command(Key::Num3)], [command(Key::Num4)]];
        match self {
            Self::Show(view) => &VIEWS[view as usize],
            Self::QuickAdd => const { &[command(Key::N), plain(Key::A)] },
            Self::Find => const { &[command(Key::F), plain(Key::Slash)] },
            Self::Palette => const { &[command(Key::K)] },
            Self::Filter => const { &[plain(Key::F)] },
            Self::Important => const { &[plain(Key::I)] },
            Self::Urgent => const { &[plain(Key::U)] },
            Self::ShowFinished => const { &[plain(Key::H)] },
            Self::Enlarge => const { &[plain(Key::Z)] },
            Self::Collapse => const { &[shift(Key::Z)] },
            Self::Undo => const { &[command(Key::Z)] },
            Self::Redo => const { &[KeyboardShortcut::new(SHIFT_COMMAND, Key::Z), command(Key::Y)] },
            Self::Today | Self::LeftToNextDay => const { &[plain(Key::T)] },
            Self::PreviousDay => const { &[plain(Key::PageUp)] },
            Self::NextDay => const { &[plain(Key::PageDown)] },
            Self::DaysShown | Self::LeftToAnotherDay => const { &[plain(Key::D)] },
            Self::AcceptAll => const { &[KeyboardShortcut::new(SHIFT_COMMAND, Key::Enter)] },
            Self::Open => const { &[plain(Key::Enter), plain(Key::E)] },
            Self::ToggleDone => const { &[plain(Key::Space)] },
            Self::StartStop => const { &[plain(Key::S)] },
            Self::Pause => const { &[shift(Key::P)] },
            Self::Interrupted => const { &[shift(Key::I)] },
            Self::Finish => const { &[shift(Key::D)] },
            Self::Extend => const { &[shift(Key::F)] },
            Self::Break => const { &[plain(Key::B)] },
            Self::SkipBreak => const { &[shift(Key::B)] },
            Self::ParkThought => const { &[plain(Key::J)] },
            Self::SomethingElse => const { &[shift(Key::O)] },
            Self::FullScreen => const { &[plain(Key::F11)] },
            Self::NextBest => const { &[plain(Key::N)] },
            Self::NotNow | Self::LeftDrop => const { &[plain(Key::X)] },
            Self::MoveTo(quadrant) => &NUMBERS[quadrant as usize],
            Self::Delete => const { &[plain(Key::Delete)] },
            Self::Deselect => const { &[plain(Key::Escape)] },
            Self::Up => const { &[plain(Key::ArrowUp)] },
            Self::Down => const { &[plain(Key::ArrowDown)] },
            Self::Left => const { &[plain(Key::ArrowLeft)] },
            Self::Right => const { &[plain(Key::ArrowRight)] },
            Self::MoveUp => const { &[alt(Key::ArrowUp)] },
            Self::MoveDown => const { &[alt(Key::ArrowDown)] },
            Self::Longer => const { &[KeyboardShortcut::new(SHIFT_ALT, Key::ArrowDown)] },
            Self::Shorter => const { &[KeyboardShortcut::new(SHIFT_ALT, Key::ArrowUp)] },
            Self::ToggleLock => const { &[plain(Key::L)] },
            Self::Split => const { &[plain(Key::K)] },
            Self::Merge | Self::LeftToMatrix => const { &[plain(Key::M)] },
            Self::CopyBlock => const { &[command(Key::D)] },
            Self::ExtendUp => const { &[shift(Key::ArrowUp)] },
            Self::ExtendDown => const { &[shift(Key::ArrowDown)] },
            Self::PushEarlier => const { &[KeyboardShortcut::new(COMMAND_ALT, Key::ArrowUp)] },
            Self::PushLater => const { &[KeyboardShortcut::new(COMMAND_ALT, Key::ArrowDown)] },
            Self::Why => const { &[plain(Key::W)] },
            Self::AskEvent => const { &[plain(Key::Q)] },
            Self::Replan => const { &[plain(Key::R)] },
            Self::Minutes => const { &[plain(Key::G)] },
            Self::StillInMeeting => const { &[plain(Key::O)] },
            Self::PlanList => const { &[plain(Key::P)] },
            Self::DayRules => const { &[command(Key::Comma)] },
            Self::ZoomIn => const { &[plain(Key::Plus), plain(Key::Equals)] },
            Self::ZoomOut => const { &[plain(Key::Minus)] },
            Self::LargerText => const { &[command(Key::Plus), command(Key::Equals)] },
            Self::SmallerText => const { &[command(Key::Minus)] },
            Self::OpenWorkspace => const { &[command(Key::O)] },
            Self::ImportCalendar => const { &[command(Key::I)] },
            Self::Shortcuts => const { &[plain(Key::Questionmark)] },
            Self::Quit => const { &[command(Key::Q)] },
            Self::DoneForToday => const { &[plain(Key::C)] },
            Self::Morning
            | Self::Calendars
            | Self::Trash
            | Self::FloatTimer
            | Self::NewWorkspace
            | Self::SaveCopy
            | Self::SaveElsewhere
            | Self::RetrySave
            | Self::Backups
            | Self::TakeBackMerge
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark => &[],
        }
    }

    /// Whether its keys act only where something is left to be moved in a review; they have another meaning elsewhere.
    pub fn is_for_what_is_left(self) -> bool {
        matches!(self, Self::LeftToNextDay | Self::LeftToAnotherDay | Self::LeftToMatrix | Self::LeftDrop)
    }

    /// Whether it can be run now.
    pub fn is_enabled(self, ctx: &ViewContext, selection: Selection) -> bool {
        match self {
            Self::Undo => ctx.undo.is_some(),
            Self::Redo => ctx.redo.is_some(),
            Self::TakeBackMerge => ctx.can_take_back_merge,
            Self::Pause | Self::Interrupted | Self::Finish | Self::Extend => {
                ctx.workspace.open_session().is_some_and(|session| session.kind == SessionKind::Focus)
            }
            Self::DaysShown => ctx.days.len() > 1,
            Self::LeftToNextDay | Self::LeftToAnotherDay | Self::LeftToMatrix | Self::LeftDrop => {
                ctx.review.is_some_and(|review| !review.left().is_empty())
            }
            Self::AcceptAll => ctx.days.iter().any(|day| !day.proposal.suggestions.is_empty()),
            Self::Open | Self::ToggleDone | Self::Delete | Self::Deselect => selection != Selection::Nothing,
            Self::StartStop => {
                let runs = ctx.workspace.open_session().is_some();
                runs || selection != Selection::Nothing || super::ready_today(ctx).is_some()
            }
            Self::NextBest | Self::NotNow | Self::Why => matches!(selection, Selection::Ghost(..)),
            Self::MoveTo(_) | Self::Important | Self::Urgent | Self::Enlarge | Self::Collapse => {
                selection.task(ctx.workspace).is_some_and(|task| ctx.task(task).is_some())
            }
            Self::ToggleLock
            | Self::Longer
            | Self::Shorter
            | Self::Split
            | Self::Merge
            | Self::CopyBlock
            | Self::PushEarlier
            | Self::PushLater => matches!(selection, Selection::Block(_)),
            Self::MoveUp | Self::MoveDown | Self::ExtendUp | Self::ExtendDown => {
                matches!(selection, Selection::Block(_) | Selection::Task(_))
            }
            _ => true,
        }
    }

    /// Its text with its first shortcut, for tooltips: "Undo (Ctrl+Z)".
    pub fn hint(self, ctx: &egui::Context) -> String {
        match self.keys_text(ctx) {
            Some(keys) => format!("{} ({keys})", self.text()),
            None => self.text(),
        }
    }

    /// The keys that run it, as menus show them.
    pub fn keys_text(self, ctx: &egui::Context) -> Option<String> {
        Keymap::of(ctx).keys(self).first().map(|keys| shortcut_text(ctx, keys))
    }

    /// The command whose keys were pressed; the keys are consumed. While text is edited only those with Ctrl that a text
    /// field has no use for count. `with_left` is whether something is left to be moved in the review that is shown.
    pub fn pressed(ctx: &egui::Context, editing: bool, with_left: bool) -> Option<Self> {
        let keymap = Keymap::of(ctx);
        let mut all: Vec<(Self, KeyboardShortcut)> =
            Self::all().flat_map(|command| keymap.keys(command).iter().map(move |keys| (command, *keys))).collect();
        all.retain(|(command, _)| with_left || !command.is_for_what_is_left());
        // What needs more modifiers first: a shortcut also matches with more of them held.
        all.sort_by_key(|(command, keys)| {
            let held = [keys.modifiers.shift, keys.modifiers.alt, keys.modifiers.command];
            std::cmp::Reverse((held.into_iter().filter(|held| *held).count(), command.is_for_what_is_left()))
        });
        let allowed = |command: Self, keys: &KeyboardShortcut| {
            let text_uses_it = matches!(command, Self::Undo | Self::Redo);
            !editing || (keys.modifiers.command && !text_uses_it)
        };
        all.into_iter()
            .filter(|(command, keys)| allowed(*command, keys))
            .find(|(_, keys)| ctx.input_mut(|input| input.consume_shortcut(keys)))
            .map(|(command, _)| command)
    }
}

/// The icon of a quadrant; colour never carries its meaning alone.
pub fn quadrant_icon(quadrant: Quadrant) -> MaterialIcon {
    match quadrant {
        Quadrant::Do => icons::ICON_PRIORITY_HIGH,
        Quadrant::Schedule => icons::ICON_EVENT,
        Quadrant::Delegate => icons::ICON_GROUP,
        Quadrant::Eliminate => icons::ICON_BLOCK,
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
