//! The default of each setting.

use super::catalog::Setting;
use crate::model::{Reminders, Settings};
use crate::store::{Preferences, ThemeChoice};
use crate::ui::state::SettingsSection;

/// Returns whether a section has defaults.
pub(super) fn has_defaults(section: SettingsSection) -> bool {
    !matches!(section, SettingsSection::Calendars | SettingsSection::Data)
}

/// Resets a setting of the workspace. Tags, filters and calendars are content and stay.
pub(super) fn reset(setting: Setting, settings: &mut Settings) {
    let usual = Settings::default();
    let (reminders, usual_reminders) = (&mut settings.reminders, Reminders::default());
    match setting {
        Setting::WorkingHours => settings.working_hours = usual.working_hours,
        Setting::DateHours => settings.date_hours = usual.date_hours,
        Setting::Lunch => settings.lunch = usual.lunch,
        Setting::LunchWindow => settings.lunch_window = usual.lunch_window,
        Setting::BufferBefore => settings.buffer_before = usual.buffer_before,
        Setting::BufferAfter => settings.buffer = usual.buffer,
        Setting::DayStart => settings.day_start = usual.day_start,
        Setting::SmallSteps => settings.micro_tasks = usual.micro_tasks,
        Setting::Fullness => settings.fullness = usual.fullness,
        Setting::DateFullness => settings.date_fullness = usual.date_fullness,
        Setting::ImportantWork => settings.schedule_floor = usual.schedule_floor,
        Setting::DefaultEstimate => settings.guess = usual.guess,
        Setting::ShortestPiece | Setting::LongestPiece => settings.chunk = usual.chunk,
        Setting::KeepNext => settings.frozen = usual.frozen,
        Setting::Grid => settings.grid = usual.grid,
        Setting::Energy => settings.energy = usual.energy,
        Setting::TagWindows => settings.tag_windows = usual.tag_windows,
        Setting::TimerMode => settings.timer = usual.timer,
        Setting::Rhythm => settings.rhythm = usual.rhythm,
        Setting::MeetingsBeforeBreak => settings.events_before_break = usual.events_before_break,
        Setting::BreakAfterMeetings => settings.break_after_events = usual.break_after_events,
        Setting::BreakIdeas => settings.break_ideas = usual.break_ideas,
        Setting::BlockStarts => reminders.block_starts = usual_reminders.block_starts,
        Setting::TimerEnds => reminders.timer_ends = usual_reminders.timer_ends,
        Setting::DueTasks => reminders.due_dates = usual_reminders.due_dates,
        Setting::InFocus => reminders.in_focus = usual_reminders.in_focus,
        Setting::BeforeEvents => reminders.before_events = usual_reminders.before_events,
        Setting::QuietHours => reminders.quiet = usual_reminders.quiet,
        Setting::IdleTime => reminders.idle_after = usual_reminders.idle_after,
        Setting::Quadrants => {
            settings.quadrant_names.clear();
            settings.quadrant_tones.clear();
        }
        Setting::Theme
        | Setting::TextSize
        | Setting::TagColours
        | Setting::SavedFilters
        | Setting::Shortcuts
        | Setting::Calendars
        | Setting::Folder => {}
    }
}

/// Resets the preferences of this machine that a section shows.
pub(super) fn reset_machine(section: SettingsSection, prefs: &mut Preferences) {
    match section {
        SettingsSection::Appearance => {
            (prefs.theme, prefs.text_scale) = (ThemeChoice::default(), Preferences::default().text_scale);
        }
        SettingsSection::Keyboard => prefs.keys.clear(),
        _ => {}
    }
}
