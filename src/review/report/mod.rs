//! Reports to share: the plan or review of a day, or the review of a longer period, as Markdown or as one HTML page.
//!
//! `content` builds a [`Document`] from a workspace; `html` and `markdown` turn it into text and escape user input.

mod content;
mod document;
mod escape;
mod html;
mod markdown;
mod svg;

pub use content::{
    band, comparison, comparison_title, days_title, days_words, heat_words, micro_words, scatter_words, share_words,
};
pub use document::{ChartData, Document, ReportChart, ReportPart, ReportScope, ReportSection, ReportTable};
