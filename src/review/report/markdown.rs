//! Reports as Markdown (CommonMark with GFM tables).

use std::fmt::Write as _;

use super::document::{Document, ReportPart, ReportTable};
use super::escape;

impl Document {
    /// Returns the report as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n{}\n", escape::markdown(&self.title), escape::markdown(&self.subtitle));
        if !self.figures.is_empty() {
            out.push('\n');
        }
        for (figure, what) in &self.figures {
            let _ = writeln!(out, "- **{}** {}", escape::markdown(figure), escape::markdown(what));
        }
        for section in &self.sections {
            let _ = write!(out, "\n## {}\n", escape::markdown(&section.heading));
            for part in &section.parts {
                out.push('\n');
                match part {
                    ReportPart::Text(text) => {
                        let _ = writeln!(out, "{}", escape::markdown(text));
                    }
                    ReportPart::List(items) => items.iter().for_each(|item| {
                        let _ = writeln!(out, "- {}", escape::markdown(item));
                    }),
                    ReportPart::Table(table) => write_table(&mut out, table),
                    ReportPart::Chart(chart) => {
                        let _ = writeln!(out, "{}", escape::markdown(&chart.says));
                    }
                }
            }
        }
        out
    }
}

fn write_table(out: &mut String, table: &ReportTable) {
    let row = |cells: &[String]| {
        let cells: Vec<_> = cells.iter().map(|cell| escape::markdown(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push_str(&row(&table.head));
    let rule: Vec<_> = (0..table.head.len()).map(|column| if column == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", rule.join(" | "));
    table.rows.iter().for_each(|cells| out.push_str(&row(cells)));
}
