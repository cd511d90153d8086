//! The result of reading the first words of a phrase.

use chrono::{NaiveDate, NaiveTime};

/// A date or a time of day or both, as far as words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateAndTime {
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    /// Said as a bare weekday: today's means today if its time is still to come.
    pub weekday: bool,
}

/// Something understood at the head of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<T> {
    pub value: T,
    /// Words that it took.
    pub used: usize,
    /// Could as well be part of a title, so it counts only behind the title.
    pub weak: bool,
}

impl<T> Found<T> {
    /// The same words with another value.
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
