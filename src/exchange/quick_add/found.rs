//! The result of reading the first words of a phrase.

use chrono::{NaiveDate, NaiveTime};

/// A date, a time of day, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateAndTime {
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    /// Set for a bare weekday. With a time in the future it may mean today.
    pub weekday: bool,
}

/// A value read from the first words of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<T> {
    pub value: T,
    /// Number of words used.
    pub used: usize,
    /// Could also be part of a title, so it counts only at the end of one.
    pub weak: bool,
}

impl<T> Found<T> {
    /// Returns the same match with another value.
    pub fn of<U>(&self, value: U) -> Found<U> {
        Found { value, used: self.used, weak: self.weak }
    }
}

pub(super) fn found<T>(value: T, used: usize) -> Option<Found<T>> {
    Some(Found { value, used, weak: false })
}

pub(super) fn weak<T>(value: T, used: usize) -> Option<Found<T>> {
    Some(Found { value, used, weak: true })
}
