//! The native window, and the settings of this machine.

pub(super) mod closing;
pub(super) mod crash;
pub(super) mod errand;
pub(super) mod guarded;
pub(super) mod hints;
pub(super) mod native;
pub(super) mod personal;
pub(super) mod requests;
pub(super) mod single_window;
pub(super) mod system_theme;
