//! Changes to one field of a step or an event.

use crate::model::id::CalendarId;
use crate::model::task::Energy;
use crate::model::time::Minutes;

/// A new value for one field of a step.
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(StepEditKind), derive(strum::EnumIter))]
pub enum StepEdit {
    Title(String),
    Estimate(Option<Minutes>),
    Done(bool),
    Energy(Option<Energy>),
    /// A tag that replaces the task's tags.
    Tag(Option<String>),
    /// Shows it below the step before it.
    Indented(bool),
}

/// A new value for one field of an event.
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(EventEditKind), derive(strum::EnumIter))]
pub enum EventEdit {
    Title(String),
    Place(String),
    Notes(String),
    Calendar(CalendarId),
}
