//! Values that the views read, computed from the workspace and the time.

pub(super) mod board;
pub(super) mod derive;
