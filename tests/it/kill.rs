//! The program is killed at random moments while it changes a workspace. No acknowledged change is lost.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use gapwise::store::load;

use crate::commands::program;

/// Returns number of kills, from `GAPWISE_KILLS` or 60.
fn kills() -> u32 {
    std::env::var("GAPWISE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(60)
}

/// Spreads values over 0 to 1, the same in each run.
fn spread(n: u32) -> f64 {
    (f64::from(n) * 0.618_033_988_75).fract()
}

#[test]
fn no_acknowledged_change_is_lost_when_the_program_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("w");
    let since = Instant::now();
    assert!(program(&folder, &["add", "First"]).stdout(Stdio::null()).status().unwrap().success());
    let whole = since.elapsed();
    let (mut acknowledged, mut tried) = (BTreeSet::from(["First".to_owned()]), BTreeSet::from(["First".to_owned()]));
    let mut killed = 0;
    let mut round = 0;
    while killed < kills() {
        round += 1;
        assert!(round < kills() * 20, "the program is too fast to be killed");
        let title = format!("Task number {round}");
        tried.insert(title.clone());
        let mut child = program(&folder, &["add", &title]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * spread(round)));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            acknowledged.insert(title);
        } else {
            killed += 1;
        }
        let loaded = load(&folder);
        assert!(loaded.faults.is_empty() && loaded.notes.is_empty(), "{:?} {:?}", loaded.faults, loaded.notes);
        let found: BTreeSet<String> = loaded.workspace.tasks.values().map(|task| task.title.clone()).collect();
        let lost: Vec<_> = acknowledged.difference(&found).collect();
        assert!(lost.is_empty(), "lost after {killed} kills: {lost:?}");
        assert!(found.is_subset(&tried), "found a task that nobody wrote");
    }
    println!("killed {killed} times, {} changes acknowledged, none lost", acknowledged.len());
}
