//! The settings by name, section and search words.

use crate::ui::state::SettingsSection;

/// A setting of the dialog, in display order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Setting {
    WorkingHours,
    DateHours,
    Lunch,
    LunchWindow,
    BufferBefore,
    BufferAfter,
    DayStart,
    SmallSteps,
    Fullness,
    DateFullness,
    ImportantWork,
    DefaultEstimate,
    ShortestPiece,
    LongestPiece,
    KeepNext,
    Grid,
    Energy,
    TagWindows,
    TimerMode,
    Rhythm,
    MeetingsBeforeBreak,
    BreakAfterMeetings,
    BreakIdeas,
    BlockStarts,
    TimerEnds,
    DueTasks,
    InFocus,
    BeforeEvents,
    QuietHours,
    IdleTime,
    Theme,
    TextSize,
    Quadrants,
    TagColours,
    SavedFilters,
    Shortcuts,
    Calendars,
    Folder,
}

/// The words and the place of a setting.
struct Entry {
    section: SettingsSection,
    name: &'static str,
    /// Further words that search finds it by.
    words: &'static str,
    is_wide: bool,
    begins_group: bool,
}

const fn entry(section: SettingsSection, name: &'static str, words: &'static str) -> Entry {
    Entry { section, name, words, is_wide: false, begins_group: false }
}

impl Entry {
    const fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    const fn group(self) -> Self {
        Self { begins_group: true, ..self }
    }
}

impl Setting {
    /// Returns the name, as the dialog shows it.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Returns the section that shows it.
    pub fn section(self) -> SettingsSection {
        self.entry().section
    }

    /// Returns whether it takes a whole row.
    pub(super) fn is_wide(self) -> bool {
        self.entry().is_wide
    }

    /// Returns whether a line separates it from the settings before it.
    pub(super) fn begins_group(self) -> bool {
        self.entry().begins_group
    }

    /// Returns whether its name, section or search words hold each word of a lower-case text.
    pub(super) fn matches(self, lower: &str) -> bool {
        let Entry { section, name, words, .. } = self.entry();
        let all = format!("{name} {} {words}", section.title()).to_lowercase();
        lower.split_whitespace().all(|word| all.contains(word))
    }

