//! Lessons from finished work.

pub mod estimates;
mod forecast;
pub mod odds;
mod ratios;
pub mod reach;
