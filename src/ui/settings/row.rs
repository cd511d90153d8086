//! The form of each setting.

use egui::Ui;

use super::catalog::Setting;
use super::page::Page;
use super::{appearance, calendars, data, day, energy, keyboard, planner, reminders, timer};

/// Draws a setting. The list of shortcuts is cut to those that hold the lower-case text.
pub(super) fn setting_ui(ui: &mut Ui, setting: Setting, page: &mut Page, lower: &str) {
    match setting {
        Setting::WorkingHours => day::working_hours_ui(ui, page),
        Setting::DateHours => day::date_hours_ui(ui, page),
        Setting::Lunch => day::lunch_ui(ui, page),
        Setting::LunchWindow => day::lunch_window_ui(ui, page),
        Setting::BufferBefore => day::buffer_ui(ui, page, false),
        Setting::BufferAfter => day::buffer_ui(ui, page, true),
        Setting::DayStart => day::day_start_ui(ui, page),
        Setting::SmallSteps => day::small_steps_ui(ui, page),
        Setting::Fullness => planner::fullness_ui(ui, page),
        Setting::DateFullness => planner::date_fullness_ui(ui, page),
        Setting::ImportantWork => planner::important_work_ui(ui, page),
        Setting::DefaultEstimate => planner::default_estimate_ui(ui, page),
        Setting::ShortestPiece => planner::piece_ui(ui, page, false),
        Setting::LongestPiece => planner::piece_ui(ui, page, true),
        Setting::KeepNext => planner::keep_next_ui(ui, page),
        Setting::Grid => planner::grid_ui(ui, page),
        Setting::Energy => energy::energy_ui(ui, page),
        Setting::TagWindows => planner::tag_windows_ui(ui, page),
        Setting::TimerMode => timer::timer_mode_ui(ui, page),
        Setting::Rhythm => timer::rhythm_ui(ui, page),
        Setting::MeetingsBeforeBreak => timer::meetings_before_break_ui(ui, page),
        Setting::BreakAfterMeetings => timer::break_after_meetings_ui(ui, page),
        Setting::BreakIdeas => timer::break_ideas_ui(ui, page),
        Setting::BlockStarts => reminders::switch_of(ui, page, setting, "", |it| &mut it.block_starts),
        Setting::TimerEnds => reminders::switch_of(ui, page, setting, "", |it| &mut it.timer_ends),
        Setting::DueTasks => {
            reminders::switch_of(ui, page, setting, "At the start of the day and at their time.", |it| {
                &mut it.due_dates
            });
        }
        Setting::InFocus => reminders::switch_of(ui, page, setting, "", |it| &mut it.in_focus),
        Setting::BeforeEvents => reminders::before_events_ui(ui, page),
        Setting::QuietHours => reminders::quiet_hours_ui(ui, page),
        Setting::IdleTime => reminders::idle_time_ui(ui, page),
        Setting::Theme => appearance::theme_ui(ui, page),
        Setting::TextSize => appearance::text_size_ui(ui, page),
        Setting::Quadrants => appearance::quadrants_ui(ui, page),
        Setting::TagColours => appearance::tags_ui(ui, page),
        Setting::SavedFilters => appearance::filters_ui(ui, page),
        Setting::Shortcuts => keyboard::shortcuts_ui(ui, page, lower),
        Setting::Calendars => calendars::calendars_ui(ui, page),
        Setting::Folder => data::folder_ui(ui, page),
    }
}
