//! Reports as one HTML page without scripts or external files, for light and dark screens and for paper.

use std::fmt::Write as _;

use super::document::{ChartData, Document, ReportPart, ReportTable};
use super::{escape, svg};

const STYLE: &str = include_str!("style.css");

impl Document {
    /// Returns the report as one HTML page that needs no other file.
    pub fn html(&self) -> String {
        let title = escape::html(&self.title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"subtitle\">{}</p>\n</header>\n",
            escape::html(&self.subtitle)
        );
        if !self.figures.is_empty() {
            out.push_str("<dl class=\"figures\">\n");
            for (figure, what) in &self.figures {
                let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape::html(what), escape::html(figure));
            }
            out.push_str("</dl>\n");
        }
        for section in &self.sections {
            let _ = write!(out, "<section>\n<h2>{}</h2>\n", escape::html(&section.heading));
            section.parts.iter().for_each(|part| write_part(&mut out, part));
            out.push_str("</section>\n");
        }
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }
}

fn write_part(out: &mut String, part: &ReportPart) {
    match part {
        ReportPart::Text(text) => {
            let _ = writeln!(out, "<p>{}</p>", escape::html(text));
        }
        ReportPart::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", escape::html(item));
            }
            out.push_str("</ul>\n");
        }
        ReportPart::Table(table) => write_table(out, table),
        ReportPart::Chart(chart) => {
            let _ = write!(
                out,
                "<figure>\n<figcaption>{}</figcaption>\n{}{}<p class=\"says\">{}</p>\n</figure>\n",
                escape::html(&chart.title),
                legend(&chart.data),
                svg::chart(chart),
                escape::html(&chart.says)
            );
        }
    }
}

/// Returns the colour key of the quadrants.
fn legend(data: &ChartData) -> String {
    let ChartData::Days { names, .. } = data else { return String::new() };
    let keys =
        names.iter().enumerate().map(|(n, name)| format!("<span class=\"key k{n}\"></span>{}", escape::html(name)));
    format!("<p class=\"says\">{}</p>\n", keys.collect::<String>())
}

fn write_table(out: &mut String, table: &ReportTable) {
    let row = |out: &mut String, cells: &[String], tag: &str| {
        out.push_str("<tr>");
        for cell in cells {
            let _ = write!(out, "<{tag}>{}</{tag}>", escape::html(cell));
        }
        out.push_str("</tr>\n");
    };
    out.push_str("<table>\n<thead>\n");
    row(out, &table.head, "th");
    out.push_str("</thead>\n<tbody>\n");
    table.rows.iter().for_each(|cells| row(out, cells, "td"));
    out.push_str("</tbody>\n</table>\n");
}
