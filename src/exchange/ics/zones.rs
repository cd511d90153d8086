//! VTIMEZONE: zones that a file defines itself (RFC 5545 section 3.6.5).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use icalendar::parser::Property;

use super::lines::Component;
use super::values::{IcsTime, utc_offset, when};
use crate::calendar::{CustomZones, check_rule};
use crate::model::{CustomZone, Observance};

/// Maximum observances kept of a zone, the latest ones. A real zone has one or two dozen since 1900.
const MAX_OBSERVANCES: usize = 64;

/// Maximum zones read of a file. Those of events in more zones are unknown, with a warning.
const MAX_ZONES: usize = 100;

/// Maximum dates kept of one observance.
const MAX_DATES: usize = 1_000;

/// The zones that a file defines.
#[derive(Debug, Default)]
pub(super) struct FileZones {
    pub custom: CustomZones,
    /// Database names that the file gives for its zones (X-LIC-LOCATION), by TZID.
    pub locations: BTreeMap<String, String>,
}

/// Reads the zones. Leaves out unreadable parts; the first definition of a name wins.
pub(super) fn file_zones(components: &[Component]) -> FileZones {
    let mut zones = FileZones::default();
    for component in components.iter().take(MAX_ZONES) {
        let mut named = values(component);
        let mut value = |name: &str| named.remove(name).and_then(|mut values| values.pop());
        let Some(name) = value("TZID") else { continue };
        let name = name.trim().trim_matches('"').to_owned();
        if let Some(location) = value("X-LIC-LOCATION") {
            zones.locations.entry(name.clone()).or_insert(location);
        }
        let mut observances: Vec<Observance> = component.inner.iter().filter_map(observance).collect();
        observances.sort_by_key(|observance| observance.start);
        observances.drain(..observances.len().saturating_sub(MAX_OBSERVANCES));
        if !observances.is_empty() {
            zones.custom.entry(name).or_insert(CustomZone { observances });
        }
    }
    zones
}

fn values(component: &Component) -> HashMap<String, Vec<String>> {
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for line in component.lines.iter().filter(|line| !line.cut) {
        if let Ok(property) = Property::try_from(line.text.as_str()) {
            values.entry(property.name.as_str().to_ascii_uppercase()).or_default().push(property.val.to_string());
        }
    }
    values
}

fn observance(component: &Component) -> Option<Observance> {
    let values = values(component);
    let first = |name: &str| values.get(name).and_then(|all| all.first());
    let dates = values.get("RDATE").into_iter().flatten().flat_map(|list| list.split(','));
    Some(Observance {
        start: local(first("DTSTART")?)?,
        offset_from: utc_offset(first("TZOFFSETFROM")?)?,
        offset_to: utc_offset(first("TZOFFSETTO")?)?,
        rrule: first("RRULE").filter(|rule| check_rule(rule).is_ok()).cloned(),
        dates: dates.filter_map(local).take(MAX_DATES).collect(),
    })
}

fn local(text: &str) -> Option<NaiveDateTime> {
    match when(text)? {
        IcsTime::Date(day) => Some(day.and_time(chrono::NaiveTime::MIN)),
        IcsTime::Time { local, .. } => Some(local),
    }
}
