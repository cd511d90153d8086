//! Times of day, dates and plurals in words, for all text that people read.

use std::fmt::Display;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use crate::model::{Block, Due, Minutes, PlanningDay, Span};

/// The clock and the calendar that are usual in a locale.
///
/// ```
/// use gapwise::calendar::words::Words;
///
/// let half_past_two = chrono::NaiveTime::from_hms_opt(14, 30, 0).unwrap();
/// assert_eq!(Words::of_locale("de_DE.UTF-8").time(half_past_two), "14:30");
/// assert_eq!(Words::of_locale("en-US").time(half_past_two), "2:30pm");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// 2:05pm instead of 14:05.
    pub twelve_hours: bool,
    pub first_weekday: Weekday,
}

impl Default for Words {
    fn default() -> Self {
        Self { twelve_hours: false, first_weekday: Weekday::Mon }
    }
}

impl Words {
    /// Returns the conventions of a locale such as `en_GB.UTF-8` or `de-DE`, after the tables of the Unicode CLDR.
    pub fn of_locale(locale: &str) -> Self {
        const TWELVE: [&str; 14] = ["US", "CA", "AU", "NZ", "PH", "IN", "PK", "BD", "MY", "EG", "SA", "CO", "KR", "TW"];
        const SUNDAY: [&str; 20] = [
            "US", "CA", "PH", "IN", "PK", "BD", "SA", "CO", "KR", "TW", "JP", "BR", "MX", "IL", "ZA", "TH", "ID", "HK",
            "SG", "PE",
        ];
        const SATURDAY: [&str; 6] = ["EG", "AE", "IR", "IQ", "JO", "KW"];
        let name = locale.split(['.', '@']).next().unwrap_or_default();
        let region = name.split(['_', '-']).next_back().unwrap_or_default().to_ascii_uppercase();
        let within = |regions: &[&str]| regions.contains(&region.as_str());
        let first_weekday = match (within(&SUNDAY), within(&SATURDAY)) {
            (true, _) => Weekday::Sun,
            (_, true) => Weekday::Sat,
            _ => Weekday::Mon,
        };
        Self { twelve_hours: within(&TWELVE), first_weekday }
    }

    /// Returns "14:05", or "2:05pm" and "2pm".
    pub fn time(self, at: impl Timelike + Copy) -> String {
        let (hour, minute) = (at.hour(), at.minute());
        if !self.twelve_hours {
            return format!("{hour:02}:{minute:02}");
        }
        let (pm, hour) = at.hour12();
        let half = if pm { "pm" } else { "am" };
        if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
    }

    /// Returns "10:55–11:20".
    pub fn times(self, span: Span) -> String {
        self.range(span.start, span.end)
    }

    /// Returns "10:55–11:20".
    pub fn range(self, from: impl Timelike + Copy, to: impl Timelike + Copy) -> String {
        format!("{}–{}", self.time(from), self.time(to))
    }

    /// Returns a full hour, 0 to 24: "9:00", or "9am".
    pub fn hour(self, hour: usize) -> String {
        let at = NaiveTime::from_num_seconds_from_midnight_opt(hour as u32 % 24 * 3600, 0).unwrap_or_default();
        if self.twelve_hours { self.time(at) } else { format!("{hour}:00") }
    }

    /// Returns "Tue 24 Nov 14:00", or the date alone; a date in another year than `today` with its year.
    pub fn date_and_time(self, date: NaiveDate, time: Option<NaiveTime>, today: NaiveDate) -> String {
        let date = weekday_day_from(date, today);
        time.map_or(date.clone(), |time| format!("{date} {}", self.time(time)))
    }

    /// Returns a due date relative to today: "today 14:00", "yesterday", "Fri", "12 Dec", "12 Jan 2027".
    pub fn due(self, due: Due, today: PlanningDay) -> String {
        let date = match (due.date - today.date).num_days() {
            -1 => "yesterday".into(),
            0 => "today".into(),
            1 => "tomorrow".into(),
            2..7 => weekday_short(due.date),
            _ => day_from(due.date, today.date),
        };
        match due.time {
            Some(time) => format!("{date} {}", self.time(time)),
            None => date,
        }
    }

