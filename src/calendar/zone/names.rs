//! Zone names of Windows, Outlook, Exchange and Lotus Notes, and offsets that stand in a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZoneDatabase;

use super::tz::Tz;

/// Database names by lower-case names of other systems.
static NAMES: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let rows = include_str!("names.txt").lines().filter_map(|line| line.split_once('|'));
    rows.map(|(name, iana)| (name.to_lowercase().replace(" and ", " & "), iana)).collect()
});

/// Areas whose zones are named after cities.
const AREAS: [&str; 8] = ["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// Zones of the areas above that are no cities.
const DIRECTIONS: [&str; 4] = ["North", "South", "West", "ACT"];

/// Database names by the lower-case city at their end, with spaces.
static CITIES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut names: Vec<_> = TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
    // Of several names for a city, the longest is the present one: America/Argentina/Buenos_Aires.
    names.sort_by_key(String::len);
    let city = |name: &str| {
        let (area, city) = (name.split('/').next()?, name.rsplit_once('/')?.1);
        let is_city = AREAS.contains(&area) && !DIRECTIONS.contains(&city);
        is_city.then(|| city.replace('_', " ").to_lowercase())
    };
    names.iter().filter_map(|name| Some((city(name)?, name.clone()))).collect()
});

/// Ends of a name that say nothing about the zone.
const SUFFIXES: [&str; 4] = [" standard time", " daylight time", " summer time", " time"];

/// Returns the zone of a name that Windows, Outlook, Exchange or Lotus Notes writes: "W. Europe Standard Time", "W.
/// Europe", "(UTC-05:00) Eastern Time (US & Canada)", "Bucharest", "Prague, Central Europe".
pub(super) fn foreign_zone(name: &str) -> Option<Tz> {
    let shown = without_offset(name).to_lowercase().replace(" and ", " & ");
    let parts = || shown.split([',', ';', ':', '/']).map(|part| part.trim().trim_end_matches('.'));
    let found = known(&shown).or_else(|| parts().find_map(|part| known(part).or_else(|| city(part))));
    found.and_then(Tz::named)
}

/// Returns the database name of a foreign name in lower case.
fn known(name: &str) -> Option<&'static str> {
    let base = |name: &str| {
        let short = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
        NAMES.get(short.trim()).copied()
    };
    let plain = || name.split_once('(').map_or(name, |(plain, _)| plain).trim();
    // Outlook numbers the zones of a file: "Romance Standard Time 1".
    let unnumbered = || name.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(' ').and_then(base);
    NAMES.get(name).copied().or_else(|| base(name)).or_else(|| base(plain())).or_else(unnumbered)
}

fn city(name: &str) -> Option<&'static str> {
    let plain = name.split_once('(').map_or(name, |(plain, _)| plain).trim();
    CITIES.get(plain).map(String::as_str)
}

/// Returns the name without an offset in brackets at its start.
fn without_offset(name: &str) -> &str {
    let rest =
        name.strip_prefix('(').and_then(|rest| rest.split_once(')')).filter(|(inner, _)| offset(inner).is_some());
    rest.map_or(name, |(_, rest)| rest).trim()
}

/// Returns the offset that a name says, in seconds east of UTC: "UTC+02:00", "GMT+0100", "(UTC-05:00) Est", "(UTC)
/// ...". The second value is false if the name says more than the offset, so that it may have clock changes.
pub(super) fn named_offset(name: &str) -> Option<(i32, bool)> {
    if let Some((inner, rest)) = name.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return offset(inner).map(|secs| (secs, rest.trim().is_empty() || secs == 0));
    }
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "+-: \u{2212}".contains(c))).unwrap_or(name.len());
    // A word that goes on behind a letter with a mark is none of these: "Zürich".
    let is_cut = name[end..].starts_with(char::is_alphanumeric);
    let words = if is_cut { name[..end].rsplit_once(' ').map_or("", |(whole, _)| whole) } else { &name[..end] }.trim();
    let last = words.rfind(|c: char| c.is_ascii_digit()).map_or(words, |at| &words[..=at]);
    offset(words).map(|secs| (secs, end == name.len())).or_else(|| offset(last).map(|secs| (secs, false)))
}

