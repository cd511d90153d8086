//! Lessons from finished work.

pub mod estimates;
pub mod odds;
mod ratios;
pub mod reach;
