//! The meaning of a TZID.

use super::names::{foreign_zone, named_offset};
use super::tables::CustomZones;
use super::tz::Tz;
use crate::model::Zone;

/// Returns the zone that a TZID names, in this order: an Area/Location name of the IANA database (in any case, in
/// quotes, behind a vendor's prefix or before a number), a zone that the file itself defines, any other name of the
/// database, and a name of Windows, Exchange or Lotus Notes. `None` if it is none of these.
///
/// ```
/// use gapwise::calendar::{CustomZones, resolve_zone};
/// use gapwise::model::Zone;
///
/// let berlin = Some(Zone::Iana("Europe/Berlin".into()));
/// assert_eq!(resolve_zone("/mozilla.org/20070129_1/Europe/Berlin", &CustomZones::new()), berlin);
/// assert_eq!(resolve_zone("W. Europe Standard Time", &CustomZones::new()), berlin);
/// assert_eq!(resolve_zone("Nowhere", &CustomZones::new()), None);
/// ```
pub fn resolve_zone(tzid: &str, custom: &CustomZones) -> Option<Zone> {
    let name = tzid.trim().trim_matches(['"', '\'']).trim();
    let own = || [tzid, name].into_iter().find(|name| custom.contains_key(*name));
    let own = || own().map(|name| Zone::Custom(name.to_owned()));
    area_zone(name).map(of_database).or_else(own).or_else(|| {
        let utc = name.eq_ignore_ascii_case("z").then_some(Tz::UTC);
        utc.or_else(|| last_word(name)).or_else(|| Tz::named(name)).or_else(|| foreign_zone(name)).map(of_database)
    })
}

/// Returns the offset that a TZID says, in seconds east of UTC, and whether it says nothing else: "UTC+02:00",
/// "GMT+0100". It is the last resort, because a name with more words may have clock changes.
pub fn offset_in_name(tzid: &str) -> Option<(i32, bool)> {
    named_offset(tzid.trim().trim_matches(['"', '\'']).trim())
}

fn of_database(zone: Tz) -> Zone {
    match zone.name() {
        Some(name) if !matches!(name, "UTC" | "Etc/UTC") => Zone::Iana(name.to_owned()),
        _ => Zone::Utc,
    }
}

/// Reads an Area/Location name: alone, at the end of a path such as `/freeassociation.sourceforge.net/Europe/Berlin`,
/// or before a mark that a program added (`Europe/London-(1)`).
fn area_zone(name: &str) -> Option<Tz> {
    let tails = || std::iter::once(name).chain(name.match_indices('/').map(|(at, _)| &name[at + 1..]));
    let areas = || tails().filter(|tail| tail.contains('/'));
    let plain = |tail: &str| Tz::named(&tail.replace(' ', "_"));
    areas().find_map(plain).or_else(|| areas().find_map(|tail| Tz::named(before_mark(tail)?)))
}

/// Returns the path that ends in "UTC", as some programs write it.
fn last_word(name: &str) -> Option<Tz> {
    let (_, last) = name.rsplit_once('/')?;
    last.eq_ignore_ascii_case("utc").then_some(Tz::UTC)
}

/// Returns the name before a mark. Not for Etc, whose names have signs and numbers themselves.
fn before_mark(tail: &str) -> Option<&str> {
    if tail.get(..4).is_some_and(|area| area.eq_ignore_ascii_case("etc/")) {
        return None;
    }
    let end = tail.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '/' | '_' | '-')))?;
    // "GMT -0500 (Standard) / GMT -0400 (Daylight)" is not the zone GMT.
    Some(tail[..end].trim_end_matches(['-', '_', '/'])).filter(|area| area.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CustomZone;

    #[test]
    fn zone_names_in_every_form() {
        let names = ["Customized Time Zone", "Eastern Standard Time", "EST", "Europe/Berlin"];
        let custom: CustomZones = names.map(|name| (name.to_owned(), CustomZone::default())).into();
        let iana = |name: &str| Some(Zone::Iana(name.to_owned()));
        let own = |name: &str| Some(Zone::Custom(name.to_owned()));
        let resolve = |name: &str| resolve_zone(name, &custom);
        for name in [
            "Europe/Berlin",
            "europe/berlin",
            "\"Europe/Berlin\"",
            "/freeassociation.sourceforge.net/Europe/Berlin",
            "/mozilla.org/20070129_1/Europe/Berlin",
            "W. Europe Standard Time",
            "Europe/Berlin-(1)",
            "Europe/Berlin 2",
        ] {
            assert_eq!(resolve(name), iana("Europe/Berlin"), "{name}");
        }
        assert_eq!(resolve("(UTC-05:00) Eastern Time (US & Canada)"), iana("America/New_York"));
        assert_eq!(resolve("America/New York"), iana("America/New_York"));
        assert_eq!(resolve("America/Argentina/Buenos_Aires"), iana("America/Argentina/Buenos_Aires"));
        assert_eq!(resolve("UTC"), Some(Zone::Utc));
        assert_eq!(resolve("tzone://Microsoft/Utc"), Some(Zone::Utc));
        assert_eq!(resolve("Customized Time Zone"), own("Customized Time Zone"));
        assert_eq!(resolve("Eastern Standard Time"), own("Eastern Standard Time"));
        assert_eq!(resolve("EST"), own("EST"));
        assert_eq!(resolve("Europe/Germany"), None);
        assert_eq!(resolve("GMT -0500 (Standard) / GMT -0400 (Daylight)"), None);
        assert_eq!(resolve("(GMT +01:00)"), None);
        assert_eq!(resolve(""), None);
    }
}
