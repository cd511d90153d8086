//! Time zones: TZID names to zones, and wall-clock time to instants and back.

mod clocks;
mod resolve;
mod windows;

pub use clocks::{Clocks, CustomZones, clock_change};
pub use resolve::resolve_zone;
