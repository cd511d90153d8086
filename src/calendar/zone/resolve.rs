//! The meaning of a TZID.

use chrono_tz::Tz;

use super::clocks::CustomZones;
use super::windows::windows_zone;
use crate::model::Zone;

/// Returns the zone that a TZID names, in this order: a name of the IANA database (in any case, in quotes or behind a
/// vendor's prefix), a Windows name, a zone that the file itself defines. `None` if it is none of these.
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
    let iana = iana_zone(name).or_else(|| windows_zone(name));
    if let Some(tz) = iana {
        return Some(if tz == Tz::UTC || tz == Tz::Etc__UTC { Zone::Utc } else { Zone::Iana(tz.name().to_owned()) });
    }
    [tzid, name].into_iter().find(|name| custom.contains_key(*name)).map(|name| Zone::Custom(name.to_owned()))
}

/// Reads a name of the IANA database, or a path that ends in one, such as `/freeassociation.sourceforge.net/Europe/Berlin`.
fn iana_zone(name: &str) -> Option<Tz> {
    let tails = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
    let paths = tails.filter(|tail| tail.contains('/') || tail.eq_ignore_ascii_case("utc"));
    std::iter::once(name).chain(paths).find_map(|name| Tz::from_str_insensitive(name).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CustomZone;

    #[test]
    fn zone_names_in_every_form() {
        let custom = CustomZones::from([("Customized Time Zone".to_owned(), CustomZone::default())]);
        let iana = |name: &str| Zone::Iana(name.to_owned());
        let resolve = |name: &str| resolve_zone(name, &custom);
        for name in [
            "Europe/Berlin",
            "europe/berlin",
            "\"Europe/Berlin\"",
            "/freeassociation.sourceforge.net/Europe/Berlin",
            "/mozilla.org/20070129_1/Europe/Berlin",
            "W. Europe Standard Time",
        ] {
            assert_eq!(resolve(name), Some(iana("Europe/Berlin")), "{name}");
        }
        assert_eq!(resolve("(UTC-05:00) Eastern Time (US & Canada)"), Some(iana("America/New_York")));
        assert_eq!(resolve("(GMT+10:00) Canberra, Melbourne, Sydney"), Some(iana("Australia/Canberra")));
        assert_eq!(resolve("America/Argentina/Buenos_Aires"), Some(iana("America/Argentina/Buenos_Aires")));
        assert_eq!(resolve("UTC"), Some(Zone::Utc));
        assert_eq!(resolve("Customized Time Zone"), Some(Zone::Custom("Customized Time Zone".to_owned())));
        assert_eq!(resolve("Europe/Germany"), None);
        assert_eq!(resolve("(GMT +01:00)"), None);
        assert_eq!(resolve(""), None);
    }
}
