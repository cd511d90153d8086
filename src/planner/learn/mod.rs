//! Lessons from finished work.

pub mod estimates;
