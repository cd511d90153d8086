//! The structure of a report, before it becomes text.

use chrono::NaiveDate;

use crate::model::{Minutes, PlanningDay};
use crate::review::period::Period;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportScope {
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
    pub sections: Vec<ReportSection>,
}

/// A part with a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportSection {
    pub heading: String,
    pub parts: Vec<ReportPart>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportPart {
    Text(String),
    List(Vec<String>),
    Table(ReportTable),
    /// Where charts can be drawn; its table says the same.
    Chart(ReportChart),
}

/// Rows under a head; the first column is text, the others are figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportTable {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A chart and what it says, for those who do not see it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportChart {
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
