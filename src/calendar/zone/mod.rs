//! Time zones: TZID names to zones, and wall-clock time to instants and back.

mod clocks;
mod names;
mod resolve;
mod tables;
mod tz;

pub use clocks::{Clocks, clock_change};
pub use resolve::{offset_in_name, resolve_zone};
pub use tables::{CustomZones, ZoneTables};
pub use tz::Tz;
