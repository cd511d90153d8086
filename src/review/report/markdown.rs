//! A report as Markdown (CommonMark with the tables of GFM).

use std::fmt::Write as _;

use super::{Document, Part, Table};

pub(super) fn text(document: &Document) -> String {
    let mut out = format!("# {}\n\n{}\n", escaped(&document.title), escaped(&document.subtitle));
    if !document.figures.is_empty() {
        out.push('\n');
    }
    for (figure, what) in &document.figures {
        let _ = writeln!(out, "- **{}** {}", escaped(figure), escaped(what));
    }
    for section in &document.sections {
        let _ = write!(out, "\n## {}\n", escaped(&section.heading));
        for part in &section.parts {
            out.push('\n');
            match part {
                Part::Text(text) => {
                    let _ = writeln!(out, "{}", escaped(text));
                }
                Part::List(items) => items.iter().for_each(|item| {
                    let _ = writeln!(out, "- {}", escaped(item));
                }),
                Part::Table(table) => write_table(&mut out, table),
                Part::Chart(chart) => {
                    let _ = writeln!(out, "{}", escaped(&chart.says));
                }
            }
        }
    }
    out
}

fn write_table(out: &mut String, table: &Table) {
    let row = |cells: &[String]| {
        let cells: Vec<_> = cells.iter().map(|cell| escaped(cell).replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push_str(&row(&table.head));
    let rule: Vec<_> = (0..table.head.len()).map(|column| if column == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", rule.join(" | "));
    table.rows.iter().for_each(|cells| out.push_str(&row(cells)));
}

/// On one line, and with nothing in it that Markdown or HTML would take for its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    let list_like = out.starts_with(['-', '+']) && out[1..].starts_with(' ');
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && out[digits..].starts_with(['.', ')']);
    match (list_like, numbered) {
        (true, _) => format!("\\{out}"),
        (_, true) => format!("{}\\{}", &out[..digits], &out[digits..]),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_stays_text() {
        assert_eq!(escaped("*bold* <b>\nnext"), "\\*bold\\* \\<b\\> next");
        assert_eq!(escaped("- point"), "\\- point");
        assert_eq!(escaped("1. point"), "1\\. point");
        assert_eq!(escaped("12:30 lunch"), "12:30 lunch");
    }
}
