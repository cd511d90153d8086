//! From a solution to times on the clock, reasons and differences.

pub mod diff;
pub mod explain;
pub mod late;
pub mod layout;
pub mod left_out;
pub mod measure;
pub mod minimum;
pub mod reasons;

#[cfg(test)]
mod tests;