    /// Returns the first day of the week that holds a date.
    pub fn first_of_week(self, date: NaiveDate) -> NaiveDate {
        let days = date.weekday().days_since(self.first_weekday);
        date.checked_sub_days(Days::new(days.into())).unwrap_or(date)
    }

    /// Returns the days of a week in their order, each as its number of days after Monday.
    pub fn weekday_order(self) -> [usize; 7] {
        let mut days = [0, 1, 2, 3, 4, 5, 6];
        days.rotate_left(self.first_weekday.num_days_from_monday() as usize);
        days
    }

    /// Returns the days of a week in two letters, in their order.
    pub fn weekdays(self) -> [&'static str; 7] {
        self.weekday_order().map(|day| ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day])
    }
}

/// Returns "Friday".
pub fn weekday(date: NaiveDate) -> String {
    date.format("%A").to_string()
}

/// Returns "Fri".
pub fn weekday_short(date: NaiveDate) -> String {
    date.format("%a").to_string()
}

/// Returns "Fri 27".
pub fn weekday_number(date: NaiveDate) -> String {
    date.format("%a %-d").to_string()
}

/// Returns "Fri 27 Nov".
pub fn weekday_day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// Returns "Fri 27 Nov", with its year if that is another one than today's.
pub fn weekday_day_from(date: NaiveDate, today: NaiveDate) -> String {
    if date.year() == today.year() { weekday_day(date) } else { weekday_day_year(date) }
}

