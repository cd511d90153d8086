//! The native window and what belongs to this machine.

pub(super) mod native;
pub(super) mod panics;
pub(super) mod personal;
pub(super) mod system_theme;