/// Reads "UTC", "UTC+2", "GMT -05:30" or "+0100" into seconds east of UTC, at most 14 hours.
fn offset(text: &str) -> Option<i32> {
    let text = text.trim().to_ascii_uppercase().replace('\u{2212}', "-");
    let named = ["UTC", "GMT", "Z"].iter().find_map(|name| text.strip_prefix(name));
    let rest = named.unwrap_or(&text).trim_start();
    if rest.is_empty() {
        return named.map(|_| 0);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits.trim_start()),
        ("-", digits) => (-1, digits.trim_start()),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number =
        |text: &str| text.parse::<i32>().ok().filter(|_| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= 14 * 60).then_some(sign * (hours * 60 + minutes) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_table_is_in_the_database() {
        for (name, iana) in NAMES.iter() {
            assert!(Tz::named(iana).is_some(), "{name}: {iana}");
            assert!(foreign_zone(name).is_some(), "{name}");
        }
    }

    #[test]
    fn names_of_other_programs() {
        let name = |text: &str| foreign_zone(text).and_then(Tz::name);
        for (text, iana) in [
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("w. europe daylight time", "Europe/Berlin"),
            ("W. Europe", "Europe/Berlin"),
            ("Romance Standard Time 1", "Europe/Paris"),
            ("Pacific Daylight Time", "America/Los_Angeles"),
            ("Central Standard Time (Mexico)", "America/Mexico_City"),
            ("Eastern Time (US & Canada)", "America/New_York"),
            ("(UTC-05:00) Eastern Time (US and Canada)", "America/New_York"),
            ("Pacific Time (US & Canada); Tijuana", "America/Los_Angeles"),
            ("(GMT+10:00) Canberra, Melbourne, Sydney, Hobart (year 2000 only)", "Australia/Canberra"),
            ("(GMT+01:00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Amsterdam"),
            ("Prague, Central Europe", "Europe/Prague"),
            ("Bucharest", "Europe/Bucharest"),
            ("Seoul, Korea Standard time", "Asia/Seoul"),
            ("Moscow, St. Petersburg, Volgograd", "Europe/Moscow"),
            ("Nuku'alofa, Tonga", "Pacific/Tongatapu"),
            ("Tokyo", "Asia/Tokyo"),
            ("Buenos Aires", "America/Argentina/Buenos_Aires"),
            ("Western/Central Europe", "Europe/Berlin"),
        ] {
            assert_eq!(name(text), Some(iana), "{text}");
        }
        for unknown in ["Office", "Customized Time Zone", "West", "", "(UTC+01:00)", "Europe/Germany"] {
            assert_eq!(name(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn offsets_in_names() {
        for (text, expected) in [
            ("UTC+02:00", Some((7_200, true))),
            ("GMT+0100", Some((3_600, true))),
            ("GMT-3", Some((-10_800, true))),
            ("UTC \u{2212}03:30", Some((-12_600, true))),
            ("+05:45", Some((20_700, true))),
            ("(GMT +01:00)", Some((3_600, true))),
            ("(UTC) Koordinerad universell tid", Some((0, true))),
            ("(UTC-05:00) Est (\u{c9}.-U. et Canada)", Some((-18_000, false))),
            ("GMT -0500 (Standard) / GMT -0400 (Daylight)", Some((-18_000, false))),
            ("UTC", Some((0, true))),
            ("GMT+99", None),
            ("Utah", None),
            ("Zone 5", None),
            ("Z\u{fc}rich", None),
            ("GMT\u{e9}", None),
            ("UTC+01:00 \u{d6}sterreich", Some((3_600, false))),
            ("", None),
        ] {
            assert_eq!(named_offset(text), expected, "{text}");
        }
    }
}
