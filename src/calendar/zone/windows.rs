//! The zone names of Windows and Outlook.

use chrono_tz::{TZ_VARIANTS, Tz};
use localzone::win_zone_to_iana;

/// Outlook's names of zones without a city in them. They are the "Display" values of the Windows registry, without the
/// leading offset.
const DISPLAY_NAMES: &[(&str, Tz)] = &[
    ("International Date Line West", Tz::Etc__GMTPlus12),
    ("Midway Island, Samoa", Tz::Pacific__Pago_Pago),
    ("Hawaii", Tz::Pacific__Honolulu),
    ("Marquesas Islands", Tz::Pacific__Marquesas),
    ("Alaska", Tz::America__Anchorage),
    ("Baja California", Tz::America__Tijuana),
    ("Pacific Time (US & Canada)", Tz::America__Los_Angeles),
    ("Arizona", Tz::America__Phoenix),
    ("Mountain Time (US & Canada)", Tz::America__Denver),
    ("Central America", Tz::America__Guatemala),
    ("Central Time (US & Canada)", Tz::America__Chicago),
    ("Easter Island", Tz::Pacific__Easter),
    ("Guadalajara, Mexico City, Monterrey", Tz::America__Mexico_City),
    ("Saskatchewan", Tz::America__Regina),
    ("Bogota, Lima, Quito, Rio Branco", Tz::America__Bogota),
    ("Chetumal", Tz::America__Cancun),
    ("Eastern Time (US & Canada)", Tz::America__New_York),
    ("Haiti", Tz::America__PortauPrince),
    ("Indiana (East)", Tz::America__Indiana__Indianapolis),
    ("Turks & Caicos", Tz::America__Grand_Turk),
    ("Atlantic Time (Canada)", Tz::America__Halifax),
    ("Georgetown, La Paz, Manaus, San Juan", Tz::America__La_Paz),
    ("Newfoundland", Tz::America__St_Johns),
    ("City of Buenos Aires", Tz::America__Argentina__Buenos_Aires),
    ("Greenland", Tz::America__Nuuk),
    ("Saint Pierre & Miquelon", Tz::America__Miquelon),
    ("Mid-Atlantic", Tz::Etc__GMTPlus2),
    ("Azores", Tz::Atlantic__Azores),
    ("Cabo Verde Is.", Tz::Atlantic__Cape_Verde),
    ("Cape Verde Is.", Tz::Atlantic__Cape_Verde),
    ("Coordinated Universal Time", Tz::UTC),
    ("Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", Tz::Europe__London),
    ("Dublin, Edinburgh, Lisbon, London", Tz::Europe__London),
    ("Greenwich Mean Time", Tz::Europe__London),
    ("West Central Africa", Tz::Africa__Lagos),
    ("Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", Tz::Europe__Berlin),
    ("Abu Dhabi, Muscat", Tz::Asia__Dubai),
    ("Islamabad, Karachi", Tz::Asia__Karachi),
    ("Chennai, Kolkata, Mumbai, New Delhi", Tz::Asia__Kolkata),
    ("Sri Jayawardenepura", Tz::Asia__Colombo),
    ("Astana, Dhaka", Tz::Asia__Dhaka),
    ("Yangon (Rangoon)", Tz::Asia__Yangon),
    ("Beijing, Chongqing, Hong Kong, Urumqi", Tz::Asia__Shanghai),
    ("Kuala Lumpur, Singapore", Tz::Asia__Singapore),
    ("Ulaanbaatar", Tz::Asia__Ulaanbaatar),
    ("Osaka, Sapporo, Tokyo", Tz::Asia__Tokyo),
    ("Guam, Port Moresby", Tz::Pacific__Port_Moresby),
    ("Solomon Is., New Caledonia", Tz::Pacific__Guadalcanal),
    ("Auckland, Wellington", Tz::Pacific__Auckland),
    ("Chatham Islands", Tz::Pacific__Chatham),
    ("Kiritimati Island", Tz::Pacific__Kiritimati),
];

/// Returns the zone of a Windows name: a registry name of the CLDR table ("W. Europe Standard Time") or a name that
/// Outlook shows ("(UTC-05:00) Eastern Time (US & Canada)", "(UTC+10:00) Canberra, Melbourne, Sydney").
pub(super) fn windows_zone(name: &str) -> Option<Tz> {
    if name.eq_ignore_ascii_case("tzone://Microsoft/Utc") {
        return Some(Tz::UTC);
    }
    let registered = win_zone_to_iana(name, Some("001")).or_else(|| win_zone_to_iana(name, None));
    registered.and_then(|iana| iana.parse().ok()).or_else(|| displayed_zone(name))
}

fn displayed_zone(name: &str) -> Option<Tz> {
    let has_offset = name.starts_with("(UTC") || name.starts_with("(GMT");
    let shown = if has_offset { name.split_once(')')?.1.trim() } else { name };
    if shown.is_empty() {
        return None;
    }
    let shown = &shown.replace(" and ", " & ");
    let known = DISPLAY_NAMES.iter().find(|(display, _)| display.eq_ignore_ascii_case(shown));
    let by_city = || shown.split(',').find_map(city_zone).filter(|_| has_offset || shown.contains(','));
    known.map(|(_, tz)| *tz).or_else(by_city)
}

/// Returns the zone of the IANA database that is named after a city.
fn city_zone(city: &str) -> Option<Tz> {
    let city = city.trim().replace(' ', "_");
    let is_it = |tz: &&Tz| tz.name().rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city));
    TZ_VARIANTS.iter().find(is_it).copied()
}
