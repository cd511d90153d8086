//! Writes a made-up year of work into an empty folder, to look at reviews: `cargo run --example made_up_year DIR`.

use std::path::PathBuf;

use chrono::NaiveDate;

#[path = "../tests/support/history.rs"]
mod history;

fn main() -> Result<(), String> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("name an empty folder")?.into();
    if folder.join("workspace.ron").exists() {
        return Err("there is a workspace already".into());
    }
    let last = NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("a date")?;
    gapwise::store::save(&folder, &history::year(last, 3_000, 5_000), None).map_err(|error| error.to_string())
}
