//! Ranges of times as text.

use crate::calendar::words::Words;
use crate::exchange::parse_range;
use crate::model::{DayHours, TimeRange};

/// Returns "09:00–12:30, 13:00–17:30", or "off".
pub(super) fn hours_words(words: Words, hours: &DayHours) -> String {
    if hours.0.is_empty() { "off".into() } else { ranges_words(words, &hours.0) }
}

/// Returns "09:00–12:30, 13:00–17:30".
pub(super) fn ranges_words(words: Words, ranges: &[TimeRange]) -> String {
    ranges.iter().map(|range| words.range(range.from, range.to)).collect::<Vec<_>>().join(", ")
}

/// Parses "9-12, 13-17:30", or "off".
pub(super) fn parse_hours(text: &str) -> Option<DayHours> {
    if text.is_empty() || text.eq_ignore_ascii_case("off") {
        return Some(DayHours::default());
    }
    let ranges: Option<Vec<TimeRange>> = text.split([',', ';']).map(parse_range).collect();
    let mut ranges = ranges?;
    ranges.sort_by_key(|range| range.from);
    let apart = ranges.windows(2).all(|pair| pair[0].to > pair[0].from && pair[0].to <= pair[1].from);
    apart.then_some(DayHours(ranges))
}

/// Parses a range that ends on the day on which it starts.
pub(super) fn parse_range_within_a_day(text: &str) -> Option<TimeRange> {
    parse_range(text).filter(|range| range.from < range.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_people_write_them() {
        let read = |text: &str| parse_hours(text).map(|hours| hours_words(Words::default(), &hours));
        assert_eq!(read("9-12:30, 13-17").as_deref(), Some("09:00–12:30, 13:00–17:00"));
        assert_eq!(read("13-17; 9am-12").as_deref(), Some("09:00–12:00, 13:00–17:00"));
        assert_eq!(read("22-2").as_deref(), Some("22:00–02:00"));
        assert_eq!(read("off").as_deref(), Some("off"));
        for wrong in ["9-12, 11-13", "9", "nine to five", "22-2, 23-24"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
