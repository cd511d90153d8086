//! Changes to the blocks and events of a day.

pub(super) mod blocks;
pub(super) mod events;
pub(super) mod rhythm;
