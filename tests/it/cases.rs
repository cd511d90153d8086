//! Calendars of public bug reports, run through the program. The data is next to the project (`../shared/data/cases`);
//! without it these tests pass and print a line.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;

use crate::commands::program;

fn cases() -> Option<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases");
    if cases.is_dir() {
        return Some(cases);
    }
    println!("no {}: nothing to compare with", cases.display());
    None
}

/// The rows of `gapwise events`, and its warnings.
fn events(file: &Path, from: &str, to: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = file.to_str().unwrap();
    let output = program(folder.path(), &["events", path, "--from", from, "--to", to, "--json"]).output().unwrap();
    let rows = String::from_utf8(output.stdout).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (rows, String::from_utf8(output.stderr).unwrap())
}

/// A time in a comparable form: an instant; a floating time counts as UTC, as the case files write it.
fn instant(text: &str) -> String {
    let zoned = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let at = zoned.or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.and_utc()));
    at.map_or_else(|_| text.to_owned(), |at| at.to_rfc3339())
}

fn span(row: &Value) -> String {
    format!("{}/{}", instant(row["start"].as_str().unwrap()), instant(row["end"].as_str().unwrap()))
}

/// The answers of cases whose file gives only a reason: `start/end` of each row.
fn described(file: &str) -> Option<&'static [&'static str]> {
    Some(match file.rsplit('/').next()? {
        "16x-odd-dtstart-offset.ics" => &["2026-12-10T12:00:00+03:00/2026-12-10T12:30:00+03:00"],
        "22-count-unsynchronized.ics" => &[
            "2026-11-23T09:00:00Z/2026-11-23T10:00:00Z",
            "2026-11-24T09:00:00Z/2026-11-24T10:00:00Z",
            "2026-12-01T09:00:00Z/2026-12-01T10:00:00Z",
        ],
        "26-far-past-start.ics" => &["2026-11-23T09:00:00/2026-11-23T09:15:00"],
        "41-calname-lower-case-and-folds.ics" => &["2026-11-25T09:00:00Z/2026-11-25T09:00:00Z"],
        "42-thisandfuture-zone.ics" => &[
            "2026-11-02T09:00:00+01:00/2026-11-02T10:00:00+01:00",
            "2026-11-09T09:00:00+01:00/2026-11-09T10:00:00+01:00",
            "2026-11-16T11:00:00+01:00/2026-11-16T12:00:00+01:00",
            "2026-11-24T08:00:00+01:00/2026-11-24T09:00:00+01:00",
            "2026-11-30T11:00:00+01:00/2026-11-30T12:00:00+01:00",
        ],
        "49-x-lic-location-only.ics" => &["2026-12-02T17:30:00-08:00/2026-12-02T18:30:00-08:00"],
        _ => return None,
    })
}

/// Why a case fails; `None` if it passes.
fn fault(cases: &Path, case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap();
    let (rows, said) = events(&cases.join(text("file")), text("from"), text("to"));
    let found: Vec<String> = rows.iter().map(span).collect();
    let listed = case["expected"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let listed = listed.or_else(|| described(text("file")).map(<[_]>::to_vec));
    let mut expected: Vec<String> = match (listed, case["expected"]["count"].as_u64()) {
        (Some(listed), _) => {
            let time = |pair: &str| pair.split('/').map(instant).collect::<Vec<_>>().join("/");
            listed.into_iter().map(time).collect()
        }
        (None, Some(count)) => {
            let is_said = said.contains("left out");
            return (rows.len() as u64 != count && !is_said)
                .then(|| format!("{} rows, {count} expected; {said}", rows.len()));
        }
        (None, None) => return rows.is_empty().then(|| format!("no row; {said}")),
    };
    expected.sort();
    let mut sorted = found.clone();
    sorted.sort();
    (sorted != expected).then(|| format!("{found:#?}, expected {expected:#?}; {said}"))
}

#[test]
fn calendars_of_bug_reports_are_read_as_meant() {
    let Some(cases) = cases() else { return };
    let all: Vec<Value> = serde_json::from_str(&fs::read_to_string(cases.join("calendars.json")).unwrap()).unwrap();
    let faults: Vec<String> = all
        .iter()
        .filter_map(|case| Some(format!("{} ({}): {}", case["file"], case["essence"], fault(&cases, case)?)))
        .collect();
    println!("{} of {} calendars are read as meant", all.len() - faults.len(), all.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
