//! Lessons from finished work.

pub mod estimates;
pub mod reach;
