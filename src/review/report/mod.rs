//! Reports to share: the plan or review of a day, or the review of a longer period, as Markdown or as
//! one HTML page; and tracked time as CSV.
//!
//! `content` builds a [`Document`] from a workspace; `html` and `markdown` turn it into text and escape user input.

mod content;
mod document;
mod escape;
mod html;
mod markdown;
mod svg;
mod tracked;

pub use content::{
    band, comparison, comparison_title, days_title, days_words, heat_words, micro_words, scatter_words, share_words,
};
pub use document::{
    ChartData, Document, ReportChart, ReportFormat, ReportPart, ReportScope, ReportSection, ReportTable,
};
pub use escape::csv_row;
pub use tracked::{TrackedBy, tracked_csv};
