//! Looking back: a day with what is left of it, a week and longer with charts, and the report to share.

mod charts;
mod day;
mod evening;
mod goals;
mod lanes;
mod page;
mod period;
mod report;
mod tiles;

pub use page::review_ui;
