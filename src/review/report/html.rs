//! A report as one HTML page: no script, nothing from elsewhere, readable on a screen, in the dark and on paper.

use std::fmt::Write as _;

use super::{ChartData, Document, Part, Table, svg};

const STYLE: &str = include_str!("style.css");

pub(super) fn page(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"subtitle\">{}</p>\n</header>\n",
        escaped(&document.subtitle)
    );
    if !document.figures.is_empty() {
        out.push_str("<dl class=\"figures\">\n");
        for (figure, what) in &document.figures {
            let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(what), escaped(figure));
        }
        out.push_str("</dl>\n");
    }
    for section in &document.sections {
        let _ = write!(out, "<section>\n<h2>{}</h2>\n", escaped(&section.heading));
        section.parts.iter().for_each(|part| write_part(&mut out, part));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_part(out: &mut String, part: &Part) {
    match part {
        Part::Text(text) => {
            let _ = writeln!(out, "<p>{}</p>", escaped(text));
        }
        Part::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", escaped(item));
            }
            out.push_str("</ul>\n");
        }
        Part::Table(table) => write_table(out, table),
        Part::Chart(chart) => {
            let _ = write!(
                out,
                "<figure>\n<figcaption>{}</figcaption>\n{}{}<p class=\"says\">{}</p>\n</figure>\n",
                escaped(&chart.title),
                legend(&chart.data),
                svg::chart(chart),
                escaped(&chart.says)
            );
        }
    }
}

/// What the colours stand for.
fn legend(data: &ChartData) -> String {
    let ChartData::Days { names, .. } = data else { return String::new() };
    let keys = names.iter().enumerate().map(|(n, name)| format!("<span class=\"key k{n}\"></span>{}", escaped(name)));
    format!("<p class=\"says\">{}</p>\n", keys.collect::<String>())
}

fn write_table(out: &mut String, table: &Table) {
    let row = |out: &mut String, cells: &[String], tag: &str| {
        out.push_str("<tr>");
        for cell in cells {
            let _ = write!(out, "<{tag}>{}</{tag}>", escaped(cell));
        }
        out.push_str("</tr>\n");
    };
    out.push_str("<table>\n<thead>\n");
    row(out, &table.head, "th");
    out.push_str("</thead>\n<tbody>\n");
    table.rows.iter().for_each(|cells| row(out, cells, "td"));
    out.push_str("</tbody>\n</table>\n");
}

/// With nothing in it that HTML would take for its own, in text and in attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