/// Returns "Fri 27 Nov 2026".
pub fn weekday_day_year(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// Returns "Fri 27 November".
pub fn weekday_day_long(date: NaiveDate) -> String {
    date.format("%a %-d %B").to_string()
}

/// Returns "Friday 27 November", for use inside a sentence.
pub fn weekday_full_day(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// Returns "Friday, 27 November".
pub fn full_day(date: NaiveDate) -> String {
    date.format("%A, %-d %B").to_string()
}

/// Returns "Friday, 27 November 2026".
pub fn full_day_year(date: NaiveDate) -> String {
    date.format("%A, %-d %B %Y").to_string()
}

/// Returns "27 Nov".
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// Returns "27 Nov", with its year if that is another one than today's.
pub fn day_from(date: NaiveDate, today: NaiveDate) -> String {
    if date.year() == today.year() { day(date) } else { day_year(date) }
}

/// Returns "27 Nov 2026".
pub fn day_year(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// Returns "27 November".
pub fn day_long(date: NaiveDate) -> String {
    date.format("%-d %B").to_string()
}

/// Returns "27 November 2026".
pub fn day_long_year(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// Returns "November 2026".
pub fn month(date: NaiveDate) -> String {
    date.format("%B %Y").to_string()
}

/// Returns "23–29 November", "30 November–6 December", "28 December 2026–3 January 2027".
pub fn days(first: NaiveDate, last: NaiveDate) -> String {
    if first.year() != last.year() {
        format!("{}–{}", day_long_year(first), day_long_year(last))
    } else if first.month() != last.month() {
        format!("{}–{}", day_long(first), day_long(last))
    } else {
        format!("{}–{}", first.day(), day_long(last))
    }
}

/// Returns `one` for a count of one, else `many`.
pub fn plural<'a>(count: impl Copy + PartialEq + From<u8>, one: &'a str, many: &'a str) -> &'a str {
    if count == 1.into() { one } else { many }
}

/// Returns the text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns "1 task", "3 tasks".
///
/// ```
/// assert_eq!(gapwise::calendar::words::counted(1, "step", "steps"), "1 step");
/// assert_eq!(gapwise::calendar::words::counted(0, "step", "steps"), "0 steps");
/// ```
pub fn counted(count: impl Copy + Display + PartialEq + From<u8>, one: &str, many: &str) -> String {
    format!("{count} {}", plural(count, one, many))
}

/// Joins labels by dots, without the empty ones.
///
/// ```
/// let labels = ["14:00".into(), String::new(), "25 min".into()];
/// assert_eq!(gapwise::calendar::words::dotted(labels), "14:00 · 25 min");
/// ```
pub fn dotted(labels: impl IntoIterator<Item = String>) -> String {
    labels.into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns "carried over once", "carried over 3 times"; nothing for a task that never was.
pub fn carried_over(times: u32) -> String {
    match times {
        0 => String::new(),
        1 => "carried over once".into(),
        times => format!("carried over {}", counted(times, "time", "times")),
    }
}

/// Returns the state of a block: "planned", "locked", "running", "done", or "not started" once its time has passed.
pub fn block_state(block: &Block, now: NaiveDateTime) -> String {
    if block.is_missed(now) { "not started".into() } else { block.state.to_string() }
}

/// Returns "Report: 25 min are up", "Report: 1 h is up".
pub fn time_is_up(title: &str, planned: Minutes) -> String {
    match planned.get() {
        1 | 60..120 => format!("{title}: {planned} is up"),
        _ => format!("{title}: {planned} are up"),
    }
}

/// Returns "about 1 h 40 not yet broken down", rounded to five minutes; "All steps done" for nothing.
pub fn unwritten(left: Minutes) -> String {
    if left.is_zero() {
        return "All steps done".into();
    }
    let about = Minutes::new(left.get().saturating_add(2).max(5) / 5 * 5);
    format!("about {about} not yet broken down")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveTime;

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    #[test]
    fn the_locale_chooses_the_clock_and_the_first_day_of_the_week() {
        let friday = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a date");
        let (german, american) = (Words::of_locale("de_DE.UTF-8"), Words::of_locale("en-US"));
        assert_eq!(german, Words::default());
        assert_eq!(german.range(time(0, 0), time(14, 5)), "00:00–14:05");
        assert_eq!(american.range(time(0, 0), time(14, 5)), "12am–2:05pm");
        assert_eq!(german.first_of_week(friday).day(), 23);
        assert_eq!(american.first_of_week(friday).day(), 22);
        assert_eq!(american.date_and_time(friday, Some(time(14, 5)), friday), "Fri 27 Nov 2:05pm");
        assert_eq!((german.hour(24), american.hour(24)), ("24:00".into(), "12am".into()));
        assert_eq!(american.weekdays()[0], "Su");
        assert_eq!(Words::of_locale("ar_EG").weekdays()[0], "Sa");
        assert_eq!(Words::of_locale("C"), Words::default());
    }

    #[test]
    fn a_date_in_another_year_has_its_year() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let today = PlanningDay { date: date("2026-12-28"), starts: NaiveTime::MIN };
        let due = |text: &str| Words::default().due(Due::on(date(text)), today);
        assert_eq!(["2026-12-27", "2027-01-02", "2026-11-03"].map(due), ["yesterday", "Sat", "3 Nov"]);
        assert_eq!(["2027-01-12", "2025-12-30"].map(due), ["12 Jan 2027", "30 Dec 2025"]);
        let at = |text: &str| Words::default().date_and_time(date(text), Some(time(9, 0)), today.date);
        assert_eq!(["2026-12-29", "2027-01-01"].map(at), ["Tue 29 Dec 09:00", "Fri 1 Jan 2027 09:00"]);
    }

    #[test]
    fn days_of_one_month_name_it_once() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        assert_eq!(days(date(2026, 11, 23), date(2026, 11, 29)), "23–29 November");
        assert_eq!(days(date(2026, 11, 30), date(2026, 12, 6)), "30 November–6 December");
        assert_eq!(days(date(2026, 12, 28), date(2027, 1, 3)), "28 December 2026–3 January 2027");
    }
}
