//! Parsers survive any bytes: they never panic or hang, and their output is bounded by their input.
//!
//! `GAPWISE_FUZZ` sets the number of cases.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Parser as _;
use gapwise::app::demo_workspace;
use gapwise::calendar::Tz;
use gapwise::cli::Arguments;
use gapwise::exchange::{ics, import_calendar, understand};
use gapwise::model::{CalendarId, TaskId, Workspace};
use gapwise::store::{load, save};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::harness::moment;

fn cases() -> ProptestConfig {
    let asked = std::env::var("GAPWISE_FUZZ").ok().and_then(|text| text.parse().ok());
    ProptestConfig { max_shrink_time: 20_000, ..ProptestConfig::with_cases(asked.unwrap_or(60)) }
}

/// A change to the bytes of a file.
#[derive(Clone, Debug)]
enum Mutation {
    Cut(usize),
    Flip(usize, u8),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize),
    Remove(usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<usize>().prop_map(Mutation::Cut),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Flip(at, byte)),
        (any::<usize>(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (any::<usize>(), "[]()\\[{}:,\"#;=\r\n 0-9A-Z-]{1,12}")
            .prop_map(|(at, text)| Mutation::Insert(at, text.into_bytes())),
        (any::<usize>(), 1usize..300).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        (any::<usize>(), 1usize..300).prop_map(|(at, length)| Mutation::Remove(at, length)),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let length = bytes.len().max(1);
        match mutation {
            Mutation::Cut(at) => bytes.truncate(at % length),
            Mutation::Flip(at, byte) => {
                if let Some(old) = bytes.get_mut(at % length) {
                    *old = *byte;
                }
            }
            Mutation::Insert(at, new) => {
                let at = (at % length).min(bytes.len());
                bytes.splice(at..at, new.iter().copied());
            }
            Mutation::Repeat(at, count) => {
                let at = (at % length).min(bytes.len());
                let part: Vec<u8> = bytes[at..].iter().take(*count).copied().collect();
                bytes.splice(at..at, part);
            }
            Mutation::Remove(at, count) => {
                let at = (at % length).min(bytes.len());
                let end = (at + count).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

/// Returns real calendar files, if present, and one of our own.
fn calendars() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), found);
            } else if entry.path().extension().is_some_and(|ext| ext == "ics") {
                found.push(entry.path());
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ics"), &mut found);
    found.sort();
    found
}

const OWN: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Berlin:20261123T090000\r\n\
DTEND;TZID=Europe/Berlin:20261123T100000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=30\r\nEXDATE;TZID=Europe/Berlin:20261125T090000\r\n\
SUMMARY:Team\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Reads a calendar, imports it, and expands a year of it.
fn read_calendar(bytes: &[u8]) {
    let from: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let calendar = ics::read(bytes, CalendarId::derived("fuzz"));
    let lines = ics::events_json_lines(&calendar, from, from + chrono::TimeDelta::days(366), Tz::UTC).lines;
    assert!(lines.len() < 1_000_000);
    let Ok((action, _)) = import_calendar(&Workspace::default(), "fuzz.ics", bytes, moment(), Tz::UTC) else { return };
    let Some(action) = action else { return };
    let imported = Workspace::default().apply(&action, moment()).unwrap();
    assert!(imported.check().is_ok());
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_are_a_calendar_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_calendar(&bytes);
    }

    #[test]
    fn a_spoilt_calendar_is_read_as_far_as_it_goes(which in any::<usize>(), mutations in prop::collection::vec(mutation(), 1..8)) {
        let files = calendars();
        let bytes = if files.is_empty() { OWN.into() } else { fs::read(&files[which % files.len()]).unwrap() };
        if bytes.len() < 100_000 {
            read_calendar(&mutated(bytes, &mutations));
        }
    }

    #[test]
    fn a_spoilt_workspace_opens_and_what_is_found_in_it_keeps_the_rules(
        which in 0usize..5,
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let demo = demo_workspace(moment());
        save(dir.path(), &demo, None).unwrap();
        let path = dir.path().join(["workspace.ron", "tasks.ron", "calendar.ron", "plan.ron", "log/2026-11.ron"][which]);
        fs::write(&path, mutated(fs::read(&path).unwrap(), &mutations)).unwrap();
        let loaded = load(dir.path());
        prop_assert!(loaded.workspace.check().is_ok());
        check_round_trip(&loaded.workspace)?;
    }

    #[test]
    fn any_arguments_are_a_command_or_an_error(which in 0usize..9, rest in prop::collection::vec("\\PC{0,30}", 0..6)) {
        let first = ["plan", "add", "import", "check", "backup", "report", "events", "--now", "--clock-speed"][which];
        let all = ["gapwise", first].into_iter().map(str::to_owned).chain(rest);
        if let Err(error) = Arguments::try_parse_from(all) {
            prop_assert!(!error.to_string().trim().is_empty(), "an error without words");
        }
    }

    #[test]
    fn any_text_is_a_task_or_nothing(text in "\\PC{0,300}") {
        let order = gapwise::model::Order::default();
        let task = understand(&text, &crate::quick_add::reading());
        let task = task.map(|one| one.task(TaskId::derived("t"), order, moment(), moment().local.time()));
        prop_assert!(task.is_none_or(|task| !task.title.trim().is_empty()));
    }
}

/// Returns a loaded workspace can be written and reads back the same.
fn check_round_trip(workspace: &Workspace) -> Result<(), TestCaseError> {
    let dir = tempfile::tempdir().unwrap();
    save(dir.path(), workspace, None).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let again = load(dir.path());
    prop_assert!(again.faults.is_empty(), "{:?}", again.faults);
    prop_assert!(again.workspace == *workspace, "what was read differs from what was written");
    Ok(())
}
