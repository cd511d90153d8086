//! The Review view: a day and its unfinished blocks, a week or longer with charts, and reports.

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