    fn entry(self) -> Entry {
        use SettingsSection::{Appearance, Calendars, Data, Day, Keyboard, Planner, Reminders, Timer};
        match self {
            Self::WorkingHours => entry(Day, "Working hours", "from to weekday weekend day off").wide(),
            Self::DateHours => entry(Day, "Hours of one date", "holiday day off exception").wide(),
            Self::Lunch => entry(Day, "Lunch", "noon free length").wide().group(),
            Self::LunchWindow => entry(Day, "Lunch moves within", "window noon"),
            Self::BufferBefore => entry(Day, "Buffer before a meeting", "event travel"),
            Self::BufferAfter => entry(Day, "Buffer after a meeting", "event travel"),
            Self::DayStart => entry(Day, "A new day starts at", "night midnight late"),
            Self::SmallSteps => entry(Day, "Small steps a day, at most", "micro-tasks limit"),
            Self::Fullness => entry(Planner, "How full are days?", "fullness load light normal").wide(),
            Self::DateFullness => entry(Planner, "How full is one day?", "fullness date light normal").wide(),
            Self::ImportantWork => entry(Planner, "Important work a week", "weekly minimum at least not urgent"),
            Self::DefaultEstimate => entry(Planner, "Default estimate", "length guess"),
            Self::ShortestPiece => entry(Planner, "Shortest piece", "chunk split").group(),
            Self::LongestPiece => entry(Planner, "Longest piece", "chunk split"),
            Self::KeepNext => entry(Planner, "Keep the next", "frozen suggestion stays"),
            Self::Grid => entry(Planner, "Drag in steps of", "grid snap raster").wide(),
            Self::Energy => entry(Planner, "Energy by time of day", "high low paint morning").wide().group(),
            Self::TagWindows => entry(Planner, "Tag windows", "times of a tag errands").wide().group(),
            Self::TimerMode => entry(Timer, "Timer", "block pomodoro stopwatch countdown").wide(),
            Self::Rhythm => entry(Timer, "Rhythm", "focus break length pomodoro long stretches").wide(),
            Self::MeetingsBeforeBreak => entry(Timer, "Break after meetings of", "events in a row").group(),
            Self::BreakAfterMeetings => entry(Timer, "Length of that break", "meetings events rest"),
            Self::BreakIdeas => entry(Timer, "Break ideas", "stretch suggestions").wide().group(),
            Self::BlockStarts => entry(Reminders, "Block starts", "notification").wide(),
            Self::TimerEnds => entry(Reminders, "Focus or break ends", "notification timer").wide(),
            Self::DueTasks => entry(Reminders, "Due tasks", "notification due date").wide(),
            Self::InFocus => entry(Reminders, "Also in full-screen focus", "notification quiet").wide(),
            Self::BeforeEvents => entry(Reminders, "Before events", "notification meeting minutes").group(),
            Self::QuietHours => entry(Reminders, "Quiet hours", "notification night do not disturb"),
            Self::IdleTime => entry(Reminders, "Ask after idle time of", "away pause"),
            Self::Theme => entry(Appearance, "Theme", "dark light system colours").wide(),
            Self::TextSize => entry(Appearance, "Text size", "zoom font larger smaller scale").wide(),
            Self::Quadrants => entry(Appearance, "Quadrants", "matrix name colour do schedule delegate").wide().group(),
            Self::TagColours => entry(Appearance, "Tags", "colour private report").wide().group(),
            Self::SavedFilters => entry(Appearance, "Saved filters", "matrix search").wide().group(),
            Self::Shortcuts => entry(Keyboard, "Keyboard shortcuts", "keys command").wide(),
            Self::Calendars => entry(Calendars, "Calendars", "import ics events colour watch hidden").wide(),
            Self::Folder => entry(Data, "Workspace folder", "backup save copy move open recent export").wide(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::collections::HashSet;

    use strum::IntoEnumIterator as _;

    use super::*;
    use crate::model::{Reminders, Settings};
    use crate::store::Preferences;

    /// Returns the setting of every field. A new field does not compile until it is listed.
    fn of_every_field() -> Vec<Setting> {
        let mut found = Vec::new();
        let mut at = |_: &dyn Any, setting| found.push(setting);
        let Settings {
            day_start,
            grid,
            guess,
            working_hours,
            date_hours,
            lunch,
            lunch_window,
            rhythm,
            buffer_before,
            buffer,
            events_before_break,
            break_after_events,
            fullness,
            date_fullness,
            micro_tasks,
            chunk,
            frozen,
            schedule_floor,
            energy,
            tag_windows,
            tags,
            quadrant_names,
            quadrant_tones,
            filters,
            timer,
            break_ideas,
            reminders,
        } = Settings::default();
        at(&day_start, Setting::DayStart);
        at(&grid, Setting::Grid);
        at(&guess, Setting::DefaultEstimate);
        at(&working_hours, Setting::WorkingHours);
        at(&date_hours, Setting::DateHours);
        at(&lunch, Setting::Lunch);
        at(&lunch_window, Setting::LunchWindow);
        at(&rhythm, Setting::Rhythm);
        at(&buffer_before, Setting::BufferBefore);
        at(&buffer, Setting::BufferAfter);
        at(&events_before_break, Setting::MeetingsBeforeBreak);
        at(&break_after_events, Setting::BreakAfterMeetings);
        at(&fullness, Setting::Fullness);
        at(&date_fullness, Setting::DateFullness);
        at(&micro_tasks, Setting::SmallSteps);
        at(&chunk.min, Setting::ShortestPiece);
        at(&chunk.max, Setting::LongestPiece);
        at(&frozen, Setting::KeepNext);
        at(&schedule_floor, Setting::ImportantWork);
        at(&energy, Setting::Energy);
        at(&tag_windows, Setting::TagWindows);
        at(&tags, Setting::TagColours);
        at(&(quadrant_names, quadrant_tones), Setting::Quadrants);
        at(&filters, Setting::SavedFilters);
        at(&timer, Setting::TimerMode);
        at(&break_ideas, Setting::BreakIdeas);
        let Reminders { block_starts, timer_ends, before_events, due_dates, quiet, in_focus, idle_after } = reminders;
        at(&block_starts, Setting::BlockStarts);
        at(&timer_ends, Setting::TimerEnds);
        at(&before_events, Setting::BeforeEvents);
        at(&due_dates, Setting::DueTasks);
        at(&quiet, Setting::QuietHours);
        at(&in_focus, Setting::InFocus);
        at(&idle_after, Setting::IdleTime);
        // Sizes of panes and the window are set by dragging, folded quadrants on the matrix; days and hints are records.
        let Preferences {
            theme,
            recent,
            text_scale,
            keys,
            followed,
            matrix_share: _,
            inspector_width: _,
            hour_height: _,
            window: _,
            greeted: _,
            hints: _,
            collapsed: _,
        } = Preferences::default();
        at(&theme, Setting::Theme);
        at(&recent, Setting::Folder);
        at(&text_scale, Setting::TextSize);
        at(&keys, Setting::Shortcuts);
        at(&followed, Setting::Calendars);
        found
    }

    #[test]
    fn every_field_has_one_setting_and_every_setting_a_field() {
        let of_fields = of_every_field();
        let all: HashSet<Setting> = Setting::iter().collect();
        assert_eq!(of_fields.iter().copied().collect::<HashSet<_>>(), all);
        assert_eq!(of_fields.len(), all.len(), "a setting has one field");
    }

    #[test]
    fn settings_are_found_by_each_of_their_words_and_stand_in_order_of_their_sections() {
        for setting in Setting::iter() {
            assert!(setting.matches(&setting.name().to_lowercase()), "{setting:?}");
            assert!(setting.matches(&setting.section().title().to_lowercase()), "{setting:?}");
            assert!(!setting.matches("quagga"), "{setting:?}");
        }
        let sections: Vec<_> = Setting::iter().map(|setting| setting.section() as usize).collect();
        assert!(sections.is_sorted(), "{sections:?}");
        let names: HashSet<_> = Setting::iter().map(Setting::name).collect();
        assert_eq!(names.len(), Setting::iter().count(), "names are unique");
    }
}
