//! Values that the views read, computed from the workspace and the minute, and kept until one of these changes.
//!
//! Invariant: a value is a function of its key. A window that has been open for hours shows the same as one that was
//! opened now; only a card's quadrant may lag while the matrix is in use.

pub(super) mod board;
pub(super) mod days;
pub(super) mod fading;
pub(super) mod input;
pub(super) mod keys;
pub(super) mod memo;
pub(super) mod values;
pub(super) mod week;

#[cfg(test)]
mod tests;
