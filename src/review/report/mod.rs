//! Reports to share: a day's plan, a day's or a longer review, as Markdown and as one HTML page with its charts.
//!
//! A report is first a [`Document`], then text. All that a person typed is escaped where it becomes text.

mod content;
mod html;
mod markdown;
mod svg;

use chrono::NaiveDate;

pub use content::{band, comparison, days_title, days_words, heat_words, micro_words, scatter_words, share_words};

use super::Period;
pub use super::record::Source;
use crate::model::{Minutes, PlanningDay};

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What is planned for a day.
    Plan(PlanningDay),
    /// The review of a day.
    Day(PlanningDay),
    /// The review of a week or longer.
    Period(Period),
}

/// A report before it becomes text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub title: String,
    pub subtitle: String,
    /// What is told first: a figure and what it counts.
    pub figures: Vec<(String, String)>,
    pub sections: Vec<Section>,
}

/// A part with a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub heading: String,
    pub parts: Vec<Part>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    List(Vec<String>),
    Table(Table),
    /// Where charts can be drawn; its table says the same.
    Chart(Chart),
}

/// Rows under a head; the first column is text, the others are figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A chart and what it says, for those who do not see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub title: String,
    pub says: String,
    pub data: ChartData,
}

/// What a chart shows.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartData {
    /// Minutes by quadrant for each day or week, and what the quadrants are called.
    Days { names: [String; 5], days: Vec<(NaiveDate, [Minutes; 5])> },
    /// How many by day.
    Counts(Vec<(NaiveDate, usize)>),
    /// Estimate and actual minutes, and the band at some estimates: (estimate, low, high).
    Scatter { points: Vec<(u32, u32)>, band: Vec<(u32, u32, u32)> },
    /// Seconds by weekday and hour.
    Heat(Box<[[u32; 24]; 7]>),
}

impl Document {
    /// The report on `scope`.
    pub fn of(source: &Source, scope: Scope) -> Self {
        match scope {
            Scope::Plan(day) => content::plan(source, day),
            Scope::Day(day) => content::day(source, day),
            Scope::Period(period) => content::period(source, period),
        }
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        markdown::text(self)
    }

    /// As one HTML page that needs nothing else.
    pub fn html(&self) -> String {
        html::page(self)
    }
}
