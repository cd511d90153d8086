//! The structure of a report, before it becomes text.

use chrono::NaiveDate;

use super::tracked::TrackedBy;
use crate::calendar::words::Words;
use crate::model::{Minutes, PlanningDay};
use crate::review::period::Period;

/// The subject of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportScope {
    /// The plan of a day.
    Plan(PlanningDay),
    /// The review of a day.
    Day(PlanningDay),
    /// The review of a week or longer.
    Period(Period),
}

impl ReportScope {
    /// Returns its planning days.
    pub fn period(self) -> Period {
        match self {
            Self::Plan(PlanningDay { date, .. }) | Self::Day(PlanningDay { date, .. }) => {
                Period { from: date, to: date.succ_opt().unwrap_or(date) }
            }
            Self::Period(period) => period,
        }
    }
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    Markdown,
    /// One self-contained HTML page.
    Page,
    /// Tracked time as CSV.
    Csv(TrackedBy),
}

impl ReportFormat {
    /// Returns the usual ending of its files, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => ".md",
            Self::Page => ".html",
            Self::Csv(_) => ".csv",
        }
    }
}

/// A report as structured content.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub title: String,
    pub subtitle: String,
    /// Key figures: a number and its label.
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
    /// Drawn in HTML only. A table repeats its figures.
    Chart(ReportChart),
}

/// Rows under a head. The first column is text, the others are figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportTable {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A chart with its description, which replaces it for screen readers and in Markdown.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportChart {
    pub title: String,
    pub says: String,
    pub data: ChartData,
}

/// The data of a chart.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartData {
    /// Minutes by quadrant for each day or week, and the names of the quadrants.
    Days { names: [String; 5], days: Vec<(NaiveDate, [Minutes; 5])> },
    /// A count a day.
    Counts(Vec<(NaiveDate, usize)>),
    /// Points of estimate and actual minutes, and the learned range: (estimate, low, high).
    Scatter { points: Vec<(u32, u32)>, band: Vec<(u32, u32, u32)> },
    /// Seconds by weekday, from Monday, and hour.
    Heat { seconds: Box<[[u32; 24]; 7]>, words: Words },
}
