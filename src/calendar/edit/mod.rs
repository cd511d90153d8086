//! Edits of one occurrence, of it and all later ones, or of a whole series.

mod change;
mod occurrence;
mod overrides;
mod rules;
mod series;
#[cfg(test)]
mod tests;
mod times;

pub use change::{Edited, NoSuchOccurrence, OccurrenceEdit, OccurrenceEditKind, Scope};
pub use occurrence::{begins_series, edit_occurrence};
