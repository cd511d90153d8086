//! The Review view: a day and its unfinished blocks, a week or longer with charts, and reports.

mod charts;
mod day;
mod evening;
mod goals;
mod page;
mod period;
mod report;
mod strip;
mod tiles;
mod told;

pub use page::review_ui;
